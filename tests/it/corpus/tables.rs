//! Bad tables: what spreadsheets, terminals and broken disks make of delimited text.

use std::path::Path;

use super::Made;
use crate::support::Random;

pub const HEADER: &str = "id,onde,aberto,valor,partes,prioridade\n";

pub fn encodings() -> [&'static str; 2] {
    ["utf-8", "windows-1252"]
}

pub fn toml(folder: &Path, encoding: &str) -> String {
    format!(
        "[[sources]]\nname = \"s\"\nkind = \"csv\"\nconnection = {{ folder = '{}', encoding = \"{encoding}\" }}\n\
         [[sources.loads]]\ninto = \"work_items\"\npath = \"linhas.csv\"\nmax_rejects = \"100%\"\n\
         columns = {{ work_item_id = \"id\", owner_unit_id = \"onde\", opened_at = \"aberto\", amount = \"valor\", item_version = \"partes\", priority = \"prioridade\" }}\n\
         constants = {{ kind = \"chamado\", requester_type = \"cliente\", is_automated = false, status = \"aberto\" }}\n",
        folder.display()
    )
}

const NUMBERS: [&str; 28] = [
    "1e999",
    "1.234,56",
    "1,234.56",
    "NaN",
    "Infinity",
    "-0",
    "+1",
    "007",
    "1.005",
    "0x10",
    "٣",
    "１",
    "99999999999999999999",
    "-99999999999999999999",
    "1_000",
    "R$ 1",
    "1,5",
    "1.5.",
    ".5",
    "5.",
    "--1",
    "(1)",
    "1-",
    "9999999999999999.99",
    "10000000000000000.00",
    "1e2",
    " 1 ",
    "\u{a0}1",
];
const TIMES: [&str; 30] = [
    "2026-03-02",
    "02/03/2026",
    "31/02/2026",
    "2026-02-30",
    "03/25/2026",
    "2018-11-04 00:30",
    "2018-02-17 23:30",
    "2018-11-04",
    "0000-01-01",
    "9999-12-31 23:59",
    "99999-01-01",
    "2026-03-02T24:00",
    "2026-03-02T23:59:60",
    "2026-03-02T10:00:00+14:00",
    "2026-03-02T10:00:00+99:00",
    "1e9",
    "1772409600",
    "hoje",
    "2026-3-2",
    "02-03-2026",
    "2026/03/02",
    "02/03/26",
    "2026-03-02 25:00",
    "2026-03-02 10",
    "2026-03-02T10:00:00.123456789Z",
    "2026-03-02t10:00z",
    "-2026-03-02",
    "2026-03-02T",
    "１/2/2026",
    "1985-11-02 00:00",
];
const TEXTS: [&str; 22] = [
    "", " ", "\u{0}", "\u{feff}", "\u{a0}", "\u{200b}", "\u{202e}", "=1+1", "@x", "-", "é", "e\u{301}", "😀", "a\tb", "a|b", "'", "NULL", "\\N",
    "{}", "[", "\u{1f}", "\u{fffd}",
];
const PIECES: [&str; 22] = [
    "w1",
    "w2",
    "u1",
    "2026-03-02",
    "10",
    "",
    " ",
    "\"",
    "\"\"",
    "\"\"\"",
    ",",
    ",,,",
    "\n",
    "\r\n",
    "\r",
    "\u{0}",
    "é",
    "\"a\nb\"",
    "\"a,b\"",
    "x\"y",
    "\" x\"",
    "\"x\" ",
];

fn one<'a>(random: &mut Random, of: &[&'a str]) -> &'a str {
    of[random.below(of.len())]
}

/// Rows of this many fields, each by its maker; the number of rows is certain.
fn rows(random: &mut Random, count: usize, field: impl Fn(&mut Random, usize, usize) -> String) -> (String, u64) {
    let mut text = HEADER.to_owned();
    for row in 0..count {
        let fields: Vec<String> = (0..6).map(|column| field(random, row, column)).collect();
        text.push_str(&fields.join(","));
        text.push('\n');
    }
    (text, count as u64)
}

fn good(_: &mut Random, row: usize, column: usize) -> String {
    [format!("w{row}"), "u1".into(), "2026-03-02".into(), "10.50".into(), row.to_string(), "normal".into()][column].clone()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn utf16(text: &str, is_little: bool, has_mark: bool) -> Vec<u8> {
    let mark = has_mark.then_some(0xfeff_u16);
    mark.into_iter().chain(text.encode_utf16()).flat_map(|unit| if is_little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

pub fn make(number: u32, random: &mut Random) -> Made {
    let count = 1 + random.below(30);
    let plain = |kind, (text, rows): (String, u64)| Made { kind, bytes: text.into_bytes(), rows: Some(rows) };
    let wild = |kind, bytes| Made { kind, bytes, rows: None };
    match number % 22 {
        0 => plain(
            "numbers",
            rows(
                random,
                count,
                |random, row, column| if (3..5).contains(&column) { quoted(one(random, &NUMBERS)) } else { good(random, row, column) },
            ),
        ),
        1 => plain(
            "times",
            rows(random, count, |random, row, column| if column == 2 { one(random, &TIMES).to_owned() } else { good(random, row, column) }),
        ),
        2 => plain(
            "texts",
            rows(random, count, |random, row, column| if random.below(3) == 0 { quoted(one(random, &TEXTS)) } else { good(random, row, column) }),
        ),
        3 => plain(
            "codes",
            rows(random, count, |random, row, column| {
                if column == 5 {
                    one(random, &["Normal", "NORMAL", "normal ", "urgente", "alta", "baixa", "1"]).to_owned()
                } else {
                    good(random, row, column)
                }
            }),
        ),
        4 => plain(
            "repeats",
            rows(random, count, |random, row, column| if column == 0 { format!("w{}", random.below(4)) } else { good(random, row, column) }),
        ),
        5 => {
            let (text, count) =
                rows(
                    random,
                    count,
                    |random, row, column| if column == 1 { one(random, &["núcleo", "ação", "u1"]).to_owned() } else { good(random, row, column) },
                );
            let bytes = text.chars().map(|character| u8::try_from(u32::from(character)).unwrap_or(b'?')).collect();
            Made { kind: "windows-1252", bytes, rows: Some(count) }
        }
        6 => {
            let (text, count) = rows(random, count, good);
            let (is_little, has_mark) = (random.below(2) == 0, random.below(3) > 0);
            Made { kind: "utf-16", bytes: utf16(&text, is_little, has_mark), rows: has_mark.then_some(count) }
        }
        7 => {
            let (text, count) = rows(random, count, good);
            Made { kind: "marked utf-8", bytes: [b"\xef\xbb\xbf", text.as_bytes()].concat(), rows: Some(count) }
        }
        8 => {
            let (text, count) = rows(random, count, good);
            let end = one(random, &["\r\n", "\r"]);
            Made { kind: "line ends", bytes: text.replace('\n', end).into_bytes(), rows: Some(count) }
        }
        9 => {
            // Without quotes, each line is one row, however many fields it has.
            let mut text = HEADER.to_owned();
            for row in 0..count {
                let fields: Vec<String> = (0..1 + random.below(9)).map(|column| format!("w{row}{column}")).collect();
                text.push_str(&(fields.join(",") + "\n"));
            }
            plain("ragged", (text, count as u64))
        }
        10 => {
            let (text, _) = rows(random, count, good);
            let mut bytes = text.into_bytes();
            bytes.truncate(random.below(bytes.len()));
            wild("cut", bytes)
        }
        11..=13 => {
            let (text, _) = rows(
                random,
                count,
                |random, row, column| if random.below(5) == 0 { quoted(one(random, &PIECES)) } else { good(random, row, column) },
            );
            let mut bytes = text.into_bytes();
            for _ in 0..1 + random.below(6) {
                let at = random.below(bytes.len());
                bytes[at] = u8::try_from(random.below(256)).unwrap_or_default();
            }
            wild("flipped", bytes)
        }
        14..=16 => {
            let mut text = if random.below(10) == 0 { String::new() } else { HEADER.to_owned() };
            for _ in 0..random.below(60) {
                let parts: Vec<&str> = (0..3 + random.below(6)).map(|_| one(random, &PIECES)).collect();
                text.push_str(&(parts.join(",") + "\n"));
            }
            wild("quotes", text.into_bytes())
        }
        17 => wild("noise", (0..random.below(4_000)).map(|_| u8::try_from(random.below(256)).unwrap_or_default()).collect()),
        18 => {
            let (text, _) = rows(random, count, good);
            let more = [1_900, 2_000, 2_001, 10_000][random.below(4)];
            let header: String = (0..more).map(|column| format!(",c{column}")).collect();
            wild("wide", text.replacen('\n', &(header + "\n"), 1).into_bytes())
        }
        19 => {
            let size = [1_048_575, 1_048_576, 1_048_577, 9_000_000][random.below(4)];
            let (text, _) = rows(random, 2, good);
            let long = "x".repeat(size);
            let rows =
                if random.below(2) == 0 { format!("w8,{long},2026-03-02,1,1,normal\n") } else { format!("w8,\"{long}\",2026-03-02,1,1,normal\n") };
            plain("long field", (text + &rows + "w9,u1,2026-03-02,1,1,normal\n", 4))
        }
        20 => {
            let blank = one(random, &["", "\n", "\n\n\n", "\r\n\r\n", " ", "\u{feff}", "\u{feff}\n", ",,,,,\n", "\u{0}", HEADER, "\"", "\"\n"]);
            wild("empty", blank.as_bytes().to_vec())
        }
        _ => {
            let (text, rows) = rows(random, count, good);
            let nuls = text.replace("u1", "u\u{0}1");
            plain("nul", (nuls, rows))
        }
    }
}
