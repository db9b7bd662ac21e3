//! A dataset's columns as Mirante writes them down (`unit_id:id, p50_seconds:num?`) and as Arrow needs them.

use std::{fmt, str::FromStr, sync::Arc};

use arrow::datatypes::{Field, Schema, SchemaRef};
use serde::{Deserialize, Serialize};

use crate::{name::is_identifier, types::ColumnType};

/// One column: name, type, and whether it may be null.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Column {
    /// Column name in snake_case, unit included.
    pub name: String,
    /// Type in the words of the data model.
    pub r#type: ColumnType,
    /// May it be null?
    pub null: bool,
}

impl Column {
    /// A column that is never null.
    pub fn required(name: &str, r#type: ColumnType) -> Self {
        Self { name: name.to_owned(), r#type, null: false }
    }

    /// A column that may be null.
    pub fn optional(name: &str, r#type: ColumnType) -> Self {
        Self { name: name.to_owned(), r#type, null: true }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}{}", self.name, self.r#type, if self.null { "?" } else { "" })
    }
}

impl FromStr for Column {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, word) = text.trim().split_once(':').ok_or_else(|| format!("`{}` is not written as name:type", text.trim()))?;
        let (word, null) = word.strip_suffix('?').map_or((word, false), |word| (word, true));
        if !is_identifier(name) && !name.starts_with('_') {
            return Err(format!("`{name}` is no column name"));
        }
        let r#type = word.parse().map_err(|error| format!("column `{name}`: {error}"))?;
        Ok(Self { name: name.to_owned(), r#type, null })
    }
}

impl TryFrom<String> for Column {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Column> for String {
    fn from(column: Column) -> String {
        column.to_string()
    }
}

/// The Arrow schema of these columns, in order.
pub fn arrow_schema(columns: &[Column]) -> SchemaRef {
    let fields: Vec<Field> = columns.iter().map(|column| Field::new(&column.name, column.r#type.arrow(), column.null)).collect();
    Arc::new(Schema::new(fields))
}

/// The five columns that every raw dataset has besides those of its contract.
pub fn history_columns() -> Vec<Column> {
    vec![
        Column::required("_source", ColumnType::Id),
        Column::required("_batch_id", ColumnType::Id),
        Column::required("_recorded_at", ColumnType::At),
        Column::required("_op", ColumnType::Code),
        Column::required("_row_hash", ColumnType::Hash),
    ]
}

/// What a raw file holds: the contract's columns, then the history columns; `_row_hash` is 16 bytes in a file.
pub fn raw_schema(columns: &[Column]) -> SchemaRef {
    let mut fields: Vec<Field> = arrow_schema(columns).fields().iter().map(|field| field.as_ref().clone()).collect();
    for column in history_columns() {
        let stored = match column.r#type {
            ColumnType::Hash => arrow::datatypes::DataType::FixedSizeBinary(16),
            other => other.arrow(),
        };
        fields.push(Field::new(&column.name, stored, false));
    }
    Arc::new(Schema::new(fields))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_reads_as_it_is_written() {
        for text in ["unit_id:id", "p50_seconds:num?", "reasons:texts"] {
            assert_eq!(text.parse::<Column>().unwrap().to_string(), text);
        }
        assert!("unit_id".parse::<Column>().is_err());
        assert!("unit_id:uuid".parse::<Column>().unwrap_err().contains("unit_id"));
    }
}
