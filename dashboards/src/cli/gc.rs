//! `mirante gc`: what nothing needs any more; looked at, and taken away only with `--apply`.

use mirante_data::{
    explain::Exit,
    lake::{Draft, Garbage, Policy, Run, Status},
};
use mirante_queries::model;
use mirante_reports::format;
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
    #[arg(long)]
    apply: bool,
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let project = Project::open(&global.project)?;
    if !args.apply {
        let garbage = project.lake.garbage(&Policy::default(), project.clock.now_micros()).await?;
        say(&garbage, "planned", terminal);
        terminal.say(if garbage.is_empty() { "gc-nothing" } else { "gc-dry-run" }, &[]);
        return Ok(Exit::Ok);
    }
    let _lock = project.lock("gc").await?;
    let garbage = project.lake.garbage(&Policy::default(), project.clock.now_micros()).await?;
    if garbage.is_empty() {
        say(&garbage, "unchanged", terminal);
        terminal.say("gc-nothing", &[]);
        return Ok(Exit::Ok);
    }
    let run = project.begin("gc").await?;
    let outcome = collect(&project, &garbage, &run).await;
    project.end(run, &outcome).await?;
    let work = outcome?;
    say(&garbage, "ok", terminal);
    match work.version {
        Some(version) => terminal.say("gc-version", &[("version", version.to_string())]),
        None => terminal.say("gc-done", &[]),
    }
    Ok(work.exit)
}

async fn collect(project: &Project, garbage: &Garbage, run: &Run) -> Result<Work, Failure> {
    let head = project.lake.head().await?;
    let now = project.clock.now_micros();
    let draft = Draft::on(&head, &run.run_id, "gc", &model::texts_hash(), now);
    let version = project.lake.collect(&head, garbage, draft, run.clone().ended(Status::Ok, now)).await?;
    Ok(Work { exit: Exit::Ok, version, is_recorded: version.is_some() })
}

fn say(garbage: &Garbage, status: &str, terminal: &Terminal) {
    let given_up: Vec<String> = garbage.given_up.iter().map(u64::to_string).collect();
    terminal.say(
        "gc-plan",
        &[
            ("kept", terminal.words.count("versions", garbage.kept.len() as u64)),
            ("given_up", terminal.words.count("versions", garbage.given_up.len() as u64)),
            ("which", if given_up.is_empty() { "—".to_owned() } else { given_up.join(", ") }),
            ("objects", terminal.words.count("files", garbage.objects.len() as u64)),
            ("bytes", format::bytes(garbage.bytes(), terminal.language())),
            ("waiting", terminal.words.count("files", garbage.waiting.len() as u64)),
        ],
    );
    terminal.fact(&json!({
        "step": "gc", "status": status, "kept": garbage.kept.len(), "given_up": garbage.given_up, "objects": garbage.objects.len(),
        "bytes": garbage.bytes(), "waiting": garbage.waiting.len(),
    }));
}
