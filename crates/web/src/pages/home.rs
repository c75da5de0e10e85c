//! The front page: what is to be done today.

mod county;
mod keeping;
mod own;
mod parts;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::today::{OfficePeriod, Today};
use junheng_app::{App, local};

use crate::components::{EmptyTable, Link, Meter, Page};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::links::escaped;
use crate::request::{Asked, Reader, html};

use county::{CountyLine, CountyToday};
use keeping::KeepingView;
use own::OwnView;
use parts::parts;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    page: Page,
    today: Today,
    /// What the person's own organisations have to hand in.
    own: Option<OwnView>,
    /// The periods that the person's office is at work on.
    offices: Vec<Office>,
    /// The county that the person reads, when it is a single one.
    county: Option<CountyToday>,
    /// Where each county stood when it last froze, when there are several.
    counties: Vec<CountyLine>,
    keeping: Option<KeepingView>,
    /// What is said when nothing waits.
    idle: EmptyTable,
}

/// A period as its office finds it.
struct Office {
    title: String,
    href: String,
    words: String,
    meter: Meter,
    waiting: i64,
    accepted: i64,
    outstanding: i64,
}

/// What waits for whoever is signed in.
pub async fn page(State(app): State<App>, asked: Asked) -> Result<Response, PageFailure> {
    let Some(actor) = asked.actor.clone() else {
        let to = if app.is_empty().await? {
            "/set-up"
        } else {
            "/sign-in"
        };
        return Ok(Redirect::to(to).into_response());
    };
    let lang = asked.lang;
    let today = app.today_of(&actor).await?;
    let mut page = asked.page("今日", "Today");
    page.lead = local(app.now()).date().to_string();
    let (county, counties) = match today.counties.as_slice() {
        [] => (None, Vec::new()),
        [(only, _)] => (
            CountyToday::of(&app, &actor, *only, lang).await?,
            Vec::new(),
        ),
        _ => (None, county::lines(&app, &actor, lang).await?),
    };
    let offices = today.offices.iter();
    let at_work = offices.filter(|one| one.progress.is_under_way());
    Ok(html(&HomePage {
        own: OwnView::of(&today, app.rulebook(), &asked.words, lang),
        offices: at_work.map(|one| office(one, lang)).collect(),
        keeping: today
            .keeping
            .as_ref()
            .map(|keeping| KeepingView::of(keeping, lang)),
        page,
        today,
        county,
        counties,
        idle: idle(lang),
    })?
    .into_response())
}

fn idle(lang: Lang) -> EmptyTable {
    EmptyTable {
        title: lang
            .say("今天没有要办的事", "Nothing waits for you today")
            .to_owned(),
        advice: lang
            .say(
                "有事要办时会列在这里，右上角的铃铛也会提醒。",
                "What waits for you will stand here, and the bell in the corner tells of it.",
            )
            .to_owned(),
        action: Link::new(lang.say("看标准库", "Read the rulebook"), "/rulebook"),
    }
}

/// Leads on to the board that the office is at work on; home when there is none.
pub async fn review(reader: Reader) -> Result<Redirect, PageFailure> {
    let board = reader.app.board_at_work(&reader.actor).await?;
    let to = board.map_or_else(
        || "/".to_owned(),
        |(county, period)| format!("/counties/{county}/periods/{}", escaped(&period)),
    );
    Ok(Redirect::to(&to))
}

fn office(one: &OfficePeriod, lang: Lang) -> Office {
    let period = &one.period.name;
    let href = format!("/counties/{}/periods/{}", one.county, escaped(period));
    let (due_on, all) = (one.period.due_on, one.progress.all);
    Office {
        title: match lang {
            Lang::Zh => format!("{} {period}学年填报", one.county_name),
            Lang::En => format!("{}, {period}", one.county_name),
        },
        words: match lang {
            Lang::Zh => format!("共 {all} 件，各单位报送期限 {due_on}"),
            Lang::En => format!("{all} hand-ins, to be handed in by {due_on}"),
        },
        meter: Meter {
            title: String::new(),
            parts: parts(&one.progress, lang, |only| format!("{href}?only={only}")),
        },
        waiting: one.progress.waiting,
        accepted: one.progress.accepted,
        outstanding: one.progress.outstanding,
        href,
    }
}
