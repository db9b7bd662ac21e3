//! SQLite as a source: faithful text, one snapshot while others write, cursors, damaged files.

use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use rusqlite::Connection;

use crate::support::{Project, Random, seed, size};

pub const ITEMS: &str = "CREATE TABLE item (id INTEGER PRIMARY KEY, onde TEXT DEFAULT 'u1', aberto TEXT DEFAULT '2026-03-02', valor NUMERIC, partes INT DEFAULT 1, \
     mudou TEXT DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')), apagado TEXT)";

/// A source of items: everything after `query` of its load.
pub fn items(query: &str, more: &str) -> String {
    format!(
        "[[sources]]\nname = 'estoque'\nkind = 'sqlite'\nconnection = {{ file = 'dados/estoque.db', busy_timeout = '1s' }}\n[[sources.loads]]\ninto = 'work_items'\nquery = '''{query}'''\n\
         columns = {{ work_item_id = 'id', owner_unit_id = 'onde', opened_at = 'aberto', amount = 'valor', units_total = 'partes' }}\n\
         constants = {{ kind = 'chamado', requester_type = 'cliente', priority = 'normal', is_automated = false, status = 'aberto' }}\ntimezone = 'UTC'\n{more}\n"
    )
}

pub fn database(project: &Project) -> Connection {
    fs::create_dir_all(project.path().join("dados")).unwrap();
    let database = Connection::open(project.path().join("dados/estoque.db")).unwrap();
    database.busy_timeout(Duration::from_secs(20)).unwrap();
    database
}

/// A project with a database made by these statements.
pub fn project(statements: &str, more: &str) -> Project {
    let project = Project::new(&items("SELECT * FROM item", more));
    database(&project).execute_batch(statements).unwrap();
    project
}

const COUNTS: &str = "SELECT rows_read, rows_inserted, rows_updated, rows_deleted, rows_unchanged, rows_rejected, snapshot_deleted FROM meta.batches ORDER BY started_at DESC LIMIT 1";
const COUNT: &str = "SELECT count(*) FROM staging.work_items";

/// Numbers from 1 on.
pub fn numbers(to: u32) -> String {
    format!("WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {to}) SELECT n FROM numbers")
}

fn beside(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn every_type_comes_as_it_is_and_a_second_run_commits_nothing() {
    let toml = "[[sources]]\nname = 'banco'\nkind = 'sqlite'\nconnection = { file = 'dados/estoque.db' }\n\
        [[sources.loads]]\ninto = 'work_items'\nquery = 'SELECT *, [o que] AS texto FROM fato -- fim'\ntimezone = 'America/Sao_Paulo'\nmax_rejects = '50%'\n\
        columns = { work_item_id = 'id', owner_unit_id = 'id', organization_id = 'texto', contract_id = 'bruto', opened_at = 'quando', valid_until_on = 'dia', amount = 'valor', units_total = 'inteiro', is_automated = 'sim', category = 'real' }\n\
        constants = { kind = 'chamado', requester_type = 'cliente', priority = 'normal', status = 'aberto' }\n";
    let project = Project::new(toml);
    let made = database(&project);
    made.execute_batch(
        r#"CREATE TABLE fato (id INTEGER, "o que" TEXT, quando DATETIME, dia DATE, valor DECIMAL(12,2), inteiro BIGINT, sim BOOLEAN, real REAL, bruto BLOB);
           INSERT INTO fato VALUES (9007199254740993, 'aspas "'' vírgula, barra \' || char(9, 10) || '✓', '2026-03-02 09:30:00.123', '2026-03-02', 1234.5, 2147483647, 1, 0.1, x'01ff'),
             (-2, '\N', '2026-03-02T12:00:00Z', NULL, -0.05, -1, 0, 1e21, 'texto'),
             (3, 'a', '2026-03-02', NULL, 0.1 + 0.2, 1, 0, NULL, NULL), (4, CAST(x'ff' AS TEXT), '2026-03-02', NULL, 1, 1, 0, NULL, NULL)"#,
    )
    .unwrap();
    drop(made);
    project.run(&["source", "test"]).succeeds().says(&["banco.work_items", "a fonte responde"]);
    project.run(&["source", "list"]).succeeds().says(&["sqlite", "SELECT *, [o que]"]);
    project.run(&["run"]).succeeds();
    let rows = project.rows("SELECT work_item_id, organization_id, contract_id, opened_at, valid_until_on, amount, units_total, is_automated, category FROM staging.work_items ORDER BY 1");
    // A text that a spreadsheet would take for a formula comes with a mark before it.
    assert_eq!(rows[0], ["'-2", "\\N", "texto", "2026-03-02T12:00:00Z", "", "-0.05", "-1", "false", "1000000000000000000000"]);
    assert_eq!(
        rows[1],
        [
            "9007199254740993",
            "aspas \"' vírgula, barra \\\t\n✓",
            "\\x01ff",
            "2026-03-02T12:30:00.123000Z",
            "2026-03-02",
            "1234.50",
            "2147483647",
            "true",
            "0.1"
        ]
    );
    // A sum of floats is no amount, and bytes that are no text are told.
    assert_eq!(
        project.rows("SELECT coalesce(column_name, ''), reason FROM meta.rejects ORDER BY 2").concat().join(" "),
        " codificacao amount escala"
    );
    assert_eq!(project.rows("SELECT sum_checked(source_rows), bool_and(is_complete) FROM meta.completeness")[0], ["4", "true"]);
    project.run(&["run"]).succeeds().says(&["Nada mudou"]);
    assert_eq!(beside(&project.path().join("dados")), ["estoque.db"]);
}

#[test]
fn the_example_runs_as_it_is_written() {
    let project = Project { folder: tempfile::tempdir().unwrap() };
    project.run(&["init", "--source", "sqlite"]).succeeds().says(&["cartorio.sqlite"]);
    project.run(&["source", "check"]).succeeds();
    project.run(&["run"]).succeeds();
    let made = Connection::open(project.path().join("entrada/cartorio.sqlite")).unwrap();
    let count: i64 = made.query_row("SELECT count(*) FROM evento", [], |row| row.get(0)).unwrap();
    assert_eq!(project.one("SELECT count(*) FROM staging.events"), count.to_string());
    assert_ne!(project.one("SELECT count(*) FROM marts.case_stages WHERE process = 'documento' AND stage = 'aprovacao' AND exited_at IS NULL"), "0");
    project.run(&["run"]).succeeds().says(&["Nada mudou"]);
}

#[test]
fn a_cursor_reads_what_is_new_and_rows_of_one_time_are_not_lost() {
    let rows = format!("INSERT INTO item (valor, mudou) SELECT n, datetime('2026-03-02 12:00', n || ' hours') FROM ({})", numbers(100));
    let project = project(&format!("{ITEMS}; {rows}"), "cursor = 'mudou'\ndeleted = 'apagado'");
    project.run(&["run"]).succeeds();
    assert_eq!(project.rows("SELECT cursor_from, cursor_to FROM meta.batches")[0], ["", "2026-03-06 16:00:00"]);
    project.run(&["run"]).succeeds().says(&["Nada mudou"]);
    let made = database(&project);
    made.execute_batch(
        "INSERT INTO item (id, mudou) VALUES (101, '2026-03-06 16:00:00'); UPDATE item SET apagado = '1', mudou = '2026-03-06T16:01:00' WHERE id = 4",
    )
    .unwrap();
    project.run(&["run"]).succeeds();
    assert_eq!(project.rows(COUNTS)[0][1..4], ["1", "0", "1"]);
    assert_eq!(project.one(COUNT), "100");
    // What changes without its cursor, and what vanishes, is told by a full comparison only: a day before the cursor is read again.
    made.execute_batch("UPDATE item SET valor = 1000 WHERE id = 50; DELETE FROM item WHERE id = 51").unwrap();
    project.run(&["run"]).succeeds().says(&["Nada mudou"]);
    project.run(&["ingest", "--full"]).succeeds().says(&["tinha deixado passar 0 linhas novas, 1 alteradas e 0"]);
    project.run(&["transform"]).succeeds();
    assert_eq!(project.one("SELECT amount FROM staging.work_items WHERE work_item_id = '50'"), "1000.00");
    project.run(&["ingest", "--full"]).succeeds().says(&["não deixou passar nada"]);
}

#[test]
fn cursors_that_cannot_be_relied_on_are_refused() {
    for (values, cursor, said) in [
        ("('a', '2026-03-02'), ('b', 7)", "mudou", "integer (1), text (1)"),
        ("('a', '02/03/2026')", "mudou", "text (1)"),
        ("('a', 1.5)", "mudou", "real (1)"),
        ("('a', NULL), ('b', '2026-03-02')", "mudou", "`mudou` is null"),
        ("('a', '2026-03-02')", "onde", "text (1)"),
        ("('a', '2026-03-02')", "mudo", "no column `mudo`"),
    ] {
        let project = project(
            &format!(
                "CREATE TABLE item (id INTEGER PRIMARY KEY, onde, mudou, aberto DEFAULT '2026-03-02', valor, partes); INSERT INTO item (onde, mudou) VALUES {values}"
            ),
            &format!("cursor = '{cursor}'"),
        );
        project.run(&["--lang", "en", "run"]).ends(1).says(&[if cursor == "mudo" { "M0305" } else { "M0316" }, said]);
    }
}

#[test]
fn damaged_missing_and_locked_files_are_named() {
    let project = project(&format!("{ITEMS}; INSERT INTO item (valor, onde) VALUES (1, hex(randomblob(200000)))"), "");
    let file = project.path().join("dados/estoque.db");
    let whole = fs::read(&file).unwrap();
    let run = || project.run(&["--lang", "en", "run"]);
    fs::write(&file, "isto não é um banco de dados, e é longo o bastante para parecer um cabeçalho de cem bytes, não é?").unwrap();
    run().ends(1).says(&["M0304", "dados/estoque.db", "not a database"]);
    let mut torn = whole.clone();
    torn.truncate(whole.len() / 2);
    fs::write(&file, &torn).unwrap();
    run().ends(1).says(&["M0304", "malformed"]);
    fs::remove_file(&file).unwrap();
    run().ends(3).says(&["M0303", "there is no file `dados/estoque.db`"]);
    assert!(!file.exists(), "nothing is made where nothing was");
    fs::write(&file, &whole).unwrap();
    let writer = database(&project);
    writer.execute_batch("BEGIN EXCLUSIVE").unwrap();
    run().ends(3).says(&["M0313", "another program has been writing to it for more than 1s"]);
    writer.execute_batch("COMMIT").unwrap();
    run().succeeds();
    // What is wrong with a query is told in SQLite's words.
    for (query, code, said) in [
        ("SELECT * FROM nada", "M0314", "no such table: nada"),
        ("SELECT id, ondes AS onde FROM item", "M0305", "no such column: ondes"),
        ("SELECT 1; DELETE FROM item", "M0301", "more than one statement"),
        ("DELETE FROM item", "M0301", "`DELETE`"),
        ("SELECT id, id AS ID, onde, aberto, valor, partes, partes FROM item", "M0305", "twice"),
        (
            "SELECT item.*, random() % 2 AS r FROM item WHERE abs(random()) % 2 >= 0 AND (SELECT 1 / 0) IS NULL AND json(onde) IS NULL",
            "M0314",
            "malformed JSON",
        ),
    ] {
        project.write("mirante.toml", items(query, ""));
        let ran = run();
        ran.says(&[code, said]);
        assert_ne!(ran.code(), 0);
    }
    project.write("mirante.toml", items("SELECT * FROM item", "").replace("'1s'", "'logo'"));
    run().ends(2).says(&["M0301", "busy_timeout = \"logo\""]);
}

#[test]
fn loads_of_one_run_see_one_state_while_others_write() {
    for mode in ["DELETE", "WAL"] {
        let load = |name: &str, side: u8| {
            format!(
                "[[sources.loads]]\nname = '{name}'\ninto = 'areas'\nquery = \"SELECT '{name}' AS lado, n FROM conta WHERE lado = {side}\"\ncolumns = {{ area_id = 'lado', name = 'n' }}\n"
            )
        };
        let toml =
            format!("[[sources]]\nname = 'banco'\nkind = 'sqlite'\nconnection = {{ file = 'dados/estoque.db' }}\n{}{}", load("a", 1), load("b", 2));
        let project = Project::new(&toml);
        let writer = database(&project);
        writer
            .execute_batch(&format!("PRAGMA journal_mode = {mode}; CREATE TABLE conta (lado INT, n INT); INSERT INTO conta VALUES (1, 0), (2, 0)"))
            .unwrap();
        let flag = AtomicBool::new(false);
        let is_over = &flag;
        let writes = std::thread::scope(|scope| {
            let writes = scope.spawn(move || {
                let mut writes = 0;
                while !is_over.load(Ordering::Relaxed) {
                    writer
                        .execute_batch(
                            "BEGIN IMMEDIATE; UPDATE conta SET n = n + 1 WHERE lado = 1; UPDATE conta SET n = n + 1 WHERE lado = 2; COMMIT",
                        )
                        .unwrap();
                    writes += 1;
                    std::thread::sleep(Duration::from_millis(1));
                }
                writes
            });
            let runs: Vec<_> = (0..4).map(|_| (project.run(&["run"]), project.rows("SELECT name FROM staging.areas"))).collect();
            is_over.store(true, Ordering::Relaxed);
            for (run, read) in runs {
                run.succeeds();
                assert_eq!(read[0], read[1], "{mode}");
            }
            writes.join().unwrap()
        });
        assert!(writes > 3, "somebody wrote in between");
    }
}

/// Promise I8, small: several writers, one at a time as SQLite has it, times drawn before the lock within `lag`.
#[test]
fn writers_lose_no_row_to_a_cursor() {
    const WRITERS: usize = 4;
    let each = size("MIRANTE_WRITES", 30);
    for (mode, cursor, lag) in [("WAL", "mudou", "5s"), ("DELETE", "versao", "0")] {
        let project = project(
            &format!(
                "PRAGMA journal_mode = {mode}; {ITEMS}; ALTER TABLE item ADD versao INTEGER; CREATE TABLE versoes (n INTEGER); INSERT INTO versoes VALUES (0)"
            ),
            &format!("cursor = '{cursor}'\nlag = '{lag}'\ndeleted = 'apagado'"),
        );
        project.write("mirante.toml", project.read("mirante.toml").replace("'1s'", "'30s'"));
        let seed = seed("sqlite_writers");
        let is_over = AtomicBool::new(false);
        let runs = std::thread::scope(|scope| {
            let runs = scope.spawn(|| {
                let mut runs = 0;
                while !is_over.load(Ordering::Relaxed) {
                    project.run(&["ingest"]).succeeds();
                    runs += 1;
                }
                runs
            });
            let writers: Vec<_> = (0..WRITERS)
                .map(|writer| {
                    let (project, mut random) = (&project, Random::new(seed.wrapping_mul(writer as u64 * 2 + 3)));
                    scope.spawn(move || {
                        let database = database(project);
                        for n in 0..each {
                            let id = writer * 1_000_000 + n + 1;
                            let drawn: String = database.query_row("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')", [], |row| row.get(0)).unwrap();
                            std::thread::sleep(Duration::from_millis(random.below(60) as u64));
                            database.execute_batch("BEGIN IMMEDIATE; UPDATE versoes SET n = n + 1").unwrap();
                            database.execute_batch(&format!("INSERT INTO item (id, valor, mudou, versao) SELECT {id}, {n}, '{drawn}', n FROM versoes")).unwrap();
                            if n > 0 && random.below(4) == 0 {
                                let what = ["valor = valor + 1000", "apagado = 'sim'"][random.below(2)];
                                let earlier = id - 1 - random.below(n.min(3));
                                database.execute_batch(&format!("UPDATE versoes SET n = n + 1; UPDATE item SET {what}, mudou = '{drawn}', versao = (SELECT n FROM versoes) WHERE id = {earlier}")).unwrap();
                            }
                            std::thread::sleep(Duration::from_millis(random.below(20) as u64));
                            database.execute_batch(if random.below(12) == 0 { "ROLLBACK" } else { "COMMIT" }).unwrap();
                        }
                    })
                })
                .collect();
            writers.into_iter().for_each(|writer| writer.join().unwrap());
            is_over.store(true, Ordering::Relaxed);
            runs.join().unwrap()
        });
        assert!(runs > 2, "{runs} runs");
        project.run(&["run"]).succeeds();
        let made = database(&project);
        let mut statement = made.prepare("SELECT CAST(id AS TEXT), printf('%d.00', valor) FROM item WHERE apagado IS NULL ORDER BY 1").unwrap();
        let expected: Vec<Vec<String>> = statement.query_map([], |row| Ok(vec![row.get(0)?, row.get(1)?])).unwrap().map(Result::unwrap).collect();
        assert!(expected.len() > 80);
        assert_eq!(project.rows("SELECT work_item_id, amount FROM staging.work_items ORDER BY 1"), expected, "{cursor}, MIRANTE_SEED={seed}");
    }
}
