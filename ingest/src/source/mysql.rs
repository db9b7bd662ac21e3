//! A MySQL or MariaDB database: every load of one run reads one snapshot of its InnoDB tables.
//!
//! In: one `SELECT` per load, prepared, so that the server takes it as one statement. Out: rows as text, in the shapes
//! that `coerce` reads.

use std::{path::Path, time::Duration};

use async_trait::async_trait;
use mirante_data::{detail, explain::Details};
use mysql_async::{Conn, Error, Params, Row, Value, consts::ColumnType, prelude::Queryable};

use super::database::{
    self, Batch, Column, Request, Sink,
    horizon::{Kind, Others},
    query::Dialect,
};
use crate::{
    IngestError,
    config::{Server, duration},
};

pub mod connect;
pub mod values;

/// Times are instants of UTC, and a slow reader is waited for.
const SETTINGS: [&str; 4] = [
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "SET SESSION time_zone = '+00:00'",
    "SET SESSION innodb_lock_wait_timeout = 30, lock_wait_timeout = 30",
    "SET SESSION net_write_timeout = 3600, net_read_timeout = 3600, wait_timeout = 28800",
];
const BEGIN: &str = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";

/// May this user see the transactions of others? Without the privilege the table is an error.
const SIGHT: &str = "SELECT count(*) FROM information_schema.innodb_trx";
/// Who applies the changes of another server; there what is open cannot be seen.
const REPLICA: &str = "SELECT count(*) FROM information_schema.processlist WHERE user = 'system user' AND command <> 'Daemon'";
/// Tables that take part in no transaction, and so in no snapshot.
const OUTSIDE: &str = "SELECT table_name, engine FROM information_schema.tables \
     WHERE table_schema = database() AND table_type = 'BASE TABLE' AND engine <> 'InnoDB'";
/// The server's clock, every open transaction, and every statement at work: one that waits for a table has its time
/// already, and no transaction yet. Seconds are the finest there is, so each begins up to one earlier.
///
/// InnoDB tells times by the clock of the server's machine, whatever the session's zone; on a day on which that clock is
/// set they cannot be told apart. Only MariaDB numbers its statements: `{statement}`.
const OTHERS: &str = "SELECT 'now', connection_id(), CAST(unix_timestamp(now(6)) * 1000000 AS SIGNED), '' \
     UNION ALL SELECT 'open', trx_mysql_thread_id, CAST(unix_timestamp(convert_tz(trx_started, 'SYSTEM', '+00:00')) * 1000000 AS SIGNED), \
         CAST(trx_id AS CHAR) FROM information_schema.innodb_trx \
     UNION ALL SELECT 'works', id, CAST((unix_timestamp(now(6)) - coalesce(time, 0) - 1) * 1000000 AS SIGNED), CAST({statement} AS CHAR) \
         FROM information_schema.processlist WHERE command NOT IN ('Sleep', 'Daemon', 'Binlog Dump') \
     UNION ALL SELECT 'blind', 0, 0, '' FROM dual WHERE timestampdiff(MINUTE, utc_timestamp(), convert_tz(utc_timestamp(), '+00:00', 'SYSTEM')) <> \
         timestampdiff(MINUTE, utc_timestamp() - INTERVAL 1 DAY, convert_tz(utc_timestamp() - INTERVAL 1 DAY, '+00:00', 'SYSTEM'))";

/// Longest wait for those who may hold a smaller number.
const PATIENCE: Duration = Duration::from_secs(2);
/// InnoDB shows its transactions as they were up to a tenth of a second ago.
const PAUSE: Duration = Duration::from_millis(120);

/// One connection to a database, in which the loads of a source read one after the other.
pub struct Session<'a> {
    source: &'a str,
    server: &'a Server,
    connection: Conn,
    others: String,
}

/// Someone at work: what shows him, the number of his connection, when he began, and at what.
type Worker = (String, i64, Option<i64>, Option<String>);

impl<'a> Session<'a> {
    /// Connects.
    pub async fn open(source: &'a str, server: &'a Server, project: &Path) -> Result<Self, IngestError> {
        let connection = connect::connect(source, server, project).await?;
        let mut session = Self { source, server, connection, others: String::new() };
        for setting in SETTINGS {
            session.run(source, setting).await?;
        }
        let is_mariadb = database::Session::one(&mut session, source, "SELECT version()").await?.is_some_and(|version| version.contains("MariaDB"));
        session.others = OTHERS.replace("{statement}", if is_mariadb { "query_id" } else { "id" });
        Ok(session)
    }

    fn patience(&self) -> Duration {
        duration(&self.server.read_timeout).unwrap_or(Duration::from_secs(600))
    }

    fn failure(&self, load: &str, error: &Error) -> IngestError {
        let said = || connect::said(error);
        match error {
            Error::Server(server) if server.code == UNKNOWN_COLUMN => {
                IngestError::Columns { load: load.to_owned(), differences: Details(vec![said()]) }
            }
            Error::Server(server) if !LOST.contains(&server.code) => IngestError::Query { load: load.to_owned(), problem: said() },
            _ => database::unavailable(self.source, self.server, said()),
        }
    }

    /// Waits for the server, but not for ever.
    fn answer<T>(&self, load: &str, outcome: Result<Result<T, Error>, tokio::time::error::Elapsed>) -> Result<T, IngestError> {
        match outcome {
            Ok(outcome) => outcome.map_err(|error| self.failure(load, &error)),
            Err(_) => {
                let problem = detail!("d-no-answer", "no answer within {time}", time = self.server.read_timeout);
                Err(database::unavailable(self.source, self.server, problem))
            }
        }
    }

    async fn run(&mut self, load: &str, statement: &str) -> Result<(), IngestError> {
        let outcome = tokio::time::timeout(self.patience(), self.connection.query_drop(statement)).await;
        self.answer(load, outcome)
    }

    async fn workers(&mut self, load: &str) -> Result<Vec<Worker>, IngestError> {
        let outcome = tokio::time::timeout(self.patience(), self.connection.query::<Worker, _>(self.others.as_str())).await;
        self.answer(load, outcome)
    }

    /// Who is at work, as of now: what InnoDB shows is fresh once our own transaction is in it.
    async fn fresh_workers(&mut self, load: &str) -> Result<(Vec<Worker>, bool), IngestError> {
        let me = i64::from(self.connection.id());
        tokio::time::sleep(PAUSE).await;
        self.run(load, BEGIN).await?;
        let mut workers = self.workers(load).await?;
        let until = tokio::time::Instant::now() + PATIENCE;
        let sees_me = |workers: &[Worker]| workers.iter().any(|(what, id, ..)| what == "open" && *id == me);
        while !sees_me(&workers) && tokio::time::Instant::now() < until {
            tokio::time::sleep(PAUSE).await;
            workers = self.workers(load).await?;
        }
        self.run(load, "ROLLBACK").await?;
        let is_fresh = sees_me(&workers);
        workers.retain(|(what, id, ..)| ["now", "blind"].contains(&what.as_str()) || *id != me);
        Ok((workers, is_fresh))
    }

    async fn rows(&mut self, load: &str, request: &Request<'_>, into: Sink<'_>) -> Result<u64, IngestError> {
        let present = request.present();
        let names: Vec<String> = present.iter().map(|column| column.name.clone()).collect();
        let expressions: Vec<String> = names.iter().map(|name| Dialect::Mysql.quoted(name)).collect();
        let expressions = if expressions.is_empty() { vec!["NULL".to_owned()] } else { expressions };
        let (patience, width) = (self.patience(), names.len());
        let mut batch = Batch::new(load, names);
        let (source, server) = (self.source, self.server);
        let silent = || database::unavailable(source, server, detail!("d-no-answer", "no answer within {time}", time = server.read_timeout));
        let select = request.window.select(request.query, &expressions);
        let asked = tokio::time::timeout(patience, self.connection.exec_iter(select, Params::Empty)).await;
        // The rows borrow the connection, so what goes wrong is told of after they are dropped.
        let outcome = match asked.map_err(|_| silent())? {
            Err(error) => Err(error),
            Ok(mut rows) => {
                let columns = rows.columns();
                let columns = columns.as_deref().unwrap_or_default();
                let (mut number, mut bytes) = (0, 0);
                loop {
                    match tokio::time::timeout(patience, rows.next()).await.map_err(|_| silent())? {
                        Err(error) => break Err(error),
                        Ok(None) => break Ok(bytes),
                        Ok(Some(row)) => {
                            number += 1;
                            let values = row.unwrap_raw().into_iter().map(|value| value.unwrap_or(Value::NULL));
                            let cells = values.zip(columns).take(width).map(|(value, column)| values::text(value, column, request));
                            let cells: Vec<Option<Vec<u8>>> = cells.collect();
                            bytes += cells.iter().flatten().map(|cell| cell.len() as u64 + 1).sum::<u64>();
                            batch.push(number, &cells);
                        }
                    }
                    if batch.is_full() {
                        batch.take().map_or(Ok(()), &mut *into)?;
                    }
                }
            }
        };
        let bytes = outcome.map_err(|error| self.failure(load, &error))?;
        batch.take().map_or(Ok(()), into)?;
        Ok(bytes)
    }
}

/// The query names a column that is not there.
const UNKNOWN_COLUMN: u16 = 1054;
/// Words of the server that mean: not the query, but the server or the connection. A conflict may be over when asked again.
const LOST: [u16; 14] = [1040, 1053, 1152, 1158, 1159, 1160, 1161, 1184, 1203, 1205, 1213, 1317, 1927, 3024];

#[async_trait]
impl database::Session for Session<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Mysql
    }

    async fn describe(&mut self, load: &str, query: &str) -> Result<Vec<Column>, IngestError> {
        let outcome = tokio::time::timeout(self.patience(), self.connection.prep(query)).await;
        let statement = self.answer(load, outcome)?;
        let columns = statement.columns();
        Ok(columns.iter().map(|column| Column { name: column.name_str().into_owned(), kind: values::kind(column).to_owned() }).collect())
    }

    async fn order(&mut self, _load: &str, _query: &str, column: &Column) -> Result<Option<Kind>, IngestError> {
        Ok(values::order_of(&column.kind))
    }

    async fn check_sight(&mut self, load: &str, query: &str) -> Result<(), IngestError> {
        let refused = |problem| IngestError::Cursor { load: load.to_owned(), problem };
        let user = self.server.user.clone();
        if let Err(IngestError::Query { .. }) = self.one(load, SIGHT).await {
            return Err(refused(detail!(
                "d-no-process",
                "`{user}` may not see the transactions of others; an administrator can allow it: GRANT PROCESS ON *.* TO {user}",
                user = user
            )));
        }
        if self.one(load, REPLICA).await?.is_some_and(|count| count != "0") {
            return Err(refused(detail!("d-standby", "this server is a standby, which does not know the transactions that are open on its primary")));
        }
        let outcome = tokio::time::timeout(self.patience(), self.connection.query::<(String, String), _>(OUTSIDE)).await;
        let words: Vec<String> = query.split(|each: char| !(each.is_alphanumeric() || each == '_' || each == '$')).map(str::to_lowercase).collect();
        match self.answer(load, outcome)?.into_iter().find(|(table, _)| words.contains(&table.to_lowercase())) {
            Some((table, engine)) => Err(refused(detail!(
                "d-no-transactions",
                "table `{table}` is of engine {engine}, whose rows are in no transaction; only InnoDB's are, so read it without a cursor",
                table = table,
                engine = engine
            ))),
            None => Ok(()),
        }
    }

    async fn one(&mut self, load: &str, statement: &str) -> Result<Option<String>, IngestError> {
        let outcome = tokio::time::timeout(self.patience(), self.connection.query_first::<Row, _>(statement)).await;
        let Some(row) = self.answer(load, outcome)? else { return Ok(None) };
        let columns = row.columns_ref().to_vec();
        let value = row.unwrap_raw().into_iter().next().flatten().unwrap_or(Value::NULL);
        let column = columns.first().filter(|column| column.column_type() != ColumnType::MYSQL_TYPE_BIT);
        Ok(column.and_then(|column| values::plain(value, column)).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    async fn others(&mut self, load: &str, with_numbers: bool) -> Result<Others, IngestError> {
        let (first, is_fresh) = self.fresh_workers(load).await?;
        let at_work =
            |workers: &[Worker]| -> Vec<Worker> { workers.iter().filter(|(what, ..)| what == "open" || what == "works").cloned().collect() };
        let mut waiting = at_work(&first);
        let now = first.iter().find(|(what, ..)| what == "now").and_then(|worker| worker.2);
        let oldest = waiting.iter().filter_map(|worker| worker.2).min();
        // A prepared transaction that no connection holds any more has lost its beginning.
        let is_hidden = |(what, id, began, _): &Worker| what == "blind" || (what == "open" && (*id == 0 || began.is_none()));
        let is_blind = !is_fresh || now.is_none() || first.iter().any(is_hidden);
        let until = tokio::time::Instant::now() + PATIENCE;
        while with_numbers && !waiting.is_empty() && tokio::time::Instant::now() < until {
            tokio::time::sleep(PAUSE).await;
            let still = at_work(&self.workers(load).await?);
            waiting.retain(|(what, id, _, at)| still.iter().any(|now| (&now.0, now.1, &now.3) == (what, *id, at)));
        }
        Ok(Others { now: now.unwrap_or_default(), oldest, is_blind, is_busy: !waiting.is_empty() })
    }

    async fn begin(&mut self, load: &str) -> Result<(), IngestError> {
        self.run(load, BEGIN).await
    }

    /// What goes wrong in a statement leaves the transaction to the others.
    async fn enter(&mut self, _load: &str) -> Result<(), IngestError> {
        Ok(())
    }

    async fn leave(&mut self, _load: &str) -> Result<(), IngestError> {
        Ok(())
    }

    async fn read(&mut self, load: &str, request: &Request<'_>, into: Sink<'_>) -> Result<u64, IngestError> {
        self.rows(load, request, into).await
    }

    async fn end(self: Box<Self>) {
        let _ = tokio::time::timeout(Duration::from_secs(5), self.connection.disconnect()).await;
    }
}
