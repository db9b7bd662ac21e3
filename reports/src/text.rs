//! How wide a text is, measured with the font that it is drawn in.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, PxScale, ScaleFont};

/// The font's name in files that stand alone.
pub const FONT: &str = "IBM Plex Sans";

static REGULAR: LazyLock<FontRef<'static>> = LazyLock::new(|| embedded(include_bytes!("../fonts/IBMPlexSans-Regular.ttf")));
static BOLD: LazyLock<FontRef<'static>> = LazyLock::new(|| embedded(include_bytes!("../fonts/IBMPlexSans-SemiBold.ttf")));

fn embedded(bytes: &'static [u8]) -> FontRef<'static> {
    FontRef::try_from_slice(bytes).expect("the embedded font is whole")
}

/// Weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// 400.
    Regular,
    /// 600.
    Bold,
}

/// Width of a text in pixels at a size in pixels.
pub fn width(text: &str, size: f32, weight: Weight) -> f32 {
    let font: &FontRef<'_> = match weight {
        Weight::Regular => &REGULAR,
        Weight::Bold => &BOLD,
    };
    // A size is that of the em, not of the line.
    let height = font.height_unscaled() / font.units_per_em().unwrap_or(1000.0);
    let scaled = font.as_scaled(PxScale::from(size * height));
    let mut before = None;
    let mut total = 0.0;
    for glyph in text.chars().map(|each| font.glyph_id(each)) {
        total += before.map_or(0.0, |before| scaled.kern(before, glyph)) + scaled.h_advance(glyph);
        before = Some(glyph);
    }
    total
}

/// The text, cut with `…` where it is wider than there is room.
pub fn fitted(text: &str, room: f32, size: f32, weight: Weight) -> String {
    if width(text, size, weight) <= room {
        return text.to_owned();
    }
    let ends: Vec<usize> = text.char_indices().map(|(end, _)| end).collect();
    let shorter = |end: &usize| format!("{}…", text[..*end].trim_end());
    // A longer text is never narrower, so the longest that fits is found by halving.
    let fit = ends.partition_point(|end| width(&shorter(end), size, weight) <= room);
    ends[..fit].last().map_or_else(|| "…".to_owned(), shorter)
}

/// The text in lines that each have room, at most so many; what does not fit is cut with `…`.
pub fn wrapped(text: &str, room: f32, size: f32, weight: Weight, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.next() {
        let mut line = word.to_owned();
        if lines.len() + 1 >= most {
            words.by_ref().for_each(|word| line = format!("{line} {word}"));
        }
        while let Some(word) = words.peek() {
            let longer = format!("{line} {word}");
            if width(&longer, size, weight) > room {
                break;
            }
            line = longer;
            words.next();
        }
        lines.push(fitted(&line, room, size, weight));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_equally_wide_and_accents_are_one_glyph() {
        for weight in [Weight::Regular, Weight::Bold] {
            for digit in '0'..='9' {
                assert!((width(&digit.to_string(), 10.0, weight) - 6.0).abs() < 0.01, "{digit}");
            }
            let (with, without) = (width("cooperação", 16.0, weight), width("cooperacao", 16.0, weight));
            assert!((with - without).abs() < 0.5, "{with} and {without}");
        }
    }

    #[test]
    fn a_long_text_goes_on_in_the_next_line() {
        let lines = |text: &str, most| wrapped(text, 80.0, 13.0, Weight::Regular, most);
        let all = lines("a fila cresce e ninguém responde há semanas", 9);
        assert!(all.len() >= 3 && all.iter().all(|line| width(line, 13.0, Weight::Regular) <= 80.0), "{all:?}");
        assert_eq!(all.join(" "), "a fila cresce e ninguém responde há semanas");
        let two = lines("a fila cresce e ninguém responde há semanas", 2);
        assert!(two.len() == 2 && two[1].ends_with('…'), "{two:?}");
        assert!(lines("inconstitucionalissimamente", 3)[0].ends_with('…'));
        assert_eq!(lines("", 2), [""]);
    }

    #[test]
    fn a_text_without_room_is_cut() {
        let cut = fitted("Conferência do pedido de compra", 80.0, 13.0, Weight::Regular);
        assert!(cut.ends_with('…') && width(&cut, 13.0, Weight::Regular) <= 80.0, "{cut}");
        assert_eq!(fitted("Aceite", 80.0, 13.0, Weight::Regular), "Aceite");
    }
}
