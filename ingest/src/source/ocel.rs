//! Object-centric event logs, OCEL 1.0 and 2.0 in JSON: events, which objects each touches, and the objects themselves.

use std::{
    borrow::Cow,
    collections::HashMap,
    io::{BufRead, BufReader, Read},
    sync::Arc,
};

use futures::future::BoxFuture;
use mirante_data::{canonical, detail, explain::Detail};
use serde_json::value::RawValue;

use super::{
    BATCH_BYTES, BATCH_ROWS, Broken, ROW_LIMIT, Request, Source, SourceBatch, TextColumns, bounded,
    files::FoundFile,
    json::{
        row::{self, Members, Refused, Row},
        scan::{Extent, Scanner},
    },
};
use crate::{IngestError, meta::Reason};

/// Column of an event's id.
pub const EVENT: &str = "@event";
/// Column of what happened.
pub const ACTIVITY: &str = "@activity";
/// Column of when.
pub const TIME: &str = "@time";
/// Column of an object's id.
pub const OBJECT: &str = "@object";
/// Column of an object's type.
pub const TYPE: &str = "@type";
/// Column of what an object is to an event.
pub const QUALIFIER: &str = "@qualifier";
/// Column of all attributes, flat, as JSON; people's keys are left out.
pub const ATTRIBUTES: &str = "@attributes";
/// The columns that every log has; its attributes go by their own names.
pub const NAMES: [&str; 7] = [EVENT, ACTIVITY, TIME, OBJECT, TYPE, QUALIFIER, ATTRIBUTES];

/// The qualifier where a log says none.
const PRINCIPAL: &str = "principal";
const BUFFER: usize = 256 * 1024;

/// What a row of a log is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum View {
    /// An event.
    Events,
    /// An event and one object that it touches.
    Links,
    /// An object.
    #[default]
    Objects,
}

impl View {
    /// What fills a dataset.
    pub fn of(into: &str) -> Self {
        match into {
            "events" => Self::Events,
            "event_objects" => Self::Links,
            _ => Self::Objects,
        }
    }

    /// Where in the file it stands, in both versions of the standard.
    fn section(self) -> [&'static str; 2] {
        match self {
            Self::Events | Self::Links => ["events", "ocel:events"],
            Self::Objects => ["objects", "ocel:objects"],
        }
    }
}

type Input = BufReader<Box<dyn Read + Send>>;

/// The files of a load, one after the other.
pub struct OcelSource {
    request: Request,
    next_file: usize,
    open: Option<OpenLog>,
}

struct OpenLog {
    name: Arc<str>,
    section: Section<Input>,
    /// The type of each object, where links need it.
    types: HashMap<String, Arc<str>>,
    ordinal: i64,
}

impl OcelSource {
    /// A source over these logs.
    pub fn new(request: Request) -> Self {
        Self { request, next_file: 0, open: None }
    }

    fn read(&mut self) -> Result<Option<SourceBatch>, IngestError> {
        loop {
            let failed = |file: &str, problem| IngestError::File { load: self.request.load.clone(), file: file.to_owned(), problem };
            if self.open.is_none() {
                let Some(file) = self.request.files.get(self.next_file) else { return Ok(None) };
                self.open = Some(OpenLog::new(file, self.request.view).map_err(|problem| failed(&file.name, problem))?);
                self.next_file += 1;
            }
            let Some(open) = self.open.as_mut() else { continue };
            let batch = open.batch(&self.request).map_err(|problem| failed(&open.name, problem))?;
            if !batch.rows.is_empty() || !batch.broken.is_empty() {
                return Ok(Some(batch));
            }
            self.open = None;
        }
    }
}

impl Source for OcelSource {
    fn label(&self) -> String {
        format!("ocel:{}", self.request.load)
    }

    fn next_batch(&mut self) -> BoxFuture<'_, Result<Option<SourceBatch>, IngestError>> {
        Box::pin(async move { self.read() })
    }
}

impl OpenLog {
    fn new(file: &FoundFile, view: View) -> Result<Self, Detail> {
        let types = if view == View::Links { types(file)? } else { HashMap::new() };
        Ok(Self { name: file.name.as_str().into(), section: section(file, view)?, types, ordinal: 0 })
    }

    fn batch(&mut self, request: &Request) -> Result<SourceBatch, Detail> {
        let mut texts = TextColumns::new(&request.columns);
        let (mut rows, mut broken, mut bytes) = (Vec::new(), Vec::new(), 0);
        let mut text = Vec::new();
        while rows.len() < BATCH_ROWS && broken.len() < BATCH_ROWS && bytes < BATCH_BYTES {
            let Some((key, extent)) = self.section.next(&mut text)? else { break };
            self.ordinal += 1;
            bytes += text.len();
            let item = match Item::read(key, &text, extent) {
                Ok(item) => item,
                Err((Reason::Type, problem)) => {
                    return Err(detail!("d-json-row", "row {row} of its array: {problem}", row = self.ordinal, problem = problem));
                }
                Err((reason, problem)) => {
                    broken.push(Broken { row: self.ordinal, reason, problem, text: String::new() });
                    continue;
                }
            };
            let links: &[(String, String)] = if request.view == View::Links { &item.links } else { &[(String::new(), String::new())] };
            for (object, qualifier) in links {
                for (column, name) in request.columns.iter().enumerate() {
                    let cell = match name.as_str() {
                        OBJECT if request.view == View::Links => Some(Cow::Borrowed(object.as_str())),
                        TYPE if request.view == View::Links => self.types.get(object).map(|of| Cow::Borrowed(of.as_ref())),
                        QUALIFIER => Some(Cow::Borrowed(qualifier.as_str())),
                        EVENT | OBJECT => item.id.as_deref().map(Cow::Borrowed),
                        ACTIVITY | TYPE => item.kind.as_deref().map(Cow::Borrowed),
                        TIME => item.time.as_deref().map(Cow::Borrowed),
                        ATTRIBUTES => item.json(&request.people).map(Cow::Owned),
                        other => item.attribute(other, request.commas.contains(other)).map(Cow::Owned),
                    };
                    texts.push(column, cell.as_deref());
                }
                rows.push(self.ordinal);
            }
        }
        Ok(SourceBatch { file: self.name.clone(), columns: texts.finish(rows.len()), rows, broken, part: None })
    }
}

fn section(file: &FoundFile, view: View) -> Result<Section<Input>, Detail> {
    let input = bounded::open(&file.path).map_err(|error| Detail::from(error.to_string()))?;
    Section::new(BufReader::with_capacity(BUFFER, input), view.section())
}

/// The type of every object of a log.
fn types(file: &FoundFile) -> Result<HashMap<String, Arc<str>>, Detail> {
    let mut section = section(file, View::Objects)?;
    let mut types = HashMap::new();
    let (mut known, mut text) = (HashMap::<String, Arc<str>>::new(), Vec::new());
    while let Some((key, extent)) = section.next(&mut text)? {
        // An object that cannot be read has no type: its links are refused, each with its event.
        let Ok(Item { id: Some(id), kind: Some(kind), .. }) = Item::read(key, &text, extent) else { continue };
        let kind = known.entry(kind).or_insert_with_key(|kind| kind.as_str().into());
        types.insert(id, kind.clone());
    }
    Ok(types)
}

/// The events or the objects of a log: a list in OCEL 2.0, in OCEL 1.0 an object of ids.
struct Section<R> {
    scanner: Scanner<R>,
    names: [&'static str; 2],
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    List { is_first: bool },
    Ids { is_first: bool },
    Behind,
}

impl<R: BufRead> Section<R> {
    fn new(input: R, names: [&'static str; 2]) -> Result<Self, Detail> {
        Ok(Self { scanner: Scanner::new(input)?, names, state: State::Before })
    }

    /// The text of the next one, with its id where this stands in front of it.
    fn next(&mut self, text: &mut Vec<u8>) -> Result<Option<(Option<String>, Extent)>, Detail> {
        loop {
            match &mut self.state {
                State::Before => self.enter()?,
                State::Behind => return Ok(None),
                State::List { is_first } => {
                    if self.scanner.next_element(is_first)? {
                        return Ok(Some((None, self.scanner.value(text, ROW_LIMIT)?)));
                    }
                    self.leave()?;
                }
                State::Ids { is_first } => {
                    if let Some(id) = self.scanner.next_member(is_first)? {
                        return Ok(Some((Some(id), self.scanner.value(text, ROW_LIMIT)?)));
                    }
                    self.leave()?;
                }
            }
        }
    }

    fn enter(&mut self) -> Result<(), Detail> {
        self.scanner.expect(b'{')?;
        let mut is_first = true;
        while let Some(name) = self.scanner.next_member(&mut is_first)? {
            if !self.names.contains(&name.as_str()) {
                self.scanner.skip()?;
                continue;
            }
            self.state = if self.scanner.peek()? == Some(b'{') { State::Ids { is_first: true } } else { State::List { is_first: true } };
            return self.scanner.expect(if matches!(self.state, State::Ids { .. }) { b'{' } else { b'[' });
        }
        Err(detail!("d-no-ocel", "it holds no OCEL log: there is neither `{new}` nor `{old}`", new = self.names[0], old = self.names[1]))
    }

    /// What stands behind; the same section twice could not be told apart, and a torn end is a torn log.
    fn leave(&mut self) -> Result<(), Detail> {
        self.state = State::Behind;
        let mut is_first = false;
        while let Some(name) = self.scanner.next_member(&mut is_first)? {
            if self.names.contains(&name.as_str()) {
                return Err(detail!("d-json-member-twice", "`{name}` stands in it twice", name = name));
            }
            self.scanner.skip()?;
        }
        match self.scanner.peek()? {
            None => Ok(()),
            Some(_) => Err(self.scanner.broken("the end")),
        }
    }
}

/// An event or an object, in the words of either version.
#[derive(Debug, Default, PartialEq, Eq)]
struct Item {
    id: Option<String>,
    /// The activity of an event, the type of an object.
    kind: Option<String>,
    time: Option<String>,
    /// Name and JSON of each attribute; of one that changed over time the latest.
    attributes: Vec<(String, String)>,
    links: Vec<(String, String)>,
}

impl Item {
    fn read(id: Option<String>, text: &[u8], extent: Extent) -> Result<Self, Refused> {
        if extent.is_too_large {
            return Err((Reason::TooLarge, "a row of more than 8 MiB".to_owned()));
        }
        let row = Row::read(text, extent.depth)?;
        let members = row.members();
        let mut item = Self { id, ..Self::default() };
        let mut times: HashMap<String, Option<i64>> = HashMap::new();
        for (name, value) in members.iter() {
            match name {
                "id" => item.id = owned(value)?,
                "type" | "ocel:type" | "ocel:activity" => item.kind = owned(value)?,
                "time" | "ocel:timestamp" => item.time = owned(value)?,
                "ocel:omap" => {
                    for object in list(value)? {
                        item.links.extend(owned(object)?.map(|object| (object, PRINCIPAL.to_owned())));
                    }
                }
                "relationships" => {
                    for link in list(value)? {
                        let link = Members::of(link)?;
                        let part = |name: &str| link.get(name).map_or(Ok(None), owned);
                        let qualifier = part("qualifier")?.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| PRINCIPAL.to_owned());
                        item.links.extend(part("objectId")?.map(|object| (object, qualifier)));
                    }
                }
                "ocel:vmap" | "ocel:ovmap" => {
                    let values = Members::of(value)?;
                    item.attributes.extend(values.iter().map(|(name, value)| (name.to_owned(), value.get().to_owned())));
                }
                "attributes" => {
                    for attribute in list(value)? {
                        let attribute = Members::of(attribute)?;
                        let (Some(name), Some(value)) = (attribute.get("name").map_or(Ok(None), owned)?, attribute.get("value")) else { continue };
                        let time = attribute.get("time").map_or(Ok(None), owned)?.and_then(|time: String| canonical::parse_instant(&time));
                        item.take(name, value, time, &mut times);
                    }
                }
                _ => {}
            }
        }
        Ok(item)
    }

    fn take(&mut self, name: String, value: &RawValue, time: Option<i64>, times: &mut HashMap<String, Option<i64>>) {
        match times.get(&name) {
            Some(before) if *before > time => return,
            Some(_) => self.attributes.retain(|(each, _)| *each != name),
            None => {}
        }
        times.insert(name.clone(), time);
        self.attributes.push((name, value.get().to_owned()));
    }

    fn attribute(&self, name: &str, with_comma: bool) -> Option<String> {
        let raw = self.attributes.iter().find(|(each, _)| each == name).map(|(_, raw)| raw)?;
        row::text(serde_json::from_str(raw).ok()?, with_comma).ok()?.map(Cow::into_owned)
    }

    /// All attributes but these.
    fn json(&self, without: &[String]) -> Option<String> {
        let kept = self.attributes.iter().filter(|(name, _)| !without.contains(name));
        let members: Vec<String> = kept.map(|(name, raw)| format!("{}:{raw}", serde_json::Value::from(name.as_str()))).collect();
        (!members.is_empty()).then(|| format!("{{{}}}", members.join(",")))
    }
}

fn owned(value: &RawValue) -> Result<Option<String>, Refused> {
    Ok(row::text(value, false)?.map(Cow::into_owned))
}

fn list(value: &RawValue) -> Result<Vec<&RawValue>, Refused> {
    match value.get() {
        "null" => Ok(Vec::new()),
        text => serde_json::from_str(text).map_err(|error| (Reason::SchemaChanged, format!("a list should stand there: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = r#"{"ocel:global-log":{"ocel:object-types":["pedido"]},"ocel:objects":{"o1":{"ocel:type":"pedido","ocel:ovmap":{"valor":10.50}}},
        "ocel:events":{"e1":{"ocel:activity":"abrir","ocel:timestamp":"2026-03-02T12:00:00Z","ocel:omap":["o1","o9"],"ocel:vmap":{"quem":"ana","n":1}},
        "e2":{"ocel:activity":"fechar","ocel:timestamp":"2026-03-02T13:00:00Z","ocel:omap":[],"ocel:vmap":{}}}}"#;
    const NEW: &str = r#"{"eventTypes":[],"events":[{"id":"e1","type":"abrir","time":"2026-03-02T12:00:00Z","attributes":[{"name":"quem","value":"ana"}],
        "relationships":[{"objectId":"o1","qualifier":"item"},{"objectId":"o1","qualifier":""}]}],
        "objects":[{"id":"o1","type":"pedido","attributes":[{"name":"valor","time":"2026-03-03T00:00:00Z","value":2},{"name":"valor","time":"2026-03-01T00:00:00Z","value":1}]}]}"#;

    fn read(text: &str, view: View, columns: &[&str]) -> Result<Vec<String>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.jsonocel");
        std::fs::write(&path, text).unwrap();
        let file = FoundFile { name: "log.jsonocel".into(), path, bytes: 0, modified: 0, inode: 0 };
        let columns: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
        let request = Request { files: vec![file], columns: columns.clone(), view, people: vec!["quem".into()], ..Request::default() };
        let mut source = OcelSource::new(request);
        let mut rows = Vec::new();
        while let Some(batch) = source.read().map_err(|error| error.to_string())? {
            for row in 0..batch.rows.len() {
                let cells = columns.iter().map(|name| {
                    let array = crate::source::text_column(&batch.columns, name).unwrap();
                    if mirante_data::arrow::array::Array::is_null(array, row) { "-" } else { array.value(row) }.to_owned()
                });
                rows.push(format!("{} {}", batch.rows[row], cells.collect::<Vec<_>>().join("/")));
            }
            rows.extend(batch.broken.iter().map(|broken| format!("{} {}", broken.row, broken.reason)));
        }
        Ok(rows)
    }

    #[test]
    fn both_versions_give_events_links_and_objects() {
        let events = |text| read(text, View::Events, &[EVENT, ACTIVITY, TIME, "quem", ATTRIBUTES]).unwrap();
        assert_eq!(events(OLD), ["1 e1/abrir/2026-03-02T12:00:00Z/ana/{\"n\":1}", "2 e2/fechar/2026-03-02T13:00:00Z/-/-"]);
        assert_eq!(events(NEW), ["1 e1/abrir/2026-03-02T12:00:00Z/ana/-"]);
        let links = |text| read(text, View::Links, &[EVENT, TYPE, OBJECT, QUALIFIER]).unwrap();
        assert_eq!(links(OLD), ["1 e1/pedido/o1/principal", "1 e1/-/o9/principal"]);
        assert_eq!(links(NEW), ["1 e1/pedido/o1/item", "1 e1/pedido/o1/principal"]);
        let objects = |text| read(text, View::Objects, &[OBJECT, TYPE, "valor"]).unwrap();
        assert_eq!(objects(OLD), ["1 o1/pedido/10.50"]);
        assert_eq!(objects(NEW), ["1 o1/pedido/2"], "the latest value of an attribute");
    }

    #[test]
    fn torn_strange_and_doubled_logs_are_told() {
        let said = |text: &str| read(text, View::Links, &[EVENT]).unwrap_err();
        assert!(said(&OLD[..OLD.len() - 1]).contains("ends at byte"));
        assert!(said(&NEW[..NEW.len() - 40]).contains("ends at byte"));
        assert!(said("{\"traces\":[]}").contains("no OCEL log"));
        assert!(said("[]").contains("at byte 0"));
        assert!(said(r#"{"events":[],"objects":[],"events":[]}"#).contains("twice"));
        assert_eq!(read(r#"{"events":[{"id":"e","id":"f"}],"objects":[]}"#, View::Events, &[EVENT]).unwrap(), ["1 esquema_mudou"]);
        assert_eq!(read(r#"{"events":[{"id":"e","relationships":7}],"objects":[]}"#, View::Events, &[EVENT]).unwrap(), ["1 esquema_mudou"]);
    }
}
