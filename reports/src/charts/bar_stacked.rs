//! Bars of 100 %, each of the parts that make it up: colours are named above, shares stand below their parts.

use super::{
    SMALL, Sheet, Size, TEXT,
    axes::{Legend, Name},
    pen::Pen,
    plain,
    scale::Scale,
};
use crate::{
    Language,
    canvas::{Anchor, Canvas},
    format,
    text::{Weight, fitted, width},
    theme::{INK, PAPER},
};

/// Height of a bar, and of the line of shares below it.
const BAR: f32 = 16.0;
const BELOW: f32 = 17.0;
const SPACE: f32 = 11.0;
const GAP: f32 = 8.0;
/// Smaller parts bear no share.
const LEAST: f64 = 0.04;

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Its key in the rows.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// All others together, drawn last.
    pub is_rest: bool,
    /// The sum of its parts, in the unit of the column.
    pub total: f64,
    /// The sum as people read it.
    pub shown: String,
    /// Its parts in the order in which they are drawn.
    pub pieces: Vec<Piece>,
}

/// One part of a bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Its key in the rows.
    pub key: String,
    /// What people call the part.
    pub label: String,
    /// Which of the names it belongs to.
    pub part: usize,
    /// Its value in the unit of the column.
    pub value: f64,
    /// What part of the bar it is.
    pub share: f64,
    /// How many cases are behind it.
    pub n: Option<i64>,
    /// What is read when it is pointed at.
    pub title: String,
}

/// The bars in their order; `names` are those of the parts.
pub fn draw(bars: &[Bar], names: &[Name], sheet: &Sheet<'_>, language: Language) -> String {
    let total = sheet.size.width() as f32;
    let legend = Legend::of(names, total);
    let sums = bars.iter().map(|bar| width(&bar.shown, TEXT, Weight::Bold)).fold(0.0, f32::max);
    let labels = bars.iter().map(|bar| width(&bar.label, TEXT, Weight::Regular)).fold(0.0, f32::max).min(total * 0.32);
    // On a phone names stand above their bars, so that the parts have the whole width.
    let (left, above) = sheet.size.pick((labels + GAP, 0.0), (0.0, 18.0));
    let right = sheet.size.pick(total - sums - GAP, total);
    let row = above + BAR + BELOW + SPACE;
    let x = Scale { from: 0.0, to: 1.0, low: left, high: right };
    let pen = Pen::new(Canvas::new(sheet.size.width(), (legend.height + bars.len() as f32 * row) as u32, sheet.mode));
    legend.draw(&pen);

    pen.canvas.group("marks", &[("data-series", sheet.series)], None);
    for (place, bar) in bars.iter().enumerate() {
        let top = legend.height + place as f32 * row + above;
        let mut before = 0.0;
        for piece in &bar.pieces {
            let (value, n) = (plain(piece.value), piece.n.map(|n| n.to_string()));
            let mut attributes = vec![("data-k", piece.key.as_str()), ("data-v", value.as_str())];
            attributes.extend(n.as_deref().map(|n| ("data-n", n)));
            pen.canvas.group("m part", &attributes, Some(&piece.title));
            pen.rectangle((x.at(before), top), (x.at(before + piece.share), top + BAR), Name::token(names, piece.part), 1.0);
            pen.canvas.end();
            before += piece.share;
        }
    }
    pen.canvas.end();

    pen.canvas.group("labels", &[], None);
    for (place, bar) in bars.iter().enumerate() {
        let top = legend.height + place as f32 * row + above;
        let name = |room: f32| fitted(&bar.label, room, TEXT, Weight::Regular);
        if sheet.size == Size::Wide {
            pen.text((labels, top + 12.5), Anchor::End, TEXT, Weight::Regular, &name(labels + 0.5));
            pen.text((total - 1.0, top + 12.5), Anchor::End, TEXT, Weight::Bold, &bar.shown);
        } else {
            pen.text((0.0, top - 6.0), Anchor::Start, TEXT, Weight::Regular, &name(total - sums - GAP));
            pen.text((total - 1.0, top - 6.0), Anchor::End, TEXT, Weight::Bold, &bar.shown);
        }
        let mut before = 0.0;
        for part in 0..names.len() {
            let share: f64 = bar.pieces.iter().filter(|piece| piece.part == part).map(|piece| piece.share).sum();
            let (from, to) = (x.at(before), x.at(before + share));
            before += share;
            if share < 1.0 && before < 1.0 - 1e-9 && share > 0.0 {
                pen.line(&[(to, top - 1.0), (to, top + BAR + 1.0)], PAPER, 15, 1.0);
            }
            if share < LEAST {
                continue;
            }
            let number = format::decimal(share * 100.0, 0, language);
            let long = format!("{number}%");
            let text = if width(&long, SMALL, Weight::Regular) <= to - from { long } else { number };
            let half = width(&text, SMALL, Weight::Regular) / 2.0;
            pen.line(&[((from + to) / 2.0, top + BAR), ((from + to) / 2.0, top + BAR + 3.0)], INK, 5, 0.6);
            pen.text((((from + to) / 2.0).min(total - half - 1.0), top + BAR + 14.0), Anchor::Middle, SMALL, Weight::Regular, &text);
        }
    }
    pen.canvas.end();
    pen.canvas.finish(&format!("{}-{}", sheet.id, sheet.size.suffix()), sheet.title, sheet.description)
}
