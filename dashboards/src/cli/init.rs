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
    /// JSON: an array of rows.
    Json,
    /// JSON: one row a line.
    Jsonl,
    /// Typed columns.
    Parquet,
    /// Event logs.
    Xes,
    /// Bank statements.
    Ofx,
    /// Bank returns.
    Cnab240,
    /// Object-centric event logs.
    Ocel,
    /// A service that answers with JSON.
    Http,
    /// A Singer tap.
    Singer,
    /// A database.
    Postgres,
}

/// A file of an example: where it goes and what it holds.
type Example = (&'static str, &'static [u8]);

/// The beginning of every project's file, `[lake]` last.
pub const HEAD: &str = include_str!("../../../data/demo/head.toml");

impl Kind {
    /// The part of `mirante.toml`, and the records it reads.
    fn example(self) -> (&'static str, &'static [Example]) {
        match self {
            Self::Csv => (
                include_str!("../../../data/demo/csv.toml"),
                &[("entrada/atendimento/chamados-2026.csv", include_bytes!("../../../data/demo/chamados-2026.csv"))],
            ),
            Self::Xes => (
                include_str!("../../../data/demo/xes.toml"),
                &[("entrada/compras/compras-2026.xes", include_bytes!("../../../data/demo/compras-2026.xes"))],
            ),
            Self::Ofx => (
                include_str!("../../../data/demo/ofx.toml"),
                &[("entrada/extratos/extrato-2026-03.ofx", include_bytes!("../../../data/demo/extrato-2026-03.ofx"))],
            ),
            Self::Cnab240 => (
                include_str!("../../../data/demo/cnab240.toml"),
                &[("entrada/banco/retorno-2026-03.ret", include_bytes!("../../../data/demo/retorno-2026-03.ret"))],
            ),
            Self::Json => (
                include_str!("../../../data/demo/json.toml"),
                &[("entrada/portal/inscricoes-2026.json", include_bytes!("../../../data/demo/inscricoes-2026.json"))],
            ),
            Self::Jsonl => (
                include_str!("../../../data/demo/jsonl.toml"),
                &[("entrada/estoque/requisicoes-2026.jsonl", include_bytes!("../../../data/demo/requisicoes-2026.jsonl"))],
            ),
            Self::Parquet => (
                include_str!("../../../data/demo/parquet.toml"),
                &[("entrada/tramites/tramites-2026.parquet", include_bytes!("../../../data/demo/tramites-2026.parquet"))],
            ),
            Self::Ocel => (
                include_str!("../../../data/demo/ocel.toml"),
                &[("entrada/pedidos/pedidos-2026.jsonocel", include_bytes!("../../../data/demo/pedidos-2026.jsonocel"))],
            ),
            Self::Http => (include_str!("../../../data/demo/http.toml"), &[]),
            Self::Singer => {
                (include_str!("../../../data/demo/singer.toml"), &[("entrada/inscricoes/tap.py", include_bytes!("../../../data/demo/tap.py"))])
            }
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
    if kinds.iter().any(|kind| [Kind::Postgres, Kind::Http].contains(kind)) {
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
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for kind in kinds {
        let (text, examples) = kind.example();
        toml.push('\n');
        toml.push_str(text);
        files.extend(examples.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())));
    }
    files.insert(0, (config::FILE.to_owned(), toml.into_bytes()));
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
