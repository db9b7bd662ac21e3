//! Refused rows come again: through the present contract and mapping, closed in the commit of the rows that they become.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use mirante_data::{
    Lake, Snapshot,
    arrow::array::AsArray,
    arrow::datatypes::TimestampMicrosecondType,
    hash,
    lake::{DatasetList, LakeError, Status},
    meta::{BATCHES, REJECTS, TALLIES},
};
use serde_json::{Map, Value};

use super::{
    Ingest, Pending, check_vault, mappings,
    merging::raw_list,
    report::{Counts, counts},
};
use crate::{
    IngestError,
    coerce::{Coercer, Typed, payload},
    config::{Decimal, OnSchemaChange},
    mapping::{From, Mapping, Piece},
    merge::{self, Changes, Held, Incoming, Policy, Stamp},
    meta::{self, BatchRow, Reason, TallyRow},
    rejects::{self, Choice, Kept, State},
    source::{SourceBatch, TextColumns},
};

/// Why a refused row stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// Nothing of it was kept.
    Unkept,
    /// What was kept lacks this column, which the mapping names.
    Lacks(String),
    /// The lake holds content under its key that is as new or newer.
    Newer,
    /// It is refused again.
    Refused(Reason),
    /// Its load is not configured any more.
    NoLoad,
}

/// What closing refused rows did.
#[derive(Debug)]
pub struct Closed {
    /// One per load.
    pub loads: Vec<ClosedLoad>,
    /// The new version, none when nothing was closed.
    pub version: Option<u64>,
    /// The version in force afterwards.
    pub snapshot: Snapshot,
}

/// What became of the refused rows of one load.
#[derive(Debug)]
pub struct ClosedLoad {
    /// `source.load`.
    pub load: String,
    /// The raw dataset.
    pub dataset: String,
    /// Where the rows went that were closed; `read` of them.
    pub counts: Counts,
    /// Rows that stay as they are.
    pub left: Vec<(Kept, Left)>,
}

/// A refused row that is typed again.
struct Again {
    kept: Kept,
    typed: Typed,
}

impl Ingest<'_> {
    /// Sends refused rows that wait through the present contract and mapping, and commits those that are taken.
    pub async fn replay(mut self, choice: &Choice) -> Result<Closed, IngestError> {
        let mappings = mappings(self.sources)?;
        let parent = self.lake.head().await?;
        check_vault(&parent, self.people.identity())?;
        let mut pending = self.pending(&parent, "reject");
        pending.written = mappings.iter().flatten().any(|mapping| mapping.derives_events).then(BTreeMap::new);
        let began = begun(self.lake, &parent).await?;
        let (mut loads, mut closing) = (Vec::new(), HashMap::new());
        for (load, kept) in by_load(waiting(self.lake, &parent, choice).await?) {
            let configured = self.sources.iter().zip(&mappings).flat_map(|(source, of_source)| of_source.iter().map(move |each| (source, each)));
            let Some((source, mapping)) = configured.into_iter().find(|(_, mapping)| mapping.load == load) else {
                loads.push(ClosedLoad {
                    load,
                    dataset: kept[0].dataset.clone(),
                    counts: Counts::default(),
                    left: kept.into_iter().map(|kept| (kept, Left::NoLoad)).collect(),
                });
                continue;
            };
            let source_name = source.name.clone();
            loads.push(self.replay_load(&source_name, mapping, kept, &began, &mut pending, &mut closing).await?);
        }
        // What came again has dates like any other row.
        self.derive(&mappings, &mut pending).await?;
        self.close(parent, pending, loads, &closing).await
    }

    /// Closes refused rows that wait, because somebody says so; the batch that closes them bears the words.
    pub async fn discard(mut self, choice: &Choice, why: &str) -> Result<Closed, IngestError> {
        let parent = self.lake.head().await?;
        let mut pending = self.pending(&parent, "reject");
        let (mut loads, mut closing) = (Vec::new(), HashMap::new());
        for (load, kept) in by_load(waiting(self.lake, &parent, choice).await?) {
            let counts = Counts { read: kept.len() as u64, ..Counts::default() };
            let note = format!("{} refused rows discarded: {why}", kept.len());
            let batch = self.closing_batch(&kept[0], &Counts::default(), note, &pending);
            closing.extend(kept.iter().map(|kept| (kept.reject_id.clone(), (State::Discarded, batch.batch_id.clone()))));
            loads.push(ClosedLoad { load, dataset: kept[0].dataset.clone(), counts, left: Vec::new() });
            pending.batches.push(batch);
        }
        self.close(parent, pending, loads, &closing).await
    }

    async fn replay_load(
        &mut self,
        source_name: &str,
        mapping: &Mapping,
        kept: Vec<Kept>,
        began: &HashMap<String, i64>,
        pending: &mut Pending,
        closing: &mut HashMap<String, (State, String)>,
    ) -> Result<ClosedLoad, IngestError> {
        let (load, first) = (mapping.load.clone(), kept[0].clone());
        let (mut again, mut left) = (Vec::new(), Vec::new());
        let as_typed = of_contract(mapping);
        for kept in kept {
            match self.typed_again(source_name, if is_late(&kept) { &as_typed } else { mapping }, &kept)? {
                Ok(typed) => again.push(Again { kept, typed }),
                Err(why) => left.push((kept, why)),
            }
        }
        let list = raw_list(&pending.draft, mapping.contract);
        let mut held = Held::read(self.lake, &list, mapping.contract).await?;
        // Going back in history is never right: what came with the refused row, or after it, stands.
        let is_newer = |row: &Again| {
            let since = began.get(&row.kept.batch_id).copied().unwrap_or(row.kept.rejected_at);
            held.has_newer(&row.typed.keys[0], &row.typed.hashes[0], row.typed.deleted[0], since)
        };
        let (newer, again): (Vec<Again>, Vec<Again>) = again.into_iter().partition(is_newer);
        left.extend(newer.into_iter().map(|row| (row.kept, Left::Newer)));
        let (kept, parts): (Vec<Kept>, Vec<Typed>) = again.into_iter().map(|row| (row.kept, row.typed)).unzip();
        let incoming = Incoming::of(mapping, parts).map_err(IngestError::aside)?;
        let policy = Policy::of(mapping.contract, mapping.is_fact(), false, false, pending.recorded_at);
        let (standing, mut decisions) = merge::settle(&incoming, policy);
        let me = held.number(&load);
        merge::decide(&incoming, &standing, &held, policy, me, &mut decisions);
        let mut tally = incoming.tally.clone();
        tally.decide(mapping.contract, &incoming, &decisions).map_err(IngestError::aside)?;
        let refused: HashMap<usize, Reason> = decisions.rejected.drain(..).collect();
        let counts = counts((kept.len() - refused.len()) as u64, 0, &decisions, 0);
        if counts.read != counts.accounted() {
            return Err(IngestError::Unbalanced { load, read: counts.read, accounted: counts.accounted() });
        }
        let batch = self.closing_batch(&first, &counts, format!("{} refused rows came again", counts.read), pending);
        for (row, kept) in kept.into_iter().enumerate() {
            match refused.get(&row) {
                Some(reason) => left.push((kept, Left::Refused(*reason))),
                None => drop(closing.insert(kept.reject_id, (State::Replayed, batch.batch_id.clone()))),
            }
        }
        if !decisions.is_empty() {
            let stamp = Stamp { source: source_name.to_owned(), batch_id: batch.batch_id.clone(), recorded_at: pending.recorded_at };
            let changes = [Changes { incoming, decisions, stamp }];
            self.write(&list, mapping.contract, &changes, pending, false).await?;
        }
        if counts.read > 0 {
            let has_amounts = mapping.contract.amount_column().is_some();
            pending.tallies.push(TallyRow { batch_id: batch.batch_id.clone(), has_amounts, tally: tally.without_refused(), horizon_at: None });
            pending.batches.push(batch);
        }
        left.sort_by_key(|(kept, _)| (kept.rejected_at, kept.row));
        Ok(ClosedLoad { load, dataset: mapping.contract.dataset.to_string(), counts, left })
    }

    /// Types what was kept of a row, or says why that cannot be.
    fn typed_again(&mut self, source_name: &str, mapping: &Mapping, kept: &Kept) -> Result<Result<Typed, Left>, IngestError> {
        let said: Option<Map<String, Value>> = kept.said(self.people)?.and_then(|text| serde_json::from_str(&text).ok());
        // Of a row that could not be split into columns only the problem was kept.
        let Some(said) = said.filter(|said| !(said.len() == 1 && said.contains_key("problem"))) else { return Ok(Err(Left::Unkept)) };
        if let Some(column) = payload::lacking(mapping, &said) {
            return Ok(Err(Left::Lacks(column)));
        }
        let names: Vec<String> = said.keys().cloned().collect();
        let mut texts = TextColumns::new(&names);
        names.iter().enumerate().for_each(|(column, name)| texts.push(column, said[name].as_str()));
        let file: Arc<str> = kept.file.as_deref().unwrap_or(&kept.load).into();
        let batch = SourceBatch { file, columns: texts.finish(1), rows: vec![kept.row.unwrap_or_default()], broken: Vec::new(), part: None };
        let mut refused = Vec::new();
        let typed = Coercer::of_payloads(mapping, source_name).coerce(&batch, self.people, &mut refused)?;
        Ok(refused.first().map_or(Ok(typed), |reject| Err(Left::Refused(reject.reason))))
    }

    fn closing_batch(&self, first: &Kept, counts: &Counts, note: String, pending: &Pending) -> BatchRow {
        let parent = pending.draft.parent.version().to_string();
        let named_by = hash::fingerprint(["reject", parent.as_str(), &first.reject_id, &self.run_id]);
        BatchRow {
            batch_id: format!("{}-{}", first.load, &named_by[..12]),
            run_id: self.run_id.clone(),
            source: first.source.clone(),
            load: first.load.clone(),
            dataset: first.dataset.clone(),
            started_at: pending.draft.committed_at,
            ended_at: self.clock.now_micros().max(pending.draft.committed_at),
            counts: counts.columns(),
            note: Some(note),
            ..BatchRow::default()
        }
    }

    /// Commits rows, batches and closed rows together; nothing when no row was closed.
    async fn close(
        &mut self,
        parent: Snapshot,
        pending: Pending,
        loads: Vec<ClosedLoad>,
        closing: &HashMap<String, (State, String)>,
    ) -> Result<Closed, IngestError> {
        let list = parent.lists.get(REJECTS.name).filter(|_| !closing.is_empty() && !self.is_dry_run);
        let Some(list) = list.map(|list| list.as_ref().clone()) else { return Ok(Closed { loads, version: None, snapshot: parent }) };
        let Pending { mut draft, batches, tallies, .. } = pending;
        let list = rejects::closed(self.lake, &list, closing).await?;
        draft.changed.insert(list.dataset.clone(), list);
        let rows_written = batches.iter().map(BatchRow::written).sum();
        draft.run = self.run.take().map(|run| run.ended(Status::Ok, self.clock.now_micros()).with_work(0, 0, rows_written));
        self.append_meta(&mut draft, BATCHES, meta::batch_rows(batches)).await?;
        if !tallies.is_empty() {
            self.append_meta(&mut draft, TALLIES, meta::tally_rows(tallies)).await?;
        }
        let snapshot = self.lake.commit(draft).await?;
        Ok(Closed { loads, version: Some(snapshot.version()), snapshot })
    }
}

/// The chosen rows that wait; it is an error when there is none.
async fn waiting(lake: &Lake, parent: &Snapshot, choice: &Choice) -> Result<Vec<Kept>, IngestError> {
    let mut all = rejects::read(lake, parent).await?;
    all.retain(|kept| kept.state == State::Pending && choice.has(kept));
    if all.is_empty() { Err(IngestError::NoRejects {}) } else { Ok(all) }
}

fn by_load(kept: Vec<Kept>) -> Vec<(String, Vec<Kept>)> {
    let mut sorted: indexmap::IndexMap<String, Vec<Kept>> = indexmap::IndexMap::new();
    for each in kept {
        sorted.entry(each.load.clone()).or_default().push(each);
    }
    sorted.into_iter().collect()
}

/// When the reading of each batch began: rows that are as new as that may stand after the refused one.
async fn begun(lake: &Lake, parent: &Snapshot) -> Result<HashMap<String, i64>, LakeError> {
    let mut began = HashMap::new();
    let Some(list): Option<&Arc<DatasetList>> = parent.lists.get(BATCHES.name) else { return Ok(began) };
    for file in &list.files {
        for batch in lake.rows(list, file, &["batch_id", "started_at"]).await? {
            let shape = || LakeError::Shape { dataset: list.dataset.to_string(), problem: "no `batch_id` or no `started_at`".to_owned() };
            let ids = batch.column_by_name("batch_id").and_then(|array| array.as_string_opt::<i32>()).ok_or_else(shape)?;
            let times = batch.column_by_name("started_at").and_then(|array| array.as_primitive_opt::<TimestampMicrosecondType>());
            let times = times.ok_or_else(shape)?;
            began.extend(ids.iter().zip(times).filter_map(|(id, at)| Some((id?.to_owned(), at?))));
        }
    }
    Ok(began)
}

/// Was the row typed well, and refused for what the lake, or another row, held? Then its payload is of the contract's columns.
fn is_late(kept: &Kept) -> bool {
    [Reason::ConflictingKey, Reason::ForeignKey].iter().any(|reason| reason.code() == kept.reason)
}

/// The mapping of rows that are typed already: every column of the contract is its own, in the lake's own texts.
fn of_contract(mapping: &Mapping) -> Mapping {
    let mut own = mapping.clone();
    for origin in &mut own.origins {
        origin.from = From::Pieces(vec![Piece::Column(origin.target.clone())]);
        origin.rule.person = false;
        origin.values.clear();
    }
    (own.deleted, own.cursor, own.decimal) = (None, None, Decimal::Point);
    own.config.on_schema_change = OnSchemaChange::Evolve;
    own
}
