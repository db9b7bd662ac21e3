//! An SQLite database: one read transaction, so that every load of one run sees one state of the file.
//!
//! The file is opened to read only, never as immutable: whoever writes to it meanwhile is waited for, and waits. Of a
//! database in WAL mode that nobody has open, SQLite itself lays its `-wal` and `-shm` beside the file; nothing else is written.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use mirante_data::{
    detail,
    explain::{Detail, Details},
};
use rusqlite::{Connection, Error, ErrorCode, OpenFlags, types::ValueRef};

use super::database::{
    self, Batch, Column, Request, Sink, hex,
    horizon::{Kind, Others},
    query::{Dialect, Window},
};
use crate::{
    IngestError,
    config::{SqliteFile, duration},
};

/// What a file may not do to its reader, and the snapshot: a transaction begins with its first question.
const BEGIN: &str = "PRAGMA query_only = 1; PRAGMA trusted_schema = 0; PRAGMA cell_size_check = 1; BEGIN";
/// The file's clock is this machine's, in microseconds.
const NOW: &str = "SELECT CAST(unixepoch('now', 'subsec') * 1000000 AS INTEGER)";
/// A day as every order of texts has it.
const DAY: &str = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*";

/// A connection with its snapshot.
pub struct Session {
    source: String,
    file: PathBuf,
    busy_timeout: String,
    database: Connection,
    now: i64,
}

impl Session {
    /// Opens the file and takes the snapshot.
    pub fn open(source: &str, file: &SqliteFile, project: &Path) -> Result<Self, IngestError> {
        let path = project.join(&file.file);
        let unreachable = |problem| IngestError::Unreachable { source_name: source.to_owned(), problem };
        if !path.is_file() {
            return Err(unreachable(detail!("d-file-missing", "there is no file `{file}`", file = file.file.display())));
        }
        let opened = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX);
        let database = opened.map_err(|error| unreachable(error.to_string().into()))?;
        let mut session = Self { source: source.to_owned(), file: file.file.clone(), busy_timeout: file.busy_timeout.clone(), database, now: 0 };
        session.snapshot(duration(&file.busy_timeout).unwrap_or_default()).map_err(|error| session.failure(source, &error))?;
        Ok(session)
    }

    fn snapshot(&mut self, patience: std::time::Duration) -> Result<(), Error> {
        self.database.busy_timeout(patience)?;
        // The clock first: what is written after the snapshot is later.
        self.now = self.database.query_row(NOW, [], |row| row.get(0))?;
        self.database.execute_batch(BEGIN)?;
        self.database.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
    }

    /// What went wrong: the file, who writes to it, or the query.
    fn failure(&self, load: &str, error: &Error) -> IngestError {
        let file = self.file.display().to_string();
        let unavailable = |problem: Detail| IngestError::Server { source_name: self.source.clone(), address: file.clone(), problem };
        let said = || Detail::from(message(error));
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => IngestError::File { load: load.to_owned(), file, problem: said() },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                unavailable(detail!("d-busy", "another program has been writing to it for more than {time}", time = self.busy_timeout))
            }
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => unavailable(detail!(
                "d-wal-folder",
                "{problem}; a database in WAL mode needs its `-shm` beside it, which SQLite makes where it may write into the folder",
                problem = message(error)
            )),
            Some(ErrorCode::SystemIoFailure) => unavailable(said()),
            _ if message(error).starts_with("no such column") => IngestError::Columns { load: load.to_owned(), differences: Details(vec![said()]) },
            _ => IngestError::Query { load: load.to_owned(), problem: said() },
        }
    }

    /// How many values of a column are of each of SQLite's types, and how many of its texts begin with a day.
    fn values_of(&self, query: &str, column: &str) -> Result<Vec<(String, i64, i64)>, Error> {
        let name = Dialect::Sqlite.quoted(column);
        let columns = [format!("typeof({name}), count(*), total({name} GLOB '{DAY}')")];
        let mut statement = self.database.prepare(&format!("{} GROUP BY 1", Window::all(Dialect::Sqlite).select(query, &columns)))?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, f64>(2)? as i64)))?;
        rows.filter(|row| row.as_ref().map_or(true, |(kind, ..)| kind != "null")).collect()
    }

    fn rows(&self, load: &str, request: &Request<'_>, into: Sink<'_>) -> Result<Result<u64, IngestError>, Error> {
        let names: Vec<String> = request.present().iter().map(|column| column.name.clone()).collect();
        let expressions: Vec<String> = names.iter().map(|name| Dialect::Sqlite.quoted(name)).collect();
        let expressions = if expressions.is_empty() { vec!["NULL".to_owned()] } else { expressions };
        let mut statement = self.database.prepare(&request.window.select(request.query, &expressions))?;
        let mut rows = statement.query([])?;
        let (width, mut batch) = (names.len(), Batch::new(load, names));
        let (mut number, mut bytes) = (0, 0);
        while let Some(row) = rows.next()? {
            number += 1;
            let cells = (0..width).map(|column| row.get_ref(column).map(|value| text(value, request.with_commas)));
            let cells: Vec<Option<Vec<u8>>> = cells.collect::<Result<_, _>>()?;
            bytes += cells.iter().flatten().map(|cell| cell.len() as u64 + 1).sum::<u64>();
            batch.push(number, &cells);
            if batch.is_full()
                && let Some(taken) = batch.take()
                && let Err(error) = into(taken)
            {
                return Ok(Err(error));
            }
        }
        Ok(batch.take().map_or(Ok(()), into).map(|()| bytes))
    }
}

#[async_trait]
impl database::Session for Session {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    async fn describe(&mut self, load: &str, query: &str) -> Result<Vec<Column>, IngestError> {
        let statement = self.database.prepare(query).map_err(|error| self.failure(load, &error))?;
        let columns = statement.columns();
        Ok(columns.iter().map(|column| Column { name: column.name().to_owned(), kind: column.decl_type().unwrap_or_default().to_owned() }).collect())
    }

    /// A column holds whatever was put into it: only its values say what it is.
    async fn order(&mut self, load: &str, query: &str, column: &Column) -> Result<Option<Kind>, IngestError> {
        let values = self.values_of(query, &column.name).map_err(|error| self.failure(load, &error))?;
        match values.as_slice() {
            [] => Ok(Some(if column.kind.to_uppercase().contains("INT") { Kind::Whole } else { Kind::Local })),
            [(kind, ..)] if kind == "integer" => Ok(Some(Kind::Whole)),
            [(kind, all, days)] if kind == "text" && all == days => Ok(Some(Kind::Local)),
            _ => {
                let kinds = values.iter().map(|(kind, count, _)| format!("{kind} ({count})")).collect::<Vec<_>>().join(", ");
                let problem = detail!(
                    "d-cursor-mixed",
                    "column `{column}` holds {kinds}, and only whole numbers, or times such as 2026-03-02 10:00:00, are in order",
                    column = column.name,
                    kinds = kinds
                );
                Err(IngestError::Cursor { load: load.to_owned(), problem })
            }
        }
    }

    /// One writes at a time, and who begins to write sees all that was written before.
    async fn check_sight(&mut self, _load: &str, _query: &str) -> Result<(), IngestError> {
        Ok(())
    }

    async fn one(&mut self, load: &str, statement: &str) -> Result<Option<String>, IngestError> {
        let cell = self.database.query_row(statement, [], |row| row.get_ref(0).map(|value| text(value, false)));
        let cell = cell.map_err(|error| self.failure(load, &error))?;
        Ok(cell.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    async fn others(&mut self, _load: &str, _with_numbers: bool) -> Result<Others, IngestError> {
        Ok(Others { now: self.now, ..Others::default() })
    }

    async fn begin(&mut self, _load: &str) -> Result<(), IngestError> {
        Ok(())
    }

    async fn enter(&mut self, _load: &str) -> Result<(), IngestError> {
        Ok(())
    }

    async fn leave(&mut self, _load: &str) -> Result<(), IngestError> {
        Ok(())
    }

    async fn read(&mut self, load: &str, request: &Request<'_>, into: Sink<'_>) -> Result<u64, IngestError> {
        self.rows(load, request, into).map_err(|error| self.failure(load, &error))?
    }

    async fn end(self: Box<Self>) {
        let _ = self.database.execute_batch("ROLLBACK");
    }
}

/// A value as text: numbers exactly, the shortest of a float, bytes in hex.
fn text(value: ValueRef<'_>, with_commas: bool) -> Option<Vec<u8>> {
    Some(match value {
        ValueRef::Null => return None,
        ValueRef::Integer(number) => number.to_string().into_bytes(),
        ValueRef::Real(number) => {
            let text = number.to_string();
            (if with_commas { text.replace('.', ",") } else { text }).into_bytes()
        }
        ValueRef::Text(bytes) => bytes.to_vec(),
        ValueRef::Blob(bytes) => hex(bytes),
    })
}

/// What SQLite says, without the statement.
fn message(error: &Error) -> String {
    match error {
        Error::SqliteFailure(_, Some(message)) => message.clone(),
        Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_exactly() {
        let text = |value, commas| text(value, commas).map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(text(ValueRef::Integer(i64::MIN), true).unwrap(), "-9223372036854775808");
        assert_eq!(text(ValueRef::Real(0.1), false).unwrap(), "0.1");
        assert_eq!(text(ValueRef::Real(1234.5), true).unwrap(), "1234,5");
        assert_eq!(text(ValueRef::Real(1e21), false).unwrap(), "1000000000000000000000");
        assert_eq!(text(ValueRef::Blob(&[1, 255]), false).unwrap(), "\\x01ff");
        assert_eq!(text(ValueRef::Null, false), None);
    }
}
