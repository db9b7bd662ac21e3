//! The lake: Parquet files, one manifest per commit, and readers that pin one version.
//!
//! The manifest is the truth; a file that no manifest names does not exist.

use std::{
    collections::{BTreeMap, HashSet},
    path::Path,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{DatasetName, canonical, detail, explain::Detail, hash};

pub mod commit;
pub mod copy;
pub mod disk;
pub mod edition;
pub mod expiry;
pub mod gc;
pub mod gone;
pub mod lease;
pub mod lock;
pub mod manifest;
pub mod read;
pub mod runs;
pub mod store;
pub mod verify;
pub mod write;

pub use commit::Draft;
pub use copy::Copied;
pub use edition::{Edition, Sealed};
pub use expiry::{Expiring, PAYLOAD_KEEP, Term};
pub use gc::{Garbage, Policy};
pub use lock::WriterLock;
pub use manifest::{Body, DatasetList, FileEntry, LoadState, Manifest, Parent, Resume, SeenFile};
pub use runs::{Run, Status};
pub use store::{Entry, LocalStore, Put, RemoteStore, Store};

crate::errors! {
    /// What can go wrong with the lake.
    pub enum LakeError {
        /// The store did not answer as it should.
        [ "M0201" Internal "cannot {act} `{path}`" ]
        Io { act: &'static str, path: String } from std::io::Error,
        /// A stored object is not what its hash says.
        [ "M0202" Found "`{file}` is damaged: {problem}" ]
        Damaged { file: String, problem: Detail },
        /// A named file is not there.
        [ "M0203" Found "`{file}` is missing, and {named_by} names it" ]
        Missing { file: String, named_by: String },
        /// Written by a later program.
        [ "M0204" Usage "`{file}` has format {found}; this program knows format {known}" ]
        Format { file: String, found: u64, known: u32 },
        /// Another process is writing.
        [ "M0205" Busy "another process is writing to the lake: {holder}" ]
        Locked { holder: String },
        /// Another writer committed first.
        [ "M0206" Busy "another writer committed version {version} first; nothing of this run was kept" ]
        Conflict { version: u64 },
        /// No such version.
        [ "M0207" Usage "there is no version {version}; the newest is {head}" ]
        NoVersion { version: u64, head: u64 },
        /// Manifests exist, and none of them can be trusted.
        [ "M0208" Found "no version of the lake is whole: {problems}" ]
        NoWholeVersion { problems: String },
        /// No such dataset in the version.
        [ "M0209" Usage "version {version} holds no dataset `{dataset}`{hint}" ]
        NoDataset { version: u64, dataset: String, hint: Detail },
        /// Parquet refused the rows or the file.
        [ "M0210" Internal "`{dataset}` cannot be written or read as Parquet" ]
        Parquet { dataset: String } from parquet::errors::ParquetError,
        /// An edition of that name is there.
        [ "M0212" Usage "there is an edition `{name}` already, and editions never change" ]
        EditionExists { name: String },
        /// No edition of that name.
        [ "M0213" Usage "there is no edition `{name}`{hint}" ]
        NoEdition { name: String, hint: Detail },
        /// What a damaged manifest names cannot be told from litter.
        [ "M0220" Found "nothing is collected while the lake is not whole: {problem}" ]
        NotWhole { problem: Detail },
        /// A version whose files were collected.
        [ "M0221" Usage "version {version} was given up by `gc` with version {by}; its manifest remains, its rows do not" ]
        GivenUp { version: u64, by: u64 },
        /// A file whose rows have expired.
        [ "M0222" Usage "`{file}` has expired: retention removed it with version {by}" ]
        Expired { file: String, by: u64 },
        /// What is there is no copy of this lake.
        [ "M0223" Usage "version {version} there is not the one here: it holds another lake, or this one was changed" ]
        OtherLake { version: u64 },
        /// Rows do not have the dataset's shape.
        [ "M0211" Internal "rows for `{dataset}` are not as declared: {problem}" ]
        Shape { dataset: String, problem: String },
    }
}

/// A lake in some store.
#[derive(Debug)]
pub struct Lake {
    store: Arc<dyn Store>,
    /// Files whose hash this process has already verified.
    verified: Mutex<HashSet<String>>,
}

/// One pinned version: everything read through it is of one moment.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The sealed manifest; none before the first commit.
    pub manifest: Option<Arc<Manifest>>,
    /// Each dataset's files.
    pub lists: BTreeMap<DatasetName, Arc<DatasetList>>,
    /// Newer manifests that are damaged and were passed over.
    pub alarms: Vec<String>,
}

/// The newest version that a writer saw: a hint, and the point to which a reader verifies the chain.
#[derive(Debug, Serialize, Deserialize)]
struct Checkpoint {
    version: u64,
    hash: String,
}

const HEAD: &str = "HEAD";

impl Snapshot {
    /// The version's number; 0 before the first commit.
    pub fn version(&self) -> u64 {
        self.manifest.as_ref().map_or(0, |manifest| manifest.body.version)
    }

    /// The newest `_recorded_at` in microseconds since 1970; the instant the version answers for.
    pub fn as_of_micros(&self) -> i64 {
        self.manifest.as_ref().and_then(|manifest| canonical::parse_instant(&manifest.body.as_of)).unwrap_or(0)
    }

    /// How far a load has read.
    pub fn load(&self, name: &str) -> Option<&LoadState> {
        self.manifest.as_ref()?.body.loads.get(name)
    }

    /// The files of a dataset, with the nearest name when there is none.
    pub fn dataset(&self, name: &DatasetName) -> Result<&Arc<DatasetList>, LakeError> {
        self.lists.get(name).ok_or_else(|| LakeError::NoDataset {
            version: self.version(),
            dataset: name.to_string(),
            hint: crate::contract::hint(crate::name::did_you_mean(name.as_str(), self.lists.keys().map(DatasetName::as_str))),
        })
    }
}

impl Lake {
    /// A lake in a folder of this machine.
    pub fn local(root: &Path) -> Result<Self, LakeError> {
        Ok(Self::new(Arc::new(LocalStore::open(root)?)))
    }

    /// A lake in any store.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, verified: Mutex::default() }
    }

    /// Where the bytes lie.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Pins the highest version whose own hash and chain verify.
    ///
    /// A damaged newer manifest is an alarm and is passed over; when manifests exist and none is whole, that is an error.
    pub async fn head(&self) -> Result<Snapshot, LakeError> {
        let checkpoint = self.checkpoint().await?;
        let mut alarms = Vec::new();
        let versions = self.versions().await?;
        if let Some(known) = checkpoint.as_ref().filter(|known| !versions.contains(&known.version)) {
            alarms.push(format!("`{}` is missing, and {HEAD} names it", manifest::version_path(known.version)));
        }
        for version in versions.iter().rev() {
            match self.trusted(*version, checkpoint.as_ref()).await {
                Ok(manifest) => {
                    if checkpoint.as_ref().is_some_and(|known| known.version == *version && known.hash != manifest.hash) {
                        // The hint does not decide; that it remembers another manifest under this number is still worth a look.
                        alarms
                            .push(format!("`{HEAD}` remembers version {version} with another hash than `{}` has", manifest::version_path(*version)));
                    }
                    return self.pin(manifest, alarms).await;
                }
                Err(LakeError::Damaged { file, problem }) => alarms.push(format!("`{file}` is damaged: {problem}")),
                Err(LakeError::Missing { file, named_by }) => alarms.push(format!("`{file}` is missing, and {named_by} names it")),
                Err(error) => return Err(error),
            }
        }
        if versions.is_empty() {
            return Ok(Snapshot { manifest: None, lists: BTreeMap::new(), alarms });
        }
        Err(LakeError::NoWholeVersion { problems: crate::explain::list(&alarms) })
    }

    /// Pins one version by its number.
    pub async fn at(&self, version: u64) -> Result<Snapshot, LakeError> {
        if self.store.get(&manifest::version_path(version)).await?.is_none() {
            let head = self.versions().await?.last().copied().unwrap_or(0);
            return Err(LakeError::NoVersion { version, head });
        }
        let manifest = self.trusted(version, self.checkpoint().await?.as_ref()).await?;
        match self.pin(manifest, Vec::new()).await {
            Err(LakeError::Missing { file, named_by }) => Err(match self.given_up_by(version).await {
                Some(by) => LakeError::GivenUp { version, by },
                None => LakeError::Missing { file, named_by },
            }),
            other => other,
        }
    }

    /// The numbers of all versions, ascending, whole or not.
    pub async fn versions(&self) -> Result<Vec<u64>, LakeError> {
        let paths = self.store.list("versions").await?;
        let mut versions: Vec<u64> = paths.iter().filter_map(|path| path.strip_prefix("versions/")?.strip_suffix(".json")?.parse().ok()).collect();
        versions.sort_unstable();
        Ok(versions)
    }

    /// Reads one manifest and verifies its own hash, not its chain.
    pub async fn manifest(&self, version: u64) -> Result<Manifest, LakeError> {
        let path = manifest::version_path(version);
        let bytes =
            self.store.get(&path).await?.ok_or_else(|| LakeError::Missing { file: path.clone(), named_by: "the row of numbers".to_owned() })?;
        let manifest = Manifest::parse(&path, &bytes)?;
        if manifest.body.version == version {
            Ok(manifest)
        } else {
            Err(LakeError::Damaged { file: path, problem: detail!("d-other-version", "it describes version {other}", other = manifest.body.version) })
        }
    }

    /// Makes sure that a file's bytes are those that were committed; each process looks once at each file.
    pub async fn verify_file(&self, file: &FileEntry, named_by: &str) -> Result<(), LakeError> {
        if self.verified.lock().expect("no holder of this lock panics").contains(&file.path) {
            return Ok(());
        }
        self.read_file(file, named_by).await.map(|_| ())
    }

    /// The verified bytes of a file.
    pub async fn read_file(&self, file: &FileEntry, named_by: &str) -> Result<Bytes, LakeError> {
        let Some(bytes) = self.store.get(&file.path).await? else { return Err(self.why_missing(&file.path, named_by).await) };
        let actual = hash_large(bytes.clone()).await;
        if actual != file.blake3 {
            return Err(LakeError::Damaged {
                file: file.path.clone(),
                problem: detail!(
                    "d-hash-content",
                    "its {bytes} bytes have hash {actual}… where {named_by} says {expected}…",
                    bytes = bytes.len(),
                    actual = &actual[..12],
                    named_by = named_by,
                    expected = &file.blake3[..12.min(file.blake3.len())],
                ),
            });
        }
        self.verified.lock().expect("no holder of this lock panics").insert(file.path.clone());
        Ok(bytes)
    }

    /// Reads a list and verifies it against its name.
    pub async fn list(&self, dataset: &DatasetName, hash_text: &str, named_by: &str) -> Result<DatasetList, LakeError> {
        let path = DatasetList::path(hash_text);
        let bytes = self.store.get(&path).await?.ok_or_else(|| LakeError::Missing { file: path.clone(), named_by: named_by.to_owned() })?;
        if hash::hex(&bytes) != hash_text {
            return Err(LakeError::Damaged { file: path, problem: detail!("d-hash-name", "its hash does not match its name") });
        }
        let list: DatasetList =
            serde_json::from_slice(&bytes).map_err(|error| LakeError::Damaged { file: path.clone(), problem: error.to_string().into() })?;
        if list.dataset == *dataset {
            Ok(list)
        } else {
            Err(LakeError::Damaged {
                file: path,
                problem: detail!("d-other-dataset", "it describes `{other}` and not `{dataset}`", other = list.dataset, dataset = dataset),
            })
        }
    }

    /// A manifest whose chain verifies back to the checkpoint, or to the first version.
    async fn trusted(&self, version: u64, checkpoint: Option<&Checkpoint>) -> Result<Manifest, LakeError> {
        let manifest = self.manifest(version).await?;
        let mut link = Some(Parent { version, hash: manifest.hash.clone() });
        let mut above = "HEAD".to_owned();
        while let Some(expected) = link {
            let current = if expected.version == version { manifest.clone() } else { self.manifest(expected.version).await? };
            verify::expect_hash(&current, &expected.hash, &above)?;
            match checkpoint {
                Some(known) if known.version == current.body.version && known.hash == current.hash => break,
                _ => {}
            }
            above = format!("version {}", current.body.version);
            link = current.body.parent;
        }
        Ok(manifest)
    }

    async fn pin(&self, manifest: Manifest, alarms: Vec<String>) -> Result<Snapshot, LakeError> {
        let named_by = format!("version {}", manifest.body.version);
        let mut lists = BTreeMap::new();
        for (dataset, hash_text) in &manifest.body.datasets {
            lists.insert(dataset.clone(), Arc::new(self.list(dataset, hash_text, &named_by).await?));
        }
        Ok(Snapshot { manifest: Some(Arc::new(manifest)), lists, alarms })
    }

    async fn checkpoint(&self) -> Result<Option<Checkpoint>, LakeError> {
        // The hint may be lost or torn: then the whole chain is verified instead.
        Ok(self.store.get(HEAD).await?.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }
}

/// Hashes off the async threads, since files may be large.
async fn hash_large(bytes: Bytes) -> String {
    match tokio::task::spawn_blocking(move || hash::hex(&bytes)).await {
        Ok(text) => text,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
