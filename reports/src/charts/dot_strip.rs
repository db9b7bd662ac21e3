//! One dot for each single case, a row for each group, with two lines that say what is usual there.

use super::{
    SMALL, Sheet, TEXT,
    pen::Pen,
    plain,
    scale::{Scale, ticks},
};
use crate::{
    canvas::{Anchor, Canvas},
    text::{Weight, fitted, width},
    theme::{CONTEXT, INK, SERIES_1, SERIES_2},
};

const ROW: f32 = 36.0;
const AXIS: f32 = 36.0;
const GAP: f32 = 10.0;

/// A row of dots.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    /// What people call it.
    pub label: String,
    /// Where a half and 85 % of those before ended.
    pub usual: Option<(f64, f64)>,
    /// Its dots, the largest first.
    pub dots: Vec<Dot>,
}

/// One case.
#[derive(Debug, Clone, PartialEq)]
pub struct Dot {
    /// Its key in the rows.
    pub key: String,
    /// Its value in the unit of the column.
    pub value: f64,
    /// Is it beyond what is usual?
    pub is_marked: bool,
    /// Its own name, where it is among those that are named.
    pub label: Option<String>,
    /// What is read when it is pointed at.
    pub title: String,
}

/// The rows in their order; `unit` is what ticks count in.
pub fn draw(strips: &[Strip], sheet: &Sheet<'_>, unit: f64) -> String {
    let total = sheet.size.width() as f32;
    let room = total * sheet.size.pick(0.3, 0.32);
    let labels = strips.iter().map(|strip| width(&strip.label, TEXT, Weight::Regular)).fold(0.0, f32::max).min(room);
    let bottom = strips.len() as f32 * ROW;
    let pen = Pen::new(Canvas::new(sheet.size.width(), (bottom + AXIS) as u32, sheet.mode));
    let dots = strips.iter().flat_map(|strip| strip.dots.iter().map(|dot| dot.value).chain(strip.usual.map(|(_, most)| most)));
    let ticks = ticks(dots.fold(0.0, f64::max), sheet.size.pick(5, 3), unit);
    let end = ticks.last().map_or(0.0, |tick| width(&(sheet.tick)(*tick), SMALL, Weight::Regular)) / 2.0;
    let x = Scale { from: 0.0, to: ticks.last().copied().unwrap_or(unit), low: labels + GAP, high: total - end.max(8.0) };

    pen.canvas.group("axis", &[], None);
    for tick in &ticks {
        pen.line(&[(x.at(*tick), 0.0), (x.at(*tick), bottom)], CONTEXT, 5, 0.35);
        pen.text((x.at(*tick), bottom + 15.0), Anchor::Middle, SMALL, Weight::Regular, &(sheet.tick)(*tick));
    }
    pen.text((x.high + end.max(8.0), bottom + 31.0), Anchor::End, SMALL, Weight::Regular, sheet.axis);
    for (nth, strip) in strips.iter().enumerate() {
        let middle = nth as f32 * ROW + ROW / 2.0;
        pen.text((labels, middle + 4.5), Anchor::End, TEXT, Weight::Regular, &fitted(&strip.label, labels + 0.5, TEXT, Weight::Regular));
        if let Some((half, most)) = strip.usual {
            pen.rectangle((x.at(0.0), middle - 12.0), (x.at(most), middle + 12.0), CONTEXT, 0.14);
            pen.line(&[(x.at(half), middle - 12.0), (x.at(half), middle + 12.0)], INK, 10, 0.6);
            pen.line(&[(x.at(most), middle - 12.0), (x.at(most), middle + 12.0)], INK, 20, 0.9);
        }
    }
    pen.canvas.end();

    pen.canvas.group("marks", &[("data-series", sheet.series)], None);
    for (nth, strip) in strips.iter().enumerate() {
        let middle = nth as f32 * ROW + ROW / 2.0;
        // Names stand above their dots, from the largest down, where there is room.
        let mut free_to = total;
        for (place, dot) in strip.dots.iter().enumerate() {
            // Dots of one value are told apart by their height.
            let height = middle + [0.0, -5.0, 5.0][place % 3];
            let value = plain(dot.value);
            pen.canvas.group("m", &[("data-k", &dot.key), ("data-v", &value)], Some(&dot.title));
            let (token, alpha) = if dot.is_marked { (SERIES_2, 1.0) } else { (SERIES_1, 0.7) };
            pen.dot((x.at(dot.value), height), 4.0, token, alpha, true);
            if let Some(label) = dot.label.as_deref().filter(|_| sheet.size == super::Size::Wide) {
                let half = width(label, SMALL, Weight::Regular) / 2.0;
                let at = x.at(dot.value).min(total - half - 1.0);
                if at + half < free_to && at - half > x.low {
                    pen.text((at, middle - 9.0), Anchor::Middle, SMALL, Weight::Regular, label);
                    free_to = at - half - 6.0;
                }
            }
            pen.canvas.end();
        }
    }
    pen.canvas.end();
    pen.canvas.finish(&format!("{}-{}", sheet.id, sheet.size.suffix()), sheet.title, sheet.description)
}
