//! `mirante check`: the questions that should find nothing, asked of any version.

use mirante_data::explain::Exit;
use mirante_queries::engine::Limits;
use mirante_transform::{Graph, check, check::Checked};

use super::{Global, transform};
use crate::{error::Failure, project::Project, terminal::Terminal};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(long, value_name = "EXPR")]
    select: Vec<String>,
    #[arg(long, value_name = "VERSION", default_value = "head")]
    at: String,
    #[arg(long, value_name = "T")]
    as_of: Option<String>,
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let project = Project::open(&global.project)?;
    let snapshot = project.version(&args.at, terminal).await?;
    let graph = Graph::of(project.models.clone()).await?;
    let selected = if args.select.is_empty() { None } else { Some(graph.select(&args.select)?) };
    let as_of = args.as_of.as_deref().map(transform::instant).transpose()?;
    let checks = check::run(&project.lake, &snapshot, as_of, &graph.models, selected.as_ref(), Limits::default(), project.clock).await?;
    transform::say_checks(&checks, terminal);
    if checks.is_empty() {
        terminal.say("checks-none", &[("version", snapshot.version().to_string())]);
    }
    Ok(if checks.iter().any(Checked::blocks) { Exit::Found } else { Exit::Ok })
}
