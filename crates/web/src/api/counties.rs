//! Reading counties: where they stand, and their reports as files.

mod explained;
mod side_by_side;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use junheng_app::{App, Failure};
use junheng_model::Verdict;
use junheng_report::{Names, json as findings_json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::{Failures, JobBegun, Listed};
use crate::api::requests::{Asks, Body};
use crate::failure::PageFailure;
use crate::pages::counties::report::form_asked;
use crate::pages::counties::selection::{Selection, stage_asked};
use crate::request::Reader;
use crate::session::SignedIn;

pub use explained::Explained;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(standings))
        .routes(routes!(findings))
        .routes(routes!(explained::explanation))
        .routes(routes!(side_by_side::what_if))
        .routes(routes!(side_by_side::compare))
        .routes(routes!(report))
}

/// Which figures are meant; what is left out is chosen as on the pages.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Figures {
    /// The period's name, `2023-2024`.
    pub period: Option<String>,
    /// `live`, or a frozen version's number.
    pub version: Option<String>,
    /// The policy's id.
    pub policy: Option<String>,
    /// The day whose rules apply, `2024-12-31`.
    pub day: Option<String>,
    /// `primary` or `junior`; for what is about one stage.
    pub stage: Option<String>,
}

impl Figures {
    pub fn selection(&self) -> Selection {
        Selection {
            period: self.period.clone().unwrap_or_default(),
            version: self.version.clone().unwrap_or_default(),
            policy: self.policy.clone().unwrap_or_default(),
            day: self.day.clone().unwrap_or_default(),
        }
    }

    pub fn stage(&self) -> Option<junheng_model::Stage> {
        self.stage.as_deref().and_then(stage_asked)
    }
}

/// Which counties are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Within {
    /// Below this organisation; all within reach when left out.
    under: Option<i64>,
    /// The policy's id.
    policy: String,
}

/// Where a county stood when it last froze.
#[derive(Serialize, ToSchema)]
struct CountyStanding {
    id: i64,
    name: String,
    /// The frozen periods, the latest first.
    years: Vec<YearStanding>,
}

#[derive(Serialize, ToSchema)]
struct YearStanding {
    period: String,
    /// The version.
    number: i64,
    frozen_at: String,
    /// `met`, `not_met`, `undetermined`; nothing when the policy was not judged by.
    verdict: Option<&'static str>,
    met: Option<usize>,
    not_met: Option<usize>,
    undetermined: Option<usize>,
}

/// The stable code of a verdict.
pub const fn code(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::NotMet => "not_met",
        Verdict::Undetermined => "undetermined",
    }
}

/// The counties within reach, as they stood when they last froze.
#[utoipa::path(get, path = "/standings", tag = "reading", params(Within), responses((status = 200, body = Listed<CountyStanding>), Failures))]
async fn standings(
    State(app): State<App>,
    actor: SignedIn,
    Asks(within): Asks<Within>,
) -> Result<Json<Listed<CountyStanding>>, PageFailure> {
    let found = app.standings(&actor, within.under, &within.policy).await?;
    let year = |year: junheng_app::YearStanding| YearStanding {
        period: year.period,
        number: year.number,
        frozen_at: year.frozen_at.to_string(),
        verdict: year.tally.map(|tally| code(tally.verdict)),
        met: year.tally.map(|tally| tally.met),
        not_met: year.tally.map(|tally| tally.not_met),
        undetermined: year.tally.map(|tally| tally.undetermined),
    };
    let county = |county: junheng_app::CountyStanding| CountyStanding {
        id: county.id,
        name: county.name,
        years: county.years.into_iter().map(year).collect(),
    };
    let items: Vec<CountyStanding> = found.counties.into_iter().map(county).collect();
    let total = i64::try_from(items.len()).unwrap_or(i64::MAX);
    Ok(Json(Listed { items, total }))
}

/// Where a county stands: verdict, reasons, indicators, schools, what is missing; as `junheng assess --format json`
/// prints it.
#[utoipa::path(get, path = "/counties/{county}/findings", tag = "reading", params(("county" = i64, Path), Figures), responses((status = 200, body = serde_json::Value), Failures))]
async fn findings(
    reader: Reader,
    Path(county): Path<i64>,
    Asks(asked): Asks<Figures>,
) -> Result<Response, PageFailure> {
    let judged = reader.judged(county, &asked.selection()).await?;
    let names = Names::new(judged.rulebook(), reader.lang().of_report());
    let text = findings_json::text(&[(judged.findings(), judged.policy())], names)
        .map_err(Failure::from)?;
    Ok(([(CONTENT_TYPE, "application/json")], text).into_response())
}

/// Which report is wanted.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct WantedReport {
    /// `docx` for the self-assessment, `xlsx` for all findings.
    form: String,
    /// The period's name, `2023-2024`; the latest when left out.
    period: String,
    /// `live`, or a frozen version's number; the last frozen one when left out.
    version: String,
    /// The policy's id; the nation's latest when left out.
    policy: String,
    /// The day whose rules apply, `2024-12-31`; the day by which the period was due when left out.
    day: String,
}

/// Begin to make the county's report. Once the job is done, `GET /jobs/{id}/file` answers with it.
#[utoipa::path(post, path = "/counties/{county}/reports", tag = "reading", params(("county" = i64, Path)),
    request_body = WantedReport, responses((status = 202, body = JobBegun), Failures))]
async fn report(
    reader: Reader,
    Path(county): Path<i64>,
    Body(wanted): Body<WantedReport>,
) -> Result<(StatusCode, Json<JobBegun>), PageFailure> {
    let form = form_asked(&wanted.form)?;
    let selection = Selection {
        period: wanted.period,
        version: wanted.version,
        policy: wanted.policy,
        day: wanted.day,
    };
    let asked = selection.asked(county)?;
    let lang = reader.lang().of_report();
    let job = reader
        .app
        .make_report(&reader.actor, &asked, form, lang)
        .await?;
    Ok((StatusCode::ACCEPTED, Json(JobBegun { job })))
}
