//! Horizontal bars from zero, each with its value at its end, and a thin whisker where the middle half lies.

use super::{
    SMALL, Sheet, TEXT,
    pen::Pen,
    plain,
    scale::{Scale, ticks},
};
use crate::{
    canvas::{Anchor, Canvas},
    text::{Weight, fitted, width},
    theme::{CONTEXT, INK, PAPER, SERIES_1},
};

/// Height of one bar with its space, and of the axis below.
const ROW: f32 = 26.0;
const AXIS: f32 = 34.0;
const GAP: f32 = 8.0;

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
    let labels = bars.iter().map(|bar| width(&bar.label, TEXT, Weight::Regular)).fold(0.0, f32::max).min(room);
    let values = bars.iter().map(|bar| width(&bar.shown, TEXT, Weight::Bold)).fold(0.0, f32::max);
    let bottom = bars.len() as f32 * ROW;
    let pen = Pen::new(Canvas::new(sheet.size.width(), (bottom + AXIS) as u32, sheet.mode));
    let largest = bars.iter().map(|bar| bar.whisker.map_or(bar.value, |(_, high)| high.max(bar.value))).fold(0.0, f64::max);
    let largest = target.map_or(largest, |(target, _)| largest.max(*target));
    let ticks = ticks(largest, sheet.size.pick(5, 3), unit);
    // Values stand behind the longest bar, so the scale ends with the data and not with its last tick.
    let x = Scale { from: 0.0, to: largest.max(unit * 1e-9), low: labels + GAP, high: total - values - GAP - 2.0 };

    pen.canvas.group("axis", &[], None);
    for tick in ticks.iter().filter(|tick| x.at(**tick) <= total - 14.0) {
        pen.line(&[(x.at(*tick), 0.0), (x.at(*tick), bottom)], CONTEXT, 5, 0.35);
        pen.text((x.at(*tick), bottom + 14.0), Anchor::Middle, SMALL, Weight::Regular, &(sheet.tick)(*tick));
    }
    pen.text((x.high, bottom + 29.0), Anchor::End, SMALL, Weight::Regular, sheet.axis);
    pen.canvas.end();

    pen.canvas.group("marks", &[("data-series", sheet.series)], None);
    for (place, bar) in bars.iter().enumerate() {
        let middle = place as f32 * ROW + ROW / 2.0;
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
        pen.text((labels, middle + 4.5), Anchor::End, TEXT, Weight::Regular, &fitted(&bar.label, labels + 0.5, TEXT, Weight::Regular));
        if target.is_none() {
            pen.text((x.at(end) + GAP, middle + 4.5), Anchor::Start, TEXT, Weight::Bold, &bar.shown);
        }
        pen.canvas.end();
    }
    pen.canvas.end();
    if let Some((target, text)) = target {
        let at = x.at(*target);
        pen.canvas.group("axis", &[], None);
        pen.line(&[(at, 0.0), (at, bottom)], INK, 15, 1.0);
        pen.text((0.0, bottom + 29.0), Anchor::Start, SMALL, Weight::Bold, text);
        pen.line(&[(width(text, SMALL, Weight::Bold) + 5.0, bottom + 25.0), (at, bottom + 25.0), (at, bottom)], INK, 8, 0.6);
        // The line stands in front of the bars and behind what is written at their ends.
        for (place, bar) in bars.iter().enumerate() {
            let (from, middle) = (x.at(bar.whisker.map_or(bar.value, |(_, high)| high.max(bar.value))) + GAP, place as f32 * ROW + ROW / 2.0);
            if (from - 2.0..from + values).contains(&at) {
                pen.rectangle((from - 2.0, middle - 9.0), (from + width(&bar.shown, TEXT, Weight::Bold) + 2.0, middle + 9.0), PAPER, 1.0);
            }
            pen.text((from, middle + 4.5), Anchor::Start, TEXT, Weight::Bold, &bar.shown);
        }
        pen.canvas.end();
    }
    pen.canvas.finish(&format!("{}-{}", sheet.id, sheet.size.suffix()), sheet.title, sheet.description)
}
