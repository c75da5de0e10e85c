//! Keeping the tree of organisations.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use junheng_app::{AddOrganisation, App, ChangeOrganisation, Failure, OrganisationsAsked};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::{Failures, JobBegun, Listed, Words};
use crate::api::requests::{Asks, Body, part};
use crate::failure::PageFailure;
use crate::limits::upload_limit;
use crate::pages::organisations_admin::import as pages;
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    let import = OpenApiRouter::new()
        .routes(routes!(import))
        .layer(upload_limit());
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(one, change))
        .routes(routes!(move_it))
        .routes(routes!(imported))
        .routes(routes!(empty_list))
        .merge(import)
}

/// An organisation.
#[derive(Serialize, ToSchema)]
struct Organisation {
    id: i64,
    parent_id: Option<i64>,
    /// `county`, `school`, `department` …
    kind: String,
    name: String,
    code: Option<String>,
    /// The ids from the root to it, `/1/5/12/`.
    path: String,
    /// From which day on it no longer exists.
    closed_on: Option<String>,
}

/// Which organisations are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Below this one.
    under: Option<i64>,
    /// A part of the name or the beginning of the code.
    search: Option<String>,
    kind: Option<String>,
    /// Whether closed ones are wanted too.
    #[serde(default)]
    closed_too: bool,
    #[param(minimum = 0)]
    offset: Option<i64>,
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
}

/// An organisation to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewOrganisation {
    /// The organisation that it stands below.
    parent: i64,
    kind: String,
    name: String,
    /// A school's ten digits, a county's six; others may have none.
    code: Option<String>,
}

/// What an organisation is to be called.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Change {
    name: String,
    code: Option<String>,
    /// From which day on it no longer exists; left out while it does.
    #[schema(format = Date)]
    closed_on: Option<String>,
}

/// Where an organisation would be moved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Move {
    /// The organisation that it would stand below.
    #[expect(dead_code, reason = "moving is refused whatever the place")]
    parent: i64,
}

/// A problem of a list, by cell.
#[derive(Serialize, ToSchema)]
struct ListProblem {
    /// Sheet and cell in words.
    place: String,
    read: String,
    expected: Words,
    mend: Words,
}

/// The file's name.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FileNamed {
    /// As problems are to call it.
    file_name: Option<String>,
}

fn told(one: junheng_app::Organisation) -> Organisation {
    Organisation {
        id: one.id,
        parent_id: one.parent_id,
        kind: one.kind,
        name: one.name,
        code: one.code,
        path: one.path,
        closed_on: one.closed_on.map(|day| day.to_string()),
    }
}

/// Organisations that one keeps, by code and name.
#[utoipa::path(get, path = "/admin/organisations", tag = "organisations", params(Wanted), responses((status = 200, body = Listed<Organisation>), Failures))]
async fn list(
    State(app): State<App>,
    actor: SignedIn,
    Asks(wanted): Asks<Wanted>,
) -> Result<Json<Listed<Organisation>>, PageFailure> {
    let (offset, limit) = part(wanted.offset, wanted.limit);
    let asked = OrganisationsAsked {
        under: wanted.under,
        search: wanted.search,
        kind: wanted.kind,
        closed_too: wanted.closed_too,
        offset,
        limit,
    };
    let found = app.organisations_kept(&actor, &asked).await?;
    Ok(Json(Listed {
        items: found.items.into_iter().map(told).collect(),
        total: found.total,
    }))
}

/// Add an organisation.
#[utoipa::path(post, path = "/admin/organisations", tag = "organisations", responses((status = 201, body = Organisation), Failures))]
async fn add(
    State(app): State<App>,
    actor: SignedIn,
    Body(typed): Body<NewOrganisation>,
) -> Result<(StatusCode, Json<Organisation>), PageFailure> {
    let made = app
        .add_organisation(
            &actor,
            &AddOrganisation {
                parent: typed.parent,
                kind: typed.kind,
                name: typed.name,
                code: typed.code.unwrap_or_default(),
            },
        )
        .await?;
    Ok((StatusCode::CREATED, Json(told(made))))
}

/// One organisation that one keeps.
#[utoipa::path(get, path = "/admin/organisations/{id}", tag = "organisations", params(("id" = i64, Path)), responses((status = 200, body = Organisation), Failures))]
async fn one(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Json<Organisation>, PageFailure> {
    Ok(Json(told(app.organisation_kept(&actor, id).await?)))
}

/// Give an organisation another name or code, close it, or open it again.
#[utoipa::path(put, path = "/admin/organisations/{id}", tag = "organisations", params(("id" = i64, Path)), responses((status = 204), Failures))]
async fn change(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    Body(typed): Body<Change>,
) -> Result<StatusCode, PageFailure> {
    let typed = ChangeOrganisation {
        name: typed.name,
        code: typed.code.unwrap_or_default(),
        closed_on: typed.closed_on.unwrap_or_default(),
    };
    app.change_organisation(&actor, id, &typed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Is always refused, with the reason: organisations do not move.
#[utoipa::path(post, path = "/admin/organisations/{id}/move", tag = "organisations", params(("id" = i64, Path)), responses((status = 204), Failures))]
async fn move_it(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    Body(_place): Body<Move>,
) -> Result<StatusCode, PageFailure> {
    app.move_organisation(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Add the organisations of a list (.xlsx, .xls, .ods or .csv) below one: all of them, or none and every problem. Answers
/// the job.
#[utoipa::path(
    post, path = "/admin/organisations/{id}/import", tag = "organisations",
    params(("id" = i64, Path), FileNamed),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 202, body = JobBegun), Failures)
)]
async fn import(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    Asks(named): Asks<FileNamed>,
    bytes: Bytes,
) -> Result<(StatusCode, Json<JobBegun>), PageFailure> {
    if bytes.is_empty() {
        return Err(Failure::field("body", "没有收到文件。", "No file arrived.").into());
    }
    let name = named.file_name.unwrap_or_else(|| "单位.xlsx".to_owned());
    let begun = app.import_organisations(&actor, id, &name, bytes.to_vec());
    let job = begun.await?;
    Ok((StatusCode::ACCEPTED, Json(JobBegun { job })))
}

/// What is wrong with the list of an import, by cell, as things stand now.
#[utoipa::path(get, path = "/admin/organisations/imports/{job}/problems", tag = "organisations", params(("job" = i64, Path)), responses((status = 200, body = Vec<ListProblem>), Failures))]
async fn imported(
    State(app): State<App>,
    actor: SignedIn,
    Path(job): Path<i64>,
) -> Result<Json<Vec<ListProblem>>, PageFailure> {
    let found = app.problems_of_list(&actor, job).await?;
    let problems = found.iter().map(|problem| ListProblem {
        place: problem.place.to_string(),
        read: problem.read.clone(),
        expected: Words::from(&problem.expected),
        mend: Words::from(&problem.mend),
    });
    Ok(Json(problems.collect()))
}

/// The empty list to fill in.
#[utoipa::path(get, path = "/admin/organisations/empty-list.xlsx", tag = "organisations",
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>), Failures))]
async fn empty_list(actor: SignedIn) -> Result<Response, PageFailure> {
    pages::empty_list(actor).await
}
