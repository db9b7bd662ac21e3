//! A figure: one set of rows as finding, drawing, table and file, the same in every place where it stands.

use mirante_data::{arrow::array::RecordBatch, canonical::Cells};

use crate::{
    Language, Words,
    charts::{Mark, Size, bar_ranked},
    format,
    theme::Mode,
};

pub mod spec;

use spec::{Order, Spec, Unit};

/// Bars of a drawing; the others are in the table.
const MOST: usize = 15;
/// What stands for all others together.
const OTHERS: &str = "*";

/// The rows of one figure, cut to one slice, in one language.
pub struct Figure<'a> {
    spec: &'static Spec,
    words: &'a Words,
    slice: String,
    edition: String,
    names: Vec<String>,
    rows: Vec<Vec<Option<String>>>,
}

impl<'a> Figure<'a> {
    /// A figure of these rows, which are those of `figures.{name}`; `edition` is what people are told they look at.
    ///
    /// Without a slice, the first that the rows hold is shown.
    pub fn new(spec: &'static Spec, batches: &[RecordBatch], slice: Option<&str>, edition: &str, words: &'a Words) -> Self {
        let names: Vec<String> =
            batches.first().map(|batch| batch.schema_ref().fields().iter().map(|field| field.name().clone()).collect()).unwrap_or_default();
        let mut rows = Vec::new();
        for batch in batches {
            let columns: Vec<Option<Cells<'_>>> = batch.columns().iter().map(|column| Cells::of(column).ok()).collect();
            rows.extend((0..batch.num_rows()).map(|row| columns.iter().map(|cells| cells.as_ref()?.text(row)).collect::<Vec<_>>()));
        }
        let mut figure = Self { spec, words, slice: String::new(), edition: edition.to_owned(), names, rows };
        if let Some(column) = &spec.slice {
            let first = figure.slices().into_iter().next().unwrap_or_default();
            figure.slice = slice.map_or(first, str::to_owned);
            let place = figure.place(column);
            let kept = figure.slice.clone();
            figure.rows.retain(|row| place.and_then(|place| row[place].as_deref()) == Some(kept.as_str()));
        }
        figure
    }

    /// What the rows can be cut to, in order.
    pub fn slices(&self) -> Vec<String> {
        let Some(place) = self.spec.slice.as_ref().and_then(|column| self.place(column)) else { return Vec::new() };
        let mut slices: Vec<String> = self.rows.iter().filter_map(|row| row[place].clone()).collect();
        slices.sort();
        slices.dedup();
        slices
    }

    /// The finding: what the largest mark says, or that there is nothing to say.
    pub fn title(&self) -> String {
        let marks = self.marks();
        let key = format!("fig-{}", self.spec.name);
        let Some(first) = marks.iter().find(|mark| mark.key != "11" || self.spec.name != "variants") else {
            return self.words.say_with(&format!("{key}-empty"), &[("slice", self.slice.clone())]);
        };
        let n = first.n.and_then(|n| u64::try_from(n).ok()).unwrap_or_default();
        let values =
            [("label", first.label.clone()), ("value", first.shown.clone()), ("n", format::whole(n, self.language())), ("slice", self.slice.clone())];
        self.words.say_with(&format!("{key}-title"), &values)
    }

    /// Measure, unit, slice.
    pub fn subtitle(&self) -> String {
        self.words.say_with(&format!("fig-{}-sub", self.spec.name), &[("slice", self.slice.clone())])
    }

    /// What must be known to read it, and what it shows.
    pub fn note(&self) -> String {
        self.words.say_with(&format!("fig-{}-note", self.spec.name), &[("edition", self.edition.clone())])
    }

    /// The drawing in words: kind, number of marks, largest and smallest.
    pub fn description(&self) -> String {
        let marks = self.marks();
        let by_value = |left: &&Mark, right: &&Mark| left.value.total_cmp(&right.value);
        let (Some(largest), Some(smallest)) = (marks.iter().max_by(by_value), marks.iter().min_by(by_value)) else {
            return self.words.say("fig-nothing");
        };
        let values = [("marks", self.words.count("bars", marks.len() as u64)), ("largest", largest.title()), ("smallest", smallest.title())];
        self.words.say_with("fig-bars", &values)
    }

    /// The drawing; none without marks.
    pub fn svg(&self, size: Size, mode: Mode) -> Option<String> {
        let marks = self.marks();
        if marks.is_empty() {
            return None;
        }
        let (title, description, axis) = (self.title(), self.description(), self.words.say(unit_word(self.spec.unit)));
        let tick = |value: f64| self.tick(value);
        let words =
            bar_ranked::Words { id: &self.spec.name, title: &title, description: &description, axis: &axis, series: &self.spec.value, tick: &tick };
        Some(bar_ranked::draw(&marks, &words, size, mode))
    }

    /// The table under the drawing: heads, and cells as people read them.
    pub fn table(&self) -> (Vec<String>, Vec<Vec<String>>) {
        let heads = self.spec.columns.iter().map(|name| self.words.say(&format!("col-{name}"))).collect();
        let rows = self.ordered().into_iter().map(|row| self.spec.columns.iter().map(|name| self.cell(name, row)).collect()).collect();
        (heads, rows)
    }

    /// What a file beside the drawing tells of it: title, unit, slice, edition, certainty, number of rows and their sum.
    pub fn metadata(&self) -> serde_json::Value {
        serde_json::json!({
            "figure": self.spec.name, "kind": self.spec.kind.word(), "title": self.title(), "subtitle": self.subtitle(), "note": self.note(),
            "slice": self.slice, "edition": self.edition, "certainty": self.spec.certainty.word(), "rows": self.rows.len(), "value": self.spec.value,
            "total": self.rows.iter().filter_map(|row| self.number(&self.spec.value, row)).sum::<f64>(),
        })
    }

    /// Its specification.
    pub fn spec(&self) -> &'static Spec {
        self.spec
    }

    fn language(&self) -> Language {
        self.words.language()
    }

    fn place(&self, column: &str) -> Option<usize> {
        self.names.iter().position(|name| name == column)
    }

    fn text<'r>(&self, column: &str, row: &'r [Option<String>]) -> Option<&'r str> {
        row[self.place(column)?].as_deref()
    }

    fn number(&self, column: &str, row: &[Option<String>]) -> Option<f64> {
        self.text(column, row)?.parse().ok()
    }

    /// The rows in the order of the drawing.
    fn ordered(&self) -> Vec<&Vec<Option<String>>> {
        let mut rows: Vec<&Vec<Option<String>>> = self.rows.iter().collect();
        if self.spec.order == Order::Value {
            let value = |row: &[Option<String>]| self.number(&self.spec.value, row).unwrap_or(f64::NEG_INFINITY);
            rows.sort_by(|left, right| value(right).total_cmp(&value(left)));
        }
        rows
    }

    /// The marks that are drawn: rows whose value is known, the first of them.
    pub fn marks(&self) -> Vec<Mark> {
        let mark = |row: &Vec<Option<String>>| {
            let value = self.number(&self.spec.value, row)?;
            let end = |column: &Option<String>| column.as_ref().and_then(|column| self.number(column, row));
            Some(Mark {
                key: self.text(&self.spec.key, row)?.to_owned(),
                label: self.label(row),
                value,
                whisker: end(&self.spec.low).zip(end(&self.spec.high)),
                n: self.spec.n.as_ref().and_then(|column| self.text(column, row)?.parse().ok()),
                shown: self.shown(value),
            })
        };
        self.ordered().into_iter().filter_map(mark).take(MOST).collect()
    }

    fn label(&self, row: &[Option<String>]) -> String {
        match self.text(&self.spec.label, row) {
            Some(OTHERS) => self.words.say("fig-others"),
            Some(text) => self.in_language(text),
            None => "—".to_owned(),
        }
    }

    /// One side of `pt | en`; any other text as it is.
    fn in_language(&self, text: &str) -> String {
        match text.split_once(" | ") {
            Some((pt, en)) => if self.language() == Language::En { en } else { pt }.to_owned(),
            None => text.to_owned(),
        }
    }

    fn shown(&self, value: f64) -> String {
        match self.spec.unit {
            Unit::BusinessHours => self.words.say_with("unit-business-hours", &[("value", format::decimal(value / 3600.0, 1, self.language()))]),
            Unit::Days => self.words.say_with("unit-days", &[("value", format::decimal(value / 86_400.0, 1, self.language()))]),
            Unit::Share => format::percent(value, self.language()),
        }
    }

    fn tick(&self, value: f64) -> String {
        let scaled = match self.spec.unit {
            Unit::BusinessHours => value / 3600.0,
            Unit::Days => value / 86_400.0,
            Unit::Share => return format::percent(value, self.language()),
        };
        format::decimal(scaled, u32::from(scaled.fract() != 0.0), self.language())
    }

    fn cell(&self, column: &str, row: &[Option<String>]) -> String {
        if column == self.spec.label {
            return self.label(row);
        }
        let Some(text) = self.text(column, row) else { return "—".to_owned() };
        match text.parse::<f64>() {
            Ok(value) if column.ends_with("_seconds") => self.shown(value),
            Ok(value) if column.contains("share") || column.contains("rate") => format::percent(value, self.language()),
            Ok(_) => text.parse().map_or_else(|_| text.to_owned(), |whole| format::whole(whole, self.language())),
            Err(_) => text.to_owned(),
        }
    }
}

fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::BusinessHours => "axis-business-hours",
        Unit::Days => "axis-days",
        Unit::Share => "axis-share",
    }
}
