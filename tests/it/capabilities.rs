//! Everything that must be visible has its records in the sample cooperative: each capability its datasets, each kind its
//! items with their events, each process its cases.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use mirante_data::{contract::builtin, process};

use crate::support::{Project, repository};

/// A capability: what it is called, the datasets that it reads, the kinds of work items.
struct Capability {
    name: String,
    datasets: Vec<String>,
    kinds: Vec<String>,
}

fn capabilities() -> Vec<Capability> {
    let text = fs::read_to_string(repository().join("tests/golden/vectors/capabilities.txt")).unwrap();
    let list = |text: &str| text.split(", ").map(|each| each.trim().to_owned()).collect::<Vec<_>>();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let read = lines.map(|line| {
        let (name, read) = line.split_once(" = ").unwrap();
        let (datasets, kinds) = read.split_once(" | ").map_or((read, None), |(datasets, kinds)| (datasets, Some(kinds)));
        Capability { name: name.to_owned(), datasets: list(datasets), kinds: kinds.map(list).unwrap_or_default() }
    });
    read.collect()
}

/// Datasets that the lake holds, by their short names.
fn datasets() -> impl Iterator<Item = &'static str> {
    builtin::in_lake().map(|contract| contract.dataset.short())
}

/// Rows of a project's datasets, items by kind, cases with events by kind of object.
struct Held {
    rows: BTreeMap<String, u64>,
    items: BTreeMap<String, u64>,
    cases: BTreeMap<String, u64>,
}

fn held(project: &Project) -> Held {
    let counts = |query: &str| project.rows(query).into_iter().map(|row| (row[0].clone(), row[1].parse().unwrap())).collect();
    let all: Vec<String> = datasets().map(|name| format!("SELECT '{name}', count(*) FROM staging.{name}")).collect();
    Held {
        rows: counts(&all.join(" UNION ALL ")),
        items: counts("SELECT kind, count(*) FROM staging.work_items GROUP BY kind"),
        cases: counts("SELECT object_type, count(DISTINCT object_id) FROM staging.case_events GROUP BY object_type"),
    }
}

/// Nothing that a capability reads is without rows.
pub fn has_everything(project: &Project) {
    let held = held(project);
    let has = |counts: &BTreeMap<String, u64>, name: &str| counts.get(name).is_some_and(|rows| *rows > 0);
    let mut lacking = Vec::new();
    for Capability { name, datasets: read, kinds } in capabilities() {
        let read: Vec<&str> = read.iter().flat_map(|each| if each == "*" { datasets().collect() } else { vec![each.as_str()] }).collect();
        lacking.extend(read.iter().filter(|dataset| !has(&held.rows, dataset)).map(|dataset| format!("{name}: no row of {dataset}")));
        let empty = kinds.iter().filter(|kind| !has(&held.items, kind) || !has(&held.cases, kind));
        lacking.extend(empty.map(|kind| format!("{name}: no {kind} with events")));
    }
    for process in process::builtin::all() {
        let types: BTreeSet<&str> = process.stages.iter().map(|stage| process.object_type_of(stage)).collect();
        lacking.extend(types.iter().filter(|kind| !has(&held.cases, kind)).map(|kind| format!("process {}: no case of {kind}", process.process)));
    }
    assert!(lacking.is_empty(), "\n{}", lacking.join("\n"));
}

#[test]
fn capabilities_name_what_exists() {
    let (known, all) = (datasets().collect::<BTreeSet<_>>(), capabilities());
    let kinds: BTreeSet<&str> = process::builtin::all().iter().map(|process| process.object_type.as_str()).collect();
    let read = || all.iter().flat_map(|one| &one.datasets).map(String::as_str);
    let strange: Vec<&str> = read().filter(|name| *name != "*" && !known.contains(name)).collect();
    let strange_kinds: Vec<&String> = all.iter().flat_map(|one| &one.kinds).filter(|kind| !kinds.contains(kind.as_str())).collect();
    assert!(strange.is_empty() && strange_kinds.is_empty(), "{strange:?} {strange_kinds:?}");
    assert!(all.len() > 100, "{}", all.len());
    let named: BTreeSet<&str> = read().collect();
    assert_eq!(known.difference(&named).collect::<Vec<_>>(), Vec::<&&str>::new(), "read by nothing but `*`");
}

#[test]
fn twelve_people_do_all_of_it_and_an_empty_cooperative_stands() {
    let project = Project { folder: tempfile::tempdir().unwrap() };
    project.run(&["demo", "--no-serve", "--scale", "twelve", "--dir", project.path().to_str().unwrap()]).succeeds().says(&["12 cooperados"]);
    has_everything(&project);
    let project = Project { folder: tempfile::tempdir().unwrap() };
    project.run(&["demo", "--no-serve", "--scale", "empty", "--dir", project.path().to_str().unwrap()]).succeeds();
    assert_eq!(project.one("SELECT count(*) FROM staging.events"), "0");
    project.run(&["verify"]).succeeds();
}
