//! Strips of single cases out of rows.

use super::{Figure, View, rows::Rows, spec::Chart, speech};
use crate::{
    charts::{
        Sheet,
        dot_strip::{self, Dot, Strip},
    },
    format,
};

/// Dots that bear their name.
const NAMED: usize = 10;

pub struct Dots<'f> {
    figure: &'f Figure<'f>,
    strips: Vec<Strip>,
    /// In all groups, drawn or not: how many there are and how many are beyond what is usual.
    total: i64,
    marked: i64,
    /// The group with most that are beyond.
    worst: Option<(String, i64, i64)>,
}

impl<'f> Dots<'f> {
    pub fn of(figure: &'f Figure<'f>) -> Self {
        let mut dots = Self { figure, strips: Vec::new(), total: 0, marked: 0, worst: None };
        let Chart::DotStrip { group, label, key, half, most, is_marked, total, marked, value } = &figure.spec.chart else { return dots };
        let named = oldest(figure, value);
        for name in figure.rows.values(group) {
            let rows = figure.rows.only(group, name);
            let Some(first) = rows.iter().next() else { continue };
            let text = speech::label(rows.text(label, first).unwrap_or(name), figure.words);
            let (of_all, beyond) = (rows.whole(total, first).unwrap_or_default(), rows.whole(marked, first).unwrap_or_default());
            dots.total += of_all;
            dots.marked += beyond;
            if beyond > 0 && dots.worst.as_ref().is_none_or(|(_, before, _)| beyond > *before) {
                dots.worst = Some((text.clone(), beyond, of_all));
            }
            let each = rows.iter().filter_map(|row| {
                let (key, value) = (rows.text(key, row)?.to_owned(), rows.number(value, row)?);
                let label = named.is_some_and(|least| value >= least).then(|| key.clone());
                Some(Dot { title: format!("{text}, {key}: {}", figure.shown(value)), key, value, is_marked: rows.is(is_marked, row), label })
            });
            let usual = rows.number(half, first).zip(rows.number(most, first));
            dots.strips.push(Strip { usual, dots: each.collect(), label: text });
        }
        dots
    }

    fn drawn(&self) -> usize {
        self.strips.iter().map(|strip| strip.dots.len()).sum()
    }
}

/// The value from which on dots bear their name.
fn oldest(figure: &Figure<'_>, value: &str) -> Option<f64> {
    let rows: &Rows = &figure.rows;
    let mut values: Vec<f64> = rows.iter().filter_map(|row| rows.number(value, row)).collect();
    values.sort_by(|left, right| right.total_cmp(left));
    values.get(NAMED - 1).or(values.last()).copied()
}

impl View for Dots<'_> {
    fn marks_n(&self) -> usize {
        self.drawn()
    }

    fn finding(&self) -> String {
        let number = |value: i64| format::decimal(value as f64, 0, self.figure.language());
        let mut values = vec![("total", number(self.total)), ("marked", number(self.marked))];
        let Some((label, beyond, of_all)) = &self.worst else { return self.figure.word("title-none", &values) };
        values.extend([("label", label.clone()), ("n", number(*beyond)), ("of", number(*of_all))]);
        self.figure.word("title", &values)
    }

    fn description(&self) -> String {
        let words = self.figure.words;
        let all = || self.strips.iter().flat_map(|strip| &strip.dots);
        let oldest = all().max_by(|left, right| left.value.total_cmp(&right.value));
        let values = [
            ("marks", words.count("dots", self.drawn() as u64)),
            ("groups", words.count("strips", self.strips.len() as u64)),
            ("most", oldest.map_or_else(String::new, |dot| dot.title.clone())),
            ("marked", format::decimal(all().filter(|dot| dot.is_marked).count() as f64, 0, self.figure.language())),
        ];
        words.say_with("fig-dots", &values)
    }

    fn draw(&self, sheet: &Sheet<'_>) -> Option<String> {
        Some(dot_strip::draw(&self.strips, sheet, self.figure.spec.unit.scale()))
    }
}
