//! The county's page: where it stands and why.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use junheng_app::{Action, Actor, App, Choices, Judged, Supposed};
use junheng_model::Verdict;
use junheng_report::Names;
use junheng_report::standing::{Standing, Tally};
use serde::Deserialize;

use super::course::Course;
use super::due::DueView;
use super::overview_view::CountyView;
use super::selection::{CountyAddresses, LIVE, Selection};
use super::tiles;
use super::to_mend::ToMend;
use crate::components::{
    Choice, Column, EmptyTable, Field, FieldKind, Link, Page, Tab, TableHead, verdict_of,
};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::request::{Asked, html};
use crate::session::SignedIn;

/// What the address of a county's page says besides the figures meant.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OverviewQuery {
    /// Only the tiles of this verdict, as its class spells it.
    only: String,
}

#[derive(Template)]
#[template(path = "counties/overview.html")]
struct OverviewPage {
    page: Page,
    links: Links,
    selectors: Vec<Field>,
    /// By which policy, as of which day, of which version of the figures.
    basis: String,
    view: Option<CountyView>,
    /// What the wall can be narrowed to.
    wall: Vec<Tab>,
    to_mend: Option<ToMend>,
    due: Option<DueView>,
    /// The periods that were judged, the latest first; empty for a single one.
    years: Vec<YearRow>,
    variation_head: TableHead,
    empty: EmptyTable,
}

/// How the county stood in a period.
struct YearRow {
    period: String,
    href: String,
    verdict: Verdict,
    rules: Tally,
    indicators: Tally,
    units: Tally,
}

struct Links {
    here: String,
    /// Where a report is asked for, with the figures that the page is about.
    report: String,
    figures: Vec<(&'static str, String)>,
    compare: String,
    what_if: String,
}

/// Where a county stands.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(county): Path<i64>,
    Query(selection): Query<Selection>,
    Query(query): Query<OverviewQuery>,
) -> Result<Html<String>, PageFailure> {
    let lang = asked.lang;
    let choices = app
        .reading_choices(&actor, county, &selection.period)
        .await?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    if choices.periods.is_empty() {
        return html(&without_periods(&asked, &actor, &choices, &addresses));
    }
    let course = app.course(&actor, &selection.asked(county)?).await?;
    let Some(judged) = course.last() else {
        return html(&without_periods(&asked, &actor, &choices, &addresses));
    };
    let due = app.due(&actor, county, &judged.period.name).await?;
    let years = course_of(&course);
    let only = verdict_of(&query.only);
    let (mut view, mut to_mend, mut wall) = (None, None, Vec::new());
    if let Some(standing) = standing_of(judged, lang) {
        let period = &judged.period.name;
        let mut shown = CountyView::of(&standing, period, &years, &addresses, &asked.words, lang);
        wall = tiles::tabs(&shown.groups, &addresses, only, lang);
        shown.groups = tiles::narrowed(shown.groups, only);
        view = Some(shown);
        to_mend = Some(ToMend::of(&app, &actor, &standing, &addresses, lang).await?);
    }
    html(&OverviewPage {
        page: asked.page(&choices.county, &choices.county),
        links: links(&addresses),
        selectors: selectors(&choices, judged, &selection, lang),
        basis: basis(judged, lang),
        view,
        wall,
        to_mend,
        years: year_rows(&course, &selection, county, lang),
        due: Some(DueView::of(&due, county, lang)),
        variation_head: variation_head(&addresses, lang),
        empty: without_figures(lang),
    })
}

fn without_figures(lang: Lang) -> EmptyTable {
    EmptyTable {
        title: lang
            .say(
                "这个填报期还没有学校数据",
                "No school has handed in for this period yet",
            )
            .to_owned(),
        advice: lang
            .say(
                "学校填报后，这里就会给出判定。",
                "The verdict appears as soon as schools hand in.",
            )
            .to_owned(),
        action: Link::default(),
    }
}

/// Verdict and tallies of each period, by the policy that is shown.
fn year_rows(
    course: &[Arc<Judged>],
    selection: &Selection,
    county: i64,
    lang: Lang,
) -> Vec<YearRow> {
    if course.len() < 2 {
        return Vec::new();
    }
    let row = |judged: &Arc<Judged>| {
        let standing = standing_of(judged, lang)?;
        let of_period = Selection {
            period: judged.period.name.clone(),
            policy: selection.policy.clone(),
            ..Selection::default()
        };
        let findings = &standing.county.indicators;
        Some(YearRow {
            period: judged.period.name.clone(),
            href: of_period.href(&format!("/counties/{county}"), &[]),
            verdict: standing.county.verdict,
            rules: Tally::of(standing.county.rules.iter().map(|rule| rule.verdict)),
            indicators: Tally::of(findings.iter().map(|finding| finding.verdict)),
            units: standing.tally(),
        })
    };
    course.iter().rev().filter_map(row).collect()
}

/// The course over the years that were judged.
pub fn course_of(years: &[Arc<Judged>]) -> Course {
    let year = |judged: &'_ Arc<Judged>| judged.period.name.clone();
    Course::of(years.iter().map(|judged| (year(judged), judged.findings())))
}

/// The way back from the pages of a county.
pub fn crumbs(choices: &Choices, addresses: &CountyAddresses<'_>) -> Vec<Link> {
    vec![Link::new(&choices.county, addresses.overview())]
}

/// What the findings say of the county, for reading; nothing when no school of it stands in the figures.
pub fn standing_of(judged: &Judged, lang: Lang) -> Option<Standing<'_>> {
    Some(Standing {
        findings: judged.findings(),
        policy: judged.policy(),
        county: judged.county_findings()?,
        names: Names::new(judged.rulebook(), lang.of_report()),
    })
}

/// What would be found after a what-if, for reading.
pub fn standing_after(supposed: &Supposed, lang: Lang) -> Option<Standing<'_>> {
    Some(Standing {
        findings: &supposed.after,
        policy: supposed.before.policy(),
        county: supposed.after.counties.first()?,
        names: Names::new(supposed.before.rulebook(), lang.of_report()),
    })
}

/// `按《…》（教督〔2017〕6号）2024-12-31 的标准判定；正在填报的数据`
pub fn basis(judged: &Judged, lang: Lang) -> String {
    let policy = judged.policy();
    let name = lang.of_report().policy(policy);
    let (number, day) = (&policy.document.number, judged.day);
    let figures = match (&judged.frozen, lang) {
        (Some((version, _)), Lang::Zh) => format!("第 {version} 版冻结数据"),
        (Some((version, _)), Lang::En) => format!("frozen version {version}"),
        (None, _) => lang
            .say("正在填报的数据", "figures that are being handed in")
            .to_owned(),
    };
    match lang {
        Lang::Zh => format!("按《{name}》（{number}）{day} 的标准判定；{figures}。"),
        Lang::En => format!("Judged by {name} ({number}) as of {day}; {figures}."),
    }
}

/// The choices above every page of a county. What is chosen stands in the address.
pub fn selectors(
    choices: &Choices,
    judged: &Judged,
    selection: &Selection,
    lang: Lang,
) -> Vec<Field> {
    let periods = choices
        .periods
        .iter()
        .map(|period| Choice::new(period, period, *period == judged.period.name));
    let policies = judged.rulebook().policies.iter().map(|policy| {
        let name = lang.of_report().policy(policy);
        Choice::new(&policy.id, name, policy.id == judged.policy().id)
    });
    let latest = lang.say("最近冻结的（没有则为填报中）", "the latest frozen one");
    let live = lang.say("正在填报的", "being handed in");
    let mut versions = vec![
        Choice::new("", latest, selection.version.is_empty()),
        Choice::new(LIVE, live, selection.version == LIVE),
    ];
    versions.extend(choices.versions.iter().map(|number| {
        let label = match lang {
            Lang::Zh => format!("第 {number} 版（已冻结）"),
            Lang::En => format!("version {number} (frozen)"),
        };
        let number = number.to_string();
        let is_chosen = number == selection.version;
        Choice::new(number, label, is_chosen)
    }));
    let choice = |name: &str, label: &str, choices: Vec<Choice>| {
        Field::new(name, label, FieldKind::Choice).choices(choices)
    };
    vec![
        choice("period", lang.say("填报期", "Period"), periods.collect()),
        choice("version", lang.say("数据版本", "Version"), versions),
        choice("policy", lang.say("评估标准", "Policy"), policies.collect()),
        Field::new("day", lang.say("判定日", "As of"), FieldKind::Date)
            .filled(judged.day.to_string()),
    ]
}

fn without_periods(
    asked: &Asked,
    actor: &Actor,
    choices: &Choices,
    addresses: &CountyAddresses<'_>,
) -> OverviewPage {
    let lang = asked.lang;
    OverviewPage {
        page: asked.page(&choices.county, &choices.county),
        links: links(addresses),
        selectors: Vec::new(),
        basis: String::new(),
        view: None,
        wall: Vec::new(),
        to_mend: None,
        years: Vec::new(),
        due: None,
        variation_head: TableHead::default(),
        empty: EmptyTable {
            title: lang
                .say("还没有开启填报期", "No period has been opened yet")
                .to_owned(),
            advice: lang
                .say(
                    "创建办开启填报期、学校填报之后，这里会给出判定。",
                    "Once the office opens a period and schools hand in, the verdict appears here.",
                )
                .to_owned(),
            action: match actor.reach(Action::OpenPeriod).is_empty() {
                true => Link::default(),
                false => Link::new(
                    lang.say("开启填报期", "Open a period"),
                    format!("/counties/{}/periods", addresses.county),
                ),
            },
        },
    }
}

fn links(addresses: &CountyAddresses<'_>) -> Links {
    Links {
        here: format!("/counties/{}", addresses.county),
        report: format!("/counties/{}/report", addresses.county),
        figures: addresses.selection.fields(),
        compare: addresses.page("/compare"),
        what_if: addresses.page("/what-if"),
    }
}

/// The head of the table of variations, on the page and in its workbook.
pub fn variation_head(addresses: &CountyAddresses<'_>, lang: Lang) -> TableHead {
    TableHead {
        caption: lang
            .say(
                "校际差异系数与先补学校",
                "Variation between schools, and whom to mend first",
            )
            .to_owned(),
        columns: vec![
            Column::text(lang.say("指标", "Indicator")),
            Column::figure(lang.say("差异系数", "Variation"), ""),
            Column::figure(lang.say("限值", "Limit"), ""),
            Column::text(lang.say("判定", "Verdict")),
            Column::text(lang.say(
                "差异来源与先补学校",
                "Where it comes from, whom to mend first",
            ))
            .secondary(),
        ],
        export: addresses.page("/variations.xlsx"),
        note: String::new(),
    }
}
