//! PostgreSQL as a source, against a private server: faithful text, one snapshot, cursors, and everything that can fail.

use std::time::Instant;

use crate::support::{Project, block};

#[path = "postgres/concurrent.rs"]
mod concurrent;
#[path = "postgres/failures.rs"]
mod failures;
#[path = "postgres/server.rs"]
pub mod server;

use server::{Database, server};

/// A table that most tests read.
pub const ITEMS: &str = "CREATE TABLE item (id int PRIMARY KEY, onde text, aberto timestamptz NOT NULL DEFAULT now(), valor numeric(12,2), partes int, \
     mudou timestamptz DEFAULT now(), apagado timestamptz)";

/// A source of items: everything after `query` of its load.
pub fn items(connection: &str, query: &str, more: &str) -> String {
    format!(
        "[[sources]]\nname = 'estoque'\nkind = 'postgres'\nconnection = {connection}\n[[sources.loads]]\ninto = 'work_items'\nquery = '''{query}'''\n\
         columns = {{ work_item_id = 'id', owner_unit_id = 'onde', opened_at = 'aberto', amount = 'valor', units_total = 'partes' }}\n\
         constants = {{ kind = 'chamado', requester_type = 'cliente', priority = 'normal', is_automated = false, status = 'aberto' }}\n{more}\n"
    )
}

/// A project that reads items of a database, by their cursor or all of them.
fn project(database: &Database, more: &str) -> Project {
    Project::new(&items(&database.connection(), "SELECT * FROM item", more))
}

const COUNTS: &str = "SELECT rows_read, rows_inserted, rows_updated, rows_deleted, rows_unchanged, rows_rejected, snapshot_deleted FROM meta.batches ORDER BY started_at DESC LIMIT 1";

#[test]
fn every_type_comes_as_it_is_and_a_second_run_commits_nothing() {
    let database = server().database(
        "tipos",
        r#"CREATE TYPE situacao AS ENUM ('aberto', 'resolvido');
           CREATE TABLE "Fato" ("Id" bigint, "o que" text, quando timestamptz, local timestamp, dia date, valor numeric(12,2), moeda money, inteiro int,
               sim boolean, doc jsonb, marcas text[], uid uuid, estado situacao, codigo char(6));
           INSERT INTO "Fato" VALUES
             (9007199254740993, E'aspas "\' vírgula, tab\t fim\n\\barra \\N ção ✓', '2026-03-02 12:00:00.123456+00', '2026-03-02 09:30:00', '2026-03-02', 1234.50, 10.5,
               2147483647, true, '{"b": 1.50, "a": [1, null, "x\ny"]}', '{a,"b c"}', '45b1d21f-e631-59ab-3883-6919c64eb778', 'aberto', 'ab'),
             (2, '\N', '2018-02-17 23:30:00-02', NULL, NULL, -0.05, NULL, -1, false, NULL, NULL, NULL, 'resolvido', NULL),
             (3, '  ', '1999-12-31 23:59:59+00', NULL, NULL, NULL, NULL, NULL, NULL, '"texto"', '{}', NULL, 'resolvido', NULL)"#,
    );
    let toml = format!(
        "[[sources]]\nname = 'banco'\nkind = 'postgres'\nconnection = {}\n\
         [[sources.loads]]\ninto = 'events'\nquery = 'SELECT *, NULLIF(\"o que\", $$  $$) AS tipo FROM \"Fato\" -- fim'\nmax_rejects = '40%'\n\
         columns = {{ event_id = 'Id', event_type = 'tipo', occurred_at = 'quando', sequence = 'inteiro', attributes = 'doc', unit_id = 'uid', reason = 'codigo' }}\n\
         [[sources.loads]]\ninto = 'work_items'\nquery = 'WITH f AS (SELECT * FROM \"Fato\") SELECT * FROM f;'\ndecimal = ','\ntimezone = 'America/Sao_Paulo'\n\
         columns = {{ work_item_id = '{{Id}}/{{estado}}', status = 'estado', owner_unit_id = 'Id', opened_at = 'quando', due_at = 'local', valid_until_on = 'dia', \
         amount = 'valor', fine_amount = 'moeda', is_automated = 'sim', category = 'marcas' }}\nmax_rejects = '40%'\n\
         constants = {{ kind = 'chamado', requester_type = 'cliente', priority = 'normal' }}\n",
        database.connection()
    );
    let project = Project::new(&toml);
    project.run(&["source", "test"]).succeeds().says(&["banco.events", "a fonte responde"]);
    project.run(&["source", "list"]).succeeds().says(&["postgres", "SELECT *, NULLIF"]);
    project.run(&["run"]).succeeds();
    let events =
        project.rows("SELECT event_id, event_type, occurred_at, sequence, attributes, unit_id, reason FROM staging.events ORDER BY event_id");
    assert_eq!(events.len(), 2, "an empty type is a reject: {events:?}");
    assert_eq!(events[0][..4], ["2", "\\N", "2018-02-18T01:30:00Z", "-1"]);
    let first = &events[1];
    assert_eq!(first[1], "aspas \"' vírgula, tab\t fim\n\\barra \\N ção ✓");
    assert_eq!(first[2..4], ["2026-03-02T12:00:00.123456Z", "2147483647"]);
    assert_eq!(first[4], r#"{"a":[1,null,"x\ny"],"b":1.5}"#);
    assert_eq!(first[5..], ["45b1d21f-e631-59ab-3883-6919c64eb778", "ab"]);
    let items = project.rows(
        "SELECT work_item_id, due_at, valid_until_on, amount, fine_amount, is_automated, category FROM staging.work_items ORDER BY work_item_id",
    );
    assert_eq!(items[0][..6], ["2/resolvido", "", "", "-0.05", "", "false"]);
    assert_eq!(items[1], ["9007199254740993/aberto", "2026-03-02T12:30:00Z", "2026-03-02", "1234.50", "10.50", "true", "{a,\"b c\"}"]);
    assert_eq!(
        project.rows("SELECT dataset, column_name, reason FROM meta.rejects ORDER BY 1, 2").concat().join(" "),
        "raw.events event_type obrigatorio_ausente raw.work_items is_automated obrigatorio_ausente"
    );
    let proofs = project.rows("SELECT dataset, sum_checked(source_rows), bool_and(is_complete) FROM meta.completeness GROUP BY 1 ORDER BY 1");
    assert_eq!(proofs.concat().join(" "), "raw.events 3 true raw.work_items 3 true");
    let versions = || std::fs::read_dir(project.path().join("lake/versions")).unwrap().count();
    let before = versions();
    project.run(&["run"]).succeeds().says(&["Nada mudou"]);
    assert_eq!(versions(), before);
}

#[test]
fn changed_and_vanished_rows_are_told_from_the_others() {
    let database =
        server().database("mudancas", &format!("{ITEMS}; INSERT INTO item SELECT n, 'u1', '2026-03-02', n, 1 FROM generate_series(1, 10) n"));
    let project = project(&database, "deletes = 'missing'");
    project.run(&["run"]).succeeds();
    database.run("UPDATE item SET valor = 99 WHERE id = 1; DELETE FROM item WHERE id = 2; INSERT INTO item VALUES (11, 'u1', '2026-03-02', 5, 1)");
    project.run(&["run"]).succeeds();
    assert_eq!(project.rows(COUNTS)[0], ["10", "1", "1", "0", "8", "0", "1"]);
    assert_eq!(project.one("SELECT count(*), sum_checked(amount) FROM staging.work_items"), "10");
    database.run("TRUNCATE item");
    project.run(&["run"]).ends(1).says(&["M0307"]);
}

#[test]
fn a_cursor_reads_what_is_new_and_repeats_no_more_than_its_lag() {
    let rows = "INSERT INTO item SELECT n, 'u1', '2026-03-02', n, 1, '2026-03-02 12:00:00+00'::timestamptz + n * interval '1 minute' FROM generate_series(1, 100) n";
    let database = server().database("cursor", &format!("{ITEMS}; {rows}"));
    let project = project(&database, "cursor = 'mudou'\nlag = '10m'\ndeleted = 'apagado'");
    project.run(&["run"]).succeeds();
    assert_eq!(project.rows("SELECT cursor_from, cursor_to FROM meta.batches")[0], ["", "2026-03-02T13:40:00Z"]);
    project.run(&["run"]).succeeds().says(&["Nada mudou"]);
    database.run("UPDATE item SET valor = 0, mudou = '2026-03-02 14:00+00' WHERE id = 3; UPDATE item SET apagado = now(), mudou = '2026-03-02 14:00+00' WHERE id = 4");
    project.run(&["run"]).succeeds();
    // From 13:30 on: ten minutes, that end included, and the two that moved.
    assert_eq!(project.rows(COUNTS)[0], ["13", "0", "1", "1", "11", "0", "0"]);
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items"), "99");
    // What changes without its cursor is found by a full read only.
    database.run("UPDATE item SET valor = 1000 WHERE id = 50");
    project.run(&["run"]).succeeds().says(&["Nada mudou"]);
    project.run(&["ingest", "--full"]).succeeds();
    assert_eq!(project.rows(COUNTS)[0], ["100", "0", "1", "0", "99", "0", "0"]);
}

#[test]
fn numbers_dates_and_local_times_are_cursors_too() {
    let columns = "id int PRIMARY KEY, onde text DEFAULT 'u1', aberto date DEFAULT '2026-03-02', valor numeric DEFAULT 1, partes int, versao bigint GENERATED ALWAYS AS IDENTITY, n numeric, l timestamp, d date";
    let database = server().database("cursores", &format!("CREATE TABLE item ({columns}); INSERT INTO item (id, n, l, d) VALUES (1, 1.5, '2026-03-02', '2026-03-02'), (2, 10.25, '2026-03-03', '2026-03-03')"));
    for (cursor, lag, to) in [("versao", "1", "2"), ("n", "1", "10.25"), ("l", "1h", "2026-03-03 00:00:00"), ("d", "1d", "2026-03-03 00:00:00")] {
        let project = project(&database, &format!("cursor = '{cursor}'\nlag = '{lag}'"));
        project.run(&["run"]).succeeds();
        assert_eq!(project.one("SELECT cursor_to FROM meta.batches"), to, "{cursor}");
        project.run(&["run"]).succeeds().says(&["Nada mudou"]);
    }
}

#[test]
fn loads_of_one_run_see_one_snapshot() {
    let database = server().database(
        "instante",
        "CREATE TABLE conta (lado int, n int); INSERT INTO conta VALUES (1, 0), (2, 0);
         CREATE VIEW esquerda AS SELECT n FROM conta, pg_sleep(0.15) WHERE lado = 1; CREATE VIEW direita AS SELECT n FROM conta, pg_sleep(0.15) WHERE lado = 2",
    );
    let load = |name: &str, view: &str| {
        format!(
            "[[sources.loads]]\nname = '{name}'\ninto = 'areas'\nquery = 'SELECT $${name}$$ AS lado, n FROM {view}'\ncolumns = {{ area_id = 'lado', name = 'n' }}\n"
        )
    };
    let toml = format!(
        "[[sources]]\nname = 'banco'\nkind = 'postgres'\nconnection = {}\n{}{}",
        database.connection(),
        load("a", "esquerda"),
        load("b", "direita")
    );
    let project = Project::new(&toml);
    let (is_over, writes) = (std::sync::atomic::AtomicBool::new(false), std::sync::atomic::AtomicU32::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                database.run("UPDATE conta SET n = n + 1");
                writes.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
        });
        let runs: Vec<_> = (0..3).map(|_| (project.run(&["run"]), project.rows("SELECT name FROM staging.areas"))).collect();
        is_over.store(true, std::sync::atomic::Ordering::Relaxed);
        for (run, read) in runs {
            run.succeeds();
            assert_eq!(read[0], read[1]);
        }
    });
    assert!(writes.into_inner() > 3, "somebody wrote in between");
}

#[test]
fn what_cannot_keep_the_promise_is_refused_with_every_reason() {
    let connection = "{ host = '/tmp', database = 'd', user = 'u', connect_timeout = 'logo', tls = 'require' }";
    let toml = items(connection, "SELECT 1; DELETE FROM item", "cursor = 'mudou'\nlag = 'pouco'\nchunk = 0\npath = 'x.csv'")
        .replace("'partes' }", "'@row', category = '{@nth:id}', unidade = 'x' }");
    let project = Project::new(&toml);
    let said = project.run(&["--lang", "en", "run"]);
    said.ends(2).says(&["M0301", "more than one statement", "`lag = \"pouco\"`", "`chunk` says how many", "`path` exists for files only"]);
    said.says(&[
        "connect_timeout = \"logo\"",
        "does not go with a socket",
        "`units_total`: rows of this kind of source",
        "`category`",
        "no column `unidade`",
    ]);
    let project = Project::new(&items("{ host = 'h', database = 'd', user = 'u', senha = 'x' }", "SELECT 1", ""));
    project.run(&["run"]).ends(2).says(&["M0602", "senha", "password_file"]);
}

#[test]
fn cursors_that_cannot_be_relied_on_are_refused() {
    let database = server().database(
        "recusas",
        &format!(
            "{ITEMS}; INSERT INTO item VALUES (1, 'u1', now(), 1, 1, NULL), (2, 'u1', now(), 1, 1, now()); CREATE ROLE leitor LOGIN; GRANT SELECT ON item TO leitor"
        ),
    );
    let with = |more: &str| project(&database, more).run(&["--lang", "en", "run"]);
    with("cursor = 'mudou'").ends(1).says(&["M0316", "column `mudou` is null"]);
    with("cursor = 'onde'").ends(1).says(&["M0316", "of type text"]);
    with("cursor = 'id'\nlag = '15m'").ends(1).says(&["M0316", "`lag = \"15m\"` is no number"]);
    with("cursor = 'mudo'").ends(1).says(&["M0305", "no column `mudo`", "`mudou`"]);
    let blind = Project::new(&items(&database.connection().replace("'postgres'", "'leitor'"), "SELECT * FROM item WHERE id = 2", "cursor = 'mudou'"));
    blind.run(&["--lang", "en", "run"]).ends(1).says(&["M0316", "GRANT pg_read_all_stats TO leitor"]);
    database.run("GRANT pg_read_all_stats TO leitor");
    blind.run(&["run"]).succeeds();
    // Without a cursor nobody needs to see the others.
    database.run("REVOKE pg_read_all_stats FROM leitor");
    Project::new(&items(&database.connection().replace("'postgres'", "'leitor'"), "SELECT * FROM item", "")).run(&["run"]).succeeds();
}

#[test]
fn many_rows_take_bounded_time() {
    let database = server()
        .database("muitas", &format!("{ITEMS}; INSERT INTO item SELECT n, 'u' || n % 50, '2026-03-02', n, 1 FROM generate_series(1, 60000) n"));
    let project = project(&database, "");
    let begun = Instant::now();
    project.run(&["ingest"]).succeeds();
    println!("60,000 rows in {:?}", begun.elapsed());
    let scan = block(async {
        let client = database.connect().await;
        let begun = Instant::now();
        let stream = client.copy_out("COPY (SELECT * FROM item) TO STDOUT (FORMAT binary)").await.unwrap();
        futures::StreamExt::count(stream).await;
        begun.elapsed()
    });
    println!("COPY into nothing: {scan:?}");
    assert_eq!(project.one("SELECT count(*) FROM raw.work_items"), "60000");
}
