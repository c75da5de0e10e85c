//! Long work: how far it is, stopping it, starting it again.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Redirect};
use junheng_app::App;
use junheng_app::jobs::{JobState as Kept, JobView, job_kind};
use serde::Deserialize;

use crate::components::{JobProgress, JobState, Link, Page};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::pages::review::board::address;
use crate::pages::said::said;
use crate::pages::snapshots::freeze::board_of_frozen;
use crate::request::{Asked, html};
use crate::session::SignedIn;

/// Jobs of a list.
const MOST: i64 = 50;

#[derive(Template)]
#[template(path = "jobs/list.html")]
struct JobsPage {
    page: Page,
    jobs: Vec<JobProgress>,
}

#[derive(Template)]
#[template(path = "jobs/one.html")]
struct JobPage {
    page: Page,
    job: JobProgress,
    is_open: bool,
    restart: Option<String>,
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
    let lang = asked.lang;
    html(&JobsPage {
        page: asked.page("后台任务", "Jobs"),
        jobs: jobs.iter().map(|job| shown(job, lang)).collect(),
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
    page.flashes = said(done.done.as_deref(), lang);
    let shown = shown(&job, lang);
    html(&JobPage {
        page,
        is_open: shown.state.is_open(),
        restart: job.may_restart.then(|| format!("/jobs/{id}/restart")),
        job: shown,
    })
}

/// The component alone, which the page asks for while the job runs.
pub async fn progress(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Html<String>, PageFailure> {
    let job = app.job(&actor, id).await?;
    html(&Progress {
        job: shown(&job, asked.lang),
        lang: asked.lang,
    })
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

/// Starts a job again that did not come to its end.
pub async fn restart(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Redirect, PageFailure> {
    let again = app.restart_job(&actor, id).await?;
    Ok(Redirect::to(&format!("/jobs/{again}")))
}

/// A job as the component shows it.
pub fn shown(job: &JobView, lang: Lang) -> JobProgress {
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let state = match job.state {
        Kept::Waiting => JobState::Waiting,
        Kept::Running => JobState::Running,
        Kept::Done => JobState::Done,
        Kept::Failed | Kept::Interrupted => JobState::Failed,
        Kept::Cancelled => JobState::Cancelled,
    };
    JobProgress {
        title: lang.of(&job.title).to_owned(),
        state,
        done: count(job.done),
        total: count(job.total),
        message: lang.of(&job.message).to_owned(),
        refresh: format!("/jobs/{}/progress", job.id),
        cancel: if job.may_cancel {
            format!("/jobs/{}/cancel", job.id)
        } else {
            String::new()
        },
        result: result(job, lang),
    }
}

/// Where what came of a job is looked at.
fn result(job: &JobView, lang: Lang) -> Link {
    let see = lang.say("查看结果", "See what came of it");
    let place = || {
        let county = job.input.get("county")?.as_i64()?;
        Some(address(county, job.input.get("period")?.as_str()?))
    };
    let href = match job.kind.as_str() {
        _ if job.result.is_none() => None,
        job_kind::HAND_IN_FOR_ALL => Some(format!("/hand-ins/for-all/{}", job.id)),
        job_kind::ACCEPT_MANY => place().map(|board| format!("{board}/answers/{}", job.id)),
        job_kind::FREEZE => board_of_frozen(job),
        _ => None,
    };
    href.map_or_else(Link::default, |href| Link::new(see, href))
}
