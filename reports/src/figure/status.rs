//! Rows of states out of rows: a shape, a name, and why in words.

use super::{Figure, View, rows::Row, spec::Chart, speech};
use crate::charts::{
    Sheet,
    status_list::{self, Line},
};

/// Rows of a drawing; those beyond are in the table.
const MOST: usize = 20;

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Well.
    Good,
    /// It deserves attention.
    Warn,
    /// Not well.
    Bad,
    /// Nobody can say.
    None,
}

impl State {
    /// The state of a code; nobody can say what an unknown one means.
    pub fn of(code: &str) -> Self {
        match code {
            "good" => Self::Good,
            "warn" => Self::Warn,
            "bad" => Self::Bad,
            _ => Self::None,
        }
    }

    /// The word that says it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "state-good",
            Self::Warn => "state-warn",
            Self::Bad => "state-bad",
            Self::None => "state-none",
        }
    }
}

pub(super) struct Statuses<'f> {
    figure: &'f Figure<'f>,
    lines: Vec<Line>,
    /// How many there are in each state, drawn or not: bad, warn, good, none.
    counts: [u64; 4],
    left_out: usize,
    /// Why each row stands as it does, by key.
    reasons: Vec<(String, String)>,
}

const STATES: [State; 4] = [State::Bad, State::Warn, State::Good, State::None];

impl<'f> Statuses<'f> {
    pub(super) fn of(figure: &'f Figure<'f>) -> Self {
        let mut lines: Vec<Line> = figure.rows.iter().filter_map(|row| line(figure, row)).collect();
        let counts = STATES.map(|state| lines.iter().filter(|line| line.state == state).count() as u64);
        let left_out = lines.iter().skip(MOST).filter(|line| line.value.is_some()).count();
        lines.truncate(MOST);
        let told = |row: &Row| match &figure.spec.chart {
            Chart::StatusList { key, text, .. } => Some((figure.rows.text(key, row)?.to_owned(), reasons(figure, row, text)?)),
            _ => None,
        };
        let reasons = figure.rows.iter().filter_map(told).collect();
        Self { figure, lines, counts, left_out, reasons }
    }

    /// The first row of the worst state, of those that deserve attention.
    fn first(&self) -> Option<&Line> {
        [State::Bad, State::Warn].iter().find_map(|state| self.lines.iter().find(|line| line.state == *state))
    }
}

/// Why a row stands as it does, in words.
fn reasons(figure: &Figure<'_>, row: &Row, text: &str) -> Option<String> {
    figure.rows.text(text, row).filter(|text| !text.is_empty()).map(|text| speech::codes(text, figure.words))
}

fn line(figure: &Figure<'_>, row: &Row) -> Option<Line> {
    let Chart::StatusList { key, label, state, text, value, low, high } = &figure.spec.chart else { return None };
    let rows = &figure.rows;
    let number = |column: &Option<String>| column.as_ref().and_then(|column| rows.number(column, row));
    let state = State::of(rows.text(state, row).unwrap_or_default());
    let name = figure.label(label, row);
    let reasons = reasons(figure, row, text);
    let (value, margin) = (number(value), number(low).zip(number(high)));
    let shown = value.map(|value| figure.shown(value));
    let margin = margin.map(|(low, high)| figure.words.say_with("fig-from-to", &[("low", figure.shown(low)), ("high", figure.shown(high))]));
    let own = figure.spec.key(state.word());
    let said = figure.words.say(if figure.words.has(&own) { &own } else { state.word() });
    let told = reasons.map_or_else(|| said.clone(), |reasons| format!("{said}: {reasons}"));
    let number = [shown.clone(), margin.clone().map(|margin| format!("({margin})"))].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let title = if number.is_empty() { format!("{name}: {told}") } else { format!("{name}: {number}. {told}") };
    Some(Line { key: rows.text(key, row)?.to_owned(), label: name, state, words: told, value, shown, margin, title })
}

impl View for Statuses<'_> {
    fn marks_n(&self) -> usize {
        self.lines.len()
    }

    fn finding(&self) -> String {
        let [bad, warn, good, none] = self.counts.map(|n| crate::format::whole(n, self.figure.language()));
        let all = crate::format::whole(self.counts.iter().sum(), self.figure.language());
        let mut values = vec![("bad", bad), ("warn", warn), ("good", good), ("none", none), ("all", all)];
        let Some(first) = self.first() else { return self.figure.word("title-none", &values) };
        let value = first.shown.clone().unwrap_or_else(|| speech::NOTHING.to_owned());
        let margin = first.margin.clone().unwrap_or_else(|| speech::NOTHING.to_owned());
        let reasons = self.reasons.iter().find(|(key, _)| *key == first.key).map(|(_, reasons)| reasons.clone()).unwrap_or_default();
        values.extend([("reasons", reasons), ("label", first.label.clone()), ("text", first.words.clone()), ("value", value), ("margin", margin)]);
        self.figure.word("title", &values)
    }

    fn description(&self) -> String {
        let words = self.figure.words;
        let counted = STATES.iter().zip(self.counts).filter(|(_, n)| *n > 0);
        let states: Vec<String> =
            counted.map(|(state, n)| format!("{}: {}", words.say(state.word()), crate::format::whole(n, words.language()))).collect();
        let first = self.first().or(self.lines.first()).map_or_else(String::new, |line| line.title.clone());
        words.say_with("fig-states", &[("marks", words.count("lines", self.lines.len() as u64)), ("states", states.join(", ")), ("first", first)])
    }

    fn left_out(&self) -> usize {
        self.left_out
    }

    fn draw(&self, sheet: &Sheet<'_>) -> Option<String> {
        Some(status_list::draw(&self.lines, sheet))
    }
}
