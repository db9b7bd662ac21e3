//! A private PostgreSQL server: one for all tests, a database for each; gone with the process, however that ends.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

use tokio_postgres::{Client, NoTls};

/// Who may ask what: people with a password over the network, everybody else as they say.
const ACCESS: &str = "local all all trust\nhost all com_senha 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n";
const CERTIFICATE: &str = include_str!("server.crt");
/// The key of a certificate for 127.0.0.1 that nothing but these tests trusts.
const KEY: &str = include_str!("server.key");

pub struct Server {
    pub port: u16,
    pub socket: PathBuf,
    _guard: Child,
}

static SERVER: OnceLock<Server> = OnceLock::new();

/// The server, started by whoever asks first.
pub fn server() -> &'static Server {
    SERVER.get_or_init(Server::start)
}

/// The newest version that is installed.
fn programs() -> PathBuf {
    let version = |path: &PathBuf| path.parent().and_then(|path| path.file_name()?.to_str()?.parse::<u32>().ok());
    let found = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let newest = found.filter(|path| path.join("initdb").is_file() && path.join("postgres").is_file()).max_by_key(version);
    newest.expect("these tests need PostgreSQL's own initdb and postgres in /usr/lib/postgresql/*/bin: install the package `postgresql`")
}

/// The server refuses to run as root: then it runs as the user that its package made.
fn as_its_user() -> &'static str {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n");
    if is_root { "setpriv --reuid postgres --regid postgres --clear-groups " } else { "" }
}

fn shell(script: &str) {
    let out = Command::new("sh").args(["-ec", script]).output().unwrap();
    assert!(out.status.success(), "{script}\n{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
}

impl Server {
    fn start() -> Self {
        let (programs, user) = (programs(), as_its_user());
        let folder = tempfile::Builder::new().prefix("mirante-pg-").tempdir().unwrap().keep();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let (bin, at) = (programs.display(), folder.display());
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        let owner = if user.is_empty() { String::new() } else { format!("chown postgres {at}; ") };
        shell(&format!("{owner}cd /; {user}{bin}/initdb -D {at}/data -U postgres -A trust -E UTF8 --locale=C --no-sync >{at}/initdb.log 2>&1"));
        fs::write(folder.join("data/pg_hba.conf"), ACCESS).unwrap();
        for (name, text) in [("server.crt", CERTIFICATE), ("server.key", KEY)] {
            let file = folder.join("data").join(name);
            fs::write(&file, text).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        }
        if !user.is_empty() {
            shell(&format!("chown postgres {at}/data/server.crt {at}/data/server.key"));
        }
        // The guard ends the server when this process ends, for then its input is closed; a signal to the whole group is no reason to leave early.
        let script = format!(
            "cd /; trap '' INT TERM HUP; {user}{bin}/postgres -D {at}/data -k {at} -p {port} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off \
             -c synchronous_commit=off -c max_connections=200 -c max_prepared_transactions=10 -c ssl=on -c shared_buffers=32MB & \
             server=$!; cat >/dev/null; kill -QUIT $server; wait $server; rm -rf {at}"
        );
        let log = fs::File::create(folder.join("server.log")).unwrap();
        let guard = Command::new("sh").args(["-c", &script]).stdin(Stdio::piped()).stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap();
        let server = Self { port, socket: folder.clone(), _guard: guard };
        let until = Instant::now() + Duration::from_secs(30);
        while crate::support::block(server.connect("postgres")).is_err() {
            let log = fs::read_to_string(folder.join("server.log")).unwrap_or_default();
            assert!(Instant::now() < until, "the server does not start:\n{log}");
        }
        server
    }

    pub async fn connect(&self, database: &str) -> Result<Client, tokio_postgres::Error> {
        let config = format!("host={} port={} user=postgres dbname={database}", self.socket.display(), self.port);
        let (client, connection) = tokio_postgres::connect(&config, NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }

    /// A database of this name, with what the statements make.
    pub fn database(&'static self, name: &str, statements: &str) -> Database {
        crate::support::block(async {
            self.connect("postgres").await.unwrap().batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
        });
        let database = Database { server: self, name: name.to_owned() };
        database.run(statements);
        database
    }
}

/// A database of one test.
pub struct Database {
    pub server: &'static Server,
    pub name: String,
}

impl Database {
    pub async fn connect(&self) -> Client {
        self.server.connect(&self.name).await.unwrap()
    }

    pub fn run(&self, statements: &str) {
        crate::support::block(async { self.connect().await.batch_execute(statements).await.unwrap() });
    }

    /// `connection` of a source that reads it over its socket.
    pub fn connection(&self) -> String {
        format!("{{ host = '{}', port = {}, database = '{}', user = 'postgres' }}", self.server.socket.display(), self.server.port, self.name)
    }

    /// The same over the network, on a port that need not be the server's own.
    pub fn connection_at(&self, port: u16, more: &str) -> String {
        format!("{{ host = '127.0.0.1', port = {port}, database = '{}', {more} }}", self.name)
    }
}

/// A file that only its owner may read.
pub fn secret(project: &Path, name: &str, text: &str) {
    fs::write(project.join(name), text).unwrap();
    fs::set_permissions(project.join(name), fs::Permissions::from_mode(0o600)).unwrap();
}
