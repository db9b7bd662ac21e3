//! What a source has: its columns with guessed types, and a contract that would fit them.

use std::{fmt::Write as _, path::Path};

use mirante_data::{contract::Contract, name::did_you_mean};

use super::database;
use crate::{
    IngestError, SourceConfig,
    config::{Connection, LoadConfig},
    fields::{self, Field, Guess},
    mapping::Mapping,
    source::{self, Request, Wanted, files, ocel::View},
};

/// What was found where one load reads, or could read.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The source.
    pub source: String,
    /// The load's name, or the source's when it has no load yet.
    pub load: String,
    /// Rows that were looked at.
    pub rows: u64,
    /// The columns, in the source's order.
    pub fields: Vec<Field>,
    /// Where each column goes now: contract columns, by place of the field.
    pub targets: Vec<Vec<String>>,
    /// Contract columns that nothing feeds, with a source column that may be meant.
    pub proposals: Vec<(String, String)>,
}

/// Looks at the first rows of everything that a source's loads read; of a source without loads, at all its files.
pub async fn schema(project: &Path, source: &SourceConfig) -> Result<Vec<Shown>, IngestError> {
    if let (Connection::Files(_), true) = (&source.connection, source.loads.is_empty()) {
        let mut load: LoadConfig = toml::from_str("into = ''").expect("every other key has a default");
        load.path = "**".to_owned();
        return Ok(vec![of_load(project, source, &load, None).await?]);
    }
    let mut shown = Vec::new();
    for load in &source.loads {
        // A mapping that is not sound yet is no reason to show nothing.
        let mapping = Mapping::build(source, load).ok();
        shown.push(of_load(project, source, load, mapping.as_ref()).await?);
    }
    Ok(shown)
}

async fn of_load(project: &Path, source: &SourceConfig, load: &LoadConfig, mapping: Option<&Mapping>) -> Result<Shown, IngestError> {
    let name = if load.into.is_empty() { source.name.clone() } else { format!("{}.{}", source.name, load.name()) };
    let people: Vec<String> = mapping.iter().flat_map(|mapping| mapping.people_columns()).map(str::to_owned).collect();
    let (batches, names, declared) = match &source.connection {
        Connection::Files(connection) => {
            let found = files::find(project, &source.name, connection, &load.path)?;
            let last = found.last().expect("a load without a file is an error").clone();
            let part = Wanted {
                load: name.clone(),
                into: load.into.clone(),
                tab: load.tab.clone().unwrap_or_default(),
                header_row: load.header_row,
                ..Wanted::default()
            };
            let names = source::fields(connection, &name, &last, &part)?;
            let request = Request {
                load: name.clone(),
                files: vec![last],
                columns: names.clone(),
                life_cycle: load.life_cycle,
                view: View::of(&load.into),
                parts: load.tab.iter().map(|_| Wanted { columns: names.clone(), ..part.clone() }).collect(),
                ..Request::default()
            };
            let mut opened = source::open(connection, request);
            (opened.next_batch().await?.into_iter().collect::<Vec<_>>(), names, Vec::new())
        }
        Connection::Api(_) | Connection::Tap(_) => {
            (Vec::new(), mapping.iter().flat_map(|mapping| mapping.source_columns()).map(str::to_owned).collect(), Vec::new())
        }
        Connection::Server(_) | Connection::Sqlite(_) => {
            let (batches, columns) = database::sample(source, project, &name, &load.query, false).await?;
            (batches, columns.iter().map(|column| column.name.clone()).collect(), columns.into_iter().map(|column| column.kind).collect())
        }
    };
    let names: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).collect();
    let mut fields = fields::of(&batches, &names, &people);
    for (field, declared) in fields.iter_mut().zip(declared) {
        field.declared = Some(declared);
    }
    let is_personal = mapping.is_some_and(|mapping| !mapping.keeps_payload());
    for field in fields.iter_mut().filter(|_| is_personal) {
        (field.is_personal, field.examples, field.codes) = (true, Vec::new(), Vec::new());
    }
    let goes = |field: &Field| {
        let mapped = mapping.iter().flat_map(|mapping| &mapping.origins).filter(|origin| origin.columns().any(|name| name == field.name));
        mapped.map(|origin| origin.target.clone()).collect::<Vec<_>>()
    };
    let targets: Vec<Vec<String>> = fields.iter().map(goes).collect();
    let proposals = mapping.map_or_else(Vec::new, |mapping| proposals(mapping, &fields, &targets));
    Ok(Shown { source: source.name.clone(), load: name, rows: fields::rows(&batches), fields, targets, proposals })
}

/// Columns of the contract that nothing feeds, each with a free column of the source of nearly the same name.
fn proposals(mapping: &Mapping, fields: &[Field], targets: &[Vec<String>]) -> Vec<(String, String)> {
    let free: Vec<&str> = fields.iter().zip(targets).filter(|(_, targets)| targets.is_empty()).map(|(field, _)| field.name.as_str()).collect();
    let fed = |target: &str| mapping.origins.iter().any(|origin| origin.target == target && origin.from != crate::mapping::From::Nothing);
    let open = mapping.contract.columns.keys().filter(|target| !fed(target));
    open.filter_map(|target| Some((target.clone(), like(target, &free)?.to_owned()))).collect()
}

fn like<'a>(target: &str, free: &[&'a str]) -> Option<&'a str> {
    let exact = free.iter().find(|name| fields::plain(name) == fields::plain(target));
    exact.copied().or_else(|| did_you_mean(target, free.iter().copied()).filter(|name| name.len() > 3))
}

/// A contract that would fit what was seen, and the load that would fill it, as text to be read and corrected.
pub fn contract(shown: &Shown, contract: Option<&Contract>) -> String {
    let name = shown.load.rsplit('.').next().unwrap_or(&shown.load);
    let dataset = contract.map_or_else(|| format!("raw.{}", identifier(name)), |contract| contract.dataset.to_string());
    let named: Vec<(String, &Field)> = shown.fields.iter().map(|field| (identifier(&field.name), field)).collect();
    let key: Vec<&str> = named.iter().filter(|(_, field)| is_key(field, shown.rows)).map(|(name, _)| name.as_str()).take(1).collect();
    let class = if shown.fields.iter().any(|field| field.is_personal) { "personal" } else { "internal" };
    let mut text = format!(
        "# A proposal, made from {} rows of `{}`: nothing reads it until you have corrected it and said what it is for.\n\
         dataset = {dataset:?}\ntitle = \"… | …\"\nkind = \"entity\"\nkey = {key:?}\nclass = {class:?}\nkeep = \"10y\"\ndeletes = \"flag\"\n\
         purpose = \"… | …\"\n\n[columns]\n",
        shown.rows, shown.load
    );
    for (name, field) in &named {
        let mut rule = vec![format!("type = {:?}", field.guess.word())];
        if field.filled < shown.rows {
            rule.push("null = true".to_owned());
        }
        if field.is_personal && field.guess.word() == "id" {
            rule.push("person = true".to_owned());
        }
        if !field.codes.is_empty() {
            rule.push(format!("codes = {:?}", field.codes));
        }
        let _ = writeln!(text, "{name} = {{ {} }}", rule.join(", "));
    }
    let columns: Vec<String> = named.iter().map(|(name, field)| format!("{name} = {:?}", field.name)).collect();
    let decimal = if shown.fields.iter().any(|field| matches!(field.guess, Guess::Comma(_))) { "#   decimal = \",\"\n" } else { "" };
    let _ = write!(
        text,
        "\n# The load that would fill it:\n#\n#   [[sources.loads]]\n#   into = {:?}\n#   columns = {{ {} }}\n{decimal}",
        dataset.trim_start_matches("raw."),
        columns.join(", ")
    );
    for (target, column) in &shown.proposals {
        let _ = writeln!(text, "#   # `{target}` of the contract may be {column:?}");
    }
    text
}

fn is_key(field: &Field, rows: u64) -> bool {
    rows > 1 && field.filled == rows && field.distinct == rows && matches!(field.guess, Guess::Id | Guess::Int | Guess::Text)
}

/// A name as contracts have them: lowercase letters, digits and `_`.
fn identifier(name: &str) -> String {
    let words: Vec<String> = name.split(|character: char| !character.is_alphanumeric()).map(fields::plain).filter(|word| !word.is_empty()).collect();
    let name = words.join("_");
    let name: String = name.chars().filter(|character| character.is_ascii_alphanumeric() || *character == '_').collect();
    if name.starts_with(|first: char| first.is_ascii_lowercase()) { name } else { format!("c_{name}") }
}
