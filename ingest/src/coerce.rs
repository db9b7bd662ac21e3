//! Source text → contract types. What does not fit becomes a reject with its column and its reason.

use std::{collections::HashMap, sync::Arc};

use mirante_data::arrow::{
    array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, StringArray, UInt64Array},
    compute::{filter_record_batch, take_record_batch},
};
use mirante_data::{
    canonical::Cells,
    contract::{ColumnRule, Digits},
    hash,
    schema::arrow_schema,
    types::ColumnType,
};

use crate::{
    IngestError,
    config::Decimal,
    mapping::{From, Mapping, Origin, Piece},
    meta::{Reason, Reject},
    people::{People, digits},
    source::{SourceBatch, text_column},
    tally::{self, Tally},
};

mod keys;
pub mod parse;
pub mod payload;
mod typed;

pub use keys::{hash_keys, hash_rows};
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
    /// What orders repeats of one key, of a load with a cursor.
    pub cursors: Option<StringArray>,
    /// Number of each row in its file.
    pub numbers: Vec<i64>,
    /// The file.
    pub file: Arc<str>,
    /// Keys of refused rows, as far as they could be read.
    pub refused: Vec<Key>,
    /// Was a row refused whose key could not be read?
    pub has_unknown_keys: bool,
    /// What the source gave, month by month.
    pub tally: Tally,
    /// Rows about people who were erased.
    pub erased: u64,
}

/// 16 bytes that stand for a key.
pub type Key = [u8; 16];

/// Why all rows of a place are refused: columns are gone from it that the mapping names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// The first column of the contract that stays without its text.
    pub target: Option<String>,
    /// The source columns.
    pub missing: Vec<String>,
}

/// Types the rows of one load, batch by batch, in the order of the source.
pub struct Coercer<'a> {
    mapping: &'a Mapping,
    source_name: &'a str,
    /// Source columns that hold people's keys, in any load that reads the same rows: never in a payload.
    people_columns: &'a [String],
    /// Files whose rows are refused whatever they say.
    pub unfit: HashMap<String, Unfit>,
    /// Are these refused rows that come again? Then pseudonyms and places stand in their payloads.
    is_replay: bool,
    /// For `{@nth:COLUMN}`: how often each text was seen, by target and column, in the file named first.
    seen: (String, HashMap<(String, String, String), u64>),
    /// What each row of the batch got for `{@nth:COLUMN}`, by column.
    nths: HashMap<String, HashMap<usize, u64>>,
}

impl<'a> Coercer<'a> {
    /// A coercer for one load of one source.
    pub fn new(mapping: &'a Mapping, source_name: &'a str, people_columns: &'a [String]) -> Self {
        Self { mapping, source_name, people_columns, unfit: HashMap::new(), is_replay: false, seen: Default::default(), nths: HashMap::new() }
    }

    /// A coercer of refused rows that come again, by their payloads.
    pub fn of_payloads(mapping: &'a Mapping, source_name: &'a str) -> Self {
        Self { is_replay: true, ..Self::new(mapping, source_name, &[]) }
    }

    /// Types one batch; rejected rows are appended to `rejects` in the order of the source.
    pub fn coerce(&mut self, batch: &SourceBatch, people: &mut dyn People, rejects: &mut Vec<Reject>) -> Result<Typed, IngestError> {
        let count = batch.rows.len();
        self.nths.clear();
        let mut failures: Vec<Option<(usize, Reason)>> = vec![self.place_of_unfit(&batch.file).map(|place| (place, Reason::SchemaChanged)); count];
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(self.mapping.origins.len());
        let mut amounts: Vec<Option<i128>> = vec![None; count];
        let amount_column = self.mapping.contract.amount_column();
        for (place, origin) in self.mapping.origins.iter().enumerate() {
            let texts = self.texts(origin, batch);
            if amount_column == Some(origin.target.as_str()) {
                (0..count).for_each(|row| amounts[row] = texts.get(row).and_then(|text| self.centavos(text)));
            }
            arrays.push(self.column(place, origin, &texts, count, people, &mut failures)?);
        }
        let marks = self.deletion_marks(batch, &mut failures);
        self.take_rejects(batch, &arrays, &failures, rejects);
        let tally = self.tally(batch, &arrays, &amounts, &failures);
        let whole = self.assemble(arrays)?;
        let (refused, has_unknown_keys) = self.refused_keys(&whole, &failures, people.erased())?;
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
            cursors: self
                .mapping
                .cursor
                .is_some()
                .then(|| kept().map(|row| cursors.filter(|cursors| cursors.is_valid(row)).map(|cursors| cursors.value(row))).collect()),
            numbers: kept().map(|row| batch.rows[row]).collect(),
            file: batch.file.clone(),
            refused,
            has_unknown_keys: has_unknown_keys || !batch.broken.is_empty() || batch.part.as_ref().is_some_and(|part| part.is_partial),
            tally,
            erased: failures.iter().flatten().filter(|(_, reason)| *reason == Reason::Erased).count() as u64,
        })
    }

    /// The amount that a text says; what is none is counted and not summed.
    fn centavos(&self, text: &str) -> Option<i128> {
        match self.mapping.decimal {
            Decimal::Centavos => parse::centavos(text.trim()).ok(),
            Decimal::Comma => parse::decimal(text.trim(), b',', 2).ok(),
            Decimal::Point | Decimal::Unsaid => parse::decimal(text.trim(), b'.', 2).ok(),
        }
    }

    /// Rows and amounts of a batch, month by month.
    fn tally(&self, batch: &SourceBatch, arrays: &[ArrayRef], amounts: &[Option<i128>], failures: &[Option<(usize, Reason)>]) -> Tally {
        let mut tally = Tally::default();
        let period = self.mapping.contract.period_column();
        let periods = self.mapping.origins.iter().position(|origin| Some(origin.target.as_str()) == period).map(|place| &arrays[place]);
        for (row, amount) in amounts.iter().enumerate() {
            let month = periods.and_then(|array| tally::month(array, row));
            tally.read(month, *amount);
            if failures[row].is_some() {
                tally.refuse(month, *amount);
            }
        }
        for _ in &batch.broken {
            tally.read(None, None);
            tally.refuse(None, None);
        }
        tally
    }

    /// The origin that has no text in any row of a file, when that is a reason to refuse them.
    fn place_of_unfit(&self, file: &str) -> Option<usize> {
        let unfit = self.unfit.get(file)?;
        let is_target = |origin: &Origin| Some(&origin.target) == unfit.target.as_ref();
        Some(self.mapping.origins.iter().position(is_target).unwrap_or(self.mapping.origins.len()))
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
    ///
    /// A row about an erased person has no pseudonym any more: it may be any of those who were erased, and all of them are here.
    fn refused_keys(&self, whole: &RecordBatch, failures: &[Option<(usize, Reason)>], erased: &[String]) -> Result<(Vec<Key>, bool), IngestError> {
        if failures.iter().all(Option::is_none) {
            return Ok((Vec::new(), false));
        }
        let keys = hash_keys(self.mapping.contract, whole).map_err(|problem| self.broken(&problem))?;
        let has = |row: usize, is_asked: &dyn Fn(&str) -> bool| {
            let mut asked = self.mapping.contract.key.iter().filter(|key| is_asked(key));
            asked.all(|key| whole.column_by_name(key).is_some_and(|array| array.is_valid(row)))
        };
        let is_person = |key: &str| self.mapping.contract.columns.get(key).is_some_and(|rule| rule.person);
        let (mut known, mut nameless, mut has_unknown_keys) = (Vec::new(), Vec::new(), false);
        for (row, failure) in failures.iter().enumerate() {
            match failure {
                None => {}
                Some(_) if has(row, &|_| true) => known.push(keys[row]),
                Some((_, Reason::Erased)) if has(row, &|key| !is_person(key)) => nameless.push(row as u64),
                Some(_) => has_unknown_keys = true,
            }
        }
        if !nameless.is_empty() {
            let rows = take_record_batch(whole, &UInt64Array::from(nameless)).map_err(|error| self.broken(&error))?;
            for member_id in erased {
                let named = rows.schema_ref().fields().iter().zip(rows.columns()).map(|(field, array)| {
                    if !is_person(field.name()) {
                        return array.clone();
                    }
                    let ids = array.as_string::<i32>().iter().map(|id| Some(id.unwrap_or(member_id)));
                    Arc::new(ids.collect::<StringArray>()) as ArrayRef
                });
                let named = RecordBatch::try_new(rows.schema(), named.collect()).map_err(|error| self.broken(&error))?;
                known.extend(hash_keys(self.mapping.contract, &named).map_err(|problem| self.broken(&problem))?);
            }
        }
        Ok((known, has_unknown_keys))
    }

    /// The text of a column in every row.
    fn texts(&mut self, origin: &Origin, batch: &SourceBatch) -> Texts {
        let count = batch.rows.len();
        if self.is_replay && origin.rule.person && !origin.pieces().is_empty() {
            let kept = text_column(&batch.columns, &payload::of_person(&origin.target));
            return kept.map_or(Texts::Constant(None), |array| Texts::Column(array.clone()));
        }
        match &origin.from {
            From::Nothing => Texts::Constant(None),
            From::Constant(text) => Texts::Constant(Some(text.clone())),
            From::Pieces(pieces) => match pieces.as_slice() {
                [Piece::Column(name)] => text_column(&batch.columns, name).map_or(Texts::Constant(None), |array| Texts::Column(array.clone())),
                [Piece::Row] => Texts::Own(batch.rows.iter().map(|row| Some(row.to_string())).collect()),
                pieces => Texts::Own((0..count).map(|row| self.template(&origin.target, pieces, batch, row)).collect()),
            },
        }
    }

    /// The pieces of a template put together; nothing when a column of it is null.
    fn template(&mut self, target: &str, pieces: &[Piece], batch: &SourceBatch, row: usize) -> Option<String> {
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
                Piece::NthOf(name) if self.is_replay => out.push_str(value(&payload::of_nth(name))?),
                Piece::NthOf(name) => {
                    if self.seen.0 != *batch.file {
                        self.seen = (batch.file.to_string(), HashMap::new());
                    }
                    let nth = self.seen.1.entry((target.to_owned(), name.clone(), value(name)?.to_owned())).or_default();
                    *nth += 1;
                    out.push_str(&nth.to_string());
                    self.nths.entry(name.clone()).or_default().insert(row, *nth);
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
        let mut pseudonyms: HashMap<String, Option<String>> = HashMap::new();
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
            if let (Some(key), true) = (text, origin.rule.person && !self.is_replay) {
                if !pseudonyms.contains_key(key) {
                    pseudonyms.insert(key.to_owned(), people.member_id(&self.mapping.namespace, key)?);
                }
                text = pseudonyms.get(key).and_then(Option::as_deref);
                if text.is_none() {
                    *failure = Some((place, Reason::Erased));
                }
            }
            let number = match (text, origin.rule.digits) {
                (Some(text), Some(kind)) => number(&origin.rule, kind, text, people)?,
                _ => Number::Other,
            };
            if let Number::Wrong = number {
                failure.get_or_insert((place, Reason::OutOfRange));
                typed.push_null();
                continue;
            }
            if let Number::Right(number) = &number {
                text = Some(number.as_str());
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
            // Of a row about an erased person not even its place is written down.
            let Some((place, reason)) = failure.filter(|(_, reason)| *reason != Reason::Erased) else { continue };
            rejects.push(Reject {
                file: batch.file.clone(),
                tab: tab.clone(),
                hint: None,
                row: batch.rows[row],
                key_text: self.key_text(arrays, row),
                column: self.mapping.origins.get(place).map(|origin| self.mapping.label(&origin.target)).or_else(|| self.mapping.deleted.clone()),
                reason,
                payload: keeps.then(|| self.payload(batch, arrays, row)),
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

    /// What a refused row said, so that it can come again.
    fn payload(&self, batch: &SourceBatch, arrays: &[ArrayRef], row: usize) -> String {
        let unfit = self.unfit.get(batch.file.as_ref());
        let said = payload::Said { mapping: self.mapping, people_columns: self.people_columns, absent: unfit.map_or(&[], |unfit| &unfit.missing) };
        let nth = |column: &str| self.nths.get(column).and_then(|rows| rows.get(&row)).copied();
        canonical(&said.value(batch, arrays, row, nth))
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

/// A register number as its column takes it.
enum Number {
    /// The column holds none, or the source has hashed it already.
    Other,
    /// Without punctuation, or the keyed hash of that.
    Right(String),
    /// The check digits do not fit.
    Wrong,
}

fn number(rule: &ColumnRule, kind: Digits, text: &str, people: &mut dyn People) -> Result<Number, IngestError> {
    let is_hash = rule.r#type == ColumnType::Hash;
    if is_hash && text.len() == 64 {
        return Ok(Number::Other);
    }
    Ok(match digits::checked(kind, text) {
        Some(plain) if is_hash => Number::Right(people.outside_hash(kind.word(), &plain)?),
        Some(plain) => Number::Right(plain),
        None => Number::Wrong,
    })
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

fn canonical(value: &serde_json::Value) -> String {
    hash::canonical_value(value).expect("texts and nulls have canonical JSON")
}

/// Does a type hold a person's pseudonym or plain text, so that no parsing can fail?
pub(crate) fn is_plain_text(column_type: ColumnType) -> bool {
    matches!(column_type, ColumnType::Id | ColumnType::Text | ColumnType::Code)
}
