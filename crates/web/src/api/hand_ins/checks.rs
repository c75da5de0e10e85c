//! What is said of checks that fail: words, rows given up, exemptions asked for.

use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode};
use junheng_app::App;
use junheng_app::handing_in::{AskExemption, Explanation};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::uploads::multipart;
use crate::Shared;
use crate::api::answers::Failures;
use crate::api::requests::Body;
use crate::failure::PageFailure;
use crate::limits::upload_limit;
use crate::pages::hand_ins::uploaded::Sent;
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    let uploads = OpenApiRouter::new()
        .routes(routes!(ask_exemption))
        .layer(upload_limit());
    OpenApiRouter::new()
        .routes(routes!(explain))
        .routes(routes!(give_up))
        .merge(uploads)
}

/// A word of explanation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Word {
    check: String,
    /// The row's key, as the failing check gives it.
    row: String,
    text: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Explanations {
    explanations: Vec<Word>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GivenUp {
    /// The refused row's id.
    row: i64,
    reason: String,
}

/// A request to let a failed check pass, as a form with files.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes the form")]
struct ExemptionForm {
    check: String,
    /// The row's key, as the failing check gives it.
    row: String,
    reason: String,
    /// Until when it should hold, `2026-08-31`.
    expires_on: Option<String>,
    /// What proves it.
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
}

/// Explain checks that fail softly.
#[utoipa::path(post, path = "/hand-ins/{id}/explain", tag = "hand-ins", params(("id" = i64, Path)), request_body = Explanations, responses((status = 204), Failures))]
async fn explain(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    Body(typed): Body<Explanations>,
) -> Result<StatusCode, PageFailure> {
    let words = typed.explanations.into_iter().map(|word| Explanation {
        check: word.check,
        row: word.row,
        text: word.text,
    });
    let words: Vec<Explanation> = words.collect();
    app.explain_checks(&actor, id, &words).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Give up a row of the file that could not be kept.
#[utoipa::path(post, path = "/hand-ins/{id}/give-up", tag = "hand-ins", params(("id" = i64, Path)), request_body = GivenUp, responses((status = 204), Failures))]
async fn give_up(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    Body(typed): Body<GivenUp>,
) -> Result<StatusCode, PageFailure> {
    app.give_up_row(&actor, id, typed.row, &typed.reason)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask that a failed check be let pass.
#[utoipa::path(post, path = "/hand-ins/{id}/exemption", tag = "hand-ins", params(("id" = i64, Path)),
    request_body(content = ExemptionForm, content_type = "multipart/form-data"),
    responses((status = 204), Failures))]
async fn ask_exemption(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    headers: HeaderMap,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<StatusCode, PageFailure> {
    let sent = Sent::read(multipart(&headers, form)?).await?;
    let asked = AskExemption {
        check: sent.field("check").to_owned(),
        row: sent.field("row").to_owned(),
        reason: sent.field("reason").to_owned(),
        expires_on: sent.field("expires_on").to_owned(),
        file: (!sent.bytes.is_empty()).then(|| (sent.file_name.clone(), sent.bytes.clone())),
    };
    app.ask_exemption(&actor, id, asked).await?;
    Ok(StatusCode::NO_CONTENT)
}
