//! Adding many organisations from a list in Excel.

use std::time::Duration;

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::jobs::{JobState, JobView, job_kind};
use junheng_app::{App, Failure, IMPORT_HEADINGS};
use junheng_report::sheets::SheetData;
use serde::Deserialize;

use crate::components::{JobProgress, Link, Page, Problem, UploadForm};
use crate::failure::PageFailure;
use crate::files;
use crate::lang::Lang;
use crate::pages::hand_ins::uploaded::Sent;
use crate::pages::jobs::{import_address, of_kind, over_within, shown_on_own_page};
use crate::request::{Asked, html};
use crate::session::SignedIn;

/// Whoever imports a county's schools waits so long at most before he is shown how far it is.
const SHORT: Duration = Duration::from_secs(1);
/// Problems of a page; whoever has more mends these first, or takes all of them by the API.
const PROBLEMS_SHOWN: usize = 500;

#[derive(Template)]
#[template(path = "organisations_admin/import.html")]
struct ImportPage {
    page: Page,
    /// The list that was sent before.
    job: Option<JobProgress>,
    upload: UploadForm,
    problems: Vec<Problem>,
    /// Those that are not shown.
    more: usize,
}

/// Which list was sent before.
#[derive(Debug, Default, Deserialize)]
pub struct Before {
    job: Option<i64>,
}

/// Where a list is chosen, and what came of the one before.
pub async fn form(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
    Query(before): Query<Before>,
) -> Result<Response, PageFailure> {
    let mut page = page(&app, &asked, &actor, id).await?;
    if let Some(job) = before.job {
        let job = of_kind(&app, &actor, job, job_kind::IMPORT_ORGANISATIONS).await?;
        let (problems, more) = problems(&app, &actor, &job, asked.lang).await?;
        page.problems = problems;
        page.more = more;
        page.job = Some(JobProgress {
            result: Link::default(),
            ..shown_on_own_page(&job, asked.lang)
        });
    }
    Ok(html(&page)?.into_response())
}

/// Takes the list, and leads to what comes of it: all of it, or nothing and every problem.
pub async fn submit(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
    form: Multipart,
) -> Result<Response, PageFailure> {
    let file = match Sent::with_file(form).await {
        Ok(file) => file,
        Err(failure) => return back(&app, &asked, &actor, id, failure).await,
    };
    let begun = app.import_organisations(&actor, id, &file.file_name, file.bytes);
    match begun.await {
        Ok(job) => {
            over_within(&app, &actor, job, SHORT).await?;
            Ok(Redirect::to(&import_address(id, job)).into_response())
        }
        Err(failure) => back(&app, &asked, &actor, id, failure).await,
    }
}

/// What is wrong with the list of a job, and how much more there is.
async fn problems(
    app: &App,
    actor: &SignedIn,
    job: &JobView,
    lang: Lang,
) -> Result<(Vec<Problem>, usize), PageFailure> {
    if job.state != JobState::Failed {
        return Ok((Vec::new(), 0));
    }
    let found = app.problems_of_list(actor, job.id).await?;
    let more = found.len().saturating_sub(PROBLEMS_SHOWN);
    let shown = found.iter().take(PROBLEMS_SHOWN);
    let shown = shown.map(|problem| Problem::of(problem, lang));
    Ok((shown.collect(), more))
}

/// The form again, with why the file was not taken.
async fn back(
    app: &App,
    asked: &Asked,
    actor: &SignedIn,
    id: i64,
    failure: Failure,
) -> Result<Response, PageFailure> {
    let reasons = match failure {
        Failure::Refused(reasons) => reasons,
        Failure::Invalid(fields) => fields.into_iter().map(|field| field.message).collect(),
        other => return Err(other.into()),
    };
    let mut page = page(app, asked, actor, id).await?;
    let reasons: Vec<&str> = reasons.iter().map(|reason| asked.lang.of(reason)).collect();
    page.upload.error = reasons.join(" ");
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

/// The empty list to fill in.
pub async fn empty_list(_: SignedIn) -> Result<Response, PageFailure> {
    let sheet = SheetData {
        name: "单位".to_owned(),
        title: Vec::new(),
        headings: IMPORT_HEADINGS
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect(),
        rows: Vec::new(),
    };
    files::workbook("单位名单.xlsx", &[sheet])
}

async fn page(
    app: &App,
    asked: &Asked,
    actor: &SignedIn,
    id: i64,
) -> Result<ImportPage, PageFailure> {
    let under = app.organisation_kept(actor, id).await?;
    let lang = asked.lang;
    let mut page = asked.page("导入单位", "Import organisations");
    page.lead = if lang.is_chinese() {
        format!("建在“{}”下面，或表里“上级”一列写的单位下面。", under.name)
    } else {
        format!(
            "Below “{}”, or below what the column 上级 names.",
            under.name
        )
    };
    page.crumbs = vec![
        Link::new(lang.say("单位", "Organisations"), "/admin/organisations"),
        Link::new(&under.name, format!("/admin/organisations?under={id}")),
    ];
    Ok(ImportPage {
        page,
        job: None,
        problems: Vec::new(),
        more: 0,
        upload: UploadForm {
            id: "list".to_owned(),
            action: format!("/admin/organisations/{id}/import"),
            name: "file".to_owned(),
            label: lang.say("单位名单", "List of organisations").to_owned(),
            hint: lang
                .say(
                    "Excel 或 CSV，第一行是表头：学校标识码、名称、类型、上级",
                    "Excel or CSV; the first row has the headings 学校标识码, 名称, 类型, 上级",
                )
                .to_owned(),
            accept: ".xlsx,.xls,.ods,.csv".to_owned(),
            submit: lang.say("导入", "Import").to_owned(),
            ..UploadForm::default()
        },
    })
}
