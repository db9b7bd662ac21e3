//! A PostgreSQL database: every load of one run reads one snapshot of it, as text that `COPY` gives.
//!
//! In: one `SELECT` per load. Out: rows as text, in the shapes that `coerce` reads.

use std::{path::Path, time::Duration};

use async_trait::async_trait;
use mirante_data::{detail, explain::Details};
use tokio_postgres::{Client, SimpleQueryMessage, error::SqlState};

use super::database::{
    self, Column, Request, Sink,
    horizon::{Kind, Others},
    query::Dialect,
};
use crate::{
    IngestError,
    config::{Server, duration},
};

pub mod connect;
pub mod rows;

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

/// Does a type hold numbers, written with a point?
fn is_number(kind: &str) -> bool {
    ["int2", "int4", "int8", "numeric", "float4", "float8", "money"].contains(&kind)
}

/// What a cursor of a type holds; none when it has no order that could be relied on.
fn order_of(kind: &str) -> Option<Kind> {
    Some(match kind {
        "timestamptz" => Kind::Instant,
        "timestamp" => Kind::Local,
        "date" => Kind::Day,
        "int2" | "int4" | "int8" => Kind::Whole,
        "numeric" => Kind::Number,
        _ => return None,
    })
}

/// A column as it stands in `COPY`. An amount of type `money` would come with the server's currency.
fn expression(column: &Column) -> String {
    let name = Dialect::Postgres.quoted(&column.name);
    if column.kind == "money" { format!("{name}::numeric") } else { name }
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
            Failure::Silence => {
                database::unavailable(&source, &server, detail!("d-no-answer", "no answer within {time}", time = server.read_timeout))
            }
            Failure::Driver(error) => match error.code() {
                Some(code) if *code == SqlState::UNDEFINED_COLUMN => {
                    IngestError::Columns { load: load.clone(), differences: Details(vec![connect::said(&error)]) }
                }
                Some(code) if !is_lost(code) => IngestError::Query { load: load.clone(), problem: connect::said(&error) },
                _ => database::unavailable(&source, &server, connect::said(&error)),
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

    /// The rows that a load is to read.
    async fn rows_of(&self, load: &str, request: &Request<'_>) -> Result<Rows, IngestError> {
        let present = request.present();
        let expressions: Vec<String> = present.iter().map(|column| expression(column)).collect();
        let copy = format!("COPY ({}) TO STDOUT (FORMAT text)", request.window.select(request.query, &expressions));
        let stream = self.ask(load, self.client.copy_out(&copy)).await?;
        Ok(Rows {
            stream: Box::pin(stream),
            columns: present.iter().map(|column| column.name.clone()).collect(),
            commas: present.iter().map(|column| request.with_commas && is_number(&column.kind)).collect(),
            lists: present.iter().map(|column| column.kind.starts_with('_') && request.lists.contains(&column.name)).collect(),
            file: load.into(),
            patience: self.patience(),
            failed: self.failure(load),
            row: 0,
            bytes: 0,
            is_over: false,
        })
    }
}

#[async_trait]
impl database::Session for Session<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    async fn describe(&mut self, load: &str, query: &str) -> Result<Vec<Column>, IngestError> {
        let statement = self.ask(load, self.client.prepare(query)).await?;
        let columns = statement.columns().iter();
        Ok(columns.map(|column| Column { name: column.name().to_owned(), kind: column.type_().name().to_owned() }).collect())
    }

    async fn order(&mut self, _load: &str, _query: &str, column: &Column) -> Result<Option<Kind>, IngestError> {
        Ok(order_of(&column.kind))
    }

    async fn check_sight(&mut self, load: &str, _query: &str) -> Result<(), IngestError> {
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

    async fn one(&mut self, load: &str, statement: &str) -> Result<Option<String>, IngestError> {
        Ok(self.rows(load, statement).await?.into_iter().next().and_then(|row| row.into_iter().next().flatten()))
    }

    async fn others(&mut self, load: &str, with_numbers: bool) -> Result<Others, IngestError> {
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

    async fn begin(&mut self, load: &str) -> Result<(), IngestError> {
        let statement = format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {SETTINGS}; SELECT 1");
        self.rows(load, &statement).await.map(|_| ())
    }

    async fn enter(&mut self, load: &str) -> Result<(), IngestError> {
        self.rows(load, "SAVEPOINT mirante").await.map(|_| ())
    }

    async fn leave(&mut self, load: &str) -> Result<(), IngestError> {
        self.rows(load, "ROLLBACK TO SAVEPOINT mirante").await.map(|_| ())
    }

    async fn read(&mut self, load: &str, request: &Request<'_>, into: Sink<'_>) -> Result<u64, IngestError> {
        let mut rows = self.rows_of(load, request).await?;
        while let Some(batch) = rows.next_batch().await? {
            into(batch)?;
        }
        Ok(rows.bytes)
    }

    async fn end(self: Box<Self>) {
        let _ = tokio::time::timeout(Duration::from_secs(5), self.client.batch_execute("ROLLBACK")).await;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_times_and_exact_numbers_are_cursors() {
        assert_eq!(order_of("timestamptz"), Some(Kind::Instant));
        assert!(["text", "float8", "timetz", "interval"].iter().all(|kind| order_of(kind).is_none()));
    }
}
