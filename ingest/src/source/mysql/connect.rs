//! A connection to the server: password from its file, encryption, and what an error of the driver says to a person.

use std::{path::Path, time::Duration};

use mirante_data::{detail, explain::Detail};
use mysql_async::{Conn, DriverError, Error, OptsBuilder, SslOpts};
use rustls::crypto::ring;

use crate::{
    IngestError,
    config::{Server, Tls, duration},
    source::database::{password, trusted, unavailable},
};

/// The server refuses whom it does not know, and each word of it is the server's.
pub async fn connect(source: &str, server: &Server, project: &Path) -> Result<Conn, IngestError> {
    let unavailable = |problem: Detail| unavailable(source, server, problem);
    // The driver asks for the process's own provider, which a second crate with another one would leave open.
    let _ = ring::default_provider().install_default();
    let patience = duration(&server.connect_timeout).unwrap_or(Duration::from_secs(10));
    let mut options = OptsBuilder::default()
        .user(Some(&server.user))
        .db_name(Some(&server.database))
        .prefer_socket(false)
        .tcp_keepalive(Some(Duration::from_secs(30)))
        .stmt_cache_size(0)
        .secure_auth(true);
    options = if server.is_socket() {
        options.ip_or_hostname("localhost").socket(Some(&server.host))
    } else {
        options.ip_or_hostname(&server.host).tcp_port(server.port())
    };
    if let Some(file) = &server.password_file {
        let secret = |problem| IngestError::Secret { source_name: source.to_owned(), file: file.display().to_string(), problem };
        options = options.pass(Some(password(&project.join(file)).map_err(secret)?));
    }
    let opened = async {
        let encrypted = encryption(server, project)?;
        let is_encrypted = encrypted.is_some();
        match Conn::new(options.clone().ssl_opts(encrypted)).await {
            Err(Error::Driver(DriverError::NoClientSslFlagFromServer)) if is_encrypted && server.tls() == Tls::Prefer => {
                Conn::new(options).await.map_err(|error| said(&error))
            }
            outcome => outcome.map_err(|error| said(&error)),
        }
    };
    match tokio::time::timeout(patience, opened).await {
        Ok(outcome) => outcome.map_err(unavailable),
        Err(_) => Err(unavailable(detail!("d-no-answer", "no answer within {time}", time = server.connect_timeout))),
    }
}

/// `require` verifies the server's certificate; `prefer` takes any, when the server has one.
fn encryption(server: &Server, project: &Path) -> Result<Option<SslOpts>, Detail> {
    Ok(match server.tls() {
        _ if server.is_socket() => None,
        Tls::Disable => None,
        Tls::Prefer => Some(SslOpts::default().with_danger_accept_invalid_certs(true)),
        Tls::Require => {
            let roots = trusted(server, project)?.into_iter().map(|certificate| certificate.as_ref().to_vec().into());
            Some(SslOpts::default().with_disable_built_in_roots(true).with_root_certs(roots.collect()))
        }
    })
}

/// What the server, or else the network, said.
pub fn said(error: &Error) -> Detail {
    if let Error::Server(server) = error {
        return server.message.clone().into();
    }
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let more = inner.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = inner.source();
    }
    text.into()
}
