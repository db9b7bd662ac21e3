//! Does a series rise or fall, how fast, and is it chance? Several tests at once.
//!
//! A series is one value per period at its true position: missing periods are left out, zeros are zeros.

use mirante_queries::functions::{percentile::type7, rate::Z};

/// Its 97.5 % quantile: autocorrelations beyond it are no chance.
const Z_CORRELATION: f64 = 1.96;
/// From so many values on the test allows for autocorrelation.
const CORRECTED_FROM: usize = 10;
/// From so many months on months are compared with the same month of other years.
const SEASONAL_FROM: i64 = 24;
/// Months of a year.
const YEAR: i64 = 12;
/// Residuals so near to each other, against the largest value, are one: their last bits are rounding.
const NEAR: f64 = 1e-9;

/// A test for trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// Pairs that rise less pairs that fall.
    pub s: i64,
    /// Variance of `s` when there is no trend.
    pub variance: f64,
    /// `s`, one nearer to nothing, in standard deviations.
    pub z: f64,
    /// How often chance alone would give as much, in either direction.
    pub p: f64,
}

impl Test {
    fn new(s: i64, variance: f64) -> Self {
        let z = if s == 0 || variance <= 0.0 { 0.0 } else { (s - s.signum()) as f64 / variance.sqrt() };
        Self { s, variance, z, p: erfc(z.abs() / std::f64::consts::SQRT_2) }
    }
}

/// A line through a series, and the interval of its slope.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Change per period.
    pub slope: f64,
    /// Value at position 0.
    pub intercept: f64,
    /// Lower end of the slope's 90 % interval.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// A test for trend within each season, and the change from one season to the next like it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seasonal {
    /// The test, over all seasons.
    pub test: Test,
    /// Change per whole period.
    pub slope: f64,
    /// Lower end of the slope's 90 % interval.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// Which test a trend rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Mann-Kendall.
    Plain,
    /// Mann-Kendall, its variance widened for autocorrelation.
    Corrected,
    /// Each month with the same month of other years.
    Seasonal,
}

/// The trend of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Change per period.
    pub slope: f64,
    /// Lower end of its 90 % interval.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// How often chance alone would give as much.
    pub p: f64,
    /// Which test.
    pub method: Method,
}

/// The trend of a series of (position, value), by the strongest form that its length bears; none for fewer than two values.
///
/// `is_monthly` says that twelve positions are a year, so that 24 of them are compared month by month.
pub fn trend(points: &[(i64, f64)], is_monthly: bool) -> Option<Trend> {
    let (first, last) = (points.first()?.0, points.last()?.0);
    if is_monthly && last - first + 1 >= SEASONAL_FROM {
        let year = seasonal(points, YEAR)?;
        let [slope, low, high] = [year.slope, year.low, year.high].map(|change| change / YEAR as f64);
        return Some(Trend { slope, low, high, p: year.test.p, method: Method::Seasonal });
    }
    let line = theil_sen(points)?;
    let (test, method) =
        if points.len() >= CORRECTED_FROM { (hamed_rao(points, line.slope), Method::Corrected) } else { (mann_kendall(points), Method::Plain) };
    Some(Trend { slope: line.slope, low: line.low, high: line.high, p: test.p, method })
}

/// Mann-Kendall's test with ties (Mann 1945; Kendall 1975).
pub fn mann_kendall(points: &[(i64, f64)]) -> Test {
    let (s, variance) = score(points);
    Test::new(s, variance)
}

/// Mann-Kendall's test, its variance multiplied by what autocorrelation adds (Hamed and Rao 1998), by 1 at least.
pub fn hamed_rao(points: &[(i64, f64)], slope: f64) -> Test {
    let (s, variance) = score(points);
    Test::new(s, variance * variance_factor(points, slope).max(1.0))
}

/// Hamed and Rao's factor over the significant rank autocorrelations of what is left beside the line; 1 for fewer than three values.
pub fn variance_factor(points: &[(i64, f64)], slope: f64) -> f64 {
    let n = points.len();
    if n < 3 {
        return 1.0;
    }
    let ranks = ranks(points, slope);
    let mean = ranks.iter().sum::<f64>() / n as f64;
    let off: Vec<f64> = ranks.iter().map(|rank| rank - mean).collect();
    let whole: f64 = off.iter().map(|off| off * off).sum();
    if whole <= 0.0 {
        return 1.0;
    }
    let limit = Z_CORRELATION / (n as f64).sqrt();
    let part = |lag: usize| {
        let rho = off.iter().zip(&off[lag..]).map(|(left, right)| left * right).sum::<f64>() / whole;
        let left = n - lag;
        if rho.abs() > limit { left as f64 * (left as f64 - 1.0) * (left as f64 - 2.0) * rho } else { 0.0 }
    };
    let n = n as f64;
    1.0 + 2.0 / (n * (n - 1.0) * (n - 2.0)) * (1..points.len()).map(part).sum::<f64>()
}

/// Theil-Sen's line (Sen 1968): median of the slopes of all pairs; none for fewer than two positions.
pub fn theil_sen(points: &[(i64, f64)]) -> Option<Line> {
    let mut slopes = Vec::with_capacity(points.len() * points.len().saturating_sub(1) / 2);
    for (nth, (from, before)) in points.iter().enumerate() {
        slopes.extend(points[nth + 1..].iter().filter(|(to, _)| to != from).map(|(to, after)| (after - before) / (to - from) as f64));
    }
    slopes.sort_by(f64::total_cmp);
    let slope = type7(&slopes, 0.5)?;
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        type7(&values, 0.5)
    };
    let intercept = middle(points.iter().map(|point| point.1).collect())? - slope * middle(points.iter().map(|point| point.0 as f64).collect())?;
    let (low, high) = interval(&slopes, score(points).1)?;
    Some(Line { slope, intercept, low, high })
}

/// The order statistics at (N ∓ z√Var)/2 of N sorted slopes, positions rounded half to even; none for no slopes.
fn interval(slopes: &[f64], variance: f64) -> Option<(f64, f64)> {
    let last = slopes.len().checked_sub(1)?;
    let (whole, spread) = (slopes.len() as f64, Z * variance.sqrt());
    let low = (((whole - spread) / 2.0).round_ties_even() - 1.0).max(0.0) as usize;
    let high = ((whole + spread) / 2.0).round_ties_even().max(0.0) as usize;
    Some((slopes[low.min(last)], slopes[high.min(last)]))
}

/// The seasonal test (Hirsch, Slack and Smith 1982) and the slope: what is compared lies whole periods apart.
/// None when no two values do.
pub fn seasonal(points: &[(i64, f64)], period: i64) -> Option<Seasonal> {
    let (mut s, mut variance) = (0, 0.0);
    let mut slopes = Vec::new();
    for season in 0..period {
        let own: Vec<(i64, f64)> = points.iter().filter(|(at, _)| at.rem_euclid(period) == season).copied().collect();
        let (score, own_variance) = score(&own);
        (s, variance) = (s + score, variance + own_variance);
        for (nth, (from, before)) in own.iter().enumerate() {
            let later = own[nth + 1..].iter().filter(|(to, _)| to != from);
            slopes.extend(later.map(|(to, after)| (after - before) / ((to - from) / period) as f64));
        }
    }
    slopes.sort_by(f64::total_cmp);
    let (low, high) = interval(&slopes, variance)?;
    Some(Seasonal { test: Test::new(s, variance), slope: type7(&slopes, 0.5)?, low, high })
}

/// Adjusted p of several tests that are read together (Benjamini and Hochberg 1995); a test without p is none of the family.
pub fn adjusted(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(usize, f64)> = p.iter().enumerate().filter_map(|(place, p)| p.map(|p| (place, p))).collect();
    order.sort_by(|left, right| left.1.total_cmp(&right.1));
    let mut adjusted = vec![None; p.len()];
    let mut least = 1.0_f64;
    for (rank, (place, p)) in order.iter().enumerate().rev() {
        least = least.min(order.len() as f64 * p / (rank + 1) as f64);
        // The product may lose the last bit, and an adjusted p is never below its own.
        adjusted[*place] = Some(least.max(*p));
    }
    adjusted
}

/// S and its variance.
fn score(points: &[(i64, f64)]) -> (i64, f64) {
    let mut s = 0;
    for (nth, (_, before)) in points.iter().enumerate() {
        s += points[nth + 1..].iter().map(|(_, after)| i64::from(after > before) - i64::from(after < before)).sum::<i64>();
    }
    let mut values: Vec<f64> = points.iter().map(|point| point.1).collect();
    values.sort_by(f64::total_cmp);
    let part = |n: usize| {
        let n = n as f64;
        n * (n - 1.0) * (2.0 * n + 5.0)
    };
    let ties: f64 = values.chunk_by(|left, right| left == right).map(|group| part(group.len())).sum();
    (s, if values.is_empty() { 0.0 } else { (part(values.len()) - ties) / 18.0 })
}

/// Ranks from 1 of what is left beside a line; equal ones share the mean of their ranks.
fn ranks(points: &[(i64, f64)], slope: f64) -> Vec<f64> {
    let left: Vec<f64> = points.iter().map(|(at, value)| value - slope * *at as f64).collect();
    let near = NEAR * points.iter().zip(&left).map(|(point, left)| point.1.abs().max(left.abs())).fold(0.0, f64::max);
    let mut order: Vec<usize> = (0..left.len()).collect();
    order.sort_by(|one, other| left[*one].total_cmp(&left[*other]));
    let mut ranks = vec![0.0; left.len()];
    let mut from = 0;
    for group in order.chunk_by(|one, other| left[*other] - left[*one] <= near) {
        let rank = from as f64 + (group.len() as f64 + 1.0) / 2.0;
        group.iter().for_each(|place| ranks[*place] = rank);
        from += group.len();
    }
    ranks
}

/// The complement of the error function at x ≥ 0: its series near 0, its continued fraction beyond
/// (Abramowitz and Stegun 1964, 7.1.6 and 7.1.14), to some parts in 10¹⁵.
fn erfc(x: f64) -> f64 {
    let root = std::f64::consts::PI.sqrt();
    if x < 2.0 {
        let (mut term, mut sum, mut n) = (x, x, 0.0);
        while term > sum * 1e-17 {
            n += 1.0;
            term *= 2.0 * x * x / (2.0 * n + 1.0);
            sum += term;
        }
        return 1.0 - 2.0 / root * (-x * x).exp() * sum;
    }
    let fraction = (1..=120).rev().fold(x, |below, n| x + f64::from(n) / 2.0 / below);
    (-x * x).exp() / (root * fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(values: &[f64]) -> Vec<(i64, f64)> {
        (0..).zip(values.iter().copied()).collect()
    }

    const DEMAND: [f64; 12] = [3.0, 0.0, 4.5, 6.0, 2.0, 7.0, 9.25, 12.0, 11.0, 8.0, 12.0, 15.0];

    #[test]
    fn the_error_function_is_that_of_the_tables() {
        for (x, expected) in [
            (0.0, 1.0),
            (0.5, 0.479_500_122_186_953_5),
            (1.5, 0.033_894_853_524_689_27),
            (2.5, 4.069_520_174_449_589e-4),
            (5.0, 1.537_459_794_428_035e-12),
        ] {
            assert!((erfc(x) - expected).abs() <= 1e-13 * expected.max(1e-3), "{x}: {}", erfc(x));
        }
        assert!((erfc(2.0 - 1e-9) - erfc(2.0 + 1e-9)).abs() < 1e-10);
    }

    #[test]
    fn time_turned_round_turns_the_trend_round() {
        let turned: Vec<f64> = DEMAND.iter().rev().copied().collect();
        let (one, other) = (mann_kendall(&series(&DEMAND)), mann_kendall(&series(&turned)));
        assert_eq!((one.s, one.p), (-other.s, other.p));
        let (one, other) = (theil_sen(&series(&DEMAND)).unwrap(), theil_sen(&series(&turned)).unwrap());
        assert_eq!(one.slope, -other.slope);
    }

    #[test]
    fn what_is_added_moves_the_line_and_what_multiplies_scales_it() {
        let more = DEMAND.map(|value| value * 4.0 + 64.0);
        let (line, moved) = (theil_sen(&series(&DEMAND)).unwrap(), theil_sen(&series(&more)).unwrap());
        assert_eq!((moved.slope, moved.low, moved.high), (line.slope * 4.0, line.low * 4.0, line.high * 4.0));
        assert!((moved.intercept - (line.intercept * 4.0 + 64.0)).abs() < 1e-12);
        let test = hamed_rao(&series(&DEMAND), line.slope);
        assert_eq!(hamed_rao(&series(&more), moved.slope), test);
    }

    #[test]
    fn a_constant_series_has_no_trend_and_one_outlier_turns_none() {
        for months in [5, 12, 30] {
            let found = trend(&series(&vec![7.0; months]), true).unwrap();
            assert_eq!((found.slope, found.p), (0.0, 1.0), "{months}");
        }
        let mut rising: Vec<f64> = (0..10).map(f64::from).collect();
        rising[3] = -1e9;
        assert!(trend(&series(&rising), false).unwrap().slope > 0.0);
        assert_eq!(trend(&series(&[1.0]), true), None);
        assert_eq!(trend(&[], true), None);
    }

    #[test]
    fn the_correction_widens_and_never_sharpens() {
        // Up and down by turns: negative autocorrelation, whose factor lies below 1.
        let turns: Vec<f64> = (0..14).map(|nth| f64::from(nth) + if nth % 2 == 0 { 9.0 } else { 0.0 }).collect();
        let slope = theil_sen(&series(&turns)).unwrap().slope;
        assert!(variance_factor(&series(&turns), slope) < 1.0);
        assert_eq!(hamed_rao(&series(&turns), slope), mann_kendall(&series(&turns)));
    }

    #[test]
    fn two_years_are_compared_month_by_month() {
        // Each month of the second year is 12 above the same month of the first.
        let monthly: Vec<f64> = (0..24).map(|nth| f64::from((nth * 7) % 12) * 50.0 + f64::from(nth / 12) * 12.0).collect();
        let found = trend(&series(&monthly), true).unwrap();
        assert_eq!((found.slope, found.method), (1.0, Method::Seasonal));
        assert_eq!(trend(&series(&monthly[..23]), true).unwrap().method, Method::Corrected);
        assert_eq!(trend(&series(&monthly), false).unwrap().method, Method::Corrected);
        assert_eq!(trend(&series(&monthly[..9]), true).unwrap().method, Method::Plain);
    }

    #[test]
    fn tests_made_together_claim_less() {
        // Benjamini and Hochberg by hand: 0.01·4/1 = 0.04, 0.02·4/2 = 0.04, 0.03·4/3 = 0.04, 0.5·4/4.
        let p = [Some(0.02), None, Some(0.5), Some(0.01), Some(0.03)];
        let close = |found: &[Option<f64>], expected: &[Option<f64>]| {
            found.iter().zip(expected).all(|pair| match pair {
                (Some(found), Some(expected)) => (found - expected).abs() < 1e-12,
                (found, expected) => found.is_none() && expected.is_none(),
            })
        };
        assert!(close(&adjusted(&p), &[Some(0.04), None, Some(0.5), Some(0.04), Some(0.04)]), "{:?}", adjusted(&p));
        assert_eq!(adjusted(&[Some(0.07)]), [Some(0.07)], "one test alone stays as it is");
        assert_eq!(adjusted(&[]), []);
        for (raw, after) in p.iter().zip(adjusted(&p)) {
            assert!(raw.is_none() == after.is_none() && raw.zip(after).is_none_or(|(raw, after)| after >= raw));
        }
    }
}
