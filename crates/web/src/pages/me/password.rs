//! Changing one's password.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::{App, ChangePassword, Failure, FieldError};

use crate::components::{Field, FieldKind, Flash, Form, Link, Page, Tone};
use crate::failure::PageFailure;
use crate::pages::said::{error_of, refused};
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "form_page.html")]
struct PasswordPage {
    page: Page,
    form: Form,
}

/// The empty form.
pub async fn form(asked: Asked, actor: SignedIn) -> Result<Response, PageFailure> {
    let flash = actor.must_change_password.then(|| Flash {
        tone: Tone::Notice,
        text: asked
            .lang
            .say(
                "您用的是别人给的首次密码，请先改成只有自己知道的密码。",
                "Your password was given by somebody else; please choose one that only you know.",
            )
            .to_owned(),
        lines: Vec::new(),
    });
    Ok(html(&page(&asked, &actor, &[], flash))?.into_response())
}

/// Changes the password, or brings the form back.
pub async fn submit(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    axum::Form(typed): axum::Form<ChangePassword>,
) -> Result<Response, PageFailure> {
    let (status, page) = match app.change_password(&actor, &typed).await {
        Ok(()) => {
            let to = if actor.must_change_password {
                "/"
            } else {
                "/me?done=password"
            };
            return Ok(Redirect::to(to).into_response());
        }
        Err(Failure::Invalid(errors)) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            page(&asked, &actor, &errors, None),
        ),
        Err(Failure::Refused(reasons)) => {
            let flash = refused(&reasons, asked.lang);
            (
                StatusCode::FORBIDDEN,
                page(&asked, &actor, &[], Some(flash)),
            )
        }
        Err(other) => return Err(other.into()),
    };
    Ok((status, html(&page)?).into_response())
}

fn page(
    asked: &Asked,
    actor: &SignedIn,
    errors: &[FieldError],
    flash: Option<Flash>,
) -> PasswordPage {
    let lang = asked.lang;
    let mut page = asked.page("修改密码", "Change the password");
    page.flashes = flash.into_iter().collect();
    let mut cancel = String::new();
    if !actor.must_change_password {
        page.crumbs = vec![Link::new(lang.say("我的账号", "My account"), "/me")];
        cancel = "/me".to_owned();
    }
    let field = |name: &str, label: &str, what| {
        Field::new(name, label, FieldKind::Password)
            .autocomplete(what)
            .error(error_of(errors, name, lang))
    };
    PasswordPage {
        page,
        form: Form {
            id: "password".to_owned(),
            action: "/me/password".to_owned(),
            errors: Vec::new(),
            fields: vec![
                field(
                    "current",
                    lang.say("现在的密码", "Current password"),
                    "current-password",
                ),
                field("new", lang.say("新密码", "New password"), "new-password").hint(lang.say(
                    "至少10个字符，可以用一句好记的话。",
                    "At least 10 characters; a sentence will do.",
                )),
                field(
                    "again",
                    lang.say("再输入一次新密码", "New password again"),
                    "new-password",
                ),
            ],
            submit: lang.say("修改密码", "Change the password").to_owned(),
            cancel,
        },
    }
}
