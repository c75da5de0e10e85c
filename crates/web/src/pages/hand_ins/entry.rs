//! A workbook comes in.

use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::App;
use junheng_app::Failure;
use junheng_app::handing_in::Upload;
use junheng_model::Wording;

use super::answer;
use super::hand_in::redrawn;
use super::not_done::NotDone;
use super::uploaded::Sent;
use crate::failure::PageFailure;
use crate::request::Asked;
use crate::session::SignedIn;

/// Reads a workbook into the organisation's drafts, and leads to what was wrong with it.
pub async fn upload(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path(id): Path<i64>,
    form: Multipart,
) -> Result<Response, PageFailure> {
    let sent = match Sent::with_file(form).await {
        Ok(sent) => sent,
        Err(failure) => return back(&app, &actor, &asked, id, failure).await,
    };
    let file_name = sent.file_name.clone();
    let upload = Upload {
        hand_in: id,
        keeps_others: sent.is_ticked("keeps_others"),
        file_name: sent.file_name,
        bytes: sent.bytes,
    };
    let uploaded = match app.upload(&actor, upload).await {
        Ok(uploaded) => uploaded,
        Err(failure) => return back(&app, &actor, &asked, id, failure).await,
    };
    let refusals: Vec<Wording> = uploaded
        .kept
        .iter()
        .flat_map(|kept| kept.refusal.clone())
        .collect();
    match uploaded.evidence {
        Some(_) if !refusals.is_empty() => {
            back(&app, &actor, &asked, id, Failure::Refused(refusals)).await
        }
        Some(evidence) => {
            let to = format!("/hand-ins/{id}/uploads/{evidence}");
            Ok(Redirect::to(&to).into_response())
        }
        None => answer::nothing_usable(&asked, id, &file_name, &uploaded.diagnostics),
    }
}

async fn back(
    app: &App,
    actor: &SignedIn,
    asked: &Asked,
    id: i64,
    failure: Failure,
) -> Result<Response, PageFailure> {
    let shown = match failure {
        Failure::Refused(reasons) => NotDone {
            reasons,
            ..NotDone::default()
        },
        Failure::Invalid(fields) => NotDone {
            fields,
            ..NotDone::default()
        },
        other => return Err(other.into()),
    };
    redrawn(app, actor, asked, id, shown).await
}
