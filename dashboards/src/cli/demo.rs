//! `mirante demo`: an example project taken through the whole chain, with nothing else needed.

use std::path::PathBuf;

use mirante_data::explain::Exit;
use mirante_queries::model;
use mirante_reports::table::{self, Style};

use super::{
    init::{Kind, scaffold},
    run::pipeline,
};
use crate::{
    config,
    error::Failure,
    project::Project,
    terminal::{Terminal, shell_word, written},
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(long, value_name = "DIR", default_value = "mirante-demo")]
    dir: PathBuf,
}

/// The saved question whose answer the demo ends with.
const QUESTION: &str = "rework_by_cost";

/// Runs the command.
pub async fn run(args: Args, terminal: &Terminal) -> Result<Exit, Failure> {
    if args.dir.join(config::FILE).exists() {
        terminal.say("demo-again", &[("folder", args.dir.display().to_string())]);
    } else {
        scaffold(&args.dir, &[Kind::Csv, Kind::Xes], true, false)?;
        terminal.say("demo-wrote", &[("folder", args.dir.display().to_string())]);
    }
    let project = Project::open(&args.dir)?;
    let exit = pipeline(&project, None, terminal).await?;
    let snapshot = project.head(terminal).await?;
    let engine = project.engine(&snapshot)?;
    let (schema, rows) = engine.rows(QUESTION, model::audit(QUESTION).unwrap_or_default()).await?;
    terminal.say("demo-shows", &[]);
    if !terminal.is_json {
        table::write(&mut std::io::stdout().lock(), &schema, &rows, Style::Plain).map_err(written)?;
    }
    terminal.say("demo-next", &[("folder", shell_word(&args.dir))]);
    Ok(exit)
}
