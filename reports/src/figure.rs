//! A figure: one set of rows as finding, drawing, table and file, the same in every place where it stands.

use std::{
    io::{self, Write},
    sync::Arc,
};

use mirante_data::arrow::{
    array::RecordBatch,
    datatypes::{Schema, SchemaRef},
};

use crate::{
    Language, Words,
    charts::{Sheet, Size},
    csv::{self, Dialect},
    format, json,
    theme::Mode,
};

mod bars;
mod calendar;
pub mod cards;
mod dots;
mod flow;
mod forecast;
mod heat;
mod heights;
mod intervals;
mod months;
mod pairs;
mod panels;
mod parts;
pub mod rows;
mod shares;
pub mod spec;
mod speech;
mod stacked;
pub mod status;
mod waiting;

use cards::Card;
use rows::{Row, Rows};
use spec::{Chart, SLICE, SLICE_LABEL, Spec, Unit};
use speech::NOTHING;

/// The slice that is shown first, where there is one of this name.
const FIRST: &str = "oportunidades";

/// The rows of one figure, cut to one slice, in one language.
pub struct Figure<'a> {
    spec: &'a Spec,
    words: &'a Words,
    slices: Vec<Slice>,
    slice: Slice,
    edition: String,
    /// The rows of the slice, as they were built and as text.
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    rows: Rows,
}

/// What rows can be cut to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Slice {
    /// Its key in the rows and in addresses.
    pub key: String,
    /// What people call it.
    pub label: String,
}

impl Slice {
    /// A slice whose key is all that is known of it.
    pub fn of(key: &str) -> Self {
        Self { key: key.to_owned(), label: key.to_owned() }
    }
}

/// The table under a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What stands over each column.
    pub heads: Vec<Head>,
    /// The rows, in the order of the drawing.
    pub rows: Vec<Vec<Cell>>,
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The column's name in the rows.
    pub column: String,
    /// What people read.
    pub text: String,
    /// Are its cells numbers, aligned to the right?
    pub is_number: bool,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What people read.
    pub text: String,
    /// The exact value, of numbers.
    pub value: Option<String>,
}

/// What a kind of drawing finds in the rows.
trait View {
    /// How many marks are drawn.
    fn marks_n(&self) -> usize;
    /// The finding: a sentence that the rows bear.
    fn finding(&self) -> String;
    /// The drawing in words: kind, number of marks, what stands out.
    fn description(&self) -> String;
    /// Why the rows are not drawn although there are some.
    fn refusal(&self) -> Option<Refused> {
        None
    }
    /// How many values of the rows are not drawn and stand in the table only.
    fn left_out(&self) -> usize {
        0
    }
    /// What the rows say besides, for the note.
    fn more_note(&self) -> Option<String> {
        None
    }
    /// The drawing; none of what is text.
    fn draw(&self, sheet: &Sheet<'_>) -> Option<String>;
}

fn left_out(view: &dyn View) -> usize {
    if view.marks_n() == 0 || view.refusal().is_some() { 0 } else { view.left_out() }
}

/// Why rows are not drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The word that says it.
    pub key: &'static str,
    /// What it is about.
    pub thing: String,
}

impl<'a> Figure<'a> {
    /// A figure of these rows, which are those of `figures.{name}`; `edition` is what people are told they look at.
    ///
    /// Without a slice the first is shown; of one that the rows do not hold there is nothing to show.
    /// Rows that no column cuts are shown whole, whatever the slice.
    pub fn new(spec: &'a Spec, batches: &[RecordBatch], slice: Option<&Slice>, edition: &str, words: &'a Words) -> Self {
        let slices = slices(batches, words);
        let known = |wanted: &Slice| slices.iter().find(|each| each.key == wanted.key).unwrap_or(wanted).clone();
        let slice = slice.map_or_else(|| slices.first().cloned().unwrap_or_default(), known);
        let is_whole = !batches.iter().any(is_cut);
        let slice = if is_whole { Slice::default() } else { slice };
        let batches: Vec<RecordBatch> =
            if is_whole { batches.to_vec() } else { batches.iter().filter_map(|batch| rows::only(batch, SLICE, &slice.key)).collect() };
        let schema = batches.first().map_or_else(|| Arc::new(Schema::empty()), RecordBatch::schema);
        Self { spec, words, slices, slice, edition: edition.to_owned(), rows: Rows::of(&batches), schema, batches }
    }

    /// Its specification.
    pub fn spec(&self) -> &'a Spec {
        self.spec
    }

    /// What the rows can be cut to, in order.
    pub fn slices(&self) -> &[Slice] {
        &self.slices
    }

    /// What the figure is cut to; without a key where nothing cuts it.
    pub fn slice(&self) -> &Slice {
        &self.slice
    }

    /// Is there nothing to show?
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The finding, or that there is nothing to say.
    pub fn title(&self) -> String {
        if self.rows.is_empty() { self.word("empty", &[]) } else { self.view().finding() }
    }

    /// Measure, unit, slice, period.
    pub fn subtitle(&self) -> String {
        self.word("sub", &[])
    }

    /// What must be known to read it, with the values of the first row by the names of their columns, and how much is not drawn;
    /// nothing where it would tell of values and there is no row.
    pub fn note(&self) -> String {
        let first = self.rows.iter().next();
        let told = |column: &String| first.map_or_else(|| NOTHING.to_owned(), |row| self.cell(column, row).text);
        let values: Vec<(&str, String)> = self.spec.columns.iter().map(|column| (column.as_str(), told(column))).collect();
        let note = self.word("note", &values);
        if first.is_none() && note.contains(NOTHING) {
            return String::new();
        }
        let view = self.view();
        let left_out = Some(left_out(view.as_ref())).filter(|n| *n > 0).map(|n| self.words.count("fig-left-out", n as u64));
        [Some(note), view.more_note(), left_out].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// How many values of the rows are not drawn, for want of room, and stand in the table only.
    pub fn left_out(&self) -> usize {
        left_out(self.view().as_ref())
    }

    /// The drawing in words.
    pub fn description(&self) -> String {
        let view = self.view();
        if view.marks_n() == 0 { self.words.say("fig-nothing") } else { view.description() }
    }

    /// The drawing; none without marks, of kinds that are not drawn, and of rows that are refused.
    pub fn svg(&self, size: Size, mode: Mode) -> Option<String> {
        let view = self.view();
        if view.marks_n() == 0 || view.refusal().is_some() {
            return None;
        }
        let (title, description, axis) = (view.finding(), view.description(), self.own("axis", self.axis()));
        let tick = |value: f64| speech::tick(value, self.spec.unit, self.language());
        let (id, series) = (self.spec.name.as_str(), self.spec.chart.values().first().copied().unwrap_or_default());
        let is_whole = matches!(self.spec.unit, Unit::Count | Unit::People);
        view.draw(&Sheet { id, title: &title, description: &description, axis: &axis, series, tick: &tick, is_whole, size, mode })
    }

    /// Why the rows are not drawn although there are some.
    pub fn refusal(&self) -> Option<String> {
        let refused = self.view().refusal()?;
        Some(self.words.say_with(refused.key, &[("thing", refused.thing)]))
    }

    /// The cards of a figure of cards; none of any other.
    pub fn cards(&self) -> Vec<Card> {
        cards::of(self)
    }

    /// The table under the drawing.
    pub fn table(&self) -> Table {
        let heads = self.spec.columns.iter().map(|column| Head {
            column: column.clone(),
            text: self.head(column),
            is_number: self.rows.iter().any(|row| self.rows.number(column, row).is_some()),
        });
        let rows = self.ordered().into_iter().map(|row| self.spec.columns.iter().map(|column| self.cell(column, row)).collect());
        Table { heads: heads.collect(), rows: rows.collect() }
    }

    /// The rows of the slice as CSV, as they were built.
    pub fn csv(&self, out: &mut dyn Write, dialect: Dialect) -> io::Result<()> {
        csv::write(out, &self.schema, &self.batches, dialect)
    }

    /// The rows of the slice as one JSON array.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        json::write_array(out, &self.batches)
    }

    /// What a file beside the drawing tells of it: title, unit, slice, edition, certainty, number of rows and their sum.
    pub fn metadata(&self) -> serde_json::Value {
        let value = self.spec.chart.values().first().copied();
        let numbers = |column: &str| self.rows.iter().filter_map(|row| self.rows.number(column, row)).sum::<f64>();
        serde_json::json!({
            "figure": self.spec.name, "kind": self.spec.chart.word(), "title": self.title(), "subtitle": self.subtitle(), "note": self.note(),
            "slice": Some(&self.slice.key).filter(|key| !key.is_empty()), "edition": self.edition, "certainty": self.spec.certainty.word(), "rows": self.rows.len(), "value": value,
            "total": value.map(numbers),
        })
    }

    fn language(&self) -> Language {
        self.words.language()
    }

    /// A sentence of this figure.
    fn word(&self, which: &str, values: &[(&str, String)]) -> String {
        let mut all = vec![
            ("slice", if self.slice.label.is_empty() { self.words.say("fig-no-slice") } else { self.slice.label.clone() }),
            ("edition", self.edition.clone()),
        ];
        all.extend(values.iter().cloned());
        self.words.say_with(&self.spec.key(which), &all)
    }

    /// A word of this figure where it has it, else the one that all figures share.
    fn own(&self, which: &str, shared: &str) -> String {
        let key = self.spec.key(which);
        self.words.say(if self.words.has(&key) { &key } else { shared })
    }

    /// The word of the axis of values.
    fn axis(&self) -> &'static str {
        if matches!(self.spec.chart, Chart::Columns { whole: true, .. }) { "axis-whole" } else { self.spec.unit.axis() }
    }

    /// How many of what stands behind a mark: cases, unless the figure counts something else.
    fn counted(&self, n: u64) -> String {
        let key = self.spec.key("n");
        self.words.count(if self.words.has(&key) { &key } else { "cases" }, n)
    }

    /// What stands behind a mark, in parentheses, where the rows count it.
    fn behind(&self, column: Option<&String>, row: &Row) -> String {
        let n = column.and_then(|column| self.rows.whole(column, row)).and_then(|n| u64::try_from(n).ok());
        n.map_or_else(String::new, |n| format!(" ({})", self.counted(n)))
    }

    /// What stands over a column of the table.
    fn head(&self, column: &str) -> String {
        let is_own = self.spec.own_heads.iter().any(|own| own == column);
        self.words.say(&if is_own { self.spec.key(&format!("col-{column}")) } else { format!("col-{column}") })
    }

    /// What people call a row: a sentence of its columns where the figure has one, else the text of the label's column.
    fn label(&self, column: &str, row: &Row) -> String {
        let text = self.rows.text(column, row).unwrap_or_default();
        let key = self.spec.key("label");
        if text == speech::OTHERS || !self.words.has(&key) {
            let is_code = self.spec.codes.iter().any(|code| code == column);
            return if is_code { speech::codes(text, self.words) } else { speech::label(text, self.words) };
        }
        let values: Vec<(&str, String)> = self.rows.named(row).map(|(name, text)| (name, text.unwrap_or(NOTHING).to_owned())).collect();
        self.words.say_with(&key, &values)
    }

    fn view(&self) -> Box<dyn View + '_> {
        match &self.spec.chart {
            Chart::BarRanked { .. } => Box::new(bars::Bars::of(self)),
            Chart::RunChart { .. } => Box::new(months::Months::of(self)),
            Chart::CumulativeFlow { .. } => Box::new(flow::Flow::of(self)),
            Chart::DotStrip { .. } => Box::new(dots::Dots::of(self)),
            Chart::Card { .. } => Box::new(cards::Deck::of(self)),
            Chart::StatusList { .. } => Box::new(status::Statuses::of(self)),
            Chart::BarStacked { .. } => Box::new(stacked::Stacks::of(self)),
            Chart::Heatmap { .. } => Box::new(heat::Heat::of(self)),
            Chart::Dumbbell { .. } => Box::new(pairs::Pairs::of(self)),
            Chart::Line { .. } => Box::new(panels::Panels::of(self)),
            Chart::Columns { .. } => Box::new(heights::Heights::of(self)),
            Chart::Fan { .. } => Box::new(forecast::Forecast::of(self)),
            Chart::Survival { .. } => Box::new(waiting::Waiting::of(self)),
            Chart::Curve { .. } => Box::new(shares::Shares::of(self)),
            Chart::DotInterval { .. } => Box::new(intervals::Intervals::of(self)),
        }
    }

    /// The rows in the order of the drawing.
    fn ordered(&self) -> Vec<&Row> {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        if let Chart::BarRanked { order: spec::Order::Value, value, .. } = &self.spec.chart {
            let number = |row: &Row| self.rows.number(value, row).unwrap_or(f64::NEG_INFINITY);
            rows.sort_by(|left, right| number(right).total_cmp(&number(left)));
        }
        if let Chart::Dumbbell { key, from, to, .. } = &self.spec.chart {
            let gap = |row: &Row| self.rows.number(from, row).zip(self.rows.number(to, row)).map_or(f64::NEG_INFINITY, |(from, to)| from - to);
            rows.sort_by(|left, right| gap(right).total_cmp(&gap(left)).then_with(|| self.rows.text(key, left).cmp(&self.rows.text(key, right))));
        }
        rows
    }

    fn shown(&self, value: f64) -> String {
        speech::shown(value, self.spec.unit, self.words)
    }

    fn cell(&self, column: &str, row: &Row) -> Cell {
        let Some(text) = self.rows.text(column, row) else { return Cell { text: NOTHING.to_owned(), value: None } };
        if let Some(text) = self.coded(column, text) {
            return Cell { text, value: None };
        }
        let number: Option<f64> = text.parse().ok();
        let has_time = matches!(self.spec.unit, Unit::BusinessHours | Unit::Days);
        // What is drawn is told in its unit; counts have theirs in the head of the column.
        let is_measured = matches!(self.spec.unit, Unit::Share | Unit::Minutes | Unit::Ratio) && self.spec.chart.measured().contains(&column);
        let hours = |seconds: f64| speech::shown(seconds / 60.0, Unit::Minutes, self.words);
        let shown = match number {
            Some(value) if column.ends_with("_seconds") => {
                if has_time {
                    self.shown(value)
                } else {
                    hours(value)
                }
            }
            Some(value) if column.ends_with("_minutes") => speech::shown(value, Unit::Minutes, self.words),
            Some(_) if column.ends_with("_amount") => format::brl(text, self.language()),
            Some(value) if is_measured => self.shown(value),
            Some(value) if is_share(column) => format::percent(value, self.language()),
            Some(value) if value.fract() == 0.0 => format::decimal(value, 0, self.language()),
            Some(value) => format::decimal(value, if value.abs() < 1.0 { 3 } else { 1 }, self.language()),
            None if column.ends_with("_at") => format::moment(text, self.language()),
            None if column == "month_on" => format::month(text, self.language()),
            None if column == "quarter_on" => format::quarter(text, self.language()),
            None if column.ends_with("_on") => format::day(text, self.language()),
            None => speech::label(text, self.words),
        };
        Cell { text: shown, value: number.map(|_| text.to_owned()) }
    }

    /// The words of a cell that holds codes, true or false.
    fn coded(&self, column: &str, text: &str) -> Option<String> {
        let chart = &self.spec.chart;
        if matches!(chart, Chart::StatusList { state, .. } if state == column) {
            return Some(self.words.say(status::State::of(text).word()));
        }
        let is_code = self.spec.codes.iter().any(|code| code == column) || chart.codes().contains(&column);
        let is_claim = column.starts_with("is_") || column.starts_with("has_");
        match text {
            _ if is_code => Some(speech::codes(text, self.words)),
            "true" if is_claim => Some(self.words.say("fig-yes")),
            "false" if is_claim => Some(self.words.say("fig-no")),
            _ => None,
        }
    }
}

/// Do the rows of a batch say what they are cut by?
fn is_cut(batch: &RecordBatch) -> bool {
    batch.schema_ref().column_with_name(SLICE).is_some()
}

/// What rows can be cut to, in the order of their keys but for the one that is shown first.
pub fn slices(batches: &[RecordBatch], words: &Words) -> Vec<Slice> {
    let all = Rows::of(batches);
    let mut slices: Vec<Slice> = Vec::new();
    for row in all.iter() {
        let Some(key) = all.text(SLICE, row) else { continue };
        if !slices.iter().any(|slice| slice.key == key) {
            slices.push(Slice { key: key.to_owned(), label: speech::label(all.text(SLICE_LABEL, row).unwrap_or(key), words) });
        }
    }
    slices.sort_by(|left, right| (left.key != FIRST, &left.key).cmp(&(right.key != FIRST, &right.key)));
    slices
}

fn is_share(column: &str) -> bool {
    column.ends_with("share") || column.ends_with("rate") || column == "percentile"
}
