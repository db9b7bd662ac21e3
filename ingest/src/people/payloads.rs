//! What refused rows about people said: encrypted in the lake, each batch under a key of its own, so that it ends with the key.

use rusqlite::{OptionalExtension, params};
use serde_json::{Value, json};

use super::{
    Vault, failed,
    key::{self, BatchKey},
};
use crate::IngestError;

/// The one field of a payload that is sealed.
const SEALED: &str = "@sealed";

/// Can a payload be read only with a key of the vault?
pub fn is_sealed(payload: &str) -> bool {
    cipher_text(payload).is_some()
}

fn cipher_text(payload: &str) -> Option<String> {
    match serde_json::from_str(payload).ok()? {
        Value::Object(mut said) if said.len() == 1 => said.remove(SEALED)?.as_str().map(str::to_owned),
        _ => None,
    }
}

impl Vault {
    pub(super) fn seal_payload(&mut self, batch_id: &str, at: i64, text: &str) -> Result<String, IngestError> {
        let place = place(batch_id);
        let key = match self.batch_key(batch_id)? {
            Some(wrapped) => self.keys()?.unwrap_batch(&place, &wrapped),
            None => {
                let mut drawn = [0; key::LENGTH];
                (self.random)(&mut drawn).map_err(failed)?;
                let wrapped = self.keys()?.wrap(&place, &drawn).map_err(failed)?;
                self.database
                    .execute("INSERT INTO batch_keys (batch_id, wrapped, made_at) VALUES (?1, ?2, ?3)", params![batch_id, wrapped, at])
                    .map_err(failed)?;
                BatchKey::new(&drawn)
            }
        };
        let sealed = key.and_then(|key| key.seal(&place, text.as_bytes())).map_err(failed)?;
        Ok(json!({ SEALED: key::hex(&sealed) }).to_string())
    }

    pub(super) fn open_payload(&mut self, batch_id: &str, payload: &str) -> Result<Option<String>, IngestError> {
        let Some(wrapped) = self.batch_key(batch_id)? else { return Ok(None) };
        let place = place(batch_id);
        let sealed = cipher_text(payload).and_then(|text| key::unhex_any(&text)).ok_or_else(|| failed("a sealed payload is none"))?;
        let key = self.keys()?.unwrap_batch(&place, &wrapped).map_err(failed)?;
        String::from_utf8(key.open(&place, &sealed).map_err(failed)?).map(Some).map_err(failed)
    }

    /// Destroys the keys of batches from before a moment (microseconds since 1970); how many they were.
    pub fn drop_batch_keys(&mut self, before: i64) -> Result<u64, IngestError> {
        let gone = self.database.execute("DELETE FROM batch_keys WHERE made_at < ?1", params![before]).map_err(failed)?;
        self.scrub()?;
        Ok(gone as u64)
    }

    fn batch_key(&self, batch_id: &str) -> Result<Option<Vec<u8>>, IngestError> {
        self.database
            .prepare_cached("SELECT wrapped FROM batch_keys WHERE batch_id = ?1")
            .and_then(|mut query| query.query_row(params![batch_id], |row| row.get(0)).optional())
            .map_err(failed)
    }
}

/// Keys and texts are bound to their batch, and a batch is taken for no member.
fn place(batch_id: &str) -> String {
    format!("refused\u{1f}{batch_id}")
}
