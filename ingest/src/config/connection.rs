//! How a source is reached: a folder of files, a database server; services and taps stand in `remote`.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
};

use serde::{Deserialize, de::DeserializeOwned};

use super::{
    SourceKind,
    remote::{Api, Tap},
};

/// How to reach a source.
#[derive(Debug, Clone)]
pub enum Connection {
    /// A folder.
    Files(Files),
    /// A server.
    Database(Server),
    /// A service over HTTP.
    Api(Box<Api>),
    /// A Singer tap.
    Tap(Tap),
}

impl Connection {
    /// What a kind of source can say of its connection.
    pub(super) fn read(kind: SourceKind, written: toml::Table) -> Result<Self, String> {
        fn of<T: DeserializeOwned>(written: toml::Table) -> Result<T, String> {
            T::deserialize(written).map_err(|error| error.to_string().trim_end().to_owned())
        }
        Ok(match kind {
            SourceKind::Csv => Self::Files(Files { format: Format::Csv, ..of(written)? }),
            SourceKind::Json => Self::Files(of::<RecordFolder>(written)?.files()),
            SourceKind::Jsonl => Self::Files(of::<Folder>(written)?.files(Format::Jsonl)),
            SourceKind::Parquet => Self::Files(of::<Folder>(written)?.files(Format::Parquet)),
            SourceKind::Ocel => Self::Files(of::<Folder>(written)?.files(Format::Ocel)),
            SourceKind::Xes => Self::Files(Files { format: Format::Xes, ..of(written)? }),
            SourceKind::Http => Self::Api(Box::new(of(written)?)),
            SourceKind::Singer => Self::Tap(of(written)?),
            SourceKind::Postgres => Self::Database(of(written)?),
            SourceKind::Sheet => Self::Files(of::<Workbooks>(written)?.files()?),
        })
    }

    /// What must be the same for a remembered position to mean anything.
    pub fn identity(&self) -> String {
        match self {
            Self::Files(files) => format!("{files:?}"),
            Self::Database(server) => format!("{} {} {}", server.host, server.port, server.database),
            Self::Api(api) => api.url.clone(),
            Self::Tap(tap) => format!("{:?} {:?} {:?}", tap.command, tap.config_file, tap.catalog_file),
        }
    }
}

/// What files hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// Delimited text.
    #[default]
    Csv,
    /// An array of rows in JSON.
    Json,
    /// Rows in JSON, one a line.
    Jsonl,
    /// Typed columns.
    Parquet,
    /// Event logs.
    Xes,
    /// Object-centric event logs.
    Ocel,
    /// Workbooks.
    Sheet,
}

impl Format {
    /// Does it tell numbers from texts? A number of such a source has a decimal point, whatever `decimal` says of its texts.
    pub fn is_typed(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl | Self::Parquet | Self::Ocel)
    }
}

/// A folder of files that say all of themselves.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Folder {
    folder: PathBuf,
}

impl Folder {
    fn files(self, format: Format) -> Files {
        Files { format, folder: self.folder, encoding: utf8(), delimiter: comma(), quote: double_quote(), records: None, known: None }
    }
}

/// A folder of JSON files, and where in them the rows stand.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordFolder {
    folder: PathBuf,
    records: Option<String>,
}

impl RecordFolder {
    fn files(self) -> Files {
        Files { records: self.records, ..Folder { folder: self.folder }.files(Format::Json) }
    }
}

/// How to reach a source of files.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    /// What they hold: the source's kind.
    #[serde(skip)]
    pub format: Format,
    /// The cooperative whose workbook it is, where the mapping is built in.
    #[serde(skip)]
    pub known: Option<Known>,
    /// Folder of the files, relative to the project's folder.
    pub folder: PathBuf,
    /// Encoding of the text, a label of the WHATWG standard such as `windows-1252`; a byte order mark wins.
    #[serde(default = "utf8")]
    pub encoding: String,
    /// Character between fields.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// Character around fields that hold delimiters.
    #[serde(default = "double_quote")]
    pub quote: char,
    /// Only JSON: pointer to the array of rows, such as `/dados/itens`; without it the file is the array.
    #[serde(skip)]
    pub records: Option<String>,
}

/// A cooperative that keeps its records in one workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The workbook inside the folder.
    pub file: String,
    /// The cooperative's name.
    pub name: String,
    /// Its CNPJ.
    pub cnpj: Option<String>,
    /// The day of its founding; by default the day on which its first member joined.
    pub founded_on: Option<String>,
}

/// How to reach workbooks: a folder of them, or the one of a cooperative.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Workbooks {
    folder: Option<PathBuf>,
    file: Option<PathBuf>,
    cooperative: Option<String>,
    cnpj: Option<String>,
    founded_on: Option<String>,
}

impl Workbooks {
    fn files(self) -> Result<Files, String> {
        let Self { folder, file, cooperative, cnpj, founded_on } = self;
        let files = |folder: PathBuf, known| Files { format: Format::Sheet, known, folder, encoding: utf8(), delimiter: comma(), quote: double_quote(), records: None };
        match (folder, file, cooperative) {
            (Some(folder), None, None) if cnpj.is_none() && founded_on.is_none() => Ok(files(folder, None)),
            (None, Some(file), Some(name)) if !name.trim().is_empty() => {
                let inside = file.file_name().and_then(|name| name.to_str()).ok_or_else(|| format!("`file = {}` names no file", file.display()))?;
                let known = Known { file: inside.to_owned(), name: name.trim().to_owned(), cnpj, founded_on };
                let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or_else(|| ".".into(), Path::to_owned);
                Ok(files(folder, Some(known)))
            }
            _ => Err("say either `file` and `cooperative`, the name of the cooperative whose workbook it is, or the `folder` of workbooks that loads map".to_owned()),
        }
    }
}

fn utf8() -> String {
    "utf-8".to_owned()
}

fn comma() -> char {
    ','
}

fn double_quote() -> char {
    '"'
}

/// How to reach a database.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Name or address of the server, or the folder of its socket.
    pub host: String,
    /// Its port.
    #[serde(default = "postgres_port")]
    pub port: u16,
    /// The database.
    pub database: String,
    /// Who asks.
    pub user: String,
    /// File that holds the password, relative to the project's folder; only its owner may read it.
    pub password_file: Option<PathBuf>,
    /// Encryption; by default required unless the server is on this machine.
    pub tls: Option<Tls>,
    /// Certificates that the server's must descend from, PEM; default those of the system.
    pub ca_file: Option<PathBuf>,
    /// Longest wait for a connection, such as `10s`.
    #[serde(default = "ten_seconds")]
    pub connect_timeout: String,
    /// Longest silence of the server, such as `10m`.
    #[serde(default = "ten_minutes")]
    pub read_timeout: String,
}

/// Whether what passes over the network is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// Encrypted when the server can, with whatever certificate: no protection from who sits in between.
    Prefer,
    /// Encrypted, and the server's certificate is verified.
    Require,
    /// Plain.
    Disable,
}

impl Server {
    /// Is `host` the folder of a socket?
    pub fn is_socket(&self) -> bool {
        self.host.starts_with('/')
    }

    /// Where it is, as messages say it; never a secret.
    pub fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// What leaves this machine is encrypted unless the configuration says otherwise.
    pub fn tls(&self) -> Tls {
        let is_loopback = self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        self.tls.unwrap_or(if self.is_socket() || is_loopback { Tls::Disable } else { Tls::Require })
    }
}

fn postgres_port() -> u16 {
    5432
}

fn ten_seconds() -> String {
    "10s".to_owned()
}

fn ten_minutes() -> String {
    "10m".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SourceConfig;

    fn source(connection: &str) -> Result<SourceConfig, String> {
        toml::from_str(&format!("name = 's'\nkind = 'postgres'\nconnection = {{ {connection} }}")).map_err(|error| error.to_string())
    }

    fn server(connection: &str) -> Server {
        match source(connection).unwrap().connection {
            Connection::Database(server) => server,
            _ => panic!("postgres is a database"),
        }
    }

    #[test]
    fn what_leaves_the_machine_is_encrypted() {
        let tls = |host: &str| server(&format!("host = '{host}', database = 'd', user = 'u'")).tls();
        assert_eq!(["/run/postgresql", "localhost", "127.0.0.1", "::1"].map(tls), [Tls::Disable; 4]);
        assert_eq!(tls("bd.interno"), Tls::Require);
        assert_eq!(server("host = 'bd', database = 'd', user = 'u', tls = 'prefer'").tls(), Tls::Prefer);
    }

    #[test]
    fn unknown_keys_and_passwords_are_named() {
        let said = source("host = 'h', database = 'd', user = 'u', password = 'segredo'").unwrap_err();
        assert!(said.contains("connection of source `s`") && said.contains("`password`") && said.contains("password_file"), "{said}");
        assert!(source("folder = 'x'").unwrap_err().contains("folder"));
    }
}
