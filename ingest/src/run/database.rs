//! All loads of one database, read in one snapshot of it; from nothing again when the connection is lost.

use std::{path::Path, time::Duration};

use mirante_data::{Snapshot, arrow::array::Array, detail, explain::Details};

use super::{
    Ingest,
    columns::{self, Header},
    reading::{Group, Reading},
};
use crate::{
    IngestError,
    coerce::Coercer,
    config::{Decimal, Server},
    mapping::Mapping,
    source::{
        BATCH_ROWS, Source, SourceBatch,
        postgres::{
            self, Column, Request, Session,
            horizon::{Kind, Others, Position},
            query::{self, Window},
        },
        text_column,
    },
};

/// How long to wait before each further attempt, when a connection was lost.
const PAUSES: [Duration; 3] = [Duration::from_millis(250), Duration::from_secs(1), Duration::from_secs(3)];

/// What each load of a group came to.
pub(super) type Readings<'g> = Vec<(&'g Mapping, Result<Option<Reading>, IngestError>)>;

/// A query that fits its loads, ready to be read.
struct Prepared {
    columns: Vec<Column>,
    readings: Vec<Result<Option<Reading>, IngestError>>,
    cursor: Option<Cursor>,
}

/// Where a group's cursor stands.
struct Cursor {
    column: String,
    position: Position,
    /// The greatest value among the rows, or of a number the greatest before the snapshot.
    seen: Option<i128>,
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
            // Times beyond those that the lake holds, such as infinity, are never passed.
            self.seen = texts.iter().flatten().filter_map(|text| self.position.kind.parse(text)).max().max(self.seen);
        }
        Ok(())
    }

    fn window(&self, others: &Others) -> Window {
        let from = self.position.from(others);
        Window { from: from.map(|from| (self.column.clone(), self.position.kind.literal(from))) }
    }
}

impl Ingest<'_> {
    /// Reads all groups of one database. Each load fails alone, but for a connection that cannot be had.
    pub(super) async fn read_database<'g>(&mut self, groups: &[&Group<'g>], server: &Server, parent: &Snapshot) -> Vec<Readings<'g>> {
        let mut pauses = PAUSES.iter();
        let mut was_open = false;
        loop {
            let error = match self.attempt(groups, server, parent, &mut was_open).await {
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

    async fn attempt<'g>(
        &mut self,
        groups: &[&Group<'g>],
        server: &Server,
        parent: &Snapshot,
        was_open: &mut bool,
    ) -> Result<Vec<Readings<'g>>, IngestError> {
        let session = Session::open(&groups[0].source.name, server, self.project).await?;
        *was_open = true;
        let all = groups.iter().map(|group| group.label()).collect::<Vec<_>>().join(", ");
        let mut prepared = Vec::new();
        for group in groups {
            prepared.push(alone(prepare(&session, group, parent, self.is_full).await)?);
        }
        let cursors = || prepared.iter().flatten().filter_map(|group| group.cursor.as_ref());
        let with_numbers = cursors().any(|cursor| !cursor.position.kind.is_time());
        let others = if cursors().next().is_some() { session.others(&all, with_numbers).await? } else { Others::default() };
        session.begin(&all).await?;
        let mut readings = Vec::new();
        for (group, prepared) in groups.iter().zip(prepared) {
            session.enter(&all).await?;
            let outcome = match prepared {
                Ok(prepared) => alone(self.read_query(&session, group, prepared, &others).await)?,
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
        session: &Session<'_>,
        group: &Group<'g>,
        prepared: Prepared,
        others: &Others,
    ) -> Result<Readings<'g>, IngestError> {
        let Prepared { columns, mut readings, mut cursor } = prepared;
        if !readings.iter().any(Result::is_ok) {
            return Ok(group.loads.iter().copied().zip(readings).collect());
        }
        let (label, query) = (group.label(), text_of(group)?);
        let window = cursor.as_ref().map_or_else(Window::default, |cursor| cursor.window(others));
        let counted = session.count(&label, query, &window).await?;
        let with_commas = group.loads[0].decimal == Decimal::Comma;
        let wanted = group.source_columns();
        let request = Request { query, has: &columns, wanted: &wanted, window: &window, with_commas };
        let mut rows = session.read(&label, &request).await?;
        let people_columns = group.people_columns();
        let mut coercers: Vec<Coercer<'_>> = group.loads.iter().map(|load| Coercer::new(load, &group.source.name, &people_columns)).collect();
        for (coercer, reading) in coercers.iter_mut().zip(&mut readings) {
            // All rows of a query come from one place, which they name by the load.
            let unfit = reading.iter_mut().flatten().flat_map(|reading| reading.unfit.drain());
            coercer.unfit = unfit.map(|(_, unfit)| (label.clone(), unfit)).collect();
        }
        let mut read = 0;
        while let Some(batch) = rows.next_batch().await? {
            debug_assert!(batch.rows.len() <= BATCH_ROWS);
            read += (batch.rows.len() + batch.broken.len()) as u64;
            if let Some(cursor) = &mut cursor {
                cursor.see(&label, &batch)?;
            }
            for (coercer, reading) in coercers.iter_mut().zip(&mut readings) {
                let Ok(Some(reading)) = reading else { continue };
                reading.parts.push(coercer.coerce(&batch, self.people, &mut reading.rejects)?);
            }
        }
        if let Some(counted) = counted.filter(|counted| *counted != read) {
            return Err(IngestError::Incomplete { load: label, counted, read });
        }
        for reading in readings.iter_mut().flatten().flatten() {
            reading.read = read;
            reading.bytes = rows.bytes;
            reading.is_complete = window.from.is_none();
            if let Some(Cursor { position, seen, .. }) = &cursor {
                reading.cursor_from = position.from(others).map(|from| position.kind.text(from));
                let after = position.after(*seen, others);
                reading.is_set_back = after < position.before;
                reading.state.cursor = after.map(|to| position.kind.text(to));
            }
        }
        Ok(group.loads.iter().copied().zip(readings).collect())
    }
}

/// Describes a query and says whether its columns fit; of a cursor also whether it can be relied on, and where it stands.
async fn prepare(session: &Session<'_>, group: &Group<'_>, parent: &Snapshot, is_full: bool) -> Result<Prepared, IngestError> {
    let (label, query) = (group.label(), text_of(group)?);
    let columns = described(session, &label, query).await?;
    let names = columns.iter().map(|column| column.name.clone()).collect();
    let types = columns.iter().map(|column| column.kind.clone()).collect();
    let header = [Header { place: "query", columns: names, types, is_told: false }];
    let readings = group.loads.iter().map(|load| columns::fresh(load, &header, parent).map(Some)).collect();
    let load = group.loads[0];
    let Some(column) = load.cursor.clone() else { return Ok(Prepared { columns, readings, cursor: None }) };
    let refused = |problem| IngestError::Cursor { load: label.clone(), problem };
    let Some(found) = columns.iter().find(|each| each.name == column) else { return Ok(Prepared { columns, readings, cursor: None }) };
    let kind = Kind::of(&found.kind).ok_or_else(|| {
        let what = &found.kind;
        refused(detail!(
            "d-cursor-type",
            "column `{column}` is of type {kind}, and only times and numbers are in order",
            column = column,
            kind = what
        ))
    })?;
    let lag = kind.lag(load.config.lag.as_deref()).map_err(refused)?;
    session.check_sight(&label).await?;
    // Loads that share a query go on where the one that is farthest behind stands.
    let stands = |load: &&Mapping| {
        let state = parent.load(&load.load).filter(|state| !is_full && state.mapping == load.mapping_hash())?;
        kind.parse(state.cursor.as_deref()?)
    };
    let before = group.loads.iter().map(stands).min().flatten();
    let position = Position { kind, zone: load.timezone, lag, before };
    let mut cursor = Cursor { column, position, seen: None };
    if !kind.is_time() {
        let window = cursor.window(&Others::default());
        cursor.seen = session.greatest(&label, query, &cursor.column, kind, &window).await?;
    }
    Ok(Prepared { columns, readings, cursor: Some(cursor) })
}

/// A look at a load: does the server answer, does its query run, do its columns fit?
pub(super) async fn look(group: &Group<'_>, server: &Server, project: &Path, parent: &Snapshot) -> Result<Reading, IngestError> {
    let session = Session::open(&group.source.name, server, project).await?;
    let prepared = prepare(&session, group, parent, false).await?;
    session.end().await;
    prepared.readings.into_iter().next().and_then(Result::transpose).unwrap_or_else(|| Err(postgres::no_order(&group.label(), "", "")))
}

/// Rows of a query that are looked at.
const SAMPLE: usize = 10_000;

/// Some rows of a query, as text, with its columns and their types.
pub(super) async fn sample(
    source: &str,
    server: &Server,
    project: &Path,
    label: &str,
    query: &str,
    with_commas: bool,
) -> Result<(Vec<SourceBatch>, Vec<Column>), IngestError> {
    let query = query::single(query).map_err(|problem| IngestError::Query { load: label.to_owned(), problem })?;
    let session = Session::open(source, server, project).await?;
    let columns = described(&session, label, query).await?;
    let wanted: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    session.begin(label).await?;
    let some = format!("SELECT * FROM (\n{query}\n) AS sample LIMIT {SAMPLE}");
    let request = Request { query: &some, has: &columns, wanted: &wanted, window: &Window::default(), with_commas };
    let mut rows = session.read(label, &request).await?;
    let mut batches = Vec::new();
    while let Some(batch) = rows.next_batch().await? {
        batches.push(batch);
    }
    drop(rows);
    session.end().await;
    Ok((batches, columns))
}

/// The columns of a query; two of one name could not be told apart.
async fn described(session: &Session<'_>, label: &str, query: &str) -> Result<Vec<Column>, IngestError> {
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
    query::single(&group.loads[0].config.query).map_err(|problem| IngestError::Query { load: group.label(), problem })
}

/// A lost connection, and what is no fault of a load, ends the attempt; everything else is that load's own.
fn alone<T>(outcome: Result<T, IngestError>) -> Result<Result<T, IngestError>, IngestError> {
    match outcome {
        Err(error @ (IngestError::Server { .. } | IngestError::Secret { .. } | IngestError::Vault { .. } | IngestError::Lake { .. })) => Err(error),
        other => Ok(other),
    }
}
