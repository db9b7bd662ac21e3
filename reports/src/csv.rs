//! Rows as CSV, in the dialect of Brazilian spreadsheets or of everyone else.

use std::io::{self, Write};

use mirante_data::{
    arrow::{
        array::{ArrayRef, RecordBatch},
        datatypes::{DataType, SchemaRef},
    },
    canonical::Cells,
};

/// How a CSV file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// UTF-8 with byte order mark, `;`, decimal comma, `dd/mm/aaaa`, CRLF.
    Br,
    /// UTF-8, `,`, point, ISO 8601, LF.
    Iso,
}

/// Writes a header and every row.
pub fn write(out: &mut dyn Write, schema: &SchemaRef, rows: &[RecordBatch], dialect: Dialect) -> io::Result<()> {
    let (separator, end) = match dialect {
        Dialect::Br => (';', "\r\n"),
        Dialect::Iso => (',', "\n"),
    };
    if dialect == Dialect::Br {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let names: Vec<String> = schema.fields().iter().map(|field| quoted(field.name(), separator)).collect();
    write!(out, "{}{end}", names.join(&separator.to_string()))?;
    for batch in rows {
        let columns: Vec<(&ArrayRef, Cells<'_>)> = batch
            .columns()
            .iter()
            .map(|column| Cells::of(column).map(|cells| (column, cells)))
            .collect::<Result<_, _>>()
            .map_err(io::Error::other)?;
        for row in 0..batch.num_rows() {
            let texts =
                columns.iter().map(|(column, cells)| quoted(&cell(column.data_type(), &cells.text(row).unwrap_or_default(), dialect), separator));
            write!(out, "{}{end}", texts.collect::<Vec<_>>().join(&separator.to_string()))?;
        }
    }
    Ok(())
}

fn cell(kind: &DataType, text: &str, dialect: Dialect) -> String {
    match kind {
        DataType::Utf8 if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
        DataType::Decimal128(..) | DataType::Float64 if dialect == Dialect::Br => text.replace('.', ","),
        DataType::Date32 if dialect == Dialect::Br => brazilian_day(text),
        DataType::Timestamp(..) if dialect == Dialect::Br => match text.split_once('T') {
            Some((day, time)) => format!("{} {}", brazilian_day(day), time),
            None => text.to_owned(),
        },
        _ => text.to_owned(),
    }
}

fn brazilian_day(iso: &str) -> String {
    match iso.splitn(3, '-').collect::<Vec<_>>().as_slice() {
        [year, month, day] => format!("{day}/{month}/{year}"),
        _ => iso.to_owned(),
    }
}

fn quoted(text: &str, separator: char) -> String {
    if text.contains([separator, '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use mirante_data::arrow::array::{Date32Array, Decimal128Array, StringArray};

    use super::*;

    fn sample() -> RecordBatch {
        RecordBatch::try_from_iter([
            ("nome", Arc::new(StringArray::from(vec![Some("a;b \"c\""), Some("=1+1"), None])) as ArrayRef),
            ("valor", Arc::new(Decimal128Array::from(vec![123_450, -5, 0]).with_precision_and_scale(18, 2).unwrap())),
            ("dia", Arc::new(Date32Array::from(vec![0, 1, 2]))),
        ])
        .unwrap()
    }

    #[test]
    fn both_dialects_and_no_formulas() {
        let text = |dialect| {
            let mut out = Vec::new();
            write(&mut out, &sample().schema(), &[sample()], dialect).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(text(Dialect::Iso), "nome,valor,dia\n\"a;b \"\"c\"\"\",1234.50,1970-01-01\n'=1+1,-0.05,1970-01-02\n,0.00,1970-01-03\n");
        assert_eq!(
            text(Dialect::Br),
            "\u{feff}nome;valor;dia\r\n\"a;b \"\"c\"\"\";1234,50;01/01/1970\r\n'=1+1;-0,05;02/01/1970\r\n;0,00;03/01/1970\r\n"
        );
    }
}
