//! The one HTTP client of the program: listed hosts only, checked addresses, no redirects, patience and size within limits.
//!
//! Whatever asks something of the outside goes through [`Client::get`]: what fails for a moment is asked again, at most five times.

use std::{io, net::IpAddr, path::Path, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use mirante_data::{detail, explain::Detail};
use reqwest::{
    StatusCode, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header::HeaderMap,
    redirect::Policy,
};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject},
};

pub mod guard;

use guard::Guard;

/// How long to wait before each further attempt, when the service says nothing of it.
const PAUSES: [Duration; 5] =
    [Duration::from_millis(250), Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];
/// The longest wait that a service may ask for.
const LONGEST_PAUSE: Duration = Duration::from_secs(120);
/// One answer, at most.
pub const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// Finds the addresses of a name.
pub type Lookup = Arc<dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> + Send + Sync>;

/// How a service is asked.
pub struct Settings<'a> {
    /// Where the client may go.
    pub guard: Guard,
    /// Headers of every request; those with secrets are marked as sensitive.
    pub headers: HeaderMap,
    /// Who asks, and with which password.
    pub user: Option<(String, String)>,
    /// Certificates that the service's must descend from, PEM; default those of the system.
    pub ca_file: Option<&'a Path>,
    /// Longest wait for a connection.
    pub connect: Duration,
    /// Longest silence of a service that has been asked.
    pub silence: Duration,
    /// How names are resolved.
    pub lookup: Lookup,
}

/// A client of one service.
pub struct Client {
    inner: reqwest::Client,
    guard: Arc<Guard>,
    headers: HeaderMap,
    user: Option<(String, String)>,
    /// Requests that were sent, those that failed included.
    pub requests: u64,
}

/// A whole answer that says that all is well.
#[derive(Debug)]
pub struct Answer {
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Failure {
    /// The address may not be asked.
    Forbidden(Detail),
    /// The service does not answer, not after several attempts either.
    Unavailable(Detail),
    /// The service answers, and not with what was asked for.
    Refused(Detail),
}

/// Whether to ask again.
enum Outcome {
    Again(Detail, Option<Duration>),
    Never(Failure),
}

/// Asks the system.
pub fn system_lookup() -> Lookup {
    Arc::new(|name| Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect()) }))
}

impl Client {
    /// A client; nothing is connected yet.
    pub fn new(settings: Settings<'_>) -> Result<Self, Detail> {
        let guard = Arc::new(settings.guard);
        let resolver = Resolver { guard: guard.clone(), lookup: settings.lookup };
        let builder = reqwest::Client::builder()
            .use_preconfigured_tls(encryption(settings.ca_file)?)
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .http1_only()
            .dns_resolver(Arc::new(resolver))
            .connect_timeout(settings.connect)
            .read_timeout(settings.silence)
            .user_agent(concat!("mirante/", env!("CARGO_PKG_VERSION")));
        let inner = builder.build().map_err(said)?;
        Ok(Self { inner, guard, headers: settings.headers, user: settings.user, requests: 0 })
    }

    /// Asks for an address until the answer is whole and `accepts` it, or there is no use in asking on.
    pub async fn get(&mut self, url: &Url, accepts: impl Fn(&Answer) -> Result<(), Detail>) -> Result<Answer, Failure> {
        self.guard.check(url).map_err(Failure::Forbidden)?;
        let mut pauses = PAUSES.iter();
        loop {
            self.requests += 1;
            let outcome = match self.attempt(url).await {
                Ok(answer) => match accepts(&answer) {
                    Ok(()) => return Ok(answer),
                    Err(problem) => Outcome::Again(problem, None),
                },
                Err(outcome) => outcome,
            };
            let (problem, asked) = match outcome {
                Outcome::Never(failure) => return Err(failure),
                Outcome::Again(problem, asked) => (problem, asked),
            };
            let Some(pause) = pauses.next() else { return Err(Failure::Unavailable(problem)) };
            let pause = asked.unwrap_or(*pause);
            if pause > LONGEST_PAUSE {
                let seconds = pause.as_secs();
                return Err(Failure::Unavailable(detail!("d-asks-patience", "it asks to come back in {seconds} seconds", seconds = seconds)));
            }
            tracing::debug!(%problem, ?pause, "asking again");
            tokio::time::sleep(pause).await;
        }
    }

    async fn attempt(&self, url: &Url) -> Result<Answer, Outcome> {
        let mut request = self.inner.get(url.clone()).headers(self.headers.clone());
        if let Some((user, password)) = &self.user {
            request = request.basic_auth(user, Some(password));
        }
        let mut response = request.send().await.map_err(failed)?;
        let status = response.status();
        if status != StatusCode::OK {
            let problem = detail!("d-http-status", "it answers {status}", status = status);
            return Err(match status.as_u16() {
                408 | 425 | 429 | 500..=599 => Outcome::Again(problem, retry_after(response.headers())),
                300..=399 => Outcome::Never(Failure::Refused(detail!(
                    "d-http-redirect",
                    "it answers {status} and points elsewhere, which is not followed: name the address that answers itself",
                    status = status
                ))),
                _ => Outcome::Never(Failure::Refused(problem)),
            });
        }
        let too_large = || {
            let limit = BODY_LIMIT / 1024 / 1024;
            Outcome::Never(Failure::Refused(detail!("d-http-large", "its answer is larger than {limit} MiB: ask for smaller pages", limit = limit)))
        };
        let headers = std::mem::take(response.headers_mut());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > BODY_LIMIT {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { headers, body })
    }
}

/// The service's certificate is always verified.
fn encryption(ca_file: Option<&Path>) -> Result<ClientConfig, Detail> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(|error| Detail::from(error.to_string()))?;
    let mut roots = RootCertStore::empty();
    match ca_file {
        Some(file) => {
            let failed = |error: &dyn std::fmt::Display| detail!("d-ca-file", "`ca_file` {file}: {error}", file = file.display(), error = error);
            for certificate in CertificateDer::pem_file_iter(file).map_err(|error| failed(&error))? {
                roots.add(certificate.map_err(|error| failed(&error))?).map_err(|error| failed(&error))?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

fn failed(error: reqwest::Error) -> Outcome {
    let mut cause: Option<&dyn std::error::Error> = Some(&error);
    while let Some(inner) = cause {
        if let Some(Forbidden(problem)) = inner.downcast_ref() {
            return Outcome::Never(Failure::Forbidden(problem.clone()));
        }
        cause = inner.source();
    }
    Outcome::Again(said(error), None)
}

/// What went wrong, without the address: its parameters may hold what is nobody's business.
fn said(error: reqwest::Error) -> Detail {
    if error.is_timeout() {
        return detail!("d-http-silent", "it did not answer in time");
    }
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        let more = inner.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = inner.source();
    }
    text.into()
}

/// `Retry-After: 30`, or a date.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(reqwest::header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = DateTime::parse_from_rfc2822(text).ok()?;
    (until.with_timezone(&Utc) - Utc::now()).to_std().ok().or(Some(Duration::ZERO))
}

/// A connection that was not opened.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Forbidden(Detail);

/// Gives out a name's addresses only when all of them may be reached: the connection goes to these and to no others.
struct Resolver {
    guard: Arc<Guard>,
    lookup: Lookup,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (guard, found) = (self.guard.clone(), (self.lookup)(name.as_str().to_owned()));
        Box::pin(async move {
            let found = found.await?;
            for address in &found {
                guard.check_address(*address).map_err(Forbidden)?;
            }
            let addresses: Addrs = Box::new(found.into_iter().map(|address| (address, 0).into()));
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
        sync::atomic::{AtomicU64, Ordering},
    };

    use super::*;

    /// A server of one answer after the other, and how many connections it took.
    fn server(answers: Vec<String>) -> (u16, Arc<AtomicU64>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, taken) = (listener.local_addr().unwrap().port(), Arc::new(AtomicU64::new(0)));
        let counted = taken.clone();
        std::thread::spawn(move || {
            for answer in answers {
                let Ok((mut stream, _)) = listener.accept() else { return };
                counted.fetch_add(1, Ordering::SeqCst);
                let mut buffer = [0; 4096];
                let _ = stream.read(&mut buffer);
                let _ = stream.write_all(answer.as_bytes());
            }
            // Stays open, so that a connection that should not come is counted.
            while listener.accept().is_ok() {
                counted.fetch_add(1, Ordering::SeqCst);
            }
        });
        (port, taken)
    }

    fn lookup(addresses: &'static [&'static str]) -> Lookup {
        Arc::new(move |_| Box::pin(async move { Ok(addresses.iter().map(|address| address.parse().unwrap()).collect()) }))
    }

    fn client(base: &str, inside: &[&str], lookup: Lookup) -> Client {
        let inside: Vec<String> = inside.iter().map(|text| (*text).to_owned()).collect();
        let guard = Guard::new(&Url::parse(base).unwrap(), &[], &inside).unwrap();
        let (connect, silence) = (Duration::from_secs(2), Duration::from_millis(400));
        Client::new(Settings { guard, headers: HeaderMap::new(), user: None, ca_file: None, connect, silence, lookup }).unwrap()
    }

    fn get(client: &mut Client, url: &str) -> Result<Answer, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(client.get(&Url::parse(url).unwrap(), |_| Ok(())))
    }

    fn ok(body: &str) -> String {
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
    }

    #[test]
    fn names_that_lead_inside_open_no_connection() {
        for addresses in [&["127.0.0.1"][..], &["8.8.8.8", "127.0.0.1"], &["::1"], &["::ffff:127.0.0.1"], &["10.0.0.1"], &["169.254.169.254"]] {
            let (port, taken) = server(vec![]);
            let base = format!("http://api.exemplo.org:{port}/");
            let mut client = client(&base, &[], lookup(addresses));
            assert!(matches!(get(&mut client, &base), Err(Failure::Forbidden(_))), "{addresses:?}");
            assert_eq!((client.requests, taken.load(Ordering::SeqCst)), (1, 0), "{addresses:?}");
        }
    }

    #[test]
    fn a_name_that_changes_its_address_is_looked_at_each_time() {
        let (port, taken) = server(vec![ok("1")]);
        let base = format!("http://api.exemplo.org:{port}/");
        let turn = Arc::new(AtomicU64::new(0));
        let rebinding: Lookup = Arc::new(move |_| {
            let address = if turn.fetch_add(1, Ordering::SeqCst) == 0 { "127.0.0.1" } else { "127.0.0.2" };
            Box::pin(async move { Ok(vec![address.parse().unwrap()]) })
        });
        let mut client = client(&base, &["127.0.0.1"], rebinding);
        assert_eq!(get(&mut client, &base).unwrap().body, b"1");
        assert!(matches!(get(&mut client, &base), Err(Failure::Forbidden(_))));
        assert_eq!(taken.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn redirects_are_not_followed() {
        let (other, taken) = server(vec![]);
        let (port, _) =
            server(vec![format!("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:{other}/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")]);
        let base = format!("http://127.0.0.1:{port}/");
        let mut client = client(&base, &["127.0.0.1"], system_lookup());
        assert!(matches!(get(&mut client, &base), Err(Failure::Refused(_))));
        assert_eq!(taken.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn what_fails_for_a_moment_is_asked_again() {
        let busy = "HTTP/1.1 429 Too Many Requests\r\nretry-after: 0\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned();
        let short = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\nconnection: close\r\n\r\nabc".to_owned();
        let (port, taken) = server(vec![busy.clone(), String::new(), short, ok("all")]);
        let base = format!("http://127.0.0.1:{port}/");
        let mut client = client(&base, &["127.0.0.1"], system_lookup());
        assert_eq!(get(&mut client, &base).unwrap().body, b"all");
        assert_eq!((client.requests, taken.load(Ordering::SeqCst)), (4, 4));
        // Six attempts and no more.
        let (port, _) = server(vec![busy; 10]);
        let base = format!("http://127.0.0.1:{port}/");
        let mut client = self::client(&base, &["127.0.0.1"], system_lookup());
        assert!(matches!(get(&mut client, &base), Err(Failure::Unavailable(_))));
        assert_eq!(client.requests, 6);
    }

    #[test]
    fn refusals_and_long_waits_are_told_at_once() {
        for (answer, is_refused) in [("HTTP/1.1 404 Not Found\r\n", true), ("HTTP/1.1 503 Busy\r\nretry-after: 3600\r\n", false)] {
            let (port, _) = server(vec![format!("{answer}content-length: 0\r\nconnection: close\r\n\r\n")]);
            let base = format!("http://127.0.0.1:{port}/");
            let mut client = client(&base, &["127.0.0.1"], system_lookup());
            let failure = get(&mut client, &base).unwrap_err();
            assert_eq!(matches!(failure, Failure::Refused(_)), is_refused, "{failure:?}");
            assert_eq!(client.requests, 1);
        }
    }
}
