//! A private MariaDB server: one for all tests, a database for each; gone with the process, however that ends.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

use mysql_async::{Conn, OptsBuilder, prelude::Queryable};

use crate::support::block;

const CERTIFICATE: &str = include_str!("../postgres/server.crt");
const KEY: &str = include_str!("../postgres/server.key");

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

fn program(name: &str) -> String {
    let places = ["/usr/sbin", "/usr/bin", "/usr/local/bin", "/usr/local/sbin"].map(|folder| PathBuf::from(folder).join(name));
    let found = places.into_iter().find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("these tests need MariaDB's own {name}: install the package `mariadb-server-core`")).display().to_string()
}

impl Server {
    fn start() -> Self {
        let (install, serve) = (program("mariadb-install-db"), program("mariadbd"));
        let folder = tempfile::Builder::new().prefix("mirante-my-").tempdir().unwrap().keep();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let at = folder.display();
        // Whoever runs the tests runs the server; as root it has to be told so.
        let is_root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n");
        let user = if is_root { "--user=root" } else { "" };
        for (name, text) in [("server.crt", CERTIFICATE), ("server.key", KEY)] {
            fs::write(folder.join(name), text).unwrap();
            fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o600)).unwrap();
        }
        let script = format!(
            "{install} --no-defaults --datadir={at}/data --auth-root-authentication-method=normal --skip-test-db {user} >{at}/install.log 2>&1"
        );
        let out = Command::new("sh").args(["-ec", &script]).output().unwrap();
        assert!(out.status.success(), "{}", fs::read_to_string(folder.join("install.log")).unwrap_or_default());
        // A clock far from UTC, on which what the server tells of its transactions depends. The guard ends the server when
        // this process ends, for then its input is closed.
        let script = format!(
            "trap '' INT TERM HUP; TZ=XYZ-14 {serve} --no-defaults --datadir={at}/data --socket={at}/socket --port={port} --bind-address=127.0.0.1 {user} \
             --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=48M --innodb-log-file-size=32M --max-connections=200 --skip-log-bin \
             --character-set-server=utf8mb4 --ssl-cert={at}/server.crt --ssl-key={at}/server.key --sql-mode='' & \
             server=$!; cat >/dev/null; kill -KILL $server; wait $server; rm -rf {at}"
        );
        let log = fs::File::create(folder.join("server.log")).unwrap();
        let guard = Command::new("sh").args(["-c", &script]).stdin(Stdio::piped()).stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap();
        let server = Self { port, socket: folder.join("socket"), _guard: guard };
        let until = Instant::now() + Duration::from_secs(60);
        while block(server.connect("mysql")).is_err() {
            let log = fs::read_to_string(folder.join("server.log")).unwrap_or_default();
            assert!(Instant::now() < until, "the server does not start:\n{log}");
        }
        server
    }

    pub async fn connect(&self, database: &str) -> Result<Conn, mysql_async::Error> {
        let options = OptsBuilder::default().socket(Some(self.socket.display().to_string())).user(Some("root")).db_name(Some(database));
        let mut connection = Conn::new(options).await?;
        connection.query_drop("SET time_zone = '+00:00'").await?;
        Ok(connection)
    }

    /// A database of this name, with what the statements make.
    pub fn database(&'static self, name: &str, statements: &str) -> Database {
        block(async { self.connect("mysql").await.unwrap().query_drop(format!("CREATE DATABASE {name}")).await.unwrap() });
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
    pub async fn connect(&self) -> Conn {
        self.server.connect(&self.name).await.unwrap()
    }

    pub fn run(&self, statements: &str) {
        block(async {
            let mut connection = self.connect().await;
            run(&mut connection, statements).await;
        });
    }

    /// `connection` of a source that reads it over its socket.
    pub fn connection(&self) -> String {
        format!("{{ host = '{}', database = '{}', user = 'root' }}", self.server.socket.display(), self.name)
    }

    /// The same over the network, on a port that need not be the server's own.
    pub fn connection_at(&self, port: u16, more: &str) -> String {
        format!("{{ host = '127.0.0.1', port = {port}, database = '{}', {more} }}", self.name)
    }
}

/// Statements one after the other.
pub async fn run(connection: &mut Conn, statements: &str) {
    for statement in statements.split(';').filter(|statement| !statement.trim().is_empty()) {
        connection.query_drop(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
}
