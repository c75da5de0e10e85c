//! A hand-in as a workbook, and the template to fill in.

use axum::extract::{Path, State};
use axum::response::Response;
use junheng_app::{Actor, App, Failure};
use junheng_report::ReportError;
use junheng_report::sheets::{CellData, SheetData, workbook};

use super::{WORKBOOK, download};
use crate::failure::PageFailure;
use crate::request::Asked;
use crate::session::SignedIn;

/// The rows of a hand-in, personal values masked.
pub async fn export(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    current(&app, &actor, &asked, id).await
}

/// The latest revision as a workbook, codes by their official names, personal values masked. It can be mended and
/// uploaded again.
pub(crate) async fn current(
    app: &App,
    actor: &Actor,
    asked: &Asked,
    id: i64,
) -> Result<Response, PageFailure> {
    let lang = asked.lang;
    let found = app.hand_in(actor, id).await?;
    let register = app.rulebook().register(&found.status.register);
    let register = register.ok_or(Failure::NotFound)?;
    let names = asked.words.names();
    let headings = register.columns.iter().map(|column| match &column.unit {
        Some(unit) => format!(
            "{}{}",
            names.column_of(column),
            lang.bracketed(names.unit(unit))
        ),
        None => names.column_of(column).to_owned(),
    });
    let rows = found.rows.iter().map(|row| {
        let cells = register.columns.iter().zip(&row.cells);
        cells
            .map(|(column, cell)| {
                let figure = super::hand_in_view::is_figure(column)
                    .then(|| cell.text.parse::<f64>().ok())
                    .flatten();
                match figure {
                    Some(figure) => CellData::Number(figure),
                    None if cell.text.is_empty() => CellData::Blank,
                    None => CellData::Text(asked.words.cell_of(column, &cell.text).to_owned()),
                }
            })
            .collect()
    });
    let sheet = SheetData {
        name: register.name.clone(),
        title: Vec::new(),
        headings: headings.collect(),
        rows: rows.collect(),
    };
    let bytes = workbook(&[sheet]).map_err(ReportError::from);
    let bytes = bytes.map_err(Failure::from)?;
    let name = format!(
        "{}-{}-{}.xlsx",
        found.status.organisation, register.name, found.status.period
    );
    Ok(download(&name, WORKBOOK, bytes))
}

/// The workbook to fill in, with the tables that this organisation hands in and what is known of them.
pub async fn template(
    State(app): State<App>,
    actor: SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, PageFailure> {
    let (name, bytes) = app.hand_in_template(&actor, id).await?;
    Ok(download(&name, WORKBOOK, bytes))
}
