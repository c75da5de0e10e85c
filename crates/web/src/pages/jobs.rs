//! Long work: how far it is, stopping it, starting it again, fetching what it made.

mod fetch;
mod view;

use std::time::Duration;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use junheng_app::jobs::JobView;
use junheng_app::{App, Failure};
use serde::Deserialize;
use tokio::time::timeout;

use crate::components::{JobProgress, Link, Page};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::pages::said::said;
use crate::request::{Asked, html};
use crate::session::SignedIn;

pub use fetch::{file, file_address, first_passwords};
pub use view::{import_address, shown, shown_on_own_page};

/// Jobs of a list.
const MOST: i64 = 50;

#[derive(Template)]
#[template(path = "jobs/list.html")]
struct JobsPage {
    page: Page,
    jobs: Vec<JobProgress>,
    /// One that goes on.
    open: Option<JobProgress>,
}

#[derive(Template)]
#[template(path = "jobs/one.html")]
struct JobPage {
    page: Page,
    job: JobProgress,
}

#[derive(Template)]
#[template(path = "jobs/progress.html")]
struct Progress {
    job: JobProgress,
    lang: Lang,
}

/// What was just done, from the address.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// One's own jobs, the latest first.
pub async fn list(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
) -> Result<Html<String>, PageFailure> {
    let jobs = app.own_jobs(&actor, false, MOST).await?;
    let jobs: Vec<JobProgress> = jobs.iter().map(|job| shown(job, asked.lang)).collect();
    html(&JobsPage {
        page: asked.page("后台任务", "Jobs"),
        open: jobs.iter().find(|job| job.state.is_open()).cloned(),
        jobs,
    })
}

/// A job's page. It survives a reload: how far the job is, is kept by the server.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
    Query(done): Query<Done>,
) -> Result<Html<String>, PageFailure> {
    let job = app.job(&actor, id).await?;
    let lang = asked.lang;
    let mut page = asked.page("后台任务", "Job");
    page.title = lang.of(&job.title).to_owned();
    page.crumbs = vec![Link::new(lang.say("后台任务", "Jobs"), "/jobs")];
    page.flashes = said(done.done.as_deref().filter(|_| !job.state.is_over()), lang);
    html(&JobPage {
        page,
        job: shown_on_own_page(&job, lang),
    })
}

/// The component alone, which the page asks for while the job runs.
pub async fn progress(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let job = app.job(&actor, id).await?;
    part(shown_on_own_page(&job, asked.lang), asked.lang)
}

/// The component alone, for a page that has it; once the job is over that page is drawn again as a whole.
///
/// # Errors
/// When the template fails.
pub fn part(job: JobProgress, lang: Lang) -> Result<Response, PageFailure> {
    let is_open = job.state.is_open();
    let part = html(&Progress { job, lang })?;
    if is_open {
        return Ok(part.into_response());
    }
    Ok(([("hx-refresh", "true")], part).into_response())
}

/// A job for the page that its kind has.
///
/// # Errors
/// As [`App::job`]; [`Failure::NotFound`] for jobs of other kinds.
pub async fn of_kind(app: &App, actor: &SignedIn, id: i64, kind: &str) -> Result<JobView, Failure> {
    let job = app.job(actor, id).await?;
    if job.kind == kind {
        Ok(job)
    } else {
        Err(Failure::NotFound)
    }
}

/// Waits a moment for a job that may be over soon; nothing when it is not.
///
/// # Errors
/// As [`App::job`].
pub async fn over_within(
    app: &App,
    actor: &SignedIn,
    job: i64,
    moment: Duration,
) -> Result<Option<JobView>, Failure> {
    let over = timeout(moment, app.job_when_over(actor, job)).await;
    over.ok().transpose()
}

/// Asks a job to stop.
pub async fn cancel(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Redirect, PageFailure> {
    app.cancel_job(&actor, id).await?;
    Ok(Redirect::to(&format!("/jobs/{id}?done=cancelled")))
}

/// Starts a job again that did not come to its end, or whose file is gone.
pub async fn restart(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Redirect, PageFailure> {
    let again = app.restart_job(&actor, id).await?;
    Ok(Redirect::to(&format!("/jobs/{again}")))
}
