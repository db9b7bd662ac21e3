//! How long cases take from their first event to their last, month by month, counting those that still run: Kaplan-Meier.

use polars::prelude::{Column, DataFrame, DataType, IntoLazy, LazyFrame, NamedFrom, PolarsError, PolarsResult, Series, SortMultipleOptions, col};

use crate::{
    stats::survival::{Spell, median_interval, quantiles},
    step::{Inputs, Step},
};

/// `marts.lead_times`.
pub const STEP: Step = Step {
    header: "-- name: marts.lead_times
-- title: Tempo do início ao fim, mês a mês | Time from start to end, month by month
-- grain: process, month_on
-- columns: process:code, month_on:on, started_n:int, ended_n:int, open_n:int,
--   p50_seconds:num?, p50_low_seconds:num?, p50_high_seconds:num?, p85_seconds:num?, is_whole:bool
-- owner: planejamento
-- check: unique(process, month_on), range(open_n, 0, null), holds(p50_seconds <= p85_seconds)
-- check: holds(p50_low_seconds <= p50_seconds AND p50_seconds <= p50_high_seconds)
-- tag: fluxo
",
    inputs: &["staging.case_months"],
    version: 1,
    build,
};

fn build(inputs: &Inputs) -> PolarsResult<LazyFrame> {
    let names = ["process", "month_on", "age_from_micros", "age_to_micros", "has_ended", "is_whole"];
    let months = inputs.scan("staging.case_months")?.select(names.map(col));
    Ok(lead_times(&months.sort(["process", "month_on"], SortMultipleOptions::default()).collect()?)?.lazy())
}

/// What a month saw.
#[derive(Debug, Default)]
struct Month {
    process: String,
    month: i32,
    started: i64,
    is_whole: bool,
    spells: Vec<Spell>,
}

/// Months of cases in, sorted by process and month; one row for each month of a process out.
fn lead_times(cases: &DataFrame) -> PolarsResult<DataFrame> {
    let process = cases.column("process")?.str()?;
    let month = cases.column("month_on")?.cast(&DataType::Int32)?;
    let month = month.i32()?;
    let (from, to) = (cases.column("age_from_micros")?.i64()?, cases.column("age_to_micros")?.i64()?);
    let (has_ended, is_whole) = (cases.column("has_ended")?.bool()?, cases.column("is_whole")?.bool()?);
    let missing = || PolarsError::ComputeError("a case's month has a cell without value".into());

    let mut months: Vec<Month> = Vec::new();
    for row in 0..cases.height() {
        let (Some(process), Some(month)) = (process.get(row), month.get(row)) else { return Err(missing()) };
        if months.last().is_none_or(|last| (last.process.as_str(), last.month) != (process, month)) {
            let is_whole = is_whole.get(row).ok_or_else(missing)?;
            months.push(Month { process: process.to_owned(), month, is_whole, ..Month::default() });
        }
        if let Some(last) = months.last_mut() {
            let age = from.get(row).ok_or_else(missing)?;
            // A case from before joins at the age that it had then.
            let entry = (age > 0).then_some(age);
            last.started += i64::from(entry.is_none());
            last.spells.push(Spell { entry, end: to.get(row).ok_or_else(missing)?, has_left: has_ended.get(row) == Some(true) });
        }
    }
    frame(&months)
}

fn frame(months: &[Month]) -> PolarsResult<DataFrame> {
    let seconds = |micros: Option<i64>| micros.map(|micros| micros as f64 / 1e6);
    let whole = |name: &str, value: fn(&Month) -> i64| Column::from(Series::new(name.into(), months.iter().map(value).collect::<Vec<_>>()));
    let some = |name: &str, values: Vec<Option<f64>>| Column::from(Series::new(name.into(), values));
    let reached: Vec<[Option<i64>; 2]> = months.iter().map(|month| quantiles(&month.spells, [0.5, 0.85])).collect();
    let interval: Vec<(Option<i64>, Option<i64>)> = months.iter().map(|month| median_interval(&month.spells)).collect();
    DataFrame::new(
        months.len(),
        vec![
            Column::from(Series::new("process".into(), months.iter().map(|month| month.process.as_str()).collect::<Vec<_>>())),
            Column::from(Series::new("month_on".into(), months.iter().map(|month| month.month).collect::<Vec<_>>())).cast(&DataType::Date)?,
            whole("started_n", |month| month.started),
            whole("ended_n", |month| month.spells.iter().filter(|spell| spell.has_left).count() as i64),
            whole("open_n", |month| month.spells.iter().filter(|spell| !spell.has_left).count() as i64),
            some("p50_seconds", reached.iter().map(|[median, _]| seconds(*median)).collect()),
            some("p50_low_seconds", interval.iter().map(|(low, _)| seconds(*low)).collect()),
            some("p50_high_seconds", interval.iter().map(|(_, high)| seconds(*high)).collect()),
            some("p85_seconds", reached.iter().map(|[_, most]| seconds(*most)).collect()),
            Column::from(Series::new("is_whole".into(), months.iter().map(|month| month.is_whole).collect::<Vec<_>>())),
        ],
    )
}
