//! The project's laws: imports, sizes, a contract and golden cases for everything, words in both languages, one arrow.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use mirante_data::contract::builtin;
use mirante_queries::model;
use mirante_reports::{Words, figure::spec, words::LANGUAGES};

use crate::support::{files_below, repository};

const ROOMS: [&str; 6] = ["data", "ingest", "queries", "transform", "reports", "dashboards"];

/// Direct dependencies of a room, without those of its tests.
fn dependencies(room: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(repository().join(room).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    manifest["dependencies"].as_table().unwrap().keys().cloned().collect()
}

fn names(folder: &str, extension: &str) -> BTreeSet<String> {
    let files = files_below(&repository().join(folder));
    let of_kind = files.iter().filter(|path| path.extension().is_some_and(|each| each == extension));
    of_kind.map(|path| path.strip_prefix(repository().join(folder.split('/').next().unwrap())).unwrap().to_string_lossy().into_owned()).collect()
}

#[test]
fn rooms_see_only_the_rooms_they_may() {
    let may: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("data", &[][..]),
        ("ingest", &["mirante-data"]),
        ("queries", &["mirante-data"]),
        ("transform", &["mirante-data", "mirante-queries"]),
        ("reports", &["mirante-data"]),
        ("dashboards", &["mirante-data", "mirante-ingest", "mirante-queries", "mirante-transform", "mirante-reports"]),
    ]);
    for room in ROOMS {
        for dependency in dependencies(room).iter().filter(|name| name.starts_with("mirante")) {
            assert!(may[room].contains(&dependency.as_str()), "`{room}` must not see `{dependency}`");
        }
    }
}

#[test]
fn heavy_dependencies_live_in_their_rooms() {
    let homes: [(&str, &[&str]); 23] = [
        ("arrow", &["data"]),
        ("parquet", &["data"]),
        ("object_store", &["data"]),
        ("datafusion", &["queries"]),
        ("polars", &["transform"]),
        ("plotters", &["reports"]),
        ("resvg", &["reports"]),
        ("typst", &["reports"]),
        ("rust_xlsxwriter", &["reports"]),
        ("fluent-bundle", &["reports"]),
        ("axum", &["dashboards"]),
        ("askama", &["dashboards"]),
        ("hyper", &["dashboards"]),
        ("tower-http", &["dashboards"]),
        ("clap", &["dashboards"]),
        ("pgwire", &["dashboards"]),
        ("csv-core", &["ingest"]),
        ("quick-xml", &["ingest"]),
        ("tokio-postgres", &["ingest"]),
        ("mysql_async", &["ingest"]),
        ("reqwest", &["ingest"]),
        ("calamine", &["ingest"]),
        ("rusqlite", &["ingest", "dashboards"]),
    ];
    for (heavy, rooms) in homes {
        for room in ROOMS.iter().filter(|room| !rooms.contains(room)) {
            assert!(!dependencies(room).contains(heavy), "`{heavy}` belongs to {rooms:?} and not to `{room}`");
        }
    }
}

#[test]
fn there_is_one_arrow_and_one_datafusion() {
    let lock = fs::read_to_string(repository().join("Cargo.lock")).unwrap();
    for name in ["arrow", "arrow-array", "parquet", "object_store", "datafusion", "sqlparser", "libsqlite3-sys"] {
        let count = lock.lines().filter(|line| *line == format!("name = \"{name}\"")).count();
        assert_eq!(count, 1, "`{name}` stands {count} times in Cargo.lock");
    }
}

#[test]
fn no_file_is_too_long() {
    for room in ROOMS.iter().chain(&["tests"]) {
        for path in files_below(&repository().join(room)) {
            let kind = path.extension().map(|kind| kind.to_string_lossy().into_owned()).unwrap_or_default();
            if ["rs", "sql", "toml", "md", "py", "css", "js"].contains(&kind.as_str()) {
                let lines = fs::read_to_string(&path).unwrap().lines().count();
                assert!(lines <= 500, "{} has {lines} lines", path.display());
            }
        }
    }
}

/// A cross join keeps its left side in memory and goes through it row by row, each with a batch of its own.
#[test]
fn a_table_of_one_row_stands_first_in_a_cross_join() {
    for path in files_below(&repository().join("queries")).into_iter().filter(|path| path.extension().is_some_and(|kind| kind == "sql")) {
        let text = fs::read_to_string(&path).unwrap();
        for table in ["staging.clock", "staging.parameters"] {
            assert!(!text.contains(&format!("CROSS JOIN {table}")), "{}: `{table}` stands last", path.display());
        }
    }
}

#[test]
fn nothing_else_stands_at_the_top() {
    let allowed = ["Cargo.lock", "Cargo.toml", "README.md", "CHANGELOG.md", "LICENSE", "tests"];
    for entry in fs::read_dir(repository()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let is_known = name.starts_with('.') || allowed.contains(&name.as_str()) || ROOMS.contains(&name.as_str());
        assert!(is_known || ["target", "mirante-demo"].contains(&name.as_str()), "`{name}` has no place at the top level");
    }
}

#[test]
fn lists_name_every_file_and_no_other() {
    let listed: BTreeSet<String> = builtin::files().iter().map(|(name, _)| format!("contracts/{name}.toml")).collect();
    assert_eq!(names("data/contracts", "toml"), listed);
    let listed: BTreeSet<String> = model::MODEL_FILES.iter().map(|(file, _)| (*file).to_owned()).collect();
    let written = ["staging", "marts", "meta", "figures"].iter().flat_map(|layer| names(&format!("queries/{layer}"), "sql"));
    assert_eq!(written.collect::<BTreeSet<String>>(), listed);
    let listed: BTreeSet<String> = model::DRAFT_FILES.iter().map(|(file, _)| (*file).to_owned()).collect();
    assert_eq!(names("queries/drafts", "sql"), listed);
    let listed: BTreeSet<String> = mirante_data::process::builtin::files().iter().map(|(name, _)| format!("processes/{name}.toml")).collect();
    assert_eq!(names("data/processes", "toml"), listed);
    let listed: BTreeSet<String> =
        mirante_transform::steps::STEPS.iter().map(|(name, _)| format!("src/steps/{}.rs", name.split('.').next_back().unwrap())).collect();
    assert_eq!(names("transform/src/steps", "rs"), listed);
    let listed: BTreeSet<String> = model::CHECK_FILES.iter().map(|(file, _)| (*file).to_owned()).collect();
    assert_eq!(names("queries/checks", "sql"), listed);
    let listed: BTreeSet<String> = model::AUDIT_FILES.iter().map(|(file, _)| (*file).to_owned()).collect();
    assert_eq!(names("queries/audits", "sql"), listed);
    let listed: BTreeSet<String> = spec::all().iter().map(|spec| format!("figures/{}.toml", spec.name)).collect();
    assert_eq!(names("reports/figures", "toml"), listed);
}

#[test]
fn every_figure_has_its_rows_and_its_words() {
    let models = mirante_transform::builtin().unwrap();
    let rows: BTreeSet<&str> = models.keys().filter(|name| name.schema() == "figures").map(|name| name.short()).collect();
    assert_eq!(rows, spec::all().iter().map(|spec| spec.name.as_str()).collect());
    for spec in spec::all() {
        let columns = &models[format!("figures.{}", spec.name).as_str()].header.columns;
        let has = |name: &str| columns.iter().any(|column| column.name == name);
        assert_eq!(has(spec::SLICE), has(spec::SLICE_LABEL), "figures.{} is cut by what nobody can read", spec.name);
        let named = spec.columns.iter().chain(&spec.codes).map(String::as_str).chain(spec.chart.roles());
        let missing: Vec<&str> = named.filter(|name| !has(name)).collect();
        assert!(missing.is_empty(), "figures.{} has no {missing:?}", spec.name);
        for language in LANGUAGES {
            let words = Words::of(language);
            let missing: Vec<String> = spec.words().into_iter().filter(|key| !words.has(key)).collect();
            assert!(missing.is_empty(), "{} says nothing for {missing:?} in {language}", spec.name);
        }
    }
}

#[test]
fn everything_has_its_golden_case() {
    let golden = repository().join("tests/golden");
    let has = |dataset: &str, case: &str| golden.join(dataset).join(case).join("expect.csv").is_file();
    for contract in builtin::in_lake() {
        for case in ["load", "rejects"] {
            assert!(has(contract.dataset.as_str(), case), "{} has no golden case `{case}`", contract.dataset);
        }
    }
    let files = model::MODEL_FILES.iter().chain(model::CHECK_FILES).map(|(file, _)| file.trim_end_matches(".sql").replace('/', "."));
    let steps = mirante_transform::steps::STEPS.iter().map(|(name, _)| (*name).to_owned());
    for dataset in files.chain(steps) {
        let cases = fs::read_dir(golden.join(&dataset)).map(|cases| cases.count()).unwrap_or(0);
        assert!(cases >= 2, "`{dataset}` has {cases} golden cases: a plain one and an awkward one are wanted");
    }
}

#[test]
fn every_column_of_a_contract_keeps_the_naming_rules() {
    use mirante_data::types::ColumnType::{At, Bool, Id, Money, On};
    for contract in builtin::all() {
        for (name, rule) in &contract.columns {
            let is = |suffix: &str| name.ends_with(suffix);
            let place = format!("{}.{name}", contract.dataset);
            assert!(!is("_at") || rule.r#type == At, "{place} ends in _at and is {}", rule.r#type);
            assert!(!is("_on") || rule.r#type == On, "{place} ends in _on and is {}", rule.r#type);
            assert!(!(name.starts_with("is_") || name.starts_with("has_")) || rule.r#type == Bool, "{place} reads as a claim");
            assert!(!is("_amount") || rule.r#type == Money, "{place} is an amount");
            assert!(!rule.person || rule.r#type == Id, "{place} names a person");
            let parent = rule.references.as_deref();
            assert!(parent.is_none_or(|parent| builtin::get(parent).is_ok()), "{place} references {parent:?}, which has no contract");
        }
    }
}

#[test]
fn every_error_has_words_and_a_code_of_its_own() {
    let codes = mirante::error::codes();
    let unique: BTreeSet<&str> = codes.iter().map(|(code, _)| *code).collect();
    assert_eq!(unique.len(), codes.len(), "a code is used twice");
    for language in LANGUAGES {
        let words = Words::of(language);
        for (code, variant) in &codes {
            assert!(words.has(code) && words.has(&format!("{code}-help")), "{code} ({variant}) has no words in {language}");
        }
    }
}

/// Keys of the Fluent texts of a language.
fn keys(texts: [&str; 2]) -> BTreeSet<String> {
    let lines = texts.iter().flat_map(|text| text.lines());
    let key =
        |line: &str| line.split_once(" =").map(|(key, _)| key.to_owned()).filter(|key| !key.is_empty() && !key.starts_with([' ', '#', '[', '*']));
    lines.filter_map(key).collect()
}

#[test]
fn both_languages_have_the_same_words_and_all_are_used() {
    let [portuguese, english] = LANGUAGES.map(|language| keys(language.texts()));
    assert_eq!(portuguese, english);
    let mut code: String = ["dashboards/src", "dashboards/templates", "reports/src"]
        .iter()
        .flat_map(|room| files_below(&repository().join(room)))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    code.push_str(&mirante::error::codes().iter().map(|(error, _)| format!("\"{error}\" \"{error}-help\" ")).collect::<String>());
    let used_by_name =
        |key: &String| code.contains(&format!("\"{key}\"")) || key.strip_prefix("head-").is_some_and(|head| code.contains(&format!("(\"{head}\", ")));
    let of_figures: BTreeSet<String> = spec::all().iter().flat_map(|spec| spec.words().into_iter().chain(spec.more_words())).collect();
    // Words of codes are said by whoever meets the code in the rows, so the code is written down where rows are made.
    let rooms = ["queries", "transform/src", "data/contracts", "data/processes"];
    let made: String = rooms.iter().flat_map(|room| files_below(&repository().join(room))).map(|path| fs::read_to_string(path).unwrap()).collect();
    let of_code =
        |key: &String| key.strip_prefix("code-").is_some_and(|code| made.contains(&format!("'{code}'")) || made.contains(&format!("\"{code}\"")));
    // What to do about a finding is said along with it.
    let of_finding = |key: &String| key.starts_with("doctor-") && key.strip_suffix("-fix").is_some_and(|base| used_by_name(&base.to_owned()));
    let used_by_name = |key: &String| used_by_name(key) || of_figures.contains(key) || of_code(key) || of_finding(key);
    let unused: Vec<&String> = portuguese.iter().filter(|key| !key.starts_with("cmd") && !key.starts_with("arg-") && !used_by_name(key)).collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

#[test]
fn every_detail_of_a_message_has_words() {
    let code: String =
        ROOMS.iter().flat_map(|room| files_below(&repository().join(room).join("src"))).map(|path| fs::read_to_string(path).unwrap()).collect();
    let said = code.split('"').filter(|text| text.starts_with("d-") && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
    let used: BTreeSet<String> = said.filter(|key| key.len() > 2).map(str::to_owned).collect();
    assert_eq!(keys([LANGUAGES[0].details(), ""]), used);
}

#[test]
fn every_command_and_argument_has_words() {
    fn walk(command: &clap::Command, path: &str, wanted: &mut BTreeSet<String>) {
        let key = if path.is_empty() { "cmd".to_owned() } else { format!("cmd-{path}") };
        wanted.extend([key.clone(), format!("{key}-examples")]);
        for arg in
            command.get_arguments().filter(|arg| !["help", "version"].contains(&arg.get_id().as_str()) || !path.is_empty() && arg.is_positional())
        {
            let id = arg.get_id();
            wanted.insert(if arg.is_global_set() || path.is_empty() { format!("arg-{id}") } else { format!("arg-{path}-{id}") });
        }
        for sub in command.get_subcommands() {
            let below = if path.is_empty() { sub.get_name().to_owned() } else { format!("{path}-{}", sub.get_name()) };
            walk(sub, &below, wanted);
        }
    }
    let mut wanted = BTreeSet::from(["arg-help".to_owned(), "arg-version".to_owned()]);
    walk(&mirante::cli::command(LANGUAGES[0]), "", &mut wanted);
    let said: BTreeSet<String> = keys(LANGUAGES[0].texts()).into_iter().filter(|key| key.starts_with("cmd") || key.starts_with("arg-")).collect();
    let missing: Vec<&String> = wanted.difference(&said).collect();
    let unused: Vec<&String> = said.difference(&wanted).filter(|key| *key != "command-value").collect();
    assert!(missing.is_empty() && unused.is_empty(), "missing: {missing:?}; unused: {unused:?}");
}

#[test]
fn the_front_door_holds_no_sql_and_no_stub_stands_anywhere() {
    for path in files_below(&repository().join("dashboards/src")) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("SELECT "), "{} holds SQL", path.display());
    }
    let stubs = ["todo", "unimplemented"].map(|word| format!("{word}!("));
    for room in ROOMS {
        for path in files_below(&repository().join(room).join("src")) {
            let text = fs::read_to_string(&path).unwrap();
            stubs.iter().for_each(|stub| assert!(!text.contains(stub), "{} holds {stub}", path.display()));
        }
    }
}

#[test]
fn every_column_of_a_table_on_the_terminal_has_a_head() {
    let words = Words::of(LANGUAGES[0]);
    for path in files_below(&repository().join("dashboards/src/cli")) {
        let text = fs::read_to_string(&path).unwrap();
        for end in [", false)", ", true)"] {
            let heads = text.split(end).filter_map(|before| before.rsplit_once("(\"")?.1.strip_suffix('"'));
            let missing: Vec<&str> = heads.filter(|head| !head.contains('"') && !words.has(&format!("head-{head}"))).collect();
            assert!(missing.is_empty(), "{} shows columns without a head: {missing:?}", path.display());
        }
    }
}

#[test]
fn every_figure_has_its_method_in_both_languages() {
    use mirante_reports::{figure::spec, methods};
    for language in LANGUAGES {
        for spec in spec::all() {
            let text = methods::text(&spec.name, language).unwrap_or_else(|| panic!("`{}` has no method", spec.name));
            assert!(text.lines().filter(|line| line.starts_with("**")).count() >= 4, "the method of `{}` in {language} says too little", spec.name);
        }
    }
    let files = files_below(&repository().join("reports/methods"));
    assert_eq!(files.len(), 2 * methods::names().count(), "a text of a method is in no list");
}

#[test]
fn every_room_has_its_page() {
    for room in ROOMS.iter().chain(&["tests"]) {
        let page = fs::read_to_string(repository().join(room).join("README.md")).unwrap_or_default();
        assert!(page.lines().count() > 10, "`{room}` has no README worth the name");
    }
    assert!(Path::new(&repository()).join("LICENSE").is_file());
}
