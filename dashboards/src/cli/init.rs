//! `mirante init`: a project to start from, with an example for each kind of source. Never overwrites.

use std::{
    fs,
    path::{Path, PathBuf},
};

use mirante_data::explain::Exit;
use mirante_reports::workbook::{self, Cells};

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
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Xlsx)]
    format: Format,
    #[arg(long)]
    force: bool,
}

/// How a workbook is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Of Excel, read by all.
    Xlsx,
    /// OpenDocument, of LibreOffice.
    Ods,
}

impl Format {
    fn file(self) -> &'static str {
        match self {
            Self::Xlsx => "cooperativa.xlsx",
            Self::Ods => "cooperativa.ods",
        }
    }
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
    /// A database in a file.
    Sqlite,
    /// A PostgreSQL database.
    Postgres,
    /// A MySQL or MariaDB database.
    Mysql,
    /// The workbook of a cooperative.
    Sheet,
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
            Self::Sqlite => {
                (include_str!("../../../data/demo/sqlite.toml"), &[("entrada/cartorio.sqlite", include_bytes!("../../../data/demo/cartorio.sql"))])
            }
            Self::Postgres => (include_str!("../../../data/demo/postgres.toml"), &[]),
            Self::Mysql => (include_str!("../../../data/demo/mysql.toml"), &[]),
            Self::Sheet => (include_str!("../../../data/demo/sheet.toml"), &[]),
        }
    }
}

/// Runs the command.
pub fn run(args: &Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let folder = args.dir.clone().unwrap_or_else(|| global.project.clone());
    let kinds = if args.source.is_empty() { vec![Kind::Csv] } else { args.source.clone() };
    let workbook = kinds.contains(&Kind::Sheet).then(|| (cooperative(args, terminal), args.format));
    let written = scaffold(&folder, &kinds, workbook.as_ref(), args.force)?;
    for file in &written {
        terminal.say("init-wrote", &[("file", file.clone())]);
    }
    let reads_elsewhere = kinds.iter().any(|kind| [Kind::Postgres, Kind::Mysql, Kind::Http].contains(kind));
    if reads_elsewhere {
        terminal.say("init-database", &[]);
    }
    if let Some((_, format)) = &workbook {
        terminal.say("init-workbook", &[("file", shell_word(&folder.join(format.file())))]);
    }
    terminal.say(if reads_elsewhere { "init-next-look" } else { "init-next" }, &[("folder", shell_word(&folder))]);
    Ok(Exit::Ok)
}

/// The cooperative's name: said, or asked for.
fn cooperative(args: &Args, terminal: &Terminal) -> String {
    let named = |name: &str| Some(name.trim().to_owned()).filter(|name| !name.is_empty());
    let asked = || {
        terminal.say("init-ask-name", &[]);
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).ok().and_then(|_| named(&line))
    };
    args.name.as_deref().and_then(named).or_else(asked).unwrap_or_else(|| terminal.words.say("init-no-name"))
}

/// The bytes of an empty workbook.
fn workbook(cooperative: &str, format: Format) -> Result<Vec<u8>, CliError> {
    let failed = |problem: String| CliError::File { act: "write", file: format.file().to_owned(), problem };
    let empty = Cells::new();
    match format {
        Format::Xlsx => workbook::xlsx(cooperative, &empty).map_err(|error| failed(error.to_string())),
        Format::Ods => workbook::ods::ods(cooperative, &empty).map_err(|error| failed(error.to_string())),
    }
}

/// A database made by these statements, in place of one that may be there.
fn database(target: &Path, statements: &[u8]) -> Result<(), rusqlite::Error> {
    let _ = fs::remove_file(target);
    let statements = String::from_utf8_lossy(statements);
    rusqlite::Connection::open(target)?.execute_batch(&format!("BEGIN; {statements} COMMIT;"))
}

/// What the demo's `[lake]` says besides: every version of it is marked.
pub const SYNTHETIC: &str = "# Registros fictícios: cada versão diz isso. | Made-up records: every version says so.\nis_synthetic = true\n";

/// Writes the project; a file that is there is an error before anything is written, unless `force`.
fn scaffold(folder: &Path, kinds: &[Kind], book: Option<&(String, Format)>, force: bool) -> Result<Vec<String>, CliError> {
    let mut toml = HEAD.to_owned();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for kind in kinds {
        let (text, examples) = kind.example();
        toml.push('\n');
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        toml.push_str(&match book {
            Some((name, format)) => text.replace("{file}", &quoted(format.file())).replace("{cooperative}", &quoted(name)),
            None => text.to_owned(),
        });
        files.extend(examples.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())));
    }
    if let Some((name, format)) = book {
        files.push((format.file().to_owned(), workbook(name, *format)?));
    }
    files.insert(0, (config::FILE.to_owned(), toml.into_bytes()));
    if let Some((path, _)) = files.iter().find(|(path, _)| !force && folder.join(path).exists()) {
        return Err(CliError::WouldOverwrite { file: folder.join(path).display().to_string() });
    }
    for (path, bytes) in &files {
        let target = folder.join(path);
        let failed = |error: std::io::Error| CliError::File { act: "write", file: target.display().to_string(), problem: error.to_string() };
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        if target.extension().is_some_and(|ending| ending == "sqlite") {
            database(&target, bytes).map_err(|problem| failed(std::io::Error::other(problem)))?;
        } else {
            fs::write(&target, bytes).map_err(failed)?;
        }
    }
    Ok(files.into_iter().map(|(path, _)| path).collect())
}
