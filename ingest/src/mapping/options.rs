//! Options of a load that do not go together, or that its kind of source does not have.

use std::net::IpAddr;

use mirante_data::{
    contract::{Contract, Deletes, Kind},
    detail,
    explain::Detail,
    name::is_identifier,
};

use super::{From, Origin, Piece, SINCE};
use crate::{
    config::{Api, Connection, Files, Format, LoadConfig, Paging, Server, SourceConfig, SourceKind, SqliteFile, Tap, Tls, duration},
    http::guard::Guard,
    run::service::address,
    source::database::query::{self, Dialect},
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
    if load.derive_events == Some(true) && contract.kind == Kind::Fact {
        problems.push(detail!(
            "d-derive-fact",
            "`derive_events` is for records that change; each row of `{dataset}` has happened already",
            dataset = contract.dataset
        ));
    }
    if source.kind.is_bank() && load.into != "bank_transactions" {
        problems.push(detail!(
            "d-bank-into",
            "`{kind}` goes into `bank_transactions`, and not into `{dataset}`",
            kind = source.kind.word(),
            dataset = load.into
        ));
    }
    if load.life_cycle.is_some() && source.kind != SourceKind::Xes {
        problems.push(detail!("d-life-cycle", "`life_cycle` exists for `xes` only"));
    }
    match &source.connection {
        Connection::Files(files) => problems.extend(file_problems(files, load)),
        Connection::Api(api) => {
            problems.extend(api_problems(api, load).into_iter().chain(only_of(load, &["parameters", "records", "total", "paging", "path", "lag"])));
        }
        Connection::Tap(tap) => problems.extend(tap_problems(tap, load).into_iter().chain(only_of(load, &["stream"]))),
        Connection::Server(server) => problems.extend(server_problems(server)),
        Connection::Sqlite(file) => problems.extend(sqlite_problems(file)),
    }
    problems.extend(source.kind.dialect().into_iter().flat_map(|dialect| query_problems(load, dialect)));
    problems
}

fn file_problems(files: &Files, load: &LoadConfig) -> Vec<Detail> {
    let mut problems = Vec::new();
    for (key, is_there) in [("query", !load.query.is_empty()), ("lag", load.lag.is_some()), ("chunk", load.chunk.is_some())] {
        if is_there {
            problems.push(detail!("d-only-database", "`{key}` exists for databases only", key = key));
        }
    }
    problems.extend(only_of(load, &["path", "query", "lag"]));
    if let Some(pointer) = files.records.as_ref().filter(|pointer| !pointer.starts_with('/')) {
        problems.push(detail!("d-no-pointer", "`{key} = \"{text}\"` is no pointer such as `/itens`", key = "records", text = pointer));
    }
    if load.path.is_empty() {
        problems.push(detail!("d-path-missing", "`path` is missing: a load of files says which ones it reads"));
    }
    match (files.format == Format::Sheet, &load.tab, load.header_row) {
        (true, None, _) => problems.push(detail!("d-tab-missing", "`tab` is missing: a load of a workbook says which tab it reads")),
        (true, _, Some(0)) => problems.push(detail!("d-header-zero", "`header_row` counts from 1")),
        (false, Some(_), _) | (false, _, Some(_)) => problems.push(detail!("d-only-sheet", "`tab` and `header_row` exist for `sheet` only")),
        _ => {}
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

/// Options that other kinds of sources have.
fn only_of(load: &LoadConfig, own: &[&str]) -> Vec<Detail> {
    let all = [
        ("query", !load.query.is_empty()),
        ("path", !load.path.is_empty()),
        ("lag", load.lag.is_some()),
        ("parameters", !load.parameters.is_empty()),
        ("records", load.records.is_some()),
        ("total", load.total.is_some()),
        ("paging", load.paging.is_some()),
        ("stream", !load.stream.is_empty()),
    ];
    let other = all.into_iter().filter(|(key, is_there)| *is_there && !own.contains(key));
    other.map(|(key, _)| detail!("d-other-kind", "`{key}` has no meaning for this kind of source", key = key)).collect()
}

/// What is wrong with how a service is to be asked.
fn api_problems(api: &Api, load: &LoadConfig) -> Vec<Detail> {
    let mut problems = durations(&[("connect_timeout", &api.connect_timeout), ("read_timeout", &api.read_timeout), ("time_limit", &api.time_limit)]);
    match address(api, &load.path) {
        Err(problem) => problems.push(problem),
        Ok(url) => {
            problems.extend(Guard::new(&url, &api.hosts, &api.inside).and_then(|guard| guard.check(&url)).err());
            let is_here = url
                .host_str()
                .is_some_and(|host| host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()));
            if url.scheme() == "http" && !is_here && !api.plain {
                problems.push(detail!(
                    "d-plain-http",
                    "`http://` is not encrypted: write `https://`, or `plain = true` if everyone on the way may read it"
                ));
            }
        }
    }
    let has_secret = |name: &str| ["authorization", "cookie", "proxy-authorization"].contains(&name.to_ascii_lowercase().as_str());
    for name in api.headers.keys().filter(|name| has_secret(name)) {
        problems.push(detail!(
            "d-secret-header",
            "header `{name}` holds a secret, which belongs into a file: `bearer_file`, `password_file` or `header_files`",
            name = name
        ));
    }
    if api.user.is_some() != api.password_file.is_some() {
        problems.push(detail!("d-half-login", "`user` and `password_file` go together"));
    }
    if api.user.is_some() && api.bearer_file.is_some() {
        problems.push(detail!("d-two-logins", "`bearer_file` and `user` are two ways to sign in; leave out one"));
    }
    let pointers = [
        ("records", load.records.as_deref()),
        (
            "paging.next",
            load.paging.as_ref().and_then(|paging| match paging {
                Paging::Cursor { next, .. } => Some(next.as_str()),
                _ => None,
            }),
        ),
    ];
    for (key, text) in pointers.into_iter().filter_map(|(key, text)| Some((key, text?))).filter(|(_, text)| !text.starts_with('/')) {
        problems.push(detail!("d-no-pointer", "`{key} = \"{text}\"` is no pointer such as `/itens`", key = key, text = text));
    }
    if matches!(load.paging, Some(Paging::Page { size: Some(0), .. } | Paging::Offset { size: Some(0), .. })) {
        problems.push(detail!("d-no-page-size", "`size` of a page is 0"));
    }
    let asks_since = load.parameters.values().any(|value| value.contains(SINCE));
    match (&load.cursor, asks_since) {
        (None, true) => problems.push(detail!("d-since-no-cursor", "a parameter with `{{cursor}}` needs a `cursor`: the column that says how far was read")),
        (Some(_), true) if load.deletes.is_some() => problems.push(detail!(
            "d-cursor-missing",
            "`deletes = \"missing\"` needs a complete read, and with a `cursor` only what is new is read: leave out one of them, or mark deleted rows with `deleted`"
        )),
        _ => {}
    }
    if load.lag.is_some() && !asks_since {
        problems.push(detail!("d-lag-no-cursor", "`lag` without `cursor` has no effect: without a cursor everything is read"));
    }
    if let Some(lag) = load.lag.as_deref().filter(|lag| duration(lag).is_none() && lag.parse::<u64>().is_err()) {
        problems.push(detail!("d-no-lag", "`lag = \"{text}\"` is neither a length of time such as 15m nor a whole number", text = lag));
    }
    problems
}

/// What is wrong with how a tap is to be run.
fn tap_problems(tap: &Tap, load: &LoadConfig) -> Vec<Detail> {
    let mut problems = durations(&[("time_limit", &tap.time_limit)]);
    if tap.command.first().is_none_or(|program| program.trim().is_empty()) {
        problems.push(detail!("d-empty-key", "`{key}` of the connection is empty", key = "command"));
    }
    if load.stream.is_empty() {
        problems.push(detail!("d-no-stream", "`stream` is missing: a load of a tap says which of its streams it reads"));
    }
    problems
}

fn durations(all: &[(&str, &String)]) -> Vec<Detail> {
    let bad = all.iter().filter(|(_, text)| duration(text).is_none_or(|time| time.is_zero()));
    bad.map(|(key, text)| detail!("d-no-duration", "`{key} = \"{text}\"` is no length of time such as 30s, 15m, 2h or 1d", key = key, text = text))
        .collect()
}

/// What is wrong with how the server is to be reached.
fn server_problems(server: &Server) -> Vec<Detail> {
    let mut problems = Vec::new();
    for (key, text) in [("host", &server.host), ("database", &server.database), ("user", &server.user)] {
        if text.trim().is_empty() {
            problems.push(detail!("d-empty-key", "`{key}` of the connection is empty", key = key));
        }
    }
    problems.extend(durations(&[("connect_timeout", &server.connect_timeout), ("read_timeout", &server.read_timeout)]));
    if server.is_socket() && server.tls == Some(Tls::Require) {
        problems.push(detail!("d-socket-tls", "`tls = \"require\"` does not go with a socket, which never leaves this machine"));
    }
    if server.ca_file.is_some() && server.tls() != Tls::Require {
        problems.push(detail!("d-ca-unused", "`ca_file` would have no effect: only `tls = \"require\"` verifies certificates"));
    }
    problems
}

fn sqlite_problems(file: &SqliteFile) -> Vec<Detail> {
    let empty = file.file.as_os_str().is_empty().then(|| detail!("d-empty-key", "`{key}` of the connection is empty", key = "file"));
    empty.into_iter().chain(time_problem("busy_timeout", &file.busy_timeout)).collect()
}

fn time_problem(key: &str, text: &str) -> Option<Detail> {
    let is_time = duration(text).is_some_and(|time| !time.is_zero());
    (!is_time).then(|| detail!("d-no-duration", "`{key} = \"{text}\"` is no length of time such as 30s, 15m, 2h or 1d", key = key, text = text))
}

/// What a load of a database says that cannot be, or that could not keep the promise to lose nothing.
fn query_problems(load: &LoadConfig, dialect: Dialect) -> Vec<Detail> {
    let mut problems = Vec::new();
    if load.tab.is_some() || load.header_row.is_some() {
        problems.push(detail!("d-only-sheet", "`tab` and `header_row` exist for `sheet` only"));
    }
    if !load.path.is_empty() {
        problems.push(detail!("d-only-files", "`path` exists for files only; a load of a database has a `query`"));
    }
    problems.extend(only_of(load, &["path", "query", "lag"]));
    problems.extend(query::single(&load.query, dialect).err());
    match (&load.cursor, &load.lag) {
        (None, Some(_)) => problems.push(detail!("d-lag-no-cursor", "`lag` without `cursor` has no effect: without a cursor everything is read")),
        (Some(_), Some(lag)) if duration(lag).is_none() && lag.parse::<u64>().is_err() => {
            problems.push(detail!("d-no-lag", "`lag = \"{text}\"` is neither a length of time such as 15m nor a whole number", text = lag));
        }
        _ => {}
    }
    match (&load.cursor, load.chunk) {
        (_, Some(0)) => problems.push(detail!("d-chunk-zero", "`chunk` says how many rows are committed at a time, and 0 is none")),
        (None, Some(_)) => {
            problems.push(detail!("d-chunk-no-cursor", "`chunk` without `cursor` has no effect: without a cursor everything is read at once"));
        }
        _ => {}
    }
    problems
}

/// Rows of a database have no number and no file, so nothing can be made of these, least of all a key.
pub(super) fn place_problems(source: &SourceConfig, load: &LoadConfig, contract: &Contract, origins: &[Origin]) -> Vec<Detail> {
    if matches!(source.connection, Connection::Files(_)) {
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
                "`{target}`: rows of this kind of source have neither number nor file; a database can make one in the query, such as row_number() over (…)",
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
