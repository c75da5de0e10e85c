//! A school's page, under its county and by its code; and the way there from its organisation.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Redirect};
use junheng_app::{Action, App, Failure, SchoolDue, SubmissionStatus};
use junheng_rulebook::Rulebook;

use super::school_view::SchoolView;
use crate::components::{EmptyTable, Field, Link, Page};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::pages::counties::overview::{basis, selectors, standing_of};
use crate::pages::counties::selection::{CountyAddresses, Selection};
use crate::pages::counties::to_mend::ContactView;
use crate::pages::hand_ins::state;
use crate::request::{Asked, html};
use crate::session::SignedIn;
use crate::words::Words;

#[derive(Template)]
#[template(path = "schools/school.html")]
struct SchoolPage {
    page: Page,
    here: String,
    export: String,
    selectors: Vec<Field>,
    basis: String,
    /// Nothing when the school stands in none of the figures.
    view: Option<SchoolView>,
    contacts: Vec<ContactView>,
    /// Where the school's figures may be moved; empty for those who do not read the county's.
    what_if: String,
    hand_ins: Vec<PeriodOfSchool>,
    empty: EmptyTable,
}

/// What the school hands in for a period.
struct PeriodOfSchool {
    period: String,
    due_on: String,
    hand_ins: Vec<HandInLine>,
}

struct HandInLine {
    register: String,
    href: String,
    state: String,
    tone: &'static str,
    note: String,
}

/// A school by the id of its organisation.
pub async fn by_organisation(
    State(app): State<App>,
    actor: SignedIn,
    Path(school): Path<i64>,
    Query(selection): Query<Selection>,
) -> Result<Redirect, PageFailure> {
    let (county, code) = app.county_of_school(&actor, school).await?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    Ok(Redirect::to(&addresses.school(&code)))
}

/// A school by its code.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path((county, code)): Path<(i64, String)>,
    Query(selection): Query<Selection>,
) -> Result<Html<String>, PageFailure> {
    let lang = asked.lang;
    let years = app
        .school_course(&actor, &selection.asked(county)?, &code)
        .await?;
    let choices = app
        .reading_choices_of_school(&actor, county, &code, &selection.period)
        .await?;
    let judged = years.last().ok_or(Failure::NotFound)?;
    let name = app.school_name(&actor, county, &code).await?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let by_year = years
        .iter()
        .map(|year| (year.period.name.clone(), year.findings()))
        .collect();
    let view = standing_of(judged, lang).and_then(|standing| {
        SchoolView::of(&standing, &code, &by_year, &addresses, &asked.words, lang)
    });
    let name = view.as_ref().map(|view| view.name.clone()).or(name);
    let name = name.ok_or(Failure::NotFound)?;
    let due = app.school_due(&actor, county, &code).await?;
    let contacts = app.contacts(&actor, std::slice::from_ref(&code)).await?;
    let mut page = asked.page(&name, &name);
    page.lead = format!("{code} · {}", choices.county);
    let reads_county = actor.may(Action::ReadFindings, &judged.county.path);
    if reads_county {
        page.crumbs = vec![Link::new(&choices.county, addresses.overview())];
    }
    let is_movable = reads_county && view.as_ref().is_some_and(|view| !view.stages.is_empty());
    let what_if = format!("/counties/{county}/what-if");
    html(&SchoolPage {
        page,
        here: format!("/counties/{county}/schools/{code}"),
        export: addresses.school_page(&code, "/table.xlsx"),
        selectors: selectors(&choices, judged, &selection, lang),
        basis: basis(judged, lang),
        what_if: match is_movable {
            true => selection.href(&what_if, &[("school", &code)]),
            false => String::new(),
        },
        contacts: contacts
            .into_iter()
            .map(|contact| ContactView::of(contact, lang))
            .collect(),
        empty: without_figures(&judged.period.name, lang),
        view,
        hand_ins: due
            .into_iter()
            .map(|period| period_of_school(period, app.rulebook(), &asked.words, lang))
            .collect(),
    })
}

/// What is said of a school that has handed in nothing.
fn without_figures(period: &str, lang: Lang) -> EmptyTable {
    EmptyTable {
        title: match lang {
            Lang::Zh => format!("{period}学年还没有这所学校的数据"),
            Lang::En => format!("There are no figures of this school for {period}"),
        },
        advice: lang
            .say(
                "学校填报以后，这里就有各项指标和缺口；以前的学年可以在上面选。",
                "Its indicators and gaps appear as soon as it has entered something; earlier periods can be chosen above.",
            )
            .to_owned(),
        action: Link::default(),
    }
}

fn period_of_school(
    of: SchoolDue,
    rulebook: &Rulebook,
    words: &Words,
    lang: Lang,
) -> PeriodOfSchool {
    let line = |hand_in: SubmissionStatus| {
        let (tone, _) = state::named(rulebook, &hand_in.state);
        HandInLine {
            href: format!("/hand-ins/{}", hand_in.id),
            state: words.state(&hand_in.state).to_owned(),
            tone,
            note: note(&hand_in, lang),
            register: words.register(&hand_in.register).to_owned(),
        }
    };
    PeriodOfSchool {
        hand_ins: of.hand_ins.into_iter().map(line).collect(),
        due_on: of.due_on.to_string(),
        period: of.period,
    }
}

/// What to know of a hand-in beside its state: rows, remarks, or that nobody has looked at it.
fn note(hand_in: &SubmissionStatus, lang: Lang) -> String {
    match (hand_in.remarks, hand_in.rows, lang) {
        _ if hand_in.first_seen_at.is_none() && hand_in.revision == 0 => {
            lang.say("从未打开", "never opened").to_owned()
        }
        (remarks, _, Lang::Zh) if remarks > 0 => format!("{remarks} 条批注"),
        (remarks, _, Lang::En) if remarks > 0 => format!("{remarks} remarks"),
        (_, rows, Lang::Zh) => format!("{rows} 行"),
        (_, rows, Lang::En) => format!("{rows} rows"),
    }
}
