//! `mirante retention`: rows that are kept no longer; shown, and let go only with `run --apply`.

use std::collections::BTreeSet;

use mirante_data::{
    DatasetName, canonical,
    contract::builtin,
    explain::Exit,
    lake::{Draft, Expiring, PAYLOAD_KEEP, Run, Status, Term},
};
use mirante_queries::model;
use mirante_transform::Graph;
use serde_json::json;

use super::Global;
use crate::{
    error::Failure,
    project::{Project, Work},
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
    Show,
    Run {
        #[arg(long)]
        apply: bool,
    },
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let project = Project::open(&global.project)?;
    let terms = terms(&project).await?;
    let Act::Run { apply: true } = args.act else {
        let head = project.head(terminal).await?;
        let expiring = project.lake.expiring(&head, &terms, project.clock.now_micros()).await?;
        show(&expiring, terminal)?;
        if matches!(args.act, Act::Run { .. }) && !expiring.is_empty() {
            terminal.say("retention-dry-run", &[]);
        }
        return Ok(Exit::Ok);
    };
    let _lock = project.lock("retention").await?;
    let head = project.head(terminal).await?;
    let expiring = project.lake.expiring(&head, &terms, project.clock.now_micros()).await?;
    show(&expiring, terminal)?;
    if expiring.is_empty() {
        return Ok(Exit::Ok);
    }
    let run = project.begin("retention").await?;
    let outcome = expire(&project, &expiring, &run).await;
    project.end(run, &outcome).await?;
    let work = outcome?;
    let version = work.version.unwrap_or_default();
    let files = project.lake.manifest(version).await?.body.expired.len() as u64;
    terminal.say("retention-version", &[("version", version.to_string()), ("files", terminal.words.count("files", files))]);
    terminal.fact(&json!({ "step": "retention", "status": "ok", "version": version, "files": files }));
    say_editions(&project, terminal).await?;
    Ok(work.exit)
}

async fn expire(project: &Project, expiring: &[Expiring], run: &Run) -> Result<Work, Failure> {
    let head = project.lake.head().await?;
    let now = project.clock.now_micros();
    let mut draft = Draft::on(&head, &run.run_id, "retention", &model::texts_hash(), now);
    project.lake.expire(&head, expiring, &mut draft, now).await?;
    draft.run = Some(run.clone().ended(Status::Ok, now));
    let version = project.lake.commit(draft).await?.version();
    // What the refused rows of people said ends with the keys, in every copy of the lake.
    project.vault()?.drop_batch_keys(now - PAYLOAD_KEEP)?;
    Ok(Work { exit: Exit::Ok, version: Some(version), is_recorded: true })
}

/// How long each dataset's rows are kept, with the datasets of `staging` that repeat them.
async fn terms(project: &Project) -> Result<Vec<Term>, Failure> {
    let graph = Graph::of(project.models.clone()).await?;
    Ok(builtin::in_lake().filter_map(|contract| Term::of(contract, copies(&graph, &contract.dataset))).collect())
}

fn copies(graph: &Graph, raw: &DatasetName) -> BTreeSet<DatasetName> {
    let (mut all, mut next) = (BTreeSet::new(), vec![raw.clone()]);
    while let Some(name) = next.pop() {
        for reader in graph.models.keys().filter(|reader| reader.schema() == "staging" && graph.inputs(reader).any(|input| *input == name)) {
            if all.insert(reader.clone()) {
                next.push(reader.clone());
            }
        }
    }
    all
}

fn show(expiring: &[Expiring], terminal: &Terminal) -> Result<(), Failure> {
    if expiring.is_empty() {
        terminal.say("retention-nothing", &[]);
        return Ok(());
    }
    let day = |micros: i64| canonical::instant(micros)[..10].to_owned();
    let line = |one: &Expiring| vec![one.dataset.to_string(), one.keep.clone(), terminal.whole(one.rows), day(one.since), day(one.until)];
    terminal.table(
        &[("dataset", false), ("keep", false), ("rows", true), ("ended_from", false), ("ended_to", false)],
        &expiring.iter().map(line).collect::<Vec<_>>(),
    )
}

/// Editions that show what they were sealed with, and that nobody can compute again.
async fn say_editions(project: &Project, terminal: &Terminal) -> Result<(), Failure> {
    for sealed in project.lake.editions().await? {
        let files = project.lake.expired_inputs(&sealed).await?;
        if files > 0 {
            terminal.say("edition-expired", &[("edition", sealed.edition.name.clone()), ("files", terminal.words.count("files", files))]);
        }
    }
    Ok(())
}
