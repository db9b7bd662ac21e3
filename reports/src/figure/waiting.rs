//! What still waits, step by step, out of rows.

use super::{Figure, View, rows::Row, spec::Chart, speech};
use crate::{
    charts::{
        Sheet,
        survival::{self, Step},
    },
    format,
};

/// What half of them means.
const HALF: f64 = 0.5;

pub struct Waiting<'f> {
    figure: &'f Figure<'f>,
    steps: Vec<Step>,
}

impl<'f> Waiting<'f> {
    pub fn of(figure: &'f Figure<'f>) -> Self {
        let mut steps: Vec<Step> = figure.rows.iter().filter_map(|row| step(figure, row)).collect();
        steps.sort_by(|left, right| left.at.total_cmp(&right.at));
        Self { figure, steps }
    }

    /// The first day by which no more than one half waits, by some of the three lines.
    fn half(&self, of: impl Fn(&Step) -> f64) -> Option<f64> {
        self.steps.iter().find(|step| of(step) <= HALF).map(|step| step.at)
    }
}

/// Days as people read them.
fn days(figure: &Figure<'_>, days: f64) -> String {
    if days >= 0.0 && days.fract() == 0.0 {
        return figure.words.count("days", days as u64);
    }
    figure.words.say_with("unit-days", &[("value", format::decimal(days, 1, figure.language()))])
}

fn step(figure: &Figure<'_>, row: &Row) -> Option<Step> {
    let Chart::Survival { at, value, low, high, at_risk } = &figure.spec.chart else { return None };
    let number = |column: &str| figure.rows.number(column, row);
    let (at, value) = (number(at)?, number(value)?);
    let (low, high) = number(low).zip(number(high)).unwrap_or((value, value));
    let at_risk = figure.rows.whole(at_risk, row);
    let watched = at_risk.and_then(|n| u64::try_from(n).ok()).map_or_else(String::new, |n| format!(" · {}", figure.counted(n)));
    let margin = figure.words.say_with("fig-from-to", &[("low", figure.shown(low)), ("high", figure.shown(high))]);
    let title = format!("{}: {} ({margin}){watched}", days(figure, at), figure.shown(value));
    Some(Step { key: speech::exact(at), at, value, low, high, at_risk, title })
}

impl View for Waiting<'_> {
    fn marks_n(&self) -> usize {
        self.steps.len()
    }

    fn finding(&self) -> String {
        let Some((first, last)) = self.steps.first().zip(self.steps.last()) else { return self.figure.word("empty", &[]) };
        let told = |at: Option<f64>| at.map_or_else(|| speech::NOTHING.to_owned(), |at| days(self.figure, at));
        let all = first.at_risk.and_then(|n| u64::try_from(n).ok()).unwrap_or_default();
        let mut values = vec![("all", self.figure.counted(all)), ("value", self.figure.shown(last.value)), ("last", days(self.figure, last.at))];
        let half = self.half(|step| step.value);
        values.extend([("days", told(half)), ("from", told(self.half(|step| step.low))), ("to", told(self.half(|step| step.high)))]);
        self.figure.word(if half.is_some() { "title" } else { "title-short" }, &values)
    }

    fn description(&self) -> String {
        let words = self.figure.words;
        let Some((first, last)) = self.steps.first().zip(self.steps.last()) else { return String::new() };
        let half = self.half(|step| step.value).map_or_else(|| speech::NOTHING.to_owned(), |at| days(self.figure, at));
        let values =
            [("marks", words.count("steps", self.steps.len() as u64)), ("first", first.title.clone()), ("last", last.title.clone()), ("half", half)];
        words.say_with("fig-survival", &values)
    }

    fn draw(&self, sheet: &Sheet<'_>) -> Option<String> {
        let frame = survival::Frame {
            days: self.figure.own("axis-x", "axis-days"),
            watched: self.figure.words.say("fig-at-risk"),
            whole: &|n| format::whole(n, self.figure.language()),
        };
        Some(survival::draw(&self.steps, &frame, sheet))
    }
}
