//! What a Parquet file claims of its pages, looked at before any of them is unpacked.
//!
//! The decoder sets aside as much memory as a page's header asks for. So the headers are walked first: two numbers of each are
//! read (Thrift's compact protocol), the rest is passed over.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Seek, SeekFrom},
};

use mirante_data::{detail, explain::Detail, parquet::file::metadata::ParquetMetaData};

/// One page unpacked, at most.
const PAGE_LIMIT: i64 = 128 * 1024 * 1024;
/// What is unpacked at one time: the largest page and the dictionary of each column that is read.
const TOGETHER_LIMIT: i64 = 256 * 1024 * 1024;
/// Rows of a small file, at most; a larger one may have 200 for each of its bytes.
const ROWS_FROM: u64 = 16 * 1024 * 1024;
const ROWS_PER_BYTE: u64 = 200;
/// Structs inside structs of a page's header.
const DEPTH_LIMIT: usize = 16;
/// Bytes of one page's header, statistics included.
const HEADER_LIMIT: u64 = 16 * 1024 * 1024;

/// The footer is read whole: it must be there, and of a size that can be read.
pub(super) fn check_footer(file: &File, limit: u64) -> Result<(), Detail> {
    let no_parquet = || detail!("d-no-parquet", "it is no Parquet file, or it is cut off: the mark at its end is missing");
    let bytes = file.metadata().map_err(said)?.len();
    let mut file = file;
    let mut end = [0; 8];
    if bytes < 12 {
        return Err(no_parquet());
    }
    file.seek(SeekFrom::Start(bytes - 8)).and_then(|_| file.read_exact(&mut end)).map_err(said)?;
    let footer = u64::from(u32::from_le_bytes([end[0], end[1], end[2], end[3]]));
    match &end[4..] {
        b"PAR1" if footer > limit || footer + 8 > bytes => {
            Err(detail!("d-parquet-footer", "its footer claims {bytes} bytes, which cannot be", bytes = footer))
        }
        b"PAR1" => Ok(()),
        b"PARE" => Err(detail!("d-parquet-encrypted", "it is encrypted")),
        _ => Err(no_parquet()),
    }
}

/// Walks the headers of all pages of the columns that are read.
pub(super) fn check(file: &File, metadata: &ParquetMetaData, is_read: impl Fn(usize) -> bool) -> Result<(), Detail> {
    let bytes = file.metadata().map_err(said)?.len();
    let rows = metadata.row_groups().iter().map(|group| u64::try_from(group.num_rows()).unwrap_or(u64::MAX)).fold(0, u64::saturating_add);
    if rows > bytes.saturating_mul(ROWS_PER_BYTE).max(ROWS_FROM) {
        return Err(detail!("d-parquet-rows", "it claims {rows} rows, which no honest file of its size has", rows = rows));
    }
    for group in metadata.row_groups() {
        let mut together = 0;
        for (place, chunk) in group.columns().iter().enumerate().filter(|(place, _)| is_read(*place)) {
            let (start, length) = chunk.byte_range();
            if start.checked_add(length).is_none_or(|end| end > bytes) {
                return Err(outside(place));
            }
            together += largest_pages(file, start, length, place)?;
            if together > TOGETHER_LIMIT {
                return Err(too_large(together));
            }
        }
    }
    Ok(())
}

/// Unpacked bytes of a column's two largest pages: a dictionary stays while each page of data comes and goes.
fn largest_pages(file: &File, start: u64, length: u64, column: usize) -> Result<i64, Detail> {
    let mut file = file;
    file.seek(SeekFrom::Start(start)).map_err(said)?;
    let mut input = BufReader::with_capacity(8 * 1024, file);
    let (mut at, mut largest) = (0, [0_i64; 2]);
    while at < length {
        let mut header = Header { input: (&mut input).take(HEADER_LIMIT), unpacked: None, packed: None };
        header.read_struct(0, true).map_err(|_| outside(column))?;
        let passed = HEADER_LIMIT - header.input.limit();
        let (Some(unpacked), Some(packed)) = (header.unpacked, header.packed) else { return Err(outside(column)) };
        if !(0..=PAGE_LIMIT).contains(&unpacked) {
            return Err(too_large(unpacked));
        }
        at += passed + u64::try_from(packed).map_err(|_| outside(column))?;
        if at > length {
            return Err(outside(column));
        }
        input.seek_relative(packed).map_err(said)?;
        if unpacked > largest[0] {
            largest = [unpacked, largest[0]];
        } else {
            largest[1] = largest[1].max(unpacked);
        }
    }
    Ok(largest.iter().sum())
}

fn too_large(bytes: i64) -> Detail {
    detail!("d-parquet-page", "a page of it claims {bytes} bytes unpacked, which is refused", bytes = bytes)
}

fn outside(column: usize) -> Detail {
    detail!("d-parquet-pages", "the pages of its column {column} are not where the file says: it is damaged", column = column + 1)
}

fn said(error: impl std::fmt::Display) -> Detail {
    error.to_string().into()
}

/// A page's header, as far as it matters here.
struct Header<R> {
    input: R,
    unpacked: Option<i64>,
    packed: Option<i64>,
}

/// Why a header cannot be read.
struct Broken;

impl<R: BufRead> Header<R> {
    /// Passes a struct; of the outermost the second and third field are kept.
    fn read_struct(&mut self, depth: usize, is_outermost: bool) -> Result<(), Broken> {
        if depth > DEPTH_LIMIT {
            return Err(Broken);
        }
        let mut field = 0_i64;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Ok(());
            }
            let (delta, kind) = (i64::from(head >> 4), head & 0x0f);
            field = if delta == 0 { self.number()? } else { field + delta };
            match (is_outermost, field, kind) {
                (true, 2, 5) => self.unpacked = Some(self.number()?),
                (true, 3, 5) => self.packed = Some(self.number()?),
                _ => self.pass(kind, depth, false)?,
            }
        }
    }

    fn pass(&mut self, kind: u8, depth: usize, is_item: bool) -> Result<(), Broken> {
        match kind {
            // Of a field the kind is the value itself; in a list each is a byte.
            1 | 2 if !is_item => Ok(()),
            1..=3 => self.byte().map(|_| ()),
            4..=6 => self.number().map(|_| ()),
            7 => self.bytes(8),
            8 => {
                let length = self.varint()?;
                self.bytes(length)
            }
            9 | 10 => {
                let head = self.byte()?;
                let count = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
                (0..count).try_for_each(|_| self.pass(head & 0x0f, depth + 1, true))
            }
            11 => {
                let count = self.varint()?;
                let kinds = if count == 0 { 0 } else { self.byte()? };
                (0..count).try_for_each(|_| self.pass(kinds >> 4, depth + 1, true).and_then(|()| self.pass(kinds & 0x0f, depth + 1, true)))
            }
            12 => self.read_struct(depth + 1, false),
            _ => Err(Broken),
        }
    }

    fn byte(&mut self) -> Result<u8, Broken> {
        let mut byte = [0];
        self.input.read_exact(&mut byte).map_err(|_| Broken)?;
        Ok(byte[0])
    }

    fn bytes(&mut self, count: u64) -> Result<(), Broken> {
        let passed = std::io::copy(&mut (&mut self.input).take(count), &mut std::io::sink()).map_err(|_| Broken)?;
        if passed == count { Ok(()) } else { Err(Broken) }
    }

    fn varint(&mut self) -> Result<u64, Broken> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Broken)
    }

    /// A number in zigzag: 0, -1, 1, -2, …
    fn number(&mut self) -> Result<i64, Broken> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -((value & 1).cast_signed()))
    }
}
