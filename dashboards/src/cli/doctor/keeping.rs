//! What must outlive a bad day: the vault with its key, and the backups.

use std::path::Path;

use mirante_data::canonical;
use mirante_ingest::people::key;

use super::{Doctor, Status};
use crate::{
    backup::{DRILL, Drill},
    project::Project,
};

const DAY: i64 = 86_400_000_000;
/// A restore that nobody has tried for so long is a hope.
const DRILL_DAYS: i64 = 90;

pub(super) async fn vault(doctor: &mut Doctor<'_>, project: &Project) {
    let (file, key_file) = (project.vault_file(), project.key_file());
    let expected = project.lake.head().await.ok().and_then(|head| head.manifest.and_then(|manifest| manifest.body.vault.clone()));
    let values = [("file", file.display().to_string()), ("key", key_file.display().to_string())];
    if !file.is_file() {
        let status = if expected.is_some() { Status::Failure } else { Status::Good };
        return doctor.add("vault", status, if expected.is_some() { "doctor-vault-gone" } else { "doctor-vault-none" }, &values);
    }
    // Opening the vault would close it: what others can read is told, and nothing more is looked at.
    let closed = [&file, &key_file].map(|path| keep_closed(doctor, path));
    if closed.contains(&false) {
        return;
    }
    match key::look(&key_file) {
        Err(problem) => {
            let problem = doctor.terminal.detail(&problem);
            doctor.add("vault.key", Status::Failure, "doctor-key", &[values[1].clone(), ("problem", problem)]);
        }
        Ok(_) => match project.vault().and_then(|mut vault| Ok(vault.check_key()?)) {
            Ok(()) => doctor.good("vault", "doctor-vault", &values),
            Err(error) => doctor.failed("vault.key", error.as_ref()),
        },
    }
}

/// Is it for its owner only? A file that others can read is closed with `--fix`.
fn keep_closed(doctor: &mut Doctor<'_>, path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let Ok(metadata) = path.metadata() else { return true };
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return true;
    }
    let values = [("file", path.display().to_string()), ("mode", format!("{mode:03o}"))];
    let is_fixed = doctor.fixes && std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).is_ok();
    let (status, key) = if is_fixed { (Status::Fixed, "doctor-closed") } else { (Status::Failure, "doctor-open") };
    doctor.add("vault.mode", status, key, &values);
    is_fixed
}

pub(super) async fn backup(doctor: &mut Doctor<'_>, project: &Project) {
    if project.vault_file().is_file() && project.config.backup.recipient.is_none() {
        doctor.add("backup.recipient", Status::Warning, "doctor-no-recipient", &[]);
    }
    let bytes = project.lake.store().get(DRILL).await.ok().flatten();
    let Some(drill) = bytes.and_then(|bytes| serde_json::from_slice::<Drill>(&bytes).ok()) else {
        return doctor.add("backup.drill", Status::Warning, "doctor-no-drill", &[]);
    };
    let days = (project.clock.now_micros() - canonical::parse_instant(&drill.drilled_at).unwrap_or_default()) / DAY;
    let values = [("days", days.to_string()), ("folder", drill.folder), ("version", drill.version.to_string())];
    if days > DRILL_DAYS {
        doctor.add("backup.drill", Status::Warning, "doctor-old-drill", &values);
    } else {
        doctor.good("backup.drill", "doctor-drill", &values);
    }
}
