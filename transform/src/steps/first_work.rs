//! How long it takes from joining the cooperative to the first work, those who still wait counted: Kaplan-Meier.

use polars::prelude::{Column, DataFrame, IntoLazy, LazyFrame, NamedFrom, PolarsError, PolarsResult, Series, col};

use crate::{
    stats::survival::{Spell, curve},
    step::{Inputs, Step},
};

/// `staging.first_work`.
pub const STEP: Step = Step {
    header: "-- name: staging.first_work
-- title: Quem ainda espera o primeiro trabalho | Who still waits for the first work
-- grain: days
-- columns: days:int, members_n:int, at_risk_n:int, begun_n:int, waiting_share:num, low:num?, high:num?
-- owner: planejamento
-- check: unique(days), range(waiting_share, 0, 1), holds(low <= waiting_share AND waiting_share <= high), holds(begun_n <= at_risk_n)
-- tag: circulacao
",
    inputs: &["staging.first_work_waits"],
    version: 1,
    build,
};

fn build(inputs: &Inputs) -> PolarsResult<LazyFrame> {
    let waits = inputs.scan("staging.first_work_waits")?.select(["days", "has_begun"].map(col)).collect()?;
    let missing = || PolarsError::ComputeError("a member's wait has a cell without value".into());
    let (days, has_begun) = (waits.column("days")?.i64()?, waits.column("has_begun")?.bool()?);
    let spell = |row: usize| Some(Spell { entry: None, end: days.get(row)?, has_left: has_begun.get(row)? });
    let spells = (0..waits.height()).map(|row| spell(row).ok_or_else(missing)).collect::<PolarsResult<Vec<_>>>()?;
    Ok(frame(&spells)?.lazy())
}

/// One point of the curve.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Row {
    days: i64,
    at_risk: i64,
    begun: i64,
    share: f64,
    low: Option<f64>,
    high: Option<f64>,
}

/// The curve from the day of joining to the last on which anybody was watched: it begins with all, and ends where the records do.
fn rows(spells: &[Spell]) -> Vec<Row> {
    let Some(last) = spells.iter().map(|spell| spell.end).max() else { return Vec::new() };
    let mut rows: Vec<Row> = curve(spells)
        .into_iter()
        .map(|point| Row {
            days: point.t,
            at_risk: i64::try_from(point.at_risk).unwrap_or(i64::MAX),
            begun: i64::try_from(point.events).unwrap_or(i64::MAX),
            share: point.survival,
            low: point.low,
            high: point.high,
        })
        .collect();
    if rows.first().is_none_or(|first| first.days > 0) {
        let all = i64::try_from(spells.len()).unwrap_or(i64::MAX);
        rows.insert(0, Row { days: 0, at_risk: all, begun: 0, share: 1.0, low: None, high: None });
    }
    if let Some(end) = rows.last().copied().filter(|end| end.days < last) {
        let watched = spells.iter().filter(|spell| spell.end >= last).count();
        rows.push(Row { days: last, at_risk: i64::try_from(watched).unwrap_or(i64::MAX), begun: 0, ..end });
    }
    rows
}

fn frame(spells: &[Spell]) -> PolarsResult<DataFrame> {
    let rows = rows(spells);
    let whole = |name: &str, of: fn(&Row) -> i64| Column::from(Series::new(name.into(), rows.iter().map(of).collect::<Vec<_>>()));
    let some = |name: &str, of: fn(&Row) -> Option<f64>| Column::from(Series::new(name.into(), rows.iter().map(of).collect::<Vec<_>>()));
    DataFrame::new(
        rows.len(),
        vec![
            whole("days", |row| row.days),
            Column::from(Series::new("members_n".into(), vec![spells.len() as i64; rows.len()])),
            whole("at_risk_n", |row| row.at_risk),
            whole("begun_n", |row| row.begun),
            some("waiting_share", |row| Some(row.share)),
            some("low", |row| row.low),
            some("high", |row| row.high),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_begins_with_all_and_ends_where_the_records_do() {
        let spell = |end, has_left| Spell { entry: None, end, has_left };
        let found = rows(&[spell(5, true), spell(9, true), spell(20, false), spell(30, false)]);
        let points: Vec<(i64, i64, i64, f64)> = found.iter().map(|row| (row.days, row.at_risk, row.begun, row.share)).collect();
        assert_eq!(points, [(0, 4, 0, 1.0), (5, 4, 1, 0.75), (9, 3, 1, 0.5), (30, 1, 0, 0.5)]);
        assert_eq!(rows(&[]), []);
        assert_eq!(rows(&[spell(0, true)]).len(), 1);
    }
}
