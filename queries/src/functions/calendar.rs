//! Working time of one calendar: when its doors are open, summed up so that any span is two look-ups.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, LazyLock, Mutex},
};

use chrono::{DateTime, Datelike, Days, NaiveDate, Offset, TimeZone};
use chrono_tz::Tz;

/// The rule of the calendar of every hour of every day.
pub const ALWAYS: &str = "sempre";

const DAY: i64 = 86_400_000_000;
const MINUTE: i64 = 60_000_000;
/// Spans are prepared by these many years at once.
const YEARS: i32 = 20;

/// A calendar's rule: its zone, the slots of each weekday in minutes from local midnight, and whole local days off.
///
/// Written `zone;weekday start end,…;day,…`, such as `America/Sao_Paulo;1 540 1080,2 540 1080;2026-12-25`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    zone: Tz,
    /// Slots by ISO weekday, Monday first, sorted and not overlapping.
    slots: [Vec<(i64, i64)>; 7],
    holidays: HashSet<NaiveDate>,
}

impl Rule {
    /// Reads a rule.
    pub fn parse(text: &str) -> Result<Self, String> {
        let bad = |what: &str| format!("`{what}` in the rule of a calendar is not well written");
        let mut parts = text.split(';');
        let zone = parts.next().unwrap_or_default();
        let zone: Tz = zone.parse().map_err(|_| bad(zone))?;
        let mut slots: [Vec<(i64, i64)>; 7] = Default::default();
        for slot in parts.next().unwrap_or_default().split(',').filter(|slot| !slot.is_empty()) {
            let numbers: Vec<i64> = slot.split(' ').map(str::parse).collect::<Result<_, _>>().map_err(|_| bad(slot))?;
            let [weekday @ 1..=7, start, end] = numbers[..] else { return Err(bad(slot)) };
            let place = usize::try_from(weekday - 1).map_err(|_| bad(slot))?;
            slots[place].push((start * MINUTE, end.min(1440) * MINUTE));
        }
        slots.iter_mut().for_each(|day| *day = merged(std::mem::take(day)));
        let days = parts.next().unwrap_or_default().split(',').filter(|day| !day.is_empty());
        let holidays = days.map(|day| day.parse().map_err(|_| bad(day))).collect::<Result<_, _>>()?;
        Ok(Self { zone, slots, holidays })
    }

    /// Open spans in microseconds since 1970, in order, of the local days of these years.
    fn spans(&self, years: (i32, i32)) -> Vec<(i64, i64)> {
        let first = NaiveDate::from_ymd_opt(years.0, 1, 1).unwrap_or(NaiveDate::MIN);
        let last = NaiveDate::from_ymd_opt(years.1, 12, 31).unwrap_or(NaiveDate::MAX);
        let mut spans = Vec::new();
        for (from, to, offset) in self.offsets(first, last) {
            // In a stretch of one offset the wall clock runs evenly: local = UTC + offset.
            let mut day = (from + offset).div_euclid(DAY);
            while day * DAY - offset < to {
                let Some(date) = NaiveDate::from_num_days_from_ce_opt(i32::try_from(day + 719_163).unwrap_or(i32::MAX)) else { break };
                if !self.holidays.contains(&date) {
                    let slots = &self.slots[date.weekday().num_days_from_monday() as usize];
                    let open = slots.iter().map(|(start, end)| ((day * DAY + start - offset).max(from), (day * DAY + end - offset).min(to)));
                    spans.extend(open.filter(|(start, end)| start < end));
                }
                day += 1;
            }
        }
        spans
    }

    /// Stretches of one offset from UTC, in microseconds: from, to, offset.
    fn offsets(&self, first: NaiveDate, last: NaiveDate) -> Vec<(i64, i64, i64)> {
        let midnight = |day: NaiveDate| day.and_hms_opt(0, 0, 0).map_or(0, |at| at.and_utc().timestamp());
        // A day more on both sides, since offsets reach over midnight.
        let (begin, end) = (midnight(first) - 86_400, midnight(last.checked_add_days(Days::new(1)).unwrap_or(last)) + 86_400);
        let offset = |at: i64| {
            DateTime::from_timestamp(at, 0).map_or(0, |at| i64::from(self.zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc()))
        };
        let mut stretches = Vec::new();
        let (mut from, mut known, mut at) = (begin, offset(begin), begin);
        while at < end {
            let next = (at + 86_400).min(end);
            let then = offset(next);
            if then != known {
                let (mut before, mut after) = (at, next);
                while after - before > 1 {
                    let middle = before.midpoint(after);
                    if offset(middle) == known { before = middle } else { after = middle }
                }
                stretches.push((from, after, known));
                (from, known) = (after, offset(after));
            }
            at = next;
        }
        stretches.push((from, end, known));
        // Only the local days asked for.
        let inside = |(from, to, offset): (i64, i64, i64)| {
            let (low, high) = (midnight(first) - offset, midnight(last) + 86_400 - offset);
            (from.max(low) * 1_000_000, to.min(high) * 1_000_000, offset * 1_000_000)
        };
        stretches.into_iter().map(inside).filter(|(from, to, _)| from < to).collect()
    }
}

/// Spans in order, those that touch or overlap made one.
pub(crate) fn merged(mut slots: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    slots.sort_unstable();
    let mut all: Vec<(i64, i64)> = Vec::new();
    for (start, end) in slots {
        match all.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => all.push((start, end)),
        }
    }
    all
}

/// Working time as a clock that only runs while the doors are open.
#[derive(Debug)]
pub struct Calendar {
    rule: Option<Rule>,
    /// The first and last year prepared.
    years: (i32, i32),
    /// Open spans: start, end, and what was open before the start.
    spans: Vec<(i64, i64, i64)>,
}

impl Calendar {
    /// The calendar of a rule, prepared for the years of these instants; calendars are kept by their rules.
    pub fn of(text: &str, first: i64, last: i64) -> Result<Arc<Self>, String> {
        static KNOWN: LazyLock<Mutex<HashMap<String, Arc<Calendar>>>> = LazyLock::new(Mutex::default);
        let wanted = (decade(first), decade(last) + YEARS - 1);
        let mut known = KNOWN.lock().map_err(|_| "the calendars are in an unknown state".to_owned())?;
        let before = known.get(text);
        if let Some(calendar) = before.filter(|calendar| calendar.rule.is_none() || calendar.years.0 <= wanted.0 && wanted.1 <= calendar.years.1) {
            return Ok(calendar.clone());
        }
        let years = before.map_or(wanted, |calendar| (calendar.years.0.min(wanted.0), calendar.years.1.max(wanted.1)));
        let calendar = Arc::new(Self::prepared(text, years)?);
        known.insert(text.to_owned(), calendar.clone());
        Ok(calendar)
    }

    fn prepared(text: &str, years: (i32, i32)) -> Result<Self, String> {
        if text == ALWAYS {
            return Ok(Self { rule: None, years, spans: Vec::new() });
        }
        let rule = Rule::parse(text)?;
        let mut open = 0;
        let mut spans = Vec::new();
        for (start, end) in rule.spans(years) {
            spans.push((start, end, open));
            open += end - start;
        }
        Ok(Self { rule: Some(rule), years, spans })
    }

    /// What the clock shows at an instant: microseconds of working time since the first year prepared.
    ///
    /// Only differences mean something.
    pub fn at(&self, instant: i64) -> i64 {
        if self.rule.is_none() {
            return instant;
        }
        let after = self.spans.partition_point(|(start, _, _)| *start <= instant);
        let Some((start, end, before)) = after.checked_sub(1).map(|place| self.spans[place]) else { return 0 };
        before + instant.min(end) - start
    }

    /// Microseconds of working time from `from` to `to`; 0 when `to` is not later.
    pub fn between(&self, from: i64, to: i64) -> i64 {
        if to <= from { 0 } else { self.at(to) - self.at(from) }
    }

    /// The earliest instant from `from` on at which so much working time has passed; none when it never does.
    ///
    /// What is reached at closing time is reached then, and not next morning. Nobody waits for more than two centuries.
    pub fn after(text: &str, from: i64, micros: i64) -> Result<Option<i64>, String> {
        if micros <= 0 {
            return Ok(Some(from));
        }
        for decades in [0, 1, 2, 4, 10] {
            let calendar = Self::of(text, from, from.saturating_add(decades * i64::from(YEARS) * 366 * DAY))?;
            let Some(rule) = &calendar.rule else { return Ok(from.checked_add(micros)) };
            if rule.slots.iter().all(Vec::is_empty) {
                return Ok(None);
            }
            let Some(wanted) = calendar.at(from).checked_add(micros) else { return Ok(None) };
            let place = calendar.spans.partition_point(|(_, _, before)| *before < wanted);
            let reached = place.checked_sub(1).map(|place| calendar.spans[place]).map(|(start, end, before)| (start + wanted - before, end));
            if let Some((instant, _)) = reached.filter(|(instant, end)| instant <= end) {
                return Ok(Some(instant));
            }
        }
        Ok(None)
    }

    /// Microseconds of working time in the union of these spans.
    pub fn union(&self, mut spans: Vec<(i64, i64)>) -> i64 {
        spans.retain(|(from, to)| from < to);
        merged(spans).into_iter().map(|(from, to)| self.between(from, to)).sum()
    }
}

fn decade(instant: i64) -> i32 {
    let year = DateTime::from_timestamp_micros(instant).map_or(if instant < 0 { -262_000 } else { 262_000 }, |at| at.year());
    year.div_euclid(YEARS) * YEARS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        DateTime::parse_from_rfc3339(text).unwrap().timestamp_micros()
    }

    fn rule(slots: &str) -> String {
        format!("America/Sao_Paulo;{slots};2026-04-21")
    }

    #[test]
    fn spans_are_cut_to_slots_and_holidays() {
        let text = rule("1 540 1080,2 540 720,2 780 1080");
        let calendar = Calendar::of(&text, at("2026-01-01T00:00:00Z"), at("2026-12-31T00:00:00Z")).unwrap();
        // Monday 9:00 to Tuesday 14:00, Tuesday with a lunch hour.
        assert_eq!(calendar.between(at("2026-03-02T12:00:00Z"), at("2026-03-03T17:00:00Z")), (9 + 3 + 1) * 60 * MINUTE);
        assert_eq!(calendar.between(at("2026-04-21T00:00:00-03:00"), at("2026-04-22T00:00:00-03:00")), 0, "a holiday");
        assert_eq!(
            calendar.union(vec![(at("2026-03-02T12:00:00Z"), at("2026-03-02T14:00:00Z")), (at("2026-03-02T13:00:00Z"), at("2026-03-02T15:00:00Z"))]),
            3 * 60 * MINUTE
        );
    }

    #[test]
    fn what_is_added_is_what_has_passed() {
        let text = rule("1 540 1080,2 540 720,2 780 1080");
        let from = at("2026-03-02T12:00:00Z");
        for minutes in [1, 539, 540, 541, 720, 100_000, 3_000_000] {
            let until = Calendar::after(&text, from, minutes * MINUTE).unwrap().unwrap();
            let calendar = Calendar::of(&text, from, until).unwrap();
            assert_eq!(calendar.between(from, until), minutes * MINUTE, "{minutes}");
            assert_eq!(calendar.between(from, until - 1), minutes * MINUTE - 1, "{minutes}: not before");
        }
        assert_eq!(Calendar::after(&rule(""), from, MINUTE).unwrap(), None, "never open");
        assert_eq!(Calendar::after(ALWAYS, from, MINUTE).unwrap(), Some(from + MINUTE));
        assert_eq!(Calendar::after(&text, from, i64::MAX).unwrap(), None, "never reached");
    }

    #[test]
    fn hours_that_do_not_exist_do_not_count_and_repeated_ones_count_twice() {
        let all_day: Vec<String> = (1..=7).map(|day| format!("{day} 0 1440")).collect();
        let text = format!("America/Sao_Paulo;{};", all_day.join(","));
        let calendar = Calendar::of(&text, at("2018-01-01T00:00:00Z"), at("2019-12-31T00:00:00Z")).unwrap();
        assert_eq!(calendar.between(at("2018-11-04T01:00:00-02:00"), at("2018-11-05T00:00:00-02:00")), 23 * 60 * MINUTE);
        assert_eq!(calendar.between(at("2018-02-17T00:00:00-02:00"), at("2018-02-18T00:00:00-03:00")), 25 * 60 * MINUTE);
        let (from, to) = (at("2018-01-05T10:00:00Z"), at("2019-05-05T11:30:00Z"));
        assert_eq!(calendar.between(from, to), to - from, "every hour of every day is the time that passes");
    }

    #[test]
    fn every_minute_asked_for_its_wall_clock_gives_the_same() {
        let text = rule("1 480 720,1 780 1020,3 0 1440,6 600 601");
        let (from, to) = (at("2018-10-30T00:00:00Z"), at("2018-11-08T00:00:00Z"));
        let calendar = Calendar::of(&text, from, to).unwrap();
        let parsed = Rule::parse(&text).unwrap();
        let zone: Tz = "America/Sao_Paulo".parse().unwrap();
        let is_open = |instant: i64| {
            let local = zone.from_utc_datetime(&DateTime::from_timestamp_micros(instant).unwrap().naive_utc()).naive_local();
            let of_day = local.signed_duration_since(local.date().and_hms_opt(0, 0, 0).unwrap()).num_microseconds().unwrap();
            parsed.slots[local.weekday().num_days_from_monday() as usize].iter().any(|(start, end)| (*start..*end).contains(&of_day))
        };
        let counted = (from..to).step_by(usize::try_from(MINUTE).unwrap()).filter(|minute| is_open(*minute)).count() as i64;
        assert_eq!(calendar.between(from, to), counted * MINUTE);
    }

    #[test]
    fn a_badly_written_rule_is_named() {
        for bad in ["Nowhere/At_All;;", "UTC;8 0 10;", "UTC;1 a 10;", "UTC;;2026-13-01"] {
            assert!(Rule::parse(bad).is_err(), "{bad}");
        }
    }
}
