//! Reviewing by the API: the board, accepting, giving back, exemptions, reminders.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use junheng_app::App;
use junheng_app::reviewing::{
    BoardFilter, CellRemark, DecideExemption, GiveBack, Remind, ReviewAll,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::{Failures, JobBegun};
use crate::api::requests::{Asks, Body};
use crate::failure::PageFailure;
use crate::pages::review::exemptions;
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(board))
        .routes(routes!(accept))
        .routes(routes!(accept_many))
        .routes(routes!(give_back))
        .routes(routes!(remind))
        .routes(routes!(asked))
        .routes(routes!(decide))
        .routes(routes!(evidence))
        .routes(routes!(reminders))
        .routes(routes!(read_reminders))
}

/// Which hand-ins are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wanted {
    register: Option<String>,
    state: Option<String>,
    /// `overdue`, `outstanding`, `never-opened`, `incomplete` or `waiting`.
    only: Option<String>,
    /// A part of the organisation's name or the beginning of its code.
    search: Option<String>,
}

impl Wanted {
    fn filter(self) -> BoardFilter {
        BoardFilter {
            register: self.register,
            state: self.state,
            only: self.only,
            search: self.search,
        }
    }
}

/// A hand-in on the board.
#[derive(Serialize, ToSchema)]
struct BoardLine {
    hand_in: i64,
    organisation_id: i64,
    organisation: String,
    code: Option<String>,
    register: String,
    state: String,
    is_overdue: bool,
    /// Whether nobody of the organisation ever opened it.
    never_opened: bool,
    /// The day by which it must leave its state.
    #[schema(format = Date)]
    due_on: Option<String>,
    rows: i64,
    /// Rows that could not be kept.
    errors: i64,
    /// Remarks that are not settled.
    remarks: i64,
    can_be_accepted: bool,
}

/// What is said with a move.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Opinion {
    /// May be left out.
    opinion: Option<String>,
}

/// The hand-ins to be accepted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Many {
    hand_ins: Vec<i64>,
}

/// Why a hand-in is given back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Return {
    /// At least four letters.
    remark: String,
    #[serde(default)]
    remarks: Vec<RemarkOnCell>,
}

/// A remark on a cell; on a row without a column, on the whole hand-in without a row.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RemarkOnCell {
    row: Option<i64>,
    column: Option<String>,
    text: String,
}

/// Who is reminded.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct Reminding {
    /// Only these hand-ins; all outstanding ones when empty.
    hand_ins: Vec<i64>,
    /// What is said beside what is due.
    words: String,
}

/// How many people were reminded.
#[derive(Serialize, ToSchema)]
struct Reminded {
    people: usize,
}

/// A request for an exemption.
#[derive(Serialize, ToSchema)]
struct ExemptionAnswer {
    id: i64,
    hand_in: i64,
    organisation: String,
    register: String,
    period: String,
    /// The check's name.
    check: String,
    row: String,
    reason: String,
    /// Whether a file was put on record with it.
    has_evidence: bool,
    asked_by: Option<String>,
    /// `granted`, `refused`, or nothing yet.
    decision: Option<String>,
    decided_by: Option<String>,
    #[schema(format = Date)]
    expires_on: Option<String>,
}

/// What is decided on a request.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Decision {
    grants: bool,
    /// The last day on which it holds; needed when it is granted.
    expires_on: Option<String>,
}

/// What one was reminded of.
#[derive(Serialize, ToSchema)]
struct ReminderAnswer {
    id: i64,
    hand_in: Option<i64>,
    text: String,
    /// Empty in reminders from before there was any English.
    text_en: String,
    #[schema(format = DateTime)]
    at: String,
    is_read: bool,
}

/// Up to which reminder one has read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpTo {
    id: i64,
}

/// A county's hand-ins of a period, a line for each.
#[utoipa::path(get, path = "/counties/{county}/periods/{period}/board", tag = "review",
    params(("county" = i64, Path), ("period" = String, Path), Wanted),
    responses((status = 200, body = Vec<BoardLine>), Failures))]
async fn board(
    State(app): State<App>,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
    Asks(wanted): Asks<Wanted>,
) -> Result<Json<Vec<BoardLine>>, PageFailure> {
    let board = app.board(&actor, county, &period, &wanted.filter()).await?;
    let mut lines = Vec::new();
    for row in &board.rows {
        for (register, cell) in board.registers.iter().zip(&row.cells) {
            let Some(cell) = cell else { continue };
            lines.push(BoardLine {
                hand_in: cell.hand_in,
                organisation_id: row.organisation,
                organisation: row.name.clone(),
                code: row.code.clone(),
                register: register.clone(),
                state: cell.state.clone(),
                is_overdue: cell.is_overdue,
                never_opened: cell.phase == junheng_app::reviewing::Phase::NeverOpened,
                due_on: cell.due_on.map(|day| day.to_string()),
                rows: cell.rows,
                errors: cell.errors,
                remarks: cell.remarks,
                can_be_accepted: cell.can_be_accepted,
            });
        }
    }
    Ok(Json(lines))
}

/// Accept a hand-in.
#[utoipa::path(post, path = "/hand-ins/{id}/accept", tag = "review", params(("id" = i64, Path)),
    request_body = Opinion, responses((status = 204), Failures))]
async fn accept(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    Body(said): Body<Opinion>,
) -> Result<StatusCode, PageFailure> {
    let opinion = said.opinion.filter(|opinion| !opinion.trim().is_empty());
    let fields = opinion.map(|opinion| ("审核意见".to_owned(), opinion));
    app.accept(&actor, id, &fields.into_iter().collect())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Accept many hand-ins of a county and period in the background, each with its own answer.
#[utoipa::path(post, path = "/counties/{county}/periods/{period}/accept", tag = "review",
    params(("county" = i64, Path), ("period" = String, Path)),
    request_body = Many, responses((status = 202, body = JobBegun), Failures))]
async fn accept_many(
    State(app): State<App>,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
    Body(many): Body<Many>,
) -> Result<(StatusCode, Json<JobBegun>), PageFailure> {
    let wanted = ReviewAll {
        hand_ins: many.hand_ins,
        fields: BTreeMap::new(),
    };
    let job = app
        .accept_many_later(&actor, county, &period, wanted)
        .await?;
    Ok((StatusCode::ACCEPTED, Json(JobBegun { job })))
}

/// Give a hand-in back, with remarks by cell.
#[utoipa::path(post, path = "/hand-ins/{id}/give-back", tag = "review", params(("id" = i64, Path)),
    request_body = Return, responses((status = 204), Failures))]
async fn give_back(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    Body(said): Body<Return>,
) -> Result<StatusCode, PageFailure> {
    let remarks = said.remarks.into_iter().map(|one| CellRemark {
        row: one.row,
        column: one.column,
        text: one.text,
    });
    let said = GiveBack {
        fields: BTreeMap::from([("退回意见".to_owned(), said.remark)]),
        remarks: remarks.collect(),
    };
    app.give_back(&actor, id, &said).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remind the people of those who have not handed in.
#[utoipa::path(post, path = "/counties/{county}/periods/{period}/remind", tag = "review",
    params(("county" = i64, Path), ("period" = String, Path)),
    request_body = Reminding, responses((status = 200, body = Reminded), Failures))]
async fn remind(
    State(app): State<App>,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
    Body(wanted): Body<Reminding>,
) -> Result<Json<Reminded>, PageFailure> {
    let wanted = Remind {
        hand_ins: wanted.hand_ins,
        words: wanted.words,
    };
    let filter = BoardFilter::default();
    let people = app
        .remind(&actor, county, &period, &filter, &wanted)
        .await?;
    Ok(Json(Reminded { people }))
}

/// A county's requests for exemptions, the undecided first.
#[utoipa::path(get, path = "/counties/{county}/exemptions", tag = "review", params(("county" = i64, Path)),
    responses((status = 200, body = Vec<ExemptionAnswer>), Failures))]
async fn asked(
    State(app): State<App>,
    actor: SignedIn,
    Path(county): Path<i64>,
) -> Result<Json<Vec<ExemptionAnswer>>, PageFailure> {
    let asked = app.exemptions(&actor, county).await?;
    let answers = asked.into_iter().map(|one| ExemptionAnswer {
        id: one.exemption.id,
        hand_in: one.hand_in.id,
        organisation: one.hand_in.organisation,
        register: one.hand_in.register,
        period: one.hand_in.period,
        check: one.exemption.check_id,
        row: one.exemption.row_key,
        reason: one.exemption.reason,
        has_evidence: one.exemption.evidence_id.is_some(),
        asked_by: one.asked_by,
        decision: one.exemption.decision,
        decided_by: one.decided_by,
        expires_on: one.exemption.expires_on.map(|day| day.to_string()),
    });
    Ok(Json(answers.collect()))
}

/// The file that was put on record with a request.
#[utoipa::path(get, path = "/exemptions/{id}/evidence", tag = "review", params(("id" = i64, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), Failures))]
async fn evidence(
    app: State<App>,
    actor: SignedIn,
    id: Path<i64>,
) -> Result<Response, PageFailure> {
    exemptions::evidence(app, actor, id).await
}

/// Decide on a request, once.
#[utoipa::path(post, path = "/exemptions/{id}/decide", tag = "review", params(("id" = i64, Path)),
    request_body = Decision, responses((status = 204), Failures))]
async fn decide(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    Body(decision): Body<Decision>,
) -> Result<StatusCode, PageFailure> {
    let typed = DecideExemption {
        grants: decision.grants,
        expires_on: decision.expires_on.unwrap_or_default(),
    };
    app.decide_exemption(&actor, id, &typed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One's reminders, the latest first.
#[utoipa::path(get, path = "/me/reminders", tag = "me", responses((status = 200, body = Vec<ReminderAnswer>), Failures))]
async fn reminders(
    State(app): State<App>,
    actor: SignedIn,
) -> Result<Json<Vec<ReminderAnswer>>, PageFailure> {
    let reminders = app.reminders(&actor, false, 200).await?.items;
    let answers = reminders.into_iter().map(|one| ReminderAnswer {
        id: one.id,
        hand_in: one.matter_id,
        text: one.text,
        text_en: one.text_en,
        at: one.at.to_string(),
        is_read: one.read_at.is_some(),
    });
    Ok(Json(answers.collect()))
}

/// Mark one's reminders as read up to this one.
#[utoipa::path(post, path = "/me/reminders/read", tag = "me", request_body = UpTo, responses((status = 204), Failures))]
async fn read_reminders(
    State(app): State<App>,
    actor: SignedIn,
    Body(up_to): Body<UpTo>,
) -> Result<StatusCode, PageFailure> {
    app.read_reminders(&actor, up_to.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
