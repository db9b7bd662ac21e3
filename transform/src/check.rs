//! Checks run on a draft before its commit, and on any version afterwards.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};

use mirante_data::{DatasetName, Lake, Snapshot, arrow::array::RecordBatch, canonical::Cells, clock::Clock, lake::manifest::FailedCheck};
use mirante_queries::{
    Engine, Model,
    checks::{self, Check},
    engine::{Limits, Shape},
    header::Severity,
};

use crate::TransformError;

/// Keys that a failed check shows.
const SAMPLE: usize = 20;

/// What one check found.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The check.
    pub check: Check,
    /// Offending rows; zero = healthy.
    pub offending_n: u64,
    /// The first few of them in the order of their text, a line each.
    pub sample: Vec<String>,
    /// How long it took.
    pub duration_ms: u64,
}

impl Checked {
    /// Did it find nothing?
    pub fn passed(&self) -> bool {
        self.offending_n == 0
    }

    /// Does it keep the version from being published?
    pub fn blocks(&self) -> bool {
        !self.passed() && self.check.severity == Severity::Error
    }
}

/// Asks every question of one version, or only those about these datasets.
pub async fn run(
    lake: &Arc<Lake>,
    snapshot: &Snapshot,
    as_of: Option<i64>,
    models: &BTreeMap<DatasetName, Model>,
    only: Option<&BTreeSet<DatasetName>>,
    limits: Limits,
    clock: Clock,
) -> Result<Vec<Checked>, TransformError> {
    let engine = Engine::open(lake, snapshot, as_of, models, Shape::Stored, limits)?;
    let mut results = Vec::new();
    let built = models.values().filter(|model| snapshot.lists.contains_key(&model.name));
    for check in checks::all(built, snapshot)? {
        let is_asked = only.is_none_or(|only| check.dataset.as_ref().is_some_and(|dataset| only.contains(dataset)));
        // Of what has no rows none can offend.
        let has_rows = check.dataset.as_ref().and_then(|dataset| snapshot.lists.get(dataset)).is_none_or(|list| !list.files.is_empty());
        if is_asked && has_rows {
            results.push(ask(&engine, check, clock).await?);
        } else if is_asked {
            results.push(Checked { check, offending_n: 0, sample: Vec::new(), duration_ms: 0 });
        }
    }
    Ok(results)
}

/// Asks one question.
pub async fn ask(engine: &Engine, check: Check, clock: Clock) -> Result<Checked, TransformError> {
    let begun = Instant::now();
    let mut offending_n = 0;
    // The smallest lines: the same ones however the engine shares the work out.
    let mut sample: BTreeSet<String> = BTreeSet::new();
    engine
        .each(&check.name, &check.sql, |batch| {
            offending_n += batch.num_rows() as u64;
            for row in 0..batch.num_rows() {
                let line = line(batch, row);
                if sample.len() < SAMPLE || sample.last().is_some_and(|last| line < *last) {
                    sample.insert(line);
                }
                if sample.len() > SAMPLE {
                    sample.pop_last();
                }
            }
        })
        .await?;
    Ok(Checked { check, offending_n, sample: sample.into_iter().collect(), duration_ms: clock.millis_since(begun) })
}

/// The first cells of a row: its key, in the order in which checks name columns.
fn line(batch: &RecordBatch, row: usize) -> String {
    let cells = batch.columns().iter().take(4).map(|column| Cells::of(column).ok().and_then(|cells| cells.text(row)).unwrap_or_default());
    cells.collect::<Vec<_>>().join(" · ")
}

/// The failed ones, as the manifest remembers them.
pub fn failed(results: &[Checked]) -> BTreeMap<String, FailedCheck> {
    let failed = results.iter().filter(|result| !result.passed());
    failed
        .map(|result| (result.check.name.clone(), FailedCheck { severity: result.check.severity.word().to_owned(), offending_n: result.offending_n }))
        .collect()
}
