//! The one text that each value has: what row hashes, file ranges, CSV tests and messages are made of.
//!
//! Decimals keep their scale (`10.00`), instants are UTC with a fraction only when there is one
//! (`2026-03-02T12:00:00Z`, `…00.250000Z`), lists are joined by `|`, null has no text.

use std::fmt::Write;

use arrow::{
    array::{
        Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, FixedSizeBinaryArray, Float64Array, Int32Array, Int64Array, ListArray,
        StringArray, TimestampMicrosecondArray, UInt64Array,
    },
    datatypes::DataType,
};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike};

/// One column whose cells can be written as canonical text.
pub enum Cells<'a> {
    /// Text of any kind.
    Text(&'a StringArray),
    /// 64-bit integers.
    Int(&'a Int64Array),
    /// 32-bit integers.
    I32(&'a Int32Array),
    /// Counts that the engine returns.
    Count(&'a UInt64Array),
    /// Decimals with their scale.
    Decimal(&'a Decimal128Array, usize),
    /// Floats, shortest text that reads back the same.
    Num(&'a Float64Array),
    /// Instants.
    At(&'a TimestampMicrosecondArray),
    /// Days.
    On(&'a Date32Array),
    /// Booleans.
    Bool(&'a BooleanArray),
    /// Bytes, written in hex.
    Binary(&'a FixedSizeBinaryArray),
    /// Lists of texts.
    List(&'a ListArray),
    /// A column without values.
    Nothing,
}

impl<'a> Cells<'a> {
    /// The cells of a column; an error text for an Arrow type that Mirante does not store.
    pub fn of(array: &'a ArrayRef) -> Result<Self, String> {
        fn cast<T: 'static>(array: &ArrayRef) -> &T {
            array.as_any().downcast_ref::<T>().expect("the type was matched just before")
        }
        Ok(match array.data_type() {
            DataType::Utf8 => Self::Text(cast(array)),
            DataType::Int64 => Self::Int(cast(array)),
            DataType::Int32 => Self::I32(cast(array)),
            DataType::UInt64 => Self::Count(cast(array)),
            DataType::Decimal128(_, scale) => Self::Decimal(cast(array), usize::try_from(*scale).map_err(|_| "a negative scale".to_owned())?),
            DataType::Float64 => Self::Num(cast(array)),
            DataType::Timestamp(arrow::datatypes::TimeUnit::Microsecond, _) => Self::At(cast(array)),
            DataType::Date32 => Self::On(cast(array)),
            DataType::Boolean => Self::Bool(cast(array)),
            DataType::FixedSizeBinary(_) => Self::Binary(cast(array)),
            DataType::List(item) if is_plain(item.data_type()) => Self::List(cast(array)),
            DataType::Null => Self::Nothing,
            other => return Err(format!("no canonical text for {other}")),
        })
    }

    /// Is there no value in this row?
    pub fn is_null(&self, row: usize) -> bool {
        match self {
            Self::Text(array) => array.is_null(row),
            Self::Int(array) => array.is_null(row),
            Self::I32(array) => array.is_null(row),
            Self::Count(array) => array.is_null(row),
            Self::Decimal(array, _) => array.is_null(row),
            Self::Num(array) => array.is_null(row),
            Self::At(array) => array.is_null(row),
            Self::On(array) => array.is_null(row),
            Self::Bool(array) => array.is_null(row),
            Self::Binary(array) => array.is_null(row),
            Self::List(array) => array.is_null(row),
            Self::Nothing => true,
        }
    }

    /// Appends the text of a row's value; nothing for null.
    pub fn write(&self, row: usize, out: &mut String) {
        if self.is_null(row) {
            return;
        }
        match self {
            Self::Text(array) => out.push_str(array.value(row)),
            Self::Int(array) => integer(array.value(row), out),
            Self::I32(array) => integer(array.value(row), out),
            Self::Count(array) => integer(array.value(row), out),
            Self::Decimal(array, scale) => decimal(array.value(row), *scale, out),
            Self::Num(array) => push(out, format_args!("{}", array.value(row))),
            Self::At(array) => push_instant(array.value(row), out),
            Self::On(array) => push_day(array.value(row), out),
            Self::Bool(array) => out.push_str(if array.value(row) { "true" } else { "false" }),
            Self::Binary(array) => array.value(row).iter().for_each(|byte| push(out, format_args!("{byte:02x}"))),
            Self::List(array) => {
                let items = array.value(row);
                let cells = Cells::of(&items).expect("the items' type was looked at when the column was");
                for (position, item) in (0..items.len()).filter(|item| !cells.is_null(*item)).enumerate() {
                    if position > 0 {
                        out.push('|');
                    }
                    cells.write(item, out);
                }
            }
            Self::Nothing => {}
        }
    }

    /// The text of a row's value, `None` for null.
    pub fn text(&self, row: usize) -> Option<String> {
        if self.is_null(row) {
            return None;
        }
        let mut out = String::new();
        self.write(row, &mut out);
        Some(out)
    }
}

/// Types that have a canonical text and hold no others.
fn is_plain(kind: &DataType) -> bool {
    use arrow::datatypes::TimeUnit::Microsecond;
    matches!(
        kind,
        DataType::Utf8
            | DataType::Int64
            | DataType::Int32
            | DataType::UInt64
            | DataType::Float64
            | DataType::Decimal128(_, 0..)
            | DataType::Timestamp(Microsecond, _)
            | DataType::Date32
            | DataType::Boolean
            | DataType::Null
    )
}

/// Appends a whole number.
pub fn integer(value: impl itoa::Integer, out: &mut String) {
    out.push_str(itoa::Buffer::new().format(value));
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("writing to a String does not fail");
}

/// A decimal of this scale, all decimals shown.
fn decimal(value: i128, scale: usize, out: &mut String) {
    if value < 0 {
        out.push('-');
    }
    let digits = value.unsigned_abs().to_string();
    if scale == 0 {
        out.push_str(&digits);
        return;
    }
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = padded.split_at(padded.len() - scale);
    push(out, format_args!("{whole}.{fraction}"));
}

/// An instant, given in microseconds since 1970, in UTC.
pub fn instant(micros: i64) -> String {
    let mut out = String::with_capacity(27);
    push_instant(micros, &mut out);
    out
}

fn push_instant(micros: i64, out: &mut String) {
    let Some(at) = DateTime::from_timestamp_micros(micros) else { return push(out, format_args!("{micros}us")) };
    push_date(at.date_naive(), out);
    for (mark, part) in [('T', at.hour()), (':', at.minute()), (':', at.second())] {
        out.push(mark);
        padded(part, 2, out);
    }
    let fraction = at.timestamp_subsec_micros();
    if fraction > 0 {
        out.push('.');
        padded(fraction, 6, out);
    }
    out.push('Z');
}

/// Microseconds since 1970 of an instant written with its offset.
pub fn parse_instant(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp_micros())
}

/// A day, given in days since 1970.
pub fn day(days: i32) -> String {
    let mut out = String::with_capacity(10);
    push_day(days, &mut out);
    out
}

fn push_day(days: i32, out: &mut String) {
    let epoch = DateTime::UNIX_EPOCH.date_naive();
    match epoch.checked_add_signed(TimeDelta::days(days.into())) {
        Some(date) => push_date(date, out),
        None => push(out, format_args!("{days}d")),
    }
}

fn push_date(date: NaiveDate, out: &mut String) {
    // Years that have not four digits bear a sign.
    let Some(year) = u32::try_from(date.year()).ok().filter(|year| *year < 10_000) else { return push(out, format_args!("{date}")) };
    for (mark, part, width) in [(None, year, 4), (Some('-'), date.month(), 2), (Some('-'), date.day(), 2)] {
        out.extend(mark);
        padded(part, width, out);
    }
}

/// A number with zeros before it, in this many digits.
fn padded(value: u32, width: usize, out: &mut String) {
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(value);
    (digits.len()..width).for_each(|_| out.push('0'));
    out.push_str(digits);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn decimals_keep_their_scale_and_sign() {
        let array: ArrayRef = Arc::new(Decimal128Array::from(vec![1_000, -5, 0, -123_456]).with_precision_and_scale(18, 2).unwrap());
        let cells = Cells::of(&array).unwrap();
        let texts: Vec<String> = (0..4).map(|row| cells.text(row).unwrap()).collect();
        assert_eq!(texts, ["10.00", "-0.05", "0.00", "-1234.56"]);
    }

    #[test]
    fn instants_show_a_fraction_only_when_there_is_one() {
        assert_eq!(instant(0), "1970-01-01T00:00:00Z");
        assert_eq!(instant(1_250_000), "1970-01-01T00:00:01.250000Z");
        assert_eq!(instant(-1), "1969-12-31T23:59:59.999999Z");
        assert_eq!(instant(253_402_300_799_000_001), "9999-12-31T23:59:59.000001Z");
        assert_eq!([day(0), day(-719_528), day(2_932_897)], ["1970-01-01", "0000-01-01", "+10000-01-01"]);
        assert_eq!(parse_instant("1970-01-01T01:00:00+01:00"), Some(0));
        assert_eq!(day(-1), "1969-12-31");
    }
}
