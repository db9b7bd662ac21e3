//! What is stale, and why: a dataset's fingerprint is the hash of its text and of its inputs' fingerprints.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use mirante_data::{DatasetName, Snapshot, hash};
use mirante_queries::Engine;

use crate::Graph;

/// What a run would build.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Every selected dataset in order, with its fingerprint and why it would be built; none: it is up to date.
    pub steps: Vec<Step>,
}

/// One dataset of a plan.
#[derive(Debug, Clone)]
pub struct Step {
    /// The dataset.
    pub dataset: DatasetName,
    /// Hash of everything that it depends on.
    pub fingerprint: String,
    /// Why it would be built.
    pub reason: Option<Reason>,
}

/// Why a dataset is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It is in no version yet.
    New,
    /// What it reads has changed: these inputs.
    Inputs(Vec<DatasetName>),
    /// Its own text has changed.
    Text,
    /// It was asked for.
    Asked,
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => out.write_str("new"),
            Self::Text => out.write_str("text changed"),
            Self::Asked => out.write_str("asked for"),
            Self::Inputs(names) => write!(out, "changed: {}", names.iter().map(DatasetName::as_str).collect::<Vec<_>>().join(", ")),
        }
    }
}

impl Plan {
    /// Compares the version's fingerprints with those that its raw datasets and the program's texts would give.
    ///
    /// `selected` limits what is built; `is_full` builds it whatever its fingerprint.
    pub fn of(graph: &Graph, engine: &Engine, snapshot: &Snapshot, selected: Option<&BTreeSet<DatasetName>>, is_full: bool) -> Self {
        let mut fingerprints: BTreeMap<DatasetName, String> = BTreeMap::new();
        let mut changed: BTreeSet<DatasetName> = BTreeSet::new();
        let mut steps = Vec::new();
        for name in &graph.order {
            let mut parts = vec![graph.models[name].hash()];
            for input in graph.inputs(name) {
                let fingerprint = fingerprints.get(input).cloned().unwrap_or_else(|| engine.raw_fingerprint(input));
                parts.push(format!("{input}={fingerprint}"));
            }
            let fingerprint = hash::fingerprint(parts.iter().map(String::as_str));
            let is_selected = selected.is_none_or(|selected| selected.contains(name));
            let known = snapshot.lists.get(name).map(|list| list.fingerprint.as_deref() == Some(fingerprint.as_str()));
            let reason = match known {
                None => Some(Reason::New),
                Some(true) if is_full && is_selected => Some(Reason::Asked),
                Some(true) => None,
                Some(false) => Some(why(graph, name, &changed)),
            };
            if reason.is_some() {
                changed.insert(name.clone());
            }
            // What is not selected stays as the version has it, and so does what its readers depend on.
            match snapshot.lists.get(name).and_then(|list| list.fingerprint.clone()) {
                Some(stored) if !is_selected => fingerprints.insert(name.clone(), stored),
                _ => fingerprints.insert(name.clone(), fingerprint.clone()),
            };
            if is_selected {
                steps.push(Step { dataset: name.clone(), fingerprint, reason });
            }
        }
        Self { steps }
    }

    /// The datasets that would be built, in order.
    pub fn stale(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.reason.is_some())
    }
}

/// Its inputs if one of those is built too or is raw; else its own text.
fn why(graph: &Graph, name: &DatasetName, changed: &BTreeSet<DatasetName>) -> Reason {
    let inputs: Vec<DatasetName> = graph.inputs(name).filter(|input| changed.contains(*input) || input.schema() == "raw").cloned().collect();
    if inputs.is_empty() { Reason::Text } else { Reason::Inputs(inputs) }
}
