//! Making and revoking one's own tokens.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::{App, Failure, MadeToken, MakeToken};
use serde::Deserialize;

use super::account::{Returned, drawn};
use crate::components::{Link, Page};
use crate::failure::PageFailure;
use crate::pages::people::moment;
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "me/token.html")]
struct TokenPage {
    page: Page,
    made: MadeToken,
    until: String,
}

/// What the form sends. The number of days is taken as it was typed, so that it can come back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    label: String,
    scope: String,
    days: String,
}

/// Makes a token and shows its secret once, or brings the form back.
pub async fn make(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    axum::Form(typed): axum::Form<Typed>,
) -> Result<Response, PageFailure> {
    let lang = asked.lang;
    let wanted = MakeToken {
        label: typed.label.clone(),
        scope: typed.scope.clone(),
        // What is no number is no good number of days.
        days: typed.days.trim().parse().unwrap_or(0),
    };
    let mut returned = Returned::default();
    let status = match app.make_token(&actor, &wanted).await {
        Ok(made) => {
            let mut page = asked.page("新的令牌", "A new token");
            page.lead = lang
                .say(
                    "只显示这一次，请现在复制到要用它的程序里。",
                    "Shown this once: copy it to the program that needs it now.",
                )
                .to_owned();
            page.crumbs = vec![Link::new(lang.say("我的账号", "My account"), "/me")];
            let until = moment(made.expires_at);
            return Ok(html(&TokenPage { page, made, until })?.into_response());
        }
        Err(Failure::Invalid(errors)) => {
            returned.errors = errors;
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(Failure::Refused(reasons)) => {
            let reasons = reasons.iter().map(|reason| lang.of(reason).to_owned());
            returned.refused = reasons.collect();
            StatusCode::FORBIDDEN
        }
        Err(other) => return Err(other.into()),
    };
    returned.label = typed.label;
    returned.scope = typed.scope;
    returned.days = typed.days;
    let page = drawn(&app, &asked, &actor, returned, None).await?;
    Ok((status, page).into_response())
}

/// Takes a token back.
pub async fn revoke(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Redirect, PageFailure> {
    app.revoke_token(&actor, id).await?;
    Ok(Redirect::to("/me?done=token-revoked"))
}
