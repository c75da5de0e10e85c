//! The rulebook's pages as JSON.

use axum::Json;
use axum::extract::{Path, State};
use junheng_app::{App, Failure};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::Failures;
use crate::api::requests::Asks;
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::pages::rulebook::article::Article;
use crate::pages::rulebook::{index, matters, policies, registers};
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(first))
        .routes(routes!(policy))
        .routes(routes!(register))
        .routes(routes!(codes))
        .routes(routes!(matter))
        .routes(routes!(calendar))
        .routes(routes!(example))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Search {
    /// What to look for; everything is listed when left out.
    q: String,
}

/// What there is in the rulebook, or what a search finds in it.
#[utoipa::path(get, path = "/rulebook", tag = "rulebook", params(Search), responses((status = 200, body = Article), Failures))]
async fn first(
    State(app): State<App>,
    lang: Lang,
    _actor: SignedIn,
    Asks(search): Asks<Search>,
) -> Json<Article> {
    Json(match search.q.trim() {
        "" => index::article(app.rulebook(), lang),
        words => index::found(app.rulebook(), words, lang),
    })
}

/// A policy: indicators with formulas, standards by layer and date, rules, sources.
#[utoipa::path(get, path = "/rulebook/policies/{policy}", tag = "rulebook", params(("policy" = String, Path)), responses((status = 200, body = Article), Failures))]
async fn policy(
    State(app): State<App>,
    lang: Lang,
    _actor: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<Article>, PageFailure> {
    let policy = app.rulebook().policy(&id).ok_or(Failure::NotFound)?;
    Ok(Json(policies::article(
        policy,
        app.rulebook(),
        app.today(),
        lang,
    )))
}

/// A register: columns and checks.
#[utoipa::path(get, path = "/rulebook/registers/{register}", tag = "rulebook", params(("register" = String, Path)), responses((status = 200, body = Article), Failures))]
async fn register(
    State(app): State<App>,
    lang: Lang,
    _actor: SignedIn,
    Path(name): Path<String>,
) -> Result<Json<Article>, PageFailure> {
    let register = app.rulebook().register(&name).ok_or(Failure::NotFound)?;
    Ok(Json(registers::article(register, lang)))
}

/// A code list.
#[utoipa::path(get, path = "/rulebook/codes/{list}", tag = "rulebook", params(("list" = String, Path)), responses((status = 200, body = Article), Failures))]
async fn codes(
    State(app): State<App>,
    lang: Lang,
    _actor: SignedIn,
    Path(name): Path<String>,
) -> Result<Json<Article>, PageFailure> {
    let list = app.rulebook().code_list(&name).ok_or(Failure::NotFound)?;
    Ok(Json(registers::code_article(list, lang)))
}

/// A kind of matter: states, moves, deadlines.
#[utoipa::path(get, path = "/rulebook/matters/{kind}", tag = "rulebook", params(("kind" = String, Path)), responses((status = 200, body = Article), Failures))]
async fn matter(
    State(app): State<App>,
    lang: Lang,
    _actor: SignedIn,
    Path(name): Path<String>,
) -> Result<Json<Article>, PageFailure> {
    let kind = app.rulebook().matter(&name).ok_or(Failure::NotFound)?;
    Ok(Json(matters::article(kind, lang)))
}

/// The holidays by which working days are counted.
#[utoipa::path(get, path = "/rulebook/calendar", tag = "rulebook", responses((status = 200, body = Article), Failures))]
async fn calendar(State(app): State<App>, lang: Lang, _actor: SignedIn) -> Json<Article> {
    Json(matters::calendar_article(&app.rulebook().calendar, lang))
}

/// A worked example, by its number from one.
#[utoipa::path(get, path = "/rulebook/examples/{number}", tag = "rulebook", params(("number" = usize, Path)), responses((status = 200, body = Article), Failures))]
async fn example(
    State(app): State<App>,
    lang: Lang,
    _actor: SignedIn,
    Path(number): Path<usize>,
) -> Result<Json<Article>, PageFailure> {
    let examples = &app.rulebook().examples;
    let example = number.checked_sub(1).and_then(|index| examples.get(index));
    let example = example.ok_or(Failure::NotFound)?;
    Ok(Json(policies::example_article(
        example,
        app.rulebook(),
        lang,
    )))
}
