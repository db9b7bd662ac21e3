//! Reads the files back as a load would: header, mapping, values, types, keys.

use std::{collections::BTreeMap, fs, path::Path};

use crate::{
    contract::{ColumnRule, Contract, builtin},
    types::ColumnType,
};

/// What all loads gave.
#[derive(Default)]
pub struct Read {
    pub loads: Vec<Load>,
    /// Rows that stand, by dataset; texts in the order of the contract's columns, empty when null.
    pub rows: BTreeMap<String, Vec<Vec<String>>>,
}

/// One load.
pub struct Load {
    pub name: String,
    pub dataset: String,
    pub read: u64,
    pub refused: u64,
    pub superseded: u64,
}

impl Read {
    pub fn column(dataset: &str, column: &str) -> usize {
        builtin::get(dataset).unwrap().columns.get_index_of(column).unwrap_or_else(|| panic!("{dataset}.{column}"))
    }

    pub fn of(&self, dataset: &str) -> &[Vec<String>] {
        &self.rows[dataset]
    }

    /// Two columns of a dataset, the first as key.
    pub fn pairs<'a>(&'a self, dataset: &str, key: &str, value: &str) -> BTreeMap<&'a str, &'a str> {
        let (key, value) = (Self::column(dataset, key), Self::column(dataset, value));
        self.of(dataset).iter().map(|row| (row[key].as_str(), row[value].as_str())).collect()
    }
}

/// The loads of the sources: source, its connection, load.
pub fn loads() -> Vec<(toml::Table, toml::Table)> {
    let file: toml::Table = toml::from_str(super::super::SOURCES).unwrap();
    let sources = file["sources"].as_array().unwrap();
    let pairs = sources.iter().flat_map(|source| {
        let source = source.as_table().unwrap();
        let loads = source["loads"].as_array().unwrap().iter();
        loads.map(|load| (source.clone(), load.as_table().unwrap().clone()))
    });
    pairs.collect()
}

/// Reads all loads.
pub fn read(root: &Path) -> Read {
    let mut all = Read::default();
    let mut seen: BTreeMap<String, BTreeMap<Vec<String>, Vec<String>>> = BTreeMap::new();
    for (source, load) in loads() {
        let dataset = load["into"].as_str().unwrap();
        let contract = builtin::get(dataset).unwrap();
        let known = seen.entry(dataset.to_owned()).or_default();
        let mut result =
            Load { name: format!("{}.{dataset}", source["name"].as_str().unwrap()), dataset: dataset.to_owned(), read: 0, refused: 0, superseded: 0 };
        for (name, text) in files(root, &source, load["path"].as_str().unwrap()) {
            let mut lines = text.lines();
            let header: Vec<&str> = lines.next().unwrap().split(';').collect();
            let mut nth: BTreeMap<String, u64> = BTreeMap::new();
            for line in lines {
                let cells: Vec<&str> = line.split(';').collect();
                assert_eq!(cells.len(), header.len(), "{name}: {line}");
                result.read += 1;
                let Some(row) = row(contract, &source, &load, &name, &header, &cells, &mut nth) else {
                    result.refused += 1;
                    continue;
                };
                let key: Vec<String> = contract.key.iter().map(|key| row[contract.columns.get_index_of(key).unwrap()].clone()).collect();
                match known.get(&key) {
                    Some(earlier) => {
                        assert_eq!(earlier, &row, "{}: other content under {key:?}", result.name);
                        result.superseded += 1;
                    }
                    None => drop(known.insert(key, row)),
                }
            }
        }
        all.loads.push(result);
    }
    all.rows = seen.into_iter().map(|(dataset, rows)| (dataset, rows.into_values().collect())).collect();
    all
}

/// Name and text of the files of a load.
pub fn files(root: &Path, source: &toml::Table, pattern: &str) -> Vec<(String, String)> {
    let connection = source["connection"].as_table().unwrap();
    assert_eq!(connection["delimiter"].as_str(), Some(";"));
    let mut found = Vec::new();
    for entry in fs::read_dir(root.join(connection["folder"].as_str().unwrap())).unwrap() {
        let name = entry.as_ref().unwrap().file_name().into_string().unwrap();
        if is_match(pattern.as_bytes(), name.as_bytes()) {
            let bytes = fs::read(entry.unwrap().path()).unwrap();
            let text = match connection["encoding"].as_str().unwrap() {
                "windows-1252" => bytes.iter().map(|byte| char::from(*byte)).collect(),
                _ => String::from_utf8(bytes).unwrap(),
            };
            found.push((name, text));
        }
    }
    found.sort();
    found
}

fn is_match(pattern: &[u8], name: &[u8]) -> bool {
    match (pattern, name) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => (0..=name.len()).any(|from| is_match(rest, &name[from..])),
        ([b'?', rest @ ..], [_, others @ ..]) => is_match(rest, others),
        ([one, rest @ ..], [other, others @ ..]) => one == other && is_match(rest, others),
        _ => false,
    }
}

/// The row as the contract wants it; none when a load would refuse it.
fn row(
    contract: &Contract,
    source: &toml::Table,
    load: &toml::Table,
    file: &str,
    header: &[&str],
    cells: &[&str],
    nth: &mut BTreeMap<String, u64>,
) -> Option<Vec<String>> {
    let has_comma = load.get("decimal").is_some_and(|mark| mark.as_str() == Some(","));
    let cell = |column: &str| cells[header.iter().position(|name| *name == column).unwrap_or_else(|| panic!("{file} has no `{column}`"))];
    let typed = contract.columns.iter().map(|(target, rule)| {
        let mapped = load.get("columns").and_then(|columns| columns.get(target)).map(|from| from.as_str().unwrap());
        let constant = load.get("constants").and_then(|constants| constants.get(target));
        let text = match (mapped, constant) {
            (Some(template), _) if template.contains('{') => {
                let column = template.rsplit_once("{@nth:").unwrap().1.trim_end_matches('}');
                let count = nth.entry(cell(column).to_owned()).or_default();
                *count += 1;
                let text = template.replace(&format!("{{@nth:{column}}}"), &count.to_string()).replace("{@file}", file);
                text.replace("{@source}", source["name"].as_str().unwrap()).replace(&format!("{{{column}}}"), cell(column))
            }
            (Some(column), _) => cell(column).to_owned(),
            (None, Some(value)) => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
            (None, None) => String::new(),
        };
        let text = match load.get("values").and_then(|values| values.get(target)) {
            Some(values) if !text.is_empty() => values.get(&text)?.as_str().unwrap().to_owned(),
            _ => text,
        };
        if text.is_empty() { rule.null.then(String::new) } else { typed(rule, &text, has_comma) }
    });
    // Every column is looked at, so that what counts rows counts refused ones too.
    typed.collect::<Vec<_>>().into_iter().collect()
}

fn typed(rule: &ColumnRule, text: &str, has_comma: bool) -> Option<String> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match rule.r#type {
        ColumnType::At => instant(text),
        ColumnType::On => day(text),
        ColumnType::Money => {
            let (sign, text) = text.strip_prefix('-').map_or(("", text), |text| ("-", text));
            let (reais, centavos) = text.split_once(if has_comma { ',' } else { '.' })?;
            let reais = reais.replace('.', "");
            (is_number(&reais) && is_number(centavos) && centavos.len() == 2).then(|| format!("{sign}{reais}{centavos}"))
        }
        ColumnType::Int | ColumnType::I32 | ColumnType::Bp => {
            let number: i64 = text.parse().ok()?;
            (rule.min.is_none_or(|min| number >= min) && rule.max.is_none_or(|max| number <= max)).then(|| text.to_owned())
        }
        ColumnType::Bool => ["S", "N", "true", "false"].contains(&text).then(|| text.to_owned()),
        ColumnType::Hash => (text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| text.to_owned()),
        _ => (rule.codes.is_empty() || rule.codes.iter().any(|code| code == text)).then(|| text.to_owned()),
    }
}

/// Both ways of writing a day as `2026-03-02`.
fn day(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['/', '-']).collect();
    let [first, month, last] = parts.as_slice() else { return None };
    let (year, day) = if text.contains('/') { (last, first) } else { (first, last) };
    chrono::NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).map(|day| day.to_string())
}

/// All ways of writing an instant as `2026-03-02 09:30:00`, local time.
fn instant(text: &str) -> Option<String> {
    let (date, clock) = text.split_once(' ')?;
    let clock = if clock.len() == 5 { format!("{clock}:00") } else { clock.to_owned() };
    Some(format!("{} {clock}", day(date)?))
}
