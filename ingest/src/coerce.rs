//! Source text → contract types. What does not fit becomes a reject with its column and its reason.

use std::{collections::HashMap, sync::Arc};

use mirante_data::arrow::{
    array::{Array, ArrayRef, BooleanArray, RecordBatch, StringArray},
    compute::filter_record_batch,
};
use mirante_data::{canonical::Cells, contract::Contract, hash, schema::arrow_schema, types::ColumnType};

use crate::{
    IngestError,
    mapping::{From, Mapping, Origin, Piece},
    meta::{Reason, Reject},
    people::People,
    source::{SourceBatch, text_column},
};

pub mod parse;
mod typed;

use typed::TypedColumn;

/// Typed rows that keep their contract, with what merging needs to know of each.
#[derive(Debug)]
pub struct Typed {
    /// The contract's columns.
    pub rows: RecordBatch,
    /// Hash of each row's key.
    pub keys: Vec<Key>,
    /// Hash of each row's content.
    pub hashes: Vec<[u8; 16]>,
    /// Does the source mark the row as deleted?
    pub deleted: Vec<bool>,
    /// What orders repeats of one key.
    pub cursors: Vec<Option<String>>,
    /// Number of each row in its file.
    pub numbers: Vec<i64>,
    /// The file.
    pub file: Arc<str>,
    /// Keys of refused rows, as far as they could be read.
    pub refused: Vec<Key>,
    /// Was a row refused whose key could not be read?
    pub has_unknown_keys: bool,
}

/// 16 bytes that stand for a key.
pub type Key = [u8; 16];

/// Types the rows of one load, batch by batch, in the order of the source.
pub struct Coercer<'a> {
    mapping: &'a Mapping,
    source_name: &'a str,
    /// Source columns that hold people's keys, in any load that reads the same rows: never in a payload.
    people_columns: &'a [String],
    /// For `{@nth:COLUMN}`: how often each text was seen, by column, in the file named first.
    seen: (String, HashMap<(String, String), u64>),
}

impl<'a> Coercer<'a> {
    /// A coercer for one load of one source.
    pub fn new(mapping: &'a Mapping, source_name: &'a str, people_columns: &'a [String]) -> Self {
        Self { mapping, source_name, people_columns, seen: Default::default() }
    }

    /// Types one batch; rejected rows are appended to `rejects` in the order of the source.
    pub fn coerce(&mut self, batch: &SourceBatch, people: &mut dyn People, rejects: &mut Vec<Reject>) -> Result<Typed, IngestError> {
        let count = batch.rows.len();
        let mut failures: Vec<Option<(usize, Reason)>> = vec![None; count];
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(self.mapping.origins.len());
        for (place, origin) in self.mapping.origins.iter().enumerate() {
            let texts = self.texts(origin, batch);
            arrays.push(self.column(place, origin, &texts, count, people, &mut failures)?);
        }
        let marks = self.deletion_marks(batch, &mut failures);
        self.take_rejects(batch, &arrays, &failures, rejects);
        let whole = self.assemble(arrays)?;
        let (refused, has_unknown_keys) = self.refused_keys(&whole, &failures)?;
        let keep: Vec<bool> = failures.iter().map(Option::is_none).collect();
        let rows = if keep.iter().all(|kept| *kept) {
            whole
        } else {
            filter_record_batch(&whole, &BooleanArray::from(keep.clone())).map_err(|error| self.broken(&error))?
        };
        let cursors = self.mapping.cursor.as_deref().and_then(|column| text_column(&batch.columns, column));
        let kept = || (0..count).filter(|row| keep[*row]);
        let (keys, hashes) = hash_rows(self.mapping.contract, &rows).map_err(|problem| self.broken(&problem))?;
        Ok(Typed {
            rows,
            keys,
            hashes,
            deleted: kept().map(|row| marks.get(row).copied().unwrap_or(false)).collect(),
            cursors: kept().map(|row| cursors.filter(|cursors| cursors.is_valid(row)).map(|cursors| cursors.value(row).to_owned())).collect(),
            numbers: kept().map(|row| batch.rows[row]).collect(),
            file: batch.file.clone(),
            refused,
            has_unknown_keys: has_unknown_keys || !batch.broken.is_empty() || batch.part.as_ref().is_some_and(|part| part.is_partial),
        })
    }

    /// Which rows are marked as deleted; a mark that is neither a word for yes or no nor a time is a reason to refuse the row.
    fn deletion_marks(&self, batch: &SourceBatch, failures: &mut [Option<(usize, Reason)>]) -> Vec<bool> {
        let Some(marks) = self.mapping.deleted.as_deref().and_then(|column| text_column(&batch.columns, column)) else { return Vec::new() };
        let mut deleted = vec![false; failures.len()];
        for (row, failure) in failures.iter_mut().enumerate().filter(|(row, _)| marks.is_valid(*row)) {
            match is_deleted(marks.value(row), self.mapping) {
                Some(is_marked) => deleted[row] = is_marked,
                None => {
                    failure.get_or_insert((self.mapping.origins.len(), Reason::Type));
                }
            }
        }
        deleted
    }

    /// Keys of refused rows, and whether one of them could not be read.
    fn refused_keys(&self, whole: &RecordBatch, failures: &[Option<(usize, Reason)>]) -> Result<(Vec<Key>, bool), IngestError> {
        if failures.iter().all(Option::is_none) {
            return Ok((Vec::new(), false));
        }
        let keys = hash_keys(self.mapping.contract, whole).map_err(|problem| self.broken(&problem))?;
        let is_known = |row: usize| self.mapping.contract.key.iter().all(|key| whole.column_by_name(key).is_some_and(|array| array.is_valid(row)));
        let refused: Vec<usize> = (0..failures.len()).filter(|row| failures[*row].is_some()).collect();
        let known: Vec<Key> = refused.iter().filter(|row| is_known(**row)).map(|row| keys[*row]).collect();
        let has_unknown_keys = known.len() < refused.len();
        Ok((known, has_unknown_keys))
    }

    /// The text of a column in every row.
    fn texts(&mut self, origin: &Origin, batch: &SourceBatch) -> Texts {
        let count = batch.rows.len();
        match &origin.from {
            From::Nothing => Texts::Constant(None),
            From::Constant(text) => Texts::Constant(Some(text.clone())),
            From::Pieces(pieces) => match pieces.as_slice() {
                [Piece::Column(name)] => text_column(&batch.columns, name).map_or(Texts::Constant(None), |array| Texts::Column(array.clone())),
                [Piece::Row] => Texts::Own(batch.rows.iter().map(|row| Some(row.to_string())).collect()),
                pieces => Texts::Own((0..count).map(|row| self.template(pieces, batch, row)).collect()),
            },
        }
    }

    /// The pieces of a template put together; nothing when a column of it is null.
    fn template(&mut self, pieces: &[Piece], batch: &SourceBatch, row: usize) -> Option<String> {
        let mut out = String::new();
        let column = |name: &str| text_column(&batch.columns, name).filter(|array| array.is_valid(row));
        let value = |name: &str| column(name).map(|array| array.value(row).trim()).filter(|text| !text.is_empty());
        for piece in pieces {
            match piece {
                Piece::Literal(text) => out.push_str(text),
                Piece::Column(name) => out.push_str(value(name)?),
                Piece::Source => out.push_str(self.source_name),
                Piece::File => out.push_str(&batch.file),
                Piece::Row => out.push_str(&batch.rows[row].to_string()),
                Piece::NthOf(name) => {
                    if self.seen.0 != *batch.file {
                        self.seen = (batch.file.to_string(), HashMap::new());
                    }
                    let nth = self.seen.1.entry((name.clone(), value(name)?.to_owned())).or_default();
                    *nth += 1;
                    out.push_str(&nth.to_string());
                }
            }
        }
        Some(out)
    }

    fn column(
        &self,
        place: usize,
        origin: &Origin,
        texts: &Texts,
        count: usize,
        people: &mut dyn People,
        failures: &mut [Option<(usize, Reason)>],
    ) -> Result<ArrayRef, IngestError> {
        let mut typed = TypedColumn::new(&origin.rule, self.mapping, count);
        let mut pseudonyms: HashMap<String, String> = HashMap::new();
        let is_list = matches!(origin.rule.r#type, ColumnType::Ids | ColumnType::Texts) && !origin.rule.null;
        for (row, failure) in failures.iter_mut().enumerate() {
            // Blanks around a code or a key are dirt of the export; those of a text are its own.
            let mut text = texts.get(row).filter(|text| !text.trim().is_empty());
            if origin.rule.r#type != ColumnType::Text {
                text = text.map(str::trim);
            }
            if let (Some(theirs), false) = (text, origin.values.is_empty()) {
                text = origin.values.get(theirs).map(String::as_str);
                if text.is_none() {
                    failure.get_or_insert((place, Reason::UnknownCode));
                }
            }
            if let (Some(key), true) = (text, origin.rule.person) {
                if !pseudonyms.contains_key(key) {
                    pseudonyms.insert(key.to_owned(), people.member_id(&self.mapping.namespace, key)?);
                }
                text = pseudonyms.get(key).map(String::as_str);
            }
            // A list of nothing is empty, where it may not be unknown.
            if text.is_none() && is_list && origin.from != From::Nothing {
                text = Some("");
            }
            match text {
                Some(text) => {
                    if let Err(reason) = typed.push(text) {
                        failure.get_or_insert((place, reason));
                    }
                }
                None => {
                    typed.push_null();
                    if !origin.rule.null {
                        let is_key = self.mapping.contract.is_key(&origin.target);
                        failure.get_or_insert((place, if is_key { Reason::NullKey } else { Reason::Missing }));
                    }
                }
            }
        }
        typed.finish().map_err(|error| self.broken(&error))
    }

    fn assemble(&self, arrays: Vec<ArrayRef>) -> Result<RecordBatch, IngestError> {
        // Rejected rows still hold nulls where the contract allows none; the filter that follows removes them.
        let fields = arrow_schema(&self.mapping.contract.columns())
            .fields()
            .iter()
            .map(|field| field.as_ref().clone().with_nullable(true))
            .collect::<Vec<_>>();
        RecordBatch::try_new(Arc::new(mirante_data::arrow::datatypes::Schema::new(fields)), arrays).map_err(|error| self.broken(&error))
    }

    /// Broken and refused rows together, in the order of the source.
    fn take_rejects(&self, batch: &SourceBatch, arrays: &[ArrayRef], failures: &[Option<(usize, Reason)>], rejects: &mut Vec<Reject>) {
        let from = rejects.len();
        let keeps = self.mapping.keeps_payload();
        let tab: Option<Arc<str>> = self.mapping.config.tab.as_deref().map(Arc::from);
        let told = |place: usize| batch.part.as_ref().and_then(|part| part.broken.get(place).cloned()).unwrap_or_default();
        rejects.extend(batch.broken.iter().enumerate().map(|(place, broken)| Reject {
            file: batch.file.clone(),
            tab: tab.clone(),
            row: broken.row,
            key_text: None,
            column: told(place).0,
            hint: told(place).1,
            reason: broken.reason,
            // Its text is not split into columns, so nobody can say whose key stands in it.
            payload: keeps.then(|| canonical(&serde_json::json!({ "problem": broken.problem }))),
        }));
        for (row, failure) in failures.iter().enumerate() {
            let Some((place, reason)) = failure else { continue };
            rejects.push(Reject {
                file: batch.file.clone(),
                tab: tab.clone(),
                hint: None,
                row: batch.rows[row],
                key_text: self.key_text(arrays, row),
                column: self.mapping.origins.get(*place).map(|origin| self.mapping.label(&origin.target)).or_else(|| self.mapping.deleted.clone()),
                reason: *reason,
                payload: keeps.then(|| self.payload(batch, row)),
            });
        }
        rejects[from..].sort_by_key(|reject| reject.row);
    }

    fn key_text(&self, arrays: &[ArrayRef], row: usize) -> Option<String> {
        let parts: Option<Vec<String>> = self
            .mapping
            .origins
            .iter()
            .zip(arrays)
            .filter(|(origin, _)| self.mapping.contract.is_key(&origin.target))
            .map(|(_, array)| Cells::of(array).ok()?.text(row))
            .collect();
        parts.map(|parts| parts.join(":"))
    }

    /// The source's own texts of the columns that this load reads; people's keys are left out, since the lake holds pseudonyms only.
    fn payload(&self, batch: &SourceBatch, row: usize) -> String {
        let mine = self.mapping.source_columns();
        let is_kept = |name: &str| mine.contains(&name) && !self.people_columns.iter().any(|column| column == name);
        let schema = batch.columns.schema();
        let cells = schema.fields().iter().filter(|field| is_kept(field.name())).map(|field| {
            let text = text_column(&batch.columns, field.name()).filter(|array| array.is_valid(row)).map(|array| array.value(row).to_owned());
            (field.name().clone(), text.map_or(serde_json::Value::Null, serde_json::Value::String))
        });
        canonical(&serde_json::Value::Object(cells.collect()))
    }

    fn broken(&self, problem: &dyn std::fmt::Display) -> IngestError {
        IngestError::Assemble { load: self.mapping.load.clone(), problem: problem.to_string() }
    }
}

/// The texts of one column.
enum Texts {
    Constant(Option<String>),
    Column(StringArray),
    Own(Vec<Option<String>>),
}

impl Texts {
    fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Constant(text) => text.as_deref(),
            Self::Column(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Own(texts) => texts[row].as_deref(),
        }
    }
}

/// Is it a word for yes, or a time at which the row was deleted? None when it is neither, nor a word for no.
fn is_deleted(mark: &str, mapping: &Mapping) -> Option<bool> {
    let mark = mark.trim();
    match parse::boolean(mark) {
        _ if mark.is_empty() => Some(false),
        Ok(is_deleted) => Some(is_deleted),
        Err(_) => parse::instant(mark, mapping.timezone).ok().map(|_| true),
    }
}

/// Hash of each row's key, and of name and canonical text of each non-null column in order.
pub fn hash_rows(contract: &Contract, rows: &RecordBatch) -> Result<(Vec<Key>, Vec<[u8; 16]>), String> {
    let schema = rows.schema();
    let columns: Vec<(&str, bool, Cells<'_>)> = schema
        .fields()
        .iter()
        .zip(rows.columns())
        .map(|(field, array)| Ok((field.name().as_str(), contract.is_key(field.name()), Cells::of(array)?)))
        .collect::<Result<_, String>>()?;
    let (mut keys, mut hashes) = (Vec::with_capacity(rows.num_rows()), Vec::with_capacity(rows.num_rows()));
    let (mut key, mut content) = (String::new(), String::new());
    for row in 0..rows.num_rows() {
        key.clear();
        content.clear();
        for (name, is_key, cells) in &columns {
            if cells.is_null(row) {
                continue;
            }
            content.push_str(name);
            content.push('\u{1f}');
            let from = content.len();
            cells.write(row, &mut content);
            if *is_key {
                push_sized(&content[from..], &mut key);
            }
            close_sized(from, &mut content);
        }
        keys.push(hash::short(key.as_bytes()));
        hashes.push(hash::short(content.as_bytes()));
    }
    Ok((keys, hashes))
}

/// Text followed by its length, so that no two lists of texts run together, whatever characters they hold.
fn push_sized(text: &str, out: &mut String) {
    let from = out.len();
    out.push_str(text);
    close_sized(from, out);
}

/// Ends the text that began at `from` with its length.
fn close_sized(from: usize, out: &mut String) {
    use std::fmt::Write;
    let length = out.len() - from;
    write!(out, "\u{1f}{length}\u{1e}").expect("writing to a String does not fail");
}

/// The key hash of rows that hold the key columns, in the order of the contract's columns.
pub fn hash_keys(contract: &Contract, rows: &RecordBatch) -> Result<Vec<Key>, String> {
    let names: Vec<&String> = contract.columns.keys().filter(|name| contract.is_key(name)).collect();
    let columns: Vec<&ArrayRef> =
        names.iter().map(|name| rows.column_by_name(name).ok_or_else(|| format!("no column `{name}`"))).collect::<Result<_, _>>()?;
    let cells: Vec<Cells<'_>> = columns.into_iter().map(Cells::of).collect::<Result<_, _>>()?;
    let mut key = String::new();
    Ok((0..rows.num_rows())
        .map(|row| {
            key.clear();
            for column in &cells {
                let from = key.len();
                column.write(row, &mut key);
                close_sized(from, &mut key);
            }
            hash::short(key.as_bytes())
        })
        .collect())
}

fn canonical(value: &serde_json::Value) -> String {
    hash::canonical_value(value).expect("texts and nulls have canonical JSON")
}

/// Does a type hold a person's pseudonym or plain text, so that no parsing can fail?
pub(crate) fn is_plain_text(column_type: ColumnType) -> bool {
    matches!(column_type, ColumnType::Id | ColumnType::Text | ColumnType::Code)
}
