//! Answers to people's questions in types that have a canonical text: instants in microseconds, the rest as the engine writes it.

use std::sync::Arc;

use datafusion::arrow::{
    array::{ArrayRef, RecordBatch, StringArray, new_empty_array},
    compute::cast,
    datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit},
    error::ArrowError,
    util::display::{ArrayFormatter, FormatOptions},
};
use mirante_data::canonical::Cells;

/// The schema in which an answer is given.
pub(super) fn schema(given: &SchemaRef) -> SchemaRef {
    let fields: Vec<Field> = given.fields().iter().map(|field| Field::new(field.name(), shown_type(field.data_type()), true)).collect();
    Arc::new(Schema::new(fields))
}

/// A batch in that schema.
pub(super) fn batch(given: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let columns: Result<Vec<ArrayRef>, ArrowError> =
        given.columns().iter().zip(schema.fields()).map(|(column, field)| shown(column, field.data_type())).collect();
    RecordBatch::try_new(schema.clone(), columns?)
}

fn shown_type(kind: &DataType) -> DataType {
    match kind {
        DataType::Timestamp(_, _) => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        kind if Cells::of(&new_empty_array(kind)).is_ok() => kind.clone(),
        kind if kind.is_signed_integer() => DataType::Int64,
        kind if kind.is_unsigned_integer() => DataType::UInt64,
        DataType::Float16 | DataType::Float32 => DataType::Float64,
        _ => DataType::Utf8,
    }
}

fn shown(column: &ArrayRef, kind: &DataType) -> Result<ArrayRef, ArrowError> {
    if column.data_type() == kind {
        return Ok(column.clone());
    }
    if *kind != DataType::Utf8 {
        return cast(column, kind);
    }
    let options = FormatOptions::default();
    let formatter = ArrayFormatter::try_new(column.as_ref(), &options)?;
    let texts = (0..column.len()).map(|row| (!column.is_null(row)).then(|| formatter.value(row).to_string()));
    Ok(Arc::new(texts.collect::<StringArray>()))
}
