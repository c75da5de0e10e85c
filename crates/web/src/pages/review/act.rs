//! What the office does to hand-ins: accept, give back, remind. Each POST leads back to a page that says what was done.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use junheng_app::reviewing::{BoardFilter, Remind, ReviewAll};
use junheng_app::{App, Failure};

use super::board::address;
use super::board_view::query_of;
use crate::failure::PageFailure;
use crate::session::SignedIn;

/// A form's inputs in the order in which they stand; names may come more than once.
pub type Inputs = Vec<(String, String)>;

/// The first value of a name; empty when there is none.
pub fn input<'i>(inputs: &'i Inputs, name: &str) -> &'i str {
    let found = inputs.iter().find(|(known, _)| known == name);
    found.map_or("", |(_, value)| value.as_str())
}

/// The ids that were ticked under a name.
pub fn ticked(inputs: &Inputs, name: &str) -> Vec<i64> {
    let of_name = inputs.iter().filter(|(known, _)| known == name);
    of_name
        .filter_map(|(_, value)| value.parse().ok())
        .collect()
}

/// The board's filter as the form sends it along.
fn filter(inputs: &Inputs) -> BoardFilter {
    let given = |name| Some(input(inputs, name).to_owned()).filter(|value| !value.is_empty());
    BoardFilter {
        register: given("register"),
        state: given("state"),
        only: given("only"),
        search: given("search"),
    }
}

/// Accepts what was ticked on the board, or all that it shows.
pub async fn accept_many(
    State(app): State<App>,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
    axum::Form(inputs): axum::Form<Inputs>,
) -> Result<Response, PageFailure> {
    let filter = filter(&inputs);
    let hand_ins = match input(&inputs, "which") {
        "all" => {
            let board = app.board(&actor, county, &period, &filter).await?;
            let cells = board.rows.iter().flat_map(|row| row.cells.iter().flatten());
            let waiting = cells.filter(|cell| cell.can_be_accepted);
            waiting.map(|cell| cell.hand_in).collect()
        }
        _ => ticked(&inputs, "hand_in"),
    };
    if hand_ins.is_empty() {
        return Err(Failure::refused("没有勾选要审核的填报。", "Nothing was ticked.").into());
    }
    let wanted = ReviewAll {
        hand_ins,
        ..ReviewAll::default()
    };
    let job = app
        .accept_many_later(&actor, county, &period, wanted)
        .await?;
    Ok(Redirect::to(&format!("{}/answers/{job}", address(county, &period))).into_response())
}

/// Reminds those who have not handed in what the board shows.
pub async fn remind(
    State(app): State<App>,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
    axum::Form(inputs): axum::Form<Inputs>,
) -> Result<Redirect, PageFailure> {
    let filter = filter(&inputs);
    let wanted = Remind {
        hand_ins: Vec::new(),
        words: input(&inputs, "words").to_owned(),
    };
    let people = app
        .remind(&actor, county, &period, &filter, &wanted)
        .await?;
    let here = address(county, &period);
    let query = query_of(&filter);
    Ok(Redirect::to(&format!(
        "{here}?{query}&done=reminded&count={people}"
    )))
}

/// The day of a moment, as pages write it.
pub fn day_of(at: &Timestamp) -> String {
    junheng_app::local(*at).date().to_string()
}

/// Day and minute, as pages write them.
pub fn minute_of(at: &Timestamp) -> String {
    junheng_app::local(*at)
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}
