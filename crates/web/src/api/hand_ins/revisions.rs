//! Revisions: begun with last year, compared, restored.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use junheng_app::App;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::Failures;
use crate::failure::PageFailure;
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(copy))
        .routes(routes!(changes))
        .routes(routes!(restore))
        .routes(routes!(against_last_year))
}

/// A row that a revision changed.
#[derive(Debug, Serialize, ToSchema)]
struct ChangedLine {
    key: String,
    /// `added`, `removed` or `changed`.
    what: &'static str,
    cells: Vec<ChangedCell>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ChangedCell {
    column: String,
    before: String,
    after: String,
}

/// A hand-in beside last year's.
#[derive(Debug, Serialize, ToSchema)]
struct AgainstLastYear {
    /// The name of last year's period; empty when there is none.
    last_year: String,
    rows_before: usize,
    rows_now: usize,
    /// The greatest changes first.
    changes: Vec<YearChange>,
}

/// A figure that was another one last year.
#[derive(Debug, Serialize, ToSchema)]
struct YearChange {
    /// The row's declared key in words.
    row: String,
    column: String,
    before: Option<String>,
    after: Option<String>,
    /// How much it changed, as a part of what it was; nothing where one of the two is missing or was nought.
    part: Option<f64>,
}

/// What was copied from last year.
#[derive(Debug, Serialize, ToSchema)]
struct Copied {
    rows: usize,
    /// Rows of this year's file that could not be kept, and for which last year's row of the same key stands now.
    stood_in: usize,
}

/// Begin with last year's figures; refused when something was entered already.
#[utoipa::path(post, path = "/hand-ins/{id}/copy", tag = "hand-ins", params(("id" = i64, Path)), responses((status = 200, body = Copied), Failures))]
async fn copy(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Json<Copied>, PageFailure> {
    let copied = app.copy_last_year(&actor, id).await?;
    Ok(Json(Copied {
        rows: copied.rows,
        stood_in: copied.stood_in,
    }))
}

/// What a revision changed against the one before, personal values masked.
#[utoipa::path(get, path = "/hand-ins/{id}/revisions/{number}", tag = "hand-ins", params(("id" = i64, Path), ("number" = i64, Path)), responses((status = 200, body = Vec<ChangedLine>), Failures))]
async fn changes(
    State(app): State<App>,
    actor: SignedIn,
    Path((id, number)): Path<(i64, i64)>,
) -> Result<Json<Vec<ChangedLine>>, PageFailure> {
    let rows = app.revision_changes(&actor, id, number).await?;
    let lines = rows.into_iter().map(|row| ChangedLine {
        key: row.key,
        what: row.what,
        cells: row
            .cells
            .into_iter()
            .map(|(column, before, after)| ChangedCell {
                column,
                before,
                after,
            })
            .collect(),
    });
    Ok(Json(lines.collect()))
}

/// Make a new revision that is equal to an earlier one; nought is the empty beginning.
#[utoipa::path(post, path = "/hand-ins/{id}/revisions/{number}/restore", tag = "hand-ins", params(("id" = i64, Path), ("number" = i64, Path)), responses((status = 204), Failures))]
async fn restore(
    State(app): State<App>,
    actor: SignedIn,
    Path((id, number)): Path<(i64, i64)>,
) -> Result<StatusCode, PageFailure> {
    app.restore_revision(&actor, id, number).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The figures of a hand-in that were others last year, for its reviewer.
#[utoipa::path(get, path = "/hand-ins/{id}/against-last-year", tag = "review", params(("id" = i64, Path)), responses((status = 200, body = AgainstLastYear), Failures))]
async fn against_last_year(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Json<AgainstLastYear>, PageFailure> {
    let found = app.against_last_year(&actor, id).await?;
    let changes = found.changes.into_iter().map(|change| YearChange {
        row: change.row,
        column: change.column,
        before: change.before,
        after: change.after,
        part: change.part,
    });
    Ok(Json(AgainstLastYear {
        last_year: found.last_year,
        rows_before: found.rows_before,
        rows_now: found.rows_now,
        changes: changes.collect(),
    }))
}
