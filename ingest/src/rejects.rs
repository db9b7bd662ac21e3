//! Refused rows as a version of the lake remembers them: read, chosen, closed.

use std::collections::HashMap;

use mirante_data::{
    Lake, Snapshot,
    arrow::array::RecordBatch,
    canonical::{self, Cells},
    detail,
    explain::Detail,
    lake::{DatasetList, LakeError},
    meta::REJECTS,
    rows::{self, Cell},
};

use crate::{
    IngestError,
    people::{self, People},
};

/// What became of a refused row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// It waits.
    Pending,
    /// It came again and was taken.
    Replayed,
    /// Somebody decided that it will not come.
    Discarded,
}

impl State {
    /// The code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pending => "pendente",
            Self::Replayed => "reaplicado",
            Self::Discarded => "descartado",
        }
    }

    fn of(code: &str) -> Self {
        match code {
            "reaplicado" => Self::Replayed,
            "descartado" => Self::Discarded,
            _ => Self::Pending,
        }
    }
}

/// A refused row, as it stands in `meta.rejects`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Names it.
    pub reject_id: String,
    /// The batch that it came in.
    pub batch_id: String,
    /// The source.
    pub source: String,
    /// `source.load`.
    pub load: String,
    /// The raw dataset.
    pub dataset: String,
    /// The file it came from.
    pub file: Option<String>,
    /// Its number in the file, from 1.
    pub row: Option<i64>,
    /// Its key, as far as it could be read.
    pub key_text: Option<String>,
    /// The column that failed first.
    pub column: Option<String>,
    /// Why, as a code of the data model.
    pub reason: String,
    /// What it said, as JSON; about people it is sealed, and none where its class does not allow keeping it.
    pub payload: Option<String>,
    /// When it was refused, microseconds since 1970.
    pub rejected_at: i64,
    /// What became of it.
    pub state: State,
    /// The batch that closed it.
    pub resolved_batch_id: Option<String>,
}

impl Kept {
    /// Where it is and why, as messages say it.
    pub fn describe(&self) -> Detail {
        let (file, reason) = (self.file.as_deref().unwrap_or(&self.load), &self.reason);
        let row = self.row.map(|row| row.to_string()).unwrap_or_default();
        match &self.column {
            Some(column) => {
                detail!("d-reject-cell", "{file}, row {row}, column {column}: {reason}", file = file, row = row, column = column, reason = reason)
            }
            None => detail!("d-reject-row", "{file}, row {row}: {reason}", file = file, row = row, reason = reason),
        }
    }

    /// Can what it said be read only with the vault's key?
    pub fn is_sealed(&self) -> bool {
        self.payload.as_deref().is_some_and(people::is_sealed)
    }

    /// What the row said, opened with the vault's key where it is sealed; none when it was not kept, or its key is gone.
    pub fn said(&self, people: &mut dyn People) -> Result<Option<String>, IngestError> {
        match self.payload.as_deref() {
            Some(text) if self.is_sealed() => people.unseal(&self.batch_id, text),
            text => Ok(text.map(str::to_owned)),
        }
    }

    fn cells(&self) -> Vec<Cell> {
        let mut cells: Vec<Cell> = [&self.reject_id, &self.batch_id, &self.source, &self.load, &self.dataset].map(|text| text.as_str().into()).into();
        cells.extend([self.file.clone().into(), self.row.into(), self.key_text.clone().into(), self.column.clone().into()]);
        cells.extend([self.reason.as_str().into(), self.payload.clone().into(), self.rejected_at.into(), self.state.code().into()]);
        cells.push(self.resolved_batch_id.clone().into());
        cells
    }
}

/// Which refused rows are meant; all of them when nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Of these, by id or its beginning.
    pub ids: Vec<String>,
    /// Of this load, dataset or source.
    pub load: Option<String>,
    /// Refused for this reason.
    pub reason: Option<String>,
}

impl Choice {
    /// Is it one of them?
    pub fn has(&self, kept: &Kept) -> bool {
        let short = kept.load.split_once('.').map_or(kept.load.as_str(), |(_, load)| load);
        let is_load = |name: &String| *name == kept.load || name == short || *name == kept.source || *name == kept.dataset;
        (self.ids.is_empty() || self.ids.iter().any(|id| kept.reject_id.starts_with(id.as_str())))
            && self.load.as_ref().is_none_or(is_load)
            && self.reason.as_ref().is_none_or(|reason| *reason == kept.reason)
    }
}

/// All refused rows of a version, those first that were refused first.
pub async fn read(lake: &Lake, snapshot: &Snapshot) -> Result<Vec<Kept>, LakeError> {
    let mut all = Vec::new();
    if let Some(list) = snapshot.lists.get(REJECTS.name) {
        for batch in lake.all_rows(list).await? {
            all.extend(of_batch(&batch).map_err(|problem| LakeError::Shape { dataset: REJECTS.name.to_owned(), problem })?);
        }
    }
    all.sort_by(|left: &Kept, right| {
        (left.rejected_at, &left.load, &left.file, left.row).cmp(&(right.rejected_at, &right.load, &right.file, right.row))
    });
    Ok(all)
}

/// The list with some rows closed: their state, and the batch that closed them. Files without such rows stay as they are.
pub async fn closed(lake: &Lake, list: &DatasetList, closing: &HashMap<String, (State, String)>) -> Result<DatasetList, LakeError> {
    let (mut untouched, mut changed) = (list.clone(), Vec::new());
    untouched.files.clear();
    for file in &list.files {
        let mut kept = Vec::new();
        for batch in lake.rows(list, file, &[]).await? {
            kept.extend(of_batch(&batch).map_err(|problem| LakeError::Shape { dataset: list.dataset.to_string(), problem })?);
        }
        if kept.iter().any(|row| closing.contains_key(&row.reject_id)) {
            changed.extend(kept);
        } else {
            untouched.files.push(file.clone());
        }
    }
    for row in &mut changed {
        if let Some((state, batch_id)) = closing.get(&row.reject_id) {
            (row.state, row.resolved_batch_id) = (*state, Some(batch_id.clone()));
        }
    }
    changed.sort_by(|left, right| left.reject_id.cmp(&right.reject_id));
    let rows = rows::batch(&REJECTS.columns(), &changed.iter().map(Kept::cells).collect::<Vec<_>>());
    lake.append(untouched, &rows.schema(), &[rows]).await
}

fn of_batch(batch: &RecordBatch) -> Result<Vec<Kept>, String> {
    let column = |name: &str| Cells::of(batch.column_by_name(name).ok_or_else(|| format!("no `{name}`"))?);
    let [ids, batches, sources, loads, datasets, files, numbers] =
        ["reject_id", "batch_id", "source", "load", "dataset", "tab_name", "row_number"].map(column);
    let [keys, columns, reasons, payloads, times, states, resolved] =
        ["key_text", "column_name", "reason", "payload", "rejected_at", "state", "resolved_batch_id"].map(column);
    let (ids, batches, sources, loads, datasets) = (ids?, batches?, sources?, loads?, datasets?);
    let (files, numbers, keys, columns, reasons) = (files?, numbers?, keys?, columns?, reasons?);
    let (payloads, times, states, resolved) = (payloads?, times?, states?, resolved?);
    let text = |cells: &Cells<'_>, row: usize| cells.text(row).unwrap_or_default();
    let kept = |row: usize| Kept {
        reject_id: text(&ids, row),
        batch_id: text(&batches, row),
        source: text(&sources, row),
        load: text(&loads, row),
        dataset: text(&datasets, row),
        file: files.text(row),
        row: numbers.text(row).and_then(|number| number.parse().ok()),
        key_text: keys.text(row),
        column: columns.text(row),
        reason: text(&reasons, row),
        payload: payloads.text(row),
        rejected_at: canonical::parse_instant(&text(&times, row)).unwrap_or_default(),
        state: State::of(&text(&states, row)),
        resolved_batch_id: resolved.text(row),
    };
    Ok((0..batch.num_rows()).map(kept).collect())
}
