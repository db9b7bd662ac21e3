//! A PostgreSQL database: every load of one run reads one snapshot of it, as text that `COPY` gives.
//!
//! In: one `SELECT` per load. Out: rows as text, in the shapes that `coerce` reads. First each query is described, then it
//! is asked who else is at work, and only then the snapshot is taken: see [`horizon`] for why in this order.

use std::{path::Path, time::Duration};

use mirante_data::{detail, explain::Details};
use tokio_postgres::{Client, SimpleQueryMessage, error::SqlState};

use crate::{
    IngestError,
    config::{Server, duration},
};

pub mod connect;
pub mod horizon;
pub mod query;
pub mod rows;

use horizon::{Kind, Others};
use query::Window;
use rows::{Failure, Rows};

/// How every value is written, and how long the server may hold us up. In the transaction, so that it works behind a pooler.
const SETTINGS: &str = "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'iso_8601'; \
     SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL client_encoding = 'UTF8'; \
     SET LOCAL lock_timeout = '30s'; SET LOCAL statement_timeout = '2h'; SET LOCAL idle_in_transaction_session_timeout = 0";

/// May this user see when the transactions of others began, and can that be seen on this server at all?
const SIGHT: &str = "SELECT pg_is_in_recovery()::text, (pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') \
     OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user))::text";

/// The server's clock, then what cannot be known, then every open transaction of this database but our own.
///
/// Sessions without a transaction id count too: `now()` or a number may be drawn long before the first row is written.
const OTHERS: &str = "SELECT 'now', '', (extract(epoch FROM statement_timestamp()) * 1000000)::bigint::text \
     UNION ALL SELECT 'blind', gid, '' FROM pg_prepared_xacts WHERE database = current_database() \
     UNION ALL SELECT CASE WHEN xact_start IS NULL THEN 'blind' ELSE 'open' END, pid || ' ' || coalesce(xact_start::text, ''), \
         coalesce((extract(epoch FROM xact_start) * 1000000)::bigint::text, '') \
     FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
         AND backend_type IS DISTINCT FROM 'autovacuum worker' AND (xact_start IS NOT NULL OR backend_xid IS NOT NULL OR state = 'disabled')";

/// Longest wait for those who may hold a smaller number, and how often it is asked whether they are done.
const PATIENCE: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(50);

/// A column of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in the query.
    pub name: String,
    /// Its type's name in PostgreSQL.
    pub kind: String,
}

impl Column {
    /// Does it hold numbers, written with a point?
    fn is_number(&self) -> bool {
        ["int2", "int4", "int8", "numeric", "float4", "float8", "money"].contains(&self.kind.as_str())
    }

    /// As it stands in `COPY`. An amount of type `money` would come with the server's currency.
    fn expression(&self) -> String {
        let name = query::quoted(&self.name);
        if self.kind == "money" { format!("{name}::numeric") } else { name }
    }
}

/// One connection to a database, in which the loads of a source read one after the other.
pub struct Session<'a> {
    source: &'a str,
    server: &'a Server,
    client: Client,
}

impl<'a> Session<'a> {
    /// Connects.
    pub async fn open(source: &'a str, server: &'a Server, project: &Path) -> Result<Self, IngestError> {
        Ok(Self { source, server, client: connect::connect(source, server, project).await? })
    }

    fn patience(&self) -> Duration {
        duration(&self.server.read_timeout).unwrap_or(Duration::from_secs(600))
    }

    /// Waits for the server, but not for ever. What it said of a query is the load's fault, all else is a lost connection.
    async fn ask<T>(&self, load: &str, work: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, IngestError> {
        match tokio::time::timeout(self.patience(), work).await {
            Ok(outcome) => outcome.map_err(|error| self.failure(load)(Failure::Driver(error))),
            Err(_) => Err(self.failure(load)(Failure::Silence)),
        }
    }

    fn failure(&self, load: &str) -> Box<dyn Fn(Failure) -> IngestError + Send + Sync> {
        let (source, server, load) = (self.source.to_owned(), self.server.clone(), load.to_owned());
        Box::new(move |failure| match failure {
            Failure::Silence => connect::unavailable(&source, &server, detail!("d-no-answer", "no answer within {time}", time = server.read_timeout)),
            Failure::Driver(error) => match error.code() {
                Some(code) if *code == SqlState::UNDEFINED_COLUMN => {
                    IngestError::Columns { load: load.clone(), differences: Details(vec![connect::said(&error)]) }
                }
                Some(code) if !is_lost(code) => IngestError::Query { load: load.clone(), problem: connect::said(&error) },
                _ => connect::unavailable(&source, &server, connect::said(&error)),
            },
        })
    }

    async fn rows(&self, load: &str, statement: &str) -> Result<Vec<Vec<Option<String>>>, IngestError> {
        let messages = self.ask(load, self.client.simple_query(statement)).await?;
        let rows = messages.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some((0..row.len()).map(|column| row.get(column).map(str::to_owned)).collect()),
            _ => None,
        });
        Ok(rows.collect())
    }

    /// The columns of a query, which is parsed and not run.
    pub async fn describe(&self, load: &str, query: &str) -> Result<Vec<Column>, IngestError> {
        let statement = self.ask(load, self.client.prepare(query)).await?;
        let columns = statement.columns().iter();
        Ok(columns.map(|column| Column { name: column.name().to_owned(), kind: column.type_().name().to_owned() }).collect())
    }

    /// A cursor is safe only where the beginnings of other transactions can be seen.
    pub async fn check_sight(&self, load: &str) -> Result<(), IngestError> {
        let rows = self.rows(load, SIGHT).await?;
        let says = |column: usize| rows.first().and_then(|row| row[column].as_deref()) == Some("true");
        let problem = match (says(0), says(1)) {
            (true, _) => detail!("d-standby", "this server is a standby, which does not know the transactions that are open on its primary"),
            (false, false) => detail!(
                "d-no-sight",
                "`{user}` may not see when the transactions of others began; an administrator can allow it: GRANT pg_read_all_stats TO {user}",
                user = self.server.user
            ),
            _ => return Ok(()),
        };
        Err(IngestError::Cursor { load: load.to_owned(), problem })
    }

    /// The greatest number of a cursor, asked before the others are.
    pub async fn greatest(&self, load: &str, query: &str, cursor: &str, kind: Kind, window: &Window) -> Result<Option<i128>, IngestError> {
        let rows = self.rows(load, &window.greatest(query, cursor)).await?;
        let Some(text) = rows.into_iter().next().and_then(|row| row.into_iter().next().flatten()) else { return Ok(None) };
        kind.parse(&text).map(Some).ok_or_else(|| no_order(load, cursor, &text))
    }

    /// Who else is at work. Where numbers are read, those who are get a moment to finish: only then the numbers advance.
    pub async fn others(&self, load: &str, with_numbers: bool) -> Result<Others, IngestError> {
        let first = self.rows(load, OTHERS).await?;
        let mut others = others_of(&first);
        let mut waiting: Vec<String> = names(&first);
        let until = tokio::time::Instant::now() + PATIENCE;
        while with_numbers && !waiting.is_empty() && tokio::time::Instant::now() < until {
            tokio::time::sleep(PAUSE).await;
            let still = names(&self.rows(load, OTHERS).await?);
            waiting.retain(|name| still.contains(name));
        }
        others.is_busy = !waiting.is_empty();
        Ok(others)
    }

    /// Takes the snapshot in which everything after is read.
    pub async fn begin(&self, load: &str) -> Result<(), IngestError> {
        let statement = format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {SETTINGS}; SELECT 1");
        self.rows(load, &statement).await.map(|_| ())
    }

    /// Begins one load: what goes wrong in it leaves the snapshot to the others.
    pub async fn enter(&self, load: &str) -> Result<(), IngestError> {
        self.rows(load, "SAVEPOINT mirante").await.map(|_| ())
    }

    /// Ends one load, whatever came of it.
    pub async fn leave(&self, load: &str) -> Result<(), IngestError> {
        self.rows(load, "ROLLBACK TO SAVEPOINT mirante").await.map(|_| ())
    }

    /// Counts the rows that a load is to read.
    pub async fn count(&self, load: &str, query: &str, window: &Window) -> Result<Option<u64>, IngestError> {
        let rows = self.rows(load, &window.count(query)).await?;
        Ok(rows.first().and_then(|row| row.first()?.as_ref()?.parse().ok()))
    }

    /// The rows that a load is to read. Columns that the query no longer has read as null.
    pub async fn read(&self, load: &str, request: &Request<'_>) -> Result<Rows, IngestError> {
        let present: Vec<&Column> = request.wanted.iter().filter_map(|name| request.has.iter().find(|column| column.name == *name)).collect();
        let expressions: Vec<String> = present.iter().map(|column| column.expression()).collect();
        let copy = request.window.copy(request.query, &expressions);
        let stream = self.ask(load, self.client.copy_out(&copy)).await?;
        Ok(Rows {
            label: format!("postgres:{load}"),
            stream: Box::pin(stream),
            columns: present.iter().map(|column| column.name.clone()).collect(),
            commas: present.iter().map(|column| request.with_commas && column.is_number()).collect(),
            file: load.into(),
            patience: self.patience(),
            failed: self.failure(load),
            row: 0,
            bytes: 0,
            is_over: false,
        })
    }

    /// Gives the snapshot back.
    pub async fn end(self) {
        let _ = tokio::time::timeout(Duration::from_secs(5), self.client.batch_execute("ROLLBACK")).await;
    }
}

/// What is read of a query.
pub struct Request<'a> {
    /// The query.
    pub query: &'a str,
    /// Its columns.
    pub has: &'a [Column],
    /// Names of those that are wanted.
    pub wanted: &'a [String],
    /// Which of its rows.
    pub window: &'a Window,
    /// Is the decimal mark of the load a comma? Numbers of a database have a point, and get one.
    pub with_commas: bool,
}

/// A cursor whose values cannot be put in order.
pub fn no_order(load: &str, cursor: &str, text: &str) -> IngestError {
    let problem = detail!("d-cursor-value", "`{text}` in column `{cursor}` cannot be put in order", text = text, cursor = cursor);
    IngestError::Cursor { load: load.to_owned(), problem }
}

/// Words of the server that mean: not the query, but the server or the connection. A conflict may be over when asked again.
fn is_lost(code: &SqlState) -> bool {
    code.code().starts_with("08") || code.code().starts_with("57P") || code.code().starts_with("40") || code.code().starts_with("53")
}

fn names(rows: &[Vec<Option<String>>]) -> Vec<String> {
    rows.iter().filter(|row| row[0].as_deref() == Some("open")).filter_map(|row| row[1].clone()).collect()
}

fn others_of(rows: &[Vec<Option<String>>]) -> Others {
    let of = |kind: &'static str| rows.iter().filter(move |row| row[0].as_deref() == Some(kind));
    let number = |row: &Vec<Option<String>>| row[2].as_deref().and_then(|text| text.parse::<i64>().ok());
    let now = of("now").find_map(number);
    Others {
        now: now.unwrap_or_default(),
        oldest: of("open").filter_map(number).min(),
        is_blind: now.is_none() || of("blind").next().is_some(),
        is_busy: false,
    }
}
