//! The command line as people meet it: help, languages, guards, shapes of output.

use mirante_reports::Language;

use crate::support::Project;

fn empty() -> Project {
    Project { folder: tempfile::tempdir().unwrap() }
}

/// Every command's path and its help text.
fn helps(language: Language) -> Vec<(String, String)> {
    fn walk(mut command: clap::Command, path: &str, all: &mut Vec<(String, String)>) {
        all.push((path.to_owned(), command.render_long_help().to_string()));
        for sub in command.get_subcommands().cloned().collect::<Vec<_>>() {
            let below = format!("{path} {}", sub.get_name());
            walk(sub, below.trim(), all);
        }
    }
    let mut all = Vec::new();
    walk(mirante::cli::command(language), "", &mut all);
    all
}

#[test]
fn help_speaks_one_language_at_a_time() {
    const ENGLISH: [&str; 10] = ["Usage", "Options", "Commands", "Arguments", "OPTIONS", "COMMAND>", "default", "possible", "the ", " and "];
    const PORTUGUESE: [&str; 8] = ["Uso", "Opções", "Comandos", "OPÇÕES", "COMANDO", " para ", " que ", "Mostra"];
    let portuguese = helps(Language::PtBr);
    assert!(portuguese.len() >= 20, "{} commands", portuguese.len());
    for (path, text) in &portuguese {
        ENGLISH.iter().for_each(|word| assert!(!text.contains(word), "`{word}` stands in the pt-BR help of `{path}`:\n{text}"));
        assert!(text.contains("Exemplo"), "the help of `{path}` begins with an example:\n{text}");
    }
    for (path, text) in helps(Language::En) {
        PORTUGUESE.iter().for_each(|word| assert!(!text.contains(word), "`{word}` stands in the English help of `{path}`:\n{text}"));
        assert!(text.contains("Example"), "the help of `{path}` begins with an example:\n{text}");
    }
}

#[test]
fn usage_errors_end_with_2_in_the_language_asked_for() {
    let project = empty();
    project.run(&["ingset"]).ends(2).says(&["não existe o comando `ingset`", "ingest"]);
    project.run(&["--lang", "en", "ingset"]).ends(2).says(&["there is no command `ingset`", "did you mean `ingest`"]);
    project.run(&["run", "--fast"]).ends(2).says(&["--fast"]);
    project.run(&["sql"]).ends(2).says(&["falta"]);
    project.run(&["sql", "SELECT 1", "--format", "xls"]).ends(2).says(&["`xls`", "--format"]);
    project.run(&["run"]).ends(2).says(&["M0601", "mirante init"]);
    project.run(&["--help"]).succeeds().says(&["mirante demo"]);
    project.run(&["--version"]).succeeds().says(&["0.1.0"]);
}

#[test]
fn init_never_overwrites() {
    let project = empty();
    project.run(&["init"]).succeeds();
    project.write("mirante.toml", "# meu\n");
    project.run(&["init"]).ends(2).says(&["M0603", "mirante.toml"]);
    assert_eq!(project.read("mirante.toml"), "# meu\n");
    project.run(&["init", "--force", "--source", "xes"]).succeeds();
    project.run(&["run"]).succeeds();
}

#[test]
fn sql_only_asks() {
    let project = Project::example();
    project.run(&["run"]).succeeds();
    let files = crate::support::files_below(project.path());
    for bad in [
        "DROP TABLE marts.edges",
        "CREATE TABLE marts.x AS SELECT 1",
        "COPY (SELECT 1) TO 'saida.csv'",
        "INSERT INTO marts.edges SELECT * FROM marts.edges",
        "CREATE EXTERNAL TABLE t STORED AS PARQUET LOCATION '/etc'",
        "SET datafusion.execution.batch_size = 1",
        "SELECT 1; SELECT 2",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM information_schema.tables",
    ] {
        project.run(&["sql", bad]).ends(2);
    }
    assert_eq!(crate::support::files_below(project.path()), files, "a refused statement left something behind");
    project.run(&["sql", "SELECT count(*) FROM meta.rejects"]).succeeds();
    project.run(&["sql", "SELECT * FROM marts.edgs"]).ends(2).says(&["M0402", "edgs"]);
    project.run(&["sql", "EXPLAIN SELECT * FROM marts.edges"]).succeeds();
}

#[test]
fn answers_come_in_every_shape() {
    let project = Project::example();
    project.run(&["run"]).succeeds();
    let query = "SELECT object_type, count(*) AS n FROM marts.variants GROUP BY object_type ORDER BY n DESC, object_type";
    assert!(project.run(&["sql", query]).succeeds().out().starts_with("object_type  "));
    assert!(project.run(&["sql", query, "--format", "md"]).out().starts_with("| object_type |"));
    assert!(project.run(&["sql", query, "--format", "csv", "--dialect", "br"]).out().starts_with("\u{feff}object_type;n\r\n"));
    let json: serde_json::Value = serde_json::from_str(&project.run(&["sql", query, "--format", "json"]).out()).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 2);
    let line = project.run(&["sql", query, "--json"]).out();
    assert!(serde_json::from_str::<serde_json::Value>(line.lines().next().unwrap()).unwrap()["n"].is_i64());
    project.write("pergunta.sql", "-- uma pergunta\nSELECT 1 AS um;\n");
    let file = project.path().join("pergunta.sql");
    assert!(project.run(&["sql", "-f", file.to_str().unwrap()]).succeeds().out().starts_with("um"));
    project.run(&["sql", "SELECT 1", "--at", "9"]).ends(2).says(&["M0207", "9"]);
    project.run(&["sql", "SELECT 1", "--at", "ontem"]).ends(2).says(&["M0213", "ontem"]);
}

#[test]
fn the_dictionary_tells_where_a_column_comes_from() {
    let project = Project::example();
    project
        .run(&["dataset", "show", "marts.edges"])
        .succeeds()
        .says(&["staging.case_events.occurred_at (agregada)", "staging.case_events.event_type (direta)"]);
    project.run(&["dataset", "show", "marts.rework"]).succeeds().says(&["cases_n", "staging.case_events.* (agregada)"]);
    project.run(&["dataset", "show", "raw.events"]).succeeds().says(&["event_id", "retract"].map(|_| "event_id"));
    project.run(&["dataset", "show", "staging.units", "--sql"]).succeeds().says(&["ROW_NUMBER() OVER (PARTITION BY unit_id"]);
    project.run(&["dataset", "show", "meta.rejects"]).succeeds().says(&["reject_id", "reason"]);
    project.run(&["dataset", "show", "marts.edge"]).ends(2).says(&["marts.edges"]);
    project.run(&["dataset", "show", "raw.unit"]).ends(2).says(&["M0103", "units"]);
    project.run(&["run"]).succeeds();
    project.run(&["dataset", "list"]).succeeds().says(&["marts.edges", "raw.events"]);
    project.run(&["version", "show", "2"]).succeeds().says(&["transform", "marts.edges"]);
    project.run(&["lint"]).succeeds();
    project.run(&["check", "--select", "marts.edges"]).succeeds();
    project.run(&["check", "--select", "marts.edgez"]).ends(2).says(&["M0504", "marts.edges"]);
}

#[test]
fn a_model_with_a_fault_is_told_by_lint() {
    let project = empty();
    let good = "-- name: marts.x\n-- title: Isto | This\n-- grain: title_id\n-- columns: title_id:id, amount:money\n-- owner: tesouraria\n";
    project.write("marts/x.sql", format!("{good}SELECT title_id, amount / 2 AS amount FROM staging.titles"));
    let path = project.path().join("marts/x.sql");
    project.run(&["lint", path.to_str().unwrap()]).ends(1).says(&["M0503", "marts.x", "division"]);
    project.write("marts/x.sql", format!("{good}SELECT title_id, amount FROM staging.titles"));
    project.run(&["lint", path.to_str().unwrap()]).succeeds();
    project.write("marts/x.sql", good.replace("marts.x", "marts.y") + "SELECT 1");
    project.run(&["lint", path.to_str().unwrap()]).ends(2).says(&["M0401", "marts.y"]);
}
