//! Lines over time in small panels of one scale: what is ours is dark, what it is compared with is thin.

use super::{
    SMALL, Sheet, TEXT, axes,
    pen::Pen,
    plain,
    scale::{Scale, spanning},
};
use crate::{
    canvas::{Anchor, Canvas},
    text::{Weight, fitted, width},
    theme::{CONTEXT, SERIES_1, SERIES_2, Token},
};

const PANEL: f32 = 128.0;
const HEAD: f32 = 24.0;
/// What a line below the names takes.
const BELOW: f32 = 16.0;
const FOOT: f32 = 30.0;
const GAP: f32 = 16.0;
const TOP: f32 = 24.0;

/// One panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Its key in the rows.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// What is measured in it, where panels differ in that.
    pub measure: Option<String>,
    /// Both in one.
    pub name: String,
    /// Its points in the order of time.
    pub points: Vec<Point>,
    /// Where its line goes.
    pub trend: Option<Trend>,
    /// On which side of the second line it is claimed to lie.
    pub side: Option<Side>,
}

/// A side of the line to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The first line lies higher.
    Above,
    /// It lies lower.
    Below,
}

impl Panel {
    /// Place and value of the last point of the first line.
    pub fn last(&self) -> Option<(f64, f64)> {
        self.points.iter().rev().find_map(|point| Some((point.place, point.values[0]?)))
    }
}

/// Slope of a line, the probability of such a slope by chance, and whether it is told of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// In the unit of the column.
    pub slope: f64,
    /// Between 0 and 1.
    pub p: f64,
    /// Is it told of?
    pub is_claimed: bool,
}

/// One moment of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Its key in the rows.
    pub key: String,
    /// Its place in time, in steps from the first.
    pub place: f64,
    /// The value and the one to compare with, in the unit of the column; a gap stays a gap.
    pub values: [Option<f64>; 2],
    /// What is read when one of the two is pointed at.
    pub titles: [String; 2],
}

impl Point {
    /// How many of the two are known.
    pub fn values_n(&self) -> usize {
        self.values.iter().flatten().count()
    }

    /// Is at least one of the two known?
    pub fn is_known(&self) -> bool {
        self.values_n() > 0
    }
}

/// What all panels share.
pub struct Frame<'a> {
    /// The first place in time, and the last.
    pub places: (f64, f64),
    /// What the first place and the last one are called.
    pub labels: Vec<(f64, String)>,
    /// What the lines are called, where there are two.
    pub names: Vec<String>,
    /// The columns of the lines.
    pub series: Vec<&'a str>,
    /// What is written beside a line that rises, and beside one that falls.
    pub turns: [String; 2],
    /// What is written beside a line that lies above the second, and beside one that lies below.
    pub sides: [String; 2],
    /// Is the second line everyone else, and not a series of its own?
    pub is_context: bool,
}

impl Frame<'_> {
    /// What is written beside a panel's name.
    fn said(&self, panel: &Panel) -> Option<&String> {
        let turn = panel.trend.filter(|trend| trend.is_claimed).map(|trend| &self.turns[usize::from(trend.slope < 0.0)]);
        turn.or_else(|| panel.side.map(|side| &self.sides[usize::from(side == Side::Below)]))
    }

    fn token(&self, which: usize) -> Token {
        match which {
            0 => SERIES_1,
            _ if self.is_context => CONTEXT,
            _ => SERIES_2,
        }
    }
}

/// The panels from left to right; `unit` is what ticks count in.
pub fn draw(panels: &[Panel], frame: &Frame<'_>, sheet: &Sheet<'_>, unit: f64) -> String {
    let total = sheet.size.width() as f32;
    let across = sheet.size.pick(3, 2).min(panels.len().max(1));
    let down = panels.len().div_ceil(across);
    let values = || panels.iter().flat_map(|panel| &panel.points).flat_map(|point| point.values).flatten();
    let (least, most) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    let ticks = spanning(least, most, sheet.most(3, most - least), unit);
    let left = axes::room(&ticks, sheet);
    let names_height = if frame.names.is_empty() { 0.0 } else { 20.0 };
    let top = TOP + names_height;
    let head = if panels.iter().any(|panel| panel.measure.is_some()) { HEAD + BELOW } else { HEAD };
    let height = top + down as f32 * (head + PANEL + FOOT);
    let pen = Pen::new(Canvas::new(sheet.size.width(), height as u32, sheet.mode));
    let wide = (total - left - (across - 1) as f32 * GAP - 6.0) / across as f32;
    let bounds = (ticks.first().copied().unwrap_or(0.0), ticks.last().copied().unwrap_or(unit));

    pen.canvas.group("axis", &[], None);
    pen.text((0.0, 13.0), Anchor::Start, SMALL, Weight::Regular, sheet.axis);
    let mut at = 0.0;
    for (which, name) in frame.names.iter().enumerate() {
        pen.line(&[(at, 29.0), (at + 20.0, 29.0)], frame.token(which), tenths(which), 1.0);
        let name = fitted(name, total / 2.0 - 34.0, SMALL, Weight::Regular);
        pen.text((at + 26.0, 33.0), Anchor::Start, SMALL, Weight::Regular, &name);
        at += 44.0 + width(&name, SMALL, Weight::Regular);
    }
    pen.canvas.end();

    for (nth, panel) in panels.iter().enumerate() {
        let from = left + (nth % across) as f32 * (wide + GAP);
        let roof = top + (nth / across) as f32 * (head + PANEL + FOOT) + head;
        let x = Scale { from: frame.places.0, to: frame.places.1.max(frame.places.0 + 1.0), low: from + 3.0, high: from + wide - 5.0 };
        let y = Scale { from: bounds.0, to: bounds.1, low: roof + PANEL, high: roof + 4.0 };
        pen.canvas.group("axis", &[], None);
        let turn = frame.said(panel);
        // What is said of the line stands beside the lowest text above the panel.
        let room = wide - turn.map_or(0.0, |turn| width(turn, SMALL, Weight::Bold) + 8.0);
        let label_room = if panel.measure.is_some() { wide } else { room };
        let label = fitted(&panel.label, label_room, TEXT, Weight::Bold);
        pen.text((from, roof - 8.0 - (head - HEAD)), Anchor::Start, TEXT, Weight::Bold, &label);
        if let Some(measure) = &panel.measure {
            pen.text((from, roof - 8.0), Anchor::Start, SMALL, Weight::Regular, &fitted(measure, room, SMALL, Weight::Regular));
        }
        if let Some(turn) = turn {
            pen.text((from + wide, roof - 8.0), Anchor::End, SMALL, Weight::Bold, turn);
        }
        for tick in &ticks {
            pen.line(&[(from, y.at(*tick)), (from + wide, y.at(*tick))], CONTEXT, 5, 0.35);
            if nth % across == 0 {
                pen.text((from - 6.0, y.at(*tick) + 4.0), Anchor::End, SMALL, Weight::Regular, &(sheet.tick)(*tick));
            }
        }
        ends(&pen, &frame.labels, (from, from + wide), roof + PANEL + 16.0);
        pen.canvas.end();
        for (which, series) in frame.series.iter().enumerate().rev() {
            lines(&pen, panel, (which, series, frame.token(which)), x, y);
        }
    }
    pen.canvas.finish(&format!("{}-{}", sheet.id, sheet.size.suffix()), sheet.title, sheet.description)
}

/// The first and the last moment below a panel, the last where there is room for it.
fn ends(pen: &Pen, labels: &[(f64, String)], (from, to): (f32, f32), base: f32) {
    let Some((_, first)) = labels.first() else { return };
    pen.text((from, base), Anchor::Start, SMALL, Weight::Regular, first);
    let last = labels.last().map(|(_, last)| last).filter(|last| *last != first);
    let taken = width(first, SMALL, Weight::Regular) + 8.0;
    if let Some(last) = last.filter(|last| taken + width(last, SMALL, Weight::Regular) <= to - from) {
        pen.text((to, base), Anchor::End, SMALL, Weight::Regular, last);
    }
}

fn lines(pen: &Pen, panel: &Panel, (which, series, token): (usize, &str, Token), x: Scale, y: Scale) {
    let known: Vec<(f64, f64, &Point)> = panel.points.iter().filter_map(|point| Some((point.place, point.values[which]?, point))).collect();
    pen.canvas.group("marks", &[("data-series", series)], None);
    for run in known.chunk_by(|left, right| left.0 + 1.0 >= right.0) {
        let points: Vec<(f32, f32)> = run.iter().map(|(place, value, _)| (x.at(*place), y.at(*value))).collect();
        pen.line(&points, token, tenths(which), 1.0);
    }
    let last = known.len().saturating_sub(1);
    for (nth, (place, value, point)) in known.iter().enumerate() {
        pen.canvas.group("m", &[("data-k", &point.key), ("data-v", &plain(*value))], Some(&point.titles[which]));
        let radius = if which == 0 && nth == last { 3.5 } else { 1.8 };
        pen.dot((x.at(*place), y.at(*value)), radius, token, 1.0, true);
        pen.canvas.end();
    }
    pen.canvas.end();
}

fn tenths(which: usize) -> u32 {
    if which == 0 { 20 } else { 12 }
}
