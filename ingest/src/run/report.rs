//! What one ingestion did, load by load, in counts that add up.

use mirante_data::{
    DatasetName, Explain, Snapshot,
    explain::{Detail, Exit},
};

use super::rejects;
use crate::{IngestError, mapping::Mapping, merge, meta::Reject};

/// What one ingestion did.
#[derive(Debug)]
pub struct Report {
    /// One per load, in the order of the configuration.
    pub loads: Vec<LoadReport>,
    /// The new version, none when nothing changed.
    pub version: Option<u64>,
    /// The version in force afterwards.
    pub snapshot: Snapshot,
}

/// What one load did.
#[derive(Debug)]
pub struct LoadReport {
    /// `source.load`.
    pub load: String,
    /// The raw dataset.
    pub dataset: DatasetName,
    /// The counts, or why nothing of it was loaded.
    pub outcome: Result<Counts, IngestError>,
    /// First few rejects of the load.
    pub rejects: Vec<Reject>,
    /// What else is worth saying.
    pub notes: Vec<Detail>,
}

/// Where each row of a read went: `read` = the sum of the others but `missing`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that the source gave.
    pub read: u64,
    /// New keys.
    pub inserted: u64,
    /// New content.
    pub updated: u64,
    /// Deleted by a mark.
    pub deleted: u64,
    /// Nothing new.
    pub unchanged: u64,
    /// Replaced by a later row of the same read.
    pub superseded: u64,
    /// Broke the contract.
    pub rejected: u64,
    /// Keys missing from a complete read, deleted.
    pub missing: u64,
    /// Bytes of the files that were read.
    pub bytes: u64,
}

impl Counts {
    /// Every row that was read is exactly one of these.
    pub fn accounted(&self) -> u64 {
        self.inserted + self.updated + self.deleted + self.unchanged + self.superseded + self.rejected
    }
}

impl Report {
    /// Adds what a further piece of the loads came to.
    pub(super) fn add(&mut self, loads: Vec<LoadReport>) {
        for load in loads {
            let Some(known) = self.loads.iter_mut().find(|known| (&known.load, &known.dataset) == (&load.load, &load.dataset)) else {
                self.loads.push(load);
                continue;
            };
            known.outcome = match (std::mem::replace(&mut known.outcome, Ok(Counts::default())), load.outcome) {
                (Ok(before), Ok(now)) => Ok(before.with(now)),
                (_, outcome) => outcome,
            };
            known.rejects.extend(load.rejects);
            known.rejects.truncate(rejects::SHOWN);
            known.notes.extend(load.notes);
        }
    }

    /// Has the load been read well so far?
    pub(super) fn has_read(&self, load: &Mapping) -> bool {
        self.loads.iter().any(|known| known.load == load.load && known.outcome.is_ok())
    }

    /// How the program ends: 3 when a source was out of reach, else the gravest of its loads.
    pub fn exit(&self) -> Exit {
        let exits: Vec<Exit> = self.loads.iter().filter_map(|load| load.outcome.as_ref().err()).map(Explain::exit).collect();
        if exits.contains(&Exit::Unavailable) { Exit::Unavailable } else { exits.into_iter().max().unwrap_or(Exit::Ok) }
    }
}

impl LoadReport {
    pub(super) fn of(mapping: &Mapping, outcome: Result<Counts, IngestError>) -> Self {
        Self { load: mapping.load.clone(), dataset: mapping.contract.dataset.clone(), outcome, rejects: Vec::new(), notes: Vec::new() }
    }
}

impl Counts {
    fn with(self, more: Self) -> Self {
        Self {
            read: self.read + more.read,
            inserted: self.inserted + more.inserted,
            updated: self.updated + more.updated,
            deleted: self.deleted + more.deleted,
            unchanged: self.unchanged + more.unchanged,
            superseded: self.superseded + more.superseded,
            rejected: self.rejected + more.rejected,
            missing: self.missing + more.missing,
            bytes: self.bytes + more.bytes,
        }
    }

    pub(super) fn columns(&self) -> [i64; 9] {
        let each = [self.read, self.inserted, self.updated, self.deleted, self.unchanged, self.superseded, self.rejected, self.missing, self.bytes];
        each.map(|count| i64::try_from(count).unwrap_or(i64::MAX))
    }
}

pub(super) fn counts(read: u64, bytes: u64, decisions: &merge::Decisions, rejected: u64) -> Counts {
    Counts {
        read,
        inserted: decisions.inserts.len() as u64,
        updated: (decisions.updates.len() + decisions.corrections.len()) as u64,
        deleted: decisions.deleted_n,
        unchanged: decisions.unchanged_n,
        superseded: decisions.superseded_n,
        rejected,
        missing: decisions.missing.len() as u64,
        bytes,
    }
}
