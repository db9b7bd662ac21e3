//! Refused rows: counted, shown, sent again, given up; nothing of it goes back in history or shows a person's key.

use serde_json::Value;

use crate::support::{Project, files_below};

const ITEMS: &str = r#"
[[sources]]
name = "estoque"
kind = "csv"
connection = { folder = "entrada" }

[[sources.loads]]
into = "work_items"
path = "itens.csv"
columns = { work_item_id = "id", owner_unit_id = "onde", opened_at = "aberto", amount = "valor", units_total = "partes", status = "estado" }
constants = { kind = "chamado", requester_type = "cliente", priority = "normal", is_automated = false }
values.status = { A = "aberto", R = "resolvido" }
max_rejects = "80%"
"#;

const HEADER: &str = "id,onde,aberto,valor,partes,estado\n";

fn items(rows: &str) -> Project {
    let project = Project::new(ITEMS);
    project.write("entrada/itens.csv", format!("{HEADER}{rows}"));
    project.run(&["ingest"]).succeeds();
    project
}

/// The last content of each key: its amount, units and operation.
fn contents(project: &Project) -> Vec<[String; 4]> {
    let rows = project.rows("SELECT work_item_id, amount, units_total, _op FROM raw.work_items ORDER BY _recorded_at, _op");
    let last: std::collections::BTreeMap<String, [String; 4]> = rows.into_iter().map(|row| (row[0].clone(), row.try_into().unwrap())).collect();
    last.into_values().collect()
}

/// Changes the mapping.
fn mend(project: &Project, from: &str, to: &str) {
    let toml = project.read("mirante.toml");
    assert!(toml.contains(from), "{from}");
    project.write("mirante.toml", toml.replace(from, to));
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const STATES: &str = "SELECT state, count(*) FROM meta.rejects GROUP BY state ORDER BY state";

#[test]
fn a_mended_mapping_takes_the_rows_that_wait_and_closes_them_in_the_same_commit() {
    let project = items("w1,u1,2026-03-02,10,1,A\nw2,u1,2026-03-02,10,1,X\nw3,u1,2026-03-02,10,1,X\nw4,u1,ontem,10,1,A\n");
    project.run(&["reject", "list"]).succeeds().says(&[
        "codigo_desconhecido",
        "status",
        "itens.csv:2, itens.csv:3",
        "espera",
        "tipo_invalido",
        "`values`",
    ]);
    let listed = lines(&project.run(&["reject", "list", "--json"]).out());
    assert_eq!(
        (listed[0]["reason"].as_str(), listed[0]["rows"].as_str(), listed[0]["state"].as_str()),
        (Some("codigo_desconhecido"), Some("2"), Some("pendente"))
    );
    let shown = lines(&project.run(&["reject", "show", "--reason", "codigo_desconhecido", "--json"]).out());
    assert_eq!((shown.len(), shown[0]["payload"]["estado"].as_str(), shown[0]["row"].as_i64()), (2, Some("X"), Some(2)));
    let id = shown[0]["reject_id"].as_str().unwrap().to_owned();
    project.run(&["reject", "show", &id[..8]]).succeeds().says(&["linha 2", "estado", "código desconhecido", "reaplique"]);
    project.run(&["reject", "show", "--lang", "en", &id]).succeeds().says(&["row 2", "unknown code", "waits"]);
    // Nothing has changed, so nothing is taken.
    project.run(&["reject", "replay"]).ends(1).says(&["3 linhas recusadas continuam", "recusada de novo: código desconhecido", "segue a versão"]);
    mend(&project, "R = \"resolvido\"", "R = \"resolvido\", X = \"cancelado\"");
    project.run(&["reject", "replay", "--dry-run"]).ends(1).says(&["reaplicadas 2 = novas 2", "Ensaio"]);
    assert_eq!(project.rows(STATES), [["pendente", "3"]]);
    let replayed = project.run(&["reject", "replay"]);
    replayed.ends(1).says(&["reaplicadas 2 = novas 2", "1 linha recusada continua", "itens.csv, linha 4, coluna opened_at", "mirante run"]);
    assert_eq!(project.rows(STATES), [["pendente", "1"], ["reaplicado", "2"]]);
    project.run(&["transform"]).succeeds();
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items WHERE status = 'cancelado'"), "2");
    let closed = "SELECT count(*) FROM meta.rejects r JOIN meta.batches b ON b.batch_id = r.resolved_batch_id JOIN raw.work_items w ON w._batch_id = b.batch_id \
                  AND w.work_item_id = r.key_text WHERE b.rows_read = 2 AND b.rows_inserted = 2";
    assert_eq!(project.one(closed), "2");
    assert_eq!(
        project.one("SELECT command FROM meta.runs WHERE run_id IN (SELECT run_id FROM meta.batches WHERE note LIKE '%came again%')"),
        "reject"
    );
    assert_eq!(project.one("SELECT count(*) FROM meta.completeness WHERE NOT is_complete"), "0");
    // What the source still says changes nothing more.
    project.run(&["ingest"]).succeeds().says(&["lidas 4 = novas 0 + mudadas 0 + apagadas 0 + iguais 3"]);
    project.run(&["verify"]).succeeds();
    // An older version is read as it was.
    assert_eq!(project.run(&["sql", STATES, "--at", "1", "--format", "csv", "-q"]).out().lines().nth(1), Some("pendente,3"));
}

#[test]
fn rows_are_given_up_only_by_choice_and_with_words() {
    let project = items("w1,u1,2026-03-02,10,1,A\nw2,u1,ontem,10,1,A\nw3,u1,2026-03-02,dez,1,A\n");
    project.run(&["reject", "discard", "--why", "teste"]).ends(2).says(&["M0605", "--load"]);
    project.run(&["reject", "discard", "--load", "work_items"]).ends(2);
    project.run(&["reject", "discard", "--load", "work_items", "--why", " "]).ends(2).says(&["M0605"]);
    project.run(&["reject", "discard", "--reason", "tipo_invalid", "--why", "x"]).ends(2).says(&["tipo_invalido"]);
    project
        .run(&["reject", "discard", "--load", "work_items", "--why", "cadastro de teste", "--dry-run"])
        .succeeds()
        .says(&["2 descartadas", "Ensaio"]);
    project.run(&["reject", "discard", "--load", "work_items", "--why", "cadastro de teste"]).succeeds().says(&["2 descartadas", "Versão"]);
    assert_eq!(project.rows(STATES), [["descartado", "2"]]);
    let words = "SELECT DISTINCT b.note, b.rows_read FROM meta.batches b JOIN meta.rejects r ON r.resolved_batch_id = b.batch_id";
    assert_eq!(project.rows(words), [["2 refused rows discarded: cadastro de teste", "0"]]);
    project.run(&["reject", "list"]).succeeds().says(&["Nenhuma linha recusada espera"]);
    project.run(&["reject", "list", "--all"]).succeeds().says(&["descartada"]);
    project.run(&["reject", "replay"]).ends(1).says(&["M0340"]);
    // Refused again by a full read, they are the same rows, and stay given up.
    project.run(&["ingest", "--full"]).succeeds();
    assert_eq!(project.rows(STATES), [["descartado", "2"]]);
}

#[test]
fn nothing_goes_back_in_history() {
    // The first file: w1 is refused, and so is w2, whose key comes a second time and well; w3 is well and refused later.
    let project = items("w1,u1,2026-03-02,\"1,50\",1,A\nw2,u1,2026-03-02,\"2,50\",1,A\nw2,u1,2026-03-02,7,1,A\nw3,u1,2026-03-02,3,1,A\n");
    project.write("entrada/itens.csv", format!("{HEADER}w1,u1,2026-03-02,9,1,A\nw2,u1,2026-03-02,7,1,A\nw3,u1,2026-03-02,\"3,50\",1,A\n"));
    project.run(&["ingest"]).succeeds();
    mend(&project, "max_rejects", "decimal = \",\"\nmax_rejects");
    let replayed = project.run(&["reject", "replay"]);
    // w3 is newer than what the lake holds; w1 has come well since; w2 came well in the same read, and nobody knows which is later.
    replayed.ends(1).says(&["reaplicadas 1 = novas 0 + mudadas 1", "2 linhas recusadas continuam", "conteúdo igual ou mais novo"]);
    let amounts: Vec<String> = contents(&project).into_iter().map(|[key, amount, ..]| format!("{key} {amount}")).collect();
    assert_eq!(amounts, ["w1 9.00", "w2 7.00", "w3 3.50"]);
}

#[test]
fn a_deleted_key_does_not_come_back_by_an_older_row() {
    let project = Project::new(&ITEMS.replace("max_rejects", "deletes = \"missing\"\ndecimal = \".\"\nmax_rejects"));
    project.write("entrada/itens.csv", format!("{HEADER}w1,u1,2026-03-02,1,1,A\nw2,u1,2026-03-02,1,1,A\n"));
    project.run(&["ingest"]).succeeds();
    project.write("entrada/itens.csv", format!("{HEADER}w1,u1,2026-03-02,\"1,5\",1,A\nw2,u1,2026-03-02,1,1,A\n"));
    project.run(&["ingest"]).succeeds().says(&["recusadas 1"]);
    project.write("entrada/itens.csv", format!("{HEADER}w2,u1,2026-03-02,1,1,A\n"));
    project.run(&["ingest"]).succeeds().says(&["desaparecidas 1"]);
    mend(&project, "decimal = \".\"", "decimal = \",\"");
    project.run(&["reject", "replay"]).ends(1).says(&["mais novo"]);
    assert_eq!(contents(&project)[0][3], "delete");
}

#[test]
fn a_row_that_lacks_a_column_is_not_taken_for_an_empty_one() {
    let project = Project::new(&ITEMS.replace("max_rejects = \"80%\"", "on_schema_change = \"quarantine\"\nmax_rejects = \"100%\""));
    project.write("entrada/itens.csv", format!("{HEADER}w1,u1,2026-03-02,10,1,A\n"));
    project.run(&["ingest"]).succeeds();
    project.write("entrada/itens.csv", "id,onde,aberto,partes,estado\nw1,u1,2026-03-02,2,A\n");
    project.run(&["ingest"]).succeeds().says(&["lacks"].map(|_| "não têm valor"));
    project.run(&["reject", "replay"]).ends(1).says(&["não se guardou valor"]);
    assert_eq!(contents(&project)[0][1], "10.00");
    mend(&project, "quarantine", "evolve");
    project.run(&["reject", "replay"]).succeeds().says(&["mudadas 1"]);
    assert_eq!(contents(&project)[0][1..3], ["", "2"]);
}

const EVENTS: &str = r#"
[[sources]]
name = "s"
kind = "csv"
connection = { folder = "entrada", delimiter = ";" }

[[sources.loads]]
into = "events"
path = "*.csv"
max_rejects = "60%"
columns = { event_id = "{@source}:{caso}:{@nth:caso}", event_type = "tipo", occurred_at = "quando", sequence = "@row", actor_id = "quem" }
values.event_type = { x = "aberto" }
"#;

#[test]
fn people_and_places_come_again_as_they_were() {
    let project = Project::new(EVENTS);
    let rows = ["c1;x;2026-01-01;MARIA-1", "c1;y;2026-01-02;MARIA-1", "c1;x;2026-01-03;MARIA-2", "c2;y;2026-01-04;MARIA-3"];
    project.write("entrada/e.csv", format!("caso;tipo;quando;quem\n{}\n", rows.join("\n")));
    project.run(&["ingest"]).succeeds().says(&["recusadas 2"]);
    mend(&project, "x = \"aberto\"", "x = \"aberto\", y = \"enviado\"");
    project.run(&["reject", "replay"]).succeeds().says(&["reaplicadas 2 = novas 2"]);
    let events = project.rows("SELECT event_id, sequence FROM raw.events ORDER BY 1");
    assert_eq!(events, [["s:c1:1", "1"], ["s:c1:2", "2"], ["s:c1:3", "3"], ["s:c2:1", "4"]]);
    // The pseudonym that the vault gave when the row was refused is the one that it gives now.
    project.run(&["ingest", "--full"]).succeeds().says(&["iguais 4"]);
    assert_eq!(project.one("SELECT count(DISTINCT actor_id) FROM raw.events"), "3");
    for path in files_below(&project.path().join("lake")) {
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(5).any(|window| window == b"MARIA"), "{} holds a person's key", path.display());
    }
    let said = project.run(&["reject", "show", "--json"]).out() + &project.run(&["reject", "show"]).out();
    assert!(!said.contains("MARIA"), "{said}");
}

#[test]
fn a_conflict_is_decided_anew() {
    let project = Project::new(&EVENTS.replace("{@source}:{caso}:{@nth:caso}", "caso").replace("60%", "60%\"\ntimezone = \"UTC"));
    let header = "caso;tipo;quando;quem\n";
    project.write("entrada/01.csv", format!("{header}a;x;2026-01-01;p\nb;x;2026-01-01;p\n"));
    project.write("entrada/02.csv", format!("{header}a;x;2026-02-01;p\n"));
    project.run(&["ingest"]).succeeds().says(&["chave_conflitante"]);
    project.run(&["reject", "replay"]).ends(1).says(&["conteúdo igual ou mais novo"]);
    // The wrong row is taken out of its file; the read that sees it takes the other one in, and the refused row is settled.
    project.write("entrada/01.csv", format!("{header}b;x;2026-01-01;p\n"));
    project.run(&["ingest"]).succeeds();
    project.run(&["reject", "replay"]).succeeds().says(&["iguais 1"]);
    let last = "SELECT _op, occurred_at FROM raw.events WHERE event_id = 'a' ORDER BY _recorded_at DESC, _op DESC LIMIT 1";
    assert_eq!(project.rows(last), [["insert", "2026-02-01T00:00:00Z"]]);
}

#[test]
fn what_was_not_kept_waits_for_the_source() {
    let project = items("w1,u1,2026-03-02,10,1,A\nw2,\"u1,2026-03-02,10,1,A\n");
    project.run(&["reject", "replay"]).ends(1).says(&["seu conteúdo não foi guardado", "--full"]);
    mend(&project, "name = \"estoque\"", "name = \"outra\"");
    project.run(&["reject", "replay"]).ends(1).says(&["não está mais em mirante.toml"]);
}

#[test]
fn the_share_of_refused_rows_is_exact() {
    let rows = |good: usize, bad: usize| {
        let good = (0..good).map(|row| format!("g{row},u1,2026-03-02,10,1,A\n"));
        let bad = (0..bad).map(|row| format!("b{row},u1,2026-03-02,dez,1,A\n"));
        good.chain(bad).collect::<String>()
    };
    for (budget, good, bad, code) in [
        ("1%", 99, 1, 0),
        ("1%", 98, 1, 1),
        ("1%", 199, 2, 0),
        ("1%", 197, 2, 1),
        ("1%", 5, 0, 0),
        ("1%", 5, 1, 1),
        ("0%", 1_000, 1, 1),
        ("0%", 3, 0, 0),
        ("0,1%", 999, 1, 0),
        ("0,1%", 998, 1, 1),
        ("50%", 1, 1, 0),
        ("50%", 1, 2, 1),
        ("100%", 0, 2, 0),
        ("33,3333%", 2, 1, 1),
        ("33,3334%", 2, 1, 0),
    ] {
        let project = Project::new(&ITEMS.replace("80%", budget));
        project.write("entrada/itens.csv", format!("{HEADER}{}", rows(good, bad)));
        let ran = project.run(&["ingest"]);
        ran.ends(code);
        if code == 1 {
            ran.says(&["M0306"]);
            // Nothing of the load advances: no version, no reject, no file that counts as read.
            assert!(
                !project.path().join("lake/versions").exists() || files_below(&project.path().join("lake/versions")).is_empty(),
                "{budget} {good} {bad}"
            );
            project.run(&["ingest", "--dry-run"]).ends(1);
        }
    }
}

#[test]
fn a_stop_in_the_middle_closes_all_or_nothing() {
    let whole = items("w1,u1,2026-03-02,10,1,A\nw2,u1,2026-03-02,10,1,X\nw3,u1,2026-03-02,10,1,X\n");
    mend(&whole, "R = \"resolvido\"", "R = \"resolvido\", X = \"cancelado\"");
    let log = whole.path().join("sites.log");
    let counted = whole.copy();
    assert!(counted.command(&["reject", "replay"]).env("MIRANTE_FAULT_LOG", &log).status().unwrap().success());
    let sites = std::fs::read_to_string(&log).unwrap().lines().count();
    assert!(sites > 5, "{sites} sites");
    let mut outcomes = [0, 0];
    for site in 1..=sites {
        let project = whole.copy();
        assert!(!project.command(&["reject", "replay"]).env("MIRANTE_FAULT", format!("abort@{site}")).output().unwrap().status.success());
        let (rows, states) = (project.one("SELECT count(*) FROM raw.work_items"), project.rows(STATES));
        match rows.as_str() {
            "1" => assert_eq!(states, [["pendente", "2"]], "site {site}"),
            _ => assert_eq!((rows.as_str(), states), ("3", vec![vec!["reaplicado".to_owned(), "2".to_owned()]]), "site {site}"),
        }
        outcomes[usize::from(rows != "1")] += 1;
        let again = project.run(&["reject", "replay"]);
        assert!([0, 1].contains(&again.code()), "{}", again.err());
        assert_eq!(project.one("SELECT count(*) FROM raw.work_items"), "3", "site {site}");
    }
    println!("{sites} sites, before and after the commit: {outcomes:?}");
    assert!(outcomes[0] > 0, "{outcomes:?}");
}

#[test]
fn source_check_tells_before_a_run_does() {
    let project = items("w1,u1,2026-03-02,10,,A\n");
    let rows = "w1,u1,2026-03-02,10,,A\nw2,u1,2026-03-02,dez,,A\nw3,u1,2026-03-02,onze,,A\nw4,,2026-03-02,1,,Z\n";
    project.write("entrada/itens.csv", format!("{HEADER}{rows}"));
    let checked = project.run(&["source", "check"]);
    checked.succeeds().says(&["4 linhas, 3 seriam recusadas", "coluna amount", "“dez”, “onze”", "linha 2", "decimal", "vazias: units_total"]);
    mend(&project, "80%", "10%");
    project.run(&["source", "check"]).ends(1).says(&["a carga pararia"]);
    project.run(&["ingest"]).ends(1).says(&["M0306"]);
    let line = lines(&project.run(&["source", "check", "--json"]).out()).remove(0);
    assert_eq!((line["rows"].as_i64(), line["refused"].as_i64()), (Some(4), Some(3)));
    assert_eq!(project.one("SELECT count(*) FROM raw.work_items"), "1", "a look changes nothing");
}

#[test]
fn source_schema_shows_columns_and_nobodys_data() {
    let project = Project::new(EVENTS);
    project.write(
        "entrada/e.csv",
        "caso;tipo;quando;quem;valor;Sócia\nCH-1;x;01/02/2026 10:00;ANA-7;1.234,50;Rosa Lima\nCH-2;x;02/02/2026;BIA-8;2,00;Lia Dias\n",
    );
    let shown = project.run(&["source", "schema", "s"]);
    shown.succeeds().says(&["caso", "AA-9", "money", "event_id", "(de pessoas)", "--write-contract"]);
    assert!(!["ANA", "Rosa", "BIA"].iter().any(|name| shown.out().contains(name)), "{}", shown.out());
    project.run(&["source", "schema", "s", "--write-contract"]).succeeds().says(&["contracts/s_events.toml"]);
    let text = project.read("contracts/s_events.toml");
    assert!(text.parse::<toml::Table>().is_ok(), "{text}");
    assert!(text.contains("quando = { type = \"at\" }") && text.contains("decimal = \",\"") && !text.contains("Rosa"), "{text}");
    project.run(&["source", "schema", "s", "--write-contract"]).ends(2).says(&["M0603"]);
    project.run(&["source", "schema", "z"]).ends(2).says(&["M0302"]);
    // A source without loads shows what lies in its folder, and a log what its events say.
    project.write("mirante.toml", "[[sources]]\nname = \"s\"\nkind = \"csv\"\nconnection = { folder = \"entrada\", delimiter = \";\" }\n");
    project.run(&["source", "schema", "s", "--lang", "en"]).succeeds().says(&["valor", "(about people)"]);
    let example = Project::example();
    let log = example.run(&["source", "schema", "compras"]);
    log.succeeds().says(&["concept:name", "time:timestamp", "@case", "occurred_at"]);
}
