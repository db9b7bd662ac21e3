//! Writers at work while a cursor reads: nothing lost, nothing doubled, whatever order they commit in.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use mysql_async::prelude::Queryable;

use super::{ITEMS, project, run, server::server};
use crate::support::{Random, block, seed, size};

const COUNT: &str = "SELECT count(*) FROM staging.work_items";

#[test]
fn a_row_that_is_committed_late_is_not_lost() {
    for (cursor, lag) in [("mudou", "0s"), ("versao", "0")] {
        let database = server().database(&format!("atraso_{cursor}"), &format!("{ITEMS}; ALTER TABLE item ADD versao bigint AUTO_INCREMENT UNIQUE"));
        let project = project(&database, &format!("cursor = '{cursor}'\nlag = '{lag}'"));
        block(async {
            // One has written and waits; another waits for a table, with its time already drawn.
            let (mut writer, mut quick) = (database.connect().await, database.connect().await);
            run(&mut writer, "BEGIN; INSERT INTO item (id, onde) VALUES (1, 'u1')").await;
            run(&mut quick, "INSERT INTO item (id, onde) VALUES (2, 'u1'), (3, 'u1')").await;
            project.run(&["run"]).succeeds();
            assert_eq!(project.one(COUNT), "2");
            run(&mut quick, "INSERT INTO item (id, onde) VALUES (4, 'u1')").await;
            project.run(&["run"]).succeeds();
            assert_eq!(project.one(COUNT), "3");
            run(&mut writer, "COMMIT").await;
            project.run(&["run"]).succeeds();
            assert_eq!(project.one(COUNT), "4", "{cursor}");
            // A prepared transaction outlives its connection.
            run(&mut writer, "XA START 'p'; INSERT INTO item (id, onde) VALUES (6, 'u1'); XA END 'p'; XA PREPARE 'p'").await;
            writer.disconnect().await.unwrap();
            run(&mut quick, "INSERT INTO item (id, onde) VALUES (7, 'u1')").await;
            project.run(&["run"]).succeeds();
            run(&mut quick, "INSERT INTO item (id, onde) VALUES (8, 'u1')").await;
            project.run(&["run"]).succeeds();
            run(&mut quick, "XA COMMIT 'p'").await;
            project.run(&["run"]).succeeds();
            assert_eq!(project.one(COUNT), "7", "{cursor}");
        });
    }
}

#[test]
fn a_long_transaction_holds_the_cursor_whatever_the_servers_own_clock_says() {
    let database = server().database("longa", &format!("{ITEMS}; {}", super::many(50)));
    let project = project(&database, "cursor = 'mudou'");
    block(async {
        let (mut idle, mut quick) = (database.connect().await, database.connect().await);
        run(&mut idle, "START TRANSACTION WITH CONSISTENT SNAPSHOT").await;
        let begun: String = idle.query_first("SELECT date_format(now(), '%Y-%m-%dT%H:%i:%s')").await.unwrap().unwrap();
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        run(&mut quick, "INSERT INTO item (id, onde) VALUES (100, 'u1')").await;
        project.run(&["run"]).succeeds();
        let held = project.one("SELECT cursor_to FROM meta.batches ORDER BY started_at DESC LIMIT 1");
        assert!(held <= begun, "{held} passes the open transaction of {begun}");
        run(&mut idle, "COMMIT").await;
    });
    project.run(&["run"]).succeeds().says(&["Nada mudou"]);
}

/// Promise I8, small: transactions of up to 300 ms, commit order ≠ number order ≠ time order, equal times, marks of deletion.
fn writers(cursor: &str, lag: &str) {
    const WRITERS: usize = 6;
    let each = size("MIRANTE_WRITES", 25);
    let statements = format!("{ITEMS}; ALTER TABLE item ADD versao bigint; CREATE SEQUENCE versoes CACHE 0");
    let database = server().database(&format!("escritores_{cursor}"), &statements);
    let project = project(&database, &format!("cursor = '{cursor}'\nlag = '{lag}'\ndeleted = 'apagado'"));
    let seed = seed("mysql_writers");
    let write = |writer: usize| {
        let database = &database;
        async move {
            let (mut client, mut random) = (database.connect().await, Random::new(seed.wrapping_mul(writer as u64 * 2 + 3)));
            // Without locks on the gaps between keys, where writers would wait for each other.
            run(&mut client, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED").await;
            for n in 0..each {
                let id = writer * 1_000_000 + n;
                let (early, late) = (random.below(150) as u64, random.below(150) as u64);
                let time = ["now(6)", "now()", "sysdate(6)", "date_format(now() + interval 1 second, '%Y-%m-%d %H:%i:%s')"][random.below(4)];
                run(&mut client, "BEGIN; SELECT 1 FROM item LIMIT 1").await;
                tokio::time::sleep(Duration::from_millis(early)).await;
                run(&mut client, &format!("INSERT INTO item (id, onde, aberto, valor, partes, mudou, versao) VALUES ({id}, 'u1', now(), {n}, 1, {time}, nextval(versoes))")).await;
                if n > 0 && random.below(4) == 0 {
                    let earlier = id - 1 - random.below(n.min(3));
                    let what = ["valor = valor + 1000", "apagado = now()"][random.below(2)];
                    run(&mut client, &format!("UPDATE item SET {what}, mudou = {time}, versao = nextval(versoes) WHERE id = {earlier}")).await;
                }
                tokio::time::sleep(Duration::from_millis(late)).await;
                run(&mut client, if random.below(12) == 0 { "ROLLBACK" } else { "COMMIT" }).await;
            }
        }
    };
    let is_over = AtomicBool::new(false);
    let readers = std::thread::scope(|scope| {
        let runs = scope.spawn(|| {
            let mut runs = 0;
            while !is_over.load(Ordering::Relaxed) {
                project.run(&["ingest"]).succeeds();
                runs += 1;
            }
            runs
        });
        scope.spawn(|| {
            block(futures::future::join_all((0..WRITERS).map(write)));
            is_over.store(true, Ordering::Relaxed);
        });
        runs.join().unwrap()
    });
    assert!(readers > 1, "{readers} runs");
    project.run(&["run"]).succeeds();
    let expected: Vec<(String, String)> = block(async {
        let rows = "SELECT CAST(id AS CHAR), CAST(valor AS CHAR) FROM item WHERE apagado IS NULL ORDER BY CAST(id AS BINARY)";
        database.connect().await.query(rows).await.unwrap()
    });
    assert!(expected.len() > 80);
    // The newest content of every key, and no key twice.
    let found = project.rows("SELECT work_item_id, amount FROM staging.work_items ORDER BY work_item_id");
    let expected: Vec<Vec<String>> = expected.into_iter().map(|(id, valor)| vec![id, valor]).collect();
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
