//! Verified Parquet bytes into record batches, for the rooms that need rows without an engine.

use arrow::{
    array::RecordBatch,
    compute::concat_batches,
    datatypes::SchemaRef,
    row::{RowConverter, SortField},
};
use bytes::Bytes;
use parquet::arrow::{ProjectionMask, arrow_reader::ParquetRecordBatchReaderBuilder};

use super::{DatasetList, FileEntry, Lake, LakeError, write::DatasetWriter};

const BATCH_ROWS: usize = 64 * 1024;
/// A dataset with more small files than this gets them merged.
const SMALL_FILES: usize = 16;
const SMALL_BYTES: u64 = 8 * 1024 * 1024;

impl Lake {
    /// The rows of one file, with only these columns in the file's order; all columns when none are named.
    pub async fn rows(&self, list: &DatasetList, file: &FileEntry, columns: &[&str]) -> Result<Vec<RecordBatch>, LakeError> {
        let bytes = self.read_file(file, list.dataset.as_str()).await?;
        decode(list, bytes, columns)
    }

    /// All rows of a dataset, file by file, verified.
    pub async fn all_rows(&self, list: &DatasetList) -> Result<Vec<RecordBatch>, LakeError> {
        let mut rows = Vec::new();
        for file in &list.files {
            rows.extend(self.rows(list, file, &[]).await?);
        }
        Ok(rows)
    }

    /// Adds sorted rows to a list of files; when small files have become many, they are merged into one order.
    pub async fn append(&self, list: DatasetList, schema: &SchemaRef, rows: &[RecordBatch]) -> Result<DatasetList, LakeError> {
        self.append_each(list, schema, rows.iter().cloned().map(Ok)).await
    }

    /// The same of rows that come batch by batch, so that they need not be in memory together.
    pub async fn append_each<E: From<LakeError>>(
        &self,
        mut list: DatasetList,
        schema: &SchemaRef,
        rows: impl Iterator<Item = Result<RecordBatch, E>>,
    ) -> Result<DatasetList, E> {
        let (small, large): (Vec<FileEntry>, Vec<FileEntry>) = list.files.drain(..).partition(|file| file.bytes < SMALL_BYTES);
        let mut writer = DatasetWriter::new(self.store().clone(), list.dataset.clone(), schema.clone(), &list.sorted_by);
        if small.len() < SMALL_FILES {
            for batch in rows {
                writer.push(&batch?).await?;
            }
            list.files = large.into_iter().chain(small).chain(writer.finish().await?).collect();
            return Ok(list);
        }
        let mut all = rows.collect::<Result<Vec<_>, _>>()?;
        for file in &small {
            all.extend(self.rows(&list, file, &[]).await?);
        }
        for batch in sorted(&list, schema, &all)? {
            writer.push(&batch).await?;
        }
        list.files = large.into_iter().chain(writer.finish().await?).collect();
        Ok(list)
    }
}

fn decode(list: &DatasetList, bytes: Bytes, columns: &[&str]) -> Result<Vec<RecordBatch>, LakeError> {
    let parquet = |source| LakeError::Parquet { dataset: list.dataset.to_string(), source };
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes).map_err(parquet)?;
    let mask = if columns.is_empty() { ProjectionMask::all() } else { ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied()) };
    let reader = builder.with_projection(mask).with_batch_size(BATCH_ROWS).build().map_err(parquet)?;
    reader.map(|batch| batch.map_err(|error| parquet(error.into()))).collect()
}

/// Rows in the order of the list's sort columns; rows that tie keep their order.
fn sorted(list: &DatasetList, schema: &SchemaRef, batches: &[RecordBatch]) -> Result<Vec<RecordBatch>, LakeError> {
    let shape = |error: arrow::error::ArrowError| LakeError::Shape { dataset: list.dataset.to_string(), problem: error.to_string() };
    let whole = concat_batches(schema, batches).map_err(shape)?;
    let order = sort_order(&whole, &list.sorted_by).map_err(shape)?;
    (0..order.len())
        .step_by(BATCH_ROWS)
        .map(|from| {
            let part = order.slice(from, BATCH_ROWS.min(order.len() - from));
            arrow::compute::take_record_batch(&whole, &part).map_err(shape)
        })
        .collect()
}

/// The stable order of rows by these columns, as row numbers.
pub fn sort_order(batch: &RecordBatch, columns: &[String]) -> Result<arrow::array::UInt64Array, arrow::error::ArrowError> {
    let mut keys = Vec::with_capacity(columns.len());
    for column in columns {
        keys.push(batch.column(batch.schema_ref().index_of(column)?).clone());
    }
    let converter = RowConverter::new(keys.iter().map(|key| SortField::new(key.data_type().clone())).collect())?;
    let rows = converter.convert_columns(&keys)?;
    let mut order: Vec<u64> = (0..batch.num_rows() as u64).collect();
    order.sort_by(|left, right| rows.row(usize::try_from(*left).unwrap_or(0)).cmp(&rows.row(usize::try_from(*right).unwrap_or(0))));
    Ok(order.into())
}
