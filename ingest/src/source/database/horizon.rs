//! How far a cursor may advance, so that a row that is committed later is never passed over. Pure.
//!
//! A row that the snapshot does not see was written by a transaction that was open when the snapshot was taken, or has
//! begun since. Its time is not before the start of that transaction (give or take the load's `lag`), and its number was
//! drawn in it. So a time may advance to the oldest start, and a number only when nobody who could have drawn a smaller
//! one is still at work.

use chrono::{DateTime, NaiveDateTime, Timelike};
use chrono_tz::Tz;
use mirante_data::{canonical, detail, explain::Detail};

use crate::{coerce::parse, config};

/// Between the start of a transaction and its appearance among the sessions lie moments, rarely more.
const MARGIN: i64 = 5_000_000;
const MINUTE: i64 = 60_000_000;
/// Decimals of a number that is compared.
const SCALE: u8 = 9;

/// What a cursor's column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `timestamp with time zone`.
    Instant,
    /// `timestamp` in the load's time zone.
    Local,
    /// `date` in the load's time zone.
    Day,
    /// A whole number.
    Whole,
    /// A decimal number.
    Number,
}

impl Kind {
    /// Is it a time?
    pub fn is_time(self) -> bool {
        !matches!(self, Self::Whole | Self::Number)
    }

    /// A position from the text that the server, or the load's state, gives; microseconds or billionths.
    pub fn parse(self, text: &str) -> Option<i128> {
        self.parse_in(text, Tz::UTC)
    }

    /// The same of a text that a person wrote: without an offset it is of this zone.
    pub fn parse_in(self, text: &str, zone: Tz) -> Option<i128> {
        match self {
            Self::Instant | Self::Local | Self::Day => parse::instant(text, zone).ok().map(i128::from),
            Self::Whole | Self::Number => parse::decimal(text, b'.', SCALE).ok(),
        }
    }

    /// The text of a position, as the load's state keeps it.
    pub fn text(self, position: i128) -> String {
        match self {
            Self::Instant => canonical::instant(micros(position)),
            Self::Local | Self::Day => canonical::instant(micros(position)).trim_end_matches('Z').replace('T', " "),
            Self::Whole | Self::Number => {
                let unit = 10_i128.pow(SCALE.into());
                let (sign, size) = (if position < 0 { "-" } else { "" }, position.unsigned_abs());
                let fraction = format!("{:09}", size % unit.unsigned_abs());
                let fraction = fraction.trim_end_matches('0');
                let mark = if fraction.is_empty() { "" } else { "." };
                format!("{sign}{}{mark}{fraction}", size / unit.unsigned_abs())
            }
        }
    }

    /// A position that the column's type can hold: what lies below the range of whole numbers is before all of them.
    pub fn within(self, position: i128) -> i128 {
        let unit = 10_i128.pow(SCALE.into());
        if self == Self::Whole { position.div_euclid(unit).max(i64::MIN.into()) * unit } else { position }
    }

    /// The next position after this one, and after a whole day when `text` says no hour.
    pub fn end_of(self, text: &str, zone: Tz) -> Option<i128> {
        let at = self.parse_in(text, zone)?;
        let day = 24 * 60 * MINUTE;
        Some(match self {
            Self::Whole => at + 10_i128.pow(SCALE.into()),
            Self::Number => at + 1,
            _ if text.trim().len() <= 10 => at + i128::from(day),
            _ => at + 1,
        })
    }

    /// `lag` in the unit of positions.
    pub fn lag(self, lag: Option<&str>) -> Result<i128, Detail> {
        let Some(text) = lag else { return Ok(0) };
        match (self.is_time(), config::duration(text), parse::decimal(text, b'.', SCALE)) {
            (true, Some(lag), _) => Ok(i128::try_from(lag.as_micros()).unwrap_or(i128::MAX)),
            (false, _, Ok(lag)) if lag >= 0 => Ok(lag),
            (true, ..) => Err(detail!("d-lag-number", "`lag = \"{lag}\"` is no length of time, and its cursor is a time", lag = text)),
            (false, ..) => Err(detail!("d-lag-time", "`lag = \"{lag}\"` is no number, and its cursor is one", lag = text)),
        }
    }
}

/// A position as microseconds since 1970.
fn micros(position: i128) -> i64 {
    const FIRST: i128 = -62_135_596_800_000_000;
    const LAST: i128 = 253_402_300_799_999_999;
    i64::try_from(position.clamp(FIRST, LAST)).unwrap_or_default()
}

/// Who else was at work in the database, asked before the snapshot was taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Others {
    /// The server's clock when it was asked.
    pub now: i64,
    /// When the oldest transaction that was open began.
    pub oldest: Option<i64>,
    /// Was there work whose beginning cannot be known: prepared transactions, sessions that are not tracked?
    pub is_blind: bool,
    /// Is someone who was at work when the greatest number was asked for still at work?
    pub is_busy: bool,
}

/// A load's cursor: what it is, and where the last run left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// What the column holds.
    pub kind: Kind,
    /// Zone of times without offset.
    pub zone: Tz,
    /// How far before the cursor each run begins.
    pub lag: i128,
    /// Where the last run left it; none reads everything.
    pub before: Option<i128>,
}

impl Position {
    /// Where this run begins, that end included. A clock that was set back takes the beginning back with it.
    pub fn from(&self, others: &Others) -> Option<i128> {
        let before = self.before?;
        let begin = if self.kind.is_time() && !others.is_blind { before.min(self.bound(others)) } else { before };
        Some(begin - self.lag)
    }

    /// Where this run leaves the cursor, when it has seen rows up to `seen`; for numbers, `seen` was asked before the others were.
    pub fn after(&self, seen: Option<i128>, others: &Others) -> Option<i128> {
        let reached = self.before.max(seen);
        if others.is_blind || (!self.kind.is_time() && others.is_busy) {
            return self.before;
        }
        if !self.kind.is_time() {
            return reached;
        }
        reached.map(|reached| reached.min(self.bound(others)))
    }

    /// No row that the snapshot does not see has a time before this one.
    fn bound(&self, others: &Others) -> i128 {
        let lag = i64::try_from(self.lag).unwrap_or(i64::MAX);
        let since = others.oldest.unwrap_or(others.now).min(others.now.saturating_sub(lag)).saturating_sub(MARGIN);
        let bound = if self.kind == Kind::Instant { since } else { first_local(since, self.zone) };
        let day = 24 * 60 * MINUTE;
        i128::from(if self.kind == Kind::Day { bound.div_euclid(day) * day } else { bound })
    }
}

/// The earliest that local clocks will show from this instant on: before the hour that comes twice, its second time.
fn first_local(since: i64, zone: Tz) -> i64 {
    let local = |at: i64| {
        let at = DateTime::from_timestamp_micros(at).unwrap_or_default().with_timezone(&zone).naive_local();
        at.and_utc().timestamp_micros()
    };
    let shown = local(since);
    let later = (1..=180).map(|minute| local(since.saturating_add(minute * MINUTE))).min().unwrap_or(shown);
    let whole =
        |at: i64| DateTime::from_timestamp_micros(at).map(|at| at.naive_utc()).and_then(|at: NaiveDateTime| at.with_second(0)?.with_nanosecond(0));
    if later < shown { whole(later).map_or(later, |at| at.and_utc().timestamp_micros()) } else { shown }
}

#[cfg(test)]
mod tests {
    use super::{super::query::Dialect, *};

    fn at(text: &str) -> i128 {
        Kind::Instant.parse(text).unwrap()
    }

    fn position(kind: Kind, before: Option<&str>, lag: &str) -> Position {
        Position {
            kind,
            zone: chrono_tz::America::Sao_Paulo,
            lag: kind.lag(Some(lag)).unwrap(),
            before: before.map(|text| kind.parse(text).unwrap()),
        }
    }

    fn others(now: &str, oldest: Option<&str>) -> Others {
        let micros = |text: &str| i64::try_from(at(text)).unwrap();
        Others { now: micros(now), oldest: oldest.map(micros), is_blind: false, is_busy: false }
    }

    #[test]
    fn a_time_never_passes_the_oldest_transaction_nor_the_lag() {
        let cursor = position(Kind::Instant, Some("2026-03-02T11:00:00Z"), "10m");
        let seen = Some(at("2026-03-02T11:59:59Z"));
        let after = |others: &Others| Kind::Instant.text(cursor.after(seen, others).unwrap());
        assert_eq!(after(&others("2026-03-02T12:00:00Z", None)), "2026-03-02T11:49:55Z");
        assert_eq!(after(&others("2026-03-02T12:00:00Z", Some("2026-03-02T11:20:00Z"))), "2026-03-02T11:19:55Z");
        assert_eq!(after(&others("2026-03-02T13:00:00Z", None)), "2026-03-02T11:59:59Z");
        // Work whose beginning nobody knows holds the cursor where it is.
        let blind = Others { is_blind: true, ..others("2026-03-02T12:00:00Z", None) };
        assert_eq!(after(&blind), "2026-03-02T11:00:00Z");
        assert_eq!(Kind::Instant.text(cursor.from(&blind).unwrap()), "2026-03-02T10:50:00Z");
        assert_eq!(position(Kind::Instant, None, "10m").from(&blind), None);
        // A clock that was set back.
        assert_eq!(Kind::Instant.text(cursor.from(&others("2026-03-02T10:30:00Z", None)).unwrap()), "2026-03-02T10:09:55Z");
    }

    #[test]
    fn a_number_advances_only_when_nobody_can_hold_a_smaller_one() {
        let cursor = position(Kind::Whole, Some("40"), "5");
        let quiet = others("2026-03-02T12:00:00Z", None);
        assert_eq!(cursor.after(Kind::Whole.parse("100"), &quiet).map(|at| Kind::Whole.text(at)).unwrap(), "100");
        assert_eq!(cursor.after(Kind::Whole.parse("100"), &Others { is_busy: true, ..quiet.clone() }), Kind::Whole.parse("40"));
        let literal = |kind: Kind, at| Dialect::Postgres.literal(kind, at);
        assert_eq!(cursor.from(&quiet).map(|at| literal(Kind::Whole, at)).unwrap(), "'35'::bigint");
        assert_eq!(literal(Kind::Number, Kind::Number.parse("-12.50").unwrap()), "'-12.5'::numeric");
        assert_eq!(Kind::Whole.end_of("5", Tz::UTC).map(|at| literal(Kind::Whole, at)).unwrap(), "'6'::bigint");
        assert_eq!(Kind::Local.end_of("2026-03-31", Tz::UTC).map(|at| literal(Kind::Local, at)).unwrap(), "'2026-04-01 00:00:00'::timestamp");
    }

    #[test]
    fn local_clocks_that_go_back_take_the_cursor_with_them() {
        // On 2018-02-17 at midnight (02:00 UTC) clocks went back to 23:00.
        let cursor = position(Kind::Local, None, "0s");
        let after = |now: &str| Kind::Local.text(cursor.after(Kind::Local.parse("2018-02-18 09:00:00"), &others(now, None)).unwrap());
        assert_eq!(after("2018-02-18T01:50:05Z"), "2018-02-17 23:00:00");
        assert_eq!(after("2018-02-18T02:10:05Z"), "2018-02-17 23:10:00");
        let day = position(Kind::Day, None, "0s");
        assert_eq!(Kind::Day.text(day.after(Kind::Day.parse("2018-02-18"), &others("2018-02-18T12:00:00Z", None)).unwrap()), "2018-02-18 00:00:00");
        assert_eq!(Kind::Day.text(day.after(Kind::Day.parse("2018-02-18"), &others("2018-02-18T01:00:00Z", None)).unwrap()), "2018-02-17 00:00:00");
    }

    #[test]
    fn a_lag_is_of_the_cursors_kind() {
        assert!(Kind::Whole.lag(Some("15m")).is_err() && Kind::Instant.lag(Some("100")).is_err());
        assert_eq!(Kind::Instant.lag(Some("15m")), Ok(900_000_000));
        assert_eq!(Kind::Whole.lag(None), Ok(0));
    }
}
