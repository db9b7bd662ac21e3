//! `mirante dataset`: the dictionary in the terminal.

use std::path::Path;

use mirante_data::{
    DatasetName,
    contract::{Class, builtin},
    explain::Exit,
    meta,
    name::did_you_mean,
    schema::Column,
};
use mirante_reports::format;
use mirante_transform::Graph;

use super::{Global, history, lineage};
use crate::{
    error::{CliError, Failure},
    project::{self, Project},
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
    List {
        #[arg(long, value_name = "VERSION", default_value = "head")]
        at: String,
    },
    Show {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long)]
        sql: bool,
    },
    Lineage {
        #[arg(value_name = "NAME[.COLUMN]")]
        name: String,
    },
    History {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(value_name = "KEY", required = true, num_args = 1..)]
        key: Vec<String>,
        #[arg(long, value_name = "VERSION", default_value = "head")]
        at: String,
    },
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    match args.act {
        Act::List { at } => list(&at, global, terminal).await,
        Act::Show { name, sql } => show(&name, sql, &global.project, terminal).await,
        Act::Lineage { name } => lineage::run(&name, global, terminal).await,
        Act::History { name, key, at } => history::run(&name, &key, &at, global, terminal).await,
    }
}

async fn list(at: &str, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let project = Project::open(&global.project)?;
    let snapshot = project.version(at, terminal).await?;
    let lines: Vec<Vec<String>> = snapshot
        .lists
        .values()
        .filter(|list| list.rows() > 0)
        .map(|list| {
            let size = format::bytes(list.bytes(), terminal.language());
            vec![list.dataset.to_string(), terminal.whole(list.rows()), terminal.whole(list.files.len() as u64), size]
        })
        .collect();
    terminal.table(&[("dataset", false), ("rows", true), ("files", true), ("size", true)], &lines)?;
    terminal.say(
        "dataset-summary",
        &[("with", terminal.whole(lines.len() as u64)), ("without", terminal.whole((snapshot.lists.len() - lines.len()) as u64))],
    );
    Ok(Exit::Ok)
}

async fn show(word: &str, only_sql: bool, folder: &Path, terminal: &Terminal) -> Result<Exit, Failure> {
    let models = mirante_transform::models(&project::described(folder, &[])?)?;
    if let Some(contract) = word.strip_prefix("raw.").map(|_| builtin::get(word)).transpose()? {
        terminal.say("dataset-title", &[("dataset", word.to_owned()), ("title", contract.title.in_language(terminal.language().tag()).to_owned())]);
        terminal.say("dataset-purpose", &[("purpose", contract.purpose.in_language(terminal.language().tag()).to_owned())]);
        terminal
            .say("dataset-class", &[("class", class(contract.class).to_owned()), ("keep", contract.keep.clone()), ("key", contract.key.join(", "))]);
        let about =
            |rule: &mirante_data::contract::ColumnRule| rule.about.as_ref().map(|about| about.in_language(terminal.language().tag()).to_owned());
        let lines: Vec<Vec<String>> = contract
            .columns
            .iter()
            .map(|(name, rule)| {
                let kind = format!("{}{}", rule.r#type, if rule.null { "?" } else { "" });
                let with = rule.within.iter().map(|column| format!(" + {column}")).collect::<String>();
                let by_kind = rule.kind_column.as_ref().map(|column| format!("→ {column}"));
                let parent = rule.references.as_ref().map(|parent| format!("→ {parent}{with}"));
                let more = [Some(codes(&rule.codes)), rule.limits(), parent, by_kind, about(rule)];
                vec![name.clone(), kind, more.into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ")]
            })
            .collect();
        terminal.table(&[("column", false), ("type", false), ("meaning", false)], &lines)?;
        return Ok(Exit::Ok);
    }
    if let Some((_, columns)) = meta::all().into_iter().find(|(name, _)| name.as_str() == word) {
        let lines: Vec<Vec<String>> = columns.iter().map(|column| vec![column.name.clone(), kind(column)]).collect();
        terminal.table(&[("column", false), ("type", false)], &lines)?;
        return Ok(Exit::Ok);
    }
    let known = || {
        let all = models.keys().map(DatasetName::as_str).chain(builtin::all().map(|contract| contract.dataset.as_str()));
        let near = did_you_mean(word, all);
        CliError::Word { word: word.to_owned(), expected: near.unwrap_or("raw.events, staging.events, marts.edges, meta.rejects …").to_owned() }
    };
    let name: DatasetName = word.parse().map_err(|_| known())?;
    let model = models.get(&name).ok_or_else(known)?.clone();
    if only_sql {
        let Some(sql) = model.sql() else {
            return Err(CliError::Word { word: word.to_owned(), expected: terminal.words.say("dataset-is-step") }.into());
        };
        println!("{sql}");
        return Ok(Exit::Ok);
    }
    terminal.say("dataset-title", &[("dataset", word.to_owned()), ("title", model.header.title.in_language(terminal.language().tag()).to_owned())]);
    terminal.say("dataset-grain", &[("grain", model.header.grain.join(", "))]);
    let graph = Graph::of(models).await?;
    let lineage = &graph.planned[&name].lineage;
    let lines: Vec<Vec<String>> = model
        .header
        .columns
        .iter()
        .map(|column| {
            let origins = lineage.columns.iter().find(|(each, _)| *each == column.name).map(|(_, origins)| origins);
            let from: Vec<String> =
                origins.into_iter().flatten().map(|((dataset, name), how)| format!("{dataset}.{name} ({})", terminal.how(how.code()))).collect();
            vec![column.name.clone(), kind(column), from.join(", ")]
        })
        .collect();
    terminal.table(&[("column", false), ("type", false), ("from", false)], &lines)?;
    Ok(Exit::Ok)
}

/// A column's type as the data model writes it.
fn kind(column: &Column) -> String {
    format!("{}{}", column.r#type, if column.null { "?" } else { "" })
}

/// The first few codes of a closed list; a terminal is no place for twenty.
fn codes(all: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown = all.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    if all.len() > SHOWN { format!("{shown} … (+{})", all.len() - SHOWN) } else { shown }
}

fn class(class: Class) -> &'static str {
    match class {
        Class::Public => "public",
        Class::Internal => "internal",
        Class::Personal => "personal",
        Class::Vault => "vault",
    }
}
