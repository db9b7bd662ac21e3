//! The same workbook as OpenDocument: an archive of five parts, written by hand since no crate that is kept writes it.

use std::io::{Cursor, Write};

use mirante_data::workbook::{Column, Kind, TABS, Tab};
use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::{ABOUT, Cells, LINES, introduction, note, width};

const MIME: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// The workbook as ODS. Fixed times: the same cells, the same bytes.
pub fn ods(cooperative: &str, cells: &Cells<'_>) -> Result<Vec<u8>, ZipError> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default().last_modified_time(DateTime::default());
    // A reader tells the format by these bytes at this place, so they are not packed.
    archive.start_file("mimetype", packed.compression_method(CompressionMethod::Stored))?;
    archive.write_all(MIME.as_bytes())?;
    let packed = packed.compression_method(CompressionMethod::Deflated);
    for (name, text) in [
        ("META-INF/manifest.xml", manifest()),
        ("styles.xml", format!("{XML}<office:document-styles {NAMES} office:version=\"1.3\"/>")),
        ("settings.xml", settings()),
        ("content.xml", content(cooperative, cells)),
    ] {
        archive.start_file(name, packed)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const NAMES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
    xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
    xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" \
    xmlns:of=\"urn:oasis:names:tc:opendocument:xmlns:of:1.2\" xmlns:config=\"urn:oasis:names:tc:opendocument:xmlns:config:1.0\"";

fn manifest() -> String {
    let entry = |path: &str, kind: &str| format!("<manifest:file-entry manifest:full-path=\"{path}\" manifest:media-type=\"{kind}\"/>");
    let parts: String = ["content.xml", "styles.xml", "settings.xml"].map(|part| entry(part, "text/xml")).concat();
    let root = entry("/", MIME);
    format!(
        "{XML}<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">{root}{parts}</manifest:manifest>"
    )
}

/// The line of the names stays in view.
fn settings() -> String {
    let item = |name: &str, kind: &str, value: &str| format!("<config:config-item config:name=\"{name}\" config:type=\"{kind}\">{value}</config:config-item>");
    let frozen = [("VerticalSplitMode", "short", "2"), ("VerticalSplitPosition", "int", "1"), ("PositionBottom", "int", "1"), ("ActiveSplitRange", "short", "2")];
    let frozen = frozen.map(|(name, kind, value)| item(name, kind, value)).concat();
    let entry = |tab: &Tab| format!("<config:config-item-map-entry config:name=\"{}\">{frozen}</config:config-item-map-entry>", tab.name);
    let tabs: String = TABS.iter().map(entry).collect();
    format!(
        "{XML}<office:document-settings {NAMES} office:version=\"1.3\"><office:settings><config:config-item-set config:name=\"ooo:view-settings\">\
         <config:config-item-map-indexed config:name=\"Views\"><config:config-item-map-entry>\
         <config:config-item-map-named config:name=\"Tables\">{tabs}</config:config-item-map-named>\
         </config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings></office:document-settings>"
    )
}

fn content(cooperative: &str, cells: &Cells<'_>) -> String {
    let mut body = String::new();
    about(cooperative, &mut body);
    for tab in TABS {
        let rows = cells.get(tab.name).map(Vec::as_slice).unwrap_or_default();
        table(tab, rows, &mut body);
    }
    let mut widths: Vec<String> = TABS.iter().flat_map(|tab| tab.columns).map(style_of_width).collect();
    widths.sort();
    widths.dedup();
    format!(
        "{XML}<office:document-content {NAMES} office:version=\"1.3\"><office:automatic-styles>{STYLES}{}</office:automatic-styles>\
         <office:body><office:spreadsheet><table:content-validations>{}</table:content-validations>{body}</office:spreadsheet></office:body>\
         </office:document-content>",
        widths.concat(),
        validations()
    )
}

const STYLES: &str = "<number:date-style style:name=\"nday\"><number:day number:style=\"long\"/><number:text>/</number:text>\
    <number:month number:style=\"long\"/><number:text>/</number:text><number:year number:style=\"long\"/></number:date-style>\
    <number:number-style style:name=\"nmoney\"><number:text>R$ </number:text><number:number number:decimal-places=\"2\" number:min-integer-digits=\"1\" number:grouping=\"true\"/></number:number-style>\
    <number:time-style style:name=\"nhours\" number:truncate-on-overflow=\"false\"><number:hours/><number:text>:</number:text><number:minutes number:style=\"long\"/></number:time-style>\
    <number:text-style style:name=\"ntext\"><number:text-content/></number:text-style>\
    <style:style style:name=\"day\" style:family=\"table-cell\" style:data-style-name=\"nday\"/>\
    <style:style style:name=\"money\" style:family=\"table-cell\" style:data-style-name=\"nmoney\"/>\
    <style:style style:name=\"hours\" style:family=\"table-cell\" style:data-style-name=\"nhours\"/>\
    <style:style style:name=\"digits\" style:family=\"table-cell\" style:data-style-name=\"ntext\"/>\
    <style:style style:name=\"must\" style:family=\"table-cell\"><style:table-cell-properties fo:background-color=\"#1f3a5f\" fo:border=\"0.5pt solid #000000\" fo:wrap-option=\"wrap\"/><style:text-properties fo:font-weight=\"bold\" fo:color=\"#ffffff\"/></style:style>\
    <style:style style:name=\"may\" style:family=\"table-cell\"><style:table-cell-properties fo:background-color=\"#dde6f0\" fo:border=\"0.5pt solid #000000\" fo:wrap-option=\"wrap\"/><style:text-properties fo:font-weight=\"bold\"/></style:style>\
    <style:style style:name=\"big\" style:family=\"table-cell\"><style:text-properties fo:font-weight=\"bold\" fo:font-size=\"16pt\"/></style:style>\
    <style:style style:name=\"grey\" style:family=\"table-cell\"><style:text-properties fo:font-style=\"italic\" fo:color=\"#808080\"/></style:style>";

/// A column's width in millimetres.
fn millimetres(column: &Column) -> f64 {
    (width(column) * 2.2).round()
}

fn style_of_width(column: &Column) -> String {
    let wide = millimetres(column);
    format!(
        "<style:style style:name=\"w{wide}\" style:family=\"table-column\"><style:table-column-properties style:column-width=\"{wide}mm\"/></style:style>"
    )
}

/// The style of a column's cells.
fn style_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Day => "day",
        Kind::Money => "money",
        Kind::Hours => "hours",
        Kind::Digits => "digits",
        _ => "Default",
    }
}

/// The name of a column's list.
fn list(tab: &Tab, place: usize) -> String {
    format!("lista-{}-{place}", tab.name)
}

fn validations() -> String {
    let mut out = String::new();
    for tab in TABS {
        for (place, column) in tab.columns.iter().enumerate() {
            let among = match column.kind {
                Kind::Words(words) => words.iter().map(|(word, _)| format!("\"{word}\"")).collect::<Vec<_>>().join(";"),
                Kind::Name(other) => format!("[${other}.$A$2:.$A${LINES}]"),
                _ => continue,
            };
            out.push_str(&format!(
                "<table:content-validation table:name=\"{}\" table:condition=\"{}\" table:base-cell-address=\"{}.A2\">\
                 <table:error-message table:display=\"false\"/></table:content-validation>",
                list(tab, place),
                escaped(&format!("of:cell-content-is-in-list({among})")),
                tab.name
            ));
        }
    }
    out
}

fn table(tab: &Tab, rows: &[Vec<String>], out: &mut String) {
    out.push_str(&format!("<table:table table:name=\"{}\">", tab.name));
    for column in tab.columns {
        let (wide, style) = (millimetres(column), style_of(column.kind));
        out.push_str(&format!("<table:table-column table:style-name=\"w{wide}\" table:default-cell-style-name=\"{style}\"/>"));
    }
    head(tab, true, out);
    for row in rows {
        out.push_str("<table:table-row>");
        for (place, (column, text)) in tab.columns.iter().zip(row).enumerate() {
            out.push_str(&cell(column.kind, text, &validated(tab, place)));
        }
        out.push_str("</table:table-row>");
    }
    // Lines to come know their lists too.
    let left = LINES.saturating_sub(u32::try_from(rows.len()).unwrap_or(LINES));
    if left > 0 {
        out.push_str(&format!("<table:table-row table:number-rows-repeated=\"{left}\">"));
        (0..tab.columns.len()).for_each(|place| out.push_str(&format!("<table:table-cell{}/>", validated(tab, place))));
        out.push_str("</table:table-row>");
    }
    out.push_str("</table:table>");
}

fn validated(tab: &Tab, place: usize) -> String {
    match tab.columns[place].kind {
        Kind::Words(_) | Kind::Name(_) => format!(" table:content-validation-name=\"{}\"", list(tab, place)),
        _ => String::new(),
    }
}

fn head(tab: &Tab, has_notes: bool, out: &mut String) {
    out.push_str("<table:table-row>");
    for column in tab.columns {
        let style = if column.required { "must" } else { "may" };
        let told = if has_notes { format!("<office:annotation><text:p>{}</text:p></office:annotation>", escaped(&note(column))) } else { String::new() };
        out.push_str(&format!(
            "<table:table-cell table:style-name=\"{style}\" office:value-type=\"string\">{told}<text:p>{}</text:p></table:table-cell>",
            escaped(column.name)
        ));
    }
    out.push_str("</table:table-row>");
}

/// A cell as what it is: days as days, amounts as numbers.
fn cell(kind: Kind, text: &str, validated: &str) -> String {
    let (style, shown) = (style_of(kind), escaped(text));
    let typed = |said: String| format!("<table:table-cell table:style-name=\"{style}\"{validated} {said}><text:p>{shown}</text:p></table:table-cell>");
    let is_number = text.parse::<f64>().is_ok_and(f64::is_finite);
    let is_day_byte = |(place, byte): (usize, u8)| if place == 4 || place == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    match kind {
        _ if text.is_empty() => format!("<table:table-cell{validated}/>"),
        Kind::Day if text.len() == 10 && text.bytes().enumerate().all(is_day_byte) => {
            typed(format!("office:value-type=\"date\" office:date-value=\"{text}\""))
        }
        Kind::Money | Kind::Whole | Kind::Percent if is_number => typed(format!("office:value-type=\"float\" office:value=\"{text}\"")),
        Kind::Hours if text.contains(':') => {
            let (hours, minutes) = text.split_once(':').unwrap_or((text, "0"));
            typed(format!("office:value-type=\"time\" office:time-value=\"PT{}H{}M0S\"", escaped(hours), escaped(minutes)))
        }
        _ => typed("office:value-type=\"string\"".to_owned()),
    }
}

/// How the other tabs are filled in, with examples.
fn about(cooperative: &str, out: &mut String) {
    out.push_str(&format!("<table:table table:name=\"{ABOUT}\"><table:table-column table:number-columns-repeated=\"13\"/>"));
    let text = |style: &str, text: &str| {
        format!("<table:table-cell table:style-name=\"{style}\" office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>", escaped(text))
    };
    for (place, line) in introduction(cooperative).iter().enumerate() {
        out.push_str(&format!("<table:table-row>{}</table:table-row>", text(if place == 0 { "big" } else { "grey" }, line)));
    }
    for tab in TABS {
        let title = format!("{}{}", text("big", tab.name), text("grey", tab.about));
        out.push_str(&format!("<table:table-row><table:table-cell/></table:table-row><table:table-row>{title}</table:table-row>"));
        head(tab, false, out);
        for example in tab.examples {
            out.push_str("<table:table-row>");
            tab.columns.iter().zip(*example).for_each(|(column, text)| out.push_str(&cell(column.kind, text, "")));
            out.push_str("</table:table-row>");
        }
    }
    out.push_str("</table:table>");
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no way to say the other controls.
            control if control.is_control() && !"\n\t".contains(control) => {}
            plain => out.push(plain),
        }
    }
    out
}
