//! The sample cooperative in every form: whatever its records lie in, the lake holds the same rows and refuses the same ones.

use std::{collections::BTreeMap, fs, sync::Arc};

use mirante::cli::demo::put_in_form;
use mirante_data::{
    contract::builtin,
    sample::{
        Sample, Scale,
        forms::{Form, SCRIPT},
    },
};

use crate::{
    postgres::server::server,
    support::{Project, ask, block, files_below, ingest, sources},
};

/// Rows of every dataset and counts of refused rows, of a cooperative of twelve whose records lie in this form.
fn rows(form: Form) -> BTreeMap<String, Vec<String>> {
    let project = Project { folder: tempfile::tempdir().unwrap() };
    let made = Sample { seed: 7, scale: Scale::Twelve, is_calm: false }.write(project.path()).unwrap();
    put_in_form(project.path(), &made.files, form).unwrap();
    let mut toml = form.sources();
    if form == Form::Postgres {
        let database = server().database("cooperativa_de_exemplo", &project.read(SCRIPT));
        let own: toml::Value = format!("connection = {}", database.connection()).parse::<toml::Table>().unwrap()["connection"].clone();
        let mut table: toml::Table = toml.parse().unwrap();
        for source in table["sources"].as_array_mut().unwrap() {
            source.as_table_mut().unwrap().insert("connection".to_owned(), own.clone());
        }
        toml = toml::to_string(&table).unwrap();
    }
    let lake = Arc::new(project.lake());
    let endings = |text: &str| text.replace(".jsonl", ".csv").replace(".xlsx", ".csv");
    block(async {
        ingest(project.path(), &lake, &sources(&toml)).await;
        let snapshot = lake.head().await.unwrap();
        let mut all = BTreeMap::new();
        for contract in builtin::in_lake().filter(|contract| snapshot.lists.contains_key(&contract.dataset)) {
            let columns: Vec<&str> = contract.columns.keys().map(String::as_str).collect();
            let found = ask(&lake, &snapshot, &format!("SELECT {} FROM {}", columns.join(", "), contract.dataset)).await;
            let mut lines: Vec<String> = found.iter().map(|row| endings(&row.join("|"))).collect();
            lines.sort();
            all.insert(contract.dataset.to_string(), lines);
        }
        let refused = ask(&lake, &snapshot, "SELECT dataset, reason, count(*) FROM meta.rejects GROUP BY 1, 2 ORDER BY 1, 2").await;
        all.insert("rejects".to_owned(), refused.iter().map(|row| row.join("|")).collect());
        all
    })
}

#[test]
fn whatever_the_records_lie_in_the_lake_holds_the_same_rows() {
    let csv = rows(Form::Csv);
    assert!(csv.len() > 50 && csv["raw.events"].len() > 1_000, "{} datasets", csv.len());
    for form in [Form::Jsonl, Form::Xlsx, Form::Postgres] {
        let other = rows(form);
        for (dataset, expected) in &csv {
            let found = &other[dataset];
            let differs = expected.iter().zip(found).find(|(left, right)| left != right);
            assert!(expected == found, "{form:?}, {dataset}: {} rows and {}; first {differs:?}", expected.len(), found.len());
        }
        assert_eq!(csv.len(), other.len(), "{form:?}");
    }
}

#[test]
fn a_form_leaves_no_file_of_another_behind() {
    let project = Project { folder: tempfile::tempdir().unwrap() };
    let made = Sample { seed: 7, scale: Scale::Empty, is_calm: false }.write(project.path()).unwrap();
    put_in_form(project.path(), &made.files, Form::Jsonl).unwrap();
    assert!(files_below(&project.path().join("entrada")).iter().all(|file| file.extension().is_some_and(|ending| ending == "jsonl")));
    // A file that cannot be written is named.
    let folder = tempfile::tempdir().unwrap();
    let made = Sample { seed: 7, scale: Scale::Empty, is_calm: false }.write(folder.path()).unwrap();
    fs::create_dir(folder.path().join(SCRIPT)).unwrap();
    assert_eq!(put_in_form(folder.path(), &made.files, Form::Postgres).unwrap_err().0, SCRIPT);
}
