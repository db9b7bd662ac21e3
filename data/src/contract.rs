//! The contract of a raw dataset: what each row promises, written in TOML and checked as a whole.

use indexmap::IndexMap;
use serde::Deserialize;

use crate::{
    DatasetName,
    explain::Detail,
    name::{did_you_mean, is_identifier},
    schema::Column,
    types::ColumnType,
};

pub mod builtin;
mod object;
mod proof;

pub use object::{DIMENSIONS, ObjectRule};

/// One raw dataset: columns, key, history, privacy, retention, freshness.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// The dataset it describes, such as `raw.events`.
    pub dataset: DatasetName,
    /// `pt | en`.
    pub title: Text,
    /// Fact or entity.
    pub kind: Kind,
    /// Key columns in order.
    pub key: Vec<String>,
    /// Who may see rows of it.
    pub class: Class,
    /// Retention after a row stops being current: `10y`, `5y`, `forever`; `membership + 10y` after the person's last membership ended.
    pub keep: String,
    /// How deletes arrive.
    pub deletes: Deletes,
    /// Why it is kept, `pt | en`.
    pub purpose: Text,
    /// How old the newest load may be.
    #[serde(default)]
    pub freshness: Freshness,
    /// Groups of columns of which a row must fill at least one; a check asks.
    #[serde(default)]
    pub at_least_one: Vec<Vec<String>>,
    /// Groups of columns of which a row must fill exactly one; a check asks.
    #[serde(default)]
    pub exactly_one: Vec<Vec<String>>,
    /// What a row is as an object of events; none when it is no object.
    pub object: Option<ObjectRule>,
    /// Columns by name, in order.
    pub columns: IndexMap<String, ColumnRule>,
}

/// A text in both languages, written `pt | en`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Text {
    /// Brazilian Portuguese.
    pub pt: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The text in a language; anything but `en` is pt-BR.
    pub fn in_language(&self, language: &str) -> &str {
        if language == "en" { &self.en } else { &self.pt }
    }
}

impl TryFrom<String> for Text {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.split_once(" | ") {
            Some((pt, en)) if !pt.trim().is_empty() && !en.trim().is_empty() => Ok(Self { pt: pt.trim().to_owned(), en: en.trim().to_owned() }),
            _ => Err(format!("`{text}` is not written in both languages as `pt | en`")),
        }
    }
}

/// Is a row immutable, or the present state of something?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Immutable; one insert per key.
    Fact,
    /// A new row per change of content.
    Entity,
}

/// Who may see a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// May be published as is.
    Public,
    /// Any signed-in role that may read the page.
    Internal,
    /// The member concerned, treasurer, auditor.
    Personal,
    /// In no SQL session, no mart, no export.
    Vault,
}

/// How deletes arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Deletes {
    /// A key missing from a complete read is deleted.
    Snap,
    /// The source marks the row.
    Flag,
    /// A fact is taken back by an explicit delete row.
    Retract,
    /// Only a reversing row.
    Never,
    /// Content is destroyed.
    Erase,
}

/// Ages after which a load is late.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Freshness {
    /// Such as `2d`.
    pub warn_after: Option<String>,
    /// Such as `7d`.
    pub error_after: Option<String>,
}

/// What one column promises.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnRule {
    /// Type in the words of the data model.
    pub r#type: ColumnType,
    /// May it be null?
    #[serde(default)]
    pub null: bool,
    /// The closed list of a code.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Smallest number allowed.
    pub min: Option<i64>,
    /// Largest number allowed.
    pub max: Option<i64>,
    /// Whose register number the source gives: its check digits must be right, and a `hash` is the keyed hash of it.
    pub digits: Option<Digits>,
    /// The number must be greater than this.
    pub above: Option<i64>,
    /// The closed list of a number.
    #[serde(default)]
    pub numbers: Vec<i64>,
    /// Does it hold a person's pseudonym?
    #[serde(default)]
    pub person: bool,
    /// The raw dataset (without layer) whose key it names.
    pub references: Option<String>,
    /// Columns that, with this one, make the key that it names: `account_code` within its `cooperative_id`.
    #[serde(default)]
    pub within: Vec<String>,
    /// The column that says what kind of object, or which dataset, it names a row of: type first.
    pub kind_column: Option<String>,
    /// Code in that column → kind of object, where the code is not the kind.
    #[serde(default)]
    pub kinds: IndexMap<String, String>,
    /// What it means, where the name does not tell.
    pub about: Option<Text>,
}

/// A register number with check digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Digits {
    /// Of a person.
    Cpf,
    /// Of a firm.
    Cnpj,
}

impl Digits {
    /// The word in a contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cpf => "cpf",
            Self::Cnpj => "cnpj",
        }
    }
}

impl ColumnRule {
    /// The numbers that it may be, in signs that need no language; none when any may come.
    pub fn limits(&self) -> Option<String> {
        let list: Vec<String> = self.numbers.iter().map(ToString::to_string).collect();
        match (self.min, self.max, self.above) {
            _ if !list.is_empty() => Some(list.join(", ")),
            (Some(min), Some(max), _) => Some(format!("{min}–{max}")),
            (Some(min), None, _) => Some(format!("≥ {min}")),
            (None, Some(max), _) => Some(format!("≤ {max}")),
            (None, None, limit) => limit.map(|limit| format!("> {limit}")),
        }
    }
}

crate::errors! {
    /// What can be wrong with a contract file.
    pub enum ContractError {
        /// The file is no TOML of the contract language.
        [ "M0101" Usage "contract file `{file}` cannot be read: {problem}" ]
        Unreadable { file: String, problem: String },
        /// The file is well formed and says something impossible; every problem is listed.
        [ "M0102" Usage "contract file `{file}` is not sound: {problems}" ]
        Unsound { file: String, problems: String },
        /// No contract of this name.
        [ "M0103" Usage "there is no raw dataset `{name}`{hint}" ]
        Unknown { name: String, hint: Detail },
    }
}

impl Contract {
    /// Reads one contract; `file` is the file's name, which the dataset's name must equal.
    pub fn parse(file: &str, text: &str) -> Result<Self, ContractError> {
        let contract: Self = toml::from_str(text)
            .map_err(|error| ContractError::Unreadable { file: file.to_owned(), problem: error.to_string().trim_end().to_owned() })?;
        let problems = contract.problems(file);
        if problems.is_empty() {
            Ok(contract)
        } else {
            Err(ContractError::Unsound { file: file.to_owned(), problems: crate::explain::list(&problems) })
        }
    }

    /// The contract's columns in order, without the history columns.
    pub fn columns(&self) -> Vec<Column> {
        self.columns.iter().map(|(name, rule)| Column { name: name.clone(), r#type: rule.r#type, null: rule.null }).collect()
    }

    /// Is this column part of the key?
    pub fn is_key(&self, column: &str) -> bool {
        self.key.iter().any(|each| each == column)
    }

    /// Do its rows lie in the lake? Those of the vault never do: no session, mart or export has a table of them.
    pub fn is_in_lake(&self) -> bool {
        self.class < Class::Vault
    }

    /// Everything that is wrong with it, not only the first thing.
    fn problems(&self, file: &str) -> Vec<String> {
        let mut problems = Vec::new();
        if self.dataset.schema() != "raw" {
            problems.push(format!("`{}` is not a raw dataset", self.dataset));
        }
        if file.trim_end_matches(".toml") != self.dataset.short() {
            problems.push(format!("file `{file}` describes `{}`; both must bear one name", self.dataset));
        }
        if self.key.is_empty() {
            problems.push("`key` names no column".to_owned());
        }
        for key in &self.key {
            match self.columns.get(key) {
                None => problems.push(format!("key column `{key}` is not among the columns{}", self.hint(key))),
                Some(rule) if rule.null => problems.push(format!("key column `{key}` may not be null")),
                Some(_) => {}
            }
        }
        if !is_period(self.keep.strip_prefix("membership + ").unwrap_or(&self.keep)) && self.keep != "forever" {
            problems.push(format!("`keep = \"{}\"` is neither `forever` nor a period such as `10y` or `membership + 10y`", self.keep));
        }
        for age in [&self.freshness.warn_after, &self.freshness.error_after].into_iter().flatten() {
            if !is_period(age) {
                problems.push(format!("freshness `{age}` is no period such as `2d` or `36h`"));
            }
        }
        match (self.kind, self.deletes) {
            (Kind::Entity, Deletes::Retract) => problems.push("only facts are retracted; an entity takes `flag`, `snap` or `never`".to_owned()),
            (Kind::Fact, Deletes::Flag | Deletes::Snap) => problems.push("a fact takes `retract` or `never`".to_owned()),
            _ => {}
        }
        if (self.deletes == Deletes::Erase) == self.is_in_lake() {
            problems.push("rows of the vault, and they alone, are deleted by `erase`".to_owned());
        }
        for group in self.at_least_one.iter().chain(&self.exactly_one) {
            let is_null = |name: &String| self.columns.get(name).is_some_and(|rule| rule.null);
            if group.len() < 2 || !group.iter().all(is_null) {
                problems.push(format!("of `{}` one is wanted: name two or more columns that may be null", group.join(", ")));
            }
        }
        for (name, rule) in &self.columns {
            problems.extend(column_problems(name, rule));
            let named = rule.within.iter().chain(&rule.kind_column).filter(|other| !self.columns.contains_key(*other));
            problems.extend(named.map(|other| format!("column `{name}` names `{other}`, which is no column{}", self.hint(other))));
        }
        problems.extend(self.object.iter().flat_map(|object| object.problems(self)));
        problems
    }

    fn hint(&self, column: &str) -> Detail {
        hint(did_you_mean(column, self.columns.keys().map(String::as_str)))
    }
}

/// `; did you mean …?`, or nothing.
pub fn hint(candidate: Option<&str>) -> Detail {
    Detail::from("").near(candidate)
}

fn column_problems(name: &str, rule: &ColumnRule) -> Vec<String> {
    let mut problems = Vec::new();
    if !is_identifier(name) {
        problems.push(format!("`{name}` is no column name"));
    }
    if rule.r#type == ColumnType::Num {
        problems.push(format!("column `{name}`: floats exist in marts and meta only"));
    }
    if !rule.codes.is_empty() && rule.r#type != ColumnType::Code {
        problems.push(format!("column `{name}`: only a code has `codes`"));
    }
    let numeric = matches!(rule.r#type, ColumnType::Int | ColumnType::I32 | ColumnType::Bp | ColumnType::Money | ColumnType::Qty | ColumnType::Big);
    if (rule.min.is_some() || rule.max.is_some() || rule.above.is_some() || !rule.numbers.is_empty()) && !numeric {
        problems.push(format!("column `{name}`: only numbers have `min`, `max`, `above` and `numbers`"));
    }
    if !rule.within.is_empty() && rule.references.is_none() {
        problems.push(format!("column `{name}`: `within` goes with `references`"));
    }
    if rule.kind_column.is_some() && rule.references.is_some() {
        problems.push(format!("column `{name}` names rows of one dataset (`references`) or of several (`kind_column`), not both"));
    }
    if let (Some(min), Some(max)) = (rule.min, rule.max)
        && min > max
    {
        problems.push(format!("column `{name}`: min {min} is above max {max}"));
    }
    if rule.digits.is_some() && !matches!(rule.r#type, ColumnType::Text | ColumnType::Hash) {
        problems.push(format!("column `{name}`: a register number is a `text`, or its keyed `hash`"));
    }
    if rule.person && rule.r#type != ColumnType::Id {
        problems.push(format!("column `{name}`: a person is named by an `id`"));
    }
    problems
}

/// A whole number and one of `m` (minutes), `h`, `d`, `w`, `y`; its length in minutes.
pub fn period_minutes(text: &str) -> Option<i64> {
    let unit = text.chars().last()?;
    let number: i64 = text.strip_suffix(unit)?.parse().ok().filter(|number| *number > 0)?;
    let minutes = match unit {
        'm' => 1,
        'h' => 60,
        'd' => 24 * 60,
        'w' => 7 * 24 * 60,
        'y' => 365 * 24 * 60,
        _ => return None,
    };
    number.checked_mul(minutes)
}

fn is_period(text: &str) -> bool {
    period_minutes(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
dataset = "raw.things"
title = "Coisas | Things"
kind = "entity"
key = ["thing_id"]
class = "internal"
keep = "10y"
deletes = "flag"
purpose = "Porque sim | Because"
[columns]
thing_id = { type = "id" }
amount = { type = "money", null = true, min = 0 }
"#;

    #[test]
    fn a_sound_contract_keeps_its_column_order() {
        let contract = Contract::parse("things.toml", GOOD).unwrap();
        let columns: Vec<String> = contract.columns().iter().map(ToString::to_string).collect();
        assert_eq!(columns, ["thing_id:id", "amount:money?"]);
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let bad = GOOD.replace("[\"thing_id\"]", "[\"thing_ids\"]").replace("\"10y\"", "\"soon\"").replace("type = \"money\"", "type = \"text\"");
        let error = Contract::parse("other.toml", &bad).unwrap_err().to_string();
        for part in ["one name", "did you mean `thing_id`", "`keep = \"soon\"`", "only numbers"] {
            assert!(error.contains(part), "{part} is missing in {error}");
        }
    }

    #[test]
    fn an_unknown_key_is_an_error_that_names_it() {
        let error = Contract::parse("things.toml", &GOOD.replace("min = 0", "minimum = 0")).unwrap_err().to_string();
        assert!(error.contains("minimum"), "{error}");
    }

    #[test]
    fn periods() {
        assert_eq!(period_minutes("36h"), Some(2160));
        assert_eq!(period_minutes("2d"), Some(2880));
        assert_eq!(period_minutes("0d"), None);
        assert_eq!(period_minutes("dois dias"), None);
        assert_eq!(period_minutes(""), None);
    }
}
