//! The files of a load: found by pattern, in name order, with what tells whether they changed.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use globset::GlobBuilder;
use mirante_data::{detail, explain::Detail, lake::SeenFile};

use crate::{IngestError, config::Files};

/// A file of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFile {
    /// Path inside the source's folder, with `/`.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Size in bytes.
    pub bytes: u64,
    /// Modification time in nanoseconds since 1970.
    pub modified: i64,
    /// Inode number, 0 where there is none.
    pub inode: u64,
}

impl FoundFile {
    /// Is it, by its outside, the file that was read before?
    pub fn looks_like(&self, seen: &SeenFile) -> bool {
        self.name == seen.path && self.bytes == seen.bytes && self.modified == seen.modified && self.inode == seen.inode && self.inode != 0
    }

    /// Remembers the file with the hash of its content.
    pub fn seen(&self, blake3: String) -> SeenFile {
        SeenFile { path: self.name.clone(), bytes: self.bytes, modified: self.modified, inode: self.inode, blake3 }
    }

    /// BLAKE3 of its content.
    pub fn hash(&self) -> std::io::Result<String> {
        let mut hasher = blake3::Hasher::new();
        let mut file = fs::File::open(&self.path)?;
        let mut buffer = vec![0; 256 * 1024];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(hasher.finalize().to_hex().to_string()),
                read => hasher.update(&buffer[..read]),
            };
        }
    }
}

/// The files of a load in name order; a folder that is not there is an error, and so is a pattern without a file.
pub fn find(project: &Path, source_name: &str, connection: &Files, pattern: &str) -> Result<Vec<FoundFile>, IngestError> {
    let folder = project.join(&connection.folder);
    let unreachable = |problem: Detail| IngestError::Unreachable { source_name: source_name.to_owned(), problem };
    // `itens/` is everything in that folder, but for what hides.
    let (is_folder, pattern) = (pattern.ends_with('/'), if pattern.ends_with('/') { format!("{pattern}*") } else { pattern.to_owned() });
    let matcher =
        GlobBuilder::new(&pattern).literal_separator(true).build().map_err(|error| unreachable(error.to_string().into()))?.compile_matcher();
    let mut found = Vec::new();
    walk(&folder, "", &mut |name, path| {
        let hides = is_folder && name.rsplit('/').next().is_some_and(|last| last.starts_with('.'));
        if matcher.is_match(name) && !hides && !is_lock(name) {
            let data = fs::metadata(path).map_err(|error| std::io::Error::new(error.kind(), format!("{name}: {error}")))?;
            // A pipe or a device would never end.
            if !data.is_file() {
                return Ok(());
            }
            let modified = data.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
            found.push(FoundFile {
                name: name.to_owned(),
                path: path.to_owned(),
                bytes: data.len(),
                modified: modified.map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(0)),
                inode: inode(&data),
            });
        }
        Ok(())
    })
    .map_err(|error| unreachable(detail!("d-folder", "folder `{folder}`: {error}", folder = connection.folder.display(), error = error)))?;
    if found.is_empty() {
        return Err(unreachable(detail!(
            "d-no-file",
            "no file in `{folder}` is named like `{pattern}`",
            folder = connection.folder.display(),
            pattern = pattern
        )));
    }
    found.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(found)
}

/// What an office program leaves beside a workbook that is open.
fn is_lock(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    name.starts_with("~$") || name.starts_with(".~lock.")
}

fn walk(folder: &Path, prefix: &str, visit: &mut dyn FnMut(&str, &Path) -> std::io::Result<()>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let (path, name) = (entry.path(), format!("{prefix}{name}"));
        // Folders behind links are not entered, so that a link to a folder above ends nothing in a circle.
        if entry.file_type()?.is_dir() {
            walk(&path, &format!("{name}/"), visit)?;
        } else {
            visit(&name, &path)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn inode(data: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(data)
}

#[cfg(not(unix))]
fn inode(_data: &fs::Metadata) -> u64 {
    0
}
