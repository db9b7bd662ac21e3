//! What a monthly series will most likely be, how far off that may be, and how well it would have done in the past.
//!
//! A series holds one value per complete month, gaps as zeros, none below 0; no forecast falls below 0.

use mirante_queries::functions::percentile::type7;

use super::trend::theil_sen;

/// Months of a year.
const YEAR: usize = 12;
/// From so many months on month effects are taken off.
const SEASONAL_FROM: usize = 24;
/// Months that a choice among methods needs.
pub const CHOICE_FROM: usize = 8;
/// Errors at a horizon below which their quantiles say nothing.
const QUANTILES_FROM: usize = 8;
/// One-step errors below which nothing is said of the next.
const SPREAD_FROM: usize = 4;
/// Normal quantiles of the ends of the middle 50 and 80 %.
const Z50: f64 = 0.674_489_750_196_081_7;
const Z80: f64 = 1.281_551_565_544_600_4;
/// What makes the median of absolute deviations a standard deviation.
const MAD: f64 = 1.4826;

/// How a forecast is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Mean of the last three months.
    Mean,
    /// The Theil-Sen line, continued.
    Line,
    /// Single exponential smoothing; from 24 months on beside the months' own effects.
    Smoothing,
}

/// In the order in which ties fall.
pub const METHODS: [Method; 3] = [Method::Mean, Method::Line, Method::Smoothing];

impl Method {
    /// The code under which it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mean => "media_3m",
            Self::Line => "theil_sen",
            Self::Smoothing => "ets",
        }
    }

    /// The next months, `horizon` of them; nothing before gives zeros.
    pub fn forecast(self, history: &[f64], horizon: usize) -> Vec<f64> {
        let last = &history[history.len().saturating_sub(3)..];
        let flat = if last.is_empty() { 0.0 } else { last.iter().sum::<f64>() / last.len() as f64 };
        match self {
            Self::Mean => vec![flat.max(0.0); horizon],
            Self::Line => match theil_sen(&positions(history)) {
                Some(line) => (0..horizon).map(|ahead| (line.intercept + line.slope * (history.len() + ahead) as f64).max(0.0)).collect(),
                None => vec![flat.max(0.0); horizon],
            },
            Self::Smoothing => {
                let found = smooth(history);
                (0..horizon).map(|ahead| (found.level + found.effects[(history.len() + ahead) % YEAR]).max(0.0)).collect()
            }
        }
    }
}

/// A forecast for one month, with the ranges in which it should lie in 50 and in 80 of 100 cases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Month {
    /// The most likely value.
    pub value: f64,
    /// The middle 50 %: low, high.
    pub half: Option<(f64, f64)>,
    /// The middle 80 %: low, high.
    pub most: Option<(f64, f64)>,
}

/// The best forecast for a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// The method that did best.
    pub method: Method,
    /// Its error in units of that of repeating the last month (Hyndman and Koehler 2006).
    pub mase: Option<f64>,
    /// Share of past origins whose actual value lay inside the 80 % then foretold.
    pub coverage80: Option<f64>,
    /// The months that come.
    pub months: Vec<Month>,
}

/// Smoothing's state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Smoothed {
    /// How much of each surprise the level takes up.
    pub alpha: f64,
    /// Level after the last month.
    pub level: f64,
    /// Effect of each month of the year, by position modulo 12.
    pub effects: [f64; YEAR],
}

/// The best method by its one-step errors over the last twelve origins, its MASE, and the fan of the next months.
///
/// Under 8 months, or where the series never moved, the mean of three months and no MASE.
pub fn forecast(history: &[f64], horizon: usize) -> Forecast {
    let (method, mase) = choose(history);
    Forecast { method, mase, coverage80: coverage80(method, history), months: fan(method, history, horizon) }
}

/// The method with the lowest MASE from max(8, n − 12) on, and that MASE; ties in the order of `METHODS`.
pub fn choose(history: &[f64]) -> (Method, Option<f64>) {
    let first = CHOICE_FROM.max(history.len().saturating_sub(YEAR));
    let mut best = (Method::Mean, None);
    for method in METHODS {
        let found = rolling_mase(history, first, |before| method.forecast(before, 1).first().copied());
        if let Some(found) = found
            && best.1.is_none_or(|least| found < least)
        {
            best = (method, Some(found));
        }
    }
    best
}

/// Mean absolute change over a period: the error of repeating what was a period ago. None for less than a period, or without change.
pub fn scale(history: &[f64], period: usize) -> Option<f64> {
    let changes: Vec<f64> = history.iter().zip(history.get(period..)?).map(|(before, after)| (after - before).abs()).collect();
    let scale = changes.iter().sum::<f64>() / changes.len() as f64;
    (scale > 0.0).then_some(scale)
}

/// Mean absolute error of one-step forecasts from `first` on, over the scale of what came before; each forecast sees only its past.
pub fn rolling_mase(history: &[f64], first: usize, next: impl Fn(&[f64]) -> Option<f64>) -> Option<f64> {
    let scale = scale(history.get(..first)?, 1)?;
    let errors: Vec<f64> = (first..history.len()).filter_map(|origin| Some((history[origin] - next(&history[..origin])?).abs())).collect();
    (!errors.is_empty()).then(|| errors.iter().sum::<f64>() / errors.len() as f64 / scale)
}

/// Actual less foretold, one step ahead, over origins from max(8, n/2) on.
pub fn one_step_errors(method: Method, history: &[f64]) -> Vec<f64> {
    errors(method, history, 1)
}

/// A standard deviation of errors that outliers do not move: 1.4826 times the median of absolute deviations. None for fewer than four.
pub fn spread(errors: &[f64]) -> Option<f64> {
    if errors.len() < SPREAD_FROM {
        return None;
    }
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        type7(&values, 0.5)
    };
    let centre = middle(errors.to_vec())?;
    Some(MAD * middle(errors.iter().map(|error| (error - centre).abs()).collect())?)
}

/// The months that come with their ranges: quantiles of past errors at the same horizon, the normal curve where those are few.
pub fn fan(method: Method, history: &[f64], horizon: usize) -> Vec<Month> {
    let values = method.forecast(history, horizon);
    let Some(spread) = spread(&one_step_errors(method, history)) else {
        return values.into_iter().map(|value| Month { value, half: None, most: None }).collect();
    };
    // Low and high of the half, low and high of the most; none ever shrinks with the horizon.
    let mut off = [0.0_f64; 4];
    let mut months = Vec::with_capacity(horizon);
    for (ahead, value) in (1..).zip(values) {
        let mut errors = errors(method, history, ahead);
        errors.sort_by(f64::total_cmp);
        let quantile = |p: f64| type7(&errors, p).unwrap_or_default();
        let step = if errors.len() < QUANTILES_FROM {
            [Z50, Z50, Z80, Z80].map(|z| z * spread * (ahead as f64).sqrt())
        } else {
            [-quantile(0.25), quantile(0.75), -quantile(0.1), quantile(0.9)]
        };
        off.iter_mut().zip(step).for_each(|(off, step)| *off = off.max(step));
        let [half_low, half_high, most_low, most_high] = off;
        let range = |low: f64, high: f64| Some(((value - low).max(0.0), value + high));
        months.push(Month { value, half: range(half_low, half_high), most: range(most_low, most_high) });
    }
    months
}

/// Share of past origins, each seeing only its own past, whose next month lay inside its 80 %.
pub fn coverage80(method: Method, history: &[f64]) -> Option<f64> {
    let (mut inside, mut all) = (0_u32, 0_u32);
    for origin in first_origin(history)..history.len() {
        let Some((low, high)) = fan(method, &history[..origin], 1).first().and_then(|month| month.most) else { continue };
        inside += u32::from(low <= history[origin] && history[origin] <= high);
        all += 1;
    }
    (all > 0).then(|| f64::from(inside) / f64::from(all))
}

/// Single exponential smoothing: the level starts at the first value; α from 0.05 to 0.95 by 0.05 with the least squared one-step error.
pub fn smooth(history: &[f64]) -> Smoothed {
    let effects = effects(history);
    let level: Vec<f64> = history.iter().enumerate().map(|(place, value)| value - effects[place % YEAR]).collect();
    let Some((first, later)) = level.split_first() else { return Smoothed { alpha: 0.05, level: 0.0, effects } };
    let mut best = (f64::INFINITY, 0.0, 0.0);
    for twentieth in 1..20 {
        let alpha = f64::from(twentieth) / 20.0;
        let (mut level, mut squared) = (*first, 0.0);
        for value in later {
            squared += (value - level) * (value - level);
            level += alpha * (value - level);
        }
        if squared < best.0 {
            best = (squared, alpha, level);
        }
    }
    Smoothed { alpha: best.1, level: best.2, effects }
}

/// What each month of the year lies above the line: medians of the residuals, less their mean. Nothing under two years.
fn effects(history: &[f64]) -> [f64; YEAR] {
    let mut effects = [0.0; YEAR];
    let line = if history.len() >= SEASONAL_FROM { theil_sen(&positions(history)) } else { None };
    let Some(line) = line else { return effects };
    for (month, effect) in effects.iter_mut().enumerate() {
        let own = history.iter().enumerate().skip(month).step_by(YEAR);
        let mut residuals: Vec<f64> = own.map(|(place, value)| value - (line.intercept + line.slope * place as f64)).collect();
        residuals.sort_by(f64::total_cmp);
        *effect = type7(&residuals, 0.5).unwrap_or_default();
    }
    let mean = effects.iter().sum::<f64>() / YEAR as f64;
    effects.map(|effect| effect - mean)
}

/// The first origin whose errors count: half of the series must lie before it, eight months at least.
fn first_origin(history: &[f64]) -> usize {
    CHOICE_FROM.max(history.len() / 2)
}

/// Actual less foretold, `ahead` steps ahead.
fn errors(method: Method, history: &[f64], ahead: usize) -> Vec<f64> {
    (first_origin(history)..(history.len() + 1).saturating_sub(ahead))
        .filter_map(|origin| Some(history[origin + ahead - 1] - method.forecast(&history[..origin], ahead).last()?))
        .collect()
}

/// Values at positions 0, 1, 2, …
fn positions(history: &[f64]) -> Vec<(i64, f64)> {
    (0..).zip(history.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three years that rise and swing.
    fn swinging() -> Vec<f64> {
        (0..36).map(|nth| 40.0 + f64::from(nth) * 0.7 + f64::from((nth * 5) % 12) * 2.0 + f64::from((nth * 7) % 5)).collect()
    }

    #[test]
    fn ranges_hold_each_other_and_never_shrink() {
        let series = swinging();
        for (method, length) in METHODS.iter().flat_map(|method| [12, 13, 20, 24, 36].map(|length| (*method, length))) {
            let mut width = 0.0;
            for month in fan(method, &series[..length], 12) {
                let (Some((low50, high50)), Some((low80, high80))) = (month.half, month.most) else { panic!("{method:?} {length}") };
                assert!(0.0 <= low80 && low80 <= low50 && low50 <= month.value && month.value <= high50 && high50 <= high80, "{month:?}");
                assert!(high80 - month.value >= width - 1e-9, "{method:?} {length}: {month:?}");
                width = high80 - month.value;
            }
        }
    }

    #[test]
    fn nothing_after_the_origin_is_read() {
        let series = swinging();
        let mut other = series.clone();
        other[30..].iter_mut().for_each(|value| *value = 1e9);
        for method in METHODS {
            assert_eq!(fan(method, &series[..30], 6), fan(method, &other[..30], 6));
        }
        assert_eq!(forecast(&series[..30], 3), forecast(&other[..30], 3));
    }

    #[test]
    fn what_never_moves_has_no_scale_and_short_series_no_choice() {
        assert_eq!(choose(&[5.0; 20]), (Method::Mean, None));
        assert_eq!(choose(&swinging()[..7]), (Method::Mean, None));
        assert_eq!(choose(&swinging()[..8]), (Method::Mean, None), "no origin lies before the eighth month's end");
        let still = forecast(&[5.0; 20], 2);
        assert_eq!(still.months, [Month { value: 5.0, half: Some((5.0, 5.0)), most: Some((5.0, 5.0)) }; 2]);
        assert_eq!(still.coverage80, Some(1.0));
        for empty in METHODS {
            assert_eq!(empty.forecast(&[], 2), [0.0, 0.0]);
        }
        assert_eq!(forecast(&[], 1).months, [Month { value: 0.0, half: None, most: None }]);
    }

    #[test]
    fn a_line_is_continued_and_stops_at_nothing() {
        let falling: Vec<f64> = (0..10).map(|nth| 20.0 - 2.0 * f64::from(nth)).collect();
        assert_eq!(Method::Line.forecast(&falling, 2), [0.0, 0.0]);
        let (method, mase) = choose(&(0..30).map(f64::from).collect::<Vec<f64>>());
        assert_eq!((method, mase), (Method::Line, Some(0.0)));
    }

    #[test]
    fn the_spread_is_that_of_the_middle() {
        assert_eq!(spread(&[1.0, 2.0, 3.0]), None);
        // Median 2.5, deviations 1.5, 0.5, 0.5, 97.5: their median is 1.
        assert_eq!(spread(&[1.0, 2.0, 3.0, 100.0]), Some(1.4826));
    }
}
