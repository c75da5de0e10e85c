//! What two judgements of a county say of each other, as a workbook: two policies or versions, and a what-if.

use axum::extract::{Path, Query};
use axum::response::Response;
use junheng_app::Failure;
use serde::Deserialize;

use super::table_of;
use crate::components::{Column, TableHead};
use crate::failure::PageFailure;
use crate::lang::{Lang, NOTHING};
use crate::pages::counties::compare::Other;
use crate::pages::counties::difference::{Difference, DifferenceRow};
use crate::pages::counties::overview::{basis, standing_of};
use crate::pages::counties::selection::{CountyAddresses, Selection};
use crate::pages::counties::what_if;
use crate::request::Reader;

/// The changes of a what-if, as its page spells them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Supposing {
    changes: String,
}

/// Two policies, days, versions or periods side by side.
pub async fn compare(
    reader: Reader,
    Path(county): Path<i64>,
    Query(selection): Query<Selection>,
    Query(other): Query<Other>,
) -> Result<Response, PageFailure> {
    let lang = reader.lang();
    let left = reader.judged(county, &selection).await?;
    let right = reader.judged(county, &other.selection(&selection)).await?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let said = standing_of(&left, lang).zip(standing_of(&right, lang));
    let (on_left, on_right) = said.ok_or(Failure::NotFound)?;
    let difference = Difference::of(&on_left, &on_right, &addresses, lang);
    let named = |period: &str, basis: String| format!("{period} {basis}");
    let names = (
        named(&left.period.name, basis(&left, lang)),
        named(&right.period.name, basis(&right, lang)),
    );
    let caption = lang.say("对照", "Side by side");
    written(&left.county.name, caption, names, &difference, lang)
}

/// What a what-if comes to.
pub async fn supposed(
    reader: Reader,
    Path(county): Path<i64>,
    Query(selection): Query<Selection>,
    Query(supposing): Query<Supposing>,
) -> Result<Response, PageFailure> {
    let lang = reader.lang();
    let changes = what_if::read_changes(&supposing.changes).ok_or(Failure::NotFound)?;
    let asked = selection.asked(county)?;
    let supposed = reader.app.what_if(&reader.actor, &asked, &changes).await?;
    let addresses = CountyAddresses {
        county,
        selection: &selection,
    };
    let found = what_if::difference(&supposed, &addresses, lang);
    let difference = found.ok_or(Failure::NotFound)?;
    let words = what_if::changed_words(&supposed, &reader.asked.words, lang);
    let names = (
        basis(&supposed.before, lang),
        format!(
            "{}{}{}",
            lang.say("试算", "supposed"),
            lang.of_report().colon(),
            words.join(lang.of_report().semicolon())
        ),
    );
    let caption = lang.say("试算", "What if");
    written(
        &supposed.before.county.name,
        caption,
        names,
        &difference,
        lang,
    )
}

fn written(
    county: &str,
    caption: &str,
    names: (String, String),
    difference: &Difference,
    lang: Lang,
) -> Result<Response, PageFailure> {
    let text = |label: &str| Column::text(label);
    let head = TableHead {
        caption: caption.to_owned(),
        columns: vec![
            text(lang.say("种类", "Kind")),
            text(lang.say("名称", "Name")),
            text(lang.say("左边", "Left")),
            text(lang.say("左边判定", "Left verdict")),
            text(lang.say("右边", "Right")),
            text(lang.say("右边判定", "Right verdict")),
        ],
        ..TableHead::default()
    };
    let (left, right) = difference.verdicts;
    let mut rows = vec![vec![
        lang.say("县", "County").to_owned(),
        county.to_owned(),
        String::new(),
        lang.verdict(&left).to_owned(),
        String::new(),
        lang.verdict(&right).to_owned(),
    ]];
    for (kind, of) in [
        (lang.say("规则", "Rule"), &difference.rules),
        (lang.say("指标", "Indicator"), &difference.indicators),
        (lang.say("学校", "School"), &difference.schools),
    ] {
        rows.extend(of.iter().map(|row| row_of(kind, row, lang)));
    }
    let basis = format!(
        "{}{}{}",
        names.0,
        lang.say("  对照  ", "  against  "),
        names.1
    );
    table_of(county, basis, &head, rows, lang)
}

fn row_of(kind: &str, row: &DifferenceRow, lang: Lang) -> Vec<String> {
    let verdict = |of: Option<junheng_model::Verdict>| {
        of.map_or(NOTHING, |verdict| lang.verdict(&verdict))
            .to_owned()
    };
    vec![
        kind.to_owned(),
        row.name.clone(),
        row.left.clone(),
        verdict(row.verdicts.0),
        row.right.clone(),
        verdict(row.verdicts.1),
    ]
}
