//! Columns over time, stacked of series that are named beside the last of them, or above on a phone; what is missing leaves a gap.

use super::{
    SMALL, Sheet, Size,
    axes::{self, Legend, Name},
    pen::Pen,
    plain,
    scale::{Scale, dodged, ticks},
};
use crate::{
    canvas::{Anchor, Canvas},
    text::{Weight, fitted, width},
    theme::{CONTEXT, PAPER},
};

/// Between names at the side.
const LINE: f32 = 16.0;
const SIDE: f32 = 10.0;

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its place in time, in steps from the first that is drawn.
    pub place: f64,
    /// What people call it.
    pub label: String,
    /// The sum of its parts, in the unit of the column that is drawn.
    pub total: f64,
    /// The sum as people read it.
    pub shown: String,
    /// Its parts from the ground up.
    pub pieces: Vec<Piece>,
}

/// One part of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Its key in the rows.
    pub key: String,
    /// What people call its series.
    pub label: String,
    /// Which of the names it belongs to.
    pub part: usize,
    /// Its value in the unit of the column that is drawn.
    pub value: f64,
    /// What is read when it is pointed at.
    pub title: String,
}

/// What is drawn around the columns.
pub struct Frame<'a> {
    /// The last place in time.
    pub last: f64,
    /// What the places are called.
    pub labels: Vec<(f64, String)>,
    /// Is every column drawn as a whole?
    pub is_whole: bool,
    /// A share at the axis of wholes.
    pub percent: &'a dyn Fn(f64) -> String,
}

/// The columns in the order of time; `names` are those of the series, `unit` is what ticks count in.
pub fn draw(columns: &[Column], names: &[Name], frame: &Frame<'_>, sheet: &Sheet<'_>, unit: f64) -> String {
    let (total, height) = (sheet.size.width() as f32, sheet.size.height() as f32);
    let pen = Pen::new(Canvas::new(sheet.size.width(), sheet.size.height(), sheet.mode));
    let of = |column: &Column, value: f64| if frame.is_whole { value / column.total } else { value };
    let largest = columns.iter().map(|column| of(column, column.total)).fold(0.0, f64::max);
    let ticks = if frame.is_whole { vec![0.0, 0.25, 0.5, 0.75, 1.0] } else { ticks(largest, sheet.most(5, largest), unit) };
    let tick = |value: f64| if frame.is_whole { (frame.percent)(value) } else { (sheet.tick)(value) };
    let sheet = &Sheet { tick: &tick, ..*sheet };
    let left = axes::room(&ticks, sheet);
    let longest = names.iter().map(|name| width(&name.label, SMALL, Weight::Regular)).fold(0.0, f32::max);
    let side = sheet.size.pick((longest + SIDE + 14.0).min(total * 0.28), 6.0);
    let legend = Legend::of(if sheet.size == Size::Narrow { names } else { &[] }, total);
    let y = Scale { from: 0.0, to: ticks.last().copied().unwrap_or(unit), low: height - 30.0, high: 24.0 + legend.height };
    let x = Scale { from: -0.5, to: frame.last + 0.5, low: left, high: total - side };
    let half = ((x.high - x.low) / (frame.last as f32 + 1.0) * 0.38).clamp(1.0, 30.0);

    pen.canvas.group("axis", &[], None);
    pen.text((0.0, 13.0 + legend.height), Anchor::Start, SMALL, Weight::Regular, sheet.axis);
    axes::up(&pen, sheet, &ticks, y, left, x.high);
    axes::along(&pen, &frame.labels, x, height - 10.0, total - sheet.size.pick(side - 20.0, 0.0));
    pen.canvas.end();
    if sheet.size == Size::Narrow {
        legend.draw(&pen);
    }

    pen.canvas.group("marks", &[("data-series", sheet.series)], None);
    for column in columns {
        let middle = x.at(column.place);
        let mut before = 0.0;
        for (nth, piece) in column.pieces.iter().enumerate() {
            let (from, to) = (y.at(before), y.at(before + of(column, piece.value)));
            pen.canvas.group("m part", &[("data-k", &piece.key), ("data-v", &plain(piece.value))], Some(&piece.title));
            pen.rectangle((middle - half, to), (middle + half, from), Name::token(names, piece.part), 1.0);
            if nth > 0 && column.pieces[nth - 1].part != piece.part && piece.value > 0.0 {
                pen.line(&[(middle - half, from), (middle + half, from)], PAPER, 12, 1.0);
            }
            pen.canvas.end();
            before += of(column, piece.value);
        }
    }
    pen.canvas.end();

    pen.canvas.group("labels", &[], None);
    if let Some(last) = columns.last().filter(|_| sheet.size == Size::Wide) {
        let mut before = 0.0;
        let middles: Vec<f32> = (0..names.len())
            .map(|part| {
                let value: f64 = last.pieces.iter().filter(|piece| piece.part == part).map(|piece| of(last, piece.value)).sum();
                before += value;
                y.at(before - value / 2.0)
            })
            .collect();
        for (part, place) in dodged(&middles, LINE, 30.0, y.low - 2.0).into_iter().enumerate() {
            let end = x.at(last.place) + half;
            pen.line(&[(end + 2.0, middles[part]), (x.high + 4.0, place)], CONTEXT, 6, 0.8);
            pen.rectangle((x.high + 6.0, place - 5.0), (x.high + 6.0 + SIDE, place + 5.0), Name::token(names, part), 1.0);
            let label = fitted(&names[part].label, side - SIDE - 11.0, SMALL, Weight::Regular);
            pen.text((x.high + SIDE + 11.0, place + 4.0), Anchor::Start, SMALL, Weight::Regular, &label);
        }
    }
    pen.canvas.end();
    pen.canvas.finish(&format!("{}-{}", sheet.id, sheet.size.suffix()), sheet.title, sheet.description)
}
