//! A run of months out of rows, and whether it rose or fell.

use super::{Figure, View, rows::Row, spec::Chart, speech};
use crate::{
    charts::{
        Sheet,
        run_chart::{self, Moment, unusual, usual},
    },
    format,
};

pub struct Months<'f> {
    figure: &'f Figure<'f>,
    moments: Vec<Moment>,
}

/// What two intervals say of two values: only when they do not meet is one larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The later one is larger.
    Up,
    /// It is smaller.
    Down,
    /// There is no clear difference.
    Unclear,
}

/// Compares two 90 % intervals, the earlier first.
pub fn change(before: (f64, f64), now: (f64, f64)) -> Change {
    if now.0 > before.1 {
        Change::Up
    } else if now.1 < before.0 {
        Change::Down
    } else {
        Change::Unclear
    }
}

impl Change {
    /// The end of the word that says it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Unclear => "unclear",
        }
    }
}

impl<'f> Months<'f> {
    pub fn of(figure: &'f Figure<'f>) -> Self {
        Self { figure, moments: figure.rows.iter().filter_map(|row| moment(figure, row)).collect() }
    }

    /// The last month that is over and whose value is known, and the one that it is compared with: that of a year before,
    /// or, where there is none, the first.
    fn compared(&self) -> Option<(&Moment, Option<&Moment>)> {
        let known: Vec<&Moment> = self.moments.iter().filter(|moment| moment.is_whole && moment.value.is_some()).collect();
        let (last, earlier) = known.split_last()?;
        let year_before = format::year_before(&last.key);
        let same_month = earlier.iter().find(|moment| Some(&moment.key) == year_before.as_ref());
        Some((last, same_month.or_else(|| earlier.first()).copied()))
    }

    fn counted(&self) -> Vec<f64> {
        self.moments.iter().filter(|moment| moment.is_whole).filter_map(|moment| moment.value).collect()
    }
}

fn moment(figure: &Figure<'_>, row: &Row) -> Option<Moment> {
    let Chart::RunChart { month, value, low, high, n, is_whole } = &figure.spec.chart else { return None };
    let rows = &figure.rows;
    let key = rows.text(month, row)?.to_owned();
    let label = format::month(&key, figure.language());
    let value = rows.number(value, row);
    let shown = value.map_or_else(|| speech::NOTHING.to_owned(), |value| figure.shown(value));
    let ended = rows.whole(n, row).unwrap_or_default();
    let cases = figure.words.count("cases", u64::try_from(ended).unwrap_or_default());
    Some(Moment {
        title: format!("{label}: {shown} ({cases})"),
        key,
        label,
        value,
        interval: rows.number(low, row).zip(rows.number(high, row)),
        n: ended,
        is_whole: rows.is(is_whole, row),
    })
}

impl View for Months<'_> {
    fn marks_n(&self) -> usize {
        self.moments.iter().filter(|moment| moment.value.is_some()).count()
    }

    fn finding(&self) -> String {
        let Some((last, before)) = self.compared() else { return self.figure.word("title-short", &[]) };
        let shown = |moment: &Moment| moment.value.map_or_else(String::new, |value| self.figure.shown(value));
        let mut values = vec![("month", last.label.clone()), ("value", shown(last))];
        let Some(before) = before else { return self.figure.word("title-first", &values) };
        let change = last.interval.zip(before.interval).map_or(Change::Unclear, |(now, before)| change(before, now));
        values.extend([("before", before.label.clone()), ("was", shown(before))]);
        self.figure.word(&format!("title-{}", change.word()), &values)
    }

    fn description(&self) -> String {
        let known: Vec<&Moment> = self.moments.iter().filter(|moment| moment.value.is_some()).collect();
        let by_value = |left: &&&Moment, right: &&&Moment| left.value.unwrap_or_default().total_cmp(&right.value.unwrap_or_default());
        let (Some(most), Some(least)) = (known.iter().max_by(by_value), known.iter().min_by(by_value)) else { return String::new() };
        let counted = self.counted();
        let marked = usual(&counted).map_or(0, |usual| unusual(&counted, usual).into_iter().filter(|mark| *mark).count());
        let words = self.figure.words;
        let values = [
            ("marks", words.count("months", known.len() as u64)),
            ("most", most.title.clone()),
            ("least", least.title.clone()),
            ("marked", words.count("marked-months", marked as u64)),
        ];
        words.say_with("fig-months", &values)
    }

    fn draw(&self, sheet: &Sheet<'_>) -> Option<String> {
        let median = |value: f64| self.figure.words.say_with("fig-median", &[("value", self.figure.shown(value))]);
        Some(run_chart::draw(&self.moments, sheet, self.figure.spec.unit.scale(), &median))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_intervals_that_do_not_meet_differ() {
        assert_eq!(change((1.0, 3.0), (3.1, 4.0)), Change::Up);
        assert_eq!(change((3.1, 4.0), (1.0, 3.0)), Change::Down);
        assert_eq!(change((1.0, 3.0), (3.0, 9.0)), Change::Unclear);
    }
}
