//! Hashes of keys and of contents.

use mirante_data::{
    arrow::array::{ArrayRef, RecordBatch},
    canonical::{self, Cells},
    contract::Contract,
    hash,
};

use super::Key;

/// Hash of each row's key, and of name and canonical text of each non-null column in order.
pub fn hash_rows(contract: &Contract, rows: &RecordBatch) -> Result<(Vec<Key>, Vec<[u8; 16]>), String> {
    let schema = rows.schema();
    let columns: Vec<(&str, bool, Cells<'_>)> = schema
        .fields()
        .iter()
        .zip(rows.columns())
        .map(|(field, array)| Ok((field.name().as_str(), contract.is_key(field.name()), Cells::of(array)?)))
        .collect::<Result<_, String>>()?;
    let (mut keys, mut hashes) = (Vec::with_capacity(rows.num_rows()), Vec::with_capacity(rows.num_rows()));
    let (mut key, mut content) = (String::new(), String::new());
    for row in 0..rows.num_rows() {
        key.clear();
        content.clear();
        for (name, is_key, cells) in &columns {
            if cells.is_null(row) {
                continue;
            }
            content.push_str(name);
            content.push('\u{1f}');
            let from = content.len();
            cells.write(row, &mut content);
            if *is_key {
                push_sized(&content[from..], &mut key);
            }
            close_sized(from, &mut content);
        }
        keys.push(hash::short(key.as_bytes()));
        hashes.push(hash::short(content.as_bytes()));
    }
    Ok((keys, hashes))
}

/// Text followed by its length, so that no two lists of texts run together, whatever characters they hold.
fn push_sized(text: &str, out: &mut String) {
    let from = out.len();
    out.push_str(text);
    close_sized(from, out);
}

/// Ends the text that began at `from` with its length.
fn close_sized(from: usize, out: &mut String) {
    let length = out.len() - from;
    out.push('\u{1f}');
    canonical::integer(length, out);
    out.push('\u{1e}');
}

/// The key hash of rows that hold the key columns, in the order of the contract's columns.
pub fn hash_keys(contract: &Contract, rows: &RecordBatch) -> Result<Vec<Key>, String> {
    let names: Vec<&String> = contract.columns.keys().filter(|name| contract.is_key(name)).collect();
    let columns: Vec<&ArrayRef> =
        names.iter().map(|name| rows.column_by_name(name).ok_or_else(|| format!("no column `{name}`"))).collect::<Result<_, _>>()?;
    let cells: Vec<Cells<'_>> = columns.into_iter().map(Cells::of).collect::<Result<_, _>>()?;
    let mut key = String::new();
    Ok((0..rows.num_rows())
        .map(|row| {
            key.clear();
            for column in &cells {
                let from = key.len();
                column.write(row, &mut key);
                close_sized(from, &mut key);
            }
            hash::short(key.as_bytes())
        })
        .collect())
}
