//! Rows of a shape, a name and words: how things stand, told by shape and word, and never by colour alone.

use super::{SMALL, Sheet, Size, TEXT, pen::Pen, plain};
use crate::{
    canvas::{Anchor, Canvas},
    figure::status::State,
    text::{Weight, width, wrapped},
    theme::{BAD, CONTEXT, GOOD, INK, WARN},
};

/// From base line to base line, and around a row.
const LEAD: f32 = 17.0;
const SPACE: f32 = 9.0;
/// Where names begin, behind the shape.
const INDENT: f32 = 26.0;
const GAP: f32 = 14.0;

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its key in the rows.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// How it stands.
    pub state: State,
    /// The state and its reasons in words.
    pub words: String,
    /// Its number in the unit of the column.
    pub value: Option<f64>,
    /// The number as people read it.
    pub shown: Option<String>,
    /// From where to where it may lie, as people read it.
    pub margin: Option<String>,
    /// What is read when it is pointed at.
    pub title: String,
}

/// The texts of a row, in lines.
struct Told {
    label: Vec<String>,
    words: Vec<String>,
}

/// The rows in their order.
pub fn draw(lines: &[Line], sheet: &Sheet<'_>) -> String {
    let total = sheet.size.width() as f32;
    let wide = |text: &Option<String>, size, weight| text.as_deref().map_or(0.0, |text| width(text, size, weight));
    let numbers = lines.iter().map(|line| wide(&line.shown, TEXT, Weight::Bold).max(wide(&line.margin, SMALL, Weight::Regular))).fold(0.0, f32::max);
    // What stands to the left of the numbers is shared by names and words; a phone has them below one another.
    let end = total - if numbers > 0.0 { numbers + GAP } else { 2.0 };
    let split = total * 0.36;
    let (label_room, words_from) = sheet.size.pick((split - INDENT - GAP, split), (end - INDENT, INDENT));
    let told: Vec<Told> = lines
        .iter()
        .map(|line| Told {
            label: wrapped(&line.label, label_room, TEXT, Weight::Bold, 2),
            words: wrapped(&line.words, end - words_from, TEXT, Weight::Regular, 4),
        })
        .collect();
    let depth = |line: &Line, told: &Told| {
        let number = 1 + usize::from(line.margin.is_some());
        let texts = sheet.size.pick(told.label.len().max(told.words.len()), told.label.len() + told.words.len());
        texts.max(number) as f32 * LEAD + 2.0 * SPACE
    };
    let height: f32 = lines.iter().zip(&told).map(|(line, told)| depth(line, told)).sum();
    let pen = Pen::new(Canvas::new(sheet.size.width(), height.ceil() as u32, sheet.mode));
    pen.canvas.group("marks", &[("data-series", sheet.series)], None);
    let mut top = 0.0;
    for (line, told) in lines.iter().zip(&told) {
        if top > 0.0 {
            pen.line(&[(0.0, top), (total, top)], CONTEXT, 5, 0.35);
        }
        let value = line.value.map(plain);
        let mut attributes = vec![("data-k", line.key.as_str())];
        attributes.extend(value.as_deref().map(|value| ("data-v", value)));
        pen.canvas.group("m", &attributes, Some(&line.title));
        let base = top + SPACE + LEAD - 4.5;
        shape(&pen, (9.0, base - 4.5), line.state);
        for (nth, text) in told.label.iter().enumerate() {
            pen.text((INDENT, base + nth as f32 * LEAD), Anchor::Start, TEXT, Weight::Bold, text);
        }
        let below = if sheet.size == Size::Narrow { told.label.len() as f32 * LEAD } else { 0.0 };
        for (nth, text) in told.words.iter().enumerate() {
            pen.text((words_from, base + below + nth as f32 * LEAD), Anchor::Start, TEXT, Weight::Regular, text);
        }
        if let Some(shown) = &line.shown {
            pen.text((total - 1.0, base), Anchor::End, TEXT, Weight::Bold, shown);
        }
        if let Some(margin) = &line.margin {
            pen.text((total - 1.0, base + LEAD), Anchor::End, SMALL, Weight::Regular, margin);
        }
        pen.canvas.end();
        top += depth(line, told);
    }
    pen.canvas.end();
    pen.canvas.finish(&format!("{}-{}", sheet.id, sheet.size.suffix()), sheet.title, sheet.description)
}

/// The shape of a state: a disc, a triangle, a square that stands on its corner, a ring.
fn shape(pen: &Pen, (x, y): (f32, f32), state: State) {
    match state {
        State::Good => pen.dot((x, y), 6.0, GOOD, 1.0, true),
        State::Warn => pen.area(&[(x, y - 7.0), (x + 7.5, y + 6.0), (x - 7.5, y + 6.0)], WARN, 1.0),
        State::Bad => pen.area(&[(x, y - 8.0), (x + 8.0, y), (x, y + 8.0), (x - 8.0, y)], BAD, 1.0),
        State::None => pen.dot((x, y), 5.5, INK, 0.7, false),
    }
}
