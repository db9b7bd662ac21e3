//! Which single requirement keeps each unfilled opportunity from being filled, and whom one training would make eligible.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{Column, DataFrame, DataType, IntoLazy, LazyFrame, NamedFrom, PolarsError, PolarsResult, Series};

use crate::{
    stats::binding::{Requirement, standing},
    step::{Inputs, Step},
};

/// `staging.binding_requirements`.
pub const STEP: Step = Step {
    header: "-- name: staging.binding_requirements
-- title: Requisitos que impedem o preenchimento | Requirements that keep opportunities unfilled
-- grain: opportunity_id, skill_id
-- columns: opportunity_id:id, skill_id:id, eligible_n:int, eligible_without_n:int, is_binding:bool, near_miss_n:int,
--   near_miss_member_ids:ids, value_share_centavos:int?
-- owner: planejamento
-- check: unique(opportunity_id, skill_id), range(eligible_n, 0, null), holds(eligible_without_n = eligible_n + near_miss_n)
-- tag: competencias
",
    inputs: &["staging.unfilled_opportunities", "staging.skill_levels", "staging.member_activity"],
    version: 1,
    build,
};

fn build(inputs: &Inputs) -> PolarsResult<LazyFrame> {
    let [unfilled, levels, activity] =
        ["unfilled_opportunities", "skill_levels", "member_activity"].map(|name| inputs.scan(&format!("staging.{name}")));
    Ok(binding(&unfilled?.collect()?, &levels?.collect()?, &activity?.collect()?)?.lazy())
}

fn missing() -> PolarsError {
    PolarsError::ComputeError("a requirement, a level or a member's time has a cell without value".into())
}

/// Unfilled opportunities, verified levels and times of members in; one row for each requirement out, sorted.
fn binding(unfilled: &DataFrame, levels: &DataFrame, activity: &DataFrame) -> PolarsResult<DataFrame> {
    let (known, active) = (stretches(levels)?, stretches(activity)?);
    let mut rows = Rows::new();
    for (day, opportunities) in by_day(unfilled)? {
        let members: BTreeSet<&str> = active.iter().filter(|stretch| stretch.holds(day)).map(|stretch| stretch.member).collect();
        let mut levels: BTreeMap<&str, BTreeMap<&str, i32>> = BTreeMap::new();
        for stretch in known.iter().filter(|stretch| stretch.holds(day)) {
            if let Some((skill, level)) = stretch.skill {
                levels.entry(stretch.member).or_default().insert(skill, level);
            }
        }
        for (id, one) in &opportunities {
            let found = standing(&members, &levels, &one.wanted, one.positions, one.value.unwrap_or_default());
            for requirement in found.requirements {
                rows.insert((id, requirement.skill), (found.eligible, requirement, one.value.is_some()));
            }
        }
    }
    frame(&rows)
}

/// A stretch of days of a member: with a level in a skill, or merely active.
struct Stretch<'a> {
    member: &'a str,
    from: i32,
    until: Option<i32>,
    skill: Option<(&'a str, i32)>,
}

impl Stretch<'_> {
    fn holds(&self, day: i32) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// The rows of verified levels, or of active time, which has no skill.
fn stretches(frame: &DataFrame) -> PolarsResult<Vec<Stretch<'_>>> {
    let member = frame.column("member_id")?.str()?;
    let (from, until) = (frame.column("from_on")?.cast(&DataType::Int32)?, frame.column("until_on")?.cast(&DataType::Int32)?);
    let (from, until) = (from.i32()?, until.i32()?);
    let of_skill = match frame.column("skill_id") {
        Ok(skill) => Some((skill.str()?, frame.column("level")?.i32()?)),
        Err(_) => None,
    };
    let stretch = |row: usize| {
        let skill = match of_skill {
            Some((skill, level)) => Some((skill.get(row)?, level.get(row)?)),
            None => None,
        };
        Some(Stretch { member: member.get(row)?, from: from.get(row)?, until: until.get(row), skill })
    };
    (0..frame.height()).map(|row| stretch(row).ok_or_else(missing)).collect()
}

/// An opportunity: what it requires, and what it is worth in centavos.
#[derive(Debug, Default)]
struct Unfilled<'a> {
    wanted: BTreeMap<&'a str, i32>,
    positions: usize,
    value: Option<i64>,
}

/// Opportunities by the day on which they are asked about, days since 1970.
fn by_day(unfilled: &DataFrame) -> PolarsResult<BTreeMap<i32, BTreeMap<&str, Unfilled<'_>>>> {
    let (id, skill) = (unfilled.column("opportunity_id")?.str()?, unfilled.column("skill_id")?.str()?);
    let (level, positions) = (unfilled.column("min_level")?.i32()?, unfilled.column("positions")?.i32()?);
    let (value, day) = (unfilled.column("value_centavos")?.i64()?, unfilled.column("asked_on")?.cast(&DataType::Int32)?);
    let day = day.i32()?;
    let mut days: BTreeMap<i32, BTreeMap<&str, Unfilled<'_>>> = BTreeMap::new();
    for row in 0..unfilled.height() {
        let (Some(day), Some(id), Some(skill), Some(level)) = (day.get(row), id.get(row), skill.get(row), level.get(row)) else {
            return Err(missing());
        };
        let one = days.entry(day).or_default().entry(id).or_default();
        one.wanted.insert(skill, level);
        one.positions = usize::try_from(positions.get(row).ok_or_else(missing)?).unwrap_or_default();
        one.value = value.get(row);
    }
    Ok(days)
}

/// By opportunity and skill: people eligible for all, the requirement, and whether the opportunity's value is known.
type Rows<'a> = BTreeMap<(&'a str, &'a str), (usize, Requirement<'a>, bool)>;

fn frame(rows: &Rows<'_>) -> PolarsResult<DataFrame> {
    let whole = |name: &str, of: fn(&(usize, Requirement<'_>, bool)) -> Option<i64>| {
        Column::from(Series::new(name.into(), rows.values().map(of).collect::<Vec<_>>()))
    };
    let people: Vec<Series> = rows.values().map(|(_, one, _)| Series::new("".into(), &one.near_misses)).collect();
    let people = Series::new("near_miss_member_ids".into(), people).cast(&DataType::List(Box::new(DataType::String)))?;
    DataFrame::new(
        rows.len(),
        vec![
            Column::from(Series::new("opportunity_id".into(), rows.keys().map(|(id, _)| *id).collect::<Vec<_>>())),
            Column::from(Series::new("skill_id".into(), rows.keys().map(|(_, skill)| *skill).collect::<Vec<_>>())),
            whole("eligible_n", |(eligible, ..)| Some(*eligible as i64)),
            whole("eligible_without_n", |(_, one, _)| Some(one.eligible_without as i64)),
            Column::from(Series::new("is_binding".into(), rows.values().map(|(_, one, _)| one.is_binding).collect::<Vec<_>>())),
            whole("near_miss_n", |(_, one, _)| Some(one.near_misses.len() as i64)),
            Column::from(people),
            whole("value_share_centavos", |(_, one, is_known)| is_known.then_some(one.value_share)),
        ],
    )
}
