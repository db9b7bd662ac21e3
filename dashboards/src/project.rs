//! An opened project: configuration, lake, vault, clock, and the id of this run.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use mirante_data::{Lake, Snapshot, clock::Clock, hash, lake::WriterLock};
use mirante_ingest::people::{People, Vault};

use crate::{
    config::Config,
    error::{CliError, Failure},
    terminal::Terminal,
};

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(5);
/// People's keys lie beside the lake, where no SQL session reaches.
const VAULT: &str = "vault/people.sqlite";

/// A project that commands work on.
pub struct Project {
    /// Its folder.
    pub folder: PathBuf,
    /// What its file says.
    pub config: Config,
    /// Its lake.
    pub lake: Arc<Lake>,
    /// The clock.
    pub clock: Clock,
}

impl Project {
    /// Opens the project in a folder.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        let config = Config::read(folder)?;
        let lake = Arc::new(Lake::local(&folder.join(&config.lake.path))?);
        Ok(Self { folder: folder.to_owned(), config, lake, clock: Clock::System })
    }

    /// The newest version that is whole; newer ones that are not are told on the terminal.
    pub async fn head(&self, terminal: &Terminal) -> Result<Snapshot, Failure> {
        let snapshot = self.lake.head().await?;
        snapshot.alarms.iter().for_each(|alarm| terminal.warn(alarm));
        Ok(snapshot)
    }

    /// The version that a word names: `head`, or a number.
    pub async fn version(&self, word: &str, terminal: &Terminal) -> Result<Snapshot, Failure> {
        match word {
            "head" => self.head(terminal).await,
            number => match number.parse() {
                Ok(number) => Ok(self.lake.at(number).await?),
                Err(_) => Err(CliError::Word { word: word.to_owned(), expected: "head, 1, 2, 3 …".to_owned() }.into()),
            },
        }
    }

    /// The writer's lock, held for a whole command.
    pub async fn lock(&self, command: &str) -> Result<WriterLock, Failure> {
        Ok(self.lake.lock(command, PATIENCE).await?)
    }

    /// The vault of people's keys. Only under the writer's lock.
    pub fn people(&self) -> Result<Box<dyn People>, Failure> {
        Ok(Box::new(Vault::open(&self.folder.join(VAULT), Vault::system_random())?))
    }

    /// A name for this run: when it began, and a few digits that tell two of the same instant apart.
    pub fn run_id(&self) -> String {
        let now = self.clock.now_micros();
        let digits = hash::fingerprint([now.to_string().as_str(), &std::process::id().to_string()]);
        let stamp: String = mirante_data::canonical::instant(now / 1_000_000 * 1_000_000).chars().filter(char::is_ascii_alphanumeric).collect();
        format!("run-{stamp}-{}", &digits[..6])
    }
}
