//! `mirante version`: what was committed, when, by which run.

use mirante_data::explain::Exit;
use mirante_reports::format;

use super::Global;
use crate::{error::Failure, project::Project, terminal::Terminal};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, clap::Subcommand)]
enum Act {
    List,
    Show {
        #[arg(value_name = "VERSION", default_value = "head")]
        which: String,
    },
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let project = Project::open(&global.project)?;
    match args.act {
        Act::List => list(&project, terminal).await,
        Act::Show { which } => show(&project, &which, terminal).await,
    }
}

async fn list(project: &Project, terminal: &Terminal) -> Result<Exit, Failure> {
    let mut lines = Vec::new();
    let mut exit = Exit::Ok;
    // Numbers without a manifest are told too: none is ever removed.
    for version in 1..=project.lake.versions().await?.last().copied().unwrap_or(0) {
        match project.lake.manifest(version).await {
            Ok(manifest) => {
                let body = manifest.body;
                let failed = body.failed_checks.values().filter(|check| check.severity == "error").count() as u64;
                lines.push(vec![
                    version.to_string(),
                    body.committed_at,
                    body.command,
                    body.run_id,
                    terminal.whole(failed),
                    manifest.hash[..8].to_owned(),
                ]);
            }
            Err(error) => {
                terminal.fail(&error);
                exit = Exit::Found;
            }
        }
    }
    terminal.table(&[("version", true), ("committed", false), ("command", false), ("run", false), ("failed", true), ("hash", false)], &lines)?;
    Ok(exit)
}

async fn show(project: &Project, word: &str, terminal: &Terminal) -> Result<Exit, Failure> {
    let snapshot = project.version(word, terminal).await?;
    let Some(manifest) = &snapshot.manifest else {
        terminal.say("version-none", &[]);
        return Ok(Exit::Ok);
    };
    let body = &manifest.body;
    let parent = body.parent.as_ref().map_or_else(|| "—".to_owned(), |parent| format!("{} ({}…)", parent.version, &parent.hash[..8]));
    terminal.say(
        "version-title",
        &[
            ("version", body.version.to_string()),
            ("hash", manifest.hash.clone()),
            ("committed", body.committed_at.clone()),
            ("as_of", body.as_of.clone()),
            ("run", body.run_id.clone()),
            ("command", body.command.clone()),
            ("program", body.program.clone()),
            ("parent", parent),
        ],
    );
    if body.is_synthetic {
        terminal.say("version-synthetic", &[]);
    }
    for (check, failed) in &body.failed_checks {
        terminal.warn(
            &terminal.words.say_with("version-failed-check", &[("check", check.clone()), ("rows", terminal.words.count("rows", failed.offending_n))]),
        );
    }
    let lines: Vec<Vec<String>> = snapshot
        .lists
        .values()
        .filter(|list| list.rows() > 0)
        .map(|list| {
            vec![
                list.dataset.to_string(),
                terminal.whole(list.rows()),
                format::bytes(list.bytes(), terminal.language()),
                body.datasets[&list.dataset][..8].to_owned(),
            ]
        })
        .collect();
    terminal.table(&[("dataset", false), ("rows", true), ("size", true), ("list", false)], &lines)?;
    Ok(Exit::Ok)
}
