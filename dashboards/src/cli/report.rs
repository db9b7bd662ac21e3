//! `mirante report`: documents as files. Today single figures.

use std::{fs, io::Write, path::PathBuf};

use mirante_data::{Lake, Snapshot, arrow::array::RecordBatch, explain::Exit, lake::LakeError};
use mirante_reports::{
    charts::Size,
    csv::Dialect,
    figure::{
        Figure, Slice,
        spec::{self, Spec},
    },
    theme::Mode,
};

use super::Global;
use crate::{
    error::{CliError, Failure},
    project::Project,
    terminal::{Terminal, written},
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    document: Document,
}

#[derive(Debug, clap::Subcommand)]
enum Document {
    Figure {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long, value_name = "PROCESS")]
        process: Option<String>,
        #[arg(long, value_name = "FORMAT", default_value = "svg")]
        format: Format,
        #[arg(long, value_name = "DIALECT", default_value = "br")]
        dialect: Spelling,
        #[arg(long, value_name = "EDITION", default_value = "head")]
        edition: String,
        #[arg(short, long, value_name = "PATH", default_value = "-")]
        output: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Svg,
    Csv,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Spelling {
    Br,
    Iso,
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let Document::Figure { name, process, format, dialect, edition, output } = args.document;
    let project = Project::open(&global.project)?;
    let spec = known(&name)?;
    let snapshot = project.version(&edition, terminal).await?;
    let rows = rows(&project.lake, &snapshot, spec).await?;
    let slice = process.as_deref().map(Slice::of);
    let figure = Figure::new(spec, &rows, slice.as_ref(), &edition, &terminal.words);
    let bytes = shaped(&figure, format, dialect)?;
    if output.as_os_str() == "-" {
        std::io::stdout().lock().write_all(&bytes).map_err(written)?;
    } else {
        let failed = |error: std::io::Error| CliError::File { act: "write", file: output.display().to_string(), problem: error.to_string() };
        fs::write(&output, bytes).map_err(failed)?;
    }
    Ok(Exit::Ok)
}

/// The figure of a name, or those that there are.
fn known(name: &str) -> Result<&'static Spec, CliError> {
    spec::get(name).ok_or_else(|| {
        let names: Vec<&str> = spec::all().iter().map(|spec| spec.name.as_str()).collect();
        CliError::NoFigure { figure: name.to_owned(), figures: mirante_data::explain::list(&names) }
    })
}

/// The rows of a figure in a version, verified; none where it was not built.
async fn rows(lake: &Lake, snapshot: &Snapshot, spec: &Spec) -> Result<Vec<RecordBatch>, LakeError> {
    match snapshot.lists.get(format!("figures.{}", spec.name).as_str()) {
        Some(list) => lake.all_rows(list).await,
        None => Ok(Vec::new()),
    }
}

/// The figure in a format. Rows that are not drawn are told as an error.
fn shaped(figure: &Figure<'_>, format: Format, dialect: Spelling) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    match format {
        Format::Svg => {
            let drawing = figure
                .svg(Size::Wide, Mode::Standalone)
                .ok_or_else(|| CliError::NotDrawn { figure: figure.spec().name.clone(), reason: figure.title() })?;
            bytes.extend(drawing.into_bytes());
        }
        Format::Csv => {
            let dialect = if dialect == Spelling::Br { Dialect::Br } else { Dialect::Iso };
            figure.csv(&mut bytes, dialect).map_err(written)?;
        }
        Format::Json => figure.json(&mut bytes).map_err(written)?,
    }
    Ok(bytes)
}
