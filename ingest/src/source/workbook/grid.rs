//! A tab as a person sees it: lines with their numbers, cells with their values, merged cells filled.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::config::Decimal;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing, or blanks alone.
    #[default]
    Empty,
    /// Text, as it stands.
    Text(String),
    /// A number.
    Number(f64),
    /// A day, or a day with its time.
    At(NaiveDateTime),
    /// A length of time, or a time of day, in days.
    Span(f64),
    /// True or false.
    Bool(bool),
    /// `#REF!` and its like.
    Error(String),
}

impl Cell {
    /// Text, unless it is blank.
    pub fn of_text(text: String) -> Self {
        if text.trim().is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// Does it hold nothing?
    pub fn is_empty(&self) -> bool {
        *self == Self::Empty
    }

    /// Its text in the notation of the load: numbers are the shortest decimal that means them, days are ISO.
    pub fn text(&self, decimal: Decimal) -> Option<String> {
        match self {
            Self::Empty => None,
            Self::Text(text) | Self::Error(text) => Some(text.clone()),
            Self::Number(number) => Some(number_text(*number, decimal)),
            Self::At(at) if at.time() == NaiveTime::MIN => Some(at.date().to_string()),
            Self::At(at) => Some(at.format("%Y-%m-%d %H:%M:%S%.f").to_string()),
            Self::Span(days) => Some(clock(*days)),
            Self::Bool(value) => Some(value.to_string()),
        }
    }

    /// Its value in millionths, when it is an amount: a number, or a text such as `1.234,56`.
    pub fn millionths(&self) -> Option<i128> {
        use crate::coerce::parse;
        match self {
            Self::Number(number) => parse::decimal(&number_text(*number, Decimal::Point), b'.', 6).ok(),
            Self::Text(text) => {
                let text = text.trim();
                parse::decimal(text.strip_prefix("R$").map_or(text, str::trim), b',', 6).ok()
            }
            _ => None,
        }
    }
}

/// The shortest decimal that means this float; never an exponent.
fn number_text(number: f64, decimal: Decimal) -> String {
    let text = if number == 0.0 { "0".to_owned() } else { number.to_string() };
    if decimal == Decimal::Comma { text.replace('.', ",") } else { text }
}

/// A length of time as hours and minutes.
fn clock(days: f64) -> String {
    let seconds = (days * 86_400.0).round();
    let (sign, seconds) = if seconds < 0.0 { ("-", -seconds) } else { ("", seconds) };
    let (hours, rest) = ((seconds / 3_600.0).floor(), seconds % 3_600.0);
    format!("{sign}{hours:02}:{:02}:{:02}", (rest / 60.0).floor(), rest % 60.0)
}

/// The day and time of a serial number, counted from 1900 or from 1904; 60 is the day that 1900 never had.
pub fn serial(days: f64, is_1904: bool) -> Option<NaiveDateTime> {
    let days = if is_1904 { days + 1_462.0 } else { days };
    if !(1.0..2_958_466.0).contains(&days) || days.floor() == 60.0 {
        return None;
    }
    let epoch = NaiveDate::from_ymd_opt(1899, 12, if days < 60.0 { 31 } else { 30 })?;
    let millis = (days * 86_400_000.0).round();
    #[expect(clippy::cast_possible_truncation, reason = "below three million days of milliseconds")]
    epoch.and_time(NaiveTime::MIN).checked_add_signed(chrono::TimeDelta::milliseconds(millis as i64))
}

/// A line that holds something.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// Its number, from 1, as the program shows it.
    pub number: i64,
    /// Its cells from the first column on; what follows is empty.
    pub cells: Vec<Cell>,
}

impl Line {
    /// The cell of a column, from 0.
    pub fn cell(&self, column: usize) -> &Cell {
        const NOTHING: &Cell = &Cell::Empty;
        self.cells.get(column).unwrap_or(NOTHING)
    }
}

/// A merged region: first and last line, first and last column, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// First and last line.
    pub lines: (u32, u32),
    /// First and last column.
    pub columns: (u32, u32),
}

/// The lines of a tab that hold something.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grid {
    /// The tab's name.
    pub name: String,
    /// Its lines, in order.
    pub lines: Vec<Line>,
}

impl Grid {
    /// Puts a cell where it belongs; cells come in reading order.
    pub(super) fn put(&mut self, row: u32, column: u32, cell: Cell) {
        let number = i64::from(row) + 1;
        if self.lines.last().is_none_or(|line| line.number != number) {
            self.lines.push(Line { number, cells: Vec::new() });
        }
        let cells = &mut self.lines.last_mut().expect("a line was just pushed").cells;
        let place = column as usize;
        if cells.len() <= place {
            cells.resize(place + 1, Cell::Empty);
        }
        cells[place] = cell;
    }

    /// Gives the cells of merged regions the value of the first one, in lines that hold something of their own.
    pub(super) fn fill(&mut self, merged: &[Merged]) {
        self.lines.sort_by_key(|line| line.number);
        let width = self.lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
        for region in merged {
            let first = self.lines.partition_point(|line| line.number <= i64::from(region.lines.0));
            let Some(value) = self.lines.get(first).filter(|line| line.number == i64::from(region.lines.0) + 1) else { continue };
            let value = value.cell(region.columns.0 as usize).clone();
            if value.is_empty() {
                continue;
            }
            let last = (region.columns.1 as usize).min(width.saturating_sub(1));
            for line in self.lines[first..].iter_mut().take_while(|line| line.number <= i64::from(region.lines.1) + 1) {
                if line.cells.len() <= last {
                    line.cells.resize(last + 1, Cell::Empty);
                }
                let from = region.columns.0 as usize;
                line.cells.iter_mut().take(last + 1).skip(from).for_each(|cell| cell.clone_from(&value));
            }
        }
    }
}

/// A name without accents, case, punctuation or repeated blanks: what is equal here is one name.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        match base(character) {
            Some(base) => out.push_str(base),
            None if character.is_alphanumeric() => out.push(character),
            // Marks of a letter written in two characters vanish; everything else parts words.
            None if ('\u{300}'..='\u{36f}').contains(&character) => {}
            None if !out.is_empty() && !out.ends_with(' ') => out.push(' '),
            None => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The letter under its accent.
fn base(character: char) -> Option<&'static str> {
    Some(match character {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ª' => "a",
        'ç' | 'ć' | 'č' => "c",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ě' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'ī' => "i",
        'ñ' | 'ń' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'º' => "o",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' => "u",
        'ý' | 'ÿ' => "y",
        'š' | 'ś' => "s",
        'ž' | 'ź' => "z",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_float_is_the_shortest_decimal_that_means_it() {
        let text = |number: f64| Cell::Number(number).text(Decimal::Comma).unwrap();
        assert_eq!(["1234,56", "0,1", "90", "-0,01", "0"], [1234.56, 0.1, 90.0, -0.01, -0.0].map(text).each_ref().map(String::as_str));
        // What a formula's own arithmetic added is not hidden: the contract's scale will refuse it.
        assert_eq!(text(0.1 + 0.2), "0,30000000000000004");
        assert_eq!(text(1e21), "1000000000000000000000");
    }

    #[test]
    fn serial_days_of_both_systems() {
        let day = |days: f64, is_1904: bool| serial(days, is_1904).map(|at| at.to_string());
        assert_eq!(day(45_943.5, false).unwrap(), "2025-10-13 12:00:00");
        assert_eq!(day(44_481.0, true).unwrap(), "2025-10-13 00:00:00");
        assert_eq!(day(1.0, false).unwrap(), "1900-01-01 00:00:00");
        assert_eq!(day(59.0, false).unwrap(), "1900-02-28 00:00:00");
        assert_eq!(day(61.0, false).unwrap(), "1900-03-01 00:00:00");
        for nothing in [60.0, 0.5, -3.0, 3e6, f64::NAN, f64::INFINITY] {
            assert_eq!(day(nothing, false), None, "{nothing}");
        }
    }

    #[test]
    fn names_are_one_without_accents_case_and_punctuation() {
        for other in ["Jose da Silva", "JOSÉ  DA SILVA", " josé, da silva. ", "Jose\u{301}-da\u{a0}Silva"] {
            assert_eq!(folded(other), "jose da silva", "{other}");
        }
        assert_ne!(folded("José Silva"), folded("Josés Ilva"));
    }

    #[test]
    fn merged_cells_take_the_value_of_the_first() {
        let mut grid = Grid::default();
        grid.put(0, 0, Cell::Text("Ana".into()));
        grid.put(0, 1, Cell::Number(1.0));
        grid.put(1, 1, Cell::Number(2.0));
        grid.put(4, 1, Cell::Number(3.0));
        grid.fill(&[Merged { lines: (0, 3), columns: (0, 0) }]);
        assert_eq!(grid.lines[1].cells, [Cell::Text("Ana".into()), Cell::Number(2.0)]);
        assert_eq!(grid.lines[2].cells[0], Cell::Empty);
        assert_eq!(grid.lines.len(), 3, "a merged region fills no blank line");
    }
}
