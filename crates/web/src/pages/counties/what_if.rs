//! What if? A leader moves a figure and sees what comes of it. Every change stands in the address; nothing is saved.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::{Actor, App, Changed, Failure, FigureChange, Judged, Supposed, WHAT_IF_REGISTER};
use junheng_model::Quantity;
use junheng_report::figures;

use super::difference::Difference;
use super::overview::{basis, crumbs, selectors, standing_after, standing_of};
use super::selection::{CountyAddresses, Selection};
use super::to_mend::ToMend;
use crate::components::{Choice, Field, Link, Page};
use crate::failure::PageFailure;
use crate::lang::{Lang, NOTHING};
use crate::request::{Asked, html};
use crate::session::SignedIn;
use crate::words::Words;

/// What the names of inputs with a school's figures begin with.
const FIGURE: &str = "figure-";

#[derive(Template)]
#[template(path = "counties/what_if.html")]
struct WhatIfPage {
    page: Page,
    here: String,
    selectors: Vec<Field>,
    basis: String,
    schools: Vec<Choice>,
    /// The chosen school's figures as they are or are supposed to be.
    figures: Vec<FigureRow>,
    school: String,
    /// All changes, as the address spells them.
    changes: String,
    changed: Vec<ChangedRow>,
    reset: String,
    /// The result as a workbook; empty when nothing is supposed.
    export: String,
    errors: Vec<String>,
    /// Schools to begin with, while none is chosen.
    suggested: Option<ToMend>,
    /// What stands on both sides.
    names: (&'static str, &'static str),
    difference: Option<Difference>,
}

struct FigureRow {
    column: String,
    /// The column as the reader calls it.
    label: String,
    unit: String,
    now: String,
    supposed: String,
    /// `现为 23`
    said: String,
}

impl WhatIfPage {
    fn has_blanks(&self) -> bool {
        self.figures.iter().any(FigureRow::is_blank)
    }
}

impl FigureRow {
    /// Whether there is no such figure of the school, as of a stage that it does not have.
    fn is_blank(&self) -> bool {
        self.now.is_empty() && self.supposed.is_empty()
    }
}

struct ChangedRow {
    words: String,
    undo: Link,
}

/// What is asked for beside the figures meant.
#[derive(Debug, Default)]
struct Wish {
    school: String,
    changes: Vec<FigureChange>,
    /// What was typed for the school: column and text.
    typed: Vec<(String, String)>,
    errors: Vec<String>,
}

/// The panel, with what the changes in the address come to.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    headers: HeaderMap,
    Path(county): Path<i64>,
    Query(selection): Query<Selection>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, PageFailure> {
    let lang = asked.lang;
    let mut wish = Wish::read(&query, lang);
    let as_it_is = app.judged(&actor, &selection.asked(county)?).await?;
    wish.merge_typed(&as_it_is, lang);
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let address = addresses.what_if(&wish.changes, &wish.school);
    let is_fragment = headers.contains_key("hx-request");
    if !wish.typed.is_empty() && wish.errors.is_empty() && !is_fragment {
        return Ok(Redirect::to(&address).into_response());
    }
    let supposed = suppose(&app, &actor, &selection.asked(county)?, &mut wish, lang).await?;
    let choices = app
        .reading_choices(&actor, county, &selection.period)
        .await?;
    let mut page = asked.page("试算", "What if");
    lead(lang).clone_into(&mut page.lead);
    page.crumbs = crumbs(&choices, &addresses);
    let view = WhatIfPage {
        page,
        here: format!("/counties/{county}/what-if"),
        selectors: selectors(&choices, &as_it_is, &selection, lang),
        basis: basis(&as_it_is, lang),
        schools: schools(&as_it_is, &wish.school, lang),
        figures: figure_rows(&as_it_is, &wish, &asked.words, lang),
        changes: spelled(&wish.changes),
        changed: changed_rows(&supposed, &addresses, &wish.school, &asked.words, lang),
        reset: addresses.what_if(&[], &wish.school),
        export: addresses.what_if_workbook(&wish.changes),
        names: (
            lang.say("现在", "Now"),
            lang.say("试算后", "With the changes"),
        ),
        difference: difference(&supposed, &addresses, lang),
        suggested: match standing_of(&as_it_is, lang) {
            Some(standing) if wish.school.is_empty() => {
                Some(ToMend::of(&app, &actor, &standing, &addresses, lang).await?)
            }
            _ => None,
        },
        school: wish.school,
        errors: wish.errors,
    };
    let mut response = html(&view)?.into_response();
    if let Ok(address) = HeaderValue::from_str(&address) {
        response.headers_mut().insert("hx-push-url", address);
    }
    Ok(response)
}

/// What the changes come to; with what is wrong with them said, nothing is supposed.
async fn suppose(
    app: &App,
    actor: &Actor,
    asked: &junheng_app::Asked,
    wish: &mut Wish,
    lang: Lang,
) -> Result<Supposed, Failure> {
    match app.what_if(actor, asked, &wish.changes).await {
        Err(Failure::Invalid(errors)) => {
            let said = errors
                .iter()
                .map(|error| lang.of(&error.message).to_owned());
            wish.errors.extend(said);
            app.what_if(actor, asked, &[]).await
        }
        other => other,
    }
}

const fn lead(lang: Lang) -> &'static str {
    lang.say(
        "改动学校的数字，马上看到判定和差异系数怎么变。试算不会保存，也不影响填报数据。",
        "Change a school's figures and see what comes of it at once. Nothing is saved.",
    )
}

impl Wish {
    fn read(query: &HashMap<String, String>, lang: Lang) -> Self {
        let text = |name: &str| query.get(name).cloned().unwrap_or_default();
        let mut wish = Self {
            school: text("school"),
            ..Self::default()
        };
        match read_changes(&text("changes")) {
            Some(changes) => wish.changes = changes,
            None => wish.errors.push(
                lang.say(
                    "地址里的改动看不懂，没有试算。",
                    "The changes in the address cannot be read.",
                )
                .to_owned(),
            ),
        }
        // What stands in the address of a page is not typed; the form of a school says which school it is of.
        if query.get("of") == Some(&wish.school) {
            let typed = query.iter().filter_map(|(name, value)| {
                Some((
                    name.strip_prefix(FIGURE)?.to_owned(),
                    value.trim().to_owned(),
                ))
            });
            wish.typed = typed.collect();
        }
        wish
    }

    /// What was typed takes the place of the school's earlier changes; what is as reported is no change.
    fn merge_typed(&mut self, judged: &Judged, lang: Lang) {
        if self.typed.is_empty() {
            return;
        }
        let school = self.school.clone();
        self.changes.retain(|change| change.school != school);
        for (column, _, now) in judged.changeable(&school) {
            let Some((_, typed)) = self.typed.iter().find(|(name, _)| *name == column) else {
                continue;
            };
            match read_value(typed) {
                Some(value) if value != now => self.changes.push(FigureChange {
                    school: school.clone(),
                    column,
                    value,
                }),
                Some(_) => {}
                None => self.errors.push(match lang {
                    Lang::Zh => format!("{column}：“{typed}”不是数字。"),
                    Lang::En => format!("{column}: “{typed}” is no number."),
                }),
            }
        }
    }
}

/// A blank is a figure that was not handed in; nothing for what is no number.
fn read_value(text: &str) -> Option<Option<Quantity>> {
    if text.is_empty() {
        return Some(None);
    }
    text.replace(',', "").parse().ok().map(Some)
}

/// `2199000004:专任教师数:12,…`; nothing for what is spelled otherwise.
pub fn read_changes(text: &str) -> Option<Vec<FigureChange>> {
    let parts = text.split(',').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (school, rest) = part.split_once(':')?;
            let (column, value) = rest.rsplit_once(':')?;
            Some(FigureChange {
                school: school.to_owned(),
                column: column.to_owned(),
                value: read_value(value)?,
            })
        })
        .collect()
}

fn spelled(changes: &[FigureChange]) -> String {
    let one = |change: &FigureChange| {
        let value = change
            .value
            .map_or_else(String::new, |value| value.to_string());
        format!("{}:{}:{value}", change.school, change.column)
    };
    let all: Vec<String> = changes.iter().map(one).collect();
    all.join(",")
}

impl CountyAddresses<'_> {
    /// Where the result is had as a workbook; empty when nothing is supposed.
    fn what_if_workbook(&self, changes: &[FigureChange]) -> String {
        if changes.is_empty() {
            return String::new();
        }
        let path = format!("/counties/{}/what-if.xlsx", self.county);
        self.selection
            .href(&path, &[("changes", &spelled(changes))])
    }

    fn what_if(&self, changes: &[FigureChange], school: &str) -> String {
        let path = format!("/counties/{}/what-if", self.county);
        let changes = spelled(changes);
        self.selection
            .href(&path, &[("changes", &changes), ("school", school)])
    }
}

/// The judged schools, each once.
fn schools(judged: &Judged, chosen: &str, lang: Lang) -> Vec<Choice> {
    let choose = lang.say("请选择学校", "Choose a school");
    let mut choices = vec![Choice::new("", choose, chosen.is_empty())];
    let units = &judged.findings().schools.units;
    for unit in 0..units.len() {
        let code = units.code.get(unit);
        if choices.last().is_none_or(|last| last.value != code) {
            choices.push(Choice::new(code, units.name.get(unit), code == chosen));
        }
    }
    choices
}

/// None until a school of the county is chosen: blank inputs would say that nothing was handed in.
fn figure_rows(judged: &Judged, wish: &Wish, words: &Words, lang: Lang) -> Vec<FigureRow> {
    let units = &judged.findings().schools.units;
    if (0..units.len()).all(|unit| units.code.get(unit) != wish.school) {
        return Vec::new();
    }
    let text = |value: Option<Quantity>| value.map_or_else(String::new, |value| value.to_string());
    let row = |(column, unit, now): (String, String, Option<Quantity>)| {
        let typed = wish.typed.iter().find(|(name, _)| *name == column);
        let mut changes = wish.changes.iter();
        let change = changes.find(|change| change.school == wish.school && change.column == column);
        FigureRow {
            supposed: match (typed, change) {
                (Some((_, typed)), _) => typed.clone(),
                (None, Some(change)) => text(change.value),
                (None, None) => text(now),
            },
            said: match now {
                Some(now) => format!("{} {now}", lang.say("现为", "now")),
                None => lang.say("现为未填", "now blank").to_owned(),
            },
            now: text(now),
            label: words.column(WHAT_IF_REGISTER, &column).to_owned(),
            column,
            unit: words.unit(&unit).to_owned(),
        }
    };
    judged
        .changeable(&wish.school)
        .into_iter()
        .map(row)
        .collect()
}

/// `广和县实验小学 · 运动场地面积：5,000 → 9,000 m²`, one for each change.
pub fn changed_words(supposed: &Supposed, words: &Words, lang: Lang) -> Vec<String> {
    let text = |value: Option<Quantity>| {
        value.map_or_else(
            || NOTHING.to_owned(),
            |value| figures::plain(value.to_f64()),
        )
    };
    let said = |changed: &Changed| {
        let (before, after) = (text(changed.before), text(changed.change.value));
        format!(
            "{} · {}{}{before} → {}",
            changed.school_name,
            words.column(WHAT_IF_REGISTER, &changed.change.column),
            lang.of_report().colon(),
            words.names().amount(&after, &changed.unit)
        )
    };
    supposed.changes.iter().map(said).collect()
}

fn changed_rows(
    supposed: &Supposed,
    addresses: &CountyAddresses<'_>,
    school: &str,
    words: &Words,
    lang: Lang,
) -> Vec<ChangedRow> {
    let row = |(changed, words): (&Changed, String)| {
        let others = supposed.changes.iter();
        let rest: Vec<FigureChange> = others
            .filter(|other| other.change != changed.change)
            .map(|other| other.change.clone())
            .collect();
        ChangedRow {
            words,
            undo: Link::new(lang.say("撤销", "Undo"), addresses.what_if(&rest, school)),
        }
    };
    let said = changed_words(supposed, words, lang);
    supposed.changes.iter().zip(said).map(row).collect()
}

pub fn difference(
    supposed: &Supposed,
    addresses: &CountyAddresses<'_>,
    lang: Lang,
) -> Option<Difference> {
    if supposed.changes.is_empty() {
        return None;
    }
    let before = standing_of(&supposed.before, lang)?;
    let after = standing_after(supposed, lang)?;
    Some(Difference::of(&before, &after, addresses, lang))
}

#[cfg(test)]
mod tests {
    use super::{read_changes, read_value, spelled};

    #[test]
    fn changes_survive_the_address() {
        let text = "2199000004:体育艺术专任教师数:12,2199000005:运动场地面积:";
        let changes = read_changes(text).expect("well spelled");
        assert_eq!(changes.len(), 2);
        assert_eq!(changes[1].value, None, "a blank was not handed in");
        assert_eq!(spelled(&changes), text);
        assert_eq!(read_changes(""), Some(Vec::new()));
        assert_eq!(read_changes("2199000004"), None);
        assert_eq!(read_changes("2199000004:教师:many"), None);
    }

    #[test]
    fn a_figure_is_typed_as_people_type_figures() {
        assert_eq!(read_value(""), Some(None));
        assert_eq!(read_value("1,200"), Some("1200".parse().ok()));
        assert_eq!(read_value("十二"), None);
    }
}
