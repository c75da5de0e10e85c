//! Hand-ins as workbooks: the template, the draft, the marked copy.

use axum::extract::{Path, State};
use axum::response::Response;
use junheng_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::Failures;
use crate::failure::PageFailure;
use crate::pages::hand_ins::answer::marked_copy;
use crate::pages::hand_ins::files::current;
use crate::pages::hand_ins::{WORKBOOK, download};
use crate::request::Asked;
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(template))
        .routes(routes!(draft))
        .routes(routes!(marked))
        .routes(routes!(marked_for_all))
}

/// The workbook to fill in, with who the organisation is and what of last year's rows stays.
#[utoipa::path(get, path = "/hand-ins/{id}/template.xlsx", tag = "hand-ins", params(("id" = i64, Path)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>), Failures))]
async fn template(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let (name, bytes) = app.hand_in_template(&actor, id).await?;
    Ok(download(&name, WORKBOOK, bytes))
}

/// The latest revision as a workbook, personal values masked.
#[utoipa::path(get, path = "/hand-ins/{id}/rows.xlsx", tag = "hand-ins", params(("id" = i64, Path)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>), Failures))]
async fn draft(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    current(&app, &actor, &asked, id).await
}

/// An uploaded workbook with every problem marked at its cell.
#[utoipa::path(get, path = "/hand-ins/{id}/uploads/{evidence}/marked.xlsx", tag = "hand-ins", params(("id" = i64, Path), ("evidence" = i64, Path)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>), Failures))]
async fn marked(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path((id, evidence)): Path<(i64, i64)>,
) -> Result<Response, PageFailure> {
    let answer = app.upload_answer(&actor, id, evidence).await?;
    marked_copy(&answer, asked.lang)
}

/// A workbook that was uploaded for all, with every problem marked at its cell.
#[utoipa::path(get, path = "/hand-ins/for-all/{job}/marked.xlsx", tag = "hand-ins", params(("job" = i64, Path)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>), Failures))]
async fn marked_for_all(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path(job): Path<i64>,
) -> Result<Response, PageFailure> {
    let answer = app.for_all_answer(&actor, job).await?;
    marked_copy(&answer, asked.lang)
}
