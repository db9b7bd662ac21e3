//! Names of a tab → ids, by a normalised match; two candidates are never chosen between.

use std::collections::{BTreeMap, BTreeSet};

use mirante_data::name::did_you_mean;

use super::row::{Fault, Found};
use crate::source::workbook::grid::folded;

/// How many near names are told.
const NEAR: usize = 3;

/// The names of a tab.
pub(super) struct Names {
    tab: &'static str,
    /// What may stand in place of a name, in words.
    key: &'static str,
    by_name: BTreeMap<String, BTreeMap<String, Vec<i64>>>,
    by_key: BTreeMap<String, String>,
    written: BTreeSet<String>,
}

impl Names {
    pub(super) fn new(tab: &'static str, key: &'static str) -> Self {
        Self { tab, key, by_name: BTreeMap::new(), by_key: BTreeMap::new(), written: BTreeSet::new() }
    }

    /// A name of a line, the key that may stand in its place, and the id of both.
    pub(super) fn add(&mut self, line: i64, name: &str, key: Option<&str>, id: &str) {
        self.by_name.entry(folded(name)).or_default().entry(id.to_owned()).or_default().push(line);
        if let Some(key) = key {
            self.by_key.insert(plain(key), id.to_owned());
        }
        self.written.insert(name.to_owned());
    }

    /// The id of a name, or of what stands in its place.
    pub(super) fn id(&self, name: &str, column: &'static str) -> Found<String> {
        if let Some(id) = self.find(name, column)? {
            return Ok(id);
        }
        let mut near: Vec<&str> = Vec::new();
        while near.len() < NEAR
            && let Some(next) = did_you_mean(name, self.written.iter().map(String::as_str).filter(|each| !near.contains(each)))
        {
            near.push(next);
        }
        Err(Fault::unknown(column, name, self.tab, &near))
    }

    /// The same, where a name that nothing bears is no fault.
    pub(super) fn find(&self, name: &str, column: &'static str) -> Found<Option<String>> {
        if let Some(id) = self.by_key.get(&plain(name)) {
            return Ok(Some(id.clone()));
        }
        let Some(found) = self.by_name.get(&folded(name)) else { return Ok(None) };
        match found.keys().next() {
            Some(only) if found.len() == 1 => Ok(Some(only.clone())),
            _ => {
                let mut lines: Vec<i64> = found.values().flatten().copied().collect();
                lines.sort_unstable();
                Err(Fault::ambiguous(column, name, self.tab, &lines, self.key))
            }
        }
    }
}

/// A number that is a name, without what spreadsheets add or take away: points, dashes, case, zeros in front.
pub(super) fn plain(key: &str) -> String {
    let bare: String = key.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let short = bare.trim_start_matches('0');
    if short.is_empty() { bare } else { short.to_owned() }
}

/// The lines of each key whose contents differ: none of them is chosen.
pub(super) fn conflicts(rows: &[(String, String, i64)]) -> BTreeMap<String, Vec<i64>> {
    let mut by_key: BTreeMap<&str, (BTreeSet<&str>, Vec<i64>)> = BTreeMap::new();
    for (key, content, line) in rows {
        let entry = by_key.entry(key).or_default();
        entry.0.insert(content);
        entry.1.push(*line);
    }
    let told = by_key.into_iter().filter(|(_, (contents, _))| contents.len() > 1);
    told.map(|(key, (_, mut lines))| {
        lines.sort_unstable();
        (key.to_owned(), lines)
    })
    .collect()
}

/// Numbers things of one key from 1 by their content, so that moving lines shifts nothing.
pub(super) fn numbered<T>(mut things: Vec<(String, String, T)>) -> Vec<(String, usize, T)> {
    things.sort_by(|left, right| (&left.0, &left.1).cmp(&(&right.0, &right.1)));
    let mut last: Option<(String, usize)> = None;
    things
        .into_iter()
        .map(|(key, _, thing)| {
            let nth = last.as_ref().filter(|(known, _)| *known == key).map_or(1, |(_, nth)| nth + 1);
            last = Some((key.clone(), nth));
            (key, nth, thing)
        })
        .collect()
}

/// Is it a CNPJ whose check digits are right? Letters count by their place in the character table, as since July 2026.
pub(super) fn is_cnpj(text: &str) -> bool {
    let digits: Vec<u32> = text.bytes().map(|byte| u32::from(byte.wrapping_sub(b'0'))).collect();
    let is_shaped = text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    let check = |length: usize| {
        let sum: u32 = digits[..length].iter().rev().zip((2..=9).cycle()).map(|(digit, weight)| digit * weight).sum();
        (11 - sum % 11) % 11 % 10
    };
    is_shaped && digits[12..].iter().all(|digit| *digit < 10) && check(12) == digits[12] && check(13) == digits[13]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_of_one_name_are_never_chosen_between() {
        let mut names = Names::new("Cooperados", "matrícula");
        names.add(2, "José da Silva", Some("007"), "7");
        names.add(3, "JOSE DA SILVA", Some("12"), "12");
        names.add(4, "Josefa Silveira", Some("13"), "13");
        assert_eq!(names.id("7", "Cooperado").unwrap(), "7");
        assert_eq!(names.id("josefa  silveira.", "Cooperado").unwrap(), "13");
        let said = names.id("Jose da Silva", "Cooperado").unwrap_err().hint("Trabalho", 9).unwrap().to_string();
        assert!(said.contains("(2, 3)") && said.contains("matrícula"), "{said}");
        let said = names.id("Josefa Silvera", "Cooperado").unwrap_err().hint("Trabalho", 9).unwrap().to_string();
        assert!(said.contains("tab Trabalho, line 9, column Cooperado") && said.contains("near it are: Josefa Silveira"), "{said}");
    }

    #[test]
    fn numbers_follow_content_and_not_order() {
        let thing = |content: &str| ("k".to_owned(), content.to_owned(), content.to_owned());
        let forward = numbered(vec![thing("a"), thing("b"), thing("b")]);
        let backward = numbered(vec![thing("b"), thing("b"), thing("a")]);
        assert_eq!(forward, backward);
        assert_eq!(forward.iter().map(|(_, nth, _)| *nth).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn check_digits_of_a_cnpj() {
        // Banco do Brasil's, and the example of the revenue service with letters.
        assert!(is_cnpj("00000000000191") && is_cnpj("12ABC34501DE35"));
        assert!(!is_cnpj("00000000000192") && !is_cnpj("12ABC34501DE36") && !is_cnpj("191") && !is_cnpj("0000000000019A"));
    }
}
