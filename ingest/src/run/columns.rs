//! Whether a source's columns are still those that a load knows.

use mirante_data::{
    Snapshot, detail,
    explain::{Detail, Details},
    lake::LoadState,
    name::did_you_mean,
};

use super::reading::{Group, Reading, Wish};
use crate::{
    IngestError,
    config::{Connection, OnSchemaChange},
    mapping::Mapping,
    source::{self, files::FoundFile},
};

impl Group<'_> {
    /// Compares the files' columns with what the load needs and with what it saw last.
    pub(super) fn check_columns(&self, load: &Mapping, files: &[FoundFile], wish: &Wish, parent: &Snapshot) -> Result<Reading, IngestError> {
        let files: Vec<&FoundFile> = files.iter().filter(|file| wish.files.contains(&file.name)).collect();
        let (mut headers, mut is_loose) = (Vec::new(), false);
        for file in &files {
            let Connection::Files(connection) = &self.source.connection else { break };
            let part = self.part(load);
            let Some(header) = source::header(connection, &load.load, file, &load.source_columns(), part.as_ref())? else { continue };
            is_loose |= header.is_loose;
            headers.push((file.name.as_str(), header.names));
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
pub(super) fn fresh(load: &Mapping, headers: &[(&str, Vec<String>)], parent: &Snapshot) -> Result<Reading, IngestError> {
    // Who has changed the mapping has seen the new columns: what was seen before no longer binds.
    let known = parent.load(&load.load).filter(|state| state.mapping == load.mapping_hash());
    let mut last: Vec<String> = known.map(|state| state.columns.clone()).unwrap_or_default();
    let (mut differences, mut changes) = (Vec::new(), Vec::new());
    for (place, header) in headers {
        for name in missing(&load.required_columns(), header) {
            let near = did_you_mean(&name, header.iter().map(String::as_str));
            differences.push(no_column(place, &name).near(near));
        }
        let is_frozen = load.config.on_schema_change == OnSchemaChange::Freeze;
        if is_frozen {
            let optional: Vec<&str> = load.source_columns().into_iter().filter(|name| !load.required_columns().contains(name)).collect();
            differences.extend(missing(&optional, header).iter().map(|name| no_column(place, name)));
        }
        if !last.is_empty() {
            let vanished = missing(&last.iter().map(String::as_str).collect::<Vec<_>>(), header);
            let added = missing(&header.iter().map(String::as_str).collect::<Vec<_>>(), &last);
            let told = vanished.iter().map(|name| detail!("d-column-gone", "`{file}`: column `{name}` is gone", file = place, name = name));
            let told = told.chain(added.iter().map(|name| detail!("d-column-new", "`{file}`: column `{name}` is new", file = place, name = name)));
            if is_frozen { differences.extend(told) } else { changes.extend(told) }
        }
        last.clone_from(header);
    }
    differences.dedup();
    if !differences.is_empty() {
        return Err(IngestError::Columns { load: load.load.clone(), differences: Details(differences) });
    }
    Ok(Reading {
        read: 0,
        bytes: 0,
        parts: Vec::new(),
        rejects: Vec::new(),
        state: LoadState { mapping: load.mapping_hash().to_owned(), columns: last, ..LoadState::default() },
        is_complete: true,
        is_again: false,
        notes: changes.clone(),
        schema_change: told(&changes),
        cursor_from: None,
        is_set_back: false,
    })
}

/// The same where columns come and go from row to row: only those that the load reads count, one that no row of a file has
/// stops the load when rows need it, and an optional one that is gone is noted. Members that nobody reads are nobody's news.
pub(super) fn loose(load: &Mapping, headers: &[(&str, Vec<String>)], parent: &Snapshot) -> Result<Reading, IngestError> {
    let known = parent.load(&load.load).filter(|state| state.mapping == load.mapping_hash());
    let (mut differences, mut present) = (Vec::new(), Vec::new());
    for (place, header) in headers {
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
    let changes: Vec<Detail> = gone.map(|name| detail!("d-member-gone", "no row has `{name}` any more", name = name)).collect();
    let mut reading = fresh(load, &[], parent)?;
    reading.schema_change = told(&changes);
    reading.notes = changes;
    // A file of few rows may lack what the others have: what was seen once stays known.
    present.extend(known.into_iter().flat_map(|state| state.columns.clone()));
    present.sort();
    present.dedup();
    reading.state.columns = present;
    Ok(reading)
}

fn told(changes: &[Detail]) -> Option<String> {
    (!changes.is_empty()).then(|| serde_json::json!(changes.iter().map(Detail::to_string).collect::<Vec<_>>()).to_string())
}

fn no_column(place: &str, name: &str) -> Detail {
    detail!("d-no-column", "`{file}` has no column `{name}`", file = place, name = name)
}

fn missing(wanted: &[&str], header: &[String]) -> Vec<String> {
    wanted.iter().filter(|name| !header.iter().any(|each| each == *name)).map(|name| (*name).to_owned()).collect()
}
