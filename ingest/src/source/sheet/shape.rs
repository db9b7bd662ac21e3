//! Which lines of a tab are rows: not the blank ones, and not the totals that people write under them.

use mirante_data::{detail, explain::Detail};

use crate::source::workbook::grid::{Cell, Line, folded};

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A record.
    Row,
    /// Nothing in any column that is read.
    Blank,
    /// A total, subtotal or sum.
    Total,
}

/// Tells lines apart, in order, and counts those that are no rows.
pub struct Shape {
    columns: Vec<usize>,
    /// Sums by column since the first row, and since the last total.
    whole: Vec<i128>,
    part: Vec<i128>,
    rows: u64,
    totals: u64,
    blank: u64,
    last: i64,
}

impl Shape {
    /// For a tab whose columns of interest are these.
    pub fn new(columns: Vec<usize>) -> Self {
        let sums = vec![0; columns.len()];
        Self { columns, whole: sums.clone(), part: sums, rows: 0, totals: 0, blank: 0, last: 0 }
    }

    /// What this line is; lines come in order.
    pub fn kind(&mut self, line: &Line) -> Kind {
        let filled: Vec<(usize, &Cell)> =
            self.columns.iter().enumerate().map(|(place, column)| (place, line.cell(*column))).filter(|(_, cell)| !cell.is_empty()).collect();
        self.last = line.number;
        if filled.is_empty() && !says_total(line) {
            self.blank += 1;
            return Kind::Blank;
        }
        if says_total(line) || self.is_sum(&filled) {
            self.totals += 1;
            self.part.fill(0);
            return Kind::Total;
        }
        for (place, cell) in &filled {
            let amount = cell.millionths().unwrap_or(0);
            self.whole[*place] = self.whole[*place].saturating_add(amount);
            self.part[*place] = self.part[*place].saturating_add(amount);
        }
        self.rows += 1;
        Kind::Row
    }

    /// Amounts alone, each equal to the sum above it: of everything, or since the last total.
    fn is_sum(&self, filled: &[(usize, &Cell)]) -> bool {
        let is = |sums: &[i128]| filled.iter().all(|(place, cell)| matches!(cell, Cell::Number(_)) && cell.millionths() == Some(sums[*place]));
        self.rows > 0 && !filled.is_empty() && (is(&self.whole) || is(&self.part))
    }

    /// How many lines were no rows, by kind; none when all were. Lines without any cell are counted by their gaps.
    pub fn note(&self, tab: &str, header: i64) -> Option<Detail> {
        let seen = self.rows + self.totals + self.blank;
        let gaps = u64::try_from(self.last - header).unwrap_or(0).saturating_sub(seen);
        let blank = self.blank + gaps;
        (blank + self.totals > 0).then(|| {
            detail!("d-tab-skipped", "tab {tab}: blank lines {blank}, totals {totals} are no rows", tab = tab, blank = blank, totals = self.totals)
        })
    }
}

/// Does the first filled cell begin with the word, and nothing but amounts follow it?
///
/// A client called Soma has a type beside its name; a total has not.
fn says_total(line: &Line) -> bool {
    let mut filled = line.cells.iter().filter(|cell| !cell.is_empty());
    let Some(Cell::Text(first)) = filled.next() else { return false };
    let first = folded(first);
    let word = first.split(' ').next().unwrap_or_default();
    ["total", "totais", "subtotal", "subtotais", "soma"].contains(&word)
        && filled.all(|cell| matches!(cell, Cell::Number(_) | Cell::Span(_) | Cell::Error(_)) || cell.millionths().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: i64, cells: &[&str]) -> Line {
        let cell = |text: &&str| match text.strip_prefix('=') {
            Some(amount) => Cell::Number(amount.parse().unwrap()),
            None => Cell::of_text((*text).to_owned()),
        };
        Line { number, cells: cells.iter().map(cell).collect() }
    }

    #[test]
    fn totals_and_blanks_are_no_rows() {
        let mut shape = Shape::new(vec![0, 1, 2]);
        let lines: [(&[&str], Kind); 10] = [
            (&["Ana", "C-1", "=10.1"], Kind::Row),
            (&["Ana", "C-2", "=20.2"], Kind::Row),
            (&["Subtotal", "", "=30.3"], Kind::Total),
            (&["", "", "", "uma nota ao lado"], Kind::Blank),
            (&["Bia", "C-1", "=5"], Kind::Row),
            (&["", "", "=5"], Kind::Total),
            (&["", "", "=35.3"], Kind::Total),
            (&["", "", "=7"], Kind::Row),
            (&["TOTAL GERAL", "", "R$ 42,30"], Kind::Total),
            (&["Soma Engenharia", "pequena", ""], Kind::Row),
        ];
        for (number, (cells, kind)) in (2..).zip(lines) {
            assert_eq!(shape.kind(&line(number, cells)), kind, "{cells:?}");
        }
        assert_eq!(shape.note("Trabalho", 1).unwrap().to_string(), "tab Trabalho: blank lines 1, totals 4 are no rows");
    }

    #[test]
    fn the_first_row_is_no_sum_of_nothing() {
        let mut shape = Shape::new(vec![0]);
        assert_eq!(shape.kind(&line(2, &["=0"])), Kind::Row);
        assert_eq!(shape.kind(&line(5, &["=3"])), Kind::Row);
        assert_eq!(shape.note("T", 1).unwrap().to_string(), "tab T: blank lines 2, totals 0 are no rows");
    }
}
