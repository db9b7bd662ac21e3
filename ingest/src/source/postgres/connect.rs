//! A connection to the server: password from its file, encryption, and what an error of the driver says to a person.

use std::{path::Path, sync::Arc, time::Duration};

use mirante_data::{detail, explain::Detail};
use rustls::{
    ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use tokio_postgres::{Client, Config, NoTls, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{
    IngestError,
    config::{Server, Tls, duration},
    source::database::{password, trusted, unavailable},
};

/// A peer that does not answer for this long is gone.
const DEAD_AFTER: Duration = Duration::from_secs(60);

/// Opens a connection; the task that carries it ends when the client is dropped.
pub async fn connect(source: &str, server: &Server, project: &Path) -> Result<Client, IngestError> {
    let unavailable = |problem: Detail| unavailable(source, server, problem);
    let patience = duration(&server.connect_timeout).unwrap_or(Duration::from_secs(10));
    let mut config = Config::new();
    config
        .host(&server.host)
        .port(server.port())
        .dbname(&server.database)
        .user(&server.user)
        .application_name("mirante")
        .connect_timeout(patience)
        .keepalives_idle(Duration::from_secs(30))
        .tcp_user_timeout(DEAD_AFTER)
        .ssl_mode(match server.tls() {
            Tls::Disable => SslMode::Disable,
            Tls::Prefer => SslMode::Prefer,
            Tls::Require => SslMode::Require,
        });
    if let Some(file) = &server.password_file {
        let secret = |problem| IngestError::Secret { source_name: source.to_owned(), file: file.display().to_string(), problem };
        config.password(password(&project.join(file)).map_err(secret)?);
    }
    let opened = async {
        if server.tls() == Tls::Disable || server.is_socket() {
            let (client, connection) = config.connect(NoTls).await.map_err(|error| said(&error))?;
            tokio::spawn(async move { connection.await.inspect_err(|error| tracing::debug!(%error, "connection ended")) });
            return Ok(client);
        }
        let tls = MakeRustlsConnect::new(encryption(server, project)?);
        let (client, connection) = config.connect(tls).await.map_err(|error| said(&error))?;
        tokio::spawn(async move { connection.await.inspect_err(|error| tracing::debug!(%error, "connection ended")) });
        Ok(client)
    };
    // The driver's own limit is for reaching the server; one that takes the call and stays silent is caught here.
    match tokio::time::timeout(patience, opened).await {
        Ok(outcome) => outcome.map_err(unavailable),
        Err(_) => Err(unavailable(detail!("d-no-answer", "no answer within {time}", time = server.connect_timeout))),
    }
}

/// What the server, or else the network, said.
pub fn said(error: &tokio_postgres::Error) -> Detail {
    if let Some(server) = error.as_db_error() {
        let rest = [server.detail(), server.hint()].into_iter().flatten();
        return rest.fold(server.message().to_owned(), |text, more| format!("{text}; {more}")).into();
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

/// `require` verifies the server's certificate; `prefer` takes any.
fn encryption(server: &Server, project: &Path) -> Result<ClientConfig, Detail> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone());
    let builder = builder.with_safe_default_protocol_versions().map_err(|error| Detail::from(error.to_string()))?;
    if server.tls() == Tls::Prefer {
        return Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(AnyCertificate(provider))).with_no_client_auth());
    }
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(trusted(server, project)?);
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// Takes every certificate: encrypted against who listens, not against who pretends to be the server.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _certificate: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
