//! Tabs of an OpenDocument spreadsheet. Own code, because repeats must be bounded before they are unrolled,
//! and merged cells must be known; the reader of the other format gives neither for this one.

use std::io::BufReader;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use mirante_data::{detail, explain::Detail};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use zip::read::ZipFile;

use super::{
    Archive, COLUMNS, LINES, Room,
    broken, encrypted,
    grid::{Cell, Grid, Merged},
};

type File = BufReader<std::fs::File>;
type Xml<'a> = Reader<BufReader<ZipFile<'a, File>>>;

/// The names of the tabs, in order; an encrypted document is refused.
pub(super) fn tabs(archive: &mut Archive) -> Result<Vec<String>, Detail> {
    if archive.index_for_name("META-INF/manifest.xml").is_some() {
        let mut manifest = reader(archive, "META-INF/manifest.xml")?;
        let mut buffer = Vec::new();
        loop {
            match next(&mut manifest, &mut buffer)? {
                Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == "encryption-data" => return Err(encrypted()),
                Event::Eof => break,
                _ => {}
            }
        }
    }
    let mut content = reader(archive, "content.xml")?;
    let (mut names, mut buffer, mut is_sheet) = (Vec::new(), Vec::new(), false);
    loop {
        match next(&mut content, &mut buffer)? {
            Event::Start(element) if element.local_name().as_ref() == "spreadsheet" => is_sheet = true,
            Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == "table" => {
                names.extend(attribute(&element, "name")?);
            }
            Event::Eof if !is_sheet => return Err(detail!("d-workbook-none", "it is no workbook: save it as XLSX or ODS")),
            Event::Eof => return Ok(names),
            _ => {}
        }
    }
}

/// The lines of a tab that hold something.
pub(super) fn grid(archive: &mut Archive, tab: &str) -> Result<Grid, Detail> {
    let mut xml = reader(archive, "content.xml")?;
    let mut buffer = Vec::new();
    loop {
        match next(&mut xml, &mut buffer)? {
            Event::Start(element) if element.local_name().as_ref() == "table" && attribute(&element, "name")?.as_deref() == Some(tab) => {
                return table(&mut xml, tab);
            }
            Event::Empty(element) if element.local_name().as_ref() == "table" && attribute(&element, "name")?.as_deref() == Some(tab) => {
                return Ok(Grid { name: tab.to_owned(), lines: Vec::new() });
            }
            Event::Eof => return Err(detail!("d-no-tab", "it has no tab `{tab}`", tab = tab)),
            _ => {}
        }
    }
}

/// The rows of a table, up to its end.
fn table(xml: &mut Xml<'_>, tab: &str) -> Result<Grid, Detail> {
    let mut grid = Grid { name: tab.to_owned(), lines: Vec::new() };
    let (mut merged, mut room) = (Vec::new(), Room::default());
    let (mut buffer, mut row) = (Vec::new(), 0_u32);
    loop {
        let (repeats, is_empty) = match next(xml, &mut buffer)? {
            Event::Start(element) if element.local_name().as_ref() == "table-row" => (number(&element, "number-rows-repeated")?, false),
            Event::Empty(element) if element.local_name().as_ref() == "table-row" => (number(&element, "number-rows-repeated")?, true),
            Event::End(element) if element.local_name().as_ref() == "table" => break,
            Event::Eof => return Err(torn()),
            _ => continue,
        };
        let cells = if is_empty { Vec::new() } else { cells(xml, row, &mut merged)? };
        for repeat in 0..if cells.is_empty() { 0 } else { repeats } {
            let row = row.saturating_add(repeat);
            for (column, cell) in &cells {
                room.take(row, *column, cell)?;
                grid.put(row, *column, cell.clone());
            }
        }
        row = row.saturating_add(repeats).min(LINES);
    }
    grid.fill(&merged);
    Ok(grid)
}

/// The cells of a row that hold something, with their columns.
fn cells(xml: &mut Xml<'_>, row: u32, merged: &mut Vec<Merged>) -> Result<Vec<(u32, Cell)>, Detail> {
    let (mut found, mut column, mut buffer) = (Vec::new(), 0_u32, Vec::new());
    loop {
        let (element, is_open) = match next(xml, &mut buffer)? {
            Event::Start(element) => (element.into_owned(), true),
            Event::Empty(element) => (element.into_owned(), false),
            Event::End(element) if element.local_name().as_ref() == "table-row" => return Ok(found),
            Event::Eof => return Err(torn()),
            _ => continue,
        };
        let is_covered = element.local_name().as_ref() == "covered-table-cell";
        if !is_covered && element.local_name().as_ref() != "table-cell" {
            continue;
        }
        let repeats = number(&element, "number-columns-repeated")?;
        let text = if is_open { text(xml)? } else { String::new() };
        let cell = if is_covered { Cell::Empty } else { value(&element, text)? };
        let (wide, high) = (number(&element, "number-columns-spanned")?, number(&element, "number-rows-spanned")?);
        if !is_covered && (wide > 1 || high > 1) {
            merged.push(Merged { lines: (row, row.saturating_add(high - 1)), columns: (column, column.saturating_add(wide - 1).min(COLUMNS)) });
        }
        if !cell.is_empty() {
            // One more than there may be is enough to be refused.
            found.extend((0..repeats.min(COLUMNS + 1)).map(|repeat| (column.saturating_add(repeat), cell.clone())));
        }
        column = column.saturating_add(repeats);
    }
}

/// What a cell holds: its typed value, else its text.
fn value(element: &BytesStart<'_>, text: String) -> Result<Cell, Detail> {
    let kind = attribute(element, "value-type")?.unwrap_or_default();
    let shown = qualified(element, "calcext:value-type")?;
    if shown.as_deref() == Some("error") {
        return Ok(Cell::Error(if text.is_empty() { "#ERR!".to_owned() } else { text }));
    }
    Ok(match kind.as_str() {
        "float" | "currency" | "percentage" => match qualified(element, "office:value")?.and_then(|value| value.parse::<f64>().ok()) {
            Some(number) if number.is_finite() => Cell::Number(number),
            _ => Cell::of_text(text),
        },
        "date" => qualified(element, "office:date-value")?.map_or_else(|| Cell::of_text(text), |value| iso(&value)),
        "time" => qualified(element, "office:time-value")?.map_or_else(|| Cell::Empty, |value| duration(&value)),
        "boolean" => Cell::Bool(qualified(element, "office:boolean-value")?.as_deref() == Some("true")),
        _ => Cell::of_text(qualified(element, "office:string-value")?.filter(|value| !value.is_empty()).unwrap_or(text)),
    })
}

/// The text of a cell up to its end: paragraphs are lines, notes are left out.
fn text(xml: &mut Xml<'_>) -> Result<String, Detail> {
    let (mut out, mut buffer, mut depth, mut noted) = (String::new(), Vec::new(), 0_u32, 0_u32);
    loop {
        match next(xml, &mut buffer)? {
            Event::Start(element) => {
                depth += 1;
                match element.local_name().as_ref() {
                    "annotation" if noted == 0 => noted = depth,
                    "p" if noted == 0 && !out.is_empty() => out.push('\n'),
                    _ => {}
                }
            }
            Event::Empty(element) if noted == 0 => match element.local_name().as_ref() {
                "s" => out.extend(std::iter::repeat_n(' ', number(&element, "c")?.min(1024) as usize)),
                "tab" => out.push('\t'),
                "line-break" => out.push('\n'),
                _ => {}
            },
            Event::Text(text) if noted == 0 && depth > 0 => out.push_str(&text.xml10_content()),
            Event::CData(text) if noted == 0 && depth > 0 => out.push_str(&text.xml10_content()),
            Event::GeneralRef(entity) if noted == 0 && depth > 0 => {
                let escaped = format!("&{};", entity.xml10_content());
                out.push_str(&quick_xml::escape::unescape(&escaped).map_err(|error| broken(&error))?);
            }
            Event::End(_) if depth == 0 => return Ok(out),
            Event::End(_) => {
                if noted == depth {
                    noted = 0;
                }
                depth -= 1;
            }
            Event::Eof => return Err(torn()),
            _ => {}
        }
    }
}

/// `2026-03-02` or `2026-03-02T09:30:00`; what is neither stays text.
pub(super) fn iso(text: &str) -> Cell {
    let bare = text.trim_end_matches('Z');
    let at = NaiveDateTime::parse_from_str(bare, "%Y-%m-%dT%H:%M:%S%.f");
    let day = || NaiveDate::parse_from_str(bare, "%Y-%m-%d").map(|day| day.and_time(NaiveTime::MIN));
    at.or_else(|_| day()).map_or_else(|_| Cell::of_text(text.to_owned()), Cell::At)
}

/// `PT01H30M00S` in days; what is none stays text.
pub(super) fn duration(text: &str) -> Cell {
    let parse = || {
        let (sign, body) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
        let mut rest = body.strip_prefix("PT")?;
        let mut seconds = 0.0;
        for (mark, unit) in [('H', 3_600.0), ('M', 60.0), ('S', 1.0)] {
            if let Some((number, after)) = rest.split_once(mark) {
                seconds += number.replace(',', ".").parse::<f64>().ok()? * unit;
                rest = after;
            }
        }
        rest.is_empty().then_some(sign * seconds / 86_400.0)
    };
    parse().map_or_else(|| Cell::of_text(text.to_owned()), Cell::Span)
}

fn reader<'a>(archive: &'a mut Archive, name: &str) -> Result<Xml<'a>, Detail> {
    let part = archive.by_name(name).map_err(|error| broken(&error))?;
    Ok(Reader::from_reader(BufReader::new(part)))
}

fn next<'b>(xml: &mut Xml<'_>, buffer: &'b mut Vec<u8>) -> Result<Event<'b>, Detail> {
    buffer.clear();
    xml.read_event_into(buffer).map_err(|error| broken(&error))
}

/// An attribute by its name without prefix.
fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Detail> {
    found(element, |key| key.rsplit(':').next() == Some(name) && !key.starts_with("calcext:"))
}

/// An attribute by its whole name.
fn qualified(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Detail> {
    found(element, |key| key == name)
}

fn found(element: &BytesStart<'_>, is_wanted: impl Fn(&str) -> bool) -> Result<Option<String>, Detail> {
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| broken(&error))?;
        if is_wanted(attribute.key.as_ref()) {
            return Ok(Some(quick_xml::escape::unescape(&attribute.value).map_err(|error| broken(&error))?.into_owned()));
        }
    }
    Ok(None)
}

/// A count, 1 when it is not said.
fn number(element: &BytesStart<'_>, name: &str) -> Result<u32, Detail> {
    let text = attribute(element, name)?;
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or(1).max(1))
}

fn torn() -> Detail {
    broken(&"its table never ends")
}
