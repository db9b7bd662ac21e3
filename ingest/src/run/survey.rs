//! A look at sources before anything is read: are the files there, do their columns fit, what would be read?

use std::{collections::BTreeMap, path::Path};

use mirante_data::{DatasetName, Snapshot, contract::hint, detail, explain::Detail, name::did_you_mean};

use super::{database, mappings, reading::Group, service};
use crate::{IngestError, SourceConfig, derive::Rules, mapping::Mapping};

/// What a look at one load's source found, before anything is read.
#[derive(Debug)]
pub struct Survey {
    /// `source.load`.
    pub load: String,
    /// The raw dataset.
    pub dataset: DatasetName,
    /// Files and bytes that an ingestion would read, and what has changed in their columns; or why it could not.
    pub outcome: Result<Found, IngestError>,
}

/// Files that an ingestion would read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// How many.
    pub files: u64,
    /// Their size.
    pub bytes: u64,
    /// Did a database answer? It has no files.
    pub is_asked: bool,
    /// Columns that appeared or vanished, files that are gone.
    pub notes: Vec<Detail>,
}

/// Which events the dates of a load's rows give, or that they give none although they should.
fn derived(mapping: &Mapping, rules: &BTreeMap<&'static str, Rules>) -> Option<Detail> {
    let dataset = &mapping.contract.dataset;
    let events = rules.get(dataset.short()).filter(|_| mapping.derives_events)?.event_types();
    Some(match events.as_slice() {
        [] => detail!("d-derives-none", "no process file lists a date of {dataset}: no events come of it", dataset = dataset),
        events => detail!("d-derives", "its dates give the events {list}", list = events.join(", ")),
    })
}

/// Looks at every chosen load: are the files there, do their columns fit, what would be read?
pub async fn survey(project: &Path, sources: &[SourceConfig], snapshot: &Snapshot, only: Option<&str>) -> Result<Vec<Survey>, IngestError> {
    let mut surveys = Vec::new();
    let rules = super::deriving::rules(project)?;
    for (source, mappings) in sources.iter().zip(mappings(sources)?) {
        if only.is_some_and(|only| only != source.name) {
            continue;
        }
        for mapping in &mappings {
            let group = Group { source, loads: vec![mapping] };
            let asked = |reading: super::reading::Reading| Found { is_asked: true, notes: reading.notes, ..Found::default() };
            let outcome = match () {
                () if group.is_database() => database::look(&group, project, snapshot).await.map(asked),
                () if group.is_service() => service::look(&group, project, snapshot).await.map(asked),
                () => group.plan(project, snapshot, false, |_| false).and_then(|plan| match plan.wishes.as_slice() {
                    [Some(wish)] => {
                        let reading = group.check_columns(mapping, &plan.files, wish, snapshot)?;
                        Ok(Found { files: plan.files.len() as u64, bytes: reading.bytes, is_asked: false, notes: reading.notes })
                    }
                    _ => Ok(Found::default()),
                }),
            };
            let outcome = outcome.map(|found| Found { notes: found.notes.into_iter().chain(derived(mapping, &rules)).collect(), ..found });
            surveys.push(Survey { load: mapping.load.clone(), dataset: mapping.contract.dataset.clone(), outcome });
        }
    }
    match only {
        Some(name) if !sources.iter().any(|source| source.name == name) => {
            let near = did_you_mean(name, sources.iter().map(|source| source.name.as_str()));
            Err(IngestError::UnknownLoad { name: name.to_owned(), hint: hint(near) })
        }
        _ => Ok(surveys),
    }
}
