//! Points over time with their intervals, the median of them all, and the limits of what is usual.

use super::{
    SMALL, Sheet,
    pen::{Pen, Point},
    plain,
    scale::{Scale, ticks},
};
use crate::{
    canvas::{Anchor, Canvas},
    text::{Weight, width},
    theme::{CONTEXT, INK, SERIES_1, SERIES_2},
};

/// Fewer points have no limits.
const LEAST: usize = 12;
/// Of the median of moving ranges, on both sides of the median (Wheeler 1995).
const LIMIT: f64 = 3.145;

/// One point.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// Its key in the rows.
    pub key: String,
    /// The month as the axis shows it.
    pub label: String,
    /// Its value, none where it is not known: a gap stays a gap.
    pub value: Option<f64>,
    /// Where the true value should lie.
    pub interval: Option<(f64, f64)>,
    /// How many cases are behind it.
    pub n: i64,
    /// Is the time over? Else it is drawn hollow and has no part in median, limits and runs.
    pub is_whole: bool,
    /// What is read when it is pointed at.
    pub title: String,
}

/// Median and limits of the values that count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Usual {
    /// The median.
    pub median: f64,
    /// Below and above lies what is unusual; none for fewer than twelve points.
    pub limits: Option<(f64, f64)>,
    /// Length of a run on one side of the median that is more than chance (Anhøj and Olesen 2014).
    pub long_run: usize,
}

/// What is usual for these values, in the order of time; none without any.
pub fn usual(values: &[f64]) -> Option<Usual> {
    let median = middle(values)?;
    let moves: Vec<f64> = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    let limits = (values.len() >= LEAST).then(|| middle(&moves)).flatten().map(|range| (median - LIMIT * range, median + LIMIT * range));
    let useful = values.iter().filter(|value| **value != median).count();
    let long_run = if useful < 2 { usize::MAX } else { (useful as f64).log2().round() as usize + 4 };
    Some(Usual { median, limits, long_run })
}

fn middle(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(sorted[half]),
        _ => Some(f64::midpoint(sorted[half - 1], sorted[half])),
    }
}

/// Which values stand out: beyond the limits, or in a run on one side of the median that is too long for chance.
pub fn unusual(values: &[f64], usual: Usual) -> Vec<bool> {
    let mut marked: Vec<bool> = values.iter().map(|value| usual.limits.is_some_and(|(low, high)| *value < low || *value > high)).collect();
    // Values on the median neither make a run longer nor end it.
    let useful: Vec<usize> = (0..values.len()).filter(|place| values[*place] != usual.median).collect();
    for run in useful.chunk_by(|left, right| (values[*left] > usual.median) == (values[*right] > usual.median)) {
        if usual.limits.is_some() && run.len() >= usual.long_run {
            run.iter().for_each(|place| marked[*place] = true);
        }
    }
    marked
}

/// The points in the order of time; `unit` is what ticks count in, `median` what is written at the median's line.
pub fn draw(moments: &[Moment], sheet: &Sheet<'_>, unit: f64, median: &dyn Fn(f64) -> String) -> String {
    let (total, height) = (sheet.size.width() as f32, sheet.size.height() as f32);
    let pen = Pen::new(Canvas::new(sheet.size.width(), sheet.size.height(), sheet.mode));
    let counted: Vec<f64> = moments.iter().filter(|moment| moment.is_whole).filter_map(|moment| moment.value).collect();
    let usual = usual(&counted);
    let tops = moments.iter().filter_map(|moment| moment.interval.map(|(_, high)| high).or(moment.value));
    let largest = tops.chain(usual.and_then(|usual| usual.limits).map(|(_, high)| high)).fold(0.0, f64::max);
    let ticks = ticks(largest, 5, unit);
    let left = ticks.iter().map(|tick| width(&(sheet.tick)(*tick), SMALL, Weight::Regular)).fold(0.0, f32::max) + 8.0;
    let top = ticks.last().copied().unwrap_or(unit);
    let y = Scale { from: 0.0, to: top, low: height - 30.0, high: 24.0 };
    let x = Scale { from: -0.5, to: moments.len() as f64 - 0.5, low: left, high: total - 6.0 };
    let place = |nth: usize, value: f64| -> Point { (x.at(nth as f64), y.at(value)) };

    pen.canvas.group("axis", &[], None);
    pen.text((0.0, 13.0), Anchor::Start, SMALL, Weight::Regular, sheet.axis);
    for tick in &ticks {
        pen.line(&[(left, y.at(*tick)), (x.high, y.at(*tick))], CONTEXT, 5, 0.35);
        pen.text((left - 6.0, y.at(*tick) + 4.0), Anchor::End, SMALL, Weight::Regular, &(sheet.tick)(*tick));
    }
    let mut free_from = 0.0;
    for (nth, moment) in moments.iter().enumerate() {
        let half = width(&moment.label, SMALL, Weight::Regular) / 2.0;
        let middle = x.at(nth as f64).min(total - half - 1.0);
        if middle - half >= free_from {
            pen.text((middle, height - 10.0), Anchor::Middle, SMALL, Weight::Regular, &moment.label);
            free_from = middle + half + 10.0;
        }
    }
    if let Some(usual) = usual {
        if let Some((low, high)) = usual.limits {
            pen.rectangle((x.low, y.at(low.max(0.0))), (x.high, y.at(high.min(top))), CONTEXT, 0.14);
        }
        pen.line(&[(x.low, y.at(usual.median)), (x.high, y.at(usual.median))], INK, 10, 0.7);
        let text = median(usual.median);
        let begin = x.high - width(&text, SMALL, Weight::Regular);
        pen.line(&[(begin - 26.0, 9.0), (begin - 6.0, 9.0)], INK, 10, 0.7);
        pen.text((x.high, 13.0), Anchor::End, SMALL, Weight::Regular, &text);
    }
    pen.canvas.end();

    let whole: Vec<usize> = (0..moments.len()).filter(|nth| moments[*nth].is_whole && moments[*nth].value.is_some()).collect();
    let marked = usual.map(|usual| unusual(&counted, usual)).unwrap_or_default();
    let stands_out = |nth: usize| whole.iter().position(|each| *each == nth).is_some_and(|at| marked.get(at) == Some(&true));
    pen.canvas.group("marks", &[("data-series", sheet.series)], None);
    let line = |nth: &usize| moments[*nth].value.map(|value| place(*nth, value));
    for run in whole.chunk_by(|left, right| left + 1 == *right) {
        pen.line(&run.iter().filter_map(line).collect::<Vec<_>>(), SERIES_1, 15, 1.0);
    }
    for (nth, moment) in moments.iter().enumerate() {
        let Some(value) = moment.value else { continue };
        let (exact, n) = (plain(value), moment.n.to_string());
        pen.canvas.group("m", &[("data-k", &moment.key), ("data-v", &exact), ("data-n", &n)], Some(&moment.title));
        if let Some((low, high)) = moment.interval {
            pen.line(&[place(nth, low), place(nth, high)], SERIES_1, 15, 0.45);
        }
        let (token, radius) = if stands_out(nth) { (SERIES_2, 5.5) } else { (SERIES_1, 4.0) };
        pen.dot(place(nth, value), radius, token, 1.0, moment.is_whole);
        pen.canvas.end();
    }
    pen.canvas.end();
    pen.canvas.finish(&format!("{}-{}", sheet.id, sheet.size.suffix()), sheet.title, sheet.description)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_points_have_no_limits_and_many_mark_what_stands_out() {
        let few = usual(&[3.0, 1.0, 2.0]).unwrap();
        assert_eq!((few.median, few.limits), (2.0, None));
        assert_eq!(usual(&[]), None);
        let mut values = vec![10.0, 12.0, 11.0, 9.0, 10.0, 12.0, 9.0, 11.0, 10.0, 12.0, 9.0, 11.0];
        let calm = usual(&values).unwrap();
        assert!(unusual(&values, calm).iter().all(|mark| !mark), "{calm:?}");
        values.push(40.0);
        let one = usual(&values).unwrap();
        assert_eq!(unusual(&values, one).iter().filter(|mark| **mark).count(), 1, "{one:?}");
    }

    #[test]
    fn a_long_run_on_one_side_stands_out() {
        // Sixteen useful points: more than seven in a row are more than chance.
        let values: Vec<f64> = (0..16).map(|nth| if nth < 8 { 10.0 + f64::from(nth % 2) } else { 12.0 + f64::from(nth % 2) }).collect();
        let usual = usual(&values).unwrap();
        assert_eq!(usual.long_run, 8);
        assert!(unusual(&values, usual).iter().all(|mark| *mark), "{:?}", unusual(&values, usual));
    }

    #[test]
    fn all_equal_is_no_run() {
        let values = [5.0; 20];
        assert!(unusual(&values, usual(&values).unwrap()).iter().all(|mark| !mark));
    }
}
