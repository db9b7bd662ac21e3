//! Promise I7: a source that is cut off while it is read harms nothing. After any number of cuts either nothing of it is in
//! the lake, or all of it, and a run in peace gives what a clean run gives.
//!
//! `MIRANTE_CUTS` is the number of cuts of each database; 40 of all of them on every change, 200 in the long run.

use std::sync::atomic::Ordering;

use crate::{
    mysql, postgres,
    proxy::proxy,
    support::{Project, Random, seed, size},
};

const ROWS: u32 = 3_000;

/// Cuts connections to `port` at random bytes of what the server says, up to `most` of them.
fn cut(name: &str, port: u16, most: usize, toml: impl Fn(u16, &str) -> String) {
    let cuts = size("MIRANTE_CUTS", 20);
    let seed = seed(name);
    let mut random = Random::new(seed);
    let state = |project: &Project| project.rows("SELECT work_item_id, owner_unit_id, amount FROM raw.work_items ORDER BY 1").concat().join(" ");
    let clean = Project::new(&toml(port, ""));
    clean.run(&["ingest"]).succeeds();
    let expected = state(&clean);
    let (mut done, mut whole, mut nothing) = (0, 0, 0);
    while done < cuts {
        // One to five connections break off, the first four of them within one run's patience.
        let plan: Vec<usize> = (0..=random.below(5)).map(|_| 1 + random.below(most)).collect();
        let planned = plan.len();
        let (through, taken) = proxy(port, plan.clone());
        let cursor = ["", "cursor = 'mudou'", "cursor = 'id'"][random.below(3)];
        let project = Project::new(&toml(through, cursor));
        let ran = project.run(&["ingest"]);
        let connections = taken.load(Ordering::SeqCst);
        let about = format!("{name}, MIRANTE_SEED={seed}, cut at {plan:?}, {cursor}: {}", ran.err());
        assert!(connections <= 5, "{about}");
        done += connections.min(planned);
        match ran.code() {
            0 => {
                whole += 1;
                assert_eq!(state(&project), expected, "{about}");
            }
            3 => {
                nothing += 1;
                ran.says(&["M0313", "estoque"]);
                assert!(!project.path().join("lake/versions").exists() || project.one("SELECT count(*) FROM meta.batches") == "0", "{about}");
            }
            other => panic!("exit {other}: {about}"),
        }
        // In peace: whatever was left of the plan is used up by then.
        let peace = (0..6).find(|_| project.run(&["ingest"]).code() == 0);
        assert!(peace.is_some(), "{about}");
        assert_eq!(state(&project), expected, "{about}");
    }
    println!("{name}: {done} cuts, {whole} runs whole, {nothing} with nothing");
}

#[test]
fn a_postgres_that_is_cut_off_harms_nothing() {
    let rows = format!("INSERT INTO item SELECT n, 'u' || n % 9, '2026-03-02', n, 1, '2026-03-02' FROM generate_series(1, {ROWS}) n");
    let database = postgres::server::server().database("cortados", &format!("{}; {rows}", postgres::ITEMS));
    cut("postgres_cuts", database.server.port, 140_000, |port, cursor| {
        postgres::items(&database.connection_at(port, "user = 'postgres', tls = 'disable'"), "SELECT * FROM item", cursor)
    });
}

#[test]
fn a_mysql_that_is_cut_off_harms_nothing() {
    let database = mysql::server::server().database("cortados", &format!("{}; {}", mysql::ITEMS, mysql::many(ROWS)));
    cut("mysql_cuts", database.server.port, 140_000, |port, cursor| {
        mysql::items(&database.connection_at(port, "user = 'root', tls = 'disable'"), "SELECT * FROM item", cursor)
    });
}
