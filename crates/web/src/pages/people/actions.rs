//! What is done to somebody's roles and account: each asks first where it cannot be taken back.

use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::{App, ChangePerson, Failure};
use serde::Deserialize;

use super::add::shown;
use super::one::{Returned, drawn};
use crate::Shared;
use crate::components::{Link, Page};
use crate::failure::PageFailure;
use crate::pages::said::refused;
use crate::request::{Asked, Reader, html};
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

/// Who asks for something, and whom it is about.
pub struct About {
    app: App,
    asked: Asked,
    actor: SignedIn,
    /// The person whom it is about.
    id: i64,
}

/// The person in the address.
#[derive(Deserialize)]
struct PersonOf {
    id: i64,
}

/// The role in the address.
#[derive(Deserialize)]
pub struct GrantOf {
    grant: i64,
}

impl FromRequestParts<Shared> for About {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Response> {
        let wrong = |rejection: PathRejection| rejection.into_response();
        let Path(of) = Path::<PersonOf>::from_request_parts(parts, shared)
            .await
            .map_err(wrong)?;
        let reader = Reader::from_request_parts(parts, shared)
            .await
            .map_err(IntoResponse::into_response)?;
        Ok(Self {
            app: reader.app,
            asked: reader.asked,
            actor: reader.actor,
            id: of.id,
        })
    }
}

/// A name, and a new telephone number if it is to change: the page shows the old one only in part.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ChangeTyped {
    name: String,
    phone: String,
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
    about: About,
    axum::Form(typed): axum::Form<ChangeTyped>,
) -> Result<Response, PageFailure> {
    let phone = Some(typed.phone.trim().to_owned()).filter(|phone| !phone.is_empty());
    let change = ChangePerson {
        name: typed.name.clone(),
        phone,
    };
    let outcome = about
        .app
        .change_person(&about.actor, about.id, &change)
        .await;
    let returned = Returned {
        name: Some(typed.name),
        phone: typed.phone,
        ..Returned::default()
    };
    about.ended(outcome, "changed", returned).await
}

/// Grants a role.
pub async fn grant(
    about: About,
    axum::Form(typed): axum::Form<GrantTyped>,
) -> Result<Response, PageFailure> {
    let outcome = about
        .app
        .grant_role(&about.actor, about.id, &typed.role, typed.organisation)
        .await;
    let returned = Returned {
        role: typed.role,
        organisation: Some(typed.organisation),
        ..Returned::default()
    };
    about.ended(outcome, "granted", returned).await
}

/// Takes a role back.
pub async fn revoke(about: About, Path(of): Path<GrantOf>) -> Result<Response, PageFailure> {
    about
        .app
        .revoke_role(&about.actor, about.id, of.grant)
        .await?;
    // Whoever has no role within reach any more is still found among the former ones.
    let outcome = Ok(());
    about.ended(outcome, "revoked", Returned::default()).await
}

/// Lets somebody sign in again.
pub async fn enable(about: About) -> Result<Response, PageFailure> {
    let outcome = about.app.enable_person(&about.actor, about.id).await;
    about.ended(outcome, "enabled", Returned::default()).await
}

/// Lets somebody sign in no longer.
pub async fn disable(about: About) -> Result<Response, PageFailure> {
    let outcome = about.app.disable_person(&about.actor, about.id).await;
    about.ended(outcome, "disabled", Returned::default()).await
}

/// Ends all sessions of somebody.
pub async fn end_sessions(about: About) -> Result<Response, PageFailure> {
    let outcome = about
        .app
        .end_sessions(&about.actor, about.id)
        .await
        .map(|_| ());
    about
        .ended(outcome, "sessions-ended", Returned::default())
        .await
}

/// Takes somebody's one-time codes away.
pub async fn reset_totp(about: About) -> Result<Response, PageFailure> {
    let outcome = about.app.reset_totp(&about.actor, about.id).await;
    about
        .ended(outcome, "totp-reset", Returned::default())
        .await
}

/// Gives somebody a new first password and shows it once.
pub async fn reset_password(about: About) -> Result<Response, PageFailure> {
    let invited = about.app.reset_password(&about.actor, about.id).await?;
    Ok(shown(&about.asked, invited)?.into_response())
}

/// Asks before a new password.
pub async fn ask_reset_password(about: About) -> Result<Response, PageFailure> {
    let question = Question {
        zh: "重设密码",
        en: "Reset the password",
        says_zh: "会生成一个新的首次密码，原密码立即失效，正在进行的登录全部结束。",
        says_en: "A new first password is made; the old one is void at once and all sessions end.",
        part: "reset-password",
        is_dangerous: false,
    };
    about.ask(question).await
}

/// Asks before codes are taken away.
pub async fn ask_reset_totp(about: About) -> Result<Response, PageFailure> {
    let question = Question {
        zh: "重设动态验证码",
        en: "Reset one-time codes",
        says_zh: "手机丢失时使用。之后凭密码即可登录，本人应尽快重新启用动态验证码。请先确认是本人提出。",
        says_en: "For a lost phone. The password alone signs in afterwards. Make sure that the person asked for it.",
        part: "reset-totp",
        is_dangerous: true,
    };
    about.ask(question).await
}

/// Asks before an account is disabled.
pub async fn ask_disable(about: About) -> Result<Response, PageFailure> {
    let question = Question {
        zh: "停用账号",
        en: "Disable the account",
        says_zh: "停用后不能登录，正在进行的登录立即结束。以前办的事都保留，账号可以恢复。",
        says_en: "The person can no longer sign in, and sessions end at once. What was done stays; the account can be enabled again.",
        part: "disable",
        is_dangerous: true,
    };
    about.ask(question).await
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

impl About {
    async fn ask(&self, question: Question) -> Result<Response, PageFailure> {
        let kept = self.app.person_kept(&self.actor, self.id).await?;
        let lang = self.asked.lang;
        let back = format!("/admin/people/{}", self.id);
        let mut page = self.asked.page(question.zh, question.en);
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
        &self,
        outcome: Result<(), Failure>,
        done: &str,
        mut returned: Returned,
    ) -> Result<Response, PageFailure> {
        let status = match outcome {
            Ok(()) => {
                let back = format!("/admin/people/{}?done={done}", self.id);
                return Ok(Redirect::to(&back).into_response());
            }
            Err(Failure::Invalid(errors)) => {
                returned.errors = errors;
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Err(Failure::Refused(reasons)) => {
                returned.flashes.push(refused(&reasons, self.asked.lang));
                StatusCode::FORBIDDEN
            }
            Err(other) => return Err(other.into()),
        };
        let page = drawn(&self.app, &self.asked, &self.actor, self.id, returned).await?;
        Ok((status, page).into_response())
    }
}
