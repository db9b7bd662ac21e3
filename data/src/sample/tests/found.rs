//! Planted truths are in the records, and nothing comes before its cause.

use std::collections::{BTreeMap, BTreeSet};

use super::{Read, SMALL};

fn places<const N: usize>(dataset: &str, names: [&str; N]) -> [usize; N] {
    names.map(|name| Read::column(dataset, name))
}

#[test]
fn nobody_has_what_is_missing_and_one_person_what_is_rare() {
    let (written, read) = &*SMALL;
    let [member, skill, origin, status] = places("skill_evidence", ["member_id", "skill_id", "origin", "status"]);
    let holders = |wanted: &str| -> BTreeSet<&str> {
        let proven = read.of("skill_evidence").iter().filter(|row| row[skill] == wanted && row[origin] != "autodeclarado" && row[status] == "valida");
        proven.map(|row| row[member].as_str()).collect()
    };
    let [asked, level] = places("opportunity_requirements", ["skill_id", "min_level"]);
    let mut unfillable = 0;
    assert_eq!(written.truths.missing_skills.len(), 2);
    for (missing, at) in &written.truths.missing_skills {
        assert_eq!(holders(missing), BTreeSet::new(), "{missing}");
        let wanted = read.of("opportunity_requirements").iter().filter(|row| row[asked] == *missing);
        assert!(wanted.clone().all(|row| row[level] == at.to_string()));
        unfillable += wanted.count() as u64;
    }
    assert_eq!(unfillable, written.truths.unfillable);
    assert!(unfillable > 20, "{unfillable}");
    let (rare, person) = written.truths.sole_skill.as_ref().unwrap();
    assert_eq!(holders(rare), BTreeSet::from([person.as_str()]));
    assert!(read.of("opportunity_requirements").iter().any(|row| row[asked] == *rare));
}

#[test]
fn one_person_answers_for_the_old_system() {
    let (written, read) = &*SMALL;
    let (system, person) = written.truths.sole_system.as_ref().unwrap();
    let of_system: BTreeSet<&str> =
        read.of("event_objects").iter().filter(|row| row[1] == "system" && row[2] == *system).map(|row| row[0].as_str()).collect();
    let actors: BTreeSet<&str> =
        read.of("events").iter().filter(|row| of_system.contains(row[0].as_str()) && !row[5].is_empty()).map(|row| row[5].as_str()).collect();
    assert!(of_system.len() > 50, "{}", of_system.len());
    assert_eq!(actors, BTreeSet::from([person.as_str()]));
}

#[test]
fn what_grows_grows_faster_than_all_else() {
    let (written, read) = &*SMALL;
    let [area, at, minutes] = places("demands", ["area_id", "submitted_at", "estimated_minutes"]);
    let mut halves: BTreeMap<&str, [i64; 2]> = BTreeMap::new();
    for row in read.of("demands").iter().filter(|row| !row[area].is_empty()) {
        halves.entry(&row[area]).or_default()[usize::from(row[at].as_str() >= "2025-10")] += row[minutes].parse::<i64>().unwrap();
    }
    let mut growth: Vec<(f64, &str)> = halves.iter().map(|(area, [first, second])| (*second as f64 / (*first).max(1) as f64, *area)).collect();
    growth.sort_by(|left, right| right.0.total_cmp(&left.0));
    assert_eq!(Some(growth[0].1), written.truths.growing_area, "{growth:?}");
    assert!(growth[0].0 > 1.5 * growth[1].0, "{growth:?}");
}

#[test]
fn the_front_has_people_with_hours_who_want_it() {
    let (written, read) = &*SMALL;
    let [member, day, minutes, status] = places("participations", ["member_id", "work_on", "minutes", "status"]);
    let units = read.pairs("members", "member_id", "unit_id");
    let mut hours: BTreeMap<&str, i64> = BTreeMap::new();
    for row in read.of("participations").iter().filter(|row| row[status] == "validada" && row[day].as_str() >= "2025-10-01") {
        *hours.entry(&row[member]).or_default() += row[minutes].parse::<i64>().unwrap();
    }
    let front = |person: &str| units.get(person).copied() == written.truths.ready_front;
    let steady = hours.iter().filter(|(person, minutes)| front(person) && **minutes >= 240 * 60).count();
    let [wants, kind, until] = places("interests", ["member_id", "kind", "until_on"]);
    let open = read.of("interests").iter().filter(|row| row[kind] == "satelite" && row[until].is_empty() && front(&row[wants])).count();
    assert!(steady >= 7 && open >= 7, "{steady} with hours, {open} who want it");
}

#[test]
fn late_deliveries_are_counted() {
    let (written, read) = &*SMALL;
    let [key, due, extended] = places("deliverables", ["deliverable_id", "due_at", "extended_due_at"]);
    let [of, at] = places("deliveries", ["deliverable_id", "submitted_at"]);
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for row in read.of("deliveries") {
        let first = first.entry(&row[of]).or_insert(&row[at]);
        *first = (*first).min(&row[at]);
    }
    let late = read.of("deliverables").iter().filter(|row| {
        let limit = if row[extended].is_empty() { &row[due] } else { &row[extended] };
        first.get(row[key].as_str()).is_some_and(|at| *at > limit.as_str())
    });
    assert_eq!(late.count() as u64, written.truths.late_deliveries);
}

#[test]
fn nothing_comes_before_its_cause() {
    let read = &SMALL.1;
    let pairs = [
        ("demands", "submitted_at", "qualified_at"),
        ("applications", "submitted_at", "decided_at"),
        ("assignments", "accepted_at", "start_at"),
        ("assignments", "start_at", "end_at"),
        ("substitutions", "planned_at", "activated_at"),
        ("substitutions", "activated_at", "handed_over_at"),
        ("deliveries", "submitted_at", "decided_at"),
        ("participations", "started_at", "ended_at"),
        ("participations", "ended_at", "validated_at"),
        ("participations", "work_on", "validated_at"),
        ("feedback", "submitted_at", "released_at"),
        ("training_records", "enrolled_at", "completed_at"),
        ("legacy_reuses", "reused_at", "validated_at"),
        ("external_engagements", "started_on", "ended_on"),
        ("contracts", "drafted_at", "signed_at"),
        ("contracts", "start_on", "end_on"),
        ("work_items", "opened_at", "due_at"),
        ("work_items", "opened_at", "first_response_at"),
        ("work_items", "opened_at", "done_at"),
        ("registration_fields", "required_since_at", "filled_at"),
        ("error_reports", "occurred_at", "detected_at"),
        ("error_reports", "detected_at", "resolved_at"),
        ("titles", "issued_on", "settled_on"),
        ("titles", "issued_on", "due_on"),
        ("reconciliations", "opened_at", "matched_at"),
        ("reconciliations", "opened_at", "resolved_at"),
        ("contests", "opened_at", "decided_at"),
        ("contests", "opened_at", "due_on"),
        ("satisfaction_responses", "asked_at", "answered_at"),
        ("memberships", "joined_on", "left_on"),
        ("rule_versions", "effective_from_on", "effective_to_on"),
    ];
    for (dataset, before, after) in pairs {
        let [before, after] = places(dataset, [before, after]);
        let both = read.of(dataset).iter().filter(|row| !row[before].is_empty() && !row[after].is_empty());
        let mut seen = 0;
        for row in both {
            // A day and an instant are compared by their days.
            let length = row[before].len().min(row[after].len());
            assert!(row[before][..length] <= row[after][..length], "{dataset}: {row:?}");
            seen += 1;
        }
        assert!(seen > 0, "{dataset} has no row with both");
    }
}

#[test]
fn several_cooperatives_are_held_apart() {
    let read = &SMALL.1;
    let cooperatives = read.pairs("units", "unit_id", "cooperative_id");
    for dataset in ["contracts", "invoices", "titles", "ledger_entries", "budget_lines"] {
        let [cooperative, unit] = places(dataset, ["cooperative_id", "unit_id"]);
        let wrong = read.of(dataset).iter().find(|row| !row[unit].is_empty() && cooperatives[row[unit].as_str()] != row[cooperative]);
        assert_eq!(wrong, None, "{dataset}");
    }
    let contracts = read.pairs("contracts", "contract_id", "cooperative_id");
    for dataset in ["invoices", "titles", "ledger_entries"] {
        let [cooperative, contract] = places(dataset, ["cooperative_id", "contract_id"]);
        let wrong = read.of(dataset).iter().find(|row| !row[contract].is_empty() && contracts[row[contract].as_str()] != row[cooperative]);
        assert_eq!(wrong, None, "{dataset}");
    }
}
