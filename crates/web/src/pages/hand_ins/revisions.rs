//! What revisions changed; going back to one, beginning with last year's figures.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use junheng_app::App;
use junheng_app::handing_in::ChangedRow;

use super::moves::answered;
use crate::components::{Link, Page};
use crate::failure::PageFailure;
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "hand_ins/revision.html")]
struct RevisionPage {
    page: Page,
    register: String,
    added: Vec<String>,
    removed: Vec<String>,
    changed: Vec<ChangedRow>,
    /// Where this revision is restored; empty when it cannot be.
    restore: String,
    /// Where it is taken back; empty when it cannot be.
    undo: String,
}

/// One revision against the one before.
pub async fn page(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path((id, number)): Path<(i64, i64)>,
) -> Result<Html<String>, PageFailure> {
    let rows = app.revision_changes(&actor, id, number).await?;
    let hand_in = app.hand_in(&actor, id).await?;
    let lang = asked.lang;
    let status = &hand_in.status;
    let mut page = asked.page(
        &format!("第{number}版改了什么"),
        &format!("What revision {number} changed"),
    );
    page.crumbs = vec![
        Link::new(lang.say("填报", "Hand-ins"), "/hand-ins"),
        Link::new(
            format!(
                "{} · {}",
                asked.words.register(&status.register),
                status.organisation
            ),
            format!("/hand-ins/{id}"),
        ),
    ];
    let may_change = hand_in.is_editable && hand_in.may_fill_in;
    let keys = |what: &str| -> Vec<String> {
        let of = rows.iter().filter(|row| row.what == what);
        of.map(|row| row.key.clone()).collect()
    };
    let restore = |number: i64| format!("/hand-ins/{id}/revisions/{number}/restore");
    let is_current = number == status.revision;
    html(&RevisionPage {
        page,
        added: keys("added"),
        removed: keys("removed"),
        restore: match may_change && !is_current {
            true => restore(number),
            false => String::new(),
        },
        undo: match may_change && is_current {
            true => restore(number - 1),
            false => String::new(),
        },
        register: status.register.clone(),
        changed: rows
            .into_iter()
            .filter(|row| row.what == "changed")
            .collect(),
    })
}

/// Makes a new revision that is equal to this one.
pub async fn restore(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path((id, number)): Path<(i64, i64)>,
) -> Result<Response, PageFailure> {
    let done = app.restore_revision(&actor, id, number).await;
    let answer = answered(
        &app,
        &actor,
        &asked,
        id,
        done,
        "restored",
        Default::default(),
    );
    Ok(answer.await?.into_response())
}

/// Begins with last year's figures.
pub async fn copy(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let done = app.copy_last_year(&actor, id).await;
    let word = match &done {
        Ok(copied) if copied.stood_in > 0 => "copied-for-refused",
        _ => "copied",
    };
    let done = done.map(drop);
    answered(&app, &actor, &asked, id, done, word, Default::default()).await
}
