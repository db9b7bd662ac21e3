//! Cases against their processes: order, agreement with the entities, waits, money.

use std::collections::{BTreeMap, HashMap};

use super::{Read, SMALL};

/// An event as the flows need it.
struct Event<'a> {
    name: &'a str,
    at: &'a str,
    started: &'a str,
    sequence: i64,
    unit: &'a str,
}

/// Events of each object, in the order of time and sequence.
fn cases(read: &Read) -> HashMap<(&str, &str), Vec<Event<'_>>> {
    let events: HashMap<&str, &Vec<String>> = read.of("events").iter().map(|row| (row[0].as_str(), row)).collect();
    let mut cases: HashMap<(&str, &str), Vec<Event<'_>>> = HashMap::new();
    for link in read.of("event_objects") {
        if let Some(row) = events.get(link[0].as_str()) {
            let event = Event { name: &row[1], at: &row[2], started: &row[3], sequence: row[4].parse().unwrap(), unit: &row[6] };
            cases.entry((&link[1], &link[2])).or_default().push(event);
        }
    }
    cases.values_mut().for_each(|events| events.sort_by_key(|event| (event.at, event.sequence)));
    cases
}

fn seconds(text: &str) -> i64 {
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap().and_utc().timestamp()
}

#[test]
fn cases_follow_an_allowed_order() {
    let cases = cases(&SMALL.1);
    // What must have come before, on the same object.
    let before = [
        ("deliverable", "acceptance.approved", "delivery.submitted"),
        ("deliverable", "acceptance.rejected", "delivery.submitted"),
        ("deliverable", "invoice.issued", "acceptance.approved"),
        ("invoice", "payment.cleared", "invoice.issued"),
        ("invoice", "invoice.cancelled", "invoice.issued"),
        ("invoice", "distribution.paid", "payment.cleared"),
        ("assignment", "assignment.started", "assignment.accepted"),
        ("opportunity", "application.shortlisted", "opportunity.published"),
        ("opportunity", "delivery.submitted", "assignment.started"),
        ("opportunity", "opportunity.published", "opportunity.drafted"),
        ("demand", "demand.qualified", "demand.submitted"),
        ("demand", "opportunity.drafted", "demand.qualified"),
        ("chamado", "chamado.closed", "chamado.resolved"),
        ("chamado", "chamado.resumed", "chamado.paused"),
        ("chamado", "chamado.first_response", "chamado.assigned"),
        ("informacao", "informacao.validated", "informacao.received"),
        ("documento", "documento.signed", "documento.approved"),
        ("pedido_compra", "pedido_compra.paid", "pedido_compra.checked"),
    ];
    for ((object_type, id), events) in &cases {
        for (_, later, earlier) in before.iter().filter(|(kind, ..)| kind == object_type) {
            let place = |name: &str| events.iter().position(|event| event.name == name);
            if let Some(found) = place(later) {
                assert!(place(earlier).is_some_and(|first| first < found), "{object_type} {id}: {later} without {earlier}");
            }
        }
        for event in events.iter().filter(|event| !event.started.is_empty()) {
            assert!(event.started <= event.at, "{object_type} {id}: {} ends before it starts", event.name);
        }
    }
}

#[test]
fn entities_agree_with_their_events() {
    let read = &SMALL.1;
    let cases = cases(read);
    let agree = [
        ("demands", "demand_id", "submitted_at", "demand", "demand.submitted"),
        ("demands", "demand_id", "qualified_at", "demand", "demand.qualified"),
        ("opportunities", "opportunity_id", "opened_at", "opportunity", "opportunity.published"),
        ("assignments", "assignment_id", "accepted_at", "assignment", "assignment.accepted"),
        ("assignments", "assignment_id", "start_at", "assignment", "assignment.started"),
        ("invoices", "invoice_id", "issued_at", "invoice", "invoice.issued"),
    ];
    for (dataset, key, column, object_type, name) in agree {
        // Standing work began before anything was logged, and the finance office logs invoices of its own.
        for (id, at) in read.pairs(dataset, key, column).into_iter().filter(|(id, _)| !id.starts_with("AP-") && !id.starts_with("FC-")) {
            let events = cases.get(&(object_type, id)).map_or(&[][..], Vec::as_slice);
            let event = events.iter().find(|event| event.name == name).map_or("", |event| event.at);
            assert_eq!(event, at, "{dataset} {id} {column}");
        }
    }
    // What is only noted may come after the end.
    let marks = [".fined", ".notified", ".suspended"];
    let (kinds, opened) = (read.pairs("work_items", "work_item_id", "kind"), read.pairs("work_items", "work_item_id", "opened_at"));
    for (id, done) in read.pairs("work_items", "work_item_id", "done_at") {
        let events = &cases[&(kinds[id], id)];
        let last = events.iter().rfind(|event| !marks.iter().any(|mark| event.name.ends_with(mark)));
        let names: Vec<&str> = events.iter().map(|event| event.name).collect();
        assert_eq!(events[0].at, opened[id], "{id}: {names:?}");
        assert!(done.is_empty() || last.is_some_and(|last| last.at == done), "{id} ends at {done}: {names:?}");
    }
    let (deliverables, attempts) = (Read::column("deliveries", "deliverable_id"), Read::column("deliveries", "submitted_at"));
    for row in read.of("deliveries") {
        let events = &cases[&("deliverable", row[deliverables].as_str())];
        assert!(events.iter().any(|event| event.name == "delivery.submitted" && event.at == row[attempts]), "{row:?}");
    }
}

/// Waits by stage in days, each until what ends the stage or until the work that ends it began.
fn waits(read: &Read) -> BTreeMap<(String, String), Vec<f64>> {
    let cases = cases(read);
    let opportunity_of = read.pairs("deliverables", "deliverable_id", "opportunity_id");
    let mut waits: BTreeMap<(String, String), Vec<f64>> = BTreeMap::new();
    for process in crate::process::builtin::all() {
        for stage in &process.stages {
            for ((_, id), events) in cases.iter().filter(|((kind, _), _)| *kind == process.object_type_of(stage)) {
                let reached = if stage.via == ["opportunity_id"] { &cases[&("opportunity", opportunity_of[id])][..] } else { &[] };
                let via = reached.iter().filter(|event| event.name == "assignment.started");
                let mut mine: Vec<&Event<'_>> = events.iter().chain(via).collect();
                mine.sort_by_key(|event| (event.at, event.sequence));
                let mut entered = None;
                for event in mine {
                    let is = |names: &[String]| names.iter().any(|name| name == event.name);
                    if let (Some(from), true) = (entered, is(&stage.exit)) {
                        let until = if event.started.is_empty() { event.at } else { event.started };
                        let days = (seconds(until) - seconds(from)).max(0) as f64 / 86_400.0;
                        waits.entry((process.process.clone(), stage.key.clone())).or_default().push(days);
                        entered = None;
                    } else if is(&stage.other_exits) {
                        entered = None;
                    } else if entered.is_none() && is(&stage.enter) {
                        entered = Some(event.at);
                    }
                }
            }
        }
    }
    waits
}

#[test]
fn the_planted_stage_waits_longest_and_its_queue_grows() {
    let (written, read) = &*SMALL;
    let bottleneck = written.truths.bottleneck.unwrap();
    let mut medians: Vec<(f64, String)> = Vec::new();
    for ((process, stage), mut days) in waits(read) {
        days.sort_by(f64::total_cmp);
        let median = days[days.len() / 2];
        if process == bottleneck.process {
            medians.push((median, format!("{process} {stage}")));
        }
    }
    medians.sort_by(|left, right| right.0.total_cmp(&left.0));
    assert_eq!(medians[0].1, format!("{} {}", bottleneck.process, bottleneck.stage));
    assert!(medians[0].0 > 2.0 * medians[1].0, "{medians:?}");
    // The queue of the unit at the end of each month, of its last eight.
    let mut queue = Vec::new();
    for month in ["2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"] {
        let events = read.of("events").iter().filter(|row| row[6] == bottleneck.unit && row[2].as_str() < month);
        let count = |names: &[&str]| events.clone().filter(|row| names.contains(&row[1].as_str())).count();
        queue.push(count(&["delivery.submitted"]) - count(&["acceptance.approved", "acceptance.rejected"]));
    }
    // It may rest for a month, and ends several times as long as it began.
    assert!(queue.windows(2).all(|pair| pair[1] * 10 >= pair[0] * 8) && queue[7] > 3 * queue[0], "{queue:?}");
}

#[test]
fn invoices_add_up_to_the_value_of_what_was_done() {
    let read = &SMALL.1;
    let (values, status) = (read.pairs("opportunities", "opportunity_id", "value"), read.pairs("opportunities", "opportunity_id", "status"));
    let (amounts, states) = (read.pairs("invoices", "invoice_id", "amount"), read.pairs("invoices", "invoice_id", "status"));
    let mut billed: BTreeMap<&str, i64> = BTreeMap::new();
    let links = read.of("event_objects");
    let invoices: HashMap<&str, &str> = links.iter().filter(|row| row[1] == "invoice").map(|row| (row[0].as_str(), row[2].as_str())).collect();
    let issued: HashMap<&str, &str> = read.of("events").iter().filter(|row| row[1] == "invoice.issued").map(|row| (row[0].as_str(), "")).collect();
    for row in links.iter().filter(|row| row[1] == "opportunity" && issued.contains_key(row[0].as_str())) {
        let invoice = invoices[row[0].as_str()];
        if states[invoice] != "cancelada" {
            *billed.entry(&row[2]).or_default() += amounts[invoice].parse::<i64>().unwrap();
        }
    }
    let mut whole = 0;
    for (opportunity, amount) in &billed {
        let value: i64 = values[opportunity].parse().unwrap();
        assert!(*amount <= value, "{opportunity}: {amount} of {value}");
        whole += i64::from(status[opportunity] == "concluida" && *amount == value);
    }
    assert!(whole * 10 > billed.len() as i64 * 8, "{whole} of {} are billed whole", billed.len());
}

#[test]
fn units_of_events_are_units() {
    let read = &SMALL.1;
    let units = read.pairs("units", "unit_id", "name");
    assert!(cases(read).values().flatten().all(|event| units.contains_key(event.unit)));
}
