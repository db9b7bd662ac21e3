//! Awkward sources, each once met: archives, continued cases, shared keys, odd marks, far dates, torn logs.

use std::fs;

use crate::support::Project;

/// One load of events from `entrada/*.csv`; `more` is added to it.
fn events(more: &str) -> Project {
    Project::new(&format!(
        "[[sources]]\nname = \"s\"\nkind = \"csv\"\nconnection = {{ folder = \"entrada\", delimiter = \";\" }}\n\
         [[sources.loads]]\ninto = \"events\"\npath = \"*.csv\"\nmax_rejects = \"50%\"\n\
         columns = {{ event_id = \"id\", event_type = \"tipo\", occurred_at = \"quando\", sequence = \"@row\", actor_id = \"quem\" }}\n{more}"
    ))
}

const HEADER: &str = "id;tipo;quando;quem;apagado\n";

fn file(rows: &[&str]) -> String {
    format!("{HEADER}{}\n", rows.join("\n"))
}

fn ids(project: &Project) -> Vec<String> {
    project.rows("SELECT event_id FROM staging.events ORDER BY 1").into_iter().map(|row| row[0].clone()).collect()
}

#[test]
fn an_archived_file_stays_loaded_run_after_run() {
    let project = events("");
    project.write("entrada/jan.csv", file(&["a;x;2026-01-01;;"]));
    project.run(&["run"]).succeeds();
    fs::remove_file(project.path().join("entrada/jan.csv")).unwrap();
    project.write("entrada/fev.csv", file(&["b;x;2026-02-01;;"]));
    project.run(&["run"]).succeeds();
    project.write("entrada/fev.csv", file(&["b;x;2026-02-01;;", "c;x;2026-02-02;;"]));
    project.run(&["run"]).succeeds().says(&["jan.csv", "desaparecidas 0"]);
    project.run(&["ingest", "--full"]).succeeds();
    let toml = project.read("mirante.toml").replace("50%", "60%");
    project.write("mirante.toml", toml);
    project.run(&["run"]).succeeds().says(&["jan.csv"]);
    assert_eq!(ids(&project), ["a", "b", "c"]);
}

#[test]
fn one_key_for_different_events_in_two_files_is_told() {
    let project = events("");
    project.write("entrada/03.csv", file(&["CH-1:1;aberto;2026-03-01;;", "CH-1:2;enviado;2026-03-02;;", "CH-3:1;aberto;2026-03-02;;"]));
    project.write("entrada/04.csv", file(&["CH-1:1;resolvido;2026-04-01;;", "CH-2:1;aberto;2026-04-02;;"]));
    project.run(&["run"]).succeeds().says(&["04.csv, linha 1: chave_conflitante", "substituídas 0", "recusadas 1"]);
    assert_eq!(project.one("SELECT event_type FROM staging.events WHERE event_id = 'CH-1:1'"), "aberto");
}

#[test]
fn a_key_that_two_loads_share_in_one_commit_stays_with_the_first() {
    let second = "[[sources.loads]]\nname = \"aa\"\ninto = \"areas\"\npath = \"b.txt\"\ncolumns = { area_id = \"id\", name = \"tipo\" }\nmax_rejects = \"100%\"\n\
                  [[sources.loads]]\nname = \"zz\"\ninto = \"areas\"\npath = \"a.txt\"\ncolumns = { area_id = \"id\", name = \"tipo\" }\n";
    let project = events(second);
    project.write("entrada/e.csv", file(&["e;x;2026-01-01;;"]));
    project.write("entrada/a.txt", "id;tipo\nA;de zz\n");
    project.write("entrada/b.txt", "id;tipo\nA;de aa\nB;de aa\n");
    project.run(&["run"]).ends(1).says(&["s.zz", "chave_conflitante"]);
    assert_eq!(project.rows("SELECT name FROM staging.areas ORDER BY 1"), [["de aa"], ["de aa"]]);
    // The first load gives the key up; a full read lets the other one have it.
    project.write("entrada/b.txt", "id;tipo\nB;de aa\n");
    project.run(&["run"]).succeeds();
    project.run(&["ingest", "--full"]).succeeds();
    project.run(&["transform"]).succeeds();
    assert_eq!(project.rows("SELECT area_id, name FROM staging.areas ORDER BY 1"), [["A", "de zz"], ["B", "de aa"]]);
}

#[test]
fn a_row_that_comes_and_is_refused_keeps_its_last_good_content() {
    let project = events("");
    project.write("entrada/e.csv", file(&["a;x;2026-01-01;;", "b;x;2026-01-02;;", "c;x;2026-01-02;;"]));
    project.run(&["run"]).succeeds();
    project.write("entrada/e.csv", file(&["a;x;2026-01-01;;", "b;x;ontem;;"]));
    project.run(&["run"]).succeeds().says(&["recusadas 1", "desaparecidas 1"]);
    assert_eq!(ids(&project), ["a", "b"]);
    project.write("entrada/e.csv", file(&["a;x;2026-01-01;;", ";x;2026-01-01;;"]));
    project.run(&["run"]).succeeds().says(&["nada foi tomado como desaparecido", "desaparecidas 0"]);
    assert_eq!(ids(&project), ["a", "b"]);
}

#[test]
fn marks_of_deletion_are_words_for_yes_or_times_and_nothing_else() {
    let project = events("deleted = \"apagado\"\n");
    let marks = ["", "falso", "FALSE", "0", "não", "sim", "1", "2026-02-01 10:00", "talvez", "-"];
    let rows: Vec<String> = marks.iter().enumerate().map(|(place, mark)| format!("e{place};x;2026-01-01;;{mark}")).collect();
    project.write("entrada/e.csv", file(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
    project.run(&["run"]).succeeds().says(&["recusadas 2"]);
    assert_eq!(ids(&project), ["e0", "e1", "e2", "e3", "e4"]);
    assert_eq!(project.rows("SELECT row_number, column_name FROM meta.rejects ORDER BY 1"), [["9", "apagado"], ["10", "apagado"]]);
}

#[test]
fn no_persons_key_stands_in_a_reject() {
    let links = "[[sources.loads]]\ninto = \"event_objects\"\npath = \"*.csv\"\ncolumns = { event_id = \"id\", object_id = \"tipo\" }\n\
                 constants = { object_type = \"x\", qualifier = \"principal\" }\nmax_rejects = \"100%\"\n";
    let project = events(links);
    project.write("mirante.toml", project.read("mirante.toml").replace("50%", "100%"));
    let rows = ["a;;2026-01-01;MARIA-1;", "b;x;ontem;MARIA-2;", "c;x;MARIA-3", "d;\"x;2026-01-01;MARIA-4;", ";x;2026-01-01;MARIA-5;"];
    project.write("entrada/e.csv", file(&rows));
    project.run(&["run"]).succeeds();
    assert!(project.one("SELECT count(*) FROM meta.rejects").parse::<u32>().unwrap() >= 8);
    for path in crate::support::files_below(&project.path().join("lake")) {
        let bytes = fs::read(&path).unwrap();
        assert!(!bytes.windows(5).any(|window| window == b"MARIA"), "{} holds a person's key", path.display());
    }
    assert_eq!(project.rows("SELECT DISTINCT payload FROM meta.rejects WHERE payload LIKE '%MARIA%'"), Vec::<Vec<String>>::new());
}

#[test]
fn dates_beyond_all_calendars_are_refused_and_future_ones_are_told() {
    let project = events("");
    project.write("entrada/e.csv", file(&["a;x;2026-01-01;;", "b;x;2999-01-01;;", "c;x;9999-12-31 23:59;;"]));
    project.run(&["run"]).succeeds().says(&["linha 3, coluna occurred_at: fora_do_intervalo", "1 linhas estão no futuro"]);
    assert_eq!(ids(&project), ["a"]);
}

#[test]
fn blanks_around_keys_are_dirt() {
    let project = events("");
    project.write("entrada/e.csv", file(&["a;x;2026-01-01;p1;", " b ;x ;2026-01-01; p1;", "c;x;2026-01-01;p1 ;", "  ;x;2026-01-01;p1;"]));
    project.run(&["run"]).succeeds().says(&["linha 4, coluna event_id: chave_nula"]);
    assert_eq!(ids(&project), ["a", "b", "c"]);
    assert_eq!(project.one("SELECT count(DISTINCT actor_id) FROM staging.events"), "1");
}

#[test]
fn keys_that_hold_odd_characters_stay_apart() {
    let links = "[[sources.loads]]\ninto = \"event_objects\"\npath = \"l.txt\"\ncolumns = { event_id = \"id\", object_id = \"tipo\" }\n\
                 constants = { object_type = \"t\", qualifier = \"principal\" }\n";
    let project = events(links);
    project.write("entrada/e.csv", file(&["a;x;2026-01-01;;"]));
    project.write("entrada/l.txt", "id;tipo\nA\u{1f}t\u{1f}B;C\nA;B\u{1f}t\u{1f}C\n");
    project.run(&["run"]).succeeds().says(&["lidas 2 = novas 2"]);
}

#[test]
fn a_log_that_ends_early_or_is_none_is_no_complete_read() {
    let project = Project::new(
        "[[sources]]\nname = \"l\"\nkind = \"xes\"\nconnection = { folder = \"entrada\" }\n[[sources.loads]]\ninto = \"events\"\npath = \"l.xes\"\n",
    );
    let event = |name: &str| {
        format!("<event><string key=\"concept:name\" value=\"{name}\"/><date key=\"time:timestamp\" value=\"2026-01-01T00:00:00Z\"/></event>")
    };
    let trace = |case: &str, inner: &str| format!("<trace><string key=\"concept:name\" value=\"{case}\"/>{inner}</trace>");
    let log = format!("<log>{}{}</log>", trace("c1", &event("a")), trace("c2", &event("a")));
    project.write("entrada/l.xes", &log);
    project.run(&["run"]).succeeds().says(&["lidas 2 = novas 2"]);
    let cut = log.find("</trace>").unwrap() + "</trace>".len();
    for bad in [&log[..cut], "", "hello;world", "<foo/>"] {
        project.write("entrada/l.xes", bad);
        project.run(&["run"]).ends(1).says(&["M0304", "l.xes"]);
    }
    assert_eq!(ids(&project).len(), 2);
    // Of a log with completes, an event without a transition is complete in itself.
    let mixed = event("b").replace("</event>", "<string key=\"lifecycle:transition\" value=\"complete\"/></event>");
    project.write("entrada/l.xes", format!("<log>{}</log>", trace("c1", &(event("a") + &mixed))));
    project.run(&["run"]).succeeds().says(&["lidas 2 "]);
}

#[test]
fn what_is_no_file_does_not_hold_the_writer() {
    let project = events("");
    project.write("entrada/e.csv", file(&["a;x;2026-01-01;;"]));
    let made = std::process::Command::new("mkfifo").arg(project.path().join("entrada/pipe.csv")).status().unwrap();
    assert!(made.success());
    std::os::unix::fs::symlink("nowhere", project.path().join("entrada/.#lock")).unwrap();
    std::os::unix::fs::symlink("..", project.path().join("entrada/acima")).unwrap();
    project.run(&["run"]).succeeds().says(&["lidas 1 = novas 1"]);
    std::os::unix::fs::symlink("nowhere", project.path().join("entrada/z.csv")).unwrap();
    project.run(&["run"]).ends(3).says(&["M0303", "z.csv"]);
}

#[test]
fn a_lost_newest_version_is_told_everywhere_and_its_number_is_not_given_again() {
    let project = events("");
    project.write("entrada/e.csv", file(&["a;x;2026-01-01;;"]));
    project.run(&["run"]).succeeds();
    fs::remove_file(project.path().join("lake/versions/00000000000000000002.json")).unwrap();
    project.run(&["verify"]).ends(1).says(&["M0203", "00000000000000000002.json"]);
    project.run(&["sql", "SELECT count(*) FROM raw.events"]).succeeds().says(&["aviso", "00000000000000000002.json"]);
    project.run(&["run"]).succeeds().says(&["Versão 3 gravada"]);
    project.run(&["version", "list"]).ends(1).says(&["00000000000000000002.json"]);
    project.run(&["verify"]).ends(1).says(&["M0203"]);
}

#[test]
fn questions_of_every_type_are_answered_and_wrong_ones_end_with_2() {
    let project = events("");
    project.write("entrada/e.csv", file(&["a;x;2026-01-01;;"]));
    project.run(&["run"]).succeeds();
    for (query, answer) in [
        ("SELECT make_array(1, 2) AS k", "1|2"),
        ("SELECT INTERVAL '1 day' AS k", "1 days"),
        ("SELECT CAST('2026-01-02' AS TIMESTAMP) AS k", "2026-01-02T00:00:00Z"),
        ("SELECT CAST(7 AS SMALLINT) AS k", "7"),
        ("SELECT max(occurred_at) - min(occurred_at) AS k FROM staging.events", "P0D"),
        ("SELECT x'ff' AS k", "ff"),
    ] {
        let ran = project.run(&["sql", query, "--format", "csv", "-q"]);
        ran.succeeds();
        assert!(ran.out().contains(answer), "{query}: {}", ran.out());
    }
    project.run(&["sql", "SELECT now()"]).succeeds();
    project.run(&["sql", "SELECT 1 / 0"]).ends(2).says(&["M0408"]);
    project.run(&["sql", "-f", "/nope.sql"]).ends(2).says(&["M0607"]);
    project.run(&["lint", "/nope.sql"]).ends(2).says(&["M0607"]);
    project.run(&["run", "--as-of", "bobagem"]).ends(2).says(&["M0605"]);
    project.run(&["sql", "SELECT 1", "-f", "x"]).ends(2).says(&["não cabem juntos"]);
}

#[test]
fn impossible_options_end_with_2_before_anything_is_read() {
    for (from, to, word) in [
        ("delimiter = \";\"", "delimiter = \"ç\"", "ç"),
        ("delimiter = \";\"", "encoding = \"klingon\"", "klingon"),
        ("\"id\"", "\"{@nope}\"", "@nope"),
        ("\"id\"", "\"{@nth:}\"", "vazio"),
    ] {
        let project = events("");
        project.write("mirante.toml", project.read("mirante.toml").replacen(from, to, 1));
        project.write("entrada/e.csv", file(&["a;x;2026-01-01;;"]));
        project.run(&["run"]).ends(2).says(&["M0301", word]);
    }
}
