//! Two dots in each row and what lies between them: a disc for what is wanted, a ring for what is there.

use super::{
    SMALL, Sheet, Size, TEXT, axes,
    pen::Pen,
    plain,
    scale::{Scale, spanning},
};
use crate::{
    canvas::{Anchor, Canvas},
    text::{Weight, fitted, width},
    theme::{CONTEXT, PAPER, SERIES_1, SERIES_2},
};

/// Height of a row; on a phone the name stands above its dots.
const ROW: f32 = 30.0;
const TALL: f32 = 42.0;
const AXIS: f32 = 36.0;
const TOP: f32 = 30.0;
const GAP: f32 = 12.0;

/// One pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Its key in the rows.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// The first value, in the unit of its column.
    pub from: Option<f64>,
    /// The second.
    pub to: Option<f64>,
    /// How many are behind it.
    pub n: Option<i64>,
    /// What lies between them, as people read it.
    pub shown: String,
    /// What is read when one of the two is pointed at.
    pub titles: [String; 2],
}

impl Pair {
    /// The first less the second, where both are known.
    pub fn gap(&self) -> Option<f64> {
        Some(self.from? - self.to?)
    }
}

/// What the two dots and their difference are called.
pub struct Legend<'a> {
    /// The two dots.
    pub names: [String; 2],
    /// What stands at the end of a row.
    pub gap: String,
    /// The columns of the two.
    pub series: [&'a str; 2],
}

/// The pairs in their order; `unit` is what ticks count in.
pub fn draw(pairs: &[Pair], legend: &Legend<'_>, sheet: &Sheet<'_>, unit: f64) -> String {
    let total = sheet.size.width() as f32;
    let names = pairs.iter().map(|pair| width(&pair.label, TEXT, Weight::Regular)).fold(0.0, f32::max).min(total * 0.34);
    let left = sheet.size.pick(names, 0.0);
    let row = sheet.size.pick(ROW, TALL);
    let middle = |nth: usize| TOP + nth as f32 * row + sheet.size.pick(row / 2.0, row - 11.0);
    let gaps = pairs.iter().map(|pair| width(&pair.shown, TEXT, Weight::Bold)).fold(width(&legend.gap, SMALL, Weight::Regular), f32::max);
    let bottom = TOP + pairs.len() as f32 * row;
    let pen = Pen::new(Canvas::new(sheet.size.width(), (bottom + AXIS) as u32, sheet.mode));
    let values = || pairs.iter().flat_map(|pair| [pair.from, pair.to]).flatten();
    let (least, most) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    let ticks = spanning(least, most, sheet.most(sheet.size.pick(5, 3), most - least), unit);
    let (first, last) = (ticks.first().copied().unwrap_or(0.0), ticks.last().copied().unwrap_or(unit));
    let x = Scale { from: first, to: last, low: left + GAP + 6.0, high: total - sheet.size.pick(gaps + GAP + 10.0, 16.0) };

    pen.canvas.group("axis", &[], None);
    for tick in &ticks {
        axes::down(&pen, sheet.size, x.at(*tick), (TOP, row, pairs.len()), (CONTEXT, 5, 0.35));
        pen.text((x.at(*tick), bottom + 15.0), Anchor::Middle, SMALL, Weight::Regular, &(sheet.tick)(*tick));
    }
    pen.text((x.high, bottom + 31.0), Anchor::End, SMALL, Weight::Regular, sheet.axis);
    pen.text((total - 1.0, TOP - 8.0), Anchor::End, SMALL, Weight::Regular, &legend.gap);
    let mut at = 7.0;
    for (nth, name) in legend.names.iter().enumerate() {
        dot(&pen, (at, 9.0), nth);
        let room = (total - at) / (2 - nth) as f32 - 14.0;
        let name = fitted(name, room, SMALL, Weight::Regular);
        pen.text((at + 11.0, 13.0), Anchor::Start, SMALL, Weight::Regular, &name);
        at += width(&name, SMALL, Weight::Regular) + 32.0;
    }
    for (nth, pair) in pairs.iter().enumerate() {
        let middle = middle(nth);
        if sheet.size == Size::Wide {
            pen.text((left, middle + 4.5), Anchor::End, TEXT, Weight::Regular, &fitted(&pair.label, left + 0.5, TEXT, Weight::Regular));
            pen.text((total - 1.0, middle + 4.5), Anchor::End, TEXT, Weight::Bold, &pair.shown);
        } else {
            pen.text((0.0, middle - 12.0), Anchor::Start, TEXT, Weight::Regular, &fitted(&pair.label, total - gaps - GAP, TEXT, Weight::Regular));
            pen.text((total - 1.0, middle - 12.0), Anchor::End, TEXT, Weight::Bold, &pair.shown);
        }
        if let (Some(from), Some(to)) = (pair.from, pair.to) {
            let (token, alpha) = if from > to { (SERIES_2, 0.55) } else { (CONTEXT, 0.8) };
            pen.line(&[(x.at(from), middle), (x.at(to), middle)], token, 30, alpha);
        }
    }
    pen.canvas.end();

    for (which, series) in legend.series.iter().enumerate() {
        pen.canvas.group("marks", &[("data-series", series)], None);
        for (nth, pair) in pairs.iter().enumerate() {
            let Some(value) = [pair.from, pair.to][which] else { continue };
            let (exact, n) = (plain(value), pair.n.map(|n| n.to_string()));
            let mut attributes = vec![("data-k", pair.key.as_str()), ("data-v", exact.as_str())];
            attributes.extend(n.as_deref().map(|n| ("data-n", n)));
            pen.canvas.group("m", &attributes, Some(&pair.titles[which]));
            dot(&pen, (x.at(value), middle(nth)), which);
            pen.canvas.end();
        }
        pen.canvas.end();
    }
    pen.canvas.finish(&format!("{}-{}", sheet.id, sheet.size.suffix()), sheet.title, sheet.description)
}

fn dot(pen: &Pen, at: (f32, f32), which: usize) {
    if which == 0 {
        pen.dot(at, 6.0, SERIES_2, 1.0, true);
    } else {
        pen.dot(at, 5.5, PAPER, 1.0, true);
        pen.ring(at, 5.5, SERIES_1, 25);
    }
}
