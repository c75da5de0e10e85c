//! Freezing a period: what is in, what would be missing, and why it is frozen all the same.

use std::time::Duration;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use junheng_app::freezing::{Freeze, NotReady, Readiness};
use junheng_app::jobs::{JobState, JobView};
use junheng_app::{App, Failure};

use crate::components::{Field, FieldKind, Form, Link, Meter, MeterPart, Page};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::pages::hand_ins::state;
use crate::pages::jobs::over_within;
use crate::pages::review::board::address;
use crate::request::{Asked, html};
use crate::session::SignedIn;

/// Whoever freezes a small county waits so long at most before he is shown how far it is.
const SHORT: Duration = Duration::from_secs(3);

#[derive(Template)]
#[template(path = "snapshots/freeze.html")]
struct FreezePage {
    page: Page,
    readiness: Readiness,
    /// What would be in it, and what would not.
    meter: Meter,
    /// What would be missing, by organisation.
    missing: Vec<(String, Vec<Missing>)>,
    form: Form,
}

/// A hand-in that would be missing.
struct Missing {
    register: String,
    href: String,
    state: String,
    tone: &'static str,
}

/// What a freeze would hold.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
) -> Result<Html<String>, PageFailure> {
    html(&filled(&app, &asked, &actor, (county, &period), ("", "")).await?)
}

/// Begins to freeze, and shows the board when it is over soon, else how far it is.
pub async fn submit(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
    axum::Form(said): axum::Form<Freeze>,
) -> Result<Response, PageFailure> {
    match app.freeze_later(&actor, county, &period, &said).await {
        Ok(job) => {
            let over = over_within(&app, &actor, job, SHORT).await?;
            let to = over
                .filter(|over| over.state == JobState::Done)
                .and_then(|over| board_of_frozen(&over))
                .unwrap_or_else(|| format!("/jobs/{job}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Failure::Invalid(errors)) => {
            let error = errors
                .first()
                .map_or("", |error| asked.lang.of(&error.message));
            let typed = (said.reason.as_str(), error);
            let page = filled(&app, &asked, &actor, (county, &period), typed).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// Where what a job froze is looked at; nothing before it is over.
pub fn board_of_frozen(job: &JobView) -> Option<String> {
    let county = job.input.get("county")?.as_i64()?;
    let period = job.input.get("period")?.as_str()?;
    let number = job.result.as_ref()?.get("number")?.as_i64()?;
    let board = address(county, period);
    Some(format!("{board}?done=frozen&count={number}"))
}

async fn filled(
    app: &App,
    asked: &Asked,
    actor: &SignedIn,
    (county, period): (i64, &str),
    (reason, error): (&str, &str),
) -> Result<FreezePage, PageFailure> {
    let lang = asked.lang;
    let readiness = app.before_freezing(actor, county, period).await?;
    let back = address(county, &readiness.period.name);
    let title = match lang.is_chinese() {
        true => format!(
            "冻结{}学年数据（第{}版）",
            readiness.period.name, readiness.number
        ),
        false => format!(
            "Freeze {} as version {}",
            readiness.period.name, readiness.number
        ),
    };
    let mut page = asked.page(&title, &title);
    page.lead = lang
        .say(
            "冻结后的数据存为快照，用于评估，不再改动；以后发现错误，可以重开更正并生成新版本，旧版本保留。",
            "What is frozen is kept as a snapshot and never changed; a correction makes another version and keeps this one.",
        )
        .to_owned();
    page.crumbs = vec![Link::new(lang.say("填报进度", "Board"), &back)];
    let missing = missing(app, asked, &readiness.not_ready);
    let needs_reason = !missing.is_empty() || readiness.number > 1;
    let mut field = Field::new("reason", lang.say("冻结说明", "Why"), FieldKind::Remark)
        .hint(if needs_reason {
            lang.say(
                "有缺报或是更正后的新版本时必填，至少六个字；会和版本一起保存。",
                "Needed when something is missing or this is a correction; kept with the version.",
            )
        } else {
            lang.say("可不填。", "May be left out.")
        })
        .filled(reason)
        .error(error);
    field.is_required = needs_reason;
    Ok(FreezePage {
        page,
        meter: meter(&readiness, lang),
        missing,
        form: Form {
            id: "freeze".to_owned(),
            action: format!("{back}/freeze"),
            fields: vec![field],
            errors: Vec::new(),
            submit: match (lang.is_chinese(), readiness.not_ready.is_empty()) {
                (true, true) => "冻结".to_owned(),
                (true, false) => "缺报也冻结".to_owned(),
                (false, true) => "Freeze".to_owned(),
                (false, false) => "Freeze all the same".to_owned(),
            },
            cancel: back,
        },
        readiness,
    })
}

fn meter(readiness: &Readiness, lang: Lang) -> Meter {
    let part = |label: &str, count: usize, tone| MeterPart {
        label: label.to_owned(),
        count: count as u64,
        tone,
        href: String::new(),
    };
    let parts = [
        part(
            lang.say("新审核通过", "Newly accepted"),
            readiness.accepted,
            "done",
        ),
        part(
            lang.say("沿用上一版", "Unchanged"),
            readiness.unchanged,
            "frozen",
        ),
        part(
            lang.say("缺报", "Missing"),
            readiness.not_ready.len(),
            "unopened",
        ),
    ];
    Meter {
        title: lang
            .say("这一版会有什么", "What this version would hold")
            .to_owned(),
        parts: parts.into_iter().filter(|part| part.count > 0).collect(),
    }
}

/// What would be missing, the hand-ins of an organisation together.
fn missing(app: &App, asked: &Asked, not_ready: &[NotReady]) -> Vec<(String, Vec<Missing>)> {
    let mut missing: Vec<(String, Vec<Missing>)> = Vec::new();
    for one in not_ready {
        let (tone, _) = state::named(app.rulebook(), &one.state);
        let own = Missing {
            register: one.register.clone(),
            href: format!("/hand-ins/{}/review", one.hand_in),
            state: match one.was_never_opened {
                true => asked.lang.say("未打开", "never opened").to_owned(),
                false => asked.words.state(&one.state).to_owned(),
            },
            tone,
        };
        match missing.last_mut() {
            Some((name, of)) if *name == one.organisation => of.push(own),
            _ => missing.push((one.organisation.clone(), vec![own])),
        }
    }
    missing
}
