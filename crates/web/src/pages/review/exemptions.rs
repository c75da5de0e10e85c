//! Requests to let a failed check pass, and deciding on them.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use junheng_app::reviewing::{DecideExemption, ExemptionAsked};
use junheng_app::{App, Failure};

use super::act::{Inputs, input};
use super::done::Done;
use crate::components::{EmptyTable, Link, Page};
use crate::failure::PageFailure;
use crate::files::saved;
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "review/exemptions.html")]
struct ExemptionsPage {
    page: Page,
    county: i64,
    /// Each with the day in its field, and what is wrong with it.
    asked: Vec<(ExemptionAsked, String, String)>,
    empty: EmptyTable,
}

/// The requests of a county, the undecided first.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(county): Path<i64>,
    Query(done): Query<Done>,
) -> Result<Html<String>, PageFailure> {
    let mut page = filled(&app, &asked, &actor, county, None).await?;
    page.page.flashes = done.flashes(asked.lang);
    html(&page)
}

/// Decides on one request.
pub async fn decide(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path((county, id)): Path<(i64, i64)>,
    axum::Form(inputs): axum::Form<Inputs>,
) -> Result<Response, PageFailure> {
    let typed = DecideExemption {
        grants: input(&inputs, "decision") == "grant",
        expires_on: input(&inputs, "expires_on").to_owned(),
    };
    match app.decide_exemption(&actor, id, &typed).await {
        Ok(()) => Ok(
            Redirect::to(&format!("/counties/{county}/exemptions?done=decided")).into_response(),
        ),
        Err(Failure::Invalid(errors)) => {
            let said = errors
                .first()
                .map_or("", |error| asked.lang.of(&error.message));
            let wrong = Some((id, said.to_owned(), typed.expires_on.clone()));
            let page = filled(&app, &asked, &actor, county, wrong).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// The evidence that was put on record with a request.
pub async fn evidence(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let (evidence, bytes) = app.exemption_evidence(&actor, id).await?;
    Ok(saved(&evidence.name, &evidence.media_type, bytes))
}

async fn filled(
    app: &App,
    asked: &Asked,
    actor: &SignedIn,
    county: i64,
    wrong: Option<(i64, String, String)>,
) -> Result<ExemptionsPage, PageFailure> {
    let lang = asked.lang;
    let mut page = asked.page("校验豁免", "Exemptions");
    page.lead = lang
        .say(
            "学校认为某项校验对自己不适用时提出申请；批准后在有效期内不再拦截。",
            "A school asks for one when a check does not fit it; a granted one lets the check pass until it expires.",
        )
        .to_owned();
    page.crumbs = vec![Link::new(
        lang.say("填报期", "Periods"),
        format!("/counties/{county}/periods"),
    )];
    let listed = app.exemptions(actor, county).await?;
    let with_field = |one: ExemptionAsked| {
        let wished = one.exemption.expires_on.map(|day| day.to_string());
        match &wrong {
            Some((id, said, typed)) if *id == one.exemption.id => {
                (one, typed.clone(), said.clone())
            }
            _ => (one, wished.unwrap_or_default(), String::new()),
        }
    };
    Ok(ExemptionsPage {
        page,
        county,
        asked: listed.into_iter().map(with_field).collect(),
        empty: EmptyTable {
            title: lang.say("没有豁免申请", "No requests").to_owned(),
            advice: String::new(),
            action: Link::default(),
        },
    })
}
