//! Adding many organisations from a list in Excel.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use junheng_app::{App, Failure, IMPORT_HEADINGS, OrganisationImport};
use junheng_report::sheets::SheetData;

use crate::components::{Flash, Link, Page, Problem, Tone, UploadForm};
use crate::failure::PageFailure;
use crate::files;
use crate::pages::upload::received;
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "organisations_admin/import.html")]
struct ImportPage {
    page: Page,
    upload: UploadForm,
    problems: Vec<Problem>,
}

/// Where a list is chosen.
pub async fn form(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let page = page(&app, &asked, &actor, id, None).await?;
    Ok(html(&page)?.into_response())
}

/// Takes the list: all of it, or nothing and every problem.
pub async fn submit(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
    form: Multipart,
) -> Result<Response, PageFailure> {
    let file = match received(form).await {
        Ok(file) => file,
        Err(PageFailure(Failure::Refused(reasons))) => {
            let mut page = page(&app, &asked, &actor, id, None).await?;
            let reasons: Vec<&str> = reasons.iter().map(|reason| asked.lang.of(reason)).collect();
            page.upload.error = reasons.join(" ");
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
        }
        Err(other) => return Err(other),
    };
    let outcome = app
        .import_organisations(&actor, id, &file.name, &file.bytes)
        .await?;
    let status = if outcome.diagnostics.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page = page(&app, &asked, &actor, id, Some(&outcome)).await?;
    Ok((status, html(&page)?).into_response())
}

/// The empty list to fill in.
pub async fn empty_list(_: SignedIn) -> Result<Response, PageFailure> {
    let sheet = SheetData {
        name: "单位".to_owned(),
        title: Vec::new(),
        headings: IMPORT_HEADINGS
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect(),
        rows: Vec::new(),
    };
    files::workbook("单位名单.xlsx", &[sheet])
}

async fn page(
    app: &App,
    asked: &Asked,
    actor: &SignedIn,
    id: i64,
    outcome: Option<&OrganisationImport>,
) -> Result<ImportPage, PageFailure> {
    let under = app.organisation_kept(actor, id).await?;
    let lang = asked.lang;
    let mut page = asked.page("导入单位", "Import organisations");
    page.lead = if lang.is_chinese() {
        format!("建在“{}”下面，或表里“上级”一列写的单位下面。", under.name)
    } else {
        format!(
            "Below “{}”, or below what the column 上级 names.",
            under.name
        )
    };
    page.crumbs = vec![
        Link::new(lang.say("单位", "Organisations"), "/admin/organisations"),
        Link::new(&under.name, format!("/admin/organisations?under={id}")),
    ];
    page.flashes = outcome
        .map(|outcome| flash(asked, outcome))
        .into_iter()
        .collect();
    Ok(ImportPage {
        page,
        problems: outcome
            .into_iter()
            .flat_map(|outcome| outcome.diagnostics.iter())
            .map(|problem| Problem::of(problem, lang))
            .collect(),
        upload: UploadForm {
            id: "list".to_owned(),
            action: format!("/admin/organisations/{id}/import"),
            name: "file".to_owned(),
            label: lang.say("单位名单", "List of organisations").to_owned(),
            hint: lang
                .say(
                    "Excel 或 CSV，第一行是表头：学校标识码、名称、类型、上级",
                    "Excel or CSV; the first row has the headings 学校标识码, 名称, 类型, 上级",
                )
                .to_owned(),
            accept: ".xlsx,.xls,.ods,.csv".to_owned(),
            submit: lang.say("导入", "Import").to_owned(),
            ..UploadForm::default()
        },
    })
}

fn flash(asked: &Asked, outcome: &OrganisationImport) -> Flash {
    let lang = asked.lang;
    let wrong = outcome.diagnostics.len();
    let (tone, text) = if wrong > 0 {
        let zh = format!("有{wrong}处问题，一个单位都没有新增。改好后请上传整张表。");
        let en =
            format!("{wrong} problems; nothing was added. Correct them and upload the list again.");
        (Tone::Refused, if lang.is_chinese() { zh } else { en })
    } else {
        let zh = format!(
            "新增{}个单位，另有{}个原来就有。",
            outcome.added, outcome.known
        );
        let en = format!(
            "{} added, {} were there already.",
            outcome.added, outcome.known
        );
        (Tone::Done, if lang.is_chinese() { zh } else { en })
    };
    Flash {
        tone,
        text,
        lines: Vec::new(),
    }
}
