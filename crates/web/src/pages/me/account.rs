//! The overview of one's own account: name, codes, sessions, tokens.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use junheng_app::{App, Failure, FieldError, Scope, session_handle};
use serde::Deserialize;

use crate::components::{Choice, Field, FieldKind, Form, Page};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::pages::people::moment;
use crate::pages::said::{error_of, said};
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "me/account.html")]
struct AccountPage {
    page: Page,
    sign_in_name: String,
    roles: Vec<String>,
    name: Form,
    uses_codes: bool,
    codes_left: i64,
    sessions: Vec<SessionRow>,
    tokens: Vec<TokenRow>,
    token: Form,
}

struct SessionRow {
    what: String,
    seen: String,
    until: String,
    is_this: bool,
    end: String,
}

struct TokenRow {
    label: String,
    scope: &'static str,
    until: String,
    used: String,
    state: &'static str,
    tone: &'static str,
    revoke: Option<String>,
}

/// What was just done, from the address.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// A name, as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NameTyped {
    name: String,
}

/// What a form that was not carried out comes back with.
#[derive(Default)]
pub struct Returned {
    pub errors: Vec<FieldError>,
    pub refused: Vec<String>,
    pub name: Option<String>,
    pub label: String,
    pub scope: String,
    pub days: String,
}

/// From the address of a form that came back, where a reload or another language leads to.
pub async fn back(_: SignedIn) -> Redirect {
    Redirect::to("/me")
}

/// The page.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Query(done): Query<Done>,
) -> Result<Response, PageFailure> {
    let returned = Returned::default();
    let page = drawn(&app, &asked, &actor, returned, done.done.as_deref()).await?;
    Ok(page.into_response())
}

/// Changes one's name.
pub async fn change_name(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    axum::Form(typed): axum::Form<NameTyped>,
) -> Result<Response, PageFailure> {
    let errors = match app.change_own_name(&actor, &typed.name).await {
        Ok(()) => return Ok(Redirect::to("/me?done=changed").into_response()),
        Err(Failure::Invalid(errors)) => errors,
        Err(other) => return Err(other.into()),
    };
    let returned = Returned {
        errors,
        name: Some(typed.name),
        ..Returned::default()
    };
    let page = drawn(&app, &asked, &actor, returned, None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Ends one of one's sessions.
pub async fn end_session(
    State(app): State<App>,
    actor: SignedIn,
    Path(handle): Path<String>,
) -> Result<Redirect, PageFailure> {
    app.end_own_session(&actor, &handle).await?;
    Ok(Redirect::to("/me?done=session-ended"))
}

/// The page, with what a form comes back with.
pub async fn drawn(
    app: &App,
    asked: &Asked,
    actor: &SignedIn,
    returned: Returned,
    done: Option<&str>,
) -> Result<Html<String>, PageFailure> {
    let account = app.own_account(actor).await?;
    let codes_left = app.recovery_codes_left(actor).await?;
    let own_sessions = app.own_sessions(actor).await?;
    let own_tokens = app.own_tokens(actor).await?;
    let lang = asked.lang;
    let now = app.now();
    let mut page = asked.page("我的账号", "My account");
    page.flashes = said(done, lang);
    let roles = actor.grants.iter().map(|grant| {
        let role = lang.say(grant.role.name(), grant.role.english());
        format!("{role} · {}", grant.organisation_name)
    });
    let sessions = own_sessions.iter().map(|own| SessionRow {
        what: format!("{} · {}", own.session.address, browser(&own.session.device)),
        seen: moment(own.session.seen_at),
        until: moment(own.session.expires_at),
        is_this: own.is_this,
        end: format!("/me/sessions/{}/end", session_handle(&own.session)),
    });
    html(&AccountPage {
        sign_in_name: account.sign_in_name,
        roles: roles.collect(),
        name: Form {
            id: "name".to_owned(),
            action: "/me/name".to_owned(),
            errors: Vec::new(),
            fields: vec![
                Field::new("name", lang.say("姓名", "Name"), FieldKind::Text)
                    .filled(returned.name.as_ref().unwrap_or(&account.name))
                    .autocomplete("name")
                    .error(error_of(&returned.errors, "name", lang)),
            ],
            submit: lang.say("保存", "Save").to_owned(),
            cancel: String::new(),
        },
        uses_codes: account.totp_secret.is_some(),
        codes_left,
        sessions: sessions.collect(),
        tokens: own_tokens
            .iter()
            .map(|token| token_row(lang, token, now))
            .collect(),
        token: token_form(lang, &returned),
        page,
    })
}

fn token_row(lang: Lang, token: &junheng_app::Token, now: Timestamp) -> TokenRow {
    let (tone, state) = if token.revoked_at.is_some() {
        ("quiet", lang.say("已收回", "revoked"))
    } else if token.expires_at <= now {
        ("quiet", lang.say("已过期", "past"))
    } else {
        ("done", lang.say("有效", "good"))
    };
    TokenRow {
        label: token.label.clone(),
        scope: match Scope::of(&token.scope) {
            Some(Scope::ReadAndWrite) => lang.say("读写", "read and write"),
            _ => lang.say("只读", "read"),
        },
        until: moment(token.expires_at),
        used: token
            .used_at
            .map_or_else(|| lang.say("没用过", "never").to_owned(), moment),
        state,
        tone,
        revoke: (tone == "done").then(|| format!("/me/tokens/{}/revoke", token.id)),
    }
}

fn token_form(lang: Lang, returned: &Returned) -> Form {
    let error = |field| error_of(&returned.errors, field, lang);
    let days = if returned.days.is_empty() {
        "90"
    } else {
        &returned.days
    };
    let scopes = [
        (Scope::Read, lang.say("只读", "read")),
        (Scope::ReadAndWrite, lang.say("读写", "read and write")),
    ];
    let scopes = scopes
        .map(|(scope, words)| Choice::new(scope.code(), words, scope.code() == returned.scope));
    Form {
        id: "token".to_owned(),
        action: "/me/tokens".to_owned(),
        errors: returned.refused.clone(),
        fields: vec![
            Field::new("label", lang.say("用途", "What for"), FieldKind::Text)
                .filled(&returned.label)
                .error(error("label")),
            Field::new("scope", lang.say("权限", "Scope"), FieldKind::Choice)
                .choices(scopes.to_vec())
                .error(error("scope")),
            Field::new("days", lang.say("有效天数", "Days"), FieldKind::Digits)
                .filled(days)
                .error(error("days")),
        ],
        submit: lang.say("创建令牌", "Make a token").to_owned(),
        cancel: String::new(),
    }
}

/// What a browser is, out of the much that it calls itself.
fn browser(said: &str) -> String {
    // Each names those before it as well, so the order decides.
    let known = ["Edg", "MicroMessenger", "Firefox", "Chrome", "Safari"];
    let systems = ["Android", "iPhone", "Windows", "Mac OS", "Linux"];
    let first = |names: &[&str]| {
        names
            .iter()
            .find(|name| said.contains(*name))
            .map(|name| (*name).to_owned())
    };
    match (first(&known), first(&systems)) {
        (Some(browser), Some(system)) => format!("{browser} / {system}"),
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => said.chars().take(40).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn browsers_are_told_from_what_they_pretend_to_be() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36";
        assert_eq!(browser(chrome), "Chrome / Windows");
        assert_eq!(browser(&format!("{chrome} Edg/126.0")), "Edg / Windows");
        assert_eq!(browser("curl/8.5"), "curl/8.5");
    }
}
