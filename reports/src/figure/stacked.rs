//! Bars of 100 % out of rows.

use super::{Figure, Refused, View, parts::Parts, spec::Chart, speech};
use crate::{
    charts::{
        Sheet,
        bar_stacked::{self, Bar, Piece},
    },
    format,
};

/// Bars of a drawing; those beyond are in the table.
const MOST: usize = 15;

pub struct Stacks<'f> {
    figure: &'f Figure<'f>,
    parts: Parts,
    bars: Vec<Bar>,
    left_out: usize,
    /// A bar that has a part below zero.
    negative: Option<String>,
}

impl<'f> Stacks<'f> {
    pub fn of(figure: &'f Figure<'f>) -> Self {
        let Chart::BarStacked { group, label, part, part_label, value, n } = &figure.spec.chart else {
            return Self { figure, parts: Parts::of(figure, [""; 4]), bars: Vec::new(), left_out: 0, negative: None };
        };
        let parts = Parts::of(figure, [group, part, part_label, value]);
        let (mut bars, mut negative) = (Vec::new(), None);
        for key in figure.rows.values(group) {
            let rows = figure.rows.only(group, key);
            let name = rows.iter().next().map_or_else(String::new, |row| figure.label(label, row));
            let mut pieces: Vec<Piece> = Vec::new();
            for row in rows.iter() {
                let (Some(of), Some(value)) = (rows.text(part, row), rows.number(value, row)) else { continue };
                let called = speech::label(rows.text(part_label, row).unwrap_or(of), figure.words);
                let cases = figure.behind(n.as_ref(), row);
                if value < 0.0 && negative.is_none() {
                    negative = Some(name.clone());
                }
                pieces.push(Piece {
                    key: format!("{key} {of}"),
                    part: parts.place(of),
                    title: format!("{name}, {called}: {}{cases}", figure.shown(value)),
                    label: called,
                    value,
                    share: 0.0,
                    n: n.as_ref().and_then(|column| rows.whole(column, row)),
                });
            }
            pieces.sort_by(|left, right| left.part.cmp(&right.part).then_with(|| left.key.cmp(&right.key)));
            let total: f64 = pieces.iter().map(|piece| piece.value).sum();
            for piece in &mut pieces {
                piece.share = if total > 0.0 { piece.value / total } else { 0.0 };
                piece.title = format!("{} · {}", piece.title, format::percent(piece.share, figure.language()));
            }
            bars.push(Bar { key: key.to_owned(), label: name, is_rest: key == speech::OTHERS, shown: figure.shown(total), total, pieces });
        }
        bars.sort_by(|left, right| left.is_rest.cmp(&right.is_rest).then(right.total.total_cmp(&left.total)).then_with(|| left.key.cmp(&right.key)));
        // A whole of nothing has no parts.
        let is_drawn = |place: usize, bar: &Bar| place < MOST && bar.total > 0.0;
        let left_out = bars.iter().enumerate().filter(|(place, bar)| !is_drawn(*place, bar)).map(|(_, bar)| bar.pieces.len()).sum();
        bars.truncate(MOST);
        bars.retain(|bar| bar.total > 0.0);
        Self { figure, parts, bars, left_out, negative }
    }

    /// The largest part of a bar, of those that are drawn apart where there is one.
    fn most<'b>(&self, bar: &'b Bar) -> Option<&'b Piece> {
        let is_rest = |piece: &&Piece| self.parts.names.get(piece.part).is_none_or(|name| name.is_rest);
        // The first of several that are equal.
        let most = |left: &&Piece, right: &&Piece| left.value.total_cmp(&right.value);
        bar.pieces.iter().rev().filter(|piece| !is_rest(piece)).max_by(most).or_else(|| bar.pieces.iter().rev().max_by(most))
    }
}

impl View for Stacks<'_> {
    fn marks_n(&self) -> usize {
        self.bars.iter().map(|bar| bar.pieces.len()).sum()
    }

    fn finding(&self) -> String {
        let first = self.bars.iter().find(|bar| !bar.is_rest).or(self.bars.first());
        let Some((bar, piece)) = first.and_then(|bar| Some((bar, self.most(bar)?))) else { return self.figure.word("empty", &[]) };
        let values = [
            ("label", bar.label.clone()),
            ("part", piece.label.clone()),
            ("share", format::percent(piece.share, self.figure.language())),
            ("value", self.figure.shown(piece.value)),
            ("total", bar.shown.clone()),
        ];
        self.figure.word("title", &values)
    }

    fn description(&self) -> String {
        let words = self.figure.words;
        let largest: Vec<String> = self.bars.iter().filter_map(|bar| self.most(bar)).take(3).map(|piece| piece.title.clone()).collect();
        let parts: Vec<&str> = self.parts.names.iter().map(|name| name.label.as_str()).collect();
        let values = [("marks", words.count("bars", self.bars.len() as u64)), ("parts", parts.join(", ")), ("most", largest.join("; "))];
        words.say_with("fig-stacked", &values)
    }

    fn refusal(&self) -> Option<Refused> {
        self.negative.as_ref().map(|thing| Refused { key: "fig-negative", thing: thing.clone() })
    }

    fn left_out(&self) -> usize {
        self.left_out
    }

    fn draw(&self, sheet: &Sheet<'_>) -> Option<String> {
        Some(bar_stacked::draw(&self.bars, &self.parts.names, sheet, self.figure.language()))
    }
}
