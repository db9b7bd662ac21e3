//! Writers at work while a cursor reads: nothing lost, nothing doubled, whatever order they commit in.

use std::time::Duration;

use super::{COUNTS, ITEMS, project, server::server};
use crate::support::{Random, block, seed, size};

const COUNT: &str = "SELECT count(*) FROM staging.work_items";

#[test]
fn a_row_that_is_committed_late_is_not_lost() {
    let columns = format!("{ITEMS}; ALTER TABLE item ADD versao bigint GENERATED ALWAYS AS IDENTITY; CREATE TABLE outra (n int)");
    for (cursor, lag) in [("mudou", "0s"), ("versao", "0")] {
        let database = server().database(&format!("atraso_{cursor}"), &columns);
        let project = project(&database, &format!("cursor = '{cursor}'\nlag = '{lag}'"));
        block(async {
            // One has written and waits; another has drawn its time and number, and has not written yet.
            let (writer, thinker) = (database.connect().await, database.connect().await);
            writer.batch_execute("BEGIN; INSERT INTO item VALUES (1, 'u1')").await.unwrap();
            thinker.batch_execute("BEGIN; SELECT now()").await.unwrap();
            let quick = database.connect().await;
            quick.batch_execute("INSERT INTO item VALUES (2, 'u1'), (3, 'u1')").await.unwrap();
            project.run(&["run"]).succeeds();
            assert_eq!(project.one(COUNT), "2");
            quick.batch_execute("INSERT INTO item VALUES (4, 'u1')").await.unwrap();
            project.run(&["run"]).succeeds();
            assert_eq!(project.one(COUNT), "3");
            writer.batch_execute("COMMIT").await.unwrap();
            thinker.batch_execute("INSERT INTO item VALUES (5, 'u1'); COMMIT").await.unwrap();
            project.run(&["run"]).succeeds();
            assert_eq!(project.one(COUNT), "5", "{cursor}");
            // A prepared transaction hides when it began: the cursor stays where it is.
            quick.batch_execute("BEGIN; INSERT INTO item VALUES (6, 'u1'); PREPARE TRANSACTION 'p'").await.unwrap();
            quick.batch_execute("INSERT INTO item VALUES (7, 'u1')").await.unwrap();
            project.run(&["run"]).succeeds();
            quick.batch_execute("INSERT INTO item VALUES (8, 'u1')").await.unwrap();
            project.run(&["run"]).succeeds();
            quick.batch_execute("COMMIT PREPARED 'p'").await.unwrap();
            project.run(&["run"]).succeeds();
            assert_eq!(project.one(COUNT), "8", "{cursor}");
        });
    }
}

#[test]
fn a_long_transaction_holds_the_cursor_and_its_end_lets_it_go() {
    let database = server().database(
        "longa",
        &format!("{ITEMS}; INSERT INTO item SELECT n, 'u1', now(), n, 1, now() - interval '1 hour' FROM generate_series(1, 50) n"),
    );
    let project = project(&database, "cursor = 'mudou'");
    block(async {
        let idle = database.connect().await;
        idle.batch_execute("BEGIN; SELECT now()").await.unwrap();
        database.connect().await.batch_execute("INSERT INTO item VALUES (100, 'u1')").await.unwrap();
        project.run(&["run"]).succeeds();
        let held = project.one("SELECT cursor_to FROM meta.batches ORDER BY started_at DESC LIMIT 1");
        let oldest = idle.query_one("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS')", &[]).await.unwrap();
        assert!(held < oldest.get::<_, String>(0), "{held} passes the open transaction");
        idle.batch_execute("COMMIT").await.unwrap();
    });
    // A run with nothing new moves no cursor by itself.
    project.run(&["run"]).succeeds().says(&["Nada mudou"]);
    assert_eq!(project.rows(COUNTS)[0][0], "51");
}

/// Promise I8, small: transactions of up to 300 ms, commit order ≠ number order ≠ time order, equal times, marks of deletion.
fn writers(cursor: &str, lag: &str) {
    const WRITERS: usize = 6;
    let each = size("MIRANTE_WRITES", 25);
    let database =
        server().database(&format!("escritores_{cursor}"), &format!("{ITEMS}; ALTER TABLE item ADD versao bigint; CREATE SEQUENCE versoes"));
    let project = project(&database, &format!("cursor = '{cursor}'\nlag = '{lag}'\ndeleted = 'apagado'"));
    let seed = seed("writers");
    let write = |writer: usize| {
        let database = &database;
        async move {
            let (client, mut random) = (database.connect().await, Random::new(seed.wrapping_mul(writer as u64 * 2 + 3)));
            for n in 0..each {
                let id = writer * 1_000_000 + n;
                let (early, late) = (random.below(150) as u64, random.below(150) as u64);
                // The time is the transaction's, or the statement's, and the number may be drawn before the first row is written.
                let time = ["now()", "clock_timestamp()", "date_trunc('second', now() + interval '1 second')"][random.below(3)];
                client.batch_execute("BEGIN; SELECT nextval('versoes')").await.unwrap();
                tokio::time::sleep(Duration::from_millis(early)).await;
                client
                    .batch_execute(&format!("INSERT INTO item VALUES ({id}, 'u1', now(), {n}, 1, {time}, NULL, currval('versoes'))"))
                    .await
                    .unwrap();
                if n > 0 && random.below(4) == 0 {
                    let earlier = id - 1 - random.below(n.min(3));
                    let what = ["valor = valor + 1000", "apagado = now()"][random.below(2)];
                    client
                        .batch_execute(&format!("UPDATE item SET {what}, mudou = {time}, versao = nextval('versoes') WHERE id = {earlier}"))
                        .await
                        .unwrap();
                }
                tokio::time::sleep(Duration::from_millis(late)).await;
                client.batch_execute(if random.below(12) == 0 { "ROLLBACK" } else { "COMMIT" }).await.unwrap();
            }
        }
    };
    let is_over = std::sync::atomic::AtomicBool::new(false);
    let readers = std::thread::scope(|scope| {
        let runs = scope.spawn(|| {
            let mut runs = 0;
            while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                project.run(&["ingest"]).succeeds();
                runs += 1;
            }
            runs
        });
        scope.spawn(|| {
            block(futures::future::join_all((0..WRITERS).map(write)));
            is_over.store(true, std::sync::atomic::Ordering::Relaxed);
        });
        runs.join().unwrap()
    });
    assert!(readers > 1, "{readers} runs");
    project.run(&["run"]).succeeds();
    let expected = block(async {
        let rows = database
            .connect()
            .await
            .query("SELECT id::text, valor::text FROM item WHERE apagado IS NULL ORDER BY id::text COLLATE \"C\"", &[])
            .await
            .unwrap();
        rows.iter().map(|row| vec![row.get::<_, String>(0), row.get::<_, String>(1)]).collect::<Vec<_>>()
    });
    assert!(expected.len() > 80);
    // The newest content of every key, and no key twice.
    let found = project.rows("SELECT work_item_id, amount FROM staging.work_items ORDER BY work_item_id");
    assert_eq!(found, expected, "{cursor}, MIRANTE_SEED={seed}");
}

#[test]
fn writers_lose_no_row_to_a_cursor_of_times() {
    writers("mudou", "2s");
}

#[test]
fn writers_lose_no_row_to_a_cursor_of_numbers() {
    writers("versao", "0");
}
