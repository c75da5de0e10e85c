//! Adding somebody; and the page that shows a first password, once.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use junheng_app::{Action, AddPerson, App, Failure, FieldError, Invited, topmost};
use serde::Deserialize;

use super::roles;
use crate::components::{Field, FieldKind, Form, Link, Page};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::pages::said::error_of;
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "form_page.html")]
struct AddPage {
    page: Page,
    form: Form,
}

#[derive(Template)]
#[template(path = "people/invited.html")]
struct InvitedPage {
    page: Page,
    invited: Invited,
}

/// Where the first role is to be.
#[derive(Debug, Deserialize)]
pub struct At {
    /// The topmost that one keeps when left out.
    organisation: Option<i64>,
}

/// The empty form.
pub async fn form(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Query(at): Query<At>,
) -> Result<Response, PageFailure> {
    let typed = AddPerson {
        organisation: topmost(&actor, at.organisation, Action::KeepPeople)?,
        role: "data_clerk".to_owned(),
        ..AddPerson::default()
    };
    Ok(html(&page(&app, &asked, &actor, &typed, &[]).await?)?.into_response())
}

/// Adds the person and shows the first password, or brings the form back.
pub async fn submit(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    axum::Form(typed): axum::Form<AddPerson>,
) -> Result<Response, PageFailure> {
    match app.add_person(&actor, &typed).await {
        Ok(invited) => Ok(shown(&asked, invited)?.into_response()),
        Err(Failure::Invalid(errors)) => {
            let form = html(&page(&app, &asked, &actor, &typed, &errors).await?)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, form).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// A first password, to be handed over. It is kept nowhere, so this page cannot be had again.
pub fn shown(asked: &Asked, invited: Invited) -> Result<Html<String>, PageFailure> {
    let lang = asked.lang;
    let mut page = asked.page("首次密码", "First password");
    page.lead = lang
        .say(
            "只显示这一次，请现在抄下或打印交给本人；首次登录时必须修改。",
            "Shown this once: write it down or print it. It has to be changed at the first sign-in.",
        )
        .to_owned();
    page.crumbs = vec![
        Link::new(lang.say("人员", "People"), "/admin/people"),
        Link::new(&invited.name, format!("/admin/people/{}", invited.person)),
    ];
    html(&InvitedPage { page, invited })
}

async fn page(
    app: &App,
    asked: &Asked,
    actor: &SignedIn,
    typed: &AddPerson,
    errors: &[FieldError],
) -> Result<AddPage, PageFailure> {
    let place = app.place_for_people(actor, typed.organisation).await?;
    let lang = asked.lang;
    let list = format!("/admin/people?under={}", place.id);
    let mut page = asked.page("新增人员", "Add somebody");
    page.crumbs = vec![
        Link::new(lang.say("人员", "People"), "/admin/people"),
        Link::new(&place.name, &list),
    ];
    page.lead = if lang.is_chinese() {
        format!("角色授予在“{}”，管到它的下级。", place.name)
    } else {
        format!(
            "The role is granted on “{}” and reaches down from it.",
            place.name
        )
    };
    Ok(AddPage {
        page,
        form: Form {
            id: "person".to_owned(),
            action: "/admin/people/add".to_owned(),
            errors: Vec::new(),
            fields: fields(typed, errors, lang),
            submit: lang
                .say("新增并生成首次密码", "Add and make a password")
                .to_owned(),
            cancel: list,
        },
    })
}

fn fields(typed: &AddPerson, errors: &[FieldError], lang: Lang) -> Vec<Field> {
    let error = |field| error_of(errors, field, lang);
    vec![
        Field::new("organisation", "", FieldKind::Hidden).filled(typed.organisation.to_string()),
        Field::new("name", lang.say("姓名", "Name"), FieldKind::Text)
            .filled(&typed.name)
            .error(error("name")),
        Field::new(
            "sign_in_name",
            lang.say("登录名", "Sign-in name"),
            FieldKind::Text,
        )
        .hint(lang.say(
            "小写字母、数字、点和连字符，例如姓名的拼音。",
            "Lower-case letters, digits, dots, hyphens.",
        ))
        .filled(&typed.sign_in_name)
        .error(error("sign_in_name")),
        Field::new("phone", lang.say("电话", "Telephone"), FieldKind::Digits)
            .hint(lang.say("加密保存。", "Kept enciphered."))
            .filled(&typed.phone)
            .error(error("phone"))
            .optional(),
        Field::new("role", lang.say("角色", "Role"), FieldKind::Choice)
            .choices(roles(lang, &typed.role))
            .error(error("role")),
    ]
}
