//! What a lake needs of the disk under it: room, renames or links that replace nothing, and bytes that stay.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

use rustix::fs::{CWD, RenameFlags, renameat_with};

/// What was found by trying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disk {
    /// Bytes that this user may still write.
    pub free: u64,
    /// Bytes of the whole disk.
    pub total: u64,
    /// Can a file be put in place without replacing another one, by renaming or by a hard link?
    pub creates_only: bool,
    /// Do files and folders take `fsync`?
    pub syncs: bool,
    /// Is it a file system of another machine, or of a program? Those that are promise less than they say.
    pub is_remote: bool,
}

/// Tries it in a folder, and leaves nothing there.
pub fn look(folder: &Path) -> io::Result<Disk> {
    let space = rustix::fs::statvfs(folder)?;
    let (first, second) = (folder.join(format!(".mirante-{}-a", std::process::id())), folder.join(format!(".mirante-{}-b", std::process::id())));
    let tried = try_all(folder, &first, &second);
    let _ = (fs::remove_file(&first), fs::remove_file(&second));
    let (creates_only, syncs) = tried?;
    Ok(Disk {
        free: space.f_bavail.saturating_mul(space.f_frsize),
        total: space.f_blocks.saturating_mul(space.f_frsize),
        creates_only,
        syncs,
        is_remote: is_remote(folder),
    })
}

fn try_all(folder: &Path, first: &Path, second: &Path) -> io::Result<(bool, bool)> {
    fs::write(first, b"mirante")?;
    fs::write(second, b"another")?;
    // Both ways must refuse to replace, and one of them must work on a free name.
    let refuses = |outcome: io::Result<()>| outcome.is_err_and(|error| error.kind() == io::ErrorKind::AlreadyExists);
    let rename = || renameat_with(CWD, first, CWD, second, RenameFlags::NOREPLACE).map_err(io::Error::from);
    let link = || fs::hard_link(first, second);
    let (renames, links) = (refuses(rename()), refuses(link()));
    fs::remove_file(second)?;
    let creates_only = (renames && rename().is_ok()) || (links && link().is_ok());
    let left = if second.exists() { second } else { first };
    let syncs = File::open(left).and_then(|file| file.sync_all()).and_then(|()| File::open(folder)?.sync_all()).is_ok();
    Ok((creates_only, syncs))
}

#[cfg(target_os = "linux")]
fn is_remote(folder: &Path) -> bool {
    // NFS, SMB in its three generations, FUSE, Plan 9, Ceph, AFS.
    const REMOTE: [i64; 8] = [0x6969, 0x517B, 0xFE53_4D42, 0xFF53_4D42, 0x6573_5546, 0x0102_1997, 0x00C3_6400, 0x5346_414F];
    rustix::fs::statfs(folder).is_ok_and(|found| REMOTE.iter().any(|kind| i128::from(*kind) == i128::from(found.f_type)))
}

#[cfg(not(target_os = "linux"))]
fn is_remote(_folder: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_folder_does_all_and_is_left_empty() {
        let folder = tempfile::tempdir().unwrap();
        let disk = look(folder.path()).unwrap();
        assert!(disk.creates_only && disk.syncs && disk.free > 0 && disk.total >= disk.free, "{disk:?}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(look(&folder.path().join("nowhere")).is_err());
    }
}
