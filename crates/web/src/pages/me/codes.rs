//! One-time codes of a phone: beginning, ending, recovery codes.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use junheng_app::{App, BeginTotp, Failure, FieldError, NewTotp};
use qrcode::QrCode;
use qrcode::render::svg::Color;
use serde::Deserialize;

use crate::components::{Field, FieldKind, Flash, Form, Link, Page};
use crate::failure::PageFailure;
use crate::links::escaped;
use crate::pages::said::{error_of, refused};
use crate::request::{Asked, html};
use crate::session::SignedIn;

/// The side of the picture, in pixels.
const PICTURE: u32 = 220;

#[derive(Template)]
#[template(path = "me/totp.html")]
struct TotpPage {
    page: Page,
    form: Form,
    /// The picture as a `data:` address.
    picture: String,
    /// In groups of four.
    secret: String,
}

#[derive(Template)]
#[template(path = "me/recovery_codes.html")]
struct CodesPage {
    page: Page,
    codes: Vec<String>,
}

#[derive(Template)]
#[template(path = "form_page.html")]
struct PasswordAsked {
    page: Page,
    form: Form,
}

/// A password, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    password: String,
}

/// A picture for the phone, and the fields that prove that it worked.
pub async fn form(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
) -> Result<Response, PageFailure> {
    let made = app.new_totp(&actor)?;
    Ok(html(&page(&asked, &made, &[], None))?.into_response())
}

/// Begins to ask for codes and shows the recovery codes, or brings the form back with the same picture.
pub async fn begin(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    axum::Form(typed): axum::Form<BeginTotp>,
) -> Result<Response, PageFailure> {
    let (status, errors, flash) = match app.begin_totp(&actor, &typed).await {
        Ok(codes) => return Ok(shown(&asked, codes)?.into_response()),
        Err(Failure::Invalid(errors)) => (StatusCode::UNPROCESSABLE_ENTITY, errors, None),
        Err(Failure::Refused(reasons)) => {
            let flash = refused(&reasons, asked.lang);
            (StatusCode::FORBIDDEN, Vec::new(), Some(flash))
        }
        Err(other) => return Err(other.into()),
    };
    let made = app.totp_of(
        &actor,
        typed
            .secret
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect(),
    );
    let page = page(&asked, &made, &errors, flash);
    Ok((status, html(&page)?).into_response())
}

/// Asks for the password before codes are no longer asked for.
pub async fn ask_end(asked: Asked, _: SignedIn) -> Result<Response, PageFailure> {
    Ok(html(&password_asked(&asked, &END, &[], None))?.into_response())
}

/// Stops asking for codes.
pub async fn end(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    axum::Form(typed): axum::Form<Typed>,
) -> Result<Response, PageFailure> {
    match app.end_totp(&actor, &typed.password).await {
        Ok(()) => Ok(Redirect::to("/me?done=totp-ended").into_response()),
        Err(failure) => returned(&asked, &END, failure),
    }
}

/// Asks for the password before there are new recovery codes.
pub async fn ask_renew(asked: Asked, _: SignedIn) -> Result<Response, PageFailure> {
    Ok(html(&password_asked(&asked, &RENEW, &[], None))?.into_response())
}

/// Makes new recovery codes and shows them once.
pub async fn renew(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    axum::Form(typed): axum::Form<Typed>,
) -> Result<Response, PageFailure> {
    match app.new_recovery_codes(&actor, &typed.password).await {
        Ok(codes) => Ok(shown(&asked, codes)?.into_response()),
        Err(failure) => returned(&asked, &RENEW, failure),
    }
}

/// Something that wants the password typed again.
struct Wanted {
    zh: &'static str,
    en: &'static str,
    lead_zh: &'static str,
    lead_en: &'static str,
    address: &'static str,
}

const END: Wanted = Wanted {
    zh: "停用动态验证码",
    en: "Stop using one-time codes",
    lead_zh: "停用后凭密码即可登录。",
    lead_en: "The password alone signs in afterwards.",
    address: "/me/totp/end",
};

const RENEW: Wanted = Wanted {
    zh: "更换恢复码",
    en: "New recovery codes",
    lead_zh: "原来的恢复码全部作废。",
    lead_en: "All recovery codes that you have are void afterwards.",
    address: "/me/recovery-codes",
};

fn returned(asked: &Asked, wanted: &Wanted, failure: Failure) -> Result<Response, PageFailure> {
    let (status, errors, flash) = match failure {
        Failure::Invalid(errors) => (StatusCode::UNPROCESSABLE_ENTITY, errors, None),
        Failure::Refused(reasons) => {
            let flash = refused(&reasons, asked.lang);
            (StatusCode::FORBIDDEN, Vec::new(), Some(flash))
        }
        other => return Err(other.into()),
    };
    let page = password_asked(asked, wanted, &errors, flash);
    Ok((status, html(&page)?).into_response())
}

fn password_asked(
    asked: &Asked,
    wanted: &Wanted,
    errors: &[FieldError],
    flash: Option<Flash>,
) -> PasswordAsked {
    let lang = asked.lang;
    let mut page = asked.page(wanted.zh, wanted.en);
    page.lead = lang.say(wanted.lead_zh, wanted.lead_en).to_owned();
    page.crumbs = vec![Link::new(lang.say("我的账号", "My account"), "/me")];
    page.flashes = flash.into_iter().collect();
    PasswordAsked {
        page,
        form: Form {
            id: "proof".to_owned(),
            action: wanted.address.to_owned(),
            errors: Vec::new(),
            fields: vec![password_field(asked, errors)],
            submit: lang.say(wanted.zh, wanted.en).to_owned(),
            cancel: "/me".to_owned(),
        },
    }
}

fn password_field(asked: &Asked, errors: &[FieldError]) -> Field {
    Field::new(
        "password",
        asked.lang.say("登录密码", "Password"),
        FieldKind::Password,
    )
    .autocomplete("current-password")
    .error(error_of(errors, "password", asked.lang))
}

fn page(asked: &Asked, made: &NewTotp, errors: &[FieldError], flash: Option<Flash>) -> TotpPage {
    let lang = asked.lang;
    let mut page = asked.page("启用动态验证码", "Use one-time codes");
    page.lead = lang
        .say(
            "用手机上的验证码应用（如微信小程序“验证器”、FreeOTP、Microsoft Authenticator）扫描图片，再输入它显示的6位数字。",
            "Scan the picture with an authenticator on your phone, then type the 6 digits that it shows.",
        )
        .to_owned();
    page.crumbs = vec![Link::new(lang.say("我的账号", "My account"), "/me")];
    page.flashes = flash.into_iter().collect();
    let letters: Vec<char> = made.secret.chars().collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    TotpPage {
        page,
        picture: picture(&made.uri),
        secret: groups.join(" "),
        form: Form {
            id: "totp".to_owned(),
            action: "/me/totp".to_owned(),
            errors: Vec::new(),
            fields: vec![
                Field::new("secret", "", FieldKind::Hidden).filled(&made.secret),
                Field::new(
                    "code",
                    lang.say("手机显示的6位数字", "The 6 digits"),
                    FieldKind::Digits,
                )
                .autocomplete("one-time-code")
                .error(error_of(errors, "code", lang)),
                password_field(asked, errors),
            ],
            submit: lang.say("启用", "Begin").to_owned(),
            cancel: "/me".to_owned(),
        },
    }
}

/// The text as a QR code, as an address that an image can have; empty when it is too long for one.
fn picture(text: &str) -> String {
    let Ok(code) = QrCode::new(text) else {
        return String::new();
    };
    let svg = code
        .render::<Color<'_>>()
        .min_dimensions(PICTURE, PICTURE)
        .build();
    format!("data:image/svg+xml,{}", escaped(&svg))
}

/// Recovery codes, once.
fn shown(asked: &Asked, codes: Vec<String>) -> Result<Html<String>, PageFailure> {
    let lang = asked.lang;
    let mut page = asked.page("恢复码", "Recovery codes");
    page.lead = lang
        .say(
            "动态验证码已启用。手机丢失时，可以用恢复码代替验证码登录，每个只能用一次。只显示这一次，请打印或抄下保管。",
            "One-time codes are in use. When the phone is lost, each of these signs in once. Shown this once: print them or write them down.",
        )
        .to_owned();
    page.crumbs = vec![Link::new(lang.say("我的账号", "My account"), "/me")];
    html(&CodesPage { page, codes })
}
