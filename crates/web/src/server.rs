//! Listening, with or without TLS, until told to stop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use junheng_app::App;

use crate::{Settings, Shared, routes};

/// How long requests in progress may take once the server was told to stop.
const GRACE: Duration = Duration::from_secs(20);

/// Where and how to listen.
#[derive(Debug, Clone)]
pub struct Listen {
    pub address: SocketAddr,
    pub tls: Option<Tls>,
    pub settings: Settings,
}

/// A certificate and its key, as PEM files.
#[derive(Debug, Clone)]
pub struct Tls {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// The server could not begin or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("cannot listen on {address}")]
    Listen {
        address: SocketAddr,
        source: std::io::Error,
    },
    #[error("the certificate or its key cannot be used")]
    Certificate(#[source] std::io::Error),
    #[error("the server stopped")]
    Serve(#[source] std::io::Error),
}

/// The house is looked after this often.
const LOOKED_AFTER_EVERY: Duration = Duration::from_secs(600);

/// Takes up the jobs that an earlier run left. Then, as long as the server runs, says what the declarations of matters
/// ask to be said by now, and clears away what is kept for a while only.
async fn look_after(app: App) {
    if let Err(error) = app.resume_jobs().await {
        tracing::error!(?error, "the jobs of an earlier run could not be taken up");
    }
    let mut ticks = tokio::time::interval(LOOKED_AFTER_EVERY);
    loop {
        ticks.tick().await;
        if let Err(error) = app.tidy_up().await {
            tracing::error!(?error, "old files could not be cleared away");
        }
        match app.remind_due().await {
            Ok(0) => {}
            Ok(people) => tracing::info!(people, "reminded of deadlines"),
            Err(error) => tracing::error!(?error, "reminding failed"),
        }
    }
}

/// Serves until `stop` comes, then lets requests in progress end. `ready` is told the address that was
/// opened, which matters when port 0 was asked for.
///
/// # Errors
/// When the address cannot be opened or the certificate cannot be read.
pub async fn serve(
    app: App,
    listen: Listen,
    ready: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let shared_app = app.clone();
    let shared = Shared {
        app,
        settings: listen.settings,
    };
    let service = routes::router(shared).into_make_service_with_connect_info::<SocketAddr>();
    let address = listen.address;
    let cannot_listen = |source| ServeError::Listen { address, source };
    let listener = std::net::TcpListener::bind(address).map_err(cannot_listen)?;
    listener.set_nonblocking(true).map_err(cannot_listen)?;
    ready(listener.local_addr().map_err(cannot_listen)?);
    let looking_after = tokio::spawn(look_after(shared_app));
    let handle = Handle::new();
    let stopping = handle.clone();
    tokio::spawn(async move {
        stop.await;
        stopping.graceful_shutdown(Some(GRACE));
    });
    let served = match listen.tls {
        None => {
            axum_server::from_tcp(listener)
                .map_err(cannot_listen)?
                .handle(handle)
                .serve(service)
                .await
        }
        Some(tls) => {
            // A second server in the same process finds the provider installed; that is all right.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let config = RustlsConfig::from_pem_file(tls.certificate, tls.key)
                .await
                .map_err(ServeError::Certificate)?;
            axum_server::from_tcp_rustls(listener, config)
                .map_err(cannot_listen)?
                .handle(handle)
                .serve(service)
                .await
        }
    };
    looking_after.abort();
    // The task holds the app: it is gone before the caller ends the engine's threads.
    let _ = looking_after.await;
    served.map_err(ServeError::Serve)
}
