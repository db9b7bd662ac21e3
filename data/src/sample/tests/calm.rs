//! A cooperative in which nothing is planted: nothing grows, nobody is alone, nothing is missing, and it says so.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    sync::LazyLock,
};

use super::{super::truths::FILE, SMALL, Sample, Scale, Written, reader::Read, reader::read};

static CALM: LazyLock<(Written, Read, serde_json::Value)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let written = Sample { seed: 1, scale: Scale::Small, is_calm: true }.write(folder.path()).unwrap();
    let told = serde_json::from_str(&fs::read_to_string(folder.path().join(FILE)).unwrap()).unwrap();
    (written, read(folder.path()), told)
});

#[test]
fn nothing_is_told_to_be_planted_and_all_else_is_there() {
    let (written, _, told) = &*CALM;
    for name in ["bottleneck", "growing_area", "growing_line", "ready_front", "sole_skill", "sole_system"] {
        assert_eq!(told.get(name), Some(&serde_json::Value::Null), "{name}");
    }
    assert_eq!((&told["missing_skills"], &told["unfillable"]), (&serde_json::json!([]), &serde_json::json!(0)));
    // The same files, the same dirt, the same books that do not quite agree with the bank.
    let usual = &SMALL.0;
    assert_eq!((&written.files, &written.truths.rejected, written.members), (&usual.files, &usual.truths.rejected, usual.members));
    assert!(written.truths.breaks.keys().eq(usual.truths.breaks.keys()));
    assert!(written.truths.late_deliveries * 10 < usual.truths.late_deliveries, "{}", written.truths.late_deliveries);
}

#[test]
fn no_area_asks_for_more_than_before() {
    let read = &CALM.1;
    let [area, at, minutes] = ["area_id", "submitted_at", "estimated_minutes"].map(|name| Read::column("demands", name));
    let mut halves: BTreeMap<&str, [i64; 2]> = BTreeMap::new();
    for row in read.of("demands") {
        let minutes: i64 = row[minutes].parse().unwrap();
        let later = usize::from(row[at].as_str() >= "2025-10");
        halves.entry("").or_default()[later] += minutes;
        halves.entry(&row[area]).or_default()[later] += minutes;
    }
    let all = halves[""];
    assert!((all[1] - all[0]).abs() * 10 < all[0], "{all:?}");
    let strange: Vec<_> = halves.iter().filter(|(_, [first, second])| first + second > 100_000 && second * 10 > first * 16).collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn no_queue_grows_and_no_wait_is_longer_than_a_meeting_takes() {
    let read = &CALM.1;
    let [submitted, decided] = ["submitted_at", "decided_at"].map(|name| Read::column("deliveries", name));
    let seconds = |text: &str| chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap().and_utc().timestamp();
    for row in read.of("deliveries") {
        let until = if row[decided].is_empty() { "2026-10-01 09:00:00" } else { &row[decided] };
        assert!(seconds(until) - seconds(&row[submitted]) < 24 * 86_400, "{row:?}");
    }
}

#[test]
fn every_skill_and_every_system_is_known_to_several() {
    let read = &CALM.1;
    let [member, skill, level, origin, status] =
        ["member_id", "skill_id", "level", "origin", "status"].map(|name| Read::column("skill_evidence", name));
    let left = read.pairs("members", "member_id", "left_on");
    let mut holders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in read.of("skill_evidence").iter().filter(|row| row[origin] != "autodeclarado" && row[status] == "valida" && row[level] == "5") {
        // Some rows of the register are refused, and their members known by their proofs only.
        if left.get(row[member].as_str()).is_none_or(|left| left.is_empty()) {
            holders.entry(&row[skill]).or_default().insert(&row[member]);
        }
    }
    let few: Vec<_> = holders.iter().filter(|(_, members)| members.len() < 2).collect();
    assert!(holders.len() == 33 && few.is_empty(), "{} skills; {few:?}", holders.len());
    let systems: BTreeMap<&str, &str> =
        read.of("event_objects").iter().filter(|row| row[1] == "system").map(|row| (row[0].as_str(), row[2].as_str())).collect();
    let mut actors: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in read.of("events").iter().filter(|row| !row[5].is_empty()) {
        if let Some(system) = systems.get(row[0].as_str()) {
            actors.entry(system).or_default().insert(&row[5]);
        }
    }
    assert!(actors.len() == 7 && actors.values().all(|people| people.len() > 1), "{actors:?}");
}
