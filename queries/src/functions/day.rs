//! Days and weeks of the cooperative: `local_day(at)`, `local_week(at)`, `month_start(on)`, `day_start(on)`, `months_before(on, n)`,
//! `days_touched(a, b)`, `weeks_touched(a, b)`, `months_touched(a, b)`.
//!
//! A day is a day of America/Sao_Paulo; a week begins on Monday.

use std::sync::Arc;

use chrono::{DateTime, Datelike, Months, NaiveDate, TimeZone};
use chrono_tz::America::Sao_Paulo;
use datafusion::{
    arrow::{
        array::{ArrayRef, AsArray, Date32Array, Date32Builder, ListBuilder, TimestampMicrosecondArray},
        datatypes::{DataType, Date32Type, Field, Int64Type, TimeUnit, TimestampMicrosecondType},
    },
    common::{DataFusionError, Result},
    logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility},
};

/// More periods than this in one span are a mistake of the data, not a span.
const MOST: i32 = 40_000;
const EPOCH: i32 = 719_163;

/// What a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    /// `local_day(at)`: the day of an instant.
    Day,
    /// `local_week(at)`: the Monday of its week.
    Week,
    /// `month_start(on)`: the first day of its month.
    Month,
    /// `day_start(on)`: the first instant of a day.
    Start,
    /// `months_before(on, n)`: the same day n months earlier, later for n below 0, or the last of that month when it is shorter.
    Before,
    /// `days_touched(a, b)`: every day that `[a, b)` touches, at least that of a.
    Days,
    /// `weeks_touched(a, b)`: the Mondays of every week that `[a, b)` touches, at least that of a.
    Weeks,
    /// `months_touched(a, b)`: the first days of every month that `[a, b)` touches, at least that of a.
    Months,
}

const KINDS: [(Kind, &str); 8] = [
    (Kind::Day, "local_day"),
    (Kind::Week, "local_week"),
    (Kind::Month, "month_start"),
    (Kind::Start, "day_start"),
    (Kind::Before, "months_before"),
    (Kind::Days, "days_touched"),
    (Kind::Weeks, "weeks_touched"),
    (Kind::Months, "months_touched"),
];

/// All of them.
pub fn functions() -> Vec<ScalarUDF> {
    let at = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let arguments = |kind: Kind| match kind {
        Kind::Day | Kind::Week => vec![at.clone()],
        Kind::Month | Kind::Start => vec![DataType::Date32],
        Kind::Before => vec![DataType::Date32, DataType::Int64],
        Kind::Days | Kind::Weeks | Kind::Months => vec![at.clone(), at.clone()],
    };
    KINDS
        .iter()
        .map(|(kind, name)| ScalarUDF::from(Period { kind: *kind, name, signature: Signature::exact(arguments(*kind), Volatility::Immutable) }))
        .collect()
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Period {
    kind: Kind,
    name: &'static str,
    signature: Signature,
}

impl ScalarUDFImpl for Period {
    fn name(&self) -> &'static str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok(match self.kind {
            Kind::Day | Kind::Week | Kind::Month | Kind::Before => DataType::Date32,
            Kind::Start => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Kind::Days | Kind::Weeks | Kind::Months => DataType::List(Arc::new(Field::new_list_field(DataType::Date32, true))),
        })
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let instants = |place: usize| arrays[place].as_primitive::<TimestampMicrosecondType>();
        let array: ArrayRef = match self.kind {
            Kind::Day => Arc::new(instants(0).iter().map(|at| at.map(day)).collect::<Date32Array>()),
            Kind::Week => Arc::new(instants(0).iter().map(|at| at.map(|at| monday(day(at)))).collect::<Date32Array>()),
            Kind::Month => Arc::new(arrays[0].as_primitive::<Date32Type>().iter().map(|day| day.map(first_of_month)).collect::<Date32Array>()),
            Kind::Start => {
                let starts: TimestampMicrosecondArray = arrays[0].as_primitive::<Date32Type>().iter().map(|day| day.map(start)).collect();
                Arc::new(starts.with_timezone("UTC"))
            }
            Kind::Before => {
                let (days, months) = (arrays[0].as_primitive::<Date32Type>(), arrays[1].as_primitive::<Int64Type>());
                Arc::new(days.iter().zip(months.iter()).map(|(day, months)| before(day?, months?)).collect::<Date32Array>())
            }
            Kind::Days => touched(instants(0), instants(1), |day| day, |day| day + 1)?,
            Kind::Weeks => touched(instants(0), instants(1), monday, |day| day + 7)?,
            Kind::Months => touched(instants(0), instants(1), first_of_month, |first| first_of_month(first + 31))?,
        };
        Ok(ColumnarValue::Array(array))
    }
}

/// The first days of all periods that spans touch; `begin` gives the first day of a day's period, `next` that of the period after.
fn touched(
    from: &TimestampMicrosecondArray,
    to: &TimestampMicrosecondArray,
    begin: impl Fn(i32) -> i32,
    next: impl Fn(i32) -> i32,
) -> Result<ArrayRef> {
    let mut list = ListBuilder::new(Date32Builder::new());
    for (from, to) in from.iter().zip(to.iter()) {
        let (Some(from), Some(to)) = (from, to) else {
            list.append_null();
            continue;
        };
        let (first, last) = (begin(day(from)), begin(day((to - 1).max(from))));
        let mut period = first;
        for _ in 0..=MOST {
            if period > last {
                break;
            }
            list.values().append_value(period);
            period = next(period);
        }
        if period <= last {
            return Err(DataFusionError::Execution(format!("a span from day {first} to day {last} after 1970 is too long to be cut into periods")));
        }
        list.append(true);
    }
    Ok(Arc::new(list.finish()))
}

/// The day of an instant, in days since 1970.
fn day(at: i64) -> i32 {
    let local = DateTime::from_timestamp_micros(at).map(|at| at.with_timezone(&Sao_Paulo).date_naive());
    local.map_or(0, |day| day.num_days_from_ce() - EPOCH)
}

/// The same day some months earlier, or later when there are fewer than none; none when there is no such day.
fn before(day: i32, months: i64) -> Option<i32> {
    let date = NaiveDate::from_num_days_from_ce_opt(day + EPOCH)?;
    let distance = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
    let moved = if months < 0 { date.checked_add_months(distance) } else { date.checked_sub_months(distance) };
    Some(moved?.num_days_from_ce() - EPOCH)
}

/// The first day of a day's month.
fn first_of_month(day: i32) -> i32 {
    let of_month = NaiveDate::from_num_days_from_ce_opt(day + EPOCH).map_or(1, |date| date.day());
    day + 1 - of_month.cast_signed()
}

/// The Monday of a day's week; 1 January 1970 was a Thursday.
fn monday(day: i32) -> i32 {
    day - (day + 3).rem_euclid(7)
}

/// The first instant of a day: midnight, or the hour to which the clock jumped there.
fn start(day: i32) -> i64 {
    let date = NaiveDate::from_num_days_from_ce_opt(day + EPOCH).unwrap_or(NaiveDate::MIN);
    let hours = (0..4).filter_map(|hour| Sao_Paulo.from_local_datetime(&date.and_hms_opt(hour, 0, 0)?).earliest());
    hours.map(|at| at.timestamp_micros()).next().unwrap_or(i64::from(day) * 86_400_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        DateTime::parse_from_rfc3339(text).unwrap().timestamp_micros()
    }

    #[test]
    fn days_are_those_of_sao_paulo_and_weeks_begin_on_monday() {
        let of = |text: &str| NaiveDate::from_num_days_from_ce_opt(day(at(text)) + EPOCH).unwrap().to_string();
        assert_eq!(of("2026-03-03T02:59:59Z"), "2026-03-02");
        assert_eq!(of("2026-03-03T03:00:00Z"), "2026-03-03");
        let week = |text: &str| NaiveDate::from_num_days_from_ce_opt(monday(day(at(text))) + EPOCH).unwrap().to_string();
        assert_eq!((week("2026-03-08T12:00:00Z"), week("2026-03-09T12:00:00Z")), ("2026-03-02".into(), "2026-03-09".into()));
        assert_eq!(start(day(at("2018-11-04T12:00:00Z"))), at("2018-11-04T03:00:00Z"), "midnight did not exist that day");
    }

    #[test]
    fn the_same_day_of_another_month_or_its_last() {
        let of = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap().num_days_from_ce() - EPOCH;
        assert_eq!(before(of(2026, 3, 31), 1), Some(of(2026, 2, 28)));
        assert_eq!(before(of(2024, 2, 29), -12), Some(of(2025, 2, 28)));
        assert_eq!((before(of(2026, 1, 15), -24), before(of(2026, 1, 15), 0)), (Some(of(2028, 1, 15)), Some(of(2026, 1, 15))));
        assert_eq!(before(0, i64::MIN), None);
    }

    /// The days that a function finds in the span between two instants.
    fn found(from: i64, to: i64, begin: fn(i32) -> i32, next: fn(i32) -> i32) -> Vec<i32> {
        let list = touched(&TimestampMicrosecondArray::from(vec![from]), &TimestampMicrosecondArray::from(vec![to]), begin, next).unwrap();
        list.as_list::<i32>().value(0).as_primitive::<Date32Type>().values().to_vec()
    }

    fn months(from: i64, to: i64) -> Vec<i32> {
        found(from, to, first_of_month, |first| first_of_month(first + 31))
    }

    #[test]
    fn a_span_touches_the_periods_that_it_reaches_into() {
        let days = |from: &str, to: &str| found(at(from), at(to), |day| day, |day| day + 1).len();
        assert_eq!(days("2026-03-02T12:00:00Z", "2026-03-02T12:00:00Z"), 1);
        assert_eq!(days("2026-03-02T12:00:00Z", "2026-03-04T03:00:00Z"), 2, "the end is not included");
        assert_eq!(found(at("2026-03-02T12:00:00Z"), at("2026-03-16T12:00:00Z"), monday, |day| day + 7).len(), 3);
        let names = |from: &str, to: &str| {
            let firsts = months(at(from), at(to)).into_iter().map(|day| NaiveDate::from_num_days_from_ce_opt(day + EPOCH).unwrap().to_string());
            firsts.collect::<Vec<_>>()
        };
        assert_eq!(names("2025-12-31T12:00:00Z", "2026-01-01T03:00:00Z"), ["2025-12-01"], "the year ends at three in Greenwich");
        assert_eq!(names("2025-12-31T12:00:00Z", "2026-01-01T03:00:01Z"), ["2025-12-01", "2026-01-01"]);
        assert_eq!(names("2026-01-01T03:00:00Z", "2026-01-01T03:00:00Z"), ["2026-01-01"]);
        assert_eq!(names("2026-01-01T03:00:00Z", "2025-12-01T03:00:00Z"), ["2026-01-01"], "a span that runs backwards is its beginning");
    }

    /// Months whose days a span reaches into, walked hour by hour: no day is shorter, and clocks jump by whole hours.
    fn months_walked(from: i64, to: i64) -> Vec<i32> {
        let mut months = Vec::new();
        let mut instant = from;
        loop {
            let local = DateTime::from_timestamp_micros(instant).unwrap().with_timezone(&Sao_Paulo).date_naive();
            let first = NaiveDate::from_ymd_opt(local.year(), local.month(), 1).unwrap().num_days_from_ce() - EPOCH;
            if months.last() != Some(&first) {
                months.push(first);
            }
            if instant >= to - 1 {
                return months;
            }
            instant = (instant + 3_600_000_000).min(to - 1);
        }
    }

    #[test]
    fn months_are_those_of_every_hour_of_the_span() {
        // The last microsecond before, at, and after midnights: ends of years, leap days, and both turns of the clock of 2018 and 2019.
        let midnights = [
            "2015-12-31T02:00:00Z",
            "2016-01-01T02:00:00Z",
            "2016-02-29T03:00:00Z",
            "2016-03-01T03:00:00Z",
            "2018-02-18T02:00:00Z",
            "2018-02-18T03:00:00Z",
            "2018-11-01T03:00:00Z",
            "2018-11-04T03:00:00Z",
            "2018-12-01T02:00:00Z",
            "2019-01-01T02:00:00Z",
            "2019-02-17T02:00:00Z",
            "2019-02-17T03:00:00Z",
            "2019-03-01T03:00:00Z",
            "2019-11-03T03:00:00Z",
            "2020-01-01T03:00:00Z",
        ];
        let edges: Vec<i64> = midnights.iter().flat_map(|midnight| [-1, 0, 1].map(|micros| at(midnight) + micros)).collect();
        for (place, from) in edges.iter().enumerate() {
            for to in &edges[place..] {
                assert_eq!(months(*from, *to), months_walked(*from, *to), "from {from} to {to}");
            }
        }
        // And whatever comes: a multiplier of Knuth's, spans of up to three years.
        let mut random = 2_018_u64;
        let mut below = |limit: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((random >> 33) % limit).cast_signed()
        };
        for _ in 0..300 {
            let from = at("2015-01-01T00:00:00Z") + below(2_000 * 24) * 3_600_000_000 + below(2);
            let to = from + below(1_100 * 24) * 3_600_000_000 - below(2);
            assert_eq!(months(from, to), months_walked(from, to), "from {from} to {to}");
        }
    }
}
