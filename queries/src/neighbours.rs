//! One pass over sorted case events that adds each event's place and what follows it, so that no flow model needs a window.
//!
//! Rows come sorted by object_type, object_id and their order in the case. Added, in this order:
//! `position` from 1; `next_event_type`, `next_at`, `next_actor_id`, `next_unit_id` of the following event;
//! `then_unit_id`, the first known unit after that one that differs from `next_unit_id`: where the case went on to.

use std::sync::Arc;

use datafusion::arrow::{
    array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch, StringArray, UInt32Array},
    compute::{concat_batches, take},
    datatypes::{DataType, Field, Schema, SchemaRef},
    error::ArrowError,
};

/// What is added, with the column that each `next_*` repeats.
const NEXT: [(&str, &str); 4] =
    [("next_event_type", "event_type"), ("next_at", "occurred_at"), ("next_actor_id", "actor_id"), ("next_unit_id", "unit_id")];

/// Rows wait until their whole case is there.
#[derive(Debug, Default)]
pub struct Neighbours {
    waiting: Vec<RecordBatch>,
}

/// The schema of rows with their neighbours.
pub fn with_neighbours(schema: &Schema) -> Result<SchemaRef, ArrowError> {
    let mut fields: Vec<Field> = schema.fields().iter().map(|field| field.as_ref().clone()).collect();
    fields.push(Field::new("position", DataType::Int64, false));
    for (name, column) in NEXT {
        fields.push(Field::new(name, schema.field_with_name(column)?.data_type().clone(), true));
    }
    fields.push(Field::new("then_unit_id", DataType::Utf8, true));
    Ok(Arc::new(Schema::new(fields)))
}

impl Neighbours {
    /// Takes sorted rows; gives back those whose case is surely complete.
    pub fn push(&mut self, batch: RecordBatch) -> Result<Option<RecordBatch>, ArrowError> {
        if batch.num_rows() == 0 {
            return Ok(None);
        }
        let open_from = last_case_start(&batch)?;
        let begins_new_case = match self.waiting.last() {
            Some(before) => !same_case(before, before.num_rows() - 1, &batch, 0)?,
            None => false,
        };
        if open_from == 0 && !begins_new_case {
            self.waiting.push(batch);
            return Ok(None);
        }
        let (done, open) = (batch.slice(0, open_from), batch.slice(open_from, batch.num_rows() - open_from));
        self.waiting.push(done);
        let complete = std::mem::replace(&mut self.waiting, vec![open]);
        annotate(&complete).map(Some)
    }

    /// The rows of the last case.
    pub fn finish(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        let rest = std::mem::take(&mut self.waiting);
        if rest.is_empty() { Ok(None) } else { annotate(&rest).map(Some) }
    }
}

/// Where the last case of a batch begins.
fn last_case_start(batch: &RecordBatch) -> Result<usize, ArrowError> {
    let last = batch.num_rows() - 1;
    let mut start = last;
    while start > 0 && same_case(batch, start - 1, batch, last)? {
        start -= 1;
    }
    Ok(start)
}

fn same_case(left: &RecordBatch, left_row: usize, right: &RecordBatch, right_row: usize) -> Result<bool, ArrowError> {
    for column in ["object_id", "object_type"] {
        if text(left, column)?.value(left_row) != text(right, column)?.value(right_row) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn text<'a>(batch: &'a RecordBatch, column: &str) -> Result<&'a StringArray, ArrowError> {
    let array = batch.column_by_name(column).and_then(|array| array.as_string_opt::<i32>());
    array.ok_or_else(|| ArrowError::SchemaError(format!("case events have no text column `{column}`")))
}

/// Adds the columns to rows that hold whole cases.
fn annotate(batches: &[RecordBatch]) -> Result<RecordBatch, ArrowError> {
    let rows = concat_batches(&batches[0].schema(), batches)?;
    let count = rows.num_rows();
    let units = text(&rows, "unit_id")?;
    let mut ends_case = vec![true; count];
    let mut position = vec![1_i64; count];
    for row in 1..count {
        if same_case(&rows, row - 1, &rows, row)? {
            ends_case[row - 1] = false;
            position[row] = position[row - 1] + 1;
        }
    }
    // Backwards, so that what follows a row is known when the row is reached.
    let mut next: Vec<Option<u32>> = vec![None; count];
    let mut then: Vec<Option<u32>> = vec![None; count];
    // For the row below: the first later row with a known unit other than that row's own unit.
    let mut turn: Vec<Option<usize>> = vec![None; count];
    for row in (0..count).rev() {
        if ends_case[row] {
            continue;
        }
        let following = row + 1;
        next[row] = Some(place(following)?);
        then[row] = turn[following].map(place).transpose()?;
        turn[row] = first_other_unit(units, row, following, &turn, &ends_case);
    }
    let mut arrays = rows.columns().to_vec();
    arrays.push(Arc::new(Int64Array::from(position)));
    let next = UInt32Array::from(next);
    for (_, column) in NEXT {
        let source = rows.column_by_name(column).ok_or_else(|| ArrowError::SchemaError(format!("no column `{column}`")))?;
        arrays.push(take(source, &next, None)?);
    }
    let then: ArrayRef = take(&(Arc::new(units.clone()) as ArrayRef), &UInt32Array::from(then), None)?;
    arrays.push(then);
    RecordBatch::try_new(with_neighbours(&rows.schema())?, arrays)
}

/// The first row after `row` whose unit is known and is not the unit of `row`; none when the unit of `row` is unknown.
fn first_other_unit(units: &StringArray, row: usize, following: usize, turn: &[Option<usize>], ends_case: &[bool]) -> Option<usize> {
    if units.is_null(row) {
        return None;
    }
    if units.is_valid(following) {
        return if units.value(following) == units.value(row) { turn[following] } else { Some(following) };
    }
    // Units unknown in between say nothing: look on to the next known one.
    let mut at = following;
    while units.is_null(at) {
        if ends_case[at] {
            return None;
        }
        at += 1;
    }
    if units.value(at) == units.value(row) { turn[at] } else { Some(at) }
}

fn place(row: usize) -> Result<u32, ArrowError> {
    u32::try_from(row).map_err(|_| ArrowError::ComputeError("a case of more than four billion events".to_owned()))
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::TimestampMicrosecondArray;

    use super::*;

    /// `(object, event type, unit)`.
    type Row<'a> = (&'a str, &'a str, Option<&'a str>);

    fn events(rows: &[Row<'_>]) -> RecordBatch {
        let column = |get: &dyn Fn(&Row<'_>) -> Option<String>| Arc::new(rows.iter().map(get).collect::<StringArray>()) as ArrayRef;
        let at = Arc::new(TimestampMicrosecondArray::from_iter_values(0..rows.len() as i64).with_timezone("UTC")) as ArrayRef;
        RecordBatch::try_from_iter_with_nullable([
            ("object_type", column(&|_| Some("t".into())), false),
            ("object_id", column(&|row| Some(row.0.into())), false),
            ("event_type", column(&|row| Some(row.1.into())), false),
            ("occurred_at", at, false),
            ("actor_id", column(&|_| None), true),
            ("unit_id", column(&|row| row.2.map(Into::into)), true),
        ])
        .unwrap()
    }

    /// Position, next event and then-unit of each row, whatever the batches.
    fn run(rows: &[Row<'_>], batch: usize) -> Vec<(i64, String, String)> {
        let mut neighbours = Neighbours::default();
        let whole = events(rows);
        let mut parts = Vec::new();
        for from in (0..rows.len()).step_by(batch) {
            parts.extend(neighbours.push(whole.slice(from, batch.min(rows.len() - from))).unwrap());
        }
        parts.extend(neighbours.finish().unwrap());
        let all = concat_batches(&parts[0].schema(), &parts).unwrap();
        let show = |name: &str, row: usize| {
            let array = text(&all, name).unwrap();
            if array.is_valid(row) { array.value(row).to_owned() } else { String::new() }
        };
        let positions = all.column_by_name("position").unwrap().as_primitive::<datafusion::arrow::datatypes::Int64Type>().clone();
        (0..all.num_rows()).map(|row| (positions.value(row), show("next_event_type", row), show("then_unit_id", row))).collect()
    }

    #[test]
    fn every_cut_into_batches_gives_the_same_rows() {
        let rows = [
            ("1", "a", Some("x")),
            ("1", "b", Some("y")),
            ("1", "c", None),
            ("1", "d", Some("y")),
            ("1", "e", Some("x")),
            ("2", "a", Some("x")),
            ("3", "a", Some("y")),
            ("3", "b", Some("x")),
        ];
        let expected = run(&rows, rows.len());
        assert_eq!(expected[0], (1, "b".into(), "x".into()));
        assert_eq!(expected[3], (4, "e".into(), String::new()));
        assert_eq!(expected[4], (5, String::new(), String::new()));
        assert_eq!(expected[5], (1, String::new(), String::new()));
        for batch in 1..rows.len() {
            assert_eq!(run(&rows, batch), expected, "batches of {batch}");
        }
    }
}
