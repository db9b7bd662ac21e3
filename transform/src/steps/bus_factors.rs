//! On how few people each service, contract, skill and system hangs.

use std::collections::BTreeMap;

use polars::prelude::{Column, DataFrame, IntoLazy, LazyFrame, NamedFrom, PolarsError, PolarsResult, Series};

use crate::{
    stats::cover::{BusFactor, Cover, bus_factor},
    step::{Inputs, Step},
};

/// `staging.bus_factors`.
pub const STEP: Step = Step {
    header: "-- name: staging.bus_factors
-- title: Quantas pessoas podem faltar | How many people may leave
-- grain: scope_kind, scope_id
-- columns: scope_kind:code, scope_id:id, bus_factor:i32, is_exact:bool
-- owner: planejamento
-- check: unique(scope_kind, scope_id), range(bus_factor, 0, null)
-- tag: competencias
",
    inputs: &["staging.scope_cover", "staging.parameters"],
    version: 1,
    build,
};

/// Who stands for nobody.
const NOBODY: &str = "nao_informado";

fn build(inputs: &Inputs) -> PolarsResult<LazyFrame> {
    let exact = inputs.parameter("exact_people")?.max(0.0) as usize;
    let cover = inputs.scan("staging.scope_cover")?.collect()?;
    Ok(factors(&cover, exact)?.lazy())
}

/// Who covers which item of which scope in, one row for each scope out, sorted.
fn factors(cover: &DataFrame, exact: usize) -> PolarsResult<DataFrame> {
    let text = |name: &str| cover.column(name)?.str();
    let (kind, scope, item, member) = (text("scope_kind")?, text("scope_id")?, text("item_id")?, text("member_id")?);
    let mut scopes: BTreeMap<(&str, &str), Cover<'_>> = BTreeMap::new();
    for row in 0..cover.height() {
        let (Some(kind), Some(scope), Some(item), Some(member)) = (kind.get(row), scope.get(row), item.get(row), member.get(row)) else {
            return Err(PolarsError::ComputeError("a row of who covers what has a cell without value".into()));
        };
        let able = scopes.entry((kind, scope)).or_default().entry(item).or_default();
        if member != NOBODY {
            able.insert(member);
        }
    }
    let rows: Vec<((&str, &str), BusFactor)> = scopes.iter().filter_map(|(scope, cover)| Some((*scope, bus_factor(cover, exact)?))).collect();
    DataFrame::new(
        rows.len(),
        vec![
            Column::from(Series::new("scope_kind".into(), rows.iter().map(|((kind, _), _)| *kind).collect::<Vec<_>>())),
            Column::from(Series::new("scope_id".into(), rows.iter().map(|((_, scope), _)| *scope).collect::<Vec<_>>())),
            Column::from(Series::new("bus_factor".into(), rows.iter().map(|(_, found)| found.people as i32).collect::<Vec<_>>())),
            Column::from(Series::new("is_exact".into(), rows.iter().map(|(_, found)| found.is_exact).collect::<Vec<_>>())),
        ],
    )
}
