//! The golden cases of every process: what happened to a case, its visits, and the steps that nobody agreed on.
//!
//! A line of `tests/golden/processes/{process}.txt` is `events = visits | deviations`: verbs in order; each visit by its
//! stage, with `!` when the case was diverted and `?` when it is open; pairs of events that may not follow each other.

use std::collections::{BTreeMap, BTreeSet};

use mirante_data::process::{Process, builtin};
use mirante_queries::engine::Limits;

use crate::{
    flow_vectors::Given,
    golden::World,
    support::{ask, block, repository},
};

struct Case {
    events: Vec<String>,
    visits: Vec<String>,
    deviations: Vec<String>,
}

fn cases(process: &Process) -> Vec<Case> {
    let path = repository().join(format!("tests/golden/processes/{}.txt", process.process));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let of_line = |line: &str| {
        let (events, rest) = line.split_once(" = ").unwrap_or_else(|| panic!("{}: {line}", path.display()));
        let (visits, deviations) = rest.split_once(" | ").unwrap_or((rest, ""));
        let words = |text: &str| text.split(' ').filter(|word| !["", "-"].contains(word)).map(str::to_owned).collect::<Vec<_>>();
        let full = |verb: String| if verb.contains('.') { verb } else { format!("{}.{verb}", process.object_type) };
        let deviations = deviations.split(", ").filter(|pair| !pair.is_empty()).map(str::to_owned).collect();
        Case { events: words(events).into_iter().map(full).collect(), visits: words(visits), deviations }
    };
    text.lines().map(of_line).collect()
}

#[test]
fn cases_of_every_process_visit_what_they_should() {
    let mut given = Given::default();
    let mut expected: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for process in builtin::all() {
        for (place, case) in cases(process).into_iter().enumerate() {
            let id = format!("{}-{place}", process.process);
            for (hour, event) in case.events.iter().enumerate() {
                given.event((&process.object_type, &id), event, &format!("2026-03-02T{hour:02}:00:00Z"), "");
            }
            expected.insert((process.process.clone(), id), case.visits);
        }
    }
    block(async {
        let World { lake, snapshot, failed, .. } =
            given.build("2026-03-31T21:00:00Z", &["marts.case_stages", "staging.process_transitions"], Limits::default()).await;
        assert!(failed.is_empty(), "{failed:?}");
        // A kind of object may be the case of one process and pass through another's stages: only its own are asked about.
        let sql = "SELECT process, object_id, stage || CASE outcome WHEN 'desviou' THEN '!' WHEN 'aberto' THEN '?' ELSE '' END FROM marts.case_stages \
                   WHERE starts_with(object_id, process || '-') ORDER BY process, object_id, stage_no, visit_no";
        let mut found: BTreeMap<(String, String), Vec<String>> = expected.keys().map(|key| (key.clone(), Vec::new())).collect();
        for row in ask(&lake, &snapshot, sql).await {
            found.get_mut(&(row[0].clone(), row[1].clone())).unwrap().push(row[2].clone());
        }
        let differing: Vec<String> = expected
            .iter()
            .filter(|(key, visits)| found[*key] != **visits)
            .map(|(key, visits)| format!("{}: {} and not {}", key.1, found[key].join(" "), visits.join(" ")))
            .collect();
        assert!(differing.is_empty(), "{}", differing.join("\n"));

        let agreed: BTreeSet<Vec<String>> =
            ask(&lake, &snapshot, "SELECT process, source_event, target_event FROM staging.process_transitions").await.into_iter().collect();
        for process in builtin::all().iter().filter(|process| !process.transitions.is_empty()) {
            let verb = |event: &str| event.strip_prefix(&format!("{}.", process.object_type)).unwrap_or(event).to_owned();
            for case in cases(process) {
                let pairs = case.events.windows(2).map(|pair| vec![process.process.clone(), pair[0].clone(), pair[1].clone()]);
                let deviations: Vec<String> =
                    pairs.filter(|pair| !agreed.contains(pair)).map(|pair| format!("{} > {}", verb(&pair[1]), verb(&pair[2]))).collect();
                assert_eq!(deviations, case.deviations, "{}: {}", process.process, case.events.join(" "));
            }
        }
    });
}

#[test]
fn every_process_has_a_plain_an_open_and_a_bad_case() {
    for process in builtin::all() {
        let cases = cases(process);
        let seen: BTreeSet<&str> = cases.iter().flat_map(|case| &case.visits).map(|visit| visit.trim_end_matches(['!', '?'])).collect();
        let own = process.stages.iter().filter(|stage| process.object_type_of(stage) == process.object_type || stage.else_object_type.is_some());
        let missing: Vec<&String> = own.map(|stage| &stage.key).filter(|key| !seen.contains(key.as_str())).collect();
        assert!(missing.is_empty(), "no case of `{}` visits {missing:?}", process.process);
        assert!(cases.iter().any(|case| case.visits.iter().any(|visit| visit.ends_with('?'))), "no case of `{}` is open", process.process);
        let has_bad = cases.iter().any(|case| !case.deviations.is_empty());
        assert_eq!(has_bad, !process.transitions.is_empty(), "`{}` needs a case out of order", process.process);
    }
}

#[test]
fn events_of_dates_are_events_of_processes() {
    let mut known: BTreeSet<&String> = builtin::all().iter().flat_map(|process| &process.marked).collect();
    for stage in builtin::all().iter().flat_map(|process| &process.stages) {
        known.extend(stage.enter.iter().chain(&stage.exit).chain(&stage.other_exits));
    }
    let mut ended: BTreeSet<&str> = BTreeSet::new();
    for process in builtin::all() {
        let unknown: Vec<&String> = process.dates.iter().map(|date| &date.event_type).filter(|event| !known.contains(event)).collect();
        assert!(unknown.is_empty(), "`{}`: {unknown:?}", process.process);
        if process.dates.iter().any(|date| date.dataset == "work_items" && date.column == "opened_at") {
            ended.insert(&process.process);
            let last = process.dates.last().unwrap();
            let stage = process.stages.last().unwrap();
            assert_eq!((last.column.as_str(), &last.event_type), ("done_at", &stage.exit[0]), "the plain end of `{}` stands last", process.process);
        }
    }
    assert_eq!(ended.len(), 27, "kinds of work items: {ended:?}");
}
