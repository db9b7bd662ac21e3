//! What runs did. A run's row waits in a file beside the versions until the next commit takes it into `meta.runs`,
//! because a run that changes nothing commits nothing.

use std::collections::{BTreeMap, HashSet};

use arrow::array::AsArray;
use serde::{Deserialize, Serialize};

use super::{DatasetList, Lake, LakeError, Snapshot};
use crate::{
    canonical, meta,
    rows::{self, Cell},
    schema::arrow_schema,
};

pub(super) const FILE: &str = "runs.ndjson";

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It goes on, or was killed.
    EmCurso,
    /// It committed something.
    Ok,
    /// It ended with an error, or a check failed.
    Falhou,
    /// There was nothing to do.
    SemMudanca,
}

impl Status {
    /// The code.
    pub fn word(self) -> &'static str {
        match self {
            Self::EmCurso => "em_curso",
            Self::Ok => "ok",
            Self::Falhou => "falhou",
            Self::SemMudanca => "sem_mudanca",
        }
    }
}

/// One run of a command that writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Its name.
    pub run_id: String,
    /// The command.
    pub command: String,
    /// When it began.
    pub started_at: String,
    /// When it ended.
    pub ended_at: Option<String>,
    /// How it stands.
    pub status: Status,
    /// The instant that was answered for.
    pub as_of_at: String,
    /// The version that was in force before.
    pub parent_version: Option<u64>,
    /// The last version that it committed.
    pub version: Option<u64>,
    /// Program version.
    pub program_version: String,
    /// Hash of the SQL texts.
    pub queries_hash: String,
    /// Hash of the rule texts.
    pub rules_hash: String,
    /// Datasets that were built.
    pub built_n: u64,
    /// Datasets that were up to date.
    pub reused_n: u64,
    /// Rows of the datasets that were built.
    pub rows_written: u64,
    /// The error that ended it.
    pub error_code: Option<String>,
}

impl Run {
    /// The run at its end, microseconds since 1970.
    pub fn ended(self, status: Status, at: i64) -> Self {
        Self { status, ended_at: Some(canonical::instant(at)), ..self }
    }

    /// With what it built, what was up to date, and the rows that it wrote.
    pub fn with_work(self, built_n: u64, reused_n: u64, rows_written: u64) -> Self {
        Self { built_n, reused_n, rows_written, ..self }
    }

    fn cells(&self) -> Vec<Cell> {
        let at = |text: &str| canonical::parse_instant(text);
        vec![
            self.run_id.as_str().into(),
            self.command.as_str().into(),
            at(&self.started_at).unwrap_or_default().into(),
            self.ended_at.as_deref().and_then(at).into(),
            self.status.word().into(),
            at(&self.as_of_at).unwrap_or_default().into(),
            self.parent_version.into(),
            self.version.into(),
            self.program_version.as_str().into(),
            self.queries_hash.as_str().into(),
            self.rules_hash.as_str().into(),
            self.built_n.into(),
            self.reused_n.into(),
            self.rows_written.into(),
            self.error_code.clone().into(),
        ]
    }
}

impl Lake {
    /// Writes down how a run stands. The last line of a run counts; a line begins anew, so that a torn one spoils no other.
    pub async fn note_run(&self, run: &Run) -> Result<(), LakeError> {
        let line = super::manifest::canonical(run, FILE)?;
        self.store().append_hint(FILE, format!("\n{line}\n").into()).await
    }

    /// Runs that no version has taken in yet, in the order of their names. A torn line is none.
    pub async fn waiting_runs(&self) -> Result<Vec<Run>, LakeError> {
        let bytes = self.store().get(FILE).await?.unwrap_or_default();
        let runs = String::from_utf8_lossy(&bytes).lines().filter_map(|line| serde_json::from_str::<Run>(line).ok()).collect::<Vec<_>>();
        let last: BTreeMap<String, Run> = runs.into_iter().map(|run| (run.run_id.clone(), run)).collect();
        Ok(last.into_values().collect())
    }

    /// Forgets the waiting runs that a committed version holds: all of them, as the writer's lock keeps others away.
    pub async fn clear_runs(&self) -> Result<(), LakeError> {
        self.store().put_hint(FILE, bytes::Bytes::new()).await
    }

    /// `meta.runs` of a version that is about to be made: with all that waits and with the run that makes it.
    pub(super) async fn with_runs(&self, parent: &Snapshot, own: &Run) -> Result<DatasetList, LakeError> {
        let list = parent.lists.get(meta::RUNS.name).map_or_else(|| meta::RUNS.empty(), |list| list.as_ref().clone());
        // A writer that was killed between its commit and its last line has left runs here that a version holds already.
        let mut known = HashSet::new();
        for file in &list.files {
            for batch in self.rows(&list, file, &["run_id"]).await? {
                known.extend(batch.column(0).as_string::<i32>().iter().flatten().map(str::to_owned));
            }
        }
        let mut runs = self.waiting_runs().await?;
        runs.retain(|run| run.run_id != own.run_id && !known.contains(&run.run_id));
        // Who holds the lock is the only one at work: what has no end was killed.
        runs.iter_mut().filter(|run| run.status == Status::EmCurso).for_each(|run| run.status = Status::Falhou);
        runs.push(own.clone());
        runs.sort_by(|left, right| left.run_id.cmp(&right.run_id));
        let columns = meta::RUNS.columns();
        let rows: Vec<Vec<Cell>> = runs.iter().map(Run::cells).collect();
        self.append(list, &arrow_schema(&columns), &[rows::batch(&columns, &rows)]).await
    }
}
