//! The first run: an empty data folder becomes a county with an administrator.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::{App, Failure, FieldError, SetUp};

use crate::components::{Field, FieldKind, Form, Page};
use crate::failure::PageFailure;
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
    Ok(html(&page(&asked, &SetUp::default(), Vec::new()))?.into_response())
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
            let form = html(&page(&asked, &typed, errors))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, form).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn page(asked: &Asked, typed: &SetUp, errors: Vec<FieldError>) -> SetUpPage {
    let say = |zh, en| asked.lang.say(zh, en);
    let error_of = |name: &str| {
        let error = errors.iter().find(|error| error.field == name);
        error.map_or("", |error| asked.lang.of(&error.message))
    };
    let field = |name: &str, label: &str, hint: &str, value: &str| {
        Field::new(name, label, FieldKind::Text)
            .hint(hint)
            .filled(value)
            .error(error_of(name))
    };
    let mut password = field(
        "password",
        say("密码", "Password"),
        say(
            "至少10个字符，可以用一句好记的话。",
            "At least 10 characters; a sentence will do.",
        ),
        "",
    )
    .autocomplete("new-password");
    password.kind = FieldKind::Password;
    let fields = vec![
        field(
            "county_name",
            say("县（市、区）名称", "County"),
            say(
                "与学校数据里的“区县”一列写法一致。",
                "As it stands in the column 区县 of the data.",
            ),
            &typed.county_name,
        ),
        field(
            "county_code",
            say("行政区划代码（6位）", "Division code (6 digits)"),
            say("县级行政区划代码。", "The county's code."),
            &typed.county_code,
        ),
        field(
            "name",
            say("管理员姓名", "Administrator's name"),
            say(
                "显示在页面和操作日志里。",
                "Shown on pages and in the journal.",
            ),
            &typed.name,
        )
        .autocomplete("name"),
        field(
            "sign_in_name",
            say("登录名", "Sign-in name"),
            say(
                "小写字母、数字、点和连字符。",
                "Lower-case letters, digits, dots, hyphens.",
            ),
            &typed.sign_in_name,
        )
        .autocomplete("username"),
        password,
    ];
    let mut page = asked.page("首次设置", "Set up");
    page.lead = say(
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
            submit: say("建立", "Set up").to_owned(),
            cancel: String::new(),
        },
    }
}
