//! What every page handler needs to know of the request it answers.

use std::convert::Infallible;
use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::response::Html;
use junheng_app::{Actor, App, Failure, Fault, Judged, Waiting};
use junheng_model::Wording;

use crate::Shared;
use crate::components::Page;
use crate::failure::PageFailure;
use crate::frame;
use crate::lang::Lang;
use crate::pages::counties::selection::Selection;
use crate::session::SignedIn;
use crate::words::Words;

/// The language, the address and who asks.
#[derive(Debug, Clone)]
pub struct Asked {
    pub lang: Lang,
    pub words: Words,
    /// Path and query.
    pub here: String,
    pub actor: Option<Arc<Actor>>,
    /// What waits for whoever asks.
    pub waiting: Waiting,
}

impl Asked {
    /// The frame of the page that answers.
    pub fn page(&self, zh: &str, en: &str) -> Page {
        Page {
            words: self.words.clone(),
            ..frame::page(
                self.lang,
                &Wording::new(zh, en),
                &self.here,
                self.actor.as_deref().zip(Some(&self.waiting)),
            )
        }
    }
}

impl FromRequestParts<Shared> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Infallible> {
        let lang = Lang::asked(&parts.headers);
        Ok(Self {
            lang,
            words: Words::new(shared.app.rulebook().clone(), lang),
            here: parts
                .uri
                .path_and_query()
                .map_or_else(|| "/".to_owned(), ToString::to_string),
            actor: parts
                .extensions
                .get::<SignedIn>()
                .map(|SignedIn(actor)| actor.clone()),
            waiting: parts
                .extensions
                .get::<Waiting>()
                .copied()
                .unwrap_or_default(),
        })
    }
}

/// Somebody who is signed in and reads: what most handlers of reading take.
#[derive(Clone)]
pub struct Reader {
    pub app: App,
    pub asked: Asked,
    pub actor: SignedIn,
}

impl Reader {
    pub fn lang(&self) -> Lang {
        self.asked.lang
    }

    /// A county's figures, judged.
    ///
    /// # Errors
    /// As [`App::judged`], and for a version or a day that cannot be read.
    pub async fn judged(&self, county: i64, selection: &Selection) -> Result<Arc<Judged>, Failure> {
        let asked = selection.asked(county)?;
        self.app.judged(&self.actor, &asked).await
    }
}

impl FromRequestParts<Shared> for Reader {
    type Rejection = PageFailure;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, PageFailure> {
        let actor =
            <SignedIn as FromRequestParts<Shared>>::from_request_parts(parts, shared).await?;
        let Ok(asked) = Asked::from_request_parts(parts, shared).await;
        Ok(Self {
            app: App::from_ref(shared),
            asked,
            actor,
        })
    }
}

/// Draws a page.
///
/// # Errors
/// When the template fails, which only a fault of ours can cause.
pub fn html(page: &impl Template) -> Result<Html<String>, PageFailure> {
    page.render().map(Html).map_err(|error| {
        tracing::error!(%error, "a template failed");
        PageFailure(Failure::Ours(Fault::Broken("a template failed")))
    })
}
