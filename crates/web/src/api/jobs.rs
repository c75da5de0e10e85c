//! Long work by the API: how far it is, what came of it, stopping it, starting it again, fetching what it made.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use junheng_app::App;
use junheng_app::jobs::{JobView, Offer};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::{Failures, JobBegun, Words};
use crate::failure::PageFailure;
use crate::pages::jobs as pages;
use crate::session::SignedIn;

/// How many of one's jobs are listed at most.
const MOST: i64 = 200;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(job))
        .routes(routes!(cancel))
        .routes(routes!(restart))
        .routes(routes!(file))
        .routes(routes!(first_passwords))
}

/// Work in the background.
#[derive(Debug, Serialize, ToSchema)]
struct JobAnswer {
    id: i64,
    /// `hand-in-for-all`, `accept-many`, `freeze`, `open-accounts`, `import-organisations` or `report`.
    kind: String,
    title: Words,
    /// Which period, version or policy it is about.
    about: Words,
    /// `waiting`, `running`, `done`, `failed`, `cancelled` or `interrupted`.
    state: &'static str,
    is_over: bool,
    done: i64,
    /// Nought while it is not known.
    total: i64,
    /// What it is doing, what came of it, or why it ended as it did.
    message: Words,
    /// What came out, in the form of its kind; nothing before it is done.
    result: Option<Value>,
    /// What can be fetched from it at the moment.
    offer: Option<OfferAnswer>,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    ended_at: Option<String>,
    may_cancel: bool,
    may_restart: bool,
}

/// Something to fetch.
#[derive(Debug, Serialize, ToSchema)]
struct OfferAnswer {
    /// `file`, had by `GET /jobs/{id}/file`; or `first-passwords`, had once by `POST /jobs/{id}/first-passwords`.
    what: &'static str,
    /// The file's name.
    name: Option<String>,
    #[schema(format = DateTime)]
    until: String,
}

impl From<Offer> for OfferAnswer {
    fn from(offer: Offer) -> Self {
        match offer {
            Offer::File { name, until, .. } => Self {
                what: "file",
                name: Some(name),
                until: until.to_string(),
            },
            Offer::FirstPasswords { until } => Self {
                what: "first-passwords",
                name: None,
                until: until.to_string(),
            },
        }
    }
}

/// The first passwords of accounts that were opened. They are told once.
#[derive(Serialize, ToSchema)]
struct FirstPasswords {
    opened: Vec<SchoolAccount>,
    /// Schools that had the role already, or whose sign-in name is taken.
    passed_over: usize,
}

#[derive(Serialize, ToSchema)]
struct SchoolAccount {
    code: String,
    school: String,
    role: &'static str,
    sign_in_name: String,
    first_password: String,
}

impl From<JobView> for JobAnswer {
    fn from(job: JobView) -> Self {
        Self {
            id: job.id,
            kind: job.kind,
            title: Words::from(&job.title),
            about: Words::from(&job.about),
            state: job.state.code(),
            is_over: job.state.is_over(),
            done: job.done,
            total: job.total,
            message: Words::from(&job.message),
            result: job.result,
            offer: job.offer.map(OfferAnswer::from),
            ended_at: job.ended_at.map(|at| at.to_string()),
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

/// The report that a job made, as a Word document or an Excel workbook. It is kept for a day.
#[utoipa::path(get, path = "/jobs/{id}/file", tag = "jobs", params(("id" = i64, Path)),
    responses(
        (status = 200, content(
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        Failures
    ))]
async fn file(app: State<App>, actor: SignedIn, id: Path<i64>) -> Result<Response, PageFailure> {
    pages::file(app, actor, id).await
}

/// The first passwords that a job made: once, within the hour, and for nobody but who began it.
#[utoipa::path(post, path = "/jobs/{id}/first-passwords", tag = "jobs", params(("id" = i64, Path)), responses((status = 200, body = FirstPasswords), Failures))]
async fn first_passwords(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Json<FirstPasswords>, PageFailure> {
    let accounts = app.first_passwords(&actor, id).await?;
    let opened = accounts.opened.into_iter().map(|account| SchoolAccount {
        code: account.code,
        school: account.school,
        role: account.role.code(),
        sign_in_name: account.sign_in_name,
        first_password: account.first_password,
    });
    Ok(Json(FirstPasswords {
        opened: opened.collect(),
        passed_over: accounts.passed_over,
    }))
}
