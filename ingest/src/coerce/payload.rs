//! What is kept of a refused row: the source's own texts of the columns that its load reads, as JSON, so that it can come again.
//!
//! People's keys are left out, since the lake holds pseudonyms only; the pseudonym stands in their place, under `@` and the
//! contract's column. What the row was in its file and cannot be found again stands under `@nth:` and the source's column.

use mirante_data::{arrow::array::Array, arrow::array::ArrayRef, canonical::Cells};
use serde_json::{Map, Value};

use crate::{
    mapping::{Mapping, Piece},
    source::{SourceBatch, text_column},
};

/// Where the pseudonym for a column of the contract stands.
pub fn of_person(target: &str) -> String {
    format!("@{target}")
}

/// Where stands what `{@nth:COLUMN}` was.
pub fn of_nth(column: &str) -> String {
    format!("@nth:{column}")
}

/// What a payload is made of.
pub(super) struct Said<'a> {
    pub(super) mapping: &'a Mapping,
    /// Source columns that hold people's keys, in any load that reads the same rows.
    pub(super) people_columns: &'a [String],
    /// Columns that the file does not have: unknown is not empty.
    pub(super) absent: &'a [String],
}

impl Said<'_> {
    pub(super) fn value(&self, batch: &SourceBatch, arrays: &[ArrayRef], row: usize, nth: impl Fn(&str) -> Option<u64>) -> Value {
        let mine = self.mapping.source_columns();
        let is_kept = |name: &str| mine.contains(&name) && !self.people_columns.iter().chain(self.absent).any(|column| column == name);
        let text = |value: Option<String>| value.map_or(Value::Null, Value::String);
        let schema = batch.columns.schema();
        let mut said = Map::new();
        for field in schema.fields().iter().filter(|field| is_kept(field.name())) {
            let cell = text_column(&batch.columns, field.name()).filter(|array| array.is_valid(row)).map(|array| array.value(row).to_owned());
            said.insert(field.name().clone(), text(cell));
        }
        for (origin, array) in self.mapping.origins.iter().zip(arrays) {
            if origin.rule.person && origin.columns().next().is_some() && !origin.columns().any(|name| self.absent.iter().any(|each| each == name)) {
                said.insert(of_person(&origin.target), text(Cells::of(array).ok().and_then(|cells| cells.text(row))));
            }
            for piece in origin.pieces() {
                if let (Piece::NthOf(name), false) = (piece, origin.rule.person) {
                    said.insert(of_nth(name), text(nth(name).map(|nth| nth.to_string())));
                }
            }
        }
        Value::Object(said)
    }
}

/// What keeps a payload from coming again under a mapping: a column that the mapping names and the payload does not have.
///
/// With `on_schema_change = "evolve"` an optional column that was not there reads as null, as it does in a file.
pub fn lacking(mapping: &Mapping, said: &Map<String, Value>) -> Option<String> {
    use crate::config::OnSchemaChange::Evolve;
    let has = |name: &str| said.contains_key(name);
    let of_origins = mapping.origins.iter().filter(|origin| !(origin.rule.null && mapping.config.on_schema_change == Evolve)).find_map(|origin| {
        if origin.rule.person {
            let is_mapped = origin.columns().next().is_some();
            return (is_mapped && !has(&of_person(&origin.target))).then(|| origin.target.clone());
        }
        origin.pieces().iter().find_map(|piece| match piece {
            Piece::Column(name) if !has(name) => Some(name.clone()),
            Piece::NthOf(name) if !has(&of_nth(name)) => Some(format!("{{@nth:{name}}}")),
            _ => None,
        })
    });
    let marks = || mapping.deleted.iter().chain(&mapping.cursor).find(|name| !has(name)).cloned();
    of_origins.or_else(marks)
}
