//! Lines over time in small panels out of rows.

use super::{Figure, View, calendar::Calendar, rows::Row, spec::Chart, speech};
use crate::{
    charts::{
        Sheet,
        line::{self, Panel, Point, Side, Trend},
    },
    format,
};

/// Panels of a drawing, and its marks; of longer lines the last moments are drawn, and all are in the table.
const MOST: usize = 15;
const MARKS: usize = 500;
/// A slope is told of when chance alone would show it in fewer than one of twenty drawings: with several panels the least
/// probability is multiplied by their number (Bonferroni).
const CHANCE: f64 = 0.05;

pub struct Panels<'f> {
    figure: &'f Figure<'f>,
    calendar: Option<Calendar>,
    panels: Vec<Panel>,
    /// The first place in time that is drawn, and the last.
    places: (f64, f64),
    /// Panels, drawn or not, and those of them whose first line lies above the second, and below it.
    compared: [usize; 3],
    left_out: usize,
}

impl<'f> Panels<'f> {
    pub fn of(figure: &'f Figure<'f>) -> Self {
        let Chart::Line { panel, panel_label, at, other, measure, .. } = &figure.spec.chart else {
            return Self { figure, calendar: None, panels: Vec::new(), places: (0.0, 0.0), compared: [0; 3], left_out: 0 };
        };
        let calendar = Calendar::of_column(at, figure.rows.iter().filter_map(|row| figure.rows.text(at, row)));
        let mut panels: Vec<Panel> = Vec::new();
        for key in figure.rows.values(panel) {
            let rows = figure.rows.only(panel, key);
            let Some(first) = rows.iter().next() else { continue };
            let label = figure.label(panel_label, first);
            let measure = measure.as_ref().and_then(|column| figure.rows.text(column, first)).map(|code| speech::codes(code, figure.words));
            let name = measure.as_ref().map_or_else(|| label.clone(), |measure| format!("{label}, {measure}"));
            let mut points: Vec<Point> =
                rows.iter().filter_map(|row| point(figure, calendar.as_ref()?, key, &name, row)).filter(|point| point.is_known()).collect();
            points.sort_by(|left, right| left.place.total_cmp(&right.place));
            let trend = trend(figure, first);
            panels.push(Panel { key: key.to_owned(), label, measure, name, points, trend, side: side(figure, first) });
        }
        let tested = panels.iter().filter(|panel| panel.trend.is_some()).count();
        for trend in panels.iter_mut().filter_map(|panel| panel.trend.as_mut()) {
            trend.is_claimed = trend.p * tested as f64 <= CHANCE && trend.slope != 0.0;
        }
        let on = |side: Side| panels.iter().filter(|panel| panel.side == Some(side)).count();
        let compared = [panels.len(), on(Side::Above), on(Side::Below)];
        let mut left_out = panels.iter().skip(MOST).flat_map(|panel| &panel.points).map(Point::values_n).sum();
        panels.truncate(MOST);
        let moments = MARKS / (panels.len().max(1) * if other.is_some() { 2 } else { 1 });
        let last = panels.iter().flat_map(|panel| &panel.points).map(|point| point.place).fold(0.0, f64::max);
        let first = (last + 1.0 - moments as f64).max(0.0);
        for panel in &mut panels {
            left_out += panel.points.iter().filter(|point| point.place < first).map(Point::values_n).sum::<usize>();
            panel.points.retain(|point| point.place >= first);
        }
        Self { figure, calendar, panels, places: (first, last), compared, left_out }
    }

    /// The panel whose slope is least likely to be chance, among those that claim one.
    fn clearest(&self) -> Option<(&Panel, Trend)> {
        let claims = self.panels.iter().filter_map(|panel| Some((panel, panel.trend.filter(|trend| trend.is_claimed)?)));
        claims.min_by(|left, right| left.1.p.total_cmp(&right.1.p))
    }

    /// The panel whose last value is the largest.
    fn highest(&self) -> Option<&Panel> {
        let last = |panel: &Panel| panel.last().map_or(f64::NEG_INFINITY, |(_, value)| value);
        self.panels.iter().rev().max_by(|left, right| last(left).total_cmp(&last(right)))
    }

    fn label(&self, place: f64) -> String {
        self.calendar.map_or_else(String::new, |calendar| calendar.label(place as i64, self.figure.language()))
    }
}

/// Which side of the second line the rows claim for the first.
fn side(figure: &Figure<'_>, row: &Row) -> Option<Side> {
    let Chart::Line { difference: Some(difference), .. } = &figure.spec.chart else { return None };
    match figure.rows.text(difference, row)? {
        "acima" => Some(Side::Above),
        "abaixo" => Some(Side::Below),
        _ => None,
    }
}

fn trend(figure: &Figure<'_>, row: &Row) -> Option<Trend> {
    let Chart::Line { slope: Some(slope), p: Some(p), .. } = &figure.spec.chart else { return None };
    let (slope, p) = (figure.rows.number(slope, row)?, figure.rows.number(p, row)?);
    Some(Trend { slope, p, is_claimed: false })
}

fn point(figure: &Figure<'_>, calendar: &Calendar, key: &str, label: &str, row: &Row) -> Option<Point> {
    let Chart::Line { at, value, other, .. } = &figure.spec.chart else { return None };
    let rows = &figure.rows;
    let day = rows.text(at, row)?;
    let place = calendar.place(day)?;
    let when = calendar.label(place, figure.language());
    let told = |which: &str, value: Option<f64>| {
        let name = if other.is_some() { format!("{}, ", figure.word(which, &[])) } else { String::new() };
        value.map_or_else(String::new, |value| format!("{label}, {name}{when}: {}", figure.shown(value)))
    };
    let (value, other) = (rows.number(value, row), other.as_ref().and_then(|column| rows.number(column, row)));
    Some(Point {
        key: format!("{key} {day}"),
        place: place as f64,
        titles: [told("value-name", value), told("other-name", other)],
        values: [value, other],
    })
}

impl View for Panels<'_> {
    fn marks_n(&self) -> usize {
        self.panels.iter().flat_map(|panel| &panel.points).map(Point::values_n).sum()
    }

    fn finding(&self) -> String {
        let number = |n: usize| format::whole(n as u64, self.figure.language());
        let [all, above, below] = self.compared;
        if matches!(&self.figure.spec.chart, Chart::Line { difference: Some(_), .. }) && !self.panels.is_empty() {
            let values = [("panels", number(all)), ("above", number(above)), ("below", number(below)), ("differing", number(above + below))];
            return self.figure.word(if above + below > 0 { "title" } else { "title-none" }, &values);
        }
        let rising = self.panels.iter().filter_map(|panel| panel.trend).filter(|trend| trend.is_claimed && trend.slope > 0.0).count();
        let falling = self.panels.iter().filter_map(|panel| panel.trend).filter(|trend| trend.is_claimed && trend.slope < 0.0).count();
        let mut values = vec![("panels", number(self.panels.len())), ("rising", number(rising)), ("falling", number(falling))];
        let clearest = self.clearest();
        let Some(told) = clearest.map(|(panel, _)| panel).or_else(|| self.highest()) else { return self.figure.word("empty", &[]) };
        let Some((place, value)) = told.last() else { return self.figure.word("empty", &[]) };
        values.extend([("label", told.label.clone()), ("value", self.figure.shown(value)), ("at", self.label(place))]);
        values.push(("slope", clearest.map_or_else(|| speech::NOTHING.to_owned(), |(_, trend)| self.figure.shown(trend.slope.abs()))));
        let has_trend = matches!(&self.figure.spec.chart, Chart::Line { slope: Some(_), p: Some(_), .. });
        let which = match clearest {
            _ if !has_trend => "title",
            Some((_, trend)) if trend.slope > 0.0 => "title-up",
            Some(_) => "title-down",
            None => "title-unclear",
        };
        self.figure.word(which, &values)
    }

    fn description(&self) -> String {
        let words = self.figure.words;
        let last = |panel: &Panel| panel.points.iter().rev().map(|point| point.titles[0].clone()).find(|title| !title.is_empty());
        let claims = |rises: bool| {
            let named = self.panels.iter().filter(|panel| panel.trend.is_some_and(|trend| trend.is_claimed && (trend.slope > 0.0) == rises));
            let names: Vec<&str> = named.map(|panel| panel.label.as_str()).collect();
            if names.is_empty() { speech::NOTHING.to_owned() } else { names.join(", ") }
        };
        let values = [
            ("marks", words.count("panels", self.panels.len() as u64)),
            ("most", self.highest().and_then(last).unwrap_or_default()),
            ("rising", claims(true)),
            ("falling", claims(false)),
        ];
        let on = |side: Side| {
            let names: Vec<&str> = self.panels.iter().filter(|panel| panel.side == Some(side)).map(|panel| panel.name.as_str()).collect();
            if names.is_empty() { speech::NOTHING.to_owned() } else { names.join(", ") }
        };
        let sides = [("marks", values[0].1.clone()), ("above", on(Side::Above)), ("below", on(Side::Below))];
        match &self.figure.spec.chart {
            Chart::Line { difference: Some(_), .. } => words.say_with("fig-panels-sides", &sides),
            _ if self.panels.iter().any(|panel| panel.trend.is_some()) => words.say_with("fig-panels-trend", &values),
            _ => words.say_with("fig-panels", &values),
        }
    }

    fn left_out(&self) -> usize {
        self.left_out
    }

    fn draw(&self, sheet: &Sheet<'_>) -> Option<String> {
        let Chart::Line { value, other, difference, .. } = &self.figure.spec.chart else { return None };
        self.calendar?;
        let names = if other.is_some() { ["value-name", "other-name"].map(|which| self.figure.word(which, &[])).to_vec() } else { Vec::new() };
        let frame = line::Frame {
            places: self.places,
            labels: [self.places.0, self.places.1].map(|place| (place, self.label(place))).to_vec(),
            names,
            series: [Some(value.as_str()), other.as_deref()].into_iter().flatten().collect(),
            turns: ["fig-rises", "fig-falls-off"].map(|key| self.figure.words.say(key)),
            sides: ["fig-above", "fig-below"].map(|key| self.figure.words.say(key)),
            is_context: difference.is_some(),
        };
        Some(line::draw(&self.panels, &frame, sheet, self.figure.spec.unit.scale()))
    }
}
