//! What kept the person who did a piece of work from beginning it: a batch that was not whole, other work, absence.
//!
//! The causes are exclusive, each takes what the earlier ones left of the time from the visit's entry to the beginning of its
//! first work: recorded pauses (taken away here, told elsewhere), the batch, work on what had entered no later, work on what
//! had entered later, absence (after Lashkevich and others 2023). All is counted on the clock of the visit's calendar, in whole
//! microseconds, so that the parts add up.
//!
//! Rows come in whole groups of one person under one calendar: `work` for each piece of work and visit that it was done in,
//! `pause` for a pause of an asked visit's case, `away` for an absence. Only rows with `is_asked` stay, with what was found.

use std::{collections::HashMap, ops::Range, sync::Arc};

use datafusion::arrow::{
    array::{Array, ArrayRef, AsArray, Int32Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray},
    datatypes::{DataType, Field, Int32Type, Int64Type, Schema, TimestampMicrosecondType},
    error::ArrowError,
};

use crate::{
    adaptor::{Adaptor, column, text, truth},
    functions::calendar::merged,
};

/// The adaptor of `staging.actor_waits`.
pub const WAITS: Adaptor = Adaptor {
    keys: &["actor_id", "calendar_id"],
    dropped: &[
        "kind",
        "event_id",
        "event_type",
        "started_at",
        "ended_at",
        "entered_at",
        "from_micros",
        "to_micros",
        "entered_micros",
        "gap_micros",
        "is_asked",
    ],
    only: Some("is_asked"),
    added,
    annotate,
};

/// What is found, in the order in which it takes.
const CAUSES: [&str; 4] = ["batching_micros", "contention_micros", "prioritisation_micros", "unavailability_micros"];

type Span = (i64, i64);
/// When the last member of a batch had entered a stage: by batch, process and stage.
type LastEntries = HashMap<(usize, String, String), i64>;

fn added(_schema: &Schema) -> Result<Vec<Field>, ArrowError> {
    Ok(CAUSES.map(|name| Field::new(name, DataType::Int64, false)).into())
}

/// The rows of a batch, column by column.
struct Rows<'a> {
    kind: &'a StringArray,
    visit: [&'a StringArray; 4],
    visit_no: &'a Int32Array,
    event_id: &'a StringArray,
    event_type: &'a StringArray,
    started_at: &'a TimestampMicrosecondArray,
    ended_at: &'a TimestampMicrosecondArray,
    entered_at: &'a TimestampMicrosecondArray,
    from: &'a Int64Array,
    to: &'a Int64Array,
    entered: &'a Int64Array,
    gap: &'a Int64Array,
}

impl<'a> Rows<'a> {
    fn of(rows: &'a RecordBatch) -> Result<Self, ArrowError> {
        let wrong = |name: &str| ArrowError::SchemaError(format!("`{name}` has another type than the waits of people need"));
        let whole = |name: &'static str| column(rows, name)?.as_primitive_opt::<Int64Type>().ok_or_else(|| wrong(name));
        let at = |name: &'static str| column(rows, name)?.as_primitive_opt::<TimestampMicrosecondType>().ok_or_else(|| wrong(name));
        Ok(Self {
            kind: text(rows, "kind")?,
            visit: [text(rows, "process")?, text(rows, "stage")?, text(rows, "object_type")?, text(rows, "object_id")?],
            visit_no: column(rows, "visit_no")?.as_primitive_opt::<Int32Type>().ok_or_else(|| wrong("visit_no"))?,
            event_id: text(rows, "event_id")?,
            event_type: text(rows, "event_type")?,
            started_at: at("started_at")?,
            ended_at: at("ended_at")?,
            entered_at: at("entered_at")?,
            from: whole("from_micros")?,
            to: whole("to_micros")?,
            entered: whole("entered_micros")?,
            gap: whole("gap_micros")?,
        })
    }

    fn span(&self, row: usize) -> Span {
        (self.from.value(row), self.to.value(row))
    }

    fn is_same_visit(&self, left: usize, right: usize) -> bool {
        let is_same = |array: &&StringArray| array.is_valid(left) == array.is_valid(right) && array.value(left) == array.value(right);
        self.visit.iter().all(is_same) && self.visit_no.value(left) == self.visit_no.value(right)
    }
}

fn annotate(rows: &RecordBatch, groups: &[Range<usize>]) -> Result<Vec<ArrayRef>, ArrowError> {
    let (all, is_asked) = (Rows::of(rows)?, truth(rows, "is_asked")?);
    let mut found = [(); CAUSES.len()].map(|()| vec![0_i64; rows.num_rows()]);
    for group in groups.iter().filter(|group| (*group).clone().any(|row| is_asked.value(row))) {
        let person = Person::of(&all, group.clone());
        for row in group.clone().filter(|row| is_asked.value(*row)) {
            for (column, micros) in found.iter_mut().zip(person.causes(&all, row)) {
                column[row] = micros;
            }
        }
    }
    Ok(found.map(|column| Arc::new(Int64Array::from(column)) as ArrayRef).into())
}

/// What one person did, and when they were away.
struct Person {
    /// The rows, sorted by visit as they come.
    rows: Range<usize>,
    /// Rows of work by the beginning of the work.
    works: Vec<usize>,
    /// Up to each of them, the latest end of any.
    ends: Vec<i64>,
    away: Vec<Span>,
    /// The batch of each row of work that is in one.
    batches: HashMap<usize, usize>,
    last_entries: LastEntries,
}

impl Person {
    fn of(all: &Rows<'_>, rows: Range<usize>) -> Self {
        let of_kind = |kind: &'static str| rows.clone().filter(move |row| all.kind.value(*row) == kind);
        let mut works: Vec<usize> = of_kind("work").collect();
        let away = merged(of_kind("away").map(|row| all.span(row)).collect());
        let (batches, last_entries) = batches(all, &mut works);
        works.sort_by_key(|row| (all.from.value(*row), *row));
        let ends = works.iter().scan(i64::MIN, |latest, row| {
            *latest = all.to.value(*row).max(*latest);
            Some(*latest)
        });
        let ends = ends.collect();
        Self { rows, works, ends, away, batches, last_entries }
    }

    /// What each cause takes of the time from the entry of a row's visit to the beginning of its work.
    fn causes(&self, all: &Rows<'_>, row: usize) -> [i64; CAUSES.len()] {
        let window = (all.entered.value(row), all.from.value(row));
        if window.0 >= window.1 {
            return [0; CAUSES.len()];
        }
        let mut taken = Taken { window, spans: Vec::new() };
        taken.take(self.pauses(all, row));
        let batch = self.last_entry(all, row).map(|last| (window.0, last));
        let batching = taken.take(batch);
        // Works that overlap the window: those that begin before its end, from the first that may end after its beginning.
        let from = self.ends.partition_point(|end| *end <= window.0);
        let to = self.works.partition_point(|work| all.from.value(*work) < window.1);
        let others = || self.works[from.min(to)..to].iter().copied();
        let is_earlier = |work: usize| all.entered_at.value(work) <= all.entered_at.value(row);
        let contention = taken.take(others().filter(|work| is_earlier(*work)).map(|work| all.span(work)));
        let prioritisation = taken.take(others().filter(|work| !is_earlier(*work)).map(|work| all.span(work)));
        [batching, contention, prioritisation, taken.take(self.away.iter().copied())]
    }

    /// The pauses of a row's visit, which stand beside it.
    fn pauses<'r>(&self, all: &'r Rows<'_>, row: usize) -> impl Iterator<Item = Span> + 'r {
        let before = (self.rows.start..row).rev().take_while(move |other| all.is_same_visit(*other, row));
        let after = (row + 1..self.rows.end).take_while(move |other| all.is_same_visit(*other, row));
        before.chain(after).filter(|other| all.kind.value(*other) == "pause").map(|other| all.span(other))
    }

    fn last_entry(&self, all: &Rows<'_>, row: usize) -> Option<i64> {
        let stage = |place: usize| all.visit[place].value(row).to_owned();
        self.last_entries.get(&(*self.batches.get(&row)?, stage(0), stage(1))).copied()
    }
}

/// Batches of two or more works of one kind that overlap or follow each other within the gap: the batch of each row, and
/// when the last of its members had entered each stage.
fn batches(all: &Rows<'_>, works: &mut [usize]) -> (HashMap<usize, usize>, LastEntries) {
    let kind = |row: usize| all.event_type.value(row);
    let order = |row: usize| (kind(row), all.started_at.value(row), all.ended_at.value(row), all.event_id.value(row), row);
    works.sort_by(|left, right| order(*left).cmp(&order(*right)));
    let mut found: Vec<&[usize]> = Vec::new();
    let (mut begin, mut end) = (0, i64::MIN);
    for place in 0..works.len() {
        let row = works[place];
        let goes_on = place > 0 && kind(works[place - 1]) == kind(row) && all.started_at.value(row) <= end.saturating_add(all.gap.value(row));
        if !goes_on {
            found.push(&works[begin..place]);
            (begin, end) = (place, i64::MIN);
        }
        end = end.max(all.ended_at.value(row));
    }
    found.push(&works[begin..]);
    let (mut batch_of, mut last_entries) = (HashMap::new(), HashMap::new());
    // One work that reaches two visits is still one.
    let is_batch = |rows: &&&[usize]| rows.first().is_some_and(|first| rows.iter().any(|row| all.event_id.value(*row) != all.event_id.value(*first)));
    for (number, rows) in found.iter().filter(is_batch).enumerate() {
        for row in *rows {
            batch_of.insert(*row, number);
            if all.visit[0].is_valid(*row) {
                let stage = (number, all.visit[0].value(*row).to_owned(), all.visit[1].value(*row).to_owned());
                let entered = all.entered.value(*row);
                last_entries.entry(stage).and_modify(|last: &mut i64| *last = entered.max(*last)).or_insert(entered);
            }
        }
    }
    (batch_of, last_entries)
}

/// What of a stretch of time is spoken for.
struct Taken {
    window: Span,
    /// In order, none touching another.
    spans: Vec<Span>,
}

impl Taken {
    /// Takes spans too; how much of the window that was still free they took.
    fn take(&mut self, more: impl IntoIterator<Item = Span>) -> i64 {
        let before = length(&self.spans);
        let (from, to) = self.window;
        self.spans.extend(more.into_iter().map(|(begin, end)| (begin.max(from), end.min(to))).filter(|(begin, end)| begin < end));
        self.spans = merged(std::mem::take(&mut self.spans));
        length(&self.spans) - before
    }
}

fn length(spans: &[Span]) -> i64 {
    spans.iter().map(|(begin, end)| end - begin).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_once_is_not_taken_again() {
        let mut taken = Taken { window: (10, 100), spans: Vec::new() };
        assert_eq!(taken.take([(0, 20), (15, 30)]), 20);
        assert_eq!(taken.take([(25, 40), (90, 200), (50, 50)]), 20);
        assert_eq!(taken.take([(0, 1000)]), 50);
        assert_eq!(taken.take([(0, 1000)]), 0);
    }
}
