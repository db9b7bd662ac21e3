//! Which files a load has to read, and whether their columns are still those it knows.

use std::{collections::BTreeSet, path::Path};

use mirante_data::{
    Snapshot, detail,
    explain::{Detail, Details},
    lake::{LoadState, SeenFile},
    name::did_you_mean,
};

use crate::{
    IngestError, SourceConfig,
    coerce::Typed,
    config::{LifeCycle, OnSchemaChange},
    mapping::Mapping,
    meta::Reject,
    source::{
        self,
        files::{self, FoundFile},
    },
};

/// Loads of one source that read the same files: they share one read.
pub(super) struct Group<'a> {
    pub(super) source: &'a SourceConfig,
    pub(super) loads: Vec<&'a Mapping>,
}

/// What a group reads.
pub(super) struct Plan {
    /// The files to read, in name order.
    pub(super) files: Vec<FoundFile>,
    /// Every file that is there, as it is remembered afterwards.
    seen: Vec<SeenFile>,
    /// Is this everything that the source has?
    is_complete: bool,
    /// Files that were read once and are gone.
    vanished: Vec<String>,
}

/// What one load got from its files.
pub(super) struct Reading {
    pub(super) read: u64,
    pub(super) bytes: u64,
    pub(super) parts: Vec<Typed>,
    pub(super) rejects: Vec<Reject>,
    pub(super) state: LoadState,
    pub(super) is_complete: bool,
    pub(super) notes: Vec<Detail>,
    pub(super) schema_change: Option<String>,
}

impl<'a> Group<'a> {
    /// The loads of a source, grouped by what they read.
    pub(super) fn of(source: &'a SourceConfig, loads: Vec<&'a Mapping>) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        for load in loads {
            let alike = |group: &&mut Self| group.loads[0].config.path == load.config.path && group.life_cycle() == load.config.life_cycle;
            match groups.iter_mut().find(alike) {
                Some(group) => group.loads.push(load),
                None => groups.push(Self { source, loads: vec![load] }),
            }
        }
        groups
    }

    pub(super) fn label(&self) -> String {
        self.loads.iter().map(|load| load.load.as_str()).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn life_cycle(&self) -> Option<LifeCycle> {
        self.loads[0].config.life_cycle
    }

    pub(super) fn source_columns(&self) -> Vec<String> {
        let names: BTreeSet<&str> = self.loads.iter().flat_map(|load| load.source_columns()).collect();
        names.into_iter().map(str::to_owned).collect()
    }

    /// Source columns that hold people's keys in any of the loads.
    pub(super) fn people_columns(&self) -> Vec<String> {
        self.loads.iter().flat_map(|load| load.people_columns()).map(str::to_owned).collect()
    }

    /// The same failure for each load of the group.
    pub(super) fn each_fails<T>(&self, error: &IngestError) -> Vec<(&'a Mapping, Result<T, IngestError>)> {
        let again = |load: &Mapping| match error {
            IngestError::Unreachable { source_name, problem } => {
                IngestError::Unreachable { source_name: source_name.clone(), problem: problem.clone() }
            }
            IngestError::File { file, problem, .. } => IngestError::File { load: load.load.clone(), file: file.clone(), problem: problem.clone() },
            IngestError::Vault { problem } => IngestError::Vault { problem: problem.clone() },
            other => IngestError::Assemble { load: load.load.clone(), problem: other.to_string() },
        };
        self.loads.iter().map(|load| (*load, Err(again(load)))).collect()
    }

    /// Which files to read; none when nothing can have changed since the last load.
    ///
    /// New files beside unchanged ones are read alone. When a file that was read before has changed, all are read,
    /// so that keys which no longer come can be told; they are told only when no file is gone.
    pub(super) fn plan(&self, project: &Path, parent: &Snapshot, is_full: bool) -> Result<Option<Plan>, IngestError> {
        let found = files::find(project, self.source, &self.loads[0].config.path)?;
        let states: Vec<&LoadState> = self.loads.iter().filter_map(|load| parent.load(&load.load)).collect();
        let is_mapped_alike = self.loads.iter().all(|load| parent.load(&load.load).is_some_and(|state| state.mapping == load.mapping_hash()));
        let known: &[SeenFile] = if is_mapped_alike { states.first().map_or(&[], |state| &state.files) } else { &[] };
        let by_name = |name: &str| known.iter().find(|seen| seen.path == name);
        let mut seen = Vec::with_capacity(found.len());
        for file in &found {
            seen.push(match by_name(&file.name).filter(|seen| !is_full && file.looks_like(seen)) {
                Some(same) => same.clone(),
                None => file.seen(file.hash().map_err(|error| IngestError::File {
                    load: self.label(),
                    file: file.name.clone(),
                    problem: error.to_string().into(),
                })?),
            });
        }
        let is_new = |now: &SeenFile| by_name(&now.path).is_none();
        let is_changed = |now: &SeenFile| by_name(&now.path).is_some_and(|known| known.blake3 != now.blake3);
        // Gone files are remembered for as long as they are gone, whatever the mapping says now.
        let mut gone: Vec<SeenFile> = Vec::new();
        for file in states.iter().flat_map(|state| &state.files) {
            if !found.iter().any(|here| here.name == file.path) && !gone.iter().any(|known| known.path == file.path) {
                gone.push(file.clone());
            }
        }
        let asks_missing = self.loads.iter().any(|load| load.config.deletes.is_some());
        let needs_all = is_full || known.is_empty() || seen.iter().any(is_changed) || (asks_missing && (seen.iter().any(is_new) || !gone.is_empty()));
        let files: Vec<FoundFile> =
            if needs_all { found } else { found.into_iter().zip(&seen).filter(|(_, now)| is_new(now)).map(|(file, _)| file).collect() };
        if files.is_empty() {
            return Ok(None);
        }
        let is_complete = needs_all && (gone.is_empty() || asks_missing);
        let vanished = gone.iter().map(|file| file.path.clone()).collect();
        if !asks_missing {
            seen.extend(gone);
        }
        Ok(Some(Plan { files, seen, is_complete, vanished }))
    }

    /// Compares the files' columns with what the load needs and with what it saw last.
    pub(super) fn check_columns(&self, load: &Mapping, plan: &Plan, parent: &Snapshot) -> Result<Reading, IngestError> {
        // Who has changed the mapping has seen the new columns: what was seen before no longer binds.
        let known = parent.load(&load.load).filter(|state| state.mapping == load.mapping_hash());
        let mut last: Vec<String> = known.map(|state| state.columns.clone()).unwrap_or_default();
        let (mut differences, mut changes) = (Vec::new(), Vec::new());
        for file in &plan.files {
            let Some(header) = source::header(self.source, &load.load, &file.path)? else { break };
            for name in missing(&load.required_columns(), &header) {
                let near = did_you_mean(&name, header.iter().map(String::as_str));
                differences.push(no_column(file, &name).near(near));
            }
            let is_frozen = load.config.on_schema_change == OnSchemaChange::Freeze;
            if is_frozen {
                let optional: Vec<&str> = load.source_columns().into_iter().filter(|name| !load.required_columns().contains(name)).collect();
                differences.extend(missing(&optional, &header).iter().map(|name| no_column(file, name)));
            }
            if !last.is_empty() {
                let vanished = missing(&last.iter().map(String::as_str).collect::<Vec<_>>(), &header);
                let added = missing(&header.iter().map(String::as_str).collect::<Vec<_>>(), &last);
                let told = vanished.iter().map(|name| detail!("d-column-gone", "`{file}`: column `{name}` is gone", file = file.name, name = name));
                let told =
                    told.chain(added.iter().map(|name| detail!("d-column-new", "`{file}`: column `{name}` is new", file = file.name, name = name)));
                if is_frozen { differences.extend(told) } else { changes.extend(told) }
            }
            last = header;
        }
        differences.dedup();
        if !differences.is_empty() {
            return Err(IngestError::Columns { load: load.load.clone(), differences: Details(differences) });
        }
        let mut notes = changes.clone();
        if !plan.vanished.is_empty() && !plan.is_complete {
            notes.push(detail!("d-files-gone", "files are gone and their rows stay: {files}", files = plan.vanished.join(", ")));
        }
        Ok(Reading {
            read: 0,
            bytes: plan.files.iter().map(|file| file.bytes).sum(),
            parts: Vec::new(),
            rejects: Vec::new(),
            state: LoadState { mapping: load.mapping_hash().to_owned(), columns: last, files: plan.seen.clone(), ..LoadState::default() },
            is_complete: plan.is_complete,
            notes,
            schema_change: (!changes.is_empty()).then(|| serde_json::json!(changes.iter().map(Detail::to_string).collect::<Vec<_>>()).to_string()),
        })
    }
}

fn no_column(file: &FoundFile, name: &str) -> Detail {
    detail!("d-no-column", "`{file}` has no column `{name}`", file = file.name, name = name)
}

fn missing(wanted: &[&str], header: &[String]) -> Vec<String> {
    wanted.iter().filter(|name| !header.iter().any(|each| each == *name)).map(|name| (*name).to_owned()).collect()
}
