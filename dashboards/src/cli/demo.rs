//! `mirante demo`: a made-up cooperative taken through the whole chain, with nothing else needed.

use std::{fs, io::IsTerminal, path::PathBuf};

use mirante_data::{
    explain::Exit,
    sample::{self, Sample, Scale},
};
use mirante_queries::model;
use mirante_reports::{
    format,
    table::{self, Style},
};
use mirante_transform::publish::Publication;

use super::{init, publish, run::pipeline, serve};
use crate::{
    config,
    error::{CliError, Failure},
    project::Project,
    terminal::{Terminal, shell_word, written},
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(long, value_name = "DIR", default_value = "mirante-demo")]
    dir: PathBuf,
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[arg(long, value_name = "SCALE", default_value = "small")]
    scale: Scale,
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    port: u16,
    #[arg(long)]
    no_open: bool,
    #[arg(long)]
    no_serve: bool,
}

/// The saved question whose answer the demo ends with.
const QUESTION: &str = "waits_by_stage";
/// The edition that the demo publishes: the quarter that its records end with.
const EDITION: &str = "2026-T3";

/// Runs the command.
pub async fn run(args: Args, terminal: &Terminal) -> Result<Exit, Failure> {
    if args.dir.join(config::FILE).exists() {
        terminal.say("demo-again", &[("folder", args.dir.display().to_string())]);
    } else {
        make(&args, terminal)?;
    }
    let project = Project::open(&args.dir)?.made_up(sample::PERIOD_END, args.seed);
    let exit = pipeline(&project, None, terminal).await?;
    if exit == Exit::Ok && project.lake.editions().await?.is_empty() {
        let title = terminal.words.say("demo-title");
        let wanted =
            Publication { name: EDITION.to_owned(), title: Some(title), decision_id: None, supersedes: None, published_by: publish::HERE.to_owned() };
        publish::edition(&project, "head", wanted, terminal).await?;
    }
    let snapshot = project.head(terminal).await?;
    let (schema, rows) = project.engine(&snapshot)?.rows(QUESTION, model::audit(QUESTION).unwrap_or_default()).await?;
    terminal.say("demo-shows", &[]);
    if !terminal.is_json {
        table::write(&mut std::io::stdout().lock(), &schema, &rows, Style::Plain).map_err(written)?;
    }
    terminal.say("demo-next", &[("folder", shell_word(&args.dir))]);
    if args.no_serve || exit != Exit::Ok {
        return Ok(exit);
    }
    let opens = !args.no_open && std::io::stderr().is_terminal();
    serve::serve(&args.dir, serve::free_from(args.port).await?, opens, terminal).await
}

/// Writes the records and the project that reads them; the project's file comes last, so that half a demo is none.
fn make(args: &Args, terminal: &Terminal) -> Result<(), Failure> {
    let failed = |file: &str, error: std::io::Error| CliError::File {
        act: "write",
        file: args.dir.join(file).display().to_string(),
        problem: error.to_string(),
    };
    let sample = Sample { seed: args.seed, scale: args.scale };
    let made = sample.write(&args.dir).map_err(|error| failed("entrada", error))?;
    let toml = format!("{}{}\n{}", init::HEAD, init::SYNTHETIC, sample::SOURCES);
    fs::write(args.dir.join(config::FILE), toml).map_err(|error| failed(config::FILE, error))?;
    let values = [
        ("folder", args.dir.display().to_string()),
        ("members", format::whole(made.members, terminal.language())),
        ("events", format::whole(made.events, terminal.language())),
        ("files", terminal.words.count("files", made.files.len() as u64)),
    ];
    terminal.say("demo-wrote", &values);
    Ok(())
}
