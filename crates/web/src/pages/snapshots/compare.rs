//! Two versions of a period side by side.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Response};
use junheng_app::App;
use junheng_app::freezing::compare::{Compare, LIVE};
use junheng_app::freezing::{Compared, Flip, Flipped};
use junheng_report::sheets::{CellData, SheetData};
use serde::Deserialize;

use crate::components::{Choice, Field, FieldKind, Link, Page};
use crate::failure::PageFailure;
use crate::files::workbook;
use crate::lang::{Lang, NOTHING};
use crate::pages::review::act::minute_of;
use crate::pages::review::board::address;
use crate::request::{Asked, html};
use crate::session::SignedIn;
use crate::words::Words;

/// The two versions, as they stand in the address; nought is what is being handed in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sides {
    pub before: Option<i64>,
    pub after: Option<i64>,
    pub policy: Option<String>,
}

#[derive(Template)]
#[template(path = "snapshots/compare.html")]
struct ComparePage {
    page: Page,
    here: String,
    export: String,
    choices: Vec<Field>,
    compared: Compared,
    flips: Vec<ShownFlip>,
    cells: usize,
    before: String,
    after: String,
}

struct ShownFlip {
    what: String,
    stage: String,
    flip: Flip,
}

/// What changed between two versions.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
    Query(sides): Query<Sides>,
) -> Result<Html<String>, PageFailure> {
    let lang = asked.lang;
    let compared = app
        .compare(&actor, county, &period, &compare(&sides))
        .await?;
    let board = address(county, &compared.period.name);
    let here = format!("{board}/compare");
    let title = match lang.is_chinese() {
        true => format!(
            "{}{}学年版本对照",
            compared.county.name, compared.period.name
        ),
        false => format!(
            "Versions of {} {}",
            compared.county.name, compared.period.name
        ),
    };
    let mut page = asked.page(&title, &title);
    page.crumbs = vec![Link::new(lang.say("填报进度", "Board"), &board)];
    html(&ComparePage {
        page,
        export: format!(
            "{here}.xlsx?before={}&after={}",
            compared.before, compared.after
        ),
        choices: choices(&compared, lang),
        flips: shown(&app, &compared, lang),
        cells: compared.registers.iter().map(|one| one.cells.len()).sum(),
        before: version(compared.before, lang),
        after: version(compared.after, lang),
        here,
        compared,
    })
}

/// The same as a workbook.
pub async fn export(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
    Query(sides): Query<Sides>,
) -> Result<Response, PageFailure> {
    let lang = asked.lang;
    let compared = app
        .compare(&actor, county, &period, &compare(&sides))
        .await?;
    let flips = shown(&app, &compared, lang);
    let (before, after) = (
        version(compared.before, lang),
        version(compared.after, lang),
    );
    let name = format!(
        "{}{}{before}与{after}对照.xlsx",
        compared.county.name, compared.period.name
    );
    workbook(
        &name,
        &[
            cells_sheet(&compared, &asked.words, lang),
            flips_sheet(&flips, lang),
        ],
    )
}

fn cells_sheet(compared: &Compared, words: &Words, lang: Lang) -> SheetData {
    let text = |text: &str| CellData::Text(text.to_owned());
    let mut rows = Vec::new();
    for register in &compared.registers {
        let of = &register.register;
        let name = words.register(of);
        rows.extend(register.cells.iter().map(|cell| {
            let said = |value: &Option<String>| {
                let value = value.as_deref();
                value.map_or(CellData::Blank, |value| {
                    text(words.cell(of, &cell.column, value))
                })
            };
            vec![
                text(name),
                text(&cell.organisation),
                text(&cell.row),
                text(words.column(of, &cell.column)),
                said(&cell.before),
                said(&cell.after),
                cell.by.as_deref().map_or(CellData::Blank, text),
                cell.at
                    .as_ref()
                    .map_or(CellData::Blank, |at| text(&minute_of(at))),
            ]
        }));
        for (keys, word) in [
            (&register.added, lang.say("新增一行", "row added")),
            (&register.removed, lang.say("删去一行", "row removed")),
        ] {
            rows.extend(keys.iter().map(|key| {
                let mut row = vec![text(name), CellData::Blank, text(key), text(word)];
                row.resize(8, CellData::Blank);
                row
            }));
        }
    }
    sheet(
        lang.say("改动的单元格", "Changed cells"),
        &[
            lang.say("台账", "Register"),
            lang.say("单位", "Organisation"),
            lang.say("行", "Row"),
            lang.say("列", "Column"),
            lang.say("原为", "Was"),
            lang.say("现为", "Is"),
            lang.say("改动人", "By"),
            lang.say("时间", "At"),
        ],
        rows,
    )
}

fn flips_sheet(flips: &[ShownFlip], lang: Lang) -> SheetData {
    let text = |text: &str| CellData::Text(text.to_owned());
    let rows = flips.iter().map(|one| {
        vec![
            text(&one.what),
            text(&one.stage),
            text(lang.verdict(&one.flip.before)),
            text(lang.verdict(&one.flip.after)),
        ]
    });
    sheet(
        lang.say("结论变化", "Verdicts"),
        &[
            lang.say("对象", "What"),
            lang.say("学段", "Stage"),
            lang.say("原为", "Was"),
            lang.say("现为", "Is"),
        ],
        rows.collect(),
    )
}

fn sheet(name: &str, headings: &[&str], rows: Vec<Vec<CellData>>) -> SheetData {
    SheetData {
        name: name.to_owned(),
        title: Vec::new(),
        headings: headings.iter().map(|&heading| heading.to_owned()).collect(),
        rows,
    }
}

fn compare(sides: &Sides) -> Compare {
    Compare {
        before: sides.before,
        after: sides.after,
        policy: sides.policy.clone().filter(|policy| !policy.is_empty()),
    }
}

/// `第2版`, or what is being handed in.
fn version(number: i64, lang: Lang) -> String {
    match (number, lang) {
        (LIVE, _) => lang
            .say("正在填报的数", "what is being handed in")
            .to_owned(),
        (number, Lang::Zh) => format!("第{number}版"),
        (number, Lang::En) => format!("version {number}"),
    }
}

fn choices(compared: &Compared, lang: Lang) -> Vec<Field> {
    let of = |chosen: i64| -> Vec<Choice> {
        let numbers = compared.versions.iter().map(|version| version.number);
        [LIVE]
            .into_iter()
            .chain(numbers)
            .map(|number| Choice::new(number.to_string(), version(number, lang), number == chosen))
            .collect()
    };
    vec![
        Field::new("before", lang.say("从", "From"), FieldKind::Choice)
            .choices(of(compared.before)),
        Field::new("after", lang.say("到", "To"), FieldKind::Choice).choices(of(compared.after)),
    ]
}

/// The flips with what they are about in words.
fn shown(app: &App, compared: &Compared, lang: Lang) -> Vec<ShownFlip> {
    let policy = app.rulebook().policy(&compared.policy);
    let words = |what: &Flipped| match what {
        Flipped::County => compared.county.name.clone(),
        Flipped::Rule(id) => {
            let rules = policy.map_or(&[][..], |policy| &policy.rules);
            let rule = rules.iter().find(|rule| rule.id == *id);
            rule.map_or_else(|| id.clone(), |rule| lang.of_report().rule(rule).to_owned())
        }
        Flipped::Indicator(id) => {
            let indicator = policy.and_then(|policy| policy.indicator(id));
            indicator.map_or_else(
                || id.clone(),
                |indicator| format!("{id} {}", lang.of_report().indicator(indicator)),
            )
        }
        Flipped::School { name, .. } => name.clone(),
    };
    let flips = compared.flips.iter().map(|flip| ShownFlip {
        what: words(&flip.what),
        stage: flip.stage.map_or_else(String::new, |stage| {
            lang.of_report().stage(Some(stage)).to_owned()
        }),
        flip: flip.clone(),
    });
    flips.collect()
}
