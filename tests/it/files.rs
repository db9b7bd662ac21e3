//! Files of every kind: the same log gives the same figures, exact values stay exact, and what is broken is told.

use std::{io::Write, sync::Arc};

use mirante_data::{
    arrow::{
        array::{
            ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int32Array, Int64Array, ListBuilder, RecordBatch, StringArray, StringBuilder,
            StructArray, TimestampMicrosecondArray, TimestampNanosecondArray,
        },
        datatypes::{DataType, Field, Int32Type},
    },
    parquet::arrow::ArrowWriter,
};

use crate::support::{Project, Random, repository, seed};

/// The events of the demo's log: case, activity, instant, unit, person.
fn events() -> Vec<[String; 5]> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(repository().join("data/demo/chamados-2026.csv")).unwrap();
    let rows = reader.records().map(|record| record.unwrap());
    rows.map(|record| [0, 1, 2, 3, 4].map(|place| record.get(place).unwrap().to_owned())).collect()
}

fn json(event: &[String; 5]) -> serde_json::Value {
    let [case, kind, at, unit, person] = event;
    serde_json::json!({ "caso": { "número": case }, "evento": kind, "quando": at, "onde": unit, "quem": [{ "matrícula": person }] })
}

fn columns(into: &str, case: &str, kind: &str, at: &str, unit: &str, person: &str) -> String {
    let id = format!("event_id = \"{{@source}}:{{{case}}}:{{@nth:{case}}}\"");
    match into {
        "events" => {
            format!(
                "columns = {{ {id}, event_type = \"{kind}\", occurred_at = \"{at}\", sequence = \"@row\", unit_id = \"{unit}\", actor_id = \"{person}\" }}"
            )
        }
        _ => format!("columns = {{ {id}, object_id = \"{case}\" }}\nconstants = {{ object_type = \"chamado\", qualifier = \"principal\" }}"),
    }
}

/// A project whose one source, of this kind, is this file.
fn log(kind: &str, connection: &str, file: &str, bytes: &[u8], names: Option<[&str; 5]>) -> Project {
    let mut toml = format!("[[sources]]\nname = \"atendimento\"\nkind = \"{kind}\"\nconnection = {{ {connection} }}\n");
    for into in ["events", "event_objects"] {
        let mapped = match names {
            Some([case, kind, at, unit, person]) => columns(into, case, kind, at, unit, person),
            None if into == "events" => "columns = { unit_id = \"onde\", actor_id = \"quem\" }".to_owned(),
            None => String::new(),
        };
        toml.push_str(&format!("[[sources.loads]]\ninto = \"{into}\"\npath = \"{file}\"\n{mapped}\n"));
    }
    let project = Project::new(&toml);
    project.write(&format!("entrada/{file}"), bytes);
    project
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn parquet(batch: &RecordBatch) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn texts(values: impl IntoIterator<Item = String>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

const FIGURES: [&str; 5] = [
    "SELECT * FROM marts.edges ORDER BY object_type, source_event, target_event",
    "SELECT * FROM marts.variants ORDER BY variant",
    "SELECT * FROM marts.rework ORDER BY event_type",
    "SELECT * FROM marts.handovers ORDER BY source_unit_id, target_unit_id",
    "SELECT * FROM marts.case_durations ORDER BY object_id",
];

#[test]
fn one_log_in_every_format_gives_the_same_figures() {
    let events = events();
    let csv = std::fs::read(repository().join("data/demo/chamados-2026.csv")).unwrap();
    let of_csv = ["chamado", "evento", "quando", "núcleo", "pessoa"];
    let reference = log("csv", "folder = \"entrada\", delimiter = \";\"", "c.csv", &csv, Some(of_csv));
    reference.run(&["run"]).succeeds();
    let expected: Vec<_> = FIGURES.iter().map(|query| reference.rows(query)).collect();
    assert!(expected.iter().all(|rows| !rows.is_empty()));

    let of_json = ["/caso/número", "evento", "quando", "onde", "/quem/0/matrícula"];
    let rows: Vec<serde_json::Value> = events.iter().map(json).collect();
    let array = serde_json::json!({ "total": rows.len(), "dados": { "itens": rows } }).to_string();
    let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
    let column = |place: usize| texts(events.iter().map(|event| event[place].clone()));
    let unit = StructArray::from(vec![(Arc::new(Field::new("nome", DataType::Utf8, false)), column(3))]);
    let case = mirante_data::arrow::compute::cast(&column(0), &DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))).unwrap();
    let batch = RecordBatch::try_from_iter([
        ("caso", case),
        ("evento", column(1)),
        ("quando", column(2)),
        ("onde", Arc::new(unit) as ArrayRef),
        ("quem", column(4)),
    ]);
    let typed = parquet(&batch.unwrap());
    let instant = |text: &str| format!("{}-{}-{}T{}:00-03:00", &text[6..10], &text[3..5], &text[..2], &text[11..]);
    let links = |case: &str| serde_json::json!([{ "objectId": case, "qualifier": "principal" }]);
    let of_log = events.iter().enumerate().map(|(place, [case, kind, at, unit, person])| {
        serde_json::json!({ "id": place.to_string(), "type": kind, "time": instant(at), "relationships": links(case),
            "attributes": [{ "name": "onde", "value": unit }, { "name": "quem", "value": person }] })
    });
    let of_log: Vec<_> = of_log.collect();
    let mut objects: Vec<&String> = events.iter().map(|event| &event[0]).collect();
    objects.dedup();
    let objects: Vec<_> = objects.iter().map(|case| serde_json::json!({ "id": case, "type": "chamado" })).collect();
    let ocel = serde_json::json!({ "events": of_log, "objects": objects }).to_string();
    let old_events: serde_json::Map<_, _> = events
        .iter()
        .enumerate()
        .map(|(place, [case, kind, at, unit, person])| {
            let event = serde_json::json!({ "ocel:activity": kind, "ocel:timestamp": instant(at), "ocel:omap": [case], "ocel:vmap": { "onde": unit, "quem": person } });
            (format!("{place:06}"), event)
        })
        .collect();
    let old_objects: serde_json::Map<_, _> =
        events.iter().map(|event| (event[0].clone(), serde_json::json!({ "ocel:type": "chamado", "ocel:ovmap": {} }))).collect();
    let old = serde_json::json!({ "ocel:events": old_events, "ocel:objects": old_objects }).to_string();

    let projects = [
        log("csv", "folder = \"entrada\", delimiter = \";\"", "c.csv.gz", &gzipped(&csv), Some(of_csv)),
        log("json", "folder = \"entrada\", records = \"/dados/itens\"", "c.json", array.as_bytes(), Some(of_json)),
        log("jsonl", "folder = \"entrada\"", "c.jsonl", lines.as_bytes(), Some(of_json)),
        log("jsonl", "folder = \"entrada\"", "c.jsonl.gz", &gzipped(lines.as_bytes()), Some(of_json)),
        log("jsonl", "folder = \"entrada\"", "c.jsonl.zst", &zstd::encode_all(lines.as_bytes(), 3).unwrap(), Some(of_json)),
        log("parquet", "folder = \"entrada\"", "c.parquet", &typed, Some(["caso", "evento", "quando", "/onde/nome", "quem"])),
        log("ocel", "folder = \"entrada\"", "c.jsonocel", ocel.as_bytes(), None),
        log("ocel", "folder = \"entrada\"", "d.jsonocel", old.as_bytes(), None),
    ];
    for project in projects {
        let toml = project.read("mirante.toml");
        project.run(&["source", "check"]).succeeds();
        project.run(&["run"]).succeeds().says(&[&format!("lidas {}", events.len())]);
        for (query, expected) in FIGURES.iter().zip(&expected) {
            assert_eq!(&project.rows(query), expected, "{query}\n{toml}");
        }
        assert_eq!(
            project.one("SELECT count(DISTINCT actor_id) FROM staging.events"),
            reference.one("SELECT count(DISTINCT actor_id) FROM staging.events")
        );
        let versions = project.path().join("lake/versions");
        let before = std::fs::read_dir(&versions).unwrap().count();
        project.run(&["run"]).succeeds();
        assert_eq!(std::fs::read_dir(&versions).unwrap().count(), before, "a second run changes nothing");
    }
}

const ITEMS: &str = r#"
[[sources]]
name = "estoque"
kind = "KIND"
connection = { folder = "entrada" }

[[sources.loads]]
into = "work_items"
path = "**/*.KIND"
columns = { work_item_id = "/item/id", owner_unit_id = "onde", opened_at = "aberto", amount = "valor", units_total = "partes" }
constants = { kind = "chamado", requester_type = "cliente", priority = "normal", is_automated = false, status = "aberto" }
max_rejects = "60%"
"#;

fn items(kind: &str) -> Project {
    Project::new(&ITEMS.replace("KIND", kind))
}

#[test]
fn decimals_and_large_numbers_of_json_stay_exact() {
    let project = items("jsonl");
    let line = |id: &str, amount: &str| {
        format!("{{\"item\":{{\"id\":{id}}},\"onde\":\"u\",\"aberto\":\"2026-03-02T12:00:00Z\",\"valor\":{amount},\"partes\":3}}\n")
    };
    let rows = [
        ("9007199254740993", "0.10"),
        ("\"b\"", "12345678901234.57"),
        ("\"c\"", "1.5e3"),
        ("\"d\"", "\"7.25\""),
        ("\"e\"", "null"),
        ("\"f\"", "0.105"),
        ("\"g\"", "1e999"),
    ];
    project.write("entrada/2026/03/a.jsonl", rows.map(|(id, amount)| line(id, amount)).concat());
    project.run(&["run"]).succeeds().says(&["lidas 7 = novas 5", "linha 6, coluna amount: escala", "linha 7, coluna amount: tipo_invalido"]);
    let found = project.rows("SELECT work_item_id, amount FROM staging.work_items ORDER BY 1");
    assert_eq!(found, [["9007199254740993", "0.10"], ["b", "12345678901234.57"], ["c", "1500.00"], ["d", "7.25"], ["e", ""]]);
    // A number has a decimal point, whatever the texts beside it have.
    project.write("mirante.toml", project.read("mirante.toml").replace("max_rejects", "decimal = \",\"\nmax_rejects"));
    project.write(
        "entrada/2026/03/a.jsonl",
        [line("\"a\"", "1.5"), line("\"b\"", "\"1.234,5\""), line("\"c\"", "1e3"), line("\"d\"", "\"1.5\"")].concat(),
    );
    project.run(&["run"]).succeeds().says(&["linha 4, coluna amount: tipo_invalido"]);
    let found = project.rows("SELECT work_item_id, amount FROM staging.work_items ORDER BY 1");
    assert!(
        found.contains(&vec!["a".into(), "1.50".into()])
            && found.contains(&vec!["b".into(), "1234.50".into()])
            && found.contains(&vec!["c".into(), "1000.00".into()])
    );
}

#[test]
fn a_renamed_member_is_named_and_a_rare_one_is_no_news() {
    let project = items("jsonl");
    let row = "{\"item\":{\"id\":\"a\"},\"onde\":\"u\",\"aberto\":\"2026-03-02\",\"valor\":1}\n";
    project
        .write("entrada/a.jsonl", format!("{row}{}", row.replace("\"a\"", "\"b\"").replace("\"valor\"", "\"partes\":2,\"cor\":\"azul\",\"valor\"")));
    project.run(&["run"]).succeeds();
    // `partes` is optional and rare: a file without it loads.
    project.write("entrada/b.jsonl", row.replace("\"a\"", "\"c\""));
    project.run(&["run"]).succeeds();
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items"), "3");
    project.write("entrada/c.jsonl", row.replace("\"aberto\"", "\"aberta\"").replace("\"id\"", "\"ide\""));
    project.run(&["source", "check"]).ends(1).says(&["M0305", "c.jsonl", "`aberto`", "`aberta`", "`/item/id`", "`/item/ide`"]);
    project.run(&["run"]).ends(1).says(&["M0305"]);
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items"), "3");
}

#[test]
fn broken_lines_are_rejects_and_a_broken_array_is_told_with_its_place() {
    let project = items("jsonl");
    let row = |id: &str| format!("{{\"item\":{{\"id\":\"{id}\"}},\"onde\":\"u\",\"aberto\":\"2026-03-02\"}}");
    let bad = ["{\"item\":", "[]", "{\"a\":1,\"a\":2}"];
    let text = [row("a").as_str(), bad[0], "", bad[1], row("b").as_str(), bad[2], row("c").as_str()].join("\n");
    project.write("entrada/a.jsonl", &text);
    project.run(&["run"]).succeeds().says(&[
        "lidas 6 = novas 3",
        "recusadas 3",
        "a.jsonl, linha 2: tipo_invalido",
        "linha 4: esquema_mudou",
        "linha 6: esquema_mudou",
    ]);
    assert_eq!(project.one("SELECT sum(rows_read - rows_inserted - rows_rejected) FROM meta.batches"), "0");
    let project = items("json");
    let whole = format!("[{},{}]", row("a"), row("b"));
    project.write("entrada/a.json", &whole);
    project.run(&["run"]).succeeds();
    for (broken, said) in [
        (whole[..whole.len() - 1].to_owned(), "termina no byte"),
        (whole.replace("},{", "} {"), "no byte 54 não é JSON"),
        (format!("{{\"itens\":{whole}}}"), "records"),
        (String::new(), "está vazio"),
    ] {
        project.write("entrada/a.json", broken);
        project.run(&["run"]).ends(1).says(&["M0304", "a.json", said]);
    }
    assert_eq!(project.one("SELECT count(*) FROM staging.work_items"), "2", "what was there stays");
    project.write(
        "mirante.toml",
        project.read("mirante.toml").replace("folder = \"entrada\"", "folder = \"entrada\", records = \"itens\", encoding = \"utf-8\""),
    );
    project.run(&["run"]).ends(2).says(&["M0602", "encoding"]);
    project.write("mirante.toml", project.read("mirante.toml").replace(", encoding = \"utf-8\"", ""));
    project.run(&["run"]).ends(2).says(&["M0301", "records"]);
}

#[test]
fn typed_columns_of_parquet_become_exact_text() {
    let project = Project::new(
        r#"
[[sources]]
name = "arquivo"
kind = "parquet"
connection = { folder = "entrada" }
[[sources.loads]]
into = "work_items"
path = "*.parquet"
columns = { work_item_id = "id", owner_unit_id = "/onde/nome", opened_at = "aberto", due_at = "prazo", valid_until_on = "dia", amount = "valor", units_total = "partes", is_automated = "robo" }
constants = { kind = "chamado", requester_type = "cliente", priority = "normal", status = "aberto" }
decimal = ","
max_rejects = "60%"
[[sources.loads]]
into = "sla_targets"
path = "*.parquet"
columns = { sla_id = "id", target_minutes = "partes", pause_reasons = "pausas", valid_from_on = "dia" }
constants = { process = "chamado", metric = "resolucao", at_risk_bp = 8000, calendar_id = "geral" }
max_rejects = "60%"
"#,
    );
    let mut pauses = ListBuilder::new(StringBuilder::new());
    pauses.append_value([Some("z|y"), Some("a")]);
    pauses.append_value([None::<&str>; 0]);
    pauses.append(false);
    let unit = StructArray::from(vec![(Arc::new(Field::new("nome", DataType::Utf8, true)), texts(["u1", "u2", "u3"].map(str::to_owned)))]);
    let amount = Decimal128Array::from(vec![Some(1_234_567_890_123_456_i128), Some(-5), None]).with_precision_and_scale(30, 2).unwrap();
    // 2026-03-02T12:30:00.123456Z, and the same clock without a zone.
    let at = 1_772_454_600_123_456_i64;
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(Int64Array::from(vec![1, 2, 3]))),
        ("onde", Arc::new(unit)),
        ("aberto", Arc::new(TimestampMicrosecondArray::from(vec![at; 3]).with_timezone("UTC"))),
        ("prazo", Arc::new(TimestampNanosecondArray::from(vec![Some(at * 1000), Some(at * 1000), None]))),
        ("dia", Arc::new(Date32Array::from(vec![20_514; 3]))),
        ("valor", Arc::new(amount)),
        ("partes", Arc::new(Int32Array::from(vec![7, 8, 9]))),
        ("robo", Arc::new(BooleanArray::from(vec![true, false, false]))),
        ("pausas", Arc::new(pauses.finish())),
        ("sem_uso", Arc::new(mirante_data::arrow::array::PrimitiveArray::<Int32Type>::from(vec![0; 3]))),
    ];
    project.write("entrada/a.parquet", parquet(&RecordBatch::try_from_iter(columns).unwrap()));
    project.run(&["run"]).succeeds();
    let found = project.rows(
        "SELECT work_item_id, owner_unit_id, opened_at, due_at, valid_until_on, amount, units_total, is_automated FROM staging.work_items ORDER BY 1",
    );
    assert_eq!(found[0], ["1", "u1", "2026-03-02T12:30:00.123456Z", "2026-03-02T15:30:00.123456Z", "2026-03-02", "12345678901234.56", "7", "true"]);
    assert_eq!(found[1][5], "-0.05");
    assert_eq!([found[2][3].as_str(), found[2][5].as_str()], ["", ""]);
    let lists = project.rows("SELECT sla_id, array_to_string(pause_reasons, ' ') FROM staging.sla_targets ORDER BY 1");
    assert_eq!(lists, [["1", "a z|y"], ["2", ""], ["3", ""]]);
    // What a column of another name, or a damaged file, is told as.
    project.write("mirante.toml", project.read("mirante.toml").replace("/onde/nome", "/onde/nomes"));
    project.run(&["source", "check"]).ends(1).says(&["M0305", "`/onde/nomes`", "`/onde/nome`"]);
    let whole = std::fs::read(project.path().join("entrada/a.parquet")).unwrap();
    project.write("entrada/a.parquet", &whole[..whole.len() - 4]);
    project.run(&["run"]).ends(1).says(&["M0304", "a.parquet", "não é um arquivo Parquet"]);
}

#[test]
fn flipped_bytes_of_parquet_are_told_and_never_end_the_program() {
    let mut random = Random::new(seed("flipped_bytes_of_parquet_are_told_and_never_end_the_program"));
    let events = events();
    let column = |place: usize| texts(events.iter().map(|event| event[place].clone()));
    let batch =
        RecordBatch::try_from_iter([("caso", column(0)), ("evento", column(1)), ("quando", column(2)), ("onde", column(3)), ("quem", column(4))])
            .unwrap();
    let whole = parquet(&batch);
    let project = log("parquet", "folder = \"entrada\"", "c.parquet", &whole, Some(["caso", "evento", "quando", "onde", "quem"]));
    let sources = crate::support::sources(
        &project.read("mirante.toml").replace("folder = \"entrada\"", &format!("folder = '{}'", project.path().join("entrada").display())),
    );
    let mut told = 0;
    for _ in 0..300 {
        let mut bytes = whole.clone();
        for _ in 0..1 + random.below(3) {
            let place = random.below(bytes.len());
            bytes[place] = random.below(256) as u8;
        }
        project.write("entrada/c.parquet", &bytes);
        let objects = mirante_data::object_store::memory::InMemory::new();
        let lake = mirante_data::Lake::new(Arc::new(mirante_data::lake::RemoteStore::new(Arc::new(objects))));
        let report = crate::support::block(crate::support::ingest(project.path(), &lake, &sources));
        for load in &report.loads {
            match &load.outcome {
                Ok(counts) => assert_eq!(counts.read, counts.accounted()),
                Err(_) => told += 1,
            }
        }
    }
    assert!(told > 100, "only {told} of 600 loads were told");
}
