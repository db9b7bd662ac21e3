//! A version becomes an edition: the gate, the seal, the name. Nothing is committed to the lake's versions.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use mirante_data::{
    DatasetName, Lake, Snapshot, canonical,
    clock::Clock,
    lake::{
        Edition, Sealed,
        edition::{Correction, Link, is_edition_name},
    },
};
use mirante_queries::{
    Engine,
    engine::{Limits, Shape},
};

use crate::{
    Graph, Plan, Reason, TransformError,
    proof::{self, Proof},
};

/// The one audience while there are no accounts: everybody who can read the lake.
pub const AUDIENCE: &str = "completo";

/// What is to be published.
#[derive(Debug, Clone)]
pub struct Publication {
    /// The edition's name.
    pub name: String,
    /// What people call it; the name when nothing else is said.
    pub title: Option<String>,
    /// The assembly's decision.
    pub decision_id: Option<String>,
    /// The edition that it corrects, and why.
    pub supersedes: Option<Correction>,
    /// Who publishes.
    pub published_by: String,
}

/// Publishes a version under a name of its own.
pub async fn publish(lake: &Arc<Lake>, snapshot: &Snapshot, graph: &Graph, clock: Clock, wanted: Publication) -> Result<Sealed, TransformError> {
    if !is_edition_name(&wanted.name) {
        return Err(TransformError::EditionName { name: wanted.name });
    }
    let Some(manifest) = &snapshot.manifest else { return Err(TransformError::NothingToPublish {}) };
    if let Some(correction) = &wanted.supersedes {
        lake.edition(&correction.name).await?;
    }
    let unproven = gate(lake, snapshot, graph).await?;
    // A seal over bytes that nobody has looked at would promise too much.
    lake.verify(Some(snapshot.version())).await?;
    let failed = &manifest.body.failed_checks;
    let previous = lake.editions().await?.pop();
    let checks_n = checks_of(lake, snapshot).await?;
    let edition = Edition {
        title: wanted.title.unwrap_or_else(|| wanted.name.clone()),
        name: wanted.name,
        version: manifest.body.version,
        version_hash: manifest.hash.clone(),
        as_of: manifest.body.as_of.clone(),
        published_at: canonical::instant(clock.now_micros()),
        published_by: wanted.published_by,
        decision_id: wanted.decision_id,
        previous: previous.map(|sealed| Link { name: sealed.edition.name, seal: sealed.seal }),
        supersedes: wanted.supersedes,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        is_synthetic: manifest.body.is_synthetic,
        checks_passed_n: checks_n.saturating_sub(failed.len() as u64),
        warnings_n: failed.len() as u64,
        unproven,
        figures: BTreeMap::from([(AUDIENCE.to_owned(), figures(snapshot))]),
    };
    Ok(lake.create_edition(edition).await?)
}

/// The figures of the version, each with the hash of the list of its rows.
fn figures(snapshot: &Snapshot) -> BTreeMap<String, String> {
    let datasets = snapshot.manifest.iter().flat_map(|manifest| &manifest.body.datasets);
    datasets.filter(|(name, _)| name.schema() == "figures").map(|(name, hash)| (name.short().to_owned(), hash.clone())).collect()
}

/// A version may be published when no check of severity `error` failed on it, what it shows was computed from all that it
/// holds, no load stands still for longer than its contract lets it, and no money is made of records of which some are
/// known to be missing. The figures whose money nobody has proven.
async fn gate(lake: &Arc<Lake>, snapshot: &Snapshot, graph: &Graph) -> Result<Vec<String>, TransformError> {
    let failed = snapshot.manifest.iter().flat_map(|manifest| &manifest.body.failed_checks);
    let blocking: Vec<String> = failed.filter(|(_, check)| check.severity == "error").map(|(name, _)| name.clone()).collect();
    if !blocking.is_empty() {
        return Err(TransformError::ChecksFailed { version: snapshot.version(), checks: mirante_data::explain::list(&blocking) });
    }
    let graph = graph.at(snapshot.as_of_micros());
    let engine = Engine::open(lake, snapshot, None, &graph.models, Shape::Promised, Limits::default())?;
    let plan = Plan::of(&graph, &engine, snapshot, None, false);
    // Another program may say things otherwise; only records that nothing has looked at yet are in the way.
    let behind: Vec<String> =
        plan.stale().filter(|step| matches!(step.reason, Some(Reason::Inputs(_) | Reason::New))).map(|step| step.dataset.to_string()).collect();
    if let Some(first) = behind.first() {
        return Err(TransformError::Behind { version: snapshot.version(), count: behind.len(), dataset: first.clone() });
    }
    let engine = Engine::open(lake, snapshot, None, &graph.models, Shape::Stored, Limits::default())?;
    fresh(lake, snapshot, &graph, &engine).await?;
    proven(snapshot, &graph, &engine).await
}

/// Does the version hold this dataset?
fn is_there(snapshot: &Snapshot, name: &str) -> bool {
    snapshot.lists.contains_key(name)
}

async fn fresh(lake: &Lake, snapshot: &Snapshot, graph: &Graph, engine: &Engine) -> Result<(), TransformError> {
    if !is_there(snapshot, "meta.freshness") {
        return Ok(());
    }
    let shown = graph.models.keys().filter(|name| name.schema() == "figures" && is_there(snapshot, name.as_str()));
    let records: BTreeSet<DatasetName> = shown.flat_map(|name| proof::records(graph, name)).collect();
    let stale = proof::stale(lake, snapshot, engine).await?;
    match stale.into_iter().find(|(_, dataset, ..)| records.contains(dataset)) {
        Some((load, dataset, age, limit)) => {
            Err(TransformError::Stale { version: snapshot.version(), load, dataset: dataset.to_string(), age: period(age), limit: period(limit) })
        }
        None => Ok(()),
    }
}

/// Minutes as contracts write them: `7d`, `36h`, `90m`.
fn period(minutes: i64) -> String {
    match minutes {
        _ if minutes >= 2 * 1440 => format!("{}d", minutes / 1440),
        _ if minutes >= 120 => format!("{}h", minutes / 60),
        _ => format!("{minutes}m"),
    }
}

async fn proven(snapshot: &Snapshot, graph: &Graph, engine: &Engine) -> Result<Vec<String>, TransformError> {
    if !is_there(snapshot, "meta.completeness") {
        return Ok(Vec::new());
    }
    let said = proof::said(engine).await?;
    let money = proof::money(graph);
    let money: Vec<_> = money.into_iter().filter(|(name, _)| is_there(snapshot, name.as_str())).collect();
    for (dataset, _) in said.iter().filter(|(_, proof)| **proof == Proof::Incomplete) {
        let count = money.iter().filter(|(_, records)| records.contains(dataset)).count();
        if count > 0 {
            return Err(TransformError::Incomplete { version: snapshot.version(), dataset: dataset.to_string(), count });
        }
    }
    let figures = money.iter().filter(|(name, _)| name.schema() == "figures");
    Ok(figures.filter(|(name, _)| proof::of(graph, name, &said) != Proof::Summed).map(|(name, _)| name.short().to_owned()).collect())
}

/// How many checks the version was asked.
async fn checks_of(lake: &Lake, snapshot: &Snapshot) -> Result<u64, TransformError> {
    let name: DatasetName = mirante_data::meta::CHECKS.dataset();
    let Some(list) = snapshot.lists.get(&name) else { return Ok(0) };
    let mut count = 0;
    for file in &list.files {
        for batch in lake.rows(list, file, &["version"]).await? {
            let versions = mirante_data::arrow::array::AsArray::as_primitive::<mirante_data::arrow::datatypes::Int64Type>(batch.column(0));
            count += versions.values().iter().filter(|version| u64::try_from(**version) == Ok(snapshot.version())).count() as u64;
        }
    }
    Ok(count)
}
