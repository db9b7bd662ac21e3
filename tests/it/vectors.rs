//! Test vectors with their expected results: percentiles, and sums that are exact or refuse.

use std::sync::Arc;

use mirante_data::{Lake, Snapshot};
use mirante_queries::{
    Engine, QueryError,
    engine::{Limits, Shape},
    functions::percentile::type7,
};
use serde_json::Value;

use crate::support::{block, repository, texts};

/// One row of one question over an empty lake.
pub fn question(sql: &str, threads: usize) -> Result<Vec<Vec<String>>, QueryError> {
    let objects = mirante_data::object_store::memory::InMemory::new();
    let lake = Arc::new(Lake::new(Arc::new(mirante_data::lake::RemoteStore::new(Arc::new(objects)))));
    let nothing = Snapshot { manifest: None, lists: Default::default(), alarms: Vec::new() };
    let limits = Limits { threads, ..Limits::default() };
    block(async {
        let engine = Engine::open(&lake, &nothing, None, &mirante_transform::builtin().unwrap(), Shape::Stored, limits).unwrap();
        engine.rows("test", sql).await.map(|(_, rows)| texts(&rows))
    })
}

#[test]
fn percentiles_are_type_7() {
    let text = std::fs::read_to_string(repository().join("tests/golden/vectors/percentiles_type7.json")).unwrap();
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let mut checked = 0;
    for case in vectors["cases"].as_array().unwrap() {
        let values: Vec<Option<f64>> = case["input"]["x"].as_array().unwrap().iter().map(Value::as_f64).collect();
        let mut sorted: Vec<f64> = values.iter().copied().flatten().collect();
        sorted.sort_by(f64::total_cmp);
        for (key, expected) in case["expected"].as_object().unwrap() {
            let p = key[1..].parse::<f64>().unwrap() / 100.0;
            let close = |actual: Option<f64>| match (actual, expected.as_f64()) {
                (Some(actual), Some(expected)) => (actual - expected).abs() <= 1e-9 * expected.abs().max(1.0),
                (actual, expected) => actual == expected,
            };
            assert!(close(type7(&sorted, p)), "{}: {key}", case["name"]);
            let listed: Vec<String> =
                values.iter().map(|value| value.map_or("(CAST(NULL AS DOUBLE))".into(), |value| format!("(CAST({value:?} AS DOUBLE))"))).collect();
            if !listed.is_empty() {
                let row = question(&format!("SELECT percentile(x, {p}) FROM (VALUES {}) AS t(x)", listed.join(", ")), 1).unwrap();
                assert!(close(row[0][0].parse().ok()), "{} by SQL: {key} gave {row:?}", case["name"]);
            }
            checked += 1;
        }
    }
    assert!(checked >= 100, "only {checked} values were checked");
}

#[test]
fn percentiles_do_not_depend_on_partitions() {
    let sql = "SELECT value % 7 AS k, percentile(CAST(value AS DOUBLE), 0.85) FROM generate_series(1, 50000) GROUP BY k ORDER BY k";
    let one = question(sql, 1).unwrap();
    assert_eq!(one.len(), 7);
    for threads in [2, 4, 16] {
        assert_eq!(question(sql, threads).unwrap(), one, "{threads} partitions");
    }
    for bad in ["percentile(1.0, 1.5)", "percentile(1.0, value)", "percentile(DISTINCT 1.0, 0.5)"] {
        assert!(question(&format!("SELECT {bad} FROM generate_series(1, 3)"), 1).is_err(), "{bad}");
    }
}

#[test]
fn sums_are_exact_or_refuse() {
    let one = |sql: &str| question(sql, 2).map(|rows| rows[0][0].clone());
    assert_eq!(one("SELECT sum_checked(CAST(x AS DECIMAL(18,2))) FROM (VALUES (0.1), (0.2), (NULL)) AS t(x)").unwrap(), "0.30");
    assert_eq!(one("SELECT sum_checked(x) FROM (VALUES (9223372036854775806), (1)) AS t(x)").unwrap(), "9223372036854775807");
    assert_eq!(one("SELECT sum_checked(x) FROM (VALUES (CAST(NULL AS BIGINT))) AS t(x)").unwrap(), "", "a sum of nothing is null");
    let overflows = [
        "SELECT sum_checked(x) FROM (VALUES (9223372036854775807), (1)) AS t(x)",
        "SELECT sum_checked(x) FROM (VALUES (-9223372036854775807), (-2)) AS t(x)",
        "SELECT sum_checked(CAST(x AS DECIMAL(38,0))) FROM (VALUES ('99999999999999999999999999999999999999'), ('1')) AS t(x)",
        "SELECT k, sum_checked(x) FROM (VALUES (1, 9223372036854775807), (1, 1), (2, 1)) AS t(k, x) GROUP BY k",
    ];
    for sql in overflows {
        let error = question(sql, 2).unwrap_err().to_string();
        assert!(error.contains("sum_checked"), "{sql}: {error}");
    }
    assert!(question("SELECT sum_checked(CAST(x AS DOUBLE)) FROM (VALUES (1)) AS t(x)", 1).is_err(), "floats are not summed as money");
}

#[test]
fn sums_can_be_taken_back_and_do_not_depend_on_partitions() {
    let sliding =
        "SELECT sum_checked(value) OVER (ORDER BY value ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM generate_series(1, 5) ORDER BY value";
    let sums: Vec<String> = question(sliding, 1).unwrap().into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(sums, ["1", "3", "5", "7", "9"]);
    let grouped = "SELECT value % 3 AS k, sum_checked(value) FILTER (WHERE value % 2 = 0), sum_checked(CAST(value AS DECIMAL(18,2))) FROM generate_series(1, 20000) GROUP BY k ORDER BY k";
    let one = question(grouped, 1).unwrap();
    let plain: i64 = (1..=20_000_i64).filter(|value| value % 3 == 1 && value % 2 == 0).sum();
    assert_eq!(one[1][1], plain.to_string());
    for threads in [2, 4, 16] {
        assert_eq!(question(grouped, threads).unwrap(), one, "{threads} partitions");
    }
}
