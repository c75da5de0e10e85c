//! Asking for a county's report: a small one is downloaded at once, for a large one its job's page says how far it is.

use std::time::Duration;

use axum::extract::Path;
use axum::response::Redirect;
use junheng_app::jobs::JobState;
use junheng_app::{Failure, ReportForm};
use serde::Deserialize;

use super::selection::Selection;
use crate::failure::PageFailure;
use crate::pages::jobs::{file_address, over_within};
use crate::request::Reader;

/// Whoever asks for a small county's report waits so long at most before he is shown how far it is.
const SHORT: Duration = Duration::from_millis(1200);

/// What the buttons on the county's page send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    form: String,
    period: String,
    version: String,
    policy: String,
    day: String,
}

/// The form that a button or a program asks for.
///
/// # Errors
/// [`Failure::Invalid`] for one that there is not.
pub fn form_asked(code: &str) -> Result<ReportForm, Failure> {
    ReportForm::of(code).ok_or_else(|| {
        Failure::field(
            "form",
            "报告的格式是 docx 或 xlsx。",
            "The form of a report is docx or xlsx.",
        )
    })
}

/// Begins the report, and leads to its file when it is made soon, else to how far it is.
pub async fn make(
    reader: Reader,
    Path(county): Path<i64>,
    axum::Form(wanted): axum::Form<Wanted>,
) -> Result<Redirect, PageFailure> {
    let form = form_asked(&wanted.form)?;
    let selection = Selection {
        period: wanted.period,
        version: wanted.version,
        policy: wanted.policy,
        day: wanted.day,
    };
    let (asked, lang) = (selection.asked(county)?, reader.lang().of_report());
    let (app, actor) = (&reader.app, &reader.actor);
    let job = app.make_report(actor, &asked, form, lang).await?;
    let over = over_within(app, actor, job, SHORT).await?;
    let is_made = over.is_some_and(|over| over.state == JobState::Done);
    Ok(Redirect::to(&match is_made {
        true => file_address(job),
        false => format!("/jobs/{job}"),
    }))
}
