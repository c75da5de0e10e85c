//! The rows of a hand-in: read, typed, and unmasked with a reason.

use axum::Json;
use axum::extract::{Path, State};
use junheng_app::handing_in::{MASK, SavedOrWrong, TypedGrid, TypedRow};
use junheng_app::{App, Failure, FieldError};
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
        .routes(routes!(rows, save_rows))
        .routes(routes!(unmask))
}

/// The rows of a hand-in.
#[derive(Debug, Serialize, ToSchema)]
struct Rows {
    columns: Vec<String>,
    rows: Vec<RowLine>,
}

#[derive(Debug, Serialize, ToSchema)]
struct RowLine {
    id: i64,
    /// Where it was read; empty when it was typed.
    place: String,
    /// One for each column; nothing is blank, a personal value is `＊＊＊`.
    cells: Vec<Option<String>>,
}

/// The rows that a hand-in has from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TypedRows {
    /// The revision that the rows were made from; refused when there is a later one.
    revision: i64,
    rows: Vec<TypedLine>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TypedLine {
    /// The row that it changes; left out for a new one.
    id: Option<i64>,
    /// By column, as somebody would type it; `＊＊＊` leaves a personal value as it is.
    cells: std::collections::BTreeMap<String, String>,
}

/// A revision that was made.
#[derive(Debug, Serialize, ToSchema)]
struct Saved {
    revision: i64,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Reason {
    /// Why somebody needs to see it; the journal keeps it.
    reason: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct PersonalValue {
    column: String,
    value: String,
}

/// The rows of a hand-in, personal values masked.
#[utoipa::path(get, path = "/hand-ins/{id}/rows", tag = "hand-ins", params(("id" = i64, Path)), responses((status = 200, body = Rows), Failures))]
async fn rows(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Json<Rows>, PageFailure> {
    let found = app.hand_in(&actor, id).await?;
    let register = app.rulebook().register(&found.status.register);
    let columns = register.iter().flat_map(|register| &register.columns);
    let rows = found.rows.into_iter().map(|row| RowLine {
        id: row.row_id,
        place: row.place,
        cells: row
            .cells
            .into_iter()
            .map(|cell| match cell.is_masked {
                true => Some(MASK.to_owned()),
                false => Some(cell.text).filter(|text| !text.is_empty()),
            })
            .collect(),
    });
    Ok(Json(Rows {
        columns: columns.map(|column| column.name.clone()).collect(),
        rows: rows.collect(),
    }))
}

/// Save rows as the next revision, when every row can be used; wrong cells are answered as `rows[2].cells.面积`.
#[utoipa::path(put, path = "/hand-ins/{id}/rows", tag = "hand-ins", params(("id" = i64, Path)), request_body = TypedRows, responses((status = 200, body = Saved), Failures))]
async fn save_rows(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
    Body(typed): Body<TypedRows>,
) -> Result<Json<Saved>, PageFailure> {
    let found = app.hand_in(&actor, id).await?;
    let register = app.rulebook().register(&found.status.register);
    let register = register.ok_or(Failure::NotFound)?;
    let mut unknown = Vec::new();
    for (at, row) in typed.rows.iter().enumerate() {
        let strange = row
            .cells
            .keys()
            .filter(|name| register.column(name).is_none());
        unknown.extend(strange.map(|name| {
            FieldError::new(
                format!("rows[{at}].cells.{name}"),
                "这张表没有这一列。",
                "The register has no such column.",
            )
        }));
    }
    if !unknown.is_empty() {
        return Err(Failure::Invalid(unknown).into());
    }
    let rows = typed.rows.into_iter().map(|mut row| TypedRow {
        id: row.id,
        cells: register
            .columns
            .iter()
            .map(|column| row.cells.remove(&column.name).unwrap_or_default())
            .collect(),
    });
    let grid = TypedGrid {
        revision: typed.revision,
        rows: rows.collect(),
    };
    match app.save_grid(&actor, id, &grid).await? {
        SavedOrWrong::Saved(revision) => Ok(Json(Saved { revision })),
        SavedOrWrong::Wrong(wrong) => {
            let fields = wrong.into_iter().map(|wrong| {
                let column = wrong.column.and_then(|at| register.columns.get(at));
                let field = match column {
                    Some(column) => format!("rows[{}].cells.{}", wrong.row, column.name),
                    None => format!("rows[{}]", wrong.row),
                };
                FieldError::new(field, wrong.said.zh, wrong.said.en)
            });
            Err(Failure::Invalid(fields.collect()).into())
        }
    }
}

/// See the personal values of a row, with a reason that the journal keeps.
#[utoipa::path(post, path = "/hand-ins/{id}/rows/{row}/unmask", tag = "hand-ins", params(("id" = i64, Path), ("row" = i64, Path)), request_body = Reason, responses((status = 200, body = Vec<PersonalValue>), Failures))]
async fn unmask(
    State(app): State<App>,
    actor: SignedIn,
    Path((id, row)): Path<(i64, i64)>,
    Body(typed): Body<Reason>,
) -> Result<Json<Vec<PersonalValue>>, PageFailure> {
    let values = app.unmask(&actor, id, row, &typed.reason).await?;
    let values = values
        .into_iter()
        .map(|(column, value)| PersonalValue { column, value });
    Ok(Json(values.collect()))
}
