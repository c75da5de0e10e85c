//! What an uploaded workbook held: every problem by cell, and the marked copy.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use junheng_app::handing_in::Answer;
use junheng_app::{App, Failure};
use junheng_model::{Diagnostics, Severity};
use junheng_report::ReportError;

use super::hand_in_view::upload_form;
use super::{WORKBOOK, download};
use crate::components::{Link, Page, Problem, UploadForm};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "hand_ins/answer.html")]
struct AnswerPage {
    page: Page,
    /// What became of it, in one sentence.
    outcome: String,
    is_good: bool,
    parts: Vec<PartLine>,
    problems: Vec<Problem>,
    /// Where the marked copy is had; empty when there is none.
    marked: String,
    back: String,
    upload: UploadForm,
}

struct PartLine {
    register: String,
    rows: usize,
    refused: usize,
}

/// The answer to an upload.
pub async fn page(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path((id, evidence)): Path<(i64, i64)>,
) -> Result<Html<String>, PageFailure> {
    let answer = app.upload_answer(&actor, id, evidence).await?;
    let parts: Vec<PartLine> = answer
        .parts
        .into_iter()
        .map(|(register, rows, refused)| PartLine {
            register,
            rows,
            refused,
        })
        .collect();
    let marked = format!("/hand-ins/{id}/uploads/{evidence}/marked");
    let page = drawn(
        &asked,
        id,
        &answer.file_name,
        parts,
        &answer.diagnostics,
        marked,
    );
    html(&page)
}

/// The answer when nothing of a file could be used, so that nothing was kept of it.
pub fn nothing_usable(
    asked: &Asked,
    id: i64,
    file_name: &str,
    diagnostics: &Diagnostics,
) -> Result<Response, PageFailure> {
    let page = drawn(asked, id, file_name, Vec::new(), diagnostics, String::new());
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

/// The uploaded workbook with its problems marked at the cells; for other formats the list of problems.
pub async fn marked(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path((id, evidence)): Path<(i64, i64)>,
) -> Result<Response, PageFailure> {
    let answer = app.upload_answer(&actor, id, evidence).await?;
    marked_copy(&answer, asked.lang)
}

/// The copy of an uploaded file in which every problem is marked.
pub(crate) fn marked_copy(answer: &Answer, lang: Lang) -> Result<Response, PageFailure> {
    let said_in = match lang {
        Lang::Zh => junheng_report::Lang::Chinese,
        Lang::En => junheng_report::Lang::English,
    };
    let bytes = match junheng_report::marked::copy(&answer.bytes, &answer.diagnostics, said_in) {
        Err(ReportError::NotAWorkbook { .. } | ReportError::DamagedPart { .. }) => {
            junheng_report::workbook::problems(&answer.diagnostics, said_in)
        }
        other => other,
    };
    let bytes = bytes.map_err(Failure::from)?;
    let stem = answer
        .file_name
        .rsplit_once('.')
        .map_or(answer.file_name.as_str(), |(stem, _)| stem);
    let name = format!("{stem}-{}.xlsx", lang.say("问题标注", "marked"));
    Ok(download(&name, WORKBOOK, bytes))
}

fn drawn(
    asked: &Asked,
    id: i64,
    file_name: &str,
    parts: Vec<PartLine>,
    diagnostics: &Diagnostics,
    marked: String,
) -> AnswerPage {
    let lang = asked.lang;
    let mut page = asked.page("上传结果", "What the file held");
    page.lead = file_name.to_owned();
    page.crumbs = vec![
        Link::new(lang.say("填报", "Hand-ins"), "/hand-ins"),
        Link::new(lang.say("这张表", "The hand-in"), format!("/hand-ins/{id}")),
    ];
    let mut problems: Vec<Problem> = diagnostics
        .iter()
        .map(|found| Problem::of(found, lang))
        .collect();
    problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    let errors = diagnostics.count(Severity::Error);
    AnswerPage {
        outcome: outcome(&parts, (wrong_rows(diagnostics), errors), lang),
        is_good: errors == 0 && !parts.is_empty(),
        parts,
        marked: if problems.is_empty() {
            String::new()
        } else {
            marked
        },
        problems,
        back: format!("/hand-ins/{id}"),
        upload: upload_form(id, String::new(), lang),
        page,
    }
}

/// How many rows of the file hold an error, those that belong to others included.
fn wrong_rows(diagnostics: &Diagnostics) -> usize {
    let errors = diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error);
    let rows: BTreeSet<(Option<&str>, u32)> = errors
        .filter_map(|found| Some((found.place.sheet.as_deref(), found.place.cell?.row)))
        .collect();
    rows.len()
}

fn outcome(parts: &[PartLine], (refused, errors): (usize, usize), lang: Lang) -> String {
    let rows: usize = parts.iter().map(|part| part.rows).sum();
    match (parts.is_empty(), errors) {
        (true, _) => lang
            .say(
                "这个文件没有能用的内容，什么都没有保存。请看下面的原因，改好再上传。",
                "Nothing of this file can be used and nothing was kept. See why below, mend it, and upload it again.",
            )
            .to_owned(),
        (false, 0) => match lang {
            Lang::Zh => format!("{rows} 行全部读入草稿，没有错误。"),
            Lang::En => format!("All {rows} rows were read into the draft; no errors."),
        },
        (false, _) => match lang {
            Lang::Zh => format!("{rows} 行已存为草稿，{refused} 行有错误没有保存，共 {errors} 处错误。改好后再上传一次即可。"),
            Lang::En => format!("{rows} rows are kept as a draft, {refused} were not; {errors} errors in all. Mend them and upload again."),
        },
    }
}
