//! One indicator of a county: its schools in order, how alike they are, and what the standards are.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use junheng_app::{App, Failure, Judged};
use junheng_model::{IndicatorFinding, Stage};
use junheng_report::standing::Standing;
use serde::Deserialize;

use super::course::Course;
use super::indicator_charts::{SchoolFigure, Subject, value_text};
use super::indicator_view::{BreakingRow, IndicatorView, gap_words};
use super::neighbours::Neighbours;
use super::overview::{basis, course_of, crumbs, selectors, standing_of};
use super::selection::{CountyAddresses, Selection, stage_asked, stage_code};
use super::tiles::findings_of;
use crate::components::{Chart, Column, EmptyTable, Field, FieldKind, Page, Pager, TableHead};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::request::{Asked, html};
use crate::session::SignedIn;

/// How many schools stand on one page of the table.
const ROWS: usize = 50;

/// What the address of an indicator's page says besides the figures meant.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct IndicatorQuery {
    pub stage: String,
    pub page: u64,
}

#[derive(Template)]
#[template(path = "counties/indicator.html")]
struct IndicatorPage {
    page: Page,
    here: String,
    neighbours: Neighbours,
    explanation: String,
    selectors: Vec<Field>,
    basis: String,
    view: IndicatorView,
    charts: Vec<Chart>,
    head: TableHead,
    rows: Vec<SchoolRow>,
    pager: Pager,
    breaking_head: TableHead,
    standards_head: TableHead,
    empty: EmptyTable,
}

struct SchoolRow {
    school: SchoolFigure,
    school_href: String,
    value: String,
    threshold: String,
    gap: String,
    share: String,
}

/// An indicator of a county.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path((county, id)): Path<(i64, String)>,
    Query(selection): Query<Selection>,
    Query(query): Query<IndicatorQuery>,
) -> Result<Html<String>, PageFailure> {
    let lang = asked.lang;
    let choices = app
        .reading_choices(&actor, county, &selection.period)
        .await?;
    let years = app.course(&actor, &selection.asked(county)?).await?;
    let judged = years.last().ok_or(Failure::NotFound)?;
    let standing = standing_of(judged, lang).ok_or(Failure::NotFound)?;
    let indicator = judged.policy().indicator(&id).ok_or(Failure::NotFound)?;
    let finding = finding_of(&standing, &id, stage_asked(&query.stage)).ok_or(Failure::NotFound)?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let view = IndicatorView::of(&standing, indicator, finding, &addresses, lang);
    let subject = Subject {
        standing: &standing,
        indicator,
        finding,
        schools: &view.schools,
        lang,
    };
    let charts = charts(&subject, judged, &course_of(&years));
    let number = query.page.max(1);
    let rows = rows(&subject, &addresses, number);
    let mut page = asked.page(&indicator.name, &view.name);
    page.title = format!("{id} {}", view.name);
    page.crumbs = crumbs(&choices, &addresses);
    html(&IndicatorPage {
        page,
        here: format!(
            "/counties/{county}/indicators/{}",
            crate::links::escaped(&id)
        ),
        neighbours: Neighbours::of(&standing, &id, &addresses),
        explanation: addresses.explanation(&id, finding.stage),
        selectors: with_stage(selectors(&choices, judged, &selection, lang), finding.stage),
        basis: basis(judged, lang),
        charts,
        head: head(&subject, &addresses),
        rows,
        pager: pager(&view, &addresses, &id, finding.stage, number),
        breaking_head: breaking_head(&view.breaking, &addresses, finding, lang),
        standards_head: standards_head(lang),
        view,
        empty: EmptyTable::default(),
    })
}

/// The finding of the stage asked for, or the first that there is.
pub fn finding_of<'a>(
    standing: &Standing<'a>,
    id: &str,
    stage: Option<Stage>,
) -> Option<&'a IndicatorFinding> {
    let findings = findings_of(standing, id);
    let of_stage = findings.iter().find(|finding| finding.stage == stage);
    of_stage.or(findings.first()).copied()
}

fn with_stage(mut selectors: Vec<Field>, stage: Option<Stage>) -> Vec<Field> {
    if stage.is_some() {
        selectors.push(Field::new("stage", "", FieldKind::Hidden).filled(stage_code(stage)));
    }
    selectors
}

fn charts(subject: &Subject<'_>, judged: &Judged, course: &Course) -> Vec<Chart> {
    let of_stages: Vec<(Option<Stage>, Option<f64>)> =
        findings_of(subject.standing, &subject.indicator.id)
            .into_iter()
            .map(|finding| (finding.stage, subject.standing.threshold(finding)))
            .collect();
    let mut charts = Vec::new();
    if !subject.schools.is_empty() {
        charts.push(subject.ranking());
        charts.extend(subject.shares());
        charts.extend(subject.distribution());
        charts.extend(subject.map(&judged.school_places()));
    }
    charts.extend(subject.trend(course, &of_stages));
    charts
}

fn rows(subject: &Subject<'_>, addresses: &CountyAddresses<'_>, number: u64) -> Vec<SchoolRow> {
    let figures = &subject.standing.findings.schools;
    let index = figures
        .indicators
        .iter()
        .position(|id| *id == subject.indicator.id)
        .unwrap_or_default();
    let before = usize::try_from(number - 1)
        .unwrap_or(usize::MAX)
        .saturating_mul(ROWS);
    let row = |school: &SchoolFigure| {
        let cell = figures.cell(school.unit, index);
        let threshold = cell.threshold.is_finite().then_some(cell.threshold);
        let gap = figures.gap(school.unit, index).filter(|gap| *gap > 0.0);
        SchoolRow {
            school_href: addresses.school(&school.code),
            value: value_text(subject.indicator, school.value, threshold),
            threshold: threshold.map_or(String::new(), |limit| {
                let sign = subject.indicator.bound.sign();
                format!("{sign} {}", junheng_report::figures::plain(limit))
            }),
            gap: gap.map_or(String::new(), |gap| {
                gap_words(subject.indicator, gap, subject.standing.names)
            }),
            share: school
                .share
                .map_or(String::new(), |share| subject.lang.percent(share, 1)),
            school: school.clone(),
        }
    };
    subject
        .schools
        .iter()
        .skip(before)
        .take(ROWS)
        .map(row)
        .collect()
}

fn pager(
    view: &IndicatorView,
    addresses: &CountyAddresses<'_>,
    id: &str,
    stage: Option<Stage>,
    number: u64,
) -> Pager {
    let address = addresses.indicator(id, stage);
    let sign = if address.contains('?') { '&' } else { '?' };
    Pager {
        page: number,
        rows: view.schools.len() as u64,
        rows_per_page: ROWS as u64,
        address: format!("{address}{sign}page="),
    }
}

fn head(subject: &Subject<'_>, addresses: &CountyAddresses<'_>) -> TableHead {
    let lang = subject.lang;
    let id = &subject.indicator.id;
    let unit = subject.standing.names.unit(&subject.indicator.unit);
    TableHead {
        caption: lang
            .say(
                "各校现值、缺口和占差异的比重",
                "Each school: value, gap, share of the variation",
            )
            .to_owned(),
        columns: vec![
            Column::text(lang.say("学校", "School")),
            Column::figure(lang.say("现值", "Value"), unit),
            Column::figure(lang.say("标准", "Required"), "").secondary(),
            Column::text(lang.say("判定", "Verdict")),
            Column::figure(lang.say("缺口", "Gap"), ""),
            Column::figure(lang.say("占差异", "Share"), "").secondary(),
        ],
        export: addresses.indicator_page(id, "/schools.xlsx", subject.finding.stage),
        note: lang
            .say(
                "点现值看它是怎么算出来的，点学校看该校全部指标。",
                "A value leads to how it came about, a school to all its figures.",
            )
            .to_owned(),
    }
}

fn breaking_head(
    rows: &[BreakingRow],
    addresses: &CountyAddresses<'_>,
    finding: &IndicatorFinding,
    lang: Lang,
) -> TableHead {
    let place = || Column::text(lang.say("单元格", "Cell")).secondary();
    let has_places = rows.iter().any(|row| !row.place.is_empty());
    TableHead {
        caption: lang
            .say("不符合标准的对象", "What breaks the limit")
            .to_owned(),
        columns: [
            Column::text(lang.say("对象", "What")),
            Column::figure(lang.say("现值", "Value"), ""),
            Column::figure(lang.say("标准", "Required"), ""),
            Column::figure(lang.say("差多少", "Gap"), ""),
        ]
        .into_iter()
        .chain(has_places.then(place))
        .collect(),
        export: addresses.indicator_page(&finding.id, "/breaking.xlsx", finding.stage),
        note: String::new(),
    }
}

fn standards_head(lang: Lang) -> TableHead {
    TableHead {
        caption: lang
            .say("分层标准与依据", "Layered standards and their sources")
            .to_owned(),
        columns: vec![
            Column::text(lang.say("层级", "Layer")),
            Column::text(lang.say("对象", "Of")),
            Column::figure(lang.say("标准", "Standard"), ""),
            Column::text(lang.say("依据", "Source")),
        ],
        ..TableHead::default()
    }
}

/// Everything of the schools' table, for its workbook.
///
/// # Errors
/// [`Failure::NotFound`] for an indicator or a stage that the findings do not have.
pub fn school_table(
    judged: &Judged,
    id: &str,
    query: &IndicatorQuery,
    addresses: &CountyAddresses<'_>,
    lang: Lang,
) -> Result<(TableHead, Vec<Vec<String>>), Failure> {
    let standing = standing_of(judged, lang).ok_or(Failure::NotFound)?;
    let indicator = judged.policy().indicator(id).ok_or(Failure::NotFound)?;
    let finding = finding_of(&standing, id, stage_asked(&query.stage)).ok_or(Failure::NotFound)?;
    let view = IndicatorView::of(&standing, indicator, finding, addresses, lang);
    let subject = Subject {
        standing: &standing,
        indicator,
        finding,
        schools: &view.schools,
        lang,
    };
    let pages = view.schools.len().div_ceil(ROWS) as u64;
    let all = (1..=pages).flat_map(|number| rows(&subject, addresses, number));
    let cells = all.map(|row| {
        let verdict = lang.verdict(&row.school.verdict).to_owned();
        vec![
            row.school.name,
            row.value,
            row.threshold,
            verdict,
            row.gap,
            row.share,
        ]
    });
    Ok((head(&subject, addresses), cells.collect()))
}

/// Everything that breaks the limit, for its workbook.
///
/// # Errors
/// As [`school_table`].
pub fn breaking_table(
    judged: &Judged,
    id: &str,
    query: &IndicatorQuery,
    addresses: &CountyAddresses<'_>,
    lang: Lang,
) -> Result<(TableHead, Vec<Vec<String>>), Failure> {
    let standing = standing_of(judged, lang).ok_or(Failure::NotFound)?;
    let indicator = judged.policy().indicator(id).ok_or(Failure::NotFound)?;
    let finding = finding_of(&standing, id, stage_asked(&query.stage)).ok_or(Failure::NotFound)?;
    let view = IndicatorView::of(&standing, indicator, finding, addresses, lang);
    let head = breaking_head(&view.breaking, addresses, finding, lang);
    let width = head.columns.len();
    let cells = view.breaking.into_iter().map(|row| {
        let cells = [row.name, row.value, row.limit, row.gap, row.place];
        cells.into_iter().take(width).collect()
    });
    Ok((head, cells.collect()))
}
