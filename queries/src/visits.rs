//! Visits of stages: which visit each event of a stage opens, closes or works on, in one pass over the object's events.
//!
//! A visit opens at the first event that enters while none is open, and closes at the next one that exits; an event may
//! close one visit and open the next. An event that reaches the object over a relation enters only if the object has
//! not visited the stage yet, or its last visit was diverted.
//!
//! Rows come in whole groups of one object in one stage, in the order of their events.

use std::{ops::Range, sync::Arc};

use datafusion::arrow::{
    array::{Array, ArrayRef, BooleanArray, Int32Array, Int64Array, RecordBatch, StringArray, UInt32Array},
    compute::take,
    datatypes::{DataType, Field, Schema},
    error::ArrowError,
};

use crate::adaptor::{Adaptor, column, place, text, truth};

/// The adaptor of `staging.stage_events`.
pub const VISITS: Adaptor = Adaptor {
    keys: &["process", "stage", "object_type", "object_id"],
    dropped: &["opens", "closes", "is_via", "track"],
    only: None,
    added,
    annotate,
};

/// What a row that closes repeats of the event that entered.
const ENTERED: [(&str, &str); 4] =
    [("entered_at", "occurred_at"), ("enter_event_id", "event_id"), ("enter_unit_id", "unit_id"), ("enter_reason", "reason")];

fn added(schema: &Schema) -> Result<Vec<Field>, ArrowError> {
    let mut fields = vec![Field::new("place", DataType::Int64, false)];
    fields.extend(["opens_no", "closes_no", "works_no"].map(|name| Field::new(name, DataType::Int32, true)));
    fields.push(Field::new("is_left_open", DataType::Boolean, false));
    fields.push(Field::new("outcome", DataType::Utf8, true));
    for (name, column) in ENTERED {
        fields.push(Field::new(name, schema.field_with_name(column)?.data_type().clone(), true));
    }
    Ok(fields)
}

/// What is known while the events of one object pass: of the stage, or of the pauses of one reason.
#[derive(Debug, Default)]
struct Passage {
    /// The number of the last visit.
    visit: i32,
    /// The row that entered the visit that is open.
    entered: Option<usize>,
    /// How the last visit ended.
    was_diverted: bool,
}

fn annotate(rows: &RecordBatch, objects: &[Range<usize>]) -> Result<Vec<ArrayRef>, ArrowError> {
    let (opens, is_via, closes) = (truth(rows, "opens")?, truth(rows, "is_via")?, text(rows, "closes")?);
    let tracks = text(rows, "track")?;
    let count = rows.num_rows();
    let mut place_no = vec![0_i64; count];
    let [mut opens_no, mut closes_no, mut works_no] = [(); 3].map(|()| vec![None::<i32>; count]);
    let mut is_left_open = vec![false; count];
    let mut outcome: Vec<Option<&str>> = vec![None; count];
    let mut entered: Vec<Option<u32>> = vec![None; count];
    for object in objects {
        let mut visits = 0;
        let mut passages: Vec<(&str, Passage)> = Vec::new();
        for (row, number) in object.clone().zip(1..) {
            place_no[row] = number;
            let name = if tracks.is_valid(row) { tracks.value(row) } else { "" };
            let place_of = passages.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
                passages.push((name, Passage::default()));
                passages.len() - 1
            });
            let passage = &mut passages[place_of].1;
            let closing = passage.entered.filter(|_| closes.is_valid(row));
            // Work counts in the visit that it ends, and where it is no other stage's in the one that is open.
            works_no[row] = passage.entered.filter(|_| closing.is_some() || !opens.value(row)).map(|_| passage.visit);
            if let Some(from) = closing {
                closes_no[row] = Some(passage.visit);
                outcome[row] = Some(closes.value(row));
                entered[row] = Some(place(from)?);
                passage.was_diverted = closes.value(row) != "avancou";
                passage.entered = None;
            }
            let may_enter = !is_via.value(row) || passage.visit == 0 || passage.was_diverted;
            if opens.value(row) && passage.entered.is_none() && may_enter {
                visits += 1;
                passage.visit = visits;
                opens_no[row] = Some(visits);
                passage.entered = Some(row);
            }
        }
        passages.iter().filter_map(|(_, passage)| passage.entered).for_each(|row| is_left_open[row] = true);
    }
    let numbers = [opens_no, closes_no, works_no].map(|numbers| Arc::new(Int32Array::from(numbers)) as ArrayRef);
    let mut arrays: Vec<ArrayRef> = vec![Arc::new(Int64Array::from(place_no))];
    arrays.extend(numbers);
    arrays.push(Arc::new(BooleanArray::from(is_left_open)));
    arrays.push(Arc::new(StringArray::from(outcome)));
    let entered = UInt32Array::from(entered);
    for (_, source) in ENTERED {
        arrays.push(take(column(rows, source)?, &entered, None)?);
    }
    Ok(arrays)
}
