//! Rows as a table of text, for terminals and for Markdown.

use std::io::{self, Write};

use mirante_data::{
    arrow::{array::RecordBatch, datatypes::SchemaRef},
    canonical::Cells,
};

/// What stands where there is no value.
pub const NOTHING: &str = "—";

/// How a table is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Columns two spaces apart under a rule.
    Plain,
    /// A record after the other, each value after its name: for readers of screens.
    Bare,
    /// Markdown.
    Markdown,
}

/// Writes rows of an engine.
pub fn write(out: &mut dyn Write, schema: &SchemaRef, rows: &[RecordBatch], style: Style) -> io::Result<()> {
    let head: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
    let right: Vec<bool> = schema.fields().iter().map(|field| field.data_type().is_numeric()).collect();
    let mut lines = Vec::new();
    for batch in rows {
        let columns: Vec<Cells<'_>> = batch.columns().iter().map(Cells::of).collect::<Result<_, _>>().map_err(io::Error::other)?;
        for row in 0..batch.num_rows() {
            lines.push(columns.iter().map(|cells| cells.text(row).unwrap_or_else(|| NOTHING.to_owned()).replace(char::is_control, " ")).collect());
        }
    }
    write_lines(out, &head, &right, &lines, style)
}

/// Writes lines of text; columns marked `right` are aligned to the right.
pub fn write_lines(out: &mut dyn Write, head: &[String], right: &[bool], lines: &[Vec<String>], style: Style) -> io::Result<()> {
    let width_of = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column)).chain(head.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width_of).collect();
    let padded = |line: &[String]| {
        let cells = line.iter().enumerate().map(|(column, cell)| {
            let space = " ".repeat(widths[column].saturating_sub(cell.chars().count()));
            if right[column] { format!("{space}{cell}") } else { format!("{cell}{space}") }
        });
        cells.collect::<Vec<_>>()
    };
    match style {
        Style::Plain => {
            writeln!(out, "{}", padded(head).join("  ").trim_end())?;
            writeln!(out, "{}", widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().join("  "))?;
            lines.iter().try_for_each(|line| writeln!(out, "{}", padded(line).join("  ").trim_end()))
        }
        Style::Bare => lines.iter().try_for_each(|line| {
            let cells: Vec<String> = head.iter().zip(line).map(|(name, cell)| format!("{name}: {cell}")).collect();
            writeln!(out, "{}", cells.join("; "))
        }),
        Style::Markdown => {
            writeln!(out, "| {} |", padded(head).join(" | "))?;
            let rules = widths
                .iter()
                .zip(right)
                .map(|(width, right)| if *right { format!("{}:", "-".repeat(width.saturating_sub(1).max(2))) } else { "-".repeat((*width).max(3)) });
            writeln!(out, "| {} |", rules.collect::<Vec<_>>().join(" | "))?;
            lines.iter().try_for_each(|line| {
                writeln!(out, "| {} |", padded(line).iter().map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>().join(" | "))
            })
        }
    }
}
