//! What ingestion writes about itself: `meta.batches` and `meta.rejects`.

use std::{fmt, sync::Arc};

use mirante_data::{
    DatasetName,
    arrow::{
        array::{ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray},
        datatypes::SchemaRef,
    },
    lake::DatasetList,
    meta::{batch_columns, reject_columns},
    schema::{Column, arrow_schema},
};

/// Why a row was refused, in the codes of the data model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// A required column is empty.
    Missing,
    /// The text is not of the column's type.
    Type,
    /// The code is not in the contract's list.
    UnknownCode,
    /// The number lies outside the contract's limits.
    OutOfRange,
    /// More decimals than the column holds.
    Scale,
    /// Bytes that are not of the file's encoding.
    Encoding,
    /// A key column is empty.
    NullKey,
    /// The key is there with other content, and the dataset does not change.
    ConflictingKey,
    /// The key belongs to another source.
    ForeignKey,
    /// A local time that the clock skipped.
    MissingHour,
    /// A local time that the clock showed twice.
    AmbiguousHour,
    /// A field or row beyond the limits.
    TooLarge,
    /// The row does not have the columns of its header.
    SchemaChanged,
}

impl Reason {
    /// The code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "obrigatorio_ausente",
            Self::Type => "tipo_invalido",
            Self::UnknownCode => "codigo_desconhecido",
            Self::OutOfRange => "fora_do_intervalo",
            Self::Scale => "escala",
            Self::Encoding => "codificacao",
            Self::NullKey => "chave_nula",
            Self::ConflictingKey => "chave_conflitante",
            Self::ForeignKey => "chave_de_outra_fonte",
            Self::MissingHour => "hora_inexistente",
            Self::AmbiguousHour => "hora_ambigua",
            Self::TooLarge => "grande_demais",
            Self::SchemaChanged => "esquema_mudou",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

/// A row that broke its contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The file it came from.
    pub file: Arc<str>,
    /// Its number in the file, from 1.
    pub row: i64,
    /// The key, as far as it could be read.
    pub key_text: Option<String>,
    /// The column that failed first.
    pub column: Option<String>,
    /// Why.
    pub reason: Reason,
    /// The row as canonical JSON, where its class allows keeping it.
    pub payload: Option<String>,
}

/// An empty list for a dataset of `meta` that ingestion fills.
pub fn empty_list(name: &str, columns: Vec<Column>, key: &str) -> DatasetList {
    let dataset: DatasetName = name.parse().expect("the names of meta datasets are written in this file");
    DatasetList { dataset, columns, sorted_by: vec![key.to_owned()], fingerprint: None, files: Vec::new() }
}

/// One row of `meta.batches`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchRow {
    /// Names the batch.
    pub batch_id: String,
    /// The run.
    pub run_id: String,
    /// The source.
    pub source: String,
    /// The load.
    pub load: String,
    /// The raw dataset.
    pub dataset: String,
    /// When reading began, microseconds since 1970.
    pub started_at: i64,
    /// When merging ended.
    pub ended_at: i64,
    /// The nine counts in the order of the columns.
    pub counts: [i64; 9],
    /// Columns that appeared or vanished, as JSON.
    pub schema_change: Option<String>,
    /// In words.
    pub note: Option<String>,
}

/// The rows of `meta.batches`, sorted by batch.
pub fn batch_rows(mut rows: Vec<BatchRow>) -> RecordBatch {
    rows.sort_by(|left, right| left.batch_id.cmp(&right.batch_id));
    let text = |get: &dyn Fn(&BatchRow) -> Option<String>| Arc::new(rows.iter().map(get).collect::<StringArray>()) as ArrayRef;
    let at =
        |get: &dyn Fn(&BatchRow) -> i64| Arc::new(TimestampMicrosecondArray::from_iter_values(rows.iter().map(get)).with_timezone("UTC")) as ArrayRef;
    let mut arrays = vec![
        text(&|row| Some(row.batch_id.clone())),
        text(&|row| Some(row.run_id.clone())),
        text(&|row| Some(row.source.clone())),
        text(&|row| Some(row.load.clone())),
        text(&|row| Some(row.dataset.clone())),
        at(&|row| row.started_at),
        at(&|row| row.ended_at),
        text(&|_| None),
        text(&|_| None),
    ];
    for place in 0..9 {
        arrays.push(Arc::new(rows.iter().map(|row| row.counts[place]).collect::<Int64Array>()));
    }
    arrays.push(text(&|row| row.schema_change.clone()));
    arrays.push(text(&|row| row.note.clone()));
    assemble(&arrow_schema(&batch_columns()), arrays)
}

/// One row of `meta.rejects`, with the batch it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectRow {
    /// Names the reject: the same row refused for the same reason has the same id.
    pub reject_id: String,
    /// The batch.
    pub batch: BatchRow,
    /// The refused row.
    pub reject: Reject,
}

/// The rows of `meta.rejects`, sorted by reject.
pub fn reject_rows(mut rows: Vec<RejectRow>) -> RecordBatch {
    rows.sort_by(|left, right| left.reject_id.cmp(&right.reject_id));
    let text = |get: &dyn Fn(&RejectRow) -> Option<String>| Arc::new(rows.iter().map(get).collect::<StringArray>()) as ArrayRef;
    let arrays = vec![
        text(&|row| Some(row.reject_id.clone())),
        text(&|row| Some(row.batch.batch_id.clone())),
        text(&|row| Some(row.batch.source.clone())),
        text(&|row| Some(row.batch.load.clone())),
        text(&|row| Some(row.batch.dataset.clone())),
        text(&|row| Some(row.reject.file.to_string())),
        Arc::new(rows.iter().map(|row| row.reject.row).collect::<Int64Array>()),
        text(&|row| row.reject.key_text.clone()),
        text(&|row| row.reject.column.clone()),
        text(&|row| Some(row.reject.reason.code().to_owned())),
        text(&|row| row.reject.payload.clone()),
        Arc::new(TimestampMicrosecondArray::from_iter_values(rows.iter().map(|row| row.batch.ended_at)).with_timezone("UTC")),
        text(&|_| Some("pendente".to_owned())),
        text(&|_| None),
    ];
    assemble(&arrow_schema(&reject_columns()), arrays)
}

fn assemble(schema: &SchemaRef, arrays: Vec<ArrayRef>) -> RecordBatch {
    RecordBatch::try_new(schema.clone(), arrays).expect("one array was built for each column of this file's schema")
}
