//! `mirante edition`: what was published, of which version, under which seal.

use mirante_data::{explain::Exit, lake::Sealed};

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
        #[arg(value_name = "NAME")]
        name: String,
    },
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let project = Project::open(&global.project)?;
    match args.act {
        Act::List => list(&project, terminal).await,
        Act::Show { name } => show(&project, &name, terminal).await,
    }
}

async fn list(project: &Project, terminal: &Terminal) -> Result<Exit, Failure> {
    let editions = project.lake.editions().await?;
    if editions.is_empty() {
        terminal.say("edition-none", &[]);
        return Ok(Exit::Ok);
    }
    let line = |sealed: &Sealed| {
        let edition = &sealed.edition;
        let corrected = editions.iter().find(|other| other.edition.supersedes.as_ref().is_some_and(|old| old.name == edition.name));
        let corrected = corrected.map(|other| other.edition.name.clone()).unwrap_or_default();
        let warnings = terminal.whole(edition.warnings_n);
        vec![edition.name.clone(), edition.version.to_string(), edition.published_at.clone(), warnings, corrected, sealed.seal[..8].to_owned()]
    };
    let lines: Vec<Vec<String>> = editions.iter().map(line).collect();
    let heads = [("edition", false), ("version", true), ("published", false), ("warnings", true), ("corrected", false), ("seal", false)];
    terminal.table(&heads, &lines)?;
    Ok(Exit::Ok)
}

async fn show(project: &Project, name: &str, terminal: &Terminal) -> Result<Exit, Failure> {
    let sealed = project.lake.edition(name).await?;
    let snapshot = project.lake.pin_edition(&sealed).await?;
    let edition = &sealed.edition;
    let fields = [
        ("edition", edition.name.clone()),
        ("title", edition.title.clone()),
        ("version", edition.version.to_string()),
        ("as_of", edition.as_of.clone()),
        ("published", edition.published_at.clone()),
        ("by", edition.published_by.clone()),
        ("seal", sealed.seal.clone()),
        ("checks", terminal.whole(edition.checks_passed_n)),
        ("warnings", terminal.whole(edition.warnings_n)),
    ];
    terminal.say("edition-title", &fields);
    let more = |key: &str, name: &'static str, value: Option<&String>| {
        if let Some(value) = value {
            terminal.say(key, &[(name, value.clone())]);
        }
    };
    more("edition-decision", "decision", edition.decision_id.as_ref());
    more("edition-previous", "previous", edition.previous.as_ref().map(|link| &link.name));
    if let Some(old) = &edition.supersedes {
        terminal.say("edition-corrects", &[("old", old.name.clone()), ("reason", old.reason.clone())]);
    }
    if edition.is_synthetic {
        terminal.say("version-synthetic", &[]);
    }
    let expired = project.lake.expired_inputs(&sealed).await?;
    if expired > 0 {
        terminal.say("edition-expired", &[("edition", edition.name.clone()), ("files", terminal.words.count("files", expired))]);
    }
    let failed = snapshot.manifest.iter().flat_map(|manifest| &manifest.body.failed_checks);
    for (check, found) in failed {
        terminal.say("version-failed-check", &[("check", check.clone()), ("rows", terminal.words.count("rows", found.offending_n))]);
    }
    terminal.datum(&serde_json::json!(sealed));
    Ok(Exit::Ok)
}
