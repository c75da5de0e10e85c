//! The organisations that a person keeps.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use junheng_app::{App, OrganisationsAsked};
use serde::Deserialize;

use super::{kind_words, kinds};
use crate::components::{
    Choice, Column, EmptyTable, Field, FieldKind, Link, Page, Pager, TableHead,
};
use crate::failure::PageFailure;
use crate::links::escaped;
use crate::pages::said::said;
use crate::request::{Asked, html};
use crate::session::SignedIn;

const ROWS: i64 = 50;

#[derive(Template)]
#[template(path = "organisations_admin/list.html")]
struct OrganisationsPage {
    page: Page,
    under: i64,
    filters: Vec<Field>,
    head: TableHead,
    rows: Vec<Row>,
    empty: EmptyTable,
    pager: Pager,
}

struct Row {
    href: String,
    people: String,
    name: String,
    code: String,
    kind: String,
    closed: String,
    below: Option<String>,
}

/// The filters, as they stand in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    under: Option<i64>,
    search: String,
    kind: String,
    closed: String,
    page: Option<u64>,
    done: Option<String>,
}

/// The list, with filters and pages.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Html<String>, PageFailure> {
    let number = wanted.page.unwrap_or(1).clamp(1, 100_000);
    let offset = i64::try_from(number - 1).unwrap_or(0) * ROWS;
    let filled = |text: &String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let found = app
        .organisations_kept(
            &actor,
            &OrganisationsAsked {
                under: wanted.under,
                search: filled(&wanted.search),
                kind: filled(&wanted.kind),
                closed_too: wanted.closed == "1",
                offset,
                limit: ROWS,
            },
        )
        .await?;
    let lang = asked.lang;
    let mut page = asked.page("单位", "Organisations");
    page.lead = lang
        .say(
            "单位树：县、乡镇、学校和部门。学校以10位学校标识码识别。",
            "The tree of organisations. Schools go by their ten-digit codes.",
        )
        .to_owned();
    page.flashes = said(wanted.done.as_deref(), lang);
    let above = found.above.iter().filter(|one| one.id != found.under.id);
    page.crumbs = above
        .map(|one| Link::new(&one.name, format!("/admin/organisations?under={}", one.id)))
        .collect();
    if !page.crumbs.is_empty() {
        page.title.clone_from(&found.under.name);
    }
    let rows = found.items.iter().map(|one| Row {
        href: format!("/admin/organisations/{}", one.id),
        people: format!("/admin/people?under={}", one.id),
        name: one.name.clone(),
        code: one.code.clone().unwrap_or_default(),
        kind: kind_words(lang, &one.kind),
        closed: one.closed_on.map(|day| day.to_string()).unwrap_or_default(),
        below: (one.kind != junheng_app::kind::SCHOOL && one.id != found.under.id)
            .then(|| format!("/admin/organisations?under={}", one.id)),
    });
    html(&OrganisationsPage {
        rows: rows.collect(),
        filters: filters(&asked, &wanted, found.under.id),
        head: head(&asked, found.total),
        empty: EmptyTable {
            title: lang
                .say("没有符合条件的单位", "No such organisation")
                .to_owned(),
            advice: lang
                .say(
                    "换个条件，或者新增、导入。",
                    "Change the filter, or add some.",
                )
                .to_owned(),
            action: Link::default(),
        },
        pager: Pager {
            page: number,
            rows: u64::try_from(found.total).unwrap_or(0),
            rows_per_page: 50,
            address: format!(
                "/admin/organisations?under={}&search={}&kind={}&closed={}&page=",
                found.under.id,
                escaped(&wanted.search),
                escaped(&wanted.kind),
                escaped(&wanted.closed)
            ),
        },
        under: found.under.id,
        page,
    })
}

fn filters(asked: &Asked, wanted: &Wanted, under: i64) -> Vec<Field> {
    let lang = asked.lang;
    let mut kinds = kinds(lang, &wanted.kind);
    kinds.insert(
        0,
        Choice::new("", lang.say("全部", "all"), wanted.kind.is_empty()),
    );
    vec![
        Field::new("under", "", FieldKind::Hidden).filled(under.to_string()),
        Field::new(
            "search",
            lang.say("名称或代码", "Name or code"),
            FieldKind::Text,
        )
        .filled(&wanted.search),
        Field::new("kind", lang.say("类型", "Kind"), FieldKind::Choice).choices(kinds),
        Field::new(
            "closed",
            lang.say("已撤销的", "Closed ones"),
            FieldKind::Choice,
        )
        .choices(vec![
            Choice::new("", lang.say("不显示", "hide"), wanted.closed != "1"),
            Choice::new("1", lang.say("也显示", "show"), wanted.closed == "1"),
        ]),
    ]
}

fn head(asked: &Asked, total: i64) -> TableHead {
    let lang = asked.lang;
    TableHead {
        caption: if lang.is_chinese() {
            format!("单位（{total}）")
        } else {
            format!("Organisations ({total})")
        },
        columns: vec![
            Column::text(lang.say("名称", "Name")),
            Column::text(lang.say("代码", "Code")),
            Column::text(lang.say("类型", "Kind")).secondary(),
            Column::text(lang.say("撤销日期", "Closed on")).secondary(),
            Column::text(lang.say("查看", "See")),
        ],
        ..TableHead::default()
    }
}
