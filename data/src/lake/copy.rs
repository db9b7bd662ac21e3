//! A lake into another folder: a backup on its way there, a restored lake on its way back.
//!
//! Versions are chosen first, then everything that they name is copied, and only then the versions themselves: whatever
//! stops a copy, the other lake holds whole versions or none. Objects that are there are not copied again.

use std::collections::{HashMap, HashSet};

use super::{
    Checkpoint, DatasetList, HEAD, Lake, LakeError, Manifest, Policy, edition,
    gone::Gone,
    manifest::{self, canonical},
    runs,
};
use crate::DatasetName;

/// Folder of the tombstones of people who were erased.
pub const TOMBSTONES: &str = "tombstones";

/// What a copy did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Copied {
    /// The newest version that is there now.
    pub version: u64,
    /// Versions that came.
    pub versions: u64,
    /// Lists and files that came.
    pub objects: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Lists and files that were there.
    pub known: u64,
    /// Lists and files that nothing needs any more and that went.
    pub removed: u64,
}

impl Lake {
    /// Brings another lake up to what this one is now; writers go on meanwhile, and what they commit later is not copied.
    pub async fn copy_to(&self, other: &Self, now: i64) -> Result<Copied, LakeError> {
        // Editions before versions: each one names a version that is there already.
        let editions = self.whole_objects(edition::FOLDER).await?;
        let tombstones = self.whole_objects(TOMBSTONES).await?;
        let mut manifests = Vec::new();
        for version in self.versions().await? {
            manifests.push(self.manifest(version).await?);
        }
        self.expect_same(other, &manifests).await?;
        let mut copied = Copied::default();
        self.copy_named(other, &manifests, &mut copied).await?;
        let there: HashSet<u64> = other.versions().await?.into_iter().collect();
        for manifest in &manifests {
            if !there.contains(&manifest.body.version) {
                other.store().put_new(&manifest::version_path(manifest.body.version), manifest.to_text()?.into()).await?;
                copied.versions += 1;
            }
        }
        for (path, bytes) in editions.into_iter().chain(tombstones) {
            other.store().put_new(&path, bytes).await?;
        }
        if let Some(bytes) = self.store().get(runs::FILE).await? {
            other.store().put_hint(runs::FILE, bytes).await?;
        }
        if let Some(last) = manifests.last() {
            copied.version = last.body.version;
            let checkpoint = Checkpoint { version: last.body.version, hash: last.hash.clone() };
            other.store().put_hint(HEAD, canonical(&checkpoint, HEAD)?.into()).await?;
        }
        copied.removed = other.prune(now).await?;
        Ok(copied)
    }

    /// The bytes of a lake may only be added to a copy of the same lake.
    async fn expect_same(&self, other: &Self, manifests: &[Manifest]) -> Result<(), LakeError> {
        for version in other.versions().await? {
            let theirs = other.manifest(version).await?;
            match manifests.iter().find(|manifest| manifest.body.version == version) {
                Some(ours) if ours.hash == theirs.hash => {}
                _ => return Err(LakeError::OtherLake { version }),
            }
        }
        Ok(())
    }

    /// Copies what the versions name, each object verified on its way.
    async fn copy_named(&self, other: &Self, manifests: &[Manifest], copied: &mut Copied) -> Result<(), LakeError> {
        let gone = Gone::of(manifests);
        let mut there: HashMap<String, u64> = HashMap::new();
        for folder in ["lists", "files"] {
            there.extend(other.store().entries(folder).await?.into_iter().map(|entry| (entry.path, entry.bytes)));
        }
        let mut seen = HashSet::new();
        for manifest in manifests.iter().filter(|manifest| !gone.is_given_up(manifest.body.version)) {
            let version = manifest.body.version;
            let named_by = format!("version {version}");
            for (dataset, hash) in &manifest.body.datasets {
                if !seen.insert(hash.clone()) {
                    continue;
                }
                let Some(list) = self.list_unless_gone(dataset, hash, version, &named_by).await? else { continue };
                for file in list.files.iter().filter(|file| !gone.has_expired(&file.path, version)) {
                    if !seen.insert(file.path.clone()) {
                        continue;
                    }
                    if there.get(&file.path) == Some(&file.bytes) {
                        copied.known += 1;
                        continue;
                    }
                    let bytes = match self.read_file(file, &named_by).await {
                        // Retention or a collection went by in the meantime.
                        Err(LakeError::Expired { .. }) => continue,
                        Err(LakeError::Missing { .. }) if self.given_up_by(version).await.is_some() => continue,
                        other => other?,
                    };
                    copied.objects += 1;
                    copied.bytes += bytes.len() as u64;
                    other.replace(&file.path, bytes, there.contains_key(&file.path)).await?;
                }
                let path = DatasetList::path(hash);
                let text = canonical(&list, dataset.as_str())?;
                if there.get(&path) == Some(&(text.len() as u64)) {
                    copied.known += 1;
                    continue;
                }
                copied.objects += 1;
                copied.bytes += text.len() as u64;
                other.replace(&path, text.into(), there.contains_key(&path)).await?;
            }
        }
        Ok(())
    }

    async fn list_unless_gone(&self, dataset: &DatasetName, hash: &str, version: u64, named_by: &str) -> Result<Option<DatasetList>, LakeError> {
        match self.list(dataset, hash, named_by).await {
            Err(LakeError::Missing { .. }) if self.given_up_by(version).await.is_some() => Ok(None),
            other => other.map(Some),
        }
    }

    /// Puts an object; one of another size was torn, and only a copy may mend it.
    async fn replace(&self, path: &str, bytes: bytes::Bytes, is_torn: bool) -> Result<(), LakeError> {
        if is_torn {
            self.store().remove(path).await?;
        }
        self.store().put_new(path, bytes).await.map(|_| ())
    }

    async fn whole_objects(&self, folder: &str) -> Result<Vec<(String, bytes::Bytes)>, LakeError> {
        let mut objects = Vec::new();
        for path in self.store().list(folder).await? {
            if let Some(bytes) = self.store().get(&path).await? {
                objects.push((path, bytes));
            }
        }
        Ok(objects)
    }

    /// Takes away what has expired, or belongs to versions that were given up; nothing is given up here.
    async fn prune(&self, now: i64) -> Result<u64, LakeError> {
        let everything = Policy { days: 36_500, ..Policy::default() };
        let garbage = self.garbage(&everything, now).await?;
        for entry in &garbage.objects {
            self.store().remove(&entry.path).await?;
        }
        Ok(garbage.objects.len() as u64)
    }
}
