//! The review board: who has handed in what.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Response};
use junheng_app::App;
use junheng_app::reviewing::{Board, BoardFilter};
use junheng_report::sheets::{CellData, SheetData};

use super::board_view::{Group, filters, key_figures, query_of};
use super::done::Done;
use crate::components::{EmptyTable, Field, KeyFigure, Link, Page};
use crate::failure::PageFailure;
use crate::files::workbook;
use crate::links::escaped;
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "review/board.html")]
struct BoardPage {
    page: Page,
    board: Board,
    filters: Vec<Field>,
    key_figures: Vec<KeyFigure>,
    groups: Vec<Group>,
    here: String,
    /// The filter, so that what is done is done to what is seen.
    hidden: Vec<(&'static str, String)>,
    export: String,
    /// How many of the cells that are seen wait for review.
    waiting: usize,
    /// How many are still with their organisations.
    outstanding: usize,
    empty: EmptyTable,
}

/// The board of a county's period.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
    Query(filter): Query<BoardFilter>,
    Query(done): Query<Done>,
) -> Result<Html<String>, PageFailure> {
    let lang = asked.lang;
    let board = app.board(&actor, county, &period, &filter).await?;
    let here = address(county, &board.period.name);
    let title = match lang.is_chinese() {
        true => format!("{}{}学年填报进度", board.county.name, board.period.name),
        false => format!("Hand-ins of {} {}", board.county.name, board.period.name),
    };
    let mut page = asked.page(&title, &title);
    page.lead = match lang.is_chinese() {
        true => format!(
            "各单位报送期限 {}；退回后改正、上级审核各有自己的期限，见每件填报",
            board.period.due_on
        ),
        false => format!(
            "Everybody hands in by {}; mending and reviewing have days of their own, which each hand-in tells",
            board.period.due_on
        ),
    };
    page.crumbs = vec![Link::new(
        lang.say("填报期", "Periods"),
        format!("/counties/{county}/periods"),
    )];
    page.flashes = done.flashes(lang);
    let cells = || board.rows.iter().flat_map(|row| row.cells.iter().flatten());
    let query = query_of(&filter);
    let hidden = [
        ("search", &filter.search),
        ("register", &filter.register),
        ("state", &filter.state),
        ("only", &filter.only),
    ];
    html(&BoardPage {
        page,
        filters: filters(&board, &filter, &asked.words, lang),
        key_figures: key_figures(&board, &here, lang),
        groups: Group::all(&board, &asked.words, lang),
        hidden: hidden
            .into_iter()
            .map(|(name, value)| (name, value.clone().unwrap_or_default()))
            .collect(),
        export: format!("{here}/board.xlsx?{query}"),
        here,
        waiting: cells().filter(|cell| cell.can_be_accepted).count(),
        outstanding: cells().filter(|cell| cell.is_outstanding()).count(),
        board,
        empty: EmptyTable {
            title: lang.say("没有符合条件的填报", "No hand-in fits").to_owned(),
            advice: lang
                .say(
                    "换一个筛选条件，或者清除筛选。",
                    "Choose another filter, or clear it.",
                )
                .to_owned(),
            action: Link::default(),
        },
    })
}

/// The board as a workbook, a line for each hand-in.
pub async fn export(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
    Query(filter): Query<BoardFilter>,
) -> Result<Response, PageFailure> {
    let lang = asked.lang;
    let board = app.board(&actor, county, &period, &filter).await?;
    let text = |text: &str| CellData::Text(text.to_owned());
    let mut rows = Vec::new();
    for row in &board.rows {
        for (register, cell) in board.registers.iter().zip(&row.cells) {
            let Some(cell) = cell else { continue };
            rows.push(vec![
                text(row.code.as_deref().unwrap_or_default()),
                text(&row.name),
                text(asked.words.register(register)),
                text(lang.say(&cell.state, &cell.state_en)),
                text(if cell.is_overdue {
                    lang.say("逾期", "overdue")
                } else {
                    ""
                }),
                cell.due_on
                    .map_or(CellData::Blank, |day| text(&day.to_string())),
                count(cell.rows),
                count(cell.errors),
                count(cell.remarks),
            ]);
        }
    }
    let headings = [
        lang.say("代码", "Code"),
        lang.say("单位", "Organisation"),
        lang.say("台账", "Register"),
        lang.say("状态", "State"),
        lang.say("逾期", "Overdue"),
        lang.say("期限", "Due"),
        lang.say("行数", "Rows"),
        lang.say("错误", "Errors"),
        lang.say("批注", "Remarks"),
    ];
    let sheet = SheetData {
        name: lang.say("填报进度", "Hand-ins").to_owned(),
        title: Vec::new(),
        headings: headings.into_iter().map(str::to_owned).collect(),
        rows,
    };
    let name = format!("{}{}填报进度.xlsx", board.county.name, board.period.name);
    workbook(&name, &[sheet])
}

fn count(number: i64) -> CellData {
    #[expect(clippy::cast_precision_loss, reason = "counts of rows are small")]
    CellData::Number(number as f64)
}

/// Where the board stands.
pub fn address(county: i64, period: &str) -> String {
    format!("/counties/{county}/periods/{}", escaped(period))
}
