//! Bands over time, one for each stage: a band's height is what is in process there, below it lies what has left the last stage.

use super::{
    SMALL, Sheet,
    pen::{Pen, Point},
    scale::{Scale, dodged, ticks},
};
use crate::{
    canvas::{Anchor, Canvas},
    text::{Weight, fitted, width},
    theme::{CONTEXT, PAPER, SERIES_1},
};

/// One stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// Its key in the rows.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// Its days, the same for all stages.
    pub days: Vec<Day>,
}

/// One day of a stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    /// Its key in the rows.
    pub key: String,
    /// How many had entered by its end.
    pub entered: i64,
    /// How many had left.
    pub left: i64,
    /// What is read when it is pointed at.
    pub title: String,
}

impl Day {
    /// How many are in process.
    pub fn in_process(&self) -> i64 {
        self.entered - self.left
    }
}

/// A stage of which fewer had entered, or left, by a later day: such rows are not drawn.
pub fn falling(layers: &[Layer]) -> Option<&str> {
    let falls = |layer: &&Layer| layer.days.windows(2).any(|pair| pair[1].entered < pair[0].entered || pair[1].left < pair[0].left);
    layers.iter().find(falls).map(|layer| layer.key.as_str())
}

/// The bands, the first stage on top; `labels` are the days as the axis shows them, `rest` names what lies below.
pub fn draw(layers: &[Layer], labels: &[String], rest: &str, sheet: &Sheet<'_>) -> String {
    let (total, height) = (sheet.size.width() as f32, sheet.size.height() as f32);
    let pen = Pen::new(Canvas::new(sheet.size.width(), sheet.size.height(), sheet.mode));
    let edges = edges(layers);
    let days = labels.len();
    let largest = edges.first().into_iter().flatten().copied().max().unwrap_or(0) as f64;
    let ticks = ticks(largest, 5, 1.0);
    let left = ticks.iter().map(|tick| width(&(sheet.tick)(*tick), SMALL, Weight::Regular)).fold(0.0, f32::max) + 8.0;
    let room = total * sheet.size.pick(0.26, 0.3);
    let y = Scale { from: 0.0, to: ticks.last().copied().unwrap_or(1.0), low: height - 30.0, high: 24.0 };
    let x = Scale { from: 0.0, to: (days.max(2) - 1) as f64, low: left, high: total - room };
    let at = |nth: usize, value: i64| -> Point { (x.at(nth as f64), y.at(value as f64)) };
    let band = |above: &[i64], below: &[i64]| -> Vec<Point> {
        let top = above.iter().enumerate().map(|(nth, value)| at(nth, *value));
        top.chain(below.iter().enumerate().rev().map(|(nth, value)| at(nth, *value))).collect()
    };
    let now = |layer: &Layer| layer.days.last().map_or(0, Day::in_process);
    let most = layers.iter().map(now).max().unwrap_or(0);
    let is_most = |layer: &Layer| now(layer) == most && most > 0;

    pen.canvas.group("axis", &[], None);
    pen.text((0.0, 13.0), Anchor::Start, SMALL, Weight::Regular, sheet.axis);
    for tick in &ticks {
        pen.line(&[(left, y.at(*tick)), (x.high, y.at(*tick))], CONTEXT, 5, 0.35);
        pen.text((left - 6.0, y.at(*tick) + 4.0), Anchor::End, SMALL, Weight::Regular, &(sheet.tick)(*tick));
    }
    let mut free_from = 0.0;
    for (nth, label) in labels.iter().enumerate() {
        let half = width(label, SMALL, Weight::Regular) / 2.0;
        let middle = x.at(nth as f64);
        if middle - half >= free_from {
            pen.text((middle, height - 10.0), Anchor::Middle, SMALL, Weight::Regular, label);
            free_from = middle + half + 14.0;
        }
    }
    pen.canvas.end();

    pen.canvas.group("bands", &[], None);
    let ground = vec![0; days];
    pen.area(&band(edges.last().unwrap_or(&ground), &ground), CONTEXT, 0.15);
    for (nth, layer) in layers.iter().enumerate() {
        let (token, alpha) = if is_most(layer) { (SERIES_1, 0.9) } else { (CONTEXT, if nth % 2 == 0 { 0.75 } else { 0.5 }) };
        pen.area(&band(&edges[nth], &edges[nth + 1]), token, alpha);
    }
    pen.canvas.end();

    pen.canvas.group("marks", &[("data-series", sheet.series)], None);
    for (nth, layer) in layers.iter().enumerate() {
        for (place, day) in layer.days.iter().enumerate() {
            let value = day.in_process().to_string();
            pen.canvas.group("m", &[("data-k", &day.key), ("data-v", &value)], Some(&day.title));
            pen.line(&[at(place, edges[nth][place]), at(place, edges[nth + 1][place])], PAPER, 5, 0.6);
            pen.canvas.end();
        }
    }
    pen.canvas.end();

    pen.canvas.group("labels", &[], None);
    let last = days.saturating_sub(1);
    let middle = |above: i64, below: i64| (y.at(above as f64) + y.at(below as f64)) / 2.0;
    let mut wishes: Vec<f32> = (0..layers.len()).map(|nth| middle(edges[nth][last], edges[nth + 1][last])).collect();
    wishes.push(middle(edges.last().map_or(0, |edge| edge.get(last).copied().unwrap_or(0)), 0));
    let texts = layers.iter().map(|layer| (format!("{} {}", now(layer), layer.label), is_most(layer))).chain([(rest.to_owned(), false)]);
    for ((text, is_bold), place) in texts.zip(dodged(&wishes, 15.0, 12.0, height - 34.0)) {
        let weight = if is_bold { Weight::Bold } else { Weight::Regular };
        pen.text((x.high + 8.0, place + 4.0), Anchor::Start, SMALL, weight, &fitted(&text, room - 10.0, SMALL, weight));
    }
    pen.canvas.end();
    pen.canvas.finish(&format!("{}-{}", sheet.id, sheet.size.suffix()), sheet.title, sheet.description)
}

/// The lines between the bands, from above the first stage to below the last, day by day. None of what had left the last stage
/// before the first day counts.
fn edges(layers: &[Layer]) -> Vec<Vec<i64>> {
    let days = layers.first().map_or(0, |layer| layer.days.len());
    let gone = |nth: usize| layers.last().map_or(0, |layer| layer.days[nth].left - layer.days[0].left);
    let mut edges = vec![(0..days).map(gone).collect::<Vec<i64>>()];
    for layer in layers.iter().rev() {
        let below = edges.last().cloned().unwrap_or_default();
        edges.push(below.iter().zip(&layer.days).map(|(below, day)| below + day.in_process()).collect());
    }
    edges.reverse();
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(key: &str, days: &[(i64, i64)]) -> Layer {
        let day = |(entered, left): &(i64, i64)| Day { key: String::new(), entered: *entered, left: *left, title: String::new() };
        Layer { key: key.to_owned(), label: key.to_owned(), days: days.iter().map(day).collect() }
    }

    #[test]
    fn heights_are_what_is_in_process() {
        let layers = [layer("a", &[(10, 4), (15, 9)]), layer("b", &[(4, 3), (9, 4)])];
        let edges = edges(&layers);
        assert_eq!(edges, [[7, 12], [1, 6], [0, 1]]);
        assert_eq!(falling(&layers), None);
    }

    #[test]
    fn a_count_that_falls_is_found() {
        assert_eq!(falling(&[layer("a", &[(10, 4), (9, 4)])]), Some("a"));
        assert_eq!(falling(&[layer("a", &[(1, 0), (1, 0)]), layer("b", &[(10, 4), (11, 3)])]), Some("b"));
    }
}
