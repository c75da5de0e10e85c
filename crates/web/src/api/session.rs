//! Signing in and out by the API, and who one is.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use junheng_app::{App, Failure, SetUp, SignIn, SignedInOr};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::answers::Failures;
use crate::api::requests::Body;
use crate::failure::PageFailure;
use crate::session::{self, SignedIn};
use crate::{Settings, Shared};

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(set_up))
        .routes(routes!(sign_in))
        .routes(routes!(sign_out))
        .routes(routes!(me))
}

/// The county and the administrator that an empty data folder begins with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FirstRun {
    /// As it stands in the column 区县 of the data.
    county_name: String,
    /// The county's division code, six digits.
    county_code: String,
    /// The administrator's name.
    name: String,
    sign_in_name: String,
    password: String,
}

/// A name and a password, with the one-time code of those who use one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    sign_in_name: String,
    password: String,
    code: Option<String>,
}

/// A session that has begun. Its secret is told once.
#[derive(Serialize, ToSchema)]
struct Begun {
    /// To be sent as `Authorization: Bearer …`.
    secret: String,
    /// When it ends at the latest without a request, in UTC.
    #[schema(format = DateTime)]
    until: String,
}

/// Who asks.
#[derive(Serialize, ToSchema)]
struct Me {
    id: i64,
    sign_in_name: String,
    name: String,
    /// Whether nothing but changing the password is allowed.
    must_change_password: bool,
    /// How many codes for a lost phone are left.
    recovery_codes_left: i64,
    roles: Vec<RoleAt>,
}

/// A role on an organisation and all below it.
#[derive(Serialize, ToSchema)]
struct RoleAt {
    /// The role's code: `data_clerk`.
    role: &'static str,
    /// The role's Chinese name: 填报员.
    name: &'static str,
    organisation_id: i64,
    organisation: String,
}

/// Make the county and its administrator; refused once there is somebody.
#[utoipa::path(post, path = "/set-up", tag = "session", security(()), responses((status = 204), Failures))]
async fn set_up(
    State(app): State<App>,
    Body(typed): Body<FirstRun>,
) -> Result<StatusCode, PageFailure> {
    app.set_up(&SetUp {
        county_name: typed.county_name,
        county_code: typed.county_code,
        name: typed.name,
        sign_in_name: typed.sign_in_name,
        password: typed.password,
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Begin a session.
#[utoipa::path(post, path = "/sign-in", tag = "session", security(()), responses((status = 200, body = Begun), Failures))]
async fn sign_in(
    State(app): State<App>,
    State(settings): State<Settings>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(typed): Body<Credentials>,
) -> Result<Json<Begun>, PageFailure> {
    let attempt = SignIn {
        sign_in_name: typed.sign_in_name.trim().to_owned(),
        password: typed.password,
        code: typed.code,
        address: settings.visitor(&headers, address),
        browser: session::browser(&headers),
    };
    let failure = match app.sign_in(attempt).await? {
        SignedInOr::Session(begun) => {
            return Ok(Json(Begun {
                secret: begun.secret,
                until: begun.until.to_string(),
            }));
        }
        SignedInOr::Wrong => Failure::refused(
            "登录名、密码或验证码不对。",
            "The sign-in name, the password or the code is wrong.",
        ),
        SignedInOr::CodeNeeded => Failure::field(
            "code",
            "请填写手机上的6位动态验证码。",
            "The 6 digits that the phone shows are needed.",
        ),
        SignedInOr::Closed(left) => Failure::refused(
            format!(
                "输错次数太多，请{}分钟后再试。",
                left.as_secs().div_ceil(60)
            ),
            format!(
                "Too many wrong attempts; try again in {} minutes.",
                left.as_secs().div_ceil(60)
            ),
        ),
    };
    Err(failure.into())
}

/// End the session whose secret is sent.
#[utoipa::path(post, path = "/sign-out", tag = "session", responses((status = 204), Failures))]
async fn sign_out(
    State(app): State<App>,
    _actor: SignedIn,
    headers: HeaderMap,
) -> Result<StatusCode, PageFailure> {
    if let Some(secret) = session::bearer(&headers).or_else(|| session::secret(&headers)) {
        app.sign_out(secret).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Who asks, with what was granted.
#[utoipa::path(get, path = "/me", tag = "me", responses((status = 200, body = Me), Failures))]
async fn me(State(app): State<App>, actor: SignedIn) -> Result<Json<Me>, PageFailure> {
    Ok(Json(Me {
        recovery_codes_left: app.recovery_codes_left(&actor).await?,
        id: actor.person,
        sign_in_name: actor.sign_in_name.clone(),
        name: actor.name.clone(),
        must_change_password: actor.must_change_password,
        roles: actor
            .grants
            .iter()
            .map(|grant| RoleAt {
                role: grant.role.code(),
                name: grant.role.name(),
                organisation_id: grant.organisation,
                organisation: grant.organisation_name.clone(),
            })
            .collect(),
    }))
}
