//! What holds of bottlenecks in every log: shares are parts of a whole with their margins, who does not wait is none, and neither
//! the measure of time nor the names of stages change what is said.

use std::{collections::BTreeMap, sync::LazyLock};

use mirante_queries::engine::Limits;

use super::{DAY, Doors, END, Event, Log, instant};
use crate::{
    flow_vectors::Given,
    support::{Random, ask, block, seed},
};

const SQL: &str = "SELECT unit_id, month_on, stage, waiting_seconds, share, share_low, share_high, flow_efficiency, efficiency_gain,
        recoverable_seconds, rank, cases_n, queue_slope, queue_p, arrival_departure_ratio, breach_low, is_bottleneck, reasons
    FROM marts.bottlenecks ORDER BY unit_id, month_on, stage";

/// One row of the mart.
#[derive(Debug, Clone)]
struct Row {
    unit: String,
    month: String,
    stage: String,
    waiting: Option<f64>,
    share: Option<f64>,
    /// The ends of the share's interval.
    ends: [Option<f64>; 2],
    /// Efficiency of the process, and what it could gain.
    flow: [Option<f64>; 2],
    recoverable: Option<f64>,
    rank: i64,
    /// Everything else, as text.
    rest: Vec<String>,
    is_flagged: bool,
}

impl Row {
    fn of(cells: &[String]) -> Self {
        let number = |place: usize| cells[place].parse().ok();
        Self {
            unit: cells[0].clone(),
            month: cells[1].clone(),
            stage: cells[2].clone(),
            waiting: number(3),
            share: number(4),
            ends: [number(5), number(6)],
            flow: [number(7), number(8)],
            recoverable: number(9),
            rank: cells[10].parse().unwrap(),
            rest: cells[11..].to_vec(),
            is_flagged: cells[16] == "true" || !cells[17].is_empty(),
        }
    }

    /// Is there another stage of the unit and month that could give back as much?
    fn is_tied(&self, rows: &[Row]) -> bool {
        let is_near = |other: &Row| match (self.recoverable, other.recoverable) {
            (Some(one), Some(another)) => (one - another).abs() < 1e-3,
            (one, another) => one == another,
        };
        rows.iter().any(|other| (&other.unit, &other.month) == (&self.unit, &self.month) && other.stage != self.stage && is_near(other))
    }
}

async fn found(given: Given, at: i64) -> Vec<Row> {
    let world = given.build(&instant(at), &["marts.bottlenecks"], Limits::default()).await;
    ask(&world.lake, &world.snapshot, SQL).await.iter().map(|cells| Row::of(cells)).collect()
}

fn is_close(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-6 * one.abs().max(1.0),
        _ => one == other,
    }
}

const LOGS: usize = 5;

/// What is found in each of some random logs, built once for the laws that ask for nothing else.
static FOUND: LazyLock<Vec<Vec<Row>>> = LazyLock::new(|| {
    let mut random = Random::new(seed("what holds of bottlenecks"));
    (0..LOGS).map(|_| block(found(Log::new(&mut random).given(), END))).collect()
});

/// Holds a law against what is found in each log; it says how often it had something to look at, which must happen.
fn in_each(law: impl Fn(&[Row]) -> usize) {
    assert!(FOUND.iter().map(|rows| law(rows)).sum::<usize>() > 0, "no log had anything to look at");
}

/// The same of a law that builds a log twice.
fn over_logs(name: &str, law: impl Fn(&Log) -> usize) {
    let mut random = Random::new(seed(name));
    assert!((0..LOGS).map(|_| law(&Log::new(&mut random))).sum::<usize>() > 0, "{name}: no log had anything to look at");
}

#[test]
fn shares_of_a_process_and_unit_add_up_to_one() {
    in_each(|rows| {
        let mut sums: BTreeMap<(&str, &str), (f64, f64)> = BTreeMap::new();
        for row in rows {
            let sum = sums.entry((&row.unit, &row.month)).or_default();
            *sum = (sum.0 + row.share.unwrap_or_default(), sum.1 + row.waiting.unwrap_or_default());
        }
        for (place, (share, waiting)) in &sums {
            let whole = if *waiting > 0.0 { 1.0 } else { 0.0 };
            assert!((share - whole).abs() < 1e-9, "{place:?}: shares add up to {share}, with {waiting} s of waiting: {rows:#?}");
        }
        sums.values().filter(|sum| sum.1 > 0.0).count()
    });
}

#[test]
fn a_share_lies_within_its_interval() {
    in_each(|rows| {
        for row in rows {
            if let ([Some(low), Some(high)], Some(share)) = (row.ends, row.share) {
                assert!(0.0 <= low && low <= share && share <= high && high <= 1.0, "{row:?}");
            }
            assert!(row.share.is_some() || row.ends == [None, None], "no share, no interval: {row:?}");
        }
        rows.iter().filter(|row| row.ends[0] < row.ends[1]).count()
    });
}

#[test]
fn a_stage_without_waiting_is_never_flagged() {
    in_each(|rows| {
        let waits = |row: &&Row| row.waiting.is_some_and(|seconds| seconds > 0.0);
        let (waiting, idle): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(waits);
        assert!(idle.iter().all(|row| !row.is_flagged), "{idle:#?}");
        // Both sides are looked at: some wait and are flagged, some do not wait.
        idle.len() * waiting.iter().filter(|row| row.is_flagged).count()
    });
}

/// The log with all times measured from 1 September, `by` times as fast, under the calendar that is always open.
///
/// What is cut to months does not scale, so both the log and the faster one lie within September.
fn faster(log: &Log, by: i64) -> Log {
    let at = |minute: i64| DAY + minute / by;
    let event = |event: &Event| Event { at: at(event.at), started: event.started.map(at), ..event.clone() };
    Log { events: log.events.iter().map(event).collect(), norte: Doors { always: true, ..Doors::default() }, away: log.away }
}

#[test]
fn scaling_all_times_leaves_shares_and_ranks_as_they_are() {
    // Times of the log are whole hours, and its end is a multiple of three minutes.
    const BY: i64 = 3;
    over_logs("scaling_all_times_leaves_shares_and_ranks_as_they_are", |log| {
        let of = |by: i64| block(found(faster(log, by).given(), DAY + END / by));
        let (slow, fast) = (of(1), of(BY));
        assert_eq!(slow.len(), fast.len());
        for (one, other) in slow.iter().zip(&fast) {
            let place = |row: &Row| (row.unit.clone(), row.month.clone(), row.stage.clone());
            assert_eq!(place(one), place(other));
            assert!(is_close(one.waiting, other.waiting.map(|seconds| seconds * BY as f64)), "waiting scales: {one:?}, {other:?}");
            assert!(is_close(one.share, other.share), "the share: {one:?}, {other:?}");
            assert!(one.ends.iter().zip(other.ends).all(|(one, other)| is_close(*one, other)), "its interval: {one:?}, {other:?}");
            assert!(one.flow.iter().zip(other.flow).all(|(one, other)| is_close(*one, other)), "the efficiency: {one:?}, {other:?}");
            assert!(one.rank == other.rank || one.is_tied(&slow) || other.is_tied(&fast), "the rank: {one:?}, {other:?}");
        }
        slow.iter().filter(|row| row.share.is_some_and(|share| share > 0.0 && share < 1.0) && !row.is_tied(&slow)).count()
    });
}

#[test]
fn renaming_stages_renames_rows_and_nothing_else() {
    // In another order of the alphabet, so that only ties may change places.
    const NAMES: [(&str, &str); 3] = [("fila", "zelo"), ("mesa", "meio"), ("saida", "adeus")];
    over_logs("renaming_stages_renames_rows_and_nothing_else", |log| {
        let mut renamed = log.given();
        for (name, other) in NAMES {
            let toml = &mut renamed.processes[0].1;
            assert!(toml.contains(&format!("key = '{name}'")));
            *toml = toml.replace(&format!("key = '{name}'"), &format!("key = '{other}'"));
        }
        let (plain, renamed) = (block(found(log.given(), END)), block(found(renamed, END)));
        assert_eq!(plain.len(), renamed.len());
        for row in &plain {
            let (_, name) = NAMES.iter().find(|(name, _)| *name == row.stage).unwrap();
            let is_it = |other: &&Row| (&other.unit, &other.month, other.stage.as_str()) == (&row.unit, &row.month, *name);
            let other = renamed.iter().find(is_it).unwrap_or_else(|| panic!("{row:?} is gone"));
            let told = |row: &Row| {
                let numbers = [row.waiting, row.share, row.ends[0], row.ends[1], row.flow[0], row.flow[1], row.recoverable];
                (numbers.map(|number| number.map(f64::to_bits)), row.rest.clone())
            };
            assert_eq!(told(row), told(other), "{row:?}, {other:?}");
            assert!(row.rank == other.rank || row.is_tied(&plain), "the rank: {row:?}, {other:?}");
        }
        plain.iter().filter(|row| !row.is_tied(&plain)).count()
    });
}
