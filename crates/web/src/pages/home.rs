//! The front page: what is to be done today.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::today::Today;
use junheng_app::{Actor, App, CountyStanding, Failure, SubmissionStatus, local};
use junheng_model::Verdict;

use crate::components::Page;
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::links::escaped;
use crate::pages::counties::due::DueView;
use crate::pages::counties::overview::{basis, standing_of};
use crate::pages::counties::overview_view::words;
use crate::pages::organisations;
use crate::request::{Asked, Reader, html};
use crate::words::Words;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    page: Page,
    today: Today,
    /// What the person's own organisations have to hand in, the most pressing first.
    own: Vec<Pressing>,
    /// The county that the person reads, when it is a single one.
    county: Option<CountyToday>,
    /// Where each county stood when it last froze, when there are several.
    counties: Vec<CountyLine>,
}

/// A county at a glance.
struct CountyToday {
    href: String,
    verdict: Verdict,
    words: String,
    basis: String,
    due: Option<DueView>,
}

struct CountyLine {
    name: String,
    href: String,
    /// Nothing when it never froze.
    verdict: Option<Verdict>,
    note: String,
}

/// Hand-ins that press alike.
struct Pressing {
    title: String,
    class: &'static str,
    lines: Vec<Line>,
}

struct Line {
    href: String,
    organisation: String,
    what: String,
    note: String,
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
    let own = [
        (
            lang.say("被退回，请改正", "Given back"),
            "returned",
            &today.returned,
        ),
        (lang.say("已逾期", "Overdue"), "overdue", &today.overdue),
        (
            lang.say("七天内到期", "Due within a week"),
            "soon",
            &today.soon,
        ),
    ];
    let own = own
        .into_iter()
        .filter(|(_, _, hand_ins)| !hand_ins.is_empty())
        .map(|(title, class, hand_ins)| Pressing {
            title: title.to_owned(),
            class,
            lines: hand_ins
                .iter()
                .map(|hand_in| line(hand_in, &asked.words, lang))
                .collect(),
        })
        .collect();
    let (county, counties) = match today.counties.as_slice() {
        [] => (None, Vec::new()),
        [(only, _)] => (county_today(&app, &actor, *only, lang).await?, Vec::new()),
        _ => (None, county_lines(&app, &actor, lang).await?),
    };
    Ok(html(&HomePage {
        page,
        today,
        own,
        county,
        counties,
    })?
    .into_response())
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

/// Where the county stands; nothing before it has figures.
async fn county_today(
    app: &App,
    actor: &Actor,
    county: i64,
    lang: Lang,
) -> Result<Option<CountyToday>, PageFailure> {
    let asked = junheng_app::Asked {
        county,
        ..junheng_app::Asked::default()
    };
    let judged = match app.judged(actor, &asked).await {
        Err(Failure::NotFound) => return Ok(None),
        other => other?,
    };
    let Some(standing) = standing_of(&judged, lang) else {
        return Ok(None);
    };
    let due = match app.due(actor, county, &judged.period.name).await {
        Err(Failure::NotFound) => None,
        other => Some(DueView::of(&other?, county, lang)),
    };
    Ok(Some(CountyToday {
        href: format!("/counties/{county}"),
        verdict: standing.county.verdict,
        words: words(&standing, &judged.period.name, lang),
        basis: basis(&judged, lang),
        due,
    }))
}

async fn county_lines(
    app: &App,
    actor: &Actor,
    lang: Lang,
) -> Result<Vec<CountyLine>, PageFailure> {
    let policy = organisations::policy_of(app.rulebook(), "").unwrap_or_default();
    let standings = app.standings(actor, None, &policy).await?;
    let line = |county: CountyStanding| {
        let latest = county.years.first();
        CountyLine {
            href: format!("/counties/{}", county.id),
            verdict: latest.and_then(|year| Some(year.tally?.verdict)),
            note: latest.map_or_else(
                || lang.say("尚未冻结", "not frozen yet").to_owned(),
                |year| year.period.clone(),
            ),
            name: county.name,
        }
    };
    Ok(standings.counties.into_iter().map(line).collect())
}

fn line(hand_in: &SubmissionStatus, words: &Words, lang: Lang) -> Line {
    let deadline = words.deadline(&hand_in.state);
    let deadline = deadline.unwrap_or_else(|| lang.say("期限", "due"));
    let due = hand_in
        .due_on
        .map_or_else(String::new, |due| format!("{deadline} {due}"));
    let remarks = match (hand_in.remarks, lang) {
        (0, _) => String::new(),
        (count, Lang::Zh) => format!("，{count}条批注"),
        (count, Lang::En) => format!(", {count} remarks"),
    };
    Line {
        href: format!("/hand-ins/{}", hand_in.id),
        organisation: hand_in.organisation.clone(),
        what: format!(
            "{}{}",
            words.register(&hand_in.register),
            lang.bracketed(&hand_in.period)
        ),
        note: format!("{due}{remarks}"),
    }
}
