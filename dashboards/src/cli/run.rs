//! `mirante run`: ingest, transform and check, for people and for timers. Idempotent; one lock.

use mirante_data::{explain::Exit, lake::Run};

use super::{Global, ingest, transform};
use crate::{
    error::Failure,
    project::{Project, Work},
    terminal::Terminal,
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(long, value_name = "T")]
    as_of: Option<String>,
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let project = Project::open(&global.project)?;
    pipeline(&project, args.as_of, Vec::new(), terminal).await
}

/// The whole chain, up to what is selected if anything is. A load that fails keeps the others from nothing; its exit code is told at the end.
pub async fn pipeline(project: &Project, as_of: Option<String>, select: Vec<String>, terminal: &Terminal) -> Result<Exit, Failure> {
    as_of.as_deref().map(transform::instant).transpose()?;
    let _lock = project.lock("run").await?;
    let run = project.begin("run").await?;
    let outcome = both(project, &run, as_of, select, terminal).await;
    project.end(run, &outcome).await?;
    Ok(outcome?.exit)
}

async fn both(project: &Project, run: &Run, as_of: Option<String>, select: Vec<String>, terminal: &Terminal) -> Result<Work, Failure> {
    let ingested = ingest::ingest(project, &run.run_id, None, ingest::Args::default(), terminal).await?;
    let transformed = transform::transform(project, run, transform::Args { as_of, select, ..transform::Args::default() }, terminal).await?;
    let loads = ingested.exit();
    let exit = if loads == Exit::Unavailable { loads } else { loads.max(transformed.exit()) };
    Ok(Work { exit, version: transformed.version.or(ingested.version), is_recorded: transformed.version.is_some() })
}
