//! The vault into a backup and back: copied while it is in use, encrypted to whoever may restore it, without its key file.

use std::{fs, path::Path, str::FromStr, time::Duration};

use age::{secrecy::ExposeSecret, x25519};
use mirante_data::{detail, explain::Detail};
use rusqlite::{Connection, OpenFlags, backup::Backup};

use super::failed;
use crate::IngestError;

/// Who may open what was encrypted, such as `age1…`.
#[derive(Debug, Clone)]
pub struct Recipient(x25519::Recipient);

impl FromStr for Recipient {
    type Err = Detail;

    fn from_str(text: &str) -> Result<Self, Detail> {
        text.trim().parse().map(Self).map_err(|_| detail!("d-no-recipient", "`{text}` is no recipient such as age1…", text = text.trim()))
    }
}

/// A new identity as its file holds it, and the recipient that belongs to it.
pub fn new_identity() -> (String, String) {
    let identity = x25519::Identity::generate();
    let recipient = identity.to_public().to_string();
    (format!("# {recipient}\n{}\n", identity.to_string().expose_secret()), recipient)
}

/// The vault as it is at this moment, encrypted. Writers go on meanwhile. None when there is no vault.
pub fn encrypted(vault: &Path, recipient: &Recipient) -> Result<Option<Vec<u8>>, IngestError> {
    if !vault.is_file() {
        return Ok(None);
    }
    let source = Connection::open_with_flags(vault, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(failed)?;
    // The plain copy stays beside the vault, for its owner only, and only for as long as it takes to encrypt it.
    let temporary = Temporary(vault.with_extension(format!("copy-{}", std::process::id())));
    let mut copy = Connection::open(&temporary.0).map_err(failed)?;
    super::restrict(&temporary.0)?;
    Backup::new(&source, &mut copy).and_then(|backup| backup.run_to_completion(256, Duration::from_millis(5), None)).map_err(failed)?;
    copy.execute_batch("PRAGMA journal_mode = DELETE;").map_err(failed)?;
    drop(copy);
    let plain = fs::read(&temporary.0).map_err(failed)?;
    age::encrypt(&recipient.0, &plain).map(Some).map_err(failed)
}

/// Opens an encrypted vault with the identity in a file, into a place where there is none yet.
pub fn decrypt(sealed: &[u8], identity_file: &Path, target: &Path) -> Result<(), IngestError> {
    let refused = |problem: Detail| IngestError::Identity { file: identity_file.display().to_string(), problem };
    let text = fs::read_to_string(identity_file).map_err(|error| refused(error.to_string().into()))?;
    let identities = text.lines().map(str::trim).filter(|line| line.starts_with("AGE-SECRET-KEY-"));
    let identities: Vec<x25519::Identity> = identities.filter_map(|line| line.parse().ok()).collect();
    if identities.is_empty() {
        return Err(refused(detail!("d-no-identity", "no line of it is an identity such as AGE-SECRET-KEY-1…")));
    }
    let plain = identities.iter().find_map(|identity| age::decrypt(identity, sealed).ok());
    let plain = plain
        .ok_or_else(|| refused(detail!("d-other-identity", "it does not open this backup: the vault was encrypted to another one, or changed")))?;
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(target).map_err(failed)?;
    std::io::Write::write_all(&mut file, &plain).and_then(|()| file.sync_all()).map_err(failed)
}

/// A file that goes away with its owner.
struct Temporary(std::path::PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm", "-journal"] {
            let mut name = self.0.clone().into_os_string();
            name.push(end);
            let _ = fs::remove_file(name);
        }
    }
}
