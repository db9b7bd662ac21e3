//! `mirante source`: what is configured, whether it is there, and whether it still fits its mapping.

use mirante_data::{Explain, explain::Exit};
use mirante_ingest::run::{Survey, survey};
use mirante_reports::format;

use super::Global;
use crate::{
    error::{self, Failure},
    project::Project,
    terminal::Terminal,
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, clap::Subcommand)]
enum Act {
    List,
    Test(Name),
    Check(Name),
}

#[derive(Debug, clap::Args)]
struct Name {
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let project = Project::open(&global.project)?;
    match args.act {
        Act::List => list(&project, terminal),
        Act::Test(Name { name }) => look(&project, name.as_deref(), false, terminal).await,
        Act::Check(Name { name }) => look(&project, name.as_deref(), true, terminal).await,
    }
}

fn list(project: &Project, terminal: &Terminal) -> Result<Exit, Failure> {
    let mut lines = Vec::new();
    for source in &project.config.sources {
        for load in &source.loads {
            lines.push(vec![
                source.name.clone(),
                source.kind.word().to_owned(),
                load.name().to_owned(),
                format!("raw.{}", load.into),
                if load.query.is_empty() { load.path.clone() } else { shortened(&load.query) },
            ]);
        }
    }
    terminal.table(&[("source", false), ("kind", false), ("load", false), ("dataset", false), ("path", false)], &lines)?;
    Ok(Exit::Ok)
}

/// The beginning of a query, on one line.
fn shortened(query: &str) -> String {
    const SHOWN: usize = 60;
    let line = query.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN { line } else { line.chars().take(SHOWN - 1).chain(['…']).collect() }
}

/// `test` asks whether the files are there; `check` also whether their columns fit.
async fn look(project: &Project, name: Option<&str>, is_strict: bool, terminal: &Terminal) -> Result<Exit, Failure> {
    let snapshot = project.head(terminal).await?;
    let surveys = survey(&project.folder, &project.config.sources, &snapshot, name).await?;
    let mut exit = Exit::Ok;
    for Survey { load, dataset, outcome } in &surveys {
        match outcome {
            Ok(found) => {
                let key = match found {
                    _ if found.is_asked => "source-answers",
                    _ if found.files == 0 => "source-nothing-new",
                    _ => "source-fits",
                };
                let values = [
                    ("load", load.clone()),
                    ("dataset", dataset.to_string()),
                    ("files", terminal.words.count("files", found.files)),
                    ("bytes", format::bytes(found.bytes, terminal.language())),
                ];
                terminal.say(key, &values);
                found.notes.iter().for_each(|note| terminal.say("load-note", &[("note", terminal.detail(note))]));
            }
            Err(found) if !is_strict && found.exit() == Exit::Found => terminal.say("source-reached", &[("load", load.clone())]),
            Err(found) => {
                terminal.fail(found);
                exit = exit.max(error::exit(found));
            }
        }
    }
    Ok(exit)
}
