//! What incoming rows change: inserted, updated, deleted, unchanged, superseded, rejected; each row is exactly one of them.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use mirante_data::{
    Lake,
    arrow::{
        array::{Array, ArrayRef, AsArray, FixedSizeBinaryArray, RecordBatch, StringArray, TimestampMicrosecondArray, UInt64Array},
        compute::{concat_batches, take_record_batch},
        datatypes::{SchemaRef, TimestampMicrosecondType},
    },
    contract::{Contract, Deletes},
    lake::{DatasetList, LakeError, read::sort_order},
    schema::raw_schema,
};

use crate::{
    coerce::{Key, Typed, hash_keys},
    meta::Reason,
};

/// All rows of one read, typed.
#[derive(Debug)]
pub struct Incoming {
    /// The contract's columns.
    pub rows: RecordBatch,
    /// Key hash of each row.
    pub keys: Vec<Key>,
    /// Content hash of each row.
    pub hashes: Vec<[u8; 16]>,
    /// Marked as deleted by the source.
    pub deleted: Vec<bool>,
    /// What orders repeats.
    pub cursors: Vec<Option<String>>,
    /// File and number of each row.
    pub places: Vec<(Arc<str>, i64)>,
    /// Keys of rows that were refused: they came, so they are not missing.
    pub refused: Vec<Key>,
    /// Rows were refused whose key could not be read: what is missing cannot be told.
    pub has_unknown_keys: bool,
}

impl Incoming {
    /// The batches of a read as one.
    pub fn gather(contract: &Contract, parts: Vec<Typed>) -> Result<Self, String> {
        let schema = parts.first().map_or_else(|| mirante_data::schema::arrow_schema(&contract.columns()), |part| part.rows.schema());
        let rows = concat_batches(&schema, parts.iter().map(|part| &part.rows)).map_err(|error| error.to_string())?;
        let mut all =
            Self { rows, keys: vec![], hashes: vec![], deleted: vec![], cursors: vec![], places: vec![], refused: vec![], has_unknown_keys: false };
        for part in parts {
            all.places.extend(part.numbers.iter().map(|number| (part.file.clone(), *number)));
            all.refused.extend(part.refused);
            all.has_unknown_keys |= part.has_unknown_keys;
            all.keys.extend(part.keys);
            all.hashes.extend(part.hashes);
            all.deleted.extend(part.deleted);
            all.cursors.extend(part.cursors);
        }
        Ok(all)
    }

    /// Rows and wrapping sum of the hashes of the rows that stand: equal digests, nothing to merge.
    pub fn digest(&self, standing: &[usize]) -> (u64, String) {
        let sum = standing.iter().fold(0_u128, |sum, row| {
            let hash = u128::from_le_bytes(self.hashes[*row]);
            sum.wrapping_add(if self.deleted[*row] { !hash } else { hash })
        });
        (standing.len() as u64, format!("{sum:032x}"))
    }
}

/// What the lake holds under a key now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Current {
    recorded_at: i64,
    /// A row is live unless its last operation deleted it.
    is_live: bool,
    /// Delete rows sort before the insert of the same batch.
    op_rank: u8,
    hash: [u8; 16],
    /// Written by this source?
    is_ours: bool,
    /// Written by this load?
    is_this_load: bool,
}

/// How a load treats what it reads.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// May content change under a key?
    pub is_fact: bool,
    /// Was everything read that the source has?
    pub is_complete: bool,
    /// Does a missing key mean a delete?
    pub deletes_missing: bool,
    /// May a fact be taken back and given again?
    pub retracts: bool,
    /// The instant of this commit: what another load wrote in it cannot be ordered against.
    pub recorded_at: i64,
}

impl Policy {
    /// The policy of a read under a contract.
    pub fn of(contract: &Contract, is_fact: bool, is_complete: bool, asked_missing: bool, recorded_at: i64) -> Self {
        let retracts = contract.deletes == Deletes::Retract;
        Self {
            is_fact,
            is_complete,
            deletes_missing: is_complete && (asked_missing || retracts || contract.deletes == Deletes::Snap),
            retracts,
            recorded_at,
        }
    }
}

/// What each incoming row comes to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Rows to insert: keys that are new or return.
    pub inserts: Vec<usize>,
    /// Rows to write as new content of an entity.
    pub updates: Vec<usize>,
    /// Rows of facts that replace other content: a delete and an insert.
    pub corrections: Vec<usize>,
    /// Keys whose present content is written again as a delete.
    pub deletes: HashSet<Key>,
    /// Incoming rows whose key is deleted by its mark.
    pub deleted_n: u64,
    /// Keys missing from a complete read.
    pub missing_n: u64,
    /// Rows that change nothing.
    pub unchanged_n: u64,
    /// Repeats of a key that a later row replaced.
    pub superseded_n: u64,
    /// Rows that may not be merged.
    pub rejected: Vec<(usize, Reason)>,
}

impl Decisions {
    /// Does anything change?
    pub fn is_empty(&self) -> bool {
        self.inserts.is_empty() && self.updates.is_empty() && self.corrections.is_empty() && self.deletes.is_empty()
    }
}

/// The rows that stand after repeats of one key within the read are settled.
///
/// The last by cursor, then by order, stands. Of a fact that never changes, and of facts in different files, the first stands
/// and other content is a reject: two files that mean different things by one key are told, not merged.
pub fn settle(incoming: &Incoming, policy: Policy) -> (Vec<usize>, Decisions) {
    let mut decisions = Decisions::default();
    let mut standing: HashMap<Key, usize> = HashMap::with_capacity(incoming.keys.len());
    for row in 0..incoming.keys.len() {
        let Some(earlier) = standing.get_mut(&incoming.keys[row]) else {
            standing.insert(incoming.keys[row], row);
            continue;
        };
        let is_other = incoming.hashes[*earlier] != incoming.hashes[row];
        let is_other_file = incoming.places[*earlier].0 != incoming.places[row].0;
        if policy.is_fact && is_other && (!policy.retracts || is_other_file) {
            decisions.rejected.push((row, Reason::ConflictingKey));
            continue;
        }
        decisions.superseded_n += 1;
        let differs = is_other || incoming.deleted[row] != incoming.deleted[*earlier];
        if differs && incoming.cursors[row] >= incoming.cursors[*earlier] {
            *earlier = row;
        }
    }
    let mut rows: Vec<usize> = standing.into_values().collect();
    rows.sort_unstable();
    (rows, decisions)
}

/// Decides what the standing rows change in what the lake holds.
pub fn decide(incoming: &Incoming, standing: &[usize], current: &HashMap<Key, Current>, policy: Policy, decisions: &mut Decisions) {
    for &row in standing {
        let key = incoming.keys[row];
        match current.get(&key) {
            Some(known) if known.is_live && !known.is_ours => decisions.rejected.push((row, Reason::ForeignKey)),
            Some(known) if known.is_live && known.recorded_at == policy.recorded_at && !known.is_this_load && known.hash != incoming.hashes[row] => {
                decisions.rejected.push((row, Reason::ConflictingKey));
            }
            Some(known) if known.is_live && incoming.deleted[row] => {
                decisions.deletes.insert(key);
                decisions.deleted_n += 1;
            }
            _ if incoming.deleted[row] => decisions.unchanged_n += 1,
            Some(known) if known.is_live && known.hash == incoming.hashes[row] => decisions.unchanged_n += 1,
            Some(known) if known.is_live && policy.is_fact && policy.retracts && policy.is_complete => {
                decisions.deletes.insert(key);
                decisions.corrections.push(row);
            }
            Some(known) if known.is_live && policy.is_fact => decisions.rejected.push((row, Reason::ConflictingKey)),
            Some(known) if known.is_live => decisions.updates.push(row),
            _ => decisions.inserts.push(row),
        }
    }
    if policy.deletes_missing && !incoming.has_unknown_keys {
        let here: HashSet<&Key> = standing.iter().map(|row| &incoming.keys[*row]).chain(&incoming.refused).collect();
        let missing = current.iter().filter(|(key, known)| known.is_live && known.is_this_load && !here.contains(key));
        for (key, _) in missing {
            decisions.deletes.insert(*key);
            decisions.missing_n += 1;
        }
    }
    decisions.rejected.sort_unstable();
}

/// Live rows that this load wrote.
pub fn live_rows(current: &HashMap<Key, Current>) -> u64 {
    current.values().filter(|known| known.is_live && known.is_this_load).count() as u64
}

/// What the lake holds under every key: the last row by time, batch and operation.
pub async fn current(lake: &Lake, list: &DatasetList, contract: &Contract, source: &str, load: &str) -> Result<HashMap<Key, Current>, LakeError> {
    let mut columns: Vec<&str> = contract.key.iter().map(String::as_str).collect();
    columns.extend(["_source", "_batch_id", "_recorded_at", "_op", "_row_hash"]);
    let mut found: HashMap<Key, Current> = HashMap::new();
    for file in &list.files {
        for batch in lake.rows(list, file, &columns).await? {
            let shape = |problem: String| LakeError::Shape { dataset: list.dataset.to_string(), problem };
            let keys = hash_keys(contract, &batch).map_err(shape)?;
            let text = |name: &str| {
                batch.column_by_name(name).and_then(|array| array.as_string_opt::<i32>().cloned()).ok_or_else(|| shape(format!("no `{name}`")))
            };
            let (sources, batches, ops) = (text("_source")?, text("_batch_id")?, text("_op")?);
            let recorded = batch.column_by_name("_recorded_at").and_then(|array| array.as_primitive_opt::<TimestampMicrosecondType>().cloned());
            let recorded = recorded.ok_or_else(|| shape("no `_recorded_at`".to_owned()))?;
            let hashes = batch.column_by_name("_row_hash").and_then(|array| array.as_fixed_size_binary_opt().cloned());
            let hashes = hashes.ok_or_else(|| shape("no `_row_hash`".to_owned()))?;
            for (row, key) in keys.into_iter().enumerate() {
                let mut hash = [0; 16];
                hash.copy_from_slice(hashes.value(row));
                let op_rank = u8::from(ops.value(row) != "delete");
                let now = Current {
                    recorded_at: recorded.value(row),
                    is_live: op_rank > 0,
                    op_rank,
                    hash,
                    is_ours: sources.value(row) == source,
                    is_this_load: load_of(batches.value(row)) == load,
                };
                let known = found.entry(key).or_insert(now);
                if (now.recorded_at, now.op_rank) >= (known.recorded_at, known.op_rank) {
                    *known = now;
                }
            }
        }
    }
    Ok(found)
}

/// The load that a batch id begins with.
fn load_of(batch_id: &str) -> &str {
    batch_id.rsplit_once('-').map_or(batch_id, |(load, _)| load)
}

/// What stands in the history columns of the rows of one batch.
#[derive(Debug, Clone, Copy)]
pub struct Stamp<'a> {
    /// The source.
    pub source: &'a str,
    /// The batch.
    pub batch_id: &'a str,
    /// One instant for the whole commit.
    pub recorded_at: i64,
}

/// The rows that the decisions write, sorted by key; a delete stands before the insert of its key.
pub async fn changed_rows(
    lake: &Lake,
    list: &DatasetList,
    contract: &Contract,
    incoming: &Incoming,
    decisions: &Decisions,
    stamp: Stamp<'_>,
) -> Result<RecordBatch, LakeError> {
    let shape = |problem: String| LakeError::Shape { dataset: list.dataset.to_string(), problem };
    let schema = raw_schema(&contract.columns());
    let mut parts = deleted_rows(lake, list, contract, &decisions.deletes, &schema, stamp).await?;
    for (rows, op) in [(&decisions.inserts, "insert"), (&decisions.corrections, "insert"), (&decisions.updates, "update")] {
        if rows.is_empty() {
            continue;
        }
        let order: UInt64Array = rows.iter().map(|row| *row as u64).collect();
        let taken = take_record_batch(&incoming.rows, &order).map_err(|error| shape(error.to_string()))?;
        let hashes = FixedSizeBinaryArray::try_from_iter(rows.iter().map(|row| incoming.hashes[*row])).map_err(|error| shape(error.to_string()))?;
        parts.push(stamped(&schema, taken.columns().to_vec(), op, hashes, stamp).map_err(shape)?);
    }
    let whole = concat_batches(&schema, &parts).map_err(|error| shape(error.to_string()))?;
    let order = sort_order(&whole, &contract.key).map_err(|error| shape(error.to_string()))?;
    take_record_batch(&whole, &order).map_err(|error| shape(error.to_string()))
}

/// The present content of these keys, written again with `_op = delete`.
async fn deleted_rows(
    lake: &Lake,
    list: &DatasetList,
    contract: &Contract,
    keys: &HashSet<Key>,
    schema: &SchemaRef,
    stamp: Stamp<'_>,
) -> Result<Vec<RecordBatch>, LakeError> {
    if keys.is_empty() {
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
            for (row, key) in hashed.into_iter().enumerate().filter(|(row, key)| keys.contains(key) && ops.value(*row) != "delete") {
                if last.get(&key).is_none_or(|(at, _)| *at <= recorded.value(row)) {
                    last.insert(key, (recorded.value(row), batch.slice(row, 1)));
                }
            }
        }
    }
    last.into_values()
        .map(|(_, row)| {
            let width = contract.columns.len();
            let hashes = row
                .column_by_name("_row_hash")
                .and_then(|array| array.as_fixed_size_binary_opt().cloned())
                .ok_or_else(|| shape("no `_row_hash`".to_owned()))?;
            stamped(schema, row.columns()[..width].to_vec(), "delete", hashes, stamp).map_err(shape)
        })
        .collect()
}

fn stamped(schema: &SchemaRef, mut arrays: Vec<ArrayRef>, op: &str, hashes: FixedSizeBinaryArray, stamp: Stamp<'_>) -> Result<RecordBatch, String> {
    let count = hashes.len();
    let text = |value: &str| Arc::new(StringArray::from_iter_values(std::iter::repeat_n(value, count))) as ArrayRef;
    arrays.push(text(stamp.source));
    arrays.push(text(stamp.batch_id));
    arrays.push(Arc::new(TimestampMicrosecondArray::from_value(stamp.recorded_at, count).with_timezone("UTC")));
    arrays.push(text(op));
    arrays.push(Arc::new(hashes));
    RecordBatch::try_new(schema.clone(), arrays).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows as (key, content, cursor, deleted).
    fn incoming(rows: &[(u8, u8, u8, bool)]) -> Incoming {
        Incoming {
            rows: RecordBatch::new_empty(Arc::new(mirante_data::arrow::datatypes::Schema::empty())),
            keys: rows.iter().map(|row| [row.0; 16]).collect(),
            hashes: rows.iter().map(|row| [row.1; 16]).collect(),
            deleted: rows.iter().map(|row| row.3).collect(),
            cursors: rows.iter().map(|row| Some(row.2.to_string())).collect(),
            places: rows.iter().map(|_| ("f".into(), 1)).collect(),
            refused: Vec::new(),
            has_unknown_keys: false,
        }
    }

    fn held(rows: &[(u8, u8)]) -> HashMap<Key, Current> {
        let current = |hash: u8| Current { recorded_at: 1, is_live: true, op_rank: 1, hash: [hash; 16], is_ours: true, is_this_load: true };
        rows.iter().map(|(key, hash)| ([*key; 16], current(*hash))).collect()
    }

    const ENTITY: Policy = Policy { is_fact: false, is_complete: true, deletes_missing: false, retracts: false, recorded_at: 9 };

    fn run(rows: &Incoming, current: &HashMap<Key, Current>, policy: Policy) -> Decisions {
        let (standing, mut decisions) = settle(rows, policy);
        decide(rows, &standing, current, policy, &mut decisions);
        decisions
    }

    #[test]
    fn an_entity_is_inserted_updated_deleted_or_left_alone() {
        let rows = incoming(&[(1, 1, 0, false), (2, 9, 0, false), (3, 3, 0, true), (4, 4, 0, false), (5, 5, 0, true)]);
        let decisions = run(&rows, &held(&[(1, 1), (2, 2), (3, 3)]), ENTITY);
        assert_eq!((decisions.inserts, decisions.updates, decisions.deleted_n, decisions.unchanged_n), (vec![3], vec![1], 1, 2));
    }

    #[test]
    fn the_last_repeat_by_cursor_then_by_order_stands() {
        let rows = incoming(&[(1, 1, 5, false), (1, 2, 3, false), (1, 3, 5, false)]);
        let decisions = run(&rows, &HashMap::new(), ENTITY);
        assert_eq!((decisions.inserts, decisions.superseded_n), (vec![2], 2));
    }

    #[test]
    fn a_fact_that_never_changes_refuses_other_content_and_passes_over_the_same() {
        let policy = Policy { is_fact: true, ..ENTITY };
        let rows = incoming(&[(1, 1, 0, false), (1, 2, 0, false), (1, 1, 0, false), (2, 9, 0, false)]);
        let decisions = run(&rows, &held(&[(2, 2)]), policy);
        assert_eq!(decisions.rejected, [(1, Reason::ConflictingKey), (3, Reason::ConflictingKey)]);
        assert_eq!((decisions.inserts, decisions.superseded_n), (vec![0], 1));
    }

    #[test]
    fn a_complete_read_of_retractable_facts_corrects_and_retracts() {
        let policy = Policy { is_fact: true, retracts: true, deletes_missing: true, is_complete: true, recorded_at: 9 };
        let decisions = run(&incoming(&[(1, 9, 0, false), (3, 3, 0, false)]), &held(&[(1, 1), (2, 2)]), policy);
        assert_eq!((decisions.corrections, decisions.inserts, decisions.missing_n, decisions.deletes.len()), (vec![0], vec![1], 1, 2));
    }

    #[test]
    fn a_key_of_another_source_is_refused_and_never_deleted() {
        let mut current = held(&[(1, 1), (2, 2)]);
        current.values_mut().for_each(|known| (known.is_ours, known.is_this_load) = (false, false));
        let policy = Policy { deletes_missing: true, ..ENTITY };
        let decisions = run(&incoming(&[(1, 5, 0, false)]), &current, policy);
        assert_eq!(decisions.rejected, [(0, Reason::ForeignKey)]);
        assert_eq!((decisions.deletes.len(), decisions.missing_n), (0, 0));
    }

    #[test]
    fn a_key_that_came_and_was_refused_is_not_missing() {
        let policy = Policy { deletes_missing: true, ..ENTITY };
        let mut rows = incoming(&[(1, 1, 0, false)]);
        rows.refused.push([2; 16]);
        assert_eq!(run(&rows, &held(&[(1, 1), (2, 2), (3, 3)]), policy).missing_n, 1);
        rows.has_unknown_keys = true;
        assert_eq!(run(&rows, &held(&[(1, 1), (2, 2), (3, 3)]), policy).missing_n, 0);
    }

    #[test]
    fn two_files_that_mean_different_things_by_one_key_are_told() {
        let policy = Policy { is_fact: true, retracts: true, ..ENTITY };
        let mut rows = incoming(&[(1, 1, 0, false), (1, 2, 0, false), (1, 1, 0, false)]);
        rows.places[1].0 = "g".into();
        rows.places[2].0 = "g".into();
        let decisions = run(&rows, &HashMap::new(), policy);
        assert_eq!((decisions.rejected, decisions.superseded_n, decisions.inserts), (vec![(1, Reason::ConflictingKey)], 1, vec![0]));
    }

    #[test]
    fn what_another_load_wrote_in_the_same_commit_is_not_overwritten() {
        let mut current = held(&[(1, 1), (2, 2)]);
        current.values_mut().for_each(|known| (known.recorded_at, known.is_this_load) = (9, false));
        let decisions = run(&incoming(&[(1, 5, 0, false), (2, 2, 0, false)]), &current, ENTITY);
        assert_eq!((decisions.rejected, decisions.unchanged_n), (vec![(0, Reason::ConflictingKey)], 1));
    }
}
