//! How long until somebody leaves, when some have not left yet (Kaplan and Meier 1958; Aalen and Johansen 1978).

use std::collections::{BTreeMap, BTreeSet};

use mirante_queries::functions::rate::Z;

/// A product of survival rates may miss a level by the last bits of a float.
const NEAR: f64 = 1e-12;

/// One stay, by age: from joining the watch to leaving it or being last seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spell {
    /// Age at which the watch began; none when it began with the stay itself.
    pub entry: Option<i64>,
    /// Age at which it ended.
    pub end: i64,
    /// Did the stay end there? Else it was last seen then.
    pub has_left: bool,
}

/// The curve at one age at which somebody left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The age.
    pub t: i64,
    /// Stays under watch just before: entry < t ≤ end.
    pub at_risk: u64,
    /// Stays that ended there.
    pub events: u64,
    /// Share that stays longer.
    pub survival: f64,
    /// Greenwood's standard error (Greenwood 1926).
    pub standard_error: f64,
    /// Lower end of the 90 % interval on the log-log scale; none while everybody is in.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
}

/// Kaplan-Meier's curve, a point for each age at which somebody left. Exits come before those last seen at the same age.
pub fn curve(spells: &[Spell]) -> Vec<Point> {
    let (mut survival, mut greenwood) = (1.0, 0.0);
    leavers(spells)
        .into_iter()
        .map(|(t, at_risk, events)| {
            let (d, n) = (events as f64, at_risk as f64);
            survival *= 1.0 - d / n;
            greenwood += d / (n * (n - d));
            // Nobody is left at the end: the estimate is 0 and has no width.
            let standard_error = if survival > 0.0 { survival * greenwood.sqrt() } else { 0.0 };
            let (low, high) = interval(survival, standard_error);
            Point { t, at_risk, events, survival, standard_error, low, high }
        })
        .collect()
}

/// The smallest age by which at least a share of stays has ended, for each share; none where it is not reached.
pub fn quantiles<const N: usize>(spells: &[Spell], shares: [f64; N]) -> [Option<i64>; N] {
    let mut found = [None; N];
    let mut survival = 1.0;
    for (t, at_risk, events) in leavers(spells) {
        survival *= 1.0 - events as f64 / at_risk as f64;
        for (place, share) in found.iter_mut().zip(shares) {
            if place.is_none() && survival <= 1.0 - share + NEAR {
                *place = Some(t);
            }
        }
    }
    found
}

/// The 90 % interval of the median: the ages at which the ends of the curve's interval come down to a half
/// (Brookmeyer and Crowley 1982, on the log-log scale). An end that is not reached is none.
pub fn median_interval(spells: &[Spell]) -> (Option<i64>, Option<i64>) {
    let curve = curve(spells);
    let first = |end: fn(&Point) -> Option<f64>| curve.iter().find(|point| end(point).is_some_and(|end| end <= 0.5 + NEAR)).map(|point| point.t);
    (first(|point| point.low), first(|point| point.high))
}

/// Ages at which somebody left, with those at risk and those who left.
fn leavers(spells: &[Spell]) -> Vec<(i64, u64, u64)> {
    // Who is watched from the start is at risk at age 0 too.
    let mut entries: Vec<i64> = spells.iter().map(|spell| spell.entry.unwrap_or(-1)).collect();
    let mut ends: Vec<i64> = spells.iter().map(|spell| spell.end).collect();
    let mut exits: Vec<i64> = spells.iter().filter(|spell| spell.has_left && spell.entry.unwrap_or(-1) < spell.end).map(|spell| spell.end).collect();
    entries.sort_unstable();
    ends.sort_unstable();
    exits.sort_unstable();
    let (mut entered, mut ended) = (0, 0);
    let mut points = Vec::new();
    for group in exits.chunk_by(|left, right| left == right) {
        let t = group[0];
        while entered < entries.len() && entries[entered] < t {
            entered += 1;
        }
        while ended < ends.len() && ends[ended] < t {
            ended += 1;
        }
        points.push((t, (entered - ended) as u64, group.len() as u64));
    }
    points
}

fn interval(survival: f64, standard_error: f64) -> (Option<f64>, Option<f64>) {
    if survival <= 0.0 {
        return (Some(0.0), Some(0.0));
    }
    if survival >= 1.0 {
        return (None, None);
    }
    let scaled = standard_error / (survival * survival.ln());
    let at = |sign: f64| survival.powf((sign * Z * scaled).exp());
    // The logarithm of a share is negative, so the smaller exponent gives the upper end.
    let (one, other) = (at(-1.0), at(1.0));
    (Some(one.min(other)), Some(one.max(other)))
}

/// Share that left in each way by an age, and share still in; together 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Incidence<'a> {
    /// The age.
    pub t: i64,
    /// Way of leaving → share.
    pub by_kind: BTreeMap<&'a str, f64>,
    /// Share still in.
    pub still_in: f64,
}

/// Cumulative incidence of each way of leaving (Aalen and Johansen 1978): age and way, none for who has not left.
pub fn incidence<'a>(stays: &[(i64, Option<&'a str>)]) -> Vec<Incidence<'a>> {
    let spells: Vec<Spell> = stays.iter().map(|(end, kind)| Spell { entry: None, end: *end, has_left: kind.is_some() }).collect();
    let kinds: BTreeSet<&str> = stays.iter().filter_map(|(_, kind)| *kind).collect();
    let mut by_kind: BTreeMap<&str, f64> = kinds.into_iter().map(|kind| (kind, 0.0)).collect();
    let mut before = 1.0;
    let mut steps = Vec::new();
    for point in curve(&spells) {
        for (kind, share) in &mut by_kind {
            let left = stays.iter().filter(|(end, how)| *end == point.t && how.is_some_and(|how| how == *kind)).count();
            *share += before * left as f64 / point.at_risk as f64;
        }
        before = point.survival;
        steps.push(Incidence { t: point.t, by_kind: by_kind.clone(), still_in: point.survival });
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(end: i64) -> Spell {
        Spell { entry: None, end, has_left: true }
    }

    #[test]
    fn who_leaves_at_once_counts() {
        let spells = [left(0), left(0), left(4), Spell { has_left: false, ..left(9) }];
        assert_eq!(quantiles(&spells, [0.5, 0.85]), [Some(0), None]);
        assert_eq!(curve(&spells)[0].at_risk, 4);
    }

    #[test]
    fn without_open_stays_it_is_the_share_of_those_that_stayed_longer() {
        let ends = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 0];
        for point in curve(&ends.map(left)) {
            let longer = ends.iter().filter(|end| **end > point.t).count() as f64 / ends.len() as f64;
            assert!((point.survival - longer).abs() < 1e-12, "{point:?}");
        }
    }

    #[test]
    fn the_interval_of_the_median_holds_it_and_narrows_with_more_stays() {
        let mut widths = Vec::new();
        for n in [10, 100, 1_000] {
            let spells: Vec<Spell> = (0..n).map(|nth| left(nth * 100_000 / n)).collect();
            let ([median], (low, high)) = (quantiles(&spells, [0.5]), median_interval(&spells));
            let (median, low, high) = (median.unwrap(), low.unwrap(), high.unwrap());
            assert!(low <= median && median <= high, "{low} {median} {high}");
            widths.push(high - low);
        }
        assert!(widths.windows(2).all(|pair| pair[1] < pair[0]), "{widths:?}");
        // A half has not left: there is no median, and no upper end.
        let open = [left(1), Spell { has_left: false, ..left(9) }, Spell { has_left: false, ..left(9) }];
        assert_eq!(median_interval(&open).1, None);
    }

    #[test]
    fn an_open_stay_never_lowers_the_curve() {
        let base = [3, 1, 4, 1, 5, 9, 2, 6].map(left);
        for end in 0..12 {
            let more: Vec<Spell> = base.iter().copied().chain([Spell { has_left: false, ..left(end) }]).collect();
            for (with, without) in curve(&more).iter().zip(curve(&base)) {
                assert!(with.survival >= without.survival - 1e-12, "an open stay of {end} at {}", with.t);
            }
        }
    }
}
