//! The known tabs of a workbook, read once: their rows, and the ids that are made of what they say.

use std::collections::BTreeMap;

use mirante_data::{
    detail,
    explain::Detail,
    name::did_you_mean,
    workbook::{self, TABS, Tab},
};

use super::{
    Fault,
    names::Names,
    row::{Found, Row, must},
};
use crate::{
    config::Known,
    source::{
        sheet::{
            Header,
            shape::{Kind, Shape},
        },
        workbook::{
            Workbook,
            grid::{Grid, Line, folded},
        },
    },
};

/// The known tabs of a workbook.
pub(super) struct Book {
    /// The source: ids that are the workbook's own begin with it.
    pub source: String,
    /// The cooperative.
    pub known: Known,
    /// Cooperados.
    pub people: Names,
    /// Clientes.
    pub clients: Names,
    /// Contratos; an id is the contract's.
    pub contracts: Names,
    /// What each client is.
    pub kind_of: BTreeMap<String, &'static str>,
    /// The client of each contract.
    pub client_of: BTreeMap<String, String>,
    sheets: BTreeMap<&'static str, Sheet>,
    secret: [u8; 32],
}

/// The rows of a tab.
#[derive(Default)]
struct Sheet {
    places: Vec<Option<usize>>,
    lines: Vec<Line>,
    notes: Vec<Detail>,
}

impl Book {
    pub(super) fn read(workbook: &mut Workbook, source: &str, secret: [u8; 32], known: Option<Known>) -> Result<Self, Detail> {
        let known = known.ok_or_else(|| Detail::from("no cooperative".to_owned()))?;
        let mut sheets = BTreeMap::new();
        for tab in TABS {
            // A tab that is not as it must be fails its own loads, when their columns are compared; the others go on.
            if let Ok(Some((grid, header))) = open(workbook, tab)
                && problems(tab, &header, &grid.name).is_empty()
            {
                sheets.insert(tab.name, sheet(tab, &grid, &header));
            }
        }
        let (people, clients, contracts) = (Names::new("Cooperados", "matrícula"), Names::new("Clientes", "CNPJ"), Names::new("Contratos", "número do contrato"));
        Ok(Self { source: source.to_owned(), known, people, clients, contracts, kind_of: BTreeMap::new(), client_of: BTreeMap::new(), sheets, secret })
    }

    /// The rows of a tab.
    pub(super) fn rows(&self, tab: &'static str) -> Vec<Row<'_>> {
        let Some((tab, sheet)) = workbook::tab(tab).zip(self.sheets.get(tab)) else { return Vec::new() };
        sheet.lines.iter().map(|line| Row { tab, line, places: &sheet.places }).collect()
    }

    /// What was read of a tab and is no row.
    pub(super) fn notes(&self, tab: &str) -> Vec<Detail> {
        self.sheets.get(tab).map(|sheet| sheet.notes.clone()).unwrap_or_default()
    }

    /// An id that nobody can guess back to what it was made of.
    pub(super) fn secret_id(&self, parts: &[&str]) -> String {
        self.secret_hash(parts)[..16].to_owned()
    }

    /// The whole hash, 64 digits.
    pub(super) fn secret_hash(&self, parts: &[&str]) -> String {
        let mut hasher = blake3::Hasher::new_keyed(&self.secret);
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// An id of the workbook's own, such as `cooperativa:sede`.
    pub(super) fn own(&self, name: &str) -> String {
        format!("{}:{name}", self.source)
    }

    /// The one unit.
    pub(super) fn unit(&self) -> String {
        self.own("sede")
    }

    /// The id of an area by its name; without one, the general area.
    pub(super) fn area(&self, name: Option<&str>) -> String {
        self.own(&slug(name.unwrap_or("Geral")))
    }

    /// What a client is when it asks for something.
    pub(super) fn proponent(&self, client: &str) -> &'static str {
        match self.kind_of.get(client) {
            Some(&"pf") => "pf",
            Some(&"coletivo") => "coletivo",
            _ => "organizacao",
        }
    }

    /// The contract that a row names.
    pub(super) fn contract(&self, row: &Row<'_>, column: &'static str) -> Found<String> {
        let name = must(column, row.text(column)?)?;
        self.contracts.id(&name, column)
    }

    /// The person that a row names, by the key of the vault.
    pub(super) fn person(&self, row: &Row<'_>, column: &'static str) -> Found<Option<String>> {
        row.text(column)?.map(|name| self.people.id(&name, column)).transpose()
    }

    /// Were rows refused in a tab that this one's rows are made of as well?
    pub(super) fn has_faults_above(&self, tab: &str, faults: &BTreeMap<&'static str, Vec<(i64, Fault)>>) -> bool {
        let above: &[&str] = match tab {
            "Cooperados" | "Clientes" => &["Cooperados", "Contratos"],
            "Contratos" => &["Trabalho"],
            _ => &[],
        };
        above.iter().any(|tab| faults.get(tab).is_some_and(|faults| !faults.is_empty()))
    }
}

/// The names of a tab's columns, when it holds those that it must. A tab that is not there, or empty, is as good as an empty one.
pub(super) fn header(workbook: &mut Workbook, name: &str) -> Result<Vec<String>, Detail> {
    let Some(tab) = workbook::tab(name) else { return Ok(Vec::new()) };
    let Some((grid, header)) = open(workbook, tab)? else { return Ok(Vec::new()) };
    if let Some(problem) = problems(tab, &header, &grid.name).into_iter().next() {
        return Err(problem);
    }
    Ok(header.names.into_iter().map(|(_, name)| name).collect())
}

/// A tab with its header; none when it is not there or holds nothing. One whose name is nearly right was meant.
fn open(workbook: &mut Workbook, tab: &Tab) -> Result<Option<(Grid, Header)>, Detail> {
    let Some(found) = workbook.find(tab.name)? else {
        let strange = workbook.tabs().iter().filter(|name| !TABS.iter().any(|tab| folded(tab.name) == folded(name)));
        let near = did_you_mean(tab.name, strange.map(String::as_str));
        return if near.is_some() { Err(workbook.no_tab(tab.name)) } else { Ok(None) };
    };
    let grid = workbook.grid(&found)?;
    if grid.lines.is_empty() {
        return Ok(None);
    }
    let names: Vec<String> = tab.columns.iter().map(|column| column.name.to_owned()).collect();
    Header::find(&grid, None, &names).map(|header| Some((grid, header)))
}

/// Required columns that are not there.
fn problems(tab: &Tab, header: &Header, shown: &str) -> Vec<Detail> {
    let is_there = |name: &str| header.column(name).is_some() || (name == "Minutos" && header.column("Horas").is_some());
    let missing = tab.columns.iter().filter(|column| column.required && !is_there(column.name));
    let told = missing.map(|column| {
        let strange = header.names.iter().map(|(_, name)| name.as_str()).filter(|name| !tab.columns.iter().any(|each| folded(each.name) == folded(name)));
        let near = did_you_mean(column.name, strange);
        detail!("d-tab-column", "tab {tab} has no column `{column}`", tab = shown, column = column.name).near(near)
    });
    told.collect()
}

fn sheet(tab: &Tab, grid: &Grid, header: &Header) -> Sheet {
    let places: Vec<Option<usize>> = tab.columns.iter().map(|column| header.column(column.name)).collect();
    let mut shape = Shape::new(places.iter().flatten().copied().collect());
    let lines: Vec<Line> = grid.lines[header.line + 1..].iter().filter(|line| shape.kind(line) == Kind::Row).cloned().collect();
    let mut notes: Vec<Detail> = shape.note(&grid.name, grid.lines[header.line].number).into_iter().collect();
    for (_, name) in header.names.iter().filter(|(_, name)| tab.columns.iter().all(|column| folded(column.name) != folded(name))) {
        notes.push(detail!("d-tab-strange", "tab {tab}: column `{column}` is not known and not read", tab = grid.name, column = name));
    }
    Sheet { places, lines, notes }
}

/// A name as a part of an id: `Móveis da sala` is `moveis-da-sala`.
pub(super) fn slug(text: &str) -> String {
    folded(text).replace(' ', "-")
}
