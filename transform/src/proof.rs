//! Whether amounts can be defended: which records the money of a figure or mart comes from, whether all of them came, and
//! whether the source said so.

use std::collections::{BTreeMap, BTreeSet};

use mirante_data::{DatasetName, Lake, Snapshot, canonical, lake::Status, types::ColumnType};
use mirante_queries::Engine;

use crate::{Graph, TransformError};

/// What is known of the completeness of the records behind an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// The source's rows and amounts meet what the lake holds.
    Summed,
    /// Of some records nothing was summed, or nothing is known at all.
    None,
    /// Some of the source's rows or amounts are not in the lake.
    Incomplete,
}

/// The raw datasets that everything with money in it is made of, by figure or mart.
pub fn money(graph: &Graph) -> BTreeMap<&DatasetName, BTreeSet<DatasetName>> {
    let has_money = |name: &&DatasetName| {
        let model = &graph.models[*name];
        matches!(name.schema(), "marts" | "figures") && model.header.columns.iter().any(|column| column.r#type == ColumnType::Money)
    };
    graph.models.keys().filter(has_money).map(|name| (name, records(graph, name))).collect()
}

/// The raw datasets that a dataset is made of.
pub fn records(graph: &Graph, name: &DatasetName) -> BTreeSet<DatasetName> {
    let (mut seen, mut waiting) = (BTreeSet::new(), vec![name.clone()]);
    while let Some(name) = waiting.pop() {
        for input in graph.inputs(&name) {
            // What the program says of itself holds no records.
            if input.schema() != "meta" && seen.insert(input.clone()) {
                waiting.push(input.clone());
            }
        }
    }
    seen.into_iter().filter(|name| name.schema() == "raw").collect()
}

/// Is the money of a dataset proven? Only those of its records count that are there at all and bear amounts.
pub fn of(graph: &Graph, name: &DatasetName, said: &BTreeMap<DatasetName, Proof>) -> Proof {
    let with_amounts =
        |dataset: &DatasetName| mirante_data::contract::builtin::get(dataset.short()).is_ok_and(|contract| contract.amount_column().is_some());
    let of_records = records(graph, name).into_iter().filter(with_amounts).filter_map(|dataset| said.get(&dataset).copied());
    of_records.max().unwrap_or(Proof::None)
}

/// What the version says of the completeness of each raw dataset.
///
/// A batch that is not whole counts until a later batch of its load has read that month again, no smaller, and was whole.
pub async fn said(engine: &Engine) -> Result<BTreeMap<DatasetName, Proof>, TransformError> {
    const QUERY: &str = "\
        WITH batches AS (
            SELECT batches.load, batches.ended_at, completeness.*
            FROM meta.completeness AS completeness
            INNER JOIN meta.batches AS batches ON batches.batch_id = completeness.batch_id
        ),
        mended AS (
            SELECT DISTINCT broken.batch_id, broken.period_on
            FROM batches AS broken
            INNER JOIN batches AS later
                ON later.load = broken.load AND later.dataset = broken.dataset AND later.period_on = broken.period_on
            WHERE NOT broken.is_complete AND later.is_complete AND later.ended_at > broken.ended_at AND later.source_rows >= broken.source_rows
        )
        SELECT batches.dataset, bool_and(batches.is_complete) AS is_complete, bool_and(batches.proof = 'contagem_e_soma') AS is_summed
        FROM batches
        LEFT ANTI JOIN mended ON mended.batch_id = batches.batch_id AND mended.period_on = batches.period_on
        GROUP BY batches.dataset";
    let rows = texts(engine, "completeness", QUERY).await?;
    let proof = |row: &Vec<String>| match (row[1].as_str(), row[2].as_str()) {
        ("false", _) => Proof::Incomplete,
        (_, "true") => Proof::Summed,
        _ => Proof::None,
    };
    Ok(rows.iter().filter_map(|row| Some((row[0].parse().ok()?, proof(row)))).collect())
}

/// Loads whose newest change is older than their contract lets it be, with their age and limit in minutes.
///
/// A whole run that found nothing new proves as much as a change does.
pub async fn stale(lake: &Lake, snapshot: &Snapshot, engine: &Engine) -> Result<Vec<(String, DatasetName, i64, i64)>, TransformError> {
    const QUERY: &str = "\
        SELECT loads.load, loads.dataset, freshness.age_minutes, loads.error_minutes
        FROM meta.freshness AS freshness
        INNER JOIN staging.configured_loads AS loads ON loads.load = freshness.load
        WHERE freshness.state = 'parado'
        ORDER BY loads.load";
    const RUNS: &str = "SELECT MAX(ended_at) FROM meta.runs WHERE command IN ('run', 'ingest') AND status IN ('ok', 'sem_mudanca')";
    let mut last = None;
    if snapshot.lists.contains_key("meta.runs") {
        last = texts(engine, "runs", RUNS).await?.first().and_then(|row| canonical::parse_instant(&row[0]));
    }
    let waiting = lake.waiting_runs().await?.into_iter().filter(|run| matches!(run.command.as_str(), "run" | "ingest"));
    let whole = waiting.filter(|run| matches!(run.status, Status::Ok | Status::SemMudanca));
    last = whole.filter_map(|run| canonical::parse_instant(&run.ended_at?)).max().max(last);
    let mut stale = Vec::new();
    for row in texts(engine, "freshness", QUERY).await? {
        let (Ok(dataset), Ok(age), Ok(limit)) = (row[1].parse(), row[2].parse::<i64>(), row[3].parse::<i64>()) else { continue };
        let is_proven = last.is_some_and(|last| snapshot.as_of_micros() - last <= limit * 60_000_000);
        if !is_proven {
            stale.push((row[0].clone(), dataset, age, limit));
        }
    }
    Ok(stale)
}

async fn texts(engine: &Engine, name: &str, query: &str) -> Result<Vec<Vec<String>>, TransformError> {
    let (_, batches) = engine.rows(name, query).await?;
    let mut rows = Vec::new();
    for batch in &batches {
        let cells: Vec<Option<canonical::Cells<'_>>> = batch.columns().iter().map(|column| canonical::Cells::of(column).ok()).collect();
        rows.extend(
            (0..batch.num_rows()).map(|row| cells.iter().map(|cells| cells.as_ref().and_then(|cells| cells.text(row)).unwrap_or_default()).collect()),
        );
    }
    Ok(rows)
}
