//! Bands of stages over days out of rows.

use super::{Figure, Refused, View, rows::Row, spec::Chart, speech};
use crate::{
    charts::{
        Sheet,
        cumulative_flow::{self, Day, Layer, falling},
    },
    format,
};

pub struct Flow<'f> {
    figure: &'f Figure<'f>,
    layers: Vec<Layer>,
    /// The days as rows have them.
    days: Vec<String>,
}

impl<'f> Flow<'f> {
    pub fn of(figure: &'f Figure<'f>) -> Self {
        let Chart::CumulativeFlow { stage, label, day, .. } = &figure.spec.chart else {
            return Self { figure, layers: Vec::new(), days: Vec::new() };
        };
        let mut days: Vec<String> = figure.rows.values(day).into_iter().map(str::to_owned).collect();
        days.sort();
        let layers = figure.rows.values(stage).into_iter().map(|key| {
            let rows = figure.rows.only(stage, key);
            let name = rows.iter().next().and_then(|row| rows.text(label, row)).unwrap_or(key);
            let name = speech::label(name, figure.words);
            Layer { key: key.to_owned(), days: rows.iter().filter_map(|row| of_day(figure, &name, row)).collect(), label: name }
        });
        Self { figure, layers: layers.collect(), days }
    }

    /// The stage that holds most now.
    fn most(&self) -> Option<&Layer> {
        let now = |layer: &&Layer| layer.days.last().map_or(0, Day::in_process);
        // The first of several that hold as many.
        self.layers.iter().rev().max_by_key(now)
    }

    fn total(&self, nth: usize) -> i64 {
        self.layers.iter().filter_map(|layer| layer.days.get(nth)).map(Day::in_process).sum()
    }
}

fn of_day(figure: &Figure<'_>, name: &str, row: &Row) -> Option<Day> {
    let Chart::CumulativeFlow { stage, day, entered, left, .. } = &figure.spec.chart else { return None };
    let rows = &figure.rows;
    let (entered, left, on) = (rows.whole(entered, row)?, rows.whole(left, row)?, rows.text(day, row)?);
    let title = figure.words.say_with(
        "fig-in-process",
        &[
            ("label", name.to_owned()),
            ("day", format::day(on, figure.language())),
            ("n", format::decimal((entered - left) as f64, 0, figure.language())),
        ],
    );
    Some(Day { key: format!("{} {on}", rows.text(stage, row)?), entered, left, title })
}

impl View for Flow<'_> {
    fn marks_n(&self) -> usize {
        self.layers.iter().map(|layer| layer.days.len()).sum()
    }

    fn finding(&self) -> String {
        let Some(most) = self.most() else { return self.figure.word("empty", &[]) };
        let (first, last) = (most.days.first().map_or(0, Day::in_process), most.days.last().map_or(0, Day::in_process));
        let number = |value: i64| format::decimal(value as f64, 0, self.figure.language());
        let values = [
            ("label", most.label.clone()),
            ("n", number(last)),
            ("was", number(first)),
            ("since", self.days.first().map_or_else(String::new, |day| format::day(day, self.figure.language()))),
            ("total", number(self.total(self.days.len().saturating_sub(1)))),
        ];
        let which = if self.days.len() < 2 { "title-first" } else { "title" };
        self.figure.word(which, &values)
    }

    fn description(&self) -> String {
        let words = self.figure.words;
        let number = |nth: usize| format::decimal(self.total(nth) as f64, 0, self.figure.language());
        let values = [
            ("stages", words.count("bands", self.layers.len() as u64)),
            ("days", words.count("days", self.days.len() as u64)),
            ("first", number(0)),
            ("last", number(self.days.len().saturating_sub(1))),
            ("most", self.most().and_then(|layer| layer.days.last()).map_or_else(String::new, |day| day.title.clone())),
        ];
        words.say_with("fig-flow", &values)
    }

    fn refusal(&self) -> Option<Refused> {
        if let Some(stage) = falling(&self.layers) {
            return Some(Refused { key: "fig-falls", thing: stage.to_owned() });
        }
        let holed = self.layers.iter().find(|layer| layer.days.len() != self.days.len())?;
        Some(Refused { key: "fig-days-missing", thing: holed.key.clone() })
    }

    fn draw(&self, sheet: &Sheet<'_>) -> Option<String> {
        let labels: Vec<String> = self.days.iter().map(|day| format::day_of_year(day, self.figure.language())).collect();
        let since = self.days.first().map_or_else(String::new, |day| format::day_of_year(day, self.figure.language()));
        let rest = self.figure.words.say_with("fig-left-since", &[("since", since)]);
        Some(cumulative_flow::draw(&self.layers, &labels, &rest, sheet))
    }
}
