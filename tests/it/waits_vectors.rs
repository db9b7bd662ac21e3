//! Vectors of waiting: its causes, conformance, and how alike units work, through the whole chain from raw rows to marts.

use mirante_data::canonical::{instant, parse_instant};
use mirante_queries::engine::Limits;
use serde_json::Value;

use crate::{
    flow_vectors::{DONE, Given, LATER, assert_close, cases, list, text, vectors},
    golden::World,
    support::{ask, block},
};

/// The causes in the order of the columns.
const CAUSES: [&str; 11] = [
    "wait_batching_seconds",
    "wait_contention_seconds",
    "wait_prioritisation_seconds",
    "wait_unavailability_seconds",
    "wait_client_seconds",
    "wait_third_party_seconds",
    "wait_registration_seconds",
    "wait_approval_seconds",
    "wait_document_seconds",
    "wait_system_seconds",
    "wait_other_seconds",
];

/// The calendar of the vectors, and a unit that keeps it.
fn working_hours(given: &mut Given) {
    let geral = &vectors("business_time")["calendars"]["geral"];
    let slots = list(&geral["slots"])
        .iter()
        .map(|slot| format!("geral,{},{},{},{}\n", slot["weekday"], slot["start_minute"], slot["end_minute"], text(&geral["timezone"])));
    let days = list(&geral["holidays"]).iter().map(|day| format!("geral,{},Feriado,nacional\n", text(&day["on"])));
    given.files.push(("raw.calendars.csv", "calendar_id,weekday,start_minute,end_minute,timezone\n".to_owned() + &slots.collect::<String>()));
    given.files.push(("raw.holidays.csv", "calendar_id,holiday_on,name,scope\n".to_owned() + &days.collect::<String>()));
    let unit = "unit_id,cooperative_id,name,kind,calendar_id,founded_on\nnucleo,coop,Núcleo,nucleo,geral,2020-01-01\n";
    given.files.push(("raw.units.csv", unit.to_owned()));
}

/// One vector of waiting as events: a visit, its work and pauses, and what else its person did.
fn tell(given: &mut Given, place: usize, input: &Value, absences: &mut String) {
    let (id, actor) = (place.to_string(), format!("pessoa-{place}"));
    let object = (text(&input["nature"]), id.as_str());
    given.event(object, "opened@nucleo", text(&input["entered_at"]), "");
    for work in list(&input["work"]) {
        given.event_by(object, "worked", text(&work["to"]), text(&work["from"]), &actor, "");
    }
    for pause in list(&input["pauses"]) {
        let reason = text(&pause["reason"]);
        given.event_by(object, &format!("{}.paused", object.0), text(&pause["from"]), "", "", reason);
        if !pause["to"].is_null() {
            given.event_by(object, &format!("{}.resumed", object.0), text(&pause["to"]), "", "", reason);
        }
    }
    let started_at = text(&input["work_started_at"]);
    if let Some(exited_at) = input["exited_at"].as_str() {
        // Where the work is told by itself, what ends the visit is only its end.
        let (by, since) = if list(&input["work"]).is_empty() && !started_at.is_empty() { (actor.as_str(), started_at) } else { ("", "") };
        given.event_by(object, "done", exited_at, since, by, "");
    }
    for (number, other) in list(&input["actor_work"]).iter().enumerate() {
        let other_id = format!("{place}-{number}");
        given.event(("outro", &other_id), "opened@nucleo", text(&other["enabled_at"]), "");
        given.event_by(("outro", &other_id), "outro.done", text(&other["ended_at"]), text(&other["started_at"]), &actor, "");
    }
    // The other members of a batch: work of the same kind at the same time.
    for (number, enabled_at) in list(&input["batch_enabled_at"]).iter().enumerate().filter(|(_, at)| **at != input["entered_at"]) {
        let other_id = format!("{place}-lote-{number}");
        given.event((object.0, &other_id), "opened@nucleo", text(enabled_at), "");
        given.event_by((object.0, &other_id), "done", started_at, started_at, &actor, "");
    }
    for absence in list(&input["unavailable"]) {
        // Whole days of São Paulo, which begin at three in UTC.
        let (from, to) = (text(&absence["from"]), text(&absence["to"]));
        assert!(from.ends_with("T03:00:00Z") && to.ends_with("T03:00:00Z"), "{absence}");
        let last = instant(parse_instant(to).unwrap() - 86_400_000_000)[..10].to_owned();
        absences.push_str(&format!("{actor},nucleo,2020-01-01,licenca,{},{last},false\n", &from[..10]));
    }
}

#[test]
fn waiting_and_its_causes_are_those_of_the_vectors() {
    let cases = cases("flow_small", "waiting");
    let mut given = Given::default();
    for nature in ["espera", "trabalho"] {
        given.process(nature, nature, DONE);
    }
    given.process("outro", "espera", [&["opened"], &["outro.done"], &[], &[]]);
    let mut members = "member_id,unit_id,joined_on,status,leave_from_on,leave_to_on,is_protected_leave\n".to_owned();
    for (place, case) in cases.iter().enumerate() {
        assert_eq!((text(&case["input"]["calendar"]), text(&case["input"]["as_of"])), ("geral", LATER), "{}", case["name"]);
        tell(&mut given, place, &case["input"], &mut members);
    }
    working_hours(&mut given);
    given.files.push(("raw.members.csv", members));
    block(async {
        let World { lake, snapshot, failed, .. } = given.build(LATER, &["marts.case_waits"], Limits::default()).await;
        assert!(failed.is_empty(), "{failed:?}");
        let stages = ["business_seconds", "service_seconds", "paused_seconds"];
        let names: Vec<&str> = stages.iter().copied().chain(["waiting_seconds"]).chain(CAUSES).collect();
        let columns = [
            stages.map(|name| format!("stages.{name}")).join(", "),
            names[3..].iter().map(|name| format!("waits.{name}")).collect::<Vec<_>>().join(", "),
        ];
        let sql = format!(
            "SELECT stages.object_id, {} FROM marts.case_stages AS stages INNER JOIN marts.case_waits AS waits \
             ON waits.process = stages.process AND waits.object_id = stages.object_id AND waits.visit_no = stages.visit_no \
             WHERE stages.process <> 'outro'",
            columns.join(", ")
        );
        let rows = ask(&lake, &snapshot, &sql).await;
        for (place, case) in cases.iter().enumerate() {
            let row = rows.iter().find(|row| row[0] == place.to_string()).unwrap();
            for (name, cell) in names.iter().zip(&row[1..]) {
                assert_close(cell.parse().ok(), &case["expected"][*name], &format!("{} {name}", case["name"]));
            }
        }
    });
}

#[test]
fn gains_of_causes_are_those_of_the_vectors() {
    let cases = cases("flow_small", "efficiency");
    let mut given = Given::default();
    let hour = |seconds: i64| instant((1_772_420_400 + seconds) * 1_000_000);
    for (place, case) in cases.iter().enumerate() {
        let name = format!("e{place}");
        given.process(&name, "trabalho", DONE);
        let service = case["input"]["service_seconds"].as_i64().unwrap();
        let causes = case["input"]["waiting_seconds_by_cause"].as_object().unwrap();
        let client = causes.get("client").and_then(Value::as_i64).unwrap_or_default();
        let waiting: i64 = causes.values().filter_map(Value::as_i64).sum();
        given.event((&name, "caso"), "opened", &hour(0), "");
        given.event((&name, "caso"), "worked", &hour(service), &hour(0));
        given.event_by((&name, "caso"), &format!("{name}.paused"), &hour(service), "", "", "cliente");
        given.event((&name, "caso"), &format!("{name}.resumed"), &hour(service + client), "");
        given.event((&name, "caso"), "done", &hour(service + waiting), "");
    }
    block(async {
        let World { lake, snapshot, failed, .. } = given.build(LATER, &["marts.waiting_causes"], Limits::default()).await;
        assert!(failed.is_empty(), "{failed:?}");
        for (place, case) in cases.iter().enumerate() {
            for (cause, expected) in case["expected"]["gain"].as_object().unwrap() {
                let code = if cause == "client" { "cliente" } else { "outro" };
                let sql = format!("SELECT efficiency_gain FROM marts.waiting_causes WHERE process = 'e{place}' AND cause = '{code}'");
                let rows = ask(&lake, &snapshot, &sql).await;
                assert_close(rows[0][0].parse().ok(), expected, &format!("{} {cause}", case["name"]));
            }
        }
    });
}

#[test]
fn conformance_is_that_of_the_vectors() {
    let cases = cases("flow_small", "conformance");
    let mut given = Given::default();
    for (place, case) in cases.iter().enumerate() {
        let (name, input) = (format!("c{place}"), &case["input"]);
        let pairs = list(&input["allowed"]);
        let finals = if input["is_closed"] == true { list(&input["event_types"]).last().map(text).unwrap_or_default() } else { "never" };
        let toml = format!(
            "process = '{name}'\nlabel = 'P | P'\nobject_type = '{name}'\nfinal = ['{finals}']\nmandatory = {}\ntransitions = {}\n\
             [[stages]]\nkey = 'etapa'\nlabel = 'E | S'\nenter = ['requested']\nexit = ['ordered']\nother_exits = []\nnature = 'espera'\n",
            input["mandatory"],
            Value::Array(pairs.clone())
        );
        given.processes.push((name.clone(), toml));
        for (hour, word) in list(&input["event_types"]).iter().enumerate() {
            given.event((&name, "caso"), text(word), &format!("2026-03-02T{:02}:00:00Z", hour + 10), "");
        }
    }
    block(async {
        let World { lake, snapshot, failed, .. } = given.build(LATER, &["marts.conformance"], Limits::default()).await;
        assert!(failed.is_empty(), "{failed:?}");
        let listed = |value: &Value| list(value).iter().map(text).collect::<Vec<_>>().join("|");
        for (place, case) in cases.iter().enumerate() {
            let expected = &case["expected"];
            let sql = format!(
                "SELECT transitions_n, deviations_n, fitness, array_to_string(deviations, '|'), array_to_string(skipped_mandatory, '|'), is_conforming \
                 FROM marts.conformance WHERE process = 'c{place}'"
            );
            let rows = ask(&lake, &snapshot, &sql).await;
            assert_eq!(rows.len(), 1, "{}", case["name"]);
            let row = &rows[0];
            assert_eq!([&row[0], &row[1]], [&expected["transitions_n"].to_string(), &expected["deviations_n"].to_string()], "{}", case["name"]);
            assert_close(row[2].parse().ok(), &expected["fitness"], text(&case["name"]));
            assert_eq!([&row[3], &row[4]], [&listed(&expected["deviations"]), &listed(&expected["skipped_mandatory"])], "{}", case["name"]);
            assert_eq!(row[5], expected["is_conforming"].to_string(), "{}", case["name"]);
        }
    });
}

#[test]
fn how_alike_units_work_is_that_of_the_vectors() {
    let cases = cases("finance_satisfaction", "jensen_shannon");
    let mut given = Given::default();
    let mut objects = 0;
    for (place, case) in cases.iter().enumerate() {
        let name = format!("j{place}");
        given.processes.push((
            name.clone(),
            format!(
                "process = '{name}'\nlabel = 'P | P'\nobject_type = '{name}'\nfinal = ['B', 'C']\n\
                 [[stages]]\nkey = 'etapa'\nlabel = 'E | S'\nenter = ['A']\nexit = ['B']\nother_exits = ['C']\nnature = 'espera'\n"
            ),
        ));
        for (side, unit) in [("unit", "meu"), ("all_others", "outro")] {
            for (path, count) in case["input"][side].as_object().unwrap() {
                for _ in 0..count.as_i64().unwrap() {
                    objects += 1;
                    let id = format!("{unit}-{objects}");
                    for (hour, word) in path.split('>').enumerate() {
                        given.event((&name, &id), &format!("{word}@{unit}"), &format!("2026-03-02T{:02}:00:00Z", hour + 10), "");
                    }
                }
            }
        }
    }
    block(async {
        let World { lake, snapshot, failed, .. } = given.build(LATER, &["marts.standardisation"], Limits::default()).await;
        assert!(failed.is_empty(), "{failed:?}");
        for (place, case) in cases.iter().enumerate() {
            let sql = format!("SELECT distance FROM marts.standardisation WHERE process = 'j{place}' AND unit_id = 'meu'");
            let rows = ask(&lake, &snapshot, &sql).await;
            assert_close(rows[0][0].parse().ok(), &case["expected"]["distance"], text(&case["name"]));
        }
    });
}
