//! Datasets whose sorted rows are given more columns on the way to their files: what SQL says badly about neighbours.
//!
//! An adaptor sees whole groups of rows (a case, the events of one object in a stage, what one person did) and adds columns to them.

use std::{ops::Range, sync::Arc};

use datafusion::arrow::{
    array::{ArrayRef, AsArray, BooleanArray, RecordBatch, StringArray},
    compute::{concat_batches, filter_record_batch, partition},
    datatypes::{Field, Schema, SchemaRef},
    error::ArrowError,
};

use crate::{neighbours::NEIGHBOURS, visits::VISITS, waits::WAITS};

/// Computes the added columns of rows that hold whole groups at these places.
pub type Annotate = fn(&RecordBatch, &[Range<usize>]) -> Result<Vec<ArrayRef>, ArrowError>;

/// What is added to the rows of a dataset, and what falls away.
pub struct Adaptor {
    /// Columns that hold a group together; rows come sorted by them.
    pub keys: &'static [&'static str],
    /// Columns that only the adaptor needs.
    pub dropped: &'static [&'static str],
    /// The truth value of the rows that stay, where others only say something about them.
    pub only: Option<&'static str>,
    /// The fields that are added.
    pub added: fn(&Schema) -> Result<Vec<Field>, ArrowError>,
    /// Their values.
    pub annotate: Annotate,
}

/// The adaptor of a dataset, if it has one.
pub fn of(dataset: &str) -> Option<&'static Adaptor> {
    match dataset {
        "staging.case_events" => Some(&NEIGHBOURS),
        "staging.stage_events" => Some(&VISITS),
        "staging.actor_waits" => Some(&WAITS),
        _ => None,
    }
}

/// Rows on their way through an adaptor; they wait until their whole group is there.
pub struct Stream {
    adaptor: &'static Adaptor,
    schema: SchemaRef,
    kept: Vec<usize>,
    waiting: Vec<RecordBatch>,
}

impl Stream {
    /// For rows of this schema.
    pub fn new(adaptor: &'static Adaptor, schema: &Schema) -> Result<Self, ArrowError> {
        let kept: Vec<usize> = (0..schema.fields().len()).filter(|place| !adaptor.dropped.contains(&schema.field(*place).name().as_str())).collect();
        let mut fields: Vec<Field> = kept.iter().map(|place| schema.field(*place).clone()).collect();
        fields.extend((adaptor.added)(schema)?);
        Ok(Self { adaptor, schema: Arc::new(Schema::new(fields)), kept, waiting: Vec::new() })
    }

    /// The schema of the rows that come out.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Takes sorted rows; gives back those whose group is surely complete.
    pub fn push(&mut self, batch: RecordBatch) -> Result<Option<RecordBatch>, ArrowError> {
        if batch.num_rows() == 0 {
            return Ok(None);
        }
        let open_from = self.groups(&batch)?.last().map_or(0, |last| last.start);
        let begins_new_group = match self.waiting.last() {
            Some(before) => !self.is_same_group(before, &batch)?,
            None => false,
        };
        if open_from == 0 && !begins_new_group {
            self.waiting.push(batch);
            return Ok(None);
        }
        self.waiting.push(batch.slice(0, open_from));
        let complete = std::mem::replace(&mut self.waiting, vec![batch.slice(open_from, batch.num_rows() - open_from)]);
        self.annotated(&complete).map(Some)
    }

    /// The rows of the last group.
    pub fn finish(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        let rest = std::mem::take(&mut self.waiting);
        if rest.is_empty() { Ok(None) } else { self.annotated(&rest).map(Some) }
    }

    fn annotated(&self, batches: &[RecordBatch]) -> Result<RecordBatch, ArrowError> {
        let rows = concat_batches(&batches[0].schema(), batches)?;
        let added = (self.adaptor.annotate)(&rows, &self.groups(&rows)?)?;
        let kept = self.kept.iter().map(|place| rows.column(*place).clone());
        let all = RecordBatch::try_new(self.schema.clone(), kept.chain(added).collect())?;
        match self.adaptor.only {
            Some(name) => filter_record_batch(&all, truth(&rows, name)?),
            None => Ok(all),
        }
    }

    fn groups(&self, rows: &RecordBatch) -> Result<Vec<Range<usize>>, ArrowError> {
        let keys = self.adaptor.keys.iter().map(|name| column(rows, name).cloned()).collect::<Result<Vec<_>, _>>()?;
        Ok(partition(&keys)?.ranges())
    }

    /// Does the group of the last row before go on with the first row after?
    fn is_same_group(&self, before: &RecordBatch, after: &RecordBatch) -> Result<bool, ArrowError> {
        for key in self.adaptor.keys {
            if text(before, key)?.value(before.num_rows() - 1) != text(after, key)?.value(0) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// A column that the adaptor needs.
pub(crate) fn column<'a>(rows: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef, ArrowError> {
    rows.column_by_name(name).ok_or_else(|| ArrowError::SchemaError(format!("the rows have no column `{name}`")))
}

/// A column of text that the adaptor needs.
pub(crate) fn text<'a>(rows: &'a RecordBatch, name: &str) -> Result<&'a StringArray, ArrowError> {
    column(rows, name)?.as_string_opt::<i32>().ok_or_else(|| ArrowError::SchemaError(format!("`{name}` holds no text")))
}

/// A column of truth values that the adaptor needs.
pub(crate) fn truth<'a>(rows: &'a RecordBatch, name: &str) -> Result<&'a BooleanArray, ArrowError> {
    column(rows, name)?.as_boolean_opt().ok_or_else(|| ArrowError::SchemaError(format!("`{name}` is no truth value")))
}

/// A row's place as arrays of places hold it.
pub(crate) fn place(row: usize) -> Result<u32, ArrowError> {
    u32::try_from(row).map_err(|_| ArrowError::ComputeError("a group of more than four billion rows".to_owned()))
}
