//! Horizontal bars from zero, each with its value at its end, and a thin whisker where the middle half lies.

use super::{
    SMALL, Sheet, Size, TEXT, axes,
    pen::Pen,
    plain,
    scale::{Scale, ticks},
};
use crate::{
    canvas::{Anchor, Canvas},
    text::{Weight, fitted, width},
    theme::{CONTEXT, INK, PAPER, SERIES_1},
};

/// Height of one bar with its space, of one whose name stands above it, and of the axis below.
const ROW: f32 = 26.0;
const TALL: f32 = 40.0;
const AXIS: f32 = 34.0;
const GAP: f32 = 8.0;
/// Height of the line below that tells the target.
const TARGET: f32 = 18.0;

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Its key in the rows.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// Its value in the unit of the column, exactly as the row holds it.
    pub value: f64,
    /// Where its whisker begins and ends.
    pub whisker: Option<(f64, f64)>,
    /// How many cases are behind it.
    pub n: Option<i64>,
    /// The value as people read it.
    pub shown: String,
    /// What is read when it is pointed at.
    pub title: String,
    /// All others together, drawn apart.
    pub is_rest: bool,
}

/// The bars in their order; `unit` is what ticks count in, `target` what should be reached and how that is said.
pub fn draw(bars: &[Bar], target: Option<&(f64, String)>, sheet: &Sheet<'_>, unit: f64) -> String {
    let total = sheet.size.width() as f32;
    let room = total * sheet.size.pick(0.36, 0.38);
    let longest = bars.iter().map(|bar| width(&bar.label, TEXT, Weight::Regular)).fold(0.0, f32::max);
    // On a phone names for which there is no room at the side stand above their bars.
    let is_tall = sheet.size == Size::Narrow && longest > room;
    let labels = if is_tall { -GAP } else { longest.min(room) };
    let row = if is_tall { TALL } else { ROW };
    let middle = |place: usize| place as f32 * row + if is_tall { row - 11.0 } else { row / 2.0 };
    let (side, rows) = (if is_tall { Size::Narrow } else { Size::Wide }, (0.0, row, bars.len()));
    let values = bars.iter().map(|bar| width(&bar.shown, TEXT, Weight::Bold)).fold(0.0, f32::max);
    let bottom = bars.len() as f32 * row;
    let pen = Pen::new(Canvas::new(sheet.size.width(), (bottom + AXIS + target.map_or(0.0, |_| TARGET)) as u32, sheet.mode));
    let largest = bars.iter().map(|bar| bar.whisker.map_or(bar.value, |(_, high)| high.max(bar.value))).fold(0.0, f64::max);
    let largest = target.map_or(largest, |(target, _)| largest.max(*target));
    let ticks = ticks(largest, sheet.most(sheet.size.pick(5, 3), largest), unit);
    // Values stand behind the longest bar, so the scale ends with the data and not with its last tick.
    let x = Scale { from: 0.0, to: largest.max(unit * 1e-9), low: labels + GAP, high: total - values - GAP - 2.0 };

    pen.canvas.group("axis", &[], None);
    for tick in ticks.iter().filter(|tick| x.at(**tick) <= total - 14.0) {
        axes::down(&pen, side, x.at(*tick), rows, (CONTEXT, 5, 0.35));
        let text = (sheet.tick)(*tick);
        let half = if is_tall { width(&text, SMALL, Weight::Regular) / 2.0 } else { 0.0 };
        pen.text((x.at(*tick).max(half), bottom + 14.0), Anchor::Middle, SMALL, Weight::Regular, &text);
    }
    pen.text((x.high, bottom + 29.0), Anchor::End, SMALL, Weight::Regular, sheet.axis);
    pen.canvas.end();

    pen.canvas.group("marks", &[("data-series", sheet.series)], None);
    for (place, bar) in bars.iter().enumerate() {
        let middle = middle(place);
        let (value, n) = (plain(bar.value), bar.n.map(|n| n.to_string()));
        let mut attributes = vec![("data-k", bar.key.as_str()), ("data-v", value.as_str())];
        attributes.extend(n.as_deref().map(|n| ("data-n", n)));
        pen.canvas.group("m", &attributes, Some(&bar.title));
        let token = if bar.is_rest { CONTEXT } else { SERIES_1 };
        pen.rectangle((x.at(0.0), middle - 7.0), (x.at(bar.value), middle + 7.0), token, 1.0);
        let mut end = bar.value;
        if let Some((low, high)) = bar.whisker {
            pen.line(&[(x.at(low), middle), (x.at(high), middle)], INK, 15, 1.0);
            end = end.max(high);
        }
        if is_tall {
            pen.text((0.0, middle - 12.0), Anchor::Start, TEXT, Weight::Regular, &fitted(&bar.label, total, TEXT, Weight::Regular));
        } else {
            pen.text((labels, middle + 4.5), Anchor::End, TEXT, Weight::Regular, &fitted(&bar.label, labels + 0.5, TEXT, Weight::Regular));
        }
        if target.is_none() {
            pen.text((x.at(end) + GAP, middle + 4.5), Anchor::Start, TEXT, Weight::Bold, &bar.shown);
        }
        pen.canvas.end();
    }
    pen.canvas.end();
    if let Some((target, text)) = target {
        let at = x.at(*target);
        pen.canvas.group("axis", &[], None);
        axes::down(&pen, side, at, rows, (INK, 15, 1.0));
        let half = width(text, SMALL, Weight::Bold) / 2.0;
        pen.text((at.clamp(half, (total - half - 1.0).max(half)), bottom + 29.0 + TARGET), Anchor::Middle, SMALL, Weight::Bold, text);
        // The line stands in front of the bars and behind what is written at their ends.
        for (place, bar) in bars.iter().enumerate() {
            let (from, middle) = (x.at(bar.whisker.map_or(bar.value, |(_, high)| high.max(bar.value))) + GAP, middle(place));
            if (from - 2.0..from + values).contains(&at) {
                pen.rectangle((from - 2.0, middle - 9.0), (from + width(&bar.shown, TEXT, Weight::Bold) + 2.0, middle + 9.0), PAPER, 1.0);
            }
            pen.text((from, middle + 4.5), Anchor::Start, TEXT, Weight::Bold, &bar.shown);
        }
        pen.canvas.end();
    }
    pen.canvas.finish(&format!("{}-{}", sheet.id, sheet.size.suffix()), sheet.title, sheet.description)
}
