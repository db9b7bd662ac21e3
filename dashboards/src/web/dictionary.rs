//! May I have the data? Every dataset with its columns, where they come from, what stands on them, and its files with their hashes.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use mirante_data::{
    DatasetName, Snapshot,
    contract::{Class, Contract, builtin},
    lake::DatasetList,
    lineage::{UNKNOWN, Way, Ways},
    meta,
    schema::Column,
};
use mirante_queries::{Model, snippets};
use mirante_reports::{Words, format};

use super::{
    answer::{Body, Keep},
    app::{App, words},
    failure::Trouble,
    frame::{Frame, Link},
    routes::{self, Viewer},
};

/// The schemas in the order of a row's way, each with its heading and what it holds.
const SCHEMAS: [(&str, &str, &str); 5] = [
    ("raw", "web-data-raw", "web-data-raw-note"),
    ("staging", "web-data-staging", "web-data-staging-note"),
    ("marts", "web-data-marts", "web-data-marts-note"),
    ("figures", "web-data-figures", "web-data-figures-note"),
    ("meta", "web-data-meta", "web-data-meta-note"),
];

/// Files whose hashes are shown at once.
const FILES_SHOWN: usize = 12;

/// What can be known of a dataset before its rows.
struct Known<'a> {
    name: DatasetName,
    contract: Option<&'static Contract>,
    model: Option<&'a Model>,
    list: Option<&'a DatasetList>,
}

impl<'a> Known<'a> {
    /// Every dataset that is promised or held, by name.
    fn all(models: &'a BTreeMap<DatasetName, Model>, snapshot: &'a Snapshot) -> BTreeMap<DatasetName, Self> {
        let contracts = builtin::all().map(|contract| (contract.dataset.clone(), contract));
        let contracts: BTreeMap<DatasetName, &'static Contract> = contracts.collect();
        let metas: BTreeSet<DatasetName> = meta::all().map(|(name, _)| name).collect();
        let names: BTreeSet<&DatasetName> = contracts.keys().chain(models.keys()).chain(&metas).chain(snapshot.lists.keys()).collect();
        let known = |name: &DatasetName| {
            let list = snapshot.lists.get(name.as_str()).map(AsRef::as_ref);
            let known = Self { name: name.clone(), contract: contracts.get(name).copied(), model: models.get(name), list };
            (name.clone(), known)
        };
        names.into_iter().map(known).collect()
    }

    fn title(&self, tag: &str) -> String {
        let title = self.model.map(|model| &model.header.title).or_else(|| self.contract.map(|contract| &contract.title));
        title.map(|title| title.in_language(tag).to_owned()).unwrap_or_default()
    }

    fn rows(&self) -> u64 {
        self.list.map_or(0, DatasetList::rows)
    }

    /// Its columns with what each means.
    fn columns(&self, tag: &str) -> Vec<(Column, String)> {
        if let Some(contract) = self.contract {
            let about = |rule: &mirante_data::contract::ColumnRule| {
                let said = rule.about.as_ref().map(|about| about.in_language(tag).to_owned());
                let codes = (!rule.codes.is_empty()).then(|| rule.codes.join(", "));
                said.into_iter().chain(codes).collect::<Vec<_>>().join(": ")
            };
            let column = |(name, rule): (&String, &mirante_data::contract::ColumnRule)| {
                (Column { name: name.clone(), r#type: rule.r#type, null: rule.null }, about(rule))
            };
            return contract.columns.iter().map(column).collect();
        }
        let promised = self.model.map(|model| model.header.columns.clone()).or_else(|| self.list.map(|list| list.columns.clone()));
        promised.unwrap_or_default().into_iter().map(|column| (column, String::new())).collect()
    }
}

/// A dataset in the list.
struct Line {
    name: Link,
    title: String,
    rows: String,
    files: String,
    size: String,
}

/// Some lines of a table, perhaps one click away.
struct Part<L> {
    caption: String,
    is_folded: bool,
    lines: Vec<L>,
}

struct Group {
    id: &'static str,
    heading: String,
    note: String,
    parts: Vec<Part<Line>>,
}

#[derive(Template)]
#[template(path = "dictionary.html")]
struct ListView<'a> {
    frame: Frame<'a>,
    about: String,
    groups: Vec<Group>,
}

/// `GET /dados`: the datasets of the newest version; computed once for each version and language.
pub async fn list(State(app): State<App>, viewer: Viewer) -> Result<Response, Trouble> {
    let snapshot = app.shelf.head().await?;
    let words = words(viewer.language);
    let known = Known::all(&app.models, &snapshot);
    let line = |known: &Known<'_>| Line {
        name: link(&viewer, known.name.as_str()),
        title: known.title(viewer.language.tag()),
        rows: format::whole(known.rows(), viewer.language),
        files: format::whole(known.list.map_or(0, |list| list.files.len() as u64), viewer.language),
        size: format::bytes(known.list.map_or(0, DatasetList::bytes), viewer.language),
    };
    let group = |(schema, heading, note): (&'static str, &str, &str)| {
        let of_schema: Vec<&Known<'_>> = known.values().filter(|known| known.name.schema() == schema).collect();
        let (filled, empty): (Vec<_>, Vec<_>) = of_schema.into_iter().partition(|known| known.rows() > 0);
        let empty =
            Part { caption: words.count("web-data-empty", empty.len() as u64), is_folded: true, lines: empty.into_iter().map(line).collect() };
        let filled = Part { caption: words.say(heading), is_folded: false, lines: filled.into_iter().map(line).collect() };
        let parts = [filled, empty].into_iter().filter(|part| !part.lines.is_empty()).collect();
        Group { id: schema, heading: words.say(heading), note: words.say(note), parts }
    };
    let groups = SCHEMAS.into_iter().map(group).collect();
    let about = about(&snapshot, words);
    let view = ListView { frame: Frame::plain(&app, &viewer, words.say("web-data")), about, groups };
    Ok(view.render().map(Body::page).map_err(Trouble::failed)?.answer(&Keep::Nothing))
}

/// A column of a dataset's page.
struct ColumnLine {
    name: String,
    kind: String,
    meaning: String,
    from: Vec<String>,
}

/// A file of a dataset.
struct FileLine {
    number: usize,
    path: String,
    rows: String,
    size: String,
    hash: String,
}

#[derive(Template)]
#[template(path = "dataset.html")]
struct DatasetView<'a> {
    frame: Frame<'a>,
    name: String,
    title: String,
    facts: Vec<(String, String)>,
    columns: Vec<ColumnLine>,
    upstream: Vec<Link>,
    downstream: Vec<Link>,
    unknown: Vec<String>,
    parts: Vec<Part<FileLine>>,
    snippets: Vec<(&'static str, String)>,
    sql: Option<String>,
    back: Link,
}

/// `GET /dados/{dataset}`: one dataset of the newest version.
pub async fn show(State(app): State<App>, viewer: Viewer, Path(dataset): Path<String>) -> Result<Response, Trouble> {
    let name: DatasetName = dataset.parse().map_err(|_| Trouble::Nowhere)?;
    let snapshot = app.shelf.head().await?;
    if !Known::all(&app.models, &snapshot).contains_key(&name) {
        return Err(Trouble::Nowhere);
    }
    let version = snapshot.manifest.as_ref().map(|manifest| manifest.hash.clone()).unwrap_or_default();
    let key = format!("dataset {name} {version} {}", viewer.language);
    let its = app.clone();
    let work = async move { page(&its, &snapshot, &name, &viewer).await };
    let body = app.bodies.get(key, app.compute(work)).await?;
    Ok(body.answer(&Keep::Nothing))
}

async fn page(app: &App, snapshot: &Snapshot, name: &DatasetName, viewer: &Viewer) -> Result<Body, Trouble> {
    let (words, tag) = (words(viewer.language), viewer.language.tag());
    let all = Known::all(&app.models, snapshot);
    let known = all.get(name).ok_or(Trouble::Nowhere)?;
    let graph = app.graph().await?;
    let ways = Ways::new(graph.ways().iter().chain(app.loads.iter()).cloned().collect());
    let upstream = ways.upstream(name.as_str(), None);
    let from = |column: &str| {
        let own = upstream.iter().filter(|way| way.dataset == name.as_str() && way.column == column);
        own.map(|way| format!("{}.{} ({})", way.input, way.input_column, how(way, words))).collect()
    };
    let columns = known.columns(tag).into_iter().map(|(column, meaning)| ColumnLine {
        from: from(&column.name),
        kind: format!("{}{}", column.r#type, if column.null { "?" } else { "" }),
        name: column.name,
        meaning,
    });
    let places = |names: Vec<&str>| {
        let mut seen = BTreeSet::new();
        names
            .into_iter()
            .filter(|name| seen.insert(*name))
            .map(|name| if all.keys().any(|known| known.as_str() == name) { link(viewer, name) } else { plain(name) })
            .collect()
    };
    let file = |(number, file): (usize, &mirante_data::lake::FileEntry)| FileLine {
        number,
        path: file.path.clone(),
        rows: format::whole(file.rows, viewer.language),
        size: format::bytes(file.bytes, viewer.language),
        hash: file.blake3.clone(),
    };
    let mut files: Vec<FileLine> = (1..).zip(known.list.into_iter().flat_map(|list| &list.files)).map(file).collect();
    let snippets = snippets::of(name, &files.iter().map(|file| format!("lake/{}", file.path)).collect::<Vec<_>>());
    let rest = if files.len() > FILES_SHOWN + 1 { files.split_off(FILES_SHOWN) } else { Vec::new() };
    let first = Part { caption: words.say("web-data-files"), is_folded: false, lines: files };
    let rest = Part { caption: words.count("web-data-more-files", rest.len() as u64), is_folded: true, lines: rest };
    let view = DatasetView {
        frame: Frame::plain(app, viewer, name.to_string()),
        name: name.to_string(),
        title: known.title(tag),
        facts: facts(known, snapshot, words),
        columns: columns.collect(),
        upstream: places(upstream.iter().map(|way| &*way.input).collect()),
        downstream: places(ways.downstream(name.as_str(), None).iter().map(|way| &*way.dataset).collect()),
        unknown: upstream.iter().filter(|way| way.how == UNKNOWN).map(|way| format!("{}.{}", way.dataset, way.column)).collect(),
        parts: [first, rest].into_iter().filter(|part| !part.lines.is_empty()).collect(),
        snippets,
        sql: known.model.and_then(|model| model.sql()).map(str::to_owned),
        back: Link { to: viewer.path(routes::DATA), text: words.say("web-data"), is_here: false },
    };
    view.render().map(Body::page).map_err(Trouble::failed)
}

fn link(viewer: &Viewer, name: &str) -> Link {
    Link { to: viewer.path(&format!("{}/{name}", routes::DATA)), text: name.to_owned(), is_here: false }
}

/// A load, which has no page of its own.
fn plain(name: &str) -> Link {
    Link { to: String::new(), text: name.to_owned(), is_here: false }
}

fn how(way: &Way, words: &Words) -> String {
    words.say(crate::terminal::how_key(&way.how))
}

fn about(snapshot: &Snapshot, words: &Words) -> String {
    let at = snapshot.manifest.as_ref().map(|manifest| manifest.body.as_of.clone()).unwrap_or_default();
    words.say_with("web-data-about", &[("version", snapshot.version().to_string()), ("at", format::moment(&at, words.language()))])
}

/// What is said of a dataset before its columns.
fn facts(known: &Known<'_>, snapshot: &Snapshot, words: &Words) -> Vec<(String, String)> {
    let (language, tag) = (words.language(), words.language().tag());
    let mut facts = Vec::new();
    let mut fact = |key: &str, text: String| facts.push((words.say(key), text));
    if let Some(contract) = known.contract {
        fact("web-data-purpose", contract.purpose.in_language(tag).to_owned());
        fact("web-data-key", contract.key.join(", "));
        let class = match contract.class {
            Class::Public => "web-class-public",
            Class::Internal => "web-class-internal",
            Class::Personal => "web-class-personal",
            Class::Vault => "web-class-vault",
        };
        fact("web-data-class", words.say(class));
        fact("web-data-keep", kept(&contract.keep, words));
    }
    if let Some(model) = known.model {
        fact("web-data-grain", model.header.grain.join(", "));
    }
    let rows = format::whole(known.rows(), language);
    let size = format::bytes(known.list.map_or(0, DatasetList::bytes), language);
    fact("web-data-held", words.say_with("web-data-held-text", &[("rows", rows), ("size", size), ("version", snapshot.version().to_string())]));
    facts
}

/// How long rows are kept, as people say it: `10y` is ten years, `membership + 10y` as long after someone has left.
fn kept(keep: &str, words: &Words) -> String {
    let (after_leaving, length) = keep.split_once(" + ").map_or((false, keep), |(_, length)| (true, length));
    let said = match length.strip_suffix('y').and_then(|years| years.parse().ok()) {
        Some(years) => words.count("web-years", years),
        None if length == "forever" => words.say("web-forever"),
        None => length.to_owned(),
    };
    if after_leaving { words.say_with("web-after-leaving", &[("length", said)]) } else { said }
}
