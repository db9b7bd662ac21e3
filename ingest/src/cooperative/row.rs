//! A line of a known tab: its cells as values, or the column and the reason why not.

use chrono::NaiveDate;
use mirante_data::{detail, explain::Detail, name::did_you_mean, workbook::{Kind, Tab}};

use crate::{
    coerce::parse,
    config::Decimal,
    meta::Reason,
    source::{
        sheet::problem,
        workbook::grid::{Cell, Line, folded},
    },
};

/// Why a line gives no row.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    /// The tab's column.
    pub column: &'static str,
    /// Why.
    pub reason: Reason,
    /// More than that.
    pub more: Option<More>,
}

/// What else is worth saying of a fault; the place is added when it is told.
#[derive(Debug, Clone)]
pub(super) enum More {
    /// A name that several lines of a tab bear, and what may stand in place of it.
    Ambiguous { name: String, tab: &'static str, lines: String, key: &'static str },
    /// A name that nothing bears, and those that are near.
    Unknown { name: String, tab: &'static str, near: String },
    /// A word that is not among the column's.
    Word { word: String, words: String, near: Option<String> },
    /// Other lines with the same key and other content.
    Lines { lines: String },
    /// Percentages that do not make a whole, in basis points.
    Sum { lines: String, bp: i64 },
    /// What the cell shows.
    Shown { text: String },
}

impl Fault {
    pub(super) fn new(column: &'static str, reason: Reason) -> Self {
        Self { column, reason, more: None }
    }

    fn with(column: &'static str, reason: Reason, more: More) -> Self {
        Self { column, reason, more: Some(more) }
    }

    /// Several lines with one key and other content.
    pub(super) fn conflict(column: &'static str, lines: &[i64]) -> Self {
        Self::with(column, Reason::ConflictingKey, More::Lines { lines: joined(lines) })
    }

    /// Percentages that do not make a whole.
    pub(super) fn sum(column: &'static str, lines: &[i64], bp: i64) -> Self {
        Self::with(column, Reason::OutOfRange, More::Sum { lines: joined(lines), bp })
    }

    /// A name that several lines bear.
    pub(super) fn ambiguous(column: &'static str, name: &str, tab: &'static str, lines: &[i64], key: &'static str) -> Self {
        Self::with(column, Reason::AmbiguousName, More::Ambiguous { name: name.to_owned(), tab, lines: joined(lines), key })
    }

    /// A name that nothing bears.
    pub(super) fn unknown(column: &'static str, name: &str, tab: &'static str, near: &[&str]) -> Self {
        Self::with(column, Reason::UnknownName, More::Unknown { name: name.to_owned(), tab, near: near.join(", ") })
    }

    /// Everything in words, where there is more to say than the reason.
    pub(super) fn hint(&self, tab: &str, line: i64) -> Option<Detail> {
        let column = self.column;
        Some(match self.more.as_ref()? {
            More::Ambiguous { name, tab: other, lines, key } => detail!(
                "d-name-ambiguous",
                "tab {tab}, line {line}, column {column}: `{name}` stands on several lines of tab {other} ({lines}); write the {key} in its place",
                tab = tab, line = line, column = column, name = name, other = other, lines = lines, key = key
            ),
            More::Unknown { name, tab: other, near } if near.is_empty() => detail!(
                "d-name-unknown",
                "tab {tab}, line {line}, column {column}: `{name}` is not in tab {other}",
                tab = tab, line = line, column = column, name = name, other = other
            ),
            More::Unknown { name, tab: other, near } => detail!(
                "d-name-near",
                "tab {tab}, line {line}, column {column}: `{name}` is not in tab {other}; near it are: {near}",
                tab = tab, line = line, column = column, name = name, other = other, near = near
            ),
            More::Word { word, words, near } => detail!(
                "d-word-unknown",
                "tab {tab}, line {line}, column {column}: `{word}` is not among {words}",
                tab = tab, line = line, column = column, word = word, words = words
            )
            .near(near.as_deref()),
            More::Lines { lines } => detail!(
                "d-lines-conflict",
                "tab {tab}, line {line}, column {column}: lines {lines} say different things of the same",
                tab = tab, line = line, column = column, lines = lines
            ),
            More::Sum { lines, bp } => detail!(
                "d-shares-sum",
                "tab {tab}, line {line}, column {column}: lines {lines} make {whole},{rest} %, and a rule is taken whole, with 100 %, or not at all",
                tab = tab, line = line, column = column, lines = lines, whole = bp / 100, rest = format!("{:02}", bp % 100)
            ),
            More::Shown { text } => detail!(
                "d-cell-shows",
                "tab {tab}, line {line}, column {column}: the cell shows {text}",
                tab = tab, line = line, column = column, text = text
            ),
        })
    }
}

fn joined(lines: &[i64]) -> String {
    lines.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")
}

/// A value, or why there is none.
pub(super) type Found<T> = Result<T, Fault>;

/// A line of a known tab.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    /// The tab as it is known.
    pub tab: &'static Tab,
    /// The line.
    pub line: &'a Line,
    /// Where each of the tab's columns stands.
    pub places: &'a [Option<usize>],
}

impl Row<'_> {
    /// Its number.
    pub(super) fn number(&self) -> i64 {
        self.line.number
    }

    fn cell(&self, column: &'static str) -> Found<&Cell> {
        let place = self.tab.columns.iter().position(|each| each.name == column).and_then(|place| self.places[place]);
        let cell = place.map_or(const { &Cell::Empty }, |place| self.line.cell(place));
        match (problem(cell), cell) {
            (Some((reason, _)), Cell::Error(text)) => Err(Fault::with(column, reason, More::Shown { text: text.clone() })),
            (Some((reason, _)), _) => Err(Fault::new(column, reason)),
            (None, cell) => Ok(cell),
        }
    }

    /// Its text, with one blank between words.
    pub(super) fn text(&self, column: &'static str) -> Found<Option<String>> {
        let text = self.cell(column)?.text(Decimal::Comma);
        Ok(text.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")))
    }

    pub(super) fn day(&self, column: &'static str) -> Found<Option<NaiveDate>> {
        match self.cell(column)? {
            Cell::Empty => Ok(None),
            Cell::At(at) => Ok(Some(at.date())),
            Cell::Text(text) => {
                let days = parse::day(text.trim()).map_err(|reason| Fault::new(column, reason))?;
                Ok(NaiveDate::from_ymd_opt(1970, 1, 1).and_then(|epoch| epoch.checked_add_signed(chrono::TimeDelta::days(days.into()))))
            }
            _ => Err(Fault::new(column, Reason::Type)),
        }
    }

    /// Centavos.
    pub(super) fn money(&self, column: &'static str) -> Found<Option<i128>> {
        let cell = self.cell(column)?;
        let text = match cell {
            Cell::Empty => return Ok(None),
            Cell::Number(_) | Cell::Text(_) => cell.text(Decimal::Comma).unwrap_or_default(),
            _ => return Err(Fault::new(column, Reason::Type)),
        };
        let text = text.trim();
        let bare = text.strip_prefix("R$").map_or(text, str::trim);
        parse::decimal(bare, b',', 2).map(Some).map_err(|reason| Fault::new(column, reason))
    }

    /// Centavos of at least one.
    pub(super) fn positive(&self, column: &'static str) -> Found<Option<i128>> {
        match self.money(column)? {
            Some(centavos) if centavos <= 0 => Err(Fault::new(column, Reason::OutOfRange)),
            other => Ok(other),
        }
    }

    /// A whole number, none below zero.
    pub(super) fn whole(&self, column: &'static str) -> Found<Option<i64>> {
        let Some(text) = self.text(column)? else { return Ok(None) };
        let number = parse::integer(&text).map_err(|reason| Fault::new(column, reason))?;
        if number < 0 { Err(Fault::new(column, Reason::OutOfRange)) } else { Ok(Some(number)) }
    }

    /// Minutes of a column of hours: `1:30`, `1,5`, or a cell that shows a length of time.
    pub(super) fn hours(&self, column: &'static str) -> Found<Option<i64>> {
        let wrong = |reason: Reason| Fault::new(column, reason);
        let cell = self.cell(column)?;
        let sixtieths = match cell {
            Cell::Empty => return Ok(None),
            Cell::Span(days) => {
                // A cell of 1:20 holds a fraction of a day that no float is equal to.
                let minutes = (days * 1_440.0 * 1e4).round() / 1e4;
                return match minutes {
                    #[expect(clippy::cast_possible_truncation, reason = "whole, and far below a hundred years of minutes")]
                    minutes if minutes.fract() == 0.0 && (0.0..1e8).contains(&minutes) => Ok(Some(minutes as i64)),
                    _ => Err(wrong(Reason::Scale)),
                };
            }
            Cell::Text(text) if text.contains(':') => {
                let (hours, minutes) = text.trim().split_once(':').ok_or_else(|| wrong(Reason::Type))?;
                let (hours, minutes) = (parse::integer(hours).map_err(wrong)?, parse::integer(minutes).map_err(wrong)?);
                return if (0..1_000_000).contains(&hours) && (0..60).contains(&minutes) { Ok(Some(hours * 60 + minutes)) } else { Err(wrong(Reason::OutOfRange)) };
            }
            Cell::Number(_) | Cell::Text(_) => parse::decimal(cell.text(Decimal::Comma).unwrap_or_default().trim(), b',', 6).map_err(wrong)? * 60,
            _ => return Err(wrong(Reason::Type)),
        };
        match (sixtieths % 1_000_000, i64::try_from(sixtieths / 1_000_000)) {
            (0, Ok(minutes)) if minutes >= 0 => Ok(Some(minutes)),
            (0, _) => Err(wrong(Reason::OutOfRange)),
            _ => Err(wrong(Reason::Scale)),
        }
    }

    /// Hundredths of a basis point: `10`, `10 %`, `12,5`; a cell that is shown as a percentage holds its fraction.
    pub(super) fn percent(&self, column: &'static str) -> Found<Option<i64>> {
        let wrong = |reason: Reason| Fault::new(column, reason);
        let Some(text) = self.cell(column)?.text(Decimal::Comma) else { return Ok(None) };
        let bare = text.trim().trim_end_matches('%').trim_end();
        let parts = parse::decimal(bare, b',', 4).map_err(wrong)?;
        if (0..=1_000_000).contains(&parts) { Ok(i64::try_from(parts).ok()) } else { Err(wrong(Reason::OutOfRange)) }
    }

    /// The code of a word.
    pub(super) fn word(&self, column: &'static str) -> Found<Option<&'static str>> {
        let Some(text) = self.text(column)? else { return Ok(None) };
        let Some(Kind::Words(words)) = self.tab.column(column).map(|each| each.kind) else { return Ok(None) };
        let wanted = folded(&text);
        let found = words.iter().find(|(word, code)| folded(word) == wanted || folded(code) == wanted);
        found.map(|(_, code)| Some(*code)).ok_or_else(|| {
            let near = did_you_mean(&text, words.iter().map(|(word, _)| *word)).map(str::to_owned);
            let all = words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
            Fault::with(column, Reason::UnknownCode, More::Word { word: text, words: all, near })
        })
    }

    /// Everything that the line says, for telling equal lines from others.
    pub(super) fn content(&self) -> String {
        let cells = self.places.iter().map(|place| place.and_then(|place| self.line.cell(place).text(Decimal::Comma)).unwrap_or_default());
        cells.collect::<Vec<_>>().join("\u{1f}")
    }
}

/// A value that must be there.
pub(super) fn must<T>(column: &'static str, value: Option<T>) -> Found<T> {
    value.ok_or_else(|| Fault::new(column, Reason::Missing))
}

/// Centavos as the text of an amount.
pub(super) fn amount(centavos: i128) -> String {
    let (sign, bare) = if centavos < 0 { ("-", -centavos) } else { ("", centavos) };
    format!("{sign}{},{:02}", bare / 100, bare % 100)
}
