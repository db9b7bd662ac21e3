//! Parquet of others: typed columns as exact text, one row group at a time, within limits that are checked beforehand.

use std::{
    collections::HashSet,
    fs::File,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use futures::future::BoxFuture;
use mirante_data::{
    arrow::{
        array::RecordBatch,
        datatypes::{DataType, Field, Schema},
    },
    detail,
    explain::Detail,
    parquet::{
        arrow::{
            ProjectionMask,
            arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder},
        },
        basic::Encoding,
    },
};

use super::{BATCH_BYTES, BATCH_ROWS, Broken, FIELD_LIMIT, Header, Request, Source, SourceBatch, TextColumns, files::FoundFile, json::row::Path};
use crate::{IngestError, meta::Reason};

mod pages;
mod text;

use text::Texts;

/// Rows that are decoded at once.
const ROWS: usize = 1_024;
/// The same where a value may be written as little more than the length of what it shares with the one before.
const FEW_ROWS: usize = 64;
/// Columns of a file at most.
const COLUMNS_LIMIT: usize = 2_000;
/// Footer of a file at most.
const FOOTER_LIMIT: u64 = 64 * 1024 * 1024;

/// Text of a file at most: 200 times its size, within these.
const RATIO_LIMIT: u64 = 200;
const TEXT_FROM: u64 = 256 * 1024 * 1024;
const TEXT_LIMIT: u64 = 2 * 1024 * 1024 * 1024;

/// The files of a load, one after the other.
pub struct ParquetSource {
    request: Request,
    next_file: usize,
    open: Option<OpenFile>,
}

struct OpenFile {
    name: Arc<str>,
    reader: ParquetRecordBatchReader,
    /// Where each column that was asked for stands.
    places: Vec<Option<Path>>,
    row: i64,
    /// What was decoded and not yet given out.
    rest: Option<(RecordBatch, usize)>,
    /// Bytes of text that may still come.
    left: usize,
}

impl ParquetSource {
    /// A source over these files.
    pub fn new(request: Request) -> Self {
        Self { request, next_file: 0, open: None }
    }

    fn read(&mut self) -> Result<Option<SourceBatch>, IngestError> {
        loop {
            if self.open.is_none() {
                let Some(file) = self.request.files.get(self.next_file) else { return Ok(None) };
                let opened = guarded(|| OpenFile::new(file, &self.request.columns));
                self.open = Some(opened.map_err(|problem| failed(&self.request.load, &file.name, problem))?);
                self.next_file += 1;
            }
            let Some(open) = self.open.as_mut() else { continue };
            let batch = guarded(AssertUnwindSafe(|| open.batch(&self.request)));
            let batch = batch.map_err(|problem| failed(&self.request.load, &open.name, problem))?;
            if !batch.rows.is_empty() || !batch.broken.is_empty() {
                return Ok(Some(batch));
            }
            self.open = None;
        }
    }
}

impl Source for ParquetSource {
    fn label(&self) -> String {
        format!("parquet:{}", self.request.load)
    }

    fn next_batch(&mut self) -> BoxFuture<'_, Result<Option<SourceBatch>, IngestError>> {
        Box::pin(async move { self.read() })
    }
}

/// A damaged file may bring the decoder to a panic; here it is a damaged file.
fn guarded<T>(work: impl FnOnce() -> Result<T, Detail>) -> Result<T, Detail> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(detail!("d-parquet-damaged", "its pages cannot be decoded: the file is damaged")))
}

fn failed(load: &str, file: &str, problem: Detail) -> IngestError {
    IngestError::File { load: load.to_owned(), file: file.to_owned(), problem }
}

fn said(error: impl std::fmt::Display) -> Detail {
    error.to_string().into()
}

/// The columns of a file; those inside structs by their pointer.
pub fn header(load: &str, file: &FoundFile, wanted: &[&str]) -> Result<Header, IngestError> {
    let (_, metadata) = guarded(|| metadata(file)).map_err(|problem| failed(load, &file.name, problem))?;
    let mut names = Vec::new();
    for field in metadata.schema().fields() {
        match field.data_type() {
            DataType::Struct(_) => pointers(field, "", &mut names),
            _ => names.push(field.name().clone()),
        }
    }
    // A struct as a whole, and a plain column by its pointer, are there too when a load asks for them so.
    let also = wanted.iter().filter(|name| !names.iter().any(|each| each == *name) && is_there(metadata.schema(), &Path::of(name)));
    names.extend(also.map(|name| (*name).to_owned()).collect::<Vec<_>>());
    Ok(Header { names, is_loose: false })
}

fn pointers(field: &Field, prefix: &str, names: &mut Vec<String>) {
    let pointer = format!("{prefix}/{}", field.name().replace('~', "~0").replace('/', "~1"));
    match field.data_type() {
        DataType::Struct(fields) => fields.iter().for_each(|field| pointers(field, &pointer, names)),
        _ => names.push(pointer),
    }
}

fn is_there(schema: &Schema, path: &Path) -> bool {
    let mut fields = schema.fields();
    for (depth, segment) in path.0.iter().enumerate() {
        let Some(field) = fields.iter().find(|field| field.name() == segment) else { return false };
        match field.data_type() {
            _ if depth + 1 == path.0.len() => return true,
            DataType::Struct(inner) => fields = inner,
            _ => return false,
        }
    }
    false
}

/// What the file says of itself. Types that only Arrow's writers know are left aside, so that all writers' files read alike.
fn metadata(file: &FoundFile) -> Result<(File, ArrowReaderMetadata), Detail> {
    let open = File::open(&file.path).map_err(said)?;
    pages::check_footer(&open, FOOTER_LIMIT)?;
    let plain = ArrowReaderMetadata::load(&open, ArrowReaderOptions::new().with_skip_arrow_metadata(true)).map_err(said)?;
    let leaves = plain.parquet_schema().num_columns();
    if leaves > COLUMNS_LIMIT {
        return Err(detail!("d-too-many-columns", "it has {columns} columns, more than {limit}", columns = leaves, limit = COLUMNS_LIMIT));
    }
    let mut names = HashSet::new();
    if let Some(twice) = plain.schema().fields().iter().find(|field| !names.insert(field.name())) {
        return Err(detail!("d-twice", "column `{name}` stands twice in its header", name = twice.name()));
    }
    // Long texts that repeat are then held once, however many rows show them.
    let viewed = |field: &Arc<Field>| match field.data_type() {
        DataType::Utf8 => Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8View)),
        DataType::Binary => Arc::new(field.as_ref().clone().with_data_type(DataType::BinaryView)),
        _ => field.clone(),
    };
    let schema = Arc::new(Schema::new(plain.schema().fields().iter().map(viewed).collect::<Vec<_>>()));
    let options = ArrowReaderOptions::new().with_schema(schema);
    let metadata = ArrowReaderMetadata::try_new(plain.metadata().clone(), options).map_err(said)?;
    Ok((open, metadata))
}

impl OpenFile {
    fn new(file: &FoundFile, columns: &[String]) -> Result<Self, Detail> {
        let (open, metadata) = metadata(file)?;
        let paths: Vec<Path> = columns.iter().map(|name| Path::of(name)).collect();
        let places = paths.into_iter().map(|path| is_there(metadata.schema(), &path).then_some(path)).collect::<Vec<_>>();
        let wanted: HashSet<&str> = places.iter().flatten().map(|path| path.0[0].as_str()).collect();
        let fields = metadata.schema().fields();
        let roots: Vec<usize> = (0..fields.len()).filter(|place| wanted.contains(fields[*place].name().as_str())).collect();
        let mask = ProjectionMask::roots(metadata.parquet_schema(), roots);
        let is_read = |column: usize| mask.leaf_included(column);
        pages::check(&open, metadata.metadata(), is_read)?;
        let groups = metadata.metadata().row_groups().iter();
        let chunks = groups.flat_map(|group| group.columns().iter().enumerate().filter(|(place, _)| is_read(*place)));
        let shares = chunks.flat_map(|(_, chunk)| chunk.encodings()).any(|encoding| encoding == Encoding::DELTA_BYTE_ARRAY);
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(open, metadata).with_projection(mask);
        let reader = builder.with_batch_size(if shares { FEW_ROWS } else { ROWS }).build().map_err(said)?;
        let left = usize::try_from(file.bytes.saturating_mul(RATIO_LIMIT).clamp(TEXT_FROM, TEXT_LIMIT)).unwrap_or(usize::MAX);
        Ok(Self { name: file.name.as_str().into(), reader, places, row: 0, rest: None, left })
    }

    fn batch(&mut self, request: &Request) -> Result<SourceBatch, Detail> {
        let mut texts = TextColumns::new(&request.columns);
        let (mut rows, mut broken, mut bytes) = (Vec::new(), Vec::new(), 0);
        while rows.len() < BATCH_ROWS && broken.len() < BATCH_ROWS && bytes < BATCH_BYTES {
            let (decoded, from) = match self.rest.take() {
                Some(rest) => rest,
                None => match self.reader.next() {
                    Some(decoded) => (decoded.map_err(said)?, 0),
                    None => break,
                },
            };
            let columns: Vec<Option<Texts>> = self
                .places
                .iter()
                .zip(&request.columns)
                .map(|(place, name)| place.as_ref().map(|place| Texts::of(&decoded, place, request.commas.contains(name))).transpose())
                .collect::<Result<_, _>>()?;
            let mut row = from;
            while row < decoded.num_rows() && bytes < BATCH_BYTES && rows.len() < BATCH_ROWS {
                self.row += 1;
                let cells: Result<Vec<Option<String>>, Reason> =
                    columns.iter().map(|column| column.as_ref().map_or(Ok(None), |column| column.get(row))).collect();
                let cells = cells.and_then(|cells| {
                    let is_too_large = cells.iter().flatten().any(|cell| cell.len() > FIELD_LIMIT);
                    if is_too_large { Err(Reason::TooLarge) } else { Ok(cells) }
                });
                match cells {
                    Ok(cells) => {
                        bytes += cells.iter().flatten().map(String::len).sum::<usize>();
                        cells.iter().enumerate().for_each(|(column, cell)| texts.push(column, cell.as_deref()));
                        rows.push(self.row);
                    }
                    Err(reason) => {
                        let problem = match reason {
                            Reason::TooLarge => "a field of more than 1 MiB",
                            _ => "bytes that are no text",
                        };
                        broken.push(Broken { row: self.row, reason, problem: problem.to_owned(), text: String::new() });
                    }
                }
                row += 1;
            }
            if row < decoded.num_rows() {
                self.rest = Some((decoded, row));
            }
        }
        self.left = self.left.checked_sub(bytes).ok_or_else(|| detail!("d-parquet-text", "it holds more text than any honest file of its size"))?;
        Ok(SourceBatch { file: self.name.clone(), columns: texts.finish(rows.len()), rows, broken, part: None })
    }
}
