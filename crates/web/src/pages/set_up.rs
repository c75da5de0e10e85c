//! The first run: an empty data folder becomes a county with an administrator.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::{App, Failure, FieldError, SetUp};

use crate::components::{Field, FieldKind, Form, Page};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::request::{Asked, html};

#[derive(Template)]
#[template(path = "set_up.html")]
struct SetUpPage {
    page: Page,
    form: Form,
}

/// The empty form; once there is somebody, this address is closed.
pub async fn form(State(app): State<App>, asked: Asked) -> Result<Response, PageFailure> {
    if !app.is_empty().await? {
        return Ok(Redirect::to("/").into_response());
    }
    Ok(html(&page(&asked, &SetUp::default(), &[]))?.into_response())
}

/// Makes the county and its administrator.
pub async fn submit(
    State(app): State<App>,
    asked: Asked,
    axum::Form(typed): axum::Form<SetUp>,
) -> Result<Response, PageFailure> {
    match app.set_up(&typed).await {
        Ok(()) => Ok(Redirect::to("/sign-in").into_response()),
        Err(Failure::Invalid(errors)) => {
            let form = html(&page(&asked, &typed, &errors))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, form).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// What is asked for: name, label and hint in both languages, what the browser may fill in by itself.
const ASKED_FOR: [AskedFor; 5] = [
    AskedFor {
        name: "county_name",
        label: ("县（市、区）名称", "County"),
        hint: (
            "与学校数据里的“区县”一列写法一致。",
            "As it stands in the column 区县 of the data.",
        ),
        autocomplete: "",
    },
    AskedFor {
        name: "county_code",
        label: ("行政区划代码（6位）", "Division code (6 digits)"),
        hint: ("县级行政区划代码。", "The county's code."),
        autocomplete: "",
    },
    AskedFor {
        name: "name",
        label: ("管理员姓名", "Administrator's name"),
        hint: (
            "显示在页面和操作日志里。",
            "Shown on pages and in the journal.",
        ),
        autocomplete: "name",
    },
    AskedFor {
        name: "sign_in_name",
        label: ("登录名", "Sign-in name"),
        hint: (
            "小写字母、数字、点和连字符。",
            "Lower-case letters, digits, dots, hyphens.",
        ),
        autocomplete: "username",
    },
    AskedFor {
        name: PASSWORD,
        label: ("密码", "Password"),
        hint: (
            "至少10个字符，可以用一句好记的话。",
            "At least 10 characters; a sentence will do.",
        ),
        autocomplete: "new-password",
    },
];

const PASSWORD: &str = "password";

struct AskedFor {
    name: &'static str,
    label: (&'static str, &'static str),
    hint: (&'static str, &'static str),
    autocomplete: &'static str,
}

impl AskedFor {
    fn field(&self, lang: Lang, typed: &SetUp, errors: &[FieldError]) -> Field {
        let value = match self.name {
            "county_name" => typed.county_name.as_str(),
            "county_code" => &typed.county_code,
            "name" => &typed.name,
            "sign_in_name" => &typed.sign_in_name,
            // A password is never sent back.
            _ => "",
        };
        let kind = if self.name == PASSWORD {
            FieldKind::Password
        } else {
            FieldKind::Text
        };
        let error = errors.iter().find(|error| error.field == self.name);
        Field::new(self.name, lang.say(self.label.0, self.label.1), kind)
            .hint(lang.say(self.hint.0, self.hint.1))
            .filled(value)
            .error(error.map_or("", |error| lang.of(&error.message)))
            .autocomplete(self.autocomplete)
    }
}

fn page(asked: &Asked, typed: &SetUp, errors: &[FieldError]) -> SetUpPage {
    let lang = asked.lang;
    let fields = ASKED_FOR
        .iter()
        .map(|asked_for| asked_for.field(lang, typed, errors))
        .collect();
    let mut page = asked.page("首次设置", "Set up");
    page.lead = lang
        .say(
            "这里还没有数据。先建立县和它的管理员；学校、人员和填报期随后添加。",
            "There is no data yet. First make the county and its administrator; schools, people and periods follow.",
        )
        .to_owned();
    SetUpPage {
        page,
        form: Form {
            id: "set-up".to_owned(),
            action: "/set-up".to_owned(),
            fields,
            errors: Vec::new(),
            submit: lang.say("建立", "Set up").to_owned(),
            cancel: String::new(),
        },
    }
}
