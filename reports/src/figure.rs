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
pub mod cards;
mod dots;
mod flow;
mod months;
pub mod rows;
pub mod spec;
mod speech;

use cards::Card;
use rows::{Row, Rows};
use spec::{Chart, SLICE, SLICE_LABEL, Spec};
use speech::NOTHING;

/// The slice that is shown first, where there is one of this name.
const FIRST: &str = "oportunidades";

/// The rows of one figure, cut to one slice, in one language.
pub struct Figure<'a> {
    spec: &'static Spec,
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
    /// The drawing; none of what is text.
    fn draw(&self, sheet: &Sheet<'_>) -> Option<String>;
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
    pub fn new(spec: &'static Spec, batches: &[RecordBatch], slice: Option<&Slice>, edition: &str, words: &'a Words) -> Self {
        let slices = slices(batches, words);
        let known = |wanted: &Slice| slices.iter().find(|each| each.key == wanted.key).unwrap_or(wanted).clone();
        let slice = slice.map_or_else(|| slices.first().cloned().unwrap_or_default(), known);
        let batches: Vec<RecordBatch> = batches.iter().filter_map(|batch| rows::only(batch, SLICE, &slice.key)).collect();
        let schema = batches.first().map_or_else(|| Arc::new(Schema::empty()), RecordBatch::schema);
        Self { spec, words, slices, slice, edition: edition.to_owned(), rows: Rows::of(&batches), schema, batches }
    }

    /// Its specification.
    pub fn spec(&self) -> &'static Spec {
        self.spec
    }

    /// What the rows can be cut to, in order.
    pub fn slices(&self) -> &[Slice] {
        &self.slices
    }

    /// What the figure is cut to.
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

    /// What must be known to read it.
    pub fn note(&self) -> String {
        self.word("note", &[])
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
        let (title, description, axis) = (view.finding(), view.description(), self.words.say(self.spec.unit.axis()));
        let tick = |value: f64| speech::tick(value, self.spec.unit, self.language());
        let (id, series) = (self.spec.name.as_str(), self.spec.chart.value());
        view.draw(&Sheet { id, title: &title, description: &description, axis: &axis, series, tick: &tick, size, mode })
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
            text: self.words.say(&format!("col-{column}")),
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
        let value = self.spec.chart.value();
        serde_json::json!({
            "figure": self.spec.name, "kind": self.spec.chart.word(), "title": self.title(), "subtitle": self.subtitle(), "note": self.note(),
            "slice": self.slice.key, "edition": self.edition, "certainty": self.spec.certainty.word(), "rows": self.rows.len(), "value": value,
            "total": self.rows.iter().filter_map(|row| self.rows.number(value, row)).sum::<f64>(),
        })
    }

    fn language(&self) -> Language {
        self.words.language()
    }

    /// A sentence of this figure.
    fn word(&self, which: &str, values: &[(&str, String)]) -> String {
        let mut all = vec![("slice", self.slice.label.clone()), ("edition", self.edition.clone())];
        all.extend(values.iter().cloned());
        self.words.say_with(&format!("fig-{}-{which}", self.spec.name), &all)
    }

    /// What people call a row: a sentence of its columns where the figure has one, else the text of the label's column.
    fn label(&self, column: &str, row: &Row) -> String {
        let text = self.rows.text(column, row).unwrap_or_default();
        let key = format!("fig-{}-label", self.spec.name);
        if text == speech::OTHERS || !self.words.has(&key) {
            return speech::label(text, self.words);
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
        }
    }

    /// The rows in the order of the drawing.
    fn ordered(&self) -> Vec<&Row> {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        if let Chart::BarRanked { order: spec::Order::Value, value, .. } = &self.spec.chart {
            let number = |row: &Row| self.rows.number(value, row).unwrap_or(f64::NEG_INFINITY);
            rows.sort_by(|left, right| number(right).total_cmp(&number(left)));
        }
        rows
    }

    fn shown(&self, value: f64) -> String {
        speech::shown(value, self.spec.unit, self.words)
    }

    fn cell(&self, column: &str, row: &Row) -> Cell {
        let Some(text) = self.rows.text(column, row) else { return Cell { text: NOTHING.to_owned(), value: None } };
        let number: Option<f64> = text.parse().ok();
        let shown = match number {
            Some(value) if column.ends_with("_seconds") => self.shown(value),
            Some(value) if is_share(column) => format::percent(value, self.language()),
            Some(value) => format::decimal(value, if value.fract() == 0.0 { 0 } else { 1 }, self.language()),
            None if column.ends_with("_at") => format::moment(text, self.language()),
            None if column == "month_on" => format::month(text, self.language()),
            None if column.ends_with("_on") => format::day(text, self.language()),
            None => speech::label(text, self.words),
        };
        Cell { text: shown, value: number.map(|_| text.to_owned()) }
    }
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
