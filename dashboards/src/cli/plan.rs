//! `mirante plan`: what a transformation would build, and why.

use mirante_data::explain::Exit;
use mirante_queries::{
    Engine,
    engine::{Limits, Shape},
};
use mirante_transform::{Graph, Plan, Reason};

use super::Global;
use crate::{error::Failure, project::Project, terminal::Terminal};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(long, value_name = "EXPR")]
    select: Vec<String>,
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let project = Project::open(&global.project)?;
    let snapshot = project.head(terminal).await?;
    let graph = Graph::of(project.models.clone()).await?.at(snapshot.as_of_micros());
    let selected = if args.select.is_empty() { None } else { Some(graph.select(&args.select)?) };
    let engine = Engine::open(&project.lake, &snapshot, None, &graph.models, Shape::Promised, Limits::default())?;
    let plan = Plan::of(&graph, &engine, &snapshot, selected.as_ref(), false);
    let lines: Vec<Vec<String>> = plan
        .stale()
        .map(|step| vec![step.dataset.to_string(), step.reason.as_ref().map(|reason| why(reason, terminal)).unwrap_or_default()])
        .collect();
    if !lines.is_empty() {
        terminal.table(&[("dataset", false), ("why", false)], &lines)?;
    }
    let fresh = (plan.steps.len() - lines.len()) as u64;
    terminal.say("plan-summary", &[("stale", terminal.whole(lines.len() as u64)), ("fresh", terminal.whole(fresh))]);
    Ok(Exit::Ok)
}

fn why(reason: &Reason, terminal: &Terminal) -> String {
    match reason {
        Reason::New => terminal.words.say("why-new"),
        Reason::Text => terminal.words.say("why-text"),
        Reason::Asked => terminal.words.say("why-asked"),
        Reason::Inputs(names) => {
            let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
            terminal.words.say_with("why-inputs", &[("inputs", names.join(", "))])
        }
    }
}
