//! One hand-in under review: rows, checks, what the school said, what changed against last year; accept or give back.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use junheng_app::handing_in::HandIn;
use junheng_app::reviewing::{AgainstLastYear, CellRemark, GiveBack, YearChange};
use junheng_app::{App, Failure, FieldError, step};

use super::act::{Inputs, input, minute_of};
use super::board::address;
use super::done::Done;
use crate::components::{HistoryEntry, Link, Page};
use crate::failure::PageFailure;
use crate::request::{Asked, html};
use crate::session::SignedIn;
use crate::words::Words;

/// Lines for remarks by cell.
const REMARKS: usize = 4;
/// So many changes and rows are shown; all of them are in the workbook and on the hand-in's own page.
const SHOWN: usize = 40;
/// The declared fields of the two moves.
const GIVE_BACK_FIELD: &str = "退回意见";
const ACCEPT_FIELD: &str = "审核意见";

#[derive(Template)]
#[template(path = "review/one.html")]
struct ReviewPage {
    page: Page,
    hand_in: HandIn,
    columns: Vec<String>,
    against: AgainstLastYear,
    shown: Vec<YearChange>,
    history: Vec<HistoryEntry>,
    can_accept: bool,
    can_give_back: bool,
    /// What was typed, and what is wrong with it.
    remark: String,
    opinion: String,
    slots: Vec<Slot>,
    errors: Vec<String>,
}

impl ReviewPage {
    /// Whether more than one remark was typed: the others fold up.
    fn has_more_remarks(&self) -> bool {
        self.slots.iter().skip(1).any(|slot| !slot.text.is_empty())
    }
}

/// A line for a remark on a cell.
#[derive(Debug, Clone, Default)]
struct Slot {
    row: String,
    column: String,
    text: String,
}

/// What was typed before, when it comes back.
#[derive(Default)]
struct Typed {
    remark: String,
    opinion: String,
    slots: Vec<Slot>,
    errors: Vec<String>,
}

/// The hand-in as its reviewer sees it.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
    Query(done): Query<Done>,
) -> Result<Html<String>, PageFailure> {
    let mut page = filled(&app, &asked, &actor, id, Typed::default()).await?;
    page.page.flashes = done.flashes(asked.lang);
    html(&page)
}

/// Accepts it.
pub async fn accept(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
    axum::Form(inputs): axum::Form<Inputs>,
) -> Result<Response, PageFailure> {
    let opinion = input(&inputs, "opinion").to_owned();
    let mut fields = BTreeMap::new();
    if !opinion.trim().is_empty() {
        fields.insert(ACCEPT_FIELD.to_owned(), opinion.clone());
    }
    let typed = Typed {
        opinion,
        ..Typed::default()
    };
    let accepted = app.accept(&actor, id, &fields).await;
    answer(
        &app,
        &asked,
        &actor,
        id,
        accepted,
        ("accepted&count=1", typed),
    )
    .await
}

/// Gives it back with remarks.
pub async fn give_back(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
    axum::Form(inputs): axum::Form<Inputs>,
) -> Result<Response, PageFailure> {
    let remark = input(&inputs, "remark").to_owned();
    let slots: Vec<Slot> = (0..REMARKS)
        .map(|at| Slot {
            row: input(&inputs, &format!("row-{at}")).to_owned(),
            column: input(&inputs, &format!("column-{at}")).to_owned(),
            text: input(&inputs, &format!("text-{at}")).to_owned(),
        })
        .collect();
    let said = GiveBack {
        fields: BTreeMap::from([(GIVE_BACK_FIELD.to_owned(), remark.clone())]),
        remarks: slots
            .iter()
            .map(|slot| CellRemark {
                row: slot.row.parse().ok(),
                column: Some(slot.column.clone()).filter(|column| !column.is_empty()),
                text: slot.text.clone(),
            })
            .collect(),
    };
    let typed = Typed {
        remark,
        slots,
        ..Typed::default()
    };
    let returned = app.give_back(&actor, id, &said).await;
    answer(&app, &asked, &actor, id, returned, ("returned", typed)).await
}

/// Leads on to the board when it was done; else the page comes back with every reason and what was typed.
async fn answer(
    app: &App,
    asked: &Asked,
    actor: &SignedIn,
    id: i64,
    outcome: Result<(), Failure>,
    (done, mut typed): (&str, Typed),
) -> Result<Response, PageFailure> {
    let lang = asked.lang;
    typed.errors = match outcome {
        Ok(()) => {
            let to = format!("/hand-ins/{id}/review?done={done}");
            return Ok(Redirect::to(&to).into_response());
        }
        Err(Failure::Refused(reasons)) => {
            reasons.iter().map(|why| lang.of(why).to_owned()).collect()
        }
        Err(Failure::Invalid(fields)) => {
            let said = |error: &FieldError| lang.of(&error.message).to_owned();
            fields.iter().map(said).collect()
        }
        Err(other) => return Err(other.into()),
    };
    let page = filled(app, asked, actor, id, typed).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

async fn filled(
    app: &App,
    asked: &Asked,
    actor: &SignedIn,
    id: i64,
    typed: Typed,
) -> Result<ReviewPage, PageFailure> {
    let lang = asked.lang;
    let hand_in = app.hand_in(actor, id).await?;
    let against = app.against_last_year(actor, id).await?;
    let status = &hand_in.status;
    let words = &asked.words;
    let title = format!(
        "{} · {}",
        status.organisation,
        words.register(&status.register)
    );
    let mut page = asked.page(&title, &title);
    page.lead = format!(
        "{} {}",
        status.period,
        lang.say(&status.state, &hand_in.state_en)
    );
    if let Some(county) = app.county_above(actor, &status.path).await? {
        page.crumbs = vec![Link::new(
            lang.say("填报进度", "Board"),
            address(county, &status.period),
        )];
    }
    let register = app.rulebook().register(&status.register);
    let columns = register.map_or_else(Vec::new, |register| {
        let names = register.columns.iter().map(|column| column.name.clone());
        names.collect()
    });
    let open = |step: &str| hand_in.moves_open.iter().any(|name| name == step);
    let mut slots = typed.slots;
    slots.resize(REMARKS, Slot::default());
    Ok(ReviewPage {
        page,
        columns,
        shown: against.changes.iter().take(SHOWN).cloned().collect(),
        against,
        history: history(&hand_in, words),
        can_accept: open(step::ACCEPT),
        can_give_back: open(step::GIVE_BACK),
        hand_in,
        remark: typed.remark,
        opinion: typed.opinion,
        slots,
        errors: typed.errors,
    })
}

fn history(hand_in: &HandIn, words: &Words) -> Vec<HistoryEntry> {
    let moves = hand_in.moves.iter().map(|step| HistoryEntry {
        at: minute_of(&step.at),
        by: step.person.clone().unwrap_or_default(),
        done: words.step(&step.move_name).to_owned(),
        state: words.state(&step.to_state).to_owned(),
        remark: step.remark.clone(),
        icon: icon(&step.move_name),
        links: Vec::new(),
    });
    moves.collect()
}

fn icon(move_name: &str) -> &'static str {
    match move_name {
        step::SUBMIT => "send",
        step::ACCEPT => "check",
        step::FREEZE => "lock",
        step::GIVE_BACK | step::CORRECT | step::WITHDRAW => "arrow-back-up",
        _ => "clock",
    }
}

/// A change against last year in per cent.
fn share(change: &YearChange) -> String {
    match change.part {
        Some(part) => format!("{:+.1}%", part * 100.0),
        None => String::new(),
    }
}
