//! Source keys of people → random `member_id`s: the vault, which no SQL session can reach.

use std::{collections::HashMap, fs, path::Path};

use mirante_data::hash;
use rusqlite::{Connection, OptionalExtension, params};

use crate::IngestError;

/// Letters and digits that are hard to confuse (Crockford's base 32, lowercase).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const ID_LENGTH: usize = 8;

/// Turns the key that a source has for a person into the pseudonym that the lake holds.
pub trait People: Send {
    /// The pseudonym of a key in a namespace, the same each time.
    fn member_id(&mut self, namespace: &str, key: &str) -> Result<String, IngestError>;
    /// Makes every link given so far durable; called before the rows that use them are committed.
    fn save(&mut self) -> Result<(), IngestError>;
    /// Which vault this is: a lake refuses rows under the pseudonyms of another one.
    fn identity(&self) -> &str;
}

/// What the vault alone knows: ids of outside names are made with it, so that nobody can try names until one fits.
///
/// It is 160 random bits that the vault keeps as it keeps its links, so it is the same in every run.
pub fn secret(people: &mut dyn People) -> Result<[u8; 32], IngestError> {
    let mut drawn = String::new();
    for part in 1..=4 {
        drawn.push_str(&people.member_id("@segredo", &part.to_string())?);
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
    known: HashMap<(String, String), String>,
    identity: String,
}

impl Vault {
    /// Opens the vault, creating it when it is not there.
    pub fn open(file: &Path, random: RandomBytes) -> Result<Self, IngestError> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let database = Connection::open(file).map_err(failed)?;
        restrict(file)?;
        database
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;
                 CREATE TABLE IF NOT EXISTS links (
                     namespace TEXT NOT NULL, source_key TEXT NOT NULL, member_id TEXT NOT NULL UNIQUE,
                     PRIMARY KEY (namespace, source_key)
                 ) STRICT;
                 CREATE TABLE IF NOT EXISTS vault (identity TEXT NOT NULL) STRICT;
                 BEGIN IMMEDIATE;",
            )
            .map_err(failed)?;
        let mut vault = Self { database, random, known: HashMap::new(), identity: String::new() };
        vault.identity = vault.remembered_identity()?;
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

    fn new_id(&mut self) -> Result<String, IngestError> {
        let mut bytes = [0; ID_LENGTH];
        (self.random)(&mut bytes).map_err(failed)?;
        let digits: String = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
        Ok(format!("m-{digits}"))
    }

    fn link(&mut self, namespace: &str, key: &str) -> Result<String, IngestError> {
        let found = self
            .database
            .prepare_cached("SELECT member_id FROM links WHERE namespace = ?1 AND source_key = ?2")
            .and_then(|mut query| query.query_row(params![namespace, key], |row| row.get::<_, String>(0)).optional())
            .map_err(failed)?;
        if let Some(member_id) = found {
            return Ok(member_id);
        }
        loop {
            let member_id = self.new_id()?;
            let added = self
                .database
                .prepare_cached("INSERT OR IGNORE INTO links (namespace, source_key, member_id) VALUES (?1, ?2, ?3)")
                .and_then(|mut insert| insert.execute(params![namespace, key, member_id]))
                .map_err(failed)?;
            // Forty random bits do meet now and then; the table decides and another id is drawn.
            if added == 1 {
                return Ok(member_id);
            }
        }
    }
}

impl People for Vault {
    fn member_id(&mut self, namespace: &str, key: &str) -> Result<String, IngestError> {
        let place = (namespace.to_owned(), key.to_owned());
        if let Some(member_id) = self.known.get(&place) {
            return Ok(member_id.clone());
        }
        let member_id = self.link(namespace, key)?;
        self.known.insert(place, member_id.clone());
        Ok(member_id)
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
    fn member_id(&mut self, _namespace: &str, key: &str) -> Result<String, IngestError> {
        Ok(key.to_owned())
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
mod tests {
    use super::*;

    #[test]
    fn a_person_keeps_one_pseudonym_over_openings_and_namespaces_stay_apart() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("vault/people.sqlite");
        let first = {
            let mut vault = Vault::open(&file, Vault::system_random()).unwrap();
            let first = vault.member_id("membros", "Ana 1").unwrap();
            assert_eq!(vault.member_id("membros", "Ana 1").unwrap(), first);
            assert_ne!(vault.member_id("outra", "Ana 1").unwrap(), first);
            vault.save().unwrap();
            first
        };
        let mut vault = Vault::open(&file, Vault::system_random()).unwrap();
        assert_eq!(vault.member_id("membros", "Ana 1").unwrap(), first);
        assert_eq!(first.len(), 10);
        assert!(!first.contains("Ana"));
    }

    #[test]
    fn a_drawn_id_that_is_taken_is_drawn_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut draws = 0u8;
        let random: RandomBytes = Box::new(move |bytes| {
            draws += 1;
            bytes.fill(draws / 2);
            Ok(())
        });
        let mut vault = Vault::open(&folder.path().join("people.sqlite"), random).unwrap();
        let ids: Vec<String> = ["a", "b", "c"].iter().map(|key| vault.member_id("membros", key).unwrap()).collect();
        assert_eq!(ids.iter().collect::<std::collections::HashSet<_>>().len(), 3, "{ids:?}");
    }
}
