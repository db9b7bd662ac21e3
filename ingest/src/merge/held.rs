//! What the lake holds of one dataset, and as the loads of one run leave it.

use std::{collections::HashSet, sync::Arc};

use mirante_data::{
    Lake,
    arrow::{
        array::{ArrayRef, AsArray, RecordBatch, StringArray},
        datatypes::TimestampMicrosecondType,
    },
    contract::Contract,
    lake::{DatasetList, LakeError},
};

use super::{Decisions, Incoming, incoming::ByKey};
use crate::{
    coerce::{Key, hash_keys},
    people::PrivateHeld,
};

/// What is known under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Current {
    pub(super) recorded_at: i64,
    /// A row is live unless its last operation deleted it.
    pub(super) is_live: bool,
    /// The complete read of its load no longer has it: whoever still does may take it.
    pub(super) is_leaving: bool,
    /// Has its own load come with it in this run?
    pub(super) is_affirmed: bool,
    /// Delete rows sort before the insert of the same batch.
    pub(super) op_rank: u8,
    pub(super) hash: [u8; 16],
    /// Number of the load that wrote it.
    pub(super) owner: u32,
}

impl Current {
    /// Does it hold its key against others?
    pub(super) fn stands(&self) -> bool {
        self.is_live && !self.is_leaving
    }
}

/// The last row of every key of one dataset, and who wrote it.
#[derive(Debug, Default)]
pub struct Held {
    pub(super) rows: ByKey<Current>,
    /// `source.load`, by number.
    pub(super) loads: Vec<String>,
}

impl Held {
    /// Reads it from the lake: the last row by time, batch and operation.
    pub async fn read(lake: &Lake, list: &DatasetList, contract: &Contract) -> Result<Self, LakeError> {
        Self::read_where(lake, list, contract, |_, _| true).await
    }

    /// The same of those keys only that are asked for, by the text of their first column.
    pub async fn read_where(
        lake: &Lake,
        list: &DatasetList,
        contract: &Contract,
        mut is_wanted: impl FnMut(&str, Key) -> bool,
    ) -> Result<Self, LakeError> {
        let mut columns: Vec<&str> = contract.key.iter().map(String::as_str).collect();
        columns.extend(["_batch_id", "_recorded_at", "_op", "_row_hash"]);
        let mut held = Self::default();
        for file in &list.files {
            for batch in lake.rows(list, file, &columns).await? {
                let shape = |problem: String| LakeError::Shape { dataset: list.dataset.to_string(), problem };
                let keys = hash_keys(contract, &batch).map_err(shape)?;
                let text = |name: &str| {
                    batch.column_by_name(name).and_then(|array| array.as_string_opt::<i32>().cloned()).ok_or_else(|| shape(format!("no `{name}`")))
                };
                let (batches, ops) = (text("_batch_id")?, text("_op")?);
                let firsts = text(&contract.key[0]).ok();
                let recorded = batch.column_by_name("_recorded_at").and_then(|array| array.as_primitive_opt::<TimestampMicrosecondType>().cloned());
                let recorded = recorded.ok_or_else(|| shape("no `_recorded_at`".to_owned()))?;
                let hashes = batch.column_by_name("_row_hash").and_then(|array| array.as_fixed_size_binary_opt().cloned());
                let hashes = hashes.ok_or_else(|| shape("no `_row_hash`".to_owned()))?;
                let mut last_batch = ("", 0);
                for (row, key) in keys.into_iter().enumerate() {
                    if !is_wanted(firsts.as_ref().map_or("", |firsts| firsts.value(row)), key) {
                        continue;
                    }
                    if last_batch.0 != batches.value(row) {
                        last_batch = (batches.value(row), held.number(load_of(batches.value(row))));
                    }
                    let mut hash = [0; 16];
                    hash.copy_from_slice(hashes.value(row));
                    let op_rank = u8::from(ops.value(row) != "delete");
                    let recorded_at = recorded.value(row);
                    let now =
                        Current { recorded_at, is_live: op_rank > 0, is_leaving: false, is_affirmed: false, op_rank, hash, owner: last_batch.1 };
                    let known = held.rows.entry(key).or_insert(now);
                    if (now.recorded_at, now.op_rank) >= (known.recorded_at, known.op_rank) {
                        *known = now;
                    }
                }
            }
        }
        Ok(held)
    }

    /// What the vault holds of a dataset whose key is a person.
    pub fn of_vault(rows: &[PrivateHeld], contract: &Contract) -> Result<Self, String> {
        let names =
            contract.key.iter().map(|name| (name, Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &row.member_id))) as ArrayRef));
        let keys = hash_keys(contract, &RecordBatch::try_from_iter(names).map_err(|error| error.to_string())?)?;
        let mut held = Self::default();
        for (key, row) in keys.into_iter().zip(rows) {
            let owner = held.number(load_of(&row.batch_id));
            let now =
                Current { recorded_at: row.recorded_at, is_live: true, is_leaving: false, is_affirmed: false, op_rank: 1, hash: row.hash, owner };
            held.rows.insert(key, now);
        }
        Ok(held)
    }

    /// The number of a load.
    pub fn number(&mut self, load: &str) -> u32 {
        let known = self.loads.iter().position(|each| each == load);
        let place = known.unwrap_or_else(|| {
            self.loads.push(load.to_owned());
            self.loads.len() - 1
        });
        u32::try_from(place).expect("a dataset has fewer loads than that")
    }

    /// Live rows that this load wrote.
    pub fn live_rows(&self, owner: u32) -> u64 {
        self.rows.values().filter(|known| known.is_live && known.owner == owner).count() as u64
    }

    /// Gives up what stands under no key of `here`, as far as it is of the source of `load` and asked for; the load that
    /// gives it up has it from now on.
    pub fn give_up(&mut self, load: &str, here: &[Key], is_asked: impl Fn(&Key, &str) -> bool) -> HashSet<Key> {
        let me = self.number(load);
        let here: HashSet<&Key> = here.iter().collect();
        let of_source: Vec<bool> =
            (0..self.loads.len()).map(|owner| u32::try_from(owner).is_ok_and(|owner| self.is_same_source(owner, me))).collect();
        let asked = self.rows.iter_mut().filter(|(key, known)| {
            let owner = known.owner as usize;
            known.stands() && of_source[owner] && !here.contains(key) && is_asked(key, &self.loads[owner])
        });
        asked
            .map(|(key, known)| {
                (known.is_leaving, known.owner) = (true, me);
                *key
            })
            .collect()
    }

    /// The load that has a key.
    pub fn owner(&self, key: &Key) -> Option<&str> {
        self.rows.get(key).filter(|known| known.stands()).map(|known| self.loads[known.owner as usize].as_str())
    }

    /// Is there content under a key that was written at `since` or later, and is not this?
    pub fn has_newer(&self, key: &Key, hash: &[u8; 16], is_deleted: bool, since: i64) -> bool {
        let Some(known) = self.rows.get(key) else { return false };
        let is_same = if is_deleted { !known.is_live } else { known.is_live && known.hash == *hash };
        known.recorded_at >= since && !is_same
    }

    /// Are both loads of one source?
    pub(super) fn is_same_source(&self, left: u32, right: u32) -> bool {
        let source = |owner: u32| self.loads[owner as usize].split_once('.').map(|(source, _)| source);
        left == right || source(left) == source(right)
    }

    /// What a load's decisions leave behind, for the loads after it.
    pub fn apply(&mut self, incoming: &Incoming, decisions: &Decisions, owner: u32, recorded_at: i64) {
        for key in decisions.deletes.iter().chain(&decisions.missing) {
            // A missing key that another load has taken over in this commit is that load's now.
            let is_gone = |known: &&mut Current| decisions.deletes.contains(key) || (known.is_leaving && known.owner == owner);
            if let Some(known) = self.rows.get_mut(key).filter(is_gone) {
                (known.is_live, known.is_leaving, known.op_rank, known.recorded_at) = (false, false, 0, recorded_at);
            }
        }
        for row in decisions.inserts.iter().chain(&decisions.updates).chain(&decisions.corrections) {
            let now = Current { recorded_at, is_live: true, is_leaving: false, is_affirmed: false, op_rank: 1, hash: incoming.hashes[*row], owner };
            self.rows.insert(incoming.keys[*row], now);
        }
    }
}

/// The load that a batch id begins with.
fn load_of(batch_id: &str) -> &str {
    batch_id.rsplit_once('-').map_or(batch_id, |(load, _)| load)
}
