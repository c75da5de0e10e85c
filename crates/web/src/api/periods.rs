//! Periods by the API: what there are, opening one.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use junheng_app::App;
use junheng_app::periods::OpenPeriod;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::Failures;
use crate::api::requests::Body;
use crate::failure::PageFailure;
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list, open))
        .routes(routes!(complete))
}

/// A period of handing in.
#[derive(Serialize, ToSchema)]
struct PeriodAnswer {
    /// `2024-2025`
    name: String,
    /// The day by which everything is to be handed in.
    #[schema(format = Date)]
    due_on: String,
    hand_ins: Vec<CountAnswer>,
}

/// How many hand-ins of a register are in a state.
#[derive(Serialize, ToSchema)]
struct CountAnswer {
    register: String,
    state: String,
    count: i64,
    /// How many of them nobody of their organisation ever opened.
    never_opened: i64,
}

/// A school year to be opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPeriod {
    /// Two years in a row: `2024-2025`.
    name: String,
    /// A day: `2024-10-31`.
    due_on: String,
}

/// How many hand-ins were opened.
#[derive(Serialize, ToSchema)]
struct OpenedAnswer {
    hand_ins: usize,
}

/// A county's periods, the latest first.
#[utoipa::path(get, path = "/counties/{county}/periods", tag = "periods", params(("county" = i64, Path)),
    responses((status = 200, body = Vec<PeriodAnswer>), Failures))]
async fn list(
    State(app): State<App>,
    actor: SignedIn,
    Path(county): Path<i64>,
) -> Result<Json<Vec<PeriodAnswer>>, PageFailure> {
    let periods = app.periods(&actor, county).await?.periods;
    let answers = periods.into_iter().map(|one| PeriodAnswer {
        name: one.period.name,
        due_on: one.period.due_on.to_string(),
        hand_ins: one
            .counts
            .into_iter()
            .map(|count| CountAnswer {
                register: count.register,
                state: count.state,
                count: count.count,
                never_opened: count.never_seen,
            })
            .collect(),
    });
    Ok(Json(answers.collect()))
}

/// Open a school year: every organisation gets its hand-ins.
#[utoipa::path(post, path = "/counties/{county}/periods", tag = "periods", params(("county" = i64, Path)),
    request_body = NewPeriod, responses((status = 201, body = OpenedAnswer), Failures))]
async fn open(
    State(app): State<App>,
    actor: SignedIn,
    Path(county): Path<i64>,
    Body(new): Body<NewPeriod>,
) -> Result<(StatusCode, Json<OpenedAnswer>), PageFailure> {
    let typed = OpenPeriod {
        name: new.name,
        due_on: new.due_on,
    };
    let opened = app.open_period(&actor, county, &typed).await?;
    let hand_ins = opened.hand_ins;
    Ok((StatusCode::CREATED, Json(OpenedAnswer { hand_ins })))
}

/// Open what organisations that came later still lack.
#[utoipa::path(post, path = "/counties/{county}/periods/{period}/complete", tag = "periods",
    params(("county" = i64, Path), ("period" = String, Path)),
    responses((status = 200, body = OpenedAnswer), Failures))]
async fn complete(
    State(app): State<App>,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
) -> Result<Json<OpenedAnswer>, PageFailure> {
    let hand_ins = app.complete_period(&actor, county, &period).await?;
    Ok(Json(OpenedAnswer { hand_ins }))
}
