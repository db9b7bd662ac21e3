//! A draft becomes a version: lists and files first, then the manifest, created only if absent.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Body, Checkpoint, DatasetList, HEAD, Lake, LakeError, LoadState, Manifest, Parent, Put, Run, Snapshot,
    manifest::{self, FailedCheck, canonical},
};
use crate::{DatasetName, canonical::instant, hash};

/// What a run wants to commit on top of the version that it pinned.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The version it was made from.
    pub parent: Snapshot,
    /// The run.
    pub run_id: String,
    /// The command.
    pub command: String,
    /// Hash of the program's SQL texts.
    pub queries_hash: String,
    /// Instant of the commit, microseconds since 1970.
    pub committed_at: i64,
    /// Newest `_recorded_at` after this commit.
    pub as_of: i64,
    /// Are the rows synthetic?
    pub is_synthetic: bool,
    /// The vault whose pseudonyms stand for people.
    pub vault: Option<String>,
    /// Datasets that change.
    pub changed: BTreeMap<DatasetName, DatasetList>,
    /// Datasets that no longer exist.
    pub removed: Vec<DatasetName>,
    /// Loads that advance.
    pub loads: BTreeMap<String, LoadState>,
    /// The run, when this is its last commit: it is written down in it.
    pub run: Option<Run>,
    /// Checks that failed on the draft; `None` keeps those of the parent.
    pub failed_checks: Option<BTreeMap<String, FailedCheck>>,
    /// Versions that are given up with this one.
    pub collected: Vec<u64>,
    /// Files whose rows expire with this one.
    pub expired: Vec<String>,
}

impl Draft {
    /// An empty draft on a pinned version, which answers for the same instant as its parent.
    pub fn on(parent: &Snapshot, run_id: &str, command: &str, queries_hash: &str, now: i64) -> Self {
        Self {
            run_id: run_id.to_owned(),
            command: command.to_owned(),
            queries_hash: queries_hash.to_owned(),
            committed_at: now,
            as_of: parent.as_of_micros(),
            is_synthetic: parent.manifest.as_ref().is_some_and(|manifest| manifest.body.is_synthetic),
            vault: parent.manifest.as_ref().and_then(|manifest| manifest.body.vault.clone()),
            changed: BTreeMap::new(),
            removed: Vec::new(),
            loads: BTreeMap::new(),
            run: None,
            failed_checks: None,
            collected: Vec::new(),
            expired: Vec::new(),
            parent: parent.clone(),
        }
    }

    /// The draft as readers would see it: what it changes over what its parent has.
    pub fn view(&self) -> Snapshot {
        let mut lists = self.parent.lists.clone();
        for name in &self.removed {
            lists.remove(name);
        }
        lists.extend(self.changed.iter().map(|(name, list)| (name.clone(), Arc::new(list.clone()))));
        Snapshot { manifest: self.parent.manifest.clone(), lists, alarms: Vec::new() }
    }

    /// Would committing change anything that a reader can see?
    pub fn is_empty(&self) -> bool {
        let body = self.parent.manifest.as_ref().map(|manifest| &manifest.body);
        let same_checks = self.failed_checks.as_ref().is_none_or(|failed| body.map_or(failed.is_empty(), |body| body.failed_checks == *failed));
        self.changed.is_empty()
            && self.removed.is_empty()
            && self.loads.is_empty()
            && self.collected.is_empty()
            && self.expired.is_empty()
            && same_checks
    }
}

impl Lake {
    /// Commits a draft: afterwards the version is there whole, or not at all.
    pub async fn commit(&self, mut draft: Draft) -> Result<Snapshot, LakeError> {
        let version = self.next_version().await?;
        if let Some(run) = &mut draft.run {
            run.version = Some(version);
            run.as_of_at = instant(draft.as_of);
            let runs = self.with_runs(&draft.parent, run).await?;
            draft.changed.insert(runs.dataset.clone(), runs);
        }
        for list in draft.changed.values() {
            for file in &list.files {
                self.verify_file(file, "the draft").await?;
            }
        }
        let mut datasets = draft.parent.manifest.as_ref().map(|manifest| manifest.body.datasets.clone()).unwrap_or_default();
        for name in &draft.removed {
            datasets.remove(name);
        }
        for (name, list) in &draft.changed {
            let text = canonical(list, name.as_str())?;
            let hash = hash::hex(text.as_bytes());
            self.store().put_new(&DatasetList::path(&hash), text.into()).await?;
            self.list(name, &hash, "the draft").await?;
            datasets.insert(name.clone(), hash);
        }
        let manifest = Manifest::seal(body(&draft, version, datasets))?;
        self.publish(&manifest).await?;
        let view = draft.view();
        Ok(Snapshot { manifest: Some(Arc::new(manifest)), ..view })
    }

    /// The number of the next version: one that was ever committed is not given again, also when its manifest has been lost.
    pub async fn next_version(&self) -> Result<u64, LakeError> {
        let remembered = self.checkpoint().await?.map_or(0, |known| known.version);
        Ok(self.versions().await?.last().copied().unwrap_or(0).max(remembered) + 1)
    }

    /// Creates the manifest only if absent: this is the commit.
    async fn publish(&self, manifest: &Manifest) -> Result<(), LakeError> {
        let version = manifest.body.version;
        let path = manifest::version_path(version);
        let text = manifest.to_text()?;
        let outcome = self.store().put_new(&path, text.clone().into()).await;
        if !matches!(outcome, Ok(Put::Created)) {
            // The answer may have been lost on its way: what is stored decides.
            let stored = self.store().get(&path).await?;
            if stored.as_deref() != Some(text.as_bytes()) {
                outcome?;
                return Err(LakeError::Conflict { version });
            }
        }
        let checkpoint = Checkpoint { version, hash: manifest.hash.clone() };
        // A lost hint costs the next reader a longer walk and nothing else.
        let _ = self.store().put_hint(HEAD, canonical(&checkpoint, HEAD)?.into()).await;
        Ok(())
    }
}

fn body(draft: &Draft, version: u64, datasets: BTreeMap<DatasetName, String>) -> Body {
    let parent = draft.parent.manifest.as_ref();
    let mut loads = parent.map(|manifest| manifest.body.loads.clone()).unwrap_or_default();
    loads.extend(draft.loads.clone());
    Body {
        format: manifest::FORMAT,
        version,
        parent: parent.map(|manifest| Parent { version: manifest.body.version, hash: manifest.hash.clone() }),
        run_id: draft.run_id.clone(),
        command: draft.command.clone(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        committed_at: instant(draft.committed_at),
        as_of: instant(draft.as_of),
        queries_hash: draft.queries_hash.clone(),
        is_synthetic: draft.is_synthetic,
        vault: draft.vault.clone(),
        datasets,
        loads,
        collected: draft.collected.clone(),
        expired: draft.expired.clone(),
        failed_checks: draft.failed_checks.clone().unwrap_or_else(|| parent.map(|manifest| manifest.body.failed_checks.clone()).unwrap_or_default()),
    }
}
