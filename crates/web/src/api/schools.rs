//! Reading schools: those of a county, one of them, and how its figures came about.

use axum::Json;
use axum::extract::{Path, State};
use junheng_app::{App, Failure};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::counties::{Explained, Figures, code};
use crate::Shared;
use crate::api::answers::{Failures, Listed};
use crate::api::requests::Asks;
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::pages::counties::overview::standing_of;
use crate::pages::counties::schools_view::{UnitFilter, units};
use crate::pages::counties::selection::{CountyAddresses, stage_asked};
use crate::pages::schools::school_view::SchoolView;
use crate::session::SignedIn;
use crate::words::Words;

/// Items of a list unless asked otherwise, and at most.
const USUAL: usize = 100;
const MOST: usize = 1_000;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(explanation))
        .routes(routes!(contacts))
}

/// Which schools are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wanted {
    period: Option<String>,
    version: Option<String>,
    policy: Option<String>,
    day: Option<String>,
    /// `primary` or `junior`.
    stage: Option<String>,
    /// A part of the name or of the code.
    search: Option<String>,
    offset: Option<usize>,
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
}

/// A school's part of one stage.
#[derive(Serialize, ToSchema)]
struct SchoolStage {
    code: String,
    name: String,
    stage: Option<&'static str>,
    verdict: &'static str,
    /// How many indicators it meets.
    met: u16,
    /// All that it is short of, in words.
    gaps: String,
}

/// The schools of a county, stage by stage; those that meet least first.
#[utoipa::path(get, path = "/counties/{county}/schools", tag = "reading", params(("county" = i64, Path), Wanted), responses((status = 200, body = Listed<SchoolStage>), Failures))]
async fn list(
    State(app): State<App>,
    lang: Lang,
    actor: SignedIn,
    Path(county): Path<i64>,
    Asks(wanted): Asks<Wanted>,
) -> Result<Json<Listed<SchoolStage>>, PageFailure> {
    let figures = Figures {
        period: wanted.period,
        version: wanted.version,
        policy: wanted.policy,
        day: wanted.day,
        stage: None,
    };
    let judged = app
        .judged(&actor, &figures.selection().asked(county)?)
        .await?;
    let standing = standing_of(&judged, lang).ok_or(Failure::NotFound)?;
    let filter = UnitFilter {
        stage: wanted.stage.as_deref().and_then(stage_asked),
        verdict: None,
        search: wanted.search.unwrap_or_default(),
    };
    let found = units(&standing, &filter);
    let schools = &standing.findings.schools;
    let item = |&unit: &usize| SchoolStage {
        code: schools.units.code.get(unit).to_owned(),
        name: schools.units.name.get(unit).to_owned(),
        stage: schools.units.stage[unit].map(junheng_model::Stage::name),
        verdict: code(schools.verdicts[unit]),
        met: schools.met[unit],
        gaps: standing.shortfalls_text(unit),
    };
    let shown = found
        .iter()
        .skip(wanted.offset.unwrap_or(0))
        .take(wanted.limit.unwrap_or(USUAL).clamp(1, MOST));
    Ok(Json(Listed {
        items: shown.map(item).collect(),
        total: i64::try_from(found.len()).unwrap_or(i64::MAX),
    }))
}

/// A school, stage by stage.
#[derive(Serialize, ToSchema)]
struct School {
    code: String,
    name: String,
    /// Why the policy leaves the school out; empty when it is judged.
    left_out: String,
    stages: Vec<StageOfSchool>,
    /// What the school did not hand in.
    missing: Vec<String>,
}

#[derive(Serialize, ToSchema)]
struct StageOfSchool {
    stage: String,
    verdict: &'static str,
    gaps: Vec<String>,
    indicators: Vec<SchoolIndicator>,
}

/// An indicator of a school, as its page prints it.
#[derive(Serialize, ToSchema)]
struct SchoolIndicator {
    id: String,
    name: String,
    value: String,
    unit: String,
    threshold: String,
    verdict: &'static str,
    /// What is missing to the threshold, in words.
    gap: String,
}

/// One school by its code.
#[utoipa::path(get, path = "/counties/{county}/schools/{code}", tag = "reading", params(("county" = i64, Path), ("code" = String, Path), Figures), responses((status = 200, body = School), Failures))]
async fn one(
    State(app): State<App>,
    lang: Lang,
    actor: SignedIn,
    Path((county, school)): Path<(i64, String)>,
    Asks(asked): Asks<Figures>,
) -> Result<Json<School>, PageFailure> {
    let selection = asked.selection();
    let judged = app
        .judged_for_school(&actor, &selection.asked(county)?, &school)
        .await?;
    let standing = standing_of(&judged, lang).ok_or(Failure::NotFound)?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let words = Words::new(app.rulebook().clone(), lang);
    let view = SchoolView::of(&standing, &school, &Vec::new(), &addresses, &words, lang)
        .ok_or(Failure::NotFound)?;
    let stages = view.stages.into_iter().map(|stage| StageOfSchool {
        stage: stage.name,
        verdict: code(stage.verdict),
        gaps: stage.gaps,
        indicators: stage
            .tiles
            .into_iter()
            .map(|tile| SchoolIndicator {
                id: tile.id,
                name: tile.name,
                value: tile.value,
                unit: tile.unit,
                threshold: tile.threshold,
                verdict: code(tile.verdict),
                gap: tile.note,
            })
            .collect(),
    });
    Ok(Json(School {
        stages: stages.collect(),
        code: view.code,
        name: view.name,
        left_out: view.left_out,
        missing: view.missing,
    }))
}

/// How a school's figure came about.
#[utoipa::path(get, path = "/counties/{county}/schools/{code}/indicators/{indicator}/explanation", tag = "reading", params(("county" = i64, Path), ("code" = String, Path), ("indicator" = String, Path), Figures), responses((status = 200, body = Explained), Failures))]
async fn explanation(
    State(app): State<App>,
    actor: SignedIn,
    Path((county, school, indicator)): Path<(i64, String, String)>,
    Asks(asked): Asks<Figures>,
) -> Result<Json<Explained>, PageFailure> {
    let judged = app
        .judged_for_school(&actor, &asked.selection().asked(county)?, &school)
        .await?;
    let explained = app
        .explain(judged, indicator, Some(school), asked.stage())
        .await?;
    Ok(Json(explained.into()))
}

/// Somebody who answers for a school's figures.
#[derive(Serialize, ToSchema)]
struct Answering {
    /// The role's code: `principal`.
    role: &'static str,
    name: String,
    /// Null when it is not known.
    phone: Option<String>,
}

/// Whom to call about a school's figures; nobody for those who may not call there.
#[utoipa::path(get, path = "/counties/{county}/schools/{code}/contacts", tag = "reading", params(("county" = i64, Path), ("code" = String, Path)), responses((status = 200, body = Vec<Answering>), Failures))]
async fn contacts(
    State(app): State<App>,
    actor: SignedIn,
    Path((county, school)): Path<(i64, String)>,
) -> Result<Json<Vec<Answering>>, PageFailure> {
    let known = app.school_name(&actor, county, &school).await?;
    known.ok_or(Failure::NotFound)?;
    let found = app.contacts(&actor, &[school]).await?;
    let answering = found.into_iter().map(|contact| Answering {
        role: contact.role.code(),
        name: contact.name,
        phone: contact.phone,
    });
    Ok(Json(answering.collect()))
}
