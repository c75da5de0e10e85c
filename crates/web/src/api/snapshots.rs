//! Frozen versions by the API: readiness, freezing, correcting, comparing.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use junheng_app::App;
use junheng_app::freezing::{Compare, Correct, Flipped, Freeze};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::{Failures, JobBegun};
use crate::api::requests::{Asks, Body};
use crate::failure::PageFailure;
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(versions, freeze))
        .routes(routes!(readiness))
        .routes(routes!(correct))
        .routes(routes!(compare))
}

/// A frozen version.
#[derive(Serialize, ToSchema)]
struct VersionAnswer {
    number: i64,
    /// Names what is in it.
    digest: String,
    reason: String,
    by: Option<String>,
    #[schema(format = DateTime)]
    at: String,
}

/// What a freeze would hold.
#[derive(Serialize, ToSchema)]
struct ReadinessAnswer {
    /// The number that the version would have.
    number: i64,
    /// Accepted since the version before.
    accepted: usize,
    /// In the version before, and unchanged.
    unchanged: usize,
    /// What would be missing.
    missing: Vec<MissingAnswer>,
}

/// A hand-in that is not accepted.
#[derive(Serialize, ToSchema)]
struct MissingAnswer {
    hand_in: i64,
    organisation: String,
    register: String,
    state: String,
    never_opened: bool,
}

/// What is said with a freeze.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct Reason {
    /// Needed when something is missing, or when it is a correction.
    reason: String,
}

/// What is opened again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Correction {
    hand_ins: Vec<i64>,
    /// Which figure is wrong and how that was found; at least six letters.
    reason: String,
}

/// How many hand-ins were opened again.
#[derive(Serialize, ToSchema)]
struct Reopened {
    hand_ins: usize,
}

/// Which versions are compared; nought is what is being handed in.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Sides {
    before: Option<i64>,
    after: Option<i64>,
    /// The policy's id; the nation's latest when left out.
    policy: Option<String>,
}

/// Two versions side by side.
#[derive(Serialize, ToSchema)]
struct ComparedAnswer {
    before: i64,
    after: i64,
    policy: String,
    cells: Vec<CellAnswer>,
    flips: Vec<FlipAnswer>,
}

/// A cell that reads otherwise.
#[derive(Serialize, ToSchema)]
struct CellAnswer {
    register: String,
    organisation: String,
    row: String,
    column: String,
    /// Nothing is missing.
    before: Option<String>,
    after: Option<String>,
    by: Option<String>,
    #[schema(format = DateTime)]
    at: Option<String>,
}

/// A verdict that is another one.
#[derive(Serialize, ToSchema)]
struct FlipAnswer {
    /// `county`, `rule`, `indicator` or `school`.
    what: &'static str,
    /// The policy's id, or the school's code; empty for the county.
    id: String,
    stage: Option<&'static str>,
    before: &'static str,
    after: &'static str,
}

/// A period's frozen versions, the latest first.
#[utoipa::path(get, path = "/counties/{county}/periods/{period}/versions", tag = "snapshots",
    params(("county" = i64, Path), ("period" = String, Path)),
    responses((status = 200, body = Vec<VersionAnswer>), Failures))]
async fn versions(
    State(app): State<App>,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
) -> Result<Json<Vec<VersionAnswer>>, PageFailure> {
    let versions = app.frozen_versions(&actor, county, &period).await?;
    let answers = versions.into_iter().map(|one| VersionAnswer {
        number: one.number,
        digest: one.digest,
        reason: one.reason,
        by: one.by,
        at: one.at.to_string(),
    });
    Ok(Json(answers.collect()))
}

/// Begin to freeze what is accepted into the next version; the job's result is the version that was frozen.
#[utoipa::path(post, path = "/counties/{county}/periods/{period}/versions", tag = "snapshots",
    params(("county" = i64, Path), ("period" = String, Path)),
    request_body = Reason, responses((status = 202, body = JobBegun), Failures))]
async fn freeze(
    State(app): State<App>,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
    Body(said): Body<Reason>,
) -> Result<(StatusCode, Json<JobBegun>), PageFailure> {
    let said = Freeze {
        reason: said.reason,
    };
    let job = app.freeze_later(&actor, county, &period, &said).await?;
    Ok((StatusCode::ACCEPTED, Json(JobBegun { job })))
}

/// What a freeze would hold, and what would be missing.
#[utoipa::path(get, path = "/counties/{county}/periods/{period}/readiness", tag = "snapshots",
    params(("county" = i64, Path), ("period" = String, Path)),
    responses((status = 200, body = ReadinessAnswer), Failures))]
async fn readiness(
    State(app): State<App>,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
) -> Result<Json<ReadinessAnswer>, PageFailure> {
    let found = app.before_freezing(&actor, county, &period).await?;
    let missing = found.not_ready.into_iter().map(|one| MissingAnswer {
        hand_in: one.hand_in,
        organisation: one.organisation,
        register: one.register,
        state: one.state,
        never_opened: one.was_never_opened,
    });
    Ok(Json(ReadinessAnswer {
        number: found.number,
        accepted: found.accepted,
        unchanged: found.unchanged,
        missing: missing.collect(),
    }))
}

/// Open frozen hand-ins again; a later freeze makes another version.
#[utoipa::path(post, path = "/counties/{county}/periods/{period}/correct", tag = "snapshots",
    params(("county" = i64, Path), ("period" = String, Path)),
    request_body = Correction, responses((status = 200, body = Reopened), Failures))]
async fn correct(
    State(app): State<App>,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
    Body(correction): Body<Correction>,
) -> Result<Json<Reopened>, PageFailure> {
    let wanted = Correct {
        hand_ins: correction.hand_ins,
        fields: BTreeMap::from([("更正原因".to_owned(), correction.reason)]),
    };
    let hand_ins = app.correct(&actor, county, &period, &wanted).await?;
    Ok(Json(Reopened { hand_ins }))
}

/// Compare two versions cell by cell: what changed, by whom and when, and which verdicts flip.
#[utoipa::path(get, path = "/counties/{county}/periods/{period}/compare", tag = "snapshots",
    params(("county" = i64, Path), ("period" = String, Path), Sides),
    responses((status = 200, body = ComparedAnswer), Failures))]
async fn compare(
    State(app): State<App>,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
    Asks(sides): Asks<Sides>,
) -> Result<Json<ComparedAnswer>, PageFailure> {
    let asked = Compare {
        before: sides.before,
        after: sides.after,
        policy: sides.policy,
    };
    let compared = app.compare(&actor, county, &period, &asked).await?;
    let cells = compared.registers.into_iter().flat_map(|register| {
        let name = register.register;
        register.cells.into_iter().map(move |cell| CellAnswer {
            register: name.clone(),
            organisation: cell.organisation,
            row: cell.row,
            column: cell.column,
            before: cell.before,
            after: cell.after,
            by: cell.by,
            at: cell.at.map(|at| at.to_string()),
        })
    });
    let flips = compared.flips.into_iter().map(|flip| {
        let (what, id) = match flip.what {
            Flipped::County => ("county", String::new()),
            Flipped::Rule(id) => ("rule", id),
            Flipped::Indicator(id) => ("indicator", id),
            Flipped::School { code, .. } => ("school", code),
        };
        FlipAnswer {
            what,
            id,
            stage: flip.stage.map(|stage| stage.name()),
            before: flip.before.english(),
            after: flip.after.english(),
        }
    });
    Ok(Json(ComparedAnswer {
        before: compared.before,
        after: compared.after,
        policy: compared.policy,
        cells: cells.collect(),
        flips: flips.collect(),
    }))
}
