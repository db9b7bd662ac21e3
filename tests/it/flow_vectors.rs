//! Vectors of the flow: survival, working time, and visits, waiting, efficiency, work in process and handovers through
//! the whole chain, from raw rows to marts.

use std::collections::BTreeMap;

use mirante_data::{
    canonical::{instant, parse_instant},
    clock::Clock,
};
use mirante_queries::engine::Limits;
use mirante_transform::stats::survival::{Spell, curve, incidence, quantiles};
use serde_json::Value;

use crate::{
    golden::{World, world},
    support::{ask, block, repository},
    vectors::question,
};

/// The cases of one kind in a file of vectors.
pub fn cases(file: &str, kind: &str) -> Vec<Value> {
    let cases = vectors(file)["cases"].as_array().unwrap().iter().filter(|case| case["input"]["kind"] == kind).cloned().collect::<Vec<_>>();
    assert!(!cases.is_empty(), "{file} has no cases of {kind}");
    cases
}

pub fn vectors(file: &str) -> Value {
    let path = repository().join("tests/golden/vectors").join(format!("{file}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

pub fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Equal, nothing included, within one part in a thousand million.
#[track_caller]
pub fn assert_close(actual: Option<f64>, expected: &Value, place: &str) {
    let is_same = match (actual, expected.as_f64()) {
        (Some(actual), Some(expected)) => (actual - expected).abs() <= 1e-9,
        (actual, expected) => actual == expected,
    };
    assert!(is_same, "{place}: {actual:?} and not {expected}");
}

#[test]
fn survival_curves_and_quantiles_are_those_of_kaplan_and_meier() {
    for case in cases("kaplan_meier", "kaplan_meier") {
        let (name, input, expected) = (text(&case["name"]), &case["input"], &case["expected"]);
        let spell = |place: usize| Spell {
            entry: input["entry"].as_array().map(|entries| entries[place].as_i64().unwrap()),
            end: input["duration"][place].as_i64().unwrap(),
            has_left: input["observed"][place] == 1,
        };
        let spells: Vec<Spell> = (0..list(&input["duration"]).len()).map(spell).collect();
        let points = curve(&spells);
        assert_eq!(points.len(), list(&expected["steps"]).len(), "{name}");
        for (point, step) in points.iter().zip(list(&expected["steps"])) {
            let place = format!("{name} at {}", point.t);
            assert_eq!((Some(point.t), Some(point.at_risk)), (step["t"].as_i64(), step["at_risk"].as_u64()), "{place}");
            assert_eq!(Some(point.events), step["events"].as_u64(), "{place}");
            assert_close(Some(point.survival), &step["survival"], &place);
            assert_close(Some(point.standard_error), &step["standard_error"], &place);
            assert_close(point.low, &step["low"], &place);
            assert_close(point.high, &step["high"], &place);
        }
        let found = quantiles(&spells, [0.5, 0.85]);
        assert_eq!(found, [expected["median"].as_i64(), expected["p85"].as_i64()], "{name}");
    }
}

#[test]
fn each_way_of_leaving_has_its_share() {
    for case in cases("kaplan_meier", "aalen_johansen") {
        let (name, input) = (text(&case["name"]), &case["input"]);
        let stays: Vec<(i64, Option<&str>)> =
            list(&input["duration"]).iter().zip(list(&input["exit_kind"])).map(|(end, kind)| (end.as_i64().unwrap(), kind.as_str())).collect();
        let steps = incidence(&stays);
        assert_eq!(steps.len(), list(&case["expected"]["steps"]).len(), "{name}");
        for (step, expected) in steps.iter().zip(list(&case["expected"]["steps"])) {
            let place = format!("{name} at {}", step.t);
            assert_eq!(Some(step.t), expected["t"].as_i64(), "{place}");
            assert_close(Some(step.still_in), &expected["still_in"], &place);
            assert_eq!(step.by_kind.len(), expected["incidence"].as_object().unwrap().len(), "{place}");
            step.by_kind.iter().for_each(|(kind, share)| assert_close(Some(*share), &expected["incidence"][*kind], &place));
        }
    }
}

/// The rule of a calendar of the vectors, as `staging.working_calendars` writes it.
fn rule(calendar: &Value) -> String {
    let slots = list(&calendar["slots"]).iter().map(|slot| format!("{} {} {}", slot["weekday"], slot["start_minute"], slot["end_minute"]));
    let days = list(&calendar["holidays"]).iter().map(|day| text(&day["on"]).to_owned());
    format!("{};{};{}", text(&calendar["timezone"]), slots.collect::<Vec<_>>().join(","), days.collect::<Vec<_>>().join(","))
}

#[test]
fn working_time_is_counted_by_the_wall_clock() {
    let calendars = &vectors("business_time")["calendars"];
    let cases = cases("business_time", "between");
    let row = |case: &Value| {
        let input = &case["input"];
        let at = |name: &str| format!("arrow_cast('{}', 'Timestamp(Microsecond, Some(\"UTC\"))')", text(&input[name]));
        format!("business_micros('{}', {}, {})", rule(&calendars[text(&input["calendar"])]), at("from"), at("to"))
    };
    let asked: Vec<String> = cases.iter().enumerate().map(|(place, case)| format!("{} AS c{place}", row(case))).collect();
    let micros = question(&format!("SELECT {}", asked.join(", ")), 1).unwrap();
    for (case, micros) in cases.iter().zip(&micros[0]) {
        let expected = case["expected"]["business_seconds"].as_i64().unwrap() * 1_000_000;
        assert_eq!(*micros, expected.to_string(), "{}", case["name"]);
    }
}

/// A project's folder in the making: events, and processes that they run through.
#[derive(Default)]
pub struct Given {
    pub events: Vec<[String; 8]>,
    pub links: Vec<[String; 4]>,
    pub processes: Vec<(String, String)>,
    pub files: Vec<(&'static str, String)>,
}

impl Given {
    /// Adds an event of an object; `word` may end with the unit, as in `opened@norte`. Events of one instant keep their order.
    pub fn event(&mut self, object: (&str, &str), word: &str, at: &str, started_at: &str) {
        self.event_by(object, word, at, started_at, "", "");
    }

    /// The same, by somebody, or for a reason.
    pub fn event_by(&mut self, (kind, object): (&str, &str), word: &str, at: &str, started_at: &str, actor: &str, reason: &str) {
        let id = format!("ev-{}", self.events.len());
        let (word, unit) = word.split_once('@').unwrap_or((word, ""));
        self.events.push([&id, word, at, started_at, &self.events.len().to_string(), actor, unit, reason].map(str::to_owned));
        self.links.push([&id, kind, object, "principal"].map(str::to_owned));
    }

    /// Adds a process of one stage, `etapa`, whose cases have its name.
    pub fn process(&mut self, name: &str, nature: &str, [enter, exit, other, finals]: [&[&str]; 4]) {
        let toml = format!(
            "process = '{name}'\nlabel = 'P | P'\nobject_type = '{name}'\nfinal = {finals:?}\n[[stages]]\nkey = 'etapa'\nlabel = 'E | S'\n\
             enter = {enter:?}\nexit = {exit:?}\nother_exits = {other:?}\nnature = '{nature}'\n"
        );
        self.processes.push((name.to_owned(), toml));
    }

    /// Loads and builds it all, as seen at an instant.
    pub async fn build(self, at: &str, select: &[&str], limits: Limits) -> World {
        let folder = tempfile::tempdir().unwrap();
        let csv = |name: &str, header: &[&str], rows: Vec<Vec<String>>| {
            let mut writer = csv::Writer::from_path(folder.path().join(name)).unwrap();
            writer.write_record(header).unwrap();
            rows.iter().for_each(|row| writer.write_record(row).unwrap());
            writer.flush().unwrap();
        };
        let header = ["event_id", "event_type", "occurred_at", "started_at", "sequence", "actor_id", "unit_id", "reason"];
        csv("raw.events.csv", &header, self.events.into_iter().map(Vec::from).collect());
        csv("raw.event_objects.csv", &["event_id", "object_type", "object_id", "qualifier"], self.links.into_iter().map(Vec::from).collect());
        std::fs::create_dir(folder.path().join("processes")).unwrap();
        self.processes.iter().for_each(|(name, toml)| std::fs::write(folder.path().join(format!("processes/{name}.toml")), toml).unwrap());
        self.files.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).unwrap());
        let clock = Clock::fixed(parse_instant(at).unwrap());
        let select = select.iter().map(|name| format!("+{name}")).collect();
        world(folder.path(), "", clock, select, limits).await
    }
}

/// The end of March 2026, after everything in the vectors.
pub const LATER: &str = "2026-03-31T21:00:00Z";
pub const DONE: [&[&str]; 4] = [&["opened"], &["done"], &[], &[]];

#[test]
fn visits_open_and_close_as_in_the_vectors() {
    let cases = cases("flow_small", "visits");
    let mut given = Given::default();
    for (place, case) in cases.iter().enumerate() {
        let (name, stage) = (format!("p{place}"), &case["input"]["stage"]);
        let words = |value: &Value| list(value).iter().map(|word| text(word).to_owned()).collect::<Vec<_>>();
        let lists = [&stage["enter"], &stage["exit"], &stage["other_exits"], &case["input"]["final"]].map(words);
        let lists = lists.each_ref().map(|words| words.iter().map(String::as_str).collect::<Vec<_>>());
        given.process(&name, "espera", lists.each_ref().map(Vec::as_slice));
        for event in list(&case["input"]["events"]) {
            given.event((&name, "caso"), text(&event["event_type"]), text(&event["occurred_at"]), "");
        }
    }
    block(async {
        let World { lake, snapshot, failed, .. } = given.build(LATER, &["marts.case_stages"], Limits::default()).await;
        assert!(failed.is_empty(), "{failed:?}");
        let visits = "SELECT process, visit_no, entered_at, exited_at, exit_event, outcome FROM marts.case_stages ORDER BY process, visit_no";
        let mut found: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
        for mut row in ask(&lake, &snapshot, visits).await {
            found.entry(row.remove(0)).or_default().push(row);
        }
        for (place, case) in cases.iter().enumerate() {
            let visit = |visit: &Value| {
                let rest = ["entered_at", "exited_at", "exit_event", "outcome"].map(|name| text(&visit[name]).to_owned());
                [vec![visit["visit_no"].to_string()], rest.to_vec()].concat()
            };
            let expected: Vec<Vec<String>> = list(&case["expected"]["visits"]).iter().map(visit).collect();
            assert_eq!(found.remove(&format!("p{place}")).unwrap_or_default(), expected, "{}", case["name"]);
        }
    });
}

/// Monday 2 March 2026 in São Paulo, in seconds since 1970, and the length of a week.
const MONDAY: f64 = 1_772_420_400.0;
const WEEK: f64 = 604_800.0;

/// An instant so many seconds after that Monday.
fn after_monday(seconds: f64) -> String {
    instant(((MONDAY + seconds) * 1e6) as i64)
}

/// The row of stage_weeks for all units in that week, and the mean of what stays lie in it; none for a process without visits.
async fn week_of(world: &World, process: &str, columns: &str) -> Option<Vec<Option<f64>>> {
    let sql = format!(
        "SELECT {columns}, (SELECT avg(elapsed_micros) / 1e6 FROM staging.stage_visit_weeks \
         WHERE process = '{process}' AND week_on = DATE '2026-03-02' AND elapsed_micros > 0) AS stay \
         FROM marts.stage_weeks WHERE process = '{process}' AND unit_id = '*' AND week_on = DATE '2026-03-02'"
    );
    let rows = ask(&world.lake, &world.snapshot, &sql).await;
    Some(rows.first()?.iter().map(|cell| cell.parse().ok()).collect())
}

#[test]
fn work_in_process_of_a_week_is_that_of_the_vectors() {
    let cases = cases("flow_small", "wip");
    let mut given = Given::default();
    for (place, case) in cases.iter().enumerate() {
        let (name, input) = (format!("w{place}"), &case["input"]);
        given.process(&name, "espera", DONE);
        // The window becomes one week.
        assert_eq!(input["window"][0], 0);
        let at = |seconds: &Value| Some(after_monday(seconds.as_f64()? * WEEK / input["window"][1].as_f64()?));
        for (object, stay) in list(&input["stays_seconds"]).iter().enumerate() {
            let object = object.to_string();
            given.event((&name, &object), "opened", &at(&stay[0]).unwrap(), "");
            if let Some(until) = at(&stay[1]) {
                given.event((&name, &object), "done", &until, "");
            }
        }
    }
    block(async {
        let world = given.build(LATER, &["marts.stage_weeks"], Limits::default()).await;
        assert!(world.failed.is_empty(), "{:?}", world.failed);
        for (place, case) in cases.iter().enumerate() {
            let (name, expected, window) = (text(&case["name"]), &case["expected"], case["input"]["window"][1].as_f64().unwrap());
            // A process without visits has no rows.
            let row = week_of(&world, &format!("w{place}"), "wip_mean, arrivals_n, departures_n, wip_end_n").await;
            let row = row.unwrap_or_else(|| vec![Some(0.0), Some(0.0), Some(0.0), Some(0.0), None]);
            assert_close(row[0], &expected["mean_wip"], name);
            assert_close(row[1], &expected["arrivals_n"], name);
            assert_close(row[2], &expected["departures_n"], name);
            assert_close(row[3], &expected["wip_end"], name);
            assert_close(row[4].map(|stay| stay * window / WEEK), &expected["mean_clipped_stay"], name);
            let residual = row[4].map(|stay| (row[0].unwrap() - row[1].unwrap() / WEEK * stay).abs() / row[0].unwrap());
            assert_close(residual, &expected["little_residual"], name);
        }
    });
}

/// The waiting of a case of efficiency, whatever its causes.
fn waited(case: &Value) -> f64 {
    case["input"]["waiting_seconds_by_cause"].as_object().unwrap().values().filter_map(Value::as_f64).sum()
}

#[test]
fn flow_efficiency_of_a_week_is_that_of_the_vectors() {
    let cases = cases("flow_small", "efficiency");
    let mut given = Given::default();
    for (place, case) in cases.iter().enumerate() {
        let name = format!("e{place}");
        let (service, waiting) = (case["input"]["service_seconds"].as_f64().unwrap(), waited(case));
        given.process(&name, "trabalho", DONE);
        given.event((&name, "caso"), "opened", &after_monday(0.0), "");
        given.event((&name, "caso"), "worked", &after_monday(service), &after_monday(0.0));
        given.event((&name, "caso"), "done", &after_monday(service + waiting), "");
    }
    block(async {
        let world = given.build(LATER, &["marts.stage_weeks"], Limits::default()).await;
        for (place, case) in cases.iter().enumerate() {
            let row = week_of(&world, &format!("e{place}"), "flow_efficiency, service_seconds, waiting_seconds").await;
            // A process whose only visit ends as it begins has no working time.
            let row = row.unwrap_or_else(|| vec![None, Some(0.0), Some(0.0)]);
            assert_close(row[0], &case["expected"]["flow_efficiency"], text(&case["name"]));
            assert_close(row[1], &case["input"]["service_seconds"], text(&case["name"]));
            assert_close(row[2], &Value::from(waited(case)), text(&case["name"]));
        }
    });
}

#[test]
fn handovers_between_units_are_those_of_the_vectors() {
    let cases = cases("flow_small", "handover");
    let mut given = Given::default();
    for (place, case) in cases.iter().enumerate() {
        for (hour, unit) in list(&case["input"]["units"]).iter().enumerate() {
            given.event((&format!("h{place}"), "caso"), &format!("moved@{}", text(unit)), &after_monday(hour as f64 * 3600.0), "");
        }
    }
    block(async {
        let World { lake, snapshot, .. } = given.build(LATER, &["marts.handovers"], Limits::default()).await;
        for (place, case) in cases.iter().enumerate() {
            let sql = format!(
                "SELECT source_unit_id, target_unit_id, n, ping_pong_n FROM marts.handovers WHERE object_type = 'h{place}' ORDER BY source_unit_id, target_unit_id"
            );
            let row = |row: &Value| {
                let counts = ["n", "ping_pong_n"].map(|name| row[name].to_string());
                [[text(&row["source_unit_id"]).to_owned(), text(&row["target_unit_id"]).to_owned()], counts].concat()
            };
            let expected: Vec<Vec<String>> = list(&case["expected"]["rows"]).iter().map(row).collect();
            assert_eq!(ask(&lake, &snapshot, &sql).await, expected, "{}", case["name"]);
        }
    });
}
