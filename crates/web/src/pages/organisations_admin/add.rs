//! Adding one organisation.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::{Action, AddOrganisation, App, Failure, FieldError, kind, topmost};
use serde::Deserialize;

use super::kinds;
use crate::components::{Field, FieldKind, Form, Link, Page};
use crate::failure::PageFailure;
use crate::pages::said::error_of;
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "form_page.html")]
struct AddPage {
    page: Page,
    form: Form,
}

/// Which organisation the new one is to stand below.
#[derive(Debug, Deserialize)]
pub struct Below {
    /// The topmost that one keeps when left out.
    parent: Option<i64>,
}

/// The empty form.
pub async fn form(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Query(below): Query<Below>,
) -> Result<Response, PageFailure> {
    let typed = AddOrganisation {
        parent: topmost(&actor, below.parent, Action::KeepOrganisations)?,
        kind: kind::SCHOOL.to_owned(),
        ..AddOrganisation::default()
    };
    Ok(html(&page(&app, &asked, &actor, &typed, &[]).await?)?.into_response())
}

/// Adds it, or brings the form back.
pub async fn submit(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    axum::Form(typed): axum::Form<AddOrganisation>,
) -> Result<Response, PageFailure> {
    match app.add_organisation(&actor, &typed).await {
        Ok(_) => {
            let to = format!("/admin/organisations?under={}&done=added", typed.parent);
            Ok(Redirect::to(&to).into_response())
        }
        Err(Failure::Invalid(errors)) => {
            let form = html(&page(&app, &asked, &actor, &typed, &errors).await?)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, form).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(
    app: &App,
    asked: &Asked,
    actor: &SignedIn,
    typed: &AddOrganisation,
    errors: &[FieldError],
) -> Result<AddPage, PageFailure> {
    let parent = app.organisation_kept(actor, typed.parent).await?;
    let lang = asked.lang;
    let list = format!("/admin/organisations?under={}", parent.id);
    let mut page = asked.page("新增单位", "Add an organisation");
    page.crumbs = vec![
        Link::new(lang.say("单位", "Organisations"), "/admin/organisations"),
        Link::new(&parent.name, &list),
    ];
    page.lead = if lang.is_chinese() {
        format!("建在“{}”下面。建好后位置不能再变。", parent.name)
    } else {
        format!(
            "Below “{}”. Its place cannot be changed later.",
            parent.name
        )
    };
    let error = |field| error_of(errors, field, lang);
    let parent_error = [error("parent")]
        .into_iter()
        .filter(|text| !text.is_empty());
    Ok(AddPage {
        page,
        form: Form {
            id: "organisation".to_owned(),
            action: "/admin/organisations/add".to_owned(),
            errors: parent_error.collect(),
            fields: vec![
                Field::new("parent", "", FieldKind::Hidden).filled(typed.parent.to_string()),
                Field::new("kind", lang.say("类型", "Kind"), FieldKind::Choice)
                    .choices(kinds(lang, &typed.kind))
                    .error(error("kind")),
                Field::new("name", lang.say("名称", "Name"), FieldKind::Text)
                    .hint(lang.say(
                        "与公章和报表里的写法一致。",
                        "As on its seal and in its reports.",
                    ))
                    .filled(&typed.name)
                    .error(error("name")),
                Field::new("code", lang.say("代码", "Code"), FieldKind::Text)
                    .hint(lang.say(
                        "学校填10位学校标识码，县填6位行政区划代码；部门可以不填。",
                        "A school's ten digits, a county's six; departments may have none.",
                    ))
                    .filled(&typed.code)
                    .error(error("code"))
                    .optional(),
            ],
            submit: lang.say("新增", "Add").to_owned(),
            cancel: list,
        },
    })
}
