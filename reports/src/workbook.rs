//! The workbook of a cooperative that has nothing but spreadsheets, empty or filled, as XLSX or ODS.
//!
//! In: the tabs of [`mirante_data::workbook`] and the cells that are to stand in them. Out: the bytes of a file.
//! The tabs speak Portuguese in every language of the interface: they are the reader's own names.

use std::{collections::BTreeMap, io};

use mirante_data::workbook::{Column, Kind, TABS, Tab};
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Note, Workbook, Worksheet, XlsxError,
};

pub mod ods;

/// Cells of tabs: rows of texts in the order of the tab's columns; days `2026-03-02`, amounts `1234.56`, empty text for nothing.
pub type Cells<'a> = BTreeMap<&'a str, Vec<Vec<String>>>;

/// Lines that a fresh workbook is prepared for.
const LINES: u32 = 5_000;
/// The tab that explains the others; the reader passes it over.
pub(crate) const ABOUT: &str = "Leia-me";

/// What the first tab says, line by line.
pub(crate) fn introduction(cooperative: &str) -> Vec<String> {
    [
        format!("Caderno de {cooperative}"),
        "Preencha as abas na ordem; uma aba vazia não faz mal: o Mirante diz o que falta por causa dela.".to_owned(),
        "As colunas de cabeçalho escuro são obrigatórias. Cada cabeçalho tem uma nota, e as colunas de códigos têm uma lista.".to_owned(),
        "Não mude os nomes das abas nem das colunas. Linhas podem mudar de lugar, e linhas em branco ou de total são puladas.".to_owned(),
        "Uma linha apagada vale como apagada; guarde o arquivo, e então: mirante run".to_owned(),
        "Os exemplos abaixo não são lidos.".to_owned(),
    ]
    .into()
}

/// A number's picture in the two formats: what the column shows.
pub(crate) fn width(column: &Column) -> f64 {
    let shown = match column.kind {
        Kind::Day | Kind::Whole | Kind::Hours | Kind::Percent => 13,
        Kind::Money => 15,
        Kind::Digits => 20,
        Kind::Words(words) => words.iter().map(|(word, _)| word.chars().count()).max().unwrap_or(0) + 4,
        Kind::Name(_) | Kind::Text => 26,
    };
    f64::from(u32::try_from(shown.max(column.name.chars().count() + 4)).unwrap_or(26))
}

/// The workbook as XLSX. Fixed creation time: the same cells, the same bytes.
pub fn xlsx(cooperative: &str, cells: &Cells<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title(format!("Caderno de {cooperative}")).set_creation_datetime(&made));
    about(workbook.add_worksheet(), cooperative)?;
    for tab in TABS {
        let rows = cells.get(tab.name).map(Vec::as_slice).unwrap_or_default();
        sheet(workbook.add_worksheet(), tab, rows)?;
    }
    workbook.save_to_buffer()
}

/// A workbook of one tab: names of columns, then rows of texts as they are, nothing for an empty one.
pub fn of_texts(tab: &str, header: &[String], rows: impl Iterator<Item = io::Result<Vec<String>>>) -> io::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 1, 1).map_err(io::Error::other)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = workbook.add_worksheet();
    sheet.set_name(tab).and_then(|sheet| sheet.set_freeze_panes(1, 0)).map_err(io::Error::other)?;
    for (place, name) in (0_u16..).zip(header) {
        sheet.write_with_format(0, place, name, &head(true)).map_err(io::Error::other)?;
    }
    for (line, row) in (1_u32..).zip(rows) {
        for (place, text) in (0_u16..).zip(row?).filter(|(_, text)| !text.is_empty()) {
            sheet.write(line, place, text).map_err(io::Error::other)?;
        }
    }
    workbook.save_to_buffer().map_err(io::Error::other)
}

fn head(is_required: bool) -> Format {
    let (back, front) = if is_required { (Color::RGB(0x1F_3A_5F), Color::White) } else { (Color::RGB(0xDD_E6_F0), Color::Black) };
    let format = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter).set_border(FormatBorder::Thin);
    format.set_background_color(back).set_font_color(front)
}

/// How a column's cells are shown.
fn shown(kind: Kind) -> Format {
    match kind {
        Kind::Day => Format::new().set_num_format("dd/mm/yyyy"),
        Kind::Money => Format::new().set_num_format("\"R$\" #,##0.00"),
        Kind::Whole => Format::new().set_num_format("0"),
        Kind::Hours => Format::new().set_num_format("[h]:mm"),
        Kind::Percent => Format::new().set_num_format("0.##"),
        Kind::Digits => Format::new().set_num_format("@"),
        Kind::Text | Kind::Name(_) | Kind::Words(_) => Format::new(),
    }
}

fn sheet(sheet: &mut Worksheet, tab: &Tab, rows: &[Vec<String>]) -> Result<(), XlsxError> {
    sheet.set_name(tab.name)?.set_freeze_panes(1, 0)?.set_row_height(0, 32)?;
    for (place, column) in (0_u16..).zip(tab.columns) {
        sheet.write_with_format(0, place, column.name, &head(column.required))?;
        sheet.set_column_width(place, width(column))?.set_column_format(place, &shown(column.kind))?;
        let told = note(column);
        sheet.insert_note(0, place, &Note::new(told).add_author_prefix(false).set_width(260))?;
        if let Some(validation) = validation(column)? {
            sheet.add_data_validation(1, place, LINES, place, &validation)?;
        }
    }
    for (line, row) in (1_u32..).zip(rows) {
        for ((place, column), text) in (0_u16..).zip(tab.columns).zip(row) {
            put(sheet, line, place, column.kind, text)?;
        }
    }
    Ok(())
}

/// What the note at a column's head says.
pub(crate) fn note(column: &Column) -> String {
    let must = if column.required { "Obrigatória." } else { "Pode ficar vazia." };
    let kind = match column.kind {
        Kind::Day => " Dia, como 31/12/2026.",
        Kind::Money => " Em reais, como 1.234,56.",
        Kind::Words(_) => " Escolha da lista.",
        _ => "",
    };
    format!("{must}{kind} {}", column.note).trim_end().to_owned()
}

fn validation(column: &Column) -> Result<Option<DataValidation>, XlsxError> {
    Ok(match column.kind {
        Kind::Words(words) => {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            // Other spellings are understood as well, so the list proposes and forbids nothing.
            Some(DataValidation::new().allow_list_strings(&words)?.show_error_message(false))
        }
        Kind::Name(other) => {
            let list = Formula::new(format!("={other}!$A$2:$A${LINES}"));
            Some(DataValidation::new().allow_list_formula(list).show_error_message(false))
        }
        _ => None,
    })
}

/// Writes a cell as what it is: days as days, amounts as numbers.
fn put(sheet: &mut Worksheet, line: u32, place: u16, kind: Kind, text: &str) -> Result<(), XlsxError> {
    if text.is_empty() {
        return Ok(());
    }
    let format = shown(kind);
    match (kind, text.parse::<f64>()) {
        (Kind::Day, _) => match ExcelDateTime::parse_from_str(text) {
            Ok(day) => sheet.write_with_format(line, place, &day, &format)?,
            Err(_) => sheet.write_with_format(line, place, text, &format)?,
        },
        (Kind::Money | Kind::Whole | Kind::Percent, Ok(number)) => sheet.write_with_format(line, place, number, &format)?,
        (Kind::Hours, _) => {
            match text.split_once(':').and_then(|(hours, minutes)| Some((hours.parse::<f64>().ok()?, minutes.parse::<f64>().ok()?))) {
                Some((hours, minutes)) => sheet.write_with_format(line, place, (hours * 60.0 + minutes) / 1_440.0, &format)?,
                None => sheet.write_with_format(line, place, text, &format)?,
            }
        }
        _ => sheet.write_with_format(line, place, text, &format)?,
    };
    Ok(())
}

/// How the other tabs are filled in, with examples.
fn about(sheet: &mut Worksheet, cooperative: &str) -> Result<(), XlsxError> {
    sheet.set_name(ABOUT)?;
    let (big, bold, grey) =
        (Format::new().set_bold().set_font_size(16), Format::new().set_bold(), Format::new().set_italic().set_font_color(Color::Gray));
    let mut line = 0;
    for (place, text) in introduction(cooperative).iter().enumerate() {
        sheet.write_with_format(line, 0, text, if place == 0 { &big } else { &grey })?;
        line += 1;
    }
    for tab in TABS {
        line += 1;
        sheet.write_with_format(line, 0, tab.name, &bold)?;
        sheet.write_with_format(line, 1, tab.about, &grey)?;
        line += 1;
        for (place, column) in (0_u16..).zip(tab.columns) {
            sheet.write_with_format(line, place, column.name, &head(column.required))?;
        }
        for example in tab.examples {
            line += 1;
            for ((place, column), text) in (0_u16..).zip(tab.columns).zip(*example) {
                put(sheet, line, place, column.kind, text)?;
            }
        }
        line += 1;
    }
    for place in 0..13 {
        sheet.set_column_width(place, 20)?;
    }
    Ok(())
}
