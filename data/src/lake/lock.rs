//! The writer's lock: it saves work, it does not decide. The commit point decides.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    time::{Duration, Instant},
};

use super::{Lake, LakeError, LocalStore};

/// Held while a process writes; the system releases it when its holder dies.
#[derive(Debug)]
pub struct WriterLock {
    _file: Option<File>,
}

const FILE: &str = "writer.lock";
const POLL: Duration = Duration::from_millis(50);

impl Lake {
    /// Takes the writer's lock, waiting at most `patience`; a lake in an object store has none.
    pub async fn lock(&self, command: &str, patience: Duration) -> Result<WriterLock, LakeError> {
        let Some(root) = self.store().root() else { return Ok(WriterLock { _file: None }) };
        let failed = |source| LakeError::Io { act: "lock", path: FILE.to_owned(), source };
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(root.join(FILE)).map_err(failed)?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(error)) => return Err(failed(error)),
                Err(TryLockError::WouldBlock) if begun.elapsed() < patience => tokio::time::sleep(POLL).await,
                Err(TryLockError::WouldBlock) => {
                    let mut holder = String::new();
                    let _ = file.read_to_string(&mut holder);
                    return Err(LakeError::Locked { holder: if holder.is_empty() { "unknown".to_owned() } else { holder } });
                }
            }
        }
        // Who holds it is only for the message that another process prints.
        let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| write!(file, "mirante {command}, process {}", std::process::id()));
        if let Ok(local) = LocalStore::open(root) {
            local.clear_temporary();
        }
        Ok(WriterLock { _file: Some(file) })
    }
}
