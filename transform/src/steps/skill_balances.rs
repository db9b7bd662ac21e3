//! What of the demand for each skill nobody can serve, level by level and month by month, and in how few hands its work lies.

use std::collections::BTreeMap;

use polars::prelude::{Column, DataFrame, DataType, IntoLazy, LazyFrame, NamedFrom, PolarsError, PolarsResult, Series};

use crate::{
    stats::{
        concentration::concentration,
        skills::{LEVELS, unmet},
    },
    step::{Inputs, Step},
};

/// `staging.skill_balances`.
pub const STEP: Step = Step {
    header: "-- name: staging.skill_balances
-- title: Demanda e capacidade por competência | Demand and capacity by skill
-- grain: skill_id, month_on, level
-- columns: skill_id:id, level:i32, month_on:on, demand_minutes:int, supply_minutes:int, unmet_minutes:int, is_binding_level:bool,
--   gap_rate:num?, concentration:num?
-- owner: planejamento
-- check: unique(skill_id, level, month_on), range(unmet_minutes, 0, null), range(gap_rate, 0, 1), range(concentration, 0, 1)
-- tag: competencias
",
    inputs: &["staging.skill_supply", "staging.skill_demand", "staging.skill_work"],
    version: 1,
    build,
};

/// Months over whose work concentration is measured, the month itself included.
const MONTHS: i64 = 12;

fn build(inputs: &Inputs) -> PolarsResult<LazyFrame> {
    let [supply, demand, work] = ["skill_supply", "skill_demand", "skill_work"].map(|name| inputs.scan(&format!("staging.{name}")));
    Ok(balances(&supply?.collect()?, &demand?.collect()?, &work?.collect()?)?.lazy())
}

/// A skill's month: its number, and demand and supply by level.
#[derive(Debug, Default)]
struct Balance {
    number: i64,
    demand: [i64; LEVELS],
    supply: [i64; LEVELS],
}

/// Supply, demand and work in; one row out for each skill, month and level of which the supply is known, sorted.
fn balances(supply: &DataFrame, demand: &DataFrame, work: &DataFrame) -> PolarsResult<DataFrame> {
    let mut months: BTreeMap<(&str, i32), Balance> = BTreeMap::new();
    let numbers = supply.column("month_no")?.i64()?;
    for (row, (skill, month, level, minutes)) in by_level(supply, "supply_minutes")?.into_iter().enumerate() {
        let balance = months.entry((skill, month)).or_default();
        balance.number = numbers.get(row).ok_or_else(missing)?;
        balance.supply[level] = minutes;
    }
    for (skill, month, level, minutes) in by_level(demand, "demand_minutes")? {
        if let Some(balance) = months.get_mut(&(skill, month)) {
            balance.demand[level] = minutes;
        }
    }
    let hands = hands(work)?;
    let mut rows = Rows::default();
    for ((skill, month), balance) in &months {
        let found = unmet(balance.demand, balance.supply);
        let in_few = hands.get(skill).and_then(|work| concentration(&window(work, balance.number)).map(|found| found.hhi.min(1.0)));
        for level in 0..LEVELS {
            rows.skill_id.push((*skill).to_owned());
            rows.level.push(level as i32 + 1);
            rows.month_on.push(*month);
            rows.minutes[0].push(balance.demand[level]);
            rows.minutes[1].push(balance.supply[level]);
            rows.minutes[2].push(found.from_level[level]);
            rows.is_binding_level.push(found.binding == Some(level + 1));
            rows.gap_rate.push(found.rate);
            rows.concentration.push(in_few);
        }
    }
    rows.frame()
}

fn missing() -> PolarsError {
    PolarsError::ComputeError("a skill's month has a cell without value".into())
}

/// Skill, month, place of the level, minutes.
fn by_level<'a>(frame: &'a DataFrame, minutes: &str) -> PolarsResult<Vec<(&'a str, i32, usize, i64)>> {
    let (skill, level, minutes) = (frame.column("skill_id")?.str()?, frame.column("level")?.i32()?, frame.column(minutes)?.i64()?);
    let month = frame.column("month_on")?.cast(&DataType::Int32)?;
    let month = month.i32()?;
    let row = |row: usize| {
        let place = usize::try_from(level.get(row)? - 1).ok().filter(|place| *place < LEVELS)?;
        Some((skill.get(row)?, month.get(row)?, place, minutes.get(row)?))
    };
    (0..frame.height()).map(|each| row(each).ok_or_else(missing)).collect()
}

/// Whose effort went into a skill in which month: (number of the month, member) → effort.
type Work<'a> = BTreeMap<(i64, &'a str), i64>;

fn hands(work: &DataFrame) -> PolarsResult<BTreeMap<&str, Work<'_>>> {
    let (skill, member) = (work.column("skill_id")?.str()?, work.column("member_id")?.str()?);
    let (month, effort) = (work.column("month_no")?.i64()?, work.column("effort")?.i64()?);
    let mut hands: BTreeMap<&str, Work<'_>> = BTreeMap::new();
    for row in 0..work.height() {
        let (Some(skill), Some(member), Some(month), Some(effort)) = (skill.get(row), member.get(row), month.get(row), effort.get(row)) else {
            return Err(missing());
        };
        hands.entry(skill).or_default().insert((month, member), effort);
    }
    Ok(hands)
}

/// The effort of each member in the twelve months that end with one.
fn window(work: &Work<'_>, month: i64) -> Vec<i64> {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for ((_, member), effort) in work.range((month - MONTHS + 1, "")..(month + 1, "")) {
        let sum = sums.entry(member).or_default();
        *sum = sum.saturating_add(*effort);
    }
    sums.into_values().collect()
}

/// The rows that come out, column by column.
#[derive(Debug, Default)]
struct Rows {
    skill_id: Vec<String>,
    level: Vec<i32>,
    month_on: Vec<i32>,
    /// Demand, supply, unmet.
    minutes: [Vec<i64>; 3],
    is_binding_level: Vec<bool>,
    gap_rate: Vec<Option<f64>>,
    concentration: Vec<Option<f64>>,
}

impl Rows {
    fn frame(self) -> PolarsResult<DataFrame> {
        let height = self.level.len();
        let [demand, supply, unmet] = self.minutes;
        DataFrame::new(
            height,
            vec![
                Column::from(Series::new("skill_id".into(), self.skill_id)),
                Column::from(Series::new("level".into(), self.level)),
                Column::from(Series::new("month_on".into(), self.month_on)).cast(&DataType::Date)?,
                Column::from(Series::new("demand_minutes".into(), demand)),
                Column::from(Series::new("supply_minutes".into(), supply)),
                Column::from(Series::new("unmet_minutes".into(), unmet)),
                Column::from(Series::new("is_binding_level".into(), self.is_binding_level)),
                Column::from(Series::new("gap_rate".into(), self.gap_rate)),
                Column::from(Series::new("concentration".into(), self.concentration)),
            ],
        )
    }
}
