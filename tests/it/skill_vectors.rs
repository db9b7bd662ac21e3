//! Training needs and key people of the vectors: unmet demand, binding requirements, bus factor, concentration.

use std::collections::{BTreeMap, BTreeSet};

use mirante_transform::stats::{
    binding::standing,
    concentration::concentration,
    cover::{Cover, bus_factor, greedy, sole},
    skills::{LEVELS, unmet},
};
use serde_json::Value;

use crate::support::repository;

/// The cases of a file of vectors, of which there must be so many.
fn cases(name: &str, count: usize) -> Vec<Value> {
    let text = std::fs::read_to_string(repository().join(format!("tests/golden/vectors/{name}.json"))).unwrap();
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let cases = vectors["cases"].as_array().unwrap().clone();
    assert_eq!(cases.len(), count, "{name}");
    cases
}

fn near(actual: Option<f64>, expected: &Value, tolerance: f64) -> bool {
    match (actual, expected.as_f64()) {
        (Some(actual), Some(expected)) => (actual - expected).abs() <= tolerance,
        (actual, expected) => actual.is_none() && expected.is_none(),
    }
}

fn levels(value: &Value) -> [i64; LEVELS] {
    let numbers: Vec<i64> = value.as_array().unwrap().iter().map(|number| number.as_i64().unwrap()).collect();
    numbers.try_into().unwrap()
}

#[test]
fn unmet_demand_is_that_of_the_vectors() {
    for case in cases("skill_gap", 35) {
        let (input, expected) = (&case["input"], &case["expected"]);
        let found = unmet(levels(&input["demand_minutes"]), levels(&input["supply_minutes"]));
        assert_eq!(found.from_level, levels(&expected["unmet_by_level_minutes"]), "{}", case["name"]);
        assert_eq!(Some(found.need), expected["unmet_minutes"].as_i64(), "{}", case["name"]);
        assert_eq!(found.binding.map(|level| level as u64), expected["binding_level"].as_u64(), "{}", case["name"]);
        assert!(near(found.rate, &expected["gap_rate"], 1e-9), "{}: {:?}", case["name"], found.rate);
    }
}

/// Skill → number.
fn numbers(value: &Value) -> BTreeMap<&str, i32> {
    value.as_object().unwrap().iter().map(|(name, number)| (name.as_str(), number.as_i64().unwrap() as i32)).collect()
}

#[test]
fn binding_requirements_are_those_of_the_vectors() {
    for case in cases("binding_requirements", 20) {
        let (input, expected) = (&case["input"], &case["expected"]);
        let levels: BTreeMap<&str, BTreeMap<&str, i32>> =
            input["members"].as_object().unwrap().iter().map(|(member, skills)| (member.as_str(), numbers(skills))).collect();
        let members: BTreeSet<&str> = levels.keys().copied().collect();
        let positions = input["positions"].as_u64().unwrap() as usize;
        let found = standing(&members, &levels, &numbers(&input["requirements"]), positions, input["value_centavos"].as_i64().unwrap());
        assert_eq!(Some(found.eligible as u64), expected["eligible_n"].as_u64(), "{}", case["name"]);
        let wanted = expected["requirements"].as_array().unwrap();
        assert_eq!(found.requirements.len(), wanted.len(), "{}", case["name"]);
        for (one, wanted) in found.requirements.iter().zip(wanted) {
            let people: Vec<&str> = wanted["near_miss_member_ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
            assert_eq!(Some(one.skill), wanted["skill_id"].as_str(), "{}", case["name"]);
            assert_eq!(Some(one.eligible_without as u64), wanted["eligible_without_n"].as_u64(), "{}: {}", case["name"], one.skill);
            assert_eq!(Some(one.is_binding), wanted["is_binding"].as_bool(), "{}: {}", case["name"], one.skill);
            assert_eq!(Some(people.len() as u64), wanted["near_miss_n"].as_u64());
            assert_eq!(one.near_misses, people, "{}: {}", case["name"], one.skill);
            assert_eq!(Some(one.value_share), wanted["value_share_centavos"].as_i64(), "{}: {}", case["name"], one.skill);
        }
    }
}

#[test]
fn bus_factors_are_those_of_the_vectors() {
    for case in cases("bus_factor", 18) {
        let (items, expected) = (&case["input"]["items"], &case["expected"]);
        let people = |able: &'_ Value| -> BTreeSet<String> { able.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect() };
        let owned: BTreeMap<String, BTreeSet<String>> = items.as_object().unwrap().iter().map(|(item, able)| (item.clone(), people(able))).collect();
        let cover: Cover<'_> = owned.iter().map(|(item, able)| (item.as_str(), able.iter().map(String::as_str).collect())).collect();
        assert_eq!(bus_factor(&cover, 25).map(|found| found.people as u64), expected["bus_factor"].as_u64(), "{}", case["name"]);
        assert_eq!(bus_factor(&cover, 0).map(|found| found.people as u64), expected["greedy"].as_u64(), "{}", case["name"]);
        let order: Vec<&str> = expected["greedy_order"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        assert_eq!(greedy(&cover), order, "{}", case["name"]);
        let alone: BTreeMap<&str, &str> =
            expected["sole_cover"].as_object().unwrap().iter().map(|(item, id)| (item.as_str(), id.as_str().unwrap())).collect();
        assert_eq!(sole(&cover), alone, "{}", case["name"]);
        let nobody: Vec<&str> = cover.iter().filter(|(_, able)| able.is_empty()).map(|(item, _)| *item).collect();
        let without: Vec<&str> = expected["without_cover"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        assert_eq!(nobody, without, "{}", case["name"]);
    }
}

#[test]
fn concentration_is_that_of_the_vectors() {
    for case in cases("hhi", 8) {
        let amounts: Vec<i64> = case["input"]["amounts"].as_array().unwrap().iter().map(|amount| amount.as_i64().unwrap()).collect();
        let (found, expected) = (concentration(&amounts), &case["expected"]);
        let of = |value: fn(&mirante_transform::stats::concentration::Concentration) -> f64| found.as_ref().map(value);
        let values = [
            ("hhi", of(|found| found.hhi)),
            ("hhi_normalised", of(|found| found.normalised)),
            ("effective_n", of(|found| found.effective)),
            ("top_share", of(|found| found.largest)),
            ("gini", of(|found| found.gini)),
        ];
        for (name, value) in values {
            assert!(near(value, &expected[name], 1e-11), "{}: {name} is {value:?}", case["name"]);
        }
        assert_eq!(found.map_or(0, |found| found.parts as u64), expected["n"].as_u64().unwrap(), "{}", case["name"]);
    }
}
