//! The built-in mapping of a cooperative's workbook: tabs → raw datasets, names → ids, keys from content.
//!
//! In: the tabs of [`mirante_data::workbook`]. Out: one batch of text for each load, typed and held to its contract like any other.

use std::{collections::BTreeMap, sync::Arc};

use mirante_data::{
    contract::{Deletes, builtin},
    explain::Detail,
};
use indexmap::IndexMap;
use serde::Deserialize;

use crate::{
    config::LoadConfig,
    source::{Broken, Part, SourceBatch, TextColumns, Wanted, workbook::Workbook},
};

mod book;
mod deliveries;
mod loads;
mod money;
mod names;
mod people;
mod row;
mod votes;
mod work;

use book::Book;
use loads::LOADS;
use row::Fault;

/// A load of the built-in mapping.
pub(crate) struct Known {
    /// The raw dataset.
    pub into: &'static str,
    /// The load's name.
    pub name: &'static str,
    /// The tab that it reads.
    pub tab: &'static str,
    /// The columns that it fills, each with the tab's column that it mainly comes from.
    pub columns: &'static [(&'static str, &'static str)],
}

/// The loads of the workbook; those of datasets that this program does not keep yet are left out.
pub fn loads(file: &str) -> Vec<LoadConfig> {
    let kept = LOADS.iter().filter_map(|known| Some((known, builtin::get(known.into).ok()?)));
    kept.map(|(known, contract)| {
        let mut table = toml::Table::new();
        let mut say = |key: &str, value: &str| table.insert(key.to_owned(), toml::Value::String(value.to_owned()));
        for (key, value) in [("into", known.into), ("name", known.name), ("tab", known.tab)] {
            say(key, value);
        }
        say("path", &globset::escape(file));
        say("on_schema_change", "evolve");
        // A small table has few rows: one wrong line of five must not hide the other four.
        say("max_rejects", "20%");
        if contract.deletes != Deletes::Never {
            say("deletes", "missing");
        }
        let own = known.columns.iter().map(|(target, _)| ((*target).to_owned(), toml::Value::String((*target).to_owned())));
        table.insert("columns".to_owned(), toml::Value::Table(own.collect()));
        LoadConfig::deserialize(table).expect("the built-in loads are well written")
    })
    .collect()
}

/// What the tab calls the columns of a load.
pub fn labels(load: &LoadConfig) -> IndexMap<String, String> {
    let known = LOADS.iter().find(|known| known.name == load.name());
    let named = known.iter().flat_map(|known| known.columns.iter()).filter(|(_, label)| !label.is_empty());
    named.map(|(target, label)| ((*target).to_owned(), (*label).to_owned())).collect()
}

/// The columns that a load can count on: all of its own, when its tab holds the names that it must.
pub fn header(workbook: &mut Workbook, wanted: &Wanted) -> Result<Vec<String>, Detail> {
    let names = book::header(workbook, &wanted.tab)?;
    Ok(wanted.columns.iter().cloned().chain(names).collect())
}

/// The rows of every load, from one reading of the workbook.
pub fn batches(workbook: &mut Workbook, wanted: &[Wanted], secret: [u8; 32], file: &Arc<str>) -> Result<Vec<SourceBatch>, Detail> {
    let Some(first) = wanted.first() else { return Ok(Vec::new()) };
    let source = first.load.split_once('.').map_or("", |(source, _)| source);
    let mut book = Book::read(workbook, source, secret, first.known.clone())?;
    let mut out = Out::default();
    people::fill(&mut book, &mut out);
    work::fill(&book, &mut out);
    deliveries::fill(&book, &mut out);
    money::fill(&book, &mut out);
    votes::fill(&book, &mut out);
    Ok(wanted.iter().filter_map(|wanted| out.batch(wanted, &book, file)).collect())
}

/// What every load gets.
#[derive(Default)]
struct Out {
    rows: BTreeMap<&'static str, Vec<OutRow>>,
    faults: BTreeMap<&'static str, Vec<(i64, Fault)>>,
    notes: BTreeMap<&'static str, Vec<Detail>>,
}

/// A row of a load: its line, and its columns that hold something.
struct OutRow {
    line: i64,
    cells: Vec<(&'static str, String)>,
}

impl Out {
    /// Gives a row to a load.
    fn push(&mut self, load: &'static str, line: i64, cells: impl IntoIterator<Item = (&'static str, Option<String>)>) {
        let cells = cells.into_iter().filter_map(|(target, text)| Some((target, text?))).collect();
        self.rows.entry(load).or_default().push(OutRow { line, cells });
    }

    /// A line of a tab that gives no row; the tab's main load tells it.
    fn refuse(&mut self, tab: &'static str, line: i64, fault: Fault) {
        self.faults.entry(tab).or_default().push((line, fault));
    }

    /// Says something of a tab.
    fn note(&mut self, tab: &'static str, note: Detail) {
        self.notes.entry(tab).or_default().push(note);
    }

    /// The rows of a load as text.
    fn batch(&mut self, wanted: &Wanted, book: &Book, file: &Arc<str>) -> Option<SourceBatch> {
        let name = wanted.load.split_once('.').map_or(wanted.load.as_str(), |(_, name)| name);
        let known = LOADS.iter().find(|known| known.name == name)?;
        let is_main = LOADS.iter().find(|each| each.tab == known.tab && each.columns.iter().any(|(_, label)| !label.is_empty()))?.name == name;
        let mut rows = self.rows.remove(known.name).unwrap_or_default();
        rows.sort_by_key(|row| row.line);
        let mut texts = TextColumns::new(&wanted.columns);
        for row in &rows {
            for (column, name) in wanted.columns.iter().enumerate() {
                let cell = row.cells.iter().find(|(target, _)| target == name);
                texts.push(column, cell.map(|(_, text)| text.as_str()));
            }
        }
        let mut faults = self.faults.get(known.tab).cloned().unwrap_or_default();
        let is_partial = !faults.is_empty() || book.has_faults_above(known.tab, &self.faults);
        if !is_main {
            faults.clear();
        }
        faults.sort_by_key(|(line, _)| *line);
        let broken = faults.iter().map(|(line, fault)| Broken { row: *line, reason: fault.reason, problem: fault.reason.code().to_owned(), text: String::new() });
        let broken: Vec<Broken> = broken.collect();
        let told = faults.into_iter().map(|(line, fault)| (Some(fault.column.to_owned()), fault.hint(known.tab, line))).collect();
        let mut notes = if is_main { book.notes(known.tab) } else { Vec::new() };
        notes.extend(self.notes.remove(known.tab).filter(|_| is_main).into_iter().flatten());
        let part = Part { load: wanted.load.as_str().into(), broken: told, is_partial, notes };
        let columns = texts.finish(rows.len());
        Some(SourceBatch { file: file.clone(), columns, rows: rows.iter().map(|row| row.line).collect(), broken, part: Some(part) })
    }
}
