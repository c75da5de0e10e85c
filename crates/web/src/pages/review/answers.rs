//! What came of accepting many: how far it is, then an answer for each.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use junheng_app::App;
use junheng_app::jobs::job_kind;
use junheng_app::reviewing::Answer;

use super::board::address;
use crate::components::{JobProgress, Link, Page};
use crate::failure::PageFailure;
use crate::pages::jobs;
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "review/answers.html")]
struct AnswersPage {
    page: Page,
    job: JobProgress,
    refused: Vec<Answer>,
    accepted: Vec<Answer>,
    has_answers: bool,
}

/// The answers of a job that accepts many.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    headers: HeaderMap,
    Path((county, period, id)): Path<(i64, String, i64)>,
) -> Result<Response, PageFailure> {
    let lang = asked.lang;
    let job = jobs::of_kind(&app, &actor, id, job_kind::ACCEPT_MANY).await?;
    let back = address(county, &period);
    let shown = JobProgress {
        refresh: format!("{back}/answers/{id}"),
        result: Link::default(),
        ..jobs::shown_on_own_page(&job, lang)
    };
    if headers.contains_key("hx-request") {
        return jobs::part(shown, lang);
    }
    let answers: Vec<Answer> = match &job.result {
        Some(result) => Answer::all_of(result),
        None => Vec::new(),
    };
    let (accepted, refused): (Vec<Answer>, Vec<Answer>) = answers
        .into_iter()
        .partition(|answer| answer.reasons.is_empty());
    let mut page = asked.page("批量审核", "Accepting many");
    page.crumbs = vec![Link::new(lang.say("填报进度", "Board"), &back)];
    let page = AnswersPage {
        page,
        has_answers: job.result.is_some(),
        job: shown,
        refused,
        accepted,
    };
    Ok(html(&page)?.into_response())
}
