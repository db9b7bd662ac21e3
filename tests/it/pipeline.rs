//! A project over several runs: nothing new, small changes, corrections, retractions, the past.

use std::fs;

use crate::support::{Project, block};

const TOML: &str = r#"
[[sources]]
name = "trabalho"
kind = "csv"
connection = { folder = "entrada" }

[[sources.loads]]
into = "events"
path = "eventos.csv"
columns = { event_id = "id", event_type = "tipo", occurred_at = "quando", sequence = "@row", actor_id = "quem", unit_id = "onde" }

[[sources.loads]]
into = "event_objects"
path = "eventos.csv"
columns = { event_id = "id", object_id = "caso" }
constants = { object_type = "chamado", qualifier = "principal" }

[[sources.loads]]
into = "work_items"
path = "itens.csv"
deleted = "apagado"
columns = { work_item_id = "id", owner_unit_id = "onde", opened_at = "aberto", status = "situacao", amount = "valor" }
constants = { kind = "chamado", requester_type = "cliente", priority = "normal", is_automated = false }
values.status = { A = "aberto", R = "resolvido" }
decimal = ","
"#;

/// `(case, nth, type)` of each event.
fn events(rows: &[(u32, u32, &str)]) -> String {
    let line = |(case, nth, kind): &(u32, u32, &str)| {
        format!("e{case}-{nth},c{case},{kind},2026-03-{:02}T{:02}:00:00Z,p{},u{}\n", case % 28 + 1, nth, case % 3, nth % 2)
    };
    format!("id,caso,tipo,quando,quem,onde\n{}", rows.iter().map(line).collect::<String>())
}

fn items(rows: &[(u32, &str, &str, &str)]) -> String {
    let line = |(id, status, value, deleted): &(u32, &str, &str, &str)| format!("w{id},u1,02/03/2026 09:00,{status},\"{value}\",{deleted}\n");
    format!("id,onde,aberto,situacao,valor,apagado\n{}", rows.iter().map(line).collect::<String>())
}

/// `(case, nth, type)`.
type EventRow = (u32, u32, &'static str);
/// `(id, status, value, deleted)`.
type ItemRow = (u32, &'static str, &'static str, &'static str);

fn base() -> (Vec<EventRow>, Vec<ItemRow>) {
    let events = (0..30).flat_map(|case| (0..4).map(move |nth| (case, nth, ["opened", "assigned", "resolved", "closed"][nth as usize]))).collect();
    let items = (0..30).map(|id| (id, "A", "1.234,50", "")).collect();
    (events, items)
}

fn project() -> Project {
    let project = Project::new(TOML);
    let (rows, work) = base();
    project.write("entrada/eventos.csv", events(&rows));
    project.write("entrada/itens.csv", items(&work));
    project.run(&["run"]).succeeds();
    project
}

#[test]
fn a_run_with_nothing_new_reads_no_data_file_and_changes_nothing() {
    let project = project();
    let before = fs::read(project.path().join("lake/HEAD")).unwrap();
    // The data files are out of reach: a run that needs none does not notice.
    fs::rename(project.path().join("lake/files"), project.path().join("elsewhere")).unwrap();
    project.run(&["run"]).succeeds().says(&["Nada mudou; segue a versão 2", "Tudo em dia"]);
    assert_eq!(fs::read(project.path().join("lake/HEAD")).unwrap(), before);
    assert_eq!(fs::read_dir(project.path().join("lake/versions")).unwrap().count(), 2);
}

#[test]
fn the_same_input_read_again_changes_nothing() {
    let project = project();
    let state = project.state();
    for _ in 0..3 {
        project.run(&["ingest", "--full"]).succeeds().says(&["lidas 120 = novas 0 + mudadas 0 + apagadas 0 + iguais 120"]);
    }
    // Rows in another order are the same rows; only their place in the file is other.
    let (mut rows, work) = base();
    let mut shuffled = work.clone();
    shuffled.reverse();
    project.write("entrada/itens.csv", items(&shuffled));
    project.run(&["run"]).succeeds().says(&["lidas 30 = novas 0 + mudadas 0 + apagadas 0 + iguais 30"]);
    assert_eq!(project.state(), state);
    // A file with another time and the same content is no news.
    rows.truncate(120);
    project.write("entrada/eventos.csv", events(&rows));
    project.run(&["run"]).succeeds();
    assert_eq!(project.state(), state);
}

#[test]
fn small_changes_rebuild_only_what_depends_on_them() {
    let project = project();
    assert_eq!(project.one("SELECT sum_checked(amount) FROM staging.work_items"), "37035.00");
    // Ten work items change: nothing of the flow is touched.
    let (mut rows, mut work) = base();
    work.iter_mut().take(10).for_each(|item| (item.1, item.2) = ("R", "0,50"));
    project.write("entrada/itens.csv", items(&work));
    let ran = project.run(&["run", "--json"]);
    ran.succeeds();
    let built: Vec<String> = built(&ran.out());
    let flow = ["staging.events", "staging.case_events", "marts.edges", "marts.variants", "marts.handovers", "marts.rework"];
    assert!(built.contains(&"staging.work_items".to_owned()) && flow.iter().all(|name| !built.contains(&(*name).to_owned())), "{built:?}");
    assert_eq!(project.one("SELECT sum_checked(amount) FROM staging.work_items"), "24695.00");
    assert_eq!(project.one("SELECT count(*) FROM raw.work_items"), "40");
    // Ten events come, one is retracted: what reads events is built, nothing else.
    rows.remove(7);
    rows.extend((0..10).map(|case| (case, 9, "reopened")));
    project.write("entrada/eventos.csv", events(&rows));
    project.run(&["plan"]).succeeds().says(&["Tudo", "0 a calcular"].map(|_| "0 a calcular"));
    let ran = project.run(&["run", "--json"]);
    ran.succeeds();
    let built = self::built(&ran.out());
    assert!(!built.contains(&"staging.work_items".to_owned()) && built.contains(&"marts.edges".to_owned()), "{built:?}");
    assert_eq!(project.one("SELECT count(*) FROM staging.case_events"), "129");
    assert_eq!(project.one("SELECT sum_checked(n) FROM marts.edges"), "99");
    assert_eq!(project.one("SELECT count(*) FROM raw.events WHERE _op = 'delete' AND event_id = 'e1-3'"), "1");
    assert_eq!(project.one("SELECT rows_read - rows_inserted - rows_updated - rows_deleted - rows_unchanged - rows_superseded - rows_rejected FROM meta.batches ORDER BY 1 DESC LIMIT 1"), "0");
    project.run(&["verify"]).succeeds();
}

fn built(json_lines: &str) -> Vec<String> {
    let facts = json_lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    facts.filter(|fact| fact["status"] == "built").map(|fact| fact["dataset"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_marked_row_is_deleted_and_may_return() {
    let project = project();
    let (_, mut work) = base();
    work[3].3 = "sim";
    project.write("entrada/itens.csv", items(&work));
    project.run(&["run"]).succeeds().says(&["apagadas 1"]);
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items WHERE work_item_id = 'w3'"), "0");
    assert_eq!(project.one("SELECT amount FROM raw.work_items WHERE work_item_id = 'w3' AND _op = 'delete'"), "1234.50");
    project.run(&["ingest", "--full"]).succeeds().says(&["apagadas 0 + iguais 30"]);
    work[3].3 = "";
    project.write("entrada/itens.csv", items(&work));
    project.run(&["run"]).succeeds().says(&["novas 1"]);
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items WHERE work_item_id = 'w3'"), "1");
}

#[test]
fn the_past_is_answered_as_it_was_known() {
    let project = project();
    let then = project.one("SELECT max(_recorded_at) FROM raw.work_items");
    let (mut rows, mut work) = base();
    work[0].1 = "R";
    rows.push((0, 8, "reopened"));
    project.write("entrada/itens.csv", items(&work));
    project.write("entrada/eventos.csv", events(&rows));
    let before = project.copy();
    project.run(&["run"]).succeeds();
    let changed = project.state();
    // The same questions as of then: rows recorded afterwards do not exist.
    project.run(&["transform", "--as-of", &then]).succeeds();
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items WHERE status = 'resolvido'"), "0");
    assert_eq!(project.one("SELECT count(*) FROM staging.case_events"), "120");
    project.run(&["transform"]).succeeds();
    assert_eq!(project.state(), changed);
    drop(before);
}

#[test]
fn events_of_the_future_do_not_exist_yet() {
    let project = project();
    let (mut rows, _) = base();
    rows.push((0, 5, "reopened"));
    let future = events(&rows).replace("e0-5,c0,reopened,2026-03-01T05", "e0-5,c0,reopened,2999-03-01T05");
    project.write("entrada/eventos.csv", future);
    project.run(&["run"]).succeeds();
    assert_eq!(project.one("SELECT count(*) FROM staging.case_events"), "120");
    assert_eq!(project.one("SELECT count(*) FROM raw.events"), "120", "raw is seen as of the version too");
    project.run(&["transform", "--as-of", "3000-01-01T00:00:00Z"]).succeeds();
    assert_eq!(project.one("SELECT count(*) FROM staging.case_events"), "121");
}

#[test]
fn a_corrected_fact_is_taken_back_and_given_again() {
    let project = project();
    let (mut rows, _) = base();
    rows[0].2 = "opened_late";
    project.write("entrada/eventos.csv", events(&rows));
    project.run(&["run"]).succeeds().says(&["novas 0 + mudadas 1"]);
    let history = project.rows("SELECT event_type, _op FROM raw.events WHERE event_id = 'e0-0' ORDER BY _recorded_at, _op");
    assert_eq!(history, [["opened", "insert"], ["opened", "delete"], ["opened_late", "insert"]]);
    assert_eq!(project.one("SELECT event_type FROM staging.events WHERE event_id = 'e0-0'"), "opened_late");
}

#[test]
fn a_folder_of_files_is_complete_only_while_no_file_is_gone() {
    let toml = TOML.replace("eventos.csv", "eventos-*.csv");
    let project = Project::new(&toml);
    let (rows, work) = base();
    project.write("entrada/itens.csv", items(&work));
    project.write("entrada/eventos-1.csv", events(&rows[..60]));
    project.write("entrada/eventos-2.csv", events(&rows[60..]));
    project.run(&["run"]).succeeds();
    // A third file: only it is read.
    project.write("entrada/eventos-3.csv", events(&[(40, 0, "opened")]));
    project.run(&["run"]).succeeds().says(&["lidas 1 = novas 1"]);
    // A file is gone and another changed: nothing is retracted, and the load says why.
    fs::remove_file(project.path().join("entrada/eventos-1.csv")).unwrap();
    project.write("entrada/eventos-3.csv", events(&[(41, 0, "opened")]));
    project.run(&["run"]).succeeds().says(&["eventos-1.csv", "desaparecidas 0"]);
    assert_eq!(project.one("SELECT count(*) FROM staging.events"), "122");
}

#[test]
fn one_commit_carries_rows_rejects_and_load_states() {
    let project = project();
    let lake = project.lake();
    block(async {
        let first = lake.at(1).await.unwrap();
        let body = &first.manifest.as_ref().unwrap().body;
        assert_eq!(body.loads.keys().map(String::as_str).collect::<Vec<_>>(), ["trabalho.event_objects", "trabalho.events", "trabalho.work_items"]);
        for name in ["raw.events", "raw.event_objects", "raw.work_items", "meta.batches"] {
            assert!(first.lists.contains_key(name), "{name}");
        }
    });
}

#[test]
fn another_vault_is_refused_before_anything_is_read() {
    let project = project();
    let state = project.state();
    fs::rename(project.path().join("vault"), project.path().join("cofre")).unwrap();
    let (mut rows, _) = base();
    rows.push((0, 8, "reopened"));
    project.write("entrada/eventos.csv", events(&rows));
    project.run(&["run"]).ends(2).says(&["M0312", "vault/people.sqlite"]);
    assert_eq!(project.state(), state);
    fs::remove_dir_all(project.path().join("vault")).unwrap();
    fs::rename(project.path().join("cofre"), project.path().join("vault")).unwrap();
    project.run(&["run"]).succeeds().says(&["novas 1"]);
}

#[test]
fn a_key_belongs_to_the_source_that_wrote_it_first() {
    let second = r#"
[[sources]]
name = "outra"
kind = "csv"
connection = { folder = "outra" }
[[sources.loads]]
into = "work_items"
path = "itens.csv"
columns = { work_item_id = "id", owner_unit_id = "onde", opened_at = "aberto" }
constants = { kind = "chamado", requester_type = "cliente", priority = "normal", is_automated = false, status = "aberto" }
max_rejects = "100%"
"#;
    let project = project();
    project.write("mirante.toml", format!("{TOML}{second}"));
    project.write("outra/itens.csv", "id,onde,aberto\nw1,u9,2026-03-02\nw99,u9,2026-03-02\n");
    project.run(&["run"]).succeeds().says(&["novas 1 ", "recusadas 1", "chave_de_outra_fonte"]);
    assert_eq!(project.one("SELECT owner_unit_id FROM staging.work_items WHERE work_item_id = 'w1'"), "u1");
    // The first source gives the key up: the refused row is let in by the next full read.
    let (_, mut work) = base();
    work[1].3 = "sim";
    project.write("entrada/itens.csv", items(&work));
    project.run(&["ingest", "trabalho"]).succeeds();
    project.run(&["ingest", "outra", "--full"]).succeeds().says(&["novas 1 "]);
    assert_eq!(project.one("SELECT count(*) FROM meta.rejects"), "1");
}
