//! What incoming rows change: inserted, updated, deleted, unchanged, superseded, rejected; each row is exactly one of them.

use std::collections::{HashMap, HashSet};

use hashbrown::HashTable;
use mirante_data::contract::{Contract, Deletes};

use crate::{coerce::Key, meta::Reason};

mod changed;
mod cursor;
mod held;
mod incoming;
mod runs;
#[cfg(test)]
mod tests;

pub use changed::{ChangedRows, Changes, Stamp};
pub use held::Held;
use incoming::{ByKey, first_bytes};
pub use incoming::{Incoming, Places};
pub use runs::Runs;

/// How a load treats what it reads.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// May content change under a key?
    pub is_fact: bool,
    /// Was everything read that the source has?
    pub is_complete: bool,
    /// Are these the files of the last read, so that what others have written since is newer?
    pub is_again: bool,
    /// Is the source asked anew in each run, so that other content under a key comes again and again?
    pub is_asked: bool,
    /// Where the load's cursor stood before this read.
    pub passed: Option<i128>,
    /// Does a missing key mean a delete?
    pub deletes_missing: bool,
    /// May a fact be taken back and given again?
    pub retracts: bool,
    /// The instant of this commit: what another load wrote in it cannot be ordered against.
    pub recorded_at: i64,
}

impl Policy {
    /// The policy of a read under a contract.
    pub fn of(contract: &Contract, is_fact: bool, is_complete: bool, asked_missing: bool, recorded_at: i64) -> Self {
        let missing = match contract.deletes {
            Deletes::Never => false,
            Deletes::Retract | Deletes::Snap => true,
            _ => asked_missing,
        };
        let retracts = contract.deletes == Deletes::Retract;
        Self { is_fact, is_complete, is_again: false, is_asked: false, passed: None, deletes_missing: is_complete && missing, retracts, recorded_at }
    }
}

impl Policy {
    /// Was a row of this cursor there in an earlier read? Of an incremental load these come again: the last, and its `lag`.
    fn has_read(&self, cursor: Option<i128>) -> bool {
        !self.is_complete && self.passed.is_some_and(|passed| cursor <= Some(passed))
    }
}

/// What each incoming row comes to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Rows to insert: keys that are new, return, or are given up by the load that had them.
    pub inserts: Vec<usize>,
    /// Rows to write as new content of an entity.
    pub updates: Vec<usize>,
    /// Rows of facts that replace other content: a delete and an insert.
    pub corrections: Vec<usize>,
    /// Keys whose present content is written again as a delete, by mark or before a correction.
    pub deletes: HashSet<Key>,
    /// Incoming rows whose key is deleted by its mark.
    pub deleted_n: u64,
    /// Keys missing from a complete read; deleted too.
    pub missing: HashSet<Key>,
    /// Rows that change nothing.
    pub unchanged_n: u64,
    /// Repeats of a key that a later row replaced.
    pub superseded_n: u64,
    /// Rows that may not be merged.
    pub rejected: Vec<(usize, Reason)>,
    /// Do rows stand, or fall, by what another load wrote? When that changes they are to be decided anew.
    pub leans: bool,
}

impl Decisions {
    /// Does anything change?
    pub fn is_empty(&self) -> bool {
        [&self.inserts, &self.updates, &self.corrections].iter().all(|rows| rows.is_empty()) && self.deletes.is_empty() && self.missing.is_empty()
    }
}

/// The rows that stand after repeats of one key within the read are settled.
///
/// The last by cursor, then by order, stands. Of a fact that never changes, and of facts in different files, the first stands
/// and other content under its key is refused: two rows that mean different things by one key are told, not merged.
pub fn settle(incoming: &Incoming, policy: Policy) -> (Vec<usize>, Decisions) {
    let mut decisions = Decisions::default();
    let keys = &incoming.keys;
    // The row that stands of each key, and of keys that came again the highest cursor under which its content came.
    let mut standing: HashTable<u32> = HashTable::with_capacity(keys.len());
    let mut highest: ByKey<Option<i128>> = ByKey::default();
    for row in 0..keys.len() {
        let is_same_key = |other: &u32| keys[*other as usize] == keys[row];
        let Some(stands) = standing.find_mut(first_bytes(&keys[row]), is_same_key) else {
            standing.insert_unique(first_bytes(&keys[row]), numbered(row), |other| first_bytes(&keys[*other as usize]));
            continue;
        };
        let earlier = *stands as usize;
        let is_other = incoming.hashes[earlier] != incoming.hashes[row];
        let is_other_file = incoming.places.of(earlier).0 != incoming.places.of(row).0;
        if policy.is_fact && is_other && (!policy.retracts || is_other_file) {
            decisions.rejected.push((row, Reason::ConflictingKey));
            continue;
        }
        decisions.superseded_n += 1;
        let (cursor, highest) = (incoming.cursor(row), highest.entry(keys[row]).or_insert_with(|| incoming.cursor(earlier)));
        if cursor >= *highest {
            *highest = cursor;
            if is_other || incoming.is_deleted(row) != incoming.is_deleted(earlier) {
                *stands = numbered(row);
            }
        }
    }
    let mut rows: Vec<usize> = standing.into_iter().map(|row| row as usize).collect();
    rows.sort_unstable();
    (rows, decisions)
}

/// The number of a row, of which one read has fewer than four thousand millions.
fn numbered(row: usize) -> u32 {
    u32::try_from(row).expect("no read has four thousand million rows")
}

/// The keys of a load that its complete read no longer has; they are free for whoever still has them.
pub fn leave(incoming: &Incoming, standing: &[usize], held: &mut Held, policy: Policy, me: u32) -> HashSet<Key> {
    if !policy.deletes_missing || incoming.has_unknown_keys {
        return HashSet::new();
    }
    let is_mine = |known: &held::Current| known.is_live && known.owner == me;
    if !held.rows.values().any(is_mine) {
        return HashSet::new();
    }
    let here: HashSet<&Key> = standing.iter().map(|row| &incoming.keys[*row]).chain(&incoming.refused).collect();
    let mine = held.rows.iter_mut().filter(|(key, known)| is_mine(known) && !here.contains(key));
    mine.map(|(key, known)| {
        known.is_leaving = true;
        *key
    })
    .collect()
}

/// Notes the keys that complete reads of their own loads come with: what other loads say of them is no news, but a contradiction.
pub fn affirm(incoming: &Incoming, standing: &[usize], held: &mut Held, me: u32) {
    for row in standing.iter().filter(|row| !incoming.is_deleted(**row)) {
        if let Some(known) = held.rows.get_mut(&incoming.keys[*row]).filter(|known| known.stands() && known.owner == me) {
            known.is_affirmed = true;
        }
    }
}

/// Decides what the standing rows change in what the lake holds.
pub fn decide(incoming: &Incoming, standing: &[usize], held: &Held, policy: Policy, me: u32, decisions: &mut Decisions) {
    let mut conflicts = Vec::new();
    for &row in standing {
        let (key, is_deleted) = (incoming.keys[row], incoming.is_deleted(row));
        let Some(known) = held.rows.get(&key).filter(|known| known.stands()) else {
            if is_deleted {
                decisions.unchanged_n += 1;
            } else {
                decisions.inserts.push(row);
            }
            continue;
        };
        let is_same = known.hash == incoming.hashes[row] && !is_deleted;
        let is_mine = known.owner == me;
        if !is_mine && !held.is_same_source(known.owner, me) {
            decisions.rejected.push((row, Reason::ForeignKey));
            decisions.leans = true;
        } else if is_same {
            decisions.unchanged_n += 1;
            decisions.leans |= !is_mine;
        } else if !is_mine && (known.recorded_at == policy.recorded_at || known.is_affirmed) {
            decisions.rejected.push((row, Reason::ConflictingKey));
            decisions.leans = true;
        } else if !is_mine && (policy.is_again || policy.has_read(incoming.cursor(row))) {
            decisions.superseded_n += 1;
            decisions.leans = true;
        } else if is_deleted {
            decisions.deletes.insert(key);
            decisions.deleted_n += 1;
        } else if !policy.is_fact {
            decisions.updates.push(row);
        } else if policy.retracts && policy.is_complete {
            decisions.deletes.insert(key);
            decisions.corrections.push(row);
        } else {
            conflicts.push(row);
        }
    }
    refuse(incoming, held, conflicts, decisions);
    decisions.rejected.sort_unstable();
}

/// Refuses the rows of facts that contradict the lake; a repeat of such a key that agrees with the lake is let in after all.
fn refuse(incoming: &Incoming, held: &Held, conflicts: Vec<usize>, decisions: &mut Decisions) {
    let mut agreed: HashMap<Key, bool> = conflicts.iter().map(|row| (incoming.keys[*row], false)).collect();
    let (mut unchanged, mut superseded) = (0, 0);
    decisions.rejected.retain(|(row, _)| {
        let key = &incoming.keys[*row];
        let Some(is_agreed) = agreed.get_mut(key) else { return true };
        if held.rows.get(key).is_none_or(|known| known.hash != incoming.hashes[*row]) {
            return true;
        }
        *(if *is_agreed { &mut superseded } else { &mut unchanged }) += 1;
        *is_agreed = true;
        false
    });
    decisions.unchanged_n += unchanged;
    decisions.superseded_n += superseded;
    decisions.leans |= !conflicts.is_empty();
    decisions.rejected.extend(conflicts.into_iter().map(|row| (row, Reason::ConflictingKey)));
}
