//! A school's page, under its county and by its code; and the way there from its organisation.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Redirect};
use junheng_app::{Action, App, Failure};

use super::school_view::SchoolView;
use crate::components::{Field, Link, Page};
use crate::failure::PageFailure;
use crate::pages::counties::overview::{basis, selectors, standing_of};
use crate::pages::counties::selection::{CountyAddresses, Selection};
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "schools/school.html")]
struct SchoolPage {
    page: Page,
    here: String,
    export: String,
    selectors: Vec<Field>,
    basis: String,
    view: SchoolView,
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
    let standing = standing_of(judged, lang).ok_or(Failure::NotFound)?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let by_year = years
        .iter()
        .map(|year| (year.period.name.clone(), year.findings()))
        .collect();
    let view =
        SchoolView::of(&standing, &code, &by_year, &addresses, lang).ok_or(Failure::NotFound)?;
    let mut page = asked.page(&view.name, &view.name);
    page.lead = format!("{} · {}", view.code, choices.county);
    if actor.may(Action::ReadFindings, &judged.county.path) {
        page.crumbs = vec![Link::new(&choices.county, addresses.overview())];
    }
    html(&SchoolPage {
        page,
        here: format!("/counties/{county}/schools/{code}"),
        export: addresses.school_page(&code, "/table.xlsx"),
        selectors: selectors(&choices, judged, &selection, lang),
        basis: basis(judged, lang),
        view,
    })
}
