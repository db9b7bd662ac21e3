//! Builds what is stale into one draft, independent datasets side by side; checks it; commits it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};

use mirante_data::{
    DatasetName, Lake, Snapshot,
    clock::Clock,
    explain::Exit,
    lake::{DatasetList, Draft, Run, Status},
};
use mirante_queries::{
    Engine, QueryError,
    engine::{Limits, Shape},
    model,
};
use tokio::task::JoinSet;

use crate::{
    Graph, Plan, TransformError,
    check::{self, Checked},
    plan::Step,
    record, steps,
};

/// Everything one transformation needs.
pub struct Transform<'a> {
    /// Where everything lies.
    pub lake: &'a Arc<Lake>,
    /// The order of datasets.
    pub graph: &'a Graph,
    /// The clock.
    pub clock: Clock,
    /// The run: its commit writes it down.
    pub run: Run,
    /// Selections; everything when empty.
    pub select: Vec<String>,
    /// Build also what is up to date.
    pub is_full: bool,
    /// Answer as of this instant instead of the version's own.
    pub as_of: Option<i64>,
    /// What the engine may use.
    pub limits: Limits,
}

/// What one transformation did.
#[derive(Debug)]
pub struct TransformReport {
    /// Datasets that were built, in the order in which they were done.
    pub built: Vec<Built>,
    /// Datasets that were up to date.
    pub reused_n: usize,
    /// What the checks found.
    pub checks: Vec<Checked>,
    /// The new version, none when nothing changed.
    pub version: Option<u64>,
    /// The version in force afterwards.
    pub snapshot: Snapshot,
}

/// A dataset that was built.
#[derive(Debug, Clone)]
pub struct Built {
    /// The dataset.
    pub dataset: DatasetName,
    /// Its rows.
    pub rows: u64,
    /// How long it took.
    pub duration_ms: u64,
}

impl TransformReport {
    /// 1 when a check of severity `error` failed.
    pub fn exit(&self) -> Exit {
        if self.checks.iter().any(Checked::blocks) { Exit::Found } else { Exit::Ok }
    }
}

impl Transform<'_> {
    /// Builds, checks and commits; nothing is committed when building fails.
    pub async fn run(self) -> Result<TransformReport, TransformError> {
        let parent = self.lake.head().await?;
        let selected = if self.select.is_empty() { None } else { Some(self.graph.select(&self.select)?) };
        let graph = &self.graph.at(self.as_of.unwrap_or_else(|| parent.as_of_micros()));
        let engine = self.engine(&parent, false, self.limits)?;
        let plan = Plan::of(graph, &engine, &parent, selected.as_ref(), self.is_full);
        let mut draft = Draft::on(&parent, &self.run.run_id, "transform", &model::texts_hash(), self.clock.now_micros());
        draft.removed = self.orphans(&parent);
        let stale: Vec<Step> = plan.stale().cloned().collect();
        if stale.is_empty() && draft.removed.is_empty() {
            return Ok(TransformReport { built: Vec::new(), reused_n: plan.steps.len(), checks: Vec::new(), version: None, snapshot: parent });
        }
        let built = self.build(graph, &mut draft, &stale).await?;
        let view = draft.view();
        let checks = check::run(self.lake, &view, self.as_of, &self.graph.models, None, self.limits, self.clock).await?;
        draft.failed_checks = Some(check::failed(&checks));
        record::add(self.lake, &mut draft, graph, &checks).await?;
        let status = if checks.iter().any(Checked::blocks) { Status::Falhou } else { Status::Ok };
        let rows = built.iter().map(|built| built.rows).sum();
        let run =
            self.run.clone().ended(status, self.clock.now_micros()).with_work(built.len() as u64, (plan.steps.len() - built.len()) as u64, rows);
        draft.run = Some(run);
        let snapshot = self.lake.commit(draft).await?;
        Ok(TransformReport { reused_n: plan.steps.len() - built.len(), built, checks, version: Some(snapshot.version()), snapshot })
    }

    fn engine(&self, snapshot: &Snapshot, is_timeless: bool, limits: Limits) -> Result<Engine, QueryError> {
        let as_of = if is_timeless { Some(i64::MAX) } else { self.as_of };
        Engine::open(self.lake, snapshot, as_of, &self.graph.models, Shape::Promised, limits)
    }

    /// Datasets that were built once and that nothing defines any more.
    fn orphans(&self, parent: &Snapshot) -> Vec<DatasetName> {
        let is_built = |name: &&DatasetName| matches!(name.schema(), "staging" | "marts" | "figures");
        parent.lists.keys().filter(is_built).filter(|name| !self.graph.models.contains_key(*name)).cloned().collect()
    }

    /// Builds each dataset once everything that it reads is there, as many at once as there are threads.
    async fn build(&self, graph: &Graph, draft: &mut Draft, stale: &[Step]) -> Result<Vec<Built>, TransformError> {
        let names: BTreeSet<&DatasetName> = stale.iter().map(|step| &step.dataset).collect();
        let mut waiting: BTreeMap<DatasetName, (Step, BTreeSet<DatasetName>)> = stale
            .iter()
            .map(|step| {
                let open = graph.inputs(&step.dataset).filter(|input| names.contains(input)).cloned().collect();
                (step.dataset.clone(), (step.clone(), open))
            })
            .collect();
        let models = Arc::new(graph.models.clone());
        let mut running: JoinSet<Result<(DatasetList, u64), TransformError>> = JoinSet::new();
        let mut built = Vec::new();
        while !waiting.is_empty() || !running.is_empty() {
            let ready: Vec<DatasetName> = waiting.iter().filter(|(_, (_, open))| open.is_empty()).map(|(name, _)| name.clone()).collect();
            for name in ready.into_iter().take(self.limits.threads.saturating_sub(running.len())) {
                if let Some((step, _)) = waiting.remove(&name) {
                    tracing::info!(target: "mirante::progress", step = "transform", at = name.as_str(), done = built.len() as u64, all = stale.len() as u64);
                    let is_timeless = graph.models[&name].is_timeless;
                    let view = draft.view();
                    if gives_nothing(graph, &name, &view) {
                        running.spawn(std::future::ready(Ok((graph.models[&name].without_rows(&step.fingerprint), 0))));
                        continue;
                    }
                    let engine = self.engine(&view, is_timeless, self.limits)?;
                    let (lake, models, as_of, sorting) =
                        (self.lake.clone(), models.clone(), engine.as_of(), Limits { sorts_joins: true, ..self.limits });
                    running.spawn(async move {
                        let (begun, model) = (Instant::now(), &models[&name]);
                        let list = match steps::of(&name) {
                            Some(of_step) => of_step.run_into(&engine, &models, model, &step.fingerprint).await?,
                            None => match engine.run_into(model, &step.fingerprint).await {
                                // Joins in memory where they fit, sorted and spilled where they do not.
                                Err(QueryError::Memory { problem, .. }) => {
                                    tracing::info!(dataset = %name, problem, "joining sorted rows instead");
                                    drop(engine);
                                    let engine = Engine::open(&lake, &view, Some(as_of), &models, Shape::Promised, sorting)?;
                                    engine.run_into(model, &step.fingerprint).await?
                                }
                                outcome => outcome?,
                            },
                        };
                        Ok((list, u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX)))
                    });
                }
            }
            let Some(done) = running.join_next().await else { break };
            let (list, duration_ms) = done.map_err(|error| QueryError::Run { name: "transform".to_owned(), problem: error.to_string() })??;
            tracing::debug!(dataset = %list.dataset, rows = list.rows(), duration_ms, "built");
            waiting.values_mut().for_each(|(_, open)| {
                open.remove(&list.dataset);
            });
            built.push(Built { dataset: list.dataset.clone(), rows: list.rows(), duration_ms });
            draft.changed.insert(list.dataset.clone(), list);
        }
        Ok(built)
    }
}

/// Does a dataset surely have no rows, for those that it reads have none? Then it needs no engine.
fn gives_nothing(graph: &Graph, name: &DatasetName, view: &Snapshot) -> bool {
    let is_empty = |read: &DatasetName| view.lists.get(read).is_none_or(|list| list.files.is_empty());
    graph.planned.get(name).is_some_and(|planned| planned.nothing.holds(&is_empty))
}

/// What the lint has against the models, by dataset.
pub fn lint(graph: &Graph) -> Result<(), TransformError> {
    let findings: Vec<String> =
        graph.planned.iter().flat_map(|(name, planned)| planned.findings.iter().map(move |finding| format!("{name}: {finding}"))).collect();
    if findings.is_empty() { Ok(()) } else { Err(TransformError::Lint { count: findings.len(), findings: mirante_data::explain::list(&findings) }) }
}
