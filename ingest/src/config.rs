//! `[[sources]]` and `[[sources.loads]]` of `mirante.toml`, as they are written.

use std::time::Duration;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::cooperative;

pub mod connection;
pub mod remote;

pub use connection::{Connection, Files, Format, Known, Server, Tls};
pub use remote::{Api, Paging, Tap};

/// One outside system.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Written")]
pub struct SourceConfig {
    /// Its name, in snake_case: the `_source` of its rows.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// How to reach it.
    pub connection: Connection,
    /// Namespace of the people's keys in it; default `membros`, for logs the source's name.
    pub people: Option<String>,
    /// What is read from it.
    pub loads: Vec<LoadConfig>,
}

/// A source as it is written: what its connection may say depends on its kind.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    kind: SourceKind,
    connection: toml::Table,
    people: Option<String>,
    #[serde(default)]
    loads: Vec<LoadConfig>,
}

impl TryFrom<Written> for SourceConfig {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let Written { name, kind, connection, people, mut loads } = written;
        let connection = Connection::read(kind, connection).map_err(|problem| format!("connection of source `{name}`: {problem}"))?;
        if let Connection::Files(Files { known: Some(known), .. }) = &connection {
            match loads.is_empty() {
                true => loads = cooperative::loads(&known.file),
                false => return Err(format!("source `{name}`: with `cooperative` the mapping is built in; leave out either it or the loads")),
            }
        }
        loads.iter_mut().for_each(|load| load.decimal = load.decimal.or(kind));
        Ok(Self { name, kind, connection, people, loads })
    }
}

/// The kinds of sources that this program reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// Delimited text with a header row.
    Csv,
    /// JSON: an array of rows, or an object that holds one.
    Json,
    /// JSON, one row a line.
    Jsonl,
    /// Parquet.
    Parquet,
    /// Event logs of the IEEE XES standard, plain or gzipped.
    Xes,
    /// Object-centric event logs, OCEL 1.0 and 2.0 in JSON.
    Ocel,
    /// A service that answers with JSON.
    Http,
    /// The output of a Singer tap.
    Singer,
    /// A PostgreSQL database.
    Postgres,
    /// Workbooks: XLSX and ODS.
    Sheet,
}

impl SourceKind {
    /// Is it an event log, whose loads need no `columns` and whose people are its own?
    pub fn is_log(self) -> bool {
        matches!(self, Self::Xes | Self::Ocel)
    }

    /// The word in `mirante.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Parquet => "parquet",
            Self::Ocel => "ocel",
            Self::Http => "http",
            Self::Singer => "singer",
            Self::Xes => "xes",
            Self::Postgres => "postgres",
            Self::Sheet => "sheet",
        }
    }
}

/// One mapping from a source to one raw dataset.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoadConfig {
    /// The raw dataset it fills, without `raw.`.
    pub into: String,
    /// Its name; default the dataset's.
    pub name: Option<String>,
    /// Of files their pattern inside the folder, such as `itens/*.csv`; of a service the path behind its address.
    #[serde(default)]
    pub path: String,
    /// Only workbooks: the tab, matched without accents or case.
    pub tab: Option<String>,
    /// Only workbooks: the line of the columns' names, from 1; default the first that holds every mapped one.
    pub header_row: Option<u32>,
    /// Only databases: what is asked of it, one `SELECT`.
    #[serde(default)]
    pub query: String,
    /// Target column → source column or template.
    #[serde(default)]
    pub columns: IndexMap<String, String>,
    /// Target column → value.
    #[serde(default)]
    pub constants: IndexMap<String, toml::Value>,
    /// Target column → source code → our code.
    #[serde(default)]
    pub values: IndexMap<String, IndexMap<String, String>>,
    /// Source columns that identify a row, when not those mapped to the contract's key.
    #[serde(default)]
    pub key: Vec<String>,
    /// Source column that orders repeats of one key; of a database also where the next run goes on.
    pub cursor: Option<String>,
    /// Only services: what is asked besides, by name; `{cursor}` stands for where the last run ended.
    #[serde(default)]
    pub parameters: IndexMap<String, String>,
    /// Only services: pointer to the list of rows in an answer, such as `/itens`; without it the answer is the list.
    pub records: Option<String>,
    /// Only services: pointer to how many rows there are in all, or the header that says it.
    pub total: Option<String>,
    /// Only services: how one page leads to the next.
    pub paging: Option<Paging>,
    /// Only taps: the stream.
    #[serde(default)]
    pub stream: String,
    /// Only databases and services: how far before the cursor each run begins, such as `15m`, or `1000` where the cursor is a number.
    pub lag: Option<String>,
    /// Source column that marks deleted rows.
    pub deleted: Option<String>,
    /// `"missing"`: keys missing from a complete read are deleted.
    pub deletes: Option<Missing>,
    /// Zone of times without offset.
    #[serde(default = "sao_paulo")]
    pub timezone: String,
    /// How decimals are written.
    #[serde(default)]
    pub decimal: Decimal,
    /// What to do when the source's columns change.
    #[serde(default)]
    pub on_schema_change: OnSchemaChange,
    /// Share of rows that may be rejected.
    #[serde(default = "one_percent")]
    pub max_rejects: String,
    /// Only logs with a life cycle: which events count.
    pub life_cycle: Option<LifeCycle>,
}

impl LoadConfig {
    /// The load's name.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.into)
    }
}

fn sao_paulo() -> String {
    "America/Sao_Paulo".to_owned()
}

fn one_percent() -> String {
    "1%".to_owned()
}

/// `deletes = "missing"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Missing {
    /// A key that is missing from a complete read is deleted.
    Missing,
}

/// How decimals are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum Decimal {
    /// Nothing said: a comma in workbooks, else a point.
    #[default]
    #[serde(skip)]
    Unsaid,
    /// `1234.56`.
    #[serde(rename = ".")]
    Point,
    /// `1.234,56` or `1234,56`.
    #[serde(rename = ",")]
    Comma,
    /// `123456`, whole centavos.
    #[serde(rename = "centavos")]
    Centavos,
}

impl Decimal {
    /// What is meant where nothing was said.
    fn or(self, kind: SourceKind) -> Self {
        match (self, kind) {
            (Self::Unsaid, SourceKind::Sheet) => Self::Comma,
            (Self::Unsaid, _) => Self::Point,
            (said, _) => said,
        }
    }
}

/// What to do when the source's columns are not those of the last load.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnSchemaChange {
    /// New columns are noted, a vanished optional one reads as null.
    Evolve,
    /// Any difference stops the load.
    #[default]
    Freeze,
    /// Rows that no longer fit are rejects.
    Quarantine,
}

/// Which events of a log with a life cycle count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LifeCycle {
    /// Completes, each with the start it completes.
    Complete,
    /// Every event, whatever its life cycle.
    All,
}

/// A length of time such as `30s`, `15m`, `2h` or `1d`.
pub fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let unit = match text.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return None,
    };
    let number = &text[..text.len() - 1];
    let is_number = (1..=6).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| number.parse::<u64>().ok()).flatten().map(|number| Duration::from_secs(number * unit))
}

/// A share such as `1%` or `0,5%`, in parts of a million.
pub fn share_ppm(text: &str) -> Option<u64> {
    let number = text.trim().strip_suffix('%')?.trim().replace(',', ".");
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    if fraction.len() > 4 || whole.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let ppm = format!("{whole}{fraction:0<4}").parse().ok()?;
    (ppm <= 1_000_000).then_some(ppm)
}

#[cfg(test)]
mod tests {
    use super::{Duration, duration, share_ppm};

    #[test]
    fn lengths_of_time() {
        let seconds = [("30s", 30), ("15m", 900), ("2h", 7_200), ("1d", 86_400), ("0s", 0)];
        seconds.iter().for_each(|(text, seconds)| assert_eq!(duration(text), Some(Duration::from_secs(*seconds)), "{text}"));
        ["", "m", "15", "1.5h", "-1s", "15 min", "1w", "9999999s"].iter().for_each(|bad| assert_eq!(duration(bad), None, "{bad}"));
    }

    #[test]
    fn shares() {
        assert_eq!(share_ppm("1%"), Some(10_000));
        assert_eq!(share_ppm("0,5%"), Some(5_000));
        assert_eq!(share_ppm("100%"), Some(1_000_000));
        for bad in ["1", "101%", "%", "-1%", "um%"] {
            assert_eq!(share_ppm(bad), None, "{bad}");
        }
    }
}
