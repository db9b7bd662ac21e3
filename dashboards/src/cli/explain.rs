//! `mirante explain`: how a figure comes about, from its method down to the records.

use std::{collections::BTreeSet, io::Write};

use mirante_data::{
    DatasetName,
    explain::Exit,
    lineage::{Way, Ways},
    name::did_you_mean,
};
use mirante_queries::{Engine, model};
use mirante_reports::{figure::spec, methods};
use serde_json::json;

use super::Global;
use crate::{
    error::{CliError, Failure},
    project::Project,
    terminal::{Terminal, written},
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, clap::Subcommand)]
enum Act {
    Figure {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long, value_name = "VERSION", default_value = "head")]
        at: String,
    },
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let Act::Figure { name, at } = args.act;
    if spec::get(&name).is_none() {
        let names = spec::all().iter().map(|spec| spec.name.as_str());
        let near = did_you_mean(&name, names.clone()).map_or_else(|| names.collect::<Vec<_>>().join(", "), str::to_owned);
        return Err(CliError::Word { word: name, expected: near }.into());
    }
    let project = Project::open(&global.project)?;
    let snapshot = project.version(&at, terminal).await?;
    let engine = project.engine(&snapshot)?;
    let dataset: DatasetName =
        format!("figures.{name}").parse().map_err(|_| CliError::Word { word: name.clone(), expected: "figures".to_owned() })?;
    let model = &project.models[&dataset];
    let ways = Ways::new(ask(&engine, "lineage_of_version").await?.into_iter().filter_map(way).collect());
    let checks = ask(&engine, "checks_of_version").await?;
    let upstream = ways.upstream(dataset.as_str(), None);
    let text = ways.iter().find(|way| way.dataset == dataset.as_str()).map(|way| way.model_hash.clone());
    let told = Told {
        title: model.header.title.in_language(terminal.language().tag()),
        method: methods::text(&name, terminal.language()),
        sql: model.sql().unwrap_or_default(),
    };
    if terminal.is_json {
        let lineage: Vec<_> = upstream
            .iter()
            .map(|way| json!({ "dataset": way.dataset, "column": way.column, "from": format!("{}.{}", way.input, way.input_column), "how": way.how }))
            .collect();
        let raw: Vec<String> = records(&upstream).into_iter().collect();
        terminal.datum(&json!({
            "figure": name, "version": snapshot.version(), "title": told.title, "method": told.method, "sql": told.sql, "raw": raw, "lineage": lineage,
            "checks": relevant(&checks, &upstream).iter().map(|row| json!({ "check": row[0], "dataset": row[1], "severity": row[2], "passed": row[3] == "true" })).collect::<Vec<_>>(),
        }));
        return Ok(Exit::Ok);
    }
    let mut out = std::io::stdout().lock();
    let mut section = |key: &str, text: &str| writeln!(out, "{}\n\n{}\n", terminal.words.say(key), text.trim_end()).map_err(written);
    section("explain-method", &format!("{}\n\n{}", told.title, told.method.unwrap_or_default()))?;
    section("explain-sql", told.sql)?;
    drop(out);
    if upstream.is_empty() {
        terminal.warn(&terminal.words.say_with("explain-not-built", &[("version", snapshot.version().to_string())]));
        return Ok(Exit::Ok);
    }
    if text != Some(model.hash()) {
        terminal.warn(&terminal.words.say_with("explain-other-text", &[("version", snapshot.version().to_string())]));
    }
    println!("{}\n", terminal.words.say("explain-lineage"));
    let line = |way: &&Way| vec![way.dataset.clone(), way.column.clone(), format!("{}.{}", way.input, way.input_column), terminal.how(&way.how)];
    terminal.table(&[("dataset", false), ("column", false), ("from", false), ("how", false)], &upstream.iter().map(line).collect::<Vec<_>>())?;
    println!("\n{} {}\n", terminal.words.say("explain-raw"), records(&upstream).into_iter().collect::<Vec<_>>().join(", "));
    println!("{}\n", terminal.words.say("explain-checks"));
    let asked = relevant(&checks, &upstream);
    let line = |row: &&Vec<String>| {
        vec![row[0].clone(), row[1].clone(), row[2].clone(), terminal.words.say(if row[3] == "true" { "explain-passed" } else { "explain-failed" })]
    };
    terminal.table(&[("check", false), ("dataset", false), ("severity", false), ("result", false)], &asked.iter().map(line).collect::<Vec<_>>())?;
    Ok(Exit::Ok)
}

/// What is said before the tables.
struct Told<'a> {
    title: &'a str,
    method: Option<&'static str>,
    sql: &'a str,
}

fn way(row: Vec<String>) -> Option<Way> {
    let [dataset, column, input, input_column, how, model_hash] = row.try_into().ok()?;
    Some(Way { dataset, column, input, input_column, how, model_hash })
}

/// The raw datasets at the end of the ways.
fn records(upstream: &[&Way]) -> BTreeSet<String> {
    upstream.iter().filter(|way| way.input.starts_with("raw.")).map(|way| way.input.clone()).collect()
}

/// Checks of the datasets on the way.
fn relevant<'a>(checks: &'a [Vec<String>], upstream: &[&Way]) -> Vec<&'a Vec<String>> {
    checks.iter().filter(|row| upstream.iter().any(|way| way.dataset == row[1] || way.input == row[1])).collect()
}

/// The answer to a saved question as texts.
async fn ask(engine: &Engine, question: &'static str) -> Result<Vec<Vec<String>>, Failure> {
    let (_, rows) = engine.texts(question, model::audit(question).unwrap_or_default()).await?;
    Ok(rows.into_iter().map(|row| row.into_iter().map(Option::unwrap_or_default).collect()).collect())
}
