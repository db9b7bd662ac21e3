//! Ranked bars out of rows.

use super::{Figure, View, rows::Row, spec::Chart, speech};
use crate::{
    charts::{Sheet, bar_ranked, bar_ranked::Bar},
    format,
};

/// Bars of a drawing; rows beyond are in the table.
const MOST: usize = 15;

pub struct Bars<'f> {
    figure: &'f Figure<'f>,
    bars: Vec<Bar>,
    /// What part of the whole the first bar is, where the rows say so.
    share: Option<f64>,
    /// The row that stands out, of a figure whose rows can say so.
    flagged: Option<&'f Row>,
    left_out: usize,
}

impl<'f> Bars<'f> {
    pub fn of(figure: &'f Figure<'f>) -> Self {
        let rows = figure.ordered();
        let mut bars: Vec<Bar> = rows.iter().filter_map(|row| bar(figure, row)).collect();
        let left_out = bars.len().saturating_sub(MOST);
        bars.truncate(MOST);
        let share = rows.first().and_then(|row| figure.rows.number("waiting_share", row));
        Self { figure, bars, share, left_out, flagged: flagged(figure) }
    }

    fn target(&self) -> Option<f64> {
        let Chart::BarRanked { target, .. } = &self.figure.spec.chart else { return None };
        *target
    }
}

/// The first of the rows with a reason to stand out.
fn flagged<'f>(figure: &'f Figure<'f>) -> Option<&'f Row> {
    let Chart::BarRanked { flag: Some(flag), .. } = &figure.spec.chart else { return None };
    let rows = &figure.rows;
    let stands_out = rows.iter().filter(|row| rows.text(&flag.reasons, row).is_some_and(|reasons| !reasons.is_empty()));
    stands_out.min_by_key(|row| rows.whole(&flag.rank, row).unwrap_or(i64::MAX))
}

fn bar(figure: &Figure<'_>, row: &Row) -> Option<Bar> {
    let Chart::BarRanked { key, label, value, low, high, n, .. } = &figure.spec.chart else { return None };
    let rows = &figure.rows;
    let exact = rows.number(value, row)?;
    let end = |column: &Option<String>| column.as_ref().and_then(|column| rows.number(column, row));
    let text = rows.text(label, row).unwrap_or_default();
    let (name, shown) = (figure.label(label, row), figure.shown(exact));
    let cases = figure.behind(n.as_ref(), row);
    let n = n.as_ref().and_then(|column| rows.whole(column, row));
    Some(Bar {
        key: rows.text(key, row)?.to_owned(),
        title: format!("{name}: {shown}{cases}"),
        label: name,
        value: exact,
        whisker: end(low).zip(end(high)),
        n,
        shown,
        is_rest: text == speech::OTHERS,
    })
}

impl View for Bars<'_> {
    fn marks_n(&self) -> usize {
        self.bars.len()
    }

    fn finding(&self) -> String {
        if let (Chart::BarRanked { label, flag: Some(flag), .. }, Some(row)) = (&self.figure.spec.chart, self.flagged) {
            let (rows, words) = (&self.figure.rows, self.figure.words);
            let percent =
                |column: &str| rows.number(column, row).map_or_else(|| speech::NOTHING.to_owned(), |share| format::percent(share, words.language()));
            let margin = words.say_with("fig-from-to", &[("low", percent(&flag.low)), ("high", percent(&flag.high))]);
            let reasons = speech::codes(rows.text(&flag.reasons, row).unwrap_or_default(), words);
            let values = [("label", self.figure.label(label, row)), ("share", percent(&flag.share)), ("margin", margin), ("reasons", reasons)];
            return self.figure.word("title", &values);
        }
        let Some(first) = self.bars.iter().find(|bar| !bar.is_rest) else { return self.figure.word("empty", &[]) };
        let n = first.n.and_then(|n| u64::try_from(n).ok()).unwrap_or_default();
        let share = self.share.map_or_else(|| speech::NOTHING.to_owned(), |share| format::percent(share, self.figure.language()));
        let has_flag = matches!(self.figure.spec.chart, Chart::BarRanked { flag: Some(_), .. });
        let target = self.target();
        let below = self.bars.iter().filter(|bar| target.is_some_and(|target| bar.value < target)).count();
        let values = [
            ("label", first.label.clone()),
            ("value", first.shown.clone()),
            ("cases", self.figure.counted(n)),
            ("share", share),
            ("target", target.map_or_else(|| speech::NOTHING.to_owned(), |target| self.figure.shown(target))),
            ("below", format::whole(below as u64, self.figure.language())),
        ];
        self.figure.word(if has_flag { "title-none" } else { "title" }, &values)
    }

    fn description(&self) -> String {
        let by_value = |left: &&Bar, right: &&Bar| left.value.total_cmp(&right.value);
        let (Some(most), Some(least)) = (self.bars.iter().max_by(by_value), self.bars.iter().min_by(by_value)) else { return String::new() };
        let words = self.figure.words;
        words.say_with(
            "fig-bars",
            &[("marks", words.count("bars", self.bars.len() as u64)), ("most", most.title.clone()), ("least", least.title.clone())],
        )
    }

    fn left_out(&self) -> usize {
        self.left_out
    }

    fn draw(&self, sheet: &Sheet<'_>) -> Option<String> {
        let target = self.target().map(|target| (target, self.figure.words.say_with("fig-target", &[("value", self.figure.shown(target))])));
        Some(bar_ranked::draw(&self.bars, target.as_ref(), sheet, self.figure.spec.unit.scale()))
    }
}
