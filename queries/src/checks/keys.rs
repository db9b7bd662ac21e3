//! The checks that contracts imply: keys that name rows of other datasets, cooperatives that do not mix, columns of which
//! one must be filled. Only what has come is asked about.

use mirante_data::{
    Snapshot,
    contract::{ColumnRule, Contract, Text, builtin},
};

use super::Check;
use crate::header::Severity;

/// Where money flows, a key that names nothing holds up; elsewhere a late parent never rejects its child.
const MONEY: [&str; 10] = [
    "advances",
    "bank_transactions",
    "capital_entries",
    "fund_entries",
    "invoices",
    "ledger_entries",
    "payouts",
    "reconciliations",
    "titles",
    "withholdings",
];

/// What a row may name only within its own cooperative.
const WITHIN_ONE: [&str; 7] = ["assemblies", "assembly_decisions", "contracts", "funds", "invoices", "rule_versions", "titles"];

/// Every check of a contract that has something to ask of this version.
pub(super) fn of_contract(contract: &Contract, snapshot: &Snapshot) -> Vec<Check> {
    // Asked of what is built: after an ingestion alone, staging has not seen the new parents yet.
    let has_rows = |short: &str| snapshot.lists.get(format!("staging.{short}").as_str()).is_some_and(|list| list.rows() > 0);
    if !has_rows(contract.dataset.short()) {
        return Vec::new();
    }
    // A parent of which nothing at all has come is a missing system, not a broken key, and is not asked about.
    let named: Vec<Named<'_>> = contract
        .columns
        .iter()
        .filter_map(|(column, rule)| {
            let parent = builtin::get(rule.references.as_deref()?).ok().filter(|parent| has_rows(parent.dataset.short()))?;
            Some(Named { column, rule, parent })
        })
        .collect();
    let exist = named.iter().map(|named| exists(contract, named));
    exist.chain(one_cooperative(contract, &named)).chain(filled(contract)).collect()
}

/// A column that names rows of another dataset.
struct Named<'a> {
    column: &'a str,
    rule: &'a ColumnRule,
    parent: &'static Contract,
}

impl Named<'_> {
    /// The join of the row that is named.
    fn on(&self, alias: &str) -> String {
        let pairs = self.parent.key.iter().zip([self.column].into_iter().chain(self.rule.within.iter().map(String::as_str)));
        pairs.map(|(key, column)| format!("{alias}.{key} = child.{column}")).collect::<Vec<_>>().join(" AND ")
    }

    /// Where the rows stand. The calendar of every hour is always there, and one without a rule is as good as none.
    fn table(&self) -> &'static str {
        if self.parent.dataset.short() == "calendars" { "working_calendars" } else { self.parent.dataset.short() }
    }
}

fn check(contract: &Contract, kind: &str, severity: Severity, title: Text, sql: String) -> Check {
    let dataset = format!("staging.{}", contract.dataset.short());
    Check { name: format!("{dataset}.{kind}"), dataset: dataset.parse().ok(), title, severity, sql }
}

fn severity(contract: &Contract) -> Severity {
    if MONEY.contains(&contract.dataset.short()) { Severity::Error } else { Severity::Warn }
}

/// The key of the row that offends, and other columns of it.
fn shown(contract: &Contract, others: &[&str]) -> String {
    let keys = contract.key.iter().map(String::as_str).filter(|key| !others.contains(key));
    keys.chain(others.iter().copied()).map(|column| format!("child.{column}")).collect::<Vec<_>>().join(", ")
}

fn exists(contract: &Contract, named: &Named<'_>) -> Check {
    let (child, column, table) = (contract.dataset.short(), named.column, named.table());
    let others: Vec<&str> = [column].into_iter().chain(named.rule.within.iter().map(String::as_str)).collect();
    check(
        contract,
        &format!("{column}_exists"),
        severity(contract),
        Text { pt: format!("{column} existe em {table}"), en: format!("{column} exists in {table}") },
        format!(
            "SELECT {shown}, '{child}' AS dataset FROM staging.{child} AS child LEFT ANTI JOIN staging.{table} AS parent ON {on} WHERE child.{column} IS NOT NULL",
            shown = shown(contract, &others),
            on = named.on("parent"),
        ),
    )
}

/// A row and what it names belong to one cooperative; of a row that names none itself, all that it names do.
fn one_cooperative(contract: &Contract, named: &[Named<'_>]) -> Vec<Check> {
    const OWNER: &str = "cooperative_id";
    let child = contract.dataset.short();
    let owned: Vec<&Named<'_>> = named.iter().filter(|named| named.parent.columns.contains_key(OWNER) && !named.parent.is_key(OWNER)).collect();
    let ask = |kind: String, joins: &[&Named<'_>], other: &str| {
        let tables: String = joins
            .iter()
            .enumerate()
            .map(|(place, named)| format!(" INNER JOIN staging.{} AS named_{place} ON {}", named.table(), named.on(&format!("named_{place}"))))
            .collect();
        let columns: Vec<&str> = joins.iter().map(|named| named.column).collect();
        let names = columns.join(", ");
        check(
            contract,
            &format!("{kind}_one_cooperative"),
            Severity::Error,
            Text { pt: format!("{names}: de uma só cooperativa"), en: format!("{names}: of one cooperative") },
            format!(
                "SELECT {shown}, {other} AS cooperative_id, named_0.{OWNER} AS named_cooperative_id FROM staging.{child} AS child{tables} WHERE named_0.{OWNER} <> {other}",
                shown = shown(contract, &columns),
            ),
        )
    };
    if contract.columns.contains_key(OWNER) {
        let within = owned.into_iter().filter(|named| WITHIN_ONE.contains(&named.parent.dataset.short()));
        return within.map(|named| ask(named.column.to_owned(), &[named], "child.cooperative_id")).collect();
    }
    let pairs = owned.iter().enumerate().flat_map(|(place, first)| owned[place + 1..].iter().map(move |second| (*first, *second)));
    pairs.map(|(first, second)| ask(format!("{}_{}", first.column, second.column), &[first, second], "named_1.cooperative_id")).collect()
}

/// Of a group of columns at least one, or exactly one, is filled.
fn filled(contract: &Contract) -> Vec<Check> {
    let ask = |kind: &str, group: &[String], condition: &str, title: Text| {
        let count: Vec<String> = group.iter().map(|column| format!("CASE WHEN child.{column} IS NULL THEN 0 ELSE 1 END")).collect();
        let sql = format!(
            "SELECT {} FROM staging.{} AS child WHERE {} {condition}",
            shown(contract, &group.iter().map(String::as_str).collect::<Vec<_>>()),
            contract.dataset.short(),
            count.join(" + "),
        );
        check(contract, &format!("{kind}_{}", group[0]), severity(contract), title, sql)
    };
    let at_least = contract.at_least_one.iter().map(|group| {
        let names = group.join(", ");
        ask("at_least_one", group, "= 0", Text { pt: format!("{names}: ao menos um"), en: format!("{names}: at least one") })
    });
    let exactly = contract.exactly_one.iter().map(|group| {
        let names = group.join(", ");
        ask("exactly_one", group, "<> 1", Text { pt: format!("{names}: exatamente um"), en: format!("{names}: exactly one") })
    });
    at_least.chain(exactly).collect()
}
