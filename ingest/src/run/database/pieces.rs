//! A first load in pieces: rows in the order of their key, each piece committed, so that what breaks off goes on.
//!
//! Pieces see different snapshots. What changes behind the key has a cursor after the one that stood before the first
//! piece, and with that one the first run after the last piece begins.

use mirante_data::{Snapshot, arrow::array::Array, detail, lake::Resume};

use super::{Group, known, text_of};
use crate::{
    IngestError,
    source::{
        SourceBatch,
        database::{
            Column, Session,
            horizon::Kind,
            query::{Piece, Window},
        },
        text_column,
    },
};

/// Rows of a piece, where the load says nothing.
const A_MILLION: u64 = 1_000_000;

/// The piece to read, when the first load of a group is large and its key has an order that every database shares.
pub(super) async fn plan(
    session: &mut dyn Session,
    group: &Group<'_>,
    columns: &[Column],
    parent: &Snapshot,
) -> Result<(Option<Piece>, Option<Resume>), IngestError> {
    let (label, query, load) = (group.label(), text_of(group)?, group.loads[0]);
    let resume = known(load, parent).and_then(|state| state.resume.clone());
    let is_alike = group.loads.iter().all(|each| known(each, parent).and_then(|state| state.resume.clone()) == resume);
    let is_first = group.loads.iter().all(|each| parent.load(&each.load).is_none());
    let Some(key) = load.key_columns().filter(|_| is_alike && (resume.is_some() || is_first)) else { return Ok((None, None)) };
    for name in &key {
        let Some(column) = columns.iter().find(|column| column.name == *name) else { return Ok((None, None)) };
        // Numbers are in one order everywhere; texts follow the collation, which may take two keys for one.
        if column.kind != "uuid" && !matches!(session.order(&label, query, column).await, Ok(Some(Kind::Whole))) {
            return Ok((None, None));
        }
    }
    let rows = load.config.chunk.unwrap_or(A_MILLION);
    if resume.is_none() {
        let window = Window::all(session.dialect());
        let all = session.one(&label, &window.count(query)).await?;
        if all.and_then(|all| all.parse::<u64>().ok()).is_none_or(|all| all <= rows) {
            return Ok((None, None));
        }
        // They are rejects, but they are told.
        if session.one(&label, &window.without_key(query, &key)).await?.is_none_or(|rows| rows != "0") {
            return Ok((None, None));
        }
    }
    let after = resume.as_ref().map(|resume| resume.key.clone());
    Ok((Some(Piece { columns: key, after, rows }), resume))
}

/// The key of a batch's last row, as texts of the source.
pub(super) fn last_key(batch: &SourceBatch, columns: &[String]) -> Option<Vec<String>> {
    let row = batch.rows.len().checked_sub(1)?;
    let text = |column: &String| text_column(&batch.columns, column).filter(|texts| texts.is_valid(row)).map(|texts| texts.value(row).to_owned());
    columns.iter().map(text).collect()
}

/// Where the next piece begins; a key with more rows than a piece has would begin the same piece for ever.
pub(super) fn next(load: &str, piece: &Piece, last_key: Option<Vec<String>>) -> Result<Vec<String>, IngestError> {
    match last_key {
        Some(key) if Some(&key) != piece.after.as_ref() => Ok(key),
        key => {
            let key = key.unwrap_or_default().join(", ");
            let problem =
                detail!("d-piece-stuck", "{rows} rows or more have the key {key}: it does not tell rows apart", rows = piece.rows, key = key);
            Err(IngestError::Cursor { load: load.to_owned(), problem })
        }
    }
}
