//! The journal: who did what, when.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use junheng_app::{
    App, Failure, FieldError, JournalAsked, JournalRead, MOST_EXPORTED, NamedEntry, VERBS,
};
use junheng_report::sheets::{CellData, SheetData};
use serde::Deserialize;

use crate::components::{
    Choice, Column, EmptyTable, Field, FieldKind, Flash, ListPage, Page, Pager, TableHead, Tone,
};
use crate::failure::PageFailure;
use crate::files;
use crate::lang::Lang;
use crate::links::escaped;
use crate::pages::people::moment;
use crate::request::{Asked, html};
use crate::session::SignedIn;
use crate::words::Words;

#[derive(Template)]
#[template(path = "journal/list.html")]
struct JournalPage {
    page: Page,
    filters: Vec<Field>,
    head: TableHead,
    rows: Vec<Row>,
    empty: EmptyTable,
    pager: Pager,
}

struct Row {
    seq: i64,
    at: String,
    person: String,
    done: String,
    organisation: String,
    details: Vec<String>,
    subject: String,
    digest: String,
}

/// The filters, as they stand in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    under: Option<i64>,
    person: Option<i64>,
    verb: String,
    subject: String,
    from: String,
    to: String,
    page: Option<u64>,
}

impl Wanted {
    fn asked(&self, offset: i64, limit: i64) -> JournalAsked {
        let filled = |text: &String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        JournalAsked {
            under: self.under,
            person: self.person,
            verb: filled(&self.verb),
            subject: filled(&self.subject),
            from: filled(&self.from),
            to: filled(&self.to),
            offset,
            limit,
        }
    }

    fn query(&self) -> String {
        let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
        let mut parts = vec![
            ("verb", escaped(&self.verb)),
            ("subject", escaped(&self.subject)),
            ("from", escaped(&self.from)),
            ("to", escaped(&self.to)),
        ];
        for (name, value) in [("under", id(self.under)), ("person", id(self.person))] {
            if !value.is_empty() {
                parts.push((name, value));
            }
        }
        let parts: Vec<String> = parts
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        parts.join("&")
    }
}

/// The journal, with filters and pages.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageFailure> {
    let number = ListPage::wanted(wanted.page);
    let entries = wanted.asked(number.offset(), number.limit());
    let (status, found, errors) = match app.journal(&actor, &entries).await {
        Ok(found) => (StatusCode::OK, Some(found), Vec::new()),
        Err(Failure::Invalid(errors)) => (StatusCode::UNPROCESSABLE_ENTITY, None, errors),
        Err(other) => return Err(other.into()),
    };
    let page = drawn(&asked, &wanted, number, found, &errors);
    Ok((status, html(&page)?).into_response())
}

/// The same entries as a workbook.
pub async fn export(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageFailure> {
    let found = app.journal(&actor, &wanted.asked(0, MOST_EXPORTED)).await?;
    let lang = asked.lang;
    let headings = [
        lang.say("序号", "Number"),
        lang.say("时间", "When"),
        lang.say("人员", "Who"),
        lang.say("做了什么", "What"),
        lang.say("单位", "Organisation"),
        lang.say("对象", "Subject"),
        lang.say("详情", "Details"),
        lang.say("摘要（SM3）", "Digest (SM3)"),
    ];
    let text = CellData::Text;
    let rows = found.entries.iter().map(|named| {
        let row = row(&asked.words, lang, named);
        vec![
            text(row.seq.to_string()),
            text(row.at),
            text(row.person),
            text(row.done),
            text(row.organisation),
            text(row.subject),
            text(row.details.join("；")),
            text(row.digest),
        ]
    });
    let sheet = SheetData {
        name: lang.say("操作日志", "Journal").to_owned(),
        title: Vec::new(),
        headings: headings.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    };
    files::workbook(lang.say("操作日志.xlsx", "journal.xlsx"), &[sheet])
}

fn drawn(
    asked: &Asked,
    wanted: &Wanted,
    number: ListPage,
    found: Option<JournalRead>,
    errors: &[FieldError],
) -> JournalPage {
    let lang = asked.lang;
    let mut page = asked.page("操作日志", "Journal");
    page.lead = lang
        .say(
            "谁在什么时候做了什么。只能增加，不能修改；每条都带着上一条的摘要，改动会被发现。",
            "Who did what, when. Entries are added and never changed; each carries the digest of the one before.",
        )
        .to_owned();
    page.flashes = errors
        .iter()
        .map(|error| Flash {
            tone: Tone::Refused,
            text: lang.of(&error.message).to_owned(),
            lines: Vec::new(),
        })
        .collect();
    let total = found.as_ref().map_or(0, |found| found.total);
    let entries = found.map(|found| found.entries).unwrap_or_default();
    JournalPage {
        page,
        filters: filters(lang, wanted),
        head: head(lang, wanted, total),
        rows: entries
            .iter()
            .map(|named| row(&asked.words, lang, named))
            .collect(),
        empty: EmptyTable::saying(
            lang.say("没有符合条件的记录", "No such entries"),
            lang.say("换个条件再看。", "Change the filter."),
        ),
        pager: number.pager(total, format!("/journal?{}&page=", wanted.query())),
    }
}

/// What the rulebook calls what stands under a key of an entry.
fn said(words: &Words, key: &str, text: &str) -> String {
    match key {
        "register" => words.register(text),
        "from" | "to" | "state" => words.state(text),
        "move" => words.step(text),
        _ => text,
    }
    .to_owned()
}

fn row(words: &Words, lang: Lang, named: &NamedEntry) -> Row {
    Row {
        seq: named.entry.seq,
        at: moment(named.entry.at),
        person: named
            .person
            .clone()
            .unwrap_or_else(|| lang.say("系统", "the system").to_owned()),
        done: lang.of(&named.done()).to_owned(),
        organisation: named.organisation.clone().unwrap_or_default(),
        details: named.details(lang.is_chinese(), |key, text| said(words, key, text)),
        subject: named.entry.subject.clone(),
        digest: named.entry.digest.clone(),
    }
}

fn filters(lang: Lang, wanted: &Wanted) -> Vec<Field> {
    let mut verbs: Vec<Choice> = VERBS
        .iter()
        .map(|(verb, zh, en)| Choice::new(*verb, lang.say(zh, en), *verb == wanted.verb))
        .collect();
    verbs.insert(
        0,
        Choice::new("", lang.say("全部", "all"), wanted.verb.is_empty()),
    );
    let mut fields = vec![
        Field::new("from", lang.say("从", "From"), FieldKind::Date).filled(&wanted.from),
        Field::new("to", lang.say("到", "To"), FieldKind::Date).filled(&wanted.to),
        Field::new("verb", lang.say("做了什么", "What"), FieldKind::Choice).choices(verbs),
    ];
    let hidden = |name: &str, value: String| Field::new(name, "", FieldKind::Hidden).filled(value);
    let under = wanted.under.map(|id| hidden("under", id.to_string()));
    let person = wanted.person.map(|id| hidden("person", id.to_string()));
    let subject = (!wanted.subject.is_empty()).then(|| hidden("subject", wanted.subject.clone()));
    fields.extend([under, person, subject].into_iter().flatten());
    fields
}

fn head(lang: Lang, wanted: &Wanted, total: i64) -> TableHead {
    TableHead {
        caption: if lang.is_chinese() {
            format!("记录（{total}）")
        } else {
            format!("Entries ({total})")
        },
        columns: vec![
            Column::text(lang.say("时间", "When")),
            Column::text(lang.say("人员", "Who")),
            Column::text(lang.say("做了什么", "What")),
            Column::text(lang.say("单位", "Organisation")).secondary(),
            Column::text(lang.say("详情", "Details")).secondary(),
        ],
        export: format!("/journal.xlsx?{}", wanted.query()),
        note: lang
            .say(
                "在服务器上运行 junheng journal verify 可以核对整条链。",
                "On the server, junheng journal verify checks the whole chain.",
            )
            .to_owned(),
    }
}
