//! Cells of two categories out of rows.

use super::{
    Figure, View,
    rows::Row,
    spec::{Chart, Unit},
    speech,
};
use crate::{
    charts::{
        Sheet,
        heatmap::{self, Cell, Grid},
    },
    format,
};

/// Rows and columns of a drawing; those beyond are in the table.
const MOST_ROWS: usize = 30;
const MOST_COLUMNS: usize = 16;

pub struct Heat<'f> {
    figure: &'f Figure<'f>,
    grid: Grid,
    left_out: usize,
}

impl<'f> Heat<'f> {
    pub fn of(figure: &'f Figure<'f>) -> Self {
        let Chart::Heatmap { row, row_label, column, column_label, value, .. } = &figure.spec.chart else {
            return Self { figure, grid: Grid::default(), left_out: 0 };
        };
        let named = |key: &str, label: &str, most: usize| -> Vec<(String, String)> {
            let name = |each: &str| {
                let first = figure.rows.iter().find(|row| figure.rows.text(key, row) == Some(each));
                speech::label(first.and_then(|row| figure.rows.text(label, row)).unwrap_or(each), figure.words)
            };
            figure.rows.values(key).into_iter().take(most).map(|each| (each.to_owned(), name(each))).collect()
        };
        let rows = named(row, row_label, MOST_ROWS);
        // Where rows and columns are the same things, they stand in the same order.
        let mut columns = named(column, column_label, usize::MAX);
        columns.sort_by_key(|(key, _)| rows.iter().position(|(each, _)| each == key).unwrap_or(usize::MAX));
        columns.truncate(MOST_COLUMNS);
        let place = |of: &[(String, String)], key: &str, row: &Row| {
            let text = figure.rows.text(key, row)?.to_owned();
            of.iter().position(|(each, _)| *each == text)
        };
        let mut cells = Vec::new();
        let mut known = 0;
        for each in figure.rows.iter() {
            let Some(exact) = figure.rows.number(value, each) else { continue };
            known += 1;
            let Some(at) = place(&rows, row, each).zip(place(&columns, column, each)) else { continue };
            cells.push(cell(figure, each, at, exact, (&rows[at.0], &columns[at.1])));
        }
        let names = |of: Vec<(String, String)>| of.into_iter().map(|(_, name)| name).collect();
        let left_out = known - cells.len();
        Self { figure, grid: Grid { rows: names(rows), columns: names(columns), cells }, left_out }
    }

    /// The largest cell of those that are marked, or of all where none is.
    fn most(&self) -> Option<&Cell> {
        let by_value = |left: &&Cell, right: &&Cell| left.value.total_cmp(&right.value);
        let cells = || self.grid.cells.iter().rev();
        cells().filter(|cell| cell.is_marked).max_by(by_value).or_else(|| cells().max_by(by_value))
    }
}

fn cell(figure: &Figure<'_>, row: &Row, at: (usize, usize), value: f64, names: (&(String, String), &(String, String))) -> Cell {
    let Chart::Heatmap { n, is_marked, .. } = &figure.spec.chart else { return Cell::default() };
    let is_marked = is_marked.as_ref().is_some_and(|column| figure.rows.is(column, row));
    let mark = if is_marked { format!(" · {}", figure.words.say("fig-marked")) } else { String::new() };
    let ((row_key, row_name), (column_key, column_name)) = names;
    Cell {
        key: format!("{row_key} {column_key}"),
        row: at.0,
        column: at.1,
        value,
        shown: figure.shown(value),
        brief: brief(figure, value),
        n: n.as_ref().and_then(|column| figure.rows.whole(column, row)),
        is_marked,
        title: format!("{row_name} · {column_name}: {}{}{mark}", figure.shown(value), figure.behind(n.as_ref(), row)),
    }
}

/// A value as short as a cell wants it: without its unit, and with a decimal only where it is small.
fn brief(figure: &Figure<'_>, value: f64) -> String {
    let unit = figure.spec.unit;
    let scaled = if unit == Unit::Share { value * 100.0 } else { value / unit.scale() };
    let decimals = if unit == Unit::Ratio { 2 } else { u32::from(scaled.abs() < 9.95 && scaled.fract() != 0.0) };
    format::decimal(scaled, decimals, figure.language())
}

impl View for Heat<'_> {
    fn marks_n(&self) -> usize {
        self.grid.cells.len()
    }

    fn finding(&self) -> String {
        let Some(most) = self.most() else { return self.figure.word("empty", &[]) };
        let number = |n: usize| format::whole(n as u64, self.figure.language());
        let n = most.n.and_then(|n| u64::try_from(n).ok()).unwrap_or_default();
        let values = [
            ("row", self.grid.rows[most.row].clone()),
            ("column", self.grid.columns[most.column].clone()),
            ("value", most.shown.clone()),
            ("cases", self.figure.counted(n)),
            ("marked", number(self.grid.cells.iter().filter(|cell| cell.is_marked).count())),
            ("cells", number(self.grid.cells.len())),
        ];
        let has = |which: &str| self.figure.words.has(&self.figure.spec.key(which));
        let is_bare = |nth: &usize| !self.grid.cells.iter().any(|cell| cell.row == *nth);
        let bare: Vec<&str> = (0..self.grid.rows.len()).filter(is_bare).map(|nth| self.grid.rows[nth].as_str()).collect();
        let values = [&values[..], &[("bare", bare.join(", "))]].concat();
        let which = match most {
            Cell { is_marked: true, .. } if has("title-marked") => "title-marked",
            _ if !bare.is_empty() && has("title-bare") => "title-bare",
            Cell { value: 0.0, is_marked: false, .. } if has("title-none") => "title-none",
            _ => "title",
        };
        self.figure.word(which, &values)
    }

    fn description(&self) -> String {
        let words = self.figure.words;
        let by_value = |left: &&Cell, right: &&Cell| left.value.total_cmp(&right.value);
        let cells = || self.grid.cells.iter();
        let (Some(most), Some(least)) = (cells().rev().max_by(by_value), cells().min_by(by_value)) else { return String::new() };
        let values = [
            ("marks", words.count("cells", self.grid.cells.len() as u64)),
            ("rows", format::whole(self.grid.rows.len() as u64, words.language())),
            ("columns", format::whole(self.grid.columns.len() as u64, words.language())),
            ("most", most.title.clone()),
            ("least", least.title.clone()),
            ("marked", format::whole(cells().filter(|cell| cell.is_marked).count() as u64, words.language())),
        ];
        words.say_with("fig-heat", &values)
    }

    fn left_out(&self) -> usize {
        self.left_out
    }

    fn draw(&self, sheet: &Sheet<'_>) -> Option<String> {
        let more = |n: usize| self.figure.words.count("fig-columns-more", n as u64);
        Some(heatmap::draw(&self.grid, sheet, &more))
    }
}
