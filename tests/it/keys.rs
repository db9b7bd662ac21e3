//! The checks that contracts imply, against a plain recount over every golden load at once, with rows planted that offend.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use mirante_data::{clock::Clock, contract::builtin, sample};
use mirante_queries::{checks, engine::Limits, header::Severity};

use crate::{
    golden::{World, world},
    support::{ask, block, repository},
};

/// What only its own cooperative may name, as the data model says.
const WITHIN_ONE: [&str; 7] = ["contracts", "titles", "invoices", "funds", "rule_versions", "assembly_decisions", "assemblies"];
const MONEY: [&str; 10] = [
    "invoices",
    "titles",
    "bank_transactions",
    "ledger_entries",
    "reconciliations",
    "withholdings",
    "fund_entries",
    "payouts",
    "advances",
    "capital_entries",
];

/// Rows that break what the golden loads keep, besides those in which each key in turn names nothing.
const PLANTED: [(&str, &str); 9] = [
    ("invoices", "fat-9,coop-sat-10,org-0104,ct-0052,,un-9,,2026-04-15,1.00,false,,,pendente,,,rascunho,"),
    ("bank_transactions", "mov-9,coop-sat-10,cc-9,2026-04-15T13:00:00Z,2026-04-16,entrada,1.00,,,,,pendente"),
    ("reconciliations", "con-9,cc-9,mov-9,,tit-0801,casado,manual,2026-04-16T13:00:00Z,,,,0.00"),
    ("ledger_entries", "lan-9,coop-antiga,jor-9,1.1.10.01,caixa,2026-01-05,0.00,,,,,,,,"),
    ("assignments", "al-9,m-4f7a,,,,executor,1,10000,,,,,,,,"),
    ("withholdings", "ret-9,iss,cliente,,,5.00,2026-04-16"),
    ("withholdings", "ret-8,iss,cliente,tit-0801,pag-0007,5.00,2026-04-16"),
    ("interests", "int-9,m-4f7a,atuar,,,,2026-01-10,"),
    ("legacy_reuses", "reu-9,leg-1,codigo,Leitor,m-9b1d,,,2026-01-11T12:00:00Z,1,,,"),
];

/// A dataset as the page fixes it and as the golden load holds it.
struct Table {
    key: Vec<String>,
    /// Column → whose key it names, and the columns that complete it.
    names: Vec<(String, String, Vec<String>)>,
    rows: Vec<BTreeMap<String, String>>,
}

fn tables() -> BTreeMap<String, Table> {
    let text = fs::read_to_string(repository().join("tests/golden/vectors/datasets.txt")).unwrap();
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    let mut present = String::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some((name, rest)) = line.split_once(" = ") {
            present = name.to_owned();
            let key = rest.split(" | ").next().unwrap().split(", ").map(str::to_owned).collect();
            tables.insert(present.clone(), Table { key, names: Vec::new(), rows: rows(name) });
        } else if let Some((column, target)) = line.trim().split_once(" -> ") {
            let mut parts = target.split('+').map(str::to_owned);
            let parent = parts.next().unwrap();
            let column = column.split(':').next().unwrap().to_owned();
            tables.get_mut(&present).unwrap().names.push((column, parent, parts.collect()));
        }
    }
    tables.retain(|_, table| !table.rows.is_empty());
    tables.values_mut().for_each(Table::plant);
    tables
}

fn rows(name: &str) -> Vec<BTreeMap<String, String>> {
    let Ok(mut text) = fs::read_to_string(repository().join(format!("tests/golden/raw.{name}/load/expect.csv"))) else { return Vec::new() };
    PLANTED.iter().filter(|(dataset, _)| *dataset == name).for_each(|(_, row)| text.push_str(&format!("{row}\n")));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    reader.records().map(|record| head.iter().cloned().zip(record.unwrap().iter().map(str::to_owned)).collect()).collect()
}

impl Table {
    /// For each key that the rows name, one more row in which it names nothing.
    fn plant(&mut self) {
        for (column, ..) in &self.names {
            let mut row = self.rows[0].clone();
            // A key of its own, unless what it names is the key.
            let own = self.key.iter().find(|key| key.ends_with("_id") || *key == "account_code").filter(|_| !self.key.contains(column));
            own.iter().for_each(|key| row.get_mut(*key).unwrap().push_str(&format!("-{column}")));
            row.insert(column.clone(), format!("sumiu-{column}"));
            self.rows.push(row);
        }
    }

    fn csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(self.rows[0].keys()).unwrap();
        self.rows.iter().for_each(|row| writer.write_record(row.values()).unwrap());
        writer.into_inner().unwrap()
    }
}

/// Check → the first key column's values of the rows that offend, sorted.
fn recount(tables: &BTreeMap<String, Table>) -> BTreeMap<String, Vec<String>> {
    let mut expected: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, table) in tables {
        let first = |row: &BTreeMap<String, String>| row[&table.key[0]].clone();
        let named = |row: &BTreeMap<String, String>, (column, parent, within): &(String, String, Vec<String>)| {
            let wanted: Vec<&String> = [column].into_iter().chain(within).map(|column| &row[column]).collect();
            let parent = &tables[parent];
            parent.rows.iter().find(|row| parent.key.iter().zip(&wanted).all(|(key, value)| row[key] == **value)).cloned()
        };
        for foreign in &table.names {
            let offends = |row: &&BTreeMap<String, String>| {
                let is_known = named(row, foreign).is_some() || foreign.1 == "calendars" && row[&foreign.0] == "sempre";
                !row[&foreign.0].is_empty() && !is_known
            };
            expected.insert(format!("staging.{name}.{}_exists", foreign.0), table.rows.iter().filter(offends).map(first).collect());
        }
        let owner = |row: &BTreeMap<String, String>| row["cooperative_id"].clone();
        let owned: Vec<_> = table
            .names
            .iter()
            .filter(|foreign| {
                let parent = &tables[&foreign.1];
                parent.rows[0].contains_key("cooperative_id") && !parent.key.contains(&"cooperative_id".to_owned())
            })
            .collect();
        if table.rows[0].contains_key("cooperative_id") {
            for foreign in owned.iter().filter(|foreign| WITHIN_ONE.contains(&foreign.1.as_str())) {
                let offends = |row: &&BTreeMap<String, String>| named(row, foreign).is_some_and(|parent| owner(&parent) != owner(row));
                expected.insert(format!("staging.{name}.{}_one_cooperative", foreign.0), table.rows.iter().filter(offends).map(first).collect());
            }
        } else {
            for (place, left) in owned.iter().enumerate() {
                for right in &owned[place + 1..] {
                    let offends = |row: &&BTreeMap<String, String>| {
                        named(row, left).zip(named(row, right)).is_some_and(|(left, right)| owner(&left) != owner(&right))
                    };
                    let rows = table.rows.iter().filter(offends).map(first).collect();
                    expected.insert(format!("staging.{name}.{}_{}_one_cooperative", left.0, right.0), rows);
                }
            }
        }
    }
    let offending = [
        ("assignments.at_least_one_opportunity_id", vec!["al-9"]),
        ("interests.at_least_one_area_id", vec!["int-9"]),
        ("legacy_reuses.at_least_one_reused_by_unit_id", vec!["reu-9"]),
        // A withholding of a payout that is planted with a title as well names two.
        ("withholdings.exactly_one_title_id", vec!["ret-1-title_id", "ret-8", "ret-9"]),
    ];
    for (name, rows) in offending {
        expected.insert(format!("staging.{name}"), rows.into_iter().map(str::to_owned).collect());
    }
    expected.values_mut().for_each(|rows| rows.sort());
    expected
}

#[test]
fn every_key_that_names_nothing_is_found_and_no_other() {
    let tables = tables();
    let expected = recount(&tables);
    let folder = tempfile::tempdir().unwrap();
    for (name, table) in &tables {
        fs::write(folder.path().join(format!("raw.{name}.csv")), table.csv()).unwrap();
    }
    block(async {
        let select = builtin::in_lake().map(|contract| format!("staging.{}", contract.dataset.short()));
        let built = ["staging.working_calendars", "staging.objects", "staging.object_relations"].map(|name| format!("+{name}"));
        let select: Vec<String> = select.chain(built).collect();
        let World { lake, snapshot, graph, failed } = world(folder.path(), "", Clock::fixed(sample::PERIOD_END), select, Limits::default()).await;
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for check in checks::all(graph.models.values(), &snapshot).unwrap() {
            let is_implied = ["_exists", "_one_cooperative"].iter().any(|end| check.name.ends_with(end)) || check.name.contains("_one_");
            let Some(dataset) = check.dataset.as_ref().filter(|_| is_implied) else { continue };
            let key = &tables[dataset.short()].key[0];
            // The rows that are shown name themselves by their key.
            let rows = ask(&lake, &snapshot, &format!("SELECT {key} FROM ({}) AS offending ORDER BY {key}", check.sql)).await;
            found.insert(check.name.clone(), rows.into_iter().map(|mut row| row.remove(0)).collect());
            let is_error = check.name.ends_with("_one_cooperative") || MONEY.contains(&dataset.short());
            assert_eq!(check.severity == Severity::Error, is_error, "{}", check.name);
            assert_eq!(failed.contains(&check.name), is_error && !found[&check.name].is_empty(), "{}", check.name);
        }
        let names = |map: &BTreeMap<String, Vec<String>>| map.keys().cloned().collect::<BTreeSet<String>>();
        assert_eq!(names(&found), names(&expected));
        let differing: Vec<_> =
            expected.iter().filter(|(name, rows)| found[*name] != **rows).map(|(name, rows)| (name, &found[name], rows)).collect();
        assert!(differing.is_empty(), "check, found, expected: {differing:#?}");
        let silent: Vec<&String> = expected.iter().filter(|(_, rows)| rows.is_empty()).map(|(name, _)| name).collect();
        let is_key = |name: &&&String| name.ends_with("_exists");
        assert!(expected.len() > 150 && silent.iter().filter(is_key).count() == 0, "{} checks, silent: {silent:?}", expected.len());

        // What rows are as objects: several rows of one, an ancestor's dimensions, a name that another column explains.
        let objects = "SELECT * EXCEPT (first_at, last_at) FROM staging.objects \
                       WHERE object_id IN ('organization:org-0104', 'sub-01', 'mov-02', 'cont-7') ORDER BY object_type";
        let expected = [
            "bank_transaction,mov-02,un-9,,sl-paineis,ct-0052,org-0104,,10000.00",
            "contest,cont-7,un-9,ar-dados,,,,,",
            "registration,organization:org-0104,un-9,,,,,,",
            "substitution,sub-01,un-9,ar-dados,sl-paineis,,org-0104,externo,",
        ];
        assert_eq!(ask(&lake, &snapshot, objects).await.iter().map(|row| row.join(",")).collect::<Vec<_>>(), expected);
        let relations = "SELECT source_type, source_id, target_type, target_id, qualifier FROM staging.object_relations \
                         WHERE source_id IN ('organization:org-0104', 'sub-01', 'mov-02', 'cont-7', 'tit-0801', 'del-0031') ORDER BY source_type, qualifier";
        let expected = [
            "bank_transaction,mov-02,cooperative,coop-central,cooperative_id",
            "bank_transaction,mov-02,organization,org-0104,organization_id",
            "bank_transaction,mov-02,receivable,tit-0801,title_id",
            "contest,cont-7,member,m-4f7a,member_id",
            "contest,cont-7,participations,par-0021,target_id",
            "decision,del-0031,assembly,ass-2026,assembly_id",
            "decision,del-0031,cooperative,coop-central,cooperative_id",
            "decision,del-0031,unit,un-1,owner_unit_id",
            "receivable,tit-0801,contract,ct-0052,contract_id",
            "receivable,tit-0801,cooperative,coop-central,cooperative_id",
            "receivable,tit-0801,invoice,fat-0701,invoice_id",
            "receivable,tit-0801,organization,org-0104,organization_id",
            "receivable,tit-0801,unit,un-9,unit_id",
            "registration,organization:org-0104,organization,org-0104,entity_id",
            "registration,organization:org-0104,unit,un-9,unit_id",
            "substitution,sub-01,assignment,al-0200,assignment_id",
        ];
        assert_eq!(ask(&lake, &snapshot, relations).await.iter().map(|row| row.join(",")).collect::<Vec<_>>(), expected);
    });
}
