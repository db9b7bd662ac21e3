//! Texts of the outside world as values: pure functions, each with the reason when a text does not fit.

use chrono::{DateTime, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone};
use chrono_tz::{America::Sao_Paulo, Tz};
use mirante_data::{hash, types::ColumnType};

use crate::meta::Reason;

/// A whole number.
pub fn integer(text: &str) -> Result<i64, Reason> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Reason::Type);
    }
    text.parse().map_err(|_| Reason::OutOfRange)
}

/// A decimal with this mark; dots or commas between thousands are read only where they stand right. Nothing is rounded.
pub fn decimal(text: &str, mark: u8, scale: u8) -> Result<i128, Reason> {
    let (negative, body) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let (whole, fraction) = body.split_once(char::from(mark)).unwrap_or((body, ""));
    // With a decimal point a comma is no thousands mark here: `12,345` is far more often twelve and a fraction.
    let whole = if mark == b',' { without_thousands(whole)? } else { whole.to_owned() };
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !is_number(&whole) || !is_number(fraction) || body.ends_with(char::from(mark)) {
        return Err(Reason::Type);
    }
    let kept = fraction.trim_end_matches('0');
    if kept.len() > usize::from(scale) {
        return Err(Reason::Scale);
    }
    let digits = format!("{whole}{kept:0<width$}", width = usize::from(scale));
    let value: i128 = digits.parse().map_err(|_| Reason::OutOfRange)?;
    Ok(if negative { -value } else { value })
}

fn without_thousands(whole: &str) -> Result<String, Reason> {
    if !whole.contains('.') {
        return Ok(whole.to_owned());
    }
    let groups: Vec<&str> = whole.split('.').collect();
    let stands_right = (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3);
    if stands_right { Ok(groups.concat()) } else { Err(Reason::Type) }
}

/// Whole centavos.
pub fn centavos(text: &str) -> Result<i128, Reason> {
    integer(text).map(i128::from)
}

/// True or false, in the words of spreadsheets and databases.
pub fn boolean(text: &str) -> Result<bool, Reason> {
    match text.to_lowercase().as_str() {
        "true" | "t" | "1" | "sim" | "s" | "verdadeiro" | "yes" | "y" => Ok(true),
        "false" | "f" | "0" | "não" | "nao" | "n" | "falso" | "no" => Ok(false),
        _ => Err(Reason::Type),
    }
}

/// A day: `2026-03-02`, `02/03/2026`, or the day in America/Sao_Paulo of an instant.
pub fn day(text: &str) -> Result<i32, Reason> {
    let date = match split_date(text) {
        Some((date, "")) => date,
        Some((date, rest)) => match split_time(rest).ok_or(Reason::Type)? {
            (_, None) => date,
            (time, Some(offset)) => with_offset(date.and_time(time), offset)?.with_timezone(&Sao_Paulo).date_naive(),
        },
        None => return Err(Reason::Type),
    };
    i32::try_from(date.signed_duration_since(DateTime::UNIX_EPOCH.date_naive()).num_days()).map_err(|_| Reason::OutOfRange)
}

/// An instant in microseconds since 1970; a time without offset is of this zone.
pub fn instant(text: &str, zone: Tz) -> Result<i64, Reason> {
    let (date, rest) = split_date(text).ok_or(Reason::Type)?;
    if rest.is_empty() {
        return start_of_day(date, zone).and_then(in_range);
    }
    let (time, offset) = split_time(rest).ok_or(Reason::Type)?;
    let local = date.and_time(time);
    let at = match offset {
        Some(offset) => with_offset(local, offset)?,
        None => match zone.from_local_datetime(&local) {
            LocalResult::Single(at) => at.with_timezone(&at.offset().fix()),
            LocalResult::None => return Err(Reason::MissingHour),
            LocalResult::Ambiguous(_, _) => return Err(Reason::AmbiguousHour),
        },
    };
    in_range(at.timestamp_micros())
}

/// The first instant of a local day: midnight, or the hour to which the clock jumped there.
pub fn start_of_day(date: NaiveDate, zone: Tz) -> Result<i64, Reason> {
    let hours = (0..4).filter_map(|hour| zone.from_local_datetime(&date.and_hms_opt(hour, 0, 0)?).earliest());
    hours.map(|at| at.timestamp_micros()).next().ok_or(Reason::MissingHour)
}

/// Years 1 to 9999: what every reader of the lake can write down.
fn in_range(micros: i64) -> Result<i64, Reason> {
    const FIRST: i64 = -62_135_596_800_000_000;
    const LAST: i64 = 253_402_300_799_999_999;
    if (FIRST..=LAST).contains(&micros) { Ok(micros) } else { Err(Reason::OutOfRange) }
}

fn with_offset(local: NaiveDateTime, offset: FixedOffset) -> Result<DateTime<FixedOffset>, Reason> {
    offset.from_local_datetime(&local).single().ok_or(Reason::OutOfRange)
}

/// `2026-03-02`, `02/03/2026` or `2/3/2026`, and what follows it without the `T` or space between.
fn split_date(text: &str) -> Option<(NaiveDate, &str)> {
    let end = text.find(['T', 't', ' ']).unwrap_or(text.len());
    let (date, rest) = (&text[..end], text.get(end + 1..).map(str::trim_start));
    let number = |part: &str, widths: std::ops::RangeInclusive<usize>| widths.contains(&part.len()).then(|| digits(part.as_bytes())).flatten();
    let mark = date.find(['-', '/'])?;
    let (first, others) = (&date[..mark], &date[mark + 1..]);
    let (year, month, day) = if date.as_bytes()[mark] == b'/' {
        let (month, year) = others.split_once('/')?;
        (number(year, 4..=4)?, number(month, 1..=2)?, number(first, 1..=2)?)
    } else {
        let (month, day) = others.split_once('-')?;
        (number(first, 4..=4)?, number(month, 2..=2)?, number(day, 2..=2)?)
    };
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    match rest {
        None => Some((date, "")),
        Some("") => None,
        Some(rest) => Some((date, rest)),
    }
}

/// `13:45[:40[.276000]]` with `Z`, `+02:00`, `+0200`, `+02` or nothing after it. What is finer than a microsecond is cut off.
fn split_time(text: &str) -> Option<(NaiveTime, Option<FixedOffset>)> {
    let mark = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = (text[..mark].trim_end(), &text[mark..]);
    let bytes = clock.as_bytes();
    let (hour, minute) = (digits(bytes.get(0..2)?)?, digits(bytes.get(3..5)?)?);
    if bytes[2] != b':' {
        return None;
    }
    let (second, micros) = match bytes.get(5..)? {
        [] => (0, 0),
        [b':', rest @ ..] => (digits(rest.get(0..2)?)?, fraction(rest.get(2..)?)?),
        _ => return None,
    };
    let offset = match zone {
        "" => None,
        "Z" | "z" => FixedOffset::east_opt(0),
        _ => Some(parse_offset(zone)?),
    };
    Some((NaiveTime::from_hms_micro_opt(hour, minute, second, micros)?, offset))
}

fn parse_offset(zone: &str) -> Option<FixedOffset> {
    let (sign, body) = zone.split_at_checked(1)?;
    let plain: Vec<u8> = body.bytes().filter(|byte| *byte != b':').collect();
    let (hours, minutes) = match plain.len() {
        2 => (digits(&plain)?, 0),
        4 => (digits(&plain[..2])?, digits(&plain[2..])?),
        _ => return None,
    };
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok().filter(|_| minutes < 60)?;
    FixedOffset::east_opt(if sign == "-" { -seconds } else { seconds })
}

/// `.276`, `,276` or nothing, in microseconds.
fn fraction(text: &[u8]) -> Option<u32> {
    match text {
        [] => Some(0),
        [b'.' | b',', rest @ ..] if !rest.is_empty() && rest.iter().all(u8::is_ascii_digit) => {
            let kept: Vec<u8> = rest.iter().copied().chain(std::iter::repeat(b'0')).take(6).collect();
            digits(&kept)
        }
        _ => None,
    }
}

fn digits(text: &[u8]) -> Option<u32> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    text.iter().try_fold(0_u32, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u32::from(byte - b'0')))
}

/// Hashes and JSON in the one text that the lake holds.
pub fn canonical_text(column_type: ColumnType, text: &str) -> Result<String, Reason> {
    match column_type {
        ColumnType::Hash => {
            let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
            if is_hash { Ok(text.to_owned()) } else { Err(Reason::Type) }
        }
        _ => serde_json::from_str(text).ok().and_then(|value| hash::canonical_value(&value).ok()).ok_or(Reason::Type),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mirante_data::canonical;

    #[test]
    fn decimals_are_never_rounded() {
        assert_eq!(decimal("1.234,56", b',', 2), Ok(123_456));
        assert_eq!(decimal("-1234,5", b',', 2), Ok(-123_450));
        assert_eq!(decimal("10", b'.', 2), Ok(1_000));
        assert_eq!(decimal("1,234.50", b'.', 2), Err(Reason::Type));
        assert_eq!(decimal("1.2300", b'.', 2), Ok(123));
        assert_eq!(decimal("1.234", b'.', 2), Err(Reason::Scale));
        // Where the comma is the decimal mark, `12.34` is neither thousands nor a decimal.
        assert_eq!(decimal("12.34", b',', 2), Err(Reason::Type));
        for bad in ["", "-", ".", "1e3", "R$ 1", "NaN", "1..2", "1.", "0x10", "--1"] {
            assert_eq!(decimal(bad, b'.', 2), Err(Reason::Type), "{bad}");
        }
    }

    #[test]
    fn instants_in_every_common_spelling() {
        let at = |text: &str| instant(text, Sao_Paulo).map(canonical::instant);
        assert_eq!(at("2011-10-11 13:45:40.276000+02:00").unwrap(), "2011-10-11T11:45:40.276000Z");
        assert_eq!(at("2011-10-01T00:38:44.546+02:00").unwrap(), "2011-09-30T22:38:44.546000Z");
        assert_eq!(at("2026-03-02T12:00:00Z").unwrap(), "2026-03-02T12:00:00Z");
        assert_eq!(at("02/03/2026 09:30").unwrap(), "2026-03-02T12:30:00Z");
        assert_eq!(at("2026-03-02").unwrap(), "2026-03-02T03:00:00Z");
        assert_eq!(at("2/3/2026 09:30").unwrap(), "2026-03-02T12:30:00Z");
        for bad in [
            "",
            "ontem",
            "2026-02-30",
            "2026-13-01",
            "2026-03-02T25:00",
            "2026-03-02x",
            "2026-03-02T12:00:00+0",
            "12/2026/01",
            "02/03/26",
            "2026-3-2",
            "2026-03-02 ",
            "1/2/3/2026",
        ] {
            assert_eq!(instant(bad, Sao_Paulo), Err(Reason::Type), "{bad}");
        }
    }

    #[test]
    fn hours_that_the_clock_skipped_or_showed_twice() {
        assert_eq!(instant("2018-11-04 00:30", Sao_Paulo), Err(Reason::MissingHour));
        assert_eq!(instant("2018-02-17 23:30", Sao_Paulo), Err(Reason::AmbiguousHour));
        assert!(instant("2018-02-17 23:30-03:00", Sao_Paulo).is_ok());
        // A day whose midnight was skipped begins at one; a day is no hour.
        assert_eq!(instant("2018-11-04", Sao_Paulo).map(canonical::instant).unwrap(), "2018-11-04T03:00:00Z");
        assert_eq!(instant("9999-12-31 23:59", Sao_Paulo), Err(Reason::OutOfRange));
    }

    #[test]
    fn a_day_is_of_sao_paulo() {
        assert_eq!(day("2026-03-02T01:00:00Z").map(canonical::day).unwrap(), "2026-03-01");
        assert_eq!(day("02/03/2026").map(canonical::day).unwrap(), "2026-03-02");
        assert_eq!(day("2026-02-30"), Err(Reason::Type));
    }

    #[test]
    fn json_is_stored_in_one_spelling() {
        assert_eq!(canonical_text(ColumnType::Json, "{ \"b\": 1.5, \"a\": [] }").unwrap(), r#"{"a":[],"b":1.5}"#);
        assert_eq!(canonical_text(ColumnType::Json, "{b}"), Err(Reason::Type));
    }
}
