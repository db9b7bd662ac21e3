//! Cells of typed columns as exact text: decimals with all their places, instants with their zone, lists and structs as JSON.

use mirante_data::{
    arrow::{
        array::{Array, ArrayRef, AsArray, RecordBatch, StructArray},
        compute::cast,
        datatypes::{DataType, Float16Type, Float32Type, Float64Type},
        util::display::{ArrayFormatter, FormatOptions},
    },
    detail,
    explain::Detail,
};

use crate::{meta::Reason, source::json::row::Path};

/// One column, ready to be read as text.
pub(super) struct Texts {
    /// Structs around the column: where one is null, so is the column.
    around: Vec<ArrayRef>,
    array: ArrayRef,
    with_comma: bool,
}

impl Texts {
    /// The column at a path.
    pub(super) fn of(batch: &RecordBatch, path: &Path, with_comma: bool) -> Result<Self, Detail> {
        let gone = || detail!("d-no-column", "`{file}` has no column `{name}`", file = "parquet", name = path.0.join("/"));
        let (first, rest) = path.0.split_first().ok_or_else(gone)?;
        let mut array = batch.column_by_name(first).ok_or_else(gone)?.clone();
        let mut around = Vec::new();
        for segment in rest {
            let inner = array.as_any().downcast_ref::<StructArray>().and_then(|fields| fields.column_by_name(segment)).ok_or_else(gone)?.clone();
            around.push(std::mem::replace(&mut array, inner));
        }
        let array = plain(&array)?;
        let is_number = array.data_type().is_numeric();
        Ok(Self { around, array, with_comma: with_comma && is_number })
    }

    /// The text of a row; none where it is null.
    pub(super) fn get(&self, row: usize) -> Result<Option<String>, Reason> {
        if self.array.is_null(row) || self.around.iter().any(|array| array.is_null(row)) {
            return Ok(None);
        }
        let text = scalar(&self.array, row)?;
        Ok(Some(if self.with_comma { text.replace('.', ",") } else { text }))
    }
}

/// Dictionaries and runs as the values they stand for.
fn plain(array: &ArrayRef) -> Result<ArrayRef, Detail> {
    let values = match array.data_type() {
        DataType::Dictionary(_, values) => values.as_ref().clone(),
        DataType::RunEndEncoded(_, values) => values.data_type().clone(),
        _ => return Ok(array.clone()),
    };
    cast(array, &values).map_err(|error| error.to_string().into())
}

/// The text of a value that is not null.
fn scalar(array: &dyn Array, row: usize) -> Result<String, Reason> {
    Ok(match array.data_type() {
        DataType::Utf8View => array.as_string_view().value(row).to_owned(),
        DataType::Utf8 => array.as_string::<i32>().value(row).to_owned(),
        DataType::LargeUtf8 => array.as_string::<i64>().value(row).to_owned(),
        // Texts of old writers, which did not say that they are texts.
        DataType::BinaryView => bytes(array.as_binary_view().value(row))?,
        DataType::Binary => bytes(array.as_binary::<i32>().value(row))?,
        DataType::LargeBinary => bytes(array.as_binary::<i64>().value(row))?,
        DataType::Float16 => array.as_primitive::<Float16Type>().value(row).to_f32().to_string(),
        DataType::Float32 => array.as_primitive::<Float32Type>().value(row).to_string(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row).to_string(),
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(_, _) | DataType::Struct(_) | DataType::Map(_, _) => {
            json(array, row)?.to_string()
        }
        _ => formatted(array, row)?,
    })
}

fn bytes(bytes: &[u8]) -> Result<String, Reason> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| Reason::Encoding)
}

fn formatted(array: &dyn Array, row: usize) -> Result<String, Reason> {
    let options = FormatOptions::new();
    let formatter = ArrayFormatter::try_new(array, &options).map_err(|_| Reason::Type)?;
    formatter.value(row).try_to_string().map_err(|_| Reason::OutOfRange)
}

/// A value as JSON: exact numbers stay numbers where JSON can hold them, everything else is text.
fn json(array: &dyn Array, row: usize) -> Result<serde_json::Value, Reason> {
    use serde_json::Value;
    if array.is_null(row) {
        return Ok(Value::Null);
    }
    let items = |items: ArrayRef| (0..items.len()).map(|place| json(&items, place)).collect::<Result<Vec<_>, _>>().map(Value::Array);
    Ok(match array.data_type() {
        DataType::List(_) => items(array.as_list::<i32>().value(row))?,
        DataType::LargeList(_) => items(array.as_list::<i64>().value(row))?,
        DataType::FixedSizeList(_, _) => items(array.as_fixed_size_list().value(row))?,
        DataType::Struct(fields) => {
            let columns = array.as_struct();
            let members = fields.iter().zip(columns.columns()).map(|(field, column)| Ok((field.name().clone(), json(column, row)?)));
            Value::Object(members.collect::<Result<_, Reason>>()?)
        }
        DataType::Map(_, _) => {
            let entries = array.as_map().value(row);
            let (keys, values) = (entries.column(0).clone(), entries.column(1).clone());
            let members = (0..keys.len()).map(|place| Ok((scalar(&keys, place)?, json(&values, place)?)));
            Value::Object(members.collect::<Result<_, Reason>>()?)
        }
        DataType::Boolean => Value::Bool(array.as_boolean().value(row)),
        kind if kind.is_integer() => serde_json::from_str(&formatted(array, row)?).map_err(|_| Reason::Type)?,
        DataType::Dictionary(_, _) | DataType::RunEndEncoded(_, _) => {
            let one = plain(&array.slice(row, 1)).map_err(|_| Reason::Type)?;
            json(&one, 0)?
        }
        _ => Value::String(scalar(array, row)?),
    })
}
