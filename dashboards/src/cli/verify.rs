//! `mirante verify`: recomputes every hash and the chain; names the first thing that is wrong.

use mirante_data::explain::Exit;
use mirante_reports::format;
use serde_json::json;

use super::Global;
use crate::{error::Failure, project::Project, terminal::Terminal};

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
        word => Some(match word.parse() {
            Ok(number) => number,
            Err(_) => project.lake.pin_edition(&project.lake.edition(word).await?).await?.version(),
        }),
    };
    let verified = project.lake.verify(only).await?;
    terminal.say(
        "verify-whole",
        &[
            ("versions", terminal.words.count("versions", verified.versions)),
            ("editions", terminal.words.count("editions", verified.editions)),
            ("lists", terminal.whole(verified.lists)),
            ("files", terminal.words.count("files", verified.files)),
            ("bytes", format::bytes(verified.bytes, terminal.language())),
        ],
    );
    if verified.given_up > 0 {
        terminal.say("verify-given-up", &[("versions", terminal.words.count("versions", verified.given_up))]);
    }
    if verified.expired > 0 {
        terminal.say("verify-expired", &[("files", terminal.words.count("files", verified.expired))]);
    }
    terminal.fact(&json!({ "step": "verify", "status": "ok", "versions": verified.versions, "editions": verified.editions, "lists": verified.lists, "files": verified.files, "bytes": verified.bytes, "given_up": verified.given_up, "expired": verified.expired }));
    Ok(Exit::Ok)
}
