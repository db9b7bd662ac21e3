//! A look at sources before anything is read: are the files there, do their columns fit, what would be read?

use std::path::Path;

use mirante_data::{DatasetName, Snapshot, contract::hint, explain::Detail, name::did_you_mean};

use super::{database, mappings, reading::Group, service};
use crate::{IngestError, SourceConfig};

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

/// Looks at every chosen load: are the files there, do their columns fit, what would be read?
pub async fn survey(project: &Path, sources: &[SourceConfig], snapshot: &Snapshot, only: Option<&str>) -> Result<Vec<Survey>, IngestError> {
    let mut surveys = Vec::new();
    for (source, mappings) in sources.iter().zip(mappings(sources)?) {
        if only.is_some_and(|only| only != source.name) {
            continue;
        }
        for mapping in &mappings {
            let group = Group { source, loads: vec![mapping] };
            let outcome = match group.server() {
                Some(server) => database::look(&group, server, project, snapshot).await.map(|reading| Found {
                    is_asked: true,
                    notes: reading.notes,
                    ..Found::default()
                }),
                None if group.is_service() => {
                    service::look(&group, project, snapshot).await.map(|reading| Found { is_asked: true, notes: reading.notes, ..Found::default() })
                }
                None => group.plan(project, snapshot, false, |_| false).and_then(|plan| match plan.wishes.as_slice() {
                    [Some(wish)] => {
                        let reading = group.check_columns(mapping, &plan.files, wish, snapshot)?;
                        Ok(Found { files: plan.files.len() as u64, bytes: reading.bytes, is_asked: false, notes: reading.notes })
                    }
                    _ => Ok(Found::default()),
                }),
            };
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
