//! Accounts for all schools in one go, as a workbook with the first passwords.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use junheng_app::{Accounts, App, Failure, OpenAccounts};
use junheng_report::sheets::{CellData, SheetData};
use serde::Deserialize;

use crate::components::{Field, FieldKind, Flash, Form, Link, Page};
use crate::failure::PageFailure;
use crate::files;
use crate::pages::said::refused;
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "people/accounts.html")]
struct AccountsPage {
    page: Page,
    form: Form,
}

/// Schools below which organisation.
#[derive(Debug, Deserialize)]
pub struct Below {
    under: i64,
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    under: i64,
    clerks: String,
    principals: String,
}

/// Which accounts to open.
pub async fn form(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Query(below): Query<Below>,
) -> Result<Response, PageFailure> {
    let typed = Typed {
        under: below.under,
        clerks: "1".to_owned(),
        ..Typed::default()
    };
    Ok(html(&page(&app, &asked, &actor, &typed, None, String::new()).await?)?.into_response())
}

/// Opens them and hands the list over, once.
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
    };
    let (status, flash, error) = match app.open_school_accounts(&actor, &wanted).await {
        Ok(accounts) => {
            let name = format!("{}账号.xlsx", accounts.under.name);
            return files::workbook(&name, &[sheet(&accounts)]);
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
            "为“{}”下面还没有账号的学校一次开好，得到一张带首次密码的 Excel 表。",
            place.name
        )
    } else {
        format!(
            "For every school below “{}” that has none: one workbook with first passwords.",
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
            fields: vec![
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
            ],
            submit: lang
                .say("开账号并下载名单", "Open and download the list")
                .to_owned(),
            cancel: back,
        },
    })
}
