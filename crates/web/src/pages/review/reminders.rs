//! What a person was reminded of.

use askama::Template;
use axum::extract::State;
use axum::response::{Html, Redirect};
use junheng_app::{App, Reminder};

use super::act::{Inputs, input};
use crate::components::{EmptyTable, Link, Page};
use crate::failure::PageFailure;
use crate::request::{Asked, html};
use crate::session::SignedIn;

/// So many are shown; older ones stay in the store.
const SHOWN: i64 = 200;

#[derive(Template)]
#[template(path = "review/reminders.html")]
struct RemindersPage {
    page: Page,
    reminders: Vec<Reminder>,
    /// The latest, up to which all are marked as read.
    up_to: i64,
    unread: usize,
    empty: EmptyTable,
}

/// A person's reminders, the latest first.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
) -> Result<Html<String>, PageFailure> {
    let lang = asked.lang;
    let reminders = app.reminders(&actor, false, SHOWN).await?.items;
    html(&RemindersPage {
        page: asked.page("提醒", "Reminders"),
        up_to: reminders.first().map_or(0, |latest| latest.id),
        unread: reminders.iter().filter(|one| one.read_at.is_none()).count(),
        reminders,
        empty: EmptyTable {
            title: lang.say("没有提醒", "No reminders").to_owned(),
            advice: String::new(),
            action: Link::default(),
        },
    })
}

/// Marks them as read.
pub async fn read(
    State(app): State<App>,
    actor: SignedIn,
    axum::Form(inputs): axum::Form<Inputs>,
) -> Result<Redirect, PageFailure> {
    if let Ok(up_to) = input(&inputs, "up_to").parse() {
        app.read_reminders(&actor, up_to).await?;
    }
    Ok(Redirect::to("/reminders"))
}
