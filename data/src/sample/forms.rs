//! The same records in other forms, so that other kinds of sources are tried on them: text for text what the systems export.
//!
//! Files are written as CSV first; a form puts others in their place. Of each file the sources read the same rows, whatever
//! the form, except that `{@file}` in an id ends with the file's own ending.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Write},
    path::Path,
    str::FromStr,
    sync::LazyLock,
};

use toml::{Table, Value};

use super::{SOURCES, UnknownForm};

/// The one tab of a workbook.
pub const TAB: &str = "Dados";
/// The script that fills a database.
pub const SCRIPT: &str = "cooperativa.sql";
/// Rows of one `INSERT`.
const ROWS: usize = 500;

/// How records lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Delimited text, in the encoding of each system.
    Csv,
    /// JSON, one record a line.
    Jsonl,
    /// A workbook for each file.
    Xlsx,
    /// A script that makes and fills the tables of a PostgreSQL database, a schema for each system.
    Postgres,
}

impl FromStr for Form {
    type Err = UnknownForm;

    fn from_str(text: &str) -> Result<Self, UnknownForm> {
        match text {
            "csv" => Ok(Self::Csv),
            "jsonl" => Ok(Self::Jsonl),
            "xlsx" => Ok(Self::Xlsx),
            "postgres" => Ok(Self::Postgres),
            _ => Err(UnknownForm(text.to_owned())),
        }
    }
}

impl Form {
    /// What they are called.
    pub const NAMES: [&str; 4] = ["csv", "jsonl", "xlsx", "postgres"];

    /// The `[[sources]]` that read the records in this form.
    pub fn sources(self) -> String {
        if self == Self::Csv {
            return SOURCES.to_owned();
        }
        let mut table: Table = SOURCES.parse().expect("the sample's sources are TOML, as a test makes sure");
        for source in table.get_mut("sources").and_then(Value::as_array_mut).into_iter().flatten() {
            self.rewrite(source.as_table_mut().expect("`[[sources]]` are tables"));
        }
        toml::to_string(&table).expect("what was TOML is TOML")
    }

    fn rewrite(self, source: &mut Table) {
        let name = text(source, "name").to_owned();
        let folder = source.get("connection").and_then(|connection| connection.get("folder")).cloned().unwrap_or(Value::from("."));
        let (kind, connection) = match self {
            Self::Csv => return,
            Self::Jsonl => ("jsonl", Table::from_iter([("folder".to_owned(), folder)])),
            Self::Xlsx => ("sheet", Table::from_iter([("folder".to_owned(), folder)])),
            Self::Postgres => {
                let place = [("host", "localhost"), ("database", "cooperativa"), ("user", "mirante"), ("password_file", "segredos/cooperativa")];
                ("postgres", place.into_iter().map(|(key, value)| (key.to_owned(), Value::from(value))).collect())
            }
        };
        source.insert("kind".to_owned(), Value::from(kind));
        source.insert("connection".to_owned(), Value::Table(connection));
        for load in source.get_mut("loads").and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_table_mut) {
            let path = text(load, "path").to_owned();
            match self {
                Self::Csv => {}
                Self::Jsonl => _ = load.insert("path".to_owned(), Value::from(path.replace(".csv", ".jsonl"))),
                Self::Xlsx => {
                    load.insert("path".to_owned(), Value::from(path.replace(".csv", ".xlsx")));
                    load.insert("tab".to_owned(), Value::from(TAB));
                    // The systems have told their events themselves; of a workbook they would be derived once more.
                    load.insert("derive_events".to_owned(), Value::from(false));
                }
                Self::Postgres => {
                    load.remove("path");
                    let query = query(load, &name, &path);
                    load.insert("query".to_owned(), Value::from(query));
                }
            }
        }
    }
}

fn text<'a>(table: &'a Table, key: &str) -> &'a str {
    table.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The load's `SELECT`; what a file knows of its rows' places comes from two more columns.
fn query(load: &mut Table, schema: &str, path: &str) -> String {
    let from = format!("FROM {}", table_name(schema, path));
    let mut counted = String::new();
    for column in load.get_mut("columns").and_then(Value::as_table_mut).into_iter().flat_map(|columns| columns.iter_mut().map(|(_, value)| value)) {
        let template = column.as_str().unwrap_or_default().replace("{@file}", "{_arquivo}");
        let nth = template.split_once("{@nth:").and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
        *column = Value::from(match nth {
            Some((before, (of, after))) => {
                counted = format!(", row_number() OVER (PARTITION BY \"_arquivo\", \"{of}\" ORDER BY \"_linha\") AS \"vez\"");
                format!("{before}{{vez}}{after}")
            }
            None => template,
        });
    }
    format!("SELECT *{counted} {from}")
}

/// One table for a file of each year: `andamento-2025.csv` and `andamento-*.csv` are `"andamento"`.
fn table_name(schema: &str, path: &str) -> String {
    let stem = path.strip_suffix(".csv").unwrap_or(path);
    let is_year = |part: &&str| matches!(*part, "*" | "????") || part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = stem.split('-').filter(|part| !is_year(part)).collect();
    format!("\"{schema}\".\"{}\"", parts.join("-"))
}

/// An exported file, read row by row.
pub struct Export {
    /// Names of the columns.
    pub header: Vec<String>,
    lines: io::Split<BufReader<File>>,
    is_latin: bool,
}

impl Export {
    /// Opens a file of [`super::Written::files`].
    pub fn open(folder: &Path, file: &str) -> io::Result<Self> {
        let is_latin = place_of(file).is_some_and(|place| place.encoding == "windows-1252");
        let mut lines = BufReader::new(File::open(folder.join(file))?).split(b'\n');
        let first = lines.next().transpose()?.unwrap_or_default();
        Ok(Self { header: fields(&first, is_latin), lines, is_latin })
    }
}

impl Iterator for Export {
    type Item = io::Result<Vec<String>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.lines.next().map(|line| Ok(fields(&line?, self.is_latin)))
    }
}

/// The sample writes neither quotes nor delimiters into its fields.
fn fields(line: &[u8], is_latin: bool) -> Vec<String> {
    let decoded =
        |field: &[u8]| if is_latin { field.iter().map(|byte| char::from(*byte)).collect() } else { String::from_utf8_lossy(field).into_owned() };
    line.split(|byte| *byte == b';').map(decoded).collect()
}

/// Where the files of a source lie, and how they are written.
struct Place {
    source: String,
    folder: String,
    encoding: String,
}

static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    let table: Table = SOURCES.parse().expect("the sample's sources are TOML, as a test makes sure");
    let of = |source: &Value| {
        let source = source.as_table()?;
        let connection = source.get("connection")?.as_table()?;
        Some(Place {
            source: text(source, "name").to_owned(),
            folder: text(connection, "folder").to_owned(),
            encoding: text(connection, "encoding").to_owned(),
        })
    };
    table.get("sources").and_then(Value::as_array).into_iter().flatten().filter_map(of).collect()
});

/// The place of a file's source, none of a file that no source reads.
fn place_of(file: &str) -> Option<&'static Place> {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    PLACES.iter().find(|place| place.folder == folder)
}

/// Writes an export as JSON lines; what is empty is null.
pub fn jsonl(export: Export, out: &mut impl Write) -> io::Result<()> {
    let keys: Vec<String> = export.header.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    for row in export {
        let cells = keys.iter().zip(row?).map(|(key, cell)| {
            let value = if cell.is_empty() { Ok("null".to_owned()) } else { serde_json::to_string(&cell) };
            Ok(format!("{key}:{}", value?))
        });
        writeln!(out, "{{{}}}", cells.collect::<io::Result<Vec<_>>>()?.join(","))?;
    }
    Ok(())
}

/// Writes the script that makes and fills the tables of all files.
pub fn script(folder: &Path, files: &[String], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "-- A cooperativa de exemplo, um esquema por sistema. | The sample cooperative, a schema for each system.")?;
    writeln!(out, "SET standard_conforming_strings = on;\nBEGIN;")?;
    let (mut schemas, mut tables): (Vec<&str>, Vec<String>) = (Vec::new(), Vec::new());
    for file in files {
        let Some(Place { source: schema, .. }) = place_of(file) else { continue };
        let short = file.rsplit_once('/').map_or(file.as_str(), |(_, short)| short);
        if !schemas.contains(&schema.as_str()) {
            writeln!(out, "CREATE SCHEMA \"{schema}\";")?;
            schemas.push(schema);
        }
        let (table, export) = (table_name(schema, short), Export::open(folder, file)?);
        if !tables.contains(&table) {
            let columns: Vec<String> = export.header.iter().map(|name| format!("\"{name}\" text")).collect();
            writeln!(out, "CREATE TABLE {table} (\"_arquivo\" text NOT NULL, \"_linha\" bigint NOT NULL, {});", columns.join(", "))?;
            tables.push(table.clone());
        }
        for (number, row) in export.enumerate() {
            let cells: Vec<String> = row?.iter().map(|cell| if cell.is_empty() { "NULL".to_owned() } else { quoted(cell) }).collect();
            let begin =
                if number % ROWS == 0 { format!("{}INSERT INTO {table} VALUES\n", if number > 0 { ";\n" } else { "" }) } else { ",\n".to_owned() };
            write!(out, "{begin}({}, {}, {})", quoted(short), number + 1, cells.join(", "))?;
        }
        writeln!(out, ";")?;
    }
    writeln!(out, "COMMIT;")
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_every_year_are_one_table() {
        assert_eq!(table_name("a", "andamento-2025.csv"), "\"a\".\"andamento\"");
        assert_eq!(table_name("a", "andamento-*.csv"), "\"a\".\"andamento\"");
        assert_eq!(table_name("a", "eventos-????-objetos.csv"), "\"a\".\"eventos-objetos\"");
        assert_eq!(table_name("a", "metas-sla.csv"), "\"a\".\"metas-sla\"");
    }

    #[test]
    fn what_a_file_knows_of_places_becomes_columns() {
        let sources = Form::Postgres.sources();
        assert!(!sources.contains("{@file}") && !sources.contains("{@nth"), "{sources}");
        assert!(sources.contains("{@source}:{_arquivo}:{pedido}:{vez}"));
        assert!(Form::Jsonl.sources().contains("*.jsonl") && Form::Xlsx.sources().contains("tab = \"Dados\""));
        for form in [Form::Jsonl, Form::Xlsx, Form::Postgres] {
            assert!(!form.sources().contains(".csv"), "{form:?}");
        }
    }
}
