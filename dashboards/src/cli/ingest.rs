//! `mirante ingest`: sources → raw datasets, incremental.

use mirante_data::{Explain, explain::Exit, lake::Run};
use mirante_ingest::{
    Ingest, Report,
    run::{Backfill, Counts, LoadReport, describe},
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
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    // Sources or loads; all when empty.
    #[expect(missing_docs, reason = "a doc comment would become help text in one language")]
    #[arg(value_name = "LOAD")]
    pub load: Vec<String>,
    // Read again what looks unchanged.
    #[expect(missing_docs, reason = "a doc comment would become help text in one language")]
    #[arg(long)]
    pub full: bool,
    // Only rows whose cursor lies from here on.
    #[expect(missing_docs, reason = "a doc comment would become help text in one language")]
    #[arg(long, value_name = "T", allow_hyphen_values = true, conflicts_with = "full", requires = "load")]
    pub from: Option<String>,
    // And up to here.
    #[expect(missing_docs, reason = "a doc comment would become help text in one language")]
    #[arg(long, value_name = "T", allow_hyphen_values = true, conflicts_with = "full", requires = "load")]
    pub to: Option<String>,
    // Decide everything, write nothing.
    #[expect(missing_docs, reason = "a doc comment would become help text in one language")]
    #[arg(long)]
    pub dry_run: bool,
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let project = Project::open(&global.project)?;
    let _lock = project.lock("ingest").await?;
    if args.dry_run {
        return Ok(ingest(&project, "dry-run", None, args, terminal).await?.exit());
    }
    let run = project.begin("ingest").await?;
    let outcome = ingest(&project, &run.run_id, Some(run.clone()), args, terminal).await;
    let outcome = outcome.map(|report| Work { exit: report.exit(), version: report.version, is_recorded: report.version.is_some() });
    project.end(run, &outcome).await?;
    Ok(outcome?.exit)
}

/// Ingests and says what came of it; the caller holds the lock.
///
/// `run` is the record of the run, when nothing of it comes after.
pub async fn ingest(project: &Project, run_id: &str, run: Option<Run>, args: Args, terminal: &Terminal) -> Result<Report, Failure> {
    let mut people = project.people()?;
    let is_dry_run = args.dry_run;
    let ingest = Ingest {
        project: &project.folder,
        lake: &project.lake,
        sources: &project.config.sources,
        people: people.as_mut(),
        clock: project.clock,
        run_id: run_id.to_owned(),
        run,
        queries_hash: model::texts_hash(),
        is_synthetic: project.config.lake.is_synthetic,
        only: args.load,
        is_full: args.full,
        backfill: (args.from.is_some() || args.to.is_some()).then_some(Backfill { from: args.from, to: args.to }),
        is_dry_run,
    };
    let report = ingest.run().await?;
    report.snapshot.alarms.iter().for_each(|alarm| terminal.warn(alarm));
    for load in &report.loads {
        say_load(load, terminal);
    }
    match report.version {
        Some(version) => terminal.say("ingest-version", &[("version", version.to_string())]),
        None if is_dry_run => terminal.say("ingest-dry-run", &[]),
        None => terminal.say("ingest-unchanged", &[("version", report.snapshot.version().to_string())]),
    }
    Ok(report)
}

fn say_load(load: &LoadReport, terminal: &Terminal) {
    match &load.outcome {
        Err(error) => {
            terminal.fail(error);
            terminal
                .fact(&json!({ "step": "ingest", "load": load.load, "dataset": load.dataset.as_str(), "status": "failed", "code": error.code() }));
        }
        Ok(counts) if counts.read == 0 => {
            terminal.say("load-nothing-new", &[("load", load.load.clone())]);
            terminal.fact(&json!({ "step": "ingest", "load": load.load, "dataset": load.dataset.as_str(), "status": "unchanged", "rows": 0 }));
        }
        Ok(counts) => {
            terminal.say("load-read", &values(load, counts, terminal));
            terminal.fact(&json!({
                "step": "ingest", "load": load.load, "dataset": load.dataset.as_str(), "status": "ok", "rows": counts.read, "inserted": counts.inserted,
                "updated": counts.updated, "deleted": counts.deleted, "unchanged": counts.unchanged, "superseded": counts.superseded,
                "rejected": counts.rejected, "snapshot_deleted": counts.missing, "bytes": counts.bytes,
            }));
        }
    }
    load.notes.iter().for_each(|note| terminal.say("load-note", &[("note", terminal.detail(note))]));
    if let (Ok(counts), false) = (&load.outcome, load.rejects.is_empty()) {
        terminal.warn(&terminal.words.count("load-rejected", counts.rejected));
        load.rejects.iter().for_each(|reject| terminal.say("load-reject", &[("reject", terminal.detail(&describe(reject)))]));
    }
}

fn values<'a>(load: &LoadReport, counts: &Counts, terminal: &Terminal) -> Vec<(&'a str, String)> {
    let number = |number: u64| terminal.whole(number);
    vec![
        ("load", load.load.clone()),
        ("dataset", load.dataset.to_string()),
        ("read", number(counts.read)),
        ("inserted", number(counts.inserted)),
        ("updated", number(counts.updated)),
        ("deleted", number(counts.deleted)),
        ("unchanged", number(counts.unchanged)),
        ("superseded", number(counts.superseded)),
        ("rejected", number(counts.rejected)),
        ("missing", number(counts.missing)),
        ("bytes", format::bytes(counts.bytes, terminal.language())),
    ]
}
