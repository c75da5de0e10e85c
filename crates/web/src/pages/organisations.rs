//! The tree within reach: counties with their verdicts, for going down.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::{Actor, App, CountyStanding, Failure, Standings, YearStanding};
use junheng_model::Verdict;
use junheng_rulebook::{Layer, Rulebook};
use serde::Deserialize;

use crate::components::{
    Chart, Choice, Column, EmptyTable, Field, FieldKind, KeyFigure, Link, MapSchool, Page,
    SchoolMap, TableHead,
};
use crate::failure::PageFailure;
use crate::lang::{Lang, NOTHING};
use crate::links::escaped;
use crate::pages::exports;
use crate::request::{Asked, Reader, html};
use crate::session::SignedIn;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct StandingsQuery {
    /// The policy's id; the nation's latest when left out.
    policy: String,
    /// The node whose counties a workbook holds; all within reach when left out.
    node: Option<i64>,
}

#[derive(Template)]
#[template(path = "organisations/standings.html")]
struct StandingsPage {
    page: Page,
    here: String,
    filters: Vec<Field>,
    key_figures: Vec<KeyFigure>,
    below: Vec<Link>,
    head: TableHead,
    rows: Vec<CountyRow>,
    /// The counties on a map; nothing for a single one.
    map: Option<Chart>,
    schools: Vec<Link>,
    empty: EmptyTable,
}

struct CountyRow {
    name: String,
    href: String,
    /// The latest frozen period, then those before.
    latest: Option<Verdict>,
    period: String,
    met: String,
    not_met: String,
    undetermined: String,
    frozen: String,
    earlier: Vec<(String, Verdict)>,
}

/// All within reach. Who reaches a single county or school is led there.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Query(query): Query<StandingsQuery>,
) -> Result<Response, PageFailure> {
    let standings = found(&app, &actor, None, &query).await?;
    match (standings.counties.as_slice(), standings.schools.as_slice()) {
        ([only], []) => Ok(Redirect::to(&format!("/counties/{}", only.id)).into_response()),
        ([], [only]) => Ok(Redirect::to(&format!("/schools/{}", only.id)).into_response()),
        _ => drawn(&app, &asked, standings, &query, "/organisations"),
    }
}

/// One node's counties.
pub async fn node(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(node): Path<i64>,
    Query(query): Query<StandingsQuery>,
) -> Result<Response, PageFailure> {
    let standings = found(&app, &actor, Some(node), &query).await?;
    let is = |kind: &str| {
        standings
            .node
            .as_ref()
            .is_some_and(|node| node.kind == kind)
    };
    if is(junheng_app::kind::COUNTY) {
        return Ok(Redirect::to(&format!("/counties/{node}")).into_response());
    }
    if is(junheng_app::kind::SCHOOL) {
        return Ok(Redirect::to(&format!("/schools/{node}")).into_response());
    }
    drawn(
        &app,
        &asked,
        standings,
        &query,
        &format!("/organisations/{node}"),
    )
}

async fn found(
    app: &App,
    actor: &Actor,
    node: Option<i64>,
    query: &StandingsQuery,
) -> Result<Standings, PageFailure> {
    let policy = policy_of(app.rulebook(), &query.policy).ok_or(Failure::NotFound)?;
    Ok(app.standings(actor, node, &policy).await?)
}

/// The policy asked for, or the nation's latest.
pub fn policy_of(rulebook: &Rulebook, id: &str) -> Option<String> {
    let policies = rulebook.policies.iter();
    let found = if id.is_empty() {
        policies
            .filter(|policy| policy.layer == Layer::Nation)
            .max_by_key(|policy| policy.from)
    } else {
        policies.into_iter().find(|policy| policy.id == id)
    };
    found.map(|policy| policy.id.clone())
}

fn drawn(
    app: &App,
    asked: &Asked,
    standings: Standings,
    query: &StandingsQuery,
    here: &str,
) -> Result<Response, PageFailure> {
    let lang = asked.lang;
    let mut page = asked.page("各县评估", "Counties");
    if let Some(node) = &standings.node {
        page.title.clone_from(&node.name);
        page.crumbs = vec![Link::new(
            lang.say("各县评估", "Counties"),
            "/organisations",
        )];
    }
    let chosen = policy_of(app.rulebook(), &query.policy).unwrap_or_default();
    let policies = app.rulebook().policies.iter().map(|policy| {
        let name = lang.of_report().policy(policy);
        Choice::new(&policy.id, name, policy.id == chosen)
    });
    let node = standings
        .node
        .as_ref()
        .map(|node| format!("&node={}", node.id));
    let export = format!(
        "/organisations.xlsx?policy={}{}",
        escaped(&chosen),
        node.unwrap_or_default()
    );
    let label = lang.say("评估标准", "Policy");
    let link = |node: &str, id: i64, name: &str| Link::new(name, format!("/{node}/{id}"));
    let view = StandingsPage {
        page,
        here: here.to_owned(),
        filters: vec![Field::new("policy", label, FieldKind::Choice).choices(policies.collect())],
        key_figures: key_figures(&standings.counties, lang),
        below: standings
            .below
            .iter()
            .map(|below| link("organisations", below.id, &below.name))
            .collect(),
        head: head(lang, export),
        rows: standings
            .counties
            .iter()
            .map(|county| row(county, &chosen))
            .collect(),
        map: map(&standings.counties, &chosen, lang),
        schools: standings
            .schools
            .iter()
            .map(|school| link("schools", school.id, &school.name))
            .collect(),
        empty: EmptyTable {
            title: lang
                .say("您的权限范围内没有县", "No county is within your reach")
                .to_owned(),
            advice: lang
                .say(
                    "管理员在单位页面建立县以后，这里会列出来。",
                    "Counties appear here once the administrator has made them.",
                )
                .to_owned(),
            action: Link::default(),
        },
    };
    Ok(html(&view)?.into_response())
}

/// The counties' table as a workbook.
pub async fn export(
    reader: Reader,
    Query(query): Query<StandingsQuery>,
) -> Result<Response, PageFailure> {
    let lang = reader.lang();
    let standings = found(&reader.app, &reader.actor, query.node, &query).await?;
    let chosen = policy_of(reader.app.rulebook(), &query.policy).unwrap_or_default();
    let rows = standings.counties.iter().map(|county| {
        let row = row(county, &chosen);
        let earlier = row.earlier.iter();
        let earlier: Vec<String> = earlier
            .map(|(period, verdict)| format!("{period} {}", lang.verdict(verdict)))
            .collect();
        let verdict = row.latest.map_or(NOTHING, |verdict| lang.verdict(&verdict));
        vec![
            row.name,
            verdict.to_owned(),
            row.period,
            row.met,
            row.not_met,
            row.undetermined,
            earlier.join(lang.of_report().semicolon()),
            row.frozen,
        ]
    });
    let place = standings.node.as_ref().map_or("", |node| &node.name);
    let policy = reader.app.rulebook().policy(&chosen);
    let policy = policy.map_or("", |policy| lang.of_report().policy(policy));
    exports::table_of(
        place,
        policy.to_owned(),
        &head(lang, String::new()),
        rows.collect(),
        lang,
    )
}

fn head(lang: Lang, export: String) -> TableHead {
    TableHead {
        caption: lang.say("各县最近冻结的结果", "Each county as last frozen").to_owned(),
        columns: vec![
            Column::text(lang.say("县（市、区）", "County")),
            Column::text(lang.say("判定", "Verdict")),
            Column::text(lang.say("填报期", "Period")).secondary(),
            Column::figure(lang.say("达标", "Met"), ""),
            Column::figure(lang.say("不达标", "Not met"), ""),
            Column::figure(lang.say("无法判定", "Undetermined"), "").secondary(),
            Column::text(lang.say("以前各期", "Before")).secondary(),
            Column::text(lang.say("冻结", "Frozen")).secondary(),
        ],
        export,
        note: lang.say("指标按学段计数；还没有冻结的县点进去可以看正在填报的数据。", "Indicators are counted by stage. A county that has not frozen shows what is being handed in.").to_owned(),
    }
}

/// Each county in the middle of its schools, by its verdict when it last froze.
fn map(counties: &[CountyStanding], policy: &str, lang: Lang) -> Option<Chart> {
    let symbol = |county: &CountyStanding| {
        let row = row(county, policy);
        let (met, not_met) = (&row.met, &row.not_met);
        MapSchool {
            longitude: county.place.map(|place| place.longitude),
            latitude: county.place.map(|place| place.latitude),
            verdict: row.latest.unwrap_or(Verdict::Undetermined),
            value: match lang {
                Lang::Zh => format!("{} {met} 项达标，{not_met} 项不达标", row.period),
                Lang::En => format!("{} {met} met, {not_met} not met", row.period),
            },
            href: row.href,
            name: row.name,
        }
    };
    let map = SchoolMap {
        name: lang.say("最近冻结的结果", "As last frozen").to_owned(),
        all_named: true,
        schools: counties.iter().map(symbol).collect(),
    };
    let title = lang.say(
        "各县位置和判定（按学校经纬度的中心）",
        "Where the counties lie, and how they stand",
    );
    (counties.len() > 1).then(|| Chart::county_map("counties-map", title, map, lang))
}

fn row(county: &CountyStanding, policy: &str) -> CountyRow {
    let latest = county.years.first();
    let tally = latest.and_then(|year| year.tally);
    let count =
        |count: Option<usize>| count.map_or_else(|| NOTHING.to_owned(), |count| count.to_string());
    let earlier = |year: &YearStanding| Some((year.period.clone(), year.tally?.verdict));
    CountyRow {
        name: county.name.clone(),
        href: format!("/counties/{}?policy={}", county.id, escaped(policy)),
        latest: tally.map(|tally| tally.verdict),
        period: latest.map_or(String::new(), |year| year.period.clone()),
        met: count(tally.map(|tally| tally.met)),
        not_met: count(tally.map(|tally| tally.not_met)),
        undetermined: count(tally.map(|tally| tally.undetermined)),
        frozen: latest.map_or(String::new(), |year| {
            let at = junheng_app::local(year.frozen_at);
            format!("{} · v{}", at.date(), year.number)
        }),
        earlier: county.years.iter().skip(1).filter_map(earlier).collect(),
    }
}

fn key_figures(counties: &[CountyStanding], lang: Lang) -> Vec<KeyFigure> {
    let latest = |county: &CountyStanding| county.years.first()?.tally.map(|tally| tally.verdict);
    let count = |verdict: Option<Verdict>| {
        counties
            .iter()
            .filter(|county| latest(county) == verdict)
            .count()
    };
    let figure = |label: &str, value: usize, icon, verdict| KeyFigure {
        label: label.to_owned(),
        value: value.to_string(),
        unit: lang.say("个县", "counties").to_owned(),
        icon,
        verdict,
        ..KeyFigure::default()
    };
    vec![
        figure(lang.say("全部", "All"), counties.len(), "map-2", None),
        figure(
            lang.say("达标", "Met"),
            count(Some(Verdict::Met)),
            "circle-check",
            None,
        ),
        figure(
            lang.say("不达标", "Not met"),
            count(Some(Verdict::NotMet)),
            "alert-circle",
            None,
        ),
        figure(
            lang.say("尚未冻结", "Not frozen yet"),
            count(None),
            "clock",
            None,
        ),
    ]
}
