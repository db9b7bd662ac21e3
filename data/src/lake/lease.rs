//! Leases: a process that reads a version for longer than an hour says so each minute, and `gc` leaves it its files.

use serde::{Deserialize, Serialize};

use super::{Lake, LakeError, manifest::canonical};
use crate::canonical::{instant, parse_instant};

/// Folder of the leases.
pub(super) const FOLDER: &str = "leases";

/// A version that somebody is reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Who reads, such as `serve-4711`.
    pub holder: String,
    /// What is read.
    pub version: u64,
    /// When this was last said.
    pub renewed_at: String,
}

impl Lake {
    /// Says that a version is being read; said again each minute.
    pub async fn renew_lease(&self, holder: &str, version: u64, now: i64) -> Result<(), LakeError> {
        let lease = Lease { holder: holder.to_owned(), version, renewed_at: instant(now) };
        let path = format!("{FOLDER}/{holder}.json");
        self.store().put_hint(&path, canonical(&lease, &path)?.into()).await
    }

    /// Says that nothing is read any more; who dies without saying so is believed for a day.
    pub async fn end_lease(&self, holder: &str) -> Result<(), LakeError> {
        self.store().remove(&format!("{FOLDER}/{holder}.json")).await
    }

    /// Leases that were renewed since an instant. One that cannot be read counts for nothing: its holder writes it again.
    pub async fn leases_since(&self, since: i64) -> Result<Vec<Lease>, LakeError> {
        let mut leases = Vec::new();
        for path in self.store().list(FOLDER).await? {
            let bytes = self.store().get(&path).await?.unwrap_or_default();
            let lease: Option<Lease> = serde_json::from_slice(&bytes).ok();
            leases.extend(lease.filter(|lease| parse_instant(&lease.renewed_at).is_some_and(|at| at >= since)));
        }
        Ok(leases)
    }
}
