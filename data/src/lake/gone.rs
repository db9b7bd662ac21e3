//! What is gone on purpose: versions that `gc` gave up, files whose rows have expired. Manifests say so, so that
//! nobody takes it for a loss, nor a loss for it.

use std::collections::{BTreeMap, HashMap};

use super::{Lake, LakeError, Manifest};

/// What the manifests say is gone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gone {
    /// Version → the version that gave it up.
    pub versions: BTreeMap<u64, u64>,
    /// File → the newest version that let it expire.
    pub files: HashMap<String, u64>,
}

impl Gone {
    /// What these manifests say, whatever their order.
    pub fn of<'a>(manifests: impl IntoIterator<Item = &'a Manifest>) -> Self {
        let mut gone = Self::default();
        for manifest in manifests {
            gone.add(manifest);
        }
        gone
    }

    fn add(&mut self, manifest: &Manifest) {
        let by = manifest.body.version;
        // Nothing can be given up by a version that came before it.
        self.versions.extend(manifest.body.collected.iter().filter(|version| **version < by).map(|version| (*version, by)));
        for file in &manifest.body.expired {
            let known = self.files.entry(file.clone()).or_insert(by);
            *known = by.max(*known);
        }
    }

    /// Has a file expired that this version names? The same bytes may come again later, and then they are no loss to forgive.
    pub fn has_expired(&self, file: &str, version: u64) -> bool {
        self.files.get(file).is_some_and(|by| version < *by)
    }

    /// Was the version given up?
    pub fn is_given_up(&self, version: u64) -> bool {
        self.versions.contains_key(&version)
    }
}

impl Lake {
    /// What all manifests that can be read say is gone.
    pub async fn gone(&self) -> Result<Gone, LakeError> {
        let mut gone = Gone::default();
        for version in self.versions().await? {
            if let Ok(manifest) = self.manifest(version).await {
                gone.add(&manifest);
            }
        }
        Ok(gone)
    }

    /// The version that gave this one up, if one did. Looked for only once something is missing.
    pub(super) async fn given_up_by(&self, version: u64) -> Option<u64> {
        self.gone().await.ok()?.versions.get(&version).copied()
    }

    /// Why a file is not there.
    pub(super) async fn why_missing(&self, file: &str, named_by: &str) -> LakeError {
        match self.gone().await.ok().and_then(|gone| gone.files.get(file).copied()) {
            Some(by) => LakeError::Expired { file: file.to_owned(), by },
            None => LakeError::Missing { file: file.to_owned(), named_by: named_by.to_owned() },
        }
    }
}
