//! `mirante dataset lineage`: where a column comes from, up to the columns of its sources, and what stands on it.

use std::collections::BTreeSet;

use mirante_data::{
    contract::builtin,
    explain::Exit,
    lineage::{UNKNOWN, Way, Ways},
    meta,
    name::did_you_mean,
};
use mirante_ingest::mapping;
use mirante_transform::Graph;
use serde_json::json;

use super::Global;
use crate::{
    error::{CliError, Failure},
    project::Project,
    terminal::Terminal,
};

/// Shows the ways of a dataset, of one of its columns, or of a load: `marts.edges`, `marts.variants.n_cases`, `portal.demands.numero`.
pub async fn run(word: &str, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let project = Project::open(&global.project)?;
    let graph = Graph::of(project.models.clone()).await?;
    let mut all: Vec<Way> = graph.ways().iter().cloned().collect();
    all.extend(mapping::ways::of(&project.config.sources));
    let ways = Ways::new(all);
    let (dataset, column) = place(word, &ways)?;
    let (upstream, downstream) = (ways.upstream(dataset, column), ways.downstream(dataset, column));
    let unfilled = unfilled(dataset, &upstream, &ways);
    let unknown: BTreeSet<String> =
        upstream.iter().chain(&downstream).filter(|way| way.how == UNKNOWN).map(|way| format!("{}.{}", way.dataset, way.column)).collect();
    if terminal.is_json {
        let told = |ways: &[&Way]| {
            let way = |way: &&Way| json!({ "dataset": way.dataset, "column": way.column, "input": way.input, "input_column": way.input_column, "how": way.how });
            ways.iter().map(way).collect::<Vec<_>>()
        };
        terminal.datum(&json!({
            "dataset": dataset, "column": column, "upstream": told(&upstream), "downstream": told(&downstream), "unfilled": unfilled, "unknown": unknown,
        }));
        return Ok(Exit::Ok);
    }
    let from = |way: &&Way| vec![way.dataset.clone(), way.column.clone(), format!("{}.{}", way.input, way.input_column), terminal.how(&way.how)];
    let to = |way: &&Way| vec![format!("{}.{}", way.input, way.input_column), way.dataset.clone(), way.column.clone(), terminal.how(&way.how)];
    println!("{}\n", terminal.words.say("lineage-upstream"));
    match upstream.is_empty() {
        true => terminal.say("lineage-nothing", &[]),
        false => terminal
            .table(&[("dataset", false), ("column", false), ("from", false), ("how", false)], &upstream.iter().map(from).collect::<Vec<_>>())?,
    }
    println!("\n{}\n", terminal.words.say("lineage-downstream"));
    match downstream.is_empty() {
        true => terminal.say("lineage-nothing", &[]),
        false => terminal
            .table(&[("from", false), ("dataset", false), ("column", false), ("how", false)], &downstream.iter().map(to).collect::<Vec<_>>())?,
    }
    if !unfilled.is_empty() {
        let names = unfilled.into_iter().collect::<Vec<_>>().join(", ");
        terminal.warn(&terminal.words.say_with("lineage-unfilled", &[("datasets", names)]));
    }
    if !unknown.is_empty() {
        let names = unknown.into_iter().collect::<Vec<_>>().join(", ");
        terminal.warn(&terminal.words.say_with("lineage-unknown", &[("columns", names)]));
    }
    Ok(Exit::Ok)
}

/// What a word names: a dataset or a load, and perhaps a column of it.
fn place<'a>(word: &'a str, ways: &Ways) -> Result<(&'a str, Option<&'a str>), Failure> {
    let is_dataset =
        |name: &str| ways.knows(name) || builtin::get(name).is_ok() && name.starts_with("raw.") || meta::all().any(|(each, _)| each.as_str() == name);
    if is_dataset(word) {
        return Ok((word, None));
    }
    let has_column = |dataset: &str, column: &str| {
        let is_promised = builtin::get(dataset).is_ok_and(|contract| contract.columns.contains_key(column));
        is_promised || ways.knows_column(dataset, column)
    };
    // A source's column may hold points itself, a dataset's name holds one.
    let second = word.match_indices('.').nth(1).map(|(at, _)| at);
    let found = second.map(|at| (&word[..at], &word[at + 1..])).filter(|(dataset, _)| is_dataset(dataset));
    let known = |names: BTreeSet<&str>| did_you_mean(word, names).map(str::to_owned);
    match found {
        Some((dataset, column)) if has_column(dataset, column) => Ok((dataset, Some(column))),
        Some((dataset, column)) => {
            let columns = ways.iter().flat_map(|way| [(&way.dataset, &way.column), (&way.input, &way.input_column)]);
            let columns: BTreeSet<&str> = columns.filter(|(name, _)| *name == dataset).map(|(_, column)| &**column).collect();
            let near = did_you_mean(column, columns.iter().copied()).map(|near| format!("{dataset}.{near}"));
            let expected = near.unwrap_or_else(|| columns.into_iter().collect::<Vec<_>>().join(", "));
            Err(CliError::Word { word: word.to_owned(), expected }.into())
        }
        None => {
            let near = known(ways.iter().flat_map(|way| [&*way.dataset, &*way.input]).collect());
            Err(CliError::Word {
                word: word.to_owned(),
                expected: near.unwrap_or_else(|| "raw.events, marts.edges, marts.variants.n_cases …".to_owned()),
            }
            .into())
        }
    }
}

/// Raw datasets at the upper end that no load of the project fills.
fn unfilled(dataset: &str, upstream: &[&Way], ways: &Ways) -> BTreeSet<String> {
    let ends = upstream.iter().map(|way| &*way.input).chain([dataset]);
    let is_filled = |name: &str| ways.iter().any(|way| way.dataset == name);
    ends.filter(|name| name.starts_with("raw.") && !is_filled(name)).map(str::to_owned).collect()
}
