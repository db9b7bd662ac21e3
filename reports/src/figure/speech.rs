//! Values as people read them: units, days, months, one side of `pt | en`.

use crate::{Language, Words, figure::spec::Unit, format};

/// What stands for all others together.
pub const OTHERS: &str = "*";
/// What stands where there is no value.
pub const NOTHING: &str = "—";

/// A value with its unit: `12,3 h úteis`, `38,5 dias`, `12,3%`, `1.234`.
pub fn shown(value: f64, unit: Unit, words: &Words) -> String {
    let scaled = value / unit.scale();
    match unit {
        Unit::BusinessHours => words.say_with("unit-business-hours", &[("value", format::decimal(scaled, 1, words.language()))]),
        Unit::Days => words.say_with("unit-days", &[("value", format::decimal(scaled, 1, words.language()))]),
        Unit::Share => format::percent(value, words.language()),
        Unit::Count => format::decimal(value, 0, words.language()),
    }
}

/// A value at an axis, whose unit is said once.
pub fn tick(value: f64, unit: Unit, language: Language) -> String {
    let scaled = value / unit.scale();
    match unit {
        Unit::Share => format::decimal(value * 100.0, 0, language) + "%",
        _ => format::decimal(scaled, u32::from((scaled - scaled.round()).abs() > 1e-9), language),
    }
}

/// A label of the rows: all others together, one side of `pt | en`, or the text as it is.
pub fn label(text: &str, words: &Words) -> String {
    match text.split_once(" | ") {
        _ if text == OTHERS => words.say("fig-others"),
        Some((pt, en)) => if words.language() == Language::En { en } else { pt }.to_owned(),
        None => text.to_owned(),
    }
}
