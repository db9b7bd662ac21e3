//! Every golden folder: `given/*.csv` is loaded into the lake, everything below the dataset is built, `expect.csv` must come out.

use std::{fs, path::Path, sync::Arc};

use mirante_data::{
    Lake, Snapshot,
    clock::Clock,
    contract::{Kind, builtin},
    sample,
};
use mirante_ingest::SourceConfig;
use mirante_queries::{engine::Limits, model};
use mirante_transform::{Graph, Transform};

use crate::support::{a_run, ask, block, ingest_at, repository, sources};

/// The cases of a folder of `tests/golden` whose names pass; only datasets like `MIRANTE_GOLDEN`, where it is set.
fn cases(wanted: impl Fn(&str) -> bool) -> Vec<(String, std::path::PathBuf)> {
    let mut all = Vec::new();
    for dataset in fs::read_dir(repository().join("tests/golden")).unwrap().map(|entry| entry.unwrap().path()) {
        let name = dataset.file_name().unwrap().to_string_lossy().into_owned();
        let is_asked = std::env::var("MIRANTE_GOLDEN").map_or(true, |only| name.contains(&only));
        if wanted(&name) && is_asked {
            all.extend(fs::read_dir(&dataset).unwrap().map(|case| (name.clone(), case.unwrap().path())));
        }
    }
    all.sort();
    all
}

fn table(path: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    (header, reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect())
}

/// One source whose loads map each given file's columns to themselves.
fn configuration(given: &Path, dataset: &str) -> String {
    let folder = given.display();
    let mut toml = format!("[[sources]]\nname = \"golden\"\nkind = \"csv\"\nconnection = {{ folder = '{folder}' }}\n");
    let mut files: Vec<_> = fs::read_dir(given).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|kind| kind == "csv"));
    files.sort();
    for file in files {
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        let into = if stem == "rows" { dataset } else { &stem }.trim_start_matches("raw.").to_owned();
        let columns: Vec<String> = table(&file).0.iter().map(|name| format!("{name} = \"{name}\"")).collect();
        toml.push_str(&format!(
            "[[sources.loads]]\ninto = \"{into}\"\npath = \"{stem}.csv\"\ncolumns = {{ {} }}\nmax_rejects = \"100%\"\n",
            columns.join(", ")
        ));
        // A file of this name makes the dates of records events.
        let is_entity = builtin::get(&into).is_ok_and(|contract| contract.kind == Kind::Entity);
        if is_entity && given.join("derive_events").exists() {
            toml.push_str("derive_events = true\n");
        }
    }
    toml
}

fn memory() -> Arc<Lake> {
    let objects = mirante_data::object_store::memory::InMemory::new();
    Arc::new(Lake::new(Arc::new(mirante_data::lake::RemoteStore::new(Arc::new(objects)))))
}

/// Where rows differ, in words; floats may differ by one part in a thousand million.
fn differences(actual: &[Vec<String>], expected: &[Vec<String>]) -> Option<String> {
    let same = |left: &String, right: &String| {
        left == right
            || matches!((left.parse::<f64>(), right.parse::<f64>()), (Ok(left), Ok(right)) if (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1e-3))
    };
    let is_same = actual.len() == expected.len()
        && actual.iter().zip(expected).all(|(left, right)| left.len() == right.len() && left.iter().zip(right).all(|(l, r)| same(l, r)));
    let show = |rows: &[Vec<String>]| rows.iter().map(|row| row.join(",")).collect::<Vec<_>>().join("\n    ");
    (!is_same).then(|| format!("  got:\n    {}\n  expected:\n    {}", show(actual), show(expected)))
}

/// The columns that a case expects: all of the dataset in their order, but for the id of a batch, which nobody computes by hand.
fn columns(dataset: &str, case: &Path, graph: &Graph) -> Vec<String> {
    let (header, _) = table(&case.join("expect.csv"));
    let promised = graph.models[dataset].header.columns.iter().map(|column| column.name.clone());
    let wanted: Vec<String> = promised.filter(|name| name != "batch_id" || header.contains(name)).collect();
    assert_eq!(header, wanted, "columns that {} expects of {dataset}", case.display());
    wanted
}

/// A lake in memory, filled and built at one instant.
pub struct World {
    pub lake: Arc<Lake>,
    pub snapshot: Snapshot,
    pub graph: Graph,
    /// Checks that failed and hold up.
    pub failed: Vec<String>,
}

/// The graph of a given folder, planned once for all cases: processes, rules and loads of its own are rows that the program
/// makes of no other dataset.
async fn graph(given: &Path, sources: &[SourceConfig]) -> Graph {
    static PLANNED: tokio::sync::OnceCell<Graph> = tokio::sync::OnceCell::const_new();
    let models = mirante_transform::models(&mirante::project::described(given, sources).unwrap()).unwrap();
    let planned = PLANNED.get_or_init(|| async { Graph::of(models.clone()).await.unwrap() }).await;
    assert!(planned.models.keys().eq(models.keys()));
    Graph { models, planned: planned.planned.clone(), order: planned.order.clone() }
}

/// Loads the CSV files of a folder, `rows.csv` into `dataset`, and builds what is selected; everything is recorded, and
/// answered for, at the clock's instant.
pub async fn world(given: &Path, dataset: &str, clock: Clock, select: Vec<String>, limits: Limits) -> World {
    let lake = memory();
    let sources = sources(&configuration(given, dataset));
    let snapshot = ingest_at(clock, Path::new("/"), &lake, &sources).await.snapshot;
    let graph = graph(given, &sources).await;
    if select.is_empty() {
        return World { lake, snapshot, graph, failed: Vec::new() };
    }
    let transform = Transform { lake: &lake, graph: &graph, clock, run: a_run(), select, is_full: false, as_of: None, limits };
    let report = transform.run().await.unwrap();
    let failed = report.checks.iter().filter(|check| check.blocks()).map(|check| check.check.name.clone()).collect();
    World { snapshot: report.snapshot, lake, graph, failed }
}

/// The text of a check.
fn check_text(short: &str) -> &'static str {
    let file = format!("checks/{short}.sql");
    model::CHECK_FILES.iter().find(|(each, _)| *each == file).unwrap().1
}

/// What a check reads, with everything below it.
fn reads(sql: &str) -> Vec<String> {
    let words = sql.split(|character: char| !(character.is_ascii_alphanumeric() || "_.".contains(character)));
    let mut reads: Vec<String> =
        words.filter(|word| word.starts_with("staging.") || word.starts_with("marts.")).map(|word| format!("+{word}")).collect();
    reads.sort();
    reads.dedup();
    reads
}

async fn outcome(dataset: &str, case: &Path) -> Vec<Vec<String>> {
    let is_rejects = case.ends_with("rejects");
    let select = match dataset.split_once('.').unwrap() {
        _ if is_rejects => Vec::new(),
        ("raw", short) => vec![format!("staging.{short}")],
        ("checks", short) => reads(check_text(short)),
        _ => vec![format!("+{dataset}")],
    };
    let clock = Clock::fixed(sample::PERIOD_END);
    let World { lake, snapshot, graph, .. } = world(&case.join("given"), dataset, clock, select, Limits::default()).await;
    let query = match dataset.split_once('.').unwrap() {
        _ if is_rejects => "SELECT row_number, column_name, reason FROM meta.rejects ORDER BY row_number".to_owned(),
        ("raw", short) => format!("SELECT * FROM staging.{short} ORDER BY {}", builtin::get(short).unwrap().key.join(", ")),
        ("checks", short) => {
            let mut rows = ask(&lake, &snapshot, check_text(short)).await;
            rows.sort();
            return rows;
        }
        _ => {
            format!("SELECT {} FROM {dataset} ORDER BY {}", columns(dataset, case, &graph).join(", "), graph.models[dataset].header.grain.join(", "))
        }
    };
    ask(&lake, &snapshot, &query).await
}

fn check_all(wanted: impl Fn(&str) -> bool) {
    let mut failures = Vec::new();
    let cases = cases(wanted);
    assert!(!cases.is_empty() || std::env::var("MIRANTE_GOLDEN").is_ok(), "no golden case was found");
    for (dataset, case) in &cases {
        let actual = block(outcome(dataset, case));
        let (_, expected) = table(&case.join("expect.csv"));
        if let Some(difference) = differences(&actual, &expected) {
            failures.push(format!("{dataset}/{}\n{difference}", case.file_name().unwrap().to_string_lossy()));
        }
    }
    assert!(failures.is_empty(), "{} of {} golden cases differ:\n{}", failures.len(), cases.len(), failures.join("\n"));
}

#[test]
fn raw_datasets_hold_their_contracts() {
    check_all(|name| name.starts_with("raw."));
}

#[test]
fn models_and_checks_compute_what_is_expected() {
    check_all(|name| ["marts.", "staging.", "meta.", "figures."].iter().any(|layer| name.starts_with(layer)) || name.starts_with("checks."));
}
