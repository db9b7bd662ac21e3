//! What a source's changes come to under each policy: every decision of the table, at the program.

use std::collections::BTreeMap;

use mirante_data::{Lake, Snapshot, canonical::Cells, lake::DatasetList};
use mirante_ingest::rejects;
use serde_json::Value;

use crate::support::{Project, Ran, block, repository};

const POLICIES: [&str; 3] = ["freeze", "evolve", "quarantine"];

const ENTITIES: &str = r#"
columns = { work_item_id = "id", owner_unit_id = "onde", opened_at = "aberto", amount = "valor", units_total = "partes", priority = "prioridade", category = "tema" }
constants = { kind = "chamado", requester_type = "cliente", is_automated = false, status = "aberto" }
"#;

const FACTS: &str = r#"
columns = { entry_id = "lancamento", account_code = "conta", booked_on = "quando", amount = "valor" }
constants = { cooperative_id = "c1", journal_id = "j1", nature = "outro" }
"#;

fn vector() -> Value {
    serde_json::from_str(&std::fs::read_to_string(repository().join("tests/golden/vectors/schema_drift.json")).unwrap()).unwrap()
}

/// A project that has read the first file of a load.
fn begun(vector: &Value, load: &str, policy: &str, budget: &str) -> Project {
    let into = vector["loads"][load]["into"].as_str().unwrap();
    let mapping = if load == "facts" { FACTS } else { ENTITIES };
    let project = Project::new(&format!(
        "[[sources]]\nname = \"s\"\nkind = \"csv\"\nconnection = {{ folder = \"entrada\" }}\n\
         [[sources.loads]]\ninto = \"{into}\"\npath = \"linhas.csv\"\non_schema_change = \"{policy}\"\nmax_rejects = \"{budget}\"\n{mapping}"
    ));
    project.write("entrada/linhas.csv", vector["loads"][load]["base"].as_str().unwrap());
    project.run(&["ingest"]).succeeds();
    project
}

fn bytes(change: &Value) -> Vec<u8> {
    let text = change["file"].as_str().unwrap();
    match change["encoding"].as_str() {
        Some(_) => text.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect(),
        None => text.as_bytes().to_vec(),
    }
}

fn numbers(list: &[Value]) -> Vec<String> {
    list.iter().map(|each| each.as_str().unwrap().to_owned()).collect()
}

async fn rows(lake: &Lake, list: Option<&DatasetList>, columns: &[&str]) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for batch in lake.all_rows(list.unwrap()).await.unwrap() {
        let cells: Vec<Cells<'_>> = columns.iter().map(|name| Cells::of(batch.column_by_name(name).unwrap()).unwrap()).collect();
        all.extend((0..batch.num_rows()).map(|row| cells.iter().map(|cells| cells.text(row).unwrap_or_default()).collect::<Vec<_>>()));
    }
    all
}

/// The last content of each key: amount and category.
async fn contents(lake: &Lake, snapshot: &Snapshot, load: &str) -> BTreeMap<String, (String, String)> {
    let (dataset, key, text) =
        if load == "facts" { ("raw.ledger_entries", "entry_id", "account_code") } else { ("raw.work_items", "work_item_id", "category") };
    let mut all = rows(lake, snapshot.lists.get(dataset).map(AsRef::as_ref), &["_recorded_at", key, "amount", text]).await;
    all.sort();
    all.into_iter().map(|row| (row[1].clone(), (row[2].clone(), row[3].clone()))).collect()
}

/// Compares one run with the decision of the table.
fn check(project: &Project, ran: &Ran, load: &str, decision: &Value, name: &str) {
    let place = format!("{name}\n{}{}", ran.out(), ran.err());
    assert_eq!(i64::from(ran.code()), decision["exit"].as_i64().unwrap(), "{place}");
    let lake = project.lake();
    block(async {
        let snapshot = lake.head().await.unwrap();
        if let Some(code) = decision["code"].as_str() {
            assert!(ran.err().contains(code), "{place}");
            for each in numbers(decision["names"].as_array().unwrap()) {
                assert!(ran.err().contains(&format!("`{each}`")), "{each} is not named: {place}");
            }
            assert_eq!(snapshot.version(), 1, "{place}");
            return;
        }
        let columns =
            ["ended_at", "rows_read", "rows_inserted", "rows_updated", "rows_unchanged", "rows_superseded", "rows_rejected", "schema_change"];
        let mut batches = rows(&lake, snapshot.lists.get("meta.batches").map(AsRef::as_ref), &columns).await;
        batches.sort();
        let kept = rejects::read(&lake, &snapshot).await.unwrap();
        let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
        kept.iter().for_each(|row| *reasons.entry(row.reason.clone()).or_default() += 1);
        let expected: BTreeMap<String, u64> =
            decision["rejected"].as_object().unwrap().iter().map(|(reason, count)| (reason.clone(), count.as_u64().unwrap())).collect();
        assert_eq!(reasons, expected, "{place}");
        let wanted = |key: &str| decision[key].as_u64().unwrap();
        let rejected: u64 = expected.values().sum();
        let all = [wanted("updated"), wanted("unchanged"), wanted("superseded"), rejected];
        if snapshot.version() > 1 {
            let batch = &batches[1];
            let said: Vec<u64> = batch[3..7].iter().map(|text| text.parse().unwrap()).collect();
            assert_eq!((batch[2].as_str(), said), ("0", all.to_vec()), "{place}");
            assert_eq!(batch[1], all.iter().sum::<u64>().to_string(), "{place}");
            let changes: Vec<String> = match batch[7].as_str() {
                "" => Vec::new(),
                text => serde_json::from_str::<Vec<Value>>(text)
                    .unwrap()
                    .iter()
                    .map(|each| format!("{} {}", each["change"].as_str().unwrap(), each["column"].as_str().unwrap()))
                    .collect(),
            };
            assert_eq!(changes, numbers(decision["change"].as_array().unwrap()), "{place}");
        }
        let now = contents(&lake, &snapshot, load).await;
        for (key, amount) in decision["cells"].as_object().into_iter().flatten() {
            assert_eq!(now[key].0, amount.as_str().unwrap_or_default(), "{key}: {place}");
        }
        for (key, text) in decision["texts"].as_object().into_iter().flatten() {
            assert_eq!(now[key].1, text.as_str().unwrap(), "{key}: {place}");
        }
        // What was there before is read as it was.
        let first = lake.at(1).await.unwrap();
        let old = contents(&lake, &first, load).await;
        let amounts: Vec<&str> = old.values().map(|(amount, _)| amount.as_str()).collect();
        let expected: &[&str] = if load == "facts" { &["10.00", "-10.00"] } else { &["10.50", "20.00", "30.25", "40.00"] };
        assert_eq!(amounts, expected, "{place}");
    });
}

#[test]
fn every_change_is_decided_as_the_table_says() {
    let vector = vector();
    let changes = vector["changes"].as_array().unwrap();
    let mut decided = 0;
    for policy in POLICIES {
        for budget in ["100%", "1%"] {
            let started: BTreeMap<&str, Project> = ["entities", "facts"].map(|load| (load, begun(&vector, load, policy, budget))).into();
            for change in changes {
                let load = change["load"].as_str().unwrap_or("entities");
                let name = format!("{} under {policy}, {budget}", change["name"].as_str().unwrap());
                let project = started[load].copy();
                project.write("entrada/linhas.csv", bytes(change));
                let ran = project.run(&["ingest"]);
                let decision = &change["decisions"][policy];
                let refuses = decision["rejected"].as_object().is_some_and(|reasons| !reasons.is_empty());
                if budget == "1%" && refuses {
                    let stop = serde_json::json!({ "exit": 1, "code": "M0306", "names": ["s.".to_owned() + vector["loads"][load]["into"].as_str().unwrap()] });
                    check(&project, &ran, load, &stop, &name);
                } else {
                    check(&project, &ran, load, decision, &name);
                }
                decided += 1;
            }
        }
    }
    assert_eq!(decided, 16 * 3 * 2);
}

#[test]
fn a_file_that_was_read_is_not_told_again_and_its_rows_stay() {
    let vector = vector();
    let project = begun(&vector, "entities", "evolve", "100%");
    project.write("mirante.toml", project.read("mirante.toml").replace("linhas.csv", "*.csv"));
    project.run(&["ingest"]).succeeds();
    project.write("entrada/mais.csv", "id,onde,aberto,valor,partes,prioridade,tema,cor\nw9,u1,2026-03-02,1,1,normal,x,azul\n");
    project.run(&["ingest"]).succeeds().says(&["`cor`"]);
    // A change of the newer file reads both; the older one differs as it did, which is no news.
    project.write("entrada/mais.csv", "id,onde,aberto,valor,partes,prioridade,tema,cor\nw9,u1,2026-03-02,2,1,normal,x,azul\n");
    let ran = project.run(&["ingest"]);
    ran.succeeds();
    assert!(!ran.err().contains("`cor`"), "{}", ran.err());
}
