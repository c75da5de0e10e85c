//! One hand-in: where it stands, what stands in its way, its rows, its history.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use junheng_app::{Actor, App};
use junheng_model::Wording;
use serde::Deserialize;

use super::hand_in_view::{View, view};
use super::not_done::NotDone;
use crate::components::{Flash, Link, Page, Tone};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "hand_ins/hand_in.html")]
struct HandInPage {
    page: Page,
    view: View,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    done: String,
}

/// The page.
pub async fn page(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path(id): Path<i64>,
    Query(Done { done }): Query<Done>,
) -> Result<Html<String>, PageFailure> {
    let mut page = drawn(&app, &actor, &asked, id, &NotDone::default()).await?;
    page.page.flashes.extend(done_words(&done, asked.lang));
    html(&page)
}

/// The page again, with what stands in the way of what was asked.
pub async fn redrawn(
    app: &App,
    actor: &Actor,
    asked: &Asked,
    id: i64,
    shown: NotDone,
) -> Result<Response, PageFailure> {
    let lang = asked.lang;
    let mut page = drawn(app, actor, asked, id, &shown).await?;
    let lines = shown.reasons.iter();
    let mut lines: Vec<String> = lines.map(|reason| lang.of(reason).to_owned()).collect();
    let fields = shown.fields.iter();
    lines.extend(fields.map(|field| lang.of(&field.message).to_owned()));
    lines.dedup();
    page.page.flashes.push(Flash {
        tone: Tone::Refused,
        text: lang
            .say("没有办成，原因如下：", "This was not done, because:")
            .to_owned(),
        lines,
    });
    let status = if shown.fields.is_empty() {
        StatusCode::FORBIDDEN
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    Ok((status, html(&page)?).into_response())
}

async fn drawn(
    app: &App,
    actor: &Actor,
    asked: &Asked,
    id: i64,
    shown: &NotDone,
) -> Result<HandInPage, PageFailure> {
    let hand_in = app.hand_in(actor, id).await?;
    let lang = asked.lang;
    let register = app.rulebook().register(&hand_in.status.register);
    let title = Wording::new(
        format!(
            "{} · {}",
            hand_in.status.register, hand_in.status.organisation
        ),
        format!(
            "{} · {}",
            register.map_or(hand_in.status.register.as_str(), |register| &register.en),
            hand_in.status.organisation
        ),
    );
    let mut page = asked.page(&title.zh, &title.en);
    page.address = format!("/hand-ins/{id}");
    page.crumbs = vec![Link::new(lang.say("填报", "Hand-ins"), "/hand-ins")];
    page.lead = register.map_or_else(String::new, |register| register.about.clone());
    Ok(HandInPage {
        page,
        view: view(&hand_in, register, shown, &asked.words, lang),
    })
}

fn done_words(done: &str, lang: Lang) -> Option<Flash> {
    let text = match done {
        "submitted" => lang.say("已提交，等待上级审核。", "Handed in; it waits for review."),
        "withdrawn" => lang.say("已撤回，可以修改。", "Taken back; it can be changed."),
        "explained" => lang.say("说明已保存。", "Your words were kept."),
        "given-up" => lang.say("已放弃这一行。", "The row was given up."),
        "saved" => lang.say("已保存为新的一版。", "Saved as a new revision."),
        "copied" => lang.say(
            "已带入上年的数，请逐项核对后再提交。",
            "Last year's figures were copied; look through them before you hand in.",
        ),
        "copied-for-refused" => lang.say(
            "已带入上年的数。上传时没有保存的行，上年也有的，现在是上年的数，不再列为问题：请改成今年的数，逐项核对后再提交。",
            "Last year's figures were copied. Where a row of the file could not be kept and last year has it too, last \
             year's stands now and the problem is gone: put this year's figures in, and look through all before you hand in.",
        ),
        "restored" => lang.say(
            "已恢复到选定的版本（另存为新的一版）。",
            "The chosen revision was restored as a new one.",
        ),
        "asked" => lang.say(
            "豁免申请已提交，等待上级审批。",
            "The exemption was asked for.",
        ),
        _ => return None,
    };
    Some(Flash {
        tone: Tone::Done,
        text: text.to_owned(),
        lines: Vec::new(),
    })
}
