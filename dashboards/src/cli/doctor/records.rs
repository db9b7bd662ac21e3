//! What the project says and holds: configuration, sources, lake.

use mirante_data::lake::Snapshot;
use mirante_ingest::run::{mappings, survey};

use super::{Doctor, Status};
use crate::project::Project;

pub(super) fn config(doctor: &mut Doctor<'_>, project: &Project) {
    let sources = &project.config.sources;
    match mappings(sources) {
        Err(error) => doctor.failed("config.sources", &error),
        Ok(_) if sources.is_empty() => doctor.add("config.sources", Status::Warning, "doctor-no-sources", &[]),
        Ok(loads) => {
            let values = [("sources", sources.len().to_string()), ("loads", loads.iter().map(Vec::len).sum::<usize>().to_string())];
            doctor.good("config.sources", "doctor-config", &values);
        }
    }
}

pub(super) async fn sources(doctor: &mut Doctor<'_>, project: &Project) {
    let head = project.lake.head().await.unwrap_or_else(|_| Snapshot { manifest: None, lists: Default::default(), alarms: Vec::new() });
    // A source that is wrongly configured was told among the configuration.
    for survey in survey(&project.folder, &project.config.sources, &head, None, false).await.unwrap_or_default() {
        let name = format!("source.{}", survey.load);
        match survey.outcome {
            Ok(_) => doctor.good(&name, "doctor-source", &[]),
            Err(error) => doctor.failed(&name, &error),
        }
    }
}

/// The chain, and whether every file of the newest version is there in its size; `verify` reads their bytes.
pub(super) async fn lake(doctor: &mut Doctor<'_>, project: &Project) {
    let head = match project.lake.head().await {
        Ok(head) => head,
        Err(error) => return doctor.failed("lake", &error),
    };
    for alarm in &head.alarms {
        doctor.add("lake.chain", Status::Failure, "doctor-lake-alarm", &[("alarm", alarm.clone())]);
    }
    let entries = match project.lake.store().entries("files").await {
        Ok(entries) => entries,
        Err(error) => return doctor.failed("lake", &error),
    };
    let sizes: std::collections::HashMap<&str, u64> = entries.iter().map(|entry| (entry.path.as_str(), entry.bytes)).collect();
    let files = head.lists.values().flat_map(|list| &list.files);
    let wrong: Vec<&str> = files.filter(|file| sizes.get(file.path.as_str()) != Some(&file.bytes)).map(|file| file.path.as_str()).collect();
    if let Some(first) = wrong.first() {
        let values = [("file", (*first).to_owned()), ("more", (wrong.len() - 1).to_string())];
        doctor.add("lake.files", Status::Failure, "doctor-lake-files", &values);
    } else if head.alarms.is_empty() {
        let values = [("version", head.version().to_string()), ("datasets", head.lists.len().to_string())];
        doctor.good("lake", "doctor-lake", &values);
    }
    let litter = project.lake.store().entries("tmp").await.unwrap_or_default();
    if litter.is_empty() {
        return;
    }
    let values = [("files", litter.len().to_string())];
    // The writer's lock clears what dead writers have left.
    if doctor.fixes && project.lock("doctor").await.is_ok() {
        doctor.add("lake.tmp", Status::Fixed, "doctor-lake-cleared", &values);
    } else {
        doctor.add("lake.tmp", Status::Warning, "doctor-lake-litter", &values);
    }
}
