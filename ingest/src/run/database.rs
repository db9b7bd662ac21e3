//! All loads of one database, read in one snapshot of it; from nothing again when the connection is lost.

use std::{path::Path, time::Duration};

use mirante_data::{
    Snapshot,
    arrow::array::Array,
    detail,
    explain::Details,
    lake::{LoadState, Resume},
};

use super::{
    Ingest,
    columns::{self, Header},
    reading::{Group, Reading},
};
use crate::{
    IngestError, SourceConfig,
    coerce::Coercer,
    config::Decimal,
    mapping::Mapping,
    source::{
        BATCH_ROWS, SourceBatch,
        database::{
            self, Column, Request, Session,
            horizon::{Kind, Others, Position},
            no_order,
            query::{self, Cut, Piece, Window},
        },
        text_column,
    },
};

mod pieces;

/// How long to wait before each further attempt, when a connection was lost.
const PAUSES: [Duration; 3] = [Duration::from_millis(250), Duration::from_secs(1), Duration::from_secs(3)];

/// What each load of a group came to.
pub(super) type Readings<'g> = Vec<(&'g Mapping, Result<Option<Reading>, IngestError>)>;

/// Rows whose cursor lies between two positions, both included: what was missed, or fixed without its cursor.
#[derive(Debug, Clone, Default)]
pub struct Backfill {
    /// The first position, as a person writes it.
    pub from: Option<String>,
    /// The last; a day is all of it.
    pub to: Option<String>,
}

/// A query that fits its loads, ready to be read.
struct Prepared {
    columns: Vec<Column>,
    readings: Vec<Result<Option<Reading>, IngestError>>,
    cursor: Option<Cursor>,
    piece: Option<Piece>,
}

/// Where a group's cursor stands.
struct Cursor {
    column: String,
    position: Position,
    /// The greatest value among the rows, or, where it is known beforehand, before the snapshot.
    seen: Option<i128>,
    is_seen_before: bool,
    /// The window of a backfill, which moves no cursor.
    backfill: Option<Cut>,
    /// Where the first load in pieces will leave the cursor.
    resume: Option<Resume>,
}

impl Cursor {
    /// Takes note of a batch's cursors; an empty one could not be found again.
    fn see(&mut self, load: &str, batch: &SourceBatch) -> Result<(), IngestError> {
        let Some(texts) = text_column(&batch.columns, &self.column) else { return Ok(()) };
        if texts.null_count() > 0 {
            let problem = detail!("d-cursor-null", "column `{column}` is null in some rows, which no run would find again", column = self.column);
            return Err(IngestError::Cursor { load: load.to_owned(), problem });
        }
        if self.position.kind.is_time() {
            // A zero date or minus infinity comes before every window; infinity is in each of them, and never passed.
            if let Some(first) = texts.iter().flatten().find(|text| text.starts_with("0000-") || text.starts_with('-')) {
                return Err(no_order(load, &self.column, first));
            }
            if !self.is_seen_before {
                self.seen = texts.iter().flatten().filter_map(|text| self.position.kind.parse(text)).max().max(self.seen);
            }
        }
        Ok(())
    }

    fn window(&self, others: &Others, all: Window) -> Window {
        let from = self.position.from(others).map(|from| all.dialect.literal(self.position.kind, from));
        let regular = from.map(|from| Cut { column: self.column.clone(), from: Some(from), to: None });
        Window { cut: self.backfill.clone().or(regular), ..all }
    }

    /// Writes down where the run leaves the cursor.
    fn leave(&self, reading: &mut Reading, known: Option<&LoadState>, others: &Others) {
        let kind = self.position.kind;
        if self.backfill.is_some() {
            (reading.state.cursor, reading.state.resume) = known.map(|state| (state.cursor.clone(), state.resume.clone())).unwrap_or_default();
            return;
        }
        reading.cursor_from = self.position.from(others).map(|from| kind.text(from));
        let after = self.position.after(self.seen, others);
        reading.is_set_back = after < self.position.before;
        reading.state.cursor = match &self.resume {
            Some(resume) => resume.cursor.clone(),
            None => after.map(|to| kind.text(to)),
        };
    }
}

impl Ingest<'_> {
    /// Reads all groups of one database. Each load fails alone, but for a connection that cannot be had.
    pub(super) async fn read_database<'g>(&mut self, groups: &[&Group<'g>], parent: &Snapshot) -> Vec<Readings<'g>> {
        let mut pauses = PAUSES.iter();
        let mut was_open = false;
        loop {
            let error = match self.attempt(groups, parent, &mut was_open).await {
                Ok(readings) => return readings,
                Err(error) => error,
            };
            // A server that never answered is told at once; one that was lost may be back soon.
            let pause = pauses.next().filter(|_| was_open && matches!(error, IngestError::Server { .. }));
            let Some(pause) = pause else { return groups.iter().map(|group| group.each_fails(&error)).collect() };
            tracing::warn!(source = groups[0].source.name, %error, "reading again from nothing");
            tokio::time::sleep(*pause).await;
        }
    }

    async fn attempt<'g>(&mut self, groups: &[&Group<'g>], parent: &Snapshot, was_open: &mut bool) -> Result<Vec<Readings<'g>>, IngestError> {
        let source = groups[0].source;
        let mut session = database::open(&source.name, &source.connection, self.project).await?;
        *was_open = true;
        let all = groups.iter().map(|group| group.label()).collect::<Vec<_>>().join(", ");
        let mut prepared = Vec::new();
        for group in groups {
            let asked = Asked { parent, is_full: self.is_full, backfill: self.backfill.as_ref() };
            prepared.push(alone(prepare(session.as_mut(), group, &asked).await)?);
        }
        let cursors = || prepared.iter().flatten().filter_map(|group| group.cursor.as_ref());
        let with_numbers = cursors().any(|cursor| !cursor.position.kind.is_time());
        let others = if cursors().next().is_some() { session.others(&all, with_numbers).await? } else { Others::default() };
        session.begin(&all).await?;
        let mut readings = Vec::new();
        for (group, prepared) in groups.iter().zip(prepared) {
            session.enter(&all).await?;
            let outcome = match prepared {
                Ok(prepared) => alone(self.read_query(session.as_mut(), group, prepared, &others, parent).await)?,
                Err(error) => Err(error),
            };
            readings.push(outcome.unwrap_or_else(|error| group.each_fails(&error)));
            session.leave(&all).await?;
        }
        session.end().await;
        Ok(readings)
    }

    async fn read_query<'g>(
        &mut self,
        session: &mut dyn Session,
        group: &Group<'g>,
        prepared: Prepared,
        others: &Others,
        parent: &Snapshot,
    ) -> Result<Readings<'g>, IngestError> {
        let Prepared { columns, mut readings, mut cursor, piece } = prepared;
        if !readings.iter().any(Result::is_ok) {
            return Ok(group.loads.iter().copied().zip(readings).collect());
        }
        let (label, query) = (group.label(), text_of(group)?);
        let all = Window { piece, ..Window::all(session.dialect()) };
        let window = cursor.as_ref().map_or_else(|| all.clone(), |cursor| cursor.window(others, all.clone()));
        let counted = session.one(&label, &window.count(query)).await?.and_then(|count| count.parse::<u64>().ok());
        let with_commas = group.loads[0].decimal == Decimal::Comma;
        let (wanted, lists) = (group.source_columns(), group.list_columns());
        let request = Request { query, has: &columns, wanted: &wanted, lists: &lists, window: &window, with_commas };
        let people_columns = group.people_columns();
        let mut coercers: Vec<Coercer<'_>> = group.loads.iter().map(|load| Coercer::new(load, &group.source.name, &people_columns)).collect();
        for (coercer, reading) in coercers.iter_mut().zip(&mut readings) {
            // All rows of a query come from one place, which they name by the load.
            let unfit = reading.iter_mut().flatten().flat_map(|reading| reading.unfit.drain());
            coercer.unfit = unfit.map(|(_, unfit)| (label.clone(), unfit)).collect();
        }
        let (mut read, mut last_key) = (0, None);
        let people = &mut *self.people;
        let mut take = |batch: SourceBatch| {
            debug_assert!(batch.rows.len() <= BATCH_ROWS);
            read += (batch.rows.len() + batch.broken.len()) as u64;
            if let Some(cursor) = &mut cursor {
                cursor.see(&label, &batch)?;
            }
            if let Some(piece) = &window.piece {
                last_key = pieces::last_key(&batch, &piece.columns).or_else(|| last_key.take());
            }
            for (coercer, reading) in coercers.iter_mut().zip(&mut readings) {
                let Ok(Some(reading)) = reading else { continue };
                reading.incoming.push(coercer.coerce(&batch, people, &mut reading.rejects)?).map_err(IngestError::aside)?;
            }
            Ok(())
        };
        let bytes = session.read(&label, &request, &mut take).await?;
        if let Some(counted) = counted.filter(|counted| *counted != read) {
            return Err(IngestError::Incomplete { load: label, counted, read });
        }
        let next = match &window.piece {
            Some(piece) if read >= piece.rows => Some(pieces::next(&label, piece, last_key)?),
            _ => None,
        };
        for (load, reading) in group.loads.iter().zip(&mut readings) {
            let Ok(Some(reading)) = reading else { continue };
            reading.read = read;
            reading.bytes = bytes;
            reading.is_asked = true;
            reading.is_complete = window.cut.is_none() && window.piece.is_none();
            let known = known(load, parent);
            if let Some(cursor) = &cursor {
                cursor.leave(reading, known, others);
                reading.passed = known.and_then(|state| state.cursor.clone());
                let kind = cursor.position.kind;
                let reached = reading.state.cursor.as_deref().filter(|_| kind.is_time()).and_then(|text| kind.parse(text));
                reading.horizon_at = reached.and_then(|to| i64::try_from(to).ok());
            }
            if let Some(key) = &next {
                reading.state.resume = Some(Resume { key: key.clone(), cursor: reading.state.cursor.take() });
            }
        }
        Ok(group.loads.iter().copied().zip(readings).collect())
    }
}

/// What a run wants of a database.
struct Asked<'a> {
    parent: &'a Snapshot,
    is_full: bool,
    backfill: Option<&'a Backfill>,
}

/// What is known of a load, under the mapping that it has now.
fn known<'p>(load: &Mapping, parent: &'p Snapshot) -> Option<&'p LoadState> {
    parent.load(&load.load).filter(|state| state.mapping == load.mapping_hash())
}

/// Describes a query and says whether its columns fit; of a cursor also whether it can be relied on, and where it stands.
async fn prepare(session: &mut dyn Session, group: &Group<'_>, asked: &Asked<'_>) -> Result<Prepared, IngestError> {
    let (label, query) = (group.label(), text_of(group)?);
    let columns = described(session, &label, query).await?;
    let names = columns.iter().map(|column| column.name.clone()).collect();
    let types = columns.iter().map(|column| column.kind.clone()).collect();
    let header = [Header { place: "query", columns: names, types, is_told: false }];
    let readings = group.loads.iter().map(|load| columns::fresh(load, &header, asked.parent).map(Some)).collect();
    let load = group.loads[0];
    let without_cursor = |columns, readings| Ok(Prepared { columns, readings, cursor: None, piece: None });
    let Some(column) = load.cursor.clone() else { return without_cursor(columns, readings) };
    let refused = |problem| IngestError::Cursor { load: label.clone(), problem };
    let Some(found) = columns.iter().find(|each| each.name == column) else { return without_cursor(columns, readings) };
    let kind = session.order(&label, query, found).await?.ok_or_else(|| {
        let what = &found.kind;
        refused(detail!(
            "d-cursor-type",
            "column `{column}` is of type {kind}, and only times and numbers are in order",
            column = column,
            kind = what
        ))
    })?;
    let lag = kind.lag(load.config.lag.as_deref()).map_err(refused)?;
    session.check_sight(&label, query).await?;
    // Loads that share a query go on where the one that is farthest behind stands.
    let stands = |load: &&Mapping| kind.parse(known(load, asked.parent).filter(|_| !asked.is_full)?.cursor.as_deref()?);
    let before = group.loads.iter().map(stands).min().flatten();
    let backfill = asked.backfill.map(|backfill| backfill.cut(load, kind, session.dialect())).transpose()?;
    let position = Position { kind, zone: load.timezone, lag, before };
    let mut cursor = Cursor { column, position, seen: None, is_seen_before: !kind.is_time(), backfill, resume: None };
    let mut piece = None;
    if before.is_none() && cursor.backfill.is_none() && !asked.is_full {
        (piece, cursor.resume) = pieces::plan(session, group, &columns, asked.parent).await?;
        cursor.is_seen_before |= piece.is_some();
    }
    if cursor.is_seen_before && cursor.resume.is_none() {
        let window = cursor.window(&Others::default(), Window::all(session.dialect()));
        let greatest = session.one(&label, &window.greatest(query, &cursor.column)).await?;
        cursor.seen = match greatest.map(|text| kind.parse(&text).ok_or(text)).transpose() {
            Err(text) if !kind.is_time() => return Err(no_order(&label, &cursor.column, &text)),
            // Of infinity nothing can be told before every row was seen.
            seen => seen.unwrap_or_default(),
        };
    }
    Ok(Prepared { columns, readings, cursor: Some(cursor), piece })
}

/// A look at a load: does the database answer, does its query run, do its columns fit?
pub(super) async fn look(group: &Group<'_>, project: &Path, parent: &Snapshot) -> Result<Reading, IngestError> {
    let mut session = database::open(&group.source.name, &group.source.connection, project).await?;
    let prepared = prepare(session.as_mut(), group, &Asked { parent, is_full: false, backfill: None }).await?;
    session.end().await;
    prepared.readings.into_iter().next().and_then(Result::transpose).unwrap_or_else(|| Err(no_order(&group.label(), "", "")))
}

/// Rows of a query that are looked at.
const SAMPLE: usize = 10_000;

/// Some rows of a query, as text, with its columns and their types.
pub(super) async fn sample(
    source: &SourceConfig,
    project: &Path,
    label: &str,
    query: &str,
    with_commas: bool,
) -> Result<(Vec<SourceBatch>, Vec<Column>), IngestError> {
    let dialect = source.kind.dialect().unwrap_or(query::Dialect::Postgres);
    let query = query::single(query, dialect).map_err(|problem| IngestError::Query { load: label.to_owned(), problem })?;
    let mut session = database::open(&source.name, &source.connection, project).await?;
    let columns = described(session.as_mut(), label, query).await?;
    let wanted: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    session.begin(label).await?;
    let some = format!("SELECT * FROM (\n{query}\n) AS sample LIMIT {SAMPLE}");
    let window = Window::all(dialect);
    let request = Request { query: &some, has: &columns, wanted: &wanted, lists: &[], window: &window, with_commas };
    let mut batches = Vec::new();
    let mut take = |batch: SourceBatch| {
        batches.push(batch);
        Ok(())
    };
    session.read(label, &request, &mut take).await?;
    session.end().await;
    Ok((batches, columns))
}

/// The columns of a query; two of one name could not be told apart.
async fn described(session: &mut dyn Session, label: &str, query: &str) -> Result<Vec<Column>, IngestError> {
    let columns = session.describe(label, query).await?;
    let twice = columns.iter().enumerate().find(|(place, column)| columns[..*place].iter().any(|each| each.name == column.name));
    match twice {
        Some((_, column)) => {
            let difference = detail!("d-twice-query", "column `{name}` stands twice in the query; give one of them another name", name = column.name);
            Err(IngestError::Columns { load: label.to_owned(), differences: Details(vec![difference]) })
        }
        None => Ok(columns),
    }
}

fn text_of<'q>(group: &Group<'q>) -> Result<&'q str, IngestError> {
    let dialect = group.source.kind.dialect().unwrap_or(query::Dialect::Postgres);
    query::single(&group.loads[0].config.query, dialect).map_err(|problem| IngestError::Query { load: group.label(), problem })
}

/// A lost connection, and what is no fault of a load, ends the attempt; everything else is that load's own.
fn alone<T>(outcome: Result<T, IngestError>) -> Result<Result<T, IngestError>, IngestError> {
    match outcome {
        Err(error @ (IngestError::Server { .. } | IngestError::Secret { .. } | IngestError::Vault { .. } | IngestError::Lake { .. })) => Err(error),
        other => Ok(other),
    }
}

impl Backfill {
    /// The rows that it reads of a load.
    fn cut(&self, load: &Mapping, kind: Kind, dialect: query::Dialect) -> Result<Cut, IngestError> {
        let zone = if kind == Kind::Instant { load.timezone } else { chrono_tz::UTC };
        let unread = |text: &str| {
            let problem = if kind.is_time() {
                detail!("d-window-time", "`{text}` is no time such as 2026-03-02 or 2026-03-02 10:00, and the cursor is one", text = text)
            } else {
                detail!("d-window-number", "`{text}` is no number, and the cursor is one", text = text)
            };
            IngestError::Window { load: load.load.clone(), problem }
        };
        let at = |text: &String| kind.parse_in(text, zone).ok_or_else(|| unread(text));
        let end = |text: &String| kind.end_of(text, zone).ok_or_else(|| unread(text));
        let (from, to) = (self.from.as_ref().map(at).transpose()?, self.to.as_ref().map(end).transpose()?);
        if from.zip(to).is_some_and(|(from, to)| from >= to) {
            let problem = detail!("d-window-empty", "its end comes before its beginning");
            return Err(IngestError::Window { load: load.load.clone(), problem });
        }
        let column = load.cursor.clone().unwrap_or_default();
        Ok(Cut { column, from: from.map(|from| dialect.literal(kind, from)), to: to.map(|to| dialect.end_literal(kind, to)) })
    }
}
