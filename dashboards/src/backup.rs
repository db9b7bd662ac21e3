//! A backup's folder: a lake of its own, the vault encrypted, the project's texts, and a list of what was put there when.
//!
//! ```text
//! DEST/lake/             versions, lists, files, editions, tombstones
//! DEST/vault/{…}.age     the vault, one file per backup, those of the last 35 days
//! DEST/project/          mirante.toml, processes/, rules/ and the project's other texts
//! DEST/backups/{…}.json  what each backup held
//! ```

use std::{
    fs,
    path::{Path, PathBuf},
};

use mirante_data::{
    Lake, canonical, hash,
    lake::{Copied, LocalStore, Store, verify::Verified},
};
use mirante_ingest::people::copy::{self, Recipient};
use serde::{Deserialize, Serialize};

use crate::{
    cli::forget,
    config::{Config, FILE},
    error::{CliError, Failure},
    project::Project,
};

const DAY: i64 = 86_400_000_000;
/// Copies of the vault leave after this, so that who was erased leaves them too.
const ROTATION: i64 = 35 * DAY;
/// Folders of a project that hold its texts.
const TEXTS: [&str; 9] = ["contracts", "processes", "models", "figures", "pages", "audits", "checks", "rules", "words"];

/// What one backup held.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// When it was made.
    pub made_at: String,
    /// The newest version in it.
    pub version: u64,
    /// Hash of that version's manifest.
    pub version_hash: String,
    /// The vault, where the project has one.
    pub vault: Option<VaultCopy>,
    /// Program version.
    pub program: String,
}

/// An encrypted copy of the vault.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VaultCopy {
    /// Its file in the backup.
    pub file: String,
    /// Hash of its bytes.
    pub blake3: String,
    /// Who can open it.
    pub recipient: String,
}

/// When a restore was last tried, and from where; it lies in the lake as a hint.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Drill {
    /// When.
    pub drilled_at: String,
    /// Which backup.
    pub folder: String,
    /// The version that was restored and computed anew.
    pub version: u64,
}

/// The lake's hint about the last drill.
pub const DRILL: &str = "drill.json";

/// A backup's folder.
pub struct Backup {
    folder: PathBuf,
    store: LocalStore,
}

impl Backup {
    /// A folder to put a backup into: on another disk, at any rate not inside what is backed up.
    pub fn create(folder: &Path, project: &Project) -> Result<Self, Failure> {
        let store = LocalStore::open(folder)?;
        let inside = |of: &Path| of.canonicalize().is_ok_and(|of| folder.canonicalize().is_ok_and(|folder| folder.starts_with(of)));
        let vault = project.vault_file();
        if project.lake.store().root().is_some_and(inside) || vault.parent().is_some_and(inside) {
            return Err(CliError::BackupInside { folder: folder.display().to_string() }.into());
        }
        Ok(Self { folder: folder.to_owned(), store })
    }

    /// A backup that is there.
    pub async fn open(folder: &Path) -> Result<Self, Failure> {
        if !folder.join("lake").is_dir() {
            return Err(CliError::NoBackup { folder: folder.display().to_string() }.into());
        }
        Ok(Self { folder: folder.to_owned(), store: LocalStore::open(folder)? })
    }

    /// Its lake.
    pub fn lake(&self) -> Result<Lake, Failure> {
        Ok(Lake::local(&self.folder.join("lake"))?)
    }

    /// Brings the backup up to what the project is now: the lake, then the vault, which by then knows everyone in it.
    pub async fn update(&self, project: &Project, recipient: Option<&str>) -> Result<(Entry, Copied), Failure> {
        let now = project.clock.now_micros();
        let copied = project.lake.copy_to(&self.lake()?, now).await?;
        // Links are written before the rows that use them.
        let vault = self.keep_vault(project, recipient, now).await?;
        self.copy_texts(&project.folder)?;
        let manifest = self.lake()?.head().await?.manifest;
        let entry = Entry {
            made_at: canonical::instant(now),
            version: copied.version,
            version_hash: manifest.map(|manifest| manifest.hash.clone()).unwrap_or_default(),
            vault,
            program: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let text = hash::canonical_json(&entry)?;
        self.store.put_new(&format!("backups/{}-{}.json", stamp(now), &hash::hex(text.as_bytes())[..8]), text.into()).await?;
        self.rotate(now).await?;
        Ok((entry, copied))
    }

    /// Recomputes every hash of the backup.
    pub async fn verify(&self) -> Result<(Entry, Verified), Failure> {
        let entry = self.newest().await?;
        let verified = self.lake()?.verify(None).await?;
        self.vault(&entry).await?;
        Ok((entry, verified))
    }

    /// The newest backup in the folder.
    pub async fn newest(&self) -> Result<Entry, Failure> {
        let none = || CliError::NoBackup { folder: self.folder.display().to_string() };
        let newest = self.store.list("backups").await?.into_iter().max().ok_or_else(none)?;
        let bytes = self.store.get(&newest).await?.unwrap_or_default();
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// The encrypted vault of a backup, verified.
    pub async fn vault(&self, entry: &Entry) -> Result<Option<Vec<u8>>, Failure> {
        let Some(vault) = &entry.vault else { return Ok(None) };
        let missing = || mirante_data::lake::LakeError::Missing { file: vault.file.clone(), named_by: "backups".to_owned() };
        let bytes = self.store.get(&vault.file).await?.ok_or_else(missing)?;
        if hash::hex(&bytes) == vault.blake3 {
            return Ok(Some(bytes.to_vec()));
        }
        let problem = mirante_data::detail!("d-hash-name", "its hash does not match its name");
        Err(mirante_data::lake::LakeError::Damaged { file: vault.file.clone(), problem }.into())
    }

    /// Puts the project's texts where there are none yet.
    pub fn restore_texts(&self, target: &Path) -> Result<(), Failure> {
        let from = self.folder.join("project");
        fs::create_dir_all(target)?;
        if !target.join(FILE).exists() && from.join(FILE).is_file() {
            fs::copy(from.join(FILE), target.join(FILE))?;
        }
        for name in TEXTS.iter().filter(|name| from.join(name).is_dir() && !target.join(name).exists()) {
            copy_folder(&from.join(name), &target.join(name))?;
        }
        Ok(())
    }

    /// What the backup's own `mirante.toml` says.
    pub fn config(&self) -> Result<Config, Failure> {
        Ok(Config::read(&self.folder.join("project"))?)
    }

    async fn keep_vault(&self, project: &Project, recipient: Option<&str>, now: i64) -> Result<Option<VaultCopy>, Failure> {
        let file = project.vault_file();
        if !file.is_file() {
            return Ok(None);
        }
        let named = recipient.or(project.config.backup.recipient.as_deref()).ok_or(CliError::NoRecipient {})?.trim().to_owned();
        let recipient: Recipient = named.parse().map_err(|_| CliError::Word { word: named.clone(), expected: "age1…".to_owned() })?;
        let Some(bytes) = copy::encrypted(&file, &recipient)? else { return Ok(None) };
        let blake3 = hash::hex(&bytes);
        let file = format!("vault/{}-{}.age", stamp(now), &blake3[..12]);
        self.store.put_new(&file, bytes.into()).await?;
        Ok(Some(VaultCopy { file, blake3, recipient: named }))
    }

    /// Old copies of the vault, and the entries that name them, leave; the newest stay whatever their age.
    async fn rotate(&self, now: i64) -> Result<(), Failure> {
        for folder in ["vault", "backups"] {
            let mut entries = self.store.entries(folder).await?;
            entries.sort_by(|left, right| left.path.cmp(&right.path));
            entries.pop();
            let before = format!("{folder}/{}", stamp(now - ROTATION));
            for entry in entries.iter().filter(|entry| entry.path < before) {
                self.store.remove(&entry.path).await?;
            }
        }
        Ok(())
    }

    fn copy_texts(&self, project: &Path) -> Result<(), Failure> {
        let to = self.folder.join("project");
        fs::create_dir_all(&to)?;
        if project.join(FILE).is_file() {
            fs::copy(project.join(FILE), to.join(FILE))?;
        }
        for name in TEXTS.iter().filter(|name| project.join(name).is_dir()) {
            copy_folder(&project.join(name), &to.join(name))?;
        }
        Ok(())
    }
}

/// Restores a backup into places where nothing is: the lake, the vault when an identity opens it. People who were erased
/// are erased again before anything else looks at the vault.
pub async fn restore(backup: &Backup, project: &Project, identity: Option<&Path>) -> Result<(Entry, Verified, u64), Failure> {
    let root = project.lake.store().root().unwrap_or(&project.folder).to_owned();
    for folder in [root, project.vault_file()] {
        let is_free = if folder.is_dir() { fs::read_dir(&folder)?.next().is_none() } else { !folder.exists() };
        if !is_free {
            return Err(CliError::NotEmpty { folder: folder.display().to_string() }.into());
        }
    }
    let entry = backup.newest().await?;
    let sealed = backup.vault(&entry).await?;
    let has_vault = match (identity, sealed) {
        (Some(identity), Some(sealed)) => {
            copy::decrypt(&sealed, identity, &project.vault_file())?;
            // Without its key file the vault is noise: told before anything else lies there.
            if let Err(error) = project.vault().and_then(|mut vault| Ok(vault.check_key()?)) {
                remove_vault(&project.vault_file());
                return Err(error);
            }
            true
        }
        _ => false,
    };
    backup.lake()?.copy_to(&project.lake, project.clock.now_micros()).await?;
    let mut erased = 0;
    let tombstones = forget::tombstones(project).await?;
    if has_vault && !tombstones.is_empty() {
        erased = project.vault()?.apply_tombstones(&tombstones)?;
    }
    let verified = project.lake.verify(None).await?;
    Ok((entry, verified, erased))
}

fn remove_vault(file: &Path) {
    for end in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        let _ = fs::remove_file(name);
    }
}

/// Instants as names that sort like they do.
fn stamp(micros: i64) -> String {
    canonical::instant(micros / 1_000_000 * 1_000_000).chars().filter(char::is_ascii_alphanumeric).collect()
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() { copy_folder(&entry.path(), &target)? } else { fs::copy(entry.path(), &target).map(|_| ())? }
    }
    Ok(())
}
