//! What every handler shares: the project that is shown, what was read of it, and where the engine works.

use std::{
    collections::BTreeMap,
    future::Future,
    sync::{Arc, LazyLock},
    time::Duration,
};

use mirante_data::{DatasetName, Lake, lake::Sealed, lineage::Ways};
use mirante_ingest::mapping;
use mirante_queries::Model;
use mirante_reports::{Language, Words};
use mirante_transform::Graph;
use tokio::{
    runtime::{Handle, Runtime},
    sync::{OnceCell, Semaphore},
};

use super::{answer::Body, cache::Cache, failure::Trouble, limits::Limits, shelf::Shelf};
use crate::{error::Failure, project::Project};

/// Rendered bodies that are kept.
const BODIES: usize = 512;
/// Stack of an engine's thread: deep plans recurse.
const STACK: usize = 16 * 1024 * 1024;

static WORDS: LazyLock<[Words; 2]> = LazyLock::new(|| [Words::of(Language::PtBr), Words::of(Language::En)]);

/// The words of a language.
pub fn words(language: Language) -> &'static Words {
    match language {
        Language::PtBr => &WORDS[0],
        Language::En => &WORDS[1],
    }
}

/// The service's state; clones are the same one.
#[derive(Clone)]
pub struct App(Arc<State>);

/// What is behind it.
pub struct State {
    /// The lake.
    pub lake: Arc<Lake>,
    /// Everything that can be built.
    pub models: BTreeMap<DatasetName, Model>,
    /// From which columns of which sources the raw datasets come.
    pub loads: Ways,
    /// Are the project's records made up?
    pub is_synthetic: bool,
    /// Editions and their rows.
    pub shelf: Shelf,
    /// Bodies by edition, address and language.
    pub bodies: Cache<Body>,
    /// How many of an edition's inputs have expired, by edition and newest version.
    expired: Cache<u64>,
    /// What a client may take.
    pub limits: Limits,
    graph: OnceCell<Graph>,
    questions: Arc<Semaphore>,
    engine: Workshop,
}

impl std::ops::Deref for App {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl App {
    /// A service of a project.
    pub fn new(project: Project, limits: Limits) -> Result<Self, Failure> {
        Ok(Self(Arc::new(State {
            shelf: Shelf::new(project.lake.clone()),
            lake: project.lake,
            models: project.models,
            loads: Ways::new(mapping::ways::of(&project.config.sources)),
            is_synthetic: project.config.lake.is_synthetic,
            bodies: Cache::new(BODIES),
            expired: Cache::new(BODIES),
            limits,
            graph: OnceCell::new(),
            questions: Arc::new(Semaphore::new(limits.questions)),
            engine: Workshop::open(limits.questions)?,
        })))
    }

    /// Does work of the engine, or of drawing, on the engine's own threads; only so much at one time.
    pub async fn compute<T: Send + 'static>(&self, work: impl Future<Output = Result<T, Trouble>> + Send + 'static) -> Result<T, Trouble> {
        let turn = self.questions.clone().acquire_owned().await.map_err(|_| Trouble::Busy)?;
        // The turn goes with the work: whoever no longer waits for an answer does not make room for another question.
        let work = async move {
            let _turn = turn;
            work.await
        };
        self.engine.handle.spawn(work).await.map_err(Trouble::failed)?
    }

    /// How many files of an edition's version have expired; every manifest is asked, so once for each newest version.
    pub async fn expired_inputs(&self, sealed: &Sealed) -> Result<u64, Trouble> {
        let head = self.shelf.head().await?;
        let key = format!("{} {}", sealed.seal, head.version());
        self.expired.get(key, self.lake.expired_inputs(sealed)).await.map_err(Trouble::failed)
    }

    /// What reads what, of all models: planned once, for whoever asks first. Call it from within [`App::compute`].
    pub async fn graph(&self) -> Result<&Graph, Trouble> {
        self.graph.get_or_try_init(|| Graph::of(self.models.clone())).await.map_err(Trouble::failed)
    }
}

/// A runtime of the engine's own, so that no plan, however deep, holds up those who read pages.
struct Workshop {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl Workshop {
    fn open(threads: usize) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads.max(1))
            .thread_name("mirante-engine")
            .thread_stack_size(STACK)
            .enable_all()
            .build()?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        // A runtime may not be waited for from within another one.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::ZERO);
        }
    }
}
