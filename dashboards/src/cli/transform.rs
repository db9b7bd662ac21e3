//! `mirante transform`: builds what is stale, checks it, commits it.

use mirante_data::{explain::Exit, lake::Run};
use mirante_queries::engine::Limits;
use mirante_reports::format;
use mirante_transform::{Graph, Transform, TransformReport, check::Checked};
use serde_json::json;

use super::Global;
use crate::{
    error::{CliError, Failure},
    project::{Project, Work},
    terminal::Terminal,
};

/// Arguments.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    // Datasets to build; all when empty.
    #[expect(missing_docs, reason = "a doc comment would become help text in one language")]
    #[arg(long, value_name = "EXPR")]
    pub select: Vec<String>,
    // Build also what is up to date.
    #[expect(missing_docs, reason = "a doc comment would become help text in one language")]
    #[arg(long)]
    pub full: bool,
    // Datasets side by side.
    #[expect(missing_docs, reason = "a doc comment would become help text in one language")]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
    // Answer as of this instant.
    #[expect(missing_docs, reason = "a doc comment would become help text in one language")]
    #[arg(long, value_name = "T")]
    pub as_of: Option<String>,
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let project = Project::open(&global.project)?;
    args.as_of.as_deref().map(instant).transpose()?;
    let _lock = project.lock("transform").await?;
    let run = project.begin("transform").await?;
    let outcome = transform(&project, &run, args, terminal).await;
    let outcome = outcome.map(|report| Work { exit: report.exit(), version: report.version, is_recorded: report.version.is_some() });
    project.end(run, &outcome).await?;
    Ok(outcome?.exit)
}

/// Transforms and says what came of it; the caller holds the lock.
pub async fn transform(project: &Project, run: &Run, args: Args, terminal: &Terminal) -> Result<TransformReport, Failure> {
    let graph = Graph::of(project.models.clone()).await?;
    let threads = args.threads.map(usize::from);
    let limits = Limits { threads: threads.unwrap_or(Limits::default().threads), ..Limits::default() };
    let as_of = args.as_of.as_deref().map(instant).transpose()?;
    let transform = Transform {
        lake: &project.lake,
        graph: &graph,
        clock: project.clock,
        run: run.clone(),
        select: args.select,
        is_full: args.full,
        as_of,
        limits,
    };
    let report = transform.run().await?;
    for built in report.built.iter().filter(|built| built.rows > 0) {
        terminal.say(
            "transform-built",
            &[
                ("dataset", built.dataset.to_string()),
                ("rows", terminal.words.count("rows", built.rows)),
                ("elapsed", format::elapsed(built.duration_ms, terminal.language())),
            ],
        );
    }
    for built in &report.built {
        terminal
            .fact(&json!({ "step": "transform", "dataset": built.dataset.as_str(), "status": "built", "rows": built.rows, "ms": built.duration_ms }));
    }
    let empty = report.built.iter().filter(|built| built.rows == 0).count() as u64;
    if empty > 0 {
        terminal.say_count("transform-empty", empty);
    }
    say_checks(&report.checks, terminal);
    if let (Some(at), Some(_)) = (as_of, report.version) {
        terminal.warn(&terminal.words.say_with("transform-as-of", &[("at", mirante_data::canonical::instant(at))]));
    }
    match report.version {
        Some(version) => terminal.say(
            "transform-version",
            &[
                ("version", version.to_string()),
                ("built", terminal.whole(report.built.len() as u64)),
                ("reused", terminal.whole(report.reused_n as u64)),
            ],
        ),
        None => terminal.say("transform-unchanged", &[("version", report.snapshot.version().to_string())]),
    }
    Ok(report)
}

/// An instant as people write it for a machine.
pub fn instant(text: &str) -> Result<i64, CliError> {
    mirante_data::canonical::parse_instant(text)
        .ok_or_else(|| CliError::Word { word: text.to_owned(), expected: "2026-09-30T23:59:59-03:00".to_owned() })
}

/// Says how many checks passed, and each one that did not.
pub fn say_checks(checks: &[Checked], terminal: &Terminal) {
    if checks.is_empty() {
        return;
    }
    for checked in checks {
        terminal.fact(&json!({
            "step": "check", "check": checked.check.name, "dataset": checked.check.dataset.as_ref().map(|dataset| dataset.as_str()), "severity": checked.check.severity.word(),
            "status": if checked.passed() { "passed" } else { "failed" }, "rows": checked.offending_n, "ms": checked.duration_ms,
        }));
        if !checked.passed() {
            let title = checked.check.title.in_language(terminal.language().tag());
            let key = if checked.blocks() { "check-failed" } else { "check-warned" };
            let values =
                [("check", checked.check.name.clone()), ("title", title.to_owned()), ("rows", terminal.words.count("rows", checked.offending_n))];
            terminal.warn(&terminal.words.say_with(key, &values));
            checked.sample.iter().take(5).for_each(|line| terminal.say("check-sample", &[("line", line.clone())]));
        }
    }
    let passed = checks.iter().filter(|checked| checked.passed()).count() as u64;
    terminal.say("checks-passed", &[("passed", terminal.whole(passed)), ("all", terminal.whole(checks.len() as u64))]);
}
