//! The command line: one file per verb, words from `reports`, exit codes from `data`.

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use mirante_data::explain::Exit;
use mirante_reports::{Language, Words};
use tracing_subscriber::{EnvFilter, Layer, filter::filter_fn, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{
    error::{self, Failure},
    look::{self, Line, Look, PROGRESS, When},
    terminal::Terminal,
};

pub mod check;
pub mod completions;
pub mod dataset;
pub mod demo;
pub mod edition;
pub mod explain;
pub mod help;
pub mod history;
pub mod ingest;
mod init;
pub mod lineage;
mod lint;
pub mod manual;
pub mod plan;
pub mod process;
pub mod publish;
pub mod report;
pub mod run;
pub mod serve;
pub mod source;
pub mod sql;
pub mod transform;
pub mod verify;
pub mod version;

/// `mirante`.
#[derive(Debug, Parser)]
#[command(name = "mirante", version, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Debug, clap::Args)]
pub struct Global {
    /// Folder of the project.
    #[arg(short = 'C', long, global = true, default_value = ".", value_name = "DIR", env = "MIRANTE_PROJECT", hide_env = true)]
    pub project: PathBuf,
    /// Language of the interface.
    #[arg(long, global = true, value_name = "LANG", env = "MIRANTE_LANG", hide_env = true)]
    lang: Option<Language>,
    /// One JSON object a line.
    #[arg(long, global = true)]
    json: bool,
    /// For readers of screens.
    #[arg(long, global = true)]
    plain: bool,
    /// Colours of messages.
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = When::Auto)]
    color: When,
    /// The line that tells how far it has come.
    #[arg(long, global = true, value_name = "WHEN", value_parser = ["auto", "never"], default_value = "auto")]
    progress: String,
    /// Only errors.
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more; twice, say everything.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Args),
    Init(init::Args),
    Source(source::Args),
    Ingest(ingest::Args),
    Transform(transform::Args),
    Run(run::Args),
    Plan(plan::Args),
    Publish(publish::Args),
    Edition(edition::Args),
    Report(report::Args),
    Process(process::Args),
    Check(check::Args),
    Lint(lint::Args),
    Sql(sql::Args),
    Dataset(dataset::Args),
    Version(version::Args),
    Verify(verify::Args),
    Serve(serve::Args),
    Explain(explain::Args),
    Help(manual::Args),
    Completions(completions::Args),
}

/// Parses, runs, prints the error once, and tells how to end.
pub fn run(args: Vec<OsString>) -> ExitCode {
    let words = Words::of(help::language(&args));
    let parsed = help::localized(Cli::command(), &words).try_get_matches_from(args).and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return help::usage(&error, &words),
    };
    let words = cli.global.lang.map_or(words, Words::of);
    let progress = if cli.global.progress == "never" { When::Never } else { When::Auto };
    let look = Look::of(cli.global.plain, cli.global.color, progress, cli.global.quiet || cli.global.json);
    let terminal = Terminal { words, is_json: cli.global.json, is_quiet: cli.global.quiet, look };
    trace(cli.global.verbose, &terminal);
    // Deep plans recurse: give the engine's threads room.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(16 * 1024 * 1024).build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(async { Box::pin(dispatch(cli.command, &cli.global, &terminal)).await }),
        Err(error) => Err(Failure::from(error)),
    };
    look::clear();
    let exit = outcome.unwrap_or_else(|failure| {
        terminal.fail(failure.as_ref());
        error::exit(failure.as_ref())
    });
    ExitCode::from(exit.code())
}

async fn dispatch(command: Command, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    match command {
        Command::Demo(args) => demo::run(args, terminal).await,
        Command::Init(args) => init::run(&args, global, terminal),
        Command::Source(args) => source::run(args, global, terminal).await,
        Command::Ingest(args) => ingest::run(args, global, terminal).await,
        Command::Transform(args) => transform::run(args, global, terminal).await,
        Command::Run(args) => run::run(args, global, terminal).await,
        Command::Plan(args) => plan::run(args, global, terminal).await,
        Command::Publish(args) => publish::run(args, global, terminal).await,
        Command::Edition(args) => edition::run(args, global, terminal).await,
        Command::Report(args) => report::run(args, global, terminal).await,
        Command::Process(args) => process::run(args, global, terminal).await,
        Command::Check(args) => check::run(args, global, terminal).await,
        Command::Lint(args) => lint::run(&args, global, terminal).await,
        Command::Sql(args) => sql::run(args, global, terminal).await,
        Command::Dataset(args) => dataset::run(args, global, terminal).await,
        Command::Version(args) => version::run(args, global, terminal).await,
        Command::Verify(args) => verify::run(args, global, terminal).await,
        Command::Serve(args) => serve::run(args, global, terminal).await,
        Command::Explain(args) => explain::run(args, global, terminal).await,
        Command::Help(args) => manual::run(&args, terminal),
        Command::Completions(args) => completions::run(&args, terminal),
    }
}

fn trace(verbose: u8, terminal: &Terminal) {
    let level = match verbose {
        0 => "error",
        1 => "info",
        _ => "debug",
    };
    let filter = EnvFilter::new(format!("{level},datafusion=warn,object_store=warn,{PROGRESS}=off"));
    let told = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).without_time().with_ansi(terminal.look.has_color).with_filter(filter);
    let line = terminal.look.has_progress.then(|| {
        let words = [("ingest", terminal.words.say("progress-ingest")), ("transform", terminal.words.say("progress-transform"))];
        Line { words }.with_filter(filter_fn(|metadata| metadata.target() == PROGRESS))
    });
    // A second call, as in tests, keeps the first subscriber.
    let _ = tracing_subscriber::registry().with(told).with(line).try_init();
}

/// The whole command line, in a language: for help texts and for the tests that read them.
pub fn command(language: Language) -> clap::Command {
    help::localized(Cli::command(), &Words::of(language))
}
