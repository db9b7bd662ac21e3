//! Random event logs against a plain count, minute by minute, that shares no code with the project.

use std::collections::{BTreeMap, BTreeSet};

use mirante_queries::engine::Limits;

use crate::{
    flow_vectors::Given,
    golden::World,
    support::{Random, ask, block, seed},
};

mod bottlenecks;
mod waits;

/// Minutes are counted from Monday 31 August 2026, midnight in São Paulo; in 2026 its clocks are three hours behind all year.
const DAY: i64 = 1440;
const WEEK: i64 = 7 * DAY;
/// The log's length: three weeks and a half, on whole hours so that midnights and ties are common.
const END: i64 = 3 * WEEK + 3 * DAY + 750;

/// A stage of the one process, `p`: event words that enter, exit and divert; does somebody work there?
struct Stage {
    key: &'static str,
    is_work: bool,
    enter: &'static [&'static str],
    exit: &'static [&'static str],
    divert: &'static [&'static str],
}

/// `dropped` ends every visit, and pauses; `worked` and `filed` belong to no stage.
const STAGES: [Stage; 3] = [
    Stage { key: "fila", is_work: false, enter: &["opened"], exit: &["taken"], divert: &["sent"] },
    Stage { key: "mesa", is_work: true, enter: &["taken", "returned"], exit: &["done"], divert: &["returned"] },
    Stage { key: "saida", is_work: false, enter: &["done"], exit: &["sent"], divert: &["returned"] },
];
const WORDS: [&str; 10] = ["opened", "taken", "returned", "done", "sent", "worked", "filed", "p.paused", "p.resumed", "dropped"];
const UNITS: [&str; 3] = ["norte", "sul", ""];
/// People, two of whom are known; `ana` is away for some days.
const PEOPLE: [&str; 3] = ["ana", "beto", ""];
/// Why a case is paused, or goes on again.
const REASONS: [&str; 4] = ["cliente", "documento", "outro", ""];

/// An event of one object.
#[derive(Debug, Clone)]
struct Event {
    object: usize,
    word: &'static str,
    at: i64,
    started: Option<i64>,
    unit: &'static str,
    actor: &'static str,
    reason: &'static str,
}

/// When a unit's doors are open: slots of each weekday, Monday first, and days off counted from the first Monday.
#[derive(Debug, Default, Clone)]
struct Doors {
    slots: Vec<(i64, i64, i64)>,
    off: Vec<i64>,
    always: bool,
}

impl Doors {
    fn is_open(&self, minute: i64) -> bool {
        let (day, of_day) = (minute.div_euclid(DAY), minute.rem_euclid(DAY));
        let in_slot = |slot: &(i64, i64, i64)| slot.0 == day.rem_euclid(7) && (slot.1..slot.2).contains(&of_day);
        self.always || !self.off.contains(&day) && self.slots.iter().any(in_slot)
    }
}

/// A visit as the plain count sees it.
#[derive(Debug, Clone)]
struct Visit {
    stage: usize,
    object: usize,
    number: i64,
    from: i64,
    to: Option<i64>,
    outcome: &'static str,
    unit: &'static str,
    work: Vec<(i64, i64)>,
    /// Events whose work, known by its start, was done in it.
    by: Vec<usize>,
}

/// A pause of an object.
#[derive(Debug, Clone)]
struct Pause {
    object: usize,
    reason: &'static str,
    from: i64,
    to: i64,
}

impl Visit {
    fn end(&self) -> i64 {
        self.to.unwrap_or(END)
    }
}

/// A random log, its events in the order in which they happened.
struct Log {
    events: Vec<Event>,
    norte: Doors,
    /// The first and the last day on which `ana` is away.
    away: (i64, i64),
}

impl Log {
    fn new(random: &mut Random) -> Self {
        let mut events = Vec::new();
        for object in 0..5 {
            for _ in 0..random.below(14) {
                let at = random.below((END / 60) as usize) as i64 * 60;
                // Half of the days begin with somebody waiting at the door.
                let at = if random.below(6) == 0 { at / DAY * DAY } else { at };
                let word = WORDS[random.below(WORDS.len())];
                let started = (random.below(2) == 0).then(|| (at - random.below(50) as i64 * 60).max(0));
                let reason = if word.starts_with("p.") { REASONS[random.below(4)] } else { "" };
                events.push(Event { object, word, at, started, unit: UNITS[random.below(3)], actor: PEOPLE[random.below(3)], reason });
            }
        }
        // An object that only ever leaves.
        events.push(Event { object: 9, word: "sent", at: DAY, started: None, unit: "sul", actor: "", reason: "" });
        events.sort_by_key(|event| event.at);
        let mut slots = Vec::new();
        for weekday in 0..7 {
            let start = random.below(12) as i64 * 60;
            if random.below(5) > 0 {
                slots.push((weekday, start, start + 60 + random.below(5) as i64 * 30));
                slots.push((weekday, 18 * 60, if random.below(3) == 0 { DAY } else { 20 * 60 + 15 }));
            }
        }
        let first = random.below(18) as i64;
        Self {
            events,
            norte: Doors { slots, off: vec![random.below(24) as i64, random.below(24) as i64], always: false },
            away: (first, first + random.below(5) as i64),
        }
    }

    fn doors(&self, unit: &str) -> Doors {
        if unit == "norte" { self.norte.clone() } else { Doors { always: true, ..Doors::default() } }
    }

    /// The log as a project's folder.
    fn given(&self) -> Given {
        let mut given = Given::default();
        for event in &self.events {
            let started = event.started.map(instant).unwrap_or_default();
            let (object, word) = (format!("o{}", event.object), format!("{}@{}", event.word, event.unit));
            given.event_by(("p", &object), &word, &instant(event.at), &started, event.actor, event.reason);
        }
        let mut toml = "process = 'p'\nlabel = 'P | P'\nobject_type = 'p'\nfinal = ['dropped']\n".to_owned();
        for Stage { key, is_work, enter, exit, divert } in &STAGES {
            let nature = if *is_work { "trabalho" } else { "espera" };
            toml.push_str(&format!(
                "[[stages]]\nkey = '{key}'\nlabel = 'E | S'\nenter = {enter:?}\nexit = {exit:?}\nother_exits = {divert:?}\nnature = '{nature}'\n"
            ));
        }
        given.processes.push(("p".to_owned(), toml));
        let slots = self.norte.slots.iter().map(|(day, start, end)| format!("c,{},{start},{end},America/Sao_Paulo\n", day + 1));
        given.files.push(("raw.calendars.csv", "calendar_id,weekday,start_minute,end_minute,timezone\n".to_owned() + &slots.collect::<String>()));
        let off: BTreeSet<String> = self.norte.off.iter().map(|day| format!("*,{},Feriado,nacional\n", date(*day))).collect();
        given.files.push(("raw.holidays.csv", "calendar_id,holiday_on,name,scope\n".to_owned() + &off.into_iter().collect::<String>()));
        let calendar = if self.norte.always { "" } else { "c" };
        let units = format!("unit_id,cooperative_id,name,kind,calendar_id,founded_on\nnorte,coop,Norte,nucleo,{calendar},2020-01-01\n");
        given.files.push(("raw.units.csv", units));
        let members = "member_id,unit_id,joined_on,status,leave_from_on,leave_to_on,is_protected_leave\nana,norte,2020-01-01,licenca";
        given.files.push(("raw.members.csv", format!("{members},{},{},false\n", date(self.away.0), date(self.away.1))));
        given
    }

    /// Visits of a stage, or spans of pauses where the words say so, told event by event.
    fn visits(&self, stage: usize, (enter, exit, divert): (&[&str], &[&str], &[&str]), is_work: bool) -> Vec<Visit> {
        let named = |word: &str| {
            word.starts_with("p.") || word == "dropped" || STAGES.iter().any(|other| [other.enter, other.exit, other.divert].concat().contains(&word))
        };
        let mut all = Vec::new();
        for object in 0..10 {
            let mut open: Option<Visit> = None;
            let mut number = 0;
            for (place, event) in self.events.iter().enumerate().filter(|(_, event)| event.object == object) {
                let closes = exit.contains(&event.word) || divert.contains(&event.word) || event.word == "dropped";
                if let Some(visit) = &mut open {
                    // Work counts where it ends a visit, or is of a kind that no stage knows.
                    if let Some(started) = event.started.filter(|_| is_work && (closes || !named(event.word))) {
                        visit.work.push((started.max(visit.from), event.at));
                    }
                    if event.started.is_some() && (closes || is_work && !named(event.word)) {
                        visit.by.push(place);
                    }
                    if closes {
                        visit.to = Some(event.at);
                        visit.outcome = if exit.contains(&event.word) { "avancou" } else { "desviou" };
                        all.extend(open.take());
                    }
                }
                if open.is_none() && enter.contains(&event.word) {
                    number += 1;
                    open = Some(Visit {
                        stage,
                        object,
                        number,
                        from: event.at,
                        to: None,
                        outcome: "aberto",
                        unit: event.unit,
                        work: Vec::new(),
                        by: Vec::new(),
                    });
                }
            }
            all.extend(open);
        }
        all
    }

    fn all_visits(&self) -> Vec<Visit> {
        STAGES.iter().enumerate().flat_map(|(place, stage)| self.visits(place, (stage.enter, stage.exit, stage.divert), stage.is_work)).collect()
    }

    /// Minutes of a visit between two instants: all, in which the doors are open, in which somebody works, which a pause takes.
    fn minutes(&self, visit: &Visit, pauses: &[Pause], from: i64, to: i64) -> [i64; 4] {
        let doors = self.doors(visit.unit);
        let within = |spans: &[(i64, i64)], minute: i64| spans.iter().any(|(from, to)| (*from..*to).contains(&minute));
        let pauses: Vec<(i64, i64)> = pauses.iter().filter(|pause| pause.object == visit.object).map(|pause| (pause.from, pause.to)).collect();
        let mut counts = [0; 4];
        for minute in visit.from.max(from)..visit.end().min(to) {
            counts[0] += 1;
            if doors.is_open(minute) {
                let works = within(&visit.work, minute);
                counts[1] += 1;
                counts[2] += i64::from(works);
                counts[3] += i64::from(!works && within(&pauses, minute));
            }
        }
        counts
    }

    /// Pauses, each reason by itself: what resumes for one of them ends that one, what resumes otherwise ends all.
    fn pauses(&self) -> Vec<Pause> {
        let reason = |event: &Event| if event.reason.is_empty() { "outro" } else { event.reason };
        let mut all: Vec<Pause> = Vec::new();
        for object in 0..10 {
            let events = || self.events.iter().filter(|event| event.object == object);
            let known: BTreeSet<&str> = events().filter(|event| event.word == "p.paused").map(reason).collect();
            let mut open: BTreeMap<&'static str, i64> = BTreeMap::new();
            for event in events() {
                let ends = match event.word {
                    "p.paused" => {
                        open.entry(reason(event)).or_insert(event.at);
                        continue;
                    }
                    "p.resumed" if known.contains(event.reason) => vec![event.reason],
                    "p.resumed" | "dropped" => known.iter().copied().collect(),
                    _ => continue,
                };
                let ended = ends.into_iter().filter_map(|reason| Some((reason, open.remove(reason)?)));
                all.extend(ended.map(|(reason, from)| Pause { object, reason, from, to: event.at }));
            }
            all.extend(open.into_iter().map(|(reason, from)| Pause { object, reason, from, to: END }));
        }
        all
    }
}

/// An instant as systems write it.
fn instant(minute: i64) -> String {
    let (day, of_day) = (minute.div_euclid(DAY), minute.rem_euclid(DAY));
    format!("{}T{:02}:{:02}:00-03:00", date(day), of_day / 60, of_day % 60)
}

/// A day, counted from 31 August 2026.
fn date(day: i64) -> String {
    if day == 0 { "2026-08-31".to_owned() } else { format!("2026-09-{day:02}") }
}

/// The only text of a number, so that counts and seconds compare.
fn number(value: f64) -> String {
    format!("{value:.6}")
}

fn numbers(cells: &[String]) -> Vec<String> {
    cells.iter().map(|cell| cell.parse().map_or_else(|_| cell.clone(), number)).collect()
}

/// A ratio, empty without anything below the line.
fn ratio(above: i64, below: i64) -> String {
    if below == 0 { String::new() } else { number(above as f64 / below as f64) }
}

/// What `marts.case_stages` must say.
fn expected_visits(log: &Log) -> BTreeSet<Vec<String>> {
    let pauses = log.pauses();
    let row = |visit: &Visit| {
        let [elapsed, business, service, paused] = log.minutes(visit, &pauses, 0, END).map(|minutes| minutes as f64 * 60.0);
        let is_known = !STAGES[visit.stage].is_work || !visit.work.is_empty();
        let known = |seconds: f64| if is_known { number(seconds) } else { String::new() };
        let ends = [visit.from as f64, visit.to.map_or(-1.0, |to| to as f64)].map(number);
        let head = [STAGES[visit.stage].key.to_owned(), format!("o{}", visit.object), number(visit.number as f64), ends[0].clone(), ends[1].clone()];
        let unit = [visit.outcome.to_owned(), visit.unit.to_owned()];
        [&head[..], &unit, &[number(elapsed), number(business), number(paused), known(service), known(business - service)]].concat()
    };
    log.all_visits().iter().map(row).collect()
}

/// What `marts.cumulative_flow` must say.
fn expected_days(visits: &[Visit]) -> BTreeSet<Vec<String>> {
    let first = visits.iter().map(|visit| visit.from).min().unwrap_or(END);
    let mut rows = BTreeSet::new();
    for (place, stage) in STAGES.iter().enumerate() {
        let of_stage: Vec<&Visit> = visits.iter().filter(|visit| visit.stage == place).collect();
        for day in first / DAY..=(END - 1) / DAY {
            if of_stage.is_empty() {
                continue;
            }
            let before = |minute: i64| minute < (day + 1) * DAY;
            let entered = of_stage.iter().filter(|visit| before(visit.from)).count() as f64;
            let left = of_stage.iter().filter(|visit| visit.to.is_some_and(before)).count() as f64;
            rows.insert([vec![stage.key.to_owned(), date(day)], [entered, left, entered - left].map(number).to_vec()].concat());
        }
    }
    rows
}

/// What `marts.stage_weeks` must say.
fn expected_weeks(log: &Log, visits: &[Visit]) -> BTreeSet<Vec<String>> {
    let first = visits.iter().map(|visit| visit.from).min().unwrap_or(END);
    let mut rows = BTreeSet::new();
    for (place, stage) in STAGES.iter().enumerate() {
        let of_stage: Vec<&Visit> = visits.iter().filter(|visit| visit.stage == place).collect();
        let units: BTreeSet<Option<&str>> = of_stage.iter().flat_map(|visit| [None, Some(visit.unit)]).collect();
        for (unit, week) in units.iter().flat_map(|unit| (first / WEEK..=(END - 1) / WEEK).map(move |week| (unit, week))) {
            let (from, to) = (week * WEEK, (week + 1) * WEEK);
            let here: Vec<&Visit> = of_stage.iter().copied().filter(|visit| unit.is_none_or(|unit| unit == visit.unit)).collect();
            let arrived: Vec<&Visit> = here.iter().copied().filter(|visit| (from..to).contains(&visit.from)).collect();
            let left =
                |outcome: &str| here.iter().filter(|visit| visit.outcome == outcome && visit.to.is_some_and(|at| (from..to).contains(&at))).count();
            let at_end = here.iter().filter(|visit| visit.from <= to && visit.to.is_none_or(|at| at > to)).count();
            let mut sums = [0; 3];
            for visit in &here {
                let [elapsed, business, service, _] = log.minutes(visit, &[], from, to);
                sums[0] += elapsed;
                if !stage.is_work || !visit.work.is_empty() {
                    sums[1] += service;
                    sums[2] += business - service;
                }
            }
            let name = unit.map_or("*", |unit| if unit.is_empty() { "nao_informado" } else { unit });
            let counts = [arrived.len(), left("avancou"), left("desviou"), at_end].map(|count| number(count as f64));
            let again = arrived.iter().filter(|visit| visit.number > 1).count() as i64;
            let seconds = [sums[2], sums[1]].map(|minutes| number(minutes as f64 * 60.0));
            let head = [stage.key.to_owned(), name.to_owned(), date(week * 7)];
            let ratios = [ratio(sums[0], to.min(END) - from), ratio(sums[1], sums[1] + sums[2]), ratio(again, arrived.len() as i64)];
            rows.insert([&head[..], &counts, &ratios, &seconds].concat());
        }
    }
    rows
}

const VISITS: &str = "SELECT stage, object_id, visit_no,
        micros_between(arrow_cast('2026-08-31T03:00:00Z', 'Timestamp(Microsecond, Some(\"UTC\"))'), entered_at) / 60000000,
        COALESCE(micros_between(arrow_cast('2026-08-31T03:00:00Z', 'Timestamp(Microsecond, Some(\"UTC\"))'), exited_at) / 60000000, -1),
        outcome, unit_id, elapsed_seconds, business_seconds, paused_seconds, service_seconds, waiting_seconds
    FROM marts.case_stages";
const DAYS: &str = "SELECT stage, day_on, entered_n, left_n, wip_n FROM marts.cumulative_flow";
const WEEKS: &str = "SELECT stage, unit_id, week_on, arrivals_n, departures_n, diversions_n, wip_end_n, wip_mean, flow_efficiency,
        rework_rate, waiting_seconds, service_seconds
    FROM marts.stage_weeks";

async fn rows(world: &World, sql: &str) -> BTreeSet<Vec<String>> {
    let rows = ask(&world.lake, &world.snapshot, sql).await;
    let count = rows.len();
    let unique: BTreeSet<Vec<String>> = rows.iter().map(|row| numbers(row)).collect();
    assert_eq!(unique.len(), count, "a row came twice: {sql}");
    unique
}

/// The rows of both that the other does not have.
#[track_caller]
fn assert_same(place: &str, log: &Log, actual: &BTreeSet<Vec<String>>, expected: &BTreeSet<Vec<String>>) {
    let show = |left: &BTreeSet<Vec<String>>, right: &BTreeSet<Vec<String>>| {
        left.difference(right).map(|row| row.join(",")).collect::<Vec<_>>().join("\n    ")
    };
    let events = || log.events.iter().map(|event| format!("{event:?}")).collect::<Vec<_>>().join("\n    ");
    assert!(
        actual == expected,
        "{place}\n  got only:\n    {}\n  expected only:\n    {}\n  doors: {:?}\n  events:\n    {}",
        show(actual, expected),
        show(expected, actual),
        log.norte,
        events()
    );
}

const BUILT: [&str; 4] = ["marts.case_stages", "marts.cumulative_flow", "marts.stage_weeks", "marts.case_waits"];

async fn build(given: Given, threads: usize) -> World {
    let world = given.build(&instant(END), &BUILT, Limits { threads, ..Limits::default() }).await;
    assert!(world.failed.is_empty(), "{:?}", world.failed);
    world
}

/// In one log: whatever holds of every log.
async fn assert_laws(world: &World) {
    let open = "SELECT stage, object_id FROM marts.case_stages WHERE outcome = 'aberto' GROUP BY stage, object_id HAVING COUNT(*) > 1";
    assert!(rows(world, open).await.is_empty(), "two open visits of one object in one stage");
    assert!(rows(world, "SELECT object_id FROM marts.case_stages WHERE object_id = 'o9'").await.is_empty(), "who never entered has a visit");
    let mut sums: BTreeMap<Vec<String>, [f64; 7]> = BTreeMap::new();
    let weeks = "SELECT stage, week_on, unit_id, arrivals_n, departures_n, diversions_n, wip_end_n, wip_mean, waiting_seconds, service_seconds FROM marts.stage_weeks";
    for row in rows(world, weeks).await {
        let sign = if row[2] == "*" { -1.0 } else { 1.0 };
        let sum = sums.entry(row[..2].to_vec()).or_default();
        sum.iter_mut().zip(&row[3..]).for_each(|(sum, cell)| *sum += sign * cell.parse::<f64>().unwrap());
    }
    for (week, sums) in sums {
        assert!(sums.iter().all(|sum| sum.abs() < 1e-5), "units do not add up to all of {week:?}: {sums:?}");
    }
}

#[test]
fn random_logs_are_counted_minute_by_minute() {
    let mut random = Random::new(seed("random_logs_are_counted_minute_by_minute"));
    for round in 0..10 {
        let log = Log::new(&mut random);
        let visits = log.all_visits();
        block(async {
            let world = build(log.given(), 1 + round % 3).await;
            assert_same(&format!("visits, round {round}"), &log, &rows(&world, VISITS).await, &expected_visits(&log));
            assert_same(&format!("days, round {round}"), &log, &rows(&world, DAYS).await, &expected_days(&visits));
            assert_same(&format!("weeks, round {round}"), &log, &rows(&world, WEEKS).await, &expected_weeks(&log, &visits));
            assert_same(&format!("waits, round {round}"), &log, &rows(&world, waits::SQL).await, &waits::expected(&log));
            assert_laws(&world).await;
        });
    }
}

#[test]
fn the_order_of_rows_and_partitions_change_nothing() {
    let mut random = Random::new(seed("the_order_of_rows_and_partitions_change_nothing"));
    for round in 0..3 {
        let log = Log::new(&mut random);
        let mut shuffled = log.given();
        for place in 1..shuffled.events.len() {
            shuffled.events.swap(place, random.below(place + 1));
            shuffled.links.swap(place, random.below(place + 1));
        }
        block(async {
            let (plain, other) = (build(log.given(), 1).await, build(shuffled, 4).await);
            for dataset in [
                "staging.stage_events",
                "staging.stage_visits",
                "staging.stage_visit_weeks",
                "staging.actor_waits",
                BUILT[0],
                BUILT[1],
                BUILT[2],
                BUILT[3],
            ] {
                let waits = dataset == "staging.actor_waits";
                let sql = format!("SELECT * FROM {dataset} ORDER BY 1, 2, 3, 4, 5, 6{}", if waits { ", 7" } else { "" });
                let (left, right) = (ask(&plain.lake, &plain.snapshot, &sql).await, ask(&other.lake, &other.snapshot, &sql).await);
                // A log may hold no work that was waited for.
                assert!((waits || !left.is_empty()) && left == right, "{dataset} differs in round {round}");
            }
        });
    }
}
