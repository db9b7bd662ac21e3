//! All rows of one read, and what merging needs to know of each of them.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    io,
    sync::Arc,
};

use mirante_data::arrow::{
    array::{AsArray, RecordBatch, StringArray},
    datatypes::TimestampMicrosecondType,
};

use super::{cursor, runs::Runs};
use crate::{
    coerce::{Key, Typed},
    mapping::Mapping,
    tally::Tally,
};

/// Keys by themselves: they are hashes already.
pub type ByKey<T> = HashMap<Key, T, BuildHasherDefault<KeyHasher>>;

/// The first bytes of a key, which is a hash.
#[derive(Debug, Default)]
pub struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = first_bytes(bytes);
    }

    // The length of a key, which all of them share.
    fn write_usize(&mut self, _: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

/// What a table of keys is ordered by.
pub(super) fn first_bytes(key: &[u8]) -> u64 {
    key.first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
}

/// All rows of one read, typed. Rows are numbered in the order in which they came.
#[derive(Debug)]
pub struct Incoming {
    /// The contract's columns.
    pub rows: Runs,
    /// Key hash of each row.
    pub keys: Vec<Key>,
    /// Content hash of each row.
    pub hashes: Vec<[u8; 16]>,
    /// Keys of rows that were refused: they came, so they are not missing.
    pub refused: Vec<Key>,
    /// Rows were refused whose key could not be read: what is missing cannot be told.
    pub has_unknown_keys: bool,
    /// Rows about people who were erased: they are read and not here.
    pub erased: u64,
    /// What the source gave, month by month.
    pub tally: Tally,
    /// Where the rows stood.
    pub places: Places,
    /// Is each row marked as deleted by the source? Empty when none is.
    deleted: Vec<bool>,
    /// What orders repeats, as it came; nothing without a cursor.
    texts: Vec<StringArray>,
    cursors: Vec<Option<i128>>,
    /// Are the cursors in the order of texts, which says nothing about other reads?
    is_by_text: bool,
    /// The latest of what happened, of events.
    latest_at: Option<i64>,
}

impl Incoming {
    /// Nothing yet of a load.
    pub fn new(mapping: &Mapping) -> Self {
        Self::with(Runs::new(&mapping.contract.key))
    }

    /// The batches of a whole read.
    pub fn of(mapping: &Mapping, parts: Vec<Typed>) -> io::Result<Self> {
        let mut all = Self::new(mapping);
        parts.into_iter().try_for_each(|part| all.push(part))?;
        all.seal(mapping)?;
        Ok(all)
    }

    /// Rows that were not read as texts, and of which no key comes twice.
    pub fn given(rows: Runs, (keys, hashes): (Vec<Key>, Vec<[u8; 16]>), places: Places, tally: Tally) -> Self {
        Self { keys, hashes, places, tally, ..Self::with(rows) }
    }

    fn with(rows: Runs) -> Self {
        Self {
            rows,
            keys: Vec::new(),
            hashes: Vec::new(),
            refused: Vec::new(),
            has_unknown_keys: false,
            erased: 0,
            tally: Tally::default(),
            places: Places::default(),
            deleted: Vec::new(),
            texts: Vec::new(),
            cursors: Vec::new(),
            is_by_text: false,
            latest_at: None,
        }
    }

    /// Takes the next batch.
    pub fn push(&mut self, part: Typed) -> io::Result<()> {
        if !self.deleted.is_empty() || part.deleted.contains(&true) {
            self.deleted.resize(self.keys.len(), false);
            self.deleted.extend(part.deleted);
        }
        self.keys.extend(part.keys);
        self.hashes.extend(part.hashes);
        part.numbers.iter().for_each(|number| self.places.push(&part.file, *number));
        self.texts.extend(part.cursors);
        self.refused.extend(part.refused);
        self.has_unknown_keys |= part.has_unknown_keys;
        self.erased += part.erased;
        self.tally.extend(&part.tally);
        self.latest_at = self.latest_at.max(happened(&part.rows).flatten().max());
        self.rows.push(part.rows)
    }

    /// Nothing comes any more: the rows can be read, and their cursors compared.
    pub fn seal(&mut self, mapping: &Mapping) -> io::Result<()> {
        let texts: Vec<Option<&str>> = self.texts.iter().flatten().collect();
        (self.cursors, self.is_by_text) = cursor::ranks(&texts, mapping);
        self.texts = Vec::new();
        self.rows.seal()
    }

    /// Does the source mark the row as deleted?
    pub fn is_deleted(&self, row: usize) -> bool {
        self.deleted.get(row).copied().unwrap_or(false)
    }

    /// What orders a row among repeats of its key; an empty cursor comes first.
    pub fn cursor(&self, row: usize) -> Option<i128> {
        self.cursors.get(row).copied().flatten()
    }

    /// Where a position of the load's cursor stands among the cursors of the rows.
    pub fn rank(&self, position: &str, mapping: &Mapping) -> Option<i128> {
        (!self.is_by_text).then(|| cursor::rank(position, mapping)).flatten()
    }

    /// Rows and wrapping sum of the hashes of the rows that stand: equal digests, nothing to merge.
    ///
    /// None when a row was refused: it may vanish, or become good, without any other row changing.
    pub fn digest(&self, standing: &[usize]) -> Option<(u64, String)> {
        let sum = standing.iter().fold(0_u128, |sum, row| {
            let hash = u128::from_le_bytes(self.hashes[*row]);
            sum.wrapping_add(if self.is_deleted(*row) { !hash } else { hash })
        });
        (self.refused.is_empty() && !self.has_unknown_keys).then(|| (standing.len() as u64, format!("{sum:032x}")))
    }

    /// Events that have not happened by this instant.
    pub fn rows_after(&self, at: i64) -> io::Result<u64> {
        let mut later = 0;
        if self.latest_at > Some(at) {
            self.rows.each(|_, batch| later += happened(batch).flatten().filter(|happened| *happened > at).count() as u64)?;
        }
        Ok(later)
    }

    /// A row that no source gave, and that stands where the first of the others does.
    pub fn add(&mut self, key: Key, hash: [u8; 16]) {
        let file = self.places.first();
        self.keys.push(key);
        self.hashes.push(hash);
        self.places.push(&file, 0);
    }

    #[cfg(test)]
    pub(super) fn of_marks(keys: Vec<Key>, hashes: Vec<[u8; 16]>, deleted: Vec<bool>, cursors: Vec<Option<i128>>, files: &[&str]) -> Self {
        let mut places = Places::default();
        files.iter().for_each(|file| places.push(&(*file).into(), 1));
        Self { keys, hashes, deleted, cursors, places, ..Self::with(Runs::new(&[])) }
    }
}

/// When the rows happened; nothing of rows that are no events.
fn happened(rows: &RecordBatch) -> impl Iterator<Item = Option<i64>> {
    rows.column_by_name("occurred_at").and_then(|array| array.as_primitive_opt::<TimestampMicrosecondType>()).into_iter().flatten()
}

/// File and number of each row. Numbers mostly count on, so only where they do not is written down.
#[derive(Debug, Default)]
pub struct Places {
    /// First row of a stretch, its file, and its number there.
    stretches: Vec<(usize, Arc<str>, i64)>,
    len: usize,
}

impl Places {
    /// The next row's.
    pub fn push(&mut self, file: &Arc<str>, number: i64) {
        let counts_on = self.stretches.last().is_some_and(|(first, known, from)| number - from == (self.len - first) as i64 && known == file);
        if !counts_on {
            self.stretches.push((self.len, file.clone(), number));
        }
        self.len += 1;
    }

    /// Where a row stood.
    pub fn of(&self, row: usize) -> (&Arc<str>, i64) {
        let place = self.stretches.partition_point(|(first, ..)| *first <= row).saturating_sub(1);
        let (first, file, number) = &self.stretches[place];
        (file, number + (row - first) as i64)
    }

    /// The file of the first row.
    fn first(&self) -> Arc<str> {
        self.stretches.first().map_or_else(|| "".into(), |(_, file, _)| file.clone())
    }
}
