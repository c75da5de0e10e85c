//! A hand-in goes up to the reviewer, and comes back.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use junheng_app::App;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::Failures;
use crate::api::requests::Body;
use crate::failure::PageFailure;
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(submit))
        .routes(routes!(withdraw))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Note {
    /// What the reviewer should know.
    #[serde(default)]
    note: String,
}

/// Hand in for review; refused with every reason.
#[utoipa::path(post, path = "/hand-ins/{id}/submit", tag = "hand-ins", params(("id" = i64, Path)), request_body = Note, responses((status = 204), Failures))]
async fn submit(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    Body(typed): Body<Note>,
) -> Result<StatusCode, PageFailure> {
    app.submit_hand_in(&actor, id, &typed.note).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a hand-in back that nobody reviewed yet.
#[utoipa::path(post, path = "/hand-ins/{id}/withdraw", tag = "hand-ins", params(("id" = i64, Path)), responses((status = 204), Failures))]
async fn withdraw(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<StatusCode, PageFailure> {
    app.withdraw_hand_in(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
