//! A line as small as a word: the last months of one number, the last one marked.

use super::{pen::Pen, scale::Scale};
use crate::{
    canvas::Canvas,
    theme::{CONTEXT, Mode, SERIES_1},
};

const WIDTH: u32 = 160;
const HEIGHT: u32 = 36;

/// The values in the order of time; gaps stay gaps. None of fewer than two values.
pub fn draw(id: &str, values: &[Option<f64>], title: &str, mode: Mode) -> Option<String> {
    let known: Vec<f64> = values.iter().copied().flatten().collect();
    let (least, most) = (known.iter().copied().reduce(f64::min)?, known.iter().copied().reduce(f64::max)?);
    if known.len() < 2 {
        return None;
    }
    let pen = Pen::new(Canvas::new(WIDTH, HEIGHT, mode));
    let x = Scale { from: 0.0, to: (values.len() - 1) as f64, low: 4.0, high: WIDTH as f32 - 6.0 };
    // A line that does not move lies in the middle.
    let room = if most > least { 0.0 } else { 1.0 };
    let y = Scale { from: least - room, to: most + room, low: HEIGHT as f32 - 6.0, high: 6.0 };
    let point = |nth: usize| values[nth].map(|value| (x.at(nth as f64), y.at(value)));
    let seen: Vec<usize> = (0..values.len()).filter(|nth| values[*nth].is_some()).collect();
    for run in seen.chunk_by(|left, right| left + 1 == *right) {
        pen.line(&run.iter().filter_map(|nth| point(*nth)).collect::<Vec<_>>(), CONTEXT, 20, 1.0);
    }
    if let Some(last) = seen.last().and_then(|nth| point(*nth)) {
        pen.dot(last, 4.0, SERIES_1, 1.0, true);
    }
    Some(pen.canvas.finish(id, title, title))
}
