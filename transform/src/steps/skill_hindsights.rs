//! What a forecast of each skill said three months ago of the months that have passed since: how far off it was can be seen.

use polars::prelude::{Column, DataFrame, DataType, IntoLazy, LazyFrame, NamedFrom, PolarsError, PolarsResult, Series, SortMultipleOptions, col};

use crate::{
    stats::forecast::{CHOICE_FROM, choose},
    step::{Inputs, Step},
};

/// `staging.skill_hindsights`.
pub const STEP: Step = Step {
    header: "-- name: staging.skill_hindsights
-- title: O que a última previsão disse | What the last forecast said
-- grain: skill_id, month_on
-- columns: skill_id:id, month_on:on, foretold_minutes:num, method:code
-- owner: planejamento
-- check: unique(skill_id, month_on), one_of(method, media_3m, theil_sen, ets), range(foretold_minutes, 0, null)
-- tag: competencias
",
    inputs: &["staging.skill_series"],
    version: 1,
    build,
};

/// Months between one edition and the next.
const AGO: usize = 3;

fn build(inputs: &Inputs) -> PolarsResult<LazyFrame> {
    let series = inputs.scan("staging.skill_series")?.filter(col("demand_minutes").is_not_null());
    Ok(hindsights(&series.sort(["skill_id", "month_on"], SortMultipleOptions::default()).collect()?)?.lazy())
}

/// Past months of skills in, sorted; the last three of each out, with what was foretold before them, where eight months came before.
fn hindsights(series: &DataFrame) -> PolarsResult<DataFrame> {
    let missing = || PolarsError::ComputeError("a skill's month has a cell without value".into());
    let (skill, minutes) = (series.column("skill_id")?.str()?, series.column("demand_minutes")?.i64()?);
    let month = series.column("month_on")?.cast(&DataType::Int32)?;
    let month = month.i32()?;
    let mut rows: Vec<(&str, i32, f64, &'static str)> = Vec::new();
    let (mut months, mut past) = (Vec::new(), Vec::new());
    for row in 0..series.height() {
        let (Some(name), Some(first), Some(minutes)) = (skill.get(row), month.get(row), minutes.get(row)) else { return Err(missing()) };
        months.push(first);
        past.push(minutes as f64);
        if row + 1 == series.height() || skill.get(row + 1) != Some(name) {
            let origin = past.len().saturating_sub(AGO);
            if origin >= CHOICE_FROM {
                let (method, _) = choose(&past[..origin]);
                let foretold = method.forecast(&past[..origin], AGO);
                rows.extend(months[origin..].iter().zip(foretold).map(|(first, minutes)| (name, *first, minutes, method.code())));
            }
            months.clear();
            past.clear();
        }
    }
    DataFrame::new(
        rows.len(),
        vec![
            Column::from(Series::new("skill_id".into(), rows.iter().map(|row| row.0).collect::<Vec<_>>())),
            Column::from(Series::new("month_on".into(), rows.iter().map(|row| row.1).collect::<Vec<_>>())).cast(&DataType::Date)?,
            Column::from(Series::new("foretold_minutes".into(), rows.iter().map(|row| row.2).collect::<Vec<_>>())),
            Column::from(Series::new("method".into(), rows.iter().map(|row| row.3).collect::<Vec<_>>())),
        ],
    )
}
