//! An opened project: configuration, lake, vault, clock, and the id of this run.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use mirante_data::{
    DatasetName, Lake, Snapshot, canonical,
    clock::Clock,
    contract::builtin,
    explain::Exit,
    hash,
    lake::{Run, Status, WriterLock},
    process, rule,
};
use mirante_ingest::{
    SourceConfig,
    config::LoadConfig,
    people::{People, Vault},
};
use mirante_queries::{
    Engine, Model, QueryError,
    engine::{Limits, Shape},
    model::{self, Described, Load},
};

use mirante_transform::Graph;

use crate::{
    config::Config,
    error::{self, Failure},
    terminal::Terminal,
};

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(5);
/// People's keys lie beside the lake, where no SQL session reaches.
const VAULT: &str = "vault/people.sqlite";

/// What a run did, as far as its own record tells.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    /// How the program ends.
    pub exit: Exit,
    /// The last version that was committed.
    pub version: Option<u64>,
    /// Does that version hold the record of the run?
    pub is_recorded: bool,
}

/// A project that commands work on.
pub struct Project {
    /// Its folder.
    pub folder: PathBuf,
    /// What its file says.
    pub config: Config,
    /// Its processes, rules and loads.
    pub described: Described,
    /// Everything that can be built of its records.
    pub models: BTreeMap<DatasetName, Model>,
    /// Its lake.
    pub lake: Arc<Lake>,
    /// The clock.
    pub clock: Clock,
    /// What pseudonyms are drawn from, where they must come out the same again.
    seed: Option<u64>,
}

impl Project {
    /// Opens the project in a folder.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        let config = Config::read(folder)?;
        let lake = Arc::new(Lake::local(&folder.join(&config.lake.path))?);
        let described = described(folder, &config.sources)?;
        let models = mirante_transform::models(&described)?;
        Ok(Self { folder: folder.to_owned(), config, described, models, lake, clock: Clock::System, seed: None })
    }

    /// The newest version that is whole; newer ones that are not are told on the terminal.
    pub async fn head(&self, terminal: &Terminal) -> Result<Snapshot, Failure> {
        let snapshot = self.lake.head().await?;
        snapshot.alarms.iter().for_each(|alarm| terminal.warn(alarm));
        Ok(snapshot)
    }

    /// The version that a word names: `head`, a number, or an edition.
    pub async fn version(&self, word: &str, terminal: &Terminal) -> Result<Snapshot, Failure> {
        match word {
            "head" => self.head(terminal).await,
            number => match number.parse() {
                Ok(number) => Ok(self.lake.at(number).await?),
                Err(_) => Ok(self.lake.pin_edition(&self.lake.edition(word).await?).await?),
            },
        }
    }

    /// An engine over a version, for questions.
    pub fn engine(&self, snapshot: &Snapshot) -> Result<Engine, QueryError> {
        Engine::open(&self.lake, snapshot, None, &self.models, Shape::Stored, Limits::default())
    }

    /// An engine over the records of a version as they were known at an instant; what SQL makes of them is computed on the way.
    pub async fn engine_as_of(&self, snapshot: &Snapshot, as_of: i64) -> Result<Engine, Failure> {
        let graph = Graph::of(self.models.clone()).await?.at(as_of);
        let engine = Engine::open(&self.lake, snapshot, Some(as_of), &graph.models, Shape::Promised, Limits::default())?;
        engine.recompute(&graph.models, &graph.order).await?;
        Ok(engine)
    }

    /// The writer's lock, held for a whole command.
    pub async fn lock(&self, command: &str) -> Result<WriterLock, Failure> {
        Ok(self.lake.lock(command, PATIENCE).await?)
    }

    /// The vault of people's keys. Only under the writer's lock.
    pub fn people(&self) -> Result<Box<dyn People>, Failure> {
        let random = self.seed.map_or_else(Vault::system_random, Vault::seeded_random);
        Ok(Box::new(Vault::open(&self.folder.join(VAULT), random)?))
    }

    /// The same project at a fixed instant and with pseudonyms that a seed gives: same records, same bytes.
    #[must_use]
    pub fn made_up(self, at: i64, seed: u64) -> Self {
        Self { clock: Clock::fixed(at), seed: Some(seed), ..self }
    }

    /// Writes down that a run begins; only under the writer's lock.
    pub async fn begin(&self, command: &str) -> Result<Run, Failure> {
        let parent = self.lake.head().await?;
        let run = Run {
            run_id: self.run_id(parent.version()),
            command: command.to_owned(),
            started_at: canonical::instant(self.clock.now_micros()),
            ended_at: None,
            status: Status::EmCurso,
            as_of_at: canonical::instant(parent.as_of_micros()),
            parent_version: parent.manifest.as_ref().map(|manifest| manifest.body.version),
            version: None,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            queries_hash: model::texts_hash(),
            rules_hash: self.described.rules_hash(),
            built_n: 0,
            reused_n: 0,
            rows_written: 0,
            error_code: None,
        };
        self.lake.note_run(&run).await?;
        Ok(run)
    }

    /// Writes down how a run ended, unless its own last commit holds that.
    pub async fn end(&self, run: Run, outcome: &Result<Work, Failure>) -> Result<(), Failure> {
        let now = self.clock.now_micros();
        let run = match outcome {
            Ok(Work { is_recorded: true, .. }) => return Ok(self.lake.clear_runs().await?),
            Ok(work) => {
                let status = match (work.exit, work.version) {
                    (Exit::Ok, None) => Status::SemMudanca,
                    (Exit::Ok, Some(_)) => Status::Ok,
                    _ => Status::Falhou,
                };
                Run { version: work.version, ..run.ended(status, now) }
            }
            Err(failure) => {
                let code = error::deepest(failure.as_ref()).map(|error| error.code().to_owned());
                Run { error_code: code, ..run.ended(Status::Falhou, now) }
            }
        };
        Ok(self.lake.note_run(&run).await?)
    }

    /// A name for a run: when it began, and a few digits that tell two of the same instant apart.
    fn run_id(&self, parent: u64) -> String {
        let now = self.clock.now_micros();
        let apart = if self.seed.is_some() { parent } else { u64::from(std::process::id()) };
        let digits = hash::fingerprint([now.to_string().as_str(), &apart.to_string()]);
        let stamp: String = canonical::instant(now / 1_000_000 * 1_000_000).chars().filter(char::is_ascii_alphanumeric).collect();
        format!("run-{stamp}-{}", &digits[..6])
    }
}

/// What a folder says of itself, which need not be a project yet.
pub fn described(folder: &Path, sources: &[SourceConfig]) -> Result<Described, Failure> {
    let load = |source: &SourceConfig, load: &LoadConfig| {
        let contract = builtin::get(&load.into).ok()?;
        Some(Load { source: source.name.clone(), load: format!("{}.{}", source.name, load.name()), dataset: contract.dataset.clone() })
    };
    let loads = sources.iter().flat_map(|source| source.loads.iter().filter_map(move |each| load(source, each)));
    Ok(Described { processes: process::all(Some(folder))?, rule: rule::analysis(Some(folder))?, loads: loads.collect() })
}
