//! Rows as JSON: one object a line, or one array.

use std::io::{self, Write};

use mirante_data::{
    arrow::{
        array::{ArrayRef, RecordBatch},
        datatypes::DataType,
    },
    canonical::Cells,
};
use serde_json::{Map, Number, Value};

/// Writes one object per row, each on its line.
pub fn write_lines(out: &mut dyn Write, rows: &[RecordBatch]) -> io::Result<()> {
    for object in objects(rows)? {
        writeln!(out, "{object}")?;
    }
    Ok(())
}

/// Writes one array of objects.
pub fn write_array(out: &mut dyn Write, rows: &[RecordBatch]) -> io::Result<()> {
    writeln!(out, "{}", Value::Array(objects(rows)?))
}

fn objects(rows: &[RecordBatch]) -> io::Result<Vec<Value>> {
    let mut objects = Vec::new();
    for batch in rows {
        let schema = batch.schema();
        let columns: Vec<(&ArrayRef, Cells<'_>)> = batch
            .columns()
            .iter()
            .map(|column| Cells::of(column).map(|cells| (column, cells)))
            .collect::<Result<_, _>>()
            .map_err(io::Error::other)?;
        for row in 0..batch.num_rows() {
            let fields = schema
                .fields()
                .iter()
                .zip(&columns)
                .map(|(field, (column, cells))| (field.name().clone(), value(column.data_type(), cells.text(row))));
            objects.push(Value::Object(fields.collect::<Map<_, _>>()));
        }
    }
    Ok(objects)
}

/// Whole numbers, floats and booleans are themselves; decimals stay text, so that no reader rounds money.
fn value(kind: &DataType, text: Option<String>) -> Value {
    let Some(text) = text else { return Value::Null };
    match kind {
        // Parsed as such, since a number that is read as JSON may come out one digit off.
        DataType::Float64 => text.parse().ok().and_then(Number::from_f64).map_or(Value::String(text), Value::Number),
        DataType::Int64 | DataType::Int32 | DataType::UInt64 | DataType::Boolean => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        DataType::List(_) => Value::Array(text.split('|').filter(|item| !item.is_empty()).map(Value::from).collect()),
        _ => Value::String(text),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use mirante_data::arrow::array::Float64Array;

    use super::*;

    #[test]
    fn floats_are_the_same_to_the_last_digit() {
        let numbers = [0.089_465_641_356_331_25, 51.248_178_553_910_02, 0.1 + 0.2, 1.0 / 3.0, 5e-324];
        let batch = RecordBatch::try_from_iter([("x", Arc::new(Float64Array::from(numbers.to_vec())) as ArrayRef)]).unwrap();
        let mut out = Vec::new();
        write_lines(&mut out, &[batch]).unwrap();
        let lines: Vec<f64> =
            String::from_utf8(out).unwrap().lines().map(|line| line.trim_start_matches("{\"x\":").trim_end_matches('}').parse().unwrap()).collect();
        assert_eq!(lines, numbers);
    }
}
