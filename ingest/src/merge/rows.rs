//! The rows that decisions write, with their history columns.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use mirante_data::{
    Lake,
    arrow::{
        array::{Array, ArrayRef, AsArray, FixedSizeBinaryArray, RecordBatch, StringArray, TimestampMicrosecondArray, UInt64Array},
        compute::{concat_batches, take_record_batch},
        datatypes::SchemaRef,
    },
    contract::Contract,
    lake::{DatasetList, LakeError, read::sort_order},
    schema::raw_schema,
};

use super::{Decisions, Incoming};
use crate::coerce::{Key, hash_keys};

/// What stands in the history columns of the rows of one batch.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// The source.
    pub source: String,
    /// The batch.
    pub batch_id: String,
    /// One instant for the whole commit.
    pub recorded_at: i64,
}

/// What one load changes in a dataset.
#[derive(Debug)]
pub struct Changes {
    /// Its rows.
    pub incoming: Incoming,
    /// What they come to.
    pub decisions: Decisions,
    /// How they are written.
    pub stamp: Stamp,
}

/// The rows that all loads of one commit write into a dataset, sorted by key; a delete stands before the insert of its key.
pub async fn changed_rows(lake: &Lake, list: &DatasetList, contract: &Contract, changes: &[Changes]) -> Result<RecordBatch, LakeError> {
    let shape = |problem: String| LakeError::Shape { dataset: list.dataset.to_string(), problem };
    let schema = raw_schema(&contract.columns());
    let mut parts = deleted_rows(lake, list, contract, changes, &schema).await?;
    for Changes { incoming, decisions, stamp } in changes {
        for (rows, op) in [(&decisions.inserts, "insert"), (&decisions.corrections, "insert"), (&decisions.updates, "update")] {
            if rows.is_empty() {
                continue;
            }
            let order: UInt64Array = rows.iter().map(|row| *row as u64).collect();
            let taken = take_record_batch(&incoming.rows, &order).map_err(|error| shape(error.to_string()))?;
            let hashes =
                FixedSizeBinaryArray::try_from_iter(rows.iter().map(|row| incoming.hashes[*row])).map_err(|error| shape(error.to_string()))?;
            parts.push(stamped(&schema, taken.columns().to_vec(), op, hashes, stamp).map_err(shape)?);
        }
    }
    let whole = concat_batches(&schema, &parts).map_err(|error| shape(error.to_string()))?;
    let order = sort_order(&whole, &contract.key).map_err(|error| shape(error.to_string()))?;
    take_record_batch(&whole, &order).map_err(|error| shape(error.to_string()))
}

/// The present content of the keys that are deleted, written again with `_op = delete` by the load that deletes.
async fn deleted_rows(
    lake: &Lake,
    list: &DatasetList,
    contract: &Contract,
    changes: &[Changes],
    schema: &SchemaRef,
) -> Result<Vec<RecordBatch>, LakeError> {
    let keys = |change: &Changes| -> HashSet<Key> { change.decisions.deletes.union(&change.decisions.missing).copied().collect() };
    let by: HashMap<Key, usize> =
        changes.iter().enumerate().flat_map(|(place, change)| keys(change).into_iter().map(move |key| (key, place))).collect();
    if by.is_empty() {
        return Ok(Vec::new());
    }
    let shape = |problem: String| LakeError::Shape { dataset: list.dataset.to_string(), problem };
    let mut last: HashMap<Key, (i64, RecordBatch)> = HashMap::new();
    for file in &list.files {
        for batch in lake.rows(list, file, &[]).await? {
            let hashed = hash_keys(contract, &batch).map_err(shape)?;
            let recorded: Option<&TimestampMicrosecondArray> = batch.column_by_name("_recorded_at").and_then(|array| array.as_primitive_opt());
            let recorded = recorded.ok_or_else(|| shape("no `_recorded_at`".to_owned()))?;
            let ops: Option<&StringArray> = batch.column_by_name("_op").and_then(|array| array.as_string_opt());
            let ops = ops.ok_or_else(|| shape("no `_op`".to_owned()))?;
            for (row, key) in hashed.into_iter().enumerate().filter(|(row, key)| by.contains_key(key) && ops.value(*row) != "delete") {
                if last.get(&key).is_none_or(|(at, _)| *at <= recorded.value(row)) {
                    last.insert(key, (recorded.value(row), batch.slice(row, 1)));
                }
            }
        }
    }
    last.into_iter()
        .map(|(key, (_, row))| {
            let width = contract.columns.len();
            let hashes = row
                .column_by_name("_row_hash")
                .and_then(|array| array.as_fixed_size_binary_opt().cloned())
                .ok_or_else(|| shape("no `_row_hash`".to_owned()))?;
            stamped(schema, row.columns()[..width].to_vec(), "delete", hashes, &changes[by[&key]].stamp).map_err(shape)
        })
        .collect()
}

fn stamped(schema: &SchemaRef, mut arrays: Vec<ArrayRef>, op: &str, hashes: FixedSizeBinaryArray, stamp: &Stamp) -> Result<RecordBatch, String> {
    let count = hashes.len();
    let text = |value: &str| Arc::new(StringArray::from_iter_values(std::iter::repeat_n(value, count))) as ArrayRef;
    arrays.push(text(&stamp.source));
    arrays.push(text(&stamp.batch_id));
    arrays.push(Arc::new(TimestampMicrosecondArray::from_value(stamp.recorded_at, count).with_timezone("UTC")));
    arrays.push(text(op));
    arrays.push(Arc::new(hashes));
    RecordBatch::try_new(schema.clone(), arrays).map_err(|error| error.to_string())
}
