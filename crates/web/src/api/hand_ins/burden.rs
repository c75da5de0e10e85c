//! The burden of handing in.

use axum::Json;
use axum::extract::{Path, State};
use junheng_app::App;
use junheng_app::handing_in::{BurdenAsked, BurdenBy};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::Failures;
use crate::api::requests::Asks;
use crate::failure::PageFailure;
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(burdens))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// The period's name; all periods when left out.
    period: Option<String>,
    /// A part of the organisation's name.
    search: Option<String>,
    /// `organisation`, `revisions`, `typed`, `carried` or `asked-twice`; by typed cells when left out.
    sort: Option<String>,
}

/// How many cells an organisation handled in a period.
#[derive(Debug, Serialize, ToSchema)]
struct BurdenLine {
    organisation_id: i64,
    organisation: String,
    period: String,
    period_id: i64,
    revisions: i64,
    cells_typed: i64,
    cells_carried: i64,
    cells_asked_twice: i64,
}

/// The burden of handing in, of an organisation and those below it.
#[utoipa::path(get, path = "/organisations/{id}/burden", tag = "hand-ins", params(("id" = i64, Path), Wanted), responses((status = 200, body = Vec<BurdenLine>), Failures))]
async fn burdens(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    Asks(wanted): Asks<Wanted>,
) -> Result<Json<Vec<BurdenLine>>, PageFailure> {
    let asked = BurdenAsked {
        period: wanted.period,
        search: wanted.search.unwrap_or_default(),
        by: BurdenBy::of(wanted.sort.as_deref().unwrap_or_default()),
    };
    let found = app.burden_meter(&actor, id, &asked).await?;
    let lines = found.lines.into_iter().map(|(burden, period)| BurdenLine {
        organisation_id: burden.organisation_id,
        organisation: burden.organisation,
        period,
        period_id: burden.period_id,
        revisions: burden.revisions,
        cells_typed: burden.cells_typed,
        cells_carried: burden.cells_carried,
        cells_asked_twice: burden.cells_again,
    });
    Ok(Json(lines.collect()))
}
