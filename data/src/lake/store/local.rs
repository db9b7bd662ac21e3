//! A folder as a store: temp file, fsync, rename without replacing, fsync of the folder.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use futures::future::BoxFuture;
use object_store::{ObjectStore, local::LocalFileSystem};
use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::{super::LakeError, Entry, Put, Store, fault::site};

/// Folder for files that are not yet whole; emptied by the next writer.
const TEMPORARY: &str = "tmp";

/// The lake in a folder of this machine.
#[derive(Debug)]
pub struct LocalStore {
    root: PathBuf,
    objects: Arc<LocalFileSystem>,
}

impl LocalStore {
    /// Opens the folder, creating it when it is not there.
    pub fn open(root: &Path) -> Result<Self, LakeError> {
        create_folder(root).map_err(|source| LakeError::Io { act: "create", path: root.display().to_string(), source })?;
        let root = root.canonicalize().map_err(|source| LakeError::Io { act: "open", path: root.display().to_string(), source })?;
        let objects = LocalFileSystem::new_with_prefix(&root).map_err(|source| LakeError::Io {
            act: "open",
            path: root.display().to_string(),
            source: io::Error::other(source),
        })?;
        Ok(Self { root, objects: Arc::new(objects) })
    }

    /// Removes what writers that died have left half written. Only under the writer's lock.
    pub fn clear_temporary(&self) {
        // What cannot be removed is only litter: no manifest can ever name it.
        for entry in fs::read_dir(self.root.join(TEMPORARY)).into_iter().flatten().flatten() {
            let _ = fs::remove_file(entry.path());
        }
    }

    /// Runs blocking file work off the async threads.
    fn blocking<'a, T: Send + 'static>(
        &'a self,
        act: &'static str,
        path: &'a str,
        work: impl FnOnce(&Path, PathBuf) -> io::Result<T> + Send + 'static,
    ) -> BoxFuture<'a, Result<T, LakeError>> {
        let root = self.root.clone();
        let target = self.root.join(path);
        Box::pin(async move {
            tokio::task::spawn_blocking(move || work(&root, target))
                .await
                .map_err(io::Error::other)
                .and_then(|result| result)
                .map_err(|source| LakeError::Io { act, path: path.to_owned(), source })
        })
    }
}

impl Store for LocalStore {
    fn put_new<'a>(&'a self, path: &'a str, bytes: Bytes) -> BoxFuture<'a, Result<Put, LakeError>> {
        self.blocking("write", path, move |root, target| put(root, &target, &bytes, RenameFlags::NOREPLACE))
    }

    fn put_hint<'a>(&'a self, path: &'a str, bytes: Bytes) -> BoxFuture<'a, Result<(), LakeError>> {
        self.blocking("write", path, move |root, target| put(root, &target, &bytes, RenameFlags::empty()).map(|_| ()))
    }

    fn append_hint<'a>(&'a self, path: &'a str, bytes: Bytes) -> BoxFuture<'a, Result<(), LakeError>> {
        self.blocking("write", path, move |_, target| {
            site("append")?;
            OpenOptions::new().append(true).create(true).open(target)?.write_all(&bytes)
        })
    }

    fn get<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<Option<Bytes>, LakeError>> {
        self.blocking("read", path, |_, target| match fs::read(target) {
            Ok(bytes) => Ok(Some(bytes.into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn list<'a>(&'a self, folder: &'a str) -> BoxFuture<'a, Result<Vec<String>, LakeError>> {
        self.blocking("list", folder, |root, target| {
            let mut paths = Vec::new();
            walk(root, &target, &mut paths)?;
            Ok(paths)
        })
    }

    fn entries<'a>(&'a self, folder: &'a str) -> BoxFuture<'a, Result<Vec<Entry>, LakeError>> {
        self.blocking("list", folder, |root, target| {
            let mut paths = Vec::new();
            walk(root, &target, &mut paths)?;
            // What goes away while it is listed is simply not there.
            Ok(paths.into_iter().filter_map(|path| Some(entry(&fs::metadata(root.join(&path)).ok()?, path))).collect())
        })
    }

    fn remove<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<(), LakeError>> {
        self.blocking("remove", path, |root, target| {
            site("remove")?;
            match fs::remove_file(&target) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
                other => other?,
            }
            site("sync folder")?;
            File::open(target.parent().unwrap_or(root))?.sync_all()
        })
    }

    fn object_store(&self) -> Arc<dyn ObjectStore> {
        self.objects.clone()
    }

    fn root(&self) -> Option<&Path> {
        Some(&self.root)
    }
}

fn entry(metadata: &fs::Metadata, path: String) -> Entry {
    let modified = metadata.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    Entry { path, bytes: metadata.len(), modified: modified.and_then(|since| i64::try_from(since.as_micros()).ok()).unwrap_or_default() }
}

fn put(root: &Path, target: &Path, bytes: &[u8], flags: RenameFlags) -> io::Result<Put> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let folder = target.parent().unwrap_or(root);
    create_folder(folder)?;
    create_folder(&root.join(TEMPORARY))?;
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    let temporary = root.join(TEMPORARY).join(format!("{}-{number}", std::process::id()));
    let written = write_whole(&temporary, bytes).and_then(|()| {
        site("rename")?;
        rename(&temporary, target, flags)
    });
    if !matches!(written, Ok(Put::Created)) {
        let _ = fs::remove_file(&temporary);
    }
    let outcome = written?;
    site("sync folder")?;
    File::open(folder)?.sync_all()?;
    Ok(outcome)
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    site("create")?;
    // A process id comes back after a restart: what an earlier writer left under this name is litter.
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
    let (first, second) = bytes.split_at(bytes.len() / 2);
    file.write_all(first)?;
    site("write")?;
    file.write_all(second)?;
    site("sync file")?;
    file.sync_all()
}

/// Renames without replacing; file systems that cannot do so link instead.
fn rename(from: &Path, to: &Path, flags: RenameFlags) -> io::Result<Put> {
    match renameat_with(CWD, from, CWD, to, flags) {
        Ok(()) => Ok(Put::Created),
        Err(rustix::io::Errno::EXIST) => Ok(Put::Existed),
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) if flags.contains(RenameFlags::NOREPLACE) => match fs::hard_link(from, to) {
            Ok(()) => fs::remove_file(from).map(|()| Put::Created),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Put::Existed),
            Err(error) => Err(error),
        },
        Err(error) => Err(error.into()),
    }
}

/// Creates a folder and makes each new entry durable in its parent.
fn create_folder(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        create_folder(parent)?;
    }
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => {
            site("sync parent folder")?;
            File::open(parent)?.sync_all()
        }
        _ => Ok(()),
    }
}

fn walk(root: &Path, folder: &Path, paths: &mut Vec<String>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            walk(root, &path, paths)?;
        } else if let Some(relative) = path.strip_prefix(root).ok().and_then(Path::to_str) {
            paths.push(relative.to_owned());
        }
    }
    Ok(())
}
