//! Options of a load that do not go together, or that its kind of source does not have.

use mirante_data::{
    contract::{Contract, Deletes},
    detail,
    explain::Detail,
    name::is_identifier,
};

use super::{From, Origin, Piece};
use crate::{
    config::{Connection, Files, LoadConfig, Server, SourceConfig, SourceKind, Tls, duration},
    source::postgres::query,
};

pub(super) fn option_problems(source: &SourceConfig, load: &LoadConfig, contract: &Contract) -> Vec<Detail> {
    let mut problems = Vec::new();
    if !is_identifier(&source.name) {
        problems.push(detail!("d-bad-name", "`{name}` is no name: lowercase letters, digits and `_`, beginning with a letter", name = source.name));
    }
    if !is_identifier(load.name()) {
        problems.push(detail!("d-bad-name", "`{name}` is no name: lowercase letters, digits and `_`, beginning with a letter", name = load.name()));
    }
    if contract.deletes == Deletes::Never && (load.deletes.is_some() || load.deleted.is_some()) {
        problems.push(detail!(
            "d-never-deleted",
            "rows of `{dataset}` are never deleted, a reversing row takes one back: leave out `deletes` and `deleted`",
            dataset = contract.dataset
        ));
    }
    if load.life_cycle.is_some() && source.kind != SourceKind::Xes {
        problems.push(detail!("d-life-cycle", "`life_cycle` exists for `xes` only"));
    }
    match &source.connection {
        Connection::Files(files) => problems.extend(file_problems(files, load)),
        Connection::Database(server) => problems.extend(server_problems(server).into_iter().chain(query_problems(load))),
    }
    problems
}

fn file_problems(files: &Files, load: &LoadConfig) -> Vec<Detail> {
    let mut problems = Vec::new();
    for (key, is_there) in [("query", !load.query.is_empty()), ("lag", load.lag.is_some())] {
        if is_there {
            problems.push(detail!("d-only-database", "`{key}` exists for databases only", key = key));
        }
    }
    if load.path.is_empty() {
        problems.push(detail!("d-path-missing", "`path` is missing: a load of files says which ones it reads"));
    }
    if encoding_rs::Encoding::for_label(files.encoding.as_bytes()).is_none() {
        problems.push(detail!("d-no-encoding", "`{label}` is no encoding such as utf-8 or windows-1252", label = files.encoding));
    }
    for (what, character) in [("delimiter", files.delimiter), ("quote", files.quote)] {
        if !character.is_ascii() {
            problems.push(detail!("d-not-ascii", "{what} `{character}` is no ASCII character", what = what, character = character));
        }
    }
    if let Err(error) = globset::Glob::new(&load.path) {
        problems.push(detail!("d-bad-path", "`path = \"{path}\"`: {error}", path = load.path, error = error));
    }
    if load.path.starts_with('/') || load.path.split('/').any(|part| part == "..") {
        problems.push(detail!("d-path-leaves", "`path = \"{path}\"` leaves the source's folder", path = load.path));
    }
    problems
}

/// What is wrong with how the server is to be reached.
fn server_problems(server: &Server) -> Vec<Detail> {
    let mut problems = Vec::new();
    for (key, text) in [("host", &server.host), ("database", &server.database), ("user", &server.user)] {
        if text.trim().is_empty() {
            problems.push(detail!("d-empty-key", "`{key}` of the connection is empty", key = key));
        }
    }
    for (key, text) in [("connect_timeout", &server.connect_timeout), ("read_timeout", &server.read_timeout)] {
        if duration(text).is_none_or(|time| time.is_zero()) {
            problems.push(detail!("d-no-duration", "`{key} = \"{text}\"` is no length of time such as 30s, 15m, 2h or 1d", key = key, text = text));
        }
    }
    if server.is_socket() && server.tls == Some(Tls::Require) {
        problems.push(detail!("d-socket-tls", "`tls = \"require\"` does not go with a socket, which never leaves this machine"));
    }
    if server.ca_file.is_some() && server.tls() != Tls::Require {
        problems.push(detail!("d-ca-unused", "`ca_file` would have no effect: only `tls = \"require\"` verifies certificates"));
    }
    problems
}

/// What a load of a database says that cannot be, or that could not keep the promise to lose nothing.
fn query_problems(load: &LoadConfig) -> Vec<Detail> {
    let mut problems = Vec::new();
    if !load.path.is_empty() {
        problems.push(detail!("d-only-files", "`path` exists for files only; a load of a database has a `query`"));
    }
    problems.extend(query::single(&load.query).err());
    match (&load.cursor, &load.lag) {
        (None, Some(_)) => problems.push(detail!("d-lag-no-cursor", "`lag` without `cursor` has no effect: without a cursor everything is read")),
        (Some(_), Some(lag)) if duration(lag).is_none() && lag.parse::<u64>().is_err() => {
            problems.push(detail!("d-no-lag", "`lag = \"{text}\"` is neither a length of time such as 15m nor a whole number", text = lag));
        }
        _ => {}
    }
    if load.cursor.is_some() && load.deletes.is_some() {
        problems.push(detail!(
            "d-cursor-missing",
            "`deletes = \"missing\"` needs a complete read, and with a `cursor` only what is new is read: leave out one of them, or mark deleted rows with `deleted`"
        ));
    }
    problems
}

/// Rows of a database have no number and no file, so nothing can be made of these, least of all a key.
pub(super) fn place_problems(source: &SourceConfig, load: &LoadConfig, contract: &Contract, origins: &[Origin]) -> Vec<Detail> {
    if !matches!(source.connection, Connection::Database(_)) {
        return Vec::new();
    }
    let pieces = |origin: &Origin| match &origin.from {
        From::Pieces(pieces) => pieces.clone(),
        _ => Vec::new(),
    };
    let is_place = |piece: &Piece| matches!(piece, Piece::Row | Piece::File | Piece::NthOf(_));
    let placed = origins.iter().filter(|origin| pieces(origin).iter().any(is_place));
    let mut problems: Vec<Detail> = placed
        .map(|origin| {
            detail!(
                "d-no-place",
                "`{target}`: rows of a database have neither number nor file; make one in the query, such as row_number() over (…)",
                target = origin.target
            )
        })
        .collect();
    let has_key =
        origins.iter().any(|origin| contract.is_key(&origin.target) && pieces(origin).iter().any(|piece| matches!(piece, Piece::Column(_))));
    if load.cursor.is_some() && !has_key {
        problems.push(detail!("d-cursor-no-key", "a `cursor` needs a key made of columns: what is read twice could not be told from what is new"));
    }
    problems
}
