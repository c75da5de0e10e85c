//! Asking for an exemption, and for a personal value: both with a reason.

use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use junheng_app::handing_in::{AskExemption, HandIn};
use junheng_app::{Actor, App, Failure, FieldError};
use serde::Deserialize;

use super::hand_in_view::title;
use super::uploaded::Sent;
use crate::components::{Link, Page};
use crate::failure::PageFailure;
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "hand_ins/exemption.html")]
struct ExemptionPage {
    page: Page,
    id: i64,
    check: String,
    row: String,
    expected: String,
    read: String,
    reason: String,
    expires_on: String,
    /// By field.
    errors: Vec<(String, String)>,
}

impl ExemptionPage {
    /// What is wrong with a field; empty for nothing.
    fn wrong(&self, field: &str) -> &str {
        let own = self.errors.iter().find(|(of, _)| of == field);
        own.map_or("", |(_, said)| said.as_str())
    }
}

#[derive(Template)]
#[template(path = "hand_ins/unmask.html")]
struct UnmaskPage {
    page: Page,
    register: String,
    action: String,
    /// The hand-in.
    back: String,
    reason: String,
    error: String,
    values: Vec<(String, String)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    number: usize,
}

/// The form for the failing check of this number.
pub async fn exemption(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path(id): Path<i64>,
    Query(Which { number }): Query<Which>,
) -> Result<Html<String>, PageFailure> {
    let hand_in = app.hand_in(&actor, id).await?;
    let failing = hand_in.failing.get(number).ok_or(Failure::NotFound)?;
    let typed = AskExemption {
        check: failing.failed.check.clone(),
        row: failing.failed.row_key.clone(),
        ..AskExemption::default()
    };
    html(&exemption_page(&asked, &hand_in, &typed, &[]))
}

/// Asks for it, or brings the form back.
pub async fn ask_exemption(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path(id): Path<i64>,
    form: Multipart,
) -> Result<Response, PageFailure> {
    let mut sent = Sent::default();
    let arrived = sent.take_in(form).await;
    let typed = AskExemption {
        check: sent.field("check").to_owned(),
        row: sent.field("row").to_owned(),
        reason: sent.field("reason").to_owned(),
        expires_on: sent.field("expires_on").to_owned(),
        file: (!sent.bytes.is_empty()).then(|| (sent.file_name.clone(), sent.bytes.clone())),
    };
    let done = match arrived {
        Ok(()) => app.ask_exemption(&actor, id, typed.clone()).await,
        Err(failure) => Err(failure),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/hand-ins/{id}?done=asked")).into_response()),
        Err(Failure::Invalid(errors)) => {
            let hand_in = app.hand_in(&actor, id).await?;
            let page = html(&exemption_page(&asked, &hand_in, &typed, &errors))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn exemption_page(
    asked: &Asked,
    hand_in: &HandIn,
    typed: &AskExemption,
    errors: &[FieldError],
) -> ExemptionPage {
    let lang = asked.lang;
    let failing = hand_in
        .failing
        .iter()
        .find(|failing| failing.failed.check == typed.check && failing.failed.row_key == typed.row);
    let mut page = asked.page("申请校验豁免", "Ask for an exemption");
    page.crumbs = crumbs(hand_in, asked);
    ExemptionPage {
        page,
        id: hand_in.status.id,
        check: typed.check.clone(),
        row: typed.row.clone(),
        expected: failing.map_or_else(String::new, |failing| {
            title(&failing.failed, lang).to_owned()
        }),
        read: failing.map_or_else(String::new, |failing| failing.failed.found.read.clone()),
        reason: typed.reason.clone(),
        expires_on: typed.expires_on.clone(),
        errors: errors
            .iter()
            .map(|error| (error.field.clone(), lang.of(&error.message).to_owned()))
            .collect(),
    }
}

fn crumbs(hand_in: &HandIn, asked: &Asked) -> Vec<Link> {
    let lang = asked.lang;
    let status = &hand_in.status;
    vec![
        Link::new(lang.say("填报", "Hand-ins"), "/hand-ins"),
        Link::new(
            format!(
                "{} · {}",
                asked.words.register(&status.register),
                status.organisation
            ),
            format!("/hand-ins/{}", status.id),
        ),
    ]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Reason {
    reason: String,
}

/// Asks why somebody wants to see the personal values of a row.
pub async fn unmask(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path((id, row)): Path<(i64, i64)>,
) -> Result<Html<String>, PageFailure> {
    let page = unmask_page(&app, &actor, &asked, id, row).await?;
    html(&page)
}

/// Shows them once; the journal keeps who, when and why.
pub async fn show_personal(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path((id, row)): Path<(i64, i64)>,
    Form(typed): Form<Reason>,
) -> Result<Response, PageFailure> {
    let mut page = unmask_page(&app, &actor, &asked, id, row).await?;
    page.reason.clone_from(&typed.reason);
    let status = match app.unmask(&actor, id, row, &typed.reason).await {
        Ok(values) => {
            page.values = values
                .into_iter()
                .map(|(column, value)| {
                    let words = &asked.words;
                    let said = words.cell(&page.register, &column, &value).to_owned();
                    (words.column(&page.register, &column).to_owned(), said)
                })
                .collect();
            StatusCode::OK
        }
        Err(Failure::Invalid(errors)) => {
            let first = errors.first();
            page.error = first.map_or_else(String::new, |error| {
                asked.lang.of(&error.message).to_owned()
            });
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(other) => return Err(other.into()),
    };
    let unkept = [(axum::http::header::CACHE_CONTROL, "no-store")];
    Ok((status, unkept, html(&page)?).into_response())
}

async fn unmask_page(
    app: &App,
    actor: &Actor,
    asked: &Asked,
    id: i64,
    row: i64,
) -> Result<UnmaskPage, PageFailure> {
    let hand_in = app.hand_in(actor, id).await?;
    let known = hand_in.rows.iter().find(|known| known.row_id == row);
    let key = known.ok_or(Failure::NotFound)?.key.clone();
    if !hand_in.may_unmask {
        return Err(Failure::refused(
            "您的角色不能查看个人信息。",
            "Your role may not see personal values.",
        )
        .into());
    }
    let mut page = asked.page("查看个人信息", "See personal values");
    page.lead = key;
    page.crumbs = crumbs(&hand_in, asked);
    Ok(UnmaskPage {
        page,
        register: hand_in.status.register,
        action: format!("/hand-ins/{id}/unmask/{row}"),
        back: format!("/hand-ins/{id}"),
        reason: String::new(),
        error: String::new(),
        values: Vec::new(),
    })
}
