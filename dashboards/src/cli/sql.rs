//! `mirante sql`: one question over one pinned version.

use std::io::{self, Read, Write};

use mirante_data::explain::Exit;
use mirante_reports::{csv, json, table};

use super::{Global, transform::instant};
use crate::{
    error::{CliError, Failure},
    project::Project,
    terminal::{Terminal, written},
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "QUERY", required_unless_present = "file")]
    query: Option<String>,
    #[arg(short, long, value_name = "FILE", conflicts_with = "query")]
    file: Option<String>,
    #[arg(long, value_enum, default_value = "box")]
    format: Format,
    #[arg(long, value_enum, default_value = "iso")]
    dialect: Dialect,
    #[arg(long, value_name = "VERSION", default_value = "head")]
    at: String,
    #[arg(long, value_name = "T")]
    as_of: Option<String>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    Box,
    Csv,
    Json,
    Ndjson,
    Md,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Dialect {
    Br,
    Iso,
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let text = text(&args)?;
    let project = Project::open(&global.project)?;
    let snapshot = project.version(&args.at, terminal).await?;
    let engine = match &args.as_of {
        Some(as_of) => project.engine_as_of(&snapshot, instant(as_of)?).await?,
        None => project.engine(&snapshot)?,
    };
    let (schema, rows) = engine.rows("sql", text.trim().trim_end_matches(';')).await?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let outcome = match (args.format, terminal.is_json) {
        (_, true) | (Format::Ndjson, _) => json::write_lines(&mut out, &rows),
        (Format::Json, _) => json::write_array(&mut out, &rows),
        (Format::Box, _) => table::write(&mut out, &schema, &rows, table::Style::Plain),
        (Format::Md, _) => table::write(&mut out, &schema, &rows, table::Style::Markdown),
        (Format::Csv, _) => csv::write(
            &mut out,
            &schema,
            &rows,
            match args.dialect {
                Dialect::Br => csv::Dialect::Br,
                Dialect::Iso => csv::Dialect::Iso,
            },
        ),
    };
    outcome.and_then(|()| out.flush()).map_err(written)?;
    let count: usize = rows.iter().map(|batch| batch.num_rows()).sum();
    terminal.say("sql-summary", &[("rows", terminal.words.count("rows", count as u64)), ("version", snapshot.version().to_string())]);
    Ok(Exit::Ok)
}

fn text(args: &Args) -> Result<String, CliError> {
    let failed = |file: &str, error: io::Error| CliError::Unreadable { file: file.to_owned(), problem: error.to_string() };
    match (args.query.as_deref(), args.file.as_deref()) {
        (Some("-"), _) | (_, Some("-")) => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).map(|_| text).map_err(|error| failed("-", error))
        }
        (Some(query), _) => Ok(query.to_owned()),
        (None, Some(file)) => {
            std::fs::read_to_string(file).map(|text| text.trim_start_matches('\u{feff}').to_owned()).map_err(|error| failed(file, error))
        }
        (None, None) => Ok(String::new()),
    }
}
