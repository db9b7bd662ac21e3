//! Cells of two categories: each bears its number, and a tint that grows with it in five steps.

use super::{SMALL, Sheet, TEXT, pen::Pen, plain};
use crate::{
    canvas::{Anchor, Canvas},
    text::{Weight, fitted, width},
    theme::{CONTEXT, INK, SERIES_1},
};

/// Height of a row, the least width of a column, the most, and how long its name may be when it stands upright.
const ROW: f32 = 28.0;
const NARROWEST: f32 = 22.0;
const WIDEST: f32 = 96.0;
const TALLEST: f32 = 130.0;
const GAP: f32 = 8.0;
/// Columns on a phone.
const ON_A_PHONE: usize = 12;
/// Tints from the least up: on each of them ink has a contrast of 4.5 or more, on white paper and on dark.
pub const TINTS: [f64; 5] = [0.08, 0.24, 0.4, 0.56, 0.74];

/// Cells by row and column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grid {
    /// What people call the rows, from the top down.
    pub rows: Vec<String>,
    /// What people call the columns, from left to right.
    pub columns: Vec<String>,
    /// The cells that have a value.
    pub cells: Vec<Cell>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// Its key in the rows.
    pub key: String,
    /// Its row.
    pub row: usize,
    /// Its column.
    pub column: usize,
    /// Its value in the unit of the column that is drawn.
    pub value: f64,
    /// The value as people read it.
    pub shown: String,
    /// The same, as short as a cell wants it.
    pub brief: String,
    /// How many cases are behind it.
    pub n: Option<i64>,
    /// Does it deserve a look?
    pub is_marked: bool,
    /// What is read when it is pointed at.
    pub title: String,
}

/// The cells; `more` says how many columns there was no room for.
pub fn draw(grid: &Grid, sheet: &Sheet<'_>, more: &dyn Fn(usize) -> String) -> String {
    let total = sheet.size.width() as f32;
    let names = grid.rows.iter().map(|name| width(name, TEXT, Weight::Regular)).fold(0.0, f32::max);
    let left = names.min(total * sheet.size.pick(0.3, 0.32)) + GAP;
    let widest = grid.cells.iter().map(|cell| width(&cell.brief, SMALL, Weight::Regular)).fold(0.0, f32::max);
    let least = (widest + 7.0).max(NARROWEST);
    let fit = (((total - left) / least) as usize).max(1).min(sheet.size.pick(usize::MAX, ON_A_PHONE));
    let shown = grid.columns.len().min(fit);
    let column = ((total - left) / shown.max(1) as f32).min(WIDEST).max(least);
    let heads = &grid.columns[..shown];
    let longest = heads.iter().map(|name| width(name, SMALL, Weight::Regular)).fold(0.0, f32::max);
    let is_upright = longest > column - 6.0;
    let top = if is_upright { longest.min(TALLEST) + 10.0 } else { 22.0 };
    let bottom = top + grid.rows.len() as f32 * ROW;
    let hidden = grid.columns.len() - shown;
    let pen = Pen::new(Canvas::new(sheet.size.width(), (bottom + if hidden > 0 { 42.0 } else { 22.0 }) as u32, sheet.mode));

    pen.canvas.group("axis", &[], None);
    for (nth, name) in heads.iter().enumerate() {
        let middle = left + (nth as f32 + 0.5) * column;
        if is_upright {
            pen.canvas.upright((middle + 4.0, top - 7.0), SMALL, &fitted(name, TALLEST, SMALL, Weight::Regular));
        } else {
            pen.text((middle, top - 8.0), Anchor::Middle, SMALL, Weight::Regular, name);
        }
    }
    for (nth, name) in grid.rows.iter().enumerate() {
        let base = top + (nth as f32 + 0.5) * ROW + 4.5;
        pen.text((left - GAP, base), Anchor::End, TEXT, Weight::Regular, &fitted(name, left - GAP + 0.5, TEXT, Weight::Regular));
    }
    pen.text((total - 1.0, bottom + 16.0), Anchor::End, SMALL, Weight::Regular, sheet.axis);
    if hidden > 0 {
        pen.text((total - 1.0, bottom + 34.0), Anchor::End, SMALL, Weight::Regular, &more(hidden));
    }
    pen.canvas.end();

    let largest = grid.cells.iter().map(|cell| cell.value).fold(0.0, f64::max);
    pen.canvas.group("marks", &[("data-series", sheet.series)], None);
    for cell in grid.cells.iter().filter(|cell| cell.column < shown) {
        let (value, n) = (plain(cell.value), cell.n.map(|n| n.to_string()));
        let mut attributes = vec![("data-k", cell.key.as_str()), ("data-v", value.as_str())];
        attributes.extend(n.as_deref().map(|n| ("data-n", n)));
        pen.canvas.group("m cell", &attributes, Some(&cell.title));
        let (x, y) = (left + cell.column as f32 * column, top + cell.row as f32 * ROW);
        let (to_x, to_y) = (x + column - 2.0, y + ROW - 2.0);
        match tint(cell.value, largest) {
            Some(alpha) => pen.rectangle((x, y), (to_x, to_y), SERIES_1, alpha),
            None => pen.rectangle((x, y), (to_x, to_y), CONTEXT, 0.08),
        }
        let weight = if cell.is_marked { Weight::Bold } else { Weight::Regular };
        pen.text(((x + to_x) / 2.0, y + ROW / 2.0 + 3.5), Anchor::Middle, SMALL, weight, &cell.brief);
        if cell.is_marked {
            // A frame and a corner, which also stand out without colours.
            pen.line(&[(x + 1.0, y + 1.0), (to_x - 1.0, y + 1.0), (to_x - 1.0, to_y - 1.0), (x + 1.0, to_y - 1.0), (x + 1.0, y + 0.2)], INK, 18, 1.0);
            pen.area(&[(to_x - 7.0, y), (to_x, y), (to_x, y + 7.0)], INK, 1.0);
        }
        pen.canvas.end();
    }
    pen.canvas.end();
    pen.canvas.finish(&format!("{}-{}", sheet.id, sheet.size.suffix()), sheet.title, sheet.description)
}

/// The tint of a value; none of zero and below.
fn tint(value: f64, largest: f64) -> Option<f64> {
    let step = (value / largest * TINTS.len() as f64).ceil();
    (value > 0.0 && largest > 0.0).then(|| TINTS[(step as usize).clamp(1, TINTS.len()) - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tints_grow_in_five_steps_and_nothing_has_none() {
        assert_eq!([0.0, -1.0].map(|value| tint(value, 10.0)), [None, None]);
        assert_eq!([0.1, 2.0, 2.1, 10.0].map(|value| tint(value, 10.0)), [Some(TINTS[0]), Some(TINTS[0]), Some(TINTS[1]), Some(TINTS[4])]);
        assert_eq!(tint(0.0, 0.0), None);
    }
}
