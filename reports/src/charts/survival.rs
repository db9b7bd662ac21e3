//! What still waits: a line that falls in steps, its margin as a band, and below the axis how many were still observed.

use super::{
    SMALL, Sheet, axes,
    pen::{Pen, Point},
    plain,
    scale::{Scale, ticks},
};
use crate::{
    canvas::{Anchor, Canvas},
    text::{Weight, fitted},
    theme::{INK, SERIES_1},
};

/// One step: from its day on this is the part that waits.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its key in the rows.
    pub key: String,
    /// Days since the beginning.
    pub at: f64,
    /// Part that still waits.
    pub value: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// How many were still observed.
    pub at_risk: Option<i64>,
    /// What is read when it is pointed at.
    pub title: String,
}

/// What is drawn around the line.
pub struct Frame<'a> {
    /// What the axis along the bottom counts.
    pub days: String,
    /// What is written before the numbers of those who were still observed.
    pub watched: String,
    /// A count as people read it.
    pub whole: &'a dyn Fn(u64) -> String,
}

/// The steps in the order of their days.
pub fn draw(steps: &[Step], frame: &Frame<'_>, sheet: &Sheet<'_>) -> String {
    let (total, height) = (sheet.size.width() as f32, sheet.size.height() as f32);
    let pen = Pen::new(Canvas::new(sheet.size.width(), sheet.size.height(), sheet.mode));
    let parts = [0.0, 0.25, 0.5, 0.75, 1.0];
    let left = axes::room(&parts, sheet);
    let most = steps.last().map_or(1.0, |step| step.at).max(1e-9);
    let days = ticks(most, sheet.size.pick(8, 5), 1.0);
    let counts = steps.iter().any(|step| step.at_risk.is_some());
    let bottom = height - if counts { 78.0 } else { 44.0 };
    let y = Scale { from: 0.0, to: 1.0, low: bottom, high: 24.0 };
    let x = Scale { from: 0.0, to: most, low: left, high: total - 14.0 };
    let at = |day: f64, value: f64| -> Point { (x.at(day), y.at(value)) };

    pen.canvas.group("axis", &[], None);
    pen.text((0.0, 13.0), Anchor::Start, SMALL, Weight::Regular, sheet.axis);
    axes::up(&pen, sheet, &parts, y, left, x.high);
    pen.line(&[(left, y.at(0.5)), (x.high, y.at(0.5))], INK, 8, 0.6);
    let shown: Vec<(f64, String)> = days.iter().filter(|day| **day <= most).map(|day| (*day, plain((*day * 1e6).round() / 1e6))).collect();
    axes::along(&pen, &shown, x, bottom + 16.0, total);
    pen.text((total - 1.0, bottom + 32.0), Anchor::End, SMALL, Weight::Regular, &frame.days);
    if counts {
        pen.text((left, bottom + 50.0), Anchor::Start, SMALL, Weight::Regular, &fitted(&frame.watched, total - left, SMALL, Weight::Regular));
        // As many are observed at a day as at the last step before it.
        let watched = |day: f64| steps.iter().rev().find(|step| step.at <= day).or(steps.first()).and_then(|step| step.at_risk);
        let texts = shown.iter().filter_map(|(day, _)| Some((*day, (frame.whole)(u64::try_from(watched(*day)?).ok()?))));
        axes::along(&pen, &texts.collect::<Vec<_>>(), x, bottom + 67.0, total);
    }
    pen.canvas.end();

    pen.canvas.group("bands", &[], None);
    let over = stairs(steps, |step| step.high);
    let under = stairs(steps, |step| step.low);
    let band: Vec<Point> = over.iter().chain(under.iter().rev()).map(|(day, value)| at(*day, *value)).collect();
    pen.area(&band, SERIES_1, 0.18);
    pen.canvas.end();

    pen.canvas.group("marks", &[("data-series", sheet.series)], None);
    // Before the first step all wait.
    let mut before = (0.0, 1.0);
    if steps.first().is_some_and(|step| step.at > 0.0) {
        let end = steps.first().map_or(0.0, |step| step.at);
        pen.line(&[at(0.0, 1.0), at(end, 1.0)], SERIES_1, 20, 1.0);
    }
    for (nth, step) in steps.iter().enumerate() {
        pen.canvas.group("m", &[("data-k", &step.key), ("data-v", &plain(step.value))], Some(&step.title));
        let end = steps.get(nth + 1).map_or(step.at, |next| next.at);
        pen.line(&[at(step.at, before.1), at(step.at, step.value), at(end, step.value)], SERIES_1, 20, 1.0);
        pen.canvas.end();
        before = (end, step.value);
    }
    pen.canvas.end();
    if let Some(half) = steps.iter().find(|step| step.value <= 0.5) {
        pen.canvas.group("axis", &[], None);
        pen.line(&[at(half.at, 0.5), at(half.at, 0.0)], INK, 8, 0.6);
        pen.dot(at(half.at, 0.5), 3.5, INK, 1.0, true);
        pen.canvas.end();
    }
    pen.canvas.finish(&format!("{}-{}", sheet.id, sheet.size.suffix()), sheet.title, sheet.description)
}

/// The corners of a line that keeps each value until the next step.
fn stairs(steps: &[Step], of: impl Fn(&Step) -> f64) -> Vec<(f64, f64)> {
    let mut corners = vec![(0.0, 1.0)];
    for step in steps {
        let before = corners.last().map_or(1.0, |(_, value)| *value);
        corners.extend([(step.at, before), (step.at, of(step))]);
    }
    corners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_until_the_next_step() {
        let step = |at, value| Step { key: String::new(), at, value, low: value, high: value, at_risk: None, title: String::new() };
        let corners = stairs(&[step(2.0, 0.8), step(5.0, 0.4)], |step| step.value);
        assert_eq!(corners, [(0.0, 1.0), (2.0, 1.0), (2.0, 0.8), (5.0, 0.8), (5.0, 0.4)]);
    }
}
