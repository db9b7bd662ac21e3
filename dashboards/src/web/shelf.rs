//! Editions and the rows of their figures, read from the lake and verified before they are used.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use mirante_data::{DatasetName, Lake, Snapshot, arrow::array::RecordBatch, lake::Sealed};
use mirante_transform::publish::AUDIENCE;

use super::{cache::Cache, failure::Trouble};

/// How long the list of editions and the newest version are taken for what they are.
const FRESH: Duration = Duration::from_secs(1);
/// Figures whose rows are kept.
const FIGURES: usize = 128;

/// The rows of a figure as they were sealed.
pub type Rows = Arc<Vec<RecordBatch>>;

/// What a figure's rows are of: an edition, or a version that may never become one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The edition's name, or the version's number.
    pub name: String,
    /// The edition's seal, or the hash of the version's manifest.
    pub seal: String,
    /// The instant that is answered for.
    pub as_of: String,
    /// Are the records made up?
    pub is_synthetic: bool,
    /// Figures whose inputs nobody could count.
    pub unproven: Vec<String>,
    /// Is it an edition?
    pub is_edition: bool,
}

impl Origin {
    /// That of an edition.
    pub fn of_edition(sealed: &Sealed) -> Self {
        let edition = &sealed.edition;
        Self {
            name: edition.name.clone(),
            seal: sealed.seal.clone(),
            as_of: edition.as_of.clone(),
            is_synthetic: edition.is_synthetic,
            unproven: edition.unproven.clone(),
            is_edition: true,
        }
    }

    /// That of a version; none of a lake without one.
    pub fn of_version(snapshot: &Snapshot) -> Option<Self> {
        let manifest = snapshot.manifest.as_ref()?;
        Some(Self {
            name: snapshot.version().to_string(),
            seal: manifest.hash.clone(),
            as_of: manifest.body.as_of.clone(),
            is_synthetic: manifest.body.is_synthetic,
            unproven: Vec::new(),
            is_edition: false,
        })
    }
}

/// What is read of the lake.
pub struct Shelf {
    lake: Arc<Lake>,
    editions: Recent<Arc<Vec<Sealed>>>,
    head: Recent<Snapshot>,
    rows: Cache<Rows>,
}

impl Shelf {
    /// A shelf over a lake.
    pub fn new(lake: Arc<Lake>) -> Self {
        Self { lake, editions: Recent::default(), head: Recent::default(), rows: Cache::new(FIGURES) }
    }

    /// Every edition in the order of publication, its seal verified.
    pub async fn editions(&self) -> Result<Arc<Vec<Sealed>>, Trouble> {
        self.editions.get(async { Ok(Arc::new(self.lake.editions().await?)) }).await
    }

    /// The newest edition.
    pub async fn newest(&self) -> Result<Sealed, Trouble> {
        self.editions().await?.last().cloned().ok_or(Trouble::NoEdition)
    }

    /// An edition by its name.
    pub async fn edition(&self, name: &str) -> Result<Sealed, Trouble> {
        self.editions().await?.iter().find(|sealed| sealed.edition.name == name).cloned().ok_or_else(|| Trouble::Unknown(name.to_owned()))
    }

    /// The newest whole version.
    pub async fn head(&self) -> Result<Snapshot, Trouble> {
        self.head.get(async { Ok(self.lake.head().await?) }).await
    }

    /// The rows of an edition's figure; none if the edition has no such figure.
    pub async fn figure(&self, sealed: &Sealed, name: &str) -> Result<Option<Rows>, Trouble> {
        let Some(hash) = sealed.edition.figures.get(AUDIENCE).and_then(|figures| figures.get(name)) else { return Ok(None) };
        // A seal is over the list's hash, a list's hash over its files: equal hash, equal rows.
        self.rows.get(format!("{name} {hash}"), self.read(sealed, name, hash)).await.map(Some)
    }

    /// The rows of a version's figure; none if it was not built.
    pub async fn figure_of_version(&self, snapshot: &Snapshot, name: &str) -> Result<Option<Rows>, Trouble> {
        let Some(list) = snapshot.lists.get(format!("figures.{name}").as_str()) else { return Ok(None) };
        let read = async { Ok(Arc::new(self.lake.all_rows(list).await?)) };
        self.rows.get(format!("{name} {}", list.files_hash()), read).await.map(Some)
    }

    async fn read(&self, sealed: &Sealed, name: &str, hash: &str) -> Result<Rows, Trouble> {
        let dataset: DatasetName = format!("figures.{name}").parse().map_err(|_| Trouble::Unknown(name.to_owned()))?;
        let list = self.lake.list(&dataset, hash, &format!("edition {}", sealed.edition.name)).await?;
        Ok(Arc::new(self.lake.all_rows(&list).await?))
    }
}

/// A value that is read again once it is no longer fresh.
struct Recent<V>(Mutex<Option<(Instant, V)>>);

impl<V> Default for Recent<V> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<V: Clone> Recent<V> {
    async fn get(&self, read: impl Future<Output = Result<V, Trouble>>) -> Result<V, Trouble> {
        let known = self.0.lock().expect("no holder of this lock panics").clone();
        match known {
            Some((at, value)) if at.elapsed() < FRESH => Ok(value),
            _ => {
                let value = read.await?;
                *self.0.lock().expect("no holder of this lock panics") = Some((Instant::now(), value.clone()));
                Ok(value)
            }
        }
    }
}
