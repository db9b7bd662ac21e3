//! `mirante verify`: recomputes every hash and the chain; names the first thing that is wrong.

use mirante_data::explain::Exit;
use mirante_reports::format;
use serde_json::json;

use super::Global;
use crate::{
    error::{CliError, Failure},
    project::Project,
    terminal::Terminal,
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "VERSION|all", default_value = "all")]
    which: String,
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let project = Project::open(&global.project)?;
    let only = match args.which.as_str() {
        "all" => None,
        "head" => Some(project.lake.head().await?.version()).filter(|version| *version > 0),
        number => Some(number.parse().map_err(|_| CliError::Word { word: number.to_owned(), expected: "all, head, 1, 2, 3 …".to_owned() })?),
    };
    let verified = project.lake.verify(only).await?;
    terminal.say(
        "verify-whole",
        &[
            ("versions", terminal.words.count("versions", verified.versions)),
            ("lists", terminal.whole(verified.lists)),
            ("files", terminal.words.count("files", verified.files)),
            ("bytes", format::bytes(verified.bytes, terminal.language())),
        ],
    );
    terminal.fact(&json!({ "step": "verify", "status": "ok", "versions": verified.versions, "lists": verified.lists, "files": verified.files, "bytes": verified.bytes }));
    Ok(Exit::Ok)
}
