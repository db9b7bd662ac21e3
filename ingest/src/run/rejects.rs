//! Rows that are refused: named, described, counted against the load's budget.

use std::sync::Arc;

use mirante_data::{
    arrow::array::RecordBatch,
    canonical::Cells,
    detail,
    explain::{Detail, Details},
    hash,
};

use super::report::Counts;
use crate::{
    IngestError,
    mapping::Mapping,
    merge::Incoming,
    meta::{self, BatchRow, Reject, RejectRow},
    people::People,
};

/// How many rejects a message shows.
pub(super) const SHOWN: usize = 5;

/// Rows that were typed well and still may not be merged.
pub(super) fn late(mapping: &Mapping, incoming: &Incoming, rejected: &[(usize, meta::Reason)]) -> Result<Vec<Reject>, IngestError> {
    let rows: Vec<usize> = rejected.iter().map(|(row, _)| *row).collect();
    let Some(found) = incoming.rows.pick(&rows).map_err(IngestError::aside)? else { return Ok(Vec::new()) };
    Ok(rejected.iter().enumerate().map(|(place, (row, reason))| late_one(mapping, &found, place, incoming.places.of(*row), *reason)).collect())
}

fn late_one(mapping: &Mapping, rows: &RecordBatch, place: usize, (file, number): (&Arc<str>, i64), reason: meta::Reason) -> Reject {
    let cell = |name: &String| rows.column_by_name(name).and_then(|array| Cells::of(array).ok()?.text(place));
    let key: Vec<String> = mapping.contract.key.iter().filter_map(cell).collect();
    let payload = mapping.keeps_payload().then(|| {
        let fields =
            mapping.contract.columns.keys().map(|name| (name.clone(), cell(name).map_or(serde_json::Value::Null, serde_json::Value::String)));
        hash::canonical_value(&serde_json::Value::Object(fields.collect())).unwrap_or_default()
    });
    let tab = mapping.config.tab.as_deref().map(Into::into);
    Reject { file: file.clone(), tab, row: number, key_text: Some(key.join(":")), column: None, reason, payload, hint: None }
}

/// An error when more rows were refused than the load may refuse.
pub(super) fn check_budget(mapping: &Mapping, counts: &Counts, refused: &[Reject]) -> Result<(), IngestError> {
    if u128::from(counts.rejected) * 1_000_000 <= u128::from(counts.read) * u128::from(mapping.budget_ppm) {
        return Ok(());
    }
    let sample: Vec<Detail> = refused.iter().take(SHOWN).map(describe).collect();
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
    if let Some(hint) = &reject.hint {
        return hint.clone();
    }
    let (file, row, reason) = (&reject.file, reject.row, reject.reason);
    if let Some(tab) = &reject.tab {
        return in_tab(tab, reject);
    }
    match &reject.column {
        Some(column) => {
            detail!("d-reject-cell", "{file}, row {row}, column {column}: {reason}", file = file, row = row, column = column, reason = reason)
        }
        None => detail!("d-reject-row", "{file}, row {row}: {reason}", file = file, row = row, reason = reason),
    }
}

/// The same as a person finds it: `tab Trabalho, line 14, column Minutos: empty`.
fn in_tab(tab: &str, reject: &Reject) -> Detail {
    let said = match reject.reason {
        meta::Reason::Missing | meta::Reason::NullKey => "empty",
        meta::Reason::Type => "not what the column holds",
        meta::Reason::UnknownCode => "not among the column's words",
        meta::Reason::OutOfRange => "beyond what the column may hold",
        meta::Reason::Scale => "more decimals than the column holds, and nothing is rounded",
        meta::Reason::ConflictingKey => "stands on another line with other content",
        other => other.code(),
    };
    let mut values = vec![("tab", tab.to_owned()), ("row", reject.row.to_string()), ("reason", reject.reason.code().to_owned())];
    match &reject.column {
        Some(column) => {
            values.push(("column", column.clone()));
            Detail::new("d-reject-tab-cell", format!("tab {tab}, line {row}, column {column}: {said}", row = reject.row), values)
        }
        None => Detail::new("d-reject-tab-row", format!("tab {tab}, line {row}: {said}", row = reject.row), values),
    }
}

/// Names each reject by what it says, so that the same refusal has the same name in every run.
///
/// Rows of a database come in any order, so their number is no part of the name.
pub(super) fn named(batch: &BatchRow, refused: &[Reject], mapping: &Mapping) -> Vec<RejectRow> {
    let mut seen: std::collections::HashMap<String, u64> = std::collections::HashMap::new();
    refused
        .iter()
        .map(|reject| {
            let row = if mapping.config.query.is_empty() { reject.row.to_string() } else { String::new() };
            // A name that anybody can compute tells whoever guesses the text that the guess is right.
            let what = reject.payload.as_deref().filter(|_| !mapping.seals_payload()).unwrap_or(&row);
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

/// The same rejects as they may be written: texts about people under a key that only the vault has, one for each batch.
pub(super) fn sealed(mut named: Vec<RejectRow>, mapping: &Mapping, people: &mut dyn People) -> Result<Vec<RejectRow>, IngestError> {
    if mapping.seals_payload() {
        for RejectRow { batch, reject, .. } in &mut named {
            if let Some(text) = &reject.payload {
                reject.payload = Some(people.seal(&batch.batch_id, batch.started_at, text)?);
            }
        }
    }
    Ok(named)
}
