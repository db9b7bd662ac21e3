//! What a row names: its foreign keys, and through their rows the objects further up.

use std::collections::{BTreeSet, HashMap, HashSet};

use mirante_data::contract::{Contract, builtin};

/// The columns of a dataset that name an object of another one, with that one's contract.
pub fn names(contract: &'static Contract) -> impl Iterator<Item = (&'static str, &'static Contract)> {
    contract.columns.iter().filter_map(|(column, rule)| {
        let parent = builtin::get(rule.references.as_deref()?).ok()?;
        parent.object.as_ref().map(|_| (column.as_str(), parent))
    })
}

/// Must rows of this dataset be looked at to know what a row that names them touches? Either for what kind they are, or for
/// the objects of these kinds that they name in turn.
pub fn is_looked_up(contract: &'static Contract, kinds: &BTreeSet<&str>) -> bool {
    let is_mixed = contract.object.as_ref().is_some_and(|object| object.type_column.is_some());
    is_mixed || names(contract).any(|(_, parent)| may_be(parent, kinds))
}

/// Can a row of this dataset be an object of one of these kinds?
fn may_be(contract: &Contract, kinds: &BTreeSet<&str>) -> bool {
    let Some(object) = &contract.object else { return false };
    match (&object.r#type, &object.type_column) {
        (Some(kind), _) => kinds.contains(kind.as_str()),
        (None, Some(column)) if object.types.is_empty() => {
            let codes = contract.columns.get(column).map_or(&[] as &[String], |rule| &rule.codes);
            codes.is_empty() || codes.iter().any(|code| kinds.contains(code.as_str()))
        }
        (None, _) => object.types.values().any(|kind| kinds.contains(kind.as_str())),
    }
}

/// The kind of object of a row, from the text of its type column.
pub fn kind_of(contract: &Contract, code: Option<&str>) -> Option<String> {
    let object = contract.object.as_ref()?;
    match &object.r#type {
        Some(kind) => Some(kind.clone()),
        None => code.map(|code| object.types.get(code).cloned().unwrap_or_else(|| code.to_owned())),
    }
}

/// A row that others name: what kind of object it is, and what it names in the order of [`names`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// What it is.
    pub kind: Option<String>,
    /// The keys in its columns.
    pub names: Vec<Option<String>>,
}

/// Rows by dataset and key, as far as they were looked at.
#[derive(Debug, Default)]
pub struct Known {
    /// The rows.
    pub rows: HashMap<&'static str, HashMap<String, Named>>,
}

/// An object that an event touches.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touched {
    /// Its kind.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// What it is to the event: `principal`, or the column that names it.
    pub qualifier: String,
}

/// What a row's event touches: the row's own object first, what it names, and what that names of these kinds.
///
/// A row that is no object itself, such as a delivery, lends its event to the first object that it names of the process.
pub fn touched(contract: &'static Contract, key: &str, row: &Named, known: &Known, kinds: &BTreeSet<String>) -> Vec<Touched> {
    let mut all: Vec<Touched> = Vec::new();
    let own = contract.object.as_ref().and(row.kind.clone());
    let has_own = own.is_some();
    all.extend(own.map(|kind| Touched { kind, id: key.to_owned(), qualifier: "principal".to_owned() }));
    let mut seen: HashSet<(&str, String)> = HashSet::from([(contract.dataset.short(), key.to_owned())]);
    let mut waiting: Vec<(&'static Contract, Named, bool)> = vec![(contract, row.clone(), true)];
    while let Some((of, row, is_first)) = waiting.pop() {
        for ((column, parent), id) in names(of).zip(&row.names) {
            let Some(id) = id else { continue };
            let found = known.rows.get(parent.dataset.short()).and_then(|rows| rows.get(id));
            let Some(kind) = kind_of(parent, None).or_else(|| found?.kind.clone()) else { continue };
            let is_of_process = kinds.contains(&kind);
            if is_first || is_of_process {
                all.push(Touched { kind, id: id.clone(), qualifier: column.to_owned() });
            }
            if (is_first || is_of_process) && seen.insert((parent.dataset.short(), id.clone())) {
                waiting.extend(found.map(|found| (parent, found.clone(), false)));
            }
        }
    }
    if !has_own {
        let first = all.iter().position(|object| kinds.contains(&object.kind)).or((!all.is_empty()).then_some(0));
        if let Some(first) = first {
            "principal".clone_into(&mut all[first].qualifier);
        }
    }
    all.sort();
    all.dedup();
    all
}
