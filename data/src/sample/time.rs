//! Days, clocks and working hours as whole numbers, all in local time of America/Sao_Paulo.
//!
//! An instant here is seconds of the local clock since 1970: the zone stood at UTC−3 ever since 2019.

use std::sync::LazyLock;

use super::random::Random;

pub(super) const HOUR: i64 = 3_600;
pub(super) const DAY: i64 = 24 * HOUR;
/// A working day of the calendar `geral`.
pub(super) const WORKDAY: i64 = 8 * HOUR;

/// Where every record ends: 2026-10-01 at nine in the morning.
pub(super) const END: i64 = day_of(2026, 10, 1) * DAY + 9 * HOUR;
pub(super) const END_DAY: i64 = END / DAY;

/// From here on one unit has no committee any more, and less is decided than arrives.
pub(super) const QUEUE_SINCE: i64 = day_of(2026, 3, 2) * DAY;

const FIRST_DAY: i64 = day_of(2019, 1, 1);
const LAST_DAY: i64 = day_of(2028, 12, 31);

/// Days since 1970-01-01 of a civil date (Hinnant 2013, "chrono-compatible low-level date algorithms").
pub(super) const fn day_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month and day of a day since 1970-01-01; the inverse of [`day_of`].
pub(super) const fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted - era * 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_part = (5 * day_of_year + 2) / 153;
    let month = if month_part < 10 { month_part + 3 } else { month_part - 9 };
    let year = year_of_era + era * 400;
    (if month <= 2 { year + 1 } else { year }, month, day_of_year - (153 * month_part + 2) / 5 + 1)
}

/// [`civil`], looked up: every row asks for it.
pub(super) fn date(day: i64) -> (i64, i64, i64) {
    static DATES: LazyLock<Vec<(i16, u8, u8)>> = LazyLock::new(|| {
        let dates = (FIRST_DAY..=LAST_DAY).map(civil);
        dates.map(|(year, month, day)| (year as i16, month as u8, day as u8)).collect()
    });
    let known = usize::try_from(day - FIRST_DAY).ok().and_then(|place| DATES.get(place));
    known.map_or_else(|| civil(day), |(year, month, day)| (i64::from(*year), i64::from(*month), i64::from(*day)))
}

/// The year in which an instant lies.
pub(super) fn year_of(at: i64) -> i64 {
    date(at.div_euclid(DAY)).0
}

/// Months since the year 0.
pub(super) const fn month_of(day: i64) -> i64 {
    let (year, month, _) = civil(day);
    year * 12 + month - 1
}

/// The first day of a month since the year 0.
pub(super) const fn month_start(month: i64) -> i64 {
    day_of(month.div_euclid(12), month.rem_euclid(12) + 1, 1)
}

/// 1 Monday … 7 Sunday.
pub(super) const fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7) + 1
}

/// Easter Sunday by the anonymous Gregorian computus (Meeus 1991, "Astronomical Algorithms", chapter 8).
pub(super) const fn easter(year: i64) -> i64 {
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let moon = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - moon + 15) % 30;
    let week = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let late = (golden + 11 * epact + 22 * week) / 451;
    let sum = epact + week - 7 * late + 114;
    day_of(year, sum / 31, sum % 31 + 1)
}

/// A day off: is it a holiday of the nation, or one that the cooperative gives by custom?
#[derive(Clone, Copy)]
pub(super) struct Holiday {
    pub(super) day: i64,
    pub(super) name: &'static str,
    pub(super) is_national: bool,
}

/// The days off of a year.
pub(super) fn holidays(year: i64) -> Vec<Holiday> {
    let fixed = |month, day, name| Holiday { day: day_of(year, month, day), name, is_national: true };
    let moving = |days, name, is_national| Holiday { day: easter(year) + days, name, is_national };
    let mut all = vec![
        fixed(1, 1, "Confraternização Universal"),
        moving(-48, "Segunda-feira de Carnaval", false),
        moving(-47, "Terça-feira de Carnaval", false),
        moving(-2, "Paixão de Cristo", true),
        fixed(4, 21, "Tiradentes"),
        fixed(5, 1, "Dia do Trabalho"),
        moving(60, "Corpus Christi", false),
        fixed(9, 7, "Independência do Brasil"),
        fixed(10, 12, "Nossa Senhora Aparecida"),
        fixed(11, 2, "Finados"),
        fixed(11, 15, "Proclamação da República"),
        fixed(12, 25, "Natal"),
    ];
    // A national holiday since Lei 14.759 of 2023.
    if year >= 2024 {
        all.push(fixed(11, 20, "Dia Nacional de Zumbi e da Consciência Negra"));
    }
    // Two may fall on one day, and one calendar has one row per day.
    all.sort_by_key(|holiday| holiday.day);
    all.dedup_by_key(|holiday| holiday.day);
    all
}

/// Working hours: when a day opens and closes, and which days are worked.
pub(super) struct Calendar {
    pub(super) id: &'static str,
    pub(super) slots: &'static [(i64, i64)],
    pub(super) last_weekday: i64,
    /// Days worked, in order.
    worked: Vec<i64>,
    /// How many of them lie before each day since `FIRST_DAY`.
    before: Vec<u32>,
    per_day: i64,
}

impl Calendar {
    /// Monday to Friday, nine to twelve and one to six.
    pub(super) fn geral() -> Self {
        Self::new("geral", &[(9 * HOUR, 12 * HOUR), (13 * HOUR, 18 * HOUR)], 5)
    }

    /// Monday to Saturday, eight to eight.
    pub(super) fn atendimento() -> Self {
        Self::new("atendimento", &[(8 * HOUR, 20 * HOUR)], 6)
    }

    fn new(id: &'static str, slots: &'static [(i64, i64)], last_weekday: i64) -> Self {
        let off: Vec<i64> = (civil(FIRST_DAY).0..=civil(LAST_DAY).0).flat_map(holidays).map(|holiday| holiday.day).collect();
        let (mut worked, mut before) = (Vec::new(), Vec::new());
        for day in FIRST_DAY..=LAST_DAY {
            before.push(worked.len() as u32);
            if weekday(day) <= last_weekday && off.binary_search(&day).is_err() {
                worked.push(day);
            }
        }
        Self { id, slots, last_weekday, worked, before, per_day: slots.iter().map(|(from, to)| to - from).sum() }
    }

    /// Is it a day of work?
    pub(super) fn is_worked(&self, day: i64) -> bool {
        self.worked.get(self.place(day)) == Some(&day)
    }

    /// The first working day on or after this one.
    pub(super) fn on_or_after(&self, day: i64) -> i64 {
        self.worked.get(self.place(day)).copied().unwrap_or(LAST_DAY)
    }

    fn place(&self, day: i64) -> usize {
        self.before.get((day - FIRST_DAY).max(0) as usize).map_or(self.worked.len(), |place| *place as usize)
    }

    /// Working time from the first day that is known until an instant.
    pub(super) fn worked_until(&self, at: i64) -> i64 {
        let (day, clock) = (at.div_euclid(DAY), at.rem_euclid(DAY));
        let place = self.place(day);
        let done = if self.worked.get(place) == Some(&day) { self.slots.iter().map(|(from, to)| clock.clamp(*from, *to) - from).sum() } else { 0 };
        place as i64 * self.per_day + done
    }

    /// The instant at which this much working time has passed since the first day that is known; the inverse of [`Self::worked_until`].
    pub(super) fn at_work(&self, total: i64) -> i64 {
        let day = self.worked.get((total / self.per_day) as usize).copied().unwrap_or(LAST_DAY);
        day * DAY + self.clock(total % self.per_day)
    }

    /// The instant at which this much working time has passed.
    pub(super) fn after(&self, at: i64, work: i64) -> i64 {
        self.at_work(self.worked_until(at) + work)
    }

    /// The instant from which on this much working time passes until another.
    pub(super) fn before(&self, at: i64, work: i64) -> i64 {
        self.at_work((self.worked_until(at) - work).max(0))
    }

    /// The time of day at which this much of a working day has passed.
    pub(super) fn clock(&self, mut work: i64) -> i64 {
        for (from, to) in self.slots {
            if work < to - from {
                return from + work;
            }
            work -= to - from;
        }
        self.slots.last().map_or(0, |(_, to)| *to)
    }

    /// A moment of a working day, in whole steps of so many seconds.
    pub(super) fn moment(&self, day: i64, step: i64, random: &mut Random) -> i64 {
        day * DAY + self.clock(random.between(0, self.per_day / step) * step)
    }
}

/// On which days cases come in.
pub(super) struct Arrivals {
    days: Vec<i64>,
    /// Weight of all days up to and with each.
    until: Vec<u64>,
}

/// Demand by month, 100 as usual: January holidays, the rush before the year ends.
const SEASON: [u64; 12] = [68, 80, 104, 100, 104, 98, 92, 102, 108, 112, 118, 86];

impl Arrivals {
    /// From `first` to the day before the end, growing by this many percent in all; where it is even, every working day is like every other.
    pub(super) fn new(calendar: &Calendar, first: i64, growth_percent: i64, is_even: bool) -> Self {
        let days: Vec<i64> = (first..END_DAY).filter(|day| calendar.is_worked(*day)).collect();
        let length = (END_DAY - first).max(1);
        let mut sum = 0;
        let until = days.iter().map(|day| {
            let growth = 1_000 + 10 * growth_percent * (day - first) / length;
            sum += if is_even { 1 } else { growth as u64 * SEASON[(civil(*day).1 - 1) as usize] };
            sum
        });
        let until = until.collect();
        Self { days, until }
    }

    /// How many of so many cases come in from one day until another.
    pub(super) fn between(&self, of: u64, from: i64, to: i64) -> u64 {
        let until = |day: i64| self.days.partition_point(|other| *other < day).checked_sub(1).map_or(0, |place| self.until[place]);
        of * (until(to) - until(from)) / self.until.last().copied().unwrap_or(1)
    }

    /// The day of case `case` of `of`; later cases never come earlier.
    pub(super) fn day(&self, case: u64, of: u64, random: &mut Random) -> i64 {
        let total = self.until.last().copied().unwrap_or(1);
        let target = (case * total + random.below(total)) / of.max(1);
        let place = self.until.partition_point(|until| *until <= target);
        self.days.get(place).or(self.days.last()).copied().unwrap_or(END_DAY - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_feasts() {
        assert_eq!(civil(day_of(2024, 2, 29)), (2024, 2, 29));
        assert_eq!((day_of(1970, 1, 1), weekday(day_of(2026, 10, 1))), (0, 4));
        for (year, month, day) in [(2022, 4, 17), (2023, 4, 9), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5)] {
            assert_eq!(easter(year), day_of(year, month, day), "{year}");
        }
        assert_eq!((holidays(2023).len(), holidays(2026).len()), (12, 13));
    }

    #[test]
    fn working_time_passes_noon_and_weekends() {
        let calendar = Calendar::geral();
        let friday = day_of(2026, 3, 6) * DAY;
        assert_eq!(calendar.after(friday + 11 * HOUR, 2 * HOUR), friday + 14 * HOUR);
        assert_eq!(calendar.after(friday + 17 * HOUR, 2 * HOUR), friday + 3 * DAY + 10 * HOUR);
        assert_eq!(calendar.after(friday + DAY, 0), friday + 3 * DAY + 9 * HOUR);
        // And back again.
        assert_eq!(calendar.before(friday + 14 * HOUR, 2 * HOUR), friday + 11 * HOUR);
        assert_eq!(calendar.before(friday + 3 * DAY + 10 * HOUR, 2 * HOUR), friday + 17 * HOUR);
    }
}
