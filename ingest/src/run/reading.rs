//! Which files a load has to read.

use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
};

use mirante_data::{
    Snapshot,
    explain::Detail,
    lake::{LoadState, SeenFile},
};

use crate::{
    IngestError, SourceConfig,
    coerce::Unfit,
    config::{Connection, Known},
    mapping::Mapping,
    merge::Incoming,
    meta::Reject,
    source::{
        Request, Wanted,
        files::{self, FoundFile},
        ocel::View,
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
#[derive(Default)]
pub(super) struct Wish {
    /// Names of the files.
    pub(super) files: BTreeSet<String>,
    /// Every file that is there, as it is remembered afterwards.
    pub(super) seen: Vec<SeenFile>,
    /// Is this everything that the source has?
    pub(super) is_complete: bool,
    /// Are the files those of the last read, read again only because others have written to the dataset since?
    pub(super) is_again: bool,
    /// Files that were read once and are gone.
    pub(super) vanished: Vec<String>,
}

/// What one load got from its files.
pub(super) struct Reading {
    pub(super) read: u64,
    pub(super) bytes: u64,
    pub(super) incoming: Incoming,
    pub(super) rejects: Vec<Reject>,
    pub(super) state: LoadState,
    pub(super) is_complete: bool,
    pub(super) is_again: bool,
    /// Is the source asked anew in each run, as a database is?
    pub(super) is_asked: bool,
    /// Where the cursor stood before this run, of a load under the same mapping.
    pub(super) passed: Option<String>,
    pub(super) notes: Vec<Detail>,
    pub(super) schema_change: Option<String>,
    /// Places whose rows lack columns and are to be refused for it.
    pub(super) unfit: HashMap<String, Unfit>,
    /// Where reading began, of loads that go on where the last run ended.
    pub(super) cursor_from: Option<String>,
    /// Did the cursor go back?
    pub(super) is_set_back: bool,
    /// The instant up to which the source was seen, where it can be told.
    pub(super) horizon_at: Option<i64>,
}

impl<'a> Group<'a> {
    /// The loads of a source, grouped by what they read.
    pub(super) fn of(source: &'a SourceConfig, loads: Vec<&'a Mapping>) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        for load in loads {
            let shared = |load: &Mapping| {
                let config = &load.config;
                (
                    config.path.clone(),
                    config.life_cycle,
                    config.query.clone(),
                    config.cursor.clone(),
                    config.lag.clone(),
                    config.decimal,
                    load.timezone,
                    format!("{:?} {:?} {:?} {:?} {}", config.parameters, config.records, config.total, config.paging, config.stream),
                )
            };
            // What orders repeats of files is no part of how these are read, but what a row of theirs is, and how numbers are written.
            let is_file = matches!(&source.connection, Connection::Files(_));
            let is_typed = matches!(&source.connection, Connection::Files(files) if files.format.is_typed());
            let rows = |load: &Mapping| is_typed.then(|| (View::of(&load.config.into), load.config.decimal));
            let alike = |group: &&mut Self| {
                let (mine, theirs) = (shared(load), shared(group.loads[0]));
                let is_same = rows(load) == rows(group.loads[0]);
                is_same && if is_file { (mine.0, mine.1) == (theirs.0, theirs.1) } else { mine == theirs }
            };
            match groups.iter_mut().find(alike) {
                Some(group) => group.loads.push(load),
                None => groups.push(Self { source, loads: vec![load] }),
            }
        }
        groups
    }

    /// Groups that fill common datasets, together: what one gives up another may hold. So are those of one database,
    /// which read one snapshot, and read it again from nothing when the connection is lost.
    pub(super) fn joined(groups: Vec<Self>) -> Vec<Vec<Self>> {
        let mut joined: Vec<Vec<Self>> = Vec::new();
        for group in groups {
            let fills = |other: &Self| other.loads.iter().any(|load| group.loads.iter().any(|mine| mine.contract.dataset == load.contract.dataset));
            let is_one_read = group.is_database() || matches!(group.source.connection, Connection::Tap(_));
            let is_one_snapshot = |other: &Self| is_one_read && group.source.name == other.source.name;
            let belongs = |other: &Self| fills(other) || is_one_snapshot(other);
            let (with, without): (Vec<_>, Vec<_>) = joined.into_iter().partition(|groups| groups.iter().any(belongs));
            joined = without;
            joined.push(with.into_iter().flatten().chain([group]).collect());
        }
        joined
    }

    pub(super) fn is_database(&self) -> bool {
        self.source.connection.is_database()
    }

    /// Is it a service that is asked anew in each run?
    pub(super) fn is_service(&self) -> bool {
        matches!(self.source.connection, Connection::Api(_) | Connection::Tap(_))
    }

    pub(super) fn label(&self) -> String {
        self.loads.iter().map(|load| load.load.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// What is asked of the source's files.
    pub(super) fn request(&self, files: Vec<FoundFile>, secret: Option<[u8; 32]>) -> Request {
        Request {
            load: self.label(),
            files,
            columns: self.source_columns(),
            life_cycle: self.loads[0].config.life_cycle,
            commas: self.loads.iter().flat_map(|load| load.comma_columns()).collect(),
            people: self.people_columns(),
            view: View::of(&self.loads[0].config.into),
            parts: self.parts(),
            secret,
        }
    }

    /// What each load wants of a workbook; nothing of other files.
    pub(super) fn parts(&self) -> Vec<Wanted> {
        self.loads.iter().filter_map(|load| self.part(load)).collect()
    }

    /// What one load wants of a workbook.
    pub(super) fn part(&self, load: &Mapping) -> Option<Wanted> {
        Some(Wanted {
            load: load.load.clone(),
            into: load.config.into.clone(),
            tab: load.config.tab.clone()?,
            header_row: load.config.header_row,
            columns: load.source_columns().into_iter().map(str::to_owned).collect(),
            decimal: load.decimal,
            known: self.known().cloned(),
        })
    }

    /// The cooperative whose workbook it is, where the mapping is built in.
    pub(super) fn known(&self) -> Option<&'a Known> {
        match &self.source.connection {
            Connection::Files(files) => files.known.as_ref(),
            _ => None,
        }
    }

    pub(super) fn source_columns(&self) -> Vec<String> {
        let names: BTreeSet<&str> = self.loads.iter().flat_map(|load| load.source_columns()).collect();
        names.into_iter().map(str::to_owned).collect()
    }

    /// Source columns that fill nothing but lists, in all of the loads.
    pub(super) fn list_columns(&self) -> Vec<String> {
        let (lists, others): (Vec<_>, Vec<_>) = self.loads.iter().map(|load| load.list_columns()).unzip();
        let others: BTreeSet<&str> = others.into_iter().flatten().collect();
        let lists: BTreeSet<&str> = lists.into_iter().flatten().filter(|name| !others.contains(name)).collect();
        lists.into_iter().map(str::to_owned).collect()
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
            IngestError::Server { source_name, address, problem } => {
                IngestError::Server { source_name: source_name.clone(), address: address.clone(), problem: problem.clone() }
            }
            IngestError::Secret { source_name, file, problem } => {
                IngestError::Secret { source_name: source_name.clone(), file: file.clone(), problem: problem.clone() }
            }
            IngestError::Service { source_name, address, problem } => {
                IngestError::Service { source_name: source_name.clone(), address: address.clone(), problem: problem.clone() }
            }
            IngestError::Refused { source_name, address, problem } => {
                IngestError::Refused { source_name: source_name.clone(), address: address.clone(), problem: problem.clone() }
            }
            IngestError::Forbidden { source_name, address, problem } => {
                IngestError::Forbidden { source_name: source_name.clone(), address: address.clone(), problem: problem.clone() }
            }
            IngestError::Tap { source_name, problem } => IngestError::Tap { source_name: source_name.clone(), problem: problem.clone() },
            IngestError::Pages { problem, .. } => IngestError::Pages { load: load.load.clone(), problem: problem.clone() },
            IngestError::Query { problem, .. } => IngestError::Query { load: load.load.clone(), problem: problem.clone() },
            IngestError::Cursor { problem, .. } => IngestError::Cursor { load: load.load.clone(), problem: problem.clone() },
            IngestError::Columns { differences, .. } => IngestError::Columns { load: load.load.clone(), differences: differences.clone() },
            IngestError::Window { problem, .. } => IngestError::Window { load: load.load.clone(), problem: problem.clone() },
            IngestError::Incomplete { counted, read, .. } => IngestError::Incomplete { load: load.load.clone(), counted: *counted, read: *read },
            IngestError::Aside { folder, problem } => IngestError::Aside { folder: folder.clone(), problem: problem.clone() },
            IngestError::KeyFile { file, problem } => IngestError::KeyFile { file: file.clone(), problem: problem.clone() },
            IngestError::Vault { problem } => IngestError::Vault { problem: problem.clone() },
            other => IngestError::Assemble { load: load.load.clone(), problem: other.to_string() },
        };
        self.loads.iter().map(|load| (*load, Err(again(load)))).collect()
    }

    /// Which files each load has to read. `is_pressed` tells of a load whether others have written, or are about to write,
    /// to its dataset since it read.
    pub(super) fn plan(&self, project: &Path, parent: &Snapshot, is_full: bool, is_pressed: impl Fn(&Mapping) -> bool) -> Result<Plan, IngestError> {
        let Connection::Files(connection) = &self.source.connection else {
            // Databases and services are asked each time.
            return Ok(Plan { files: Vec::new(), wishes: self.loads.iter().map(|_| Some(Wish::default())).collect() });
        };
        let found = files::find(project, &self.source.name, connection, &self.loads[0].config.path)?;
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
}
