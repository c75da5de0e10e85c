//! What the organisation does with its hand-in beside entering figures: submit, withdraw, explain, give up a row.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::handing_in::Explanation;
use junheng_app::{App, Failure};
use serde::Deserialize;

use super::hand_in::redrawn;
use super::not_done::NotDone;
use crate::failure::PageFailure;
use crate::request::Asked;
use crate::session::SignedIn;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Submission {
    note: String,
}

/// Hands in.
pub async fn submit(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path(id): Path<i64>,
    Form(typed): Form<Submission>,
) -> Result<Response, PageFailure> {
    let done = app.submit_hand_in(&actor, id, &typed.note).await;
    let shown = NotDone {
        note: typed.note,
        ..NotDone::default()
    };
    answered(&app, &actor, &asked, id, done, "submitted", shown).await
}

/// Takes a hand-in back.
pub async fn withdraw(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let done = app.withdraw_hand_in(&actor, id).await;
    answered(
        &app,
        &actor,
        &asked,
        id,
        done,
        "withdrawn",
        NotDone::default(),
    )
    .await
}

/// Keeps words of explanation: `check[n]`, `row[n]` and `text[n]` belong together. What was left empty is not meant.
pub async fn explain(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path(id): Path<i64>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageFailure> {
    let words = explanations(&pairs);
    let done = app.explain_checks(&actor, id, &words).await;
    let shown = NotDone {
        words,
        ..NotDone::default()
    };
    answered(&app, &actor, &asked, id, done, "explained", shown).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct GivenUp {
    row: i64,
    reason: String,
}

/// Gives up a refused row.
pub async fn give_up(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path(id): Path<i64>,
    Form(typed): Form<GivenUp>,
) -> Result<Response, PageFailure> {
    let done = app.give_up_row(&actor, id, typed.row, &typed.reason).await;
    answered(
        &app,
        &actor,
        &asked,
        id,
        done,
        "given-up",
        NotDone::default(),
    )
    .await
}

/// Leads back to the page when it is done, or shows the page again with what stands in the way.
pub(super) async fn answered(
    app: &App,
    actor: &SignedIn,
    asked: &Asked,
    id: i64,
    done: Result<(), Failure>,
    word: &str,
    mut shown: NotDone,
) -> Result<Response, PageFailure> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/hand-ins/{id}?done={word}")).into_response()),
        Err(Failure::Refused(reasons)) => {
            shown.reasons = reasons;
            redrawn(app, actor, asked, id, shown).await
        }
        Err(Failure::Invalid(fields)) => {
            shown.fields = fields;
            redrawn(app, actor, asked, id, shown).await
        }
        Err(other) => Err(other.into()),
    }
}

fn explanations(pairs: &[(String, String)]) -> Vec<Explanation> {
    let numbered = |name: &str, head: &str| -> Option<usize> {
        let number = name.strip_prefix(head)?.strip_prefix('[')?;
        number.strip_suffix(']')?.parse().ok()
    };
    let mut words: std::collections::BTreeMap<usize, Explanation> = Default::default();
    for (name, value) in pairs {
        if let Some(at) = numbered(name, "check") {
            words.entry(at).or_default().check.clone_from(value);
        } else if let Some(at) = numbered(name, "row") {
            words.entry(at).or_default().row.clone_from(value);
        } else if let Some(at) = numbered(name, "text") {
            words.entry(at).or_default().text.clone_from(value);
        }
    }
    let said = |word: &Explanation| !word.text.trim().is_empty();
    words.into_values().filter(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_belong_to_their_checks_and_empty_ones_are_left_out() {
        let pairs = [
            ("check[0]", "班额"),
            ("row[0]", "甲"),
            ("text[0]", "  "),
            ("check[1]", "比上年变化"),
            ("row[1]", "乙"),
            ("text[1]", "两校合并"),
            ("other", "x"),
        ];
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let words = explanations(&pairs);
        assert_eq!(words.len(), 1);
        assert_eq!(words[0].row, "乙");
    }
}
