//! `mirante init`: a project to start from, with an example for each kind of source. Never overwrites.

use std::{
    fs,
    path::{Path, PathBuf},
};

use mirante_data::explain::Exit;

use super::Global;
use crate::{
    config,
    error::{CliError, Failure},
    terminal::{Terminal, shell_word},
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    #[arg(long, value_enum, value_name = "KIND")]
    source: Vec<Kind>,
    #[arg(long)]
    force: bool,
}

/// A kind of source that an example exists for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// Delimited text.
    Csv,
    /// Event logs.
    Xes,
    /// Bank statements.
    Ofx,
    /// Bank returns.
    Cnab240,
    /// A database.
    Postgres,
}

/// A file of an example: where it goes and what it holds.
type Example = (&'static str, &'static str);

/// The beginning of every project's file, `[lake]` last.
pub const HEAD: &str = include_str!("../../../data/demo/head.toml");

impl Kind {
    /// The part of `mirante.toml`, and the records it reads.
    fn example(self) -> (&'static str, &'static [Example]) {
        match self {
            Self::Csv => (
                include_str!("../../../data/demo/csv.toml"),
                &[("entrada/atendimento/chamados-2026.csv", include_str!("../../../data/demo/chamados-2026.csv"))],
            ),
            Self::Xes => (
                include_str!("../../../data/demo/xes.toml"),
                &[("entrada/compras/compras-2026.xes", include_str!("../../../data/demo/compras-2026.xes"))],
            ),
            Self::Ofx => (
                include_str!("../../../data/demo/ofx.toml"),
                &[("entrada/extratos/extrato-2026-03.ofx", include_str!("../../../data/demo/extrato-2026-03.ofx"))],
            ),
            Self::Cnab240 => (
                include_str!("../../../data/demo/cnab240.toml"),
                &[("entrada/banco/retorno-2026-03.ret", include_str!("../../../data/demo/retorno-2026-03.ret"))],
            ),
            Self::Postgres => (include_str!("../../../data/demo/postgres.toml"), &[]),
        }
    }
}

/// Runs the command.
pub fn run(args: &Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let folder = args.dir.clone().unwrap_or_else(|| global.project.clone());
    let kinds = if args.source.is_empty() { vec![Kind::Csv] } else { args.source.clone() };
    let written = scaffold(&folder, &kinds, args.force)?;
    for file in &written {
        terminal.say("init-wrote", &[("file", file.clone())]);
    }
    if kinds.contains(&Kind::Postgres) {
        terminal.say("init-database", &[]);
    }
    terminal.say("init-next", &[("folder", shell_word(&folder))]);
    Ok(Exit::Ok)
}

/// What the demo's `[lake]` says besides: every version of it is marked.
pub const SYNTHETIC: &str = "# Registros fictícios: cada versão diz isso. | Made-up records: every version says so.\nis_synthetic = true\n";

/// Writes the project; a file that is there is an error before anything is written, unless `force`.
fn scaffold(folder: &Path, kinds: &[Kind], force: bool) -> Result<Vec<String>, CliError> {
    let mut toml = HEAD.to_owned();
    let mut files: Vec<(String, String)> = Vec::new();
    for kind in kinds {
        let (text, examples) = kind.example();
        toml.push('\n');
        toml.push_str(text);
        files.extend(examples.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    }
    files.insert(0, (config::FILE.to_owned(), toml));
    if let Some((path, _)) = files.iter().find(|(path, _)| !force && folder.join(path).exists()) {
        return Err(CliError::WouldOverwrite { file: folder.join(path).display().to_string() });
    }
    for (path, text) in &files {
        let target = folder.join(path);
        let failed = |error: std::io::Error| CliError::File { act: "write", file: target.display().to_string(), problem: error.to_string() };
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        fs::write(&target, text).map_err(failed)?;
    }
    Ok(files.into_iter().map(|(path, _)| path).collect())
}
