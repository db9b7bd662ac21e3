//! Files that are no workbooks, or that mean harm: each refused in words, and nothing of it loaded.

use std::io::{Cursor, Write};

use mirante_data::workbook::TABS;
use mirante_reports::workbook;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{Books, example, refusals};

/// An archive of these parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
const RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
const STYLES: &str = "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";

/// A workbook written by hand: one tab `Feriados` with a day and a name.
pub fn minimal(properties: &str, day: &str, name: &str) -> Vec<u8> {
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    let book = format!("<workbook {main}>{properties}<sheets><sheet name=\"Feriados\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
    let text = |place: &str, text: &str| format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let sheet = format!(
        "<worksheet {main}><sheetData><row r=\"1\">{}{}</row><row r=\"2\"><c r=\"A2\" s=\"1\"><v>{day}</v></c>{}</row></sheetData></worksheet>",
        text("A1", "Dia"),
        text("B1", "Nome"),
        text("B2", name)
    );
    archive(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/styles.xml", STYLES.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn refused(bytes: &[u8], text: &str) {
    let mut books = Books::new();
    let report = books.read_bytes(bytes);
    assert!(report.loads.iter().all(|load| load.outcome.is_err()), "{text}: something was loaded");
    let told = refusals(&report).join("\n");
    assert!(told.contains(text), "`{text}` is missing in {told}");
    assert_eq!(report.version, None);
}

#[test]
fn what_is_no_workbook_is_refused_in_words() {
    refused(b"", "it is empty");
    refused(b"Nome;Tipo\nEscola;grande\n", "it is no workbook");
    refused(&archive(&[("word/document.xml", b"<document/>")]), "it is no workbook");
    refused(&archive(&[("[Content_Types].xml", TYPES.as_bytes()), ("xl/workbook.bin", b"x")]), "XLSB");
    let compound = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    refused(&[compound.as_slice(), &[0; 4096]].concat(), "XLS of the old Excel");
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    refused(&[compound.as_slice(), &[0; 1024], &name].concat(), "protected by a password");
    let manifest = b"<manifest:manifest><manifest:file-entry manifest:full-path=\"content.xml\"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let parts: [(&str, &[u8]); 3] =
        [("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("META-INF/manifest.xml", manifest), ("content.xml", b"noise")];
    refused(&archive(&parts), "protected by a password");
    let whole = workbook::xlsx("Aurora", &example::small()).unwrap();
    refused(&whole[..whole.len() / 2], "it is damaged, or was not saved to its end");
    let mut flipped = whole.clone();
    let middle = whole.len() / 3;
    flipped[middle..middle + 64].fill(0x5a);
    refused(&flipped, "damaged");
}

#[test]
fn bombs_stop() {
    let spaces = vec![b' '; 64 * 1024 * 1024];
    let bomb = archive(&[("[Content_Types].xml", TYPES.as_bytes()), ("xl/sharedStrings.xml", &spaces)]);
    assert!(bomb.len() < 128 * 1024);
    refused(&bomb, "no honest workbook of its size does");
    // Small when packed and when unpacked, and a thousand million cells when unrolled.
    let content = "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet><table:table table:name=\"Trabalho\">\
        <table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"1000\" office:value-type=\"string\"><text:p>a</text:p></table:table-cell></table:table-row>\
        </table:table></office:spreadsheet></office:body></office:document-content>";
    let parts: [(&str, &[u8]); 2] = [("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())];
    let mut books = Books::new();
    let told = refusals(&books.read_bytes(&archive(&parts))).join("\n");
    assert!(told.contains("Trabalho: it has more than 5000000 cells"), "{told}");
}

#[test]
fn each_required_column_is_missed_by_name() {
    let cells = example::small();
    let plain = workbook::xlsx("Aurora", &cells).unwrap();
    assert_eq!(plain, workbook::xlsx("Aurora", &cells).unwrap(), "the same cells are the same bytes");
    for tab in TABS {
        for column in tab.columns.iter().filter(|column| column.required && column.name != "Minutos") {
            let bytes = example::renamed(&cells, tab.name, column.name);
            let mut books = Books::new();
            let told = refusals(&books.read_bytes(&bytes)).join("\n");
            let wanted = format!("tab {} has no column `{}`", tab.name, column.name);
            assert!(told.contains(&wanted), "`{wanted}` is missing in {told}");
        }
    }
}
