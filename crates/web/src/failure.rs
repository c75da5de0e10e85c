//! Failures on their way out of a handler.
//!
//! A handler answers with a failure; the middleware [`crate::failure_page::render`], which knows the request's language
//! and whether a person or a program asks, turns it into words.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use junheng_app::Failure;

/// A failure on its way out of a handler.
#[derive(Debug)]
pub struct PageFailure(pub Failure);

impl<F: Into<Failure>> From<F> for PageFailure {
    fn from(failure: F) -> Self {
        Self(failure.into())
    }
}

/// Travels in the response's extensions from the handler to the middleware.
#[derive(Clone)]
pub struct Carried(pub Arc<Failure>);

impl IntoResponse for PageFailure {
    fn into_response(self) -> Response {
        let status = match &self.0 {
            Failure::Refused(_) => StatusCode::FORBIDDEN,
            Failure::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Failure::NotFound => StatusCode::NOT_FOUND,
            Failure::NotSignedIn => StatusCode::UNAUTHORIZED,
            Failure::Ours(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Carried(Arc::new(self.0)));
        response
    }
}
