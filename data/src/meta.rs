//! The datasets in which Mirante writes down what it did: their columns, known before the first row comes.

use crate::{
    DatasetName,
    schema::Column,
    types::ColumnType::{At, Code, Id, Int, Json, Text},
};

/// Every dataset of `meta` with its columns.
pub fn all() -> [(DatasetName, Vec<Column>); 2] {
    [("meta.batches", batch_columns()), ("meta.rejects", reject_columns())]
        .map(|(name, columns)| (name.parse().expect("the names of this file are dataset names"), columns))
}

/// Columns of `meta.batches`.
///
/// `note` tells in words what was read and is no row, such as starts that were paired with their completes.
pub fn batch_columns() -> Vec<Column> {
    let mut columns = vec![
        Column::required("batch_id", Id),
        Column::required("run_id", Id),
        Column::required("source", Text),
        Column::required("load", Text),
        Column::required("dataset", Text),
        Column::required("started_at", At),
        Column::required("ended_at", At),
        Column::optional("cursor_from", Text),
        Column::optional("cursor_to", Text),
    ];
    let counts = [
        "rows_read",
        "rows_inserted",
        "rows_updated",
        "rows_deleted",
        "rows_unchanged",
        "rows_superseded",
        "rows_rejected",
        "snapshot_deleted",
        "bytes_read",
    ];
    columns.extend(counts.map(|name| Column::required(name, Int)));
    columns.push(Column::optional("schema_change", Json));
    columns.push(Column::optional("note", Text));
    columns
}

/// Columns of `meta.rejects`.
pub fn reject_columns() -> Vec<Column> {
    vec![
        Column::required("reject_id", Id),
        Column::required("batch_id", Id),
        Column::required("source", Text),
        Column::required("load", Text),
        Column::required("dataset", Text),
        Column::optional("tab_name", Text),
        Column::optional("row_number", Int),
        Column::optional("key_text", Text),
        Column::optional("column_name", Text),
        Column::required("reason", Code),
        Column::optional("payload", Json),
        Column::required("rejected_at", At),
        Column::required("state", Code),
        Column::optional("resolved_batch_id", Id),
    ]
}
