//! All schools of a county in a table.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use junheng_app::{App, Failure};
use junheng_model::{Stage, Verdict};
use serde::Deserialize;

use super::overview::{basis, crumbs, selectors, standing_of};
use super::schools_view::{UnitFilter, UnitRow, row, units};
use super::selection::{CountyAddresses, Selection, stage_asked, stage_code};
use crate::components::{
    Choice, Column, EmptyTable, Field, FieldKind, Link, Page, Pager, TableHead, verdict_class,
    verdict_of,
};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::request::{Asked, html};
use crate::session::SignedIn;

const ROWS: usize = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SchoolsQuery {
    stage: String,
    verdict: String,
    search: String,
    page: u64,
}

#[derive(Template)]
#[template(path = "counties/schools.html")]
struct SchoolsPage {
    page: Page,
    here: String,
    filters: Vec<Field>,
    basis: String,
    head: TableHead,
    rows: Vec<UnitRow>,
    pager: Pager,
    empty: EmptyTable,
}

impl SchoolsQuery {
    pub fn filter(&self) -> UnitFilter {
        UnitFilter {
            stage: stage_asked(&self.stage),
            verdict: verdict_of(&self.verdict),
            search: self.search.trim().to_owned(),
        }
    }
}

/// The schools of a county, those that meet least first.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(county): Path<i64>,
    Query(selection): Query<Selection>,
    Query(query): Query<SchoolsQuery>,
) -> Result<Html<String>, PageFailure> {
    let lang = asked.lang;
    let choices = app
        .reading_choices(&actor, county, &selection.period)
        .await?;
    let judged = app.judged(&actor, &selection.asked(county)?).await?;
    let standing = standing_of(&judged, lang).ok_or(Failure::NotFound)?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let found = units(&standing, &query.filter());
    let number = query.page.max(1);
    let before = usize::try_from(number - 1)
        .unwrap_or(usize::MAX)
        .saturating_mul(ROWS);
    let shown = found.iter().skip(before).take(ROWS);
    let rows = shown
        .map(|&unit| row(&standing, unit, &addresses))
        .collect();
    let mut page = asked.page("各校达标情况", "Schools");
    page.crumbs = crumbs(&choices, &addresses);
    let mut filters = selectors(&choices, &judged, &selection, lang);
    filters.extend(own_filters(&query, lang));
    html(&SchoolsPage {
        page,
        here: format!("/counties/{county}/schools"),
        filters,
        basis: basis(&judged, lang),
        head: head(&addresses, lang),
        rows,
        pager: Pager {
            page: number,
            rows: found.len() as u64,
            rows_per_page: ROWS as u64,
            address: page_address(&addresses, &query),
        },
        empty: EmptyTable {
            title: lang
                .say("没有符合条件的学校", "No school is like that")
                .to_owned(),
            advice: lang
                .say("放宽筛选条件再试。", "Try with fewer conditions.")
                .to_owned(),
            action: Link::default(),
        },
    })
}

fn page_address(addresses: &CountyAddresses<'_>, query: &SchoolsQuery) -> String {
    let path = format!("/counties/{}/schools", addresses.county);
    let more = [
        ("stage", query.stage.as_str()),
        ("verdict", &query.verdict),
        ("search", &query.search),
    ];
    let address = addresses.selection.href(&path, &more);
    let sign = if address.contains('?') { '&' } else { '?' };
    format!("{address}{sign}page=")
}

fn own_filters(query: &SchoolsQuery, lang: Lang) -> Vec<Field> {
    let all = lang.say("全部", "all");
    let mut stages = vec![Choice::new("", all, query.stage.is_empty())];
    stages.extend(Stage::COMPULSORY.map(|stage| {
        let code = stage_code(Some(stage));
        Choice::new(
            code,
            lang.of_report().stage(Some(stage)),
            code == query.stage,
        )
    }));
    let mut verdicts = vec![Choice::new("", all, query.verdict.is_empty())];
    let each = [Verdict::NotMet, Verdict::Undetermined, Verdict::Met];
    verdicts.extend(each.map(|verdict| {
        let code = verdict_class(&verdict);
        Choice::new(code, lang.verdict(&verdict), code == query.verdict)
    }));
    vec![
        Field::new("stage", lang.say("学段", "Stage"), FieldKind::Choice).choices(stages),
        Field::new("verdict", lang.say("判定", "Verdict"), FieldKind::Choice).choices(verdicts),
        Field::new("search", lang.say("学校", "School"), FieldKind::Text)
            .filled(&query.search)
            .hint(lang.say("名称或标识码", "name or code")),
    ]
}

/// The head of the table, on the page and in its workbook.
pub fn head(addresses: &CountyAddresses<'_>, lang: Lang) -> TableHead {
    TableHead {
        caption: lang.say("各校达标情况", "Schools").to_owned(),
        columns: vec![
            Column::text(lang.say("学校", "School")),
            Column::text(lang.say("学段", "Stage")),
            Column::figure(lang.say("学生数", "Pupils"), "").secondary(),
            Column::text(lang.say("判定", "Verdict")),
            Column::text(lang.say("达标项数", "Indicators met")).secondary(),
            Column::text(lang.say("缺口", "Short of")).secondary(),
        ],
        export: addresses.page("/schools.xlsx"),
        note: String::new(),
    }
}
