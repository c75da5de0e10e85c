//! Keeping people, their roles and accounts.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use junheng_app::{AddPerson, App, ChangePerson, OpenAccounts, PeopleAsked, RoleGrant};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::{Failures, JobBegun, Listed};
use crate::api::requests::{Asks, Body, part};
use crate::failure::PageFailure;
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(one, change))
        .routes(routes!(grant))
        .routes(routes!(revoke))
        .routes(routes!(disable))
        .routes(routes!(enable))
        .routes(routes!(end_sessions))
        .routes(routes!(reset_password))
        .routes(routes!(reset_totp))
        .routes(routes!(open_accounts))
}

/// Somebody with the roles that lie within one's reach.
#[derive(Serialize, ToSchema)]
struct Person {
    id: i64,
    name: String,
    sign_in_name: String,
    /// Since when the person can no longer sign in.
    disabled_at: Option<String>,
    /// Whether the password must be changed at the next sign-in.
    must_change_password: bool,
    uses_one_time_codes: bool,
    roles: Vec<Grant>,
}

/// A role on an organisation.
#[derive(Serialize, ToSchema)]
struct Grant {
    id: i64,
    /// The role's code: `data_clerk`.
    role: &'static str,
    organisation_id: i64,
    organisation: String,
    granted_at: String,
    revoked_at: Option<String>,
}

/// Which people are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// With a role on this organisation or below it.
    under: Option<i64>,
    /// A part of the name or of the sign-in name.
    search: Option<String>,
    /// Whether those are wanted too who can no longer sign in, or have no role any more.
    #[serde(default)]
    former_too: bool,
    #[param(minimum = 0)]
    offset: Option<i64>,
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
}

/// Somebody to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPerson {
    name: String,
    sign_in_name: String,
    phone: Option<String>,
    /// The code of the first role.
    role: String,
    organisation_id: i64,
}

/// What somebody is to be called, and how he is reached.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Change {
    name: String,
    /// Left as it is when left out; empty takes it away.
    phone: Option<String>,
}

/// A role to be granted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewGrant {
    role: String,
    organisation_id: i64,
}

/// A first password. It is told once.
#[derive(Serialize, ToSchema)]
struct FirstPassword {
    person_id: i64,
    name: String,
    sign_in_name: String,
    /// To be changed at the first sign-in.
    first_password: String,
}

/// Which accounts schools are to have.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SchoolAccounts {
    /// Schools below this organisation.
    organisation_id: i64,
    #[serde(default)]
    clerks: bool,
    #[serde(default)]
    principals: bool,
    /// Whether accounts of these roles that never changed their first password get a new one.
    #[serde(default)]
    renew_unused: bool,
}

fn told(person: &junheng_app::Person, grants: &[RoleGrant]) -> Person {
    Person {
        id: person.id,
        name: person.name.clone(),
        sign_in_name: person.sign_in_name.clone(),
        disabled_at: person.disabled_at.map(|at| at.to_string()),
        must_change_password: person.must_change,
        uses_one_time_codes: person.totp_secret.is_some(),
        roles: grants
            .iter()
            .map(|grant| Grant {
                id: grant.id,
                role: grant.role.code(),
                organisation_id: grant.organisation_id,
                organisation: grant.organisation.clone(),
                granted_at: grant.granted_at.to_string(),
                revoked_at: grant.revoked_at.map(|at| at.to_string()),
            })
            .collect(),
    }
}

fn first_password(invited: junheng_app::Invited) -> FirstPassword {
    FirstPassword {
        person_id: invited.person,
        name: invited.name,
        sign_in_name: invited.sign_in_name,
        first_password: invited.first_password,
    }
}

/// People whom one keeps, by name.
#[utoipa::path(get, path = "/admin/people", tag = "people", params(Wanted), responses((status = 200, body = Listed<Person>), Failures))]
async fn list(
    State(app): State<App>,
    actor: SignedIn,
    Asks(wanted): Asks<Wanted>,
) -> Result<Json<Listed<Person>>, PageFailure> {
    let (offset, limit) = part(wanted.offset, wanted.limit);
    let asked = PeopleAsked {
        under: wanted.under,
        search: wanted.search,
        former_too: wanted.former_too,
        offset,
        limit,
    };
    let found = app.people_kept(&actor, &asked).await?;
    let items = found.people.iter();
    Ok(Json(Listed {
        items: items.map(|one| told(&one.person, &one.grants)).collect(),
        total: found.total,
    }))
}

/// Add somebody with a role and a first password.
#[utoipa::path(post, path = "/admin/people", tag = "people", responses((status = 201, body = FirstPassword), Failures))]
async fn add(
    State(app): State<App>,
    actor: SignedIn,
    Body(typed): Body<NewPerson>,
) -> Result<(StatusCode, Json<FirstPassword>), PageFailure> {
    let typed = AddPerson {
        name: typed.name,
        sign_in_name: typed.sign_in_name,
        phone: typed.phone.unwrap_or_default(),
        role: typed.role,
        organisation: typed.organisation_id,
    };
    let invited = app.add_person(&actor, &typed).await?;
    Ok((StatusCode::CREATED, Json(first_password(invited))))
}

/// Somebody whom one keeps, with the roles that were taken back too.
#[utoipa::path(get, path = "/admin/people/{id}", tag = "people", params(("id" = i64, Path)), responses((status = 200, body = Person), Failures))]
async fn one(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Json<Person>, PageFailure> {
    let found = app.person_kept(&actor, id).await?;
    Ok(Json(told(&found.person, &found.grants)))
}

/// Change what somebody is called.
#[utoipa::path(put, path = "/admin/people/{id}", tag = "people", params(("id" = i64, Path)), responses((status = 204), Failures))]
async fn change(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    Body(typed): Body<Change>,
) -> Result<StatusCode, PageFailure> {
    let typed = ChangePerson {
        name: typed.name,
        phone: typed.phone,
    };
    app.change_person(&actor, id, &typed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Grant a role on an organisation within one's reach.
#[utoipa::path(post, path = "/admin/people/{id}/roles", tag = "people", params(("id" = i64, Path)), responses((status = 204), Failures))]
async fn grant(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    Body(typed): Body<NewGrant>,
) -> Result<StatusCode, PageFailure> {
    app.grant_role(&actor, id, &typed.role, typed.organisation_id)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a role back.
#[utoipa::path(delete, path = "/admin/people/{id}/roles/{grant}", tag = "people", params(("id" = i64, Path), ("grant" = i64, Path)), responses((status = 204), Failures))]
async fn revoke(
    State(app): State<App>,
    actor: SignedIn,
    Path((id, grant)): Path<(i64, i64)>,
) -> Result<StatusCode, PageFailure> {
    app.revoke_role(&actor, id, grant).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Let somebody sign in no longer.
#[utoipa::path(post, path = "/admin/people/{id}/disable", tag = "people", params(("id" = i64, Path)), responses((status = 204), Failures))]
async fn disable(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<StatusCode, PageFailure> {
    app.disable_person(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Let somebody sign in again.
#[utoipa::path(post, path = "/admin/people/{id}/enable", tag = "people", params(("id" = i64, Path)), responses((status = 204), Failures))]
async fn enable(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<StatusCode, PageFailure> {
    app.enable_person(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End all sessions of somebody.
#[utoipa::path(post, path = "/admin/people/{id}/end-sessions", tag = "people", params(("id" = i64, Path)), responses((status = 204), Failures))]
async fn end_sessions(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<StatusCode, PageFailure> {
    app.end_sessions(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Give somebody a new first password.
#[utoipa::path(post, path = "/admin/people/{id}/reset-password", tag = "people", params(("id" = i64, Path)), responses((status = 200, body = FirstPassword), Failures))]
async fn reset_password(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Json<FirstPassword>, PageFailure> {
    let invited = app.reset_password(&actor, id).await?;
    Ok(Json(first_password(invited)))
}

/// Take somebody's one-time codes away, for a lost phone.
#[utoipa::path(post, path = "/admin/people/{id}/reset-totp", tag = "people", params(("id" = i64, Path)), responses((status = 204), Failures))]
async fn reset_totp(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<StatusCode, PageFailure> {
    app.reset_totp(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Begin to open accounts for all schools that lack them: all of them or, when the job is stopped, none. Once the job
/// is done, `POST /jobs/{id}/first-passwords` hands the passwords over.
#[utoipa::path(post, path = "/admin/people/school-accounts", tag = "people", responses((status = 202, body = JobBegun), Failures))]
async fn open_accounts(
    State(app): State<App>,
    actor: SignedIn,
    Body(typed): Body<SchoolAccounts>,
) -> Result<(StatusCode, Json<JobBegun>), PageFailure> {
    let asked = OpenAccounts {
        under: typed.organisation_id,
        clerks: typed.clerks,
        principals: typed.principals,
        renew_unused: typed.renew_unused,
    };
    let job = app.open_school_accounts(&actor, &asked).await?;
    Ok((StatusCode::ACCEPTED, Json(JobBegun { job })))
}
