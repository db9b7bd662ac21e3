//! Whether a source's columns are still those that a load knows, and what to do when they are not.

use std::collections::HashMap;

use mirante_data::{
    Snapshot, detail,
    explain::{Detail, Details},
    lake::LoadState,
    name::did_you_mean,
};
use serde_json::{Value, json};

use super::reading::{Group, Reading, Wish};
use crate::{
    IngestError,
    coerce::Unfit,
    config::{Connection, OnSchemaChange},
    mapping::Mapping,
    merge::Incoming,
    source::{self, files::FoundFile},
};

/// The columns of one place: a file, or a query.
pub(super) struct Header<'a> {
    pub(super) place: &'a str,
    pub(super) columns: Vec<String>,
    /// Their types, where the source declares them.
    pub(super) types: Vec<String>,
    /// Was the place read before just as it is now, so that all was said of it?
    pub(super) is_told: bool,
}

impl Group<'_> {
    /// Compares the files' columns with what the load needs and with what it saw last.
    pub(super) fn check_columns(&self, load: &Mapping, files: &[FoundFile], wish: &Wish, parent: &Snapshot) -> Result<Reading, IngestError> {
        let files: Vec<&FoundFile> = files.iter().filter(|file| wish.files.contains(&file.name)).collect();
        let before = parent.load(&load.load).filter(|state| state.mapping == load.mapping_hash()).map_or(&[][..], |state| &state.files);
        let hash_of =
            |files: &[mirante_data::lake::SeenFile], name: &str| files.iter().find(|seen| seen.path == name).map(|seen| seen.blake3.clone());
        let (mut headers, mut is_loose) = (Vec::new(), false);
        for file in &files {
            let Connection::Files(connection) = &self.source.connection else { break };
            let part = self.part(load);
            let Some(header) = source::header(connection, &load.load, file, &load.source_columns(), part.as_ref())? else { continue };
            is_loose |= header.is_loose;
            let known = hash_of(before, &file.name);
            let is_told = known.is_some() && known == hash_of(&wish.seen, &file.name);
            headers.push(Header { place: file.name.as_str(), columns: header.names, types: Vec::new(), is_told });
        }
        let mut reading = if is_loose { loose(load, &headers, parent)? } else { fresh(load, &headers, parent)? };
        if !wish.vanished.is_empty() && !wish.is_complete {
            reading.notes.push(detail!("d-files-gone", "files are gone and their rows stay: {files}", files = wish.vanished.join(", ")));
        }
        reading.bytes = files.iter().map(|file| file.bytes).sum();
        reading.state.files.clone_from(&wish.seen);
        Ok(Reading { is_complete: wish.is_complete, is_again: wish.is_again, ..reading })
    }
}

/// A reading before its first row, when the columns of each place, in order, fit what the load needs and what it saw last.
///
/// A required column that is gone always stops; the order of columns never matters, since they are found by name.
pub(super) fn fresh(load: &Mapping, headers: &[Header<'_>], parent: &Snapshot) -> Result<Reading, IngestError> {
    // Who has changed the mapping has seen the new columns: what was seen before no longer binds.
    let known = parent.load(&load.load).filter(|state| state.mapping == load.mapping_hash());
    let mut last: Vec<String> = known.map(|state| state.columns.clone()).unwrap_or_default();
    let mut last_types: Vec<String> = known.map(|state| state.types.clone()).unwrap_or_default();
    let (mut differences, mut changes, mut unfit) = (Vec::new(), Vec::new(), HashMap::new());
    let policy = load.config.on_schema_change;
    let required = load.required_columns();
    let optional: Vec<&str> = load.source_columns().into_iter().filter(|name| !required.contains(name)).collect();
    for Header { place, columns, types, is_told } in headers {
        for name in missing(&required, columns) {
            let near = did_you_mean(&name, columns.iter().map(String::as_str));
            differences.push(no_column(place, &name).near(near));
        }
        let absent = missing(&optional, columns);
        match policy {
            OnSchemaChange::Freeze => differences.extend(absent.iter().map(|name| {
                let near = did_you_mean(name, columns.iter().map(String::as_str));
                no_column(place, name).near(near)
            })),
            OnSchemaChange::Quarantine if !absent.is_empty() => {
                unfit.insert((*place).to_owned(), Unfit { target: target_of(load, &absent), missing: absent });
            }
            _ => {}
        }
        // How an unchanged file differs from others was told when it came.
        if *is_told && !last.is_empty() {
            continue;
        }
        if !last.is_empty() {
            let found = compared(place, &last, &last_types, columns, types);
            if policy == OnSchemaChange::Freeze { differences.extend(found.into_iter().map(|(told, _)| told)) } else { changes.extend(found) }
        }
        last.clone_from(columns);
        last_types.clone_from(types);
    }
    // One absence is told once: as a column that is needed, rather than as one that is gone.
    let mut seen: Vec<(String, Option<String>)> = Vec::new();
    differences.retain(|told| {
        let value = |name: &str| told.parts().values.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone());
        let what = (value("file").unwrap_or_default(), value("name"));
        let is_first = what.1.is_none() || !seen.contains(&what);
        seen.push(what);
        is_first
    });
    if !differences.is_empty() {
        return Err(IngestError::Columns { load: load.load.clone(), differences: Details(differences) });
    }
    let (mut notes, told): (Vec<Detail>, Vec<Value>) = changes.into_iter().unzip();
    let mut refused: Vec<(&String, &Unfit)> = unfit.iter().collect();
    refused.sort_by_key(|(place, _)| *place);
    notes.extend(refused.into_iter().map(|(place, unfit)| {
        detail!("d-rows-unfit", "`{file}`: its rows lack {columns} and are refused", file = place, columns = unfit.missing.join(", "))
    }));
    Ok(Reading {
        read: 0,
        bytes: 0,
        incoming: Incoming::new(load),
        rejects: Vec::new(),
        state: LoadState { mapping: load.mapping_hash().to_owned(), columns: last, types: last_types, ..LoadState::default() },
        is_complete: true,
        is_again: false,
        is_asked: false,
        passed: None,
        notes,
        schema_change: written(told),
        unfit,
        cursor_from: None,
        is_set_back: false,
        horizon_at: None,
    })
}

/// The same where columns come and go from row to row: only those that the load reads count, one that no row of a file has
/// stops the load when rows need it, and an optional one that is gone is noted. Members that nobody reads are nobody's news.
pub(super) fn loose(load: &Mapping, headers: &[Header<'_>], parent: &Snapshot) -> Result<Reading, IngestError> {
    let known = parent.load(&load.load).filter(|state| state.mapping == load.mapping_hash());
    let (mut differences, mut present) = (Vec::new(), Vec::new());
    for Header { place, columns: header, .. } in headers {
        for name in missing(&load.required_columns(), header) {
            let near = did_you_mean(&name, header.iter().map(String::as_str));
            differences.push(no_column(place, &name).near(near));
        }
        present.extend(load.source_columns().into_iter().filter(|name| header.iter().any(|each| each == name)).map(str::to_owned));
    }
    differences.dedup();
    if !differences.is_empty() {
        return Err(IngestError::Columns { load: load.load.clone(), differences: Details(differences) });
    }
    present.sort();
    present.dedup();
    let gone = known.iter().flat_map(|state| &state.columns).filter(|name| !headers.is_empty() && !present.contains(name));
    let gone: Vec<&String> = gone.collect();
    let mut reading = fresh(load, &[], parent)?;
    reading.schema_change = written(gone.iter().map(|name| json!({ "change": "gone", "column": name })).collect());
    reading.notes = gone.into_iter().map(|name| detail!("d-member-gone", "no row has `{name}` any more", name = name)).collect();
    // A file of few rows may lack what the others have: what was seen once stays known.
    present.extend(known.into_iter().flat_map(|state| state.columns.clone()));
    present.sort();
    present.dedup();
    reading.state.columns = present;
    Ok(reading)
}

/// Changes as `meta.batches` keeps them.
fn written(changes: Vec<Value>) -> Option<String> {
    (!changes.is_empty()).then(|| mirante_data::hash::canonical_value(&Value::Array(changes)).unwrap_or_default())
}

/// What has changed from one header to the next, in words and for `meta.batches`.
fn compared(place: &str, last: &[String], last_types: &[String], now: &[String], types: &[String]) -> Vec<(Detail, Value)> {
    let absent = |wanted: &[String], there: &[String]| missing(&wanted.iter().map(String::as_str).collect::<Vec<_>>(), there);
    let mut found = Vec::new();
    for name in absent(last, now) {
        let told = detail!("d-column-gone", "`{file}`: column `{name}` is gone", file = place, name = name);
        found.push((told, json!({ "change": "gone", "column": name, "place": place })));
    }
    for name in absent(now, last) {
        let told = detail!("d-column-new", "`{file}`: column `{name}` is new", file = place, name = name);
        found.push((told, json!({ "change": "new", "column": name, "place": place })));
    }
    let type_of = |name: &str| last.iter().position(|each| each == name).and_then(|at| last_types.get(at));
    for (name, to) in now.iter().zip(types) {
        if let Some(from) = type_of(name).filter(|from| *from != to) {
            let told = detail!(
                "d-column-type",
                "`{file}`: column `{name}` was of type {before} and is {now}",
                file = place,
                name = name,
                before = from,
                now = to
            );
            found.push((told, json!({ "change": "type", "column": name, "place": place, "from": from, "to": to })));
        }
    }
    found
}

/// The first column of the contract that one of these source columns feeds.
fn target_of(load: &Mapping, absent: &[String]) -> Option<String> {
    let feeds = |origin: &&crate::mapping::Origin| origin.columns().any(|name| absent.iter().any(|each| each == name));
    load.origins.iter().find(feeds).map(|origin| origin.target.clone())
}

fn no_column(place: &str, name: &str) -> Detail {
    detail!("d-no-column", "`{file}` has no column `{name}`", file = place, name = name)
}

fn missing(wanted: &[&str], header: &[String]) -> Vec<String> {
    let mut absent: Vec<String> = Vec::new();
    for name in wanted {
        if !header.iter().any(|each| each == name) && !absent.iter().any(|each| each == name) {
            absent.push((*name).to_owned());
        }
    }
    absent
}
