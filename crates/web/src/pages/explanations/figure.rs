//! The pages that lead a county's or a school's figure back to its cells.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use junheng_app::{Action, App, Choices, Failure, Judged};
use junheng_model::Stage;
use std::sync::Arc;

use super::explanation_view::{ExplanationView, SchoolNames};
use crate::components::{Link, Page};
use crate::failure::PageFailure;
use crate::pages::counties::indicator::{IndicatorQuery, finding_of};
use crate::pages::counties::overview::{basis, standing_of};
use crate::pages::counties::selection::{CountyAddresses, Selection, stage_asked};
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "explanations/figure.html")]
struct FigurePage {
    page: Page,
    basis: String,
    view: ExplanationView,
}

/// How a county's figure came about.
pub async fn of_county(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path((county, id)): Path<(i64, String)>,
    Query(selection): Query<Selection>,
    Query(query): Query<IndicatorQuery>,
) -> Result<Html<String>, PageFailure> {
    let judged = app.judged(&actor, &selection.asked(county)?).await?;
    let choices = app
        .reading_choices(&actor, county, &selection.period)
        .await?;
    let standing = standing_of(&judged, asked.lang).ok_or(Failure::NotFound)?;
    let finding = finding_of(&standing, &id, stage_asked(&query.stage)).ok_or(Failure::NotFound)?;
    let stage = finding.stage;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let crumbs = vec![
        Link::new(&choices.county, addresses.overview()),
        Link::new(
            standing.labelled(&id, stage),
            addresses.indicator(&id, stage),
        ),
    ];
    explained(&app, &asked, judged.clone(), id, None, stage, crumbs).await
}

/// How a school's figure came about.
pub async fn of_school(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path((county, code, id)): Path<(i64, String, String)>,
    Query(selection): Query<Selection>,
    Query(query): Query<IndicatorQuery>,
) -> Result<Html<String>, PageFailure> {
    let judged = app
        .judged_for_school(&actor, &selection.asked(county)?, &code)
        .await?;
    let choices = app
        .reading_choices_of_school(&actor, county, &code, &selection.period)
        .await?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let stage = stage_asked(&query.stage);
    let crumbs = crumbs_of_school(&actor, &judged, &choices, &addresses, &code);
    explained(&app, &asked, judged, id, Some(code), stage, crumbs).await
}

fn crumbs_of_school(
    actor: &SignedIn,
    judged: &Judged,
    choices: &Choices,
    addresses: &CountyAddresses<'_>,
    code: &str,
) -> Vec<Link> {
    let units = &judged.findings().schools.units;
    let unit = (0..units.len()).find(|&unit| units.code.get(unit) == code);
    let name = unit.map_or(code, |unit| units.name.get(unit));
    let mut crumbs = Vec::new();
    if actor.may(Action::ReadFindings, &judged.county.path) {
        crumbs.push(Link::new(&choices.county, addresses.overview()));
    }
    crumbs.push(Link::new(name, addresses.school(code)));
    crumbs
}

async fn explained(
    app: &App,
    asked: &Asked,
    judged: Arc<Judged>,
    id: String,
    school: Option<String>,
    stage: Option<Stage>,
    crumbs: Vec<Link>,
) -> Result<Html<String>, PageFailure> {
    let explanation = app
        .explain(judged.clone(), id.clone(), school, stage)
        .await?;
    let indicator = judged.policy().indicator(&id).ok_or(Failure::NotFound)?;
    let schools = school_names(&judged);
    let (words, lang) = (&asked.words, asked.lang);
    let view = ExplanationView::of(&explanation, indicator, &schools, words, lang);
    let mut page = asked.page("数字的来处", "How the figure came about");
    page.crumbs = crumbs;
    html(&FigurePage {
        page,
        basis: basis(&judged, asked.lang),
        view,
    })
}

/// What the county's schools are called, by code.
fn school_names(judged: &Judged) -> SchoolNames<'_> {
    let units = &judged.findings().schools.units;
    let judged_ones = (0..units.len()).map(|unit| (units.code.get(unit), units.name.get(unit)));
    let county = judged.county_findings();
    let excluded = county.iter().flat_map(|county| &county.excluded);
    let excluded = excluded.map(|school| (school.code.as_str(), school.name.as_str()));
    judged_ones.chain(excluded).collect()
}
