//! Rows of a `COPY … TO STDOUT (FORMAT text)`: tabs between columns, `\N` for null, backslashes before what would be mistaken.

use std::{pin::Pin, sync::Arc, time::Duration};

use futures::{FutureExt, StreamExt, future::BoxFuture};
use memchr::{memchr, memchr_iter};
use tokio_postgres::CopyOutStream;

use crate::{
    IngestError,
    meta::Reason,
    source::{BATCH_ROWS, Broken, FIELD_LIMIT, ROW_LIMIT, Source, SourceBatch, TextColumns},
};

/// A batch ends at this many bytes, however few rows it has.
const BATCH_BYTES: usize = 32 * 1024 * 1024;
/// How much of a row is shown.
const SHOWN: usize = 200;

/// The rows of one query, as they come.
pub struct Rows {
    pub(super) label: String,
    pub(super) stream: Pin<Box<CopyOutStream>>,
    pub(super) columns: Vec<String>,
    /// Columns whose decimal point the load wants to be a comma.
    pub(super) commas: Vec<bool>,
    pub(super) file: Arc<str>,
    pub(super) patience: Duration,
    /// What a lost connection, or an error of the server, is to the loads that read.
    pub(super) failed: Box<dyn Fn(Failure) -> IngestError + Send + Sync>,
    pub(super) row: i64,
    /// Bytes that came.
    pub bytes: u64,
    pub(super) is_over: bool,
}

/// What went wrong while rows came.
pub enum Failure {
    /// The driver's error.
    Driver(tokio_postgres::Error),
    /// Nothing came for longer than the connection allows.
    Silence,
}

impl Rows {
    async fn read(&mut self) -> Result<Option<SourceBatch>, IngestError> {
        let mut batch = Batch { texts: TextColumns::new(&self.columns), rows: Vec::new(), broken: Vec::new(), scratch: String::new() };
        let mut bytes = 0;
        while !self.is_over && batch.rows.len() < BATCH_ROWS && batch.broken.len() < BATCH_ROWS && bytes < BATCH_BYTES {
            // What has arrived is taken at once; only a real wait is worth a timer.
            let next = match self.stream.next().now_or_never() {
                Some(next) => next,
                None => tokio::time::timeout(self.patience, self.stream.next()).await.map_err(|_| (self.failed)(Failure::Silence))?,
            };
            let Some(data) = next.transpose().map_err(|error| (self.failed)(Failure::Driver(error)))? else {
                self.is_over = true;
                break;
            };
            bytes += data.len();
            // The protocol gives one row with each message.
            self.row += 1;
            batch.push(data.strip_suffix(b"\n").unwrap_or(&data), self.row, &self.commas);
        }
        self.bytes += bytes as u64;
        if batch.rows.is_empty() && batch.broken.is_empty() {
            return Ok(None);
        }
        let columns = batch.texts.finish(batch.rows.len());
        Ok(Some(SourceBatch { file: self.file.clone(), columns, rows: batch.rows, broken: batch.broken, part: None }))
    }
}

impl Source for Rows {
    fn label(&self) -> String {
        self.label.clone()
    }

    fn next_batch(&mut self) -> BoxFuture<'_, Result<Option<SourceBatch>, IngestError>> {
        Box::pin(self.read())
    }
}

struct Batch {
    texts: TextColumns,
    rows: Vec<i64>,
    broken: Vec<Broken>,
    scratch: String,
}

impl Batch {
    fn push(&mut self, line: &[u8], row: i64, commas: &[bool]) {
        let broken = |reason, problem: &str| Broken {
            row,
            reason,
            problem: problem.to_owned(),
            text: String::from_utf8_lossy(&line[..line.len().min(SHOWN)]).into_owned(),
        };
        if line.len() > ROW_LIMIT || (line.len() > FIELD_LIMIT && fields(line).any(|(from, to)| to - from > FIELD_LIMIT)) {
            self.broken.push(broken(Reason::TooLarge, "a field of more than 1 MiB or a row of more than 8 MiB"));
            return;
        }
        // A database of encoding SQL_ASCII promises nothing about its bytes.
        let Ok(text) = std::str::from_utf8(line) else {
            self.broken.push(broken(Reason::Encoding, "the bytes are not UTF-8"));
            return;
        };
        for ((from, to), (column, comma)) in fields(line).zip(commas.iter().enumerate()) {
            let field = &text[from..to];
            if field == "\\N" {
                self.texts.push(column, None);
            } else if memchr(b'\\', field.as_bytes()).is_some() {
                unescape(field, &mut self.scratch);
                self.texts.push(column, Some(&self.scratch));
            } else if *comma {
                self.texts.push(column, Some(&field.replace('.', ",")));
            } else {
                self.texts.push(column, Some(field));
            }
        }
        self.rows.push(row);
    }
}

/// Where each field begins and ends: a tab within a text is escaped.
fn fields(line: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let mut from = 0;
    memchr_iter(b'\t', line).chain([line.len()]).map(move |to| (std::mem::replace(&mut from, to + 1), to))
}

/// The text of a field with its backslashes resolved.
fn unescape(field: &str, out: &mut String) {
    out.clear();
    let mut rest = field;
    while let Some(place) = memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..place]);
        let mut escaped = rest[place + 1..].chars();
        match escaped.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some('v') => out.push('\u{b}'),
            Some(other) => out.push(other),
            None => {}
        }
        rest = escaped.as_str();
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::text_column;

    fn batch(lines: &[&[u8]], commas: &[bool]) -> (Vec<Vec<Option<String>>>, Vec<Reason>) {
        let names: Vec<String> = (0..commas.len()).map(|column| format!("c{column}")).collect();
        let mut batch = Batch { texts: TextColumns::new(&names), rows: Vec::new(), broken: Vec::new(), scratch: String::new() };
        lines.iter().zip(1..).for_each(|(line, row)| batch.push(line, row, commas));
        let count = batch.rows.len();
        let columns = batch.texts.finish(count);
        let cell = |name: &String, row: usize| text_column(&columns, name).unwrap().iter().nth(row).unwrap().map(str::to_owned);
        let rows = (0..count).map(|row| names.iter().map(|name| cell(name, row)).collect()).collect();
        (rows, batch.broken.into_iter().map(|broken| broken.reason).collect())
    }

    #[test]
    fn texts_come_as_they_are() {
        let some = |text: &str| Some(text.to_owned());
        let (rows, broken) = batch(&[b"a\t\\N\t", "é\\t\\\\N\\n\\r\\\\\t\\\\N\t 1 ".as_bytes()], &[false; 3]);
        assert_eq!(rows, [[some("a"), None, None], [some("é\t\\N\n\r\\"), some("\\N"), some(" 1 ")]]);
        assert!(broken.is_empty());
        assert_eq!(batch(&[b"1234.50\t1234.50"], &[true, false]).0, [[some("1234,50"), some("1234.50")]]);
    }

    #[test]
    fn what_is_no_text_or_too_large_costs_its_row() {
        let large = vec![b'x'; FIELD_LIMIT + 1];
        let (rows, broken) = batch(&[b"a", b"\xff", &large, b"b"], &[false]);
        assert_eq!(rows.len(), 2);
        assert_eq!(broken, [Reason::Encoding, Reason::TooLarge]);
        let wide = [vec![b'x'; FIELD_LIMIT], vec![b'y'; FIELD_LIMIT]].join(&b'\t');
        assert_eq!(batch(&[&wide], &[false, false]).0.len(), 1);
    }
}
