//! What each member did, spell by spell: the same area, unit, layer and role without a long gap.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{Column, DataFrame, DataType, IntoLazy, LazyFrame, NamedFrom, PolarsError, PolarsResult, Series, SortMultipleOptions, col};

use crate::step::{Inputs, Step};

/// `marts.trajectories`.
pub const STEP: Step = Step {
    header: "-- name: marts.trajectories
-- title: Trajetórias | Trajectories
-- grain: member_id, spell_no
-- columns: member_id:id, spell_no:i32, area_id:id, unit_id:id, layer:code, role:code, started_on:on, ended_on:on?, minutes:int,
--   opportunities_n:int, accepted_n:int, max_responsibility_level:i32, legacy_points:int
-- owner: planejamento
-- check: unique(member_id, spell_no), range(spell_no, 1, null), holds(started_on <= ended_on), range(opportunities_n, 0, null)
-- check: one_of(layer, interno, intermediario, externo), range(accepted_n, 0, null), range(minutes, 0, null)
-- tag: circulacao
",
    inputs: &["staging.work_records", "staging.legacy_credits", "staging.parameters"],
    version: 1,
    build,
};

/// What a spell is of, in the order in which spells of one day are numbered.
const KEYS: [&str; 5] = ["member_id", "area_id", "unit_id", "layer", "role"];

fn build(inputs: &Inputs) -> PolarsResult<LazyFrame> {
    let gap = inputs.parameter("spell_gap_days")? as i64;
    let more = ["work_on", "participation_id", "minutes", "opportunity_id", "accepted_delivery_id", "responsibility_level", "days_ago"];
    let work = inputs.scan("staging.work_records")?.select(KEYS.iter().chain(&more).map(|name| col(*name)).collect::<Vec<_>>());
    let order: Vec<&str> = KEYS.iter().chain(&more[..2]).copied().collect();
    let work = work.sort(order, SortMultipleOptions::default()).collect()?;
    let credits = inputs.scan("staging.legacy_credits")?.select(["member_id", "reused_on", "points"].map(col)).collect()?;
    let mut members = spells(&work, gap)?;
    credit(&mut members, &credits)?;
    Ok(frame(&members)?.lazy())
}

/// A spell of one member.
#[derive(Debug, Default, Clone, PartialEq)]
struct Spell<'a> {
    /// Area, unit, layer and role.
    place: [&'a str; 4],
    /// Days since 1970.
    first: i32,
    last: i32,
    is_open: bool,
    minutes: i64,
    opportunities: BTreeSet<&'a str>,
    accepted: BTreeSet<&'a str>,
    level: i32,
    points: i64,
}

/// Work sorted by what a spell is of and by day in; the spells of each member out, by their first day.
fn spells(work: &DataFrame, gap: i64) -> PolarsResult<BTreeMap<&str, Vec<Spell<'_>>>> {
    let missing = || PolarsError::ComputeError("a spell of work has a cell without value".into());
    let keys = KEYS.map(|name| work.column(name).and_then(Column::str));
    let [member, area, unit, layer, role] = keys;
    let (member, area, unit, layer, role) = (member?, area?, unit?, layer?, role?);
    let work_on = work.column("work_on")?.cast(&DataType::Int32)?;
    let (work_on, minutes, days_ago) = (work_on.i32()?, work.column("minutes")?.i64()?, work.column("days_ago")?.i64()?);
    let (opportunity, delivery) = (work.column("opportunity_id")?.str()?, work.column("accepted_delivery_id")?.str()?);
    let level = work.column("responsibility_level")?.i32()?;

    let mut members: BTreeMap<&str, Vec<Spell>> = BTreeMap::new();
    for row in 0..work.height() {
        let (Some(member), Some(area), Some(unit), Some(layer), Some(role)) =
            (member.get(row), area.get(row), unit.get(row), layer.get(row), role.get(row))
        else {
            return Err(missing());
        };
        let (Some(on), Some(worked), Some(ago), Some(level)) = (work_on.get(row), minutes.get(row), days_ago.get(row), level.get(row)) else {
            return Err(missing());
        };
        let place = [area, unit, layer, role];
        let spells = members.entry(member).or_default();
        if spells.last().is_none_or(|last| last.place != place || i64::from(on) - i64::from(last.last) > gap) {
            spells.push(Spell { place, first: on, ..Spell::default() });
        }
        if let Some(spell) = spells.last_mut() {
            (spell.last, spell.is_open) = (on, ago <= gap);
            spell.minutes = added(spell.minutes, worked)?;
            spell.level = spell.level.max(level);
            spell.opportunities.extend(opportunity.get(row));
            spell.accepted.extend(delivery.get(row));
        }
    }
    members.values_mut().for_each(|spells| spells.sort_by_key(|spell| (spell.first, spell.place)));
    Ok(members)
}

/// Gives each reuse to the first of its creator's spells that ran on its day, else to the last that had begun, else to the first.
fn credit(members: &mut BTreeMap<&str, Vec<Spell>>, credits: &DataFrame) -> PolarsResult<()> {
    let missing = || PolarsError::ComputeError("a reuse has a cell without value".into());
    let (member, points) = (credits.column("member_id")?.str()?, credits.column("points")?.i64()?);
    let reused_on = credits.column("reused_on")?.cast(&DataType::Int32)?;
    let reused_on = reused_on.i32()?;
    for row in 0..credits.height() {
        let (Some(member), Some(on), Some(points)) = (member.get(row), reused_on.get(row), points.get(row)) else { return Err(missing()) };
        // Who never worked has no spell to give it to.
        let Some(spells) = members.get_mut(member) else { continue };
        let running = spells.iter().position(|spell| spell.first <= on && (spell.is_open || on <= spell.last));
        let place = running.or_else(|| spells.iter().rposition(|spell| spell.first <= on)).unwrap_or(0);
        if let Some(spell) = spells.get_mut(place) {
            spell.points = added(spell.points, points)?;
        }
    }
    Ok(())
}

fn added(sum: i64, more: i64) -> PolarsResult<i64> {
    sum.checked_add(more).ok_or_else(|| PolarsError::ComputeError("a member's spell holds more minutes or points than can be counted".into()))
}

fn frame(members: &BTreeMap<&str, Vec<Spell>>) -> PolarsResult<DataFrame> {
    let rows: Vec<(&str, i32, &Spell)> =
        members.iter().flat_map(|(member, spells)| (1..).zip(spells).map(move |(number, spell)| (*member, number, spell))).collect();
    let text =
        |name: &str, of: fn(&Spell) -> String| Column::from(Series::new(name.into(), rows.iter().map(|(_, _, spell)| of(spell)).collect::<Vec<_>>()));
    let whole =
        |name: &str, of: fn(&Spell) -> i64| Column::from(Series::new(name.into(), rows.iter().map(|(_, _, spell)| of(spell)).collect::<Vec<_>>()));
    let days = |name: &str, of: fn(&Spell) -> Option<i32>| {
        Column::from(Series::new(name.into(), rows.iter().map(|(_, _, spell)| of(spell)).collect::<Vec<_>>())).cast(&DataType::Date)
    };
    DataFrame::new(
        rows.len(),
        vec![
            Column::from(Series::new("member_id".into(), rows.iter().map(|(member, _, _)| *member).collect::<Vec<_>>())),
            Column::from(Series::new("spell_no".into(), rows.iter().map(|(_, number, _)| *number).collect::<Vec<_>>())),
            text("area_id", |spell| spell.place[0].to_owned()),
            text("unit_id", |spell| spell.place[1].to_owned()),
            text("layer", |spell| spell.place[2].to_owned()),
            text("role", |spell| spell.place[3].to_owned()),
            days("started_on", |spell| Some(spell.first))?,
            days("ended_on", |spell| (!spell.is_open).then_some(spell.last))?,
            whole("minutes", |spell| spell.minutes),
            whole("opportunities_n", |spell| spell.opportunities.len() as i64),
            whole("accepted_n", |spell| spell.accepted.len() as i64),
            Column::from(Series::new("max_responsibility_level".into(), rows.iter().map(|(_, _, spell)| spell.level).collect::<Vec<_>>())),
            whole("legacy_points", |spell| spell.points),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One member's work on some days in one place.
    fn work(days: [i32; 4]) -> DataFrame {
        let same = |name: &str, value: &str| Column::from(Series::new(name.into(), vec![value; 4]));
        let mut columns: Vec<Column> = KEYS.iter().map(|name| same(name, "x")).collect();
        columns.extend([
            Column::from(Series::new("work_on".into(), days.to_vec())),
            Column::from(Series::new("minutes".into(), vec![60_i64; 4])),
            Column::from(Series::new("opportunity_id".into(), vec![Some("o-1"), Some("o-1"), None, Some("o-2")])),
            Column::from(Series::new("accepted_delivery_id".into(), vec![Some("e-1"), Some("e-1"), None, None])),
            Column::from(Series::new("responsibility_level".into(), vec![1_i32, 3, 2, 1])),
            Column::from(Series::new("days_ago".into(), days.map(|day| 300 - i64::from(day)).to_vec())),
        ]);
        DataFrame::new(4, columns).unwrap()
    }

    #[test]
    fn a_gap_of_ninety_days_is_one_spell_and_of_ninety_one_two() {
        let one = work([0, 10, 100, 190]);
        let found = spells(&one, 90).unwrap();
        assert_eq!(found["x"].len(), 1);
        let spell = &found["x"][0];
        assert_eq!((spell.first, spell.last, spell.minutes, spell.level), (0, 190, 240, 3));
        assert_eq!((spell.opportunities.len(), spell.accepted.len()), (2, 1));
        assert!(!spell.is_open, "its last day lies 110 days back");
        let two = work([0, 10, 101, 210]);
        let found = spells(&two, 90).unwrap();
        assert_eq!(
            found["x"].iter().map(|spell| (spell.first, spell.last, spell.is_open)).collect::<Vec<_>>(),
            [(0, 10, false), (101, 101, false), (210, 210, true)]
        );
    }

    #[test]
    fn a_reuse_goes_to_the_spell_that_ran() {
        let work = work([0, 10, 150, 160]);
        let mut members = spells(&work, 90).unwrap();
        let columns = vec![
            Column::from(Series::new("member_id".into(), vec!["x", "x", "x", "nobody"])),
            Column::from(Series::new("reused_on".into(), vec![5_i32, 90, 155, 5])),
            Column::from(Series::new("points".into(), vec![1_i64, 2, 4, 8])),
        ];
        let credits = DataFrame::new(4, columns).unwrap();
        credit(&mut members, &credits).unwrap();
        assert_eq!(members["x"].iter().map(|spell| spell.points).collect::<Vec<_>>(), [3, 4]);
    }
}
