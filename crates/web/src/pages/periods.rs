//! A county's periods: how far each has come, and opening another.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use junheng_app::periods::{OpenPeriod, Periods};
use junheng_app::{Action, App, Failure, FieldError};

use crate::components::{EmptyTable, Field, FieldKind, Form, Link, Page};
use crate::failure::PageFailure;
use crate::pages::review::board::address;
use crate::pages::review::done::Done;
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "periods/list.html")]
struct PeriodsPage {
    page: Page,
    periods: Vec<Line>,
    /// Nothing for people who may not open one.
    form: Option<Form>,
    empty: EmptyTable,
}

/// A period with its hand-ins by state.
struct Line {
    name: String,
    href: String,
    due_on: String,
    all: i64,
    never_opened: i64,
    states: Vec<(String, i64)>,
}

/// The periods of a county.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(county): Path<i64>,
    Query(done): Query<Done>,
) -> Result<Html<String>, PageFailure> {
    let mut page = filled(&app, &asked, &actor, county, &OpenPeriod::default(), &[]).await?;
    page.page.flashes = done.flashes(asked.lang);
    html(&page)
}

/// Opens a period.
pub async fn open(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(county): Path<i64>,
    axum::Form(typed): axum::Form<OpenPeriod>,
) -> Result<Response, PageFailure> {
    match app.open_period(&actor, county, &typed).await {
        Ok(opened) => {
            let to = address(county, &opened.period.name);
            let to = format!("{to}?done=opened&count={}", opened.hand_ins);
            Ok(Redirect::to(&to).into_response())
        }
        Err(Failure::Invalid(errors)) => {
            let page = filled(&app, &asked, &actor, county, &typed, &errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// Opens hand-ins for organisations that came later.
pub async fn complete(
    State(app): State<App>,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
) -> Result<Redirect, PageFailure> {
    let count = app.complete_period(&actor, county, &period).await?;
    let to = address(county, &period);
    Ok(Redirect::to(&format!("{to}?done=completed&count={count}")))
}

async fn filled(
    app: &App,
    asked: &Asked,
    actor: &SignedIn,
    county: i64,
    typed: &OpenPeriod,
    errors: &[FieldError],
) -> Result<PeriodsPage, PageFailure> {
    let lang = asked.lang;
    let Periods {
        county: of,
        periods,
    } = app.periods(actor, county).await?;
    let may_open = actor.may(Action::OpenPeriod, &of.path);
    let mut page = asked.page("填报期", "Periods");
    page.lead = of.name.clone();
    page.crumbs = vec![Link::new(&of.name, format!("/counties/{county}"))];
    let lines = periods.into_iter().map(|one| {
        // What the county handed in for a school and accepted may never have been opened there: nobody waits for it.
        let waits = |state: &str| {
            let kind = app.rulebook().matter(junheng_app::HAND_IN);
            let state = kind.and_then(|kind| kind.state(state));
            state.is_some_and(|state| state.editable)
        };
        let open = one.counts.iter().filter(|count| waits(&count.state));
        let mut states: Vec<(String, i64)> = Vec::new();
        for count in &one.counts {
            match states.iter_mut().find(|(state, _)| *state == count.state) {
                Some((_, known)) => *known += count.count,
                None => states.push((count.state.clone(), count.count)),
            }
        }
        Line {
            href: address(county, &one.period.name),
            due_on: one.period.due_on.to_string(),
            all: one.counts.iter().map(|count| count.count).sum(),
            never_opened: open.map(|count| count.never_seen).sum(),
            states,
            name: one.period.name,
        }
    });
    Ok(PeriodsPage {
        page,
        periods: lines.collect(),
        form: may_open.then(|| form(asked, county, typed, errors)),
        empty: EmptyTable {
            title: lang
                .say("还没有开启过填报期", "No period was opened yet")
                .to_owned(),
            advice: lang
                .say(
                    "开启后，每个单位会收到它要报的每个台账。",
                    "Opening one gives every organisation its hand-ins.",
                )
                .to_owned(),
            action: Link::default(),
        },
    })
}

fn form(asked: &Asked, county: i64, typed: &OpenPeriod, errors: &[FieldError]) -> Form {
    let lang = asked.lang;
    let error_of = |name: &str| {
        let error = errors.iter().find(|error| error.field == name);
        error.map_or("", |error| lang.of(&error.message))
    };
    Form {
        id: "open-period".to_owned(),
        action: format!("/counties/{county}/periods"),
        fields: vec![
            Field::new("name", lang.say("学年", "School year"), FieldKind::Text)
                .hint(lang.say("如 2024-2025", "such as 2024-2025"))
                .filled(&typed.name)
                .error(error_of("name")),
            Field::new("due_on", lang.say("报送期限", "Due on"), FieldKind::Date)
                .hint(lang.say(
                    "所有单位的最后一天；催办和逾期从这天算起。",
                    "The last day for everybody; reminders count from it.",
                ))
                .filled(&typed.due_on)
                .error(error_of("due_on")),
        ],
        errors: Vec::new(),
        submit: lang.say("开启并下发填报", "Open it").to_owned(),
        cancel: String::new(),
    }
}
