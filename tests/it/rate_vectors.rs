//! Rates and their intervals by the functions of SQL, against results that were computed elsewhere.

use mirante_queries::functions::rate::{Z, beta, wilson};
use serde_json::Value;

use crate::{support::repository, vectors::question};

/// Cells of one row as numbers; empty is null.
fn numbers(sql: &str) -> Vec<Option<f64>> {
    question(sql, 1).unwrap()[0].iter().map(|cell| cell.parse().ok()).collect()
}

fn assert_near(name: &str, actual: &[Option<f64>], expected: &[&Value]) {
    let is_near = |(actual, expected): (&Option<f64>, &&Value)| match (actual, expected.as_f64()) {
        (Some(actual), Some(expected)) => (actual - expected).abs() <= 1e-9,
        (actual, expected) => actual.is_none() && expected.is_none(),
    };
    assert!(actual.len() == expected.len() && actual.iter().zip(expected).all(is_near), "{name}: got {actual:?} for {expected:?}");
}

#[test]
fn rates_and_beta_quantiles_are_those_of_the_vectors() {
    let text = std::fs::read_to_string(repository().join("tests/golden/vectors/wilson_beta.json")).unwrap();
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let cases = vectors["cases"].as_array().unwrap();
    for case in cases {
        let (name, input, expected) = (case["name"].as_str().unwrap(), &case["input"], &case["expected"]);
        let number = |key: &str| input[key].as_f64().unwrap();
        match input["kind"].as_str().unwrap() {
            "wilson" => {
                let (k, n) = (input["successes"].as_u64().unwrap(), input["n"].as_u64().unwrap());
                let ends = [&expected["low"], &expected["high"]];
                if number("confidence") == 0.9 {
                    assert_near(name, &numbers(&format!("SELECT wilson_low({k}, {n}), wilson_high({k}, {n})")), &ends);
                } else {
                    // 97.5 % quantile of the normal distribution: an interval of 95 %.
                    let (low, high) = wilson(k, n, 1.959_963_984_540_054).unzip();
                    assert_near(name, &[low, high], &ends);
                }
            }
            "beta" => {
                let (a, b) = (number("alpha"), number("beta"));
                let sql = ["0.05", "0.5", "0.95"].map(|p| format!("beta_quantile({p}, {a:?}, {b:?})")).join(", ");
                assert_near(name, &numbers(&format!("SELECT {sql}")), &["p05", "p50", "p95"].map(|key| &expected[key]));
                let direct = [0.05, 0.5, 0.95].map(|p| beta::quantile(p, a, b));
                assert_near(name, &direct, &["p05", "p50", "p95"].map(|key| &expected[key]));
            }
            "shrunk_rate" => {
                let (k, n, prior, weight) = (number("successes"), number("n"), number("prior"), number("prior_weight"));
                let (a, b) = (weight * prior + k, weight * (1.0 - prior) + n - k);
                let found = numbers(&format!("SELECT beta_quantile(0.05, {a:?}, {b:?}), beta_quantile(0.95, {a:?}, {b:?})"));
                assert_near(name, &[Some(a / (a + b)), found[0], found[1]], &["rate", "low", "high"].map(|key| &expected[key]));
            }
            other => panic!("nobody knows `{other}`"),
        }
    }
    assert_eq!(cases.len(), 31);
}

#[test]
fn intervals_hold_the_rate_and_narrow_with_more_cases() {
    for n in 1..=60_u64 {
        for k in 0..=n {
            let (low, high) = wilson(k, n, Z).unwrap();
            let p = k as f64 / n as f64;
            assert!((0.0..=1.0).contains(&low) && low <= p && p <= high && high <= 1.0, "{k}/{n}: {low} {high}");
            let (tight_low, tight_high) = wilson(4 * k, 4 * n, Z).unwrap();
            assert!(tight_high - tight_low < high - low, "{k}/{n}");
        }
    }
}

#[test]
fn nulls_stay_null_and_what_is_no_count_is_refused() {
    assert_eq!(
        numbers("SELECT wilson_low(CAST(NULL AS BIGINT), 3), wilson_high(1, CAST(NULL AS BIGINT)), beta_quantile(CAST(NULL AS DOUBLE), 1.0, 1.0)"),
        [None, None, None]
    );
    assert_eq!(numbers("SELECT beta_quantile(0.05, 0.0, 4.0), beta_quantile(0.05, 4.0, 0.0)"), [Some(0.0), Some(1.0)]);
    for bad in ["wilson_low(4, 3)", "wilson_high(-1, 3)", "beta_quantile(0.5, 0.0, 0.0)", "beta_quantile(1.5, 1.0, 1.0)"] {
        assert!(question(&format!("SELECT {bad}"), 1).is_err(), "{bad}");
    }
}
