//! How much of each skill the next months will ask for, and how far off that may be.

use polars::prelude::{Column, DataFrame, DataType, IntoLazy, LazyFrame, NamedFrom, PolarsError, PolarsResult, Series, SortMultipleOptions};

use crate::{
    stats::forecast::{Forecast, Month, forecast},
    step::{Inputs, Step},
};

/// `staging.skill_forecasts`.
pub const STEP: Step = Step {
    header: "-- name: staging.skill_forecasts
-- title: Demanda esperada de cada competência | Expected demand for each skill
-- grain: skill_id, month_on
-- columns: skill_id:id, month_on:on, demand_minutes:num, low50:num?, high50:num?, low80:num?, high80:num?, method:code, mase:num?,
--   coverage80:num?
-- owner: planejamento
-- check: unique(skill_id, month_on), one_of(method, media_3m, theil_sen, ets), range(demand_minutes, 0, null), range(low80, 0, null)
-- check: holds(low80 <= low50 AND low50 <= demand_minutes AND demand_minutes <= high50 AND high50 <= high80), range(coverage80, 0, 1)
-- tag: competencias
",
    inputs: &["staging.skill_series"],
    version: 1,
    build,
};

fn build(inputs: &Inputs) -> PolarsResult<LazyFrame> {
    let series = inputs.scan("staging.skill_series")?.sort(["skill_id", "month_on"], SortMultipleOptions::default()).collect()?;
    Ok(forecasts(&series)?.lazy())
}

/// Months of skills in, sorted, those to come without minutes; one row for each of these out, in the same order.
fn forecasts(series: &DataFrame) -> PolarsResult<DataFrame> {
    let missing = || PolarsError::ComputeError("a skill's month has no skill or no month".into());
    let (skill, minutes) = (series.column("skill_id")?.str()?, series.column("demand_minutes")?.i64()?);
    let month = series.column("month_on")?.cast(&DataType::Int32)?;
    let month = month.i32()?;
    let mut rows: Vec<(&str, i32, Forecast, Month)> = Vec::new();
    let (mut past, mut ahead) = (Vec::new(), Vec::new());
    for row in 0..series.height() {
        let (Some(name), Some(first)) = (skill.get(row), month.get(row)) else { return Err(missing()) };
        match minutes.get(row) {
            Some(minutes) => past.push(minutes as f64),
            None => ahead.push(first),
        }
        if row + 1 == series.height() || skill.get(row + 1) != Some(name) {
            let found = forecast(&past, ahead.len());
            let months = found.months.clone();
            rows.extend(ahead.drain(..).zip(months).map(|(first, month)| (name, first, found.clone(), month)));
            past.clear();
        }
    }
    let number = |name: &str, of: fn(&(&str, i32, Forecast, Month)) -> Option<f64>| {
        Column::from(Series::new(name.into(), rows.iter().map(of).collect::<Vec<_>>()))
    };
    DataFrame::new(
        rows.len(),
        vec![
            Column::from(Series::new("skill_id".into(), rows.iter().map(|(name, ..)| *name).collect::<Vec<_>>())),
            Column::from(Series::new("month_on".into(), rows.iter().map(|(_, first, ..)| *first).collect::<Vec<_>>())).cast(&DataType::Date)?,
            number("demand_minutes", |(.., month)| Some(month.value)),
            number("low50", |(.., month)| month.half.map(|(low, _)| low)),
            number("high50", |(.., month)| month.half.map(|(_, high)| high)),
            number("low80", |(.., month)| month.most.map(|(low, _)| low)),
            number("high80", |(.., month)| month.most.map(|(_, high)| high)),
            Column::from(Series::new("method".into(), rows.iter().map(|(_, _, found, _)| found.method.code()).collect::<Vec<_>>())),
            number("mase", |(_, _, found, _)| found.mase),
            number("coverage80", |(_, _, found, _)| found.coverage80),
        ],
    )
}
