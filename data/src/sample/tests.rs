//! What the sample promises: bytes that repeat, files that fit their loads, truths that are found in them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    sync::LazyLock,
};

use super::*;
use crate::{contract::builtin, process};

mod flows;
mod reader;

use reader::{Read, loads, read};

/// The small sample, written and read once for all tests.
static SMALL: LazyLock<(Written, Read)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let written = Sample { seed: 1, scale: Scale::Small }.write(folder.path()).unwrap();
    let read = read(folder.path());
    (written, read)
});

fn bytes(seed: u64) -> (Written, String) {
    let folder = tempfile::tempdir().unwrap();
    let written = write(seed, Size::times(2, (60, 40), 20, 1), folder.path()).unwrap();
    let mut hasher = blake3::Hasher::new();
    for file in &written.files {
        hasher.update(file.as_bytes()).update(&fs::read(folder.path().join(file)).unwrap());
    }
    (written, hasher.finalize().to_hex().to_string())
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    assert_eq!(bytes(1), bytes(1));
    assert_ne!(bytes(1).1, bytes(2).1);
}

#[test]
fn scales_are_read_and_the_end_is_fixed() {
    assert_eq!(["small", "medium", "large"].map(|text| text.parse::<Scale>().unwrap()), [Scale::Small, Scale::Medium, Scale::Large]);
    assert_eq!("huge".parse::<Scale>(), Err(UnknownScale("huge".to_owned())));
    assert_eq!(chrono::DateTime::from_timestamp_micros(PERIOD_END).unwrap().to_rfc3339(), "2026-10-01T12:00:00+00:00");
}

#[test]
fn dirt_names_columns_of_its_table() {
    for spec in registry::SPECS.iter().chain(&flow::rows::SPECS).chain(&items::SPECS) {
        for dirt in spec.dirt {
            if let table::Dirt::Refused { column, .. } = dirt {
                assert!(spec.header.split(';').skip(1).any(|name| name == *column), "{}: {column}", spec.path);
            }
        }
    }
}

#[test]
fn every_load_maps_what_its_contract_wants_from_columns_that_exist() {
    let specs: Vec<_> = registry::SPECS.iter().chain(&flow::rows::SPECS).chain(&items::SPECS).collect();
    for (source, load) in loads() {
        let (dataset, path) = (load["into"].as_str().unwrap(), load["path"].as_str().unwrap());
        let contract = builtin::get(dataset).unwrap();
        let name = format!("{}/{}", source["name"].as_str().unwrap(), path.replace("????", "{}").replace('*', "{}"));
        let spec = specs.iter().find(|spec| spec.path == name).unwrap_or_else(|| panic!("nothing writes {name}"));
        let columns = load["columns"].as_table().unwrap();
        let empty = toml::Table::new();
        let constants = load.get("constants").map_or(&empty, |constants| constants.as_table().unwrap());
        for (target, from) in columns {
            assert!(contract.columns.contains_key(target), "{dataset} has no {target}");
            let from = from.as_str().unwrap();
            assert!(from.contains('{') || spec.header.split(';').any(|column| column == from), "{name} has no column {from}");
        }
        for (target, value) in constants {
            let rule = &contract.columns[target];
            assert!(rule.codes.is_empty() || value.as_str().is_some_and(|code| rule.codes.iter().any(|known| known == code)), "{dataset}.{target}");
        }
        for (target, rule) in &contract.columns {
            assert!(rule.null || columns.contains_key(target) != constants.contains_key(target), "{name}: {dataset}.{target} has no origin");
        }
        let values = load.get("values").map_or(&empty, |values| values.as_table().unwrap());
        for (target, codes) in values {
            let known = &contract.columns[target].codes;
            assert!(codes.as_table().unwrap().values().all(|code| known.is_empty() || known.iter().any(|one| Some(one.as_str()) == code.as_str())));
        }
    }
}

#[test]
fn the_truths_are_what_the_files_say() {
    let (written, read) = &*SMALL;
    let (mut rejected, mut kept, mut superseded): (BTreeMap<&str, u64>, BTreeMap<&str, u64>, u64) = Default::default();
    for load in &read.loads {
        assert!(load.refused * 100 <= load.read, "{}: {} of {} are refused", load.name, load.refused, load.read);
        *rejected.entry(&load.dataset).or_default() += load.refused;
        *kept.entry(&load.dataset).or_default() += load.read - load.refused - load.superseded;
        superseded += load.superseded;
    }
    rejected.retain(|_, rows| *rows > 0);
    assert_eq!((&rejected, &kept, superseded), (&written.truths.rejected, &written.truths.kept, written.truths.superseded));
    let events: BTreeSet<&str> = read.of("events").iter().map(|row| row[0].as_str()).collect();
    let linked: BTreeSet<&str> = read.of("event_objects").iter().map(|row| row[0].as_str()).collect();
    assert_eq!(events.difference(&linked).count() as u64, written.truths.events_without_object);
    let lost = read.of("event_objects").iter().filter(|row| !events.contains(row[0].as_str())).count();
    assert_eq!(lost as u64, written.truths.links_without_event);
    assert_eq!(events.len() as u64, written.events);
}

#[test]
fn the_small_sample_has_the_promised_size() {
    let (written, _) = &*SMALL;
    let kept = |dataset| written.truths.kept[dataset];
    assert_eq!((written.members, written.files.len()), (480, written.files.iter().collect::<BTreeSet<_>>().len()));
    assert!((190_000..=230_000).contains(&written.events), "{}", written.events);
    assert!(kept("event_objects") <= 400_000, "{}", kept("event_objects"));
    assert!((1_500..=2_000).contains(&kept("demands")), "{}", kept("demands"));
    assert!((30..=50).contains(&written.truths.rejected.values().sum::<u64>()), "{:?}", written.truths.rejected);
}

#[test]
fn nothing_happened_after_the_end() {
    // What is planned may lie ahead.
    let planned = ["due_at", "extended_due_at", "closes_at", "due_on", "start_on", "end_on", "leave_to_on", "holiday_on"];
    let (_, read) = &*SMALL;
    for (dataset, rows) in &read.rows {
        for (place, (name, rule)) in builtin::get(dataset).unwrap().columns.iter().enumerate() {
            let end = match rule.r#type {
                _ if planned.contains(&name.as_str()) => continue,
                crate::types::ColumnType::At => "2026-10-01 09:00:00",
                crate::types::ColumnType::On => "2026-10-01",
                _ => continue,
            };
            let last = rows.iter().map(|row| row[place].as_str()).max().unwrap();
            assert!(last <= end, "{dataset}.{name}: {last}");
        }
    }
}

#[test]
fn every_event_type_is_of_a_process() {
    let (_, read) = &*SMALL;
    let types: BTreeSet<&String> = read.of("events").iter().map(|row| &row[1]).collect();
    let mut known: BTreeSet<String> = BTreeSet::new();
    // The processes whose cases begin in the sample.
    let is_played = |process: &&process::Process| types.contains(&process.stages[0].enter[0]);
    for process in process::builtin::all().iter().filter(is_played) {
        known.extend(process.stages.iter().flat_map(|stage| stage.enter.iter().chain(&stage.exit).chain(&stage.other_exits)).cloned());
        known.extend(process.finals());
        // Every work item may wait, as the data model says.
        if process.process != "oportunidades" {
            known.extend(["paused", "resumed"].map(|verb| format!("{}.{verb}", process.process)));
        }
    }
    assert_eq!(types.iter().filter(|name| !known.contains(**name)).collect::<Vec<_>>(), Vec::<&&String>::new());
    let missing: Vec<&String> = known.iter().filter(|name| !types.contains(name)).collect();
    assert_eq!(missing, ["distribution.reversed"], "every other event comes at least once");
}

#[test]
fn every_reference_resolves() {
    let (_, read) = &*SMALL;
    let ids: BTreeMap<&str, BTreeSet<&str>> =
        read.rows.iter().map(|(dataset, rows)| (dataset.as_str(), rows.iter().map(|row| row[0].as_str()).collect())).collect();
    for (dataset, rows) in &read.rows {
        for (place, (name, rule)) in builtin::get(dataset).unwrap().columns.iter().enumerate() {
            let target = match name.as_str() {
                "calendar_id" if dataset == "holidays" => continue,
                "calendar_id" => Some("calendars"),
                "renews_contract_id" => Some("contracts"),
                "parent_area_id" => Some("areas"),
                _ if rule.person => Some("members"),
                _ => rule.references.as_deref(),
            };
            let Some(target) = target else { continue };
            let lost = rows.iter().map(|row| row[place].as_str()).find(|id| !id.is_empty() && !ids[target].contains(id));
            assert_eq!(lost, None, "{dataset}.{name} → {target}");
        }
    }
    // What events touch exists; bank transactions have no table here.
    for row in read.of("event_objects") {
        let dataset = match row[1].as_str() {
            "bank_transaction" => continue,
            "opportunity" => "opportunities",
            "chamado" | "informacao" | "documento" | "pedido_compra" => "work_items",
            "deliverable" => "deliverables",
            other => &format!("{other}s"),
        };
        assert!(ids[dataset].contains(row[2].as_str()), "{row:?}");
    }
}
