//! One's own account: password, language, one-time codes, sessions, tokens.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use junheng_app::{App, BeginTotp, ChangePassword, MakeToken, session_handle};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::Failures;
use crate::api::requests::Body;
use crate::failure::PageFailure;
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(change_password))
        .routes(routes!(change_name))
        .routes(routes!(choose_language))
        .routes(routes!(new_totp, begin_totp))
        .routes(routes!(end_totp))
        .routes(routes!(new_recovery_codes))
        .routes(routes!(sessions))
        .routes(routes!(end_session))
        .routes(routes!(tokens, make_token))
        .routes(routes!(revoke_token))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    current: String,
    new: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewName {
    name: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Language {
    /// `zh` or `en`.
    language: String,
}

/// A secret for a phone; it counts once a code proves that the phone has it.
#[derive(Serialize, ToSchema)]
struct Secret {
    /// In base 32.
    secret: String,
    /// For a QR code.
    uri: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Proof {
    secret: String,
    /// What the phone shows.
    code: String,
    password: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Password {
    password: String,
}

/// Codes for a lost phone, each good once. They are told once.
#[derive(Serialize, ToSchema)]
struct RecoveryCodes {
    codes: Vec<String>,
}

/// A session that is open.
#[derive(Serialize, ToSchema)]
struct OpenSession {
    /// What to call it by when ending it.
    handle: String,
    is_this: bool,
    began_at: String,
    seen_at: String,
    expires_at: String,
    address: String,
    device: String,
}

/// A token, without its secret.
#[derive(Serialize, ToSchema)]
struct Token {
    id: i64,
    label: String,
    scope: String,
    created_at: String,
    expires_at: String,
    used_at: Option<String>,
    revoked_at: Option<String>,
}

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewToken {
    /// What it is for.
    label: String,
    /// `read` or `read-and-write`.
    scope: String,
    /// For how many days it is good.
    #[schema(minimum = 1, maximum = 366)]
    days: i64,
}

/// A token that was made. Its secret is told once.
#[derive(Serialize, ToSchema)]
struct MadeToken {
    id: i64,
    secret: String,
    expires_at: String,
}

/// Change one's password; all other sessions end.
#[utoipa::path(put, path = "/me/password", tag = "me", responses((status = 204), Failures))]
async fn change_password(
    State(app): State<App>,
    actor: SignedIn,
    Body(typed): Body<NewPassword>,
) -> Result<StatusCode, PageFailure> {
    let typed = ChangePassword {
        current: typed.current,
        again: typed.new.clone(),
        new: typed.new,
    };
    app.change_password(&actor, &typed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Change what one is called.
#[utoipa::path(put, path = "/me/name", tag = "me", responses((status = 204), Failures))]
async fn change_name(
    State(app): State<App>,
    actor: SignedIn,
    Body(typed): Body<NewName>,
) -> Result<StatusCode, PageFailure> {
    app.change_own_name(&actor, &typed.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Choose the language of one's pages.
#[utoipa::path(put, path = "/me/language", tag = "me", responses((status = 204), Failures))]
async fn choose_language(
    State(app): State<App>,
    actor: SignedIn,
    Body(typed): Body<Language>,
) -> Result<StatusCode, PageFailure> {
    app.choose_language(&actor, &typed.language).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A fresh secret for one's phone. Nothing is kept of it.
#[utoipa::path(get, path = "/me/totp", tag = "me", responses((status = 200, body = Secret), Failures))]
async fn new_totp(State(app): State<App>, actor: SignedIn) -> Result<Json<Secret>, PageFailure> {
    let made = app.new_totp(&actor)?;
    Ok(Json(Secret {
        secret: made.secret,
        uri: made.uri,
    }))
}

/// Begin to use one-time codes; answers recovery codes.
#[utoipa::path(post, path = "/me/totp", tag = "me", responses((status = 200, body = RecoveryCodes), Failures))]
async fn begin_totp(
    State(app): State<App>,
    actor: SignedIn,
    Body(typed): Body<Proof>,
) -> Result<Json<RecoveryCodes>, PageFailure> {
    let typed = BeginTotp {
        secret: typed.secret,
        code: typed.code,
        password: typed.password,
    };
    let codes = app.begin_totp(&actor, &typed).await?;
    Ok(Json(RecoveryCodes { codes }))
}

/// Stop using one-time codes.
#[utoipa::path(post, path = "/me/totp/end", tag = "me", responses((status = 204), Failures))]
async fn end_totp(
    State(app): State<App>,
    actor: SignedIn,
    Body(typed): Body<Password>,
) -> Result<StatusCode, PageFailure> {
    app.end_totp(&actor, &typed.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make new recovery codes; the old ones are void.
#[utoipa::path(post, path = "/me/recovery-codes", tag = "me", responses((status = 200, body = RecoveryCodes), Failures))]
async fn new_recovery_codes(
    State(app): State<App>,
    actor: SignedIn,
    Body(typed): Body<Password>,
) -> Result<Json<RecoveryCodes>, PageFailure> {
    let codes = app.new_recovery_codes(&actor, &typed.password).await?;
    Ok(Json(RecoveryCodes { codes }))
}

/// One's open sessions.
#[utoipa::path(get, path = "/me/sessions", tag = "me", responses((status = 200, body = Vec<OpenSession>), Failures))]
async fn sessions(
    State(app): State<App>,
    actor: SignedIn,
) -> Result<Json<Vec<OpenSession>>, PageFailure> {
    let own = app.own_sessions(&actor).await?;
    let told = own.iter().map(|own| OpenSession {
        handle: session_handle(&own.session).to_owned(),
        is_this: own.is_this,
        began_at: own.session.created_at.to_string(),
        seen_at: own.session.seen_at.to_string(),
        expires_at: own.session.expires_at.to_string(),
        address: own.session.address.clone(),
        device: own.session.device.clone(),
    });
    Ok(Json(told.collect()))
}

/// End one of one's sessions.
#[utoipa::path(delete, path = "/me/sessions/{handle}", tag = "me", params(("handle" = String, Path)), responses((status = 204), Failures))]
async fn end_session(
    State(app): State<App>,
    actor: SignedIn,
    Path(handle): Path<String>,
) -> Result<StatusCode, PageFailure> {
    app.end_own_session(&actor, &handle).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One's tokens.
#[utoipa::path(get, path = "/me/tokens", tag = "me", responses((status = 200, body = Vec<Token>), Failures))]
async fn tokens(State(app): State<App>, actor: SignedIn) -> Result<Json<Vec<Token>>, PageFailure> {
    let own = app.own_tokens(&actor).await?;
    let told = own.into_iter().map(|token| Token {
        id: token.id,
        label: token.label,
        scope: token.scope,
        created_at: token.created_at.to_string(),
        expires_at: token.expires_at.to_string(),
        used_at: token.used_at.map(|at| at.to_string()),
        revoked_at: token.revoked_at.map(|at| at.to_string()),
    });
    Ok(Json(told.collect()))
}

/// Make a token.
#[utoipa::path(post, path = "/me/tokens", tag = "me", responses((status = 201, body = MadeToken), Failures))]
async fn make_token(
    State(app): State<App>,
    actor: SignedIn,
    Body(typed): Body<NewToken>,
) -> Result<(StatusCode, Json<MadeToken>), PageFailure> {
    let typed = MakeToken {
        label: typed.label,
        scope: typed.scope,
        days: typed.days,
    };
    let made = app.make_token(&actor, &typed).await?;
    let told = MadeToken {
        id: made.id,
        secret: made.secret,
        expires_at: made.expires_at.to_string(),
    };
    Ok((StatusCode::CREATED, Json(told)))
}

/// Take one of one's tokens back.
#[utoipa::path(delete, path = "/me/tokens/{id}", tag = "me", params(("id" = i64, Path)), responses((status = 204), Failures))]
async fn revoke_token(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<StatusCode, PageFailure> {
    app.revoke_token(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
