//! The county hands in one workbook for all.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use junheng_app::handing_in::{ForAll, ForAllResult, Skipped};
use junheng_app::jobs::{JobView, job_kind};
use junheng_app::{Action, Actor, App, Failure};
use junheng_model::Wording;

use super::answer::marked_copy;
use super::uploaded::Sent;
use crate::components::{Choice, JobProgress, Link, Page};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::pages::jobs;
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "hand_ins/for_all.html")]
struct ForAllPage {
    page: Page,
    counties: Vec<Choice>,
    periods: Vec<Choice>,
    errors: Vec<String>,
    hint: String,
    replaces_own: bool,
}

#[derive(Template)]
#[template(path = "hand_ins/for_all_job.html")]
struct JobPage {
    page: Page,
    job: JobProgress,
    /// Where the copy with every problem marked is had.
    marked: String,
    result: Option<ForAllResult>,
    skipped: Vec<SkippedLine>,
}

struct SkippedLine {
    href: String,
    organisation: String,
    register: String,
    reason: String,
}

/// The form.
pub async fn form(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
) -> Result<Html<String>, PageFailure> {
    html(&drawn(&app, &actor, &asked, &Sent::default(), Vec::new()).await?)
}

/// Begins the job, or brings the form back.
pub async fn submit(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    form: Multipart,
) -> Result<Response, PageFailure> {
    let mut sent = Sent::default();
    if let Err(failure) = sent.take_in(form).await {
        return back(&app, &actor, &asked, sent, failure).await;
    }
    let missing = || Failure::field("file", "请选择文件。", "Please choose a file.");
    if sent.bytes.is_empty() {
        return back(&app, &actor, &asked, sent, missing()).await;
    }
    let for_all = ForAll {
        county: sent.field("county").parse().unwrap_or_default(),
        period: sent.field("period").to_owned(),
        file_name: sent.file_name.clone(),
        bytes: sent.bytes.clone(),
        replaces_own: sent.is_ticked("replaces_own"),
    };
    match app.hand_in_for_all(&actor, for_all).await {
        Ok(job) => Ok(Redirect::to(&format!("/hand-ins/for-all/{job}")).into_response()),
        Err(failure) => back(&app, &actor, &asked, sent, failure).await,
    }
}

/// How far the job is, and what came out.
pub async fn job(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    headers: HeaderMap,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let lang = asked.lang;
    let found = jobs::of_kind(&app, &actor, id, job_kind::HAND_IN_FOR_ALL).await?;
    let job = progress(&found, lang);
    if headers.contains_key("hx-request") {
        return jobs::part(job, lang);
    }
    let result = found.result.clone();
    let result: Option<ForAllResult> = result
        .map(serde_json::from_value)
        .transpose()
        .map_err(Failure::from)?;
    let mut page = asked.page("全县批量导入", "Handing in for all");
    page.crumbs = vec![
        Link::new(lang.say("填报", "Hand-ins"), "/hand-ins"),
        Link::new(
            lang.say("上传全县总表", "Hand in for all"),
            "/hand-ins/for-all",
        ),
    ];
    let skipped = result.iter().flat_map(|result| &result.skipped);
    let skipped = skipped.map(|one| skipped_line(one, lang)).collect();
    let page = JobPage {
        page,
        job,
        marked: format!("/hand-ins/for-all/{id}/marked"),
        result,
        skipped,
    };
    Ok(html(&page)?.into_response())
}

/// The county's workbook with its problems marked at the cells.
pub async fn marked(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let answer = app.for_all_answer(&actor, id).await?;
    marked_copy(&answer, asked.lang)
}

/// Stops the job.
pub async fn cancel(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Redirect, PageFailure> {
    jobs::of_kind(&app, &actor, id, job_kind::HAND_IN_FOR_ALL).await?;
    app.cancel_job(&actor, id).await?;
    Ok(Redirect::to(&format!("/hand-ins/for-all/{id}")))
}

/// Starts it again.
pub async fn restart(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Redirect, PageFailure> {
    jobs::of_kind(&app, &actor, id, job_kind::HAND_IN_FOR_ALL).await?;
    let again = app.restart_job(&actor, id).await?;
    Ok(Redirect::to(&format!("/hand-ins/for-all/{again}")))
}

fn progress(job: &JobView, lang: Lang) -> JobProgress {
    let here = format!("/hand-ins/for-all/{}", job.id);
    let act = |may: bool, act: &str| match may {
        true => format!("{here}/{act}"),
        false => String::new(),
    };
    JobProgress {
        cancel: act(job.may_cancel, "cancel"),
        restart: act(job.may_restart, "restart"),
        refresh: here,
        result: Link::default(),
        ..jobs::shown_on_own_page(job, lang)
    }
}

fn skipped_line(skipped: &Skipped, lang: Lang) -> SkippedLine {
    SkippedLine {
        href: skipped
            .hand_in
            .map_or_else(String::new, |id| format!("/hand-ins/{id}")),
        organisation: skipped.organisation.clone(),
        register: skipped.register.clone(),
        reason: lang.say(&skipped.zh, &skipped.en).to_owned(),
    }
}

async fn back(
    app: &App,
    actor: &SignedIn,
    asked: &Asked,
    sent: Sent,
    failure: Failure,
) -> Result<Response, PageFailure> {
    let (status, errors) = match failure {
        Failure::Refused(reasons) => (StatusCode::FORBIDDEN, reasons),
        Failure::Invalid(fields) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            fields.into_iter().map(|field| field.message).collect(),
        ),
        other => return Err(other.into()),
    };
    let page = drawn(app, actor, asked, &sent, errors).await?;
    Ok((status, html(&page)?).into_response())
}

async fn drawn(
    app: &App,
    actor: &Actor,
    asked: &Asked,
    sent: &Sent,
    errors: Vec<Wording>,
) -> Result<ForAllPage, PageFailure> {
    let lang = asked.lang;
    if actor.reach(Action::HandInForAll).is_empty() {
        return Err(Failure::refused(
            "您的角色不能代下级单位批量填报。",
            "Your role may not hand in for the organisations below.",
        )
        .into());
    }
    let counties = app.counties_to_hand_in_for(actor).await?;
    let mut page = asked.page("上传全县总表", "Hand in for all");
    page.crumbs = vec![Link::new(lang.say("填报", "Hand-ins"), "/hand-ins")];
    page.lead = lang
        .say(
            "一个工作簿装全县各校的表，按学校标识码分到各校的草稿，由各校核对后提交。",
            "One workbook with the tables of all schools: each row goes to the draft of its school, which confirms by handing in.",
        )
        .to_owned();
    let megabytes = junheng_app::handing_in::UPLOAD_LIMIT >> 20;
    let mut periods: Vec<Choice> = Vec::new();
    for period in counties.iter().flat_map(|(_, periods)| periods) {
        if !periods.iter().any(|known| known.value == *period) {
            periods.push(Choice::new(period, period, sent.field("period") == period));
        }
    }
    Ok(ForAllPage {
        page,
        counties: counties
            .iter()
            .map(|(county, _)| {
                let id = county.id.to_string();
                let chosen = sent.field("county") == id;
                Choice::new(id, &county.name, chosen)
            })
            .collect(),
        periods,
        errors: errors
            .iter()
            .map(|error| lang.of(error).to_owned())
            .collect(),
        hint: match lang {
            Lang::Zh => format!("Excel（.xlsx、.xls）、.ods 或 .csv，不超过 {megabytes} MB"),
            Lang::En => format!("Excel (.xlsx, .xls), .ods or .csv up to {megabytes} MB"),
        },
        replaces_own: sent.is_ticked("replaces_own"),
    })
}
