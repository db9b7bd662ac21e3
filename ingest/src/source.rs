//! Where rows come from. A source only reads; typing and committing happen in `run`.

use std::{collections::BTreeSet, sync::Arc};

use futures::future::BoxFuture;
use mirante_data::arrow::{
    array::{ArrayRef, RecordBatch, StringArray, StringBuilder},
    datatypes::{DataType, Field, Schema},
};
use mirante_data::explain::Detail;
use tokio::{sync::mpsc, task::JoinHandle};

use crate::{
    IngestError,
    config::{Decimal, Files, Format, Known, LifeCycle},
    meta::Reason,
};

pub mod api;
pub mod bounded;
pub mod cnab240;
pub mod csv;
pub mod database;
pub mod decoding;
pub mod files;
pub mod json;
pub mod mysql;
pub mod ocel;
pub mod ofx;
pub mod parquet;
pub mod postgres;
pub mod sheet;
pub mod sqlite;
pub mod statement;
pub mod tap;
pub mod workbook;
pub mod xes;

use files::FoundFile;

/// Rows of one source batch at most.
pub const BATCH_ROWS: usize = 32 * 1024;
/// Text of one source batch at most, but for its last row.
pub const BATCH_BYTES: usize = 32 * 1024 * 1024;
/// Longest field and longest row that are read.
pub const FIELD_LIMIT: usize = 1024 * 1024;
/// Longest row that is read.
pub const ROW_LIMIT: usize = 8 * 1024 * 1024;

/// Most columns that a source may have.
pub const COLUMN_LIMIT: usize = 2_000;

/// Something that can be read from its beginning in a stable order.
pub trait Source: Send {
    /// Short name for logs and errors, such as `csv:protocolo-01.csv`.
    fn label(&self) -> String;
    /// The next rows, or `None` at the end.
    fn next_batch(&mut self) -> BoxFuture<'_, Result<Option<SourceBatch>, IngestError>>;
    /// What was read and is no row, in words: paired starts, dropped transitions.
    fn note(&self) -> Option<Detail> {
        None
    }
}

/// Rows as text, in the order of the source.
#[derive(Debug)]
pub struct SourceBatch {
    /// The file, as a person knows it.
    pub file: Arc<str>,
    /// The columns that were asked for, all text; empty text is null.
    pub columns: RecordBatch,
    /// Number of each row in its file, from 1.
    pub rows: Vec<i64>,
    /// Rows that could not even be split into columns.
    pub broken: Vec<Broken>,
    /// Of workbooks: the load that the rows are for.
    pub part: Option<Part>,
}

/// What the rows of one tab are for, and what is known of them besides.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// The load, `source.load`.
    pub load: Arc<str>,
    /// Column of each broken row, as the tab names it, and what is wrong there in words.
    pub broken: Vec<(Option<String>, Option<Detail>)>,
    /// Are rows missing here that were refused in another load of the same tab?
    pub is_partial: bool,
    /// What was read and is no row.
    pub notes: Vec<Detail>,
}

/// What one load wants of a workbook.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The load, `source.load`.
    pub load: String,
    /// The raw dataset, without `raw.`.
    pub into: String,
    /// The tab's name, matched without accents or case.
    pub tab: String,
    /// Line of the names, from 1; by default it is found.
    pub header_row: Option<u32>,
    /// The source columns that are needed.
    pub columns: Vec<String>,
    /// How numbers are written.
    pub decimal: Decimal,
    /// The cooperative whose workbook it is, where the mapping is built in.
    pub known: Option<Known>,
}

/// A row that could not be split into columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Its number in the file, from 1.
    pub row: i64,
    /// Why.
    pub reason: Reason,
    /// What is wrong, in words.
    pub problem: String,
    /// The beginning of its text.
    pub text: String,
}

/// What to read from a source of files.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Names the load or loads in messages.
    pub load: String,
    /// The files, in the order in which they are read.
    pub files: Vec<FoundFile>,
    /// The source columns that are needed.
    pub columns: Vec<String>,
    /// Which events of a log count; `None` leaves it to the log.
    pub life_cycle: Option<LifeCycle>,
    /// Columns whose numbers become decimals of a load that writes these with a comma.
    pub commas: BTreeSet<String>,
    /// Columns that hold people's keys: they are never part of a text that gathers several columns.
    pub people: Vec<String>,
    /// What a row of an object-centric log is.
    pub view: ocel::View,
    /// Of workbooks: what each load wants.
    pub parts: Vec<Wanted>,
    /// Of a cooperative's workbook: what ids are made with, so that nobody can guess what they stand for.
    pub secret: Option<[u8; 32]>,
}

/// The columns of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Their names.
    pub names: Vec<String>,
    /// Are they only those that the first rows have? Members of JSON come and go from row to row.
    pub is_loose: bool,
}

/// Opens a source on some files.
pub fn open(connection: &Files, request: Request) -> Box<dyn Source> {
    match connection.format {
        Format::Csv => Box::new(csv::CsvSource::new(connection.clone(), request)),
        Format::Json => Box::new(json::JsonSource::new(connection.clone(), false, request)),
        Format::Jsonl => Box::new(json::JsonSource::new(connection.clone(), true, request)),
        Format::Parquet => Box::new(parquet::ParquetSource::new(request)),
        Format::Xes => Box::new(xes::XesSource::new(request)),
        Format::Ofx => Box::new(statement::StatementSource::new("ofx", ofx::read, request)),
        Format::Cnab240 => Box::new(statement::StatementSource::new("cnab240", cnab240::read, request)),
        Format::Ocel => Box::new(ocel::OcelSource::new(request)),
        Format::Sheet => Box::new(sheet::SheetSource::new(request)),
    }
}

/// A source that is read beside whoever takes its batches, a few of them ahead.
pub struct Ahead {
    batches: mpsc::Receiver<Result<SourceBatch, IngestError>>,
    reading: JoinHandle<Option<Detail>>,
}

/// Batches that wait to be taken, so that neither side stands still for long and memory stays small.
const WAITING: usize = 2;

impl Ahead {
    /// Begins to read.
    pub fn of(mut source: Box<dyn Source>) -> Self {
        let (sender, batches) = mpsc::channel(WAITING);
        let reading = tokio::spawn(async move {
            while let Some(batch) = source.next_batch().await.transpose() {
                let is_last = batch.is_err();
                // Nobody takes batches any more after an error of their own.
                if sender.send(batch).await.is_err() || is_last {
                    break;
                }
            }
            source.note()
        });
        Self { batches, reading }
    }

    /// The next rows, or `None` at the end.
    pub async fn next_batch(&mut self) -> Result<Option<SourceBatch>, IngestError> {
        self.batches.recv().await.transpose()
    }

    /// After the end: what was read and is no row.
    pub async fn note(self) -> Option<Detail> {
        match self.reading.await {
            Ok(note) => note,
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => None,
        }
    }
}

/// The columns that a file has, or `None` when its format has no header.
///
/// `wanted` are the columns that a load reads; they are named as it names them. `part` is what it wants of a workbook.
pub fn header(connection: &Files, load: &str, file: &FoundFile, wanted: &[&str], part: Option<&Wanted>) -> Result<Option<Header>, IngestError> {
    let whole = |names| Some(Header { names, is_loose: false });
    match connection.format {
        Format::Csv => csv::header(connection, load, &file.path).map(whole),
        Format::Json => json::header(connection, false, load, file, wanted),
        Format::Jsonl => json::header(connection, true, load, file, wanted),
        Format::Parquet => parquet::header(load, file, wanted).map(Some),
        Format::Sheet => sheet::header(load, &file.path, &part.cloned().unwrap_or_default()).map(whole),
        Format::Xes | Format::Ocel | Format::Ofx | Format::Cnab240 => Ok(None),
    }
}

/// The columns that a file has, also of a format without a header: those that its first rows name.
pub fn fields(connection: &Files, load: &str, file: &FoundFile, part: &Wanted) -> Result<Vec<String>, IngestError> {
    match connection.format {
        Format::Xes => xes::fields(load, &file.path),
        _ => Ok(header(connection, load, file, &[], Some(part))?.map(|header| header.names).unwrap_or_default()),
    }
}

/// Builds the text columns of a batch.
#[derive(Debug)]
pub(crate) struct TextColumns {
    names: Vec<String>,
    builders: Vec<StringBuilder>,
}

impl TextColumns {
    pub(crate) fn new(names: &[String]) -> Self {
        Self { names: names.to_vec(), builders: names.iter().map(|_| StringBuilder::new()).collect() }
    }

    /// Appends one cell; empty text is null.
    pub(crate) fn push(&mut self, column: usize, text: Option<&str>) {
        match text {
            Some(text) if !text.is_empty() => self.builders[column].append_value(text),
            _ => self.builders[column].append_null(),
        }
    }

    pub(crate) fn finish(&mut self, rows: usize) -> RecordBatch {
        let arrays: Vec<ArrayRef> = self.builders.iter_mut().map(|builder| Arc::new(builder.finish()) as ArrayRef).collect();
        let fields: Vec<Field> = self.names.iter().map(|name| Field::new(name, DataType::Utf8, true)).collect();
        let options = mirante_data::arrow::array::RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options).expect("every column got one cell per row")
    }
}

/// The text column of this name.
pub(crate) fn text_column<'a>(batch: &'a RecordBatch, name: &str) -> Option<&'a StringArray> {
    batch.column_by_name(name)?.as_any().downcast_ref()
}
