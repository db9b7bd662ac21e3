//! Days of rows as places on an axis of time: steps of months or of days, so that what is missing leaves a gap.

use chrono::{Datelike, NaiveDate};

use crate::{Language, format};

/// Longer axes of days are labelled by month and year.
const YEAR: i64 = 370;

/// An axis of time: the step that all its days keep, and the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    step: Step,
    first: i64,
    /// The place of the last day, that of the first being 0.
    pub last: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Months(i64),
    Days(i64),
}

impl Calendar {
    /// The axis of some days, given as `2026-11-01`; none without any.
    pub fn of<'t>(days: impl Iterator<Item = &'t str>) -> Option<Self> {
        let days: Vec<NaiveDate> = days.filter_map(date).collect();
        let count = if days.iter().all(|day| day.day() == 1) { months } else { |day: NaiveDate| i64::from(day.num_days_from_ce()) };
        let counted: Vec<i64> = days.iter().map(|day| count(*day)).collect();
        let (first, last) = (counted.iter().copied().min()?, counted.iter().copied().max()?);
        let step = counted.iter().fold(0, |step, place| common(step, place - first)).max(1);
        let last = (last - first) / step;
        Some(Self { step: if days.iter().all(|day| day.day() == 1) { Step::Months(step) } else { Step::Days(step) }, first, last })
    }

    /// The axis of a column's days: a column of quarters has a place for each quarter, also where the rows know only one.
    pub fn of_column<'t>(column: &str, days: impl Iterator<Item = &'t str>) -> Option<Self> {
        let calendar = Self::of(days)?;
        Some(match calendar.step {
            Step::Months(step) if column == "quarter_on" => Self { step: Step::Months(3), last: calendar.last * step / 3, ..calendar },
            _ => calendar,
        })
    }

    /// The place of a day.
    pub fn place(&self, day: &str) -> Option<i64> {
        let day = date(day)?;
        Some(match self.step {
            Step::Months(step) => (months(day) - self.first) / step,
            Step::Days(step) => (i64::from(day.num_days_from_ce()) - self.first) / step,
        })
    }

    /// What people call a place: a year, a quarter, a month, a day.
    pub fn label(&self, place: i64, language: Language) -> String {
        match self.step {
            Step::Months(step) => {
                let months = self.first + place * step;
                let iso = format!("{:04}-{:02}-01", months.div_euclid(12), months.rem_euclid(12) + 1);
                match step {
                    _ if step % 12 == 0 && months.rem_euclid(12) == 0 => months.div_euclid(12).to_string(),
                    3 if months.rem_euclid(3) == 0 => format::quarter(&iso, language),
                    _ => format::month(&iso, language),
                }
            }
            Step::Days(step) => {
                let day = i32::try_from(self.first + place * step).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
                let iso = day.map_or_else(String::new, |day| day.format("%Y-%m-%d").to_string());
                if self.last * step > YEAR { format::month(&iso, language) } else { format::day_of_year(&iso, language) }
            }
        }
    }

    /// The labels from one place to another, at most so many, evenly apart.
    pub fn labels(&self, from: i64, to: i64, most: i64, language: Language) -> Vec<(f64, String)> {
        let apart = ((to - from) / most.max(1) + 1).max(1);
        (0..most.max(1) + 1)
            .map(|nth| from + nth * apart)
            .take_while(|place| *place <= to)
            .map(|place| (place as f64, self.label(place, language)))
            .collect()
    }
}

fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

fn months(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}

/// The greatest common divisor.
fn common(one: i64, other: i64) -> i64 {
    if other == 0 { one } else { common(other, one % other) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(days: &[&str]) -> Calendar {
        Calendar::of(days.iter().copied()).unwrap()
    }

    #[test]
    fn months_quarters_weeks_and_years_keep_their_gaps() {
        let months = axis(&["2026-01-01", "2026-02-01", "2026-05-01"]);
        assert_eq!((months.last, months.place("2026-05-01"), months.label(4, Language::PtBr)), (4, Some(4), "maio 2026".to_owned()));
        let quarters = axis(&["2025-10-01", "2026-04-01", "2026-01-01", "2026-10-01"]);
        assert_eq!((quarters.last, quarters.label(1, Language::PtBr), quarters.label(4, Language::En)), (4, "T1 2026".into(), "Q4 2026".into()));
        let weeks = axis(&["2026-11-02", "2026-11-09", "2026-11-23"]);
        assert_eq!((weeks.last, weeks.place("2026-11-23"), weeks.label(2, Language::PtBr)), (3, Some(3), "16/11".to_owned()));
        let of_column = |column, days: &[&str]| Calendar::of_column(column, days.iter().copied()).unwrap();
        assert_eq!(of_column("quarter_on", &["2026-07-01"]).label(0, Language::PtBr), "T3 2026");
        assert_eq!(of_column("month_on", &["2026-07-01"]).label(0, Language::PtBr), "jul. 2026");
        let apart = of_column("quarter_on", &["2026-01-01", "2026-07-01"]);
        assert_eq!((apart.last, apart.place("2026-07-01"), apart.label(2, Language::PtBr)), (2, Some(2), "T3 2026".to_owned()));
        let years = axis(&["2024-01-01", "2026-01-01"]);
        assert_eq!((years.last, years.label(1, Language::En)), (1, "2026".to_owned()));
        let long = axis(&["2024-01-01", "2024-01-08", "2026-01-05"]);
        assert_eq!(long.label(0, Language::En), "Jan 2024");
    }

    #[test]
    fn labels_are_never_more_than_there_is_room_for() {
        let days = axis(&["1900-01-02", "2026-11-03"]);
        assert!(days.labels(0, days.last, 8, Language::En).len() <= 9);
        let many = axis(&["1900-01-02", "1900-01-03", "2026-11-03"]);
        assert!(many.labels(0, many.last, 8, Language::En).len() <= 9);
        assert_eq!(axis(&["2026-11-03"]).labels(0, 0, 8, Language::PtBr), [(0.0, "03/11".to_owned())]);
        assert_eq!(Calendar::of(["nunca"].into_iter()), None);
    }
}
