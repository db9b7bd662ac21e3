//! An estimate and its interval in each row; a line at zero where the scale crosses it.

use super::{
    SMALL, Sheet, Size, TEXT, axes,
    pen::Pen,
    plain,
    scale::{Scale, spanning},
};
use crate::{
    canvas::{Anchor, Canvas},
    text::{Weight, fitted, width},
    theme::{CONTEXT, INK, PAPER, SERIES_1},
};

const AXIS: f32 = 36.0;
const GAP: f32 = 12.0;

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// Its key in the rows.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// The estimate, in the unit of the column.
    pub value: f64,
    /// Where its interval begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
    /// The estimate as people read it.
    pub shown: String,
    /// The interval as people read it.
    pub margin: String,
    /// How many are behind it.
    pub n: Option<i64>,
    /// Is there something to claim? Else the dot is hollow.
    pub is_claimed: bool,
    /// How it stands, in words.
    pub state: Option<String>,
    /// What is read when it is pointed at.
    pub title: String,
}

/// The rows in their order; `unit` is what ticks count in.
pub fn draw(estimates: &[Estimate], sheet: &Sheet<'_>, unit: f64) -> String {
    let total = sheet.size.width() as f32;
    let second = |each: &Estimate| each.state.as_deref().map_or(0.0, |state| width(state, SMALL, Weight::Regular));
    let names = estimates.iter().map(|each| width(&each.label, TEXT, Weight::Regular).max(second(each))).fold(0.0, f32::max);
    let left = sheet.size.pick(names.min(total * 0.36), 0.0);
    let values = estimates.iter().map(|each| width(&each.shown, TEXT, Weight::Bold)).fold(0.0, f32::max);
    let has_states = estimates.iter().any(|each| each.state.is_some());
    // On a phone names stand above their dots.
    let row = match (sheet.size, has_states) {
        (Size::Wide, false) => 28.0,
        (Size::Wide, true) => 40.0,
        (Size::Narrow, false) => 42.0,
        (Size::Narrow, true) => 58.0,
    };
    let bottom = estimates.len() as f32 * row;
    let pen = Pen::new(Canvas::new(sheet.size.width(), (bottom + AXIS) as u32, sheet.mode));
    let least = estimates.iter().map(|each| each.low.min(each.value)).fold(0.0, f64::min);
    let most = estimates.iter().map(|each| each.high.max(each.value)).fold(0.0, f64::max);
    let ticks = spanning(least, most, sheet.most(sheet.size.pick(5, 3), most - least), unit);
    let (first, last) = (ticks.first().copied().unwrap_or(0.0), ticks.last().copied().unwrap_or(unit));
    let x = Scale { from: first, to: last, low: left + GAP + 8.0, high: total - sheet.size.pick(values + GAP + 10.0, 20.0) };

    pen.canvas.group("axis", &[], None);
    for tick in &ticks {
        let is_zero = *tick == 0.0 && first < 0.0;
        let style = if is_zero { (INK, 12, 0.9) } else { (CONTEXT, 5, 0.35) };
        axes::down(&pen, sheet.size, x.at(*tick), (0.0, row, estimates.len()), style);
        pen.text((x.at(*tick), bottom + 15.0), Anchor::Middle, SMALL, Weight::Regular, &(sheet.tick)(*tick));
    }
    pen.text((x.high, bottom + 31.0), Anchor::End, SMALL, Weight::Regular, sheet.axis);
    pen.canvas.end();

    pen.canvas.group("marks", &[("data-series", sheet.series)], None);
    for (nth, each) in estimates.iter().enumerate() {
        let middle = nth as f32 * row + sheet.size.pick(row / 2.0, row - 11.0);
        let (value, n) = (plain(each.value), each.n.map(|n| n.to_string()));
        let mut attributes = vec![("data-k", each.key.as_str()), ("data-v", value.as_str())];
        attributes.extend(n.as_deref().map(|n| ("data-n", n)));
        pen.canvas.group("m", &attributes, Some(&each.title));
        pen.line(&[(x.at(each.low), middle), (x.at(each.high), middle)], SERIES_1, 25, 0.5);
        for end in [each.low, each.high] {
            pen.line(&[(x.at(end), middle - 4.0), (x.at(end), middle + 4.0)], SERIES_1, 15, 0.8);
        }
        if each.is_claimed {
            pen.dot((x.at(each.value), middle), 5.5, SERIES_1, 1.0, true);
        } else {
            pen.dot((x.at(each.value), middle), 5.0, PAPER, 1.0, true);
            pen.ring((x.at(each.value), middle), 5.0, SERIES_1, 20);
        }
        let (name, room) = sheet.size.pick(((left, Anchor::End), left + 0.5), ((0.0, Anchor::Start), total - values - GAP));
        let base = match (sheet.size, &each.state) {
            (Size::Wide, None) => middle + 4.5,
            (Size::Wide, Some(_)) => middle - 2.5,
            (Size::Narrow, None) => middle - 12.0,
            (Size::Narrow, Some(_)) => middle - 28.0,
        };
        pen.text((name.0, base), name.1, TEXT, Weight::Regular, &fitted(&each.label, room, TEXT, Weight::Regular));
        if let Some(state) = &each.state {
            pen.text((name.0, base + 15.5), name.1, SMALL, Weight::Regular, &fitted(state, room, SMALL, Weight::Regular));
        }
        pen.text((total - 1.0, sheet.size.pick(middle + 4.5, base)), Anchor::End, TEXT, Weight::Bold, &each.shown);
        pen.canvas.end();
    }
    pen.canvas.end();
    pen.canvas.finish(&format!("{}-{}", sheet.id, sheet.size.suffix()), sheet.title, sheet.description)
}
