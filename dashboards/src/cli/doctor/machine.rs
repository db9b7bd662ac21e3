//! The machine under the project: disk, clock, fonts, and the address to serve at.

use mirante_data::{canonical, lake::disk};
use mirante_reports::{
    format,
    text::{self, Weight},
};

use super::{Doctor, Status};
use crate::{cli::serve::ADDRESS, project::Project};

const MIB: u64 = 1024 * 1024;
/// Below this a run may not end.
const LEAST: u64 = 256 * MIB;
/// Below this it is time to look.
const LITTLE: u64 = 2048 * MIB;
/// Clocks may differ by this much.
const SLACK: i64 = 5 * 60 * 1_000_000;

pub(super) fn disk(doctor: &mut Doctor<'_>, project: &Project) {
    let Some(root) = project.lake.store().root() else { return };
    let found = match disk::look(root) {
        Ok(found) => found,
        Err(error) => {
            let values = [("folder", root.display().to_string()), ("problem", error.to_string())];
            return doctor.add("disk", Status::Failure, "doctor-disk-closed", &values);
        }
    };
    let language = doctor.terminal.language();
    let values =
        [("folder", root.display().to_string()), ("free", format::bytes(found.free, language)), ("total", format::bytes(found.total, language))];
    match found.free {
        ..LEAST => doctor.add("disk.room", Status::Failure, "doctor-disk-little", &values),
        LEAST..LITTLE => doctor.add("disk.room", Status::Warning, "doctor-disk-little", &values),
        _ => doctor.good("disk.room", "doctor-disk-room", &values),
    }
    match (found.creates_only, found.syncs, found.is_remote) {
        (false, _, _) => doctor.add("disk.links", Status::Failure, "doctor-disk-links", &values),
        (_, false, _) => doctor.add("disk.sync", Status::Failure, "doctor-disk-sync", &values),
        (_, _, true) => doctor.add("disk.kind", Status::Warning, "doctor-disk-remote", &values),
        _ => doctor.good("disk.kind", "doctor-disk-fit", &values),
    }
}

pub(super) async fn clock(doctor: &mut Doctor<'_>, project: &Project) {
    let now = project.clock.now_micros();
    let values = |other: &str| [("now", canonical::instant(now / 1_000_000 * 1_000_000)), ("last", other.to_owned())];
    let last = project.lake.head().await.ok().and_then(|head| head.manifest.map(|manifest| manifest.body.committed_at.clone()));
    let last_at = last.as_deref().and_then(canonical::parse_instant).unwrap_or(0);
    match last {
        Some(last) if now + SLACK < last_at => doctor.add("clock", Status::Failure, "doctor-clock-back", &values(&last)),
        _ => doctor.good("clock", "doctor-clock", &values("")),
    }
}

/// The fonts are in the program; a letter that has no width would spoil every figure.
pub(super) fn fonts(doctor: &mut Doctor<'_>) {
    let is_there = [Weight::Regular, Weight::Bold]
        .iter()
        .all(|weight| "Ação, R$ 1.234,56".chars().all(|each| text::width(&each.to_string(), 12.0, *weight) > 0.0));
    let values = [("font", text::FONT.to_owned())];
    if is_there { doctor.good("fonts", "doctor-fonts", &values) } else { doctor.add("fonts", Status::Failure, "doctor-fonts-gone", &values) }
}

pub(super) async fn serve(doctor: &mut Doctor<'_>) {
    let values = |problem: String| [("address", ADDRESS.to_owned()), ("problem", problem)];
    match tokio::net::TcpListener::bind(ADDRESS).await {
        Ok(_) => doctor.good("serve", "doctor-serve", &values(String::new())),
        Err(error) => doctor.add("serve", Status::Warning, "doctor-serve-taken", &values(error.to_string())),
    }
}
