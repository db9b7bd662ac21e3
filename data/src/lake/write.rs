//! Rows into immutable Parquet files: at most one million rows each, named by their content.

use std::{collections::BTreeMap, sync::Arc};

use arrow::{
    array::{ArrayRef, AsArray, RecordBatch},
    compute::{BatchCoalescer, max, max_string, min, min_string},
    datatypes::{DataType, Int32Type, Int64Type, SchemaRef, TimestampMicrosecondType},
    error::ArrowError,
};
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::{
        metadata::SortingColumn,
        properties::{EnabledStatistics, WriterProperties},
    },
};

use super::{FileEntry, LakeError, Store, manifest::Range};
use crate::{DatasetName, canonical::instant, hash};

/// Rows of one file at most.
pub const ROWS_PER_FILE: usize = 1_000_000;
const ROWS_PER_GROUP: usize = 128 * 1024;
/// Rows that are encoded at a time. Pages end where these do, so a file's bytes depend on its rows alone.
const ROWS_PER_BATCH: usize = 8 * 1024;

/// Writes the rows of one dataset in the order in which they come: the same rows, in batches of any size, make the same bytes.
pub struct DatasetWriter {
    store: Arc<dyn Store>,
    dataset: DatasetName,
    schema: SchemaRef,
    /// Columns by which the rows come sorted.
    sorted_by: Vec<String>,
    /// Columns whose smallest and largest value the list remembers.
    ranged: Vec<usize>,
    batches: BatchCoalescer,
    open: Option<OpenFile>,
    files: Vec<FileEntry>,
}

struct OpenFile {
    writer: ArrowWriter<Vec<u8>>,
    rows: usize,
    ranges: BTreeMap<String, Range>,
}

impl DatasetWriter {
    /// A writer for rows of this schema that come sorted by these columns.
    ///
    /// Ranges are kept for the sort columns, for every instant, and for `_op`.
    pub fn new(store: Arc<dyn Store>, dataset: DatasetName, schema: SchemaRef, sorted_by: &[String]) -> Self {
        let is_ranged = |name: &str| sorted_by.iter().any(|each| each == name) || name.ends_with("_at") || name == "_op";
        let ranged = (0..schema.fields().len()).filter(|index| is_ranged(schema.field(*index).name())).collect();
        let batches = BatchCoalescer::new(schema.clone(), ROWS_PER_BATCH);
        Self { store, dataset, schema, sorted_by: sorted_by.to_vec(), ranged, batches, open: None, files: Vec::new() }
    }

    /// Takes more rows; files are cut at one million.
    pub async fn push(&mut self, batch: &RecordBatch) -> Result<(), LakeError> {
        if batch.schema_ref().fields().len() != self.schema.fields().len() {
            let problem = format!("{} columns where {} were declared", batch.num_columns(), self.schema.fields().len());
            return Err(LakeError::Shape { dataset: self.dataset.to_string(), problem });
        }
        let shape = |source: ArrowError| LakeError::Shape { dataset: self.dataset.to_string(), problem: source.to_string() };
        let batch = RecordBatch::try_new(self.schema.clone(), batch.columns().to_vec()).map_err(shape)?;
        self.batches.push_batch(batch).map_err(shape)?;
        self.write_ready().await
    }

    /// Closes the last file; all files in order.
    pub async fn finish(mut self) -> Result<Vec<FileEntry>, LakeError> {
        self.batches.finish_buffered_batch().map_err(|source| LakeError::Shape { dataset: self.dataset.to_string(), problem: source.to_string() })?;
        self.write_ready().await?;
        self.close_file().await?;
        Ok(self.files)
    }

    async fn write_ready(&mut self) -> Result<(), LakeError> {
        while let Some(batch) = self.batches.next_completed_batch() {
            let mut offset = 0;
            while offset < batch.num_rows() {
                let room = ROWS_PER_FILE - self.open.as_ref().map_or(0, |open| open.rows);
                let part = batch.slice(offset, room.min(batch.num_rows() - offset));
                offset += part.num_rows();
                self.append(&part)?;
                if self.open.as_ref().is_some_and(|open| open.rows >= ROWS_PER_FILE) {
                    self.close_file().await?;
                }
            }
        }
        Ok(())
    }

    fn append(&mut self, part: &RecordBatch) -> Result<(), LakeError> {
        let parquet = |source| LakeError::Parquet { dataset: self.dataset.to_string(), source };
        if self.open.is_none() {
            let writer = ArrowWriter::try_new(Vec::new(), self.schema.clone(), Some(self.properties())).map_err(parquet)?;
            self.open = Some(OpenFile { writer, rows: 0, ranges: BTreeMap::new() });
        }
        let open = self.open.as_mut().expect("the file was opened just before");
        open.writer.write(part).map_err(parquet)?;
        open.rows += part.num_rows();
        for index in &self.ranged {
            if let Some(range) = range_of(part.column(*index)) {
                let field = self.schema.field(*index);
                widen(&mut open.ranges, field.name(), field.data_type(), range);
            }
        }
        Ok(())
    }

    async fn close_file(&mut self) -> Result<(), LakeError> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let bytes = open.writer.into_inner().map_err(|source| LakeError::Parquet { dataset: self.dataset.to_string(), source })?;
        let blake3 = hash::hex(&bytes);
        let path = format!("files/{}/{}/{blake3}.parquet", self.dataset.schema(), self.dataset.short());
        let entry = FileEntry { path, bytes: bytes.len() as u64, rows: open.rows as u64, blake3, ranges: open.ranges };
        self.store.put_new(&entry.path, bytes.into()).await?;
        self.files.push(entry);
        Ok(())
    }

    fn properties(&self) -> WriterProperties {
        let position = |name: &String| self.schema.index_of(name).ok().and_then(|index| i32::try_from(index).ok());
        let sorting = self
            .sorted_by
            .iter()
            .filter_map(position)
            .map(|column_idx| SortingColumn { column_idx, descending: false, nulls_first: false })
            .collect();
        WriterProperties::builder()
            .set_created_by("mirante".to_owned())
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).expect("level 1 exists")))
            .set_max_row_group_row_count(Some(ROWS_PER_GROUP))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_sorting_columns(Some(sorting))
            .build()
    }
}

/// Smallest and largest canonical text of a column, for the types that have a range.
fn range_of(column: &ArrayRef) -> Option<Range> {
    match column.data_type() {
        DataType::Utf8 => {
            let array = column.as_string::<i32>();
            Some(Range { min: min_string(array)?.to_owned(), max: max_string(array)?.to_owned() })
        }
        DataType::Timestamp(_, _) => {
            let array = column.as_primitive::<TimestampMicrosecondType>();
            Some(Range { min: instant(min(array)?), max: instant(max(array)?) })
        }
        DataType::Int64 => {
            let array = column.as_primitive::<Int64Type>();
            Some(Range { min: min(array)?.to_string(), max: max(array)?.to_string() })
        }
        DataType::Int32 => {
            let array = column.as_primitive::<Int32Type>();
            Some(Range { min: min(array)?.to_string(), max: max(array)?.to_string() })
        }
        _ => None,
    }
}

/// Ranges of a file grow batch by batch: instants compare by value, whole numbers too, text by its bytes.
fn widen(ranges: &mut BTreeMap<String, Range>, column: &str, data_type: &DataType, other: Range) {
    let before = |left: &str, right: &str| match data_type {
        DataType::Timestamp(_, _) => crate::canonical::parse_instant(left) < crate::canonical::parse_instant(right),
        DataType::Int64 | DataType::Int32 => left.parse::<i64>().ok() < right.parse::<i64>().ok(),
        _ => left < right,
    };
    match ranges.get_mut(column) {
        None => {
            ranges.insert(column.to_owned(), other);
        }
        Some(range) => {
            if before(&other.min, &range.min) {
                range.min = other.min;
            }
            if before(&range.max, &other.max) {
                range.max = other.max;
            }
        }
    }
}
