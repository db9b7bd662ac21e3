//! Event logs of IEEE 1849 (XES), plain or gzipped: traces with events, starts paired with completes.

use std::{
    collections::{HashMap, VecDeque},
    io::{BufReader, Read},
    path::Path,
    sync::Arc,
};

use futures::future::BoxFuture;
use mirante_data::{canonical, detail, explain::Detail};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{BATCH_ROWS, Request, Source, SourceBatch, TextColumns, bounded};
use crate::{
    IngestError,
    config::LifeCycle,
    mapping::{CASE, NTH, STARTED_AT},
};

const TRANSITION: &str = "lifecycle:transition";
const TIME: &str = "time:timestamp";
const ACTIVITY: &str = "concept:name";
const DEPTH_LIMIT: usize = 64;

type Log = Reader<BufReader<Box<dyn Read + Send>>>;

/// The files of a load, one after the other.
pub struct XesSource {
    request: Request,
    next_file: usize,
    open: Option<OpenLog>,
    counts: Counts,
}

#[derive(Default)]
struct Counts {
    events: u64,
    paired: u64,
    open_starts: u64,
    other: u64,
}

struct OpenLog {
    name: Arc<str>,
    log: Log,
    life_cycle: LifeCycle,
    buffer: Vec<u8>,
    /// Events of the log read so far.
    ordinal: i64,
    /// Has the log's root been opened, and closed?
    root: Root,
    /// Events emitted so far per case: a case may come in several traces.
    positions: HashMap<String, u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Root {
    Awaited,
    Open,
    Closed,
}

/// One event as it stands in the log.
#[derive(Debug, Default)]
struct LogEvent {
    ordinal: i64,
    attributes: HashMap<String, String>,
    started_at: Option<String>,
}

impl LogEvent {
    fn get(&self, key: &str) -> Option<&str> {
        self.attributes.get(key).map(String::as_str)
    }

    fn is(&self, transition: &str) -> bool {
        self.get(TRANSITION).is_some_and(|each| each.eq_ignore_ascii_case(transition))
    }

    /// An event that names no transition is complete in itself.
    fn is_complete(&self) -> bool {
        self.get(TRANSITION).is_none() || self.is("complete")
    }
}

#[derive(Debug, Default)]
struct Trace {
    attributes: HashMap<String, String>,
    events: Vec<LogEvent>,
}

impl XesSource {
    /// A source over these logs.
    pub fn new(request: Request) -> Self {
        Self { request, next_file: 0, open: None, counts: Counts::default() }
    }

    fn read(&mut self) -> Result<Option<SourceBatch>, IngestError> {
        loop {
            if self.open.is_none() {
                let Some(file) = self.request.files.get(self.next_file) else { return Ok(None) };
                self.open = Some(self.open_log(&file.path, &file.name)?);
                self.next_file += 1;
            }
            let Some(open) = self.open.as_mut() else { continue };
            let file = open.name.to_string();
            let batch = open.batch(&self.request.columns, &mut self.counts).map_err(|problem| IngestError::File {
                load: self.request.load.clone(),
                file,
                problem,
            })?;
            if !batch.rows.is_empty() {
                return Ok(Some(batch));
            }
            self.open = None;
        }
    }

    fn open_log(&self, path: &Path, name: &str) -> Result<OpenLog, IngestError> {
        let failed = |problem: Detail| IngestError::File { load: self.request.load.clone(), file: name.to_owned(), problem };
        let life_cycle = match self.request.life_cycle {
            Some(chosen) => chosen,
            None if has_completes(path).map_err(&failed)? => LifeCycle::Complete,
            None => LifeCycle::All,
        };
        let log = reader(path).map_err(failed)?;
        Ok(OpenLog { name: name.into(), log, life_cycle, buffer: Vec::new(), ordinal: 0, root: Root::Awaited, positions: HashMap::new() })
    }
}

impl Source for XesSource {
    fn label(&self) -> String {
        format!("xes:{}", self.request.load)
    }

    fn next_batch(&mut self) -> BoxFuture<'_, Result<Option<SourceBatch>, IngestError>> {
        Box::pin(async move { self.read() })
    }

    fn note(&self) -> Option<Detail> {
        let Counts { events, paired, open_starts, other } = &self.counts;
        (paired + open_starts + other > 0).then(|| {
            detail!(
                "d-paired",
                "{events} events in the log: {paired} starts paired with their completes, {open} starts of open work, {other} other transitions",
                events = events,
                paired = paired,
                open = open_starts,
                other = other,
            )
        })
    }
}

impl OpenLog {
    fn batch(&mut self, columns: &[String], counts: &mut Counts) -> Result<SourceBatch, Detail> {
        let mut texts = TextColumns::new(columns);
        let mut rows = Vec::new();
        while rows.len() < BATCH_ROWS {
            let Some(mut trace) = self.next_trace()? else { break };
            counts.events += trace.events.len() as u64;
            if self.life_cycle == LifeCycle::Complete {
                pair(&mut trace, counts);
            }
            let case = trace.attributes.get(ACTIVITY).cloned();
            for event in &trace.events {
                let nth = self.positions.entry(case.clone().unwrap_or_default()).or_default();
                *nth += 1;
                let nth = nth.to_string();
                for (column, name) in columns.iter().enumerate() {
                    texts.push(
                        column,
                        match name.as_str() {
                            CASE => case.as_deref(),
                            NTH => Some(&nth),
                            STARTED_AT => event.started_at.as_deref(),
                            other => match other.strip_prefix("case:") {
                                Some(key) => trace.attributes.get(key).map(String::as_str),
                                None => event.get(other),
                            },
                        },
                    );
                }
                rows.push(event.ordinal);
            }
        }
        Ok(SourceBatch { file: self.name.clone(), columns: texts.finish(rows.len()), rows, broken: Vec::new(), part: None })
    }

    /// Reads up to the end of the next trace.
    fn next_trace(&mut self) -> Result<Option<Trace>, Detail> {
        let mut trace = Trace::default();
        // The open elements that matter: 0 log, 1 trace, 2 event; attributes inside attributes are theirs, not the event's.
        let (mut in_trace, mut in_event, mut nested) = (false, false, 0_usize);
        loop {
            self.buffer.clear();
            let event = self.log.read_event_into(&mut self.buffer).map_err(|error| malformed(&error, self.ordinal))?;
            match event {
                Event::Start(element) if nested > 0 => {
                    nested += 1;
                    if nested > DEPTH_LIMIT {
                        return Err(detail!(
                            "d-too-deep",
                            "`{name}` is nested more than {limit} deep",
                            name = element.name().as_ref(),
                            limit = DEPTH_LIMIT
                        ));
                    }
                }
                Event::End(_) if nested > 0 => nested -= 1,
                Event::Empty(_) if nested > 0 => {}
                Event::Start(element) => match element.local_name().as_ref() {
                    "log" => self.root = Root::Open,
                    "trace" => in_trace = true,
                    "event" if in_trace => {
                        in_event = true;
                        self.ordinal += 1;
                        trace.events.push(LogEvent { ordinal: self.ordinal, ..LogEvent::default() });
                    }
                    _ => {
                        take_attribute(&element, &mut trace, in_trace, in_event)?;
                        nested = 1;
                    }
                },
                Event::Empty(element) => match element.local_name().as_ref() {
                    "log" => self.root = Root::Closed,
                    "trace" => return Ok(Some(trace)),
                    "event" if in_trace => {
                        self.ordinal += 1;
                        trace.events.push(LogEvent { ordinal: self.ordinal, ..LogEvent::default() });
                    }
                    _ => take_attribute(&element, &mut trace, in_trace, in_event)?,
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "event" => in_event = false,
                    "trace" => return Ok(Some(trace)),
                    "log" => self.root = Root::Closed,
                    _ => {}
                },
                Event::Eof if self.root == Root::Awaited => return Err(detail!("d-no-log", "it holds no XES log: there is no `log` element")),
                Event::Eof if in_trace || self.root == Root::Open => {
                    return Err(detail!("d-torn-log", "the file ends before the log does, after event {event}", event = self.ordinal));
                }
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }
}

/// Keeps `key` and `value` of an attribute element where it belongs; headers of the log belong nowhere.
fn take_attribute(element: &BytesStart<'_>, trace: &mut Trace, in_trace: bool, in_event: bool) -> Result<(), Detail> {
    if !in_trace {
        return Ok(());
    }
    let (mut key, mut value) = (None, None);
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| Detail::from(error.to_string()))?;
        let place = match attribute.key.as_ref() {
            "key" => &mut key,
            "value" => &mut value,
            _ => continue,
        };
        *place = Some(quick_xml::escape::unescape(&attribute.value).map_err(|error| Detail::from(error.to_string()))?.into_owned());
    }
    if let (Some(key), Some(value)) = (key, value) {
        let owner = match trace.events.last_mut() {
            Some(event) if in_event => &mut event.attributes,
            _ => &mut trace.attributes,
        };
        owner.insert(key, value);
    }
    Ok(())
}

/// Keeps the completes, each with the earliest unused start of its activity; in order of time, then of the file.
fn pair(trace: &mut Trace, counts: &mut Counts) {
    let at = |event: &LogEvent| event.get(TIME).and_then(canonical::parse_instant);
    let mut order: Vec<usize> = (0..trace.events.len()).collect();
    order.sort_by_key(|place| (at(&trace.events[*place]), *place));
    let mut starts: HashMap<String, VecDeque<Option<String>>> = HashMap::new();
    for place in order {
        let event = &mut trace.events[place];
        let activity = event.get(ACTIVITY).unwrap_or_default().to_owned();
        if event.is("start") {
            starts.entry(activity).or_default().push_back(event.get(TIME).map(str::to_owned));
        } else if event.is_complete() {
            if let Some(started) = starts.get_mut(&activity).and_then(VecDeque::pop_front) {
                counts.paired += 1;
                event.started_at = started;
            }
        } else {
            counts.other += 1;
        }
    }
    counts.open_starts += starts.values().map(|left| left.len() as u64).sum::<u64>();
    trace.events.retain(LogEvent::is_complete);
}

/// Does the log know the transition `complete`? Reads no further than the first.
fn has_completes(path: &Path) -> Result<bool, Detail> {
    let mut open = OpenLog {
        name: "".into(),
        log: reader(path)?,
        life_cycle: LifeCycle::All,
        buffer: Vec::new(),
        ordinal: 0,
        root: Root::Awaited,
        positions: HashMap::new(),
    };
    while let Some(trace) = open.next_trace()? {
        if trace.events.iter().any(|event| event.is("complete")) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn reader(path: &Path) -> Result<Log, Detail> {
    let input = bounded::open(path).map_err(|error| Detail::from(error.to_string()))?;
    Ok(Reader::from_reader(BufReader::with_capacity(256 * 1024, input)))
}

fn malformed(error: &quick_xml::Error, ordinal: i64) -> Detail {
    detail!("d-malformed", "after event {event}: {error}", event = ordinal, error = error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{files::FoundFile, text_column};

    fn read(text: &str, life_cycle: Option<LifeCycle>) -> Result<Vec<[String; 4]>, IngestError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.xes");
        std::fs::write(&path, text).unwrap();
        let columns: Vec<String> = [CASE, ACTIVITY, NTH, STARTED_AT].map(str::to_owned).to_vec();
        let file = FoundFile { name: "log.xes".into(), path, bytes: 0, modified: 0, inode: 0 };
        let mut source = XesSource::new(Request { load: "t".into(), files: vec![file], columns: columns.clone(), life_cycle, ..Request::default() });
        let mut rows = Vec::new();
        while let Some(batch) = source.read()? {
            for row in 0..batch.rows.len() {
                rows.push([0, 1, 2, 3].map(|column| {
                    let array = text_column(&batch.columns, &columns[column]).unwrap();
                    if mirante_data::arrow::array::Array::is_null(array, row) { String::new() } else { array.value(row).to_owned() }
                }));
            }
        }
        Ok(rows)
    }

    fn event(activity: &str, transition: &str, minute: u8) -> String {
        format!(
            r#"<event><string key="concept:name" value="{activity}"><string key="concept:name" value="nested"/></string>
            <string key="lifecycle:transition" value="{transition}"/><date key="time:timestamp" value="2026-03-02T12:{minute:02}:00.000+00:00"/></event>"#
        )
    }

    fn log(events: &[String]) -> String {
        format!(
            r#"<?xml version="1.0"?><log><global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
            <trace><string key="concept:name" value="c&amp;1"/>{}</trace></log>"#,
            events.concat()
        )
    }

    #[test]
    fn a_complete_takes_the_earliest_unused_start_of_its_activity() {
        let text =
            log(&[event("a", "START", 0), event("a", "start", 1), event("b", "schedule", 2), event("a", "COMPLETE", 3), event("b", "complete", 4)]);
        let rows = read(&text, None).unwrap();
        assert_eq!(rows[0], ["c&1", "a", "1", "2026-03-02T12:00:00.000+00:00"].map(str::to_owned));
        assert_eq!(rows[1], ["c&1", "b", "2", ""].map(str::to_owned));
        assert_eq!(rows.len(), 2);
    }

    #[test]
    fn a_log_without_completes_keeps_every_event() {
        let text = log(&[event("a", "start", 0), event("a", "suspend", 1)]);
        assert_eq!(read(&text, None).unwrap().len(), 2);
        let text = log(&[event("a", "start", 0), event("a", "complete", 1)]);
        assert_eq!(read(&text, Some(LifeCycle::All)).unwrap().len(), 2);
    }

    #[test]
    fn a_torn_log_is_an_error_that_names_its_place() {
        let whole = log(&[event("a", "complete", 0), event("a", "complete", 1)]);
        let error = read(&whole[..whole.len() - 20], None).unwrap_err().to_string();
        assert!(error.contains("log.xes"), "{error}");
    }
}
