//! Pairs of dots out of rows: what is wanted and what is there.

use super::{Figure, View, rows::Row, spec::Chart};
use crate::{
    charts::{
        Sheet,
        dumbbell::{self, Pair},
    },
    format,
};

/// Pairs of a drawing; those beyond are in the table.
const MOST: usize = 15;

pub struct Pairs<'f> {
    figure: &'f Figure<'f>,
    pairs: Vec<Pair>,
    left_out: usize,
    /// How many lack something, drawn or not.
    lacking: usize,
}

impl<'f> Pairs<'f> {
    pub fn of(figure: &'f Figure<'f>) -> Self {
        let mut pairs: Vec<Pair> = figure.ordered().into_iter().filter_map(|row| pair(figure, row)).collect();
        let left_out = pairs.iter().skip(MOST).map(|pair| [pair.from, pair.to].into_iter().flatten().count()).sum();
        let lacking = pairs.iter().filter(|pair| pair.gap().is_some_and(|gap| gap > 0.0)).count();
        pairs.truncate(MOST);
        Self { figure, pairs, left_out, lacking }
    }

    fn name(&self, which: &str) -> String {
        self.figure.word(which, &[])
    }
}

/// What lies between two values, with its sign.
fn signed(figure: &Figure<'_>, gap: f64) -> String {
    let sign = if gap > 0.0 { "+" } else { "" };
    format!("{sign}{}", figure.shown(gap))
}

fn pair(figure: &Figure<'_>, row: &Row) -> Option<Pair> {
    let Chart::Dumbbell { key, label, from, to, n } = &figure.spec.chart else { return None };
    let rows = &figure.rows;
    let (from, to) = (rows.number(from, row), rows.number(to, row));
    let name = figure.label(label, row);
    let gap = from.zip(to).map(|(from, to)| signed(figure, from - to));
    let told = |which: &str, value: Option<f64>| {
        let value = value.map_or_else(|| super::NOTHING.to_owned(), |value| figure.shown(value));
        let values =
            [("label", name.clone()), ("name", figure.word(which, &[])), ("value", value), ("gap", gap.clone().unwrap_or(super::NOTHING.to_owned()))];
        figure.words.say_with("fig-pair", &values) + &figure.behind(n.as_ref(), row)
    };
    (from.is_some() || to.is_some()).then(|| Pair {
        key: rows.text(key, row).unwrap_or_default().to_owned(),
        titles: [told("from-name", from), told("to-name", to)],
        n: n.as_ref().and_then(|column| rows.whole(column, row)),
        label: name.clone(),
        from,
        to,
        shown: gap.clone().unwrap_or_default(),
    })
}

impl View for Pairs<'_> {
    fn marks_n(&self) -> usize {
        self.pairs.iter().map(|pair| [pair.from, pair.to].into_iter().flatten().count()).sum()
    }

    fn finding(&self) -> String {
        let number = |n: usize| format::whole(n as u64, self.figure.language());
        let mut values = vec![("all", number(self.figure.rows.len())), ("lacking", number(self.lacking))];
        let first = self.pairs.iter().find(|pair| pair.gap().is_some_and(|gap| gap > 0.0));
        let Some((pair, gap)) = first.and_then(|pair| Some((pair, pair.gap()?))) else { return self.figure.word("title-none", &values) };
        let shown = |value: Option<f64>| value.map_or_else(String::new, |value| self.figure.shown(value));
        let n = pair.n.and_then(|n| u64::try_from(n).ok()).unwrap_or_default();
        values.extend([("label", pair.label.clone()), ("gap", self.figure.shown(gap)), ("from", shown(pair.from)), ("to", shown(pair.to))]);
        values.push(("cases", self.figure.counted(n)));
        self.figure.word("title", &values)
    }

    fn description(&self) -> String {
        let words = self.figure.words;
        let told = |pair: Option<&Pair>| pair.map_or_else(String::new, |pair| pair.titles[0].clone());
        let known = || self.pairs.iter().filter(|pair| pair.gap().is_some());
        let values = [
            ("marks", words.count("pairs", self.pairs.len() as u64)),
            ("most", told(known().next().or(self.pairs.first()))),
            ("least", told(known().next_back().or(self.pairs.last()))),
        ];
        words.say_with("fig-pairs", &values)
    }

    fn left_out(&self) -> usize {
        self.left_out
    }

    fn draw(&self, sheet: &Sheet<'_>) -> Option<String> {
        let Chart::Dumbbell { from, to, .. } = &self.figure.spec.chart else { return None };
        let legend =
            dumbbell::Legend { names: [self.name("from-name"), self.name("to-name")], gap: self.figure.words.say("fig-gap"), series: [from, to] };
        Some(dumbbell::draw(&self.pairs, &legend, sheet, self.figure.spec.unit.scale()))
    }
}
