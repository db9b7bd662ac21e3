//! The datasets in which Mirante writes down what it did: their columns, known before the first row comes.

use crate::{DatasetName, lake::DatasetList, schema::Column};

/// One dataset that Mirante writes while it works: what was read, refused, run, checked, where columns come from.
#[derive(Debug, Clone, Copy)]
pub struct Meta {
    /// Its name.
    pub name: &'static str,
    /// Columns by which its rows are sorted.
    pub key: &'static [&'static str],
    columns: &'static str,
}

/// `note` tells in words what was read and is no row, such as starts that were paired with their completes.
pub const BATCHES: Meta = Meta {
    name: "meta.batches",
    key: &["batch_id"],
    columns: "batch_id:id, run_id:id, source:text, load:text, dataset:text, started_at:at, ended_at:at, cursor_from:text?, cursor_to:text?, \
              rows_read:int, rows_inserted:int, rows_updated:int, rows_deleted:int, rows_unchanged:int, rows_superseded:int, rows_rejected:int, \
              snapshot_deleted:int, bytes_read:int, schema_change:json?, note:text?",
};

/// Refused rows.
pub const REJECTS: Meta = Meta {
    name: "meta.rejects",
    key: &["reject_id"],
    columns: "reject_id:id, batch_id:id, source:text, load:text, dataset:text, tab_name:text?, row_number:int?, key_text:text?, column_name:text?, \
              reason:code, payload:json?, rejected_at:at, state:code, resolved_batch_id:id?",
};

/// What each batch read, month by month: rows and amounts that the source gave, that changed nothing, that were refused.
/// Rows without a date that can be read have no month.
pub const TALLIES: Meta = Meta {
    name: "meta.tallies",
    key: &["batch_id", "month_on"],
    columns: "batch_id:id, month_on:on?, source_rows:int, source_amount:money?, settled_rows:int, settled_amount:money?, rejected_rows:int, \
              rejected_amount:money?, horizon_at:at?",
};

/// Runs of commands that write. A run that still goes on, or was killed, has no end.
pub const RUNS: Meta = Meta {
    name: "meta.runs",
    key: &["run_id"],
    columns: "run_id:id, command:code, started_at:at, ended_at:at?, status:code, as_of_at:at, parent_version:int?, version:int?, program_version:text, \
              queries_hash:hash, rules_hash:hash, built_n:int, reused_n:int, rows_written:int, error_code:text?",
};

/// What each check found on each version.
pub const CHECKS: Meta = Meta {
    name: "meta.checks",
    key: &["version", "check_name"],
    columns: "version:int, check_name:text, run_id:id, dataset:text, severity:code, passed:bool, offending_n:int, sample:json?, duration_ms:int, \
              query_hash:hash",
};

/// Where each column comes from; `*` stands for all columns of a dataset.
pub const LINEAGE: Meta = Meta {
    name: "meta.lineage",
    key: &["dataset", "column_name", "input_dataset", "input_column"],
    columns: "dataset:text, column_name:text, input_dataset:text, input_column:text, how:code, model_hash:hash",
};

/// Editions that were there when the version was made.
pub const EDITIONS: Meta = Meta {
    name: "meta.editions",
    key: &["edition"],
    columns: "edition:text, version:int, title:text, published_at:at, published_by_id:id, decision_id:id?, seal:hash, previous_edition:text?, \
              checks_passed_n:int, warnings_n:int",
};

/// Rows that batches had written and that left when they were no longer kept.
pub const EXPIRATIONS: Meta =
    Meta { name: "meta.expirations", key: &["batch_id", "run_id"], columns: "batch_id:id, run_id:id, dataset:text, rows_n:int, expired_at:at" };

/// Every one of them.
pub const ALL: [Meta; 8] = [BATCHES, REJECTS, TALLIES, RUNS, CHECKS, LINEAGE, EDITIONS, EXPIRATIONS];

impl Meta {
    /// The dataset's validated name.
    pub fn dataset(&self) -> DatasetName {
        self.name.parse().expect("the names of this file are dataset names")
    }

    /// Its columns.
    pub fn columns(&self) -> Vec<Column> {
        self.columns.split(", ").map(|column| column.trim().parse().expect("the columns of this file are well written")).collect()
    }

    /// The dataset before its first row.
    pub fn empty(&self) -> DatasetList {
        DatasetList {
            dataset: self.dataset(),
            columns: self.columns(),
            sorted_by: self.key.iter().map(|name| (*name).to_owned()).collect(),
            fingerprint: None,
            files: Vec::new(),
        }
    }
}

/// Every dataset of `meta` that is written while working, with its columns.
pub fn all() -> impl Iterator<Item = (DatasetName, Vec<Column>)> {
    ALL.iter().map(|meta| (meta.dataset(), meta.columns()))
}
