//! How little visits to a stage may wait: the best quarter of those that ended in twelve months, month by month.

use std::collections::{BTreeMap, BTreeSet};

use mirante_queries::functions::percentile::type7;
use polars::prelude::{Column, DataFrame, DataType, IntoLazy, LazyFrame, NamedFrom, PolarsError, PolarsResult, Series, col, lit};

use crate::step::{Inputs, Step};

/// `staging.stage_references`.
pub const STEP: Step = Step {
    header: "-- name: staging.stage_references
-- title: Quão pouco se pode esperar em cada etapa | How little can be waited in each stage
-- grain: process, stage, month_on
-- columns: process:code, stage:code, month_on:on, visits_n:int, waiting_micros:num
-- owner: tecnologia
-- check: unique(process, stage, month_on), range(visits_n, 1, null), range(waiting_micros, 0, null)
-- tag: fluxo
",
    inputs: &["staging.stage_visit_months", "staging.parameters"],
    version: 1,
    build,
};

fn build(inputs: &Inputs) -> PolarsResult<LazyFrame> {
    let (share, months) = (inputs.parameter("reference_percentile")?, inputs.parameter("reference_months")? as i32);
    let visits = inputs.scan("staging.stage_visit_months")?.select([
        col("process"),
        col("stage"),
        col("month_on"),
        (col("month_on").dt().year() * lit(12) + col("month_on").dt().month().cast(DataType::Int32)).alias("month_no"),
        col("visit_waiting_micros"),
        col("has_left"),
    ]);
    Ok(references(&visits.collect()?, share, months)?.lazy())
}

/// The visits of one stage: the months in which there were any, and what those waited that ended, by number of the month.
#[derive(Debug, Default)]
struct Stage {
    months: BTreeSet<(i32, i32)>,
    ended: BTreeMap<i32, Vec<f64>>,
}

/// Months of visits in, in any order; one row for each month of a stage that has something to be compared with, sorted.
fn references(visits: &DataFrame, share: f64, months: i32) -> PolarsResult<DataFrame> {
    let (process, stage) = (visits.column("process")?.str()?, visits.column("stage")?.str()?);
    let days = visits.column("month_on")?.cast(&DataType::Int32)?;
    let (days, numbers) = (days.i32()?, visits.column("month_no")?.i32()?);
    let (waited, has_left) = (visits.column("visit_waiting_micros")?.i64()?, visits.column("has_left")?.bool()?);
    let missing = || PolarsError::ComputeError("a visit's month has a cell without value".into());
    let mut stages: BTreeMap<(&str, &str), Stage> = BTreeMap::new();
    for row in 0..visits.height() {
        let (Some(process), Some(stage), Some(day), Some(number)) = (process.get(row), stage.get(row), days.get(row), numbers.get(row)) else {
            return Err(missing());
        };
        let stage = stages.entry((process, stage)).or_default();
        stage.months.insert((number, day));
        if let (Some(true), Some(waited)) = (has_left.get(row), waited.get(row)) {
            stage.ended.entry(number).or_default().push(waited as f64);
        }
    }
    let mut rows: Vec<(&str, &str, i32, i64, f64)> = Vec::new();
    for ((process, key), stage) in &stages {
        for (number, day) in &stage.months {
            let mut waited: Vec<f64> = stage.ended.range(number - months + 1..=*number).flat_map(|(_, waited)| waited).copied().collect();
            waited.sort_by(f64::total_cmp);
            rows.extend(type7(&waited, share).map(|reference| (*process, *key, *day, waited.len() as i64, reference)));
        }
    }
    let column = |name: &str, values: Series| Column::from(values.with_name(name.into()));
    DataFrame::new(
        rows.len(),
        vec![
            column("process", Series::new("".into(), rows.iter().map(|row| row.0).collect::<Vec<_>>())),
            column("stage", Series::new("".into(), rows.iter().map(|row| row.1).collect::<Vec<_>>())),
            column("month_on", Series::new("".into(), rows.iter().map(|row| row.2).collect::<Vec<_>>())).cast(&DataType::Date)?,
            column("visits_n", Series::new("".into(), rows.iter().map(|row| row.3).collect::<Vec<_>>())),
            column("waiting_micros", Series::new("".into(), rows.iter().map(|row| row.4).collect::<Vec<_>>())),
        ],
    )
}

#[cfg(test)]
mod tests {
    use polars::df;

    use super::*;

    #[test]
    fn a_month_is_compared_with_the_twelve_that_end_with_it() {
        let visits = df!(
            "process" => ["p"; 6], "stage" => ["s"; 6],
            "month_on" => [0, 31, 365, 396, 396, 396], "month_no" => [0, 1, 12, 13, 13, 13],
            "visit_waiting_micros" => [Some(400_i64), Some(100), Some(200), Some(300), None, Some(1)],
            "has_left" => [true, true, true, true, true, false],
        )
        .unwrap();
        let found = references(&visits, 0.25, 12).unwrap();
        let waited: Vec<f64> = found.column("waiting_micros").unwrap().f64().unwrap().into_no_null_iter().collect();
        let visits_n: Vec<i64> = found.column("visits_n").unwrap().i64().unwrap().into_no_null_iter().collect();
        // The visit that has not ended and the one whose work is not known are compared with nothing.
        assert_eq!((waited, visits_n), (vec![400.0, 175.0, 125.0, 225.0], vec![1, 2, 2, 2]));
    }
}
