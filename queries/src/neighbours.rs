//! What each event's neighbours say: its place in the case and what follows it, so that no flow model needs a window.
//!
//! Rows come in whole cases, sorted. Added, in this order:
//! `position` from 1; `next_event_type`, `next_at`, `next_actor_id`, `next_unit_id` of the following event;
//! `then_unit_id`, the first known unit after that one that differs from `next_unit_id`: where the case went on to.

use std::{ops::Range, sync::Arc};

use datafusion::arrow::{
    array::{Array, ArrayRef, Int64Array, RecordBatch, StringArray, UInt32Array},
    compute::take,
    datatypes::{DataType, Field, Schema},
    error::ArrowError,
};

use crate::adaptor::{Adaptor, column, place, text};

/// The adaptor of `staging.case_events`.
pub const NEIGHBOURS: Adaptor = Adaptor { keys: &["object_type", "object_id"], dropped: &[], only: None, added, annotate };

/// What is added, with the column that each `next_*` repeats.
const NEXT: [(&str, &str); 4] =
    [("next_event_type", "event_type"), ("next_at", "occurred_at"), ("next_actor_id", "actor_id"), ("next_unit_id", "unit_id")];

fn added(schema: &Schema) -> Result<Vec<Field>, ArrowError> {
    let mut fields = vec![Field::new("position", DataType::Int64, false)];
    for (name, column) in NEXT {
        fields.push(Field::new(name, schema.field_with_name(column)?.data_type().clone(), true));
    }
    fields.push(Field::new("then_unit_id", DataType::Utf8, true));
    Ok(fields)
}

/// The added columns of rows that hold whole cases.
fn annotate(rows: &RecordBatch, cases: &[Range<usize>]) -> Result<Vec<ArrayRef>, ArrowError> {
    let count = rows.num_rows();
    let units = text(rows, "unit_id")?;
    let mut position = vec![1_i64; count];
    let mut next: Vec<Option<u32>> = vec![None; count];
    let mut then: Vec<Option<u32>> = vec![None; count];
    // For the row below: the first later row with a known unit other than that row's own unit.
    let mut turn: Vec<Option<usize>> = vec![None; count];
    for case in cases {
        (case.start + 1..case.end).for_each(|row| position[row] = position[row - 1] + 1);
        // Backwards, so that what follows a row is known when the row is reached.
        for row in (case.start..case.end - 1).rev() {
            let following = row + 1;
            next[row] = Some(place(following)?);
            then[row] = turn[following].map(place).transpose()?;
            turn[row] = first_other_unit(units, row, &turn, case.end);
        }
    }
    let next = UInt32Array::from(next);
    let mut arrays: Vec<ArrayRef> = vec![Arc::new(Int64Array::from(position))];
    for (_, source) in NEXT {
        arrays.push(take(column(rows, source)?, &next, None)?);
    }
    arrays.push(take(units, &UInt32Array::from(then), None)?);
    Ok(arrays)
}

/// The first row after `row` whose unit is known and is not the unit of `row`; none when the unit of `row` is unknown.
fn first_other_unit(units: &StringArray, row: usize, turn: &[Option<usize>], end: usize) -> Option<usize> {
    if units.is_null(row) {
        return None;
    }
    // Units unknown in between say nothing: look on to the next known one.
    let known = (row + 1..end).find(|at| units.is_valid(*at))?;
    if units.value(known) == units.value(row) { turn[known] } else { Some(known) }
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::{
        array::{AsArray, TimestampMicrosecondArray},
        compute::concat_batches,
    };

    use super::*;
    use crate::adaptor::Stream;

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
        let whole = events(rows);
        let mut neighbours = Stream::new(&NEIGHBOURS, &whole.schema()).unwrap();
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
