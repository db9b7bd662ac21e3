//! Values of MySQL's protocol as text: decimals and dates as they stand, floats the shortest way, bits as a number.

use mysql_async::{
    Column, Value,
    consts::{ColumnFlags, ColumnType},
};

use crate::source::database::{ITEM, Request, hex, horizon::Kind};

/// Number of the character set that means bytes.
const BINARY: u16 = 63;

/// A column's type as people write it.
pub fn kind(column: &Column) -> &'static str {
    use ColumnType::*;
    match column.column_type() {
        MYSQL_TYPE_DECIMAL | MYSQL_TYPE_NEWDECIMAL => "decimal",
        MYSQL_TYPE_TINY | MYSQL_TYPE_SHORT | MYSQL_TYPE_INT24 | MYSQL_TYPE_LONG | MYSQL_TYPE_LONGLONG => "int",
        MYSQL_TYPE_YEAR => "year",
        MYSQL_TYPE_FLOAT => "float",
        MYSQL_TYPE_DOUBLE => "double",
        MYSQL_TYPE_TIMESTAMP | MYSQL_TYPE_TIMESTAMP2 => "timestamp",
        MYSQL_TYPE_DATETIME | MYSQL_TYPE_DATETIME2 => "datetime",
        MYSQL_TYPE_DATE | MYSQL_TYPE_NEWDATE => "date",
        MYSQL_TYPE_TIME | MYSQL_TYPE_TIME2 => "time",
        MYSQL_TYPE_BIT => "bit",
        MYSQL_TYPE_JSON => "json",
        _ if column.flags().contains(ColumnFlags::SET_FLAG) => "set",
        MYSQL_TYPE_GEOMETRY => "geometry",
        _ if is_bytes(column) => "binary",
        _ => "text",
    }
}

/// What a cursor of a type holds; none when it has no order that could be relied on.
pub fn order_of(kind: &str) -> Option<Kind> {
    Some(match kind {
        "timestamp" => Kind::Instant,
        "datetime" => Kind::Local,
        "date" => Kind::Day,
        "int" => Kind::Whole,
        "decimal" => Kind::Number,
        _ => return None,
    })
}

/// Bytes, and no text of any character set.
fn is_bytes(column: &Column) -> bool {
    use ColumnType::*;
    let is_text = matches!(
        column.column_type(),
        MYSQL_TYPE_STRING
            | MYSQL_TYPE_VAR_STRING
            | MYSQL_TYPE_VARCHAR
            | MYSQL_TYPE_BLOB
            | MYSQL_TYPE_TINY_BLOB
            | MYSQL_TYPE_MEDIUM_BLOB
            | MYSQL_TYPE_LONG_BLOB
    );
    column.column_type() == MYSQL_TYPE_GEOMETRY || (is_text && column.character_set() == BINARY)
}

/// A value as the load reads it: with its decimal mark, and a set as a list where it fills one.
pub fn text(value: Value, column: &Column, request: &Request<'_>) -> Option<Vec<u8>> {
    let kind = kind(column);
    let text = plain(value, column)?;
    Some(match kind {
        "decimal" | "float" | "double" if request.with_commas => text.into_iter().map(|byte| if byte == b'.' { b',' } else { byte }).collect(),
        "set" if request.lists.iter().any(|list| *list == column.name_str()) => list(&text),
        _ => text,
    })
}

/// The members of a set hold no comma.
fn list(set: &[u8]) -> Vec<u8> {
    let mark = ITEM as u8;
    set.split(|byte| *byte == b',').filter(|item| !item.is_empty()).flat_map(|item| [&[mark], item].concat()).collect()
}

/// A value as text.
pub fn plain(value: Value, column: &Column) -> Option<Vec<u8>> {
    let text = match value {
        Value::NULL => return None,
        Value::Int(number) => number.to_string(),
        Value::UInt(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Double(number) => number.to_string(),
        Value::Date(year, month, day, hour, minute, second, micros) => {
            let date = format!("{year:04}-{month:02}-{day:02}");
            match kind(column) {
                "date" => date,
                other => {
                    let fraction = if micros > 0 { format!(".{micros:06}") } else { String::new() };
                    // A timestamp is an instant, and the session's clock is UTC; a zero date stays what no time is.
                    let zone = if other == "timestamp" { "+00:00" } else { "" };
                    format!("{date} {hour:02}:{minute:02}:{second:02}{fraction}{zone}")
                }
            }
        }
        Value::Time(is_negative, days, hours, minutes, seconds, micros) => {
            let sign = if is_negative { "-" } else { "" };
            let fraction = if micros > 0 { format!(".{micros:06}") } else { String::new() };
            format!("{sign}{:02}:{minutes:02}:{seconds:02}{fraction}", days * 24 + u32::from(hours))
        }
        Value::Bytes(bytes) => {
            return Some(match kind(column) {
                "bit" => bytes.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte)).to_string().into_bytes(),
                _ if is_bytes(column) => hex(&bytes),
                _ => bytes,
            });
        }
    };
    Some(text.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: Value, kind: ColumnType) -> String {
        String::from_utf8(plain(value, &Column::new(kind)).unwrap()).unwrap()
    }

    #[test]
    fn values_are_written_as_they_are() {
        use ColumnType::*;
        assert_eq!(written(Value::UInt(u64::MAX), MYSQL_TYPE_LONGLONG), "18446744073709551615");
        assert_eq!(written(Value::Float(0.1), MYSQL_TYPE_FLOAT), "0.1");
        assert_eq!(written(Value::Bytes(vec![1, 2]), MYSQL_TYPE_BIT), "258");
        assert_eq!(written(Value::Bytes(b"-1234.50".to_vec()), MYSQL_TYPE_NEWDECIMAL), "-1234.50");
        assert_eq!(written(Value::Date(2026, 3, 2, 0, 0, 0, 0), MYSQL_TYPE_DATE), "2026-03-02");
        assert_eq!(written(Value::Date(2026, 3, 2, 12, 0, 0, 5), MYSQL_TYPE_TIMESTAMP), "2026-03-02 12:00:00.000005+00:00");
        assert_eq!(written(Value::Date(0, 0, 0, 0, 0, 0, 0), MYSQL_TYPE_DATETIME), "0000-00-00 00:00:00");
        assert_eq!(written(Value::Time(true, 1, 2, 3, 4, 0), MYSQL_TYPE_TIME), "-26:03:04");
        assert_eq!(list(b"a,b c"), "\u{1f}a\u{1f}b c".as_bytes());
    }

    #[test]
    fn only_times_and_exact_numbers_are_cursors() {
        assert_eq!(order_of("timestamp"), Some(Kind::Instant));
        assert!(["double", "float", "year", "time", "text", "bit"].iter().all(|kind| order_of(kind).is_none()));
    }
}
