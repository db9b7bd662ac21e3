//! What is true of a sample because it was made so, for whoever wants to know whether an analysis finds it.

use std::{collections::BTreeMap, fs, io, path::Path};

/// What is true of a sample because it was made so; where nothing was planted, the first eight are null, empty and 0.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Truths {
    /// The stage in which cases wait longest.
    pub bottleneck: Option<Bottleneck>,
    /// Skills that opportunities ask for at a level that nobody has.
    pub missing_skills: Vec<(&'static str, i64)>,
    /// Opportunities that ask for one of them.
    pub unfillable: u64,
    /// The area in which demand grows, and with it that of its service; no other area and service grows.
    pub growing_area: Option<&'static str>,
    /// The service in it that everybody asks for.
    pub growing_line: Option<&'static str>,
    /// The unit whose people could found a cooperative of their own.
    pub ready_front: Option<&'static str>,
    /// The skill that one person alone has, and that person's key.
    pub sole_skill: Option<(&'static str, String)>,
    /// The system of which one person alone answers for what fails, and that person's key.
    pub sole_system: Option<(&'static str, String)>,
    /// Deliverables first handed in after their day, with its approved extension.
    pub late_deliveries: u64,
    /// Bank lines that do not agree with the books: by kind, how often at all and how many are still open.
    pub breaks: BTreeMap<&'static str, (u64, u64)>,
    /// What left a fund without a decision.
    pub undecided_outflows: u64,
    /// Rows that an ingestion must refuse, by dataset.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Rows that an ingestion must keep, by dataset.
    pub kept: BTreeMap<&'static str, u64>,
    /// Rows that come twice with the same key and content.
    pub superseded: u64,
    /// Events that touch no object.
    pub events_without_object: u64,
    /// Links whose event never came or was refused.
    pub links_without_event: u64,
}

/// Where the work gets stuck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Bottleneck {
    /// The process.
    pub process: &'static str,
    /// Its stage.
    pub stage: &'static str,
    /// The unit whose queue grows.
    pub unit: &'static str,
    /// Since when it grows, in microseconds since 1970.
    pub since_at: i64,
}

/// Beside the records, read by no source.
pub(super) const FILE: &str = "verdades.json";

impl Truths {
    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        fs::write(folder.join(FILE), serde_json::to_string_pretty(self)? + "\n")
    }
}
