//! The burden meter: what handing in costs each organisation, by period, in cells.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Redirect, Response};
use junheng_app::handing_in::{Burden, BurdenAsked, BurdenBy, Burdens};
use junheng_app::{Action, App, Failure};
use junheng_report::sheets::{CellData, SheetData, workbook};
use serde::Deserialize;

use crate::components::{
    Choice, Column, EmptyTable, Field, FieldKind, KeyFigure, Link, Page, Pager, Sorted, TableHead,
};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::links::escaped;
use crate::pages::hand_ins::{WORKBOOK, download};
use crate::request::{Asked, html};
use crate::session::SignedIn;

const ROWS_PER_PAGE: u64 = 100;

#[derive(Template)]
#[template(path = "burden.html")]
struct BurdenPage {
    page: Page,
    address: String,
    filters: Vec<Field>,
    figures: Vec<KeyFigure>,
    head: TableHead,
    rows: Vec<Line>,
    empty: EmptyTable,
    pager: Pager,
}

/// An organisation in a period.
struct Line {
    href: String,
    organisation: String,
    period: String,
    revisions: i64,
    typed: i64,
    carried: i64,
    again: i64,
    /// The share of the cells that nobody had to type, in percent.
    share: Option<i64>,
}

/// What is wanted, as the address says it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    period: String,
    search: String,
    sort: String,
    page: Option<u64>,
}

impl Wanted {
    fn asked(&self) -> BurdenAsked {
        let by = BurdenBy::of(&self.sort);
        BurdenAsked {
            period: Some(self.period.clone()).filter(|period| !period.is_empty()),
            search: self.search.trim().to_owned(),
            by,
        }
    }

    /// The filters as an address has them, but for the order.
    fn query(&self) -> String {
        let pairs = [("period", &self.period), ("search", &self.search)];
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = pairs
            .map(|(name, value)| format!("{name}={}", escaped(value)))
            .collect();
        pairs.join("&")
    }
}

/// From the navigation: the first place where the person may read what was handed in.
pub async fn first(State(app): State<App>, actor: SignedIn) -> Result<Redirect, PageFailure> {
    let at = app.burden_begins_at(&actor).await?;
    let at = at.ok_or(Failure::NotFound)?;
    Ok(Redirect::to(&format!("/burden/{at}")))
}

/// The meter of an organisation and those below it.
pub async fn page(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path(id): Path<i64>,
    Query(wanted): Query<Wanted>,
) -> Result<Html<String>, PageFailure> {
    let found = app.burden_meter(&actor, id, &wanted.asked()).await?;
    let lang = asked.lang;
    let address = format!("/burden/{id}");
    let mut page = asked.page("填报负担", "The burden of handing in");
    page.lead = lang
        .say(
            "每个单位、每个学年手工填了多少格，多少格是自动带入的，多少格别的表已经要过。用来找出该减的重复。",
            "How many cells each organisation typed in each period, how many were carried over, and how many were asked for in another register already.",
        )
        .to_owned();
    page.crumbs = vec![Link::new(lang.say("填报", "Hand-ins"), "/hand-ins")];
    let number = wanted.page.unwrap_or(1).max(1);
    let skipped = usize::try_from((number - 1).saturating_mul(ROWS_PER_PAGE)).unwrap_or(usize::MAX);
    let lines = found.lines.iter().skip(skipped);
    let here = format!(
        "{address}?{}&sort={}",
        wanted.query(),
        escaped(&wanted.sort)
    );
    let may_open = !actor.reach(Action::ReadRows).is_empty();
    html(&BurdenPage {
        figures: figures(&found, lang),
        filters: filters(&wanted, &found, lang),
        head: head(&wanted, &address, lang),
        rows: lines
            .take(usize::try_from(ROWS_PER_PAGE).unwrap_or(usize::MAX))
            .map(|(burden, period)| line(burden, period, may_open))
            .collect(),
        empty: EmptyTable {
            title: lang
                .say("还没有人填过", "Nothing was entered yet")
                .to_owned(),
            advice: lang
                .say(
                    "换个学年或单位再看。",
                    "Choose another period or organisation.",
                )
                .to_owned(),
            action: Link::default(),
        },
        pager: Pager {
            page: number,
            rows: u64::try_from(found.lines.len()).unwrap_or(0),
            rows_per_page: ROWS_PER_PAGE,
            address: format!("{here}&page="),
        },
        address,
        page,
    })
}

/// The meter as a workbook.
pub async fn export(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path(id): Path<i64>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageFailure> {
    let lang = asked.lang;
    let found = app.burden_meter(&actor, id, &wanted.asked()).await?;
    let columns = head(&wanted, "", lang).columns;
    let count = |count: i64| CellData::Number(count as f64);
    let rows = found.lines.iter().map(|(burden, period)| {
        let line = line(burden, period, false);
        vec![
            CellData::Text(line.organisation),
            CellData::Text(line.period),
            count(line.revisions),
            count(line.typed),
            count(line.carried),
            count(line.again),
            line.share.map_or(CellData::Blank, count),
        ]
    });
    let name = lang.say("填报负担", "Burden");
    let sheet = SheetData {
        name: name.to_owned(),
        title: vec![format!("{} · {name}", found.organisation.name)],
        headings: columns
            .into_iter()
            .map(|column| match column.unit.as_str() {
                "" => column.label,
                unit => format!("{}{}", column.label, lang.bracketed(unit)),
            })
            .collect(),
        rows: rows.collect(),
    };
    let bytes = workbook(&[sheet]).map_err(junheng_report::ReportError::from);
    let bytes = bytes.map_err(Failure::from)?;
    let file = format!("{}-{name}.xlsx", found.organisation.name);
    Ok(download(&file, WORKBOOK, bytes))
}

fn line(burden: &Burden, period: &str, may_open: bool) -> Line {
    let cells = burden.cells_typed + burden.cells_carried;
    Line {
        href: if may_open {
            format!(
                "/hand-ins?organisation={}&period={}",
                burden.organisation_id,
                escaped(period)
            )
        } else {
            String::new()
        },
        organisation: burden.organisation.clone(),
        period: period.to_owned(),
        revisions: burden.revisions,
        typed: burden.cells_typed,
        carried: burden.cells_carried,
        again: burden.cells_again,
        share: (cells > 0).then(|| burden.cells_carried * 100 / cells),
    }
}

fn figures(found: &Burdens, lang: Lang) -> Vec<KeyFigure> {
    let sum = |cells: fn(&Burden) -> i64| -> i64 {
        found.lines.iter().map(|(burden, _)| cells(burden)).sum()
    };
    let figure = |label: &str, value: i64| KeyFigure {
        label: label.to_owned(),
        value: lang.count(u64::try_from(value).unwrap_or(0)),
        unit: lang.say("格", "cells").to_owned(),
        ..KeyFigure::default()
    };
    vec![
        figure(
            lang.say("手工填写", "Typed"),
            sum(|burden| burden.cells_typed),
        ),
        figure(
            lang.say("自动带入", "Carried over"),
            sum(|burden| burden.cells_carried),
        ),
        figure(
            lang.say("重复要数", "Asked twice"),
            sum(|burden| burden.cells_again),
        ),
    ]
}

fn filters(wanted: &Wanted, found: &Burdens, lang: Lang) -> Vec<Field> {
    let all = Choice::new("", lang.say("全部", "All"), wanted.period.is_empty());
    let periods = found
        .periods
        .iter()
        .map(|name| Choice::new(name, name, *name == wanted.period));
    vec![
        Field::new("period", lang.say("学年", "Period"), FieldKind::Choice)
            .choices(std::iter::once(all).chain(periods).collect())
            .optional(),
        Field::new("search", lang.say("单位", "Organisation"), FieldKind::Text)
            .filled(&wanted.search)
            .hint(lang.say("名称的一部分", "part of the name"))
            .optional(),
        Field::new("sort", "", FieldKind::Hidden).filled(&wanted.sort),
    ]
}

fn head(wanted: &Wanted, address: &str, lang: Lang) -> TableHead {
    let cells = lang.say("格", "cells");
    let query = wanted.query();
    let now = BurdenBy::of(&wanted.sort);
    let column = |by: BurdenBy, column: Column| Column {
        sort_href: format!("{address}?{query}&sort={}", by.code()),
        sorted: match (now == by, by) {
            (false, _) => Sorted::default(),
            (true, BurdenBy::Organisation) => Sorted::Ascending,
            (true, _) => Sorted::Descending,
        },
        ..column
    };
    TableHead {
        caption: lang.say("各单位的填报负担", "The burden by organisation").to_owned(),
        columns: vec![
            column(
                BurdenBy::Organisation,
                Column::text(lang.say("单位", "Organisation")),
            ),
            Column::text(lang.say("学年", "Period")),
            column(
                BurdenBy::Revisions,
                Column::figure(lang.say("保存次数", "Times saved"), "").secondary(),
            ),
            column(
                BurdenBy::Typed,
                Column::figure(lang.say("手工填写", "Typed"), cells),
            ),
            column(
                BurdenBy::Carried,
                Column::figure(lang.say("自动带入", "Carried over"), cells),
            ),
            column(
                BurdenBy::Again,
                Column::figure(lang.say("重复要数", "Asked twice"), cells),
            ),
            Column::figure(lang.say("带入占比", "Share carried"), "%").secondary(),
        ],
        export: format!("{address}/table.xlsx?{query}&sort={}", escaped(&wanted.sort)),
        note: lang
            .say(
                "重复要数：手工填写的格里，同一批人填的另一张台账已经能数出来的。",
                "Asked twice: of the cells typed, those that can be counted from another register of the same people.",
            )
            .to_owned(),
    }
}
