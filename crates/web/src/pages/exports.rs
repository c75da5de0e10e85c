//! Tables and reports as files. A workbook has the same figures as the page that leads to it.

use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use junheng_app::{App, Failure, Fault, Judged};
use junheng_report::sheets::{CellData, SheetData, workbook};

use crate::components::{Column, TableHead};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::links::escaped;
use crate::pages::counties::indicator::{self, IndicatorQuery};
use crate::pages::counties::overview::{self, standing_of};
use crate::pages::counties::overview_view;
use crate::pages::counties::schools::{self, SchoolsQuery};
use crate::pages::counties::schools_view;
use crate::pages::counties::selection::{CountyAddresses, Selection};
use crate::pages::schools::school_view::SchoolView;
use crate::request::Asked;
use crate::session::SignedIn;

const EXCEL: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The county's report as a workbook.
pub async fn county_workbook(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(county): Path<i64>,
    Query(selection): Query<Selection>,
) -> Result<Response, PageFailure> {
    let lang = asked.lang.of_report();
    let (name, bytes) = app
        .county_workbook(&actor, &selection.asked(county)?, lang)
        .await?;
    Ok(file(&name, EXCEL, bytes))
}

/// The county's self-assessment as a document.
pub async fn county_document(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(county): Path<i64>,
    Query(selection): Query<Selection>,
) -> Result<Response, PageFailure> {
    let lang = asked.lang.of_report();
    let (name, bytes) = app
        .county_document(&actor, &selection.asked(county)?, lang)
        .await?;
    Ok(file(&name, WORD, bytes))
}

/// The table of variations.
pub async fn variations(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(county): Path<i64>,
    Query(selection): Query<Selection>,
) -> Result<Response, PageFailure> {
    let lang = asked.lang;
    let judged = app.judged(&actor, &selection.asked(county)?).await?;
    let standing = standing_of(&judged, lang).ok_or(Failure::NotFound)?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let rows = overview_view::variations(&standing, &addresses, lang)
        .into_iter()
        .map(|row| {
            let verdict = row.verdict.map_or("", |verdict| lang.verdict(&verdict));
            let spread = [row.spread, row.flips].join(" ");
            vec![
                row.label,
                row.coefficient,
                row.limit,
                verdict.to_owned(),
                spread.trim().to_owned(),
            ]
        })
        .collect();
    table(
        &judged,
        &overview::variation_head(&addresses, lang),
        rows,
        lang,
    )
}

/// The table of all schools.
pub async fn all_schools(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(county): Path<i64>,
    Query(selection): Query<Selection>,
    Query(query): Query<SchoolsQuery>,
) -> Result<Response, PageFailure> {
    let lang = asked.lang;
    let judged = app.judged(&actor, &selection.asked(county)?).await?;
    let standing = standing_of(&judged, lang).ok_or(Failure::NotFound)?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let rows = schools_view::units(&standing, &query.filter())
        .into_iter()
        .map(|unit| {
            let row = schools_view::row(&standing, unit, &addresses);
            let verdict = lang.verdict(&row.verdict).to_owned();
            vec![
                row.name, row.stage, row.pupils, verdict, row.met_of, row.gaps,
            ]
        })
        .collect();
    table(&judged, &schools::head(&addresses, lang), rows, lang)
}

/// The schools of an indicator's table.
pub async fn indicator_schools(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path((county, id)): Path<(i64, String)>,
    Query(selection): Query<Selection>,
    Query(query): Query<IndicatorQuery>,
) -> Result<Response, PageFailure> {
    let judged = app.judged(&actor, &selection.asked(county)?).await?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let (head, rows) = indicator::school_table(&judged, &id, &query, &addresses, asked.lang)?;
    table(&judged, &head, rows, asked.lang)
}

/// What breaks an indicator's limit.
pub async fn indicator_breaking(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path((county, id)): Path<(i64, String)>,
    Query(selection): Query<Selection>,
    Query(query): Query<IndicatorQuery>,
) -> Result<Response, PageFailure> {
    let judged = app.judged(&actor, &selection.asked(county)?).await?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let (head, rows) = indicator::breaking_table(&judged, &id, &query, &addresses, asked.lang)?;
    table(&judged, &head, rows, asked.lang)
}

/// A school's figures.
pub async fn school(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path((county, code)): Path<(i64, String)>,
    Query(selection): Query<Selection>,
) -> Result<Response, PageFailure> {
    let lang = asked.lang;
    let judged = app
        .judged_for_school(&actor, &selection.asked(county)?, &code)
        .await?;
    let standing = standing_of(&judged, lang).ok_or(Failure::NotFound)?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let view =
        SchoolView::of(&standing, &code, &Vec::new(), &addresses, lang).ok_or(Failure::NotFound)?;
    let rows = view.stages.iter().flat_map(|stage| {
        stage.tiles.iter().map(|tile| {
            vec![
                stage.name.clone(),
                format!("{} {}", tile.id, tile.name),
                tile.value.clone(),
                tile.unit.clone(),
                tile.threshold.clone(),
                lang.verdict(&tile.verdict).to_owned(),
                tile.note.clone(),
            ]
        })
    });
    let head = TableHead {
        caption: view.name.clone(),
        columns: vec![
            Column::text(lang.say("学段", "Stage")),
            Column::text(lang.say("指标", "Indicator")),
            Column::figure(lang.say("现值", "Value"), ""),
            Column::text(lang.say("单位", "Unit")),
            Column::text(lang.say("标准", "Required")),
            Column::text(lang.say("判定", "Verdict")),
            Column::text(lang.say("缺口", "Gap")),
        ],
        ..TableHead::default()
    };
    table(&judged, &head, rows.collect(), lang)
}

/// A table as a workbook with one sheet. What its page prints as a figure is a number with the same digits.
fn table(
    judged: &Judged,
    head: &TableHead,
    rows: Vec<Vec<String>>,
    lang: Lang,
) -> Result<Response, PageFailure> {
    let heading = |column: &Column| match column.unit.as_str() {
        "" => column.label.clone(),
        unit => format!("{}{}", column.label, lang.of_report().bracketed(unit)),
    };
    let cell = |(index, text): (usize, String)| {
        let is_figure = head
            .columns
            .get(index)
            .is_some_and(|column| column.is_figure);
        match text.parse::<f64>() {
            Ok(number) if is_figure && number.is_finite() => CellData::Number(number),
            _ if text.is_empty() => CellData::Blank,
            _ => CellData::Text(text),
        }
    };
    let name = format!("{}{}", judged.county.name, judged.period.name);
    let sheet = SheetData {
        name: lang.say("数据", "data").to_owned(),
        title: vec![
            format!("{name} {}", head.caption),
            overview::basis(judged, lang),
        ],
        headings: head.columns.iter().map(heading).collect(),
        rows: rows
            .into_iter()
            .map(|row| row.into_iter().enumerate().map(cell).collect())
            .collect(),
    };
    let bytes = workbook(&[sheet]).map_err(|error| Failure::Ours(Fault::Report(error.into())))?;
    Ok(file(&format!("{name} {}.xlsx", head.caption), EXCEL, bytes))
}

/// A workbook to be saved under its name.
pub fn excel(name: &str, bytes: Vec<u8>) -> Response {
    file(name, EXCEL, bytes)
}

/// A document to be saved under its name.
pub fn word(name: &str, bytes: Vec<u8>) -> Response {
    file(name, WORD, bytes)
}

/// A file to be saved under its name.
fn file(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename*=UTF-8''{}", escaped(name));
    (
        [
            (CONTENT_TYPE, kind.to_owned()),
            (CONTENT_DISPOSITION, disposition),
        ],
        bytes,
    )
        .into_response()
}
