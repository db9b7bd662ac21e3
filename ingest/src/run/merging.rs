//! The readings of all loads of one dataset against what the lake holds: decided together, written together.

use mirante_data::{
    contract::{Contract, Kind},
    detail,
    explain::Detail,
    hash,
    lake::{DatasetList, Draft, LoadState},
    schema::raw_schema,
};

use super::{
    Ingest, Pending, private,
    reading::Reading,
    rejects,
    report::{Counts, LoadReport, counts},
    reversing,
};
use crate::{
    IngestError, SourceConfig,
    mapping::Mapping,
    merge::{self, ChangedRows, Changes, Decisions, Held, Incoming, Policy, Stamp},
    meta::{BatchRow, Reject, TallyRow},
};

/// A load with what it read.
pub(super) struct Arrival<'a> {
    pub(super) source: &'a SourceConfig,
    pub(super) load: &'a Mapping,
    pub(super) reading: Reading,
}

/// A reading whose repeats are settled.
struct Settled<'a> {
    source: &'a SourceConfig,
    load: &'a Mapping,
    incoming: Incoming,
    standing: Vec<usize>,
    decisions: Decisions,
    policy: Policy,
    state: LoadState,
    refused: Vec<Reject>,
    notes: Vec<Detail>,
    schema_change: Option<String>,
    cursor_from: Option<String>,
    is_set_back: bool,
    horizon_at: Option<i64>,
    is_complete: bool,
    read: u64,
    bytes: u64,
}

impl Ingest<'_> {
    /// Merges what all loads of one dataset read into the draft. A load that fails leaves nothing; the others go on.
    ///
    /// First every complete read gives up the keys that it no longer has, then each load in turn decides its rows,
    /// so that a key which moves from one load to another is never lost on the way.
    pub(super) async fn merge(&mut self, mut arrivals: Vec<Arrival<'_>>, pending: &mut Pending) -> Result<Vec<LoadReport>, IngestError> {
        let Some(contract) = arrivals.first().map(|first| first.load.contract) else { return Ok(Vec::new()) };
        let list = raw_list(&pending.draft, contract);
        let is_private = !contract.is_in_lake();
        if is_private {
            self.hide_hashes(&mut arrivals)?;
        }
        let (mut reports, mut settled) = (Vec::new(), Vec::new());
        for arrival in arrivals {
            let load = arrival.load;
            match settle(arrival, pending.recorded_at) {
                Ok(one) => settled.push(one),
                Err(error) => reports.push(LoadReport::of(load, Err(error))),
            }
        }
        let is_known = match settled.as_mut_slice() {
            [only] if !self.is_full && pending.draft.parent.load(&only.load.load).is_some_and(|known| has_same_digest(known, &only.state, &list)) => {
                only.decisions.unchanged_n += only.standing.drain(..).len() as u64;
                true
            }
            _ => false,
        };
        if !is_known {
            let mut reversed = Vec::new();
            for one in settled {
                match self.take_back(one, &list).await {
                    Ok(one) => reversed.push(one),
                    Err((_, error @ IngestError::Lake { .. })) => return Err(error),
                    Err((load, error)) => reports.push(LoadReport::of(load, Err(error))),
                }
            }
            settled = reversed;
        }
        let private = if is_private { self.people.private(contract.dataset.as_str())? } else { Vec::new() };
        let mut held = match (is_known, is_private) {
            (true, _) => Held::default(),
            (false, true) => Held::of_vault(&private, contract).map_err(private::broken(contract.dataset.as_str()))?,
            (false, false) => Held::read(self.lake, &list, contract).await?,
        };
        let mut staying = Vec::new();
        for mut one in settled {
            let me = held.number(&one.load.load);
            let rows = held.live_rows(me);
            if one.policy.deletes_missing && one.standing.is_empty() && rows > 0 {
                reports.push(LoadReport::of(one.load, Err(IngestError::Emptied { load: one.load.load.clone(), rows })));
                continue;
            }
            one.decisions.missing = merge::leave(&one.incoming, &one.standing, &mut held, one.policy, me);
            staying.push((me, one));
        }
        let mut changes = Vec::new();
        for (me, one) in staying.iter().filter(|(_, one)| one.policy.is_asked && one.policy.is_complete) {
            merge::affirm(&one.incoming, &one.standing, &mut held, *me);
        }
        let mut staying = staying.into_iter();
        while let Some((me, mut one)) = staying.next() {
            merge::decide(&one.incoming, &one.standing, &held, one.policy, me, &mut one.decisions);
            let load = one.load;
            match self.conclude(one, pending) {
                Err(error) => reports.push(LoadReport::of(load, Err(error))),
                Ok((report, change)) => {
                    reports.push(report);
                    // Nobody asks any more after the last.
                    if !staying.as_slice().is_empty() {
                        held.apply(&change.incoming, &change.decisions, me, pending.recorded_at);
                    }
                    changes.push(change);
                }
            }
        }
        changes.retain(|change| !change.decisions.is_empty());
        if is_private {
            let changed = private::changes(contract, &private, &changes).map_err(private::broken(contract.dataset.as_str()))?;
            pending.private.push((&contract.dataset, changed));
        } else if !changes.is_empty() {
            drop(held);
            self.write(&list, contract, &changes, pending, self.is_dry_run).await?;
        }
        Ok(reports)
    }

    /// Writes what loads change in a dataset into the draft, and remembers what is derived of; a dry run only remembers.
    pub(super) async fn write(
        &self,
        list: &DatasetList,
        contract: &Contract,
        changes: &[Changes],
        pending: &mut Pending,
        is_dry_run: bool,
    ) -> Result<(), IngestError> {
        let is_kept = pending.written.is_some() && contract.kind == Kind::Entity;
        if is_dry_run && !is_kept {
            return Ok(());
        }
        let changed = ChangedRows::of(self.lake, list, contract, changes).await?;
        let mut changed = changed.inspect(|rows| rows.iter().filter(|_| is_kept).for_each(|rows| pending.keep(contract, rows, is_dry_run)));
        if is_dry_run {
            return changed.try_for_each(|rows| rows.map(drop));
        }
        let list = self.lake.append_each(list.clone(), &raw_schema(&contract.columns()), changed).await?;
        pending.draft.changed.insert(list.dataset.clone(), list);
        pending.draft.as_of = pending.recorded_at;
        Ok(())
    }

    /// Reverses the facts whose lines are gone, where the dataset never deletes; the reversing rows count as read.
    async fn take_back<'a>(&self, mut one: Settled<'a>, list: &DatasetList) -> Result<Settled<'a>, (&'a Mapping, IngestError)> {
        if !one.is_complete || !reversing::applies(one.source, one.load) {
            return Ok(one);
        }
        let gone = reversing::reverse(self.lake, list, one.load, &mut one.incoming, &mut one.standing).await.map_err(|error| (one.load, error))?;
        one.read += gone.reversed;
        if gone.reversed > 0 {
            one.notes.push(detail!(
                "d-reversed",
                "lines are gone from a dataset that never deletes: {rows} rows were reversed",
                rows = gone.reversed
            ));
        }
        if gone.staying > 0 {
            one.notes.push(detail!(
                "d-never-gone",
                "lines are gone and their rows stay, because this dataset never deletes: {rows}",
                rows = gone.staying
            ));
        }
        Ok(one)
    }

    /// Hashes of rows that the lake does not hold are keyed: bare, that of a name and a CPF tells both to who tries them all.
    fn hide_hashes(&mut self, arrivals: &mut [Arrival<'_>]) -> Result<(), IngestError> {
        for hash in arrivals.iter_mut().flat_map(|arrival| &mut arrival.reading.incoming.hashes) {
            *hash = self.people.row_hash(hash)?;
        }
        Ok(())
    }

    /// Counts what was decided, holds it to the load's budget, and notes it for the commit; every row that was read is
    /// accounted for, or it is an error.
    fn conclude(&mut self, one: Settled<'_>, pending: &mut Pending) -> Result<(LoadReport, Changes), IngestError> {
        let Settled { source, load, incoming, decisions, policy, mut state, mut refused, mut notes, read, bytes, schema_change, cursor_from, .. } =
            one;
        pending.is_set_back |= one.is_set_back;
        if policy.deletes_missing && incoming.has_unknown_keys {
            notes.push(detail!("d-unknown-keys", "rows were refused whose key cannot be read, so nothing was taken as missing"));
        }
        notes.extend(missed(&incoming, &decisions, policy, load));
        let later = incoming.rows_after(pending.recorded_at).map_err(IngestError::aside)?;
        if later > 0 {
            notes.push(detail!("d-future", "{rows} rows lie in the future and count from then on", rows = later));
        }
        if decisions.leans {
            // What another load wrote may change: the next read decides anew.
            // A database is asked each time, so nothing need be remembered for it.
            (state.leans, state.sum) = (!policy.is_asked, String::new());
        }
        refused.extend(rejects::late(load, &incoming, &decisions.rejected)?);
        if incoming.erased > 0 {
            notes.push(detail!(
                "d-erased",
                "{rows} rows are about people who were erased; they count as refused and are not stored",
                rows = incoming.erased
            ));
        }
        let counts = counts(read, bytes, &decisions, refused.len() as u64 + incoming.erased);
        if counts.read != counts.accounted() {
            return Err(IngestError::Unbalanced { load: load.load.clone(), read, accounted: counts.accounted() });
        }
        rejects::check_budget(load, &Counts { rejected: refused.len() as u64, ..counts }, &refused)?;
        let batch = BatchRow { cursor_from, ..self.batch(load, source, &state, &counts, schema_change, &notes, pending) };
        let stamp = Stamp { source: source.name.clone(), batch_id: batch.batch_id.clone(), recorded_at: pending.recorded_at };
        pending.rejects.extend(rejects::sealed(rejects::named(&batch, &refused, load), load, self.people)?);
        let mut tally = incoming.tally.clone();
        tally.decide(load.contract, &incoming, &decisions).map_err(IngestError::aside)?;
        let has_amounts = load.contract.amount_column().is_some();
        pending.tallies.push(TallyRow { batch_id: batch.batch_id.clone(), has_amounts, tally, horizon_at: one.horizon_at });
        pending.batches.push(batch);
        pending.states.push((load.load.clone(), &load.contract.dataset, state));
        refused.truncate(rejects::SHOWN);
        Ok((LoadReport { rejects: refused, notes, ..LoadReport::of(load, Ok(counts)) }, Changes { incoming, decisions, stamp }))
    }

    #[expect(clippy::too_many_arguments, reason = "a batch tells everything about one load of one run")]
    fn batch(
        &self,
        load: &Mapping,
        source: &SourceConfig,
        state: &LoadState,
        counts: &Counts,
        schema_change: Option<String>,
        notes: &[Detail],
        pending: &Pending,
    ) -> BatchRow {
        let parent = pending.draft.parent.version().to_string();
        let named_by = hash::fingerprint([state.sum.as_str(), &parent, &counts.read.to_string(), &self.run_id]);
        BatchRow {
            batch_id: format!("{}-{}", load.load, &named_by[..12]),
            run_id: self.run_id.clone(),
            source: source.name.clone(),
            load: load.load.clone(),
            dataset: load.contract.dataset.to_string(),
            started_at: pending.draft.committed_at,
            ended_at: self.clock.now_micros().max(pending.draft.committed_at),
            cursor_from: None,
            cursor_to: state.cursor.clone(),
            counts: counts.columns(),
            schema_change,
            note: (!notes.is_empty()).then(|| notes.iter().map(Detail::to_string).collect::<Vec<_>>().join("; ")),
        }
    }
}

fn settle(arrival: Arrival<'_>, recorded_at: i64) -> Result<Settled<'_>, IngestError> {
    let Arrival { source, load, reading } = arrival;
    let Reading {
        read,
        mut incoming,
        rejects: refused,
        mut state,
        is_complete,
        notes,
        bytes,
        schema_change,
        cursor_from,
        is_set_back,
        horizon_at,
        ..
    } = reading;
    let policy = Policy::of(load.contract, load.is_fact(), is_complete, load.config.deletes.is_some(), recorded_at);
    incoming.seal(load).map_err(IngestError::aside)?;
    let passed = reading.passed.as_deref().and_then(|text| incoming.rank(text, load));
    let policy = Policy { is_again: reading.is_again, is_asked: reading.is_asked, passed, ..policy };
    let (standing, decisions) = merge::settle(&incoming, policy);
    if let Some((rows, sum)) = incoming.digest(&standing).filter(|_| is_complete && !load.is_incremental() && load.contract.is_in_lake()) {
        (state.rows, state.sum) = (rows, sum);
    }
    Ok(Settled {
        source,
        load,
        incoming,
        standing,
        decisions,
        policy,
        state,
        refused,
        notes,
        schema_change,
        cursor_from,
        is_set_back,
        horizon_at,
        is_complete,
        read,
        bytes,
    })
}

/// What a complete read of a load with a cursor found that no run would have: rows that changed behind it, and vanished ones.
fn missed(incoming: &Incoming, decisions: &Decisions, policy: Policy, load: &Mapping) -> Option<Detail> {
    let (passed, column) = (policy.passed.filter(|_| policy.is_complete)?, load.cursor.as_deref()?);
    let behind = |rows: &[usize]| rows.iter().filter(|row| incoming.cursor(**row) < Some(passed)).count();
    let new = behind(&decisions.inserts);
    let changed = behind(&decisions.updates) + behind(&decisions.corrections);
    let gone = decisions.missing.len();
    Some(if new + changed + gone == 0 {
        detail!("d-missed-nothing", "compared with the whole source: the cursor `{column}` has missed nothing", column = column)
    } else {
        detail!(
            "d-missed",
            "compared with the whole source: the cursor `{column}` had missed {new} new rows, {changed} changed ones and {gone} that are gone",
            column = column,
            new = new,
            changed = changed,
            gone = gone
        )
    })
}

/// The files of a dataset as the draft has them so far.
pub(super) fn raw_list(draft: &Draft, contract: &Contract) -> DatasetList {
    let known = draft.changed.get(&contract.dataset).or_else(|| draft.parent.lists.get(&contract.dataset).map(AsRef::as_ref));
    known.cloned().unwrap_or_else(|| DatasetList {
        dataset: contract.dataset.clone(),
        columns: contract.columns(),
        sorted_by: contract.key.clone(),
        fingerprint: None,
        files: Vec::new(),
    })
}

/// Equal digests under equal mappings, and nobody else has written to the dataset since: nothing to merge.
fn has_same_digest(known: &LoadState, state: &LoadState, list: &DatasetList) -> bool {
    !state.sum.is_empty() && known.rows == state.rows && known.sum == state.sum && known.mapping == state.mapping && known.list == list.files_hash()
}
