//! What a workbook may unpack to: every part is unpacked once and thrown away, before anything of it is believed.

use std::{
    fs::File,
    io::{self, BufReader, Read},
};

use mirante_data::{detail, explain::Detail};
use zip::{ZipArchive, result::ZipError};

use super::super::bounded::{RATIO_FROM, RATIO_LIMIT};

/// The zip under a workbook.
pub type Archive = ZipArchive<BufReader<File>>;

const MIB: u64 = 1024 * 1024;
/// Most parts of a workbook.
const PARTS: usize = 4096;
/// Longest tag or text within a part.
const RUN_LIMIT: u64 = 8 * MIB;

/// Most bytes that a part may have: cells are read one by one, the others are held.
fn part_limit(name: &str) -> u64 {
    let name = name.to_lowercase();
    match name.as_str() {
        "content.xml" => 256 * MIB,
        name if name.contains("worksheets/") => 256 * MIB,
        name if name.ends_with("sharedstrings.xml") => 128 * MIB,
        _ => 32 * MIB,
    }
}

/// Refuses a workbook whose parts unpack to more than an honest one's.
pub fn check(archive: &mut Archive, packed: u64) -> Result<(), Detail> {
    if archive.len() > PARTS {
        return Err(detail!("d-workbook-parts", "it has {parts} parts, more than any workbook", parts = archive.len()));
    }
    let whole = packed.saturating_mul(RATIO_LIMIT).max(RATIO_FROM);
    let mut unpacked = 0;
    for place in 0..archive.len() {
        let mut part = match archive.by_index(place) {
            Ok(part) => part,
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => return Err(super::encrypted()),
            Err(error) => return Err(super::broken(&error)),
        };
        let name = part.name().map_err(|error| super::broken(&error))?.into_owned();
        // Pictures and the like are never read.
        if !(name.ends_with(".xml") || name.ends_with(".rels")) {
            continue;
        }
        let limit = part_limit(&name).min(whole - unpacked);
        unpacked += measured(&mut part, limit).map_err(|problem| match problem {
            Problem::TooLarge => {
                detail!(
                    "d-workbook-bomb",
                    "its part `{part}` unpacks to more than {limit} MiB, which no honest workbook of its size does",
                    part = name,
                    limit = (limit / MIB).max(1)
                )
            }
            Problem::Io(error) => super::broken(&error),
        })?;
    }
    Ok(())
}

enum Problem {
    TooLarge,
    Io(io::Error),
}

/// The unpacked size of a part, up to a limit; a tag or text that never ends counts as too large.
fn measured(part: &mut impl Read, limit: u64) -> Result<u64, Problem> {
    let mut buffer = vec![0; 64 * 1024];
    let (mut size, mut run) = (0_u64, 0_u64);
    loop {
        let read = part.read(&mut buffer).map_err(Problem::Io)?;
        if read == 0 {
            return Ok(size);
        }
        let bytes = &buffer[..read];
        size += read as u64;
        run = match memchr::memrchr(b'<', bytes) {
            Some(place) => (read - place) as u64,
            None => run + read as u64,
        };
        if size > limit || run > RUN_LIMIT {
            return Err(Problem::TooLarge);
        }
    }
}
