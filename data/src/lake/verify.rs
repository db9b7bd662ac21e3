//! Recomputing every hash: of manifests and their chain, of lists, of data files.

use std::collections::HashSet;

use super::{DatasetList, Lake, LakeError, Manifest, gone::Gone};
use crate::detail;

/// What a verification looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verified {
    /// Manifests whose hash and link to their parent hold.
    pub versions: u64,
    /// Lists of files.
    pub lists: u64,
    /// Data files, each read whole once.
    pub files: u64,
    /// Editions whose seal, version and link to the one before hold.
    pub editions: u64,
    /// Bytes of those files.
    pub bytes: u64,
    /// Versions that were given up, whose files may be gone.
    pub given_up: u64,
    /// Files that are gone because their rows have expired.
    pub expired: u64,
}

impl Lake {
    /// Verifies one version with the chain below it, or every version; stops at the first thing that is wrong.
    pub async fn verify(&self, only: Option<u64>) -> Result<Verified, LakeError> {
        let versions = self.versions().await?;
        let remembered = self.checkpoint().await?.map_or(0, |known| known.version);
        let top = match only {
            Some(version) if !versions.contains(&version) => {
                return Err(LakeError::NoVersion { version, head: versions.last().copied().unwrap_or(0) });
            }
            Some(version) => version,
            None => versions.last().copied().unwrap_or(0),
        };
        let mut verified = Verified::default();
        let mut seen = HashSet::new();
        let gone = self.gone().await?;
        let last = if only.is_none() { top.max(remembered) } else { top };
        for version in 1..=last {
            let manifest = self.manifest(version).await?;
            if let Some(parent) = &manifest.body.parent {
                expect_hash(&self.manifest(parent.version).await?, &parent.hash, &format!("version {version}"))?;
            }
            verified.versions += 1;
            if only.is_none_or(|only| only == version) {
                self.verify_datasets(&manifest, &gone, &mut seen, &mut verified).await?;
            }
        }
        if only.is_none() {
            self.verify_editions(&mut verified).await?;
        }
        Ok(verified)
    }

    async fn verify_datasets(&self, manifest: &Manifest, gone: &Gone, seen: &mut HashSet<String>, verified: &mut Verified) -> Result<(), LakeError> {
        let version = manifest.body.version;
        let named_by = format!("version {version}");
        let is_given_up = gone.is_given_up(version);
        verified.given_up += u64::from(is_given_up);
        for (dataset, hash) in &manifest.body.datasets {
            // What a version that was given up still has must be whole; what it has no more is no loss.
            let is_known = seen.contains(hash) || (is_given_up && self.store().get(&DatasetList::path(hash)).await?.is_none());
            if is_known {
                continue;
            }
            let list = self.list(dataset, hash, &named_by).await?;
            if !is_given_up {
                seen.insert(hash.clone());
                verified.lists += 1;
            }
            for file in list.files.iter().filter(|file| !seen.contains(&file.path)).collect::<Vec<_>>() {
                match self.read_file(file, &format!("{named_by} in `{dataset}`")).await {
                    Ok(_) => {
                        verified.files += 1;
                        verified.bytes += file.bytes;
                    }
                    Err(LakeError::Missing { .. } | LakeError::Expired { .. }) if is_given_up => continue,
                    Err(LakeError::Expired { .. }) if gone.has_expired(&file.path, version) => {
                        // The same bytes in a later version would be missed.
                        verified.expired += u64::from(seen.insert(format!("expired {}", file.path)));
                        continue;
                    }
                    Err(LakeError::Expired { file, .. }) => return Err(LakeError::Missing { file, named_by }),
                    Err(error) => return Err(error),
                }
                seen.insert(file.path.clone());
            }
        }
        Ok(())
    }
}

/// The link from a version to its parent: the hash that the child remembers.
pub(super) fn expect_hash(manifest: &Manifest, expected: &str, named_by: &str) -> Result<(), LakeError> {
    if manifest.hash == expected {
        return Ok(());
    }
    Err(LakeError::Damaged {
        file: super::manifest::version_path(manifest.body.version),
        problem: detail!("d-not-the-parent", "it is whole, and yet not the one that {named_by} was made from", named_by = named_by),
    })
}
