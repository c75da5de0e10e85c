//! Who asks: a browser with a session's cookie, or a program with a token.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::{FromRequestParts, OptionalFromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use junheng_app::{Actor, App, Failure};

use crate::failure::PageFailure;

/// The cookie that holds a session's secret.
const COOKIE: &str = "junheng_session";
/// Letters kept of what a browser calls itself.
const LONGEST_BROWSER: usize = 200;

/// Whoever is signed in; as an extractor it refuses everybody else.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Arc<Actor>);

impl Deref for SignedIn {
    type Target = Actor;

    fn deref(&self) -> &Actor {
        &self.0
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = PageFailure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageFailure> {
        parts
            .extensions
            .get::<SignedIn>()
            .cloned()
            .ok_or(PageFailure(Failure::NotSignedIn))
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for SignedIn {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Self::Rejection> {
        Ok(parts.extensions.get::<SignedIn>().cloned())
    }
}

/// Looks up who asks, once for every request.
///
/// # Errors
/// [`Failure::NotSignedIn`] for a token that is unknown, revoked or past; a stale cookie only means that nobody
/// is signed in.
pub async fn recognise(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Result<Response, PageFailure> {
    let headers = request.headers();
    let actor = if let Some(token) = bearer(headers) {
        // A program may also show the session that it began with a password.
        let actor = match app.actor_of_token(token).await? {
            Some(actor) => Some(actor),
            None => app.actor_of_session(token).await?,
        };
        Some(actor.ok_or(Failure::NotSignedIn)?)
    } else if let Some(secret) = secret(headers) {
        app.actor_of_session(secret).await?
    } else {
        None
    };
    let signed_in = actor.map(|actor| SignedIn(Arc::new(actor)));
    if let Some(actor) = &signed_in {
        if !request.method().is_safe() && !actor.may_write() {
            return Err(Failure::refused(
                "这个令牌只能读取，不能修改。",
                "This token may read only.",
            )
            .into());
        }
        if actor.must_change_password && !is_for_everybody(request.uri().path()) {
            return must_change(request.uri().path());
        }
        request.extensions_mut().insert(actor.clone());
        if is_page(request.uri().path()) {
            request
                .extensions_mut()
                .insert(app.waiting_for(actor).await?);
        }
    }
    let changes = !request.method().is_safe();
    let mut response = next.run(request).await;
    if let (true, Some(actor)) = (changes, &signed_in) {
        app.count_again_for(actor);
    }
    // The page of a failure, drawn further out, also says who is signed in.
    if let Some(signed_in) = signed_in {
        response.extensions_mut().insert(signed_in);
    }
    Ok(response)
}

/// Whether an address answers with a page, which says what waits.
fn is_page(path: &str) -> bool {
    !path.starts_with("/api/") && !path.starts_with("/assets/")
}

/// What somebody may do who still has the password that another gave him: change it, or leave.
fn is_for_everybody(path: &str) -> bool {
    const OPEN: [&str; 7] = [
        "/me/password",
        "/sign-in",
        "/sign-out",
        "/language",
        "/api/v1/me",
        "/api/v1/me/password",
        "/api/v1/sign-out",
    ];
    OPEN.contains(&path) || path.starts_with("/assets/")
}

fn must_change(path: &str) -> Result<Response, PageFailure> {
    if path.starts_with("/api/") {
        return Err(Failure::refused(
            "请先修改首次密码（PUT /api/v1/me/password）。",
            "Change the first password first (PUT /api/v1/me/password).",
        )
        .into());
    }
    Ok(Redirect::to("/me/password").into_response())
}

/// The token or the session's secret that a program shows.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Bearer ")
}

/// The session's secret, as the browser keeps it.
pub fn secret(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, secret)| secret)
}

/// The header that gives a browser its session. Over TLS the cookie never travels in the clear.
pub fn cookie(secret: &str, until: Timestamp, now: Timestamp, is_secure: bool) -> HeaderValue {
    let seconds = until.duration_since(now).as_secs().max(0);
    let secure = if is_secure { "; Secure" } else { "" };
    let text =
        format!("{COOKIE}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// The header that takes the session away again.
pub fn no_cookie() -> HeaderValue {
    HeaderValue::from_static("junheng_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
}

/// What the browser calls itself, cut to a line.
pub fn browser(headers: &HeaderMap) -> String {
    let said = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok());
    said.unwrap_or_default()
        .chars()
        .take(LONGEST_BROWSER)
        .collect()
}
