//! MySQL and MariaDB as a source, against a private server: faithful text, one snapshot, cursors, and everything that can fail.

use std::{
    net::TcpListener,
    sync::atomic::{AtomicBool, Ordering},
};

use crate::{
    postgres::server::secret,
    support::{Project, block},
};

#[path = "mysql/concurrent.rs"]
mod concurrent;
#[path = "mysql/server.rs"]
pub mod server;

use server::{Database, run, server};

/// A table that most tests read.
pub const ITEMS: &str = "CREATE TABLE item (id int PRIMARY KEY, onde varchar(20), aberto timestamp NOT NULL DEFAULT current_timestamp, valor decimal(12,2), partes int, \
     mudou timestamp(6) NULL DEFAULT current_timestamp(6), apagado timestamp NULL)";

/// A source of items: everything after `query` of its load.
pub fn items(connection: &str, query: &str, more: &str) -> String {
    format!(
        "[[sources]]\nname = 'estoque'\nkind = 'mysql'\nconnection = {connection}\n[[sources.loads]]\ninto = 'work_items'\nquery = '''{query}'''\n\
         columns = {{ work_item_id = 'id', owner_unit_id = 'onde', opened_at = 'aberto', amount = 'valor', units_total = 'partes' }}\n\
         constants = {{ kind = 'chamado', requester_type = 'cliente', priority = 'normal', is_automated = false, status = 'aberto' }}\n{more}\n"
    )
}

/// A project that reads items of a database, by their cursor or all of them.
pub fn project(database: &Database, more: &str) -> Project {
    Project::new(&items(&database.connection(), "SELECT * FROM item", more))
}

/// Rows of items: number, place, amount, and the minute at which they changed.
pub fn many(rows: u32) -> String {
    format!(
        "INSERT INTO item (id, onde, aberto, valor, partes, mudou) SELECT seq, concat('u', seq % 9), '2026-03-02', seq, 1, \
         timestamp('2026-03-02 12:00:00') + INTERVAL seq MINUTE FROM seq_1_to_{rows}"
    )
}

pub const COUNTS: &str = "SELECT rows_read, rows_inserted, rows_updated, rows_deleted, rows_unchanged, rows_rejected, snapshot_deleted FROM meta.batches ORDER BY started_at DESC LIMIT 1";

#[test]
fn every_type_comes_as_it_is_and_a_second_run_commits_nothing() {
    let database = server().database(
        "tipos",
        "CREATE TABLE fato (id bigint unsigned PRIMARY KEY, `o que` text, quando timestamp(6) NULL, local datetime NULL, dia date, valor decimal(20,2), quantia double, frac float, \
             inteiro int, sim bool, bits bit(10), um bit(1), estado enum('aberto', 'resolvido'), marcas set('a', 'b c'), bruto varbinary(10), doc json, hora time(3), ano year);
         INSERT INTO fato VALUES (18446744073709551615, 'aspas \"'' vírgula, 😀 \\\\ção\\t✓', '2026-03-02 12:00:00.123456', '2026-03-02 09:30:00', '2026-03-02', 1234567890123456.50, 0.1, 0.1, \
             -2147483648, true, b'1000000010', b'1', 'aberto', 'a,b c', x'01ff', '{\"b\": 1.50}', '-26:03:04.5', 2026),
           (1, '\\\\N', '2018-02-18 01:30:00', NULL, NULL, -0.05, NULL, NULL, NULL, false, NULL, b'0', 'resolvido', '', NULL, NULL, NULL, NULL),
           (2, 'zero', '2026-03-02', '0000-00-00 00:00:00', NULL, 1, NULL, NULL, 1, false, NULL, NULL, 'aberto', NULL, NULL, NULL, NULL, NULL),
           (3, 'zero', '2026-03-02', NULL, '0000-00-00', 1, NULL, NULL, 1, false, NULL, NULL, 'aberto', NULL, NULL, NULL, NULL, NULL),
           (4, 'zero', '0000-00-00', NULL, NULL, 1, NULL, NULL, 1, false, NULL, NULL, 'aberto', NULL, NULL, NULL, NULL, NULL)",
    );
    let toml = format!(
        "[[sources]]\nname = 'banco'\nkind = 'mysql'\nconnection = {}\n[[sources.loads]]\ninto = 'work_items'\nquery = 'SELECT * FROM fato; # fim'\ntimezone = 'America/Sao_Paulo'\nmax_rejects = '80%'\n\
         columns = {{ work_item_id = '{{id}}/{{estado}}', status = 'estado', owner_unit_id = 'id', organization_id = 'o que', contract_id = 'bruto', opened_at = 'quando', due_at = 'local', valid_until_on = 'dia', amount = 'valor', \
         units_total = 'inteiro', is_automated = 'um', category = '{{bits}} {{quantia}} {{frac}} {{marcas}} {{hora}} {{ano}} {{doc}}' }}\n\
         constants = {{ kind = 'chamado', requester_type = 'cliente', priority = 'normal' }}\n",
        database.connection()
    );
    let project = Project::new(&toml);
    project.run(&["source", "test"]).succeeds().says(&["banco.work_items", "a fonte responde"]);
    project.run(&["source", "list"]).succeeds().says(&["mysql", "SELECT * FROM fato"]);
    project.run(&["run"]).succeeds();
    // Dates that are none, and a bit that may not be unknown.
    assert_eq!(
        project.rows("SELECT column_name, reason FROM meta.rejects ORDER BY 1").concat().join(" "),
        "due_at tipo_invalido opened_at tipo_invalido valid_until_on tipo_invalido"
    );
    let rows = project.rows(
        "SELECT work_item_id, organization_id, contract_id, opened_at, due_at, valid_until_on, amount, units_total, is_automated, category FROM staging.work_items ORDER BY 1",
    );
    assert_eq!(rows[0][..9], ["1/resolvido", "\\N", "", "2018-02-18T01:30:00Z", "", "", "-0.05", "", "false"]);
    assert_eq!(
        rows[1],
        [
            "18446744073709551615/aberto",
            "aspas \"' vírgula, 😀 \\ção\t✓",
            "\\x01ff",
            "2026-03-02T12:00:00.123456Z",
            "2026-03-02T12:30:00Z",
            "2026-03-02",
            "1234567890123456.50",
            "-2147483648",
            "true",
            "514 0.1 0.1 a,b c -26:03:04.500000 2026 {\"b\": 1.50}"
        ]
    );
    assert_eq!(project.rows("SELECT sum_checked(source_rows), bool_and(is_complete) FROM meta.completeness")[0], ["5", "true"]);
    project.run(&["run"]).succeeds().says(&["Nada mudou"]);
}

#[test]
fn changed_and_vanished_rows_are_told_from_the_others() {
    let database = server().database("mudancas", &format!("{ITEMS}; {}", many(10)));
    let project = project(&database, "deletes = 'missing'");
    project.run(&["run"]).succeeds();
    database.run("UPDATE item SET valor = 99 WHERE id = 1; DELETE FROM item WHERE id = 2; INSERT INTO item (id, onde) VALUES (11, 'u1')");
    project.run(&["run"]).succeeds();
    assert_eq!(project.rows(COUNTS)[0], ["10", "1", "1", "0", "8", "0", "1"]);
    database.run("TRUNCATE item");
    project.run(&["run"]).ends(1).says(&["M0307"]);
}

#[test]
fn a_cursor_reads_what_is_new_and_repeats_no_more_than_its_lag() {
    let database = server().database("cursor_lag", &format!("{ITEMS}; {}", many(100)));
    let project = project(&database, "cursor = 'mudou'\nlag = '10m'\ndeleted = 'apagado'");
    project.run(&["run"]).succeeds();
    assert_eq!(project.rows("SELECT cursor_from, cursor_to FROM meta.batches")[0], ["", "2026-03-02T13:40:00Z"]);
    project.run(&["run"]).succeeds().says(&["Nada mudou"]);
    database.run("UPDATE item SET valor = 0, mudou = '2026-03-02 14:00' WHERE id = 3; UPDATE item SET apagado = now(), mudou = '2026-03-02 14:00' WHERE id = 4");
    project.run(&["run"]).succeeds();
    // From 13:30 on: ten minutes, that end included, and the two that moved.
    assert_eq!(project.rows(COUNTS)[0], ["13", "0", "1", "1", "11", "0", "0"]);
    // A row with the very time of the cursor is not lost.
    database.run("INSERT INTO item (id, onde, mudou) VALUES (101, 'u1', '2026-03-02 14:00')");
    project.run(&["run"]).succeeds();
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items"), "100");
}

#[test]
fn numbers_dates_and_local_times_are_cursors_too() {
    let columns = "id int PRIMARY KEY, onde text DEFAULT 'u1', aberto date DEFAULT '2026-03-02', valor decimal(8,2) DEFAULT 1, partes int, versao bigint unsigned, n decimal(8,2), l datetime, d date";
    let rows = "(1, 1, 1.5, '2026-03-02', '2026-03-02'), (2, 18446744073709551615, 10.25, '2026-03-03', '2026-03-03')";
    let database = server().database("cursores", &format!("CREATE TABLE item ({columns}); INSERT INTO item (id, versao, n, l, d) VALUES {rows}"));
    for (cursor, lag, to) in
        [("versao", "1", "18446744073709551615"), ("n", "1", "10.25"), ("l", "1h", "2026-03-03 00:00:00"), ("d", "1d", "2026-03-03 00:00:00")]
    {
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
        "CREATE TABLE conta (lado int PRIMARY KEY, n int); INSERT INTO conta VALUES (1, 0), (2, 0);
         CREATE VIEW esquerda AS SELECT n FROM conta WHERE lado = 1 AND sleep(0.15) = 0; CREATE VIEW direita AS SELECT n FROM conta WHERE lado = 2 AND sleep(0.15) = 0",
    );
    let load = |name: &str, view: &str| {
        format!(
            "[[sources.loads]]\nname = '{name}'\ninto = 'areas'\nquery = \"SELECT '{name}' AS lado, n FROM {view}\"\ncolumns = {{ area_id = 'lado', name = 'n' }}\n"
        )
    };
    let toml = format!(
        "[[sources]]\nname = 'banco'\nkind = 'mysql'\nconnection = {}\n{}{}",
        database.connection(),
        load("a", "esquerda"),
        load("b", "direita")
    );
    let project = Project::new(&toml);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writes = scope.spawn(|| {
            block(async {
                let (mut connection, mut writes) = (database.connect().await, 0);
                while !is_over.load(Ordering::Relaxed) {
                    run(&mut connection, "UPDATE conta SET n = n + 1").await;
                    writes += 1;
                }
                writes
            })
        });
        let runs: Vec<_> = (0..3).map(|_| (project.run(&["run"]), project.rows("SELECT name FROM staging.areas"))).collect();
        is_over.store(true, Ordering::Relaxed);
        for (run, read) in runs {
            run.succeeds();
            assert_eq!(read[0], read[1]);
        }
        assert!(writes.join().unwrap() > 3, "somebody wrote in between");
    });
}

#[test]
fn cursors_that_cannot_be_relied_on_are_refused() {
    let database = server().database(
        "recusas",
        &format!(
            "{ITEMS}; INSERT INTO item VALUES (1, 'u1', now(), 1, 1, NULL, NULL), (2, 'u1', now(), 1, 1, now(), NULL); \
             CREATE TABLE solta (id int, onde text, aberto date, valor int, partes int, mudou timestamp) ENGINE = MyISAM; INSERT INTO solta VALUES (1, 'u', '2026-03-02', 1, 1, now()); \
             CREATE USER leitor@'%'; GRANT SELECT ON recusas.* TO leitor@'%'"
        ),
    );
    let with = |more: &str| project(&database, more).run(&["--lang", "en", "run"]);
    with("cursor = 'mudou'").ends(1).says(&["M0316", "column `mudou` is null"]);
    with("cursor = 'onde'").ends(1).says(&["M0316", "of type text"]);
    with("cursor = 'id'\nlag = '15m'").ends(1).says(&["M0316", "`lag = \"15m\"` is no number"]);
    with("cursor = 'mudo'").ends(1).says(&["M0305", "no column `mudo`", "`mudou`"]);
    let other = Project::new(&items(&database.connection(), "SELECT * FROM `Solta`".to_lowercase().as_str(), "cursor = 'mudou'"));
    other.run(&["--lang", "en", "run"]).ends(1).says(&["M0316", "`solta`", "MyISAM"]);
    let leitor = database.connection().replace("'root'", "'leitor'");
    let blind = Project::new(&items(&leitor, "SELECT * FROM item WHERE id = 2", "cursor = 'mudou'"));
    blind.run(&["--lang", "en", "run"]).ends(1).says(&["M0316", "GRANT PROCESS ON *.* TO leitor"]);
    database.run("GRANT PROCESS ON *.* TO leitor@'%'");
    blind.run(&["run"]).succeeds();
    // Without a cursor nobody needs to see the others.
    database.run("REVOKE PROCESS ON *.* FROM leitor@'%'");
    Project::new(&items(&leitor, "SELECT * FROM item", "")).run(&["run"]).succeeds();
}

#[test]
fn a_query_that_fails_fails_alone() {
    let database = server().database("consultas", &format!("{ITEMS}; INSERT INTO item (id, onde) VALUES (1, 'u1')"));
    let load = |name: &str, query: &str| {
        format!("[[sources.loads]]\nname = '{name}'\ninto = 'areas'\nquery = '''{query}'''\ncolumns = {{ area_id = 'id', name = 'onde' }}\n")
    };
    let toml = project(&database, "").read("mirante.toml")
        + &load("sem_tabela", "SELECT * FROM nada")
        + &load("sem_coluna", "SELECT id, ondes AS onde FROM item")
        + &load("quebra", "SELECT id, (SELECT id FROM item UNION ALL SELECT id + 1 FROM item) AS onde FROM item")
        + &load("fecha", "SELECT id, onde FROM item) AS x; DELETE FROM item WHERE (1 = 1")
        + &load("sorteia", "SELECT id, 'x' AS onde FROM item, seq_1_to_20000 WHERE rand() < 0.5")
        + &load("boa", "SELECT id, onde FROM item");
    let project = Project::new(&toml.replace(&load("fecha", "SELECT id, onde FROM item) AS x; DELETE FROM item WHERE (1 = 1"), ""));
    project.run(&["--lang", "en", "run"]).ends(1).says(&[
        "M0314",
        "`estoque.sem_tabela`",
        "nada' doesn't exist",
        "M0305",
        "ondes",
        "returns more than 1 row",
        "M0317",
    ]);
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items"), "1");
    assert_eq!(project.one("SELECT count(*) FROM staging.areas"), "1");
    Project::new(&toml).run(&["--lang", "en", "run"]).ends(2).says(&["M0301", "more than one statement"]);
}

#[test]
fn servers_passwords_and_certificates() {
    let database = server().database(
        "senhas",
        &format!("{ITEMS}; INSERT INTO item (id, onde) VALUES (1, 'u1'); CREATE USER com_senha@'%' IDENTIFIED BY 'certa'; GRANT SELECT ON senhas.* TO com_senha@'%'"),
    );
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let dead = Project::new(&items(&database.connection_at(port, "user = 'u'"), "SELECT 1 AS id", ""));
    dead.run(&["run"]).ends(3).says(&["M0313", "`estoque`", &format!("127.0.0.1:{port}")]);
    let user = "user = 'com_senha', password_file = 'senha'";
    let project = Project::new(&items(&database.connection_at(database.server.port, user), "SELECT * FROM item", ""));
    project.write("senha", "certa\n");
    project.run(&["run"]).ends(2).says(&["M0315", "644"]);
    secret(project.path(), "senha", "errada\n");
    let ran = project.run(&["run"]);
    ran.ends(3).says(&["M0313", "Access denied"]);
    assert!(!(ran.out() + &ran.err()).contains("errada"));
    secret(project.path(), "senha", "certa\n");
    project.run(&["run"]).succeeds();
    // Encrypted: verified against the right authority, refused against any other, unverified on demand.
    let encrypted = |more: &str| {
        let query =
            "SELECT * FROM item WHERE (SELECT variable_value FROM information_schema.session_status WHERE variable_name = 'Ssl_cipher') <> ''";
        project.write("mirante.toml", items(&database.connection_at(database.server.port, &format!("{user}, {more}")), query, ""));
    };
    project.write("ca.crt", include_str!("postgres/ca.crt"));
    encrypted("tls = 'require', ca_file = 'ca.crt'");
    project.run(&["run"]).succeeds();
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items"), "1");
    encrypted("tls = 'require'");
    project.run(&["run"]).ends(3).says(&["M0313", "certificate"]);
    encrypted("tls = 'require', ca_file = 'senha'");
    project.run(&["run"]).ends(3).says(&["M0313"]);
    encrypted("tls = 'prefer'");
    project.run(&["run"]).succeeds();
}
