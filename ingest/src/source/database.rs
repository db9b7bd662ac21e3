//! What the databases have in common: a session in which every load of a run reads one snapshot, as text.
//!
//! In: one `SELECT` per load. Out: rows as text, in the shapes that `coerce` reads. First each query is described, then it
//! is asked who else is at work, and only then the snapshot is taken: see [`horizon`] for why in this order.

use std::{fs, io, path::Path, sync::Arc};

use async_trait::async_trait;
use mirante_data::{detail, explain::Detail};
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};

use super::{BATCH_ROWS, Broken, FIELD_LIMIT, ROW_LIMIT, SourceBatch, TextColumns};
use crate::{
    IngestError,
    config::{Connection, Engine, Server},
    meta::Reason,
};

pub mod horizon;
pub mod query;

use horizon::{Kind, Others};
use query::{Dialect, Window};

/// A batch ends at this many bytes, however few rows it has.
pub(super) const BATCH_BYTES: usize = 32 * 1024 * 1024;
/// How much of a row is shown.
const SHOWN: usize = 200;
/// Stands before each item of a list, where a text may hold any character that people write.
pub const ITEM: char = '\u{1f}';

/// One connection to a database, in which the loads of a source read one after the other.
#[async_trait]
pub trait Session: Send {
    /// How this database writes names and values.
    fn dialect(&self) -> Dialect;
    /// The columns of a query, which is parsed and not run.
    async fn describe(&mut self, load: &str, query: &str) -> Result<Vec<Column>, IngestError>;
    /// What a column that is to be a cursor holds; none when it has no order that could be relied on.
    async fn order(&mut self, load: &str, query: &str, column: &Column) -> Result<Option<Kind>, IngestError>;
    /// A cursor is safe only where the beginnings of other transactions can be seen.
    async fn check_sight(&mut self, load: &str, query: &str) -> Result<(), IngestError>;
    /// The only cell of a statement's only row, as text.
    async fn one(&mut self, load: &str, statement: &str) -> Result<Option<String>, IngestError>;
    /// Who else is at work. Where numbers are read, those who are get a moment to finish: only then the numbers advance.
    async fn others(&mut self, load: &str, with_numbers: bool) -> Result<Others, IngestError>;
    /// Takes the snapshot in which everything after is read.
    async fn begin(&mut self, load: &str) -> Result<(), IngestError>;
    /// Begins one load: what goes wrong in it leaves the snapshot to the others.
    async fn enter(&mut self, load: &str) -> Result<(), IngestError>;
    /// Ends one load, whatever came of it.
    async fn leave(&mut self, load: &str) -> Result<(), IngestError>;
    /// Reads the rows of a request, batch by batch, into `into`; how many bytes came.
    async fn read(&mut self, load: &str, request: &Request<'_>, into: Sink<'_>) -> Result<u64, IngestError>;
    /// Gives the snapshot back.
    async fn end(self: Box<Self>);
}

/// Takes the batches of a read.
pub type Sink<'a> = &'a mut (dyn FnMut(SourceBatch) -> Result<(), IngestError> + Send);

/// Opens a session with the database of a source.
pub async fn open<'a>(source: &'a str, connection: &'a Connection, project: &Path) -> Result<Box<dyn Session + 'a>, IngestError> {
    match connection {
        Connection::Server(server) => match server.engine {
            Engine::Postgres => Ok(Box::new(super::postgres::Session::open(source, server, project).await?)),
            Engine::Mysql => Ok(Box::new(super::mysql::Session::open(source, server, project).await?)),
        },
        Connection::Sqlite(file) => Ok(Box::new(super::sqlite::Session::open(source, file, project)?)),
        Connection::Files(_) | Connection::Api(_) | Connection::Tap(_) => {
            Err(IngestError::Unreachable { source_name: source.to_owned(), problem: Detail::from("it is no database".to_owned()) })
        }
    }
}

/// A column of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in the query.
    pub name: String,
    /// Its type's name in the database.
    pub kind: String,
}

/// What is read of a query.
pub struct Request<'a> {
    /// The query.
    pub query: &'a str,
    /// Its columns.
    pub has: &'a [Column],
    /// Names of those that are wanted. Columns that the query no longer has read as null.
    pub wanted: &'a [String],
    /// Names of those that fill nothing but lists.
    pub lists: &'a [String],
    /// Which of its rows.
    pub window: &'a Window,
    /// Is the decimal mark of the load a comma? Numbers of a database have a point, and get one.
    pub with_commas: bool,
}

impl<'a> Request<'a> {
    /// The wanted columns that the query has.
    pub fn present(&self) -> Vec<&'a Column> {
        self.wanted.iter().filter_map(|name| self.has.iter().find(|column| column.name == *name)).collect()
    }
}

/// A cursor whose values cannot be put in order.
pub fn no_order(load: &str, cursor: &str, text: &str) -> IngestError {
    let problem = detail!("d-cursor-value", "`{text}` in column `{cursor}` cannot be put in order", text = text, cursor = cursor);
    IngestError::Cursor { load: load.to_owned(), problem }
}

/// Rows on their way into a batch.
pub struct Batch {
    names: Vec<String>,
    texts: TextColumns,
    rows: Vec<i64>,
    broken: Vec<Broken>,
    file: Arc<str>,
    bytes: usize,
}

impl Batch {
    /// An empty one, of these columns.
    pub fn new(load: &str, names: Vec<String>) -> Self {
        Self { texts: TextColumns::new(&names), names, rows: Vec::new(), broken: Vec::new(), file: load.into(), bytes: 0 }
    }

    /// One row, cell by cell; bytes that are no UTF-8 and cells beyond the limits cost their row.
    pub fn push(&mut self, row: i64, cells: &[Option<Vec<u8>>]) {
        let bytes: usize = cells.iter().flatten().map(Vec::len).sum();
        self.bytes += bytes;
        let texts: Result<Vec<Option<&str>>, _> = cells.iter().map(|cell| cell.as_deref().map(std::str::from_utf8).transpose()).collect();
        let is_large = bytes > ROW_LIMIT || cells.iter().flatten().any(|cell| cell.len() > FIELD_LIMIT);
        match texts {
            _ if is_large => self.refuse(row, Reason::TooLarge, cells),
            Err(_) => self.refuse(row, Reason::Encoding, cells),
            Ok(texts) => {
                texts.into_iter().enumerate().for_each(|(column, text)| self.texts.push(column, text));
                self.rows.push(row);
            }
        }
    }

    fn refuse(&mut self, row: i64, reason: Reason, cells: &[Option<Vec<u8>>]) {
        let line = cells.iter().map(|cell| cell.as_deref().unwrap_or_default()).collect::<Vec<_>>().join(&b'\t');
        self.broken.push(broken(row, reason, &line));
    }

    /// Is it time to hand it on?
    pub fn is_full(&self) -> bool {
        self.rows.len() >= BATCH_ROWS || self.broken.len() >= BATCH_ROWS || self.bytes >= BATCH_BYTES
    }

    /// What it holds, and an empty one in its place; none when it holds nothing.
    pub fn take(&mut self) -> Option<SourceBatch> {
        self.bytes = 0;
        if self.rows.is_empty() && self.broken.is_empty() {
            return None;
        }
        let columns = self.texts.finish(self.rows.len());
        self.texts = TextColumns::new(&self.names);
        Some(SourceBatch {
            file: self.file.clone(),
            columns,
            rows: std::mem::take(&mut self.rows),
            broken: std::mem::take(&mut self.broken),
            part: None,
        })
    }
}

/// A row that could not be read as text.
pub(super) fn broken(row: i64, reason: Reason, line: &[u8]) -> Broken {
    let problem = match reason {
        Reason::TooLarge => "a field of more than 1 MiB or a row of more than 8 MiB",
        _ => "the bytes are not UTF-8",
    };
    Broken { row, reason, problem: problem.to_owned(), text: String::from_utf8_lossy(&line[..line.len().min(SHOWN)]).into_owned() }
}

/// Bytes as PostgreSQL writes them.
pub(super) fn hex(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    b"\\x".iter().copied().chain(digits).collect()
}

/// The password in a file that only its owner may read; the line break at its end is no part of it.
pub(crate) fn password(file: &Path) -> Result<String, Detail> {
    let failed = |error: io::Error| Detail::from(error.to_string());
    let open = fs::File::open(file).map_err(failed)?;
    check_mode(&open.metadata().map_err(failed)?)?;
    let text = io::read_to_string(open).map_err(failed)?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.is_empty() { Err(detail!("d-secret-empty", "it is empty")) } else { Ok(text.to_owned()) }
}

/// The certificates that a server's must descend from: those of `ca_file`, else the system's.
pub(super) fn trusted(server: &Server, project: &Path) -> Result<Vec<CertificateDer<'static>>, Detail> {
    let Some(file) = &server.ca_file else { return Ok(rustls_native_certs::load_native_certs().certs) };
    let failed = |error: &dyn std::fmt::Display| detail!("d-ca-file", "`ca_file` {file}: {error}", file = file.display(), error = error);
    let found: Result<Vec<_>, _> = CertificateDer::pem_file_iter(project.join(file)).map_err(|error| failed(&error))?.collect();
    let found = found.map_err(|error| failed(&error))?;
    // One that cannot be used is an error here, and not a server that nobody trusts.
    for certificate in &found {
        RootCertStore::empty().add(certificate.clone()).map_err(|error| failed(&error))?;
    }
    Ok(found)
}

/// The server is out of reach, or went away.
pub(super) fn unavailable(source: &str, server: &Server, problem: Detail) -> IngestError {
    IngestError::Server { source_name: source.to_owned(), address: server.address(), problem }
}

#[cfg(unix)]
fn check_mode(data: &fs::Metadata) -> Result<(), Detail> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&data.permissions()) & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(detail!("d-secret-open", "others than its owner can read it (mode {mode})", mode = format!("{mode:o}")))
}

#[cfg(not(unix))]
fn check_mode(_data: &fs::Metadata) -> Result<(), Detail> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_password_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("senha");
        fs::write(&file, "segredo\n").unwrap();
        let with = |mode: u32| {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            password(&file)
        };
        assert_eq!(with(0o600).unwrap(), "segredo");
        assert_eq!(with(0o400).unwrap(), "segredo");
        for mode in [0o644, 0o640, 0o604] {
            let said = with(mode).unwrap_err().to_string();
            assert!(said.contains(&format!("{mode:o}")) && !said.contains("segredo"), "{said}");
        }
        assert!(password(&folder.path().join("outra")).is_err());
    }

    #[test]
    fn what_is_no_text_or_too_large_costs_its_row() {
        let mut batch = Batch::new("carga", vec!["a".into()]);
        for (row, cell) in (1..).zip([b"x".to_vec(), b"\xff".to_vec(), vec![b'x'; FIELD_LIMIT + 1], b"y".to_vec()]) {
            batch.push(row, &[Some(cell)]);
        }
        let taken = batch.take().unwrap();
        assert_eq!(taken.rows, [1, 4]);
        assert_eq!(taken.broken.iter().map(|each| each.reason).collect::<Vec<_>>(), [Reason::Encoding, Reason::TooLarge]);
        assert!(batch.take().is_none());
        assert_eq!(hex(&[0, 171]), b"\\x00ab");
    }
}
