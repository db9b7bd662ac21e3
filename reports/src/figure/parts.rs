//! The parts of a whole: the largest by their total, at most five, of which the last may stand for all others.

use std::collections::BTreeMap;

use super::{Figure, speech};
use crate::charts::axes::Name;

/// Parts of a drawing.
const MOST: usize = 5;

pub struct Parts {
    /// The keys of those that are drawn apart, the largest first.
    keys: Vec<String>,
    /// What all are called, in the same order; the last may be all others.
    pub names: Vec<Name>,
}

impl Parts {
    /// The parts of a figure's rows; totals are summed in the order of the keys.
    pub fn of(figure: &Figure<'_>, [whole, key, label, value]: [&str; 4]) -> Self {
        let rows = &figure.rows;
        let mut cells: BTreeMap<&str, BTreeMap<&str, f64>> = BTreeMap::new();
        for row in rows.iter() {
            let (Some(key), Some(value)) = (rows.text(key, row), rows.number(value, row)) else { continue };
            *cells.entry(key).or_default().entry(rows.text(whole, row).unwrap_or_default()).or_default() += value;
        }
        let has_rest = cells.remove(speech::OTHERS).is_some();
        let mut totals: Vec<(&str, f64)> = cells.iter().map(|(key, cells)| (*key, cells.values().sum())).collect();
        totals.sort_by(|left, right| right.1.total_cmp(&left.1));
        let is_cut = has_rest || totals.len() > MOST;
        totals.truncate(if is_cut { MOST - 1 } else { MOST });
        let called = |wanted: &str| {
            let row = rows.iter().find(|row| rows.text(key, row) == Some(wanted));
            row.map_or_else(|| wanted.to_owned(), |row| speech::label(rows.text(label, row).unwrap_or(wanted), figure.words))
        };
        let mut names: Vec<Name> = totals.iter().map(|(key, _)| Name { label: called(key), is_rest: false }).collect();
        names.extend(is_cut.then(|| Name { label: figure.words.say("fig-others"), is_rest: true }));
        Self { keys: totals.into_iter().map(|(key, _)| key.to_owned()).collect(), names }
    }

    /// Which part a key belongs to.
    pub fn place(&self, key: &str) -> usize {
        self.keys.iter().position(|each| each == key).unwrap_or(self.keys.len())
    }
}
