//! Retention: rows that have not been current for longer than their contract keeps them leave with a new version, which
//! names the files that held them; `gc` takes those away a day later.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use arrow::{
    array::{Array, AsArray, BooleanArray, RecordBatch, StringArray},
    compute::filter_record_batch,
    datatypes::{SchemaRef, TimestampMicrosecondType},
};

use super::{DatasetList, Draft, FileEntry, Lake, LakeError, Sealed, Snapshot, gone::Gone, write::DatasetWriter};
use crate::{
    Contract, DatasetName,
    canonical::{self, Cells},
    contract::period_minutes,
    hash, meta,
    rows::{self, Cell},
    schema::{arrow_schema, raw_schema},
};

const MINUTE: i64 = 60_000_000;
/// How long the text of a refused row is kept.
const PAYLOAD_DAYS: i64 = 90;
/// The same in microseconds.
pub const PAYLOAD_KEEP: i64 = PAYLOAD_DAYS * 24 * 60 * MINUTE;

/// How long rows of one dataset are kept once they are no longer current.
#[derive(Debug, Clone)]
pub struct Term {
    /// The raw dataset.
    pub dataset: DatasetName,
    /// Its key.
    pub key: Vec<String>,
    /// Such as `10y`.
    pub keep: String,
    /// Built datasets that repeat its rows.
    pub copies: BTreeSet<DatasetName>,
}

impl Term {
    /// The term of a contract; none where rows are kept for ever.
    pub fn of(contract: &Contract, copies: BTreeSet<DatasetName>) -> Option<Self> {
        period_minutes(&contract.keep)?;
        Some(Self { dataset: contract.dataset.clone(), key: contract.key.clone(), keep: contract.keep.clone(), copies })
    }

    fn minutes(&self) -> i64 {
        period_minutes(&self.keep).unwrap_or(i64::MAX / MINUTE)
    }
}

/// What expires of one dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiring {
    /// The dataset.
    pub dataset: DatasetName,
    /// How long its rows are kept.
    pub keep: String,
    /// Rows that leave; of `meta.rejects` texts.
    pub rows: u64,
    /// When the first of them ceased to be current.
    pub since: i64,
    /// When the last of them did.
    pub until: i64,
    /// Rows that batches had written and that leave, by batch.
    by_batch: BTreeMap<String, i64>,
    /// The rows that leave, as file hash → numbers of rows in it.
    in_files: HashMap<String, HashSet<usize>>,
    /// The same rows as they are told apart in files of earlier versions.
    marks: HashSet<Mark>,
    /// The key by which they are.
    key: Vec<String>,
    /// Built datasets that repeat its rows.
    copies: BTreeSet<DatasetName>,
}

/// A row as it is told apart in the files of all versions: hash of its key, instant, and whether it is no delete.
type Mark = ([u8; 16], i64, bool);

/// A row of one key: its instant, whether it is no delete, its file and its number there.
type Recorded = (i64, bool, String, usize);

impl Lake {
    /// What would expire at an instant; datasets of which nothing does are left out.
    pub async fn expiring(&self, head: &Snapshot, terms: &[Term], now: i64) -> Result<Vec<Expiring>, LakeError> {
        let mut all = Vec::new();
        for term in terms {
            if let Some(list) = head.lists.get(&term.dataset) {
                all.extend(self.expiring_rows(list, term, now).await?);
            }
        }
        if let Some(list) = head.lists.get(meta::REJECTS.name) {
            all.extend(self.expiring_payloads(list, now).await?);
        }
        Ok(all)
    }

    /// Puts into a draft what the lake is without the expired rows, and the files of all versions that hold them.
    pub async fn expire(&self, head: &Snapshot, expiring: &[Expiring], draft: &mut Draft, now: i64) -> Result<(), LakeError> {
        let gone = self.gone().await?;
        let mut expired = BTreeSet::new();
        let mut notes = Vec::new();
        for one in expiring {
            let old = head.dataset(&one.dataset)?;
            let list = self.without(old, one).await?;
            for state in head.manifest.iter().flat_map(|manifest| &manifest.body.loads).filter(|(_, state)| state.list == old.files_hash()) {
                // The load has not missed anything: what left the files was not current.
                let kept = super::LoadState { list: list.files_hash(), ..state.1.clone() };
                draft.loads.insert(state.0.clone(), kept);
            }
            expired.extend(self.files_with(one, old, &list, &gone).await?);
            expired.extend(self.copies(one, &gone).await?);
            draft.changed.insert(one.dataset.clone(), list);
            notes.extend(one.by_batch.iter().map(|(batch, count)| (batch.clone(), one.dataset.to_string(), *count)));
        }
        expired.retain(|file| !gone.files.contains_key(file));
        draft.expired = expired.into_iter().collect();
        if !notes.is_empty() {
            let list = head.lists.get(meta::EXPIRATIONS.name).map_or_else(|| meta::EXPIRATIONS.empty(), |list| list.as_ref().clone());
            let columns = meta::EXPIRATIONS.columns();
            notes.sort();
            let cells: Vec<Vec<Cell>> = notes
                .into_iter()
                .map(|(batch, dataset, count)| vec![batch.into(), draft.run_id.as_str().into(), dataset.into(), count.into(), now.into()])
                .collect();
            let list = self.append(list, &arrow_schema(&columns), &[rows::batch(&columns, &cells)]).await?;
            draft.changed.insert(list.dataset.clone(), list);
        }
        Ok(())
    }

    /// Files that an edition's version names and that have expired: above none, the edition can no longer be recomputed.
    pub async fn expired_inputs(&self, sealed: &Sealed) -> Result<u64, LakeError> {
        let gone = self.gone().await?;
        if gone.files.is_empty() {
            return Ok(0);
        }
        let snapshot = self.pin_edition(sealed).await?;
        let files = snapshot.lists.values().flat_map(|list| &list.files);
        Ok(files.filter(|file| gone.has_expired(&file.path, sealed.edition.version)).count() as u64)
    }

    /// Rows that are no longer the last of their key, or delete it, and have been so for longer than is kept.
    async fn expiring_rows(&self, list: &DatasetList, term: &Term, now: i64) -> Result<Option<Expiring>, LakeError> {
        let before = now - term.minutes().saturating_mul(MINUTE);
        let mut history: HashMap<[u8; 16], Vec<Recorded>> = HashMap::new();
        for (mark, place) in self.marks(list, &term.key).await? {
            history.entry(mark.0).or_default().push((mark.1, mark.2, place.0, place.1));
        }
        let mut found = Found::default();
        let mut marks = HashSet::new();
        for (key, rows) in &mut history {
            // A delete stands before the insert of its key in one commit.
            rows.sort();
            for place in 0..rows.len() {
                let (recorded_at, is_live, file, row) = &rows[place];
                let ended_at = match rows.get(place + 1) {
                    Some((next, ..)) => *next,
                    None if !is_live => *recorded_at,
                    None => continue,
                };
                if ended_at <= before {
                    found.add(file, *row, ended_at);
                    marks.insert((*key, *recorded_at, *is_live));
                }
            }
        }
        if found.in_files.is_empty() {
            return Ok(None);
        }
        let mut by_batch = BTreeMap::new();
        for file in list.files.iter().filter(|file| found.in_files.contains_key(&file.path)) {
            let mut from = 0;
            for batch in self.rows(list, file, &["_batch_id", "_op"]).await? {
                let (batches, ops) = (batch.column(0).as_string::<i32>(), batch.column(1).as_string::<i32>());
                for row in (0..batch.num_rows()).filter(|row| ops.value(*row) != "delete" && found.in_files[&file.path].contains(&(from + row))) {
                    *by_batch.entry(batches.value(row).to_owned()).or_default() += 1;
                }
                from += batch.num_rows();
            }
        }
        Ok(Some(Expiring {
            dataset: term.dataset.clone(),
            keep: term.keep.clone(),
            rows: found.rows,
            since: found.since,
            until: found.until,
            by_batch,
            in_files: found.in_files,
            marks,
            key: term.key.clone(),
            copies: term.copies.clone(),
        }))
    }

    /// Texts of refused rows that are older than is kept.
    async fn expiring_payloads(&self, list: &DatasetList, now: i64) -> Result<Option<Expiring>, LakeError> {
        let before = now - PAYLOAD_KEEP;
        let mut found = Found::default();
        for file in &list.files {
            let mut from = 0;
            for batch in self.rows(list, file, &["payload", "rejected_at"]).await? {
                let at = batch.column(1).as_primitive::<TimestampMicrosecondType>();
                for row in (0..batch.num_rows()).filter(|row| batch.column(0).is_valid(*row) && at.value(*row) <= before) {
                    found.add(&file.path, from + row, at.value(row));
                }
                from += batch.num_rows();
            }
        }
        Ok((!found.in_files.is_empty()).then(|| Expiring {
            dataset: list.dataset.clone(),
            keep: format!("{PAYLOAD_DAYS}d"),
            rows: found.rows,
            since: found.since,
            until: found.until,
            by_batch: BTreeMap::new(),
            in_files: found.in_files,
            marks: HashSet::new(),
            key: Vec::new(),
            copies: BTreeSet::new(),
        }))
    }

    /// Every row of a raw dataset with the place where it lies.
    async fn marks(&self, list: &DatasetList, key: &[String]) -> Result<Vec<(Mark, (String, usize))>, LakeError> {
        let mut columns: Vec<&str> = key.iter().map(String::as_str).collect();
        columns.extend(["_recorded_at", "_op"]);
        let mut all = Vec::new();
        for file in &list.files {
            let mut from = 0;
            for batch in self.rows(list, file, &columns).await? {
                for (row, mark) in marks_of(&batch, key).map_err(|problem| shape(list, problem))?.into_iter().enumerate() {
                    all.push((mark, (file.path.clone(), from + row)));
                }
                from += batch.num_rows();
            }
        }
        Ok(all)
    }

    /// A dataset's list without the rows that leave; files that hold none of them stay as they are.
    async fn without(&self, list: &DatasetList, one: &Expiring) -> Result<DatasetList, LakeError> {
        let mut files = Vec::new();
        for file in &list.files {
            let Some(leaving) = one.in_files.get(&file.path) else {
                files.push(file.clone());
                continue;
            };
            files.extend(self.rewritten(list, file, leaving, one.dataset.as_str() == meta::REJECTS.name).await?);
        }
        Ok(DatasetList { files, ..list.clone() })
    }

    async fn rewritten(&self, list: &DatasetList, file: &FileEntry, leaving: &HashSet<usize>, is_payload: bool) -> Result<Vec<FileEntry>, LakeError> {
        let schema = if list.dataset.schema() == "raw" { raw_schema(&list.columns) } else { arrow_schema(&list.columns) };
        let mut writer = DatasetWriter::new(self.store().clone(), list.dataset.clone(), schema.clone(), &list.sorted_by);
        let mut from = 0;
        for batch in self.rows(list, file, &[]).await? {
            let stays: BooleanArray = (0..batch.num_rows()).map(|row| Some(!leaving.contains(&(from + row)))).collect();
            from += batch.num_rows();
            let kept = if is_payload { without_payload(&batch, &stays, &schema) } else { filter_record_batch(&batch, &stays) };
            let kept = kept.map_err(|error| shape(list, error.to_string()))?;
            if kept.num_rows() > 0 {
                writer.push(&kept).await?;
            }
        }
        writer.finish().await
    }

    /// The files of all earlier versions that hold a row which leaves.
    async fn files_with(&self, one: &Expiring, old: &DatasetList, new: &DatasetList, gone: &Gone) -> Result<BTreeSet<String>, LakeError> {
        let mut found: BTreeSet<String> = one.in_files.keys().cloned().collect();
        let stays: HashSet<&str> = new.files.iter().map(|file| file.path.as_str()).collect();
        let now: HashSet<&str> = old.files.iter().map(|file| file.path.as_str()).collect();
        let mut looked: HashSet<String> = HashSet::new();
        for (_, list) in self.lists_of(&BTreeSet::from([one.dataset.clone()]), gone).await? {
            for file in &list.files {
                let is_known = stays.contains(file.path.as_str()) || now.contains(file.path.as_str()) || !looked.insert(file.path.clone());
                if is_known || self.store().get(&file.path).await?.is_none() {
                    continue;
                }
                let alone = DatasetList { files: vec![file.clone()], ..list.clone() };
                if self.holds(&alone, one).await? {
                    found.insert(file.path.clone());
                }
            }
        }
        Ok(found)
    }

    /// Does an older file hold a row that leaves?
    async fn holds(&self, alone: &DatasetList, one: &Expiring) -> Result<bool, LakeError> {
        if one.dataset.as_str() == meta::REJECTS.name {
            return Ok(self.expiring_payloads(alone, one.until + PAYLOAD_KEEP).await?.is_some());
        }
        Ok(self.marks(alone, &one.key).await?.iter().any(|(mark, _)| one.marks.contains(mark)))
    }

    /// Files of built datasets that repeat rows which leave: those that were built while the rows were still current,
    /// unless a later building gave the same file. A version of new records carries what was built before it along.
    async fn copies(&self, one: &Expiring, gone: &Gone) -> Result<BTreeSet<String>, LakeError> {
        let lists = self.lists_of(&one.copies, gone).await?;
        let (then, later): (Vec<_>, Vec<_>) = lists.into_iter().partition(|(as_of, _)| *as_of < one.until);
        let built: HashSet<(&DatasetName, &Option<String>)> = then.iter().map(|(_, list)| (&list.dataset, &list.fingerprint)).collect();
        let rebuilt = later.iter().filter(|(_, list)| !built.contains(&(&list.dataset, &list.fingerprint)));
        let sound: HashSet<&str> = rebuilt.flat_map(|(_, list)| &list.files).map(|file| file.path.as_str()).collect();
        let files = then.iter().flat_map(|(_, list)| &list.files).map(|file| &file.path);
        Ok(files.filter(|file| !sound.contains(file.as_str()) && !gone.files.contains_key(*file)).cloned().collect())
    }

    /// The lists that some datasets have in all versions which still have them, each with the instant that its version answers for.
    async fn lists_of(&self, datasets: &BTreeSet<DatasetName>, gone: &Gone) -> Result<Vec<(i64, DatasetList)>, LakeError> {
        let mut lists = Vec::new();
        for version in self.versions().await? {
            if gone.is_given_up(version) {
                continue;
            }
            let manifest = self.manifest(version).await?;
            let as_of = canonical::parse_instant(&manifest.body.as_of).unwrap_or_default();
            for (dataset, hash) in manifest.body.datasets.iter().filter(|(dataset, _)| datasets.contains(*dataset)) {
                lists.push((as_of, self.list(dataset, hash, &format!("version {version}")).await?));
            }
        }
        Ok(lists)
    }
}

#[derive(Default)]
struct Found {
    rows: u64,
    since: i64,
    until: i64,
    in_files: HashMap<String, HashSet<usize>>,
}

impl Found {
    fn add(&mut self, file: &str, row: usize, ended_at: i64) {
        self.since = if self.rows == 0 { ended_at } else { self.since.min(ended_at) };
        self.until = if self.rows == 0 { ended_at } else { self.until.max(ended_at) };
        self.rows += 1;
        self.in_files.entry(file.to_owned()).or_default().insert(row);
    }
}

fn marks_of(batch: &RecordBatch, key: &[String]) -> Result<Vec<Mark>, String> {
    let column = |name: &str| batch.column_by_name(name).ok_or_else(|| format!("no `{name}`"));
    let cells = key.iter().map(|name| Cells::of(column(name)?)).collect::<Result<Vec<_>, _>>()?;
    let recorded = column("_recorded_at")?.as_primitive::<TimestampMicrosecondType>();
    let ops = column("_op")?.as_string::<i32>();
    let text = |row: usize| -> String { cells.iter().map(|cells| format!("{}\u{1f}", cells.text(row).unwrap_or_default())).collect() };
    Ok((0..batch.num_rows()).map(|row| (hash::short(text(row).as_bytes()), recorded.value(row), ops.value(row) != "delete")).collect())
}

/// The same rows, those that do not stay without their text.
fn without_payload(batch: &RecordBatch, stays: &BooleanArray, schema: &SchemaRef) -> Result<RecordBatch, arrow::error::ArrowError> {
    let place = batch.schema_ref().index_of("payload")?;
    let texts = batch.column(place).as_string::<i32>();
    let kept: StringArray = (0..batch.num_rows()).map(|row| (texts.is_valid(row) && stays.value(row)).then(|| texts.value(row))).collect();
    let mut columns = batch.columns().to_vec();
    columns[place] = std::sync::Arc::new(kept);
    RecordBatch::try_new(schema.clone(), columns)
}

fn shape(list: &DatasetList, problem: String) -> LakeError {
    LakeError::Shape { dataset: list.dataset.to_string(), problem }
}
