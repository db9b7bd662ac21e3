//! Rows that only the vault holds: merged like others, kept encrypted, committed with everything else.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use mirante_data::{
    arrow::array::{ArrayRef, RecordBatch, StringArray},
    canonical::Cells,
    contract::Contract,
};

use crate::{
    IngestError,
    coerce::{Key, hash_keys},
    merge::Changes,
    people::{PrivateChanges, PrivateHeld, PrivateRow},
};

/// What the loads of one dataset change in the vault; `held` is what it has of the dataset.
pub(super) fn changes(contract: &Contract, held: &[PrivateHeld], changes: &[Changes]) -> Result<PrivateChanges, String> {
    let known = keys_of(contract, held)?;
    let mut all = PrivateChanges::default();
    for Changes { incoming, decisions, stamp } in changes {
        let gone = decisions.deletes.iter().chain(&decisions.missing).filter_map(|key| known.get(key));
        all.removed.extend(gone.map(|place| held[*place].member_id.clone()));
        let rows = incoming.rows.in_order().map_err(|error| error.to_string())?;
        for row in decisions.inserts.iter().chain(&decisions.updates).chain(&decisions.corrections) {
            let mut cells = cells_of(rows.as_ref().ok_or("no rows")?, *row)?;
            let member_id = cells.remove(&contract.key[0]).ok_or("a row about nobody")?;
            let held = PrivateHeld { member_id, batch_id: stamp.batch_id.clone(), recorded_at: stamp.recorded_at, hash: incoming.hashes[*row] };
            all.kept.push(PrivateRow { held, cells });
        }
    }
    // A key that moves from one load to another leaves and comes in one commit.
    all.removed.retain(|member_id| !all.kept.iter().any(|row| row.held.member_id == *member_id));
    Ok(all)
}

fn keys_of(contract: &Contract, held: &[PrivateHeld]) -> Result<HashMap<Key, usize>, String> {
    let ids: StringArray = held.iter().map(|row| Some(row.member_id.as_str())).collect();
    let column: ArrayRef = Arc::new(ids);
    let batch = RecordBatch::try_from_iter([(contract.key[0].as_str(), column)]).map_err(|error| error.to_string())?;
    Ok(hash_keys(contract, &batch)?.into_iter().zip(0..).collect())
}

fn cells_of(rows: &RecordBatch, row: usize) -> Result<BTreeMap<String, String>, String> {
    let mut cells = BTreeMap::new();
    for (field, array) in rows.schema().fields().iter().zip(rows.columns()) {
        cells.extend(Cells::of(array)?.text(row).map(|text| (field.name().clone(), text)));
    }
    Ok(cells)
}

/// A mistake of the program, told as the load's.
pub(super) fn broken(load: &str) -> impl Fn(String) -> IngestError + '_ {
    move |problem| IngestError::Assemble { load: load.to_owned(), problem }
}
