//! One hand-in, with what stands in its way and what became of it.

use axum::Json;
use axum::extract::{Path, State};
use junheng_app::App;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::list::HandInLine;
use crate::Shared;
use crate::api::answers::{Failures, Words};
use crate::failure::PageFailure;
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(hand_in))
}

/// A hand-in, with what stands in its way.
#[derive(Debug, Serialize, ToSchema)]
struct HandInWhole {
    #[serde(flatten)]
    line: HandInLine,
    is_editable: bool,
    /// The moves that the one who asks may try.
    moves: Vec<String>,
    /// Everything that stands in the way of submitting.
    obstacles: Vec<Words>,
    failing: Vec<FailingCheck>,
    /// Rows of the file that could not be kept.
    refused_rows: Vec<RefusedLine>,
    remarks_of_reviewer: Vec<RemarkLine>,
    revisions: Vec<RevisionLine>,
    history: Vec<MoveLine>,
}

/// A check that fails on a row.
#[derive(Debug, Serialize, ToSchema)]
struct FailingCheck {
    check: String,
    /// `error`, `warning` or `notice`.
    severity: &'static str,
    is_about_change: bool,
    /// The row's key; send it back with an explanation.
    row: String,
    row_id: Option<i64>,
    columns: Vec<String>,
    read: String,
    expected: Words,
    mend: Words,
    explanation: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct RefusedLine {
    /// To give it up.
    id: i64,
    place: String,
    key: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct RemarkLine {
    row_id: Option<i64>,
    column: Option<String>,
    text: String,
    is_settled: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct RevisionLine {
    number: i64,
    at: String,
    /// `workbook`, `for-all`, `grid`, `copy`, `undo` or `give-up`.
    way: String,
    rows_added: i64,
    rows_changed: i64,
    rows_removed: i64,
    cells_typed: i64,
    cells_carried: i64,
    cells_asked_twice: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct MoveLine {
    at: String,
    step: String,
    from: String,
    to: String,
    by: Option<String>,
    remark: String,
}

/// One hand-in: its state, what stands in its way, its history.
#[utoipa::path(get, path = "/hand-ins/{id}", tag = "hand-ins", params(("id" = i64, Path)), responses((status = 200, body = HandInWhole), Failures))]
async fn hand_in(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Json<HandInWhole>, PageFailure> {
    let found = app.hand_in(&actor, id).await?;
    let failing = found.failing.into_iter().map(|failing| FailingCheck {
        severity: failing.failed.severity.english(),
        is_about_change: failing.failed.is_about_change,
        row: failing.failed.row_key,
        row_id: failing.row_id,
        columns: failing.failed.columns,
        read: failing.failed.found.read,
        expected: Words::from(&failing.failed.found.expected),
        mend: Words::from(&failing.failed.found.mend),
        check: failing.failed.check,
        explanation: failing.explanation,
    });
    let refused = found.unmended.into_iter().map(|row| RefusedLine {
        id: row.id,
        place: row.place.to_string(),
        key: row.key,
    });
    let remarks = found.remarks.into_iter().map(|remark| RemarkLine {
        row_id: remark.row_id,
        column: remark.column_name,
        text: remark.text,
        is_settled: remark.settled_at.is_some(),
    });
    let revisions = found.revisions.into_iter().map(|revision| RevisionLine {
        number: revision.number,
        at: revision.at.to_string(),
        way: revision.way,
        rows_added: revision.rows_added,
        rows_changed: revision.rows_changed,
        rows_removed: revision.rows_removed,
        cells_typed: revision.cells_typed,
        cells_carried: revision.cells_carried,
        cells_asked_twice: revision.cells_again,
    });
    let history = found.moves.into_iter().map(|moved| MoveLine {
        at: moved.at.to_string(),
        step: moved.move_name,
        from: moved.from_state,
        to: moved.to_state,
        by: moved.person,
        remark: moved.remark,
    });
    Ok(Json(HandInWhole {
        is_editable: found.is_editable,
        moves: found.moves_open,
        obstacles: found.obstacles.iter().map(Words::from).collect(),
        failing: failing.collect(),
        refused_rows: refused.collect(),
        remarks_of_reviewer: remarks.collect(),
        revisions: revisions.collect(),
        history: history.collect(),
        line: HandInLine::from(found.status),
    }))
}
