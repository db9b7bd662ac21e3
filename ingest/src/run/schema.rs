//! What a source has: its columns with guessed types, and a contract that would fit them.

use std::{fmt::Write as _, path::Path};

use mirante_data::contract::{Contract, builtin};

use super::{
    database,
    open::{self, Open},
};
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
    /// Columns of the load's contract that nothing feeds yet.
    pub open: Vec<Open>,
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
    let is_personal = mapping.is_some_and(|mapping| mapping.seals_payload() || !mapping.keeps_payload());
    for field in fields.iter_mut().filter(|_| is_personal) {
        (field.is_personal, field.examples, field.codes) = (true, Vec::new(), Vec::new());
    }
    let goes = |field: &Field| match mapping {
        Some(mapping) => {
            let fed = mapping.origins.iter().filter(|origin| origin.columns().any(|name| name == field.name));
            fed.map(|origin| origin.target.clone()).collect::<Vec<_>>()
        }
        None => {
            let names = |text: &str| text == field.name || text.contains(&format!("{{{}}}", field.name));
            load.columns.iter().filter(|(_, text)| names(text)).map(|(target, _)| target.clone()).collect()
        }
    };
    let targets: Vec<Vec<String>> = fields.iter().map(goes).collect();
    let is_fed = |target: &str| match mapping {
        Some(mapping) => mapping.origins.iter().any(|origin| origin.target == target && origin.from != crate::mapping::From::Nothing),
        None => load.columns.contains_key(target) || load.constants.contains_key(target),
    };
    let free: Vec<&Field> = fields.iter().zip(&targets).filter(|(_, targets)| targets.is_empty()).map(|(field, _)| field).collect();
    let rows = fields::rows(&batches);
    let open = builtin::get(&load.into).map_or_else(|_| Vec::new(), |contract| open::open(contract, is_fed, &free, rows));
    Ok(Shown { source: source.name.clone(), load: name, rows, fields, targets, open })
}

/// A contract that would fit what was seen, and the load that would fill it, as text to be read and corrected.
pub fn contract(shown: &Shown, contract: Option<&Contract>) -> String {
    let name = shown.load.rsplit('.').next().unwrap_or(&shown.load);
    let dataset = contract.map_or_else(|| format!("raw.{}", identifier(name)), |contract| contract.dataset.to_string());
    let mut named: Vec<(String, &Field)> = Vec::new();
    for field in &shown.fields {
        let name = identifier(&field.name);
        // `_linha` and `linha` are one name once they are written as contracts write them.
        let is_taken = |name: &String| named.iter().any(|(taken, _)| taken == name);
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let name = std::iter::once(name.clone()).chain(numbered).find(|name| !is_taken(name)).unwrap_or(name);
        named.push((name, field));
    }
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
    let decimal = if shown.fields.iter().any(|field| matches!(field.guess, Guess::Comma(_))) { "#   decimal = \",\"\n" } else { "" };
    let columns = match contract {
        None => named.iter().map(|(name, field)| format!("{name} = {:?}", field.name)).collect(),
        Some(_) => mapped(shown),
    };
    let _ = write!(
        text,
        "\n# The load that would fill it:\n#\n#   [[sources.loads]]\n#   into = {:?}\n#   columns = {{ {} }}\n{decimal}",
        dataset.trim_start_matches("raw."),
        columns.join(", ")
    );
    for open in shown.open.iter().filter(|open| open.like.is_none()) {
        let need = if open.is_required { "must be filled" } else { "may be filled" };
        let from = if open.fits.is_empty() { String::new() } else { format!(", by one of {}", open.fits.join(", ")) };
        let _ = writeln!(text, "#   # `{}` ({}) {need}{from}", open.target, open.kind);
    }
    text
}

/// The columns of the contract that are fed or whose source is guessed, as a load writes them.
fn mapped(shown: &Shown) -> Vec<String> {
    let fed = shown.fields.iter().zip(&shown.targets).flat_map(|(field, targets)| targets.iter().map(move |target| (target, &field.name)));
    let guessed = shown.open.iter().filter_map(|open| Some((&open.target, open.like.as_ref()?)));
    fed.chain(guessed).map(|(target, column)| format!("{target} = {column:?}")).collect()
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
