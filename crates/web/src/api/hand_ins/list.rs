//! Which hand-ins there are.

use axum::Json;
use axum::extract::State;
use junheng_app::App;
use junheng_app::handing_in::{HandInFilter, Page, SubmissionStatus};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::{Failures, Listed};
use crate::api::requests::Asks;
use crate::failure::PageFailure;
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Which hand-ins are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// The period's name, `2024-2025`; the latest when left out.
    period: Option<String>,
    /// The register's name.
    register: Option<String>,
    /// The state's name.
    state: Option<String>,
    /// Of this organisation and those below it.
    organisation: Option<i64>,
    /// A part of the organisation's name or the beginning of its code.
    search: Option<String>,
    /// `overdue`, `never-opened` or `incomplete`.
    only: Option<String>,
    /// How many to pass over.
    #[param(minimum = 0)]
    offset: Option<i64>,
    /// How many at most, 1000 unless told.
    #[param(minimum = 0, maximum = 10000)]
    limit: Option<i64>,
}

/// A hand-in of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandInLine {
    id: i64,
    register: String,
    period: String,
    organisation_id: i64,
    organisation: String,
    /// The organisation's official code.
    code: Option<String>,
    state: String,
    due_on: Option<String>,
    /// When somebody of the organisation first opened it; nothing when never.
    first_seen_at: Option<String>,
    /// The latest revision; nought when nothing was entered.
    revision: i64,
    rows: i64,
    entered_at: Option<String>,
    /// Rows that could not be kept.
    errors: i64,
    /// Open remarks of the reviewer.
    remarks: i64,
}

impl From<SubmissionStatus> for HandInLine {
    fn from(status: SubmissionStatus) -> Self {
        Self {
            id: status.id,
            register: status.register,
            period: status.period,
            organisation_id: status.organisation_id,
            organisation: status.organisation,
            code: status.code,
            state: status.state,
            due_on: status.due_on.map(|day| day.to_string()),
            first_seen_at: status.first_seen_at.map(|at| at.to_string()),
            revision: status.revision,
            rows: status.rows,
            entered_at: status.entered_at.map(|at| at.to_string()),
            errors: status.errors,
            remarks: status.remarks,
        }
    }
}

/// List hand-ins within reach.
#[utoipa::path(get, path = "/hand-ins", tag = "hand-ins", params(Wanted), responses((status = 200, body = Listed<HandInLine>), Failures))]
async fn list(
    State(app): State<App>,
    actor: SignedIn,
    Asks(wanted): Asks<Wanted>,
) -> Result<Json<Listed<HandInLine>>, PageFailure> {
    const USUAL: i64 = 1_000;
    const MOST: i64 = 10_000;
    let page = Page {
        offset: wanted.offset.unwrap_or(0).max(0),
        limit: wanted.limit.unwrap_or(USUAL).clamp(0, MOST),
    };
    let filter = HandInFilter {
        period: wanted.period,
        register: wanted.register,
        state: wanted.state,
        organisation: wanted.organisation,
        search: wanted.search,
        only: wanted.only,
    };
    let found = app.hand_ins(&actor, &filter, page).await?.listed;
    Ok(Json(Listed {
        items: found.items.into_iter().map(HandInLine::from).collect(),
        total: found.total,
    }))
}
