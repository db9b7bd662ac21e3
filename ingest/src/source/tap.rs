//! A Singer tap as a source: its messages line by line, the rows of each stream apart, its state beside them.
//!
//! A tap is a program that somebody else wrote: it runs without a shell, with an empty environment, for a limited time,
//! and what it wrote before it failed counts for nothing.

use std::{
    collections::{HashSet, VecDeque},
    io::{BufReader, Read, Write},
    path::{Path as FilePath, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread::JoinHandle,
    time::Duration,
};

use mirante_data::{detail, explain::Detail};
use serde_json::value::RawValue;
use tokio::{sync::mpsc, time::Instant};

use super::{
    BATCH_BYTES, BATCH_ROWS, Broken, ROW_LIMIT, Request, SourceBatch, TextColumns,
    json::{
        Cells, depth, next_line,
        row::{Members, Row, text},
    },
};
use crate::{IngestError, config::Tap, meta::Reason, source::postgres::connect::password};

/// Variables that every program needs.
const VARIABLES: [&str; 3] = ["PATH", "HOME", "LANG"];
/// What is kept of its standard error.
const SAID: usize = 4 * 1024;
/// What is shown of it.
const SHOWN: usize = 600;
/// Lines that wait to be read.
const WAITING: usize = 64;

/// A stream whose rows are wanted.
pub struct Wanted {
    /// Its name.
    pub stream: String,
    /// Which of its columns.
    pub request: Request,
}

/// A tap at work.
pub struct TapRun {
    source_name: String,
    child: Child,
    lines: mpsc::Receiver<Line>,
    said: Arc<Mutex<VecDeque<u8>>>,
    listener: Option<JoinHandle<()>>,
    /// What must not be shown of what it says: the texts of its configuration.
    secrets: Vec<String>,
    deadline: Instant,
    time_limit: Duration,
    line: u64,
    streams: Vec<Stream>,
    /// Files that it was given, removed when it is over.
    _state: Option<tempfile::NamedTempFile>,
    /// The last state that it gave.
    pub state: Option<String>,
}

/// What came of one stream.
pub struct Stream {
    wanted: Wanted,
    cells: Cells,
    name: Arc<str>,
    texts: TextColumns,
    rows: Vec<i64>,
    broken: Vec<Broken>,
    bytes: usize,
    number: i64,
    /// The names of its columns, once it has described itself.
    pub names: Option<Vec<String>>,
    /// The version of its rows, once the tap has said that all of them are there.
    pub version: Option<i64>,
    /// Bytes of its messages.
    pub read: u64,
}

enum Line {
    Text(Vec<u8>, bool),
    Failed(String),
}

impl TapRun {
    /// Starts a tap, from where its state says, or from the beginning.
    pub fn start(source_name: &str, tap: &Tap, project: &FilePath, state: Option<&str>, wanted: Vec<Wanted>) -> Result<Self, IngestError> {
        let failed = |problem: Detail| IngestError::Tap { source_name: source_name.to_owned(), problem };
        let io = |error: std::io::Error| failed(error.to_string().into());
        let (program, arguments) =
            tap.command.split_first().ok_or_else(|| failed(detail!("d-tap-command", "`command` of the connection is empty")))?;
        let program = if program.contains('/') { project.join(program) } else { PathBuf::from(program) };
        let mut command = Command::new(&program);
        command.args(arguments).current_dir(project).env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let given = VARIABLES.iter().copied().chain(tap.variables.iter().map(String::as_str));
        command.envs(given.filter_map(|name| Some((name, std::env::var_os(name)?))));
        let mut secrets = Vec::new();
        if let Some(file) = &tap.config_file {
            let path = absolute(&project.join(file)).map_err(io)?;
            let unusable = |problem| IngestError::Secret { source_name: source_name.to_owned(), file: file.display().to_string(), problem };
            let text = password(&path).map_err(unusable)?;
            let value: serde_json::Value =
                serde_json::from_str(&text).map_err(|error| unusable(detail!("d-no-json", "it is no JSON: {error}", error = error)))?;
            collect(&value, &mut secrets);
            command.arg("--config").arg(path);
        }
        if let Some(file) = &tap.catalog_file {
            command.arg("--catalog").arg(absolute(&project.join(file)).map_err(io)?);
        }
        let state = state.map(written).transpose().map_err(io)?;
        if let Some(file) = &state {
            command.arg("--state").arg(file.path());
        }
        own_group(&mut command);
        let mut child = command
            .spawn()
            .map_err(|error| failed(detail!("d-tap-start", "`{program}` cannot be started: {error}", program = program.display(), error = error)))?;
        let (output, errors) = (child.stdout.take(), child.stderr.take());
        let (Some(output), Some(errors)) = (output, errors) else { return Err(failed(detail!("d-tap-pipe", "its output cannot be read"))) };
        let (sender, lines) = mpsc::channel(WAITING);
        std::thread::spawn(move || pass_lines(BufReader::with_capacity(256 * 1024, output), &sender));
        let said = Arc::new(Mutex::new(VecDeque::new()));
        let heard = said.clone();
        let listener = std::thread::spawn(move || listen(errors, &heard));
        let time_limit = crate::config::duration(&tap.time_limit).unwrap_or(Duration::from_secs(1_800));
        Ok(Self {
            source_name: source_name.to_owned(),
            child,
            lines,
            said,
            listener: Some(listener),
            secrets,
            deadline: Instant::now() + time_limit,
            time_limit,
            line: 0,
            streams: wanted.into_iter().map(Stream::new).collect(),
            _state: state,
            state: None,
        })
    }

    /// The streams, in the order in which they were wanted.
    pub fn streams(&self) -> &[Stream] {
        &self.streams
    }

    /// Rows of one stream, with its place; none when the tap has ended, and ended well.
    pub async fn next_batch(&mut self) -> Result<Option<(usize, SourceBatch)>, IngestError> {
        loop {
            if let Some(place) = self.streams.iter().position(Stream::is_full) {
                return Ok(Some((place, self.streams[place].take())));
            }
            match self.next_line().await? {
                Some((line, is_too_large)) => self.take(&line, is_too_large)?,
                None => break,
            }
        }
        match self.streams.iter().position(|stream| !stream.rows.is_empty() || !stream.broken.is_empty()) {
            Some(place) => Ok(Some((place, self.streams[place].take()))),
            None => Ok(None),
        }
    }

    /// Waits until all wanted streams have described themselves, and ends the tap.
    pub async fn describe(mut self) -> Result<Vec<Option<Vec<String>>>, IngestError> {
        while self.streams.iter().any(|stream| stream.names.is_none()) {
            match self.next_line().await? {
                Some((line, is_too_large)) => self.take(&line, is_too_large)?,
                None => break,
            }
            self.streams.iter_mut().filter(|stream| stream.is_full()).for_each(|stream| drop(stream.take()));
        }
        Ok(self.streams.iter().map(|stream| stream.names.clone()).collect())
    }

    /// The next line; none when the tap has ended well.
    async fn next_line(&mut self) -> Result<Option<(Vec<u8>, bool)>, IngestError> {
        match tokio::time::timeout_at(self.deadline, self.lines.recv()).await {
            Err(_) => {
                self.kill();
                Err(self.failed(detail!(
                    "d-tap-time-limit",
                    "it ran for more than {seconds} seconds and was ended",
                    seconds = self.time_limit.as_secs()
                )))
            }
            Ok(Some(Line::Text(line, is_too_large))) => {
                self.line += 1;
                Ok(Some((line, is_too_large)))
            }
            Ok(Some(Line::Failed(error))) => Err(self.failed(error.into())),
            Ok(None) => self.ended().await.map(|()| None),
        }
    }

    /// Its output has ended: did it end well?
    async fn ended(&mut self) -> Result<(), IngestError> {
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(Some(status)) => {
                    // What it said last is what matters; who keeps the pipe open is not waited for long.
                    for _ in 0..20 {
                        if self.listener.as_ref().is_none_or(JoinHandle::is_finished) {
                            break;
                        }
                        tokio::time::sleep(Duration::from_millis(10)).await;
                    }
                    let said = self.last_words();
                    return Err(self.failed(detail!("d-tap-status", "it ended with {status}: {said}", status = status, said = said)));
                }
                Ok(None) if Instant::now() < self.deadline => tokio::time::sleep(Duration::from_millis(5)).await,
                Ok(None) => {
                    self.kill();
                    let seconds = self.time_limit.as_secs();
                    return Err(self.failed(detail!("d-tap-time-limit", "it ran for more than {seconds} seconds and was ended", seconds = seconds)));
                }
                Err(error) => return Err(self.failed(error.to_string().into())),
            }
        }
    }

    fn failed(&self, problem: Detail) -> IngestError {
        IngestError::Tap { source_name: self.source_name.clone(), problem }
    }

    /// The end of what it wrote to its standard error, without the texts of its configuration.
    fn last_words(&self) -> String {
        let bytes: Vec<u8> = self.said.lock().map(|said| said.iter().copied().collect()).unwrap_or_default();
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        for secret in &self.secrets {
            text = text.replace(secret.as_str(), "***");
        }
        let text = text.trim();
        let from = text.char_indices().rev().nth(SHOWN).map_or(0, |(place, _)| place);
        let plain = |character: char| if character.is_control() && character != '\n' { ' ' } else { character };
        text[from..].chars().map(plain).collect()
    }

    /// One message.
    fn take(&mut self, line: &[u8], is_too_large: bool) -> Result<(), IngestError> {
        let number = self.line;
        let refused =
            |problem: String| detail!("d-tap-message", "line {line} of its output is no message: {problem}", line = number, problem = problem);
        if is_too_large {
            return Err(self.failed(refused("more than 8 MiB".to_owned())));
        }
        if line.trim_ascii().is_empty() {
            return Ok(());
        }
        let text_of_line = std::str::from_utf8(line).map_err(|error| self.failed(refused(error.to_string())))?;
        let message: Members<'_> = serde_json::from_str(text_of_line).map_err(|error| self.failed(refused(error.to_string())))?;
        let string = |name: &str| message.get(name).and_then(|value| text(value, false).ok().flatten()).map(|text| text.into_owned());
        let kind = string("type").unwrap_or_default();
        let of_stream = |streams: &[Stream]| string("stream").and_then(|name| streams.iter().position(|stream| stream.wanted.stream == name));
        match kind.as_str() {
            "STATE" => self.state = message.get("value").map(|value| value.get().to_owned()),
            "SCHEMA" => {
                if let Some(place) = of_stream(&self.streams) {
                    let properties = message.get("schema").and_then(|schema| Members::of(schema).ok()?.get("properties"));
                    self.streams[place].names = Some(properties.map(|properties| names(properties, "", 0)).unwrap_or_default());
                }
            }
            "RECORD" => {
                if let Some(place) = of_stream(&self.streams) {
                    let Some(record) = message.get("record") else { return Err(self.failed(refused("a RECORD without `record`".to_owned()))) };
                    if self.streams[place].names.is_none() {
                        return Err(self.failed(refused("a RECORD before the SCHEMA of its stream".to_owned())));
                    }
                    self.streams[place].record(record, line.len());
                }
            }
            "ACTIVATE_VERSION" => {
                if let Some(place) = of_stream(&self.streams) {
                    self.streams[place].version = string("version").and_then(|version| version.parse().ok());
                }
            }
            // Messages of later versions of the protocol say nothing of rows.
            "" => return Err(self.failed(refused("it has no `type`".to_owned()))),
            _ => {}
        }
        Ok(())
    }

    fn kill(&mut self) {
        end_group(&self.child);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for TapRun {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(Some(_))) {
            self.kill();
        }
    }
}

impl Stream {
    fn new(wanted: Wanted) -> Self {
        let columns = &wanted.request.columns;
        Self {
            cells: Cells::new(&wanted.request),
            name: wanted.stream.as_str().into(),
            texts: TextColumns::new(columns),
            rows: Vec::new(),
            broken: Vec::new(),
            bytes: 0,
            number: 0,
            names: None,
            version: None,
            read: 0,
            wanted,
        }
    }

    fn is_full(&self) -> bool {
        self.rows.len() >= BATCH_ROWS || self.broken.len() >= BATCH_ROWS || self.bytes >= BATCH_BYTES
    }

    fn record(&mut self, record: &RawValue, bytes: usize) {
        self.number += 1;
        self.bytes += bytes;
        self.read += bytes as u64;
        let text = record.get().as_bytes();
        match Row::read(text, depth(text)).and_then(|row| self.cells.of(&row)) {
            Ok(cells) => {
                cells.iter().enumerate().for_each(|(column, text)| self.texts.push(column, text.as_deref()));
                self.rows.push(self.number);
            }
            Err((reason, problem)) => {
                let reason = if reason == Reason::Type { Reason::SchemaChanged } else { reason };
                self.broken.push(Broken { row: self.number, reason, problem, text: String::new() });
            }
        }
    }

    fn take(&mut self) -> SourceBatch {
        self.bytes = 0;
        let rows = std::mem::take(&mut self.rows);
        SourceBatch { file: self.name.clone(), columns: self.texts.finish(rows.len()), rows, broken: std::mem::take(&mut self.broken), part: None }
    }
}

/// Names and pointers of a schema's properties.
fn names(properties: &RawValue, prefix: &str, depth: usize) -> Vec<String> {
    const DEEPEST: usize = 4;
    let Ok(members) = Members::of(properties) else { return Vec::new() };
    let mut all = Vec::new();
    for (name, schema) in members.iter() {
        let pointer = format!("{prefix}/{}", name.replace('~', "~0").replace('/', "~1"));
        if depth == 0 {
            all.push(name.to_owned());
        }
        let inner = if schema.get().starts_with('{') { Members::of(schema).ok().and_then(|schema| schema.get("properties")) } else { None };
        if let (Some(inner), true) = (inner, depth < DEEPEST) {
            all.extend(names(inner, &pointer, depth + 1));
        }
        all.push(pointer);
    }
    all
}

fn pass_lines(mut output: impl std::io::BufRead, sender: &mpsc::Sender<Line>) {
    let mut line = Vec::new();
    loop {
        let passed = match next_line(&mut output, &mut line) {
            Ok(Some(is_too_large)) => Line::Text(std::mem::take(&mut line), is_too_large),
            Ok(None) => return,
            Err(error) => Line::Failed(error.to_string()),
        };
        let is_last = matches!(passed, Line::Failed(_)) || matches!(&passed, Line::Text(text, _) if text.len() > ROW_LIMIT);
        if sender.blocking_send(passed).is_err() || is_last {
            return;
        }
    }
}

/// Keeps the end of what is said.
fn listen(mut errors: impl Read, said: &Mutex<VecDeque<u8>>) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = errors.read(&mut buffer) {
        let Ok(mut said) = said.lock() else { return };
        said.extend(&buffer[..read]);
        let over = said.len().saturating_sub(SAID);
        said.drain(..over);
    }
}

/// All texts of a configuration that are long enough to be secrets.
fn collect(value: &serde_json::Value, into: &mut Vec<String>) {
    const SHORTEST: usize = 4;
    match value {
        serde_json::Value::String(text) if text.len() >= SHORTEST => into.push(text.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
        serde_json::Value::Object(members) => members.values().for_each(|member| collect(member, into)),
        _ => {}
    }
    into.sort_by_key(|text| std::cmp::Reverse(text.len()));
}

fn written(state: &str) -> std::io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::NamedTempFile::new()?;
    file.write_all(state.as_bytes())?;
    file.flush()?;
    Ok(file)
}

fn absolute(path: &FilePath) -> std::io::Result<PathBuf> {
    std::path::absolute(path)
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
fn own_group(_command: &mut Command) {}

/// Ends what the tap itself has started.
#[cfg(unix)]
fn end_group(child: &Child) {
    let _ = Command::new("kill")
        .args(["-KILL", "--", &format!("-{}", child.id())])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

#[cfg(not(unix))]
fn end_group(_child: &Child) {}

/// What a load remembers of a tap: its state, and the version of the rows that were complete.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remembered {
    /// The tap's state, as it gave it.
    pub state: Option<String>,
    /// The version of the stream's rows.
    pub version: Option<i64>,
}

impl Remembered {
    /// Reads what a load state holds.
    pub fn parse(text: &str) -> Self {
        let Ok(members) = serde_json::from_str::<Members<'_>>(text) else { return Self::default() };
        let state = members.get("state").map(|state| state.get().to_owned()).filter(|state| state != "null");
        Self { state, version: members.get("version").and_then(|version| version.get().parse().ok()) }
    }

    /// What a load state is to hold.
    pub fn text(&self) -> String {
        let version = self.version.map_or("null".to_owned(), |version| version.to_string());
        format!("{{\"state\":{},\"version\":{version}}}", self.state.as_deref().unwrap_or("null"))
    }
}

/// The state that all loads of a tap share; none when they differ, so that nothing is passed over.
pub fn common(all: impl IntoIterator<Item = Option<Remembered>>) -> Option<String> {
    let mut states = HashSet::new();
    for remembered in all {
        states.insert(remembered?.state?);
    }
    let mut states = states.into_iter();
    states.next().filter(|_| states.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_comes_back() {
        for (state, version) in [(Some(r#"{"bookmarks":{"a":"x"}}"#), Some(7)), (None, None), (Some("3"), None)] {
            let remembered = Remembered { state: state.map(str::to_owned), version };
            assert_eq!(Remembered::parse(&remembered.text()), remembered);
        }
    }

    #[test]
    fn states_that_differ_are_no_state() {
        let with = |state: &str| Some(Remembered { state: Some(state.to_owned()), version: None });
        assert_eq!(common([with("1"), with("1")]).as_deref(), Some("1"));
        assert_eq!(common([with("1"), with("2")]), None);
        assert_eq!(common([with("1"), None]), None);
        assert_eq!(common([with("1"), Some(Remembered::default())]), None);
        assert_eq!(common([]), None);
    }
}
