//! JSON: an array of rows, or one row a line. Nested fields by pointer, numbers as they are written.

use std::{
    borrow::Cow,
    collections::HashSet,
    io::{BufRead, BufReader, Read},
    sync::Arc,
};

use futures::future::BoxFuture;
use mirante_data::explain::Detail;

use super::{BATCH_BYTES, BATCH_ROWS, Broken, Header, ROW_LIMIT, Request, Source, SourceBatch, TextColumns, bounded, files::FoundFile};
use crate::{IngestError, config::Files, meta::Reason};

pub mod records;
pub mod row;
pub mod scan;

use records::Records;
use row::{Path, Refused, Row};
use scan::Extent;

const BUFFER: usize = 256 * 1024;
/// Characters of a broken row that are shown.
const SHOWN: usize = 200;
/// Rows that are looked at to learn which members there are.
const SAMPLE: usize = 1_000;

type Input = BufReader<Box<dyn Read + Send>>;

/// The files of a load, one after the other.
pub struct JsonSource {
    connection: Files,
    is_lines: bool,
    request: Request,
    cells: Cells,
    next_file: usize,
    open: Option<OpenFile>,
}

struct OpenFile {
    name: Arc<str>,
    rows: Rows<Input>,
}

impl JsonSource {
    /// A source over these files.
    pub fn new(connection: Files, is_lines: bool, request: Request) -> Self {
        let cells = Cells::new(&request);
        Self { connection, is_lines, request, cells, next_file: 0, open: None }
    }

    fn read(&mut self) -> Result<Option<SourceBatch>, IngestError> {
        loop {
            if self.open.is_none() {
                let Some(file) = self.request.files.get(self.next_file) else { return Ok(None) };
                let rows = open(&self.connection, self.is_lines, file).map_err(|problem| failed(&self.request.load, &file.name, problem))?;
                self.open = Some(OpenFile { name: file.name.as_str().into(), rows });
                self.next_file += 1;
            }
            let Some(open) = self.open.as_mut() else { continue };
            let batch = open.rows.batch(&open.name, &self.cells).map_err(|problem| failed(&self.request.load, &open.name, problem))?;
            if !batch.rows.is_empty() || !batch.broken.is_empty() {
                return Ok(Some(batch));
            }
            self.open = None;
        }
    }
}

impl Source for JsonSource {
    fn label(&self) -> String {
        format!("json:{}", self.connection.folder.display())
    }

    fn next_batch(&mut self) -> BoxFuture<'_, Result<Option<SourceBatch>, IngestError>> {
        Box::pin(async move { self.read() })
    }
}

/// The members that the first rows of a file have; none when it has no rows.
pub fn header(connection: &Files, is_lines: bool, load: &str, file: &FoundFile, wanted: &[&str]) -> Result<Option<Header>, IngestError> {
    let failed = |problem| failed(load, &file.name, problem);
    let mut rows = open(connection, is_lines, file).map_err(failed)?;
    let mut names = HashSet::new();
    let mut seen = 0;
    let paths: Vec<(&str, Path)> = wanted.iter().map(|name| (*name, Path::of(name))).collect();
    while seen < SAMPLE {
        let Some(extent) = rows.advance().map_err(failed)? else { break };
        let Ok(row) = rows.row(extent) else { continue };
        seen += 1;
        row.names(&mut names);
        for (name, path) in &paths {
            if !names.contains(*name) && matches!(row.get(path), Ok(Some(_))) {
                names.insert((*name).to_owned());
            }
        }
    }
    let mut names: Vec<String> = names.into_iter().collect();
    names.sort();
    Ok((seen > 0).then_some(Header { names, is_loose: true }))
}

fn open(connection: &Files, is_lines: bool, file: &FoundFile) -> Result<Rows<Input>, Detail> {
    let input = bounded::open(&file.path).map_err(|error| Detail::from(error.to_string()))?;
    let input = BufReader::with_capacity(BUFFER, input);
    if is_lines { Ok(Rows::lines(input)) } else { Rows::array(input, connection.records.as_deref()) }
}

fn failed(load: &str, file: &str, problem: Detail) -> IngestError {
    IngestError::File { load: load.to_owned(), file: file.to_owned(), problem }
}

/// Which cells of a row are wanted.
pub struct Cells {
    columns: Vec<String>,
    paths: Vec<(Path, bool)>,
}

impl Cells {
    /// Those of a request.
    pub fn new(request: &Request) -> Self {
        let paths = request.columns.iter().map(|name| (Path::of(name), request.commas.contains(name))).collect();
        Self { columns: request.columns.clone(), paths }
    }

    /// The texts of a row.
    pub fn of<'a>(&self, row: &Row<'a>) -> Result<Vec<Option<Cow<'a, str>>>, Refused> {
        self.paths.iter().map(|(path, comma)| row.text(path, *comma)).collect()
    }
}

/// The rows of one text.
pub struct Rows<R> {
    texts: Texts<R>,
    number: i64,
    /// The text of the row in hand.
    text: Vec<u8>,
}

enum Texts<R> {
    Array(Box<Records<R>>),
    Lines(R),
}

impl<R: BufRead> Rows<R> {
    /// The elements of the array under a pointer.
    pub fn array(input: R, pointer: Option<&str>) -> Result<Self, Detail> {
        let path = pointer.filter(|pointer| !pointer.is_empty()).map(|pointer| Path::of(pointer).0).unwrap_or_default();
        Ok(Self { texts: Texts::Array(Box::new(Records::new(input, path)?)), number: 0, text: Vec::new() })
    }

    /// One row a line.
    pub fn lines(input: R) -> Self {
        Self { texts: Texts::Lines(input), number: 0, text: Vec::new() }
    }

    /// Goes to the next row.
    fn advance(&mut self) -> Result<Option<Extent>, Detail> {
        match &mut self.texts {
            Texts::Array(records) => {
                let found = records.next(&mut self.text, ROW_LIMIT)?;
                self.number += i64::from(found.is_some());
                Ok(found)
            }
            Texts::Lines(input) => loop {
                let Some(is_too_large) = next_line(input, &mut self.text).map_err(|error| Detail::from(error.to_string()))? else { return Ok(None) };
                self.number += 1;
                if self.number == 1 && self.text.starts_with(&[0xef, 0xbb, 0xbf]) {
                    self.text.drain(..3);
                }
                if !self.text.trim_ascii().is_empty() {
                    return Ok(Some(Extent { is_too_large, depth: depth(&self.text) }));
                }
            },
        }
    }

    /// The row in hand.
    fn row(&self, extent: Extent) -> Result<Row<'_>, Refused> {
        if extent.is_too_large {
            return Err((Reason::TooLarge, "a row of more than 8 MiB".to_owned()));
        }
        Row::read(&self.text, extent.depth)
    }

    /// The next rows, cut at the limits of a batch.
    pub fn batch(&mut self, name: &Arc<str>, cells: &Cells) -> Result<SourceBatch, Detail> {
        let mut texts = TextColumns::new(&cells.columns);
        let (mut rows, mut broken, mut bytes) = (Vec::new(), Vec::new(), 0);
        while rows.len() < BATCH_ROWS && broken.len() < BATCH_ROWS && bytes < BATCH_BYTES {
            let Some(extent) = self.advance()? else { break };
            bytes += self.text.len();
            let found = self.row(extent).and_then(|row| cells.of(&row));
            match found {
                Ok(found) => {
                    found.iter().enumerate().for_each(|(column, text)| texts.push(column, text.as_deref()));
                    rows.push(self.number);
                }
                // A row of an array that is no JSON tells nothing of where the next one begins.
                Err((Reason::Type, problem)) if matches!(self.texts, Texts::Array(_)) => {
                    return Err(mirante_data::detail!("d-json-row", "row {row} of its array: {problem}", row = self.number, problem = problem));
                }
                Err((reason, problem)) => broken.push(Broken { row: self.number, reason, problem, text: shown(&self.text) }),
            }
        }
        Ok(SourceBatch { file: name.clone(), columns: texts.finish(rows.len()), rows, broken, part: None })
    }
}

/// The beginning of a row, as a person can read it.
fn shown(text: &[u8]) -> String {
    String::from_utf8_lossy(&text[..text.len().min(4 * SHOWN)]).chars().take(SHOWN).collect()
}

/// The next line without its break, and whether it is longer than a row may be; none at the end.
pub fn next_line(input: &mut impl BufRead, into: &mut Vec<u8>) -> std::io::Result<Option<bool>> {
    into.clear();
    let (mut is_too_large, mut is_begun) = (false, false);
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(is_begun.then_some(is_too_large));
        }
        is_begun = true;
        let end = memchr::memchr(b'\n', buffer);
        let line = &buffer[..end.unwrap_or(buffer.len())];
        let room = (ROW_LIMIT + 1).saturating_sub(into.len());
        is_too_large |= line.len() > room;
        into.extend_from_slice(&line[..line.len().min(room)]);
        let passed = end.map_or(buffer.len(), |end| end + 1);
        input.consume(passed);
        if end.is_some() {
            return Ok(Some(is_too_large));
        }
    }
}

/// How deep brackets are nested, whatever else is wrong.
pub fn depth(text: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_string, mut is_escaped) = (0_usize, 0, false, false);
    for byte in text {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::text_column;

    fn read<R: BufRead>(mut rows: Rows<R>) -> Result<Vec<String>, String> {
        let request = Request { columns: vec!["a".into(), "/b/c".into()], ..Request::default() };
        let (cells, name) = (Cells::new(&request), Arc::from("f"));
        let mut out = Vec::new();
        loop {
            let batch = rows.batch(&name, &cells).map_err(|problem| problem.to_string())?;
            if batch.rows.is_empty() && batch.broken.is_empty() {
                return Ok(out);
            }
            let cell = |column: &str, row: usize| {
                let array = text_column(&batch.columns, column).unwrap();
                if mirante_data::arrow::array::Array::is_null(array, row) { "-".to_owned() } else { array.value(row).to_owned() }
            };
            let good = batch.rows.iter().enumerate().map(|(row, number)| (*number, format!("{}/{}", cell("a", row), cell("/b/c", row))));
            let mut all: Vec<(i64, String)> = good.chain(batch.broken.iter().map(|broken| (broken.row, broken.reason.to_string()))).collect();
            all.sort();
            out.extend(all.into_iter().map(|(number, text)| format!("{number} {text}")));
        }
    }

    fn array(text: &str, pointer: Option<&str>) -> Result<Vec<String>, String> {
        // A buffer of three bytes: every token is cut somewhere.
        Rows::array(BufReader::with_capacity(3, text.as_bytes()), pointer).map_err(|problem| problem.to_string()).and_then(read)
    }

    fn lines(text: &[u8]) -> Vec<String> {
        read(Rows::lines(BufReader::with_capacity(3, text))).unwrap()
    }

    #[test]
    fn rows_of_an_array_and_of_an_array_inside() {
        let rows = r#" [ {"a":1,"b":{"c":"x]\"}{"}} , {"a":null}, {"b":{"c":[1,2]}} ] "#;
        assert_eq!(array(rows, None).unwrap(), ["1 1/x]\"}{", "2 -/-", "3 -/[1,2]"]);
        let inside = format!(r#"{{"meta":{{"dados":[9]}},"dados":{{"n":3,"itens":{rows},"fim":true}},"z":[]}}"#);
        assert_eq!(array(&inside, Some("/dados/itens")).unwrap().len(), 3);
        assert_eq!(array("\u{feff}[]", None).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_broken_array_is_told_with_its_place() {
        let said = |text: &str, pointer| array(text, pointer).unwrap_err();
        assert!(said(r#"[{"a":1},"#, None).contains("ends at byte 9"));
        assert!(said(r#"[{"a":1}"#, None).contains("ends at byte 8"));
        assert!(said(r#"[{"a":1} {"a":2}]"#, None).contains("at byte 9"));
        assert!(said(r#"[{"a":1}]x"#, None).contains("at byte 9"));
        assert!(said(r#"[{"a":1},{"a":1,}]"#, None).contains("row 2"));
        assert!(said(r#"{"itens":[]}"#, None).contains("records"));
        assert!(said(r#"{"item":[]}"#, Some("/itens")).contains("did you mean `item`"));
        assert!(said(r#"{"itens":[],"itens":[]}"#, Some("/itens")).contains("twice"));
        assert!(said(r#"{"itens":[{"a":1}]"#, Some("/itens")).contains("ends at byte"));
        assert!(said("", None).contains("empty"));
        assert!(said("\u{0}", None).contains("at byte 0"));
    }

    #[test]
    fn a_broken_line_costs_itself() {
        let text = b"\xef\xbb\xbf{\"a\":1}\r\n\n  \n{\"a\":\n{\"a\":2}}\n{\"a\":\"\xff\"}\n7\n{\"a\":3,\"a\":4}\n{\"a\":5}";
        let expected = ["1 1/-", "4 tipo_invalido", "5 tipo_invalido", "6 codificacao", "7 esquema_mudou", "8 esquema_mudou", "9 5/-"];
        assert_eq!(lines(text), expected);
    }

    #[test]
    fn rows_beyond_the_limits_are_passed_over() {
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(ROW_LIMIT));
        assert_eq!(lines(format!("{{\"a\":1}}\n{long}\n{{\"a\":2}}").as_bytes()), ["1 1/-", "2 grande_demais", "3 2/-"]);
        assert_eq!(array(&format!("[{{\"a\":1}},{long},{{\"a\":2}}]"), None).unwrap(), ["1 1/-", "2 grande_demais", "3 2/-"]);
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(lines(format!("{deep}\n{{\"a\":2}}").as_bytes()), ["1 grande_demais", "2 2/-"]);
        assert_eq!(array(&format!("[{deep},{{\"a\":2}}]"), None).unwrap(), ["1 grande_demais", "2 2/-"]);
    }
}
