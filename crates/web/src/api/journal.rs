//! Reading the journal.

use axum::Json;
use axum::extract::State;
use junheng_app::{App, JournalAsked};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::{Failures, Listed, Words};
use crate::api::requests::{Asks, part};
use crate::failure::PageFailure;
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(list))
}

/// An entry of the journal.
#[derive(Serialize, ToSchema)]
struct Entry {
    /// From one, without gaps.
    seq: i64,
    at: String,
    /// Nobody when the program did it, or the command line.
    person: Option<String>,
    organisation: Option<String>,
    verb: String,
    /// What the verb means.
    done: Words,
    /// What it was done to: `person/17`.
    subject: String,
    detail: serde_json::Value,
    /// SM3 over the entry and the digest of the one before.
    digest: String,
}

/// Which entries are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// About this organisation and those below it.
    under: Option<i64>,
    person: Option<i64>,
    /// Verbs that begin so: `submission.`
    verb: Option<String>,
    subject: Option<String>,
    /// The first day, in China.
    #[param(format = Date)]
    from: Option<String>,
    /// The last day, in China.
    #[param(format = Date)]
    to: Option<String>,
    #[param(minimum = 0)]
    offset: Option<i64>,
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
}

/// Entries about an organisation and those below it, the newest first.
#[utoipa::path(get, path = "/journal", tag = "journal", params(Wanted), responses((status = 200, body = Listed<Entry>), Failures))]
async fn list(
    State(app): State<App>,
    actor: SignedIn,
    Asks(wanted): Asks<Wanted>,
) -> Result<Json<Listed<Entry>>, PageFailure> {
    let (offset, limit) = part(wanted.offset, wanted.limit);
    let asked = JournalAsked {
        under: wanted.under,
        person: wanted.person,
        verb: wanted.verb,
        subject: wanted.subject,
        from: wanted.from,
        to: wanted.to,
        offset,
        limit,
    };
    let found = app.journal(&actor, &asked).await?;
    let items = found.entries.into_iter().map(|named| Entry {
        done: Words::from(&named.done()),
        seq: named.entry.seq,
        at: named.entry.at.to_string(),
        person: named.person,
        organisation: named.organisation,
        verb: named.entry.verb,
        subject: named.entry.subject,
        detail: serde_json::from_str(&named.entry.detail).unwrap_or_default(),
        digest: named.entry.digest,
    });
    Ok(Json(Listed {
        items: items.collect(),
        total: found.total,
    }))
}
