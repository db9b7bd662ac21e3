//! How long visits to a stage take, week by week, counting those that have not left: Kaplan-Meier over the last weeks.

use std::collections::BTreeMap;

use polars::prelude::{Column, DataFrame, DataType, IntoLazy, LazyFrame, NamedFrom, PolarsError, PolarsResult, Series, SortMultipleOptions, col};

use crate::{
    stats::survival::{Spell, quantiles},
    step::{Inputs, Step},
};

/// `staging.stage_survival`.
pub const STEP: Step = Step {
    header: "-- name: staging.stage_survival
-- title: Tempo na etapa, com os abertos | Time in stage, open visits included
-- grain: process, stage, unit_id, week_on
-- columns: process:code, stage:code, unit_id:id, week_on:on, spells_n:int,
--   km_p25_seconds:num?, km_p50_seconds:num?, km_p75_seconds:num?, km_p85_seconds:num?
-- owner: planejamento
-- check: unique(process, stage, unit_id, week_on), range(spells_n, 1, null), holds(km_p50_seconds <= km_p85_seconds)
-- tag: fluxo
",
    inputs: &["staging.stage_visit_weeks", "staging.parameters"],
    version: 2,
    build,
};

/// All units of a stage together.
const ALL: &str = "*";
const DAYS: i32 = 7;
/// Shares of those that have left, in the order of the columns.
const SHARES: [f64; 4] = [0.25, 0.5, 0.75, 0.85];

fn build(inputs: &Inputs) -> PolarsResult<LazyFrame> {
    let weeks = inputs.parameter("km_window_weeks")? as i32;
    let names = ["process", "stage", "object_type", "object_id", "visit_no", "week_on", "unit_id", "age_from_micros", "age_to_micros", "outcome"];
    let visits = inputs.scan("staging.stage_visit_weeks")?.select(names.map(col));
    // Whole visits, in the order of their weeks: whatever the order of the files.
    let visits = visits.sort(names[..6].iter().copied(), SortMultipleOptions::default()).collect()?;
    Ok(survival(&visits, weeks)?.lazy())
}

/// One visit: its first week as days since 1970, and its business age at both ends of each week.
#[derive(Debug, Default)]
struct Visit {
    first: i32,
    ages: Vec<(i64, i64)>,
    has_left: bool,
}

impl Visit {
    /// What is seen of it in the weeks that end with `week`; none when it does not touch them.
    fn seen(&self, week: i32, weeks: i32) -> Option<Spell> {
        let place = |week: i32| (week - self.first) / DAYS;
        let (from, last) = (place(week) - weeks + 1, i32::try_from(self.ages.len()).unwrap_or(i32::MAX) - 1);
        let to = place(week).min(last);
        if to < 0 || from > last {
            return None;
        }
        // A visit from before joins at the age that it had then.
        let entry = (from > 0).then(|| self.ages[from as usize].0);
        Some(Spell { entry, end: self.ages[to as usize].1, has_left: self.has_left && to == last })
    }
}

/// Weeks of visits in, one row for each unit of a stage and week out, sorted.
fn survival(visits: &DataFrame, weeks: i32) -> PolarsResult<DataFrame> {
    let text = |name: &str| visits.column(name)?.str();
    let (process, stage, object_type, object_id, unit) =
        (text("process")?, text("stage")?, text("object_type")?, text("object_id")?, text("unit_id")?);
    let visit_no = visits.column("visit_no")?.i32()?;
    let week_on = visits.column("week_on")?.cast(&DataType::Int32)?;
    let (week_on, outcome) = (week_on.i32()?, text("outcome")?);
    let (from, to) = (visits.column("age_from_micros")?.i64()?, visits.column("age_to_micros")?.i64()?);
    let missing = || PolarsError::ComputeError("a visit's week has a cell without value".into());

    let mut rows = Rows::default();
    let mut units: BTreeMap<&str, Vec<Visit>> = BTreeMap::new();
    let mut here: Option<(&str, &str)> = None;
    let mut before = None;
    for row in 0..visits.height() {
        let place = (process.get(row), stage.get(row));
        let (Some(of_process), Some(of_stage), Some(unit)) = (place.0, place.1, unit.get(row)) else { return Err(missing()) };
        if here != Some((of_process, of_stage)) {
            if let Some(done) = here {
                rows.add(done, &units, weeks);
            }
            units.clear();
            here = Some((of_process, of_stage));
        }
        let visit = (place, object_type.get(row), object_id.get(row), visit_no.get(row));
        let of_unit = units.entry(unit).or_default();
        if before != Some(visit) {
            of_unit.push(Visit { first: week_on.get(row).ok_or_else(missing)?, ..Visit::default() });
            before = Some(visit);
        }
        if let Some(visit) = of_unit.last_mut() {
            visit.ages.push((from.get(row).ok_or_else(missing)?, to.get(row).ok_or_else(missing)?));
            visit.has_left = outcome.get(row) != Some("aberto");
        }
    }
    if let Some(done) = here {
        rows.add(done, &units, weeks);
    }
    rows.frame()
}

/// The rows that come out, column by column.
#[derive(Debug, Default)]
struct Rows {
    process: Vec<String>,
    stage: Vec<String>,
    unit_id: Vec<String>,
    week_on: Vec<i32>,
    spells_n: Vec<i64>,
    /// By share of those that have left.
    seconds: [Vec<Option<f64>>; SHARES.len()],
}

impl Rows {
    /// The weeks of one stage, for all its units and for each.
    fn add(&mut self, (process, stage): (&str, &str), units: &BTreeMap<&str, Vec<Visit>>, weeks: i32) {
        let all: Vec<&Visit> = units.values().flatten().collect();
        let each = units.iter().map(|(unit, visits)| (*unit, visits.iter().collect()));
        for (unit, visits) in [(ALL, all)].into_iter().chain(each) {
            for (week, spells) in by_week(&visits, weeks) {
                self.process.push(process.to_owned());
                self.stage.push(stage.to_owned());
                self.unit_id.push(unit.to_owned());
                self.week_on.push(week);
                self.spells_n.push(spells.len() as i64);
                for (column, age) in self.seconds.iter_mut().zip(quantiles(&spells, SHARES)) {
                    column.push(age.map(|micros| micros as f64 / 1e6));
                }
            }
        }
    }

    fn frame(self) -> PolarsResult<DataFrame> {
        let text = |name: &str, values: Vec<String>| Column::from(Series::new(name.into(), values));
        let height = self.week_on.len();
        let mut columns = vec![
            text("process", self.process),
            text("stage", self.stage),
            text("unit_id", self.unit_id),
            Column::from(Series::new("week_on".into(), self.week_on)).cast(&DataType::Date)?,
            Column::from(Series::new("spells_n".into(), self.spells_n)),
        ];
        let names = ["km_p25_seconds", "km_p50_seconds", "km_p75_seconds", "km_p85_seconds"];
        columns.extend(names.into_iter().zip(self.seconds).map(|(name, values)| Column::from(Series::new(name.into(), values))));
        DataFrame::new(height, columns)
    }
}

/// What the window that ends with each week sees; weeks whose window sees nothing are left out.
fn by_week(visits: &[&Visit], weeks: i32) -> BTreeMap<i32, Vec<Spell>> {
    let mut seen: BTreeMap<i32, Vec<Spell>> = BTreeMap::new();
    for visit in visits {
        let touched = i32::try_from(visit.ages.len()).unwrap_or(i32::MAX);
        for nth in 0..touched + weeks - 1 {
            let week = visit.first + nth * DAYS;
            if let Some(spell) = visit.seen(week, weeks) {
                seen.entry(week).or_default().push(spell);
            }
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_from_before_the_window_joins_at_its_age() {
        let visit = Visit { first: 0, ages: vec![(0, 10), (10, 30), (30, 35)], has_left: true };
        assert_eq!(visit.seen(0, 2), Some(Spell { entry: None, end: 10, has_left: false }));
        assert_eq!(visit.seen(7, 2), Some(Spell { entry: None, end: 30, has_left: false }));
        assert_eq!(visit.seen(14, 2), Some(Spell { entry: Some(10), end: 35, has_left: true }));
        assert_eq!(visit.seen(21, 2), Some(Spell { entry: Some(30), end: 35, has_left: true }));
        assert_eq!(visit.seen(28, 2), None);
        assert_eq!(visit.seen(-7, 2), None);
    }
}
