//! What a step is: one Rust file that defines one dataset with Polars, beside the models that are SQL.
//!
//! Only bytes of files cross the border to Polars, and only an Arrow stream comes back: the two never share types.

use std::{collections::BTreeMap, sync::Arc};

use mirante_data::{
    DatasetName,
    arrow::{array::RecordBatch, datatypes::SchemaRef, ipc::reader::StreamReader},
    lake::DatasetList,
    schema::Column,
    types::ColumnType,
};
use mirante_queries::{Engine, Model, QueryError};
use polars::prelude::{
    DataFrame, DataType, Field, HiveOptions, IpcStreamWriter, LazyFrame, PolarsError, PolarsResult, ScanArgsParquet, ScanSources, Schema, SerWriter,
    TimeUnit, TimeZone,
};

use crate::TransformError;

/// One dataset that a Rust file computes.
pub struct Step {
    /// The header, written as in a model's SQL file.
    pub header: &'static str,
    /// The datasets that it reads.
    pub inputs: &'static [&'static str],
    /// Which code it is: a change of what it computes is a new number.
    pub version: u32,
    /// The computation: frames in, one frame out, no other input.
    pub build: fn(&Inputs) -> PolarsResult<LazyFrame>,
}

impl Step {
    /// The step as the graph sees it.
    pub fn model(&self) -> Result<Model, QueryError> {
        Model::step(self.header.lines().next().unwrap_or_default(), self.header, self.inputs, self.version)
    }

    /// Computes the dataset from the files of the engine's version and writes it.
    pub async fn run_into(
        &'static self,
        engine: &Engine,
        models: &BTreeMap<DatasetName, Model>,
        model: &Model,
        fingerprint: &str,
    ) -> Result<DatasetList, TransformError> {
        let failed = |problem: String| TransformError::Step { dataset: model.name.to_string(), problem };
        let mut inputs = Inputs { frames: BTreeMap::new() };
        for name in self.inputs {
            let columns = models.get(*name).map(|model| model.header.columns.clone()).unwrap_or_default();
            let files = engine.files(&name.parse().map_err(|error| failed(format!("{error}")))?).await?;
            inputs.frames.insert(name, Frame { columns, files: files.into_iter().map(|(_, bytes)| bytes.to_vec()).collect() });
        }
        let build = self.build;
        // Polars has threads of its own; the runtime's must not wait for them.
        let (schema, rows) =
            tokio::task::spawn_blocking(move || computed(build, &inputs)).await.map_err(|error| failed(error.to_string()))?.map_err(failed)?;
        Ok(engine.write(model, fingerprint, &schema, &rows).await?)
    }
}

/// The verified bytes of a dataset's files, with its promised columns.
struct Frame {
    columns: Vec<Column>,
    files: Vec<Vec<u8>>,
}

/// What a step reads: nothing else reaches it.
pub struct Inputs {
    frames: BTreeMap<&'static str, Frame>,
}

impl Inputs {
    /// A dataset that the step has declared; its columns are those of its header, whether files hold it or not.
    pub fn scan(&self, name: &str) -> PolarsResult<LazyFrame> {
        let frame =
            self.frames.get(name).ok_or_else(|| PolarsError::ComputeError(format!("the step has not declared that it reads `{name}`").into()))?;
        let schema = schema(&frame.columns)?;
        if frame.files.is_empty() {
            return Ok(polars::prelude::IntoLazy::lazy(DataFrame::empty_with_schema(&schema)));
        }
        let buffers = frame.files.iter().map(|bytes| bytes.clone().into()).collect();
        let args = ScanArgsParquet {
            schema: Some(Arc::new(schema)),
            hive_options: HiveOptions::new_disabled(),
            glob: false,
            allow_missing_columns: true,
            ..ScanArgsParquet::default()
        };
        LazyFrame::scan_parquet_sources(ScanSources::Buffers(buffers), args)
    }

    /// The value of a parameter of the analyses, of a step that has declared that it reads them.
    pub fn parameter(&self, name: &str) -> PolarsResult<f64> {
        let parameters = self.scan("staging.parameters")?.collect()?;
        let (names, values) = (parameters.column("name")?.str()?, parameters.column("value")?.f64()?);
        let found = names.iter().zip(values.iter()).find(|(each, _)| *each == Some(name)).and_then(|(_, value)| value);
        found.ok_or_else(|| PolarsError::ComputeError(format!("there is no parameter `{name}`").into()))
    }
}

/// A dataset's columns as Polars types. Amounts have none: a step gets whole centavos.
fn schema(columns: &[Column]) -> PolarsResult<Schema> {
    let kind = |column: &Column| {
        Ok(match column.r#type {
            ColumnType::Id | ColumnType::Text | ColumnType::Code | ColumnType::Hash | ColumnType::Json => DataType::String,
            ColumnType::Int => DataType::Int64,
            ColumnType::I32 | ColumnType::Bp => DataType::Int32,
            ColumnType::Num => DataType::Float64,
            ColumnType::At => DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)),
            ColumnType::On => DataType::Date,
            ColumnType::Bool => DataType::Boolean,
            ColumnType::Ids | ColumnType::Texts => DataType::List(Box::new(DataType::String)),
            ColumnType::Money | ColumnType::Qty | ColumnType::Big => {
                return Err(PolarsError::ComputeError(format!("`{}` is decimal, and steps do not count in decimals", column.name).into()));
            }
        })
    };
    columns.iter().map(|column| Ok(Field::new(column.name.as_str().into(), kind(column)?))).collect()
}

/// Runs the computation and brings its rows over the border as an Arrow stream.
fn computed(build: fn(&Inputs) -> PolarsResult<LazyFrame>, inputs: &Inputs) -> Result<(SchemaRef, Vec<RecordBatch>), String> {
    let mut frame = build(inputs).and_then(LazyFrame::collect).map_err(|error| error.to_string())?;
    let mut stream = Vec::new();
    IpcStreamWriter::new(&mut stream).finish(&mut frame).map_err(|error| error.to_string())?;
    let reader = StreamReader::try_new(stream.as_slice(), None).map_err(|error| error.to_string())?;
    let schema = reader.schema();
    let rows = reader.collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())?;
    Ok((schema, rows))
}
