//! The manifest of one version, and the immutable lists of files that versions share.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::LakeError;
use crate::{DatasetName, detail, explain::Detail, hash, schema::Column};

/// The manifest format that this program reads and writes.
pub const FORMAT: u32 = 1;

/// One version on disk: the body and the hash of its canonical text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// BLAKE3 of the canonical body.
    pub hash: String,
    /// What the version says.
    pub body: Body,
}

/// What a version says. Canonical JSON, no floats.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// Format number of this file.
    pub format: u32,
    /// Number of this version, from 1.
    pub version: u64,
    /// The version it was made from; none for the first.
    pub parent: Option<Parent>,
    /// The run that made it.
    pub run_id: String,
    /// The command that made it.
    pub command: String,
    /// Program version.
    pub program: String,
    /// When it was committed.
    pub committed_at: String,
    /// The newest `_recorded_at` of its rows: the instant that it answers for.
    pub as_of: String,
    /// Hash of all SQL texts of the program that made it.
    pub queries_hash: String,
    /// Are its rows synthetic?
    pub is_synthetic: bool,
    /// The vault whose pseudonyms stand for people in its rows; none before the first ingestion.
    pub vault: Option<String>,
    /// Each dataset's list, by the list's hash.
    pub datasets: BTreeMap<DatasetName, String>,
    /// How far each load has read, by `source.load`.
    pub loads: BTreeMap<String, LoadState>,
    /// Checks that failed on it, with the number of offending rows.
    pub failed_checks: BTreeMap<String, FailedCheck>,
    /// Earlier versions that were given up with this one: their manifests stay, their files may be gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collected: Vec<u64>,
    /// Files of earlier versions whose rows have expired with this one: gone on purpose.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expired: Vec<String>,
}

/// The version that a version was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parent {
    /// Its number.
    pub version: u64,
    /// Its hash.
    pub hash: String,
}

/// A check that found offending rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedCheck {
    /// `error` or `warn`.
    pub severity: String,
    /// How many rows offend.
    pub offending_n: u64,
}

/// How far a load has read its source, committed together with the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadState {
    /// Hash of contract, mapping and options: another mapping reads everything again.
    pub mapping: String,
    /// Position in the source, for loads with a cursor.
    pub cursor: Option<String>,
    /// The source's columns as they were last seen.
    pub columns: Vec<String>,
    /// Their types, of sources that declare some; in the order of the columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// Rows of the last complete read.
    pub rows: u64,
    /// Wrapping sum of the row hashes of the last complete read, in hex.
    pub sum: String,
    /// The dataset's files after the load's commit: where others have written since, the digest says nothing.
    pub list: String,
    /// Do some of its rows stand, or fall, by what another load wrote? When that changes, its files are read again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leans: bool,
    /// A large first load that is not over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<Resume>,
    /// Hash of the rules by which events were derived from its rows; other rules derive them anew. Empty: none were.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub derived: String,
    /// Files that were read, those included that are gone since.
    pub files: Vec<SeenFile>,
}

/// How far a first load in pieces has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resume {
    /// Its rows are in up to this key, as texts of the source.
    pub key: Vec<String>,
    /// The cursor that stood before its first piece, and will stand after its last.
    pub cursor: Option<String>,
}

/// A file that a load has read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenFile {
    /// Path inside the source's folder.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Modification time, nanoseconds since 1970.
    pub modified: i64,
    /// Inode number, 0 where there is none.
    pub inode: u64,
    /// Hash of its content.
    pub blake3: String,
}

/// All files of one dataset in one or more versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetList {
    /// The dataset.
    pub dataset: DatasetName,
    /// Its columns, without the history columns of raw datasets.
    pub columns: Vec<Column>,
    /// Columns by which each file is sorted; the files of a built dataset, in their order, are sorted as a whole.
    pub sorted_by: Vec<String>,
    /// What it was built from; none for raw datasets.
    pub fingerprint: Option<String>,
    /// The files.
    pub files: Vec<FileEntry>,
}

impl DatasetList {
    /// Rows over all files.
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }

    /// Hash of the names of its files: equal hashes, equal rows.
    pub fn files_hash(&self) -> String {
        hash::fingerprint(self.files.iter().map(|file| file.blake3.as_str()))
    }

    /// Bytes over all files.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// Where a list of this hash lies.
    pub fn path(hash: &str) -> String {
        format!("lists/{hash}.json")
    }
}

/// One immutable Parquet file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Path inside the lake.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Rows.
    pub rows: u64,
    /// Hash of the stored bytes.
    pub blake3: String,
    /// Smallest and largest canonical text of the sort columns and of the instants that readers cut at.
    pub ranges: BTreeMap<String, Range>,
}

/// Smallest and largest value of a column in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// Smallest.
    pub min: String,
    /// Largest.
    pub max: String,
}

impl Manifest {
    /// Seals a body.
    pub fn seal(body: Body) -> Result<Self, LakeError> {
        let hash = hash::hex(canonical(&body, "manifest")?.as_bytes());
        Ok(Self { hash, body })
    }

    /// The bytes to store.
    pub fn to_text(&self) -> Result<String, LakeError> {
        canonical(self, "manifest")
    }

    /// Reads a manifest and makes sure that every byte is as it was sealed.
    pub fn parse(path: &str, bytes: &[u8]) -> Result<Self, LakeError> {
        let damaged = |problem: Detail| LakeError::Damaged { file: path.to_owned(), problem };
        let value: serde_json::Value =
            serde_json::from_slice(bytes).map_err(|error| damaged(detail!("d-no-json", "it is no JSON: {error}", error = error)))?;
        let format = value.pointer("/body/format").and_then(serde_json::Value::as_u64);
        let sealed = value.get("hash").and_then(serde_json::Value::as_str).map(str::to_owned);
        let body = value.get("body").ok_or_else(|| damaged(detail!("d-no-body", "it has no body")))?;
        let actual = hash::hex(canonical(body, path)?.as_bytes());
        if sealed.as_deref() != Some(actual.as_str()) || canonical(&value, path)?.as_bytes() != bytes {
            return Err(damaged(detail!("d-hash-manifest", "its hash does not match its content")));
        }
        // Only a whole manifest may speak of its format: a flipped bit there is damage, not the future.
        match format {
            Some(number) if number != u64::from(FORMAT) => Err(LakeError::Format { file: path.to_owned(), found: number, known: FORMAT }),
            _ => serde_json::from_value(value).map_err(|error| damaged(error.to_string().into())),
        }
    }
}

/// Where the manifest of a version lies.
pub fn version_path(version: u64) -> String {
    format!("versions/{version:020}.json")
}

/// Canonical JSON with the lake's error.
pub fn canonical<T: Serialize>(value: &T, what: &str) -> Result<String, LakeError> {
    hash::canonical_json(value).map_err(|error| LakeError::Damaged { file: what.to_owned(), problem: error.to_string().into() })
}
