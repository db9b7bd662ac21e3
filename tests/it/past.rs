//! What was known at an instant, what became of one key, and where columns come from: over several runs of one project.

use serde_json::Value;

use crate::support::Project;

const TOML: &str = r#"
[[sources]]
name = "portal"
kind = "csv"
connection = { folder = "entrada" }

[[sources.loads]]
into = "work_items"
path = "itens.csv"
deleted = "apagado"
columns = { work_item_id = "id", owner_unit_id = "onde", opened_at = "aberto", status = "situacao", amount = "valor" }
constants = { kind = "chamado", requester_type = "cliente", priority = "normal", is_automated = false }
values.status = { A = "aberto", R = "resolvido" }
decimal = ","
"#;

const HEAD: &str = "id,onde,aberto,situacao,valor,apagado\n";

/// Three states of the same records, each recorded by its own run; gives the instants between them.
fn recorded() -> (Project, Vec<String>) {
    let project = Project::new(TOML);
    let states = [
        "w1,u1,02/03/2026 09:00,A,\"10,00\",\nw2,u1,02/03/2026 09:00,A,\"20,00\",\n",
        "w1,u1,02/03/2026 09:00,R,\"10,50\",\nw2,u1,02/03/2026 09:00,A,\"20,00\",\n",
        "w1,u1,02/03/2026 09:00,R,\"10,50\",\nw2,u1,02/03/2026 09:00,A,\"20,00\",sim\nw3,u2,02/03/2026 09:00,A,\"5,00\",\n",
    ];
    let mut instants = Vec::new();
    for state in states {
        project.write("entrada/itens.csv", format!("{HEAD}{state}"));
        project.run(&["run"]).succeeds();
        instants.push(project.one("SELECT max(_recorded_at) FROM raw.work_items"));
    }
    (project, instants)
}

fn as_of(project: &Project, instant: &str, query: &str) -> String {
    let ran = project.run(&["sql", query, "--as-of", instant, "--format", "csv", "-q"]);
    ran.succeeds();
    ran.out()
}

#[test]
fn any_past_state_can_be_asked_for_as_it_was_recorded() {
    let (project, instants) = recorded();
    let query = "SELECT count(*), sum_checked(amount) FROM staging.work_items";
    let answers: Vec<String> = instants.iter().map(|instant| as_of(&project, instant, query).lines().last().unwrap().to_owned()).collect();
    assert_eq!(answers, ["2,30.00", "2,30.50", "2,15.50"]);
    // The past lies in the records, whatever versions are still kept.
    let status = as_of(&project, &instants[0], "SELECT status FROM staging.work_items WHERE work_item_id = 'w1'");
    assert_eq!(status.lines().last(), Some("aberto"));
    // Before the first record there was nothing.
    assert_eq!(as_of(&project, "2020-01-01T00:00:00Z", query).lines().last(), Some("0,"));
}

#[test]
fn what_came_late_or_changed_is_told_with_the_edition_that_does_not_know_it() {
    let late = include_str!("../../queries/audits/records_late.sql");
    let project = Project::new(TOML);
    let record = |state: &str| {
        project.write("entrada/itens.csv", format!("{HEAD}{state}"));
        project.run(&["run"]).succeeds();
    };
    let rows = || project.rows(&format!("SELECT dataset, period_on, change, edition, rows_n, amount FROM ({late}) ORDER BY 1, 2, 3"));
    // What the first run brings was always there, however old it is.
    record("w1,u1,02/03/2026 09:00,A,\"10,00\",\nw2,u1,02/03/2026 09:00,A,\"20,00\",\n");
    assert!(rows().is_empty(), "{:?}", rows());
    project.run(&["publish", "primeira"]).succeeds();
    let now = mirante_data::canonical::instant(mirante_data::clock::Clock::System.now_micros());
    let today = format!("{}/{}/{} 00:30", &now[8..10], &now[5..7], &now[..4]);
    record(&format!(
        "w1,u1,02/03/2026 09:00,R,\"10,50\",\nw2,u1,02/03/2026 09:00,A,\"20,00\",sim\nw3,u2,01/04/2026 09:00,A,\"5,00\",\nw4,u2,{today},A,\"7,00\",\n"
    ));
    let expected = [
        ["raw.work_items", "2026-03-01", "delete", "primeira", "1", ""],
        ["raw.work_items", "2026-03-01", "update", "primeira", "1", "10.50"],
        ["raw.work_items", "2026-04-01", "insert", "primeira", "1", "5.00"],
    ];
    let found = rows().into_iter().filter(|row| row[0] == "raw.work_items").map(|mut row| {
        if row[2] == "delete" {
            row[5].clear();
        }
        row
    });
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

#[test]
fn what_is_not_computed_on_the_way_says_so() {
    let (project, instants) = recorded();
    for dataset in ["staging.case_events", "marts.edges", "marts.lead_times"] {
        let ran = project.run(&["sql", &format!("SELECT * FROM {dataset}"), "--as-of", &instants[0]]);
        ran.ends(2).says(&["M0410", dataset, "mirante transform --as-of"]);
    }
    project.run(&["sql", "SELECT 1", "--as-of", "ontem"]).ends(2).says(&["M0605", "ontem"]);
}

#[test]
fn the_history_of_a_key_tells_each_change() {
    let (project, _) = recorded();
    let ran = project.run(&["dataset", "history", "raw.work_items", "w1"]);
    ran.succeeds().says(&["insert", "update", "status: aberto → resolvido; amount: 10.00 → 10.50"]);
    assert_eq!(ran.out().matches("portal.work_items-").count(), 2, "one row for each batch that said something new: {}", ran.out());
    project.run(&["dataset", "history", "raw.work_items", "w2"]).succeeds().says(&["insert", "delete"]);
    let ran = project.run(&["dataset", "history", "raw.work_items", "w1", "--json"]);
    let lines: Vec<Value> = ran.succeeds().out().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().map(|line| line["content"]["amount"].as_str().unwrap()).collect::<Vec<_>>(), ["10.00", "10.50"]);
    project.run(&["dataset", "history", "raw.work_items", "w9"]).ends(2).says(&["M0630", "w9", "raw.work_items"]);
    project.run(&["dataset", "history", "raw.work_items", "w1", "w2"]).ends(2).says(&["work_item_id"]);
    project.run(&["dataset", "history", "raw.trabalho", "w1"]).ends(2).says(&["raw.trabalho"]);
    project.run(&["dataset", "history", "raw.work_items", "' OR 1 = 1 --"]).ends(2).says(&["M0630"]);
}

/// `input.column → dataset.column` of a list of ways.
fn ways(told: &Value) -> Vec<String> {
    let text = |way: &Value, name: &str| way[name].as_str().unwrap().to_owned();
    let way = |way: &Value| {
        format!("{}.{} > {}.{} {}", text(way, "input"), text(way, "input_column"), text(way, "dataset"), text(way, "column"), text(way, "how"))
    };
    told.as_array().unwrap().iter().map(way).collect()
}

fn lineage(project: &Project, name: &str) -> Value {
    let ran = project.run(&["dataset", "lineage", name, "--json"]);
    serde_json::from_str(ran.succeeds().out().trim()).unwrap()
}

#[test]
fn a_column_is_followed_to_the_columns_of_its_sources_and_to_all_that_stands_on_it() {
    let project = Project::new(TOML);
    let told = lineage(&project, "staging.work_items.amount");
    let up = ways(&told["upstream"]);
    assert!(up.contains(&"raw.work_items.amount > staging.work_items.amount direta".to_owned()), "{up:?}");
    assert!(up.contains(&"portal.work_items.valor > raw.work_items.amount direta".to_owned()), "{up:?}");
    assert!(!up.iter().any(|way| way.contains("situacao")), "another column's source is not this one's: {up:?}");
    assert!(up.contains(&"portal.work_items.apagado > raw.work_items.* filtro".to_owned()), "what deletes rows decides about each column: {up:?}");

    let told = lineage(&project, "portal.work_items.aberto");
    let down = ways(&told["downstream"]);
    assert!(down.contains(&"portal.work_items.aberto > raw.work_items.opened_at direta".to_owned()), "{down:?}");
    assert!(down.iter().any(|way| way.contains("> marts.sla.")), "service levels stand on when a ticket was opened: {down:?}");

    let up = ways(&lineage(&project, "staging.case_events.next_at")["upstream"]);
    assert!(up.contains(&"staging.events.* > staging.case_events.next_at declarada".to_owned()), "added on the way to the writer: {up:?}");

    let told = lineage(&project, "raw.events");
    assert_eq!(told["unfilled"], serde_json::json!(["raw.events"]), "no load fills it, and that is said");
    assert!(told["unknown"].as_array().unwrap().is_empty(), "every plan of the program is understood");
}

#[test]
fn lineage_speaks_to_people_and_refuses_what_it_does_not_know() {
    let project = Project::new(TOML);
    project.run(&["dataset", "lineage", "marts.variants"]).succeeds().says(&[
        "DE ONDE VEM",
        "O QUE DEPENDE DISSO",
        "raw.events",
        "figures.",
        "nenhuma carga",
    ]);
    project.run(&["--lang", "en", "dataset", "lineage", "raw.work_items"]).succeeds().says(&["WHERE IT COMES FROM", "portal.work_items.id"]);
    project.run(&["dataset", "lineage", "marts.edgs"]).ends(2).says(&["marts.edges"]);
    project.run(&["dataset", "lineage", "marts.variants.n_casos"]).ends(2).says(&["marts.variants.n_cases"]);
    project.run(&["dataset", "lineage", "nada"]).ends(2).says(&["nada"]);
}
