//! `mirante source`: what is configured, whether it is there, whether it still fits its mapping, and what it has.

use std::fs;

use mirante_data::{
    Explain,
    contract::{builtin, hint},
    explain::Exit,
    name::did_you_mean,
};
use mirante_ingest::{
    IngestError,
    fields::Field,
    run::{Open, Sample, Shown, Survey, empty_note, proposed_contract, schema, survey},
};
use mirante_reports::format;
use serde_json::json;

use super::Global;
use crate::{
    error::{self, CliError, Failure},
    project::Project,
    reason,
    terminal::Terminal,
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, clap::Subcommand)]
enum Act {
    List,
    Test(Name),
    Check(Name),
    Schema {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long)]
        write_contract: bool,
    },
}

#[derive(Debug, clap::Args)]
struct Name {
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let project = Project::open(&global.project)?;
    match args.act {
        Act::List => list(&project, terminal),
        Act::Test(Name { name }) => look(&project, name.as_deref(), false, terminal).await,
        Act::Check(Name { name }) => look(&project, name.as_deref(), true, terminal).await,
        Act::Schema { name, write_contract } => shown(&project, &name, write_contract, terminal).await,
    }
}

fn list(project: &Project, terminal: &Terminal) -> Result<Exit, Failure> {
    let mut lines = Vec::new();
    for source in &project.config.sources {
        for load in &source.loads {
            lines.push(vec![
                source.name.clone(),
                source.kind.word().to_owned(),
                load.name().to_owned(),
                format!("raw.{}", load.into),
                if load.query.is_empty() { load.path.clone() } else { shortened(&load.query) },
            ]);
        }
    }
    terminal.table(&[("source", false), ("kind", false), ("load", false), ("dataset", false), ("path", false)], &lines)?;
    Ok(Exit::Ok)
}

/// The beginning of a query, on one line.
fn shortened(query: &str) -> String {
    const SHOWN: usize = 60;
    let line = query.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN { line } else { line.chars().take(SHOWN - 1).chain(['…']).collect() }
}

/// `test` asks whether the files are there; `check` also whether their columns fit, and their first rows.
async fn look(project: &Project, name: Option<&str>, is_strict: bool, terminal: &Terminal) -> Result<Exit, Failure> {
    let snapshot = project.head(terminal).await?;
    let surveys = survey(&project.folder, &project.config.sources, &snapshot, name, is_strict).await?;
    let mut exit = Exit::Ok;
    for Survey { load, dataset, outcome } in &surveys {
        match outcome {
            Ok(found) => {
                let key = match found {
                    _ if found.is_asked => "source-answers",
                    _ if found.files == 0 => "source-nothing-new",
                    _ => "source-fits",
                };
                let values = [
                    ("load", load.clone()),
                    ("dataset", dataset.to_string()),
                    ("files", terminal.words.count("files", found.files)),
                    ("bytes", format::bytes(found.bytes, terminal.language())),
                ];
                terminal.say(key, &values);
                found.notes.iter().for_each(|note| terminal.say("load-note", &[("note", terminal.detail(note))]));
                if let Some(sample) = found.sample.as_ref().filter(|_| is_strict) {
                    exit = exit.max(say_sample(load, dataset.as_str(), sample, terminal));
                }
            }
            Err(found) if !is_strict && found.exit() == Exit::Found => terminal.say("source-reached", &[("load", load.clone())]),
            Err(found) => {
                terminal.fail(found);
                exit = exit.max(error::exit(found));
            }
        }
    }
    Ok(exit)
}

/// What some rows would come to; more of them than the load may refuse is something found.
fn say_sample(load: &str, dataset: &str, sample: &Sample, terminal: &Terminal) -> Exit {
    let status = if sample.is_over_budget { "failed" } else { "ok" };
    terminal.fact(&json!({
        "step": "source-check", "load": load, "dataset": dataset, "status": status, "rows": sample.rows, "refused": sample.refused,
        "problems": sample.problems.iter().map(|problem| json!({
            "column": problem.column, "reason": problem.reason.code(), "rows": problem.rows, "file": problem.first.0, "row": problem.first.1,
            "texts": problem.texts,
        })).collect::<Vec<_>>(),
        "empty": sample.empty,
    }));
    if !sample.empty.is_empty() {
        terminal.say("load-note", &[("note", terminal.detail(&empty_note(&sample.empty)))]);
    }
    if sample.refused == 0 {
        terminal.say("source-sample-good", &[("rows", terminal.words.count("rows", sample.rows))]);
        return Exit::Ok;
    }
    let numbers = [("rows", terminal.whole(sample.rows)), ("refused", terminal.whole(sample.refused)), ("load", load.to_owned())];
    terminal.warn(&terminal.words.say_with(if sample.is_over_budget { "source-sample-flood" } else { "source-sample-some" }, &numbers));
    for problem in &sample.problems {
        let code = problem.reason.code();
        let texts: Vec<String> = problem.texts.iter().map(|text| format!("“{text}”")).collect();
        let values = [
            ("column", problem.column.clone().unwrap_or_else(|| "—".to_owned())),
            ("reason", reason::words(code).map_or_else(|| code.to_owned(), |key| terminal.words.say(key))),
            ("rows", terminal.words.count("rows", problem.rows)),
            ("file", problem.first.0.clone()),
            ("row", problem.first.1.to_string()),
            ("texts", if texts.is_empty() { String::new() } else { format!(": {}", texts.join(", ")) }),
        ];
        terminal.say("source-sample-problem", &values);
        if let Some(advice) = reason::advice(code) {
            terminal.say("reject-todo", &[("advice", terminal.words.say(advice))]);
        }
    }
    if sample.is_over_budget { Exit::Found } else { Exit::Ok }
}

/// What a source has, and, when asked for, a contract that would fit it.
async fn shown(project: &Project, name: &str, is_written: bool, terminal: &Terminal) -> Result<Exit, Failure> {
    let Some(source) = project.config.sources.iter().find(|source| source.name == name) else {
        let near = did_you_mean(name, project.config.sources.iter().map(|source| source.name.as_str()));
        return Err(IngestError::UnknownLoad { name: name.to_owned(), hint: hint(near) }.into());
    };
    for (place, shown) in schema(&project.folder, source).await?.iter().enumerate() {
        terminal.say("source-shown", &[("load", shown.load.clone()), ("rows", terminal.words.count("rows", shown.rows))]);
        let lines: Vec<Vec<String>> = shown.fields.iter().zip(&shown.targets).map(|(field, targets)| line(field, targets, shown, terminal)).collect();
        let heads = [("column", false), ("type", false), ("filled", true), ("distinct", true), ("examples", false), ("goes", false)];
        terminal.table(&heads, &lines)?;
        say_open(shown, terminal)?;
        if is_written {
            let contract = source.loads.get(place).and_then(|load| builtin::get(&load.into).ok());
            write(project, shown, &proposed_contract(shown, contract), terminal)?;
        }
    }
    if !is_written {
        terminal.say("source-write", &[("source", name.to_owned())]);
    }
    Ok(Exit::Ok)
}

/// The columns of the load's contract that nothing fills yet, what must be filled first.
fn say_open(shown: &Shown, terminal: &Terminal) -> Result<(), Failure> {
    if shown.open.is_empty() {
        return Ok(());
    }
    terminal.say("source-open", &[("load", shown.load.clone())]);
    let word = |is: bool, key: &str| if is { terminal.words.say(key) } else { String::new() };
    let line = |open: &Open| {
        let codes = if open.codes.is_empty() { String::new() } else { format!(" ({})", open.codes.join(", ")) };
        vec![
            open.target.clone(),
            format!("{}{codes}", open.kind),
            word(open.is_required, "source-required"),
            open.like.clone().unwrap_or_default(),
            open.fits.join(", "),
        ]
    };
    let mut open: Vec<&Open> = shown.open.iter().collect();
    open.sort_by_key(|open| !open.is_required);
    let heads = [("target", false), ("type", false), ("needed", false), ("like", false), ("fits", false)];
    terminal.table(&heads, &open.into_iter().map(line).collect::<Vec<_>>())
}

fn line(field: &Field, targets: &[String], shown: &Shown, terminal: &Terminal) -> Vec<String> {
    let number = |number: u64| if terminal.is_json { number.to_string() } else { terminal.whole(number) };
    let examples = if field.is_personal && !terminal.is_json { terminal.words.say("source-personal") } else { field.examples.join(", ") };
    let kind = field.declared.as_ref().map_or_else(String::new, |declared| format!(" ({declared})"));
    vec![
        field.name.clone(),
        format!("{}{kind}", field.guess.word()),
        if terminal.is_json { number(field.filled) } else { format!("{}/{}", number(field.filled), number(shown.rows)) },
        number(field.distinct),
        examples,
        targets.join(", "),
    ]
}

/// Writes the proposal into `contracts/`, and never over anything.
fn write(project: &Project, shown: &Shown, text: &str, terminal: &Terminal) -> Result<(), Failure> {
    let file = format!("contracts/{}.toml", shown.load.replace('.', "_"));
    let path = project.folder.join(&file);
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => CliError::WouldOverwrite { file: file.clone() },
        _ => CliError::File { act: "write", file: file.clone(), problem: error.to_string() },
    };
    fs::create_dir_all(project.folder.join("contracts")).map_err(failed)?;
    let mut out = fs::File::create_new(&path).map_err(failed)?;
    std::io::Write::write_all(&mut out, text.as_bytes()).map_err(failed)?;
    terminal.say("source-written", &[("file", file.clone())]);
    Ok(())
}
