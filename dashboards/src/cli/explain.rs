//! `mirante explain`: how a figure comes about, from its method down to the records.

use std::{collections::BTreeSet, io::Write};

use mirante_data::{DatasetName, canonical::Cells, explain::Exit, name::did_you_mean};
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
    let all: Vec<Link> = ask(&engine, "lineage_of_version").await?.into_iter().filter_map(Link::of).collect();
    let checks = ask(&engine, "checks_of_version").await?;
    let below = below(dataset.as_str(), &all);
    let own: Vec<&Link> = all.iter().filter(|link| link.dataset == dataset.as_str()).collect();
    let text = own.first().map(|link| link.model_hash.clone());
    let told = Told {
        title: model.header.title.in_language(terminal.language().tag()),
        method: methods::text(&name, terminal.language()),
        sql: model.sql().unwrap_or_default(),
    };
    if terminal.is_json {
        let lineage: Vec<_> = below.iter().map(|link| json!({ "dataset": link.dataset, "column": link.column, "from": format!("{}.{}", link.input, link.input_column), "how": link.how })).collect();
        let raw: Vec<String> = raw_below(&below).into_iter().collect();
        terminal.datum(&json!({
            "figure": name, "version": snapshot.version(), "title": told.title, "method": told.method, "sql": told.sql, "raw": raw, "lineage": lineage,
            "checks": relevant(&checks, &below).iter().map(|row| json!({ "check": row[0], "dataset": row[1], "severity": row[2], "passed": row[3] == "true" })).collect::<Vec<_>>(),
        }));
        return Ok(Exit::Ok);
    }
    let mut out = std::io::stdout().lock();
    let mut section = |key: &str, text: &str| writeln!(out, "{}\n\n{}\n", terminal.words.say(key), text.trim_end()).map_err(written);
    section("explain-method", &format!("{}\n\n{}", told.title, told.method.unwrap_or_default()))?;
    section("explain-sql", told.sql)?;
    drop(out);
    if own.is_empty() {
        terminal.warn(&terminal.words.say_with("explain-not-built", &[("version", snapshot.version().to_string())]));
        return Ok(Exit::Ok);
    }
    if text != Some(model.hash()) {
        terminal.warn(&terminal.words.say_with("explain-other-text", &[("version", snapshot.version().to_string())]));
    }
    println!("{}\n", terminal.words.say("explain-lineage"));
    let line =
        |link: &&Link| vec![link.dataset.clone(), link.column.clone(), format!("{}.{}", link.input, link.input_column), terminal.how(&link.how)];
    terminal.table(&[("dataset", false), ("column", false), ("from", false), ("how", false)], &below.iter().map(line).collect::<Vec<_>>())?;
    println!("\n{} {}\n", terminal.words.say("explain-raw"), raw_below(&below).into_iter().collect::<Vec<_>>().join(", "));
    println!("{}\n", terminal.words.say("explain-checks"));
    let asked = relevant(&checks, &below);
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

/// One way from an input's column to an output's.
struct Link {
    dataset: String,
    column: String,
    input: String,
    input_column: String,
    how: String,
    model_hash: String,
}

impl Link {
    fn of(row: Vec<String>) -> Option<Self> {
        let [dataset, column, input, input_column, how, model_hash] = row.try_into().ok()?;
        Some(Self { dataset, column, input, input_column, how, model_hash })
    }
}

/// Every way from the columns of a dataset down to records, from the top.
fn below<'a>(dataset: &str, all: &'a [Link]) -> Vec<&'a Link> {
    // No column means all of them.
    let mut wanted: Vec<(String, Option<String>)> = vec![(dataset.to_owned(), None)];
    let mut seen: BTreeSet<(String, Option<String>)> = wanted.iter().cloned().collect();
    let mut found: Vec<&Link> = Vec::new();
    let mut place = 0;
    while let Some((dataset, column)) = wanted.get(place).cloned() {
        place += 1;
        // What decides which rows come belongs to every column.
        let fits = |link: &&Link| link.dataset == dataset && column.as_ref().is_none_or(|column| link.column == *column || link.column == "*");
        for link in all.iter().filter(fits) {
            if !found.iter().any(|known| std::ptr::eq(*known, link)) {
                found.push(link);
            }
            let next = (link.input.clone(), (link.how != "declarada").then(|| link.input_column.clone()));
            if seen.insert(next.clone()) {
                wanted.push(next);
            }
        }
    }
    found
}

fn raw_below(below: &[&Link]) -> BTreeSet<String> {
    below.iter().filter(|link| link.input.starts_with("raw.")).map(|link| link.input.clone()).collect()
}

/// Checks of the datasets on the way.
fn relevant<'a>(checks: &'a [Vec<String>], below: &[&Link]) -> Vec<&'a Vec<String>> {
    checks.iter().filter(|row| below.iter().any(|link| link.dataset == row[1] || link.input == row[1])).collect()
}

/// The answer to a saved question as texts.
async fn ask(engine: &Engine, question: &'static str) -> Result<Vec<Vec<String>>, Failure> {
    let (_, batches) = engine.rows(question, model::audit(question).unwrap_or_default()).await?;
    let mut rows = Vec::new();
    for batch in &batches {
        let columns: Vec<Cells<'_>> =
            batch.columns().iter().map(Cells::of).collect::<Result<_, _>>().map_err(|error| CliError::Output { problem: error.to_string() })?;
        rows.extend((0..batch.num_rows()).map(|row| columns.iter().map(|cells| cells.text(row).unwrap_or_default()).collect::<Vec<_>>()));
    }
    Ok(rows)
}
