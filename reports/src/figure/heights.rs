//! Columns over time out of rows.

use super::{Figure, Refused, View, calendar::Calendar, parts::Parts, spec::Chart, speech};
use crate::{
    charts::{
        Sheet,
        columns::{self, Column, Piece},
    },
    format,
};

/// Columns of a drawing: the last ones; those before are in the table.
const MOST: i64 = 36;

pub struct Heights<'f> {
    figure: &'f Figure<'f>,
    calendar: Option<Calendar>,
    parts: Parts,
    columns: Vec<Column>,
    is_whole: bool,
    left_out: usize,
    negative: Option<String>,
}

impl<'f> Heights<'f> {
    pub fn of(figure: &'f Figure<'f>) -> Self {
        let Chart::Columns { at, series, series_label, value, whole } = &figure.spec.chart else {
            let parts = Parts::of(figure, [""; 4]);
            return Self { figure, calendar: None, parts, columns: Vec::new(), is_whole: false, left_out: 0, negative: None };
        };
        let parts = Parts::of(figure, [at, series, series_label, value]);
        let calendar = Calendar::of_column(at, figure.rows.iter().filter_map(|row| figure.rows.text(at, row)));
        let first = calendar.map_or(0, |calendar| (calendar.last - MOST + 1).max(0));
        let mut found = Self { figure, calendar, parts, columns: Vec::new(), is_whole: *whole, left_out: 0, negative: None };
        let Some(calendar) = calendar else { return found };
        let mut days = figure.rows.values(at);
        days.sort_unstable();
        for day in days {
            let Some(place) = calendar.place(day) else { continue };
            let label = calendar.label(place, figure.language());
            let rows = figure.rows.only(at, day);
            let mut pieces: Vec<Piece> = Vec::new();
            for row in rows.iter() {
                let (Some(of), Some(value)) = (rows.text(series, row), rows.number(value, row)) else { continue };
                let called = speech::label(rows.text(series_label, row).unwrap_or(of), figure.words);
                if value < 0.0 && found.negative.is_none() {
                    found.negative = Some(format!("{called}, {label}"));
                }
                let title = format!("{called}, {label}: {}", figure.shown(value));
                pieces.push(Piece { key: format!("{of} {day}"), part: found.parts.place(of), label: called, value, title });
            }
            pieces.sort_by(|left, right| left.part.cmp(&right.part).then_with(|| left.key.cmp(&right.key)));
            let total: f64 = pieces.iter().map(|piece| piece.value).sum();
            if *whole && total > 0.0 {
                pieces
                    .iter_mut()
                    .for_each(|piece| piece.title = format!("{} · {}", piece.title, format::percent(piece.value / total, figure.language())));
            }
            // A whole of nothing has no parts.
            if place < first || *whole && total <= 0.0 {
                found.left_out += pieces.len();
            } else if !pieces.is_empty() {
                found.columns.push(Column { place: (place - first) as f64, label, shown: figure.shown(total), total, pieces });
            }
        }
        found
    }

    /// The last column and its largest series, of those that are drawn apart where there is one.
    fn last(&self) -> Option<(&Column, &Piece)> {
        let column = self.columns.last()?;
        Some((column, self.most(column)?))
    }

    fn most<'c>(&self, column: &'c Column) -> Option<&'c Piece> {
        let is_rest = |piece: &&Piece| self.parts.names.get(piece.part).is_none_or(|name| name.is_rest);
        let most = |left: &&Piece, right: &&Piece| left.value.total_cmp(&right.value);
        column.pieces.iter().rev().filter(|piece| !is_rest(piece)).max_by(most).or_else(|| column.pieces.iter().rev().max_by(most))
    }
}

impl View for Heights<'_> {
    fn marks_n(&self) -> usize {
        self.columns.iter().map(|column| column.pieces.len()).sum()
    }

    fn finding(&self) -> String {
        let Some((column, piece)) = self.last() else { return self.figure.word("empty", &[]) };
        let share = if column.total > 0.0 { piece.value / column.total } else { 0.0 };
        let values = [
            ("label", piece.label.clone()),
            ("value", self.figure.shown(piece.value)),
            ("share", format::percent(share, self.figure.language())),
            ("total", column.shown.clone()),
            ("at", column.label.clone()),
        ];
        self.figure.word("title", &values)
    }

    fn description(&self) -> String {
        let words = self.figure.words;
        let by_total = |left: &&Column, right: &&Column| left.total.total_cmp(&right.total);
        let told = |column: Option<&Column>| column.map_or_else(String::new, |column| format!("{}, {}", column.label, column.shown));
        let series: Vec<&str> = self.parts.names.iter().map(|name| name.label.as_str()).collect();
        let values = [
            ("marks", words.count("columns", self.columns.len() as u64)),
            ("series", series.join(", ")),
            ("most", told(self.columns.iter().rev().max_by(by_total))),
            ("least", told(self.columns.iter().min_by(by_total))),
            ("last", self.last().map_or_else(String::new, |(_, piece)| piece.title.clone())),
        ];
        words.say_with("fig-columns", &values)
    }

    fn refusal(&self) -> Option<Refused> {
        self.negative.as_ref().map(|thing| Refused { key: "fig-negative", thing: thing.clone() })
    }

    fn left_out(&self) -> usize {
        self.left_out
    }

    fn draw(&self, sheet: &Sheet<'_>) -> Option<String> {
        let calendar = self.calendar?;
        let first = (calendar.last - MOST + 1).max(0);
        let labels = (first..=calendar.last).map(|place| ((place - first) as f64, calendar.label(place, self.figure.language())));
        let frame = columns::Frame {
            last: (calendar.last - first) as f64,
            labels: labels.collect(),
            is_whole: self.is_whole,
            percent: &|share| format::decimal(share * 100.0, 0, self.figure.language()) + "%",
        };
        Some(columns::draw(&self.columns, &self.parts.names, &frame, sheet, self.figure.spec.unit.scale()))
    }
}
