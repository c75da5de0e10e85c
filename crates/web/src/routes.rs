//! Every address, on one screen.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::trace::TraceLayer;

use crate::pages::{counties, home, language, set_up, sign_in};
use crate::{Shared, assets, failure, same_origin, security_headers, session};

/// The most that a request may carry, uploads apart: forms and pasted blocks.
const BODY_LIMIT: usize = 4 << 20;

pub fn router(shared: Shared) -> Router {
    let pages = Router::new()
        // Everybody
        .route("/sign-in", get(sign_in::form).post(sign_in::submit))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/language", post(language::choose))
        .route("/set-up", get(set_up::form).post(set_up::submit))
        // Whoever is signed in
        .route("/", get(home::page))
        // Reading
        .route("/counties/{county}", get(counties::overview::page));
    let is_secure = shared.settings.is_secure;
    let mut router = pages
        .merge(assets::routes())
        .layer(CatchPanicLayer::new())
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn(same_origin::guard))
        .layer(from_fn_with_state(shared.clone(), session::recognise))
        .layer(from_fn(failure::render))
        .layer(from_fn(security_headers::add));
    if is_secure {
        router = router.layer(from_fn(security_headers::add_strict_transport));
    }
    router
        .layer(CompressionLayer::new())
        .layer(TraceLayer::new_for_http())
        .with_state(shared)
}
