//! Source keys of people → random `member_id`s, and what identifies a person: the vault, which no SQL session can reach.

use std::{collections::HashMap, fs, path::Path};

use mirante_data::hash;
use rusqlite::{Connection, OptionalExtension, params};

use crate::IngestError;

pub mod copy;
pub mod digits;
pub mod forget;
pub mod key;
mod payloads;
mod rows;

pub use forget::{Known, Tombstone};
pub use key::KeyFile;
pub use payloads::is_sealed;
pub use rows::{PrivateChanges, PrivateHeld, PrivateRow};

/// Letters and digits that are hard to confuse (Crockford's base 32, lowercase).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const ID_LENGTH: usize = 8;

/// Turns the key that a source has for a person into the pseudonym that the lake holds.
pub trait People: Send {
    /// The pseudonym of a key in a namespace, the same each time; none when the person was erased.
    fn member_id(&mut self, namespace: &str, key: &str) -> Result<Option<String>, IngestError>;
    /// The pseudonyms of people who were erased.
    fn erased(&self) -> &[String];
    /// 64 hex digits that stand for an outside key such as a CNPJ, and that nobody else can compute.
    fn outside_hash(&mut self, kind: &str, text: &str) -> Result<String, IngestError>;
    /// What may be stored in place of the hash of a row that the lake does not hold.
    fn row_hash(&mut self, hash: &[u8; 16]) -> Result<[u8; 16], IngestError>;
    /// The rows of a dataset that only the vault holds.
    fn private(&self, dataset: &str) -> Result<Vec<PrivateHeld>, IngestError>;
    /// Keeps and removes such rows; durable with `save`.
    fn keep(&mut self, dataset: &str, changes: &PrivateChanges) -> Result<(), IngestError>;
    /// What a refused row about people said, so that only the vault can read it: under the key of its batch.
    fn seal(&mut self, batch_id: &str, at: i64, text: &str) -> Result<String, IngestError>;
    /// Reads it again; none when the key of its batch was destroyed.
    fn unseal(&mut self, batch_id: &str, sealed: &str) -> Result<Option<String>, IngestError>;
    /// Makes everything so far durable; called before the rows that use it are committed.
    fn save(&mut self) -> Result<(), IngestError>;
    /// Which vault this is: a lake refuses rows under the pseudonyms of another one.
    fn identity(&self) -> &str;
}

/// The namespace of what the vault keeps for itself: nobody's links, so nobody can be forgotten by them.
const OWN: &str = "@segredo";

/// What the vault alone knows: ids of outside names are made with it, so that nobody can try names until one fits.
///
/// It is 160 random bits that the vault keeps as it keeps its links, so it is the same in every run.
pub fn secret(people: &mut dyn People) -> Result<[u8; 32], IngestError> {
    let mut drawn = String::new();
    for part in 1..=4 {
        let part = people.member_id(OWN, &part.to_string())?;
        drawn.push_str(&part.ok_or_else(|| failed("what makes ids of names is gone from the vault"))?);
        drawn.push(':');
    }
    Ok(blake3::derive_key("mirante 2026-11-27 names of a workbook", drawn.as_bytes()))
}

/// Where random bytes come from: the system, or a seed for the demo and tests.
pub type RandomBytes = Box<dyn FnMut(&mut [u8]) -> std::io::Result<()> + Send>;

/// The vault in its own SQLite file, readable by its owner only.
pub struct Vault {
    database: Connection,
    random: RandomBytes,
    key_file: KeyFile,
    keys: Option<key::Keys>,
    known: HashMap<(String, String), Option<String>>,
    erased: Vec<String>,
    identity: String,
}

impl Vault {
    /// Opens the vault, creating it when it is not there.
    pub fn open(file: &Path, key_file: KeyFile, random: RandomBytes) -> Result<Self, IngestError> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let database = Connection::open(file).map_err(failed)?;
        restrict(file)?;
        database
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA secure_delete = ON;
                 CREATE TABLE IF NOT EXISTS links (
                     namespace TEXT NOT NULL, source_key TEXT NOT NULL, member_id TEXT NOT NULL UNIQUE,
                     PRIMARY KEY (namespace, source_key)
                 ) STRICT;
                 CREATE TABLE IF NOT EXISTS vault (identity TEXT NOT NULL) STRICT;
                 CREATE TABLE IF NOT EXISTS written_with (key_id TEXT NOT NULL) STRICT;
                 CREATE TABLE IF NOT EXISTS member_keys (member_id TEXT NOT NULL PRIMARY KEY, wrapped BLOB NOT NULL) STRICT;
                 CREATE TABLE IF NOT EXISTS private_rows (
                     dataset TEXT NOT NULL, member_id TEXT NOT NULL, batch_id TEXT NOT NULL, recorded_at INTEGER NOT NULL,
                     row_hash BLOB NOT NULL, cells BLOB NOT NULL, PRIMARY KEY (dataset, member_id)
                 ) STRICT;
                 CREATE TABLE IF NOT EXISTS batch_keys (batch_id TEXT NOT NULL PRIMARY KEY, wrapped BLOB NOT NULL, made_at INTEGER NOT NULL) STRICT;
                 CREATE TABLE IF NOT EXISTS tombstones (digest TEXT NOT NULL PRIMARY KEY, salt TEXT NOT NULL, erased_at TEXT NOT NULL) STRICT;
                 CREATE TABLE IF NOT EXISTS erased (member_id TEXT NOT NULL PRIMARY KEY) STRICT;
                 BEGIN IMMEDIATE;",
            )
            .map_err(failed)?;
        let mut vault = Self { database, random, key_file, keys: None, known: HashMap::new(), erased: Vec::new(), identity: String::new() };
        vault.identity = vault.remembered_identity()?;
        vault.erased = vault.remembered_erased()?;
        Ok(vault)
    }

    /// The identity that the vault was given when it was made.
    fn remembered_identity(&mut self) -> Result<String, IngestError> {
        let found = self.database.query_row("SELECT identity FROM vault", [], |row| row.get::<_, String>(0)).optional().map_err(failed)?;
        if let Some(identity) = found {
            return Ok(identity);
        }
        let identity = self.new_id()?.replacen("m-", "vault-", 1);
        self.database.execute("INSERT INTO vault (identity) VALUES (?1)", params![identity]).map_err(failed)?;
        Ok(identity)
    }

    fn remembered_erased(&self) -> Result<Vec<String>, IngestError> {
        let mut query = self.database.prepare("SELECT member_id FROM erased ORDER BY member_id").map_err(failed)?;
        let rows = query.query_map([], |row| row.get(0)).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// Random bytes of the operating system.
    pub fn system_random() -> RandomBytes {
        Box::new(|bytes| std::io::Read::read_exact(&mut fs::File::open("/dev/urandom")?, bytes))
    }

    /// Bytes that a seed gives: for made-up people only.
    pub fn seeded_random(seed: u64) -> RandomBytes {
        let mut stream = hash::stream(seed);
        Box::new(move |bytes| {
            stream(bytes);
            Ok(())
        })
    }

    /// The keys of the vault, opened when they are first needed; the vault remembers under which key it was written.
    fn keys(&mut self) -> Result<&key::Keys, IngestError> {
        if self.keys.is_none() {
            let known = self.database.query_row("SELECT key_id FROM written_with", [], |row| row.get::<_, String>(0)).optional().map_err(failed)?;
            let keys = self.key_file.open(known.as_deref())?;
            if known.is_none() {
                self.database.execute("INSERT INTO written_with (key_id) VALUES (?1)", params![keys.id]).map_err(failed)?;
            }
            self.keys = Some(keys);
        }
        Ok(self.keys.as_ref().expect("they were opened just before"))
    }

    /// Makes sure that the key file fits the vault, where the vault was written with one.
    pub fn check_key(&mut self) -> Result<(), IngestError> {
        let is_written = self.database.query_row("SELECT COUNT(*) FROM written_with", [], |row| row.get::<_, i64>(0)).map_err(failed)? > 0;
        if is_written { self.keys().map(|_| ()) } else { Ok(()) }
    }

    fn new_id(&mut self) -> Result<String, IngestError> {
        let mut bytes = [0; ID_LENGTH];
        (self.random)(&mut bytes).map_err(failed)?;
        let digits: String = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
        Ok(format!("m-{digits}"))
    }

    fn link(&mut self, namespace: &str, key: &str) -> Result<Option<String>, IngestError> {
        let found = self
            .database
            .prepare_cached("SELECT member_id FROM links WHERE namespace = ?1 AND source_key = ?2")
            .and_then(|mut query| query.query_row(params![namespace, key], |row| row.get::<_, String>(0)).optional())
            .map_err(failed)?;
        if found.is_some() {
            return Ok(found);
        }
        if self.is_buried(namespace, key)? {
            return Ok(None);
        }
        loop {
            let member_id = self.new_id()?;
            // A pseudonym of somebody who was erased is nobody else's.
            if self.erased.contains(&member_id) {
                continue;
            }
            let added = self
                .database
                .prepare_cached("INSERT OR IGNORE INTO links (namespace, source_key, member_id) VALUES (?1, ?2, ?3)")
                .and_then(|mut insert| insert.execute(params![namespace, key, member_id]))
                .map_err(failed)?;
            // Forty random bits do meet now and then; the table decides and another id is drawn.
            if added == 1 {
                return Ok(Some(member_id));
            }
        }
    }
}

impl People for Vault {
    fn member_id(&mut self, namespace: &str, key: &str) -> Result<Option<String>, IngestError> {
        let place = (namespace.to_owned(), key.to_owned());
        if let Some(known) = self.known.get(&place) {
            return Ok(known.clone());
        }
        let member_id = self.link(namespace, key)?;
        self.known.insert(place, member_id.clone());
        Ok(member_id)
    }

    fn erased(&self) -> &[String] {
        &self.erased
    }

    fn outside_hash(&mut self, kind: &str, text: &str) -> Result<String, IngestError> {
        Ok(self.keys()?.outside_hash(kind, text))
    }

    fn row_hash(&mut self, hash: &[u8; 16]) -> Result<[u8; 16], IngestError> {
        Ok(self.keys()?.row_hash(hash))
    }

    fn private(&self, dataset: &str) -> Result<Vec<PrivateHeld>, IngestError> {
        self.private_held(dataset)
    }

    fn keep(&mut self, dataset: &str, changes: &PrivateChanges) -> Result<(), IngestError> {
        self.keep_private(dataset, changes)
    }

    fn seal(&mut self, batch_id: &str, at: i64, text: &str) -> Result<String, IngestError> {
        self.seal_payload(batch_id, at, text)
    }

    fn unseal(&mut self, batch_id: &str, sealed: &str) -> Result<Option<String>, IngestError> {
        self.open_payload(batch_id, sealed)
    }

    fn save(&mut self) -> Result<(), IngestError> {
        self.database.execute_batch("COMMIT; BEGIN IMMEDIATE;").map_err(failed)
    }

    fn identity(&self) -> &str {
        &self.identity
    }
}

/// Keeps keys as they are: for tests whose expected rows are written by hand.
#[derive(Debug, Default)]
pub struct Verbatim;

impl People for Verbatim {
    fn member_id(&mut self, _namespace: &str, key: &str) -> Result<Option<String>, IngestError> {
        Ok(Some(key.to_owned()))
    }

    fn erased(&self) -> &[String] {
        &[]
    }

    fn outside_hash(&mut self, kind: &str, text: &str) -> Result<String, IngestError> {
        Ok(hash::fingerprint([kind, text]))
    }

    fn row_hash(&mut self, hash: &[u8; 16]) -> Result<[u8; 16], IngestError> {
        Ok(*hash)
    }

    fn private(&self, _dataset: &str) -> Result<Vec<PrivateHeld>, IngestError> {
        Ok(Vec::new())
    }

    fn keep(&mut self, _dataset: &str, _changes: &PrivateChanges) -> Result<(), IngestError> {
        Ok(())
    }

    fn seal(&mut self, _batch_id: &str, _at: i64, text: &str) -> Result<String, IngestError> {
        Ok(text.to_owned())
    }

    fn unseal(&mut self, _batch_id: &str, sealed: &str) -> Result<Option<String>, IngestError> {
        Ok(Some(sealed.to_owned()))
    }

    fn save(&mut self) -> Result<(), IngestError> {
        Ok(())
    }

    fn identity(&self) -> &'static str {
        "verbatim"
    }
}

#[cfg(unix)]
fn restrict(file: &Path) -> Result<(), IngestError> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).map_err(failed)
}

#[cfg(not(unix))]
fn restrict(_file: &Path) -> Result<(), IngestError> {
    Ok(())
}

fn failed(error: impl std::fmt::Display) -> IngestError {
    IngestError::Vault { problem: error.to_string() }
}

#[cfg(test)]
mod tests;
