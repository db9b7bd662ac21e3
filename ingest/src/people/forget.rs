//! Erasing a person: the row, its key and the link go for good; a salted tombstone keeps the source from bringing them back.

use mirante_data::canonical;
use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::{OWN, Vault, failed, key};
use crate::IngestError;

/// What the vault has of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Rows that only the vault holds.
    pub private_rows: u64,
    /// How many source keys lead to the person, by namespace.
    pub links: Vec<(String, u64)>,
    /// Was the person erased before?
    pub is_erased: bool,
    /// Batches whose refused rows can still be read, and will not be once anybody is erased.
    pub sealed_batches: u64,
}

impl Known {
    /// Is there nothing to erase?
    pub fn is_nothing(&self) -> bool {
        self.private_rows == 0 && self.links.is_empty()
    }
}

/// The mark by which a source's next rows of an erased person are known, and by nothing else: the vault's key is needed
/// to compare it with a source key, and no pseudonym stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// Random bytes, in hex.
    pub salt: String,
    /// Keyed hash of salt, namespace and source key, in hex.
    pub digest: String,
    /// When the person was erased.
    pub erased_at: String,
}

impl Vault {
    /// What the vault has of a pseudonym.
    pub fn known(&self, member_id: &str) -> Result<Known, IngestError> {
        let count = |sql: &str| self.database.query_row(sql, params![member_id], |row| row.get::<_, i64>(0)).map_err(failed);
        let mut query = self
            .database
            .prepare("SELECT namespace, COUNT(*) FROM links WHERE member_id = ?1 AND namespace <> ?2 GROUP BY namespace ORDER BY namespace")
            .map_err(failed)?;
        let links = query.query_map(params![member_id, OWN], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))).map_err(failed)?;
        Ok(Known {
            private_rows: count("SELECT COUNT(*) FROM private_rows WHERE member_id = ?1")?.unsigned_abs(),
            links: links.collect::<Result<_, _>>().map_err(failed)?,
            sealed_batches: count("SELECT COUNT(*) FROM batch_keys WHERE ?1 <> ''")?.unsigned_abs(),
            is_erased: count("SELECT COUNT(*) FROM erased WHERE member_id = ?1")? > 0,
        })
    }

    /// The pseudonyms that a source's key leads to, over all namespaces.
    pub fn behind(&self, source_key: &str) -> Result<Vec<String>, IngestError> {
        let mut found: Vec<String> =
            self.all_links()?.into_iter().filter(|(_, key, _)| key == source_key).map(|(_, _, member_id)| member_id).collect();
        found.sort();
        found.dedup();
        Ok(found)
    }

    /// The tombstones that erasing a person will leave; they are stored elsewhere too before anything is destroyed.
    pub fn tombstones_for(&mut self, member_id: &str, now: i64) -> Result<Vec<Tombstone>, IngestError> {
        let links = self.links_of(member_id)?;
        let mut tombstones = Vec::new();
        for (namespace, source_key) in links {
            let mut salt = [0; 16];
            key::fill(&mut salt).map_err(failed)?;
            let digest = self.keys()?.tombstone(&salt, &namespace, &source_key);
            tombstones.push(Tombstone { salt: key::hex(&salt), digest: key::hex(&digest), erased_at: canonical::instant(now) });
        }
        Ok(tombstones)
    }

    /// Destroys what the vault has of a person, and every trace of it in the vault's files.
    pub fn erase(&mut self, member_id: &str, tombstones: &[Tombstone]) -> Result<(), IngestError> {
        for sql in [
            "DELETE FROM private_rows WHERE member_id = ?1",
            "DELETE FROM member_keys WHERE member_id = ?1",
            "DELETE FROM links WHERE member_id = ?1",
            // Nobody can say which refused rows are about the person, so none can be read any more.
            "DELETE FROM batch_keys WHERE ?1 <> ''",
            "INSERT OR IGNORE INTO erased (member_id) VALUES (?1)",
        ] {
            self.database.execute(sql, params![member_id]).map_err(failed)?;
        }
        self.add_tombstones(tombstones)?;
        self.erased.push(member_id.to_owned());
        self.erased.sort();
        self.erased.dedup();
        self.known.retain(|_, known| known.as_deref() != Some(member_id));
        self.scrub()
    }

    /// Applies tombstones to a vault that may be older than they are, as after a restore; how many people went.
    pub fn apply_tombstones(&mut self, tombstones: &[Tombstone]) -> Result<u64, IngestError> {
        let mut members = Vec::new();
        for (namespace, source_key, member_id) in self.all_links()? {
            let mut is_hit = false;
            for tombstone in tombstones {
                is_hit |= self.is_meant(tombstone, &namespace, &source_key)?;
            }
            if is_hit && !members.contains(&member_id) {
                members.push(member_id);
            }
        }
        self.add_tombstones(tombstones)?;
        for member_id in &members {
            self.erase(member_id, &[])?;
        }
        self.scrub()?;
        Ok(members.len() as u64)
    }

    /// Was the person behind a source key erased?
    pub(super) fn is_buried(&mut self, namespace: &str, source_key: &str) -> Result<bool, IngestError> {
        for tombstone in self.tombstones()? {
            if self.is_meant(&tombstone, namespace, source_key)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Every tombstone of the vault.
    pub fn tombstones(&self) -> Result<Vec<Tombstone>, IngestError> {
        let mut query = self.database.prepare_cached("SELECT salt, digest, erased_at FROM tombstones ORDER BY digest").map_err(failed)?;
        let rows = query.query_map([], |row| Ok(Tombstone { salt: row.get(0)?, digest: row.get(1)?, erased_at: row.get(2)? })).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    fn is_meant(&mut self, tombstone: &Tombstone, namespace: &str, source_key: &str) -> Result<bool, IngestError> {
        let salt = key::unhex_any(&tombstone.salt).ok_or_else(|| failed("a tombstone is no tombstone"))?;
        Ok(key::hex(&self.keys()?.tombstone(&salt, namespace, source_key)) == tombstone.digest)
    }

    fn add_tombstones(&self, tombstones: &[Tombstone]) -> Result<(), IngestError> {
        for Tombstone { salt, digest, erased_at } in tombstones {
            self.database
                .execute("INSERT OR IGNORE INTO tombstones (digest, salt, erased_at) VALUES (?1, ?2, ?3)", params![digest, salt, erased_at])
                .map_err(failed)?;
        }
        Ok(())
    }

    fn links_of(&self, member_id: &str) -> Result<Vec<(String, String)>, IngestError> {
        Ok(self.all_links()?.into_iter().filter(|(_, _, each)| each == member_id).map(|(namespace, key, _)| (namespace, key)).collect())
    }

    fn all_links(&self) -> Result<Vec<(String, String, String)>, IngestError> {
        let mut query =
            self.database.prepare("SELECT namespace, source_key, member_id FROM links WHERE namespace <> ?1 ORDER BY 1, 2").map_err(failed)?;
        let rows = query.query_map([OWN], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// Writes every change into the one file, anew, so that no freed page and no log keeps what was deleted.
    pub(super) fn scrub(&self) -> Result<(), IngestError> {
        self.database
            .execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE); BEGIN IMMEDIATE;")
            .map_err(failed)
    }
}
