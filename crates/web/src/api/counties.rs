//! Reading counties and their schools: verdicts, schools, explanations, what-ifs, comparisons, reports.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use junheng_app::{App, Failure};
use junheng_model::{ExplainedSide, Explanation, Verdict};
use junheng_report::json as findings_json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::{Failures, Listed};
use crate::api::requests::Asks;
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::pages::counties::difference::{Difference, DifferenceRow};
use crate::pages::counties::overview::standing_of;
use crate::pages::counties::selection::{CountyAddresses, Selection, stage_asked};
use crate::pages::counties::what_if::read_changes;
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(standings))
        .routes(routes!(findings))
        .routes(routes!(explanation))
        .routes(routes!(what_if))
        .routes(routes!(compare))
        .routes(routes!(workbook))
        .routes(routes!(document))
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
    State(app): State<App>,
    lang: Lang,
    actor: SignedIn,
    Path(county): Path<i64>,
    Asks(asked): Asks<Figures>,
) -> Result<Response, PageFailure> {
    let judged = app
        .judged(&actor, &asked.selection().asked(county)?)
        .await?;
    let text = findings_json::text(&[(judged.findings(), judged.policy())], lang.of_report())
        .map_err(Failure::from)?;
    Ok(([(CONTENT_TYPE, "application/json")], text).into_response())
}

/// A figure led back to the cells that it came from.
#[derive(Serialize, ToSchema)]
pub struct Explained {
    policy: String,
    as_of: String,
    indicator: String,
    /// The school's code; empty for the county's figure.
    code: String,
    name: String,
    stage: Option<&'static str>,
    verdict: &'static str,
    value: Option<f64>,
    numerator: Option<f64>,
    denominator: Option<f64>,
    per: f64,
    limit: Option<f64>,
    /// What is short of the limit, in natural units.
    gap: Option<f64>,
    sides: Vec<Side>,
}

#[derive(Serialize, ToSchema)]
struct Side {
    /// Whether it is the numerator.
    numerator: bool,
    register: String,
    expression: String,
    value: Option<f64>,
    /// Over how many rows; `cells` are those of the first of them.
    rows: usize,
    cells: Vec<Cell>,
}

#[derive(Serialize, ToSchema)]
struct Cell {
    row: String,
    column: String,
    /// Empty when missing.
    value: String,
    unit: String,
    file: Option<String>,
    sheet: Option<String>,
    /// `F17`
    cell: Option<String>,
}

impl From<Explanation> for Explained {
    fn from(of: Explanation) -> Self {
        Self {
            policy: of.policy,
            as_of: of.as_of.to_string(),
            indicator: of.indicator,
            code: of.code,
            name: of.name,
            stage: of.stage.map(junheng_model::Stage::name),
            verdict: code(of.verdict),
            value: of.value,
            numerator: of.numerator,
            denominator: of.denominator,
            per: of.per,
            limit: of.limit,
            gap: of.gap,
            sides: of.sides.into_iter().map(Side::from).collect(),
        }
    }
}

impl From<ExplainedSide> for Side {
    fn from(side: ExplainedSide) -> Self {
        let cells = side.cells.into_iter().flat_map(|row| {
            let label = row.label;
            row.cells.into_iter().map(move |cell| Cell {
                row: label.clone(),
                column: cell.column,
                value: cell.value,
                unit: cell.unit,
                file: cell.place.as_ref().map(|place| place.file.to_string()),
                sheet: cell
                    .place
                    .as_ref()
                    .and_then(|place| place.sheet.as_deref().map(str::to_owned)),
                cell: cell
                    .place
                    .and_then(|place| place.cell)
                    .map(|at| at.to_string()),
            })
        });
        Self {
            numerator: side.numerator,
            register: side.register,
            expression: side.expression,
            value: side.value,
            rows: side.rows,
            cells: cells.collect(),
        }
    }
}

/// How a county's figure came about.
#[utoipa::path(get, path = "/counties/{county}/indicators/{indicator}/explanation", tag = "reading", params(("county" = i64, Path), ("indicator" = String, Path), Figures), responses((status = 200, body = Explained), Failures))]
async fn explanation(
    State(app): State<App>,
    actor: SignedIn,
    Path((county, indicator)): Path<(i64, String)>,
    Asks(asked): Asks<Figures>,
) -> Result<Json<Explained>, PageFailure> {
    let judged = app
        .judged(&actor, &asked.selection().asked(county)?)
        .await?;
    let explained = app.explain(judged, indicator, None, asked.stage()).await?;
    Ok(Json(explained.into()))
}

/// Two judgements side by side: what differs.
#[derive(Serialize, ToSchema)]
struct SideBySide {
    left: &'static str,
    right: &'static str,
    rules: Vec<Differs>,
    indicators: Vec<Differs>,
    schools: Vec<Differs>,
    /// How many indicators both say the same of.
    alike: usize,
}

#[derive(Serialize, ToSchema)]
struct Differs {
    name: String,
    left: String,
    right: String,
    left_verdict: Option<&'static str>,
    right_verdict: Option<&'static str>,
}

impl From<Difference> for SideBySide {
    fn from(difference: Difference) -> Self {
        let row = |row: DifferenceRow| Differs {
            name: row.name,
            left: row.left,
            right: row.right,
            left_verdict: row.verdicts.0.map(code),
            right_verdict: row.verdicts.1.map(code),
        };
        Self {
            left: code(difference.verdicts.0),
            right: code(difference.verdicts.1),
            rules: difference.rules.into_iter().map(row).collect(),
            indicators: difference.indicators.into_iter().map(row).collect(),
            schools: difference.schools.into_iter().map(row).collect(),
            alike: difference.alike,
        }
    }
}

/// Figures, and what is supposed of them.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Supposing {
    period: Option<String>,
    version: Option<String>,
    policy: Option<String>,
    day: Option<String>,
    /// `school code:column:value,…`; a blank value supposes that the figure was not handed in.
    changes: String,
}

/// What if a school's figures were others? Nothing is saved.
#[utoipa::path(get, path = "/counties/{county}/what-if", tag = "reading", params(("county" = i64, Path), Supposing), responses((status = 200, body = SideBySide), Failures))]
async fn what_if(
    State(app): State<App>,
    lang: Lang,
    actor: SignedIn,
    Path(county): Path<i64>,
    Asks(supposing): Asks<Supposing>,
) -> Result<Json<SideBySide>, PageFailure> {
    let changes = read_changes(&supposing.changes).ok_or_else(|| {
        Failure::field(
            "changes",
            "应写成 学校标识码:列名:数值，多处改动用英文逗号隔开。",
            "Expected school code:column:value, with commas between several.",
        )
    })?;
    let figures = Figures {
        period: supposing.period,
        version: supposing.version,
        policy: supposing.policy,
        day: supposing.day,
        stage: None,
    };
    let selection = figures.selection();
    let supposed = app
        .what_if(&actor, &selection.asked(county)?, &changes)
        .await?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let before = standing_of(&supposed.before, lang).ok_or(Failure::NotFound)?;
    let after = standing_of(&supposed.after, lang).ok_or(Failure::NotFound)?;
    Ok(Json(
        Difference::of(&before, &after, &addresses, lang).into(),
    ))
}

/// Figures twice.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Twice {
    period: Option<String>,
    version: Option<String>,
    policy: Option<String>,
    day: Option<String>,
    /// As `period`, of the right side; what is left out is as on the left.
    other_period: String,
    other_version: String,
    other_policy: String,
    other_day: String,
}

/// The same county by two policies, as of two days, or two versions or periods of it, side by side.
#[utoipa::path(get, path = "/counties/{county}/compare", tag = "reading", params(("county" = i64, Path), Twice), responses((status = 200, body = SideBySide), Failures))]
async fn compare(
    State(app): State<App>,
    lang: Lang,
    actor: SignedIn,
    Path(county): Path<i64>,
    Asks(twice): Asks<Twice>,
) -> Result<Json<SideBySide>, PageFailure> {
    let figures = Figures {
        period: twice.period,
        version: twice.version,
        policy: twice.policy,
        day: twice.day,
        stage: None,
    };
    let selection = figures.selection();
    let other = crate::pages::counties::compare::Other {
        other_period: twice.other_period,
        other_version: twice.other_version,
        other_policy: twice.other_policy,
        other_day: twice.other_day,
    };
    let second = other.selection(&selection);
    let left = app.judged(&actor, &selection.asked(county)?).await?;
    let right = app.judged(&actor, &second.asked(county)?).await?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let left = standing_of(&left, lang).ok_or(Failure::NotFound)?;
    let right = standing_of(&right, lang).ok_or(Failure::NotFound)?;
    Ok(Json(Difference::of(&left, &right, &addresses, lang).into()))
}

/// The county's report as an Excel workbook.
#[utoipa::path(get, path = "/counties/{county}/report.xlsx", tag = "reading", params(("county" = i64, Path), Figures), responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>), Failures))]
async fn workbook(
    State(app): State<App>,
    lang: Lang,
    actor: SignedIn,
    Path(county): Path<i64>,
    Asks(asked): Asks<Figures>,
) -> Result<Response, PageFailure> {
    let asked = asked.selection().asked(county)?;
    let (name, bytes) = app
        .county_workbook(&actor, &asked, lang.of_report())
        .await?;
    Ok(crate::pages::exports::excel(&name, bytes))
}

/// The county's self-assessment as a Word document.
#[utoipa::path(get, path = "/counties/{county}/report.docx", tag = "reading", params(("county" = i64, Path), Figures), responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", body = Vec<u8>), Failures))]
async fn document(
    State(app): State<App>,
    lang: Lang,
    actor: SignedIn,
    Path(county): Path<i64>,
    Asks(asked): Asks<Figures>,
) -> Result<Response, PageFailure> {
    let asked = asked.selection().asked(county)?;
    let (name, bytes) = app
        .county_document(&actor, &asked, lang.of_report())
        .await?;
    Ok(crate::pages::exports::word(&name, bytes))
}
