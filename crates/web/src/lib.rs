//! How does it look on screen?
//!
//! Pages and the API over the verbs of `app`: a handler parses the request, calls one verb, fills the page's
//! struct. `routes.rs` holds every address on one screen.

mod api;
pub mod assets;
pub mod components;
mod failure;
mod failure_page;
mod files;
mod frame;
mod heard_out;
pub mod lang;
mod limits;
mod links;
mod pages;
mod request;
mod routes;
mod same_origin;
mod security_headers;
mod server;
mod session;
#[cfg(debug_assertions)]
pub mod style_guide;
pub mod words;

pub use api::document as api_document;
pub use routes::page_addresses;
pub use server::{Listen, ServeError, Tls, serve};

use std::net::SocketAddr;

use axum::extract::FromRef;
use axum::http::HeaderMap;
use junheng_app::App;

/// How this server is reached.
#[derive(Debug, Clone, Copy, Default)]
pub struct Settings {
    /// Whether browsers reach it over TLS, spoken here or by a proxy in front.
    pub is_secure: bool,
    /// Whether a proxy in front says with `X-Forwarded-For` who the visitor is.
    pub is_behind_proxy: bool,
}

impl Settings {
    /// The visitor's address, for throttling.
    pub(crate) fn visitor(self, headers: &HeaderMap, peer: SocketAddr) -> String {
        let forwarded = || {
            let list = headers.get("x-forwarded-for")?.to_str().ok()?;
            // The last one is what our own proxy saw; those before it are what the visitor claims.
            list.rsplit(',')
                .next()
                .map(|address| address.trim().to_owned())
        };
        match self.is_behind_proxy.then(forwarded).flatten() {
            Some(address) => address,
            None => peer.ip().to_string(),
        }
    }
}

/// What handlers share.
#[derive(Clone, FromRef)]
pub(crate) struct Shared {
    pub app: App,
    pub settings: Settings,
}
