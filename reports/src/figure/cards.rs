//! Cards out of rows: a number, how it changed in a year, and a small line.

use super::{
    Figure, View,
    months::{Change, change},
    rows::{Row, Rows},
    spec::{Chart, Unit},
    speech,
};
use crate::{
    charts::{Sheet, spark},
    format,
    theme::Mode,
};

/// One card.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// Its key in the rows.
    pub key: String,
    /// What it counts.
    pub label: String,
    /// The value of the last month that is over, as people read it.
    pub shown: String,
    /// The same, exactly; none where it is not known.
    pub value: Option<f64>,
    /// How it compares with a year before.
    pub change: String,
    /// The last months as a small line.
    pub spark: Option<String>,
}

/// What is compared in a card.
struct Point {
    month: String,
    value: Option<f64>,
    interval: Option<(f64, f64)>,
}

/// The cards of a figure of cards.
pub fn of(figure: &Figure<'_>) -> Vec<Card> {
    let Chart::Card { card, units, .. } = &figure.spec.chart else { return Vec::new() };
    units.iter().filter_map(|(key, unit)| of_key(figure, card, key, *unit)).collect()
}

fn of_key(figure: &Figure<'_>, card: &str, key: &str, unit: Unit) -> Option<Card> {
    let rows = figure.rows.only(card, key);
    let points: Vec<Point> = rows.iter().filter_map(|row| point(figure, &rows, row)).collect();
    let last = points.last()?;
    let shown = |value: f64| speech::shown(value, unit, figure.words);
    let year_before = format::year_before(&last.month);
    let before = points.iter().find(|point| Some(&point.month) == year_before.as_ref());
    let label = figure.words.say(&format!("card-{key}"));
    let spark_title = figure.words.say_with("card-spark", &[("label", label.clone()), ("months", figure.words.count("months", points.len() as u64))]);
    let values: Vec<Option<f64>> = points.iter().map(|point| point.value).collect();
    Some(Card {
        key: key.to_owned(),
        shown: last.value.map_or_else(|| speech::NOTHING.to_owned(), shown),
        value: last.value,
        change: compared(figure, last, before, unit),
        spark: spark::draw(&format!("{}-{key}", figure.spec.name), &values, &spark_title, Mode::Inline),
        label,
    })
}

/// Months that are over; the others say nothing yet.
fn point(figure: &Figure<'_>, rows: &Rows, row: &Row) -> Option<Point> {
    let Chart::Card { month, value, low, high, is_whole, .. } = &figure.spec.chart else { return None };
    rows.is(is_whole, row).then(|| Point {
        month: rows.text(month, row).unwrap_or_default().to_owned(),
        value: rows.number(value, row),
        interval: rows.number(low, row).zip(rows.number(high, row)),
    })
}

fn compared(figure: &Figure<'_>, last: &Point, before: Option<&Point>, unit: Unit) -> String {
    let mut values = vec![("month", format::month(&last.month, figure.language()))];
    if last.value.is_none() {
        return figure.words.say_with("card-unknown", &values);
    }
    let Some((before, was)) = before.and_then(|before| Some((before, before.value?))) else { return figure.words.say_with("card-first", &values) };
    values.extend([("before", format::month(&before.month, figure.language())), ("was", speech::shown(was, unit, figure.words))]);
    let change = last.interval.zip(before.interval).map_or(Change::Unclear, |(now, before)| change(before, now));
    figure.words.say_with(&format!("card-{}", change.word()), &values)
}

/// A figure of cards as a whole.
pub(super) struct Deck<'f> {
    figure: &'f Figure<'f>,
    cards: Vec<Card>,
}

impl<'f> Deck<'f> {
    pub(super) fn of(figure: &'f Figure<'f>) -> Self {
        Self { figure, cards: of(figure) }
    }
}

impl View for Deck<'_> {
    fn marks_n(&self) -> usize {
        self.cards.len()
    }

    fn finding(&self) -> String {
        self.figure.word("title", &[])
    }

    fn description(&self) -> String {
        self.cards.iter().map(|card| format!("{}: {}. {}", card.label, card.shown, card.change)).collect::<Vec<_>>().join(" ")
    }

    /// Cards are text and stand in pages as such.
    fn draw(&self, _sheet: &Sheet<'_>) -> Option<String> {
        None
    }
}
