//! Rows that Mirante writes about itself, cell by cell, into record batches.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};

use crate::{
    schema::{Column, arrow_schema},
    types::ColumnType,
};

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// No value.
    Nothing,
    /// Text of any kind: ids, codes, hashes, JSON.
    Text(String),
    /// Whole numbers, instants in microseconds since 1970, days since 1970, money in centavos.
    Whole(i64),
    /// A float.
    Number(f64),
    /// True or false.
    Truth(bool),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Self::Whole(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Cell {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

impl Cell {
    fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    fn whole(&self) -> Option<i64> {
        if let Self::Whole(number) = self { Some(*number) } else { None }
    }
}

/// Rows of these columns, sorted by the first ones as they are given.
///
/// # Panics
/// When a required cell is empty or a row has another number of cells: both are mistakes of the program.
pub fn batch(columns: &[Column], rows: &[Vec<Cell>]) -> RecordBatch {
    let cells = |place: usize| rows.iter().map(move |row| &row[place]);
    let array = |(place, column): (usize, &Column)| -> ArrayRef {
        match column.r#type {
            ColumnType::At => Arc::new(cells(place).map(Cell::whole).collect::<TimestampMicrosecondArray>().with_timezone("UTC")),
            ColumnType::On => Arc::new(cells(place).map(|cell| i32::try_from(cell.whole()?).ok()).collect::<Date32Array>()),
            ColumnType::Int => Arc::new(cells(place).map(Cell::whole).collect::<Int64Array>()),
            ColumnType::I32 | ColumnType::Bp => Arc::new(cells(place).map(|cell| i32::try_from(cell.whole()?).ok()).collect::<Int32Array>()),
            ColumnType::Num => {
                Arc::new(cells(place).map(|cell| if let Cell::Number(number) = cell { Some(*number) } else { None }).collect::<Float64Array>())
            }
            ColumnType::Money => {
                let centavos: Decimal128Array = cells(place).map(|cell| cell.whole().map(i128::from)).collect();
                Arc::new(centavos.with_data_type(column.r#type.arrow()))
            }
            ColumnType::Bool => {
                Arc::new(cells(place).map(|cell| if let Cell::Truth(truth) = cell { Some(*truth) } else { None }).collect::<BooleanArray>())
            }
            _ => Arc::new(cells(place).map(Cell::text).collect::<StringArray>()),
        }
    };
    let arrays = columns.iter().enumerate().map(array).collect();
    RecordBatch::try_new(arrow_schema(columns), arrays).expect("every row has a cell for each column, and required ones hold a value")
}
