//! The words for column types, and what each is stored as.

use std::{fmt, str::FromStr};

use arrow::datatypes::{DataType, Field, TimeUnit};
use serde::{Deserialize, Serialize};

/// A column's type in the words of the data model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnType {
    /// Key text, never empty.
    Id,
    /// Free text.
    Text,
    /// One of a closed list, lowercase Portuguese.
    Code,
    /// 64 lowercase hex digits.
    Hash,
    /// Canonical JSON as text.
    Json,
    /// Reais with two decimals.
    Money,
    /// Quantity with three decimals.
    Qty,
    /// Exact integer of up to 38 digits.
    Big,
    /// 64-bit integer.
    Int,
    /// 32-bit integer.
    I32,
    /// Parts of 10,000.
    Bp,
    /// Float; marts and meta only, never money.
    Num,
    /// Instant in UTC, whole microseconds.
    At,
    /// Day in America/Sao_Paulo.
    On,
    /// True or false.
    Bool,
    /// Sorted list of ids.
    Ids,
    /// Sorted list of texts.
    Texts,
}

/// Every type with its word.
pub const COLUMN_TYPES: [(&str, ColumnType); 17] = [
    ("id", ColumnType::Id),
    ("text", ColumnType::Text),
    ("code", ColumnType::Code),
    ("hash", ColumnType::Hash),
    ("json", ColumnType::Json),
    ("money", ColumnType::Money),
    ("qty", ColumnType::Qty),
    ("big", ColumnType::Big),
    ("int", ColumnType::Int),
    ("i32", ColumnType::I32),
    ("bp", ColumnType::Bp),
    ("num", ColumnType::Num),
    ("at", ColumnType::At),
    ("on", ColumnType::On),
    ("bool", ColumnType::Bool),
    ("ids", ColumnType::Ids),
    ("texts", ColumnType::Texts),
];

impl ColumnType {
    /// The word of the data model.
    pub fn word(self) -> &'static str {
        COLUMN_TYPES.iter().find(|(_, each)| *each == self).map(|(word, _)| *word).expect("every type has its word")
    }

    /// What the type is stored as.
    pub fn arrow(self) -> DataType {
        match self {
            Self::Id | Self::Text | Self::Code | Self::Hash | Self::Json => DataType::Utf8,
            Self::Money => DataType::Decimal128(18, 2),
            Self::Qty => DataType::Decimal128(18, 3),
            Self::Big => DataType::Decimal128(38, 0),
            Self::Int => DataType::Int64,
            Self::I32 | Self::Bp => DataType::Int32,
            Self::Num => DataType::Float64,
            Self::At => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Self::On => DataType::Date32,
            Self::Bool => DataType::Boolean,
            Self::Ids | Self::Texts => DataType::List(Field::new_list_field(DataType::Utf8, true).into()),
        }
    }
}

impl fmt::Display for ColumnType {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

impl FromStr for ColumnType {
    type Err = UnknownType;

    fn from_str(word: &str) -> Result<Self, UnknownType> {
        COLUMN_TYPES.iter().find(|(each, _)| *each == word).map(|(_, each)| *each).ok_or_else(|| UnknownType(word.to_owned()))
    }
}

/// A word that is no column type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no column type; the types are id, text, code, hash, json, money, qty, big, int, i32, bp, num, at, on, bool, ids, texts")]
pub struct UnknownType(pub String);
