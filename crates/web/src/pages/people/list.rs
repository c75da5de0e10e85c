//! The people whom a person keeps.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use junheng_app::{App, PeopleAsked, PersonWithGrants};
use serde::Deserialize;

use crate::components::{
    Choice, Column, EmptyTable, Field, FieldKind, ListPage, Page, Pager, TableHead,
};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::links::escaped;
use crate::pages::said::said;
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "people/list.html")]
struct PeoplePage {
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
    name: String,
    sign_in_name: String,
    roles: Vec<String>,
    state: &'static str,
    tone: &'static str,
}

/// The filters, as they stand in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    under: Option<i64>,
    search: String,
    former: String,
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
    let search = wanted.search.trim();
    let people = PeopleAsked {
        under: wanted.under,
        search: (!search.is_empty()).then(|| search.to_owned()),
        former_too: wanted.former == "1",
        offset: number.offset(),
        limit: number.limit(),
    };
    let found = app.people_kept(&actor, &people).await?;
    let lang = asked.lang;
    let mut page = asked.page("人员", "People");
    page.lead = if lang.is_chinese() {
        format!("在“{}”及下级单位有角色的人。", found.under.name)
    } else {
        format!("Who has a role in “{}” or below.", found.under.name)
    };
    page.flashes = said(wanted.done.as_deref(), lang);
    html(&PeoplePage {
        page,
        under: found.under.id,
        filters: filters(lang, &wanted, found.under.id),
        head: head(lang, found.total),
        rows: found.people.iter().map(|one| row(lang, one)).collect(),
        empty: EmptyTable::saying(
            lang.say("没有符合条件的人", "Nobody like that"),
            lang.say(
                "换个条件，或者新增人员。",
                "Change the filter, or add somebody.",
            ),
        ),
        pager: number.pager(
            found.total,
            format!(
                "/admin/people?under={}&search={}&former={}&page=",
                found.under.id,
                escaped(search),
                escaped(&wanted.former)
            ),
        ),
    })
}

fn row(lang: Lang, one: &PersonWithGrants) -> Row {
    let person = &one.person;
    let (tone, state) = if person.disabled_at.is_some() {
        ("quiet", lang.say("已停用", "disabled"))
    } else if person.must_change {
        ("waiting", lang.say("未首次登录", "not yet signed in"))
    } else {
        ("done", lang.say("正常", "in use"))
    };
    Row {
        href: format!("/admin/people/{}", person.id),
        name: person.name.clone(),
        sign_in_name: person.sign_in_name.clone(),
        roles: one
            .grants
            .iter()
            .map(|grant| {
                let role = lang.say(grant.role.name(), grant.role.english());
                format!("{role} · {}", grant.organisation)
            })
            .collect(),
        state,
        tone,
    }
}

fn filters(lang: Lang, wanted: &Wanted, under: i64) -> Vec<Field> {
    vec![
        Field::new("under", "", FieldKind::Hidden).filled(under.to_string()),
        Field::new(
            "search",
            lang.say("姓名或登录名", "Name or sign-in name"),
            FieldKind::Text,
        )
        .filled(&wanted.search),
        Field::new(
            "former",
            lang.say("停用的和已收回角色的", "Former ones"),
            FieldKind::Choice,
        )
        .choices(vec![
            Choice::new("", lang.say("不显示", "hide"), wanted.former != "1"),
            Choice::new("1", lang.say("也显示", "show"), wanted.former == "1"),
        ]),
    ]
}

fn head(lang: Lang, total: i64) -> TableHead {
    TableHead {
        caption: if lang.is_chinese() {
            format!("人员（{total}）")
        } else {
            format!("People ({total})")
        },
        columns: vec![
            Column::text(lang.say("姓名", "Name")),
            Column::text(lang.say("登录名", "Sign-in name")).secondary(),
            Column::text(lang.say("角色", "Roles")),
            Column::text(lang.say("账号", "Account")),
        ],
        ..TableHead::default()
    }
}
