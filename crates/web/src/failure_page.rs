//! Failures as pages and as JSON. Causes of our own failures go to the log under the request's number, never to the
//! visitor.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use junheng_app::{App, Failure, Waiting};
use junheng_model::Wording;

use crate::api::answers::{Refused, Words, WrongField};
use crate::components::Page;
use crate::failure::Carried;
use crate::frame;
use crate::lang::Lang;
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage {
    page: Page,
    reasons: Vec<String>,
    /// What can be done about it; empty for nothing.
    advice: &'static str,
    /// What to quote to the administrator; only for failures of ours.
    number: Option<String>,
}

/// Puts a failure into words for whoever asked.
pub async fn render(State(app): State<App>, request: Request, next: Next) -> Response {
    let lang = Lang::asked(request.headers());
    let here = request
        .uri()
        .path_and_query()
        .map_or_else(|| "/".to_owned(), ToString::to_string);
    let is_api = here.starts_with("/api/");
    let is_read = request.method().is_safe();
    let response = next.run(request).await;
    let signed_in = response.extensions().get::<SignedIn>().cloned();
    let status = response.status();
    let carried = response.extensions().get::<Carried>().cloned();
    let failure = match carried {
        Some(Carried(failure)) => failure,
        None if is_bare(&response) => Arc::new(bare_failure(status)),
        None => return response,
    };
    let number = number_of(&failure);
    if is_api {
        return json_answer(status, &failure, number);
    }
    if matches!(*failure, Failure::NotSignedIn) {
        return Redirect::to(&format!("/sign-in?to={}", crate::links::escaped(&here)))
            .into_response();
    }
    // Where the store fails, nobody waits for it to be counted.
    let waiting = match (signed_in.as_deref(), &*failure) {
        (Some(actor), failure) if !matches!(failure, Failure::Ours(_)) => {
            app.waiting_for(actor).await.unwrap_or_default()
        }
        _ => Waiting::default(),
    };
    let page = FailurePage {
        page: frame::page(
            lang,
            &page_title(&failure, status, is_read),
            &here,
            signed_in.as_deref().zip(Some(&waiting)),
        ),
        reasons: reasons(&failure)
            .iter()
            .map(|r| lang.of(r).to_owned())
            .collect(),
        advice: advice(status, is_read, lang),
        number,
    };
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the failure page itself failed");
            status.into_response()
        }
    }
}

/// The router's own answers (no such route, wrong method, too large) carry no words of ours.
fn is_bare(response: &Response) -> bool {
    let is_ours = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind != HeaderValue::from_static("text/plain; charset=utf-8"));
    (response.status().is_client_error() || response.status().is_server_error()) && !is_ours
}

fn bare_failure(status: StatusCode) -> Failure {
    match status {
        StatusCode::NOT_FOUND => Failure::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => Failure::refused(
            "上传的文件太大。请拆分后再上传。",
            "The upload is too large. Please split it.",
        ),
        StatusCode::METHOD_NOT_ALLOWED => Failure::refused(
            "这个地址不支持这种请求方式。",
            "This address does not take this kind of request.",
        ),
        StatusCode::TOO_MANY_REQUESTS => Failure::refused(
            "请求太频繁，请稍后再试。",
            "Too many requests; please try again later.",
        ),
        _ if status.is_server_error() => {
            Failure::Ours(junheng_app::Fault::Broken("a handler panicked"))
        }
        _ => Failure::refused(
            "请求的格式不对，没有执行。",
            "The request is malformed and was not carried out.",
        ),
    }
}

/// Logs a failure of ours with its causes under a number that the visitor can quote.
fn number_of(failure: &Failure) -> Option<String> {
    let Failure::Ours(fault) = failure else {
        return None;
    };
    let number = junheng_app::incident_number();
    let mut causes = fault.to_string();
    let mut source = std::error::Error::source(fault);
    while let Some(cause) = source {
        causes = format!("{causes}: {cause}");
        source = cause.source();
    }
    tracing::error!(incident = number, causes, "a request failed");
    Some(number)
}

fn title(failure: &Failure) -> Wording {
    match failure {
        Failure::Refused(_) => Wording::new("没有执行", "Not carried out"),
        Failure::Invalid(_) => Wording::new("填写的内容有误", "Some fields cannot be used"),
        Failure::NotFound => Wording::new("没有找到", "Not found"),
        Failure::NotSignedIn => Wording::new("请先登录", "Please sign in"),
        Failure::Ours(_) => Wording::new("系统出错了", "Something went wrong on our side"),
    }
}

/// As [`title`], for somebody who only wanted to look: nothing was to be carried out.
fn page_title(failure: &Failure, status: StatusCode, is_read: bool) -> Wording {
    match failure {
        Failure::Refused(_) if is_read && status == StatusCode::FORBIDDEN => {
            Wording::new("没有权限", "Not for your role")
        }
        Failure::Refused(_) if is_read => {
            Wording::new("打不开这个页面", "This page cannot be shown")
        }
        other => title(other),
    }
}

const fn advice(status: StatusCode, is_read: bool, lang: Lang) -> &'static str {
    match status {
        StatusCode::FORBIDDEN if is_read => lang.say(
            "工作需要时，请管理员在“人员”里给您加上相应的角色。",
            "If your work needs it, ask an administrator to give you the role.",
        ),
        StatusCode::NOT_FOUND => lang.say(
            "请检查地址，或者从首页、菜单重新进入。",
            "Check the address, or begin again from the front page or the menu.",
        ),
        _ => "",
    }
}

fn reasons(failure: &Failure) -> Vec<Wording> {
    match failure {
        Failure::Refused(reasons) => reasons.clone(),
        Failure::Invalid(fields) => fields.iter().map(|field| field.message.clone()).collect(),
        Failure::NotFound => vec![Wording::new(
            "这个地址没有内容，或者不在您的权限范围内。",
            "There is nothing at this address, or it lies outside your part of the tree.",
        )],
        Failure::NotSignedIn => vec![Wording::new(
            "登录后才能继续。",
            "You have to sign in to go on.",
        )],
        Failure::Ours(_) => vec![Wording::new(
            "刚才的操作没有完成，已填的数据没有丢失。请稍后再试；仍然不行时把下面的编号告诉管理员。",
            "What you asked for was not done; nothing that was saved is lost. Try again later, and quote the number below if it keeps failing.",
        )],
    }
}

fn json_answer(status: StatusCode, failure: &Failure, number: Option<String>) -> Response {
    let fields = match failure {
        Failure::Invalid(fields) => fields.iter().map(WrongField::from).collect(),
        _ => Vec::new(),
    };
    let body = Refused {
        title: Words::from(&title(failure)),
        reasons: reasons(failure).iter().map(Words::from).collect(),
        fields,
        number,
    };
    (status, Json(body)).into_response()
}
