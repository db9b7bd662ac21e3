//! `[[sources]]` and `[[sources.loads]]` of `mirante.toml`, as they are written.

use std::path::PathBuf;

use indexmap::IndexMap;
use serde::Deserialize;

/// One outside system.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
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
    #[serde(default)]
    pub loads: Vec<LoadConfig>,
}

/// The kinds of sources that this program reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// Delimited text with a header row.
    Csv,
    /// Event logs of the IEEE XES standard, plain or gzipped.
    Xes,
}

impl SourceKind {
    /// The word in `mirante.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xes => "xes",
        }
    }
}

/// How to reach a source of files.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// Folder of the files, relative to the project's folder.
    pub folder: PathBuf,
    /// Encoding of the text, a label of the WHATWG standard such as `windows-1252`; a byte order mark wins.
    #[serde(default = "utf8")]
    pub encoding: String,
    /// Character between fields.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// Character around fields that hold delimiters.
    #[serde(default = "double_quote")]
    pub quote: char,
}

fn utf8() -> String {
    "utf-8".to_owned()
}

fn comma() -> char {
    ','
}

fn double_quote() -> char {
    '"'
}

/// One mapping from a source to one raw dataset.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoadConfig {
    /// The raw dataset it fills, without `raw.`.
    pub into: String,
    /// Its name; default the dataset's.
    pub name: Option<String>,
    /// File pattern inside the folder, such as `itens/*.csv`.
    pub path: String,
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
    /// Source column that orders repeats of one key.
    pub cursor: Option<String>,
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
    /// `1234.56`.
    #[default]
    #[serde(rename = ".")]
    Point,
    /// `1.234,56` or `1234,56`.
    #[serde(rename = ",")]
    Comma,
    /// `123456`, whole centavos.
    #[serde(rename = "centavos")]
    Centavos,
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
    use super::share_ppm;

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
