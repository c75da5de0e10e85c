//! What came of accepting many: how far it is, then an answer for each.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use junheng_app::App;
use junheng_app::reviewing::Answer;

use super::board::address;
use crate::components::{JobProgress, Link, Page};
use crate::failure::PageFailure;
use crate::pages::jobs::shown;
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "review/answers.html")]
struct AnswersPage {
    page: Page,
    job: JobProgress,
    refused: Vec<Answer>,
    accepted: Vec<Answer>,
    is_over: bool,
}

/// The answers of a job that accepts many.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path((county, period, id)): Path<(i64, String, i64)>,
) -> Result<Html<String>, PageFailure> {
    let lang = asked.lang;
    let job = app.job(&actor, id).await?;
    let answers: Vec<Answer> = match &job.result {
        Some(result) => Answer::all_of(result),
        None => Vec::new(),
    };
    let (accepted, refused): (Vec<Answer>, Vec<Answer>) = answers
        .into_iter()
        .partition(|answer| answer.reasons.is_empty());
    let mut page = asked.page("批量审核", "Accepting many");
    let back = address(county, &period);
    page.crumbs = vec![Link::new(lang.say("填报进度", "Board"), &back)];
    html(&AnswersPage {
        page,
        is_over: job.state.is_over(),
        job: JobProgress {
            refresh: format!("{back}/answers/{id}"),
            result: Link::default(),
            ..shown(&job, lang)
        },
        refused,
        accepted,
    })
}
