//! Rows about people that never lie in the lake: encrypted in the vault, each under the key of its member.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};

use super::{
    Vault, failed,
    key::{self, Keys},
};
use crate::IngestError;

/// What merging needs to know of a row that the vault holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateHeld {
    /// Whose it is.
    pub member_id: String,
    /// The batch that wrote it.
    pub batch_id: String,
    /// When, microseconds since 1970.
    pub recorded_at: i64,
    /// Keyed hash of its content.
    pub hash: [u8; 16],
}

/// A row as it is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateRow {
    /// What merging needs to know of it.
    pub held: PrivateHeld,
    /// Its cells by column.
    pub cells: BTreeMap<String, String>,
}

/// What one commit changes in one dataset of the vault.
#[derive(Debug, Clone, Default)]
pub struct PrivateChanges {
    /// Members whose rows go.
    pub removed: Vec<String>,
    /// Rows that come, or take the place of others.
    pub kept: Vec<PrivateRow>,
}

impl PrivateChanges {
    /// Does anything change?
    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.kept.is_empty()
    }
}

impl Vault {
    pub(super) fn private_held(&self, dataset: &str) -> Result<Vec<PrivateHeld>, IngestError> {
        let mut query = self
            .database
            .prepare("SELECT member_id, batch_id, recorded_at, row_hash FROM private_rows WHERE dataset = ?1 ORDER BY member_id")
            .map_err(failed)?;
        let rows = query.query_map(params![dataset], |row| {
            let mut hash = [0; 16];
            let stored: Vec<u8> = row.get(3)?;
            if stored.len() == hash.len() {
                hash.copy_from_slice(&stored);
            }
            Ok(PrivateHeld { member_id: row.get(0)?, batch_id: row.get(1)?, recorded_at: row.get(2)?, hash })
        });
        rows.map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }

    /// Writes the same rows any number of times to the same end.
    pub(super) fn keep_private(&mut self, dataset: &str, changes: &PrivateChanges) -> Result<(), IngestError> {
        for member_id in &changes.removed {
            self.database.execute("DELETE FROM private_rows WHERE dataset = ?1 AND member_id = ?2", params![dataset, member_id]).map_err(failed)?;
            self.drop_unused_key(member_id)?;
        }
        for PrivateRow { held, cells } in &changes.kept {
            let text = serde_json::to_vec(cells).map_err(failed)?;
            let sealed = self.seal_for(&held.member_id, &place(dataset, &held.member_id), &text)?;
            self.database
                .execute(
                    "INSERT OR REPLACE INTO private_rows (dataset, member_id, batch_id, recorded_at, row_hash, cells) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    params![dataset, held.member_id, held.batch_id, held.recorded_at, held.hash.as_slice(), sealed],
                )
                .map_err(failed)?;
        }
        Ok(())
    }

    /// The cells of one member's row; none when there is no such row.
    pub fn private_row(&mut self, dataset: &str, member_id: &str) -> Result<Option<BTreeMap<String, String>>, IngestError> {
        let found = self
            .database
            .query_row(
                "SELECT rows.cells, keys.wrapped FROM private_rows AS rows JOIN member_keys AS keys USING (member_id)
                 WHERE rows.dataset = ?1 AND rows.member_id = ?2",
                params![dataset, member_id],
                |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?)),
            )
            .optional()
            .map_err(failed)?;
        let Some((sealed, wrapped)) = found else { return Ok(None) };
        let own = self.keys()?.unwrap(member_id, &wrapped).map_err(failed)?;
        let text = key::open(&own, &place(dataset, member_id), &sealed).map_err(failed)?;
        serde_json::from_slice(&text).map(Some).map_err(failed)
    }

    fn seal_for(&mut self, member_id: &str, place: &str, text: &[u8]) -> Result<Vec<u8>, IngestError> {
        let wrapped = self
            .database
            .query_row("SELECT wrapped FROM member_keys WHERE member_id = ?1", params![member_id], |row| row.get::<_, Vec<u8>>(0))
            .optional()
            .map_err(failed)?;
        let keys: &Keys = self.keys()?;
        let (own, new) = match wrapped {
            Some(wrapped) => (keys.unwrap(member_id, &wrapped).map_err(failed)?, None),
            None => keys.new_member_key(member_id).map(|(own, wrapped)| (own, Some(wrapped))).map_err(failed)?,
        };
        if let Some(wrapped) = new {
            self.database.execute("INSERT INTO member_keys (member_id, wrapped) VALUES (?1, ?2)", params![member_id, wrapped]).map_err(failed)?;
        }
        key::seal(&own, place, text).map_err(failed)
    }

    /// A key that no row needs is destroyed.
    fn drop_unused_key(&self, member_id: &str) -> Result<(), IngestError> {
        self.database
            .execute("DELETE FROM member_keys WHERE member_id = ?1 AND member_id NOT IN (SELECT member_id FROM private_rows)", params![member_id])
            .map(|_| ())
            .map_err(failed)
    }
}

/// Cells are bound to their place, so that no row can be passed off as another one.
fn place(dataset: &str, member_id: &str) -> String {
    format!("{dataset}\u{1f}{member_id}")
}
