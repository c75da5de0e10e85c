//! A figure of a county explained.

use axum::Json;
use axum::extract::Path;
use junheng_model::{ExplainedSide, Explanation};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Figures, code};
use crate::api::answers::Failures;
use crate::api::requests::Asks;
use crate::failure::PageFailure;
use crate::request::Reader;

/// A figure led back to the cells that it came from.
#[derive(Serialize, ToSchema)]
pub struct Explained {
    policy: String,
    as_of: String,
    indicator: String,
    /// The school's code; empty for the county's figure.
    code: String,
    name: String,
    stage: Option<&'static str>,
    verdict: &'static str,
    value: Option<f64>,
    numerator: Option<f64>,
    denominator: Option<f64>,
    per: f64,
    limit: Option<f64>,
    /// What is short of the limit, in natural units.
    gap: Option<f64>,
    sides: Vec<Side>,
}

#[derive(Serialize, ToSchema)]
pub struct Side {
    /// Whether it is the numerator.
    numerator: bool,
    register: String,
    expression: String,
    value: Option<f64>,
    /// Over how many rows; `cells` are those of the first of them.
    rows: usize,
    cells: Vec<Cell>,
}

#[derive(Serialize, ToSchema)]
pub struct Cell {
    row: String,
    column: String,
    /// Empty when missing.
    value: String,
    unit: String,
    file: Option<String>,
    sheet: Option<String>,
    /// `F17`
    cell: Option<String>,
}

impl From<Explanation> for Explained {
    fn from(of: Explanation) -> Self {
        Self {
            policy: of.policy,
            as_of: of.as_of.to_string(),
            indicator: of.indicator,
            code: of.code,
            name: of.name,
            stage: of.stage.map(junheng_model::Stage::name),
            verdict: code(of.verdict),
            value: of.value,
            numerator: of.numerator,
            denominator: of.denominator,
            per: of.per,
            limit: of.limit,
            gap: of.gap,
            sides: of.sides.into_iter().map(Side::from).collect(),
        }
    }
}

impl From<ExplainedSide> for Side {
    fn from(side: ExplainedSide) -> Self {
        let cells = side.cells.into_iter().flat_map(|row| {
            let label = row.label;
            row.cells.into_iter().map(move |cell| Cell {
                row: label.clone(),
                column: cell.column,
                value: cell.value,
                unit: cell.unit,
                file: cell.place.as_ref().map(|place| place.file.to_string()),
                sheet: cell
                    .place
                    .as_ref()
                    .and_then(|place| place.sheet.as_deref().map(str::to_owned)),
                cell: cell
                    .place
                    .and_then(|place| place.cell)
                    .map(|at| at.to_string()),
            })
        });
        Self {
            numerator: side.numerator,
            register: side.register,
            expression: side.expression,
            value: side.value,
            rows: side.rows,
            cells: cells.collect(),
        }
    }
}

/// How a county's figure came about.
#[utoipa::path(get, path = "/counties/{county}/indicators/{indicator}/explanation", tag = "reading", params(("county" = i64, Path), ("indicator" = String, Path), Figures), responses((status = 200, body = Explained), Failures))]
pub async fn explanation(
    reader: Reader,
    Path((county, indicator)): Path<(i64, String)>,
    Asks(asked): Asks<Figures>,
) -> Result<Json<Explained>, PageFailure> {
    let judged = reader.judged(county, &asked.selection()).await?;
    let explained = reader
        .app
        .explain(judged, indicator, None, asked.stage())
        .await?;
    Ok(Json(explained.into()))
}
