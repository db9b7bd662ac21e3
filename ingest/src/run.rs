//! One ingestion: open → read → coerce → merge → one commit with cursors and rejects. Loads fail alone.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
};

use indexmap::IndexMap;
use mirante_data::{
    DatasetName, Lake, Snapshot,
    arrow::array::{AsArray, RecordBatch},
    clock::Clock,
    contract::hint,
    detail,
    explain::Details,
    lake::{DatasetList, Draft, LoadState, Run, Status},
    meta::{BATCHES, Meta, REJECTS, TALLIES},
    name::did_you_mean,
};

use crate::{
    IngestError, SourceConfig,
    coerce::Coercer,
    config::Connection,
    mapping::Mapping,
    meta::{self, BatchRow, RejectRow, TallyRow},
    people::{People, PrivateChanges, secret},
    source::{self, Ahead},
};

mod columns;
mod database;
mod deriving;
mod merging;
mod open;
mod private;
mod reading;
mod rejects;
mod replay;
mod report;
mod reversing;
mod schema;
pub(crate) mod service;
mod survey;

pub use database::Backfill;
use database::Readings;
use merging::Arrival;
use reading::{Group, Plan, Reading, Wish};

pub use open::Open;
pub use rejects::describe;
pub use replay::{Closed, ClosedLoad, Left};
pub use report::{Counts, LoadReport, Report};
pub use schema::{Shown, contract as proposed_contract, schema};
pub use survey::{Found, Sample, Survey, empty_note, survey};

/// What grows while loads are merged, and becomes one commit.
struct Pending {
    draft: Draft,
    /// One instant for all rows of the commit.
    recorded_at: i64,
    batches: Vec<BatchRow>,
    rejects: Vec<RejectRow>,
    tallies: Vec<TallyRow>,
    /// Loads that advance, with the dataset that each fills.
    states: Vec<(String, &'static DatasetName, LoadState)>,
    /// What changes in the vault.
    private: Vec<(&'static DatasetName, PrivateChanges)>,
    /// Did a cursor go back, so that it must be written down even when nothing else is new?
    is_set_back: bool,
    /// What was written into datasets of records, for the events of their dates; nothing where no load derives them.
    written: Option<BTreeMap<DatasetName, Vec<RecordBatch>>>,
    /// By which rules the events of loads were derived.
    derived: HashMap<String, String>,
}

/// Everything one ingestion needs.
pub struct Ingest<'a> {
    /// The project's folder: sources' folders are relative to it.
    pub project: &'a Path,
    /// Where the rows go.
    pub lake: &'a Lake,
    /// The configured sources.
    pub sources: &'a [SourceConfig],
    /// People's keys → pseudonyms.
    pub people: &'a mut dyn People,
    /// The clock.
    pub clock: Clock,
    /// Names the run.
    pub run_id: String,
    /// The run, when nothing of it comes after: the commit writes it down.
    pub run: Option<Run>,
    /// Hash of the program's SQL texts, for the manifest.
    pub queries_hash: String,
    /// Only these sources or loads; all when empty.
    pub only: Vec<String>,
    /// Are the records made up? Once they are, every later version says so.
    pub is_synthetic: bool,
    /// Read files again that look unchanged, and databases from their beginning.
    pub is_full: bool,
    /// Only rows of databases whose cursor lies in this window, and no cursor moves.
    pub backfill: Option<Backfill>,
    /// Decide everything, write nothing.
    pub is_dry_run: bool,
}

/// Checks the configuration of all sources at once; the mappings by source, in order.
pub fn mappings(sources: &[SourceConfig]) -> Result<Vec<Vec<Mapping>>, IngestError> {
    let mut problems = Vec::new();
    let mut names = HashSet::new();
    let mut all = Vec::new();
    for source in sources {
        let mut of_source = Vec::new();
        for load in &source.loads {
            let name = format!("{}.{}", source.name, load.name());
            match Mapping::build(source, load) {
                Ok(mapping) => of_source.push(mapping),
                Err(found) => problems.extend(found.into_iter().map(|problem| match problem.parts().at {
                    Some(_) => problem,
                    None => problem.at(&format!("`{name}`")),
                })),
            }
            if !names.insert(name.clone()) {
                problems.push(detail!("d-two-loads", "two loads are called `{load}`; give one of them a `name`", load = name));
            }
        }
        if source.loads.is_empty() {
            problems.push(detail!("d-no-loads", "source `{source}` has no `[[sources.loads]]`", source = source.name));
        }
        all.push(of_source);
    }
    if problems.is_empty() { Ok(all) } else { Err(IngestError::Config { problems: Details(problems) }) }
}

impl Ingest<'_> {
    /// Reads every chosen load and commits what changed, all of it or nothing.
    pub async fn run(mut self) -> Result<Report, IngestError> {
        let mappings = mappings(self.sources)?;
        self.check_choice(&mappings)?;
        let mut chosen: Vec<&Mapping> = mappings.iter().flatten().filter(|mapping| self.is_chosen(mapping)).collect();
        if let (Some(_), Some(load)) = (&self.backfill, chosen.iter().find(|load| !load.is_incremental())) {
            let problem = detail!("d-window-no-cursor", "only loads of a database with a `cursor` have one; name the loads that are meant");
            return Err(IngestError::Window { load: load.load.clone(), problem });
        }
        let mut parent = self.lake.head().await?;
        check_vault(&parent, self.people.identity())?;
        let mut report = Report { loads: Vec::new(), version: None, snapshot: parent.clone() };
        loop {
            let (loads, version) = self.pass(&mappings, &chosen, &parent).await?;
            report.add(loads);
            let Some(version) = version else { break };
            report.version = Some(version.version());
            parent = version;
            // A first load in pieces goes on, one commit for each.
            chosen.retain(|load| {
                self.backfill.is_none() && report.has_read(load) && parent.load(&load.load).is_some_and(|state| state.resume.is_some())
            });
            if chosen.is_empty() {
                break;
            }
        }
        let place = |report: &LoadReport| mappings.iter().flatten().position(|mapping| mapping.load == report.load);
        report.loads.sort_by_key(place);
        report.snapshot = parent;
        Ok(report)
    }

    /// Reads these loads once, and commits what changed; the new version, if there is one.
    async fn pass(
        &mut self,
        mappings: &[Vec<Mapping>],
        chosen: &[&Mapping],
        parent: &Snapshot,
    ) -> Result<(Vec<LoadReport>, Option<Snapshot>), IngestError> {
        let mut pending = self.pending(parent, "ingest");
        pending.draft.vault = Some(self.people.identity().to_owned());
        pending.written = mappings.iter().flatten().any(|mapping| mapping.derives_events).then(BTreeMap::new);
        let mut reports = Vec::new();
        let groups = Group::joined(self.groups(mappings, chosen));
        let all = groups.len() as u64;
        for (done, groups) in (0u64..).zip(groups) {
            let at = groups.first().map_or("", |group| group.source.name.as_str());
            tracing::info!(target: "mirante::progress", step = "ingest", at, done, all);
            let (arrivals, done) = self.read_all(&groups, parent).await?;
            reports.extend(done);
            for arrivals in by_dataset(arrivals) {
                reports.extend(self.merge(arrivals, &mut pending).await?);
            }
        }
        reports.extend(self.derive(mappings, &mut pending).await?);
        Ok((reports, self.commit(pending).await?))
    }

    /// What one commit of a command begins with.
    fn pending(&self, parent: &Snapshot, command: &str) -> Pending {
        let now = self.clock.now_micros();
        let mut draft = Draft::on(parent, &self.run_id, command, &self.queries_hash, now);
        draft.is_synthetic |= self.is_synthetic;
        Pending {
            draft,
            recorded_at: now.max(parent.as_of_micros() + 1),
            batches: Vec::new(),
            rejects: Vec::new(),
            tallies: Vec::new(),
            states: Vec::new(),
            private: Vec::new(),
            is_set_back: false,
            written: None,
            derived: HashMap::new(),
        }
    }

    fn is_chosen(&self, mapping: &Mapping) -> bool {
        let source = mapping.load.split_once('.').map_or("", |(source, _)| source);
        self.only.is_empty() || self.only.iter().any(|name| *name == source || *name == mapping.load || *name == mapping.config.name())
    }

    /// The chosen loads, grouped by the files that they share.
    fn groups<'m>(&self, mappings: &'m [Vec<Mapping>], chosen: &[&Mapping]) -> Vec<Group<'m>>
    where
        Self: 'm,
    {
        let is_chosen = |mapping: &&Mapping| chosen.iter().any(|each| each.load == mapping.load);
        let of_sources = self.sources.iter().zip(mappings);
        of_sources.flat_map(|(source, mappings)| Group::of(source, mappings.iter().filter(is_chosen).collect())).collect()
    }

    fn check_choice(&self, mappings: &[Vec<Mapping>]) -> Result<(), IngestError> {
        let mut known: Vec<&str> = self.sources.iter().map(|source| source.name.as_str()).collect();
        known.extend(mappings.iter().flatten().flat_map(|mapping| [mapping.load.as_str(), mapping.config.name()]));
        match self.only.iter().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(IngestError::UnknownLoad { name: name.clone(), hint: hint(did_you_mean(name, known)) }),
            None => Ok(()),
        }
    }

    /// Reads groups that belong together; what fails, or has nothing to read, is reported at once.
    async fn read_all<'g>(&mut self, groups: &[Group<'g>], parent: &Snapshot) -> Result<(Vec<Arrival<'g>>, Vec<LoadReport>), IngestError> {
        let (mut arrivals, mut reports) = (Vec::new(), Vec::new());
        let plans = plans(groups, self.project, parent, self.is_full);
        let mut asked = self.read_databases(groups, parent).await;
        asked.extend(self.read_services(groups, parent).await);
        for (place, (group, plan)) in groups.iter().zip(plans).enumerate() {
            let readings = match (asked.remove(&place), plan) {
                (Some(readings), _) => readings,
                (None, Ok(plan)) => self.read(group, plan, parent).await,
                (None, Err(error)) => group.each_fails(&error),
            };
            for (load, reading) in readings {
                match reading {
                    Ok(Some(reading)) => arrivals.push(Arrival { source: group.source, load, reading }),
                    Ok(None) => reports.push(LoadReport::of(load, Ok(Counts::default()))),
                    // A lake that does not answer is no fault of one load.
                    Err(error @ IngestError::Lake { .. }) => return Err(error),
                    Err(error) => reports.push(LoadReport::of(load, Err(error))),
                }
            }
        }
        Ok((arrivals, reports))
    }

    /// Reads the databases among groups, each in one snapshot; what came, by the group's place.
    async fn read_databases<'g>(&mut self, groups: &[Group<'g>], parent: &Snapshot) -> HashMap<usize, Readings<'g>> {
        let mut by_source: IndexMap<&str, Vec<usize>> = IndexMap::new();
        for (place, group) in groups.iter().enumerate().filter(|(_, group)| group.is_database()) {
            by_source.entry(group.source.name.as_str()).or_default().push(place);
        }
        let mut read = HashMap::new();
        for places in by_source.into_values() {
            let of_source: Vec<&Group<'g>> = places.iter().map(|place| &groups[*place]).collect();
            read.extend(places.into_iter().zip(self.read_database(&of_source, parent).await));
        }
        read
    }

    /// Reads the files of a group once, and types the rows for each of its loads that wants them.
    async fn read<'g>(&mut self, group: &Group<'g>, plan: Plan, parent: &Snapshot) -> Vec<(&'g Mapping, Result<Option<Reading>, IngestError>)> {
        let open = |(load, wish): (&&'g Mapping, &Option<Wish>)| match wish {
            Some(wish) => group.check_columns(load, &plan.files, wish, parent).map(Some),
            None => Ok(None),
        };
        let mut readings: Vec<Result<Option<Reading>, IngestError>> = group.loads.iter().zip(&plan.wishes).map(open).collect();
        if !plan.files.is_empty()
            && let Err(error) = self.read_files(group, &plan, &mut readings).await
        {
            return group.each_fails(&error);
        }
        group.loads.iter().copied().zip(readings).collect()
    }

    async fn read_files(&mut self, group: &Group<'_>, plan: &Plan, readings: &mut [Result<Option<Reading>, IngestError>]) -> Result<(), IngestError> {
        let Connection::Files(connection) = &group.source.connection else { return Ok(()) };
        let people_columns = group.people_columns();
        let mut coercers: Vec<Coercer<'_>> = group.loads.iter().map(|load| Coercer::new(load, &group.source.name, &people_columns)).collect();
        for (coercer, reading) in coercers.iter_mut().zip(readings.iter_mut()) {
            coercer.unfit = reading.iter_mut().flatten().flat_map(|reading| reading.unfit.drain()).collect();
        }
        let secret = group.known().map(|_| secret(self.people)).transpose()?;
        let mut opened = Ahead::of(source::open(connection, group.request(plan.files.clone(), secret)));
        while let Some(batch) = opened.next_batch().await? {
            let count = (batch.rows.len() + batch.broken.len()) as u64;
            for (((load, coercer), reading), wish) in group.loads.iter().zip(coercers.iter_mut()).zip(readings.iter_mut()).zip(&plan.wishes) {
                let (Ok(Some(reading)), Some(wish)) = (reading, wish) else { continue };
                let is_mine = batch.part.as_ref().is_none_or(|part| *part.load == *load.load);
                if !is_mine || !wish.files.contains(batch.file.as_ref()) {
                    continue;
                }
                reading.read += count;
                reading.notes.extend(batch.part.iter().flat_map(|part| part.notes.iter().cloned()));
                reading.incoming.push(coercer.coerce(&batch, self.people, &mut reading.rejects)?).map_err(IngestError::aside)?;
            }
        }
        if let Some(note) = opened.note().await {
            readings.iter_mut().flatten().flatten().for_each(|reading| reading.notes.push(note.clone()));
        }
        Ok(())
    }

    /// Commits rows, batches, rejects and load states together; none of it when nothing changed.
    async fn commit(&mut self, pending: Pending) -> Result<Option<Snapshot>, IngestError> {
        let Pending { mut draft, batches, rejects, tallies, states, private, is_set_back, derived, .. } = pending;
        let states = self.new_states(&draft, states, &derived);
        let rejects = self.new_rejects(&draft, rejects).await?;
        // A cursor that only advanced is no news: the next run that has some writes it down.
        let is_news = |(load, state): &(String, LoadState)| {
            let known = draft.parent.load(load);
            known.is_none_or(|known| !is_same_content(known, &LoadState { cursor: known.cursor.clone(), ..state.clone() }))
        };
        let is_private_news = private.iter().any(|(_, changes)| !changes.is_empty());
        let has_news = is_set_back || is_private_news || !draft.changed.is_empty() || !rejects.is_empty() || states.iter().any(is_news);
        if !has_news || self.is_dry_run {
            return Ok(None);
        }
        // The vault first: a row that it has and no version tells of is read again, found unchanged, and told then.
        for (dataset, changes) in &private {
            self.people.keep(dataset.as_str(), changes)?;
        }
        self.people.save()?;
        let rows_written = batches.iter().map(BatchRow::written).sum();
        // The run is written down with its last piece.
        let is_over = states.iter().all(|(_, state)| state.resume.is_none());
        draft.run = self.run.take_if(|_| is_over).map(|run| run.ended(Status::Ok, self.clock.now_micros()).with_work(0, 0, rows_written));
        draft.loads.extend(states);
        self.append_meta(&mut draft, BATCHES, meta::batch_rows(batches)).await?;
        if !tallies.is_empty() {
            self.append_meta(&mut draft, TALLIES, meta::tally_rows(tallies)).await?;
        }
        if !rejects.is_empty() {
            self.append_meta(&mut draft, REJECTS, meta::reject_rows(rejects)).await?;
        }
        Ok(Some(self.lake.commit(draft).await?))
    }

    /// The load states that say something new, with the files that their datasets have now.
    fn new_states(
        &self,
        draft: &Draft,
        states: Vec<(String, &'static DatasetName, LoadState)>,
        derived: &HashMap<String, String>,
    ) -> Vec<(String, LoadState)> {
        let rules =
            |load: &str| derived.get(load).cloned().or_else(|| draft.parent.load(load).map(|known| known.derived.clone())).unwrap_or_default();
        // Loads that read nothing may still be derived by other rules.
        let is_idle = |load: &&String| !states.iter().any(|(advanced, ..)| advanced == *load);
        let idle = derived.keys().filter(is_idle).filter_map(|load| Some((load.clone(), draft.parent.load(load)?.clone())));
        let idle: Vec<(String, LoadState)> = idle.map(|(load, state)| (load.clone(), LoadState { derived: rules(&load), ..state })).collect();
        let list = |dataset: &DatasetName| draft.changed.get(dataset).or_else(|| draft.parent.lists.get(dataset).map(AsRef::as_ref));
        let files = |dataset: &DatasetName| list(dataset).map(DatasetList::files_hash).unwrap_or_default();
        let states = states.into_iter().map(|(load, dataset, state)| {
            let derived = rules(&load);
            (load, LoadState { list: files(dataset), derived, ..state })
        });
        states.chain(idle).filter(|(load, state)| !draft.parent.load(load).is_some_and(|known| is_same_content(known, state))).collect()
    }

    async fn append_meta(&self, draft: &mut Draft, meta: Meta, rows: RecordBatch) -> Result<(), IngestError> {
        let schema = rows.schema();
        let list = draft.parent.lists.get(meta.name).map_or_else(|| meta.empty(), |list| list.as_ref().clone());
        let list = self.lake.append(list, &schema, &[rows]).await?;
        draft.changed.insert(list.dataset.clone(), list);
        Ok(())
    }

    /// The rejects that the lake does not know yet: the same row refused again for the same reason is the same reject.
    async fn new_rejects(&self, draft: &Draft, rejects: Vec<RejectRow>) -> Result<Vec<RejectRow>, IngestError> {
        let Some(list) = draft.parent.lists.get("meta.rejects").filter(|_| !rejects.is_empty()) else { return Ok(rejects) };
        let mut known = HashSet::new();
        for file in &list.files {
            for batch in self.lake.rows(list, file, &["reject_id"]).await? {
                known.extend(batch.column(0).as_string::<i32>().iter().flatten().map(str::to_owned));
            }
        }
        Ok(rejects.into_iter().filter(|row| !known.contains(&row.reject_id)).collect())
    }
}

/// Pseudonyms are random: with another vault every row about a person would change, and nobody could tell why.
fn check_vault(parent: &Snapshot, found: &str) -> Result<(), IngestError> {
    match parent.manifest.as_ref().and_then(|manifest| manifest.body.vault.as_deref()) {
        Some(expected) if expected != found => Err(IngestError::OtherVault { expected: expected.to_owned(), found: found.to_owned() }),
        _ => Ok(()),
    }
}

/// What each group has to read. A load whose rows lean on others' is read again when these have written, or are about to.
fn plans(groups: &[Group<'_>], project: &Path, parent: &Snapshot, is_full: bool) -> Vec<Result<Plan, IngestError>> {
    let has_changed = |load: &Mapping| {
        let list = parent.lists.get(&load.contract.dataset).map(|list| list.files_hash()).unwrap_or_default();
        parent.load(&load.load).is_some_and(|state| state.list != list)
    };
    let mut plans: Vec<_> = groups.iter().map(|group| group.plan(project, parent, is_full, has_changed)).collect();
    let mut writing: Vec<&DatasetName> = Vec::new();
    if !groups.iter().flat_map(|group| &group.loads).any(|load| parent.load(&load.load).is_some_and(|state| state.leans)) {
        return plans;
    }
    loop {
        let wishes = groups.iter().zip(&plans).flat_map(|(group, plan)| plan.iter().flat_map(|plan| group.loads.iter().zip(&plan.wishes)));
        let now: Vec<&DatasetName> = wishes.filter(|(_, wish)| wish.is_some()).map(|(load, _)| &load.contract.dataset).collect();
        if now.len() == writing.len() {
            return plans;
        }
        writing = now;
        let is_pressed = |load: &Mapping| has_changed(load) || writing.contains(&&load.contract.dataset);
        plans = groups.iter().map(|group| group.plan(project, parent, is_full, is_pressed)).collect();
    }
}

/// Arrivals that fill one dataset, together, in the order of the configuration.
fn by_dataset(arrivals: Vec<Arrival<'_>>) -> Vec<Vec<Arrival<'_>>> {
    let mut sorted: IndexMap<&DatasetName, Vec<Arrival<'_>>> = IndexMap::new();
    for arrival in arrivals {
        sorted.entry(&arrival.load.contract.dataset).or_default().push(arrival);
    }
    sorted.into_values().collect()
}

/// A touched file is no news: only content, mapping and digests are; and for rows that lean on others', what these wrote.
fn is_same_content(known: &LoadState, state: &LoadState) -> bool {
    let content = |state: &LoadState| state.files.iter().map(|file| (file.path.clone(), file.blake3.clone())).collect::<Vec<_>>();
    let rest = |each: &LoadState| LoadState { files: Vec::new(), list: String::new(), ..each.clone() };
    content(known) == content(state) && rest(known) == rest(state) && (!state.leans || known.list == state.list)
}
