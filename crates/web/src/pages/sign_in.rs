//! Signing in and out.

use askama::Template;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::{App, SignIn, SignedInOr};
use serde::Deserialize;
use std::net::SocketAddr;

use crate::Settings;
use crate::components::{Field, FieldKind, Form, Page};
use crate::failure::PageFailure;
use crate::lang::{self, Lang};
use crate::links::local_address;
use crate::pages::language;
use crate::request::{Asked, html};
use crate::session;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    page: Page,
    form: Form,
}

/// What the form shows.
#[derive(Default)]
struct Shown<'s> {
    /// Where to go on afterwards.
    to: &'s str,
    sign_in_name: &'s str,
    /// Whether a one-time code is asked for beside the password.
    asks_code: bool,
    complaint: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub struct To {
    to: Option<String>,
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    sign_in_name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
    to: Option<String>,
}

/// The empty form; a server without anybody in it leads to its set-up instead.
pub async fn form(
    State(app): State<App>,
    asked: Asked,
    Query(To { to }): Query<To>,
) -> Result<Response, PageFailure> {
    if app.is_empty().await? {
        return Ok(Redirect::to("/set-up").into_response());
    }
    let shown = Shown {
        to: local_address(to.as_deref()),
        ..Shown::default()
    };
    Ok(html(&page(&asked, shown))?.into_response())
}

/// Begins a session, or brings the form back with what was typed.
pub async fn submit(
    State(app): State<App>,
    State(settings): State<Settings>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    asked: Asked,
    headers: HeaderMap,
    axum::Form(typed): axum::Form<Typed>,
) -> Result<Response, PageFailure> {
    let to = local_address(typed.to.as_deref()).to_owned();
    let outcome = app
        .sign_in(SignIn {
            sign_in_name: typed.sign_in_name.trim().to_owned(),
            password: typed.password,
            code: Some(typed.code.trim().to_owned()),
            address: settings.visitor(&headers, address),
            browser: session::browser(&headers),
        })
        .await?;
    let code_needed = matches!(outcome, SignedInOr::CodeNeeded);
    let complaint = match outcome {
        SignedInOr::Session(session) => {
            let cookie = session::cookie(
                &session.secret,
                session.until,
                app.now(),
                settings.is_secure,
            );
            let mut response = Redirect::to(&to).into_response();
            response.headers_mut().append(header::SET_COOKIE, cookie);
            // Who switched before signing in keeps what he switched to; else the account knows what he reads.
            if lang::kept(&headers).is_none()
                && let Some(language) = Lang::of_code(&session.language)
            {
                let kept = language::cookie(language);
                response.headers_mut().append(header::SET_COOKIE, kept);
            }
            return Ok(response);
        }
        SignedInOr::Wrong => asked
            .lang
            .say(
                "登录名、密码或验证码不对，请重新输入。",
                "The sign-in name, the password or the code is wrong. Please try again.",
            )
            .to_owned(),
        SignedInOr::CodeNeeded => asked
            .lang
            .say(
                "请再输入一次密码，并填写手机上的6位动态验证码。",
                "Please type the password again, and the 6 digits that your phone shows.",
            )
            .to_owned(),
        SignedInOr::Closed(left) => closed_for(&asked, left.as_secs()),
    };
    let shown = Shown {
        to: &to,
        sign_in_name: &typed.sign_in_name,
        asks_code: code_needed || !typed.code.is_empty(),
        complaint: Some(complaint),
    };
    Ok((
        StatusCode::UNPROCESSABLE_ENTITY,
        html(&page(&asked, shown))?,
    )
        .into_response())
}

fn page(asked: &Asked, shown: Shown<'_>) -> SignInPage {
    let lang = asked.lang;
    let mut fields = vec![
        Field::new("to", "", FieldKind::Hidden).filled(shown.to),
        Field::new(
            "sign_in_name",
            lang.say("登录名", "Sign-in name"),
            FieldKind::Text,
        )
        .filled(shown.sign_in_name)
        .autocomplete("username"),
        Field::new(
            "password",
            lang.say("密码", "Password"),
            FieldKind::Password,
        )
        .autocomplete("current-password"),
    ];
    if shown.asks_code {
        let label = lang.say("动态验证码（6位）", "One-time code (6 digits)");
        fields.push(Field::new("code", label, FieldKind::Digits).autocomplete("one-time-code"));
    }
    let mut page = asked.page("登录", "Sign in");
    page.lead = lang
        .say(
            "县域义务教育均衡发展的数据在这里报送、审核、冻结和评估。",
            "Where a county hands in, reviews, freezes and judges the figures of its compulsory schools.",
        )
        .to_owned();
    SignInPage {
        page,
        form: Form {
            id: "sign-in".to_owned(),
            action: "/sign-in".to_owned(),
            fields,
            errors: shown.complaint.into_iter().collect(),
            submit: lang.say("登录", "Sign in").to_owned(),
            cancel: String::new(),
        },
    }
}

fn closed_for(asked: &Asked, seconds: u64) -> String {
    let minutes = seconds.div_ceil(60).max(1);
    if asked.lang.is_chinese() {
        format!("输错次数太多，请{minutes}分钟后再试，或请管理员重设密码。")
    } else {
        format!(
            "Too many wrong attempts. Try again in {minutes} minutes, or ask an administrator for a new password."
        )
    }
}

/// Ends the session.
pub async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Result<Response, PageFailure> {
    if let Some(secret) = session::secret(&headers) {
        app.sign_out(secret).await?;
    }
    let mut response = Redirect::to("/sign-in").into_response();
    let cookies = response.headers_mut();
    cookies.append(header::SET_COOKIE, session::no_cookie());
    // The next one at this machine may read another language; this one's stays with his account.
    cookies.append(header::SET_COOKIE, language::no_cookie());
    Ok(response)
}
