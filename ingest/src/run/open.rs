//! Columns of a contract that a load does not fill yet, and which columns of the source may be meant. Pure guessing: nothing
//! is mapped by it.

use mirante_data::{
    contract::{ColumnRule, Contract},
    name::did_you_mean,
    types::ColumnType,
};

use crate::fields::{self, Field, Guess};

/// Columns that are named of those whose type fits.
const SHOWN: usize = 6;

/// A column of the contract that nothing feeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Its name.
    pub target: String,
    /// Its type.
    pub kind: ColumnType,
    /// May it not be left out?
    pub is_required: bool,
    /// Its codes, where it has a closed list.
    pub codes: Vec<String>,
    /// The source column that is probably meant: by its name, by its codes, or as the only key of the rows.
    pub like: Option<String>,
    /// Other columns whose texts would fit.
    pub fits: Vec<String>,
}

/// The open columns, in the order of the contract. `free` are the source's columns that go nowhere yet, of this many rows.
pub(super) fn open(contract: &Contract, is_fed: impl Fn(&str) -> bool, free: &[&Field], rows: u64) -> Vec<Open> {
    let open: Vec<(&String, &ColumnRule)> = contract.columns.iter().filter(|(target, _)| !is_fed(target)).collect();
    let like: Vec<Option<String>> = open
        .iter()
        .map(|(target, rule)| by_name(target, free).or_else(|| by_codes(rule, free)).or_else(|| by_key(contract, target, free, rows)))
        .collect();
    let is_meant = |field: &Field| like.iter().flatten().any(|name| *name == field.name);
    open.iter()
        .zip(&like)
        .map(|((target, rule), like)| {
            let fits = free.iter().filter(|field| !is_meant(field) && fits(rule, field)).take(SHOWN);
            Open {
                target: (*target).clone(),
                kind: rule.r#type,
                is_required: !rule.null,
                codes: rule.codes.clone(),
                like: like.clone(),
                fits: fits.map(|field| field.name.clone()).collect(),
            }
        })
        .collect()
}

fn by_name(target: &str, free: &[&Field]) -> Option<String> {
    let exact = free.iter().find(|field| fields::plain(&field.name) == fields::plain(target)).map(|field| field.name.as_str());
    let near = || did_you_mean(target, free.iter().map(|field| field.name.as_str())).filter(|name| name.len() > 3);
    exact.or_else(near).map(str::to_owned)
}

/// The only column all of whose values are codes of the contract.
fn by_codes(rule: &ColumnRule, free: &[&Field]) -> Option<String> {
    let all = free.iter().filter(|field| field.codes.len() > 1 && field.codes.iter().all(|code| rule.codes.contains(code)));
    one(all.map(|field| &field.name))
}

/// The only column with another text in each row, for a key of one column.
fn by_key(contract: &Contract, target: &str, free: &[&Field], rows: u64) -> Option<String> {
    let is_key = contract.key.len() == 1 && contract.key[0] == target;
    let all = free.iter().filter(|field| is_key && rows > 1 && field.guess == Guess::Id && field.filled == rows && field.distinct == rows);
    one(all.map(|field| &field.name))
}

fn one<'a>(mut names: impl Iterator<Item = &'a String>) -> Option<String> {
    let first = names.next()?;
    names.next().is_none().then(|| first.clone())
}

/// Would the texts be taken as this type? A closed list of codes takes any list, since its texts can be translated.
fn fits(rule: &ColumnRule, field: &Field) -> bool {
    match rule.r#type {
        ColumnType::At => matches!(field.guess, Guess::At | Guess::On),
        ColumnType::On => field.guess == Guess::On,
        ColumnType::Bool => field.guess == Guess::Bool,
        ColumnType::Int | ColumnType::I32 | ColumnType::Bp => field.guess == Guess::Int,
        ColumnType::Money | ColumnType::Qty | ColumnType::Num | ColumnType::Big => {
            matches!(field.guess, Guess::Int | Guess::Point(_) | Guess::Comma(_))
        }
        ColumnType::Code => field.guess == Guess::Code,
        ColumnType::Id => matches!(field.guess, Guess::Id | Guess::Code),
        ColumnType::Text => matches!(field.guess, Guess::Text | Guess::Code | Guess::Id),
        ColumnType::Hash | ColumnType::Json | ColumnType::Ids | ColumnType::Texts => false,
    }
}

#[cfg(test)]
mod tests {
    use mirante_data::contract::builtin;

    use super::*;

    fn field(name: &str, guess: Guess, codes: &[&str]) -> Field {
        let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        let distinct = if codes.is_empty() { 10 } else { codes.len() as u64 };
        Field { name: name.to_owned(), declared: None, guess, filled: 10, distinct, is_personal: false, examples: Vec::new(), codes }
    }

    #[test]
    fn columns_are_known_by_codes_and_keys_whatever_they_are_called() {
        let contract = builtin::get("demands").unwrap();
        let columns = [
            field("número", Guess::Id, &[]),
            field("camada", Guess::Code, &["externo", "interno"]),
            field("enviada", Guess::At, &[]),
            field("valor", Guess::Comma(2), &[]),
            field("status", Guess::Code, &["N", "R"]),
        ];
        let free: Vec<&Field> = columns.iter().collect();
        let all = open(contract, |target| target == "organization_id", &free, 10);
        let of = |target: &str| all.iter().find(|open| open.target == target).unwrap();
        assert_eq!(of("demand_id").like.as_deref(), Some("número"));
        assert_eq!(of("layer").like.as_deref(), Some("camada"));
        assert_eq!(of("status").like.as_deref(), Some("status"), "by its name, though its codes are to be translated");
        assert_eq!((of("submitted_at").like.as_deref(), of("submitted_at").fits.as_slice()), (None, &["enviada".to_owned()][..]));
        assert_eq!(of("estimated_amount").fits, ["valor"]);
        assert!(of("demand_id").is_required && !all.iter().any(|open| open.target == "organization_id"));
    }

    #[test]
    fn of_two_that_could_be_meant_neither_is() {
        let contract = builtin::get("demands").unwrap();
        let columns = [field("a", Guess::Id, &[]), field("b", Guess::Id, &[])];
        let free: Vec<&Field> = columns.iter().collect();
        let all = open(contract, |_| false, &free, 10);
        let key = all.iter().find(|open| open.target == "demand_id").unwrap();
        assert_eq!((key.like.as_deref(), key.fits.len()), (None, 2));
    }
}
