//! Sound files of every other format, each spoiled at random places: what is left of them is read, or refused in words.

use std::{collections::BTreeMap, fs, path::PathBuf};

use mirante_data::workbook::TABS;
use mirante_reports::workbook;

use super::{Made, Tally, is_full, read};
use crate::support::{Project, Random, seed, sources};

/// A format: its kind of source, and the sound file in a folder with the project that reads it.
struct Format {
    kind: &'static str,
    file: PathBuf,
    toml: String,
    sound: Vec<u8>,
    _project: Project,
}

/// The example of a kind, as `init` writes it.
fn example(kind: &'static str) -> Format {
    let project = Project { folder: tempfile::tempdir().unwrap() };
    project.run(&["init", "--source", kind]).succeeds();
    let file = crate::support::files_below(&project.path().join("entrada")).remove(0);
    let toml = project.read("mirante.toml").replace("folder = \"", &format!("folder = \"{}/", project.path().display()));
    Format { kind, sound: fs::read(&file).unwrap(), file, toml, _project: project }
}

/// A cooperative's workbook with the examples of every tab filled in.
fn filled(kind: &'static str) -> Format {
    let rows = |examples: &[&[&str]]| examples.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect::<Vec<Vec<String>>>();
    let cells: workbook::Cells<'_> = TABS.iter().map(|tab| (tab.name, rows(tab.examples))).collect::<BTreeMap<_, _>>();
    let sound = if kind == "xlsx" { workbook::xlsx("C", &cells).unwrap() } else { workbook::ods::ods("C", &cells).unwrap() };
    let project = Project { folder: tempfile::tempdir().unwrap() };
    let file = project.path().join(format!("cooperativa.{kind}"));
    let toml = format!("[[sources]]\nname = \"c\"\nkind = \"sheet\"\nconnection = {{ file = \"{}\", cooperative = \"C\" }}\n", file.display());
    Format { kind, file, toml, sound, _project: project }
}

/// What stands in spoiled files: numbers that are too large, marks that are never closed, bytes that are no text.
const ODD: [&[u8]; 12] = [
    b"999999999999999999999999999",
    b"-",
    b"\"",
    b"{",
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    b"<",
    b"&",
    b"\0\0\0\0",
    b"\xff\xfe",
    b"1e400",
    b"0000-00-00",
    b"\r\n\r\n",
];

/// The same bytes with one to four things wrong.
fn spoiled(sound: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = sound.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len().max(1));
        let length = random.below(64).min(bytes.len() - at.min(bytes.len()));
        match random.below(7) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..at + length)),
            2 => {
                let part = bytes[at..at + length].to_vec();
                bytes.splice(at..at, part);
            }
            3 => drop(bytes.splice(at..at, ODD[random.below(ODD.len())].iter().copied())),
            4 => {
                let odd = ODD[random.below(ODD.len())];
                let end = (at + odd.len()).min(bytes.len());
                bytes.splice(at..end, odd.iter().copied());
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
    }
    bytes
}

#[test]
fn no_file_of_any_other_format_panics_or_loses_a_row() {
    let mut random = Random::new(seed("no_file_of_any_other_format_panics_or_loses_a_row"));
    let count = if is_full() { 400 } else { 24 };
    let formats = ["json", "jsonl", "parquet", "ocel", "ofx", "cnab240"].map(example);
    for format in formats.into_iter().chain(["xlsx", "ods"].map(filled)) {
        let sources = sources(&format.toml);
        let mut tally = Tally::default();
        for number in 0..count {
            let bytes = if number == 0 { format.sound.clone() } else { spoiled(&format.sound, &mut random) };
            let made = Made { kind: format.kind, bytes, rows: None };
            read(&made, &format.file, &sources, number % 9 == 0, &format!("{} {number}", format.kind), &mut tally);
        }
        println!("{}: {tally:#?}", format.kind);
        assert!(tally.rows > 0 && tally.refused_files > 0, "{}: {tally:?}", format.kind);
    }
}
