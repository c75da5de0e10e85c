//! What is done to somebody's roles and account: each asks first where it cannot be taken back.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::{App, ChangePerson, Failure};
use serde::Deserialize;

use super::add::shown;
use super::one::{Returned, drawn};
use crate::components::{Link, Page};
use crate::failure::PageFailure;
use crate::pages::said::refused;
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "people/confirm.html")]
struct ConfirmPage {
    page: Page,
    action: String,
    submit: String,
    is_dangerous: bool,
    cancel: String,
    says: String,
}

/// A role and where.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct GrantTyped {
    role: String,
    organisation: i64,
}

/// Saves name and telephone number.
pub async fn change(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
    axum::Form(typed): axum::Form<ChangePerson>,
) -> Result<Response, PageFailure> {
    let outcome = app.change_person(&actor, id, &typed).await;
    let returned = Returned {
        name: Some(typed.name),
        ..Returned::default()
    };
    ended(&app, &asked, &actor, id, outcome, "changed", returned).await
}

/// Grants a role.
pub async fn grant(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
    axum::Form(typed): axum::Form<GrantTyped>,
) -> Result<Response, PageFailure> {
    let outcome = app
        .grant_role(&actor, id, &typed.role, typed.organisation)
        .await;
    let returned = Returned {
        role: typed.role,
        ..Returned::default()
    };
    ended(&app, &asked, &actor, id, outcome, "granted", returned).await
}

/// Takes a role back.
pub async fn revoke(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path((id, grant)): Path<(i64, i64)>,
) -> Result<Response, PageFailure> {
    app.revoke_role(&actor, id, grant).await?;
    // Whoever has no role within reach any more is still found among the former ones.
    let outcome = Ok(());
    ended(
        &app,
        &asked,
        &actor,
        id,
        outcome,
        "revoked",
        Returned::default(),
    )
    .await
}

/// Lets somebody sign in again.
pub async fn enable(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let outcome = app.enable_person(&actor, id).await;
    ended(
        &app,
        &asked,
        &actor,
        id,
        outcome,
        "enabled",
        Returned::default(),
    )
    .await
}

/// Lets somebody sign in no longer.
pub async fn disable(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let outcome = app.disable_person(&actor, id).await;
    ended(
        &app,
        &asked,
        &actor,
        id,
        outcome,
        "disabled",
        Returned::default(),
    )
    .await
}

/// Ends all sessions of somebody.
pub async fn end_sessions(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let outcome = app.end_sessions(&actor, id).await.map(|_| ());
    ended(
        &app,
        &asked,
        &actor,
        id,
        outcome,
        "sessions-ended",
        Returned::default(),
    )
    .await
}

/// Takes somebody's one-time codes away.
pub async fn reset_totp(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let outcome = app.reset_totp(&actor, id).await;
    ended(
        &app,
        &asked,
        &actor,
        id,
        outcome,
        "totp-reset",
        Returned::default(),
    )
    .await
}

/// Gives somebody a new first password and shows it once.
pub async fn reset_password(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let invited = app.reset_password(&actor, id).await?;
    Ok(shown(&asked, invited)?.into_response())
}

/// Asks before a new password.
pub async fn ask_reset_password(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let question = Question {
        zh: "重设密码",
        en: "Reset the password",
        says_zh: "会生成一个新的首次密码，原密码立即失效，正在进行的登录全部结束。",
        says_en: "A new first password is made; the old one is void at once and all sessions end.",
        part: "reset-password",
        is_dangerous: false,
    };
    ask(&app, &asked, &actor, id, question).await
}

/// Asks before codes are taken away.
pub async fn ask_reset_totp(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let question = Question {
        zh: "重设动态验证码",
        en: "Reset one-time codes",
        says_zh: "手机丢失时使用。之后凭密码即可登录，本人应尽快重新启用动态验证码。请先确认是本人提出。",
        says_en: "For a lost phone. The password alone signs in afterwards. Make sure that the person asked for it.",
        part: "reset-totp",
        is_dangerous: true,
    };
    ask(&app, &asked, &actor, id, question).await
}

/// Asks before an account is disabled.
pub async fn ask_disable(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let question = Question {
        zh: "停用账号",
        en: "Disable the account",
        says_zh: "停用后不能登录，正在进行的登录立即结束。以前办的事都保留，账号可以恢复。",
        says_en: "The person can no longer sign in, and sessions end at once. What was done stays; the account can be enabled again.",
        part: "disable",
        is_dangerous: true,
    };
    ask(&app, &asked, &actor, id, question).await
}

struct Question {
    zh: &'static str,
    en: &'static str,
    says_zh: &'static str,
    says_en: &'static str,
    /// The last part of the address that does it.
    part: &'static str,
    is_dangerous: bool,
}

async fn ask(
    app: &App,
    asked: &Asked,
    actor: &SignedIn,
    id: i64,
    question: Question,
) -> Result<Response, PageFailure> {
    let kept = app.person_kept(actor, id).await?;
    let lang = asked.lang;
    let back = format!("/admin/people/{id}");
    let mut page = asked.page(question.zh, question.en);
    page.lead = format!("{} · {}", kept.person.name, kept.person.sign_in_name);
    page.crumbs = vec![
        Link::new(lang.say("人员", "People"), "/admin/people"),
        Link::new(&kept.person.name, &back),
    ];
    Ok(html(&ConfirmPage {
        page,
        action: format!("{back}/{}", question.part),
        submit: lang.say(question.zh, question.en).to_owned(),
        is_dangerous: question.is_dangerous,
        cancel: back,
        says: lang.say(question.says_zh, question.says_en).to_owned(),
    })?
    .into_response())
}

/// Leads back to the person, or shows the page again with what stands in the way.
async fn ended(
    app: &App,
    asked: &Asked,
    actor: &SignedIn,
    id: i64,
    outcome: Result<(), Failure>,
    done: &str,
    mut returned: Returned,
) -> Result<Response, PageFailure> {
    let status = match outcome {
        Ok(()) => {
            return Ok(Redirect::to(&format!("/admin/people/{id}?done={done}")).into_response());
        }
        Err(Failure::Invalid(errors)) => {
            returned.errors = errors;
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(Failure::Refused(reasons)) => {
            returned.flashes.push(refused(&reasons, asked.lang));
            StatusCode::FORBIDDEN
        }
        Err(other) => return Err(other.into()),
    };
    let page = drawn(app, asked, actor, id, returned).await?;
    Ok((status, page).into_response())
}
