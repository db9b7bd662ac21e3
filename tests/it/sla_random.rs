//! Random promises against a plain count, minute by minute, that shares no code with the project.

use std::collections::BTreeSet;

use crate::{
    flow_vectors::Given,
    golden::World,
    support::{Random, ask, block, seed},
};
use mirante_queries::engine::Limits;

/// Titles, contracts and substitutions.
mod dated;

/// Minutes are counted from Monday 31 August 2026, midnight in São Paulo; in 2026 its clocks are three hours behind all year.
const DAY: i64 = 1440;
const END: i64 = 24 * DAY + 750;

/// The doors of the calendar `c`: slots of each weekday, Monday first, and days off. The other calendar is `sempre`.
#[derive(Debug, Clone)]
struct Doors {
    slots: Vec<(i64, i64, i64)>,
    off: BTreeSet<i64>,
}

impl Doors {
    fn is_open(&self, minute: i64) -> bool {
        let (day, of_day) = (minute.div_euclid(DAY), minute.rem_euclid(DAY));
        !self.off.contains(&day) && self.slots.iter().any(|slot| slot.0 == day.rem_euclid(7) && (slot.1..slot.2).contains(&of_day))
    }
}

#[derive(Debug, Clone)]
struct Target {
    id: String,
    contract: &'static str,
    line: &'static str,
    metric: &'static str,
    priority: &'static str,
    minutes: i64,
    risk: i64,
    calendar: &'static str,
    reasons: Vec<&'static str>,
    days: (i64, i64),
}

/// A ticket, with its pauses as reason, from, to.
#[derive(Debug, Clone)]
struct Item {
    unit: &'static str,
    contract: &'static str,
    line: &'static str,
    priority: &'static str,
    status: &'static str,
    opened: i64,
    answered: Option<i64>,
    done: Option<i64>,
    due: Option<i64>,
    pauses: Vec<(&'static str, i64, i64)>,
}

/// A deliverable: when it is due, and its attempts as submitted, decided, accepted.
#[derive(Debug, Clone)]
struct Owed {
    due: i64,
    attempts: Vec<(i64, Option<i64>, bool)>,
}

#[derive(Debug)]
struct Promises {
    doors: Doors,
    targets: Vec<Target>,
    items: Vec<Item>,
    owed: Vec<Owed>,
    dated: dated::Dated,
}

impl Target {
    /// A promise of the thing itself: the calendar is that of the unit, and nothing stops the clock.
    fn own(minutes: i64) -> Self {
        let (id, contract, line, metric, priority, calendar) = (String::new(), "", "", "", "", "ninguem");
        Self { id, contract, line, metric, priority, minutes, risk: 8000, calendar, reasons: Vec::new(), days: (0, i64::MAX) }
    }
}

impl Item {
    /// What has a unit and an opening, and nothing else that a target could ask for.
    fn nothing(opened: i64) -> Self {
        let (unit, contract, line, priority, status) = ("norte", "", "", "", "");
        Self { unit, contract, line, priority, status, opened, answered: None, done: None, due: None, pauses: Vec::new() }
    }
}

const REASONS: [&str; 3] = ["cliente", "terceiro", "sistema"];

impl Promises {
    fn new(random: &mut Random) -> Self {
        let mut pick = |from: &[&'static str]| from[random.below(from.len())];
        let mut targets: Vec<Target> = (0..9)
            .map(|number| Target {
                id: format!("t-{number}"),
                contract: pick(&["", "", "ct-1", "ct-2"]),
                line: pick(&["", "", "l-1", "l-2"]),
                metric: pick(&["primeira_resposta", "resolucao", "resolucao", "aceite", "substituicao"]),
                priority: pick(&["", "", "alta", "baixa"]),
                calendar: pick(&["c", "c", "sempre", "ninguem"]),
                reasons: Vec::new(),
                minutes: 0,
                risk: 0,
                days: (0, 0),
            })
            .collect();
        let mut items: Vec<Item> = (0..25)
            .map(|_| Item {
                unit: pick(&["norte", "sul"]),
                contract: pick(&["", "ct-1", "ct-2"]),
                line: pick(&["", "l-1", "l-2"]),
                priority: pick(&["alta", "baixa", "normal"]),
                status: pick(&["aberto", "pausado", "resolvido", "resolvido", "resolvido", "cancelado"]),
                opened: 0,
                answered: None,
                done: None,
                due: None,
                pauses: Vec::new(),
            })
            .collect();
        for target in &mut targets {
            target.minutes = 30 * (1 + random.below(60) as i64);
            target.risk = [5000, 8000, 9999][random.below(3)];
            target.reasons = REASONS.into_iter().filter(|_| random.below(2) == 0).collect();
            let from = random.below(12) as i64;
            target.days = (from, if random.below(2) == 0 { i64::MAX } else { from + random.below(14) as i64 });
        }
        let later = |random: &mut Random, from: i64, most: usize| from + random.below(most / 15) as i64 * 15;
        for item in &mut items {
            item.opened = random.below(END as usize / 15) as i64 * 15;
            item.answered = (random.below(3) > 0).then(|| later(random, item.opened, 600));
            item.done = (random.below(5) > 0).then(|| later(random, item.opened, 6000));
            item.due = (random.below(2) == 0).then(|| later(random, item.opened, 4000));
            let mut at = item.opened;
            for _ in 0..random.below(4) {
                let from = later(random, at, 900);
                let to = later(random, from, 1500);
                item.pauses.push((REASONS[random.below(3)], from, to));
                at = to;
            }
        }
        let owed = (0..12).map(|_| {
            let mut attempts = Vec::new();
            let mut at = 60 + random.below(END as usize / 30) as i64 * 15;
            for _ in 0..random.below(4) {
                let decided = (random.below(4) > 0).then(|| later(random, at, 2000));
                let is_accepted = decided.is_some() && random.below(3) == 0;
                attempts.push((at, decided, is_accepted));
                if decided.is_none() || is_accepted || decided.is_some_and(|decided| decided >= END) {
                    break;
                }
                at = later(random, decided.unwrap_or(at), 2000) + 15;
            }
            Owed { due: random.below(END as usize / 15) as i64 * 15, attempts }
        });
        let owed: Vec<Owed> = owed.collect();
        // What has not happened yet is in no log.
        let owed = owed.into_iter().map(|mut one| {
            one.attempts.retain(|attempt| attempt.0 < END);
            one.attempts.iter_mut().filter(|attempt| attempt.1.is_some_and(|decided| decided >= END)).for_each(|attempt| {
                attempt.1 = None;
                attempt.2 = false;
            });
            one
        });
        let owed = owed.collect();
        let mut slots = Vec::new();
        for weekday in 0..6 {
            let start = 60 * (6 + random.below(6) as i64);
            slots.push((weekday, start, start + 60 + 30 * random.below(6) as i64));
            slots.push((weekday, 18 * 60, if random.below(3) == 0 { DAY } else { 20 * 60 + 15 }));
        }
        let off = (0..3).map(|_| random.below(24) as i64).collect();
        Self { doors: Doors { slots, off }, targets, items, owed, dated: dated::Dated::new(random) }
    }

    fn given(&self) -> Given {
        let mut given = Given::default();
        let mut events: Vec<(i64, String, String, String, &str)> = Vec::new();
        for (place, item) in self.items.iter().enumerate() {
            let mut add = |word: &str, at: i64, reason: &'static str| {
                if at < END {
                    events.push((at, "chamado".to_owned(), format!("i-{place}"), format!("chamado.{word}"), reason));
                }
            };
            add("opened", item.opened, "");
            for (reason, from, to) in &item.pauses {
                add("paused", *from, reason);
                add("resumed", *to, "");
            }
        }
        for (place, owed) in self.owed.iter().enumerate() {
            for (at, decided, is_accepted) in &owed.attempts {
                let mut add = |word: &str, at: i64| events.push((at, "deliverable".to_owned(), format!("d-{place}"), word.to_owned(), ""));
                add("delivery.submitted", *at);
                decided.iter().for_each(|at| add(if *is_accepted { "acceptance.approved" } else { "acceptance.rejected" }, *at));
            }
        }
        events.sort_by_key(|event| event.0);
        for (at, kind, object, word, reason) in &events {
            given.event_by((kind, object), word, &instant(*at), "", "", reason);
        }
        let mut file = |name: &'static str, head: &str, rows: Vec<String>| given.files.push((name, format!("{head}\n{}\n", rows.join("\n"))));
        let optional = |at: Option<i64>| at.map(instant).unwrap_or_default();
        let item = |(place, item): (usize, &Item)| {
            let dates = [Some(item.opened), item.due, item.answered, item.done].map(optional).join(",");
            format!("i-{place},chamado,unidade,{},{},{},{},{dates},{},false", item.unit, item.line, item.contract, item.priority, item.status)
        };
        file(
            "raw.work_items.csv",
            "work_item_id,kind,requester_type,owner_unit_id,service_line_id,contract_id,priority,opened_at,due_at,first_response_at,done_at,status,is_automated",
            self.items.iter().enumerate().map(item).collect(),
        );
        let target = |target: &Target| {
            let process = match target.metric {
                "aceite" => "oportunidades",
                "substituicao" => "substitution",
                _ => "chamado",
            };
            let until = if target.days.1 == i64::MAX { String::new() } else { date(target.days.1) };
            let head = [&target.id, target.contract, target.line, process, target.metric, target.priority].join(",");
            let tail = [target.calendar, &target.reasons.join("|"), &date(target.days.0), &until].join(",");
            format!("{head},{},{},{tail}", target.minutes, target.risk)
        };
        file(
            "raw.sla_targets.csv",
            "sla_id,contract_id,service_line_id,process,metric,priority,target_minutes,at_risk_bp,calendar_id,pause_reasons,valid_from_on,valid_to_on",
            self.targets.iter().map(target).collect(),
        );
        file(
            "raw.units.csv",
            "unit_id,cooperative_id,name,kind,calendar_id,founded_on",
            vec!["norte,coop,Norte,nucleo,c,2020-01-01".to_owned(), "sul,coop,Sul,nucleo,sempre,2020-01-01".to_owned()],
        );
        let slots = self.doors.slots.iter().map(|(day, start, end)| format!("c,{},{start},{end},America/Sao_Paulo", day + 1));
        file("raw.calendars.csv", "calendar_id,weekday,start_minute,end_minute,timezone", slots.collect());
        let off = self.doors.off.iter().map(|day| format!("*,{},Feriado,nacional", date(*day)));
        file("raw.holidays.csv", "calendar_id,holiday_on,name,scope", off.collect());
        let owed = |(place, owed): (usize, &Owed)| {
            let status = match owed.attempts.last() {
                None => "pendente",
                Some((_, None, _)) => "entregue",
                Some((_, _, true)) => "aceito",
                _ => "rejeitado",
            };
            format!("d-{place},op,{},1,{status}", instant(owed.due))
        };
        file("raw.deliverables.csv", "deliverable_id,opportunity_id,due_at,weight_points,status", self.owed.iter().enumerate().map(owed).collect());
        let attempts = |(place, owed): (usize, &Owed)| {
            let row = |(number, (at, decided, is_accepted)): (usize, &(i64, Option<i64>, bool))| {
                let decision = decided.map_or("", |_| if *is_accepted { "aceito" } else { "rejeitado" });
                format!("e-{place}-{number},d-{place},{},m,{},{},{decision}", number + 1, instant(*at), optional(*decided))
            };
            owed.attempts.iter().enumerate().map(row).collect::<Vec<_>>()
        };
        file(
            "raw.deliveries.csv",
            "delivery_id,deliverable_id,attempt,member_id,submitted_at,decided_at,decision",
            self.owed.iter().enumerate().flat_map(attempts).collect(),
        );
        file(
            "raw.opportunities.csv",
            "opportunity_id,layer,area_id,unit_id,positions,opened_at,status",
            vec![format!("op,externo,area,norte,1,{},em_execucao", instant(0))],
        );
        self.dated.files().into_iter().for_each(|(name, head, rows)| file(name, head, rows));
        given
    }

    /// The target that holds: what a person would do with the list on paper.
    fn target(&self, metric: &str, item: &Item) -> Option<&Target> {
        let fits = |own: &str, asked: &str| own.is_empty() || own == asked;
        let day = item.opened.div_euclid(DAY);
        let mut fitting: Vec<&Target> = self.targets.iter().filter(|target| target.metric == metric).collect();
        fitting.retain(|target| fits(target.contract, item.contract) && fits(target.line, item.line) && fits(target.priority, item.priority));
        fitting.retain(|target| target.days.0 <= day && day <= target.days.1);
        for part in [|target: &Target| target.contract, |target: &Target| target.line, |target: &Target| target.priority] {
            if fitting.iter().any(|target| !part(target).is_empty()) {
                fitting.retain(|target| !part(target).is_empty());
            }
        }
        let youngest = fitting.iter().map(|target| target.days.0).max();
        fitting.into_iter().filter(|target| Some(target.days.0) == youngest).min_by(|left, right| left.id.cmp(&right.id))
    }

    /// Is the clock of a calendar running in a minute? One that nobody describes gives way to that of the unit.
    fn runs(&self, calendar: &str, unit: &str, minute: i64) -> bool {
        match (calendar, unit) {
            ("c", _) | ("ninguem", "norte") => self.doors.is_open(minute),
            _ => true,
        }
    }

    fn by_target(&self, key: [&str; 2], item: &Item, spans: &[(i64, i64)], closed: Option<i64>) -> Option<Vec<String>> {
        Some(self.judged(key, self.target(key[1], item)?, item, spans, closed))
    }

    fn judged(&self, key: [&str; 2], target: &Target, item: &Item, spans: &[(i64, i64)], closed: Option<i64>) -> Vec<String> {
        let (mut clock, mut paused) = (0, 0);
        for minute in spans.iter().flat_map(|(from, to)| *from..*to).filter(|minute| self.runs(target.calendar, item.unit, *minute)) {
            let stands = item.pauses.iter().any(|(reason, from, to)| target.reasons.contains(reason) && (*from..*to).contains(&minute));
            *(if stands { &mut paused } else { &mut clock }) += 1;
        }
        let state = match closed {
            Some(_) if clock <= target.minutes => "met",
            Some(_) => "breached",
            None if clock > target.minutes => "open_breached",
            None if clock * 10_000 >= target.minutes * target.risk => "open_at_risk",
            None => "open_on_time",
        };
        let cells = [clock, paused, (clock - target.minutes).max(0)].map(|minutes| (minutes * 60).to_string());
        let [clock, paused, breach] = cells;
        [key[0], key[1], &target.id, &(target.minutes * 60).to_string(), &clock, &paused, state, &breach].map(str::to_owned).to_vec()
    }

    fn by_limit(&self, key: [&str; 2], unit: &str, opened: i64, due: i64, closed: Option<i64>) -> Vec<String> {
        let count = |from: i64, to: i64| {
            (from..to).filter(|minute| self.runs("", "", *minute) && (unit != "norte" || self.doors.is_open(*minute))).count() as i64
        };
        let end = closed.unwrap_or(END);
        let (clock, granted) = (count(opened, end), count(opened, due));
        let state = match closed {
            Some(closed) if closed <= due => "met",
            Some(_) => "breached",
            None if END > due => "open_breached",
            None if clock * 10 >= granted * 8 => "open_at_risk",
            None => "open_on_time",
        };
        [key[0], key[1], "", "", &(clock * 60).to_string(), "0", state, &(count(due, end) * 60).to_string()].map(str::to_owned).to_vec()
    }

    fn expected(&self) -> BTreeSet<Vec<String>> {
        let mut rows = BTreeSet::new();
        let before = |at: Option<i64>| at.filter(|at| *at <= END);
        for (place, item) in self.items.iter().enumerate().filter(|(_, item)| item.status != "cancelado") {
            let id = format!("i-{place}");
            let is_over = item.status == "resolvido";
            let done = item.done.filter(|_| is_over);
            let is_known = !is_over || done.is_some();
            let span = |closed: Option<i64>| [(item.opened, closed.unwrap_or(END))];
            if let (Some(due), true) = (item.due, is_known) {
                rows.insert(self.by_limit([&id, "prazo"], item.unit, item.opened, due, before(done)));
            }
            if is_known {
                rows.extend(self.by_target([&id, "resolucao"], item, &span(before(done)), before(done)));
            }
            if is_known || item.answered.is_some() {
                let answered = before(item.answered.or(done));
                rows.extend(self.by_target([&id, "primeira_resposta"], item, &span(answered), answered));
            }
        }
        for (place, owed) in self.owed.iter().enumerate() {
            let id = format!("d-{place}");
            let last = owed.attempts.last();
            let delivered = last.filter(|attempt| attempt.1.is_none() || attempt.2).map(|attempt| attempt.0);
            rows.insert(self.by_limit([&id, "entrega"], "norte", 0, owed.due, delivered));
            if let Some(first) = owed.attempts.first() {
                let none = Item::nothing(first.0);
                let spans: Vec<(i64, i64)> = owed.attempts.iter().map(|attempt| (attempt.0, attempt.1.unwrap_or(END))).collect();
                rows.extend(self.by_target([&id, "aceite"], &none, &spans, last.and_then(|attempt| attempt.1)));
            }
        }
        rows.extend(self.dated.expected(self));
        rows
    }
}

fn instant(minute: i64) -> String {
    let (day, of_day) = (minute.div_euclid(DAY), minute.rem_euclid(DAY));
    format!("{}T{:02}:{:02}:00-03:00", date(day), of_day / 60, of_day % 60)
}

/// A day, counted from 31 August 2026.
fn date(day: i64) -> String {
    match day {
        0 => "2026-08-31".to_owned(),
        1..=30 => format!("2026-09-{day:02}"),
        31..=61 => format!("2026-10-{:02}", day - 30),
        _ => format!("2026-11-{:02}", day - 61),
    }
}

#[test]
fn random_promises_are_judged_like_a_plain_count() {
    let seed = seed("random promises");
    for round in 0..4 {
        let given = Promises::new(&mut Random::new(seed.wrapping_add(round * 7919)));
        block(async {
            let World { lake, snapshot, failed, .. } = given.given().build(&instant(END), &["marts.sla"], Limits::default()).await;
            assert!(failed.is_empty(), "{failed:?}");
            let sql = "SELECT object_id, metric, sla_id, CAST(target_seconds AS BIGINT), CAST(elapsed_seconds AS BIGINT), CAST(paused_seconds AS BIGINT), \
                       state, CAST(breach_seconds AS BIGINT) FROM marts.sla";
            let actual: BTreeSet<Vec<String>> = ask(&lake, &snapshot, sql).await.into_iter().collect();
            let expected = given.expected();
            let only =
                |left: &BTreeSet<Vec<String>>, right: &BTreeSet<Vec<String>>| left.difference(right).map(|row| row.join(",")).collect::<Vec<_>>();
            assert!(actual == expected, "round {round}\n got {:#?}\n expected {:#?}\n{given:#?}", only(&actual, &expected), only(&expected, &actual));
            assert!(actual.len() > 12, "only {} rows", actual.len());
        });
    }
}
