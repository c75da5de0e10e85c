//! Handing in by the API: what the pages of the school's side do.

use axum::Json;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use junheng_app::handing_in::{
    AskExemption, Explanation, ForAll, HandInFilter, MASK, Page, SavedOrWrong, SubmissionStatus,
    TypedGrid, TypedRow, UPLOAD_LIMIT, Upload,
};
use junheng_app::{App, Failure, FieldError};
use junheng_model::{Diagnostic, Place};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::{Failures, Listed, Words};
use crate::api::requests::{Asks, Body};
use crate::failure::PageFailure;
use crate::pages::hand_ins::uploaded::Sent;
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    let uploads = OpenApiRouter::new()
        .routes(routes!(upload))
        .routes(routes!(for_all))
        .routes(routes!(ask_exemption))
        .layer(crate::routes::upload_limit());
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(hand_in))
        .routes(routes!(rows, save_rows))
        .routes(routes!(upload_answer))
        .routes(routes!(explain))
        .routes(routes!(give_up))
        .routes(routes!(submit))
        .routes(routes!(withdraw))
        .routes(routes!(copy))
        .routes(routes!(changes))
        .routes(routes!(restore))
        .routes(routes!(unmask))
        .routes(routes!(burdens))
        .merge(uploads)
}

/// Which hand-ins are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// The period's name, `2024-2025`; the latest when left out.
    period: Option<String>,
    /// The register's name.
    register: Option<String>,
    /// The state's name.
    state: Option<String>,
    /// Of this organisation and those below it.
    organisation: Option<i64>,
    /// A part of the organisation's name or the beginning of its code.
    search: Option<String>,
    /// `overdue`, `never-opened` or `incomplete`.
    only: Option<String>,
    /// How many to pass over.
    #[param(minimum = 0)]
    offset: Option<i64>,
    /// How many at most, 1000 unless told.
    #[param(minimum = 0, maximum = 10000)]
    limit: Option<i64>,
}

/// A hand-in of the list.
#[derive(Debug, Serialize, ToSchema)]
struct HandInLine {
    id: i64,
    register: String,
    period: String,
    organisation_id: i64,
    organisation: String,
    /// The organisation's official code.
    code: Option<String>,
    state: String,
    due_on: Option<String>,
    /// When somebody of the organisation first opened it; nothing when never.
    first_seen_at: Option<String>,
    /// The latest revision; nought when nothing was entered.
    revision: i64,
    rows: i64,
    entered_at: Option<String>,
    /// Problems that keep rows from being used.
    errors: i64,
    /// Open remarks of the reviewer.
    remarks: i64,
}

impl From<SubmissionStatus> for HandInLine {
    fn from(status: SubmissionStatus) -> Self {
        Self {
            id: status.id,
            register: status.register,
            period: status.period,
            organisation_id: status.organisation_id,
            organisation: status.organisation,
            code: status.code,
            state: status.state,
            due_on: status.due_on.map(|day| day.to_string()),
            first_seen_at: status.first_seen_at.map(|at| at.to_string()),
            revision: status.revision,
            rows: status.rows,
            entered_at: status.entered_at.map(|at| at.to_string()),
            errors: status.errors,
            remarks: status.remarks,
        }
    }
}

/// A hand-in, with what stands in its way.
#[derive(Debug, Serialize, ToSchema)]
struct HandInWhole {
    #[serde(flatten)]
    line: HandInLine,
    is_editable: bool,
    /// The moves that the one who asks may try.
    moves: Vec<String>,
    /// Everything that stands in the way of submitting.
    obstacles: Vec<Words>,
    failing: Vec<FailingCheck>,
    /// Rows of the file that could not be kept.
    refused_rows: Vec<RefusedLine>,
    remarks_of_reviewer: Vec<RemarkLine>,
    revisions: Vec<RevisionLine>,
    history: Vec<MoveLine>,
}

/// A check that fails on a row.
#[derive(Debug, Serialize, ToSchema)]
struct FailingCheck {
    check: String,
    /// `error`, `warning` or `notice`.
    severity: &'static str,
    is_about_change: bool,
    /// The row's key; send it back with an explanation.
    row: String,
    row_id: Option<i64>,
    columns: Vec<String>,
    read: String,
    expected: Words,
    mend: Words,
    explanation: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct RefusedLine {
    /// To give it up.
    id: i64,
    place: String,
    key: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct RemarkLine {
    row_id: Option<i64>,
    column: Option<String>,
    text: String,
    is_settled: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct RevisionLine {
    number: i64,
    at: String,
    /// `workbook`, `for-all`, `grid`, `copy`, `undo` or `give-up`.
    way: String,
    rows_added: i64,
    rows_changed: i64,
    rows_removed: i64,
    cells_typed: i64,
    cells_carried: i64,
    cells_asked_twice: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct MoveLine {
    at: String,
    step: String,
    from: String,
    to: String,
    by: Option<String>,
    remark: String,
}

/// The rows of a hand-in.
#[derive(Debug, Serialize, ToSchema)]
struct Rows {
    columns: Vec<String>,
    rows: Vec<RowLine>,
}

#[derive(Debug, Serialize, ToSchema)]
struct RowLine {
    id: i64,
    /// Where it was read; empty when it was typed.
    place: String,
    /// One for each column; nothing is blank, a personal value is `＊＊＊`.
    cells: Vec<Option<String>>,
}

/// What became of an upload.
#[derive(Debug, Serialize, ToSchema)]
struct UploadAnswer {
    /// The kept file; nothing when no row could be used.
    evidence: Option<i64>,
    kept: Vec<KeptPart>,
    problems: Vec<ProblemLine>,
}

#[derive(Debug, Serialize, ToSchema)]
struct KeptPart {
    /// The hand-in it went to.
    hand_in: Option<i64>,
    register: String,
    rows: usize,
    /// Rows that were not kept.
    refused: usize,
    /// Why nothing of it was kept, if so.
    reasons: Vec<Words>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ProblemLine {
    /// `error`, `warning` or `notice`.
    severity: &'static str,
    code: String,
    file: String,
    sheet: Option<String>,
    /// `F17`.
    cell: Option<String>,
    read: String,
    expected: Words,
    mend: Words,
    rule: String,
}

impl From<&Diagnostic> for ProblemLine {
    fn from(found: &Diagnostic) -> Self {
        let Place { file, sheet, cell } = &found.place;
        Self {
            severity: found.severity.english(),
            code: found.code.to_owned(),
            file: file.to_string(),
            sheet: sheet.as_deref().map(str::to_owned),
            cell: cell.map(|cell| cell.to_string()),
            read: found.read.clone(),
            expected: Words::from(&found.expected),
            mend: Words::from(&found.mend),
            rule: found.rule.clone(),
        }
    }
}

/// A workbook as a form with files.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes the form")]
struct WorkbookForm {
    /// The workbook: .xlsx, .xls, .ods or .csv.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// `1` keeps the rows that the workbook does not have.
    keeps_others: Option<String>,
}

/// A workbook for all organisations of a county, as a form with files.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes the form")]
struct ForAllForm {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// The county's number.
    county: i64,
    /// The period's name.
    period: String,
    /// `1` replaces what organisations have entered themselves.
    replaces_own: Option<String>,
}

/// A word of explanation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Word {
    check: String,
    /// The row's key, as the failing check gives it.
    row: String,
    text: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Explanations {
    explanations: Vec<Word>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GivenUp {
    /// The refused row's id.
    row: i64,
    reason: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Note {
    /// What the reviewer should know.
    #[serde(default)]
    note: String,
}

/// Work that goes on in the background.
#[derive(Debug, Serialize, ToSchema)]
struct Begun {
    job: i64,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BurdenAsked {
    /// The period's name; all periods when left out.
    period: Option<String>,
}

/// How many cells an organisation handled in a period.
#[derive(Debug, Serialize, ToSchema)]
struct BurdenLine {
    organisation_id: i64,
    organisation: String,
    period_id: i64,
    revisions: i64,
    cells_typed: i64,
    cells_carried: i64,
    cells_asked_twice: i64,
}

/// List hand-ins within reach.
#[utoipa::path(get, path = "/hand-ins", tag = "hand-ins", params(Wanted), responses((status = 200, body = Listed<HandInLine>), Failures))]
async fn list(
    State(app): State<App>,
    actor: SignedIn,
    Asks(wanted): Asks<Wanted>,
) -> Result<Json<Listed<HandInLine>>, PageFailure> {
    const USUAL: i64 = 1_000;
    const MOST: i64 = 10_000;
    let page = Page {
        offset: wanted.offset.unwrap_or(0).max(0),
        limit: wanted.limit.unwrap_or(USUAL).clamp(0, MOST),
    };
    let filter = HandInFilter {
        period: wanted.period,
        register: wanted.register,
        state: wanted.state,
        organisation: wanted.organisation,
        search: wanted.search,
        only: wanted.only,
    };
    let found = app.hand_ins(&actor, &filter, page).await?.listed;
    Ok(Json(Listed {
        items: found.items.into_iter().map(HandInLine::from).collect(),
        total: found.total,
    }))
}

/// One hand-in: its state, what stands in its way, its history.
#[utoipa::path(get, path = "/hand-ins/{id}", tag = "hand-ins", params(("id" = i64, Path)), responses((status = 200, body = HandInWhole), Failures))]
async fn hand_in(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Json<HandInWhole>, PageFailure> {
    let found = app.hand_in(&actor, id).await?;
    let failing = found.failing.into_iter().map(|failing| FailingCheck {
        severity: failing.failed.severity.english(),
        is_about_change: failing.failed.is_about_change,
        row: failing.failed.row_key,
        row_id: failing.row_id,
        columns: failing.failed.columns,
        read: failing.failed.found.read,
        expected: Words::from(&failing.failed.found.expected),
        mend: Words::from(&failing.failed.found.mend),
        check: failing.failed.check,
        explanation: failing.explanation,
    });
    let refused = found.unmended.into_iter().map(|row| RefusedLine {
        id: row.id,
        place: row.place.to_string(),
        key: row.key,
    });
    let remarks = found.remarks.into_iter().map(|remark| RemarkLine {
        row_id: remark.row_id,
        column: remark.column_name,
        text: remark.text,
        is_settled: remark.settled_at.is_some(),
    });
    let revisions = found.revisions.into_iter().map(|revision| RevisionLine {
        number: revision.number,
        at: revision.at.to_string(),
        way: revision.way,
        rows_added: revision.rows_added,
        rows_changed: revision.rows_changed,
        rows_removed: revision.rows_removed,
        cells_typed: revision.cells_typed,
        cells_carried: revision.cells_carried,
        cells_asked_twice: revision.cells_again,
    });
    let history = found.moves.into_iter().map(|moved| MoveLine {
        at: moved.at.to_string(),
        step: moved.move_name,
        from: moved.from_state,
        to: moved.to_state,
        by: moved.person,
        remark: moved.remark,
    });
    Ok(Json(HandInWhole {
        is_editable: found.is_editable,
        moves: found.moves_open,
        obstacles: found.obstacles.iter().map(Words::from).collect(),
        failing: failing.collect(),
        refused_rows: refused.collect(),
        remarks_of_reviewer: remarks.collect(),
        revisions: revisions.collect(),
        history: history.collect(),
        line: HandInLine::from(found.status),
    }))
}

/// The rows of a hand-in, personal values masked.
#[utoipa::path(get, path = "/hand-ins/{id}/rows", tag = "hand-ins", params(("id" = i64, Path)), responses((status = 200, body = Rows), Failures))]
async fn rows(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Json<Rows>, PageFailure> {
    let found = app.hand_in(&actor, id).await?;
    let register = app.rulebook().register(&found.status.register);
    let columns = register.iter().flat_map(|register| &register.columns);
    let rows = found.rows.into_iter().map(|row| RowLine {
        id: row.row_id,
        place: row.place,
        cells: row
            .cells
            .into_iter()
            .map(|cell| match cell.is_masked {
                true => Some(MASK.to_owned()),
                false => Some(cell.text).filter(|text| !text.is_empty()),
            })
            .collect(),
    });
    Ok(Json(Rows {
        columns: columns.map(|column| column.name.clone()).collect(),
        rows: rows.collect(),
    }))
}

/// Upload a workbook: what is good is kept as a draft, every problem is told by cell.
#[utoipa::path(post, path = "/hand-ins/{id}/upload", tag = "hand-ins", params(("id" = i64, Path)),
    request_body(content = WorkbookForm, content_type = "multipart/form-data"),
    responses((status = 200, body = UploadAnswer), Failures))]
async fn upload(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    headers: HeaderMap,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Json<UploadAnswer>, PageFailure> {
    let sent = Sent::with_file(multipart(&headers, form)?).await?;
    let upload = Upload {
        hand_in: id,
        keeps_others: sent.is_ticked("keeps_others"),
        file_name: sent.file_name,
        bytes: sent.bytes,
    };
    let uploaded = app.upload(&actor, upload).await?;
    let kept = uploaded.kept.into_iter().map(|kept| KeptPart {
        hand_in: Some(kept.hand_in),
        register: kept.register,
        rows: kept.rows,
        refused: kept.refused,
        reasons: kept.refusal.iter().map(Words::from).collect(),
    });
    Ok(Json(UploadAnswer {
        evidence: uploaded.evidence,
        kept: kept.collect(),
        problems: uploaded.diagnostics.iter().map(ProblemLine::from).collect(),
    }))
}

/// Look again at an uploaded workbook: its problems by cell.
#[utoipa::path(get, path = "/hand-ins/{id}/uploads/{evidence}", tag = "hand-ins", params(("id" = i64, Path), ("evidence" = i64, Path)), responses((status = 200, body = UploadAnswer), Failures))]
async fn upload_answer(
    State(app): State<App>,
    actor: SignedIn,
    Path((id, evidence)): Path<(i64, i64)>,
) -> Result<Json<UploadAnswer>, PageFailure> {
    let answer = app.upload_answer(&actor, id, evidence).await?;
    let parts = answer.parts.into_iter();
    Ok(Json(UploadAnswer {
        evidence: Some(evidence),
        kept: parts
            .map(|(register, rows, refused)| KeptPart {
                hand_in: None,
                register,
                rows,
                refused,
                reasons: Vec::new(),
            })
            .collect(),
        problems: answer.diagnostics.iter().map(ProblemLine::from).collect(),
    }))
}

/// Upload one workbook for all organisations of a county; answers the job that distributes it.
#[utoipa::path(post, path = "/hand-ins/for-all", tag = "hand-ins",
    request_body(content = ForAllForm, content_type = "multipart/form-data"),
    responses((status = 202, body = Begun), Failures))]
async fn for_all(
    State(app): State<App>,
    actor: SignedIn,
    headers: HeaderMap,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<impl IntoResponse, PageFailure> {
    let sent = Sent::with_file(multipart(&headers, form)?).await?;
    let county = sent.field("county").trim().parse().map_err(|_| {
        Failure::field(
            "county",
            "请给出县的编号。",
            "The county's number is missing.",
        )
    })?;
    let for_all = ForAll {
        county,
        period: sent.field("period").to_owned(),
        replaces_own: sent.is_ticked("replaces_own"),
        file_name: sent.file_name,
        bytes: sent.bytes,
    };
    let job = app.hand_in_for_all(&actor, for_all).await?;
    Ok((StatusCode::ACCEPTED, Json(Begun { job })))
}

/// Explain checks that fail softly.
#[utoipa::path(post, path = "/hand-ins/{id}/explain", tag = "hand-ins", params(("id" = i64, Path)), request_body = Explanations, responses((status = 204), Failures))]
async fn explain(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    Body(typed): Body<Explanations>,
) -> Result<StatusCode, PageFailure> {
    let words = typed.explanations.into_iter().map(|word| Explanation {
        check: word.check,
        row: word.row,
        text: word.text,
    });
    let words: Vec<Explanation> = words.collect();
    app.explain_checks(&actor, id, &words).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Give up a row of the file that could not be kept.
#[utoipa::path(post, path = "/hand-ins/{id}/give-up", tag = "hand-ins", params(("id" = i64, Path)), request_body = GivenUp, responses((status = 204), Failures))]
async fn give_up(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    Body(typed): Body<GivenUp>,
) -> Result<StatusCode, PageFailure> {
    app.give_up_row(&actor, id, typed.row, &typed.reason)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Hand in for review; refused with every reason.
#[utoipa::path(post, path = "/hand-ins/{id}/submit", tag = "hand-ins", params(("id" = i64, Path)), request_body = Note, responses((status = 204), Failures))]
async fn submit(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    Body(typed): Body<Note>,
) -> Result<StatusCode, PageFailure> {
    app.submit_hand_in(&actor, id, &typed.note).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a hand-in back that nobody reviewed yet.
#[utoipa::path(post, path = "/hand-ins/{id}/withdraw", tag = "hand-ins", params(("id" = i64, Path)), responses((status = 204), Failures))]
async fn withdraw(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<StatusCode, PageFailure> {
    app.withdraw_hand_in(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The burden of handing in, of an organisation and those below it.
#[utoipa::path(get, path = "/organisations/{id}/burden", tag = "hand-ins", params(("id" = i64, Path), BurdenAsked), responses((status = 200, body = Vec<BurdenLine>), Failures))]
async fn burdens(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    Asks(asked): Asks<BurdenAsked>,
) -> Result<Json<Vec<BurdenLine>>, PageFailure> {
    let found = app.burdens(&actor, id, asked.period.as_deref()).await?;
    let lines = found.into_iter().map(|burden| BurdenLine {
        organisation_id: burden.organisation_id,
        organisation: burden.organisation,
        period_id: burden.period_id,
        revisions: burden.revisions,
        cells_typed: burden.cells_typed,
        cells_carried: burden.cells_carried,
        cells_asked_twice: burden.cells_again,
    });
    Ok(Json(lines.collect()))
}

/// The rows that a hand-in has from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TypedRows {
    /// The revision that the rows were made from; refused when there is a later one.
    revision: i64,
    rows: Vec<TypedLine>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TypedLine {
    /// The row that it changes; left out for a new one.
    id: Option<i64>,
    /// By column, as somebody would type it; `＊＊＊` leaves a personal value as it is.
    cells: std::collections::BTreeMap<String, String>,
}

/// A revision that was made.
#[derive(Debug, Serialize, ToSchema)]
struct Saved {
    revision: i64,
}

/// A row that a revision changed.
#[derive(Debug, Serialize, ToSchema)]
struct ChangedLine {
    key: String,
    /// `added`, `removed` or `changed`.
    what: &'static str,
    cells: Vec<ChangedCell>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ChangedCell {
    column: String,
    before: String,
    after: String,
}

/// A request to let a failed check pass, as a form with files.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes the form")]
struct ExemptionForm {
    check: String,
    /// The row's key, as the failing check gives it.
    row: String,
    reason: String,
    /// Until when it should hold, `2026-08-31`.
    expires_on: Option<String>,
    /// What proves it.
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Reason {
    /// Why somebody needs to see it; the journal keeps it.
    reason: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct PersonalValue {
    column: String,
    value: String,
}

/// Save rows as the next revision, when every row can be used; wrong cells are answered as `rows[2].cells.面积`.
#[utoipa::path(put, path = "/hand-ins/{id}/rows", tag = "hand-ins", params(("id" = i64, Path)), request_body = TypedRows, responses((status = 200, body = Saved), Failures))]
async fn save_rows(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    Body(typed): Body<TypedRows>,
) -> Result<Json<Saved>, PageFailure> {
    let found = app.hand_in(&actor, id).await?;
    let register = app.rulebook().register(&found.status.register);
    let register = register.ok_or(Failure::NotFound)?;
    let mut unknown = Vec::new();
    for (at, row) in typed.rows.iter().enumerate() {
        let strange = row
            .cells
            .keys()
            .filter(|name| register.column(name).is_none());
        unknown.extend(strange.map(|name| {
            FieldError::new(
                format!("rows[{at}].cells.{name}"),
                "这张表没有这一列。",
                "The register has no such column.",
            )
        }));
    }
    if !unknown.is_empty() {
        return Err(Failure::Invalid(unknown).into());
    }
    let rows = typed.rows.into_iter().map(|mut row| TypedRow {
        id: row.id,
        cells: register
            .columns
            .iter()
            .map(|column| row.cells.remove(&column.name).unwrap_or_default())
            .collect(),
    });
    let grid = TypedGrid {
        revision: typed.revision,
        rows: rows.collect(),
    };
    match app.save_grid(&actor, id, &grid).await? {
        SavedOrWrong::Saved(revision) => Ok(Json(Saved { revision })),
        SavedOrWrong::Wrong(wrong) => {
            let fields = wrong.into_iter().map(|wrong| {
                let column = wrong.column.and_then(|at| register.columns.get(at));
                let field = match column {
                    Some(column) => format!("rows[{}].cells.{}", wrong.row, column.name),
                    None => format!("rows[{}]", wrong.row),
                };
                FieldError::new(field, wrong.said.zh, wrong.said.en)
            });
            Err(Failure::Invalid(fields.collect()).into())
        }
    }
}

/// Begin with last year's figures; refused when something was entered already.
#[utoipa::path(post, path = "/hand-ins/{id}/copy", tag = "hand-ins", params(("id" = i64, Path)), responses((status = 204), Failures))]
async fn copy(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<StatusCode, PageFailure> {
    app.copy_last_year(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a revision changed against the one before, personal values masked.
#[utoipa::path(get, path = "/hand-ins/{id}/revisions/{number}", tag = "hand-ins", params(("id" = i64, Path), ("number" = i64, Path)), responses((status = 200, body = Vec<ChangedLine>), Failures))]
async fn changes(
    State(app): State<App>,
    actor: SignedIn,
    Path((id, number)): Path<(i64, i64)>,
) -> Result<Json<Vec<ChangedLine>>, PageFailure> {
    let rows = app.revision_changes(&actor, id, number).await?;
    let lines = rows.into_iter().map(|row| ChangedLine {
        key: row.key,
        what: row.what,
        cells: row
            .cells
            .into_iter()
            .map(|(column, before, after)| ChangedCell {
                column,
                before,
                after,
            })
            .collect(),
    });
    Ok(Json(lines.collect()))
}

/// Make a new revision that is equal to an earlier one; nought is the empty beginning.
#[utoipa::path(post, path = "/hand-ins/{id}/revisions/{number}/restore", tag = "hand-ins", params(("id" = i64, Path), ("number" = i64, Path)), responses((status = 204), Failures))]
async fn restore(
    State(app): State<App>,
    actor: SignedIn,
    Path((id, number)): Path<(i64, i64)>,
) -> Result<StatusCode, PageFailure> {
    app.restore_revision(&actor, id, number).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask that a failed check be let pass.
#[utoipa::path(post, path = "/hand-ins/{id}/exemption", tag = "hand-ins", params(("id" = i64, Path)),
    request_body(content = ExemptionForm, content_type = "multipart/form-data"),
    responses((status = 204), Failures))]
async fn ask_exemption(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    headers: HeaderMap,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<StatusCode, PageFailure> {
    let sent = Sent::read(multipart(&headers, form)?).await?;
    let asked = AskExemption {
        check: sent.field("check").to_owned(),
        row: sent.field("row").to_owned(),
        reason: sent.field("reason").to_owned(),
        expires_on: sent.field("expires_on").to_owned(),
        file: (!sent.bytes.is_empty()).then(|| (sent.file_name.clone(), sent.bytes.clone())),
    };
    app.ask_exemption(&actor, id, asked).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// See the personal values of a row, with a reason that the journal keeps.
#[utoipa::path(post, path = "/hand-ins/{id}/rows/{row}/unmask", tag = "hand-ins", params(("id" = i64, Path), ("row" = i64, Path)), request_body = Reason, responses((status = 200, body = Vec<PersonalValue>), Failures))]
async fn unmask(
    State(app): State<App>,
    actor: SignedIn,
    Path((id, row)): Path<(i64, i64)>,
    Body(typed): Body<Reason>,
) -> Result<Json<Vec<PersonalValue>>, PageFailure> {
    let values = app.unmask(&actor, id, row, &typed.reason).await?;
    let values = values
        .into_iter()
        .map(|(column, value)| PersonalValue { column, value });
    Ok(Json(values.collect()))
}

/// The form, or why it is none.
fn multipart(
    headers: &HeaderMap,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Multipart, Failure> {
    let declared = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > UPLOAD_LIMIT + (1 << 20)) {
        let megabytes = UPLOAD_LIMIT >> 20;
        return Err(Failure::field(
            "file",
            format!("文件超过{megabytes} MB，没有上传。"),
            format!("The file is larger than {megabytes} MB and was not taken."),
        ));
    }
    form.map_err(|_| {
        Failure::field(
            "file",
            "请以 multipart/form-data 发送文件。",
            "Please send the file as multipart/form-data.",
        )
    })
}
