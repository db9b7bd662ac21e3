//! Accepting connections: loopback only, so many at a time, none that dawdles, and a farewell that lets requests finish.

use std::{io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, sync::Semaphore};

use super::{limits::Limits, patience::Patient};
use crate::error::CliError;

/// Opens an address for connections; only one that other machines cannot reach, since there are no accounts yet.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, CliError> {
    if !address.ip().is_loopback() {
        return Err(CliError::NotLoopback { address: address.to_string() });
    }
    TcpListener::bind(address).await.map_err(|error| CliError::Bind { address: address.to_string(), problem: error.to_string() })
}

/// Serves until the end is asked for, then lets requests in flight finish for a while.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, end: impl Future<Output = ()>) {
    let (places, farewell) = (Arc::new(Semaphore::new(limits.connections)), GracefulShutdown::new());
    let mut end = pin!(end);
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { break };
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of descriptors, for one: waiting is all that helps.
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            () = &mut end => break,
        };
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head)
            .max_buf_size(limits.head_bytes)
            .serve_connection(TokioIo::new(Patient::new(stream, limits.unread)), service);
        let watched = farewell.watch(connection);
        tokio::spawn(async move {
            // How a connection ends is its client's affair.
            if let Err(error) = watched.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(limits.farewell, farewell.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

/// The end is asked for: by ctrl-c, or by the signal with which systems end services. Heard from this call on.
#[cfg(unix)]
pub fn end() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupted, mut terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! { _ = interrupted.recv() => {}, _ = terminated.recv() => {} }
    })
}

/// The end is asked for, by ctrl-c.
#[cfg(not(unix))]
pub fn end() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
