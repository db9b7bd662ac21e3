//! Why visits waited, minute by minute.

use std::collections::{BTreeMap, BTreeSet};

use super::{DAY, Log, Pause, STAGES, Visit, number};

/// The causes in the order of the columns.
const CAUSES: [&str; 11] =
    ["lote", "ocupada", "prioridade", "ausente", "cliente", "terceiro", "cadastro", "aprovacao", "documento", "sistema", "outro"];
/// Minutes between two pieces of work that are one batch.
const GAP: i64 = 15;

pub const SQL: &str = "SELECT stage, object_id, visit_no, waiting_seconds, wait_batching_seconds, wait_contention_seconds,
        wait_prioritisation_seconds, wait_unavailability_seconds, wait_client_seconds, wait_third_party_seconds, wait_registration_seconds,
        wait_approval_seconds, wait_document_seconds, wait_system_seconds, wait_other_seconds
    FROM marts.case_waits";

/// What `marts.case_waits` must say.
pub fn expected(log: &Log) -> BTreeSet<Vec<String>> {
    let (visits, pauses) = (log.all_visits(), log.pauses());
    let row = |visit: &Visit| {
        let head = [STAGES[visit.stage].key.to_owned(), format!("o{}", visit.object), number(visit.number as f64)];
        let is_known = !STAGES[visit.stage].is_work || !visit.work.is_empty();
        let told = if is_known {
            let causes = causes(log, &visits, &pauses, visit);
            let minutes = |cause: &&str| causes.get(*cause).copied().unwrap_or_default();
            let each = CAUSES.iter().map(minutes);
            [causes.values().sum()].into_iter().chain(each).map(|minutes: i64| number(minutes as f64 * 60.0)).collect()
        } else {
            vec![String::new(); 12]
        };
        [&head[..], &told].concat()
    };
    visits.iter().map(row).collect()
}

/// Minutes of a visit's waiting by cause.
fn causes(log: &Log, visits: &[Visit], pauses: &[Pause], visit: &Visit) -> BTreeMap<&'static str, i64> {
    let doors = log.doors(visit.unit);
    // Of several at one instant the first by id, as texts go.
    let begun = |event: &usize| (log.events[*event].started, format!("ev-{event}"));
    // The first work, where it is known who did it and the visit is over.
    let first = visit.by.iter().copied().min_by_key(begun).filter(|event| !log.events[*event].actor.is_empty() && visit.to.is_some());
    let start = first.and_then(|event| log.events[event].started).unwrap_or(visit.from);
    let entries = |event: usize| visits.iter().filter(move |other| other.by.contains(&event));
    let last_of_batch = first.and_then(|event| {
        let members = batch(log, event);
        let entered = members.iter().flat_map(|member| entries(*member)).filter(|other| other.stage == visit.stage).map(|other| other.from);
        entered.max().filter(|_| members.len() > 1)
    });
    let others: Vec<(i64, i64, bool)> = first.map_or_else(Vec::new, |event| {
        let actor = log.events[event].actor;
        let busy = |other: usize| {
            let work = &log.events[other];
            let started = work.started.filter(|_| work.actor == actor && other != event)?;
            let entered = entries(other).map(|visit| visit.from).min().unwrap_or(started);
            Some((started, work.at, entered <= visit.from))
        };
        (0..log.events.len()).filter_map(busy).collect()
    });
    let mut found = BTreeMap::new();
    for minute in visit.from..visit.end() {
        let works = STAGES[visit.stage].is_work && visit.work.iter().any(|(from, to)| (*from..*to).contains(&minute));
        if works || !doors.is_open(minute) {
            continue;
        }
        let paused = pauses.iter().filter(|pause| pause.object == visit.object && (pause.from..pause.to).contains(&minute));
        let order = |pause: &&Pause| (pause.from, CAUSES.iter().position(|cause| *cause == pause.reason));
        let is_busy = |earlier: bool| others.iter().any(|(from, to, is_earlier)| *is_earlier == earlier && (*from..*to).contains(&minute));
        let is_away = || first.is_some_and(|event| log.events[event].actor == "ana") && (log.away.0..=log.away.1).contains(&minute.div_euclid(DAY));
        let cause = match paused.min_by_key(order) {
            Some(pause) => pause.reason,
            None if first.is_none() || minute >= start => "outro",
            None if last_of_batch.is_some_and(|last| minute < last) => "lote",
            None if is_busy(true) => "ocupada",
            None if is_busy(false) => "prioridade",
            None if is_away() => "ausente",
            None => "outro",
        };
        *found.entry(cause).or_default() += 1;
    }
    found
}

/// The events of one batch: grown from one of them by whatever lies near enough to what is in it.
fn batch(log: &Log, event: usize) -> BTreeSet<usize> {
    let mut members = BTreeSet::from([event]);
    let is_alike = |other: &usize| log.events[*other].actor == log.events[event].actor && log.events[*other].word == log.events[event].word;
    let near = |left: usize, right: usize| {
        let (left, right) = (&log.events[left], &log.events[right]);
        let (Some(since), Some(other_since)) = (left.started, right.started) else { return false };
        since - right.at <= GAP && other_since - left.at <= GAP
    };
    loop {
        let more: Vec<usize> = (0..log.events.len())
            .filter(is_alike)
            .filter(|other| !members.contains(other) && members.iter().any(|member| near(*member, *other)))
            .collect();
        if more.is_empty() {
            return members;
        }
        members.extend(more);
    }
}
