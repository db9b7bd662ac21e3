//! What several kinds share: ticks at the left and along the bottom, and names beside their colours.

use super::{SMALL, Sheet, Size, pen::Pen, scale::Scale};
use crate::{
    canvas::Anchor,
    text::{Weight, fitted, width},
    theme::{CONTEXT, SERIES, Token},
};

/// Height of a line of names, side of a colour, and space between names.
const LINE: f32 = 20.0;
const SIDE: f32 = 11.0;
const APART: f32 = 18.0;

/// The room that the texts of ticks need at the left of a plot.
pub fn room(ticks: &[f64], sheet: &Sheet<'_>) -> f32 {
    ticks.iter().map(|tick| width(&(sheet.tick)(*tick), SMALL, Weight::Regular)).fold(0.0, f32::max) + 8.0
}

/// Ticks of values at the left, with a thin line across each.
pub fn up(pen: &Pen, sheet: &Sheet<'_>, ticks: &[f64], y: Scale, from: f32, to: f32) {
    for tick in ticks {
        pen.line(&[(from, y.at(*tick)), (to, y.at(*tick))], CONTEXT, 5, 0.35);
        pen.text((from - 6.0, y.at(*tick) + 4.0), Anchor::End, SMALL, Weight::Regular, &(sheet.tick)(*tick));
    }
}

/// A tick's line from the top down, over rows of some height; on a phone only where the dots of a row are, below its name.
pub fn down(pen: &Pen, size: Size, x: f32, (top, row, rows): (f32, f32, usize), (token, tenths, alpha): (Token, u32, f64)) {
    if size == Size::Wide {
        return pen.line(&[(x, top), (x, top + row * rows as f32)], token, tenths, alpha);
    }
    for nth in 1..=rows {
        let end = top + row * nth as f32;
        pen.line(&[(x, end - 21.0), (x, end - 1.0)], token, tenths, alpha);
    }
}

/// Texts along the bottom of evenly spaced places: as many as there is room for, evenly apart.
pub fn along(pen: &Pen, labels: &[(f64, String)], x: Scale, base: f32, total: f32) {
    let widest = labels.iter().map(|(_, label)| width(label, SMALL, Weight::Regular)).fold(0.0, f32::max);
    let apart = labels.windows(2).map(|pair| x.at(pair[1].0) - x.at(pair[0].0)).fold(f32::INFINITY, f32::min).max(0.1);
    let stride = ((widest + 10.0) / apart).ceil().max(1.0) as usize;
    for (at, label) in labels.iter().step_by(stride) {
        let half = width(label, SMALL, Weight::Regular) / 2.0;
        let middle = x.at(*at).clamp(half, (total - half - 1.0).max(half));
        pen.text((middle, base), Anchor::Middle, SMALL, Weight::Regular, label);
    }
}

/// What a colour stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// What people call it.
    pub label: String,
    /// All others together, drawn apart.
    pub is_rest: bool,
}

impl Name {
    /// The colour of the nth name.
    pub fn token(names: &[Self], place: usize) -> Token {
        if names.get(place).is_none_or(|name| name.is_rest) { CONTEXT } else { SERIES[place % SERIES.len()] }
    }
}

/// Names beside their colours, in as many lines as they need.
pub struct Legend {
    entries: Vec<(f32, f32, Token, String)>,
    /// Height in pixels.
    pub height: f32,
}

impl Legend {
    /// The names from left to right, within a width.
    pub fn of(names: &[Name], total: f32) -> Self {
        let (mut x, mut line, mut entries) = (0.0, 0, Vec::new());
        for (place, name) in names.iter().enumerate() {
            let text = fitted(&name.label, total - SIDE - 6.0, SMALL, Weight::Regular);
            let wide = SIDE + 6.0 + width(&text, SMALL, Weight::Regular);
            if x > 0.0 && x + wide > total {
                (x, line) = (0.0, line + 1);
            }
            entries.push((x, line as f32 * LINE, Name::token(names, place), text));
            x += wide + APART;
        }
        Self { height: if names.is_empty() { 0.0 } else { (line + 1) as f32 * LINE + 4.0 }, entries }
    }

    /// Draws them from the top down.
    pub fn draw(&self, pen: &Pen) {
        pen.canvas.group("names", &[], None);
        for (x, y, token, text) in &self.entries {
            pen.rectangle((*x, y + 3.0), (x + SIDE, y + 3.0 + SIDE), *token, 1.0);
            pen.text((x + SIDE + 6.0, y + 13.0), Anchor::Start, SMALL, Weight::Regular, text);
        }
        pen.canvas.end();
    }
}
