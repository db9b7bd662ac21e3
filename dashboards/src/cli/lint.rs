//! `mirante lint`: headers, promised columns, money paths of every model.

use std::{path::PathBuf, sync::Arc};

use mirante_data::explain::Exit;
use mirante_queries::{Model, checks, model};
use mirante_transform::{Graph, build};

use super::Global;
use crate::{
    error::{CliError, Failure},
    project,
    terminal::Terminal,
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "PATH")]
    path: Vec<PathBuf>,
}

/// Runs the command.
pub async fn run(args: &Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let mut models = mirante_transform::models(&project::described(&global.project, &[])?)?;
    for path in &args.path {
        let text =
            std::fs::read_to_string(path).map_err(|error| CliError::Unreadable { file: path.display().to_string(), problem: error.to_string() })?;
        let parts: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let name = parts[parts.len().saturating_sub(2)..].join("/");
        let parsed = Model::parse(&name, &text)?;
        models.insert(parsed.name.clone(), parsed);
    }
    for (file, text) in model::CHECK_FILES {
        checks::of_file(file, text)?;
    }
    let graph = Arc::new(Graph::of(models).await?);
    build::lint(&graph)?;
    terminal.say("lint-clean", &[("models", terminal.whole(graph.models.len() as u64)), ("checks", terminal.whole(model::CHECK_FILES.len() as u64))]);
    Ok(Exit::Ok)
}
