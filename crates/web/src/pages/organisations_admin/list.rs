//! The organisations that a person keeps.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use junheng_app::{App, Organisation, OrganisationsAsked, OrganisationsKept, kind};
use serde::Deserialize;

use super::{kind_words, kinds};
use crate::components::{
    Choice, Column, EmptyTable, Field, FieldKind, Link, ListPage, Page, Pager, TableHead,
};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::links::escaped;
use crate::pages::said::said;
use crate::request::{Asked, html};
use crate::session::SignedIn;

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
    let number = ListPage::wanted(wanted.page);
    let filled = |text: &String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let organisations = OrganisationsAsked {
        under: wanted.under,
        search: filled(&wanted.search),
        kind: filled(&wanted.kind),
        closed_too: wanted.closed == "1",
        offset: number.offset(),
        limit: number.limit(),
    };
    let found = app.organisations_kept(&actor, &organisations).await?;
    let lang = asked.lang;
    let under = found.under.id;
    html(&OrganisationsPage {
        page: frame(&asked, &wanted, &found),
        under,
        filters: filters(&asked, &wanted, under),
        head: head(&asked, found.total),
        rows: found
            .items
            .iter()
            .map(|one| row(lang, under, one))
            .collect(),
        empty: EmptyTable::saying(
            lang.say("没有符合条件的单位", "No such organisation"),
            lang.say(
                "换个条件，或者新增、导入。",
                "Change the filter, or add some.",
            ),
        ),
        pager: number.pager(
            found.total,
            format!(
                "/admin/organisations?under={under}&search={}&kind={}&closed={}&page=",
                escaped(&wanted.search),
                escaped(&wanted.kind),
                escaped(&wanted.closed)
            ),
        ),
    })
}

/// What stands around the list: which organisation is looked below, and the way down to it.
fn frame(asked: &Asked, wanted: &Wanted, found: &OrganisationsKept) -> Page {
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
    page
}

fn row(lang: Lang, under: i64, one: &Organisation) -> Row {
    let has_others_below = one.kind != kind::SCHOOL && one.id != under;
    Row {
        href: format!("/admin/organisations/{}", one.id),
        people: format!("/admin/people?under={}", one.id),
        name: one.name.clone(),
        code: one.code.clone().unwrap_or_default(),
        kind: kind_words(lang, &one.kind),
        closed: one.closed_on.map(|day| day.to_string()).unwrap_or_default(),
        below: has_others_below.then(|| format!("/admin/organisations?under={}", one.id)),
    }
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
