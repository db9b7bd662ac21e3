//! Workbooks as sources: a cooperative of twelve with nothing else, its mistakes, and files that are no workbooks.

use std::{collections::BTreeMap, sync::Arc};

use mirante_data::{Lake, clock::Clock, contract::builtin};
use mirante_ingest::{IngestError, Report, SourceConfig, cooperative};
use mirante_reports::workbook::{self, Cells};

use crate::support::{Project, Random, ask, block, ingest_at, seed, sources};

mod awkward;
mod bad;
mod example;
mod journey;

use example::twelve;

const TOML: &str = "[[sources]]\nname = 'cooperativa'\nkind = 'sheet'\nconnection = { file = 'cooperativa.xlsx', cooperative = 'Cooperativa Aurora' }\n";

/// A project with its workbook, ingested in this process with people's keys as they are.
struct Books {
    project: Project,
    lake: Arc<Lake>,
    sources: Vec<SourceConfig>,
    runs: i64,
}

impl Books {
    fn new() -> Self {
        let project = Project::new(TOML);
        let lake = Arc::new(project.lake());
        Self { project, lake, sources: sources(TOML), runs: 0 }
    }

    fn of(cells: &Cells<'_>) -> (Self, Report) {
        let mut books = Self::new();
        let report = books.read(cells);
        (books, report)
    }

    /// Writes the workbook and reads it, a minute after the last time.
    fn read(&mut self, cells: &Cells<'_>) -> Report {
        self.read_bytes(&workbook::xlsx("Cooperativa Aurora", cells).unwrap())
    }

    fn read_bytes(&mut self, bytes: &[u8]) -> Report {
        self.project.write("cooperativa.xlsx", bytes);
        self.runs += 1;
        let clock = Clock::fixed(1_790_000_000_000_000 + self.runs * 60_000_000);
        block(ingest_at(clock, self.project.path(), &self.lake, &self.sources))
    }

    fn ask(&self, query: &str) -> Vec<Vec<String>> {
        block(async { ask(&self.lake, &self.lake.head().await.unwrap(), query).await })
    }

    fn one(&self, query: &str) -> String {
        self.ask(query)[0][0].clone()
    }

    /// Every row that stands, of every dataset that the workbook fills.
    fn state(&self) -> BTreeMap<String, Vec<String>> {
        let mut state = BTreeMap::new();
        for load in cooperative::loads("cooperativa.xlsx") {
            let contract = builtin::get(&load.into).unwrap();
            let columns = contract.columns.keys().map(|name| format!("r.{name}")).collect::<Vec<_>>().join(", ");
            let same = contract.key.iter().map(|key| format!("l.{key} = r.{key}")).collect::<Vec<_>>().join(" AND ");
            let query = format!(
                "SELECT {columns} FROM raw.{0} r WHERE r._op <> 'delete' AND NOT EXISTS \
                 (SELECT 1 FROM raw.{0} l WHERE {same} AND l._recorded_at > r._recorded_at)",
                load.into
            );
            let mut rows: Vec<String> = self.ask(&query).into_iter().map(|row| row.join(" | ")).collect();
            rows.sort();
            state.insert(load.into.clone(), rows);
        }
        state
    }
}

/// What each load came to: read, inserted, updated, unchanged, rejected, missing.
fn counts(report: &Report) -> BTreeMap<String, [u64; 6]> {
    let of = |load: &mirante_ingest::LoadReport| {
        let counts = load.outcome.as_ref().unwrap_or_else(|error| panic!("{}: {error}", load.load));
        assert_eq!(counts.read, counts.accounted(), "{}", load.load);
        let name = load.load.trim_start_matches("cooperativa.").to_owned();
        (name, [counts.read, counts.inserted, counts.updated, counts.unchanged, counts.rejected, counts.missing])
    };
    report.loads.iter().map(of).collect()
}

/// What the terminal would say of refused lines.
fn refusals(report: &Report) -> Vec<String> {
    let of_load = |load: &mirante_ingest::LoadReport| match &load.outcome {
        Err(IngestError::TooManyRejects { sample, .. }) => sample.0.iter().map(ToString::to_string).collect::<Vec<_>>(),
        Err(error) => vec![error.to_string()],
        Ok(_) => load.rejects.iter().map(|reject| mirante_ingest::run::describe(reject).to_string()).collect(),
    };
    report.loads.iter().flat_map(of_load).collect()
}

fn notes(report: &Report) -> String {
    report.loads.iter().flat_map(|load| &load.notes).map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_tab_becomes_its_datasets() {
    let (books, report) = Books::of(&example::small());
    assert_eq!(refusals(&report), Vec::<String>::new());
    let state = books.state();
    let shown: Vec<String> = state.iter().map(|(dataset, rows)| format!("{dataset}\n  {}", rows.join("\n  "))).collect();
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("sheets_small", shown.join("\n"));
    });
}

#[test]
fn both_formats_say_the_same() {
    let cells = twelve();
    let (books, report) = Books::of(&cells);
    assert_eq!(refusals(&report), Vec::<String>::new());
    let mut other = Books::new();
    // The format is told by the content, not by the name.
    other.read_bytes(&workbook::ods::ods("Cooperativa Aurora", &cells).unwrap());
    assert_eq!(books.state(), other.state());
}

#[test]
fn a_read_of_the_same_workbook_commits_nothing() {
    let mut cells = twelve();
    let (mut books, first) = Books::of(&cells);
    assert!(first.version.is_some());
    assert_eq!(books.read(&cells).version, None, "the same workbook saved again is no news");
    cells.get_mut("Trabalho").unwrap()[0][3] = "95".to_owned();
    let changed = counts(&books.read(&cells));
    let touched: Vec<&String> = changed.iter().filter(|(_, counts)| counts[1] + counts[2] + counts[5] > 0).map(|(name, _)| name).collect();
    assert_eq!(touched, ["participations"]);
    assert_eq!(changed["participations"][2], 1, "one line was corrected");
}

#[test]
fn the_order_of_lines_means_nothing() {
    let mut random = Random::new(seed("the_order_of_lines_means_nothing"));
    let cells = twelve();
    let (books, _) = Books::of(&cells);
    let expected = books.state();
    for _ in 0..3 {
        let mut shuffled = cells.clone();
        for rows in shuffled.values_mut() {
            for last in (1..rows.len()).rev() {
                rows.swap(last, random.below(last + 1));
            }
            // Blank lines in between mean nothing either.
            let place = random.below(rows.len() + 1);
            rows.insert(place, Vec::new());
        }
        let (other, report) = Books::of(&shuffled);
        assert_eq!(refusals(&report), Vec::<String>::new());
        assert_eq!(other.state(), expected);
        let mut books = Books::new();
        books.read(&cells);
        assert_eq!(books.read(&shuffled).version.map(|_| books.state()), None, "moved lines are no news");
    }
}

#[test]
fn an_erased_line_is_deleted_and_an_inserted_one_shifts_nothing() {
    let cells = twelve();
    let (mut books, _) = Books::of(&cells);
    let before = books.state();
    let mut less = cells.clone();
    let work = less.get_mut("Trabalho").unwrap();
    let erased = work.remove(5);
    let after = counts(&books.read(&less));
    assert_eq!(after["participations"][5], 1);
    assert_eq!(after.values().map(|counts| counts[1]).sum::<u64>(), 0, "nothing is new");
    less.get_mut("Trabalho").unwrap().insert(0, erased);
    let back = counts(&books.read(&less));
    assert_eq!(back["participations"][1], 1, "it comes back");
    assert_eq!(books.state(), before);
}

#[test]
fn what_is_never_deleted_gets_its_reversing_row() {
    let cells = twelve();
    let (mut books, _) = Books::of(&cells);
    let sums = |books: &Books| books.ask("SELECT count(*), sum_checked(amount) FROM raw.ledger_entries WHERE account_code = 'caixa'")[0].clone();
    let before = sums(&books);
    let mut less = cells.clone();
    let erased = less.get_mut("Despesas").unwrap().remove(0);
    let report = books.read(&less);
    assert!(notes(&report).contains("rows were reversed"), "{}", notes(&report));
    let (count, rows) = (counts(&report)["ledger_entries"], books.ask("SELECT entry_id, reverses_entry_id, amount FROM raw.ledger_entries WHERE entry_id LIKE '%:estorno' ORDER BY amount"));
    assert_eq!((count[1], rows.len()), (2, 2), "debit and credit are taken back");
    assert!(rows.iter().all(|row| row[0] == format!("{}:estorno", row[1])), "{rows:?}");
    assert_eq!(books.one("SELECT count(*) FROM (SELECT journal_id FROM raw.ledger_entries GROUP BY journal_id HAVING sum_checked(amount) <> 0)"), "0");
    assert_eq!(books.read(&less).version, None, "a reversal is made once");
    // It comes back under an id of its own, and is erased again.
    less.get_mut("Despesas").unwrap().push(erased);
    books.read(&less);
    assert_eq!(sums(&books)[1], before[1]);
    assert_eq!(books.one("SELECT count(*) FROM raw.ledger_entries WHERE entry_id LIKE '%:2'"), "2");
    less.get_mut("Despesas").unwrap().pop();
    books.read(&less);
    assert_eq!(books.one("SELECT count(*) FROM raw.ledger_entries WHERE entry_id LIKE '%:2:estorno'"), "2");
    // A corrected amount is another fact: the old one is reversed, the new one booked.
    let mut corrected = cells.clone();
    corrected.get_mut("Despesas").unwrap()[1][6] = "1.23".to_owned();
    let (mut books, _) = Books::of(&cells);
    let count = counts(&books.read(&corrected))["ledger_entries"];
    assert_eq!((count[1], count[4]), (4, 0));
    // An assembly's line that is gone stays, and is told.
    let mut silent = cells.clone();
    silent.get_mut("Assembleias").unwrap().pop();
    assert!(notes(&books.read(&silent)).contains("their rows stay"));
}

#[test]
fn a_rename_on_its_own_line_keeps_the_id() {
    let cells = twelve();
    let (mut books, _) = Books::of(&cells);
    let ids = |books: &Books, dataset: &str, id: &str| books.ask(&format!("SELECT DISTINCT {id} FROM raw.{dataset} ORDER BY 1"));
    let (people, clients) = (ids(&books, "members", "member_id"), ids(&books, "organizations", "organization_id"));
    let mut renamed = cells.clone();
    let old = std::mem::replace(&mut renamed.get_mut("Cooperados").unwrap()[0][0], "Ana Souza de Albuquerque".to_owned());
    for row in renamed.get_mut("Trabalho").unwrap().iter_mut().chain(renamed.get_mut("Entregas").unwrap()) {
        row.iter_mut().filter(|cell| **cell == old).for_each(|cell| "Ana Souza de Albuquerque".clone_into(cell));
    }
    let client = renamed.get_mut("Clientes").unwrap();
    let old = std::mem::replace(&mut client[0][0], "Escola Girassol do Recife".to_owned());
    for row in renamed.get_mut("Contratos").unwrap() {
        row.iter_mut().filter(|cell| **cell == old).for_each(|cell| "Escola Girassol do Recife".clone_into(cell));
    }
    let report = books.read(&renamed);
    assert_eq!(refusals(&report), Vec::<String>::new());
    assert_eq!(ids(&books, "members", "member_id"), people);
    assert_eq!(ids(&books, "organizations", "organization_id"), clients);
    assert_eq!(counts(&report)["participations"][1], 0);
}
