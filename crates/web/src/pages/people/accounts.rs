//! Accounts for all schools in one go: a job, whose page hands the first passwords out as a workbook.

use std::time::Duration;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::{Accounts, Action, App, Failure, OpenAccounts, topmost};
use junheng_report::sheets::{CellData, SheetData};
use serde::Deserialize;

use crate::components::{Field, FieldKind, Flash, Form, Link, Page};
use crate::failure::PageFailure;
use crate::files;
use crate::lang::Lang;
use crate::pages::jobs::over_within;
use crate::pages::said::refused;
use crate::request::{Asked, html};
use crate::session::SignedIn;

/// Whoever opens a few accounts waits so long at most before he is shown how far it is.
const SHORT: Duration = Duration::from_secs(1);

#[derive(Template)]
#[template(path = "people/accounts.html")]
struct AccountsPage {
    page: Page,
    form: Form,
}

/// Schools below which organisation, and whether a list was lost.
#[derive(Debug, Deserialize)]
pub struct Below {
    /// The topmost that one keeps when left out.
    under: Option<i64>,
    renew: Option<String>,
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    under: i64,
    clerks: String,
    principals: String,
    renew_unused: String,
}

/// Which accounts to open.
pub async fn form(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Query(below): Query<Below>,
) -> Result<Response, PageFailure> {
    let typed = Typed {
        under: topmost(&actor, below.under, Action::KeepPeople)?,
        clerks: "1".to_owned(),
        renew_unused: below.renew.unwrap_or_default(),
        ..Typed::default()
    };
    Ok(html(&page(&app, &asked, &actor, &typed, None, String::new()).await?)?.into_response())
}

/// Begins to open them, and shows how far that is.
pub async fn submit(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    axum::Form(typed): axum::Form<Typed>,
) -> Result<Response, PageFailure> {
    let wanted = OpenAccounts {
        under: typed.under,
        clerks: typed.clerks == "1",
        principals: typed.principals == "1",
        renew_unused: typed.renew_unused == "1",
    };
    let (status, flash, error) = match app.open_school_accounts(&actor, &wanted).await {
        Ok(job) => {
            // For a few schools the page then shows that it is over.
            over_within(&app, &actor, job, SHORT).await?;
            return Ok(Redirect::to(&format!("/jobs/{job}")).into_response());
        }
        Err(Failure::Refused(reasons)) => {
            let flash = refused(&reasons, asked.lang);
            (StatusCode::FORBIDDEN, Some(flash), String::new())
        }
        Err(Failure::Invalid(errors)) => {
            let error = errors.first().map(|error| asked.lang.of(&error.message));
            let error = error.unwrap_or_default().to_owned();
            (StatusCode::UNPROCESSABLE_ENTITY, None, error)
        }
        Err(other) => return Err(other.into()),
    };
    let page = page(&app, &asked, &actor, &typed, flash, error).await?;
    Ok((status, html(&page)?).into_response())
}

/// The list with the first passwords.
///
/// # Errors
/// When the workbook cannot be written.
pub fn workbook(accounts: &Accounts) -> Result<Response, PageFailure> {
    files::workbook("学校账号首次密码.xlsx", &[sheet(accounts)])
}

fn sheet(accounts: &Accounts) -> SheetData {
    let text = |text: &str| CellData::Text(text.to_owned());
    SheetData {
        name: "账号".to_owned(),
        title: vec!["首次密码只在这里出现一次，登录后必须修改；发完请销毁本表".to_owned()],
        headings: ["学校标识码", "学校", "角色", "登录名", "首次密码"]
            .map(str::to_owned)
            .to_vec(),
        rows: accounts
            .opened
            .iter()
            .map(|account| {
                vec![
                    text(&account.code),
                    text(&account.school),
                    text(account.role.name()),
                    text(&account.sign_in_name),
                    text(&account.first_password),
                ]
            })
            .collect(),
    }
}

async fn page(
    app: &App,
    asked: &Asked,
    actor: &SignedIn,
    typed: &Typed,
    flash: Option<Flash>,
    error: String,
) -> Result<AccountsPage, PageFailure> {
    let place = app.place_for_people(actor, typed.under).await?;
    let lang = asked.lang;
    let back = format!("/admin/people?under={}", place.id);
    let mut page = asked.page("为学校开账号", "Accounts for schools");
    page.crumbs = vec![
        Link::new(lang.say("人员", "People"), "/admin/people"),
        Link::new(&place.name, &back),
    ];
    page.flashes = flash.into_iter().collect();
    page.lead = if lang.is_chinese() {
        format!(
            "为“{}”下面还没有账号的学校一次开好，得到一张带首次密码的 Excel 表。中途停止，一个也不会开。",
            place.name
        )
    } else {
        format!(
            "For every school below “{}” that has none: one workbook with first passwords. Stopped midway, none is opened.",
            place.name
        )
    };
    Ok(AccountsPage {
        page,
        form: Form {
            id: "accounts".to_owned(),
            action: "/admin/people/school-accounts".to_owned(),
            errors: Some(error)
                .filter(|error| !error.is_empty())
                .into_iter()
                .collect(),
            fields: fields(typed, lang),
            submit: lang.say("开账号", "Open the accounts").to_owned(),
            cancel: back,
        },
    })
}

/// Which accounts are wanted.
fn fields(typed: &Typed, lang: Lang) -> Vec<Field> {
    vec![
                Field::new("under", "", FieldKind::Hidden).filled(typed.under.to_string()),
                Field::new("clerks", lang.say("填报员", "data clerks"), FieldKind::Tick)
                    .hint(lang.say(
                        "登录名就是学校标识码。",
                        "The sign-in name is the school's code.",
                    ))
                    .filled(&typed.clerks),
                Field::new(
                    "principals",
                    lang.say("校长", "principals"),
                    FieldKind::Tick,
                )
                .hint(lang.say("登录名是学校标识码加 .xz。", "The school's code and .xz."))
                .filled(&typed.principals),
                Field::new(
                    "renew_unused",
                    lang.say(
                        "没有改过首次密码的账号，换发新的",
                        "new first passwords for accounts that never changed theirs",
                    ),
                    FieldKind::Tick,
                )
                .hint(lang.say(
                    "名单遗失时用：旧的首次密码随即作废，已经自己改过密码的账号不受影响。",
                    "For a list that was lost: the old first passwords end; whoever chose his own password keeps it.",
                ))
                .filled(&typed.renew_unused),
            ]
}
