//! Bad event logs: torn, flipped, nested, packed, and pretending to be more than they are.

use std::{io::Write, path::Path};

use flate2::{Compression, write::GzEncoder};

use super::Made;
use crate::support::Random;

pub fn toml(folder: &Path) -> String {
    format!(
        "[[sources]]\nname = \"s\"\nkind = \"xes\"\nconnection = {{ folder = '{}' }}\n\
         [[sources.loads]]\ninto = \"events\"\npath = \"log.xes\"\nmax_rejects = \"100%\"\n",
        folder.display()
    )
}

const TIMES: [&str; 8] = [
    "2026-03-02T10:00:00Z",
    "2026-03-02T10:00:00.000-03:00",
    "ontem",
    "",
    "2018-11-04T00:30:00",
    "9999-12-31T23:59:59Z",
    "1e9",
    "2026-02-30T10:00:00Z",
];

/// A log of traces with events, and how many there are.
fn log(random: &mut Random) -> (String, u64) {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log xes.version=\"1.0\">\n".to_owned();
    let mut events = 0;
    for case in 0..1 + random.below(6) {
        text.push_str(&format!("<trace><string key=\"concept:name\" value=\"c&amp;{case}\"/>\n"));
        for event in 0..random.below(8) {
            let time = TIMES[random.below(TIMES.len())];
            let name = ["a", "b &lt;x&gt;", "", "é😀", "&#9731;"][random.below(5)];
            text.push_str(&format!(
                "<event><string key=\"concept:name\" value=\"{name}\"/><date key=\"time:timestamp\" value=\"{time}\"/>\
                 <string key=\"org:resource\" value=\"p{event}\"/></event>\n"
            ));
            events += 1;
        }
        text.push_str("</trace>\n");
    }
    (text + "</log>\n", events)
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// A log that unpacks to this many MiB of blanks.
pub fn bomb(mebibytes: usize) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(b"<log>").unwrap();
    let blanks = vec![b' '; 1024 * 1024];
    (0..mebibytes).for_each(|_| packer.write_all(&blanks).unwrap());
    packer.finish().unwrap()
}

pub fn make(number: u32, random: &mut Random) -> Made {
    let (text, events) = log(random);
    let wild = |kind, bytes| Made { kind, bytes, rows: None };
    let known = |kind, bytes| Made { kind, bytes, rows: Some(events) };
    let event = "<event><string key=\"concept:name\" value=\"a\"/><date key=\"time:timestamp\" value=\"2026-01-01T00:00:00Z\"/>";
    let inside = |inner: String| format!("<log><trace><string key=\"concept:name\" value=\"c\"/>{event}{inner}</event></trace></log>").into_bytes();
    match number % 14 {
        0 | 1 => known("times", text.into_bytes()),
        2 => known("packed", packed(text.as_bytes())),
        3 => wild("cut", text.as_bytes()[..random.below(text.len())].to_vec()),
        4..=6 => {
            let mut bytes = text.into_bytes();
            for _ in 0..1 + random.below(5) {
                let at = random.below(bytes.len());
                bytes[at] = u8::try_from(random.below(256)).unwrap_or_default();
            }
            wild("flipped", bytes)
        }
        7 => {
            let mut bytes = packed(text.as_bytes());
            if random.below(2) == 0 {
                bytes.truncate(random.below(bytes.len()));
            } else {
                let at = random.below(bytes.len());
                bytes[at] ^= 1 << random.below(8);
            }
            wild("packed and damaged", bytes)
        }
        8 => {
            let depth = [63, 64, 65, 10_000][random.below(4)];
            wild("deep", inside("<list key=\"l\">".repeat(depth) + &"</list>".repeat(depth)))
        }
        9 => {
            let entities: String = (1..10).map(|level| format!("<!ENTITY e{level} \"{}\">", format!("&e{};", level - 1).repeat(10))).collect();
            let text = format!(
                "<?xml version=\"1.0\"?><!DOCTYPE log [<!ENTITY e0 \"x\">{entities}]><log><trace><string key=\"concept:name\" value=\"&e9;\"/>{event}</event></trace></log>"
            );
            wild("entities", text.into_bytes())
        }
        10 => {
            let size = [1_000, 1_048_577, 9_000_000][random.below(3)];
            wild("long", inside(format!("<string key=\"org:group\" value=\"{}\"/>", "x".repeat(size))))
        }
        11 => {
            let many = [100, 2_001, 20_000][random.below(3)];
            wild("wide", inside((0..many).map(|each| format!("<string key=\"k{each}\" value=\"v\"/>")).collect()))
        }
        12 => {
            let odd = [
                "",
                " ",
                "<log/>",
                "<log></log>",
                "<foo/>",
                "<log><event/></log>",
                "<log><trace><event/></trace></log>",
                "<log><trace/></log>",
                "<log><log></log></log>",
                "<log><trace><trace></trace></trace></log>",
                "a;b;c",
                "{\"a\":1}",
                "\u{feff}<log></log>",
                "<log><!-- --></log>",
            ];
            wild("odd", odd[random.below(odd.len())].as_bytes().to_vec())
        }
        _ => {
            let units = text.encode_utf16().flat_map(u16::to_le_bytes);
            wild("utf-16", [0xff, 0xfe].into_iter().chain(units).collect())
        }
    }
}
