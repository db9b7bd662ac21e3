//! A look at sources before anything is read: are the files there, do their columns fit, would their rows be taken?

use std::{collections::BTreeMap, path::Path};

use mirante_data::{DatasetName, Snapshot, arrow::array::Array, contract::hint, detail, explain::Detail, name::did_you_mean};

use super::{
    database, mappings,
    reading::{Group, Reading},
    service,
};
use crate::{
    IngestError, SourceConfig,
    coerce::{Coercer, Typed, Unfit},
    config::{Connection, Decimal},
    derive::Rules,
    mapping::{From, Mapping},
    meta::{Reason, Reject},
    people::{People, PrivateChanges, PrivateHeld},
    source::{self, SourceBatch, files::FoundFile},
};

/// Of so many files, the last ones, the first rows are looked at.
const FILES: usize = 3;
/// Texts that are shown of the refused rows of one kind.
const TEXTS: usize = 3;

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
    /// What some of the rows would come to; none when there is nothing to read.
    pub sample: Option<Sample>,
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

/// What the first rows of the last files would come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    /// Rows that were looked at.
    pub rows: u64,
    /// Rows among them that would be refused.
    pub refused: u64,
    /// As many refused rows in the whole would stop the load.
    pub is_over_budget: bool,
    /// What they would be refused for, the most frequent first.
    pub problems: Vec<Problem>,
    /// Columns of the contract that are mapped and empty in all of them.
    pub empty: Vec<String>,
}

/// Rows that would be refused for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The column of the contract.
    pub column: Option<String>,
    /// Why.
    pub reason: Reason,
    /// How many.
    pub rows: u64,
    /// File and number of the first.
    pub first: (String, i64),
    /// Some of the texts, where they may be shown.
    pub texts: Vec<String>,
}

/// Looks at every chosen load; only `with_rows` also at rows.
pub async fn survey(
    project: &Path,
    sources: &[SourceConfig],
    snapshot: &Snapshot,
    only: Option<&str>,
    with_rows: bool,
) -> Result<Vec<Survey>, IngestError> {
    let mut surveys = Vec::new();
    let rules = super::deriving::rules(project)?;
    for (source, mappings) in sources.iter().zip(mappings(sources)?) {
        if only.is_some_and(|only| only != source.name) {
            continue;
        }
        for mapping in &mappings {
            let group = Group { source, loads: vec![mapping] };
            let outcome = look(project, &group, mapping, snapshot, with_rows).await;
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

async fn look(project: &Path, group: &Group<'_>, mapping: &Mapping, snapshot: &Snapshot, with_rows: bool) -> Result<Found, IngestError> {
    if group.is_service() {
        let reading = service::look(group, project, snapshot).await?;
        return Ok(Found { is_asked: true, notes: reading.notes, ..Found::default() });
    }
    if group.is_database() {
        let mut reading = database::look(group, project, snapshot).await?;
        let mut sample = None;
        if with_rows {
            let commas = mapping.decimal == Decimal::Comma;
            let (batches, _) = database::sample(group.source, project, &mapping.load, &mapping.config.query, commas).await?;
            // All rows of a query come from one place, which they name by the load.
            reading.unfit = reading.unfit.drain().map(|(_, unfit)| (mapping.load.clone(), unfit)).collect();
            sample = Some(sampled(group, mapping, &batches, reading.unfit)?);
        }
        return Ok(Found { is_asked: true, notes: reading.notes, sample, ..Found::default() });
    }
    let plan = group.plan(project, snapshot, false, |_| false)?;
    let [Some(wish)] = plan.wishes.as_slice() else { return Ok(Found::default()) };
    let Reading { bytes, notes, unfit, .. } = group.check_columns(mapping, &plan.files, wish, snapshot)?;
    let mut sample = None;
    if with_rows {
        let last = plan.files.len().saturating_sub(FILES);
        let batches = first_rows(group, &plan.files[last..]).await?;
        sample = Some(sampled(group, mapping, &batches, unfit)?);
    }
    Ok(Found { files: plan.files.len() as u64, bytes, is_asked: false, notes, sample })
}

/// The first batch of each file.
async fn first_rows(group: &Group<'_>, files: &[FoundFile]) -> Result<Vec<SourceBatch>, IngestError> {
    let Connection::Files(connection) = &group.source.connection else { return Ok(Vec::new()) };
    let mut batches = Vec::new();
    for file in files {
        // Ids that are made of content only need to differ here.
        let request = group.request(vec![file.clone()], group.known().map(|_| [0; 32]));
        batches.extend(source::open(connection, request).next_batch().await?);
    }
    Ok(batches)
}

/// Types some rows and counts what would be refused; nothing of it is kept, and nobody gets a pseudonym.
fn sampled(
    group: &Group<'_>,
    mapping: &Mapping,
    batches: &[SourceBatch],
    unfit: std::collections::HashMap<String, Unfit>,
) -> Result<Sample, IngestError> {
    let people_columns = group.people_columns();
    let mut coercer = Coercer::new(mapping, &group.source.name, &people_columns);
    coercer.unfit = unfit;
    let (mut rejects, mut parts) = (Vec::new(), Vec::new());
    let rows = batches.iter().map(|batch| (batch.rows.len() + batch.broken.len()) as u64).sum();
    for batch in batches {
        parts.push(coercer.coerce(batch, &mut Nobody, &mut rejects)?);
    }
    let refused = rejects.len() as u64;
    let is_over_budget = u128::from(refused) * 1_000_000 > u128::from(rows) * u128::from(mapping.budget_ppm);
    Ok(Sample { rows, refused, is_over_budget, problems: problems(mapping, &rejects), empty: empty(mapping, &parts) })
}

fn problems(mapping: &Mapping, rejects: &[Reject]) -> Vec<Problem> {
    let mut problems: Vec<Problem> = Vec::new();
    for reject in rejects {
        let found = problems.iter().position(|problem| problem.column == reject.column && problem.reason == reject.reason);
        let place = found.unwrap_or_else(|| {
            let first = (reject.file.to_string(), reject.row);
            problems.push(Problem { column: reject.column.clone(), reason: reject.reason, rows: 0, first, texts: Vec::new() });
            problems.len() - 1
        });
        let problem = &mut problems[place];
        problem.rows += 1;
        let text = text(mapping, reject).filter(|text| !problem.texts.contains(text));
        problem.texts.extend(text.filter(|_| problem.texts.len() < TEXTS));
    }
    problems.sort_by_key(|problem| std::cmp::Reverse(problem.rows));
    problems
}

/// What stood in the column that failed, as far as the payload has it.
fn text(mapping: &Mapping, reject: &Reject) -> Option<String> {
    const SHOWN: usize = 40;
    if mapping.seals_payload() {
        return None;
    }
    let said: serde_json::Value = serde_json::from_str(reject.payload.as_deref()?).ok()?;
    let origin = mapping.origins.iter().find(|origin| Some(&origin.target) == reject.column.as_ref())?;
    let column = origin.columns().next()?;
    said.get(column)?.as_str().map(|text| text.chars().take(SHOWN).collect())
}

fn empty(mapping: &Mapping, parts: &[Typed]) -> Vec<String> {
    let taken: usize = parts.iter().map(|part| part.rows.num_rows()).sum();
    let is_empty = |target: &str| parts.iter().all(|part| part.rows.column_by_name(target).is_some_and(|array| array.null_count() == array.len()));
    let mapped = mapping.origins.iter().filter(|origin| origin.from != From::Nothing && origin.rule.null);
    mapped.filter(|origin| taken > 0 && is_empty(&origin.target)).map(|origin| origin.target.clone()).collect()
}

/// The note of a column that is empty in all rows of a sample.
pub fn empty_note(columns: &[String]) -> Detail {
    detail!("d-sample-empty", "in all rows of the sample these columns are empty: {columns}", columns = columns.join(", "))
}

/// A vault that knows nobody and remembers nothing: whoever looks before a run leaves no trace.
struct Nobody;

impl People for Nobody {
    fn member_id(&mut self, _namespace: &str, _key: &str) -> Result<Option<String>, IngestError> {
        Ok(Some("m-00000000".to_owned()))
    }

    fn erased(&self) -> &[String] {
        &[]
    }

    fn outside_hash(&mut self, _kind: &str, _text: &str) -> Result<String, IngestError> {
        Ok("0".repeat(64))
    }

    fn row_hash(&mut self, hash: &[u8; 16]) -> Result<[u8; 16], IngestError> {
        Ok(*hash)
    }

    fn private(&self, _dataset: &str) -> Result<Vec<PrivateHeld>, IngestError> {
        Ok(Vec::new())
    }

    fn keep(&mut self, _dataset: &str, _changes: &PrivateChanges) -> Result<(), IngestError> {
        Ok(())
    }

    fn seal(&mut self, _batch_id: &str, _at: i64, text: &str) -> Result<String, IngestError> {
        Ok(text.to_owned())
    }

    fn unseal(&mut self, _batch_id: &str, _sealed: &str) -> Result<Option<String>, IngestError> {
        Ok(None)
    }

    fn save(&mut self) -> Result<(), IngestError> {
        Ok(())
    }

    fn identity(&self) -> &'static str {
        "nobody"
    }
}
