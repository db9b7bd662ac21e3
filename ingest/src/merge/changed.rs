//! The rows that decisions write, with their history columns.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use mirante_data::{
    DatasetName, Lake,
    arrow::{
        array::{Array, ArrayRef, AsArray, BooleanArray, FixedSizeBinaryArray, RecordBatch, StringArray, TimestampMicrosecondArray},
        compute::{concat_batches, filter_record_batch, interleave_record_batch, take_record_batch},
        datatypes::SchemaRef,
        error::ArrowError,
        row::{Row, RowConverter, Rows, SortField},
    },
    contract::Contract,
    lake::{DatasetList, LakeError, read::sort_order},
    schema::raw_schema,
};

use super::{
    Decisions, Incoming,
    runs::{BATCH_ROWS, Batches},
};
use crate::{
    IngestError,
    coerce::{Key, hash_keys},
};

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

/// The rows that all loads of one commit write into a dataset, batch by batch, sorted by key; a delete stands before the
/// insert of its key. Each run is sorted already and they are only merged, so memory does not grow with their rows.
pub struct ChangedRows<'a> {
    walks: Vec<Walk<'a>>,
    /// The walks that have rows left, in the order of the keys at which they stand; of equal ones the first comes first.
    order: Vec<usize>,
    form: Form<'a>,
}

/// What rows of the dataset look like.
struct Form<'a> {
    converter: RowConverter,
    /// Places of the key's columns.
    key: Vec<usize>,
    schema: SchemaRef,
    dataset: &'a DatasetName,
}

/// A walk over the rows of one run that are written.
struct Walk<'a> {
    /// The rest of a run of a change; nothing more of the rows that are deleted.
    rest: Option<(Batches<'a>, &'a Changes, Arc<[Op]>)>,
    /// The batch in hand with its history columns, the keys of its rows, and where the walk stands.
    batch: RecordBatch,
    keys: Rows,
    at: usize,
}

/// What becomes of an incoming row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Op {
    Nothing,
    Insert,
    Update,
}

impl Op {
    /// Of each row of a change.
    fn of(change: &Changes) -> Arc<[Self]> {
        let mut ops = vec![Self::Nothing; change.incoming.keys.len()];
        let Decisions { inserts, corrections, updates, .. } = &change.decisions;
        inserts.iter().chain(corrections).for_each(|row| ops[*row] = Self::Insert);
        updates.iter().for_each(|row| ops[*row] = Self::Update);
        ops.into()
    }
}

impl<'a> ChangedRows<'a> {
    /// What these changes write; the rows that they delete are looked up in the lake.
    pub async fn of(lake: &Lake, list: &'a DatasetList, contract: &'a Contract, changes: &'a [Changes]) -> Result<Self, IngestError> {
        let schema = raw_schema(&contract.columns());
        let place = |name: &String| schema.index_of(name);
        let shape = |error: ArrowError| LakeError::Shape { dataset: list.dataset.to_string(), problem: error.to_string() };
        let key = contract.key.iter().map(place).collect::<Result<Vec<_>, _>>().map_err(shape)?;
        let fields = key.iter().map(|place| SortField::new(schema.field(*place).data_type().clone())).collect();
        let converter = RowConverter::new(fields).map_err(shape)?;
        let deleted = deleted_rows(lake, list, contract, changes, &schema).await?;
        let form = Form { converter, key, schema, dataset: &list.dataset };
        let mut walks = Vec::new();
        if !deleted.is_empty() {
            let whole = concat_batches(&form.schema, &deleted).map_err(shape)?;
            let order = sort_order(&whole, &contract.key).map_err(shape)?;
            let batch = take_record_batch(&whole, &order).map_err(shape)?;
            walks.push(Walk { rest: None, keys: form.keys_of(&batch)?, batch, at: 0 });
        }
        for change in changes {
            let ops = Op::of(change);
            for run in change.incoming.rows.runs() {
                let rest = (run.batches().map_err(IngestError::aside)?, change, ops.clone());
                let nothing = RecordBatch::new_empty(form.schema.clone());
                let mut walk = Walk { rest: Some(rest), keys: form.keys_of(&nothing)?, batch: nothing, at: 0 };
                if form.load(&mut walk)? {
                    walks.push(walk);
                }
            }
        }
        let mut order: Vec<usize> = (0..walks.len()).collect();
        order.sort_by(|left, right| walks[*left].key().cmp(&walks[*right].key()));
        Ok(Self { walks, order, form })
    }

    /// Puts the first walk, which has gone on, back in its place among the others.
    fn settle_first(&mut self) {
        let (walks, first) = (&self.walks, self.order[0]);
        let comes_before = |other: &usize| (walks[*other].key(), *other) < (walks[first].key(), first);
        let place = self.order[1..].partition_point(comes_before);
        self.order[..=place].rotate_left(1);
    }

    fn batch(&mut self) -> Result<Option<RecordBatch>, IngestError> {
        // The batches that rows are taken from, and of each walk which of them it is in.
        let (mut parts, mut part_of) = (Vec::new(), vec![None; self.walks.len()]);
        let mut places = Vec::with_capacity(BATCH_ROWS);
        while let Some(first) = self.order.first().copied().filter(|_| places.len() < BATCH_ROWS) {
            let walk = &mut self.walks[first];
            let part = *part_of[first].get_or_insert_with(|| {
                parts.push(walk.batch.clone());
                parts.len() - 1
            });
            places.push((part, walk.at));
            walk.at += 1;
            if walk.at == walk.batch.num_rows() {
                part_of[first] = None;
                if !self.form.load(walk)? {
                    self.order.remove(0);
                    continue;
                }
            }
            self.settle_first();
        }
        let parts: Vec<&RecordBatch> = parts.iter().collect();
        (!places.is_empty()).then(|| interleave_record_batch(&parts, &places).map_err(|error| self.form.broken(&error))).transpose()
    }
}

impl Form<'_> {
    fn keys_of(&self, batch: &RecordBatch) -> Result<Rows, IngestError> {
        let columns: Vec<ArrayRef> = self.key.iter().map(|place| batch.column(*place).clone()).collect();
        self.converter.convert_columns(&columns).map_err(|error| self.broken(&error))
    }

    fn broken(&self, problem: &dyn std::fmt::Display) -> IngestError {
        LakeError::Shape { dataset: self.dataset.to_string(), problem: problem.to_string() }.into()
    }

    /// The next batch of a walk of which rows are written; are there any?
    fn load(&self, walk: &mut Walk<'_>) -> Result<bool, IngestError> {
        let Some((batches, change, ops)) = &mut walk.rest else { return Ok(false) };
        for found in batches {
            let (mut numbers, mut rows) = found.map_err(IngestError::aside)?;
            if numbers.iter().any(|row| ops[*row] == Op::Nothing) {
                let kept: BooleanArray = numbers.iter().map(|row| Some(ops[*row] != Op::Nothing)).collect();
                rows = filter_record_batch(&rows, &kept).map_err(|error| self.broken(&error))?;
                numbers.retain(|row| ops[*row] != Op::Nothing);
            }
            if numbers.is_empty() {
                continue;
            }
            let hashes = numbers.iter().map(|row| change.incoming.hashes[*row]);
            let hashes = FixedSizeBinaryArray::try_from_iter(hashes).map_err(|error| self.broken(&error))?;
            let op: StringArray = numbers.iter().map(|row| Some(if ops[*row] == Op::Update { "update" } else { "insert" })).collect();
            walk.batch = stamped(&self.schema, rows.columns().to_vec(), op, hashes, &change.stamp).map_err(|problem| self.broken(&problem))?;
            (walk.keys, walk.at) = (self.keys_of(&walk.batch)?, 0);
            return Ok(true);
        }
        Ok(false)
    }
}

impl Iterator for ChangedRows<'_> {
    type Item = Result<RecordBatch, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.batch().transpose()
    }
}

impl Walk<'_> {
    fn key(&self) -> Row<'_> {
        self.keys.row(self.at)
    }
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
            let op = StringArray::from_iter_values(["delete"]);
            stamped(schema, row.columns()[..width].to_vec(), op, hashes, &changes[by[&key]].stamp).map_err(shape)
        })
        .collect()
}

fn stamped(
    schema: &SchemaRef,
    mut arrays: Vec<ArrayRef>,
    op: StringArray,
    hashes: FixedSizeBinaryArray,
    stamp: &Stamp,
) -> Result<RecordBatch, String> {
    let count = hashes.len();
    let text = |value: &str| Arc::new(StringArray::from_iter_values(std::iter::repeat_n(value, count))) as ArrayRef;
    arrays.push(text(&stamp.source));
    arrays.push(text(&stamp.batch_id));
    arrays.push(Arc::new(TimestampMicrosecondArray::from_value(stamp.recorded_at, count).with_timezone("UTC")));
    arrays.push(Arc::new(op));
    arrays.push(Arc::new(hashes));
    RecordBatch::try_new(schema.clone(), arrays).map_err(|error| error.to_string())
}
