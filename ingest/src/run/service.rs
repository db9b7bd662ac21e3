//! Loads of services that are asked anew in each run: pages over HTTP, and Singer taps.

use std::{collections::HashMap, path::Path, time::Duration};

use indexmap::IndexMap;
use mirante_data::{Snapshot, arrow::array::Array, canonical, detail, explain::Detail};
use reqwest::{
    Url,
    header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue},
};

use super::{
    Ingest, columns,
    database::Readings,
    reading::{Group, Reading},
};
use crate::{
    IngestError,
    coerce::{Coercer, parse},
    config::{Api, Connection, Tap, duration},
    http::{Client, Settings, guard::Guard, system_lookup},
    mapping::{Mapping, SINCE},
    source::{
        Source, SourceBatch,
        api::{ApiSource, Asked},
        database::password,
        tap::{Remembered, TapRun, Wanted, common},
        text_column,
    },
};

/// Decimals of a number that is compared.
const SCALE: u8 = 9;

impl Ingest<'_> {
    /// Reads the services among groups; what came, by the group's place.
    pub(super) async fn read_services<'g>(&mut self, groups: &[Group<'g>], parent: &Snapshot) -> HashMap<usize, Readings<'g>> {
        let mut read = HashMap::new();
        let mut taps: IndexMap<&str, (&Tap, Vec<usize>)> = IndexMap::new();
        for (place, group) in groups.iter().enumerate() {
            match &group.source.connection {
                Connection::Api(api) => {
                    let readings = match self.read_api(group, api, parent).await {
                        Ok(readings) => readings,
                        Err(error) => group.each_fails(&error),
                    };
                    read.insert(place, readings);
                }
                Connection::Tap(tap) => taps.entry(group.source.name.as_str()).or_insert((tap, Vec::new())).1.push(place),
                _ => {}
            }
        }
        for (tap, places) in taps.into_values() {
            let of_source: Vec<&Group<'g>> = places.iter().map(|place| &groups[*place]).collect();
            let readings = match self.read_tap(&of_source, tap, parent).await {
                Ok(readings) => readings,
                Err(error) => of_source.iter().map(|group| group.each_fails(&error)).collect(),
            };
            read.extend(places.into_iter().zip(readings));
        }
        read
    }

    async fn read_api<'g>(&mut self, group: &Group<'g>, api: &Api, parent: &Snapshot) -> Result<Readings<'g>, IngestError> {
        let mut since = Since::of(group, parent, self.is_full)?;
        let mut source = open(group, api, self.project, &since)?;
        let mut readings = fresh(group, parent)?;
        let people_columns = group.people_columns();
        let mut coercers: Vec<Coercer<'_>> = group.loads.iter().map(|load| Coercer::new(load, &group.source.name, &people_columns)).collect();
        while let Some(batch) = source.next_batch().await? {
            since.see(&group.label(), &batch)?;
            for (coercer, reading) in coercers.iter_mut().zip(&mut readings) {
                reading.read += (batch.rows.len() + batch.broken.len()) as u64;
                reading.incoming.push(coercer.coerce(&batch, self.people, &mut reading.rejects)?).map_err(IngestError::aside)?;
            }
        }
        let names: Vec<String> = source.names.iter().cloned().collect();
        let now = self.clock.now_micros();
        let finished = group.loads.iter().zip(readings).map(|(load, reading)| {
            let seen = columns::loose(load, &answered(source.rows, names.clone()), parent)?;
            let mut reading = Reading { notes: seen.notes, schema_change: seen.schema_change, bytes: source.bytes, ..reading };
            reading.state.columns = seen.state.columns;
            reading.is_complete = since.from.is_none();
            reading.cursor_from = since.from.map(|from| since.text(from));
            reading.state.cursor = since.after(now).map(|to| since.text(to));
            Ok(Some(reading))
        });
        Ok(group.loads.iter().copied().zip(finished.collect::<Vec<_>>()).collect())
    }

    async fn read_tap<'g>(&mut self, groups: &[&Group<'g>], tap: &Tap, parent: &Snapshot) -> Result<Vec<Readings<'g>>, IngestError> {
        let source = groups[0].source;
        let remembered = |load: &Mapping| {
            let state = parent.load(&load.load).filter(|state| !self.is_full && state.mapping == load.mapping_hash())?;
            state.cursor.as_deref().map(Remembered::parse)
        };
        let before: Vec<Vec<Option<Remembered>>> = groups.iter().map(|group| group.loads.iter().map(|load| remembered(load)).collect()).collect();
        let state = common(before.iter().flatten().cloned());
        let wanted =
            groups.iter().map(|group| Wanted { stream: group.loads[0].config.stream.clone(), request: group.request(Vec::new(), None) }).collect();
        let mut run = TapRun::start(&source.name, tap, self.project, state.as_deref(), wanted)?;
        let mut readings = groups.iter().map(|group| fresh(group, parent)).collect::<Result<Vec<_>, _>>()?;
        let people_columns: Vec<Vec<String>> = groups.iter().map(|group| group.people_columns()).collect();
        let mut coercers: Vec<Vec<Coercer<'_>>> = groups
            .iter()
            .zip(&people_columns)
            .map(|(group, people)| group.loads.iter().map(|load| Coercer::new(load, &source.name, people)).collect())
            .collect();
        while let Some((place, batch)) = run.next_batch().await? {
            for (coercer, reading) in coercers[place].iter_mut().zip(&mut readings[place]) {
                reading.read += (batch.rows.len() + batch.broken.len()) as u64;
                reading.incoming.push(coercer.coerce(&batch, self.people, &mut reading.rejects)?).map_err(IngestError::aside)?;
            }
        }
        let mut all = Vec::new();
        for (place, (group, readings)) in groups.iter().zip(readings).enumerate() {
            let stream = &run.streams()[place];
            let finished = group.loads.iter().zip(readings).zip(&before[place]).map(|((load, reading), before)| {
                let Some(names) = &stream.names else {
                    let problem = detail!("d-tap-no-stream", "it has no stream `{stream}`", stream = load.config.stream);
                    return Err(IngestError::Tap { source_name: source.name.clone(), problem });
                };
                let seen = columns::loose(load, &[header("SCHEMA", names.clone())], parent)?;
                let mut reading = Reading { notes: seen.notes, schema_change: seen.schema_change, bytes: stream.read, ..reading };
                reading.state.columns = seen.state.columns;
                // A version that is new and whole has all rows; so has a tap that was given no state.
                let version = before.as_ref().and_then(|before| before.version);
                reading.is_complete = state.is_none() || stream.version.is_some_and(|now| Some(now) != version);
                reading.cursor_from = state.clone();
                let now = Remembered { state: run.state.clone().or_else(|| state.clone()), version: stream.version.or(version) };
                reading.state.cursor = (now != Remembered::default()).then(|| now.text());
                Ok(Some(reading))
            });
            all.push(group.loads.iter().copied().zip(finished.collect::<Vec<_>>()).collect());
        }
        Ok(all)
    }
}

/// A look at a load: does the service answer, do its columns fit?
pub(super) async fn look(group: &Group<'_>, project: &Path, parent: &Snapshot) -> Result<Reading, IngestError> {
    let load = group.loads[0];
    match &group.source.connection {
        Connection::Api(api) => {
            let mut source = open(group, api, project, &Since::of(group, parent, false)?)?;
            source.next_batch().await?;
            let names: Vec<String> = source.names.iter().cloned().collect();
            columns::loose(load, &answered(source.rows, names), parent)
        }
        Connection::Tap(tap) => {
            let wanted = vec![Wanted { stream: load.config.stream.clone(), request: group.request(Vec::new(), None) }];
            let described = TapRun::start(&group.source.name, tap, project, None, wanted)?.describe().await?;
            let Some(Some(names)) = described.into_iter().next() else {
                let problem = detail!("d-tap-no-stream", "it has no stream `{stream}`", stream = load.config.stream);
                return Err(IngestError::Tap { source_name: group.source.name.clone(), problem });
            };
            columns::loose(load, &[header("SCHEMA", names)], parent)
        }
        _ => columns::fresh(load, &[], parent),
    }
}

/// The columns of one place of a service.
fn header(place: &str, columns: Vec<String>) -> columns::Header<'_> {
    columns::Header { place, columns, types: Vec::new(), is_told: false }
}

/// The columns of an answer; none of one without rows.
fn answered(rows: u64, names: Vec<String>) -> Vec<columns::Header<'static>> {
    if rows > 0 { vec![header("resposta", names)] } else { Vec::new() }
}

fn fresh(group: &Group<'_>, parent: &Snapshot) -> Result<Vec<Reading>, IngestError> {
    group.loads.iter().map(|load| columns::fresh(load, &[], parent)).collect()
}

fn open(group: &Group<'_>, api: &Api, project: &Path, since: &Since) -> Result<ApiSource, IngestError> {
    let (load, source_name) = (group.loads[0], group.source.name.clone());
    let unsound = |problem: Detail| IngestError::Forbidden { source_name: source_name.clone(), address: api.url.clone(), problem };
    let mut url = address(api, &load.config.path).map_err(unsound)?;
    for (name, value) in &load.config.parameters {
        match (value.contains(SINCE), since.from) {
            (true, None) => {}
            (true, Some(from)) => drop(url.query_pairs_mut().append_pair(name, &value.replace(SINCE, &since.text(from)))),
            (false, _) => drop(url.query_pairs_mut().append_pair(name, value)),
        }
    }
    let guard = Guard::new(&url, &api.hosts, &api.inside).map_err(unsound)?;
    let ca_file = api.ca_file.as_ref().map(|file| project.join(file));
    let (headers, user) = credentials(&source_name, api, project)?;
    let settings = Settings {
        guard,
        headers,
        user,
        ca_file: ca_file.as_deref(),
        connect: duration(&api.connect_timeout).unwrap_or(Duration::from_secs(10)),
        silence: duration(&api.read_timeout).unwrap_or(Duration::from_secs(60)),
        lookup: system_lookup(),
    };
    let client = Client::new(settings).map_err(unsound)?;
    let config = &load.config;
    let asked = Asked {
        source_name: source_name.clone(),
        url,
        paging: config.paging.clone(),
        records: config.records.clone(),
        total: config.total.clone(),
        time_limit: duration(&api.time_limit).unwrap_or(Duration::from_secs(1_800)),
    };
    Ok(ApiSource::new(client, asked, group.request(Vec::new(), None)))
}

/// The address of a load: the service's with the load's path behind it, and never another host.
pub(crate) fn address(api: &Api, path: &str) -> Result<Url, Detail> {
    let no_address =
        |error: &dyn std::fmt::Display| detail!("d-no-address", "`url = \"{url}\"` is no address: {error}", url = api.url, error = error);
    let mut url = Url::parse(&api.url).map_err(|error| no_address(&error))?;
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let joined = format!("{}/{}", url.path().trim_end_matches('/'), path.trim_start_matches('/'));
    if !path.is_empty() {
        url.set_path(&joined);
    }
    if query.is_some() {
        url.set_query(query);
    }
    Ok(url)
}

/// The headers of every request, and who asks; secrets come from files that only their owner reads.
fn credentials(source_name: &str, api: &Api, project: &Path) -> Result<(HeaderMap, Option<(String, String)>), IngestError> {
    let bad = |name: &str| IngestError::Forbidden {
        source_name: source_name.to_owned(),
        address: api.url.clone(),
        problem: detail!("d-bad-header-name", "`{name}` is no header, or its value cannot be one", name = name),
    };
    let secret = |file: &Path| {
        let unusable = |problem| IngestError::Secret { source_name: source_name.to_owned(), file: file.display().to_string(), problem };
        password(&project.join(file)).map_err(unusable)
    };
    let mut headers = HeaderMap::new();
    let mut add = |name: &str, value: &str, is_secret: bool| -> Result<(), IngestError> {
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad(name))?;
        let mut value = HeaderValue::from_str(value).map_err(|_| bad(name))?;
        value.set_sensitive(is_secret);
        headers.insert(key, value);
        Ok(())
    };
    add("accept", "application/json", false)?;
    for (name, value) in &api.headers {
        add(name, value, false)?;
    }
    if let Some(file) = &api.bearer_file {
        add(AUTHORIZATION.as_str(), &format!("Bearer {}", secret(file)?), true)?;
    }
    for (name, file) in &api.header_files {
        add(name, &secret(file)?, true)?;
    }
    let user = match (&api.user, &api.password_file) {
        (Some(user), Some(file)) => Some((user.clone(), secret(file)?)),
        _ => None,
    };
    Ok((headers, user))
}

/// From where on a service is asked, and how far it was read: numbers in billionths or times in microseconds.
struct Since {
    column: Option<String>,
    /// Is it a time? Unknown before the first value.
    is_time: Option<bool>,
    before: Option<i128>,
    /// Where this run begins, that end included; none reads everything.
    from: Option<i128>,
    seen: Option<i128>,
    zone: chrono_tz::Tz,
}

impl Since {
    /// The loads of a group go on where the one that is farthest behind stands.
    fn of(group: &Group<'_>, parent: &Snapshot, is_full: bool) -> Result<Self, IngestError> {
        let load = group.loads[0];
        let mut since = Self { column: None, is_time: None, before: None, from: None, seen: None, zone: load.timezone };
        if !load.is_incremental() {
            return Ok(since);
        }
        since.column.clone_from(&load.cursor);
        let stands = |load: &&Mapping| {
            let state = parent.load(&load.load).filter(|state| !is_full && state.mapping == load.mapping_hash())?;
            state.cursor.clone()
        };
        let Some(all) = group.loads.iter().map(stands).collect::<Option<Vec<String>>>() else { return Ok(since) };
        let refused = |problem| IngestError::Cursor { load: group.label(), problem };
        for text in all {
            let at = since.parse(&text).ok_or_else(|| refused(no_order(&text, load.cursor.as_deref())))?;
            since.before = Some(since.before.map_or(at, |before| before.min(at)));
        }
        let lag = match (load.config.lag.as_deref(), since.is_time) {
            (None, _) => 0,
            (Some(text), Some(true)) => duration(text)
                .map(|lag| i128::try_from(lag.as_micros()).unwrap_or(i128::MAX))
                .ok_or_else(|| refused(detail!("d-lag-number", "`lag = \"{lag}\"` is no length of time, and its cursor is a time", lag = text)))?,
            (Some(text), _) => parse::decimal(text, b'.', SCALE)
                .map_err(|_| refused(detail!("d-lag-time", "`lag = \"{lag}\"` is no number, and its cursor is one", lag = text)))?,
        };
        since.from = since.before.map(|before| before - lag);
        Ok(since)
    }

    /// A value; once one is a time, all are.
    fn parse(&mut self, text: &str) -> Option<i128> {
        let number = || parse::decimal(text, b'.', SCALE).ok();
        let time = || parse::instant(text, self.zone).ok().map(i128::from);
        let (value, is_time) = match self.is_time {
            Some(true) => (time()?, true),
            Some(false) => (number()?, false),
            None => number().map(|number| (number, false)).or_else(|| time().map(|time| (time, true)))?,
        };
        self.is_time = Some(is_time);
        Some(value)
    }

    fn text(&self, value: i128) -> String {
        if self.is_time == Some(true) {
            return canonical::instant(i64::try_from(value).unwrap_or_default());
        }
        let unit = 10_i128.pow(SCALE.into());
        let sign = if value < 0 { "-" } else { "" };
        let (whole, fraction) = ((value / unit).unsigned_abs(), (value % unit).unsigned_abs());
        let fraction = format!("{fraction:0width$}", width = usize::from(SCALE));
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// Takes note of a batch's cursors; an empty one could not be found again.
    fn see(&mut self, load: &str, batch: &SourceBatch) -> Result<(), IngestError> {
        let Some(column) = self.column.clone() else { return Ok(()) };
        let refused = |problem| IngestError::Cursor { load: load.to_owned(), problem };
        let Some(texts) = text_column(&batch.columns, &column) else { return Ok(()) };
        if texts.null_count() > 0 {
            let problem = detail!("d-cursor-null", "column `{column}` is null in some rows, which no run would find again", column = column);
            return Err(refused(problem));
        }
        for text in texts.iter().flatten() {
            let value = self.parse(text).ok_or_else(|| refused(no_order(text, Some(&column))))?;
            self.seen = self.seen.max(Some(value));
        }
        Ok(())
    }

    /// Where this run leaves the cursor: a time never beyond now, so that one far date does not hide all that follows.
    fn after(&self, now: i64) -> Option<i128> {
        let reached = self.before.max(self.seen);
        if self.is_time == Some(true) { reached.map(|reached| reached.min(now.into())) } else { reached }
    }
}

fn no_order(text: &str, column: Option<&str>) -> Detail {
    detail!("d-cursor-value", "`{text}` in column `{cursor}` cannot be put in order", text = text, cursor = column.unwrap_or_default())
}
