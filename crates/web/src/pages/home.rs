//! The front page: what is to be done today.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::App;

use crate::components::Page;
use crate::failure::PageFailure;
use crate::request::{Asked, html};

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    page: Page,
}

/// What waits for whoever is signed in.
pub async fn page(State(app): State<App>, asked: Asked) -> Result<Response, PageFailure> {
    if asked.actor.is_none() {
        let to = if app.is_empty().await? {
            "/set-up"
        } else {
            "/sign-in"
        };
        return Ok(Redirect::to(to).into_response());
    }
    let page = HomePage {
        page: asked.page("今日", "Today"),
    };
    Ok(html(&page)?.into_response())
}
