//! Workbooks as people keep them, XLSX and ODS: tabs as lines of cells, read within bounds.

use std::{
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use mirante_data::{detail, explain::Detail, name::did_you_mean};

mod bounds;
pub mod grid;
mod ods;

use bounds::Archive;
use grid::{Cell, Grid, Merged, folded, serial};

/// Most cells of a tab that hold something.
const CELLS: usize = 5_000_000;
/// Most bytes of text in a tab.
const TEXTS: usize = 128 * 1024 * 1024;
/// Most columns of a tab.
const COLUMNS: u32 = 2_000;
/// Most lines of a tab, as spreadsheets have them.
const LINES: u32 = 1_048_576;

/// An opened workbook.
pub struct Workbook {
    kind: Kind,
    /// Names of its tabs, in order.
    tabs: Vec<String>,
}

enum Kind {
    Xlsx(Box<Xlsx<BufReader<File>>>),
    Ods(Archive),
}

impl Workbook {
    /// Opens a workbook whatever its name ends in; nothing of it is read before its size is known.
    pub fn open(path: &Path) -> Result<Self, Detail> {
        let io = |error: std::io::Error| Detail::from(error.to_string());
        let mut file = File::open(path).map_err(io)?;
        let packed = file.metadata().map_err(io)?.len();
        let mut start = [0; 8];
        let mut length = 0;
        while length < start.len() {
            match file.read(&mut start[length..]).map_err(io)? {
                0 => break,
                read => length += read,
            }
        }
        if length == 0 {
            return Err(detail!("d-workbook-empty", "it is empty: no byte of a workbook"));
        }
        if start == [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] {
            return Err(compound(&mut file));
        }
        if !start.starts_with(b"PK") {
            return Err(detail!("d-workbook-none", "it is no workbook: save it as XLSX or ODS"));
        }
        file.seek(SeekFrom::Start(0)).map_err(io)?;
        let mut archive = Archive::new(BufReader::new(file)).map_err(|error| broken(&error))?;
        bounds::check(&mut archive, packed)?;
        let has = |name: &str| archive.index_for_name(name).is_some();
        if has("content.xml") && has("mimetype") {
            let tabs = ods::tabs(&mut archive)?;
            return Ok(Self { kind: Kind::Ods(archive), tabs });
        }
        if has("xl/workbook.bin") {
            return Err(detail!("d-workbook-xlsb", "it is an XLSB, which this program does not read: save it as XLSX"));
        }
        if !has("[Content_Types].xml") {
            return Err(detail!("d-workbook-none", "it is no workbook: save it as XLSX or ODS"));
        }
        drop(archive);
        let book = Xlsx::new(BufReader::new(File::open(path).map_err(io)?)).map_err(|error| unreadable(&error))?;
        let tabs = book.sheet_names();
        Ok(Self { kind: Kind::Xlsx(Box::new(book)), tabs })
    }

    /// The names of its tabs, in order.
    pub fn tabs(&self) -> &[String] {
        &self.tabs
    }

    /// The tab of this name, without accents or case; none when there is no such tab.
    pub fn find(&self, name: &str) -> Result<Option<String>, Detail> {
        let wanted = folded(name);
        let alike: Vec<&String> = self.tabs.iter().filter(|tab| folded(tab) == wanted).collect();
        match alike.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some((*one).clone())),
            [one, other, ..] => match alike.iter().find(|tab| **tab == name) {
                Some(exact) => Ok(Some((*exact).clone())),
                None => Err(detail!("d-tabs-alike", "tabs `{one}` and `{other}` cannot be told apart", one = one, other = other)),
            },
        }
    }

    /// There is no such tab; perhaps one of another name was meant.
    pub fn no_tab(&self, name: &str) -> Detail {
        let near = did_you_mean(name, self.tabs.iter().map(String::as_str));
        detail!("d-no-tab", "it has no tab `{tab}`", tab = name).near(near)
    }

    /// The lines of a tab.
    pub fn grid(&mut self, tab: &str) -> Result<Grid, Detail> {
        let at = |problem: Detail| problem.at(tab);
        match &mut self.kind {
            Kind::Xlsx(book) => xlsx_grid(book, tab).map_err(at),
            Kind::Ods(archive) => ods::grid(archive, tab).map_err(at),
        }
    }
}

fn xlsx_grid(book: &mut Xlsx<BufReader<File>>, tab: &str) -> Result<Grid, Detail> {
    let merged = book.merge_cells_by_sheet_name(tab).map_err(|error| unreadable(&error))?;
    let merged: Vec<Merged> = merged
        .into_iter()
        .map(|region| Merged { lines: (region.start.0, region.end.0), columns: (region.start.1, region.end.1.min(COLUMNS)) })
        .collect();
    let is_1904 = book.has_1904_epoch();
    let mut cells = book.worksheet_cells_reader(tab).map_err(|error| unreadable(&error))?;
    let mut grid = Grid { name: tab.to_owned(), lines: Vec::new() };
    let mut room = Room::default();
    while let Some(found) = cells.next_cell().map_err(|error| unreadable(&error))? {
        let (row, column) = found.get_position();
        let cell = match found.get_value() {
            DataRef::Empty => continue,
            #[expect(clippy::cast_precision_loss, reason = "whole numbers of a spreadsheet are floats there")]
            DataRef::Int(number) => Cell::Number(*number as f64),
            DataRef::Float(number) => Cell::Number(*number),
            DataRef::String(text) => Cell::of_text(text.clone()),
            DataRef::SharedString(text) => Cell::of_text((*text).to_owned()),
            DataRef::Bool(value) => Cell::Bool(*value),
            DataRef::DateTime(at) if at.is_datetime() => moment(at.as_f64(), is_1904),
            DataRef::DateTime(span) => Cell::Span(span.as_f64()),
            DataRef::DateTimeIso(text) => ods::iso(text),
            DataRef::DurationIso(text) => ods::duration(text),
            DataRef::Error(error) => Cell::Error(error.to_string()),
        };
        if !cell.is_empty() {
            room.take(row, column, &cell)?;
            grid.put(row, column, cell);
        }
    }
    grid.fill(&merged);
    Ok(grid)
}

/// A number in a cell that shows days and times: less than a day is a time alone.
fn moment(days: f64, is_1904: bool) -> Cell {
    match serial(days, is_1904) {
        Some(at) => Cell::At(at),
        None if (0.0..1.0).contains(&days) => Cell::Span(days),
        None => Cell::Number(days),
    }
}

/// How much of a tab has been held so far.
#[derive(Default)]
struct Room {
    cells: usize,
    texts: usize,
}

impl Room {
    fn take(&mut self, row: u32, column: u32, cell: &Cell) -> Result<(), Detail> {
        self.cells += 1;
        self.texts += match cell {
            Cell::Text(text) => text.len(),
            _ => 0,
        };
        let is_within = self.cells <= CELLS && self.texts <= TEXTS && column < COLUMNS && row < LINES;
        let problem = || detail!("d-tab-large", "it has more than {cells} cells or {columns} columns", cells = CELLS, columns = COLUMNS);
        if is_within { Ok(()) } else { Err(problem()) }
    }
}

/// What old Excel and encryption share: a compound file, told apart by the name of its stream.
fn compound(file: &mut File) -> Detail {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut bytes = Vec::new();
    let read = file.seek(SeekFrom::Start(0)).and_then(|_| file.take(64 * 1024 * 1024).read_to_end(&mut bytes));
    if read.is_ok() && memchr::memmem::find(&bytes, &name).is_some() {
        return encrypted();
    }
    detail!("d-workbook-xls", "it is an XLS of the old Excel, which this program does not read: save it as XLSX or ODS")
}

fn encrypted() -> Detail {
    detail!("d-workbook-password", "it is protected by a password: save a copy without one")
}

fn broken(error: &dyn std::fmt::Display) -> Detail {
    detail!("d-workbook-broken", "it is damaged, or was not saved to its end: {error}", error = error)
}

fn unreadable(error: &XlsxError) -> Detail {
    broken(error)
}
