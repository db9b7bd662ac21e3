//! Bad input: clear words, the documented exit code, and no good row lost.

use std::{path::Path, sync::Arc};

use mirante_data::Lake;

use crate::support::{Project, Random, block, ingest, seed, sources};

const TOML: &str = r#"
[[sources]]
name = "estoque"
kind = "csv"
connection = { folder = "entrada" }

[[sources.loads]]
into = "work_items"
path = "itens.csv"
columns = { work_item_id = "id", owner_unit_id = "onde", opened_at = "aberto", amount = "valor", units_total = "partes" }
constants = { kind = "chamado", requester_type = "cliente", priority = "normal", is_automated = false, status = "aberto" }
max_rejects = "40%"
"#;

const HEADER: &str = "id,onde,aberto,valor,partes\n";

fn project(rows: &str) -> Project {
    let project = Project::new(TOML);
    project.write("entrada/itens.csv", format!("{HEADER}{rows}"));
    project
}

#[test]
fn a_renamed_column_is_named_with_the_nearest_one() {
    let project = project("w1,u1,2026-03-02,10,1\n");
    project.run(&["run"]).succeeds();
    project.write("entrada/itens.csv", "id,onde,aberta,valor,partes\nw1,u1,2026-03-02,10,1\nw2,u1,2026-03-02,10,1\n");
    project.run(&["source", "check"]).ends(1).says(&["M0305", "`aberto`", "`aberta`", "itens.csv"]);
    project.run(&["run"]).ends(1).says(&["M0305", "estoque.work_items"]);
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items"), "1", "what was there stays");
    // Who adjusts the mapping is let through.
    project.write("mirante.toml", TOML.replace("\"aberto\",", "\"aberta\","));
    project.run(&["run"]).succeeds();
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items"), "2");
}

#[test]
fn a_new_column_stops_a_frozen_load_and_is_noted_by_an_evolving_one() {
    let project = project("w1,u1,2026-03-02,10,1\n");
    project.run(&["run"]).succeeds();
    let more = "id,onde,aberto,valor,partes,cor\nw2,u1,2026-03-02,10,1,azul\nw1,u1,2026-03-02,10,1,azul\n";
    project.write("entrada/itens.csv", more);
    project.run(&["run"]).ends(1).says(&["M0305", "`cor`"]);
    project.write("mirante.toml", TOML.replace("max_rejects", "on_schema_change = \"evolve\"\nmax_rejects"));
    project.run(&["run"]).succeeds();
    let optional_gone = "id,onde,aberto,valor\nw3,u1,2026-03-02,10\nw2,u1,2026-03-02,10\nw1,u1,2026-03-02,10\n";
    project.write("entrada/itens.csv", optional_gone);
    project.run(&["run"]).succeeds().says(&["`partes`", "`cor`"]);
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items WHERE units_total IS NULL"), "3");
    assert!(project.one("SELECT schema_change FROM meta.batches WHERE schema_change IS NOT NULL LIMIT 1").contains("partes"));
    project.write("entrada/itens.csv", "id,onde,valor\nw1,u1,10\n");
    project.run(&["run"]).ends(1).says(&["M0305", "`aberto`"]);
}

#[test]
fn rows_that_break_the_contract_are_kept_and_the_good_ones_stand() {
    let project = project(
        "w1,u1,2026-03-02,10,1\nw2,u1,2026-03-02,dez,1\nw3,u1,2026-02-30,10,1\nw4,u1,2026-03-02,1.234,1\nw5,,2026-03-02,1,1\n,u1,2026-03-02,1,1\nw7,u1,2026-03-02,1,1.5\nw8,u1,2026-03-02,5,2\nw9,u1,2026-03-02,5,2\nw10,u1,2026-03-02,5,2\nw11,u1,2026-03-02,5,2\nw12,u1,2026-03-02,5,2\nw13,u1,2026-03-02,5,2\nw14,u1,2026-03-02,5,2\nw15,u1,2026-03-02,5,2\n",
    );
    let ran = project.run(&["run"]);
    ran.succeeds().says(&["lidas 15 = novas 9", "recusadas 6", "itens.csv, linha 2, coluna amount: tipo_invalido"]);
    let rejects = project.rows("SELECT row_number, column_name, reason FROM meta.rejects ORDER BY row_number");
    let expected = [
        ["2", "amount", "tipo_invalido"],
        ["3", "opened_at", "tipo_invalido"],
        ["4", "amount", "escala"],
        ["5", "owner_unit_id", "obrigatorio_ausente"],
        ["6", "work_item_id", "chave_nula"],
        ["7", "units_total", "tipo_invalido"],
    ];
    assert_eq!(rejects, expected);
    assert!(project.one("SELECT payload FROM meta.rejects WHERE row_number = 2").contains("\"valor\":\"dez\""));
    // Read again, the same refusals are the same rejects.
    project.run(&["ingest", "--full"]).succeeds();
    assert_eq!(project.one("SELECT count(*) FROM meta.rejects"), "6");
}

#[test]
fn a_flood_of_rejects_stops_the_load_and_no_other() {
    let flood = TOML.replace("max_rejects = \"40%\"\n", "")
        + "\n[[sources.loads]]\nname = \"nucleos\"\ninto = \"areas\"\npath = \"areas.csv\"\ncolumns = { area_id = \"id\", name = \"nome\" }\n";
    let project = Project::new(&flood);
    project.write("entrada/itens.csv", format!("{HEADER}w1,u1,2026-03-02,10,1\nw2,u1,nunca,10,1\n"));
    project.write("entrada/areas.csv", "id,nome\na1,Contabilidade\n");
    project.run(&["run"]).ends(1).says(&["M0306", "itens.csv, linha 2, coluna opened_at: tipo_invalido", "max_rejects"]);
    assert_eq!(project.one("SELECT count(*) FROM staging.areas"), "1");
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items"), "0");
}

#[test]
fn a_broken_quote_costs_its_own_row() {
    let project = project("w1,u1,2026-03-02,10,1\nw2,\"u1,2026-03-02,10,1\nw3,u1,2026-03-02,10,1\nw4,\"u,\n1\",2026-03-02,10,1\n");
    project.run(&["run"]).succeeds().says(&["lidas 4 = novas 3", "recusadas 1", "linha 2: esquema_mudou"]);
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items WHERE work_item_id IN ('w1', 'w3', 'w4')"), "3");
}

#[test]
fn empty_files_missing_folders_and_wrong_encodings_are_named() {
    let project = project("w1,u1,2026-03-02,10,1\n");
    project.run(&["run"]).succeeds();
    project.write("entrada/itens.csv", "");
    project.run(&["run"]).ends(1).says(&["M0304", "itens.csv"]);
    project.write("entrada/itens.csv", HEADER);
    project.run(&["run"]).succeeds();
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items"), "1", "an entity whose deletes come by a mark stays");
    project.write("entrada/itens.csv", b"id,onde,aberto,valor,partes\nw2,n\xfacleo,2026-03-02,10,1\nw3,u1,2026-03-02,10,1\nw4,u1,2026-03-02,10,1\n");
    project.run(&["run"]).succeeds().says(&["linha 1: codificacao"]);
    project.write("mirante.toml", TOML.replace("folder = \"entrada\"", "folder = \"entrada\", encoding = \"windows-1252\""));
    project.run(&["run"]).succeeds();
    assert_eq!(project.one("SELECT owner_unit_id FROM staging.work_items WHERE work_item_id = 'w2'"), "núcleo");
    std::fs::remove_file(project.path().join("entrada/itens.csv")).unwrap();
    project.run(&["run"]).ends(3).says(&["M0303", "itens.csv"]);
    std::fs::remove_dir_all(project.path().join("entrada")).unwrap();
    project.run(&["source", "test"]).ends(3).says(&["M0303", "entrada"]);
}

#[test]
fn a_complete_read_that_comes_back_empty_deletes_nothing() {
    let toml = TOML.replace("max_rejects", "deletes = \"missing\"\nmax_rejects");
    let project = Project::new(&toml);
    project.write("entrada/itens.csv", format!("{HEADER}w1,u1,2026-03-02,10,1\nw2,u1,2026-03-02,10,1\n"));
    project.run(&["run"]).succeeds();
    project.write("entrada/itens.csv", HEADER);
    project.run(&["run"]).ends(1).says(&["M0307", "2"]);
    project.write("entrada/itens.csv", format!("{HEADER}w2,u1,2026-03-02,10,1\n"));
    project.run(&["run"]).succeeds().says(&["desaparecidas 1"]);
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items"), "1");
}

#[test]
fn a_torn_log_stops_its_load_and_says_where() {
    let project = Project::example();
    let log = project.read("entrada/compras/compras-2026.xes");
    project.write("entrada/compras/compras-2026.xes", &log[..log.len() / 2]);
    project.run(&["run"]).ends(1).says(&["M0304", "compras-2026.xes"]);
    assert_eq!(project.one("SELECT count(DISTINCT object_type) FROM staging.case_events"), "1", "the other source is there");
}

#[test]
fn a_wrong_configuration_tells_every_problem_at_once() {
    let project = Project::new(&TOML.replace("kind = \"csv\"", "kind = csv"));
    // What is no TOML at all: the file and the place are named.
    project.run(&["run"]).ends(2).says(&["M0602", "mirante.toml"]);
    project.write(
        "mirante.toml",
        TOML.replace("work_item_id = \"id\"", "work_item = \"id\"").replace("\"40%\"", "\"quarenta\"\ntimezone = \"Brasilia\""),
    );
    project.run(&["run"]).ends(2).says(&["M0301", "`work_item`", "seria `work_item_id`", "quarenta", "Brasilia"]);
    project.write("mirante.toml", TOML.replace("max_rejects", "max_reject"));
    project.run(&["run"]).ends(2).says(&["M0602", "max_reject"]);
    project.write("mirante.toml", TOML.replace("kind = \"csv\"", "kind = \"excel\""));
    project.run(&["run"]).ends(2).says(&["M0602", "excel"]);
}

/// Texts that files of the outside world hold.
const PIECES: [&str; 24] = [
    "w1",
    "w2",
    "u1",
    "2026-03-02",
    "2026-02-30",
    "10",
    "1.234,56",
    "1e999",
    "NaN",
    "",
    " ",
    "\"",
    "\"\"",
    ",",
    ",,,",
    "\n",
    "\r\n",
    "\r",
    "\u{0}",
    "\u{feff}",
    "é",
    "😀",
    "99999999999999999999",
    "=1+1",
];

#[test]
fn generated_files_neither_panic_nor_lose_a_row() {
    let mut random = Random::new(seed("generated_files_neither_panic_nor_lose_a_row"));
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("entrada")).unwrap();
    let sources =
        sources(&TOML.replace("40%", "100%").replace("folder = \"entrada\"", &format!("folder = '{}'", folder.path().join("entrada").display())));
    let (mut rows, mut rejected) = (0, 0);
    for number in 0..300 {
        let mut file = if random.below(10) == 0 { String::new() } else { HEADER.to_owned() };
        for _ in 0..random.below(40) {
            let parts: Vec<&str> = (0..3 + random.below(4)).map(|_| PIECES[random.below(PIECES.len())]).collect();
            file.push_str(&parts.join(","));
            file.push('\n');
        }
        let mut bytes = file.into_bytes();
        if number % 5 == 0 && !bytes.is_empty() {
            let at = random.below(bytes.len());
            bytes[at] = random.below(256) as u8;
        }
        std::fs::write(folder.path().join("entrada/itens.csv"), &bytes).unwrap();
        let objects = mirante_data::object_store::memory::InMemory::new();
        let lake = Lake::new(Arc::new(mirante_data::lake::RemoteStore::new(Arc::new(objects))));
        let report = block(ingest(Path::new("/"), &lake, &sources));
        for load in &report.loads {
            if let Ok(counts) = &load.outcome {
                assert_eq!(counts.read, counts.accounted(), "file {number}");
                rows += counts.read;
                rejected += counts.rejected;
            }
        }
    }
    println!("{rows} rows, {rejected} rejected");
    assert!(rows > 1000 && rejected > 500, "{rows} rows, {rejected} rejected: the corpus is too tame");
}
