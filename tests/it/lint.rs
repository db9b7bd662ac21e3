//! The money lint: our models are clean, and every planted fault is caught.

use std::sync::Arc;

use mirante_data::{Lake, Snapshot};
use mirante_queries::{
    Engine,
    engine::{Limits, Shape},
};
use mirante_transform::{Graph, build};

use crate::support::block;

/// Findings of the lint for one text over the contracts' columns.
fn findings(sql: &str) -> Vec<String> {
    let objects = mirante_data::object_store::memory::InMemory::new();
    let lake = Arc::new(Lake::new(Arc::new(mirante_data::lake::RemoteStore::new(Arc::new(objects)))));
    let nothing = Snapshot { manifest: None, lists: Default::default(), alarms: Vec::new() };
    block(async {
        let engine = Engine::open(&lake, &nothing, None, &mirante_transform::builtin().unwrap(), Shape::Stored, Limits::default()).unwrap();
        engine.plan("test", sql).await.unwrap_or_else(|error| panic!("{sql}: {error}")).findings.iter().map(ToString::to_string).collect()
    })
}

#[test]
fn the_models_are_clean() {
    block(async {
        let graph = Graph::of(mirante_transform::builtin().unwrap()).await.unwrap();
        build::lint(&graph).unwrap();
    });
}

#[test]
fn twenty_planted_faults_are_caught() {
    let faults = [
        "SELECT SUM(amount) FROM staging.ledger_entries",
        "SELECT account_code, SUM(amount) FROM staging.ledger_entries GROUP BY account_code",
        "SELECT AVG(amount) FROM staging.titles",
        "SELECT median(amount) FROM staging.titles",
        "SELECT approx_percentile_cont(CAST(minutes AS DOUBLE), 0.5) FROM (SELECT planned_minutes AS minutes FROM staging.opportunities)",
        "SELECT percentile_cont(CAST(planned_minutes AS DOUBLE), 0.5) FROM staging.opportunities",
        "SELECT approx_distinct(title_id) FROM staging.titles",
        "SELECT approx_median(planned_minutes) FROM staging.opportunities",
        "SELECT amount / 3 FROM staging.titles",
        "SELECT amount / paid_amount FROM staging.titles",
        "SELECT CAST(amount AS DOUBLE) FROM staging.titles",
        "SELECT CAST(amount AS REAL) * 0.5 FROM staging.titles",
        "SELECT title_id FROM staging.titles WHERE CAST(amount AS DOUBLE) > 1",
        "SELECT title_id FROM staging.titles ORDER BY amount / 2",
        "SELECT SUM(planned_minutes) FROM staging.opportunities",
        "SELECT SUM(amount) OVER (ORDER BY title_id) FROM staging.titles",
        "WITH a AS (SELECT SUM(amount) AS s FROM staging.titles) SELECT s FROM a",
        "SELECT title_id FROM staging.titles WHERE amount > (SELECT AVG(amount) FROM staging.titles)",
        "SELECT title_id FROM staging.titles WHERE title_id IN (SELECT title_id FROM staging.titles GROUP BY title_id HAVING SUM(amount) > 1)",
        "SELECT sum_checked(DISTINCT amount) FROM staging.titles",
        "SELECT amount FROM staging.titles UNION ALL SELECT amount / 2 FROM staging.titles",
        "SELECT t.amount FROM staging.titles AS t INNER JOIN staging.invoices AS i ON i.amount / 2 = t.amount",
    ];
    let missed: Vec<&str> = faults.into_iter().filter(|sql| findings(sql).is_empty()).collect();
    assert!(missed.is_empty(), "the lint let these pass:\n{}", missed.join("\n"));
}

#[test]
fn exact_texts_pass() {
    for sql in [
        "SELECT sum_checked(amount) FROM staging.titles",
        "SELECT COUNT(*) FROM staging.titles WHERE amount > 10",
        "SELECT percentile(CAST(planned_minutes AS DOUBLE), 0.5) FROM staging.opportunities",
        "SELECT amount - paid_amount - written_off_amount AS open_amount FROM staging.titles",
    ] {
        assert_eq!(findings(sql), Vec::<String>::new(), "{sql}");
    }
}
