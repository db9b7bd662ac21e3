//! `mirante process`: the processes that are described, and drafts of those that are not yet.

use std::fs;

use mirante_data::{explain::Exit, name::did_you_mean, process::draft};
use mirante_transform::draft::observe;

use super::Global;
use crate::{
    error::{CliError, Failure},
    project::Project,
    terminal::{Terminal, shell_word},
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
    Show {
        #[arg(value_name = "NAME")]
        name: String,
    },
    Draft {
        #[arg(value_name = "OBJECT_TYPE")]
        object_type: String,
        #[arg(long)]
        force: bool,
    },
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let project = Project::open(&global.project)?;
    match args.act {
        Act::List => list(&project, terminal),
        Act::Show { name } => show(&project, &name, terminal),
        Act::Draft { object_type, force } => write_draft(&project, &object_type, force, terminal).await,
    }
}

fn list(project: &Project, terminal: &Terminal) -> Result<Exit, Failure> {
    let line = |process: &mirante_data::Process| {
        let label = process.label.in_language(terminal.language().tag()).to_owned();
        vec![process.process.clone(), label, process.object_type.clone(), terminal.whole(process.stages.len() as u64), process.calendar.clone()]
    };
    let lines: Vec<Vec<String>> = project.described.processes.iter().map(line).collect();
    terminal.table(&[("process", false), ("label", false), ("object", false), ("stages", true), ("calendar", false)], &lines)?;
    Ok(Exit::Ok)
}

fn show(project: &Project, name: &str, terminal: &Terminal) -> Result<Exit, Failure> {
    let processes = &project.described.processes;
    let Some(process) = processes.iter().find(|process| process.process == name) else {
        let near = did_you_mean(name, processes.iter().map(|process| process.process.as_str()));
        return Err(CliError::Word { word: name.to_owned(), expected: near.unwrap_or("mirante process list").to_owned() }.into());
    };
    let line = |stage: &mirante_data::process::Stage| {
        let label = stage.label.in_language(terminal.language().tag()).to_owned();
        let events = |events: &[String]| events.join(", ");
        vec![stage.key.clone(), label, stage.nature.word().to_owned(), events(&stage.enter), events(&stage.exit), events(&stage.other_exits)]
    };
    let lines: Vec<Vec<String>> = process.stages.iter().map(line).collect();
    let heads = [("stage", false), ("label", false), ("nature", false), ("enter", false), ("exit", false), ("other_exits", false)];
    terminal.table(&heads, &lines)?;
    terminal.say("process-final", &[("events", process.finals().join(", "))]);
    let date = |date: &mirante_data::process::DerivedDate| {
        let when = date.when.iter().map(|(column, codes)| format!("{column} = {}", codes.join(" | "))).collect::<Vec<_>>().join(", ");
        vec![date.event_type.clone(), format!("{}.{}", date.dataset, date.column), when]
    };
    let dates: Vec<Vec<String>> = process.dates.iter().map(date).collect();
    if !dates.is_empty() {
        terminal.say("process-dates", &[]);
        terminal.table(&[("event", false), ("date", false), ("when", false)], &dates)?;
    }
    Ok(Exit::Ok)
}

/// Writes `processes/{object_type}.toml`; a file that is there is an error, unless `force`.
async fn write_draft(project: &Project, object_type: &str, force: bool, terminal: &Terminal) -> Result<Exit, Failure> {
    let name = format!("processes/{object_type}.toml");
    let file = project.folder.join(&name);
    if file.exists() && !force {
        return Err(CliError::WouldOverwrite { file: file.display().to_string() }.into());
    }
    let snapshot = project.head(terminal).await?;
    let observed = observe(&project.engine(&snapshot)?, object_type).await?;
    if observed.activities.is_empty() {
        return Err(CliError::NoEvents { object_type: object_type.to_owned() }.into());
    }
    let text = draft::draft(object_type, &observed);
    // What is written must be readable again; a kind that the program describes itself is refused here too.
    mirante_data::Process::parse(&format!("{object_type}.toml"), &text)?;
    if mirante_data::process::builtin::all().iter().any(|own| own.process == object_type) {
        return Err(mirante_data::process::ProcessError::Taken { file: name, process: object_type.to_owned() }.into());
    }
    let failed = |error: std::io::Error| CliError::File { act: "write", file: file.display().to_string(), problem: error.to_string() };
    fs::create_dir_all(project.folder.join("processes")).map_err(failed)?;
    fs::write(&file, text).map_err(failed)?;
    terminal.say("init-wrote", &[("file", file.display().to_string())]);
    terminal.say("process-next", &[("folder", shell_word(&project.folder))]);
    Ok(Exit::Ok)
}
