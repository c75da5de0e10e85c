//! `junheng serve`: the platform in the browser.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use junheng_web::{Listen, Settings, Tls};
use tracing_subscriber::EnvFilter;

use super::{DataFolder, RulebookFolder};

/// Serve the pages and the API.
#[derive(Debug, Args)]
pub struct Serve {
    /// The address to listen on. Port 0 takes a free port and prints it.
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "JUNHENG_LISTEN",
        default_value = "127.0.0.1:8080"
    )]
    listen: SocketAddr,
    /// The certificate for TLS, as a PEM file.
    #[arg(
        long,
        value_name = "FILE",
        env = "JUNHENG_TLS_CERTIFICATE",
        requires = "tls_key"
    )]
    tls_certificate: Option<PathBuf>,
    /// The certificate's key, as a PEM file.
    #[arg(
        long,
        value_name = "FILE",
        env = "JUNHENG_TLS_KEY",
        requires = "tls_certificate"
    )]
    tls_key: Option<PathBuf>,
    /// A proxy in front speaks TLS and says with X-Forwarded-For who the visitor is.
    #[arg(long, env = "JUNHENG_BEHIND_PROXY")]
    behind_proxy: bool,
    /// Write the log as JSON, one object a line. What is logged is set by RUST_LOG, `info` if left out.
    #[arg(long, env = "JUNHENG_LOG_JSON")]
    log_json: bool,
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    rulebook: RulebookFolder,
}

/// Serves until interrupted.
///
/// # Errors
/// When the data cannot be opened, the rulebook has mistakes, or the address is taken.
pub fn run(args: Serve) -> anyhow::Result<ExitCode> {
    log_to_stderr(args.log_json);
    let rulebook = args.rulebook.load()?;
    let tls = match (args.tls_certificate, args.tls_key) {
        (Some(certificate), Some(key)) => Some(Tls { certificate, key }),
        _ => None,
    };
    let scheme = if tls.is_some() { "https" } else { "http" };
    let listen = Listen {
        address: args.listen,
        settings: Settings {
            is_secure: tls.is_some() || args.behind_proxy,
            is_behind_proxy: args.behind_proxy,
        },
        tls,
    };
    super::runtime()?.block_on(async move {
        let app = args.data.open(rulebook).await?;
        junheng_web::serve(
            app,
            listen,
            |address| println!("{scheme}://{address}"),
            stop_signal(),
        )
        .await
        .context("serving")
    })?;
    Ok(ExitCode::SUCCESS)
}

/// What is logged unless RUST_LOG says otherwise. At each start PostgreSQL remarks on tables that are there already.
const USUAL_LOG: &str = "info,sqlx::postgres::notice=warn";

/// The log goes to stderr: stdout says the address and nothing else.
fn log_to_stderr(as_json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(USUAL_LOG));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if as_json {
        log.json().init();
    } else {
        log.init();
    }
}

/// Ctrl-C, or what a service manager sends.
async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
