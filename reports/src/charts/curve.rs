//! Share against share, with the line on which all would hold the same.

use super::{
    SMALL, Sheet, axes,
    pen::{Pen, Point},
    plain,
    scale::Scale,
};
use crate::{
    canvas::{Anchor, Canvas},
    text::{Weight, width},
    theme::{CONTEXT, INK, SERIES_1},
};

/// One point.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// Its key in the rows.
    pub key: String,
    /// Share of those who hold.
    pub x: f64,
    /// Share of what they hold.
    pub value: f64,
    /// What is read when it is pointed at.
    pub title: String,
}

/// What is drawn around the line.
pub struct Frame {
    /// What the axis along the bottom counts.
    pub along: String,
    /// What the diagonal is called.
    pub equal: String,
    /// Who holds one half, in words.
    pub half: Option<String>,
}

/// The points from left to right.
pub fn draw(spots: &[Spot], frame: &Frame, sheet: &Sheet<'_>) -> String {
    let (total, height) = (sheet.size.width() as f32, sheet.size.height() as f32);
    let pen = Pen::new(Canvas::new(sheet.size.width(), sheet.size.height(), sheet.mode));
    let ticks = [0.0, 0.25, 0.5, 0.75, 1.0];
    let left = axes::room(&ticks, sheet);
    let y = Scale { from: 0.0, to: 1.0, low: height - 46.0, high: 24.0 };
    let x = Scale { from: 0.0, to: 1.0, low: left, high: (left + (y.low - y.high) * 1.5).min(total - 18.0) };
    let at = |spot: (f64, f64)| -> Point { (x.at(spot.0), y.at(spot.1)) };

    pen.canvas.group("axis", &[], None);
    pen.text((0.0, 13.0), Anchor::Start, SMALL, Weight::Regular, sheet.axis);
    axes::up(&pen, sheet, &ticks, y, left, x.high);
    axes::along(&pen, &ticks.map(|tick| (tick, (sheet.tick)(tick))), x, y.low + 16.0, total);
    pen.text((x.high, y.low + 34.0), Anchor::End, SMALL, Weight::Regular, &frame.along);
    pen.line(&[at((0.0, 0.0)), at((1.0, 1.0))], CONTEXT, 12, 1.0);
    // The name of the diagonal stands on the side that the curve leaves free.
    let bends_up = spots.iter().map(|spot| spot.value - spot.x).sum::<f64>() >= 0.0;
    let (point, anchor) = if bends_up { ((0.62, 0.62), Anchor::Start) } else { ((0.38, 0.38), Anchor::End) };
    let (px, py) = at(point);
    let (dx, dy) = if bends_up { (12.0, 14.0) } else { (-12.0, -6.0) };
    pen.text((px + dx, py + dy), anchor, SMALL, Weight::Regular, &frame.equal);
    pen.canvas.end();

    pen.canvas.group("bands", &[], None);
    let line: Vec<Point> = spots.iter().map(|spot| at((spot.x, spot.value))).collect();
    pen.area(&line.iter().copied().chain([at((1.0, 1.0)), at((0.0, 0.0))]).collect::<Vec<_>>(), SERIES_1, 0.12);
    pen.canvas.end();

    pen.canvas.group("marks", &[("data-series", sheet.series)], None);
    for (nth, spot) in spots.iter().enumerate() {
        pen.canvas.group("m", &[("data-k", &spot.key), ("data-v", &plain(spot.value))], Some(&spot.title));
        let before = if nth > 0 { line[nth - 1] } else { at((0.0, 0.0)) };
        pen.line(&[before, line[nth]], SERIES_1, 22, 1.0);
        pen.canvas.end();
    }
    pen.canvas.end();

    if let (Some(text), Some(place)) = (&frame.half, reaches(spots, 0.5)) {
        pen.canvas.group("axis", &[], None);
        pen.line(&[at((0.0, 0.5)), at((place, 0.5)), at((place, 0.0))], INK, 8, 0.6);
        pen.dot(at((place, 0.5)), 4.0, INK, 1.0, true);
        let (px, py) = at((place, 0.5));
        let wide = width(text, SMALL, Weight::Bold);
        let fits = px + 10.0 + wide <= total;
        let (px, anchor) = if fits { (px + 9.0, Anchor::Start) } else { (px - 9.0, Anchor::End) };
        pen.text((px, py + if bends_up { 16.0 } else { -8.0 }), anchor, SMALL, Weight::Bold, text);
        pen.canvas.end();
    }
    pen.canvas.finish(&format!("{}-{}", sheet.id, sheet.size.suffix()), sheet.title, sheet.description)
}

/// Where a line first reaches a share.
fn reaches(spots: &[Spot], value: f64) -> Option<f64> {
    let nth = spots.iter().position(|spot| spot.value >= value)?;
    let (x, reached) = (spots[nth].x, spots[nth].value);
    let (from, least) = if nth > 0 { (spots[nth - 1].x, spots[nth - 1].value) } else { (0.0, 0.0) };
    Some(if reached > least { from + (x - from) * (value - least) / (reached - least) } else { x })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_reached_between_two_points() {
        let spot = |x, value| Spot { key: String::new(), x, value, title: String::new() };
        assert_eq!(reaches(&[spot(0.0, 0.0), spot(0.25, 0.25), spot(0.75, 0.75)], 0.5), Some(0.5));
        assert_eq!(reaches(&[spot(1.0, 1.0)], 0.5), Some(0.5));
        assert_eq!(reaches(&[spot(0.5, 0.1)], 0.5), None);
    }
}
