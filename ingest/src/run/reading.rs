//! Which files a load has to read, and whether their columns are still those it knows.

use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
};

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
    /// What each load of the group wants of them; none when nothing can have changed for it.
    pub(super) wishes: Vec<Option<Wish>>,
}

/// What one load wants to read.
pub(super) struct Wish {
    /// Names of the files.
    pub(super) files: BTreeSet<String>,
    /// Every file that is there, as it is remembered afterwards.
    seen: Vec<SeenFile>,
    /// Is this everything that the source has?
    is_complete: bool,
    /// Are the files those of the last read, read again only because others have written to the dataset since?
    is_again: bool,
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
    pub(super) is_again: bool,
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

    /// Groups that fill common datasets, together: what one gives up another may hold.
    pub(super) fn joined(groups: Vec<Self>) -> Vec<Vec<Self>> {
        let mut joined: Vec<Vec<Self>> = Vec::new();
        for group in groups {
            let fills = |other: &Self| other.loads.iter().any(|load| group.loads.iter().any(|mine| mine.contract.dataset == load.contract.dataset));
            let (with, without): (Vec<_>, Vec<_>) = joined.into_iter().partition(|groups| groups.iter().any(fills));
            joined = without;
            joined.push(with.into_iter().flatten().chain([group]).collect());
        }
        joined
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

    /// Which files each load has to read. `is_pressed` tells of a load whether others have written, or are about to write,
    /// to its dataset since it read.
    pub(super) fn plan(&self, project: &Path, parent: &Snapshot, is_full: bool, is_pressed: impl Fn(&Mapping) -> bool) -> Result<Plan, IngestError> {
        let found = files::find(project, self.source, &self.loads[0].config.path)?;
        let mut hashes = HashMap::new();
        let wishes = self.loads.iter().map(|load| self.wish(load, &found, &mut hashes, parent, is_full, is_pressed(load)));
        let wishes = wishes.collect::<Result<Vec<_>, _>>()?;
        let files = found.into_iter().filter(|file| wishes.iter().flatten().any(|wish| wish.files.contains(&file.name))).collect();
        Ok(Plan { files, wishes })
    }

    /// What one load has to read.
    ///
    /// New files are read alone when all rows of theirs come after those that were read before. When a file has changed,
    /// all are read, so that keys which no longer come can be told; they are told only when no file is gone.
    fn wish(
        &self,
        load: &Mapping,
        found: &[FoundFile],
        hashes: &mut HashMap<String, String>,
        parent: &Snapshot,
        is_full: bool,
        is_pressed: bool,
    ) -> Result<Option<Wish>, IngestError> {
        let state = parent.load(&load.load);
        let before: &[SeenFile] = state.map_or(&[], |state| &state.files);
        let known = if state.is_some_and(|state| state.mapping == load.mapping_hash()) { before } else { &[] };
        let by_name = |name: &str| known.iter().find(|seen| seen.path == name);
        let mut seen = Vec::with_capacity(found.len());
        for file in found {
            seen.push(match by_name(&file.name).filter(|seen| !is_full && file.looks_like(seen)) {
                Some(same) => same.clone(),
                None => file.seen(self.hash(file, hashes)?),
            });
        }
        let new: BTreeSet<String> = seen.iter().filter(|now| by_name(&now.path).is_none()).map(|now| now.path.clone()).collect();
        let is_changed = seen.iter().any(|now| by_name(&now.path).is_some_and(|known| known.blake3 != now.blake3));
        // Rows of one key are settled by cursor and by order over all files: what comes before others is read with them.
        let is_between = new.iter().any(|name| load.cursor.is_some() || seen.iter().any(|file| !new.contains(&file.path) && file.path > *name));
        // Gone files are remembered for as long as they are gone, whatever the mapping says now.
        let gone: Vec<SeenFile> = before.iter().filter(|file| !found.iter().any(|here| here.name == file.path)).cloned().collect();
        let asks_missing = load.config.deletes.is_some();
        let has_news = is_full || known.is_empty() || is_changed || is_between || (asks_missing && (!new.is_empty() || !gone.is_empty()));
        let is_again = !has_news && new.is_empty() && is_pressed && state.is_some_and(|state| state.leans);
        let needs_all = has_news || is_again;
        let files = if needs_all { found.iter().map(|file| file.name.clone()).collect() } else { new };
        if files.is_empty() {
            return Ok(None);
        }
        let is_complete = needs_all && (gone.is_empty() || asks_missing);
        let vanished = gone.iter().map(|file| file.path.clone()).collect();
        if !asks_missing {
            seen.extend(gone);
        }
        Ok(Some(Wish { files, seen, is_complete, is_again, vanished }))
    }

    fn hash(&self, file: &FoundFile, hashes: &mut HashMap<String, String>) -> Result<String, IngestError> {
        if let Some(known) = hashes.get(&file.name) {
            return Ok(known.clone());
        }
        let failed = |error: std::io::Error| IngestError::File { load: self.label(), file: file.name.clone(), problem: error.to_string().into() };
        let hash = file.hash().map_err(failed)?;
        hashes.insert(file.name.clone(), hash.clone());
        Ok(hash)
    }

    /// Compares the files' columns with what the load needs and with what it saw last.
    pub(super) fn check_columns(&self, load: &Mapping, files: &[FoundFile], wish: &Wish, parent: &Snapshot) -> Result<Reading, IngestError> {
        let files: Vec<&FoundFile> = files.iter().filter(|file| wish.files.contains(&file.name)).collect();
        // Who has changed the mapping has seen the new columns: what was seen before no longer binds.
        let known = parent.load(&load.load).filter(|state| state.mapping == load.mapping_hash());
        let mut last: Vec<String> = known.map(|state| state.columns.clone()).unwrap_or_default();
        let (mut differences, mut changes) = (Vec::new(), Vec::new());
        for file in &files {
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
        if !wish.vanished.is_empty() && !wish.is_complete {
            notes.push(detail!("d-files-gone", "files are gone and their rows stay: {files}", files = wish.vanished.join(", ")));
        }
        Ok(Reading {
            read: 0,
            bytes: files.iter().map(|file| file.bytes).sum(),
            parts: Vec::new(),
            rejects: Vec::new(),
            state: LoadState { mapping: load.mapping_hash().to_owned(), columns: last, files: wish.seen.clone(), ..LoadState::default() },
            is_complete: wish.is_complete,
            is_again: wish.is_again,
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
