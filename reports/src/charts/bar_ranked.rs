//! Horizontal bars from zero, each with its value at its end, and a thin whisker where the middle half lies.

use plotters::{prelude::*, style::RGBColor};

use super::{Mark, Size, axis::ticks, plain};
use crate::{
    canvas::{Anchor, Canvas, TENTHS},
    text::{Weight, fitted, width},
    theme::{CONTEXT, INK, Mode, SERIES_1, Token},
};

/// Height of one bar with its space, and of the axis below.
const ROW: f32 = 26.0;
const AXIS: f32 = 34.0;
const TEXT: f32 = 13.0;
const SMALL: f32 = 12.0;
const GAP: f32 = 8.0;

/// What is said around the bars.
pub struct Words<'a> {
    /// Ids begin with it.
    pub id: &'a str,
    /// The drawing's title.
    pub title: &'a str,
    /// Its description.
    pub description: &'a str,
    /// What the axis counts.
    pub axis: &'a str,
    /// Name of the series.
    pub series: &'a str,
    /// A tick as people read it.
    pub tick: &'a dyn Fn(f64) -> String,
}

/// The bars in their order.
pub fn draw(marks: &[Mark], words: &Words<'_>, size: Size, mode: Mode) -> String {
    let total = size.width() as f32;
    let room = if size == Size::Wide { total * 0.36 } else { total * 0.38 };
    let labels = marks.iter().map(|mark| width(&mark.label, TEXT, Weight::Regular)).fold(0.0, f32::max).min(room);
    let values = marks.iter().map(|mark| width(&mark.shown, TEXT, Weight::Bold)).fold(0.0, f32::max);
    let (left, right) = (labels + GAP, total - values - GAP - 2.0);
    let height = marks.len() as f32 * ROW + AXIS;
    let canvas = Canvas::new(size.width(), height as u32, mode);
    let largest = marks.iter().map(|mark| mark.whisker.map_or(mark.value, |(_, high)| high.max(mark.value))).fold(0.0, f64::max);
    let ticks = ticks(largest, if size == Size::Wide { 5 } else { 3 });
    let top = ticks.last().copied().unwrap_or(1.0);
    let plot = Plot { left, right, top };

    canvas.group("axis", &[], None);
    for tick in &ticks {
        plot.line(&canvas, (*tick, 0.0), (*tick, marks.len() as f32 * ROW), CONTEXT, 5, 0.35);
        canvas.text((plot.x(*tick), marks.len() as f32 * ROW + 14.0), Anchor::Middle, SMALL, Weight::Regular, &(words.tick)(*tick));
    }
    canvas.text((right, marks.len() as f32 * ROW + 29.0), Anchor::End, SMALL, Weight::Regular, words.axis);
    canvas.end();

    canvas.group("marks", &[("data-series", words.series)], None);
    for (place, mark) in marks.iter().enumerate() {
        let middle = place as f32 * ROW + ROW / 2.0;
        let (value, n) = (plain(mark.value), mark.n.map(|n| n.to_string()));
        let mut attributes = vec![("data-k", mark.key.as_str()), ("data-v", value.as_str())];
        attributes.extend(n.as_deref().map(|n| ("data-n", n)));
        canvas.group("m", &attributes, Some(&mark.title()));
        plot.bar(&canvas, mark.value, (middle - 7.0, middle + 7.0));
        let mut end = mark.value;
        if let Some((low, high)) = mark.whisker {
            plot.line(&canvas, (low, middle), (high, middle), INK, 15, 1.0);
            end = end.max(high);
        }
        canvas.text((labels, middle + 4.5), Anchor::End, TEXT, Weight::Regular, &fitted(&mark.label, labels + 0.5, TEXT, Weight::Regular));
        canvas.text((plot.x(end) + GAP, middle + 4.5), Anchor::Start, TEXT, Weight::Bold, &mark.shown);
        canvas.end();
    }
    canvas.end();
    canvas.finish(&format!("{}-{}", words.id, size.suffix()), words.title, words.description)
}

/// Where values lie between the labels on the left and the values on the right.
struct Plot {
    left: f32,
    right: f32,
    top: f64,
}

impl Plot {
    fn x(&self, value: f64) -> f32 {
        self.left + (self.right - self.left) * (value / self.top) as f32
    }

    fn bar(&self, canvas: &Canvas, value: f64, (from, to): (f32, f32)) {
        let area = canvas.clone().into_drawing_area();
        let rectangle = Rectangle::new([at((self.left, from)), at((self.x(value), to))], color(SERIES_1).filled());
        area.draw(&rectangle).expect("writing into a text cannot fail");
    }

    fn line(&self, canvas: &Canvas, from: (f64, f32), to: (f64, f32), token: Token, tenths: u32, alpha: f64) {
        let area = canvas.clone().into_drawing_area();
        let ends = vec![at((self.x(from.0), from.1)), at((self.x(to.0), to.1))];
        let style = color(token).mix(alpha).stroke_width(tenths);
        area.draw(&PathElement::new(ends, style)).expect("writing into a text cannot fail");
    }
}

fn at((x, y): (f32, f32)) -> (i32, i32) {
    ((x * TENTHS as f32).round() as i32, (y * TENTHS as f32).round() as i32)
}

fn color(token: Token) -> RGBColor {
    let (red, green, blue) = token.rgb;
    RGBColor(red, green, blue)
}
