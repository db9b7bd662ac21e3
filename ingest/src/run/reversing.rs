//! Lines that were erased from a workbook, in datasets that never delete: a fact with an amount gets its reversing row,
//! anything else stays and is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use mirante_data::{
    Lake,
    arrow::{
        array::{Array, ArrayRef, AsArray, Decimal128Array, RecordBatch, StringArray},
        compute::concat_batches,
        datatypes::Decimal128Type,
    },
    contract::{Contract, Deletes},
    lake::{DatasetList, LakeError},
};

use crate::{
    IngestError,
    coerce::hash_rows,
    config::{Connection, Files, SourceConfig},
    mapping::Mapping,
    merge::{Incoming, Runs},
};

/// What the id of a reversing row ends in.
const REVERSED: &str = ":estorno";
/// The column whose sum a reversing row takes back.
const AMOUNT: &str = "amount";

/// What a complete read no longer says.
#[derive(Debug, Default)]
pub(super) struct Gone {
    /// Facts that got their reversing row, which is among the incoming now.
    pub(super) reversed: u64,
    /// Rows that stay, although their line is gone.
    pub(super) staying: u64,
}

/// Does this load erase by reversing? Only a cooperative's workbook does, whose rows are named by what they say.
pub(super) fn applies(source: &SourceConfig, load: &Mapping) -> bool {
    matches!(&source.connection, Connection::Files(Files { known: Some(_), .. })) && load.contract.deletes == Deletes::Never
}

/// Adds the reversing rows to what came, and gives facts that came back after one an id of their own.
pub(super) async fn reverse(
    lake: &Lake,
    list: &DatasetList,
    load: &Mapping,
    incoming: &mut Incoming,
    standing: &mut Vec<usize>,
) -> Result<Gone, IngestError> {
    let contract = load.contract;
    if incoming.has_unknown_keys || !incoming.refused.is_empty() {
        return Ok(Gone::default());
    }
    let held = held(lake, list, load).await?;
    let failed = |problem: String| IngestError::Assemble { load: load.load.clone(), problem };
    let none = || RecordBatch::new_empty(mirante_data::schema::arrow_schema(&contract.columns()));
    let mut rows = incoming.rows.in_order().map_err(IngestError::aside)?.unwrap_or_else(none);
    let came = texts(&rows, &contract.key).map_err(failed)?;
    if standing.is_empty() && !held.is_empty() {
        return Err(IngestError::Emptied { load: load.load.clone(), rows: held.len() as u64 });
    }
    let has_amount = load.is_fact() && contract.key.len() == 1 && contract.columns.contains_key(AMOUNT);
    if !has_amount {
        let here: BTreeSet<&String> = standing.iter().map(|row| &came[*row]).collect();
        return Ok(Gone { reversed: 0, staying: held.keys().filter(|key| !here.contains(key)).count() as u64 });
    }
    let failed = |problem: String| IngestError::Assemble { load: load.load.clone(), problem };
    let names = rename(&came, standing, &held);
    if !names.is_empty() {
        let ids = came.iter().enumerate().map(|(row, id)| names.get(&row).unwrap_or(id).as_str());
        rows = with_column(&rows, &contract.key[0], Arc::new(StringArray::from_iter_values(ids))).map_err(failed)?;
        (incoming.keys, incoming.hashes) = hash_rows(contract, &rows).map_err(failed)?;
    }
    let here: BTreeSet<&str> = standing.iter().map(|row| base(&came[*row])).collect();
    let gone: Vec<(&String, &RecordBatch)> = held.iter().filter(|(id, _)| is_live(id, &held) && !here.contains(base(id))).collect();
    let reversed = gone.len() as u64;
    if reversed > 0 {
        let added = reversing(contract, &gone).map_err(failed)?;
        let (keys, hashes) = hash_rows(contract, &added).map_err(failed)?;
        rows = concat_batches(&rows.schema(), [&rows, &added]).map_err(|error| failed(error.to_string()))?;
        for (key, hash) in keys.into_iter().zip(hashes) {
            standing.push(incoming.keys.len());
            incoming.add(key, hash);
        }
    }
    if reversed > 0 || !names.is_empty() {
        incoming.rows = Runs::of(&contract.key, rows).map_err(IngestError::aside)?;
    }
    Ok(Gone { reversed, staying: 0 })
}

/// The rows of this load in the lake, by their key.
async fn held(lake: &Lake, list: &DatasetList, load: &Mapping) -> Result<BTreeMap<String, RecordBatch>, IngestError> {
    let contract = load.contract;
    let mut held = BTreeMap::new();
    let shape = |problem: String| IngestError::from(LakeError::Shape { dataset: list.dataset.to_string(), problem });
    for file in &list.files {
        for batch in lake.rows(list, file, &[]).await? {
            let by = batch.column_by_name("_batch_id").and_then(|array| array.as_string_opt::<i32>().cloned());
            let by = by.ok_or_else(|| shape("no `_batch_id`".to_owned()))?;
            let width: Vec<usize> = (0..contract.columns.len()).collect();
            let own = batch.project(&width).map_err(|error| shape(error.to_string()))?;
            for (row, key) in texts(&own, &contract.key).map_err(shape)?.into_iter().enumerate() {
                if by.value(row).rsplit_once('-').is_some_and(|(name, _)| name == load.load) {
                    held.insert(key, own.slice(row, 1));
                }
            }
        }
    }
    Ok(held)
}

/// The id that a fact came with first: `x`, of `x:2` and of `x:estorno`.
fn base(id: &str) -> &str {
    let id = id.strip_suffix(REVERSED).unwrap_or(id);
    match id.rsplit_once(':') {
        Some((base, nth)) if !nth.is_empty() && nth.bytes().all(|byte| byte.is_ascii_digit()) => base,
        _ => id,
    }
}

/// Does it stand in the books, neither reversed nor itself a reversal?
fn is_live<T>(id: &str, held: &BTreeMap<String, T>) -> bool {
    !id.ends_with(REVERSED) && !held.contains_key(&format!("{id}{REVERSED}"))
}

/// Ids of facts that were reversed and came back: `x:2`, and so on.
fn rename<T>(came: &[String], standing: &[usize], held: &BTreeMap<String, T>) -> BTreeMap<usize, String> {
    let mut names = BTreeMap::new();
    for row in standing {
        let id = &came[*row];
        let mut name = id.clone();
        let mut nth = 1;
        while held.contains_key(&name) && !is_live(&name, held) {
            nth += 1;
            name = format!("{id}:{nth}");
        }
        if name != *id {
            names.insert(*row, name);
        }
    }
    names
}

/// Rows that take these back: the same of the same day, with the amount of the other sign.
fn reversing(contract: &Contract, gone: &[(&String, &RecordBatch)]) -> Result<RecordBatch, String> {
    let Some((_, first)) = gone.first() else { return Err("nothing to reverse".to_owned()) };
    let rows = concat_batches(&first.schema(), gone.iter().map(|(_, row)| *row)).map_err(|error| error.to_string())?;
    let ids = StringArray::from_iter_values(gone.iter().map(|(id, _)| format!("{id}{REVERSED}")));
    let mut rows = with_column(&rows, &contract.key[0], Arc::new(ids))?;
    let amounts = rows.column_by_name(AMOUNT).and_then(|array| array.as_primitive_opt::<Decimal128Type>()).ok_or("no amount")?;
    let taken_back: Decimal128Array = amounts.unary(|amount: i128| -amount);
    let taken_back = taken_back.with_data_type(amounts.data_type().clone());
    rows = with_column(&rows, AMOUNT, Arc::new(taken_back))?;
    if let Some(column) = contract.columns.keys().find(|name| name.starts_with("reverses_")) {
        rows = with_column(&rows, column, Arc::new(StringArray::from_iter_values(gone.iter().map(|(id, _)| id.as_str()))))?;
    }
    Ok(rows)
}

fn with_column(rows: &RecordBatch, name: &str, array: ArrayRef) -> Result<RecordBatch, String> {
    let place = rows.schema().index_of(name).map_err(|error| error.to_string())?;
    let mut arrays = rows.columns().to_vec();
    arrays[place] = array;
    RecordBatch::try_new(rows.schema(), arrays).map_err(|error| error.to_string())
}

/// The key of each row, as text.
fn texts(rows: &RecordBatch, key: &[String]) -> Result<Vec<String>, String> {
    let cells = key.iter().map(|name| rows.column_by_name(name).ok_or_else(|| format!("no `{name}`")).and_then(mirante_data::canonical::Cells::of));
    let cells = cells.collect::<Result<Vec<_>, _>>()?;
    let text = |row: usize| cells.iter().map(|column| column.text(row).unwrap_or_default()).collect::<Vec<_>>().join(":");
    Ok((0..rows.num_rows()).map(text).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_that_was_reversed_comes_back_under_an_id_of_its_own() {
        let held = |ids: &[&str]| ids.iter().map(|id| ((*id).to_owned(), ())).collect::<BTreeMap<String, ()>>();
        let name = |ids: &[&str]| rename(&["x".to_owned()], &[0], &held(ids)).remove(&0).unwrap_or("x".to_owned());
        assert_eq!(name(&[]), "x");
        assert_eq!(name(&["x"]), "x");
        assert_eq!(name(&["x", "x:estorno"]), "x:2");
        assert_eq!(name(&["x", "x:estorno", "x:2"]), "x:2");
        assert_eq!(name(&["x", "x:estorno", "x:2", "x:2:estorno"]), "x:3");
        assert_eq!([base("x"), base("x:2"), base("x:2:estorno"), base("x:estorno")], ["x"; 4]);
    }
}
