//! Long work by the API: how far it is, what came of it, stopping it, starting it again.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use junheng_app::App;
use junheng_app::jobs::JobView;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::{Failures, JobBegun, Words};
use crate::failure::PageFailure;
use crate::session::SignedIn;

/// How many of one's jobs are listed at most.
const MOST: i64 = 200;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(job))
        .routes(routes!(cancel))
        .routes(routes!(restart))
}

/// Work in the background.
#[derive(Debug, Serialize, ToSchema)]
struct JobAnswer {
    id: i64,
    /// `hand-in-for-all`, `accept-many` or `freeze`.
    kind: String,
    title: Words,
    /// `waiting`, `running`, `done`, `failed`, `cancelled` or `interrupted`.
    state: &'static str,
    is_over: bool,
    done: i64,
    /// Nought while it is not known.
    total: i64,
    /// What it is doing, or why it ended as it did.
    message: Words,
    /// What came out, in the form of its kind; nothing before it is done.
    result: Option<Value>,
    #[schema(format = DateTime)]
    created_at: String,
    may_cancel: bool,
    may_restart: bool,
}

impl From<JobView> for JobAnswer {
    fn from(job: JobView) -> Self {
        Self {
            id: job.id,
            kind: job.kind,
            title: Words::from(&job.title),
            state: job.state.code(),
            is_over: job.state.is_over(),
            done: job.done,
            total: job.total,
            message: Words::from(&job.message),
            result: job.result,
            created_at: job.created_at.to_string(),
            may_cancel: job.may_cancel,
            may_restart: job.may_restart,
        }
    }
}

/// One's own jobs, the latest first.
#[utoipa::path(get, path = "/jobs", tag = "jobs", responses((status = 200, body = Vec<JobAnswer>), Failures))]
async fn list(
    State(app): State<App>,
    actor: SignedIn,
) -> Result<Json<Vec<JobAnswer>>, PageFailure> {
    let jobs = app.own_jobs(&actor, false, MOST).await?;
    Ok(Json(jobs.into_iter().map(JobAnswer::from).collect()))
}

/// How far a job is, and what came of it.
#[utoipa::path(get, path = "/jobs/{id}", tag = "jobs", params(("id" = i64, Path)), responses((status = 200, body = JobAnswer), Failures))]
async fn job(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Json<JobAnswer>, PageFailure> {
    Ok(Json(JobAnswer::from(app.job(&actor, id).await?)))
}

/// Ask a job to stop; what it did not finish is left undone.
#[utoipa::path(post, path = "/jobs/{id}/cancel", tag = "jobs", params(("id" = i64, Path)), responses((status = 204), Failures))]
async fn cancel(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<StatusCode, PageFailure> {
    app.cancel_job(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Start a job again that did not come to its end.
#[utoipa::path(post, path = "/jobs/{id}/restart", tag = "jobs", params(("id" = i64, Path)), responses((status = 202, body = JobBegun), Failures))]
async fn restart(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<(StatusCode, Json<JobBegun>), PageFailure> {
    let job = app.restart_job(&actor, id).await?;
    Ok((StatusCode::ACCEPTED, Json(JobBegun { job })))
}
