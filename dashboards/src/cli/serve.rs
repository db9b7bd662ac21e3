//! `mirante serve`: pages of the editions, for browsers on this machine.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use mirante_data::{Lake, clock::Clock, explain::Exit};
use serde_json::json;

use super::Global;
use crate::{
    error::{CliError, Failure},
    project::Project,
    terminal::Terminal,
    web::{self, app::App, limits::Limits, server},
};

/// Where pages are served when nothing else is said.
pub const ADDRESS: &str = "127.0.0.1:8080";

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(long, value_name = "ADDRESS", default_value = ADDRESS)]
    bind: String,
    #[arg(long)]
    open: bool,
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let address = args.bind.parse().map_err(|_| CliError::Word { word: args.bind.clone(), expected: ADDRESS.to_owned() })?;
    serve(&global.project, server::listen(address).await?, args.open, terminal).await
}

/// Serves a project until the end is asked for.
pub async fn serve(folder: &Path, listener: tokio::net::TcpListener, opens: bool, terminal: &Terminal) -> Result<Exit, Failure> {
    let limits = Limits::default();
    let project = Project::open(folder)?;
    let lease = tokio::spawn(lease(project.lake.clone(), project.clock));
    let router = web::router(App::new(project, limits)?);
    let end = server::end()?;
    let address = format!("http://{}/", listener.local_addr()?);
    terminal.say("serve-address", &[("address", address.clone())]);
    terminal.fact(&json!({ "step": "serve", "status": "ok", "address": address }));
    if opens {
        open(&address);
    }
    server::serve(listener, router, limits, end).await;
    lease.abort();
    terminal.say("serve-end", &[]);
    Ok(Exit::Ok)
}

/// Says each minute which version is newest here, so that `gc` leaves it its files. Editions are kept at any rate.
async fn lease(lake: Arc<Lake>, clock: Clock) {
    let holder = format!("serve-{}", std::process::id());
    let mut held = None;
    loop {
        if let Ok(head) = lake.head().await {
            // What was shown a minute ago may still be read: it is let go with the next renewal.
            let version = held.replace(head.version()).unwrap_or_else(|| head.version());
            if version > 0
                && let Err(error) = lake.renew_lease(&holder, version, clock.now_micros()).await
            {
                tracing::debug!(%error, "lease not renewed");
            }
        }
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
}

/// The first address from a port on that nobody listens at.
pub async fn free_from(port: u16) -> Result<tokio::net::TcpListener, CliError> {
    let mut refused = None;
    for port in port..=port.saturating_add(20) {
        match server::listen(SocketAddr::from(([127, 0, 0, 1], port))).await {
            Ok(listener) => return Ok(listener),
            Err(error) => refused = Some(error),
        }
    }
    Err(refused.unwrap_or_else(|| CliError::Bind { address: port.to_string(), problem: String::new() }))
}

/// Shows an address in the browser of those who sit before this machine; without one nothing happens.
fn open(address: &str) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let quiet = std::process::Stdio::null;
    // A browser that does not come is no error: the address stands on the terminal.
    let _ = std::process::Command::new(program).arg(address).stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn();
}
