//! Events derived from the dates of records, for sources that keep no log: which dates tell of what, and what they touch.
//!
//! A row gives one event per dated column that a process file lists. The event touches the row's own object, the objects
//! that its foreign keys name, and through these the objects of the process's kinds: an application names its opportunity,
//! which names its demand. Everything here follows from the present rows alone, whatever came before.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use mirante_data::{
    contract::{Contract, builtin},
    hash,
    process::Process,
    types::ColumnType,
};

pub mod current;
pub mod events;
pub mod links;

/// Another number derives every event anew.
const VERSION: &str = "1";
/// Events of distribution are written by the run that pays, and by nothing else.
const NEVER: &str = "distribution.";

/// What the dates of one dataset tell.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The dataset.
    pub contract: &'static Contract,
    /// The events that a row may give, by the mark that ends their ids, which is mostly a column's name; in the order of the
    /// processes the first that fits a row stands.
    pub marks: IndexMap<String, Vec<Dated>>,
    /// Hash of all of this: other rules derive anew. Empty when there are no marks.
    pub hash: String,
}

/// A date that tells of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The event.
    pub event_type: String,
    /// The column of the date.
    pub column: String,
    /// Column → codes that a row must bear.
    pub when: Vec<(String, Vec<String>)>,
    /// Place of the date in its process, from 1: dates that tie keep its order.
    pub sequence: i64,
    /// The kinds of objects that the process speaks of.
    pub kinds: BTreeSet<String>,
}

impl Rules {
    /// What the dates of a dataset tell; no marks when no process lists one.
    pub fn of(contract: &'static Contract, processes: &[Process]) -> Self {
        let mut marks: IndexMap<String, Vec<Dated>> = IndexMap::new();
        for process in processes {
            let kinds = kinds(process);
            for (sequence, date) in (1..).zip(&process.dates).filter(|(_, date)| date.dataset == contract.dataset.short()) {
                let is_dated = contract.columns.get(&date.column).is_some_and(|rule| matches!(rule.r#type, ColumnType::At | ColumnType::On));
                if !is_dated || date.event_type.starts_with(NEVER) {
                    continue;
                }
                let when = date.when.iter().map(|(column, codes)| (column.clone(), codes.clone())).collect();
                let (event_type, column, kinds) = (date.event_type.clone(), date.column.clone(), kinds.clone());
                marks.entry(date.mark().to_owned()).or_default().push(Dated { event_type, column, when, sequence, kinds });
            }
        }
        if marks.is_empty() {
            return Self { contract, marks, hash: String::new() };
        }
        share_kinds(&mut marks);
        let names: Vec<String> = links::names(contract).map(|(column, parent)| format!("{column} {:?}", parent.object)).collect();
        let hash = hash::fingerprint([VERSION, &format!("{marks:?}"), &format!("{:?}", contract.object), &names.join(" ")]);
        Self { contract, marks, hash }
    }

    /// The events that may come of it, in the order of the marks.
    pub fn event_types(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.marks.values().flatten().map(|date| date.event_type.as_str()).collect();
        all.dedup();
        all
    }

    /// Every kind of object that its processes speak of.
    pub fn kinds(&self) -> BTreeSet<&str> {
        self.marks.values().flatten().flat_map(|date| &date.kinds).map(String::as_str).collect()
    }

    /// The columns of a row that its events depend on.
    pub fn needed(&self) -> BTreeSet<&str> {
        let object = self.contract.object.as_ref().and_then(|object| object.type_column.as_deref());
        let conditions = self.marks.values().flatten().flat_map(|date| &date.when).map(|(column, _)| column.as_str());
        let dates = self.marks.values().flatten().map(|date| date.column.as_str());
        let names = links::names(self.contract).map(|(column, _)| column);
        self.contract.key.iter().map(String::as_str).chain(dates).chain(conditions).chain(names).chain(object).collect()
    }

    /// The id of the event of a row under a mark.
    pub fn event_id(&self, key: &str, mark: &str) -> String {
        format!("{}{key}:{mark}", self.prefix())
    }

    /// How the ids of all events of the dataset begin.
    pub fn prefix(&self) -> String {
        format!("{}:", self.contract.dataset.short())
    }
}

/// The rules of every dataset, by its short name.
pub fn rules(processes: &[Process]) -> BTreeMap<&'static str, Rules> {
    builtin::all().map(|contract| (contract.dataset.short(), Rules::of(contract, processes))).collect()
}

/// The kinds of objects that a process speaks of: its cases and what visits its stages.
fn kinds(process: &Process) -> BTreeSet<String> {
    let of_stages = process.stages.iter().flat_map(|stage| stage.object_type.iter().chain(&stage.else_object_type));
    [&process.object_type].into_iter().chain(&process.else_object_type).chain(of_stages).cloned().collect()
}

/// A date that several processes list stands once, and touches what any of them speaks of.
fn share_kinds(marks: &mut IndexMap<String, Vec<Dated>>) {
    for dates in marks.values_mut() {
        let mut by_event: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for date in dates.iter() {
            by_event.entry(date.event_type.clone()).or_default().extend(date.kinds.iter().cloned());
        }
        dates.iter_mut().for_each(|date| date.kinds.clone_from(&by_event[&date.event_type]));
    }
}
