//! What grows, how surely, and what to expect of the next year: one row for each scope of demand.

use std::collections::BTreeMap;

use polars::prelude::{Column, DataFrame, IntoLazy, LazyFrame, NamedFrom, PolarsError, PolarsResult, Series, SortMultipleOptions, col};

use crate::{
    stats::{
        forecast,
        survival::{Spell, quantiles},
        trend::{Method, Trend, adjusted, trend},
    },
    step::{Inputs, Step},
};

/// `staging.growth_trends`.
pub const STEP: Step = Step {
    header: "-- name: staging.growth_trends
-- title: Tendência da demanda por recorte | Trend of demand by scope
-- grain: scope_kind, scope_id
-- columns: scope_kind:code, scope_id:id, months_n:int, slope:num?, slope_low:num?, slope_high:num?, growth_rate:num?, growth_low:num?,
--   growth_high:num?, p_value:num?, p_adjusted:num?, test:code?, method:code?, forecast_minutes:num?, low:num?, high:num?,
--   forecast_error:num?, fill_seconds:num?, trend:code
-- owner: planejamento
-- check: unique(scope_kind, scope_id), one_of(trend, crescendo, estavel, encolhendo, dados_insuficientes), holds(p_value <= p_adjusted)
-- check: range(p_value, 0, 1), range(p_adjusted, 0, 1), holds(slope_low <= slope AND slope <= slope_high)
-- check: holds(0 <= low AND low <= forecast_minutes AND forecast_minutes <= high), one_of(method, media_3m, theil_sen, ets)
-- check: holds((trend = 'dados_insuficientes') = (slope IS NULL)), one_of(test, simples, corrigido, sazonal)
-- tag: crescimento
",
    inputs: &["staging.growth_months", "staging.fill_waits", "staging.parameters"],
    version: 1,
    build,
};

/// Months of a year.
const YEAR: usize = 12;
/// The normal quantile of an end of the middle 80 %.
const Z80: f64 = 1.281_551_565_544_600_4;

fn build(inputs: &Inputs) -> PolarsResult<LazyFrame> {
    let months = inputs.scan("staging.growth_months")?.select(["scope_kind", "scope_id", "month_on", "requested_minutes"].map(col));
    let months = months.sort(["scope_kind", "scope_id", "month_on"], SortMultipleOptions::default()).collect()?;
    let waits = inputs.scan("staging.fill_waits")?.select(["scope_kind", "scope_id", "wait_micros", "is_staffed"].map(col)).collect()?;
    let scopes = scopes(&months, &waits)?;
    Ok(frame(&judged(&scopes, inputs.parameter("min_months")? as usize, inputs.parameter("fdr_q")?))?.lazy())
}

/// Area, line, industry or type of client: its months of demand and how long its opportunities waited for people.
#[derive(Debug, Default, Clone)]
struct Scope<'a> {
    kind: &'a str,
    id: &'a str,
    /// Minutes asked for, month by month, none left out.
    values: Vec<f64>,
    waits: Vec<Spell>,
}

/// Months sorted by scope and month in, and waits in any order; scopes out, in the order of their keys.
fn scopes<'a>(months: &'a DataFrame, waits: &'a DataFrame) -> PolarsResult<Vec<Scope<'a>>> {
    let missing = || PolarsError::ComputeError("a scope's month has a cell without value".into());
    let (kind, id) = (months.column("scope_kind")?.str()?, months.column("scope_id")?.str()?);
    let minutes = months.column("requested_minutes")?.i64()?;
    let mut scopes: BTreeMap<(&str, &str), Scope> = BTreeMap::new();
    for row in 0..months.height() {
        let (Some(kind), Some(id), Some(minutes)) = (kind.get(row), id.get(row), minutes.get(row)) else { return Err(missing()) };
        let scope = scopes.entry((kind, id)).or_insert_with(|| Scope { kind, id, ..Scope::default() });
        scope.values.push(minutes as f64);
    }
    let (kind, id) = (waits.column("scope_kind")?.str()?, waits.column("scope_id")?.str()?);
    let (wait, is_staffed) = (waits.column("wait_micros")?.i64()?, waits.column("is_staffed")?.bool()?);
    for row in 0..waits.height() {
        let (Some(kind), Some(id), Some(end), Some(has_left)) = (kind.get(row), id.get(row), wait.get(row), is_staffed.get(row)) else {
            return Err(missing());
        };
        // A scope without any demand has no row of its own.
        if let Some(scope) = scopes.get_mut(&(kind, id)) {
            scope.waits.push(Spell { entry: None, end, has_left });
        }
    }
    Ok(scopes.into_values().collect())
}

/// What is said of a scope.
#[derive(Debug, Default, Clone, PartialEq)]
struct Judged<'a> {
    kind: &'a str,
    id: &'a str,
    months: usize,
    trend: Option<Trend>,
    adjusted: Option<f64>,
    /// By how much of the last year's middle month a year moves it.
    per_year: Option<f64>,
    method: Option<forecast::Method>,
    next: Option<f64>,
    /// The middle 80 %.
    range: Option<(f64, f64)>,
    error: Option<f64>,
    fill_micros: Option<i64>,
    code: &'static str,
}

/// The scopes of one kind are one family of tests.
fn judged<'a>(scopes: &[Scope<'a>], min_months: usize, q: f64) -> Vec<Judged<'a>> {
    let mut judged: Vec<Judged> = scopes.iter().map(|scope| alone(scope, min_months)).collect();
    for family in judged.chunk_by_mut(|one, other| one.kind == other.kind) {
        let p: Vec<Option<f64>> = family.iter().map(|scope| scope.trend.map(|trend| trend.p)).collect();
        for (scope, adjusted) in family.iter_mut().zip(adjusted(&p)) {
            scope.adjusted = adjusted;
            scope.code = match (scope.trend, adjusted) {
                (Some(trend), Some(p)) if p <= q && trend.slope > 0.0 => "crescendo",
                (Some(trend), Some(p)) if p <= q && trend.slope < 0.0 => "encolhendo",
                (Some(_), _) => "estavel",
                (None, _) => "dados_insuficientes",
            };
        }
    }
    judged
}

/// A scope before it is compared with others.
fn alone<'a>(scope: &Scope<'a>, min_months: usize) -> Judged<'a> {
    let values = scope.values.as_slice();
    let [fill_micros] = quantiles(&scope.waits, [0.5]);
    let known = Judged { kind: scope.kind, id: scope.id, months: values.len(), fill_micros, ..Judged::default() };
    let points: Vec<(i64, f64)> = (0..).zip(values.iter().copied()).collect();
    let Some(found) = trend(&points, true).filter(|_| values.len() >= min_months) else { return known };
    let mut year = values[values.len().saturating_sub(YEAR)..].to_vec();
    year.sort_by(f64::total_cmp);
    let middle = (year[(year.len() - 1) / 2] + year[year.len() / 2]) / 2.0;
    let (method, error) = forecast::choose(values);
    let next: f64 = method.forecast(values, YEAR).iter().sum();
    let spread = forecast::spread(&forecast::one_step_errors(method, values));
    let range = spread.map(|spread| {
        let off = Z80 * spread * (YEAR as f64).sqrt();
        ((next - off).max(0.0), next + off)
    });
    let per_year = (middle > 0.0).then(|| YEAR as f64 / middle);
    Judged { trend: Some(found), per_year, method: Some(method), next: Some(next), range, error, ..known }
}

fn frame(scopes: &[Judged]) -> PolarsResult<DataFrame> {
    let text = |name: &str, of: fn(&Judged) -> Option<String>| Column::from(Series::new(name.into(), scopes.iter().map(of).collect::<Vec<_>>()));
    let number = |name: &str, of: fn(&Judged) -> Option<f64>| Column::from(Series::new(name.into(), scopes.iter().map(of).collect::<Vec<_>>()));
    let rate = |scope: &Judged, of: fn(&Trend) -> f64| Some(of(scope.trend.as_ref()?) * scope.per_year?);
    let rates = |name: &str, of: fn(&Trend) -> f64| {
        Column::from(Series::new(name.into(), scopes.iter().map(|scope| rate(scope, of)).collect::<Vec<Option<f64>>>()))
    };
    DataFrame::new(
        scopes.len(),
        vec![
            text("scope_kind", |scope| Some(scope.kind.to_owned())),
            text("scope_id", |scope| Some(scope.id.to_owned())),
            Column::from(Series::new("months_n".into(), scopes.iter().map(|scope| scope.months as i64).collect::<Vec<_>>())),
            number("slope", |scope| Some(scope.trend?.slope)),
            number("slope_low", |scope| Some(scope.trend?.low)),
            number("slope_high", |scope| Some(scope.trend?.high)),
            rates("growth_rate", |trend| trend.slope),
            rates("growth_low", |trend| trend.low),
            rates("growth_high", |trend| trend.high),
            number("p_value", |scope| Some(scope.trend?.p)),
            number("p_adjusted", |scope| scope.adjusted),
            text("test", |scope| {
                scope.trend.map(|trend| {
                    match trend.method {
                        Method::Plain => "simples",
                        Method::Corrected => "corrigido",
                        Method::Seasonal => "sazonal",
                    }
                    .to_owned()
                })
            }),
            text("method", |scope| scope.method.map(|method| method.code().to_owned())),
            number("forecast_minutes", |scope| scope.next),
            number("low", |scope| scope.range.map(|(low, _)| low)),
            number("high", |scope| scope.range.map(|(_, high)| high)),
            number("forecast_error", |scope| scope.error),
            number("fill_seconds", |scope| scope.fill_micros.map(|micros| micros as f64 / 1e6)),
            text("trend", |scope| Some(scope.code.to_owned())),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(kind: &'static str, id: &'static str, values: impl IntoIterator<Item = i32>) -> Scope<'static> {
        Scope { kind, id, values: values.into_iter().map(f64::from).collect(), waits: Vec::new() }
    }

    #[test]
    fn doubling_all_demand_changes_neither_rate_nor_test() {
        let once = scope("area", "a", (0..30).map(|nth| 300 + nth * 10 + (nth * 7) % 12 * 4));
        let twice = Scope { values: once.values.iter().map(|value| value * 2.0).collect(), ..once.clone() };
        let (one, two) = (&judged(&[once], 8, 0.1)[0], &judged(&[twice], 8, 0.1)[0]);
        let rate = |scope: &Judged| scope.trend.unwrap().slope * scope.per_year.unwrap();
        assert_eq!((rate(one), one.trend.unwrap().p, one.code), (rate(two), two.trend.unwrap().p, two.code));
        assert_eq!((one.code, one.error), ("crescendo", two.error));
        assert_eq!(two.next, one.next.map(|minutes| minutes * 2.0));
    }

    #[test]
    fn no_trend_is_no_growth_and_few_months_say_nothing() {
        let scopes = [
            scope("area", "a", [100, 120, 90, 110, 100, 95, 115, 105, 98, 112]),
            scope("area", "b", [0; 10]),
            scope("area", "c", [1, 2, 3, 4, 5, 6, 7]),
        ];
        let [steady, nothing, short] = judged(&scopes, 8, 0.1).try_into().unwrap();
        assert_eq!((steady.code, nothing.code, short.code), ("estavel", "estavel", "dados_insuficientes"));
        assert_eq!((nothing.per_year, nothing.next), (None, Some(0.0)));
        assert_eq!((short.months, short.trend, short.next, short.adjusted), (7, None, None, None));
    }

    #[test]
    fn what_is_compared_together_is_claimed_less() {
        // Alone the first one grows (p = 0.063); beside three that do not it is one of four tries.
        let rising = scope("area", "a", [10, 30, 20, 50, 40, 35, 60, 45]);
        let steady = ["b", "c", "d"].map(|id| scope("area", id, [10, 12, 10, 12, 10, 12, 10, 12]));
        let alone = judged(std::slice::from_ref(&rising), 8, 0.1);
        assert_eq!((alone[0].code, alone[0].adjusted), ("crescendo", alone[0].trend.map(|trend| trend.p)));
        let family: Vec<Scope> = std::iter::once(rising.clone()).chain(steady.clone()).collect();
        assert_eq!(judged(&family, 8, 0.1)[0].code, "estavel");
        // Of another kind they are another question.
        let others = steady.map(|scope| Scope { kind: "ramo", ..scope });
        let apart: Vec<Scope> = std::iter::once(rising).chain(others).collect();
        assert_eq!(judged(&apart, 8, 0.1)[0].code, "crescendo");
    }
}
