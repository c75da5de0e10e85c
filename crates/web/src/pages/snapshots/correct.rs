//! Opening frozen hand-ins again.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use junheng_app::freezing::Correct;
use junheng_app::reviewing::{Board, BoardCell, BoardFilter};
use junheng_app::{App, Failure};

use crate::components::{EmptyTable, Link, Page};
use crate::failure::PageFailure;
use crate::pages::review::act::{Inputs, input, ticked};
use crate::pages::review::board::address;
use crate::request::{Asked, html};
use crate::session::SignedIn;

/// The declared field of the move.
const REASON_FIELD: &str = "更正原因";

#[derive(Template)]
#[template(path = "snapshots/correct.html")]
struct CorrectPage {
    page: Page,
    here: String,
    board: Board,
    search: String,
    chosen: Vec<i64>,
    reason: String,
    errors: Vec<String>,
    empty: EmptyTable,
}

/// Whether a cell of the board can be ticked.
fn can_be_corrected(cell: &Option<BoardCell>) -> bool {
    cell.as_ref().is_some_and(|cell| cell.can_be_corrected)
}

/// What can be opened again.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
    Query(filter): Query<BoardFilter>,
) -> Result<Html<String>, PageFailure> {
    let typed = (Vec::new(), String::new(), Vec::new());
    html(&filled(&app, &asked, &actor, (county, &period), filter, typed).await?)
}

/// Opens what was ticked.
pub async fn submit(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
    axum::Form(inputs): axum::Form<Inputs>,
) -> Result<Response, PageFailure> {
    let lang = asked.lang;
    let reason = input(&inputs, "reason").to_owned();
    let wanted = Correct {
        hand_ins: ticked(&inputs, "hand_in"),
        fields: BTreeMap::from([(REASON_FIELD.to_owned(), reason.clone())]),
    };
    let errors: Vec<String> = match app.correct(&actor, county, &period, &wanted).await {
        Ok(count) => {
            let to = address(county, &period);
            return Ok(Redirect::to(&format!("{to}?done=reopened&count={count}")).into_response());
        }
        Err(Failure::Invalid(fields)) => {
            let said = fields
                .iter()
                .map(|field| lang.of(&field.message).to_owned());
            said.collect()
        }
        Err(Failure::Refused(reasons)) => {
            reasons.iter().map(|why| lang.of(why).to_owned()).collect()
        }
        Err(other) => return Err(other.into()),
    };
    let filter = BoardFilter {
        search: Some(input(&inputs, "search").to_owned()),
        ..BoardFilter::default()
    };
    let typed = (wanted.hand_ins, reason, errors);
    let page = filled(&app, &asked, &actor, (county, &period), filter, typed).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

async fn filled(
    app: &App,
    asked: &Asked,
    actor: &SignedIn,
    (county, period): (i64, &str),
    filter: BoardFilter,
    (chosen, reason, errors): (Vec<i64>, String, Vec<String>),
) -> Result<CorrectPage, PageFailure> {
    let lang = asked.lang;
    let mut board = app.board(actor, county, period, &filter).await?;
    let can = |row: &junheng_app::reviewing::BoardRow| {
        row.cells.iter().flatten().any(|cell| cell.can_be_corrected)
    };
    board.rows.retain(can);
    let back = address(county, &board.period.name);
    let mut page = asked.page("重开更正", "Correct what is frozen");
    page.lead = lang
        .say(
            "勾选数字有误的填报，写明原因。学校改好、审核通过后再冻结，就成为新的一版；原来的版本不变。",
            "Tick what is wrong and say why. When it is mended and accepted, freezing makes another version; this one stays.",
        )
        .to_owned();
    page.crumbs = vec![Link::new(lang.say("填报进度", "Board"), &back)];
    Ok(CorrectPage {
        page,
        here: format!("{back}/correct"),
        board,
        search: filter.search.unwrap_or_default(),
        chosen,
        reason,
        errors,
        empty: EmptyTable {
            title: lang
                .say("没有可以重开的填报", "There is nothing to open again")
                .to_owned(),
            advice: lang
                .say(
                    "这里只列已经冻结的；用单位名称筛选时，换个名称再看。",
                    "Only what is frozen stands here; try another name when you filtered.",
                )
                .to_owned(),
            action: Link::new(lang.say("回到填报进度", "To the board"), back),
        },
    })
}
