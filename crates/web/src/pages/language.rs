//! The language switch.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::App;
use serde::Deserialize;

use crate::failure::PageFailure;
use crate::lang::{COOKIE_NAME, Lang};
use crate::links::local_address;
use crate::request::Asked;

/// How long the choice stays.
const A_YEAR_SECONDS: u32 = 365 * 24 * 60 * 60;

/// The language chosen, and the page to go back to.
#[derive(Deserialize)]
pub struct Chosen {
    #[serde(default)]
    language: String,
    back: Option<String>,
}

/// Keeps the choice in a cookie, and in the account of whoever is signed in, and leads back. An unknown language
/// changes nothing.
pub async fn choose(
    State(app): State<App>,
    asked: Asked,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageFailure> {
    let back = Redirect::to(local_address(chosen.back.as_deref()));
    let Some(lang) = Lang::of_code(&chosen.language) else {
        return Ok(back.into_response());
    };
    if let Some(actor) = asked.actor {
        app.choose_language(&actor, lang.code()).await?;
    }
    Ok(([(header::SET_COOKIE, cookie(lang))], back).into_response())
}

/// The header that keeps the choice in the browser.
pub fn cookie(lang: Lang) -> HeaderValue {
    lasting(lang.code(), A_YEAR_SECONDS)
}

/// The header that forgets it.
pub fn no_cookie() -> HeaderValue {
    lasting("", 0)
}

fn lasting(code: &str, seconds: u32) -> HeaderValue {
    let cookie = format!("{COOKIE_NAME}={code}; Path=/; SameSite=Lax; Max-Age={seconds}");
    HeaderValue::from_str(&cookie).unwrap_or_else(|_| HeaderValue::from_static(""))
}
