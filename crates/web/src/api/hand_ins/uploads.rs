//! Workbooks: of one organisation, and of a county for all.

use axum::Json;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use junheng_app::handing_in::{ForAll, UPLOAD_LIMIT, Upload};
use junheng_app::{App, Failure};
use junheng_model::{Diagnostic, Place};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::{Failures, JobBegun, Words};
use crate::failure::PageFailure;
use crate::limits::upload_limit;
use crate::pages::hand_ins::uploaded::Sent;
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    let uploads = OpenApiRouter::new()
        .routes(routes!(upload))
        .routes(routes!(for_all))
        .layer(upload_limit());
    OpenApiRouter::new()
        .routes(routes!(upload_answer))
        .merge(uploads)
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
    responses((status = 202, body = JobBegun), Failures))]
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
    Ok((StatusCode::ACCEPTED, Json(JobBegun { job })))
}

/// The form, or why it is none.
pub(super) fn multipart(
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
