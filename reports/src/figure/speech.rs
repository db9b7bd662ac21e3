//! Values as people read them: units, days, months, one side of `pt | en`.

use crate::{Language, Words, figure::spec::Unit, format};

/// What stands for all others together.
pub const OTHERS: &str = "*";
/// What stands where there is no value.
pub const NOTHING: &str = "—";

/// A value with its unit: `12,3 h úteis`, `38,5 dias`, `12,3 h`, `12,3%`, `1.234`, `2 pessoas`, `1,25`.
pub fn shown(value: f64, unit: Unit, words: &Words) -> String {
    let scaled = value / unit.scale();
    match unit {
        Unit::BusinessHours => words.say_with("unit-business-hours", &[("value", format::decimal(scaled, 1, words.language()))]),
        Unit::Days => words.say_with("unit-days", &[("value", format::decimal(scaled, 1, words.language()))]),
        Unit::Share => format::percent(value, words.language()),
        Unit::Minutes => words.say_with("unit-hours", &[("value", format::decimal(scaled, 1, words.language()))]),
        Unit::Count => format::decimal(value, u32::from(value.fract() != 0.0 && value.abs() < 100.0), words.language()),
        Unit::People if value >= 0.0 && value.fract() == 0.0 => words.count("people", value as u64),
        Unit::People => words.say_with("unit-people", &[("value", format::decimal(value, 1, words.language()))]),
        Unit::Ratio => format::decimal(value, 2, words.language()),
    }
}

/// A value at an axis, whose unit is said once.
pub fn tick(value: f64, unit: Unit, language: Language) -> String {
    let scaled = value / unit.scale();
    match unit {
        Unit::Share => format::decimal(value * 100.0, 0, language) + "%",
        _ => format::decimal(scaled, decimals(scaled), language),
    }
}

/// How many decimals tell a tick: none, one, or two.
fn decimals(value: f64) -> u32 {
    (0..2).find(|places| ((value * 10_f64.powi(*places)).round() - value * 10_f64.powi(*places)).abs() < 1e-6).unwrap_or(2).cast_unsigned()
}

/// Codes, joined by `|` as lists are, each as its word where it has one; labels among them are read as such.
pub fn codes(text: &str, words: &Words) -> String {
    if text == OTHERS || text.contains(" | ") {
        return label(text, words);
    }
    let word = |code: &str| {
        let key = format!("code-{code}");
        if words.has(&key) { words.say(&key) } else { code.to_owned() }
    };
    text.split('|').map(|code| word(code.trim())).collect::<Vec<_>>().join("; ")
}

/// A number as a key holds it.
pub fn exact(value: f64) -> String {
    crate::charts::plain(value)
}

/// A label of the rows: all others together, one side of `pt | en`, or the text as it is.
pub fn label(text: &str, words: &Words) -> String {
    match text.split_once(" | ") {
        _ if text == OTHERS => words.say("fig-others"),
        Some((pt, en)) => if words.language() == Language::En { en } else { pt }.to_owned(),
        None => text.to_owned(),
    }
}
