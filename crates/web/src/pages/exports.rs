//! Tables as files. A workbook has the same figures as the page that leads to it.

pub mod side_by_side;

use axum::extract::{Path, Query};
use axum::response::Response;
use junheng_app::{Failure, Judged};
use junheng_report::sheets::{CellData, SheetData};

use crate::components::{Column, TableHead};
use crate::failure::PageFailure;
use crate::files;
use crate::lang::Lang;
use crate::pages::counties::indicator::{self, IndicatorQuery};
use crate::pages::counties::overview::{self, standing_of};
use crate::pages::counties::overview_view;
use crate::pages::counties::schools::{self, SchoolsQuery};
use crate::pages::counties::schools_view;
use crate::pages::counties::selection::{CountyAddresses, Selection};
use crate::pages::rulebook::article::Article;
use crate::pages::schools::school_view::SchoolView;
use crate::request::Reader;

/// The table of variations.
pub async fn variations(
    reader: Reader,
    Path(county): Path<i64>,
    Query(selection): Query<Selection>,
) -> Result<Response, PageFailure> {
    let lang = reader.lang();
    let judged = reader.judged(county, &selection).await?;
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
    reader: Reader,
    Path(county): Path<i64>,
    Query(selection): Query<Selection>,
    Query(query): Query<SchoolsQuery>,
) -> Result<Response, PageFailure> {
    let lang = reader.lang();
    let judged = reader.judged(county, &selection).await?;
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
    reader: Reader,
    Path((county, id)): Path<(i64, String)>,
    Query(selection): Query<Selection>,
    Query(query): Query<IndicatorQuery>,
) -> Result<Response, PageFailure> {
    let judged = reader.judged(county, &selection).await?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let (head, rows) = indicator::school_table(&judged, &id, &query, &addresses, reader.lang())?;
    table(&judged, &head, rows, reader.lang())
}

/// What breaks an indicator's limit.
pub async fn indicator_breaking(
    reader: Reader,
    Path((county, id)): Path<(i64, String)>,
    Query(selection): Query<Selection>,
    Query(query): Query<IndicatorQuery>,
) -> Result<Response, PageFailure> {
    let judged = reader.judged(county, &selection).await?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let (head, rows) = indicator::breaking_table(&judged, &id, &query, &addresses, reader.lang())?;
    table(&judged, &head, rows, reader.lang())
}

/// A school's figures.
pub async fn school(
    reader: Reader,
    Path((county, code)): Path<(i64, String)>,
    Query(selection): Query<Selection>,
) -> Result<Response, PageFailure> {
    let lang = reader.lang();
    let judged = reader
        .app
        .judged_for_school(&reader.actor, &selection.asked(county)?, &code)
        .await?;
    let standing = standing_of(&judged, lang).ok_or(Failure::NotFound)?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let view = SchoolView::of(
        &standing,
        &code,
        &Vec::new(),
        &addresses,
        &reader.asked.words,
        lang,
    )
    .ok_or(Failure::NotFound)?;
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

/// A table as a workbook with one sheet, named after the county and the period.
fn table(
    judged: &Judged,
    head: &TableHead,
    rows: Vec<Vec<String>>,
    lang: Lang,
) -> Result<Response, PageFailure> {
    let name = format!("{}{}", judged.county.name, judged.period.name);
    table_of(&name, overview::basis(judged, lang), head, rows, lang)
}

/// A table as a workbook with one sheet. What its page prints as a figure is a number with the same digits.
///
/// # Errors
/// When the table is larger than a workbook can hold.
pub fn table_of(
    name: &str,
    basis: String,
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
        cell_of(text, is_figure)
    };
    let title = format!("{name} {}", head.caption);
    let sheet = SheetData {
        name: lang.say("数据", "data").to_owned(),
        title: vec![title.clone(), basis],
        headings: head.columns.iter().map(heading).collect(),
        rows: rows
            .into_iter()
            .map(|row| row.into_iter().enumerate().map(cell).collect())
            .collect(),
    };
    files::workbook(&format!("{title}.xlsx"), &[sheet])
}

fn cell_of(text: String, is_figure: bool) -> CellData {
    match text.parse::<f64>() {
        Ok(number) if is_figure && number.is_finite() => {
            let places = text.split_once('.').map_or(0, |(_, places)| places.len());
            CellData::Figure(number, places)
        }
        _ if text.is_empty() => CellData::Blank,
        _ => CellData::Text(text),
    }
}

/// The tables of a page of the rulebook, a sheet for each.
///
/// # Errors
/// When the page has no table.
pub fn article(article: &Article) -> Result<Response, PageFailure> {
    let tables = article
        .sections
        .iter()
        .filter(|section| !section.rows.is_empty());
    let sheets: Vec<SheetData> = tables
        .enumerate()
        .map(|(index, section)| SheetData {
            name: sheet_name(index, &section.heading),
            title: vec![article.title.clone(), section.heading.clone()],
            headings: section.heads.clone(),
            rows: section
                .rows
                .iter()
                .map(|row| {
                    row.iter()
                        .map(|cell| cell_of(cell.text.clone(), true))
                        .collect()
                })
                .collect(),
        })
        .collect();
    if sheets.is_empty() {
        return Err(Failure::refused("这一页没有表格。", "This page has no table.").into());
    }
    files::workbook(&format!("{}.xlsx", article.title), &sheets)
}

/// `3 指标`: Excel allows 31 characters and not all of them, and wants each name once.
fn sheet_name(index: usize, heading: &str) -> String {
    let allowed = heading
        .chars()
        .filter(|letter| !"[]:*?/\\'".contains(*letter));
    let named: String = allowed.take(24).collect();
    format!("{} {named}", index + 1).trim().to_owned()
}
