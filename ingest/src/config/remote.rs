//! How a service is reached over HTTP, and how a tap is run.

use std::path::PathBuf;

use indexmap::IndexMap;
use serde::Deserialize;

/// How to reach a service that answers with JSON.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Api {
    /// Its address; the loads' paths begin there.
    pub url: String,
    /// Further hosts that its pages may lie on, such as `arquivos.exemplo.org`.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Addresses and networks that are not public and may be reached all the same, such as `10.1.2.3` or `10.0.0.0/8`.
    #[serde(default)]
    pub inside: Vec<String>,
    /// Headers of every request; none that holds a secret.
    #[serde(default)]
    pub headers: IndexMap<String, String>,
    /// File of a token, sent as `Authorization: Bearer`.
    pub bearer_file: Option<PathBuf>,
    /// User, with `password_file`, sent as `Authorization: Basic`.
    pub user: Option<String>,
    /// File of the user's password.
    pub password_file: Option<PathBuf>,
    /// Headers whose value lies in a file.
    #[serde(default)]
    pub header_files: IndexMap<String, PathBuf>,
    /// Certificates that the service's must descend from, PEM; default those of the system.
    pub ca_file: Option<PathBuf>,
    /// Is what passes over the network allowed to be plain? By default only on this machine.
    #[serde(default)]
    pub plain: bool,
    /// Longest wait for a connection.
    #[serde(default = "ten_seconds")]
    pub connect_timeout: String,
    /// Longest silence of the service.
    #[serde(default = "one_minute")]
    pub read_timeout: String,
    /// Longest time for all pages of a load.
    #[serde(default = "half_an_hour")]
    pub time_limit: String,
}

/// How one page leads to the next.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "by", rename_all = "lowercase", deny_unknown_fields)]
pub enum Paging {
    /// Pages are numbered.
    Page {
        /// Parameter of the number.
        parameter: String,
        /// Number of the first page.
        #[serde(default = "one")]
        first: u64,
        /// Parameter of how many rows a page has.
        size_parameter: Option<String>,
        /// How many rows a page has at most.
        size: Option<u64>,
    },
    /// A page begins behind so many rows.
    Offset {
        /// Parameter of the number of rows to pass over.
        parameter: String,
        /// Parameter of how many rows a page has.
        size_parameter: Option<String>,
        /// How many rows a page has at most.
        size: Option<u64>,
    },
    /// Each page says what to ask for the next one.
    Cursor {
        /// Parameter that takes it.
        parameter: String,
        /// Pointer to it in the answer; null or empty on the last page.
        next: String,
    },
    /// Each page names the next one in its header `Link`, with `rel=next`.
    Link {},
}

/// How a Singer tap is run.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tap {
    /// The program and its arguments; no shell reads them.
    pub command: Vec<String>,
    /// Its configuration, given as `--config`; only its owner may read it.
    pub config_file: Option<PathBuf>,
    /// Its catalogue, given as `--catalog`.
    pub catalog_file: Option<PathBuf>,
    /// Variables that it gets besides PATH, HOME and LANG.
    #[serde(default)]
    pub variables: Vec<String>,
    /// Longest time for a run.
    #[serde(default = "half_an_hour")]
    pub time_limit: String,
}

fn one() -> u64 {
    1
}

fn ten_seconds() -> String {
    "10s".to_owned()
}

fn one_minute() -> String {
    "1m".to_owned()
}

fn half_an_hour() -> String {
    "30m".to_owned()
}
