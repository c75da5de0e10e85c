//! The list of hand-ins within reach.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, Response};
use junheng_app::handing_in::{HandInFilter, HandIns, Page as Part, SubmissionStatus, only};
use junheng_app::{Action, Actor, App, local};
use junheng_report::sheets::{CellData, SheetData, workbook};
use junheng_rulebook::Rulebook;
use serde::Deserialize;

use super::{WORKBOOK, download, state};
use crate::components::{
    Choice, Column, EmptyTable, Field, FieldKind, Link, Page, Pager, TableHead,
};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::links::escaped;
use crate::request::{Asked, html};
use crate::session::SignedIn;
use crate::words::Words;

const ADDRESS: &str = "/hand-ins";
const ROWS_PER_PAGE: u64 = 100;

#[derive(Template)]
#[template(path = "hand_ins/board.html")]
struct BoardPage {
    page: Page,
    address: &'static str,
    filters: Vec<Field>,
    head: TableHead,
    rows: Vec<Row>,
    empty: EmptyTable,
    pager: Pager,
    /// Where a county's office hands in for all; empty for others.
    for_all: String,
}

/// One hand-in of the list.
pub struct Row {
    pub href: String,
    pub organisation: String,
    pub register: String,
    pub state: String,
    pub tone: &'static str,
    /// `从未打开`, `逾期 3 天`; empty for neither.
    pub alert: String,
    /// The last day of the state that it is in; empty when no deadline runs.
    pub due_on: String,
    /// What that day is called: 改正期限.
    pub deadline: String,
    pub rows: i64,
    pub errors: i64,
    pub remarks: i64,
    pub entered_at: String,
}

/// The page's number, beside the filters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PageAsked {
    page: Option<u64>,
}

/// The list.
pub async fn page(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Query(filter): Query<HandInFilter>,
    Query(PageAsked { page }): Query<PageAsked>,
) -> Result<Html<String>, PageFailure> {
    let number = page.unwrap_or(1).max(1);
    let part = Part {
        offset: i64::try_from((number - 1).saturating_mul(ROWS_PER_PAGE)).unwrap_or(i64::MAX),
        limit: i64::try_from(ROWS_PER_PAGE).unwrap_or(i64::MAX),
    };
    let found = app.hand_ins(&actor, &filter, part).await?;
    let lang = asked.lang;
    let today = app.today();
    let query = query_of(&filter);
    let rows = found.listed.items.iter();
    let mut page = asked.page("填报", "Hand-ins");
    page.lead = lang
        .say(
            "点一行进去填写、上传或查看。",
            "Choose a line to fill it in, upload, or read it.",
        )
        .to_owned();
    let for_all = if actor.reach(Action::HandInForAll).is_empty() {
        String::new()
    } else {
        "/hand-ins/for-all".to_owned()
    };
    html(&BoardPage {
        page,
        address: ADDRESS,
        filters: filters(&filter, &found, &asked.words, lang),
        head: head(lang, format!("/hand-ins/export?{query}")),
        rows: rows
            .map(|status| row(status, app.rulebook(), today, &asked.words, lang))
            .collect(),
        empty: empty(&found, &actor, lang),
        pager: Pager {
            page: number,
            rows: u64::try_from(found.listed.total).unwrap_or_default(),
            rows_per_page: ROWS_PER_PAGE,
            address: format!("{ADDRESS}?{query}&page="),
        },
        for_all,
    })
}

/// The whole list as a workbook.
pub async fn export(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Query(filter): Query<HandInFilter>,
) -> Result<Response, PageFailure> {
    let lang = asked.lang;
    let found = app.hand_ins(&actor, &filter, Part::ALL).await?;
    let today = app.today();
    let mut columns = head(lang, String::new()).columns;
    // On the page they stand below the state and below the day.
    let at = columns.iter().position(|column| column.label == due(lang));
    let at = at.unwrap_or(columns.len());
    columns.insert(at, Column::text(lang.say("提醒", "Alert")));
    columns.insert(at + 2, Column::text(lang.say("期限种类", "Which deadline")));
    let rows = found.listed.items.iter().map(|status| {
        let row = row(status, app.rulebook(), today, &asked.words, lang);
        let text = CellData::Text;
        let count = |count: i64| CellData::Number(count as f64);
        vec![
            text(row.organisation),
            text(row.register),
            text(row.state),
            text(row.alert),
            text(row.due_on),
            text(row.deadline),
            count(row.rows),
            count(row.errors),
            count(row.remarks),
            text(row.entered_at),
        ]
    });
    let name = lang.say("填报情况", "Hand-ins");
    let sheet = SheetData {
        name: name.to_owned(),
        title: vec![format!(
            "{name} {}",
            found.period.as_deref().unwrap_or_default()
        )],
        headings: columns.into_iter().map(|column| column.label).collect(),
        rows: rows.collect(),
    };
    let bytes = workbook(&[sheet]).map_err(junheng_report::ReportError::from);
    let bytes = bytes.map_err(junheng_app::Failure::from)?;
    Ok(download(&format!("{name}.xlsx"), WORKBOOK, bytes))
}

fn head(lang: Lang, export: String) -> TableHead {
    TableHead {
        caption: lang
            .say("各单位的填报", "Hand-ins by organisation")
            .to_owned(),
        columns: vec![
            Column::text(lang.say("单位", "Organisation")),
            Column::text(lang.say("台账", "Register")),
            Column::text(lang.say("状态", "State")),
            Column::text(due(lang)).secondary(),
            Column::figure(lang.say("行数", "Rows"), "").secondary(),
            Column::figure(lang.say("错误", "Errors"), ""),
            Column::figure(lang.say("批注", "Remarks"), "").secondary(),
            Column::text(lang.say("最近填写", "Entered last")).secondary(),
        ],
        export,
        note: lang
            .say(
                "“这一步的期限”是这件填报现在这一步的最后一天，日期下面写明是哪一种期限；退回、提交以后，会和全县统一的报送期限不同。",
                "“Due in this step” is the last day of the step that a hand-in is in; below the day stands which deadline it is. After a return, or after handing in, it differs from the day by which everybody hands in.",
            )
            .to_owned(),
    }
}

/// The heading above the last day of the state that a hand-in is in.
const fn due(lang: Lang) -> &'static str {
    lang.say("这一步的期限", "Due in this step")
}

fn row(
    status: &SubmissionStatus,
    rulebook: &Rulebook,
    today: jiff::civil::Date,
    words: &Words,
    lang: Lang,
) -> Row {
    let (tone, _) = state::named(rulebook, &status.state);
    Row {
        href: format!("/hand-ins/{}", status.id),
        organisation: status.organisation.clone(),
        register: words.register(&status.register).to_owned(),
        state: words.state(&status.state).to_owned(),
        tone,
        alert: alert(status, rulebook, today, lang),
        due_on: words
            .due(status)
            .map(|day| day.to_string())
            .unwrap_or_default(),
        deadline: words.deadline(&status.state).unwrap_or_default().to_owned(),
        rows: status.rows,
        errors: status.errors,
        remarks: status.remarks,
        entered_at: status.entered_at.map(moment).unwrap_or_default(),
    }
}

/// To the minute, as clocks in China show it.
pub(super) fn moment(at: jiff::Timestamp) -> String {
    local(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Why somebody should look: overdue, never opened, opened and incomplete.
fn alert(
    status: &SubmissionStatus,
    rulebook: &Rulebook,
    today: jiff::civil::Date,
    lang: Lang,
) -> String {
    let kind = rulebook.matter(junheng_app::HAND_IN);
    let is_with_organisation = kind
        .and_then(|kind| kind.state(&status.state))
        .is_some_and(|state| state.editable);
    if !is_with_organisation {
        return String::new();
    }
    let opened = match (status.first_seen_at, status.revision) {
        (None, _) => lang.say("从未打开", "never opened"),
        (Some(_), 0) => lang.say("打开过，未填", "opened, nothing entered"),
        (Some(_), _) => lang.say("填了，未提交", "entered, not submitted"),
    };
    match status.due_on {
        Some(due) if due < today => {
            let days = today.since(due).map_or(0, |span| span.get_days());
            match lang {
                Lang::Zh => format!("逾期{days}天，{opened}"),
                Lang::En => format!("{days} days overdue, {opened}"),
            }
        }
        _ => opened.to_owned(),
    }
}

fn filters(filter: &HandInFilter, found: &HandIns, words: &Words, lang: Lang) -> Vec<Field> {
    let all = || Choice::new("", lang.say("全部", "All"), false);
    let registers = found.registers.iter().map(|name| {
        let is_chosen = Some(name) == filter.register.as_ref();
        Choice::new(name, words.register(name), is_chosen)
    });
    let states = found.states.iter().map(|name| {
        let is_chosen = Some(name) == filter.state.as_ref();
        Choice::new(name, words.state(name), is_chosen)
    });
    let periods = found
        .periods
        .iter()
        .map(|name| Choice::new(name, name, Some(name) == found.period.as_ref()));
    let only_choice =
        |value: &str, label: &str| Choice::new(value, label, filter.only.as_deref() == Some(value));
    let select = |name: &str, label: &str, choices: Vec<Choice>| {
        Field::new(name, label, FieldKind::Choice)
            .choices(choices)
            .optional()
    };
    let mut fields = vec![
        select("period", lang.say("学年", "Period"), periods.collect()),
        select(
            "register",
            lang.say("台账", "Register"),
            std::iter::once(all()).chain(registers).collect(),
        ),
        select(
            "state",
            lang.say("状态", "State"),
            std::iter::once(all()).chain(states).collect(),
        ),
        select(
            "only",
            lang.say("只看", "Only"),
            vec![
                all(),
                only_choice(only::OVERDUE, lang.say("逾期", "overdue")),
                only_choice(only::NEVER_OPENED, lang.say("从未打开", "never opened")),
                only_choice(
                    only::INCOMPLETE,
                    lang.say("打开过，未提交", "opened, not submitted"),
                ),
            ],
        ),
        Field::new("search", lang.say("单位", "Organisation"), FieldKind::Text)
            .filled(filter.search.clone().unwrap_or_default())
            .hint(lang.say("名称或代码", "name or code"))
            .optional(),
    ];
    if let Some(organisation) = filter.organisation {
        fields.push(
            Field::new("organisation", "", FieldKind::Hidden).filled(organisation.to_string()),
        );
    }
    fields
}

fn query_of(filter: &HandInFilter) -> String {
    let organisation = filter.organisation.map(|id| id.to_string());
    let pairs = [
        ("period", &filter.period),
        ("register", &filter.register),
        ("state", &filter.state),
        ("only", &filter.only),
        ("search", &filter.search),
        ("organisation", &organisation),
    ];
    let pairs = pairs.into_iter().filter_map(|(name, value)| {
        let value = value.as_deref().filter(|value| !value.is_empty())?;
        Some(format!("{name}={}", escaped(value)))
    });
    pairs.collect::<Vec<_>>().join("&")
}

fn empty(found: &HandIns, actor: &Actor, lang: Lang) -> EmptyTable {
    if actor.reach(Action::ReadRows).is_empty() {
        return EmptyTable {
            title: lang
                .say("您的角色不看填报", "Hand-ins are not for your role")
                .to_owned(),
            advice: lang
                .say(
                    "填报由填报员、校长和创建办办理；工作需要时请管理员加上角色。",
                    "Clerks, principals and the office handle them; an administrator can give you a role.",
                )
                .to_owned(),
            action: Link::new(lang.say("回到首页", "To the front page"), "/"),
        };
    }
    if found.periods.is_empty() {
        return EmptyTable {
            title: lang
                .say("还没有开启任何学年", "No period was opened yet")
                .to_owned(),
            advice: lang
                .say(
                    "县创建办开启学年后，各单位要填的表会列在这里。",
                    "When the county's office opens a period, what is to be handed in stands here.",
                )
                .to_owned(),
            action: Link::default(),
        };
    }
    EmptyTable {
        title: lang
            .say("没有符合条件的填报", "No hand-in fits the filters")
            .to_owned(),
        advice: lang
            .say("放宽筛选条件再看。", "Widen the filters.")
            .to_owned(),
        action: Link::new(lang.say("清除筛选", "Clear the filters"), ADDRESS),
    }
}
