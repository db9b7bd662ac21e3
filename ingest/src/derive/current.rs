//! The present rows of a dataset, as the draft of a run has them so far.

use std::collections::{HashMap, HashSet};

use mirante_data::{
    Lake,
    arrow::{
        array::{Array, AsArray, BooleanArray, RecordBatch},
        compute::{concat_batches, filter_record_batch},
        datatypes::TimestampMicrosecondType,
    },
    contract::Contract,
    lake::{DatasetList, LakeError},
};

use super::links::{self, Known, Named};
use crate::coerce::{Key, hash_keys};

/// A dataset as the run has it so far: its files, and rows that a dry run would write.
#[derive(Debug, Clone)]
pub struct Present<'a> {
    /// The files.
    pub list: DatasetList,
    /// Rows with their history that are in no file yet.
    pub unwritten: &'a [RecordBatch],
}

/// The last row of each key, unless it deletes it; these columns, `_source` and `_batch_id`.
pub async fn rows(lake: &Lake, present: &Present<'_>, contract: &Contract, columns: &[&str]) -> Result<RecordBatch, LakeError> {
    let list = &present.list;
    let shape = |problem: String| LakeError::Shape { dataset: list.dataset.to_string(), problem };
    let mut wanted: Vec<&str> = columns.to_vec();
    wanted.extend(contract.key.iter().map(String::as_str).filter(|name| !columns.contains(name)));
    wanted.extend(["_source", "_batch_id", "_recorded_at", "_op"]);
    let mut batches = Vec::new();
    for file in &list.files {
        batches.extend(lake.rows(list, file, &wanted).await?);
    }
    for batch in present.unwritten {
        let places: Vec<usize> =
            batch.schema().fields().iter().enumerate().filter(|(_, field)| wanted.contains(&field.name().as_str())).map(|(place, _)| place).collect();
        batches.push(batch.project(&places).map_err(|error| shape(error.to_string()))?);
    }
    let Some(first) = batches.first() else {
        return Ok(RecordBatch::new_empty(std::sync::Arc::new(mirante_data::arrow::datatypes::Schema::empty())));
    };
    let whole = concat_batches(&first.schema(), &batches).map_err(|error| shape(error.to_string()))?;
    let recorded = whole.column_by_name("_recorded_at").and_then(|array| array.as_primitive_opt::<TimestampMicrosecondType>());
    let recorded = recorded.ok_or_else(|| shape("no `_recorded_at`".to_owned()))?;
    let ops = whole.column_by_name("_op").and_then(|array| array.as_string_opt::<i32>()).ok_or_else(|| shape("no `_op`".to_owned()))?;
    // A delete comes before the insert of its key in one commit.
    let mut last: HashMap<Key, (i64, bool, usize)> = HashMap::with_capacity(whole.num_rows());
    for (row, key) in hash_keys(contract, &whole).map_err(shape)?.into_iter().enumerate() {
        let now = (recorded.value(row), ops.value(row) != "delete", row);
        let known = last.entry(key).or_insert(now);
        if (now.0, now.1) >= (known.0, known.1) {
            *known = now;
        }
    }
    let mut is_live = vec![false; whole.num_rows()];
    last.values().filter(|(_, is_there, _)| *is_there).for_each(|(_, _, row)| is_live[*row] = true);
    filter_record_batch(&whole, &BooleanArray::from(is_live)).map_err(|error| shape(error.to_string()))
}

/// The texts of a column; nothing where there is no such column, as in a dataset without rows.
pub fn texts<'a>(rows: &'a RecordBatch, column: &str) -> impl Iterator<Item = Option<&'a str>> {
    let array = rows.column_by_name(column).and_then(|array| array.as_string_opt::<i32>());
    (0..rows.num_rows()).map(move |row| array.filter(|array| array.is_valid(row)).map(|array| array.value(row)))
}

/// The load that wrote each row.
pub fn loads(rows: &RecordBatch) -> Vec<&str> {
    texts(rows, "_batch_id").map(|id| id.and_then(|id| id.rsplit_once('-')).map_or("", |(load, _)| load)).collect()
}

/// Adds the rows of a dataset whose keys are wanted to what is known; the keys of further rows that these name.
pub async fn look_up(
    lake: &Lake,
    present: &Present<'_>,
    contract: &'static Contract,
    wanted: &HashSet<String>,
    known: &mut Known,
) -> Result<Vec<(&'static Contract, String)>, LakeError> {
    let kind_column = contract.object.as_ref().and_then(|object| object.type_column.as_deref());
    let columns: Vec<&str> = links::names(contract).map(|(column, _)| column).chain(kind_column).collect();
    let rows = rows(lake, present, contract, &columns).await?;
    let keys: Vec<Option<&str>> = texts(&rows, &contract.key[0]).collect();
    let kinds: Vec<Option<&str>> = kind_column.map_or_else(|| vec![None; rows.num_rows()], |column| texts(&rows, column).collect());
    let named: Vec<(&'static Contract, Vec<Option<&str>>)> =
        links::names(contract).map(|(column, parent)| (parent, texts(&rows, column).collect())).collect();
    let mut further = Vec::new();
    let of_dataset = known.rows.entry(contract.dataset.short()).or_default();
    for (row, key) in keys.iter().enumerate() {
        let Some(key) = key.filter(|key| wanted.contains(*key)) else { continue };
        let names: Vec<Option<String>> = named.iter().map(|(_, texts)| texts[row].map(str::to_owned)).collect();
        further.extend(named.iter().zip(&names).filter_map(|((parent, _), id)| Some((*parent, id.clone()?))));
        of_dataset.insert(key.to_owned(), Named { kind: links::kind_of(contract, kinds[row]), names });
    }
    Ok(further)
}
