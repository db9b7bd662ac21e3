//! What databases have in common: first loads in pieces, windows, contradictions, what a cursor misses, arrays.

use crate::{
    mysql, postgres,
    proxy::proxy,
    sqlite::{self, numbers},
    support::Project,
};

const STATE: &str = "SELECT work_item_id, owner_unit_id, amount FROM staging.work_items ORDER BY 1";
const COUNTS: &str = "SELECT rows_read, rows_inserted, rows_updated, rows_deleted, rows_unchanged, rows_rejected, snapshot_deleted FROM meta.batches ORDER BY started_at DESC LIMIT 1";

/// The rows as they stand, in a project that has not been built yet.
fn state(project: &Project) -> Vec<Vec<String>> {
    project.run(&["transform"]).succeeds();
    project.rows(STATE)
}

fn versions(project: &Project) -> usize {
    std::fs::read_dir(project.path().join("lake/versions")).unwrap().count()
}

#[test]
fn a_large_first_load_is_committed_in_pieces() {
    let raw = |project: &Project| project.rows(&STATE.replace("staging", "raw"));
    let rows = format!(
        "{}; INSERT INTO item (valor, onde, mudou) SELECT n, 'u' || n % 7, datetime('2025-03-02', n || ' hours') FROM ({})",
        sqlite::ITEMS,
        numbers(1_000)
    );
    let whole = sqlite::project(&rows, "cursor = 'mudou'");
    whole.run(&["ingest"]).succeeds();
    assert_eq!(versions(&whole), 1);
    for cursor in ["mudou", "id"] {
        let project = sqlite::project(&rows, &format!("cursor = '{cursor}'\nchunk = 150"));
        // 150 rows, then 149 new ones and the last of the piece before: seven pieces, and a dry run reads the first.
        project.run(&["ingest", "--dry-run"]).succeeds();
        project.run(&["ingest"]).succeeds().says(&["1.006"]);
        assert_eq!((versions(&project), raw(&project)), (7, raw(&whole)), "{cursor}");
        assert_eq!(project.one("SELECT sum(rows_inserted) FROM meta.batches"), "1000");
        assert_eq!(project.one("SELECT count(*) FROM meta.runs"), "1");
        project.run(&["ingest"]).succeeds().says(&["Nada mudou"]);
        // From here on the cursor reads what is new.
        sqlite::database(&project).execute_batch("INSERT INTO item (valor, onde, mudou) VALUES (1, 'u1', '2027-01-01')").unwrap();
        project.run(&["ingest"]).succeeds();
        assert_eq!(project.one("SELECT rows_inserted FROM meta.batches ORDER BY started_at DESC LIMIT 1"), "1");
        let read = project.one("SELECT rows_read FROM meta.batches ORDER BY started_at DESC LIMIT 1");
        assert!(read.parse::<u32>().unwrap() < 60, "{cursor}: {read} rows read");
    }
    // A key of texts follows a collation, and is read whole; so is what the mapping has changed.
    let texts = sqlite::project(&rows.replace("id INTEGER PRIMARY KEY", "id TEXT DEFAULT (hex(randomblob(9)))"), "cursor = 'mudou'\nchunk = 150");
    texts.run(&["ingest"]).succeeds();
    assert_eq!(versions(&texts), 1);
    // A key that does not tell rows apart would begin the same piece for ever.
    let same = sqlite::project(&rows.replace("id INTEGER PRIMARY KEY", "id INTEGER DEFAULT 7"), "cursor = 'mudou'\nchunk = 150");
    same.run(&["--lang", "en", "ingest"]).ends(1).says(&["M0316", "150 rows or more have the key 7"]);
}

/// A first load whose second piece cannot be had; rows change behind and before its place while it waits.
fn interrupted(port: u16, toml: impl Fn(u16) -> String, change: impl Fn(), expected: impl Fn() -> Vec<Vec<String>>) {
    let (through, _) = proxy(port, vec![usize::MAX, 9_000, 9_000, 9_000, 9_000]);
    let project = Project::new(&toml(through).replace("cursor =", "chunk = 1000\ncursor ="));
    project.run(&["ingest"]).ends(3).says(&["M0313"]);
    assert_eq!(project.one("SELECT count(*) FROM raw.work_items"), "1000");
    change();
    let ran = project.run(&["ingest"]);
    ran.succeeds();
    // Nothing of the first piece but its last row was read once more.
    assert_eq!(project.one("SELECT sum(rows_read) FROM meta.batches"), "3002");
    project.run(&["ingest"]).succeeds();
    assert_eq!(state(&project), expected());
    project.run(&["ingest"]).succeeds().says(&["Nada mudou"]);
}

#[test]
fn an_interrupted_first_load_goes_on_where_it_was() {
    let rows = "INSERT INTO item SELECT n, 'u' || n % 9, '2026-03-02', n, 1, '2026-03-02' FROM generate_series(1, 3000) n";
    let database = postgres::server::server().database("retomada", &format!("{}; {rows}", postgres::ITEMS));
    let toml =
        |port: u16| postgres::items(&database.connection_at(port, "user = 'postgres', tls = 'disable'"), "SELECT * FROM item", "cursor = 'mudou'");
    let clean = || {
        let project = Project::new(&toml(database.server.port));
        project.run(&["ingest"]).succeeds();
        state(&project)
    };
    let change = || {
        database.run("UPDATE item SET valor = 7, mudou = now() WHERE id IN (5, 2500); DELETE FROM item WHERE id = 2000; INSERT INTO item VALUES (0, 'u0', now(), 1, 1)");
    };
    interrupted(database.server.port, toml, change, clean);

    let database = mysql::server::server().database("retomada", &format!("{}; {}", mysql::ITEMS, mysql::many(3_000)));
    let toml = |port: u16| mysql::items(&database.connection_at(port, "user = 'root', tls = 'disable'"), "SELECT * FROM item", "cursor = 'mudou'");
    let clean = || {
        let project = Project::new(&toml(database.server.port));
        project.run(&["ingest"]).succeeds();
        state(&project)
    };
    let change = || {
        database.run("UPDATE item SET valor = 7, mudou = now() WHERE id IN (5, 2500); DELETE FROM item WHERE id = 2000; INSERT INTO item (id, onde, valor) VALUES (0, 'u0', 1)");
    };
    interrupted(database.server.port, toml, change, clean);
}

#[test]
fn a_window_is_read_again_and_moves_no_cursor() {
    let rows =
        format!("{}; INSERT INTO item (valor, mudou) SELECT n, datetime('2026-03-01 12:00', n || ' days') FROM ({})", sqlite::ITEMS, numbers(60));
    let project = sqlite::project(&rows, "cursor = 'mudou'\ndeletes = 'missing'");
    project.run(&["ingest"]).succeeds();
    let cursor = || project.one("SELECT cursor_to FROM meta.batches ORDER BY started_at DESC LIMIT 1");
    let before = cursor();
    sqlite::database(&project).execute_batch("UPDATE item SET valor = 1000 WHERE id IN (10, 40); DELETE FROM item WHERE id = 12").unwrap();
    project.run(&["ingest", "estoque", "--from", "2026-03-05", "--to", "2026-03-20"]).succeeds();
    // What lies outside is not read, and what is gone is none of a window's business.
    state(&project);
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items WHERE amount = 1000"), "1");
    assert_eq!((cursor(), project.one("SELECT count(*) FROM staging.work_items")), (before, "60".to_owned()));
    project.run(&["ingest", "estoque", "--from", "2026-03-05", "--to", "2026-03-20"]).succeeds().says(&["Nada mudou"]);
    project.run(&["ingest"]).succeeds().says(&["Nada mudou"]);
    project.run(&["ingest", "estoque", "--from", "2026-04-01"]).succeeds();
    state(&project);
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items WHERE amount = 1000"), "2");
    // A full comparison tells what is gone, and says that no cursor would have.
    let ran = project.run(&["--lang", "en", "ingest", "--full"]);
    ran.succeeds().says(&["had missed 0 new rows, 0 changed ones and 1 that are gone"]);
    assert_eq!(project.rows(COUNTS)[0], ["59", "0", "0", "0", "59", "0", "1"]);

    let english = |args: &[&str]| project.run(&[&["--lang", "en", "ingest"], args].concat());
    english(&["estoque", "--from", "ontem"]).ends(2).says(&["M0341", "`ontem` is no time"]);
    english(&["estoque", "--from", "2026-03-05", "--to", "2026-03-04"]).ends(2).says(&["M0341", "its end comes before"]);
    english(&["--from", "2026-03-05"]).ends(2);
    english(&["estoque", "--from", "2026-03-05", "--full"]).ends(2);
    project.write("mirante.toml", sqlite::items("SELECT * FROM item", ""));
    english(&["estoque", "--from", "2026-03-05"]).ends(2).says(&["M0341", "only loads of a database with a `cursor`"]);

    let database = postgres::server::server().database(
        "janela",
        &format!(
            "{}; INSERT INTO item SELECT n, 'u', '2026-03-02', n, 1, '2026-03-01'::timestamptz + n * interval '1 day' FROM generate_series(1, 60) n",
            postgres::ITEMS
        ),
    );
    let project = Project::new(&postgres::items(&database.connection(), "SELECT * FROM item", "cursor = 'mudou'"));
    project.run(&["ingest"]).succeeds();
    database.run("UPDATE item SET valor = 1000 WHERE id IN (4, 5, 20, 21)");
    // From the day's first instant in the load's zone, three hours after UTC's, to the end of the last day.
    project.run(&["ingest", "estoque", "--from", "2026-03-05 00:00", "--to", "2026-03-20"]).succeeds();
    let changed = |project: &Project| project.rows("SELECT work_item_id FROM raw.work_items WHERE amount = 1000 ORDER BY 1").concat();
    assert_eq!(changed(&project), ["20", "5"]);
    let database = mysql::server::server().database("janela", &format!("{}; {}", mysql::ITEMS, mysql::many(60)));
    let project = Project::new(&mysql::items(&database.connection(), "SELECT * FROM item", "cursor = 'id'"));
    project.run(&["ingest"]).succeeds();
    database.run("UPDATE item SET valor = 1000 WHERE id IN (4, 5, 20, 21)");
    project.run(&["ingest", "estoque", "--from", "5", "--to", "20"]).succeeds();
    assert_eq!(changed(&project), ["20", "5"]);
    project.run(&["--lang", "en", "ingest", "estoque", "--to", "ontem"]).ends(2).says(&["M0341", "`ontem` is no number"]);
}

#[test]
fn two_loads_that_disagree_are_told_once_and_then_at_peace() {
    for cursor in ["", "cursor = 'versao'"] {
        let load = |name: &str, table: &str| {
            format!(
                "[[sources.loads]]\nname = '{name}'\ninto = 'areas'\nquery = 'SELECT * FROM {table}'\ncolumns = {{ area_id = 'id', name = 'nome' }}\nmax_rejects = '100%'\n{cursor}\n"
            )
        };
        let head = "[[sources]]\nname = 'banco'\nkind = 'sqlite'\nconnection = { file = 'dados/estoque.db' }\n";
        let project = Project::new(&format!("{head}{}{}", load("um", "um"), load("outro", "outro")));
        let made = sqlite::database(&project);
        made.execute_batch(
            "CREATE TABLE um (id TEXT, nome TEXT, versao INTEGER); CREATE TABLE outro (id TEXT, nome TEXT, versao INTEGER);
             INSERT INTO um VALUES ('a', 'de um', 1), ('b', 'igual', 2); INSERT INTO outro VALUES ('a', 'de outro', 1), ('b', 'igual', 2), ('c', 'só daqui', 3)",
        )
        .unwrap();
        let areas = || project.rows("SELECT area_id, name FROM staging.areas ORDER BY 1").concat().join(" ");
        project.run(&["run"]).succeeds();
        assert_eq!(areas(), "a de um b igual c só daqui");
        for _ in 0..3 {
            project.run(&["run"]).succeeds().says(&["Nada mudou"]);
        }
        assert_eq!(project.rows("SELECT load, key_text, reason FROM meta.rejects").concat().join(" "), "banco.outro a chave_conflitante");
        // The first changes its mind: its row stands. When it gives the key up, the other's does.
        made.execute_batch("UPDATE um SET nome = 'de novo', versao = 5 WHERE id = 'a'").unwrap();
        project.run(&["run"]).succeeds();
        assert_eq!(areas(), "a de novo b igual c só daqui");
        project.run(&["run"]).succeeds().says(&["Nada mudou"]);
        if cursor.is_empty() {
            project.write("mirante.toml", project.read("mirante.toml").replace("max_rejects", "deletes = 'missing'\nmax_rejects"));
            made.execute_batch("DELETE FROM um WHERE id = 'a'").unwrap();
        } else {
            made.execute_batch("UPDATE outro SET versao = 9 WHERE id = 'a'").unwrap();
        }
        project.run(&["run"]).succeeds();
        assert_eq!(areas(), "a de outro b igual c só daqui", "{cursor}");
        project.run(&["run"]).succeeds().says(&["Nada mudou"]);
    }
}

#[test]
fn arrays_and_sets_fill_lists() {
    let target = |kind: &str, connection: &str| {
        format!(
            "[[sources]]\nname = 'banco'\nkind = '{kind}'\nconnection = {connection}\n[[sources.loads]]\ninto = 'sla_targets'\nquery = 'SELECT * FROM alvo'\n\
             columns = {{ sla_id = 'id', pause_reasons = 'marcas' }}\n\
             constants = {{ process = 'chamado', metric = 'resolucao', target_minutes = 60, at_risk_bp = 8000, calendar_id = 'sempre', valid_from_on = '2026-01-01' }}\n"
        )
    };
    let reasons = |project: &Project| {
        project.run(&["run"]).succeeds();
        project.rows("SELECT sla_id, array_to_string(pause_reasons, ' + ') FROM staging.sla_targets ORDER BY 1")
    };
    let lists = postgres::server::server().database(
        "listas",
        r#"CREATE TABLE alvo (id int, marcas text[]); INSERT INTO alvo VALUES (1, '{b,"a|c, d",NULL}'), (2, '{{z,y},{x,NULL}}'), (3, '{}'), (4, NULL)"#,
    );
    let read = reasons(&Project::new(&target("postgres", &lists.connection())));
    assert_eq!(read.iter().map(|row| row[1].as_str()).collect::<Vec<_>>(), ["a|c, d + b", "x + y + z", "", ""]);
    let sets = mysql::server::server()
        .database("listas", "CREATE TABLE alvo (id int, marcas set('b', 'a|c')); INSERT INTO alvo VALUES (1, 'b,a|c'), (2, ''), (3, NULL)");
    let read = reasons(&Project::new(&target("mysql", &sets.connection())));
    assert_eq!(read.iter().map(|row| row[1].as_str()).collect::<Vec<_>>(), ["a|c + b", "", ""]);
}
