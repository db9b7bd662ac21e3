//! When people worked: in office time, between what came before and the event that ends it, and not on everything at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    super::time::{Calendar, DAY, QUEUE_SINCE},
    Read, SMALL,
};

/// An instant of the local clock.
fn instant(text: &str) -> i64 {
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap().and_utc().timestamp()
}

/// A decision on a delivery: who took it, since when it could be taken, since when it was worked on, when it was taken.
struct Review<'a> {
    judge: &'a str,
    unit: &'a str,
    submitted: i64,
    began: i64,
    decided: i64,
}

/// Decisions whose work is known.
fn reviews(read: &Read) -> Vec<Review<'_>> {
    let deliverable: HashMap<&str, &str> =
        read.of("event_objects").iter().filter(|row| row[1] == "deliverable").map(|row| (row[0].as_str(), row[2].as_str())).collect();
    let mut submitted: HashMap<&str, Vec<i64>> = HashMap::new();
    for row in read.of("events").iter().filter(|row| row[1] == "delivery.submitted") {
        if let Some(of) = deliverable.get(row[0].as_str()) {
            submitted.entry(of).or_default().push(instant(&row[2]));
        }
    }
    let decisions = read.of("events").iter().filter(|row| row[1].starts_with("acceptance.") && !row[3].is_empty());
    let review = |row: &'_ Vec<String>| {
        let decided = instant(&row[2]);
        let last = submitted[deliverable.get(row[0].as_str())?].iter().copied().filter(|at| *at < decided).max()?;
        Some((last, decided))
    };
    decisions
        .filter_map(|row| {
            let (submitted, decided) = review(row)?;
            Some(Review { judge: &row[5], unit: &row[6], submitted, began: instant(&row[3]), decided })
        })
        .collect()
}

/// The time of these spans together, each cut to a window.
fn together(mut spans: Vec<(i64, i64)>, (from, to): (i64, i64)) -> i64 {
    spans.sort_unstable();
    let mut until = from;
    let mut sum = 0;
    for (begin, end) in spans {
        let (begin, end) = (begin.max(until), end.min(to));
        sum += (end - begin).max(0);
        until = until.max(end);
    }
    sum
}

#[test]
fn work_begins_in_working_hours_and_before_its_event() {
    let read = &SMALL.1;
    let (office, desk) = (Calendar::geral(), Calendar::atendimento());
    for row in read.of("events").iter().filter(|row| !row[3].is_empty()) {
        let (began, ended) = (instant(&row[3]), instant(&row[2]));
        let calendar = if row[1].starts_with("chamado.") { &desk } else { &office };
        let clock = began.rem_euclid(DAY);
        assert!(began <= ended, "{row:?}");
        assert!(calendar.is_worked(began.div_euclid(DAY)) && calendar.slots.iter().any(|(from, to)| (*from..=*to).contains(&clock)), "{row:?}");
    }
    let reviews = reviews(read);
    assert!(reviews.len() > 1_000, "{}", reviews.len());
    assert!(reviews.iter().all(|one| one.submitted <= one.began && one.began < one.decided), "a decision is worked on once it can be");
}

#[test]
fn most_work_of_people_has_a_beginning_and_some_has_none() {
    let read = &SMALL.1;
    let mut known: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
    for row in read.of("events").iter().filter(|row| !row[5].is_empty()) {
        known.entry(&row[1]).or_default()[usize::from(!row[3].is_empty())] += 1;
    }
    let of_people = [
        "demand.qualified",
        "demand.rejected",
        "opportunity.published",
        "application.shortlisted",
        "delivery.submitted",
        "acceptance.approved",
        "acceptance.rejected",
        "invoice.issued",
        "deliverable.not_billable",
        "chamado.assigned",
        "chamado.first_response",
        "informacao.validated",
        "documento.approved",
        "pedido_compra.approved",
        "aprovacao.approved",
    ];
    for name in of_people {
        let [without, with] = known[name];
        let share = with * 100 / (with + without);
        assert!((75..=93).contains(&share), "{name}: {share} % are known");
    }
    // Systems that keep no beginnings, such as that of applications and that of the people's office.
    for name in ["application.selected", "application.rejected", "training.completed"] {
        assert_eq!(known[name][1], 0, "{name}");
    }
}

#[test]
fn nobody_decides_on_two_things_at_once() {
    let reviews = reviews(&SMALL.1);
    let mut of: BTreeMap<&str, Vec<(i64, i64)>> = BTreeMap::new();
    reviews.iter().for_each(|one| of.entry(one.judge).or_default().push((one.began, one.decided)));
    let (mut pairs, mut at_once) = (0, 0);
    for spans in of.values_mut() {
        spans.sort_unstable();
        pairs += spans.len() - 1;
        at_once += spans.windows(2).filter(|pair| pair[1].0 < pair[0].1).count();
    }
    // Rows that come again under another key, and meetings that call one person twice.
    assert!(at_once * 25 < pairs, "{at_once} of {pairs}");
}

#[test]
fn what_waits_in_the_overloaded_unit_waits_for_somebody_who_is_busy() {
    let (written, read) = &*SMALL;
    let unit = written.truths.bottleneck.unwrap().unit;
    let office = Calendar::geral();
    let reviews: Vec<Review<'_>> = reviews(read).into_iter().filter(|one| one.unit == unit && one.submitted >= QUEUE_SINCE).collect();
    let judges: BTreeSet<&str> = reviews.iter().map(|one| one.judge).collect();
    assert_eq!(judges.len(), 1, "one person takes everything: {judges:?}");
    let worked = |at: i64| office.worked_until(at);
    let spans: Vec<(i64, i64)> = reviews.iter().map(|one| (worked(one.began), worked(one.decided))).collect();
    let (mut waited, mut busy) = (0, 0);
    for one in &reviews {
        let window = (worked(one.submitted), worked(one.began));
        waited += window.1 - window.0;
        busy += together(spans.clone(), window);
    }
    assert!(reviews.len() > 50 && busy * 10 > waited * 6, "{} reviews, busy for {busy} of {waited}", reviews.len());
}
