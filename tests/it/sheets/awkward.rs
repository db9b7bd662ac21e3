//! What people do to spreadsheets: totals, merged cells, formulas, errors, dates as texts, names that are nearly right.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::{Books, counts, example, notes, refusals};
use crate::support::{Project, Ran};

const HEADS: [(&str, &[&str]); 4] = [
    ("Cooperados", &["Nome", "Matrícula", "Entrada"]),
    ("Clientes", &["Nome", "Tipo"]),
    ("Contratos", &["Contrato", "Cliente", "Valor", "Início"]),
    ("Trabalho", &["Cooperado", "Contrato", "Dia", "Minutos"]),
];

/// A workbook of these tabs, made by `fill` below their heads.
fn book(fill: impl Fn(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, heads) in HEADS {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (place, head) in (0_u16..).zip(heads) {
            sheet.write(0, place, *head).unwrap();
        }
    }
    let people = book.worksheet_from_name("Cooperados").unwrap();
    for (line, name) in (1_u32..).zip(["Ana Souza", "Bruno Lima", "José Silva", "JOSE SILVA"]) {
        people.write(line, 0, name).unwrap().write(line, 1, line).unwrap().write(line, 2, "01/02/2024").unwrap();
    }
    book.worksheet_from_name("Clientes").unwrap().write(1, 0, "Soma Engenharia").unwrap().write(1, 1, "média").unwrap();
    let contracts = book.worksheet_from_name("Contratos").unwrap();
    contracts
        .write(1, 0, "C-01")
        .unwrap()
        .write(1, 1, "Soma Engenharia")
        .unwrap()
        .write(1, 2, "R$ 1.234,56")
        .unwrap()
        .write(1, 3, "2/3/2026")
        .unwrap();
    fill(&mut book);
    book.save_to_buffer().unwrap()
}

fn work(book: &mut Workbook, line: u32, cells: [&str; 4]) {
    let sheet = book.worksheet_from_name("Trabalho").unwrap();
    for (place, cell) in (0_u16..).zip(cells) {
        match cell.parse::<f64>() {
            Ok(number) => sheet.write(line, place, number).unwrap(),
            Err(_) => sheet.write(line, place, cell).unwrap(),
        };
    }
}

#[test]
fn totals_blanks_merged_cells_and_formulas() {
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let bytes = book(|book| {
        work(book, 1, ["Ana Souza", "C-01", "02/03/2026", "90"]);
        work(book, 2, ["", "C-01", "03/03/2026", "30.0"]);
        work(book, 3, ["Subtotal", "", "", "120"]);
        work(book, 6, ["Bruno Lima", "C-01", "", ""]);
        work(book, 7, ["", "", "", "195"]);
        work(book, 8, ["Total geral", "", "", "195"]);
        let sheet = book.worksheet_from_name("Trabalho").unwrap();
        sheet.merge_range(1, 0, 2, 0, "Ana Souza", &Format::new()).unwrap();
        sheet.write_with_format(6, 2, ExcelDateTime::from_ymd(2026, 3, 4).unwrap(), &day).unwrap();
        sheet.write_formula(6, 3, Formula::new("=15*5").set_result("75")).unwrap();
    });
    let mut books = Books::new();
    let report = books.read_bytes(&bytes);
    assert_eq!(refusals(&report), Vec::<String>::new());
    let rows = books.ask("SELECT member_id, work_on, minutes FROM raw.participations ORDER BY work_on");
    assert_eq!(rows, [["1", "2026-03-02", "90"], ["1", "2026-03-03", "30"], ["2", "2026-03-04", "75"]]);
    assert!(notes(&report).contains("tab Trabalho: blank lines 2, totals 3 are no rows"), "{}", notes(&report));
    assert_eq!(books.one("SELECT value FROM raw.contracts"), "1234.56");
    assert_eq!(books.one("SELECT name FROM raw.organizations"), "Soma Engenharia", "a client called Soma is no sum");
}

#[test]
fn a_wrong_line_is_told_as_a_person_finds_it() {
    let bytes = book(|book| {
        for line in (1..=30).filter(|line| *line != 13) {
            work(book, line, ["Ana Souza", "C-01", "02/03/2026", "90"]);
        }
        work(book, 13, ["Ana Souza", "C-01", "02/03/2026", ""]);
        work(book, 14, ["José Silva", "C-01", "02/03/2026", "60"]);
        work(book, 15, ["Ana Sousa", "C-01", "02/03/2026", "60"]);
        work(book, 16, ["Ana Souza", "C-01", "31/02/2026", "60"]);
        work(book, 17, ["Ana Souza", "C-01", "02/03/2026", "60.5"]);
        let sheet = book.worksheet_from_name("Trabalho").unwrap();
        sheet.write_formula(18, 3, Formula::new("=A1+#REF!").set_result("#REF!")).unwrap();
    });
    let mut books = Books::new();
    let report = books.read_bytes(&bytes);
    let told = refusals(&report);
    let has = |text: &str| assert!(told.iter().any(|each| each.contains(text)), "{text} is missing in {told:#?}");
    has("tab Trabalho, line 14, column Minutos: empty");
    has("tab Trabalho, line 15, column Cooperado: `José Silva` stands on several lines of tab Cooperados (4, 5); write the matrícula in its place");
    has("tab Trabalho, line 16, column Cooperado: `Ana Sousa` is not in tab Cooperados; near it are: Ana Souza");
    has("tab Trabalho, line 17, column Dia: not what the column holds");
    has("tab Trabalho, line 18, column Minutos: not what the column holds");
    let kept = books.ask("SELECT tab_name, row_number, column_name, reason FROM meta.rejects ORDER BY row_number");
    let expected = [("14", "Minutos", "obrigatorio_ausente"), ("15", "Cooperado", "nome_ambiguo"), ("16", "Cooperado", "nome_desconhecido")];
    for (row, (number, column, reason)) in kept.iter().zip(expected) {
        assert_eq!(row, &["Trabalho", number, column, reason]);
    }
    assert_eq!(kept.last().unwrap()[..3], ["Trabalho", "19", "Minutos"], "an error cell is a reject: {kept:?}");
    assert_eq!(counts(&report)["participations"], [30, 24, 0, 0, 6, 0]);
    assert_eq!(
        books.one("SELECT count(*) FROM meta.rejects WHERE payload LIKE '%Ana%' OR payload LIKE '%Souza%'"),
        "0",
        "nothing that names people is kept"
    );
    // While lines are wrong nobody can say which ones were erased.
    let report = books.read_bytes(&book(|book| work(book, 1, ["Ana Souza", "C-01", "02/03/2026", "x"])));
    assert_eq!(report.loads.iter().filter(|load| load.outcome.is_err()).count(), 2, "one of one is too many, and nobody is at work any more");
    assert_eq!(books.one("SELECT count(*) FROM raw.participations WHERE _op = 'delete'"), "0");
}

#[test]
fn the_key_stands_in_place_of_an_ambiguous_name() {
    let bytes = book(|book| {
        work(book, 1, ["4", "C-01", "02/03/2026", "60"]);
        work(book, 2, ["003", "c01", "02/03/2026", "60"]);
    });
    let mut books = Books::new();
    assert_eq!(refusals(&books.read_bytes(&bytes)), Vec::<String>::new());
    assert_eq!(books.ask("SELECT member_id FROM raw.participations ORDER BY 1"), [["3"], ["4"]]);
}

#[test]
fn what_contradicts_itself_is_chosen_by_nobody() {
    let mut cells = example::small();
    let other = cells["Contratos"][0].iter().map(|cell| cell.replace("24000.00", "99.00")).collect();
    cells.get_mut("Contratos").unwrap().push(other);
    cells.get_mut("Regra").unwrap()[0][1] = "20".to_owned();
    let mut books = Books::new();
    let told = refusals(&books.read(&cells)).join("\n");
    assert!(told.contains("tab Contratos, line 2, column Contrato: lines 2, 4 say different things of the same"), "{told}");
    assert!(told.contains("make 110,00 %"), "{told}");
}

#[test]
fn a_day_of_the_1904_calendar_and_a_workbook_of_any_shape() {
    let toml = "[[sources]]\nname = 'planilhas'\nkind = 'sheet'\nconnection = { folder = '.' }\n[[sources.loads]]\ninto = 'holidays'\npath = '*.xlsx'\ntab = 'feriados'\n\
                columns = { holiday_on = 'Dia', name = 'Nome' }\nconstants = { calendar_id = '*', scope = 'nacional' }\n";
    let project = Project::new(toml);
    project.write("feriados.xlsx", super::bad::minimal("<workbookPr date1904=\"1\"/>", "44653", "Tiradentes"));
    project.write("~$feriados.xlsx", b"what an open workbook leaves behind");
    project.run(&["ingest"]).succeeds();
    assert_eq!(project.rows("SELECT holiday_on, name FROM raw.holidays"), [["2026-04-03", "Tiradentes"]]);
    // The tab is told by its name without accents or case, a wrong one by what is near.
    project.write("mirante.toml", toml.replace("'feriados'", "'feriadas'"));
    said(&project.run(&["ingest"]), &["M0304", "feriadas", "Feriados"]);
    project.write("mirante.toml", toml.replace("'Dia'", "'Dias'"));
    said(&project.run(&["ingest"]), &["M0305", "`Dias`", "`Dia`"]);
    project.write("mirante.toml", toml.replace("tab = 'feriados'\n", ""));
    project.run(&["ingest"]).ends(2).says(&["M0301", "`tab`"]);
    project.write("mirante.toml", toml.replace("tab = 'feriados'\n", "tab = 'feriados'\nheader_row = 7\n"));
    said(&project.run(&["ingest"]), &["M0304", "linha 7"]);
}

fn said(ran: &Ran, parts: &[&str]) {
    ran.ends(1).says(parts);
}

#[test]
fn an_empty_workbook_and_a_tab_that_is_not_there_do_no_harm() {
    let mut books = Books::new();
    let report = books.read(&mirante_reports::workbook::Cells::new());
    assert_eq!(refusals(&report), Vec::<String>::new());
    assert_eq!(counts(&report).values().map(|counts| counts[0]).sum::<u64>(), 1, "nothing but the general area");
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Trabalhos").unwrap().write(0, 0, "Cooperado").unwrap();
    let told = refusals(&books.read_bytes(&book.save_to_buffer().unwrap())).join("\n");
    assert!(told.contains("it has no tab `Trabalho`; did you mean `Trabalhos`?"), "{told}");
    // A tab that was full and is empty is no order to delete everything.
    let cells = example::twelve();
    let (mut books, _) = Books::of(&cells);
    let mut empty = cells.clone();
    empty.remove("Despesas");
    let told = refusals(&books.read(&empty)).join("\n");
    assert!(told.contains("came back empty"), "{told}");
    assert_eq!(books.one("SELECT count(*) FROM raw.ledger_entries WHERE entry_id LIKE '%estorno'"), "0");
}
