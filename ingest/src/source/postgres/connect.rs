//! A connection to the server: password from its file, encryption, and what an error of the driver says to a person.

use std::{fs, io, path::Path, sync::Arc, time::Duration};

use mirante_data::{detail, explain::Detail};
use rustls::{
    ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use tokio_postgres::{Client, Config, NoTls, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{
    IngestError,
    config::{Server, Tls, duration},
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
        .port(server.port)
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

/// The server is out of reach, or went away.
pub fn unavailable(source: &str, server: &Server, problem: Detail) -> IngestError {
    IngestError::Server { source_name: source.to_owned(), address: server.address(), problem }
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

/// The password in a file that only its owner may read; the line break at its end is no part of it.
pub fn password(file: &Path) -> Result<String, Detail> {
    let failed = |error: io::Error| Detail::from(error.to_string());
    let open = fs::File::open(file).map_err(failed)?;
    check_mode(&open.metadata().map_err(failed)?)?;
    let text = io::read_to_string(open).map_err(failed)?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.is_empty() { Err(detail!("d-secret-empty", "it is empty")) } else { Ok(text.to_owned()) }
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

/// `require` verifies the server's certificate; `prefer` takes any.
fn encryption(server: &Server, project: &Path) -> Result<ClientConfig, Detail> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone());
    let builder = builder.with_safe_default_protocol_versions().map_err(|error| Detail::from(error.to_string()))?;
    if server.tls() == Tls::Prefer {
        return Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(AnyCertificate(provider))).with_no_client_auth());
    }
    let mut roots = RootCertStore::empty();
    match &server.ca_file {
        Some(file) => {
            let failed = |error: &dyn std::fmt::Display| detail!("d-ca-file", "`ca_file` {file}: {error}", file = file.display(), error = error);
            for certificate in CertificateDer::pem_file_iter(project.join(file)).map_err(|error| failed(&error))? {
                roots.add(certificate.map_err(|error| failed(&error))?).map_err(|error| failed(&error))?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
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
}
