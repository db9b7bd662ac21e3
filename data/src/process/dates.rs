//! The dates of entities that become events where a source keeps no log: `[[dates]]` of a process file.

use indexmap::IndexMap;
use serde::Deserialize;

use crate::{
    contract::{Contract, builtin},
    detail,
    explain::Detail,
    name::did_you_mean,
    types::ColumnType,
};

/// One dated column whose instant, or day, is an event of each row that has it.
///
/// Of the lines of one dataset and column the first whose `when` holds gives the event; the place of a line in its file
/// is the event's `sequence`, so that days that tie keep the order of the process.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DerivedDate {
    /// What happened, such as `demand.submitted`.
    pub event_type: String,
    /// The raw dataset (without layer) whose rows have the date.
    pub dataset: String,
    /// The column of the date: an instant, or a day.
    pub column: String,
    /// Column → codes, all of which must hold; a null never does.
    #[serde(default)]
    pub when: IndexMap<String, Vec<String>>,
    /// What stands for the column in the event's id where a column gives events of two kinds.
    pub mark: Option<String>,
}

impl DerivedDate {
    /// The last part of the event's id, `{dataset}:{key}:{mark}`: the column, unless the file says otherwise.
    pub fn mark(&self) -> &str {
        self.mark.as_deref().unwrap_or(&self.column)
    }

    /// Can a row give both events, under one id?
    pub fn meets(&self, other: &Self) -> bool {
        let is_apart =
            |(column, codes): (&String, &Vec<String>)| other.when.get(column).is_some_and(|others| !codes.iter().any(|code| others.contains(code)));
        self.dataset == other.dataset && self.mark() == other.mark() && !self.when.iter().any(is_apart)
    }

    /// What is wrong with it, held against the contract of its dataset.
    pub(super) fn problems(&self) -> Vec<Detail> {
        let place = format!("{}.{}", self.dataset, self.column);
        let Ok(contract) = builtin::get(&self.dataset) else {
            let near = did_you_mean(&self.dataset, builtin::in_lake().map(|contract| contract.dataset.short()));
            return vec![detail!("d-date-dataset", "`{place}`: there is no dataset `{dataset}`", place = place, dataset = self.dataset).near(near)];
        };
        let mut problems = Vec::new();
        match contract.columns.get(&self.column) {
            None => problems.push(no_column(contract, &place, &self.column)),
            Some(rule) if ![ColumnType::At, ColumnType::On].contains(&rule.r#type) => {
                problems.push(detail!("d-date-type", "`{place}` is of type `{kind}` and no date", place = place, kind = rule.r#type));
            }
            Some(_) => {}
        }
        for (column, codes) in &self.when {
            let Some(rule) = contract.columns.get(column) else {
                problems.push(no_column(contract, &place, column));
                continue;
            };
            for code in codes.iter().filter(|code| !rule.codes.is_empty() && !rule.codes.contains(code)) {
                let near = did_you_mean(code, rule.codes.iter().map(String::as_str));
                problems.push(
                    detail!("d-date-code", "`{place}`: `{code}` is not among the codes of `{column}`", place = place, code = code, column = column)
                        .near(near),
                );
            }
            if rule.r#type != ColumnType::Code || codes.is_empty() {
                problems.push(detail!(
                    "d-date-when",
                    "`{place}`: `when` lists codes of a column of codes, which `{column}` is not, or lists none",
                    place = place,
                    column = column
                ));
            }
        }
        problems
    }
}

fn no_column(contract: &Contract, place: &str, column: &str) -> Detail {
    let near = did_you_mean(column, contract.columns.keys().map(String::as_str));
    detail!("d-date-column", "`{place}`: `{dataset}` has no column `{column}`", place = place, dataset = contract.dataset.short(), column = column)
        .near(near)
}
