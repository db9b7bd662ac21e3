//! Where rows come from. A source only reads; typing and committing happen in `run`.

use std::{path::Path, sync::Arc};

use futures::future::BoxFuture;
use mirante_data::arrow::{
    array::{ArrayRef, RecordBatch, StringArray, StringBuilder},
    datatypes::{DataType, Field, Schema},
};
use mirante_data::explain::Detail;

use crate::{
    IngestError,
    config::{Files, Format, LifeCycle},
    meta::Reason,
};

pub mod bounded;
pub mod csv;
pub mod decoding;
pub mod files;
pub mod postgres;
pub mod xes;

use files::FoundFile;

/// Rows of one source batch at most.
pub const BATCH_ROWS: usize = 32 * 1024;
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
#[derive(Debug, Clone)]
pub struct Request {
    /// Names the load or loads in messages.
    pub load: String,
    /// The files, in the order in which they are read.
    pub files: Vec<FoundFile>,
    /// The source columns that are needed.
    pub columns: Vec<String>,
    /// Which events of a log count; `None` leaves it to the log.
    pub life_cycle: Option<LifeCycle>,
}

/// Opens a source on some files.
pub fn open(connection: &Files, request: Request) -> Box<dyn Source> {
    match connection.format {
        Format::Csv => Box::new(csv::CsvSource::new(connection.clone(), request)),
        Format::Xes => Box::new(xes::XesSource::new(request)),
    }
}

/// The columns that a file has, or `None` when its format has no header.
pub fn header(connection: &Files, load: &str, file: &Path) -> Result<Option<Vec<String>>, IngestError> {
    match connection.format {
        Format::Csv => csv::header(connection, load, file).map(Some),
        Format::Xes => Ok(None),
    }
}

/// The columns that a file has, also of a format without a header: those that its first rows name.
pub fn fields(connection: &Files, load: &str, file: &Path) -> Result<Vec<String>, IngestError> {
    match connection.format {
        Format::Xes => xes::fields(load, file),
        _ => Ok(header(connection, load, file)?.unwrap_or_default()),
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
