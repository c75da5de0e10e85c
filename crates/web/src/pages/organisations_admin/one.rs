//! One organisation: another name, another code, closing it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::{App, ChangeOrganisation, Failure, FieldError};

use super::kind_words;
use crate::components::{Field, FieldKind, Flash, Form, Link, Page};
use crate::failure::PageFailure;
use crate::pages::said::{error_of, refused};
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "organisations_admin/one.html")]
struct OrganisationPage {
    page: Page,
    form: Form,
    id: i64,
}

/// What a form that was not carried out comes back with.
#[derive(Default)]
struct Returned {
    typed: Option<ChangeOrganisation>,
    errors: Vec<FieldError>,
    flashes: Vec<Flash>,
}

/// The form, filled with what is known.
pub async fn form(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let page = page(&app, &asked, &actor, id, Returned::default()).await?;
    Ok(html(&page)?.into_response())
}

/// Saves what was typed, or brings it back.
pub async fn submit(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
    axum::Form(typed): axum::Form<ChangeOrganisation>,
) -> Result<Response, PageFailure> {
    let mut returned = Returned::default();
    let status = match app.change_organisation(&actor, id, &typed).await {
        Ok(()) => {
            let kept = app.organisation_kept(&actor, id).await?;
            let under = kept.parent_id.unwrap_or(kept.id);
            let list = format!("/admin/organisations?under={under}&done=changed");
            return Ok(Redirect::to(&list).into_response());
        }
        Err(Failure::Invalid(errors)) => {
            returned.errors = errors;
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(Failure::Refused(reasons)) => {
            returned.flashes.push(refused(&reasons, asked.lang));
            StatusCode::FORBIDDEN
        }
        Err(other) => return Err(other.into()),
    };
    returned.typed = Some(typed);
    let page = page(&app, &asked, &actor, id, returned).await?;
    Ok((status, html(&page)?).into_response())
}

/// Says why it does not move.
pub async fn move_it(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    app.move_organisation(&actor, id).await?;
    Ok(Redirect::to("/admin/organisations").into_response())
}

async fn page(
    app: &App,
    asked: &Asked,
    actor: &SignedIn,
    id: i64,
    returned: Returned,
) -> Result<OrganisationPage, PageFailure> {
    let known = app.organisation_kept(actor, id).await?;
    let lang = asked.lang;
    let mut page = asked.page("修改单位", "Change an organisation");
    page.title.clone_from(&known.name);
    page.lead = kind_words(lang, &known.kind);
    page.flashes = returned.flashes;
    page.crumbs = vec![Link::new(
        lang.say("单位", "Organisations"),
        "/admin/organisations",
    )];
    let typed = returned.typed.unwrap_or(ChangeOrganisation {
        name: known.name,
        code: known.code.unwrap_or_default(),
        closed_on: known
            .closed_on
            .map(|day| day.to_string())
            .unwrap_or_default(),
    });
    let error = |field| error_of(&returned.errors, field, lang);
    let form = Form {
        id: "organisation".to_owned(),
        action: format!("/admin/organisations/{id}"),
        errors: Vec::new(),
        fields: vec![
            Field::new("name", lang.say("名称", "Name"), FieldKind::Text)
                .filled(&typed.name)
                .error(error("name")),
            Field::new("code", lang.say("代码", "Code"), FieldKind::Text)
                .filled(&typed.code)
                .error(error("code"))
                .optional(),
            Field::new(
                "closed_on",
                lang.say("撤销日期", "Closed on"),
                FieldKind::Date,
            )
            .hint(lang.say(
                "从这一天起不再填报；历年数据都保留。清空就恢复。",
                "From this day on it hands nothing in; what it reported stays. Empty opens it again.",
            ))
            .filled(&typed.closed_on)
            .error(error("closed_on"))
            .optional(),
        ],
        submit: lang.say("保存", "Save").to_owned(),
        cancel: "/admin/organisations".to_owned(),
    };
    Ok(OrganisationPage { page, form, id })
}
