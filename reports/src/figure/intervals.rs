//! Estimates and their intervals out of rows.

use super::{Figure, View, rows::Row, spec::Chart, speech};
use crate::{
    charts::{
        Sheet,
        dot_interval::{self, Estimate},
    },
    format,
};

/// Rows of a drawing; those beyond are in the table.
const MOST: usize = 20;

pub struct Intervals<'f> {
    figure: &'f Figure<'f>,
    estimates: Vec<Estimate>,
    left_out: usize,
    all: usize,
}

impl<'f> Intervals<'f> {
    pub fn of(figure: &'f Figure<'f>) -> Self {
        let mut estimates: Vec<Estimate> = figure.rows.iter().filter_map(|row| estimate(figure, row)).collect();
        let all = estimates.len();
        estimates.truncate(MOST);
        Self { figure, estimates, left_out: all.saturating_sub(MOST), all }
    }

    /// The row of which something may be said: the first that the rows claim; where they claim nothing themselves, the first
    /// whose interval holds no zero, and where nothing is below zero, the first row if its interval lies above that of the second.
    fn claimed(&self) -> Option<&Estimate> {
        let Chart::DotInterval { is_claimed, .. } = &self.figure.spec.chart else { return None };
        let crosses = self.estimates.iter().any(|each| each.low < 0.0);
        match (is_claimed, crosses) {
            (Some(_), _) => self.estimates.iter().find(|each| each.is_claimed),
            (None, true) => self.estimates.iter().find(|each| each.low > 0.0 || each.high < 0.0),
            (None, false) => self.estimates.first().filter(|first| self.estimates.get(1).is_none_or(|second| first.low > second.high)),
        }
    }
}

fn estimate(figure: &Figure<'_>, row: &Row) -> Option<Estimate> {
    let Chart::DotInterval { key, label, value, low, high, n, is_claimed, state } = &figure.spec.chart else { return None };
    let rows = &figure.rows;
    let exact = rows.number(value, row)?;
    // Without an interval an estimate says only itself.
    let (low, high) = rows.number(low, row).zip(rows.number(high, row)).unwrap_or((exact, exact));
    let name = figure.label(label, row);
    let margin = figure.words.say_with("fig-from-to", &[("low", figure.shown(low)), ("high", figure.shown(high))]);
    let state = state.as_ref().and_then(|column| rows.text(column, row)).map(|code| speech::codes(code, figure.words));
    let said = state.as_ref().map_or_else(String::new, |state| format!(" · {state}"));
    Some(Estimate {
        key: rows.text(key, row)?.to_owned(),
        title: format!("{name}: {} ({margin}){}{said}", figure.shown(exact), figure.behind(n.as_ref(), row)),
        label: name,
        value: exact,
        low,
        high,
        shown: figure.shown(exact),
        margin,
        n: n.as_ref().and_then(|column| rows.whole(column, row)),
        is_claimed: is_claimed.as_ref().is_none_or(|column| rows.is(column, row)),
        state,
    })
}

impl View for Intervals<'_> {
    fn marks_n(&self) -> usize {
        self.estimates.len()
    }

    fn finding(&self) -> String {
        let mut values = vec![("all", format::whole(self.all as u64, self.figure.language()))];
        let claimed = self.claimed();
        // What is below zero falls, where the figure has words for it.
        let falls = claimed.is_some_and(|told| told.value < 0.0) && self.figure.words.has(&self.figure.spec.key("title-down"));
        let which = if falls {
            "title-down"
        } else if claimed.is_some() {
            "title"
        } else {
            "title-none"
        };
        let Some(told) = claimed.or(self.estimates.first()) else {
            // There are rows, and of none of them enough is known.
            return self.figure.word(if self.figure.rows.is_empty() { "empty" } else { "title-short" }, &[]);
        };
        let n = told.n.and_then(|n| u64::try_from(n).ok()).unwrap_or_default();
        values.extend([
            ("label", told.label.clone()),
            ("value", told.shown.clone()),
            ("size", self.figure.shown(told.value.abs())),
            ("cases", self.figure.counted(n)),
        ]);
        values.extend([("low", self.figure.shown(told.low)), ("high", self.figure.shown(told.high))]);
        values.push(("second", self.estimates.get(1).map_or_else(|| speech::NOTHING.to_owned(), |second| second.label.clone())));
        values.push(("state", told.state.clone().unwrap_or_else(|| speech::NOTHING.to_owned())));
        self.figure.word(which, &values)
    }

    fn description(&self) -> String {
        let words = self.figure.words;
        let by_value = |left: &&Estimate, right: &&Estimate| left.value.total_cmp(&right.value);
        let rows = || self.estimates.iter();
        let (Some(most), Some(least)) = (rows().rev().max_by(by_value), rows().min_by(by_value)) else { return String::new() };
        let values = [("marks", words.count("estimates", self.estimates.len() as u64)), ("most", most.title.clone()), ("least", least.title.clone())];
        words.say_with("fig-intervals", &values)
    }

    fn left_out(&self) -> usize {
        self.left_out
    }

    fn draw(&self, sheet: &Sheet<'_>) -> Option<String> {
        Some(dot_interval::draw(&self.estimates, sheet, self.figure.spec.unit.scale()))
    }
}
