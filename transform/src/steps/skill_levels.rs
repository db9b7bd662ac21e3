//! Which level of a skill each member has verified, stretch by stretch.

use polars::prelude::{Column, DataFrame, DataType, IntoLazy, LazyFrame, NamedFrom, PolarsError, PolarsResult, Series, SortMultipleOptions};

use crate::{
    stats::skills::{Held, Proof, held},
    step::{Inputs, Step},
};

/// `staging.skill_levels`.
pub const STEP: Step = Step {
    header: "-- name: staging.skill_levels
-- title: Nível verificado de cada competência | Verified level of each skill
-- grain: member_id, skill_id, from_on
-- columns: member_id:id, skill_id:id, from_on:on, until_on:on?, level:i32
-- owner: planejamento
-- check: unique(member_id, skill_id, from_on), range(level, 1, 5), holds(until_on IS NULL OR from_on < until_on)
-- tag: competencias
",
    inputs: &["staging.skill_proofs", "staging.parameters"],
    version: 1,
    build,
};

fn build(inputs: &Inputs) -> PolarsResult<LazyFrame> {
    let needed = inputs.parameter("evidences")?.max(1.0) as usize;
    let key = ["member_id", "skill_id", "evidence_id"];
    let proofs = inputs.scan("staging.skill_proofs")?.sort(key, SortMultipleOptions::default()).collect()?;
    Ok(levels(&proofs, needed)?.lazy())
}

/// Proofs in, sorted by member and skill; one row out for each stretch of days with one level, in the same order.
fn levels(proofs: &DataFrame, needed: usize) -> PolarsResult<DataFrame> {
    let missing = || PolarsError::ComputeError("a proof has a cell without value".into());
    let (member, skill) = (proofs.column("member_id")?.str()?, proofs.column("skill_id")?.str()?);
    let (level, certificate) = (proofs.column("level")?.i32()?, proofs.column("is_certificate")?.bool()?);
    let day = |name: &str| proofs.column(name)?.cast(&DataType::Int32);
    let (from, until, pair, fresh) = (day("obtained_on")?, day("until_on")?, day("pair_until_on")?, day("fresh_until_on")?);
    let (from, until, pair, fresh) = (from.i32()?, until.i32()?, pair.i32()?, fresh.i32()?);
    let proof = |row: usize| {
        Some(Proof {
            level: level.get(row)?,
            is_certificate: certificate.get(row)?,
            from: from.get(row)?,
            until: until.get(row),
            pair_until: pair.get(row)?,
            fresh_until: fresh.get(row)?,
        })
    };

    let mut rows: Vec<(&str, &str, Held)> = Vec::new();
    let mut of_pair: Vec<Proof> = Vec::new();
    for row in 0..proofs.height() {
        let (Some(person), Some(name)) = (member.get(row), skill.get(row)) else { return Err(missing()) };
        of_pair.push(proof(row).ok_or_else(missing)?);
        let is_last = row + 1 == proofs.height() || member.get(row + 1) != Some(person) || skill.get(row + 1) != Some(name);
        if is_last {
            rows.extend(held(&of_pair, needed).into_iter().map(|held| (person, name, held)));
            of_pair.clear();
        }
    }

    let text = |name: &str, of: fn(&(&str, &str, Held)) -> String| Column::from(Series::new(name.into(), rows.iter().map(of).collect::<Vec<_>>()));
    let days = |name: &str, of: fn(&Held) -> Option<i32>| {
        Column::from(Series::new(name.into(), rows.iter().map(|(.., held)| of(held)).collect::<Vec<_>>())).cast(&DataType::Date)
    };
    DataFrame::new(
        rows.len(),
        vec![
            text("member_id", |(member, ..)| (*member).to_owned()),
            text("skill_id", |(_, skill, _)| (*skill).to_owned()),
            days("from_on", |held| Some(held.from))?,
            days("until_on", |held| held.until)?,
            Column::from(Series::new("level".into(), rows.iter().map(|(.., held)| held.level).collect::<Vec<_>>())),
        ],
    )
}
