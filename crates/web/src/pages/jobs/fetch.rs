//! Fetching what a job made: a report's file, or the list of first passwords.

use axum::extract::{Path, State};
use axum::response::Response;
use junheng_app::{App, ReportForm};

use crate::failure::PageFailure;
use crate::files::{excel, word};
use crate::pages::people::accounts;
use crate::session::SignedIn;

/// Where a job's file is had.
pub fn file_address(job: i64) -> String {
    format!("/jobs/{job}/file")
}

/// The file that a job made.
pub async fn file(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let made = app.report_file(&actor, id).await?;
    Ok(match made.form {
        ReportForm::Word => word(&made.name, made.bytes),
        ReportForm::Excel => excel(&made.name, made.bytes),
    })
}

/// The first passwords that a job made, as a workbook; once.
pub async fn first_passwords(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    accounts::workbook(&app.first_passwords(&actor, id).await?)
}
