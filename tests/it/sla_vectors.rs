//! Service levels of the vectors: clocks with pauses, due dates, and instants at which working time has passed.

use std::collections::BTreeMap;

use mirante_queries::engine::Limits;
use serde_json::Value;

use crate::{
    flow_vectors::Given,
    golden::World,
    support::{ask, block, repository},
    vectors::question,
};

fn vectors() -> Value {
    serde_json::from_str(&std::fs::read_to_string(repository().join("tests/golden/vectors/business_time.json")).unwrap()).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[test]
fn what_is_added_is_due_when_the_vectors_say() {
    let vectors = vectors();
    let mut checked = 0;
    for case in vectors["cases"].as_array().unwrap().iter().filter(|case| case["input"]["kind"] == "due") {
        let (input, calendar) = (&case["input"], &vectors["calendars"][text(&case["input"]["calendar"])]);
        let slot = |slot: &Value| format!("{} {} {}", slot["weekday"], slot["start_minute"], slot["end_minute"]);
        let slots: Vec<String> = calendar["slots"].as_array().unwrap().iter().map(slot).collect();
        let days: Vec<&str> = calendar["holidays"].as_array().unwrap().iter().map(|day| text(&day["on"])).collect();
        let sql = format!(
            "SELECT business_add('{};{};{}', arrow_cast('{}', 'Timestamp(Microsecond, Some(\"UTC\"))'), {}000000)",
            text(&calendar["timezone"]),
            slots.join(","),
            days.join(","),
            text(&input["from"]),
            input["seconds"]
        );
        assert_eq!(question(&sql, 1).unwrap()[0][0], text(&case["expected"]["due_at"]), "{}", case["name"]);
        checked += 1;
    }
    assert!(checked >= 10, "only {checked} cases");
}

/// Promises of the vectors: one world for each instant that they are looked at from.
#[test]
fn clocks_and_states_are_those_of_the_vectors() {
    let vectors = vectors();
    let mut by_instant: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for case in vectors["cases"].as_array().unwrap().iter().filter(|case| ["sla", "sla_due"].contains(&text(&case["input"]["kind"]))) {
        by_instant.entry(text(&case["input"]["as_of"])).or_default().push(case);
    }
    assert!(by_instant.values().map(Vec::len).sum::<usize>() >= 22);
    for (as_of, cases) in by_instant {
        block(async {
            let World { lake, snapshot, failed, .. } = given(&vectors, &cases).build(as_of, &["marts.sla"], Limits::default()).await;
            assert!(failed.is_empty(), "{failed:?}");
            for (place, case) in cases.iter().enumerate() {
                let metric = if case["input"]["kind"] == "sla" { "resolucao" } else { "prazo" };
                let sql = format!(
                    "SELECT CAST(elapsed_seconds AS BIGINT), CAST(paused_seconds AS BIGINT), CAST(breach_seconds AS BIGINT), state \
                     FROM marts.sla WHERE object_id = 'i-{place}' AND metric = '{metric}'"
                );
                let expected = &case["expected"];
                let clock = expected.get("clock_seconds").unwrap_or(&expected["elapsed_seconds"]);
                let paused = expected.get("paused_seconds").map_or("0".to_owned(), Value::to_string);
                let wanted = vec![vec![clock.to_string(), paused, expected["breach_seconds"].to_string(), text(&expected["state"]).to_owned()]];
                assert_eq!(ask(&lake, &snapshot, &sql).await, wanted, "{}", case["name"]);
            }
        });
    }
}

/// Tickets of the vectors' cases, each with a service line of its own, so that each has its own target and calendar.
fn given(vectors: &Value, cases: &[&Value]) -> Given {
    let mut given = Given::default();
    let mut rows: [Vec<String>; 5] = Default::default();
    for (place, case) in cases.iter().enumerate() {
        let input = &case["input"];
        let (calendar, closed) = (text(&input["calendar"]), text(&input["to"]));
        let status = if closed.is_empty() { "aberto" } else { "resolvido" };
        let (from, due) = (text(&input["from"]), text(&input["due_at"]));
        rows[0].push(format!("i-{place},chamado,unidade,u-{calendar},l-{place},normal,{from},{due},{closed},{status},false"));
        if let Some(seconds) = input["target_seconds"].as_i64() {
            let reasons: Vec<&str> = input["allowed_reasons"].as_array().unwrap().iter().map(text).collect();
            rows[1].push(format!(
                "t-{place},l-{place},chamado,resolucao,{},{},{calendar},{},2020-01-01",
                seconds / 60,
                input["at_risk_bp"],
                reasons.join("|")
            ));
        }
        let mut pauses: Vec<(&str, &str, &str)> = Vec::new();
        for pause in input["pauses"].as_array().into_iter().flatten() {
            let (from, to, reason) = (text(&pause["from"]), text(&pause["to"]), text(&pause["reason"]));
            // A case is paused for a reason or it is not: pauses of one reason that overlap are one in its events.
            match pauses.iter_mut().find(|last| last.2 == reason && from <= last.1) {
                Some(last) => last.1 = last.1.max(to),
                None => pauses.push((from, to, reason)),
            }
        }
        let id = format!("i-{place}");
        for (from, to, reason) in pauses {
            given.event_by(("chamado", &id), "chamado.paused", from, "", "", reason);
            if !to.is_empty() {
                given.event_by(("chamado", &id), "chamado.resumed", to, "", "", reason);
            }
        }
    }
    for (name, calendar) in vectors["calendars"].as_object().unwrap() {
        rows[2].push(format!("u-{name},coop,{name},nucleo,{name},2020-01-01"));
        for slot in calendar["slots"].as_array().unwrap() {
            rows[3].push(format!("{name},{},{},{},{}", slot["weekday"], slot["start_minute"], slot["end_minute"], text(&calendar["timezone"])));
        }
        rows[4].extend(calendar["holidays"].as_array().unwrap().iter().map(|day| format!("{name},{},Feriado,nacional", text(&day["on"]))));
    }
    let heads = [
        (
            "raw.work_items.csv",
            "work_item_id,kind,requester_type,owner_unit_id,service_line_id,priority,opened_at,due_at,done_at,status,is_automated",
        ),
        ("raw.sla_targets.csv", "sla_id,service_line_id,process,metric,target_minutes,at_risk_bp,calendar_id,pause_reasons,valid_from_on"),
        ("raw.units.csv", "unit_id,cooperative_id,name,kind,calendar_id,founded_on"),
        ("raw.calendars.csv", "calendar_id,weekday,start_minute,end_minute,timezone"),
        ("raw.holidays.csv", "calendar_id,holiday_on,name,scope"),
    ];
    given.files.extend(heads.iter().zip(rows).map(|((name, head), rows)| (*name, format!("{head}\n{}\n", rows.join("\n")))));
    given
}
