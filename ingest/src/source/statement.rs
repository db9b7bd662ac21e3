//! Bank files as rows of one shape: whole files are read and checked before the first row of theirs is given.
//!
//! Columns that every format gives: `key`, `account`, `booked`, `value`, `direction`, `amount`, `end_to_end`; each adds its own.

use std::{
    collections::{HashMap, VecDeque},
    io::Read,
    path::Path,
    sync::Arc,
};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use futures::future::BoxFuture;
use mirante_data::{detail, explain::Detail};

use super::{BATCH_ROWS, Broken, Request, Source, SourceBatch, TextColumns, bounded};
use crate::{IngestError, meta::Reason};

/// What a load of bank files takes from where, when it does not say so itself.
pub const COLUMNS: [(&str, &str); 7] = [
    ("bank_transaction_id", "key"),
    ("account_id", "account"),
    ("booked_at", "booked"),
    ("value_on", "value"),
    ("direction", "direction"),
    ("amount", "amount"),
    ("end_to_end_id", "end_to_end"),
];

/// One movement of money, as texts by column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Movement {
    /// Its place in the file, from 1.
    pub row: i64,
    /// Its cells.
    pub cells: HashMap<&'static str, String>,
}

impl Movement {
    /// Sets a cell; nothing but blanks is no value.
    pub fn set(&mut self, column: &'static str, text: impl Into<String>) {
        let text = text.into();
        if !text.trim().is_empty() {
            self.cells.insert(column, text);
        }
    }

    /// A cell.
    pub fn get(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }

    /// What two rows under one key must agree on to be one movement.
    fn content(&self) -> [Option<&str>; 3] {
        ["booked", "direction", "amount"].map(|column| self.get(column))
    }
}

/// What a file holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// Movements of money.
    pub movements: Vec<Movement>,
    /// Those that cannot be read.
    pub broken: Vec<Broken>,
    /// What is there and moves no money, by what it is.
    pub others: Vec<(&'static str, u64)>,
}

/// How a format is read.
pub type Reader = fn(&str) -> Result<Statement, Detail>;

/// The files of a load, one after the other.
pub struct StatementSource {
    kind: &'static str,
    reader: Reader,
    request: Request,
    next_file: usize,
    waiting: VecDeque<SourceBatch>,
    others: HashMap<&'static str, u64>,
}

impl StatementSource {
    /// A source over these files of one format.
    pub fn new(kind: &'static str, reader: Reader, request: Request) -> Self {
        Self { kind, reader, request, next_file: 0, waiting: VecDeque::new(), others: HashMap::new() }
    }

    fn read(&mut self) -> Result<Option<SourceBatch>, IngestError> {
        loop {
            if let Some(batch) = self.waiting.pop_front() {
                return Ok(Some(batch));
            }
            let Some(file) = self.request.files.get(self.next_file).cloned() else { return Ok(None) };
            self.next_file += 1;
            let failed = |problem: Detail| IngestError::File { load: self.request.load.clone(), file: file.name.clone(), problem };
            let text = text(&file.path).map_err(|error| failed(error.to_string().into()))?;
            let mut statement = (self.reader)(&text).map_err(failed)?;
            if self.request.columns.iter().any(|column| column == "key") {
                refuse_conflicts(&mut statement);
            }
            for (what, count) in std::mem::take(&mut statement.others) {
                *self.others.entry(what).or_default() += count;
            }
            self.waiting = batches(&file.name, &self.request.columns, statement);
        }
    }
}

impl Source for StatementSource {
    fn label(&self) -> String {
        format!("{}:{}", self.kind, self.request.load)
    }

    fn next_batch(&mut self) -> BoxFuture<'_, Result<Option<SourceBatch>, IngestError>> {
        Box::pin(async move { self.read() })
    }

    fn note(&self) -> Option<Detail> {
        let mut others: Vec<String> = self.others.iter().filter(|(_, count)| **count > 0).map(|(what, count)| format!("{what} {count}")).collect();
        others.sort();
        (!others.is_empty())
            .then(|| detail!("d-no-money", "records that move no money, or of a kind that is not read: {list}", list = others.join(", ")))
    }
}

/// A bank's own id that names two different movements of one file: the second is refused, never taken for the first.
fn refuse_conflicts(statement: &mut Statement) {
    let mut first: HashMap<String, Movement> = HashMap::new();
    let mut broken = Vec::new();
    statement.movements.retain(|movement| {
        let Some(key) = movement.get("key") else { return true };
        let known = first.entry(key.to_owned()).or_insert_with(|| movement.clone());
        let is_same = known.content() == movement.content();
        if !is_same {
            let problem = format!("`{key}` names another movement in row {} already", known.row);
            broken.push(Broken { row: movement.row, reason: Reason::ConflictingKey, problem, text: String::new() });
        }
        is_same
    });
    statement.broken.extend(broken);
    statement.broken.sort_by_key(|broken| broken.row);
}

fn batches(file: &str, columns: &[String], statement: Statement) -> VecDeque<SourceBatch> {
    let file: Arc<str> = file.into();
    let mut broken = statement.broken;
    let mut batches = VecDeque::new();
    for part in statement.movements.chunks(BATCH_ROWS) {
        let mut texts = TextColumns::new(columns);
        for movement in part {
            for (place, column) in columns.iter().enumerate() {
                texts.push(place, movement.get(column));
            }
        }
        let rows: Vec<i64> = part.iter().map(|movement| movement.row).collect();
        batches.push_back(SourceBatch {
            file: file.clone(),
            columns: texts.finish(rows.len()),
            rows,
            broken: std::mem::take(&mut broken),
            part: None,
        });
    }
    if !broken.is_empty() {
        batches.push_back(SourceBatch { file, columns: TextColumns::new(columns).finish(0), rows: Vec::new(), broken, part: None });
    }
    batches
}

/// The text of a file. Banks declare encodings that they do not keep to: what is valid UTF-8 is that, else it is what a byte
/// order mark says, else windows-1252, in which every byte is some character.
fn text(path: &Path) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    bounded::open(path)?.read_to_end(&mut bytes)?;
    let encoding =
        Encoding::for_bom(&bytes).map_or_else(|| if std::str::from_utf8(&bytes).is_ok() { UTF_8 } else { WINDOWS_1252 }, |(encoding, _)| encoding);
    Ok(encoding.decode(&bytes).0.into_owned())
}

/// The id of a Pix in a text: `E` (or `D` of a return), eight digits of the bank, twelve of the minute, eleven of its own.
pub fn end_to_end(text: &str) -> Option<&str> {
    const LENGTH: usize = 32;
    let bytes = text.as_bytes();
    let is_id = |from: usize| {
        let id = &bytes[from..from + LENGTH];
        matches!(id[0], b'E' | b'D') && id[1..21].iter().all(u8::is_ascii_digit) && id[21..].iter().all(u8::is_ascii_alphanumeric)
    };
    let stands_alone = |from: usize| {
        let is_word = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
        !is_word(from.checked_sub(1).and_then(|before| bytes.get(before))) && !is_word(bytes.get(from + LENGTH))
    };
    let found = (0..bytes.len().saturating_sub(LENGTH - 1)).find(|from| is_id(*from) && stands_alone(*from))?;
    text.get(found..found + LENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_pix_stands_alone() {
        let id = "E00416968202603021530a1B2c3D4e5F";
        assert_eq!(id.len(), 32);
        assert_eq!(end_to_end(&format!("PIX RECEBIDO {id} FULANO")), Some(id));
        assert_eq!(end_to_end(&format!("X{id}")), None, "a part of a longer word is no id");
        assert_eq!(end_to_end(&id[..31]), None);
        assert_eq!(end_to_end("é"), None);
    }

    #[test]
    fn one_id_for_two_movements_refuses_the_second() {
        let movement = |row: i64, amount: &str| {
            let mut movement = Movement { row, ..Movement::default() };
            movement.set("key", "c:1");
            movement.set("amount", amount);
            movement
        };
        let mut statement = Statement { movements: vec![movement(1, "1.00"), movement(2, "1.00"), movement(3, "2.00")], ..Statement::default() };
        refuse_conflicts(&mut statement);
        assert_eq!(statement.movements.iter().map(|movement| movement.row).collect::<Vec<_>>(), [1, 2]);
        assert_eq!((statement.broken[0].row, statement.broken[0].reason), (3, Reason::ConflictingKey));
    }
}
