//! The rows of a figure as text, cell by cell, under the names of their columns.

use mirante_data::{
    arrow::{
        array::{BooleanArray, RecordBatch},
        compute::filter_record_batch,
    },
    canonical::Cells,
};

/// One row: the canonical text of each cell, none where null.
pub type Row = Vec<Option<String>>;

/// Rows with the names of their columns.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    names: Vec<String>,
    rows: Vec<Row>,
}

impl Rows {
    /// All rows of some batches.
    pub fn of(batches: &[RecordBatch]) -> Self {
        let names = batches.first().map(|batch| batch.schema_ref().fields().iter().map(|field| field.name().clone()).collect()).unwrap_or_default();
        let mut rows = Vec::new();
        for batch in batches {
            let columns: Vec<Option<Cells<'_>>> = batch.columns().iter().map(|column| Cells::of(column).ok()).collect();
            rows.extend((0..batch.num_rows()).map(|row| columns.iter().map(|cells| cells.as_ref()?.text(row)).collect::<Row>()));
        }
        Self { names, rows }
    }

    /// The rows, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Row> {
        self.rows.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows whose column says this.
    pub fn only(&self, column: &str, value: &str) -> Self {
        Self { names: self.names.clone(), rows: self.rows.iter().filter(|row| self.text(column, row) == Some(value)).cloned().collect() }
    }

    /// A cell's text; none for null and for a column that is not there.
    pub fn text<'r>(&self, column: &str, row: &'r Row) -> Option<&'r str> {
        let place = self.names.iter().position(|name| name == column)?;
        row[place].as_deref()
    }

    /// Every cell of a row under the name of its column.
    pub fn named<'r>(&'r self, row: &'r Row) -> impl Iterator<Item = (&'r str, Option<&'r str>)> {
        self.names.iter().map(String::as_str).zip(row.iter().map(Option::as_deref))
    }

    /// A cell's number.
    pub fn number(&self, column: &str, row: &Row) -> Option<f64> {
        self.text(column, row)?.parse().ok()
    }

    /// A cell's whole number.
    pub fn whole(&self, column: &str, row: &Row) -> Option<i64> {
        self.text(column, row)?.parse().ok()
    }

    /// Does a cell say true?
    pub fn is(&self, column: &str, row: &Row) -> bool {
        self.text(column, row) == Some("true")
    }

    /// The different values of a column, in the order of their first row.
    pub fn values(&self, column: &str) -> Vec<&str> {
        let mut values: Vec<&str> = Vec::new();
        for text in self.rows.iter().filter_map(|row| self.text(column, row)) {
            if !values.contains(&text) {
                values.push(text);
            }
        }
        values
    }
}

/// The rows of a batch whose column says this; none where there is no such column.
pub fn only(batch: &RecordBatch, column: &str, value: &str) -> Option<RecordBatch> {
    let cells = Cells::of(batch.column_by_name(column)?).ok()?;
    let mask: BooleanArray = (0..batch.num_rows()).map(|row| Some(cells.text(row).as_deref() == Some(value))).collect();
    filter_record_batch(batch, &mask).ok()
}
