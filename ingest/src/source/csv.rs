//! Delimited text with a header row: any encoding, broken rows told apart from good ones.

use std::{
    collections::HashMap,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::Path,
    sync::Arc,
};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use encoding_rs::{Encoding, UTF_8};
use futures::future::BoxFuture;
use mirante_data::{detail, explain::Detail};

use super::{
    BATCH_ROWS, Broken, COLUMN_LIMIT, FIELD_LIMIT, ROW_LIMIT, Request, Source, SourceBatch, TextColumns, bounded,
    decoding::{Decoding, WrongEncoding},
};
use crate::{IngestError, config::Files, meta::Reason};

const SHOWN: usize = 200;
/// Text of one batch, whatever the number of its rows.
const BATCH_BYTES: usize = 32 * 1024 * 1024;
const BUFFER: usize = 256 * 1024;
/// Fields of a row, beyond which it is passed over unseen.
const FIELDS_LIMIT: usize = 16 * 1024;

/// The files of a load, one after the other.
pub struct CsvSource {
    connection: Files,
    request: Request,
    next_file: usize,
    open: Option<OpenFile>,
}

struct OpenFile {
    name: Arc<str>,
    records: Records,
    width: usize,
    /// Position in the file of each column that was asked for.
    positions: Vec<Option<usize>>,
    row: i64,
}

impl CsvSource {
    /// A source over these files.
    pub fn new(connection: Files, request: Request) -> Self {
        Self { connection, request, next_file: 0, open: None }
    }

    fn read(&mut self) -> Result<Option<SourceBatch>, IngestError> {
        loop {
            if self.open.is_none() {
                let Some(file) = self.request.files.get(self.next_file) else { return Ok(None) };
                let (header, records) = open(&self.connection, &self.request.load, &file.path)?;
                let places: HashMap<&str, usize> = header.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
                let positions = self.request.columns.iter().map(|name| places.get(name.as_str()).copied()).collect();
                self.open = Some(OpenFile { name: file.name.as_str().into(), records, width: header.len(), positions, row: 0 });
                self.next_file += 1;
            }
            let open = self.open.as_mut().expect("a file was opened just before");
            let batch = open.batch(&self.request.columns).map_err(|error| IngestError::File {
                load: self.request.load.clone(),
                file: open.name.to_string(),
                problem: said(&error),
            })?;
            if !batch.rows.is_empty() || !batch.broken.is_empty() {
                return Ok(Some(batch));
            }
            self.open = None;
        }
    }
}

impl Source for CsvSource {
    fn label(&self) -> String {
        format!("csv:{}", self.connection.folder.display())
    }

    fn next_batch(&mut self) -> BoxFuture<'_, Result<Option<SourceBatch>, IngestError>> {
        Box::pin(async move { self.read() })
    }
}

impl OpenFile {
    fn batch(&mut self, columns: &[String]) -> io::Result<SourceBatch> {
        let mut texts = TextColumns::new(columns);
        let (mut rows, mut broken, mut bytes) = (Vec::new(), Vec::new(), 0);
        while rows.len() < BATCH_ROWS && broken.len() < BATCH_ROWS && bytes < BATCH_BYTES {
            let Some(record) = self.records.next()? else { break };
            self.row += 1;
            bytes += self.records.ends.last().copied().unwrap_or_default();
            let problem = match record {
                Record::Fields if self.records.ends.len() == self.width => match self.records.fields() {
                    Some(fields) => {
                        for (column, position) in self.positions.iter().enumerate() {
                            texts.push(column, position.and_then(|position| fields.get(position)));
                        }
                        rows.push(self.row);
                        continue;
                    }
                    None => (Reason::Encoding, "the bytes are not of the file's encoding".to_owned()),
                },
                Record::Fields => (Reason::SchemaChanged, format!("{} fields where the header has {}", self.records.ends.len(), self.width)),
                Record::BrokenQuote => (Reason::SchemaChanged, "a quote is opened and not closed in its row".to_owned()),
                Record::TooLarge => (Reason::TooLarge, "a field of more than 1 MiB or a row of more than 8 MiB".to_owned()),
            };
            broken.push(Broken { row: self.row, reason: problem.0, problem: problem.1, text: self.records.shown() });
        }
        Ok(SourceBatch { file: self.name.clone(), columns: texts.finish(rows.len()), rows, broken, part: None })
    }
}

/// The columns of a file, as its header names them.
pub fn header(connection: &Files, load: &str, file: &Path) -> Result<Vec<String>, IngestError> {
    open(connection, load, file).map(|(header, _)| header)
}

fn open(connection: &Files, load: &str, path: &Path) -> Result<(Vec<String>, Records), IngestError> {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let failed = |problem: Detail| IngestError::File { load: load.to_owned(), file: name.clone(), problem };
    let ascii = |character: char, what: &str| {
        u8::try_from(character)
            .ok()
            .filter(u8::is_ascii)
            .ok_or_else(|| failed(detail!("d-not-ascii", "{what} `{character}` is no ASCII character", what = what, character = character)))
    };
    let delimiter = ascii(connection.delimiter, "delimiter")?;
    let quote = ascii(connection.quote, "quote")?;
    let input = decoded(path, &connection.encoding).map_err(&failed)?;
    let mut records = Records::new(input, delimiter, quote);
    let first = records.next().map_err(|error| failed(said(&error)))?;
    let header: Vec<String> = match (first, records.fields()) {
        (None, _) => return Err(failed(detail!("d-empty-file", "it is empty: not even a header row"))),
        (Some(Record::Fields), Some(fields)) => fields.iter().map(|field| field.trim().to_owned()).collect(),
        (Some(_), _) => return Err(failed(detail!("d-bad-header", "its header row cannot be read: {text}", text = records.shown()))),
    };
    if header.len() > COLUMN_LIMIT {
        return Err(failed(detail!(
            "d-too-wide",
            "its header has {columns} columns, and no more than {limit} are read",
            columns = header.len(),
            limit = COLUMN_LIMIT
        )));
    }
    let mut names: Vec<&String> = header.iter().collect();
    names.sort();
    if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1] && !pair[0].is_empty()) {
        return Err(failed(detail!("d-twice", "column `{name}` stands twice in its header", name = twice[0])));
    }
    records.width = Some(header.len());
    Ok((header, records))
}

trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

/// The text of a file as UTF-8 bytes, whatever its encoding.
fn decoded(path: &Path, label: &str) -> Result<Box<dyn ReadSeek>, Detail> {
    let encoding = Encoding::for_label(label.as_bytes())
        .ok_or_else(|| detail!("d-no-encoding", "`{label}` is no encoding such as utf-8 or windows-1252", label = label))?;
    let mut file = bounded::open_seekable(path).map_err(|error| Detail::from(error.to_string()))?;
    let mut start = Vec::new();
    file.by_ref().take(3).read_to_end(&mut start).map_err(|error| Detail::from(error.to_string()))?;
    let mark = Encoding::for_bom(&start);
    if mark.map_or(encoding, |(marked, _)| marked) == UTF_8 {
        let skipped = mark.map_or(0, |(_, length)| length as u64);
        file.seek(SeekFrom::Start(skipped)).map_err(|error| Detail::from(error.to_string()))?;
        return Ok(Box::new(file));
    }
    // A mark is the decoder's to pass over, which is told of the encoding that the mark names.
    file.seek(SeekFrom::Start(0)).map_err(|error| Detail::from(error.to_string()))?;
    Ok(Box::new(Decoding::new(file, mark.map_or(encoding, |(marked, _)| marked))))
}

/// What went wrong while reading, in words.
fn said(error: &io::Error) -> Detail {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<WrongEncoding>()) {
        Some(wrong) => detail!("d-wrong-encoding", "its bytes are not {encoding}; name the encoding in `connection`", encoding = wrong.0),
        None => error.to_string().into(),
    }
}

/// What a record turned out to be.
enum Record {
    Fields,
    BrokenQuote,
    TooLarge,
}

/// Records of delimited text. A quote that is never closed costs its own line and no other.
struct Records {
    input: BufReader<Box<dyn ReadSeek>>,
    parser: Reader,
    delimiter: u8,
    quote: u8,
    /// Where in the input the parser stands.
    offset: u64,
    /// Fields of the header, once it is read.
    width: Option<usize>,
    /// Unescaped bytes of the record, and where each field ends in them.
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

/// The fields of one record.
struct Fields<'a> {
    text: &'a str,
    ends: &'a [usize],
}

impl<'a> Fields<'a> {
    fn get(&self, position: usize) -> Option<&'a str> {
        let from = if position == 0 { 0 } else { *self.ends.get(position - 1)? };
        self.text.get(from..*self.ends.get(position)?)
    }

    fn iter(&self) -> impl Iterator<Item = &'a str> + '_ {
        (0..self.ends.len()).map(|position| self.get(position).unwrap_or(""))
    }
}

impl Records {
    fn new(mut input: Box<dyn ReadSeek>, delimiter: u8, quote: u8) -> Self {
        let offset = input.stream_position().unwrap_or(0);
        let parser = parser(delimiter, quote);
        Self { input: BufReader::with_capacity(BUFFER, input), parser, delimiter, quote, offset, width: None, bytes: vec![0; 4096], ends: Vec::new() }
    }

    fn fields(&self) -> Option<Fields<'_>> {
        let length = self.ends.last().copied().unwrap_or(0);
        let text = std::str::from_utf8(&self.bytes[..length]).ok()?;
        Some(Fields { text, ends: &self.ends })
    }

    /// The beginning of the record, for a person's eyes.
    fn shown(&self) -> String {
        let length = self.ends.last().copied().unwrap_or(0).min(SHOWN);
        String::from_utf8_lossy(&self.bytes[..length]).into_owned()
    }

    fn next(&mut self) -> io::Result<Option<Record>> {
        self.pass_blank_lines()?;
        let (start, line) = (self.offset, self.parser.line());
        let (mut written, mut fields, mut ended) = (0, 0, false);
        self.ends.resize(self.ends.len().max(64), 0);
        loop {
            let input = self.input.fill_buf()?;
            ended |= input.is_empty();
            let (result, read, wrote, closed) = self.parser.read_record(input, &mut self.bytes[written..], &mut self.ends[fields..]);
            self.input.consume(read);
            self.offset += read as u64;
            written += wrote;
            fields += closed;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if written >= ROW_LIMIT => return self.skip_line(start, Record::TooLarge).map(Some),
                ReadRecordResult::OutputFull => self.bytes.resize(self.bytes.len() * 2, 0),
                // A line of delimiters alone writes nothing and would fill the memory with the ends of its fields.
                ReadRecordResult::OutputEndsFull if fields > FIELDS_LIMIT => return self.skip_line(start, Record::TooLarge).map(Some),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Ok(None),
            }
        }
        self.ends.truncate(fields);
        // More than one line is right for a quoted line break, and the only trace that an open quote leaves.
        let is_ragged = self.width.is_some_and(|width| width != fields);
        let spans_lines = self.parser.line() - line > 1;
        if (spans_lines && is_ragged) || ((spans_lines || ended) && !self.is_well_quoted(start)?) {
            return self.skip_line(start, Record::BrokenQuote).map(Some);
        }
        let mut from = 0;
        for end in &self.ends {
            if end - from > FIELD_LIMIT {
                return Ok(Some(Record::TooLarge));
            }
            from = *end;
        }
        Ok(Some(Record::Fields))
    }

    /// Lines of nothing are no part of the record after them: going back over all of them for each would never end.
    fn pass_blank_lines(&mut self) -> io::Result<()> {
        loop {
            let input = self.input.fill_buf()?;
            let blank = input.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            let is_all = blank == input.len();
            self.input.consume(blank);
            self.offset += blank as u64;
            if blank == 0 || !is_all {
                return Ok(());
            }
        }
    }

    /// Is every quote that opens a field of the record at `start` closed right before a delimiter or the record's end?
    fn is_well_quoted(&mut self, start: u64) -> io::Result<bool> {
        let length = self.offset - start;
        self.input.seek_relative(-i64::try_from(length).map_err(io::Error::other)?)?;
        let mut raw = vec![0; usize::try_from(length).map_err(io::Error::other)?];
        self.input.read_exact(&mut raw)?;
        let is_end = |byte: Option<&u8>| byte.is_none_or(|byte| *byte == self.delimiter || matches!(byte, b'\n' | b'\r'));
        let (mut at, mut opens) = (0, true);
        while at < raw.len() {
            if !opens || raw[at] != self.quote {
                opens = raw[at] == self.delimiter || matches!(raw[at], b'\n' | b'\r');
                at += 1;
                continue;
            }
            at += 1;
            loop {
                match raw[at..].iter().position(|byte| *byte == self.quote) {
                    None => return Ok(false),
                    Some(ahead) if raw.get(at + ahead + 1) == Some(&self.quote) => at += ahead + 2,
                    Some(ahead) if is_end(raw.get(at + ahead + 1)) => {
                        at += ahead + 1;
                        break;
                    }
                    Some(_) => return Ok(false),
                }
            }
            opens = false;
        }
        Ok(true)
    }

    fn line_at(&mut self, start: u64) -> io::Result<Vec<u8>> {
        self.input.seek(SeekFrom::Start(start))?;
        let mut line = Vec::new();
        self.input.by_ref().take(ROW_LIMIT as u64).read_until(b'\n', &mut line)?;
        Ok(line)
    }

    /// Goes back to the record's start, passes its first line alone, and goes on after it.
    fn skip_line(&mut self, start: u64, record: Record) -> io::Result<Record> {
        let mut line = self.line_at(start)?;
        let mut passed = line.len() as u64;
        if line.last() != Some(&b'\n') {
            passed += skip_to_line_end(&mut self.input)?;
        }
        self.offset = start + passed;
        self.parser = parser(self.delimiter, self.quote);
        line.truncate(SHOWN);
        self.ends = vec![line.len()];
        self.bytes[..line.len()].copy_from_slice(&line);
        Ok(record)
    }
}

fn skip_to_line_end(input: &mut impl BufRead) -> io::Result<u64> {
    let mut passed = 0;
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(passed);
        }
        let (length, found) = buffer.iter().position(|byte| *byte == b'\n').map_or((buffer.len(), false), |place| (place + 1, true));
        input.consume(length);
        passed += length as u64;
        if found {
            return Ok(passed);
        }
    }
}

fn parser(delimiter: u8, quote: u8) -> Reader {
    ReaderBuilder::new().delimiter(delimiter).quote(quote).build()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn outcomes(text: &str) -> Vec<String> {
        let mut records = Records::new(Box::new(Cursor::new(text.as_bytes().to_vec())), b',', b'"');
        records.width = Some(text.split('\n').next().unwrap().split(',').count());
        let mut out = Vec::new();
        while let Some(record) = records.next().unwrap() {
            out.push(match record {
                Record::Fields => records.fields().unwrap().iter().collect::<Vec<_>>().join("/"),
                Record::BrokenQuote => format!("quote: {}", records.shown().trim_end()),
                Record::TooLarge => "large".to_owned(),
            });
        }
        out
    }

    #[test]
    fn quoted_breaks_are_fields_and_stray_quotes_are_text() {
        assert_eq!(outcomes("a,b,c\na,\"b\nc\",d\r\n5\" cano,x,y"), ["a/b/c", "a/b\nc/d", "5\" cano/x/y"]);
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_one_row() {
        assert_eq!(outcomes("1,a\n2,\"b\n3,c\n4,d\n"), ["1/a", "quote: 2,\"b", "3/c", "4/d"]);
        assert_eq!(outcomes("1,a\n2,\"b"), ["1/a", "quote: 2,\"b"]);
        assert_eq!(outcomes("1,a\n2,\"b\n3,c\n4,\"d\ne\"\n"), ["1/a", "quote: 2,\"b", "3/c", "4/d\ne"]);
    }

    #[test]
    fn a_row_beyond_the_limit_is_passed_over() {
        let long = "x".repeat(ROW_LIMIT + 10);
        assert_eq!(outcomes(&format!("1,a\n2,{long}\n3,c\n")), ["1/a", "large", "3/c"]);
    }
}
