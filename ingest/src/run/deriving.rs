//! Events of the dates of records, in the commit that brings the records: given where they are new, corrected where a date
//! or what it touches has changed, retracted where it is gone. The rules stand in `derive`.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    path::Path,
};

use mirante_data::{
    DatasetName,
    arrow::array::{BooleanArray, RecordBatch},
    arrow::compute::filter_record_batch,
    contract::{Contract, builtin},
    explain::Details,
    process,
};

use super::{
    Ingest, Pending,
    merging::raw_list,
    report::{LoadReport, counts},
};
use crate::{
    IngestError, SourceConfig,
    coerce::{Key, hash_rows},
    derive::{
        self, Rules,
        current::{self, Present},
        events::{Derived, Rows},
        links::{self, Known},
    },
    mapping::Mapping,
    merge::{self, Changes, Decisions, Held, Incoming, Places, Policy, Runs, Stamp},
    meta::{BatchRow, Reason, Reject, TallyRow},
    tally::Tally,
};

/// The loads of one source that fill one dataset, and what is to be done for their events.
struct Unit<'a> {
    source: &'a SourceConfig,
    rules: &'a Rules,
    /// Those whose rows give events.
    loads: Vec<&'a Mapping>,
    /// In whose name the events are written.
    voice: &'a Mapping,
    /// All events anew: the rules are others than those of the last time.
    is_full: bool,
    /// Keys of rows that changed, or that name what changed.
    keys: HashSet<String>,
    /// Ids that the events of these keys may have.
    ids: HashSet<String>,
}

impl Unit<'_> {
    fn is_asked(&self, event_id: &str) -> bool {
        if self.is_full { event_id.starts_with(&self.rules.prefix()) } else { self.ids.contains(event_id) }
    }
}

/// The keys that were written in this run, by dataset.
type Written = HashMap<&'static str, HashSet<String>>;

impl Ingest<'_> {
    /// Derives events of everything that this run has changed.
    pub(super) async fn derive<'m>(&self, mappings: &'m [Vec<Mapping>], pending: &mut Pending) -> Result<Vec<LoadReport>, IngestError>
    where
        Self: 'm,
    {
        let has_derived = |mapping: &Mapping| pending.draft.parent.load(&mapping.load).is_some_and(|state| !state.derived.is_empty());
        if !mappings.iter().flatten().any(|mapping| mapping.derives_events || has_derived(mapping)) {
            return Ok(Vec::new());
        }
        let rules = rules(self.project)?;
        let mut units = self.units(mappings, &rules, pending);
        let written = written(pending)?;
        let mut derived = Vec::new();
        for unit in &mut units {
            derived.push(self.derive_unit(unit, &written, pending).await?);
        }
        let mut reports = Vec::new();
        let mut refused = HashSet::new();
        for (place, name) in ["events", "event_objects"].into_iter().enumerate() {
            let given: Vec<RecordBatch> = derived.iter().map(|derived| derived.batches()[place].clone()).collect();
            reports.extend(self.merge_derived(builtin_of(name), &units, given, mappings, &mut refused, pending).await?);
        }
        Ok(reports)
    }

    /// What has to be derived, source by source and dataset by dataset; what each load was derived by is remembered.
    fn units<'m>(&self, mappings: &'m [Vec<Mapping>], rules: &'m BTreeMap<&'static str, Rules>, pending: &mut Pending) -> Vec<Unit<'m>>
    where
        Self: 'm,
    {
        let mut units = Vec::new();
        for (source, mappings) in self.sources.iter().zip(mappings) {
            let datasets: BTreeSet<&DatasetName> = mappings.iter().map(|mapping| &mapping.contract.dataset).collect();
            for dataset in datasets {
                let Some(rules) = rules.get(dataset.short()) else { continue };
                let all: Vec<&Mapping> = mappings.iter().filter(|mapping| mapping.contract.dataset == *dataset).collect();
                let wanted = |mapping: &Mapping| if mapping.derives_events { rules.hash.clone() } else { String::new() };
                let before = |mapping: &Mapping| pending.draft.parent.load(&mapping.load).map(|state| state.derived.clone());
                let is_full = all.iter().any(|mapping| before(mapping).is_some_and(|before| before != wanted(mapping)));
                let loads: Vec<&Mapping> = all.iter().copied().filter(|mapping| mapping.derives_events).collect();
                if !is_full && (loads.is_empty() || rules.marks.is_empty()) {
                    continue;
                }
                let states: Vec<(String, String)> = all.iter().map(|mapping| (mapping.load.clone(), wanted(mapping))).collect();
                pending.derived.extend(states);
                let voice = loads.first().copied().unwrap_or(all[0]);
                units.push(Unit { source, rules, loads, voice, is_full, keys: HashSet::new(), ids: HashSet::new() });
            }
        }
        units
    }

    /// The events of a unit's present rows that changed, or name what changed.
    async fn derive_unit(&self, unit: &mut Unit<'_>, written: &Written, pending: &Pending) -> Result<Derived, IngestError> {
        let contract = unit.rules.contract;
        let pressed = if unit.is_full { Written::new() } else { self.pressed(unit.rules, written, pending).await? };
        let mut derived = Derived::default();
        let own = written.get(contract.dataset.short());
        if !unit.is_full && own.is_none() && pressed.values().all(HashSet::is_empty) {
            return Ok(derived);
        }
        let needed: Vec<&str> = unit.rules.needed().into_iter().collect();
        let present = current::rows(self.lake, &pending.present(contract), contract, &needed).await?;
        unit.keys.extend(own.into_iter().flatten().cloned());
        if present.num_rows() > 0 {
            let broken = |problem: String| IngestError::Assemble { load: unit.voice.load.clone(), problem };
            let loads = current::loads(&present);
            let all = Rows::of(unit.rules, &present).map_err(broken)?;
            let names_pressed = |row: usize| {
                let named = all.named(row);
                links::names(contract)
                    .zip(named.names)
                    .any(|((_, parent), id)| id.is_some_and(|id| pressed.get(parent.dataset.short()).is_some_and(|ids| ids.contains(&id))))
            };
            let mut rows = Vec::new();
            for (row, load) in loads.iter().enumerate() {
                if unit.is_full || unit.keys.contains(&all.key(row)) || names_pressed(row) {
                    unit.keys.insert(all.key(row));
                    rows.extend(unit.loads.iter().any(|mapping| mapping.load == *load).then_some(row));
                }
            }
            let known = self.known(unit.rules, rows.iter().map(|row| all.named(*row)), pending).await?;
            rows.into_iter().for_each(|row| all.derive(row, &known, &mut derived));
        }
        let ids = unit.keys.iter().flat_map(|key| unit.rules.marks.keys().map(|mark| unit.rules.event_id(key, mark)));
        unit.ids = ids.collect();
        Ok(derived)
    }

    /// The rows that these name, and those that they name in turn, as far as events touch them.
    async fn known(&self, rules: &Rules, rows: impl Iterator<Item = links::Named>, pending: &Pending) -> Result<Known, IngestError> {
        let kinds = rules.kinds();
        let mut known = Known::default();
        let mut wanted: BTreeMap<&str, (&'static Contract, HashSet<String>)> = BTreeMap::new();
        let want = |parent: &'static Contract, id: String, known: &Known, wanted: &mut BTreeMap<&str, (&'static Contract, HashSet<String>)>| {
            let is_known = known.rows.get(parent.dataset.short()).is_some_and(|rows| rows.contains_key(&id));
            if !is_known && links::is_looked_up(parent, &kinds) {
                wanted.entry(parent.dataset.short()).or_insert_with(|| (parent, HashSet::new())).1.insert(id);
            }
        };
        for named in rows {
            for ((_, parent), id) in links::names(rules.contract).zip(named.names) {
                id.into_iter().for_each(|id| want(parent, id, &known, &mut wanted));
            }
        }
        // A name that leads nowhere is asked for once.
        let mut asked: HashSet<(&str, String)> = HashSet::new();
        while let Some((_, (parent, ids))) = wanted.pop_first() {
            let ids: HashSet<String> = ids.into_iter().filter(|id| asked.insert((parent.dataset.short(), id.clone()))).collect();
            if !ids.is_empty() {
                for (further, id) in current::look_up(self.lake, &pending.present(parent), parent, &ids, &mut known).await? {
                    want(further, id, &known, &mut wanted);
                }
            }
        }
        Ok(known)
    }

    /// The keys of each dataset that rows of this one name, whose rows changed, or name rows that did: what the events of
    /// those who name them touch may be another.
    async fn pressed(&self, rules: &Rules, written: &Written, pending: &Pending) -> Result<Written, IngestError> {
        let kinds = rules.kinds();
        let mut chain: Vec<&'static Contract> = Vec::new();
        let mut waiting = vec![rules.contract];
        while let Some(contract) = waiting.pop() {
            for (_, parent) in links::names(contract).filter(|(_, parent)| links::is_looked_up(parent, &kinds)) {
                if !chain.iter().any(|known| known.dataset == parent.dataset) {
                    chain.push(parent);
                    waiting.push(parent);
                }
            }
        }
        let mut pressed: Written = HashMap::new();
        for contract in &chain {
            let short = contract.dataset.short();
            pressed.extend(written.get(short).map(|keys| (short, keys.clone())));
        }
        if pressed.is_empty() {
            return Ok(pressed);
        }
        let mut names: Vec<(&'static Contract, RecordBatch)> = Vec::new();
        for contract in chain {
            let columns: Vec<&str> = links::names(contract).map(|(column, _)| column).collect();
            names.push((contract, current::rows(self.lake, &pending.present(contract), contract, &columns).await?));
        }
        loop {
            let mut is_settled = true;
            for (contract, rows) in &names {
                for (column, parent) in links::names(contract) {
                    let Some(above) = pressed.get(parent.dataset.short()) else { continue };
                    let named = current::texts(rows, &contract.key[0]).zip(current::texts(rows, column));
                    let below: Vec<String> =
                        named.filter(|(_, id)| id.is_some_and(|id| above.contains(id))).filter_map(|(key, _)| key.map(str::to_owned)).collect();
                    let of_dataset = pressed.entry(contract.dataset.short()).or_default();
                    for key in below {
                        is_settled &= !of_dataset.insert(key);
                    }
                }
            }
            if is_settled {
                return Ok(pressed);
            }
        }
    }

    /// Merges the events, or the links, of all units into what the lake holds of them.
    ///
    /// As with records, every unit first gives up what it no longer has, so that what moves from one source to another is
    /// never refused on the way.
    async fn merge_derived(
        &self,
        contract: &'static Contract,
        units: &[Unit<'_>],
        given: Vec<RecordBatch>,
        mappings: &[Vec<Mapping>],
        refused_events: &mut HashSet<String>,
        pending: &mut Pending,
    ) -> Result<Vec<LoadReport>, IngestError> {
        let list = raw_list(&pending.draft, contract);
        let mut ids: HashMap<Key, String> = HashMap::new();
        let is_wanted = |id: &str, key: Key| {
            let is_asked = units.iter().any(|unit| unit.is_asked(id));
            if is_asked {
                ids.entry(key).or_insert_with(|| id.to_owned());
            }
            is_asked
        };
        let mut held = Held::read_where(self.lake, &list, contract, is_wanted).await?;
        let logs: Vec<&str> = mappings.iter().flatten().filter(|mapping| mapping.is_fact()).map(|mapping| mapping.load.as_str()).collect();
        let mut leaving = Vec::new();
        for (unit, rows) in units.iter().zip(given) {
            let incoming = incoming(unit, contract, &rows)?;
            let missing = held
                .give_up(&unit.voice.load, &incoming.keys, |key, owner| ids.get(key).is_some_and(|id| unit.is_asked(id)) && !logs.contains(&owner));
            leaving.push((unit, incoming, missing));
        }
        let (mut reports, mut changes) = (Vec::new(), Vec::new());
        for (unit, incoming, missing) in leaving {
            let me = held.number(&unit.voice.load);
            let policy = Policy {
                is_fact: true,
                is_complete: true,
                is_again: false,
                is_asked: false,
                passed: None,
                deletes_missing: true,
                retracts: true,
                recorded_at: pending.recorded_at,
            };
            let mut decisions = Decisions { missing, ..Decisions::default() };
            let rows = incoming.rows.in_order().map_err(IngestError::aside)?;
            let all: Vec<String> =
                rows.iter().flat_map(|rows| current::texts(rows, "event_id")).map(|id| id.unwrap_or_default().to_owned()).collect();
            // An event of a log bears the same id, or the event itself was refused: neither is overwritten.
            let is_taken =
                |row: usize| refused_events.contains(&all[row]) || held.owner(&incoming.keys[row]).is_some_and(|owner| logs.contains(&owner));
            let (taken, free): (Vec<usize>, Vec<usize>) = (0..all.len()).partition(|row| is_taken(*row));
            merge::decide(&incoming, &free, &held, policy, me, &mut decisions);
            decisions.rejected.extend(taken.into_iter().map(|row| (row, Reason::ConflictingKey)));
            refused_events.extend(decisions.rejected.iter().map(|(row, _)| all[*row].clone()));
            if decisions.is_empty() && decisions.rejected.is_empty() {
                continue;
            }
            let (report, stamp) = self.note_derived(unit, contract, &incoming, &decisions, pending)?;
            reports.push(report);
            held.apply(&incoming, &decisions, me, pending.recorded_at);
            changes.push(Changes { incoming, decisions, stamp });
        }
        changes.retain(|change| !change.decisions.is_empty());
        if !changes.is_empty() {
            self.write(&list, contract, &changes, pending, self.is_dry_run).await?;
        }
        Ok(reports)
    }

    /// Counts what was decided into a batch of its own.
    fn note_derived(
        &self,
        unit: &Unit<'_>,
        contract: &'static Contract,
        incoming: &Incoming,
        decisions: &Decisions,
        pending: &mut Pending,
    ) -> Result<(LoadReport, Stamp), IngestError> {
        let from = &unit.rules.contract.dataset;
        let refused = refusals(from, contract, incoming, &decisions.rejected)?;
        let counts = counts(incoming.keys.len() as u64, 0, decisions, refused.len() as u64);
        let load = &unit.voice.load;
        if counts.read != counts.accounted() {
            return Err(IngestError::Unbalanced { load: load.clone(), read: counts.read, accounted: counts.accounted() });
        }
        let parent = pending.draft.parent.version().to_string();
        let named_by = mirante_data::hash::fingerprint([contract.dataset.as_str(), from.as_str(), &parent, &self.run_id]);
        let batch = BatchRow {
            batch_id: format!("{load}-{}", &named_by[..12]),
            run_id: self.run_id.clone(),
            source: unit.source.name.clone(),
            load: load.clone(),
            dataset: contract.dataset.to_string(),
            started_at: pending.draft.committed_at,
            ended_at: self.clock.now_micros().max(pending.draft.committed_at),
            counts: counts.columns(),
            note: Some(mirante_data::detail!("d-derived", "derived from the dates of {dataset}", dataset = from).to_string()),
            ..BatchRow::default()
        };
        let stamp = Stamp { source: unit.source.name.clone(), batch_id: batch.batch_id.clone(), recorded_at: pending.recorded_at };
        pending.rejects.extend(super::rejects::named(&batch, &refused, unit.voice));
        let mut tally = incoming.tally.clone();
        tally.decide(contract, incoming, decisions).map_err(IngestError::aside)?;
        pending.tallies.push(TallyRow { batch_id: batch.batch_id.clone(), has_amounts: contract.amount_column().is_some(), tally, horizon_at: None });
        pending.batches.push(batch);
        let report = LoadReport {
            load: load.clone(),
            dataset: contract.dataset.clone(),
            outcome: Ok(counts),
            rejects: refused.into_iter().take(super::rejects::SHOWN).collect(),
            notes: Vec::new(),
        };
        Ok((report, stamp))
    }
}

/// What dates tell, by the program's processes and the project's own.
pub(super) fn rules(project: &Path) -> Result<BTreeMap<&'static str, Rules>, IngestError> {
    let unsound = |error: process::ProcessError| IngestError::Config { problems: Details(vec![error.to_string().into()]) };
    Ok(derive::rules(&process::all(Some(project)).map_err(unsound)?))
}

impl Pending {
    /// Remembers what is written into a dataset of records: the keys, and in a dry run the rows, since no file holds them.
    pub(super) fn keep(&mut self, contract: &Contract, rows: &RecordBatch, is_dry_run: bool) {
        let is_kept = |name: &str| is_dry_run || contract.is_key(name);
        let places: Vec<usize> =
            rows.schema().fields().iter().enumerate().filter(|(_, field)| is_kept(field.name())).map(|(place, _)| place).collect();
        if let (Some(written), Ok(rows)) = (&mut self.written, rows.project(&places)) {
            written.entry(contract.dataset.clone()).or_default().push(rows);
        }
    }

    /// A dataset as this run has it so far.
    fn present(&self, contract: &Contract) -> Present<'_> {
        let is_unwritten = |rows: &&Vec<RecordBatch>| rows.iter().all(|rows| rows.column_by_name("_op").is_some());
        let kept = self.written.as_ref().and_then(|written| written.get(&contract.dataset));
        Present { list: raw_list(&self.draft, contract), unwritten: kept.filter(is_unwritten).map(Vec::as_slice).unwrap_or_default() }
    }
}

/// The keys that this run wrote into datasets of records, each as its parts joined by `:`.
fn written(pending: &Pending) -> Result<Written, IngestError> {
    let mut all = Written::new();
    for (dataset, batches) in pending.written.iter().flatten() {
        let contract = builtin_of(dataset.short());
        for batch in batches {
            let cells = contract.key.iter().map(|name| {
                let column = batch.column_by_name(name).ok_or_else(|| format!("no column `{name}`"))?;
                mirante_data::canonical::Cells::of(column)
            });
            let cells = cells.collect::<Result<Vec<_>, String>>();
            let cells = cells.map_err(|problem| IngestError::Assemble { load: dataset.to_string(), problem })?;
            let keys = all.entry(contract.dataset.short()).or_default();
            keys.extend((0..batch.num_rows()).map(|row| cells.iter().map(|cells| cells.text(row).unwrap_or_default()).collect::<Vec<_>>().join(":")));
        }
    }
    Ok(all)
}

/// Derived rows as if they had been read.
fn incoming(unit: &Unit<'_>, contract: &Contract, rows: &RecordBatch) -> Result<Incoming, IngestError> {
    let broken = |problem: String| IngestError::Assemble { load: unit.voice.load.clone(), problem };
    let (keys, hashes) = hash_rows(contract, rows).map_err(broken)?;
    // Two columns of a row may name one object in one way only, but be sure: a key comes once.
    let mut seen = HashSet::with_capacity(keys.len());
    let is_first: Vec<bool> = keys.iter().map(|key| seen.insert(*key)).collect();
    let rows = filter_record_batch(rows, &BooleanArray::from(is_first.clone())).map_err(|error| broken(error.to_string()))?;
    let kept = |place: &usize| is_first[*place];
    let (keys, hashes): (Vec<_>, Vec<_>) = (0..is_first.len()).filter(kept).map(|place| (keys[place], hashes[place])).unzip();
    let count = keys.len();
    let tally = Tally::of_typed(contract, &rows);
    let place: std::sync::Arc<str> = unit.rules.contract.dataset.as_str().into();
    let rows = Runs::of(&contract.key, rows).map_err(IngestError::aside)?;
    let mut places = Places::default();
    (1..).take(count).for_each(|number| places.push(&place, number));
    Ok(Incoming::given(rows, (keys, hashes), places, tally))
}

fn refusals(from: &DatasetName, contract: &Contract, incoming: &Incoming, rejected: &[(usize, Reason)]) -> Result<Vec<Reject>, IngestError> {
    let rows: Vec<usize> = rejected.iter().map(|(row, _)| *row).collect();
    let Some(found) = incoming.rows.pick(&rows).map_err(IngestError::aside)? else { return Ok(Vec::new()) };
    let key = |place: usize| -> Vec<&str> { contract.key.iter().filter_map(|name| current::texts(&found, name).nth(place).flatten()).collect() };
    let refusal = |(place, (row, reason)): (usize, &(usize, Reason))| Reject {
        file: from.as_str().into(),
        row: incoming.places.of(*row).1,
        key_text: Some(key(place).join(":")),
        column: None,
        reason: *reason,
        payload: None,
        tab: None,
        hint: None,
    };
    Ok(rejected.iter().enumerate().map(refusal).collect())
}

fn builtin_of(name: &str) -> &'static Contract {
    builtin::get(name).expect("datasets of a run come from the program's contracts")
}
