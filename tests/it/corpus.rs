//! Bad files by the thousand, of every kind that is read: no panic, every row accounted for, bounded memory.
//!
//! Quick numbers run here; `MIRANTE_CORPUS=full` makes all of them, with the largest files.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Child, Stdio},
    sync::Arc,
    time::Duration,
};

use mirante_data::{Explain, Lake, explain::Exit};
use mirante_ingest::{Ingest, Report, SourceConfig, people::Verbatim, rejects};

use crate::support::{Project, Random, block, seed, sources};

mod logs;
mod mutants;
mod tables;

/// A made file: its name, its bytes, and how many rows stand in it, where that is certain.
pub struct Made {
    pub kind: &'static str,
    pub bytes: Vec<u8>,
    pub rows: Option<u64>,
}

pub fn is_full() -> bool {
    std::env::var("MIRANTE_CORPUS").is_ok_and(|full| full == "full")
}

fn new_lake() -> Lake {
    Lake::new(Arc::new(mirante_data::lake::RemoteStore::new(Arc::new(mirante_data::object_store::memory::InMemory::new()))))
}

async fn ingest(lake: &Lake, sources: &[SourceConfig], is_full: bool) -> Report {
    let ingest = Ingest {
        project: Path::new("/"),
        lake,
        sources,
        people: &mut Verbatim,
        clock: mirante_data::clock::Clock::System,
        run_id: "run-test".into(),
        run: None,
        queries_hash: String::new(),
        is_synthetic: false,
        only: Vec::new(),
        is_full,
        backfill: None,
        is_dry_run: false,
    };
    ingest.run().await.unwrap()
}

/// What a corpus came to.
#[derive(Debug, Default)]
pub struct Tally {
    files: u64,
    rows: u64,
    rejected: u64,
    refused_files: u64,
    reasons: BTreeMap<String, u64>,
    codes: BTreeMap<&'static str, u64>,
}

/// Ingests one file into a new lake, and now and then again: counts add up, and are what the lake holds.
pub fn read(made: &Made, path: &Path, sources: &[SourceConfig], is_read_twice: bool, place: &str, tally: &mut Tally) {
    fs::write(path, &made.bytes).unwrap();
    let lake = new_lake();
    block(async {
        let report = ingest(&lake, sources, false).await;
        tally.files += 1;
        let (mut inserted, mut rejected) = (BTreeMap::new(), 0);
        for load in &report.loads {
            match &load.outcome {
                Ok(counts) => {
                    assert_eq!(counts.read, counts.accounted(), "{place}");
                    if let Some(rows) = made.rows {
                        assert_eq!(counts.read, rows, "{place}: {} holds {rows} rows", made.kind);
                    }
                    *inserted.entry(load.dataset.to_string()).or_insert(0) += counts.inserted;
                    rejected += counts.rejected;
                    tally.rows += counts.read;
                    tally.rejected += counts.rejected;
                }
                Err(error) => {
                    assert_ne!(error.exit(), Exit::Internal, "{place}: {error}");
                    assert!(made.rows.is_none(), "{place}: {} is no bad file: {error}", made.kind);
                    tally.refused_files += 1;
                    *tally.codes.entry(error.code()).or_default() += 1;
                }
            }
        }
        // What was counted is what lies there, counted anew.
        let snapshot = lake.head().await.unwrap();
        for (dataset, rows) in inserted {
            let there = snapshot.lists.get(dataset.as_str()).map_or(0, |list| list.rows());
            assert_eq!(there, rows, "{place}: {dataset}");
        }
        let kept = rejects::read(&lake, &snapshot).await.unwrap();
        assert_eq!(kept.len() as u64, rejected, "{place}");
        kept.iter().for_each(|row| *tally.reasons.entry(row.reason.clone()).or_default() += 1);
        if is_read_twice {
            let again = ingest(&lake, sources, true).await;
            assert_eq!(again.version, None, "{place}: read again, the file is no news");
        }
    });
}

#[test]
fn no_table_panics_or_loses_a_row() {
    let mut random = Random::new(seed("no_table_panics_or_loses_a_row"));
    let count = if is_full() { 2_400 } else { 150 };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("linhas.csv");
    let configured = tables::encodings().map(|encoding| (encoding, sources(&tables::toml(folder.path(), encoding))));
    let mut tally = Tally::default();
    for number in 0..count {
        let made = tables::make(number, &mut random);
        let (encoding, sources) = &configured[usize::from(number % 23 == 7)];
        let rows = made.rows.filter(|_| *encoding == "utf-8");
        read(&Made { rows, ..made }, &path, sources, number % 9 == 0, &format!("table {number} as {encoding}"), &mut tally);
    }
    println!("{tally:#?}");
    assert!(tally.rows > u64::from(count) * 3 && tally.rejected > u64::from(count), "the corpus is too tame");
    for reason in [
        "tipo_invalido",
        "obrigatorio_ausente",
        "codificacao",
        "chave_nula",
        "esquema_mudou",
        "escala",
        "fora_do_intervalo",
        "hora_inexistente",
        "hora_ambigua",
        "codigo_desconhecido",
        "grande_demais",
    ] {
        assert!(tally.reasons.contains_key(reason), "no row was refused for {reason}");
    }
}

#[test]
fn no_log_panics_or_loses_an_event() {
    let mut random = Random::new(seed("no_log_panics_or_loses_an_event"));
    let count = if is_full() { 600 } else { 50 };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.xes");
    let sources = sources(&logs::toml(folder.path()));
    let mut tally = Tally::default();
    for number in 0..count {
        let made = logs::make(number, &mut random);
        read(&made, &path, &sources, number % 9 == 0, &format!("log {number}"), &mut tally);
    }
    println!("{tally:#?}");
    assert!(tally.rows > 2 * u64::from(count) && tally.refused_files > u64::from(count) / 8, "the corpus is too tame");
}

/// The greatest memory that a process had, in MiB, until it ended.
fn watched(mut child: Child) -> (i32, u64) {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).map(|line| line.trim().trim_end_matches(" kB").to_owned());
        peak = peak.max(line.and_then(|kib| kib.parse::<u64>().ok()).unwrap_or_default());
        if let Some(ended) = child.try_wait().unwrap() {
            return (ended.code().unwrap_or(-1), peak / 1024);
        }
        std::thread::sleep(Duration::from_millis(3));
    }
}

/// Files that would fill the memory of a careless reader.
#[test]
fn huge_fields_rows_and_archives_stay_within_bounds() {
    let mebibytes = if is_full() { 400 } else { 100 };
    let project = Project::new(&tables::toml(Path::new("entrada"), "utf-8"));
    let header = tables::HEADER.as_bytes();
    let huge = |fill: u8, more: &[u8]| {
        let mut bytes = header.to_vec();
        bytes.extend(b"a1,u1,2026-03-02,1,1,normal\na2,");
        bytes.resize(bytes.len() + mebibytes * 1024 * 1024, fill);
        bytes.extend(more);
        bytes
    };
    let last = b",2026-03-02,1,1,normal\na3,u1,2026-03-02,1,1,normal\n";
    let cases: [(&str, &str, Vec<u8>, i32); 7] = [
        ("one field", "utf-8", huge(b'x', last), 0),
        ("one field of nothing", "utf-8", huge(0, last), 0),
        ("one row of delimiters", "utf-8", huge(b',', last), 0),
        ("a quote that is never closed", "utf-8", huge(b'"', last), 0),
        ("one field in another encoding", "windows-1252", huge(0xe7, last), 0),
        ("blank lines", "utf-8", huge(b'\n', last), 0),
        ("a header without an end", "utf-8", vec![b','; mebibytes * 1024 * 1024], 1),
    ];
    for (what, encoding, bytes, code) in cases {
        project.write("mirante.toml", tables::toml(Path::new("entrada"), encoding));
        project.write("entrada/linhas.csv", bytes);
        let child = project.command(&["ingest"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let (ended, peak) = watched(child);
        println!("{what}: {peak} MiB for {mebibytes} MiB");
        assert_eq!(ended, code, "{what}");
        assert!(peak < 512, "{what}: {peak} MiB");
    }
    let bomb = logs::bomb(if is_full() { 4_096 } else { 300 });
    let logs = Project::new(&logs::toml(Path::new("entrada")));
    logs.write("entrada/log.xes", bomb);
    let child = logs.command(&["ingest"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let (ended, peak) = watched(child);
    println!("a bomb: {peak} MiB");
    assert_eq!((ended, peak < 512), (1, true), "a bomb: {peak} MiB");
}

#[test]
fn texts_keep_their_zeros_and_their_odd_characters() {
    let project = Project::new(&tables::toml(Path::new("entrada"), "utf-8"));
    let keys = ["007", "7", "0007", "+7", "7.0", "1e3", "=1+1", "a\u{200b}b", "ab", "é", "e\u{301}", "\u{202e}x", "x"];
    let rows: Vec<String> = keys.iter().map(|key| format!("{key},u1,2026-03-02,1,1,normal")).collect();
    project.write("entrada/linhas.csv", format!("{}{}\n", tables::HEADER, rows.join("\n")));
    project.run(&["ingest"]).succeeds().says(&["lidas 13 = novas 13"]);
    let mut there: Vec<String> = project.rows("SELECT work_item_id FROM raw.work_items").into_iter().map(|row| row[0].clone()).collect();
    let mut expected: Vec<String> =
        keys.iter().map(|key| if key.starts_with(['=', '+', '-', '@']) { format!("'{key}") } else { (*key).to_owned() }).collect();
    there.sort();
    expected.sort();
    assert_eq!(there, expected);
}
