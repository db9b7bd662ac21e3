//! One ingestion: open → read → coerce → merge → one commit with cursors and rejects. Loads fail alone.

use std::{collections::HashSet, path::Path};

use mirante_data::{
    DatasetName, Lake, Snapshot,
    arrow::{
        array::{AsArray, RecordBatch},
        datatypes::TimestampMicrosecondType,
    },
    clock::Clock,
    contract::hint,
    detail,
    explain::{Detail, Details},
    hash,
    lake::{DatasetList, Draft, LoadState},
    meta::{batch_columns, reject_columns},
    name::did_you_mean,
    schema::{arrow_schema, raw_schema},
};

use crate::{
    IngestError, SourceConfig,
    coerce::{Coercer, Typed},
    mapping::Mapping,
    merge::{self, Incoming, Policy, Stamp},
    meta::{self, BatchRow, Reject, RejectRow},
    people::People,
    source::{self, Request},
};

mod reading;
mod report;
mod survey;

use reading::{Group, Reading};
use report::counts;

pub use report::{Counts, LoadReport, Report};
pub use survey::{Found, Survey, survey};

const SHOWN_REJECTS: usize = 5;

/// What grows while loads are merged, and becomes one commit.
struct Pending {
    draft: Draft,
    /// One instant for all rows of the commit.
    recorded_at: i64,
    batches: Vec<BatchRow>,
    rejects: Vec<RejectRow>,
    /// Loads that advance, with the dataset that each fills.
    states: Vec<(String, &'static DatasetName, LoadState)>,
}

/// One load's rows against what the lake holds.
struct Merged {
    incoming: Incoming,
    decisions: merge::Decisions,
    list: DatasetList,
    state: LoadState,
    refused: Vec<Reject>,
    counts: Counts,
    notes: Vec<Detail>,
}

/// Everything one ingestion needs.
pub struct Ingest<'a> {
    /// The project's folder: sources' folders are relative to it.
    pub project: &'a Path,
    /// Where the rows go.
    pub lake: &'a Lake,
    /// The configured sources.
    pub sources: &'a [SourceConfig],
    /// People's keys → pseudonyms.
    pub people: &'a mut dyn People,
    /// The clock.
    pub clock: Clock,
    /// Names the run.
    pub run_id: String,
    /// Hash of the program's SQL texts, for the manifest.
    pub queries_hash: String,
    /// Only these sources or loads; all when empty.
    pub only: Vec<String>,
    /// Are the records made up? Once they are, every later version says so.
    pub is_synthetic: bool,
    /// Read files again that look unchanged.
    pub is_full: bool,
    /// Decide everything, write nothing.
    pub is_dry_run: bool,
}

/// Checks the configuration of all sources at once; the mappings by source, in order.
pub fn mappings(sources: &[SourceConfig]) -> Result<Vec<Vec<Mapping>>, IngestError> {
    let mut problems = Vec::new();
    let mut names = HashSet::new();
    let mut all = Vec::new();
    for source in sources {
        let mut of_source = Vec::new();
        for load in &source.loads {
            let name = format!("{}.{}", source.name, load.name());
            match Mapping::build(source, load) {
                Ok(mapping) => of_source.push(mapping),
                Err(found) => problems.extend(found.into_iter().map(|problem| match problem.parts().at {
                    Some(_) => problem,
                    None => problem.at(&format!("`{name}`")),
                })),
            }
            if !names.insert(name.clone()) {
                problems.push(detail!("d-two-loads", "two loads are called `{load}`; give one of them a `name`", load = name));
            }
        }
        if source.loads.is_empty() {
            problems.push(detail!("d-no-loads", "source `{source}` has no `[[sources.loads]]`", source = source.name));
        }
        all.push(of_source);
    }
    if problems.is_empty() { Ok(all) } else { Err(IngestError::Config { problems: Details(problems) }) }
}

impl Ingest<'_> {
    /// Reads every chosen load and commits what changed, all of it or nothing.
    pub async fn run(mut self) -> Result<Report, IngestError> {
        let mappings = mappings(self.sources)?;
        self.check_choice(&mappings)?;
        let parent = self.lake.head().await?;
        check_vault(&parent, self.people.identity())?;
        let now = self.clock.now_micros();
        let recorded_at = now.max(parent.as_of_micros() + 1);
        let mut draft = Draft::on(&parent, &self.run_id, "ingest", &self.queries_hash, now);
        draft.is_synthetic |= self.is_synthetic;
        draft.vault = Some(self.people.identity().to_owned());
        let mut pending = Pending { draft, recorded_at, batches: Vec::new(), rejects: Vec::new(), states: Vec::new() };
        let mut reports = Vec::new();
        for (source, mappings) in self.sources.iter().zip(&mappings) {
            let chosen: Vec<&Mapping> = mappings.iter().filter(|mapping| self.is_chosen(source, mapping)).collect();
            for group in Group::of(source, chosen) {
                for (load, reading) in self.read(&group, &parent).await {
                    let outcome = match reading {
                        Ok(Some(reading)) => self.take(load, reading, source, &mut pending).await,
                        Ok(None) => Ok(LoadReport::of(load, Ok(Counts::default()))),
                        Err(error) => Err(error),
                    };
                    reports.push(match outcome {
                        // A lake that does not answer is no fault of one load.
                        Err(error @ IngestError::Lake { .. }) => return Err(error),
                        Err(error) => LoadReport::of(load, Err(error)),
                        Ok(report) => report,
                    });
                }
            }
        }
        let version = self.commit(pending).await?;
        let snapshot = version.clone().unwrap_or(parent);
        Ok(Report { loads: reports, version: version.map(|version| version.version()), snapshot })
    }

    fn is_chosen(&self, source: &SourceConfig, mapping: &Mapping) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| *name == source.name || *name == mapping.load || *name == mapping.config.name())
    }

    fn check_choice(&self, mappings: &[Vec<Mapping>]) -> Result<(), IngestError> {
        let mut known: Vec<&str> = self.sources.iter().map(|source| source.name.as_str()).collect();
        known.extend(mappings.iter().flatten().flat_map(|mapping| [mapping.load.as_str(), mapping.config.name()]));
        match self.only.iter().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(IngestError::UnknownLoad { name: name.clone(), hint: hint(did_you_mean(name, known)) }),
            None => Ok(()),
        }
    }

    /// Reads the files of a group once, and types the rows for each of its loads.
    async fn read<'g>(&mut self, group: &Group<'g>, parent: &Snapshot) -> Vec<(&'g Mapping, Result<Option<Reading>, IngestError>)> {
        let plan = match group.plan(self.project, parent, self.is_full) {
            Ok(Some(plan)) => plan,
            Ok(None) => return group.loads.iter().map(|load| (*load, Ok(None))).collect(),
            Err(error) => return group.each_fails(&error),
        };
        let mut readings: Vec<Result<Reading, IngestError>> = group.loads.iter().map(|load| group.check_columns(load, &plan, parent)).collect();
        if let Err(error) = self.read_files(group, &plan, &mut readings).await {
            return group.each_fails(&error);
        }
        group.loads.iter().copied().zip(readings.into_iter().map(|reading| reading.map(Some))).collect()
    }

    async fn read_files(
        &mut self,
        group: &Group<'_>,
        plan: &reading::Plan,
        readings: &mut [Result<Reading, IngestError>],
    ) -> Result<(), IngestError> {
        let people_columns = group.people_columns();
        let mut coercers: Vec<Coercer<'_>> = group.loads.iter().map(|load| Coercer::new(load, &group.source.name, &people_columns)).collect();
        let request = Request { load: group.label(), files: plan.files.clone(), columns: group.source_columns(), life_cycle: group.life_cycle() };
        let mut opened = source::open(group.source, request);
        while let Some(batch) = opened.next_batch().await? {
            let count = (batch.rows.len() + batch.broken.len()) as u64;
            for (coercer, reading) in coercers.iter_mut().zip(readings.iter_mut()) {
                let Ok(reading) = reading else { continue };
                reading.read += count;
                reading.parts.push(coercer.coerce(&batch, self.people, &mut reading.rejects)?);
            }
        }
        if let Some(note) = opened.note() {
            readings.iter_mut().flatten().for_each(|reading| reading.notes.push(note.clone()));
        }
        Ok(())
    }

    /// Merges one load's reading into the draft.
    async fn take(&self, mapping: &Mapping, reading: Reading, source: &SourceConfig, pending: &mut Pending) -> Result<LoadReport, IngestError> {
        let schema_change = reading.schema_change.clone();
        let Merged { incoming, decisions, list, state, mut refused, counts, notes } = self.merge(mapping, reading, source, pending).await?;
        let parent = pending.draft.parent.version().to_string();
        let named_by = hash::fingerprint([state.sum.as_str(), &parent, &counts.read.to_string(), &self.run_id]);
        let batch_id = format!("{}-{}", mapping.load, &named_by[..12]);
        if !decisions.is_empty() && !self.is_dry_run {
            let stamp = Stamp { source: &source.name, batch_id: &batch_id, recorded_at: pending.recorded_at };
            let changed = merge::changed_rows(self.lake, &list, mapping.contract, &incoming, &decisions, stamp).await?;
            let list = self.lake.append(list, &raw_schema(&mapping.contract.columns()), &[changed]).await?;
            pending.draft.changed.insert(list.dataset.clone(), list);
            pending.draft.as_of = pending.recorded_at;
        }
        let batch = BatchRow {
            batch_id,
            run_id: self.run_id.clone(),
            source: source.name.clone(),
            load: mapping.load.clone(),
            dataset: mapping.contract.dataset.to_string(),
            started_at: pending.draft.committed_at,
            ended_at: self.clock.now_micros().max(pending.draft.committed_at),
            counts: counts.columns(),
            schema_change,
            note: (!notes.is_empty()).then(|| notes.iter().map(Detail::to_string).collect::<Vec<_>>().join("; ")),
        };
        pending.rejects.extend(name_rejects(&batch, &refused));
        pending.batches.push(batch);
        if !pending.draft.parent.load(&mapping.load).is_some_and(|known| is_same_content(known, &state)) {
            pending.states.push((mapping.load.clone(), &mapping.contract.dataset, state));
        }
        refused.truncate(SHOWN_REJECTS);
        Ok(LoadReport { rejects: refused, notes, ..LoadReport::of(mapping, Ok(counts)) })
    }

    /// Decides what a reading changes; every row that was read is accounted for, or it is an error.
    async fn merge(&self, mapping: &Mapping, reading: Reading, source: &SourceConfig, pending: &Pending) -> Result<Merged, IngestError> {
        let Reading { read, parts, rejects: mut refused, state, is_complete, mut notes, bytes, .. } = reading;
        let (contract, draft) = (mapping.contract, &pending.draft);
        let policy = Policy::of(contract, mapping.is_fact(), is_complete, mapping.config.deletes.is_some(), pending.recorded_at);
        let incoming = gather(mapping, parts)?;
        let (standing, mut decisions) = merge::settle(&incoming, policy);
        let (rows, sum) = if is_complete { incoming.digest(&standing) } else { (0, String::new()) };
        let mut state = LoadState { rows, sum, ..state };
        let list = raw_list(draft, mapping);
        let before = draft.parent.load(&mapping.load);
        if !self.is_full && is_complete && before.is_some_and(|known| has_same_digest(known, &state, &list)) {
            decisions.unchanged_n += standing.len() as u64;
        } else {
            let current = merge::current(self.lake, &list, contract, &source.name, &mapping.load).await?;
            if policy.deletes_missing && standing.is_empty() && merge::live_rows(&current) > 0 {
                return Err(IngestError::Emptied { load: mapping.load.clone(), rows: merge::live_rows(&current) });
            }
            merge::decide(&incoming, &standing, &current, policy, &mut decisions);
        }
        if policy.deletes_missing && incoming.has_unknown_keys {
            notes.push(detail!("d-unknown-keys", "rows were refused whose key cannot be read, so nothing was taken as missing"));
        }
        let later = rows_after(&incoming, pending.recorded_at);
        if later > 0 {
            notes.push(detail!("d-future", "{rows} rows lie in the future and count from then on", rows = later));
        }
        if !decisions.rejected.is_empty() {
            // A row that was refused for what the lake held may be let in later: the next read decides anew.
            state.sum = String::new();
        }
        refused.extend(decisions.rejected.iter().map(|(row, reason)| late_reject(mapping, &incoming, *row, *reason)));
        let counts = counts(read, bytes, &decisions, refused.len() as u64);
        if counts.read != counts.accounted() {
            return Err(IngestError::Unbalanced { load: mapping.load.clone(), read, accounted: counts.accounted() });
        }
        check_budget(mapping, &counts, &refused)?;
        Ok(Merged { incoming, decisions, list, state, refused, counts, notes })
    }

    /// Commits rows, batches, rejects and load states together; none of it when nothing changed.
    async fn commit(&mut self, pending: Pending) -> Result<Option<Snapshot>, IngestError> {
        let Pending { mut draft, batches, rejects, states, .. } = pending;
        let rejects = self.new_rejects(&draft, rejects).await?;
        if draft.changed.is_empty() && states.is_empty() && rejects.is_empty() || self.is_dry_run {
            return Ok(None);
        }
        self.people.save()?;
        for (load, dataset, state) in states {
            let list = draft.changed.get(dataset).or_else(|| draft.parent.lists.get(dataset).map(AsRef::as_ref));
            let list = list.map(DatasetList::files_hash).unwrap_or_default();
            draft.loads.insert(load, LoadState { list, ..state });
        }
        self.append_meta(&mut draft, meta::empty_list("meta.batches", batch_columns(), "batch_id"), meta::batch_rows(batches)).await?;
        if !rejects.is_empty() {
            self.append_meta(&mut draft, meta::empty_list("meta.rejects", reject_columns(), "reject_id"), meta::reject_rows(rejects)).await?;
        }
        Ok(Some(self.lake.commit(draft).await?))
    }

    async fn append_meta(&self, draft: &mut Draft, empty: DatasetList, rows: RecordBatch) -> Result<(), IngestError> {
        let schema = arrow_schema(&empty.columns);
        let list = draft.parent.lists.get(&empty.dataset).map_or(empty, |list| list.as_ref().clone());
        let list = self.lake.append(list, &schema, &[rows]).await?;
        draft.changed.insert(list.dataset.clone(), list);
        Ok(())
    }

    /// The rejects that the lake does not know yet: the same row refused again for the same reason is the same reject.
    async fn new_rejects(&self, draft: &Draft, rejects: Vec<RejectRow>) -> Result<Vec<RejectRow>, IngestError> {
        let Some(list) = draft.parent.lists.get("meta.rejects").filter(|_| !rejects.is_empty()) else { return Ok(rejects) };
        let mut known = HashSet::new();
        for file in &list.files {
            for batch in self.lake.rows(list, file, &["reject_id"]).await? {
                known.extend(batch.column(0).as_string::<i32>().iter().flatten().map(str::to_owned));
            }
        }
        Ok(rejects.into_iter().filter(|row| !known.contains(&row.reject_id)).collect())
    }
}

/// Pseudonyms are random: with another vault every row about a person would change, and nobody could tell why.
fn check_vault(parent: &Snapshot, found: &str) -> Result<(), IngestError> {
    match parent.manifest.as_ref().and_then(|manifest| manifest.body.vault.as_deref()) {
        Some(expected) if expected != found => Err(IngestError::OtherVault { expected: expected.to_owned(), found: found.to_owned() }),
        _ => Ok(()),
    }
}

fn gather(mapping: &Mapping, parts: Vec<Typed>) -> Result<Incoming, IngestError> {
    Incoming::gather(mapping.contract, parts).map_err(|problem| IngestError::Assemble { load: mapping.load.clone(), problem })
}

/// The files of the load's dataset as the draft has them so far.
fn raw_list(draft: &Draft, mapping: &Mapping) -> DatasetList {
    let contract = mapping.contract;
    let known = draft.changed.get(&contract.dataset).or_else(|| draft.parent.lists.get(&contract.dataset).map(AsRef::as_ref));
    known.cloned().unwrap_or_else(|| DatasetList {
        dataset: contract.dataset.clone(),
        columns: contract.columns(),
        sorted_by: contract.key.clone(),
        fingerprint: None,
        files: Vec::new(),
    })
}

/// Equal digests under equal mappings, and nobody else has written to the dataset since: nothing to merge.
fn has_same_digest(known: &LoadState, state: &LoadState, list: &DatasetList) -> bool {
    known.rows == state.rows && known.sum == state.sum && known.mapping == state.mapping && known.list == list.files_hash()
}

/// Events that have not happened yet.
fn rows_after(incoming: &Incoming, recorded_at: i64) -> u64 {
    let at = incoming.rows.column_by_name("occurred_at").and_then(|array| array.as_primitive_opt::<TimestampMicrosecondType>());
    at.map_or(0, |at| at.iter().flatten().filter(|at| *at > recorded_at).count() as u64)
}

/// A touched file is no news: only content, mapping and digests are.
fn is_same_content(known: &LoadState, state: &LoadState) -> bool {
    let content = |state: &LoadState| state.files.iter().map(|file| (file.path.clone(), file.blake3.clone())).collect::<Vec<_>>();
    let rest = |state: &LoadState| LoadState { files: Vec::new(), list: String::new(), ..state.clone() };
    content(known) == content(state) && rest(known) == rest(state)
}

/// A row that was typed well and still may not be merged.
fn late_reject(mapping: &Mapping, incoming: &Incoming, row: usize, reason: meta::Reason) -> Reject {
    use mirante_data::canonical::Cells;
    let cell = |name: &String| incoming.rows.column_by_name(name).and_then(|array| Cells::of(array).ok()?.text(row));
    let key: Vec<String> = mapping.contract.key.iter().filter_map(cell).collect();
    let payload = mapping.keeps_payload().then(|| {
        let fields =
            mapping.contract.columns.keys().map(|name| (name.clone(), cell(name).map_or(serde_json::Value::Null, serde_json::Value::String)));
        hash::canonical_value(&serde_json::Value::Object(fields.collect())).unwrap_or_default()
    });
    let (file, number) = incoming.places[row].clone();
    Reject { file, row: number, key_text: Some(key.join(":")), column: None, reason, payload }
}

fn check_budget(mapping: &Mapping, counts: &Counts, refused: &[Reject]) -> Result<(), IngestError> {
    if u128::from(counts.rejected) * 1_000_000 <= u128::from(counts.read) * u128::from(mapping.budget_ppm) {
        return Ok(());
    }
    let sample: Vec<Detail> = refused.iter().take(SHOWN_REJECTS).map(describe).collect();
    Err(IngestError::TooManyRejects {
        load: mapping.load.clone(),
        rejected: counts.rejected,
        rows: counts.read,
        budget: mapping.config.max_rejects.clone(),
        sample: Details(sample),
    })
}

/// Where a reject is and why: `itens.csv, row 14, column amount: tipo_invalido`.
pub fn describe(reject: &Reject) -> Detail {
    let (file, row, reason) = (&reject.file, reject.row, reject.reason);
    match &reject.column {
        Some(column) => {
            detail!("d-reject-cell", "{file}, row {row}, column {column}: {reason}", file = file, row = row, column = column, reason = reason)
        }
        None => detail!("d-reject-row", "{file}, row {row}: {reason}", file = file, row = row, reason = reason),
    }
}

/// Names each reject by what it says, so that the same refusal has the same name in every run.
fn name_rejects(batch: &BatchRow, refused: &[Reject]) -> Vec<RejectRow> {
    let mut seen: std::collections::HashMap<String, u64> = std::collections::HashMap::new();
    refused
        .iter()
        .map(|reject| {
            let row = reject.row.to_string();
            let what = reject.payload.as_deref().unwrap_or(&row);
            let said = hash::fingerprint([
                batch.load.as_str(),
                reject.file.as_ref(),
                what,
                reject.key_text.as_deref().unwrap_or_default(),
                reject.column.as_deref().unwrap_or_default(),
                reject.reason.code(),
            ]);
            let nth = seen.entry(said.clone()).or_default();
            *nth += 1;
            RejectRow { reject_id: format!("{}-{nth}", &said[..24]), batch: batch.clone(), reject: reject.clone() }
        })
        .collect()
}
