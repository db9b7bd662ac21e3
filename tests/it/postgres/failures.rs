//! Servers that are gone, refuse, break off; queries that fail; and what is committed all the same.

use std::{
    net::TcpListener,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use super::{ITEMS, items, project, server::secret, server::server};
use crate::{
    proxy::proxy,
    support::{Project, Random, block, seed},
};

/// A source of one file that is always healthy.
const HEALTHY: &str = "[[sources]]\nname = 'arquivo'\nkind = 'csv'\nconnection = { folder = 'entrada' }\n[[sources.loads]]\ninto = 'areas'\npath = 'a.csv'\ncolumns = { area_id = 'id', name = 'nome' }\n";

fn beside_a_file(toml: &str) -> Project {
    let project = Project::new(&format!("{toml}{HEALTHY}"));
    project.write("entrada/a.csv", "id,nome\na1,Apoio\n");
    project
}

#[test]
fn a_dead_server_is_named_and_the_other_sources_are_committed() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let connection = format!("{{ host = '127.0.0.1', port = {port}, database = 'd', user = 'u', password_file = 'senha' }}");
    let project = beside_a_file(&items(&connection, "SELECT 1 AS id", ""));
    secret(project.path(), "senha", "muito-secreta\n");
    let ran = project.run(&["run"]);
    ran.ends(3).says(&["M0313", "`estoque`", &format!("127.0.0.1:{port}")]);
    assert!(!(ran.out() + &ran.err()).contains("muito-secreta"));
    assert_eq!(project.one("SELECT count(*) FROM staging.areas"), "1");
    project.run(&["source", "test"]).ends(3).says(&["M0313", "arquivo.areas"]);
    // A server that takes the call and says nothing is not waited for.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let connection =
        connection.replace(&port.to_string(), &silent.local_addr().unwrap().port().to_string()).replace(" }", ", connect_timeout = '1s' }");
    project.write("mirante.toml", items(&connection, "SELECT 1 AS id", "") + HEALTHY);
    let begun = Instant::now();
    project.run(&["run"]).ends(3).says(&["M0313", "1s"]);
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn passwords_come_from_files_that_only_their_owner_reads() {
    let database = server().database(
        "senhas",
        &format!("{ITEMS}; INSERT INTO item VALUES (1, 'u1'); CREATE ROLE com_senha LOGIN PASSWORD 'certa'; GRANT SELECT ON item TO com_senha"),
    );
    let user = "user = 'com_senha', password_file = 'senha'";
    let project = Project::new(&items(&database.connection_at(database.server.port, user), "SELECT * FROM item", ""));
    project.run(&["run"]).ends(2).says(&["M0315", "`senha`"]);
    project.write("senha", "certa\n");
    project.run(&["run"]).ends(2).says(&["M0315", "644", "chmod 600 senha"]);
    secret(project.path(), "senha", "errada\n");
    let ran = project.run(&["run"]);
    ran.ends(3).says(&["M0313", "password authentication failed"]);
    assert!(!(ran.out() + &ran.err()).contains("errada"));
    secret(project.path(), "senha", "certa\n");
    project.run(&["run"]).succeeds();
    // Encrypted: verified against the right authority, refused against any other, unverified on demand.
    let encrypted = |more: &str| {
        project.write(
            "mirante.toml",
            items(
                &database.connection_at(database.server.port, &format!("{user}, {more}")),
                "SELECT item.* FROM item, pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl",
                "",
            ),
        );
    };
    project.write("ca.crt", include_str!("ca.crt"));
    encrypted("tls = 'require', ca_file = 'ca.crt'");
    project.run(&["run"]).succeeds();
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items"), "1");
    encrypted("tls = 'require'");
    project.run(&["run"]).ends(3).says(&["M0313", "certificate"]);
    encrypted("tls = 'prefer'");
    project.run(&["run"]).succeeds();
}

#[test]
fn a_query_that_fails_fails_alone() {
    let database = server().database("consultas", &format!("{ITEMS}; INSERT INTO item VALUES (1, 'u1')"));
    let load = |name: &str, query: &str| {
        format!("[[sources.loads]]\nname = '{name}'\ninto = 'areas'\nquery = '''{query}'''\ncolumns = {{ area_id = 'id', name = 'onde' }}\n")
    };
    let toml = project(&database, "").read("mirante.toml")
        + &load("sem_tabela", "SELECT * FROM nada")
        + &load("sem_coluna", "SELECT id, ondes AS onde FROM item")
        + &load("divide", "SELECT id, (1 / (id - 1))::text AS onde FROM item")
        + &load("apaga", "WITH x AS (DELETE FROM item RETURNING id) SELECT id, 'x' AS onde FROM x")
        + &load("sorteia", "SELECT id, 'x' AS onde FROM item, generate_series(1, 20000) WHERE random() < 0.5")
        + &load("boa", "SELECT id, onde FROM item");
    let project = Project::new(&toml);
    project.run(&["--lang", "en", "run"]).ends(1).says(&[
        "M0314",
        "`estoque.sem_tabela`",
        "relation \"nada\" does not exist",
        "M0305",
        "column \"ondes\" does not exist",
        "division by zero",
        "data-modifying statement",
        "M0317",
    ]);
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items"), "1");
    assert_eq!(project.one("SELECT count(*) FROM staging.areas"), "1");
}

#[test]
fn columns_that_come_and_go_follow_the_load() {
    let database = server().database("colunas", &format!("{ITEMS}; INSERT INTO item VALUES (1, 'u1', now(), 1, 1)"));
    let frozen = project(&database, "");
    frozen.run(&["run"]).succeeds();
    let evolving = project(&database, "on_schema_change = 'evolve'");
    evolving.run(&["run"]).succeeds();
    database.run("ALTER TABLE item ADD cor text, DROP COLUMN partes; INSERT INTO item VALUES (2, 'u1')");
    frozen.run(&["run"]).ends(1).says(&["M0305", "`cor`", "`partes`"]);
    frozen.run(&["source", "check"]).ends(1).says(&["M0305"]);
    evolving.run(&["run"]).succeeds().says(&["`partes`", "`cor`"]);
    assert_eq!(evolving.one("SELECT count(*) FROM staging.work_items WHERE units_total IS NULL"), "2");
    database.run("ALTER TABLE item DROP COLUMN onde");
    evolving.run(&["run"]).ends(1).says(&["M0305", "`onde`"]);
}

#[test]
fn rows_that_do_not_fit_are_refused_once() {
    let database = server().database("recusadas", "CREATE TABLE item (id text, onde text, aberto text, valor text, partes text, mudou timestamptz DEFAULT now() - interval '1 day'); \
        INSERT INTO item VALUES ('1', 'u1', '2026-03-02', '1.5', '1'), ('2', 'u1', 'ontem', '1', '1'), ('3', 'u1', '2026-03-02', 'caro', '1'), ('4', 'u1', '2026-03-02', '1', '1.5')");
    for more in ["max_rejects = '80%'", "max_rejects = '80%'\ncursor = 'mudou'\nlag = '2d'"] {
        let project = project(&database, more);
        project.run(&["run"]).succeeds();
        assert_eq!(
            project.rows("SELECT key_text, column_name, reason FROM meta.rejects ORDER BY 1").concat().join(" "),
            "2 opened_at tipo_invalido 3 amount tipo_invalido 4 units_total tipo_invalido"
        );
        project.run(&["run"]).succeeds().says(&["Nada mudou"]);
    }
    project(&database, "").run(&["run"]).ends(1).says(&["M0306"]);
}

#[test]
fn a_connection_that_is_cut_is_taken_up_from_nothing_or_fails_clean() {
    let rows = "INSERT INTO item SELECT n, 'u' || n % 9, '2026-03-02', n, 1, '2026-03-02' FROM generate_series(1, 4000) n";
    let database = server().database("cortes", &format!("{ITEMS}; {rows}"));
    let state = |project: &Project| project.rows("SELECT work_item_id, amount FROM staging.work_items ORDER BY 1").concat().join(" ");
    let clean = project(&database, "");
    clean.run(&["run"]).succeeds();
    let through = |plan: Vec<usize>, cursor: &str| {
        let (port, taken) = proxy(database.server.port, plan);
        (beside_a_file(&items(&database.connection_at(port, "user = 'postgres', tls = 'disable'"), "SELECT * FROM item", cursor)), taken)
    };
    let mut random = Random::new(seed("cuts"));
    for cursor in ["", "cursor = 'mudou'"] {
        let cut = 8_000 + random.below(120_000);
        let (project, taken) = through(vec![cut, cut / 2 + 1_500], cursor);
        project.run(&["run"]).succeeds();
        assert_eq!(taken.load(Ordering::SeqCst), 3, "cut at {cut}");
        assert_eq!(state(&project), state(&clean));
    }
    // Four cuts are too many: nothing of the source, all of the others.
    let (project, _) = through(vec![30_000; 4], "");
    project.run(&["run"]).ends(3).says(&["M0313", "estoque"]);
    assert_eq!(project.one("SELECT count(*) FROM meta.batches WHERE source = 'estoque'"), "0");
    assert_eq!(project.one("SELECT count(*) FROM staging.areas"), "1");
    project.run(&["run"]).succeeds();
    assert_eq!(state(&project), state(&clean));
}

#[test]
fn a_backend_that_is_killed_while_it_copies_harms_nothing() {
    let database = server().database(
        "morte",
        &format!(
            "{ITEMS}; INSERT INTO item SELECT n, 'u1', '2026-03-02' FROM generate_series(1, 500) n; \
        CREATE SEQUENCE vezes; CREATE VIEW lenta AS SELECT item.*, pg_sleep(0.002) IS NULL AS dormiu FROM item"
        ),
    );
    let toml = items(&database.connection(), "SELECT id, onde, aberto, valor, partes FROM lenta WHERE dormiu IS NOT NULL", "");
    let project = Project::new(&toml);
    std::thread::scope(|scope| {
        let run = scope.spawn(|| project.run(&["run"]));
        let killed = block(async {
            let client = database.connect().await;
            let until = Instant::now() + Duration::from_secs(20);
            let mut killed = 0;
            while killed == 0 && Instant::now() < until {
                let rows = client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'mirante' AND datname = current_database() AND query LIKE 'COPY%'", &[]);
                killed = rows.await.unwrap().len();
            }
            killed
        });
        assert_eq!(killed, 1);
        run.join().unwrap().succeeds();
    });
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items"), "500");
}
