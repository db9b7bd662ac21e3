//! `mirante.toml`: what a project says about itself.

use std::path::{Path, PathBuf};

use mirante_ingest::SourceConfig;
use serde::Deserialize;

use crate::error::CliError;

/// The project's file.
pub const FILE: &str = "mirante.toml";

/// Everything that a project configures.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the lake lies.
    #[serde(default)]
    pub lake: LakeConfig,
    /// What is known of people.
    #[serde(default)]
    pub privacy: PrivacyConfig,
    /// Where the vault goes when it is copied.
    #[serde(default)]
    pub backup: BackupConfig,
    /// The outside systems.
    #[serde(default)]
    pub sources: Vec<SourceConfig>,
}

/// `[lake]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LakeConfig {
    /// Folder, relative to the project's folder.
    #[serde(default = "lake_folder")]
    pub path: PathBuf,
    /// Are its records made up? Every version then says so, and no later setting takes it back.
    #[serde(default)]
    pub is_synthetic: bool,
}

impl Default for LakeConfig {
    fn default() -> Self {
        Self { path: lake_folder(), is_synthetic: false }
    }
}

/// `[privacy]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivacyConfig {
    /// File of the vault's key, relative to the project's folder; no backup holds it.
    #[serde(default = "key_file")]
    pub key_file: PathBuf,
}

impl Default for PrivacyConfig {
    fn default() -> Self {
        Self { key_file: key_file() }
    }
}

/// `[backup]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupConfig {
    /// Who can open the vault's copy, such as `age1…`.
    pub recipient: Option<String>,
}

fn key_file() -> PathBuf {
    "vault/members.key".into()
}

fn lake_folder() -> PathBuf {
    "lake".into()
}

impl Config {
    /// Reads the project's file.
    pub fn read(project: &Path) -> Result<Self, CliError> {
        let file = project.join(FILE);
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(CliError::NoProject { folder: project.display().to_string() }),
            Err(error) => return Err(CliError::Config { file: FILE.to_owned(), problem: error.to_string() }),
        };
        toml::from_str(&text).map_err(|error| CliError::Config { file: FILE.to_owned(), problem: error.to_string().trim_end().to_owned() })
    }
}
