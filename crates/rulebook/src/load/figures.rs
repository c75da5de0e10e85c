//! The kinds of indicator.

use super::desk::PolicyDesk;
use super::measured::{all_schools, from, measure, measure_node, over};
use super::overlay::Item;
use super::shared::check_split;
use super::tree::Table;
use super::{formulas, source};
use crate::expression::Expected;
use crate::mistake::TextDiagnostic;
use crate::written::WrittenText;
use crate::{Every, Figure, JudgedBy, Privacy, Requirement, Score, Share, Survey};

#[derive(Clone, Copy)]
enum Kind {
    Ratio,
    Share,
    Every,
    Total,
    Score,
    Survey,
    All,
}

pub(super) fn read(item: &Item<'_>, policy: &PolicyDesk<'_>) -> Option<Figure> {
    let table = &item.merged;
    let kind = table.word(
        "kind",
        &[
            ("ratio", Kind::Ratio),
            ("share", Kind::Share),
            ("every", Kind::Every),
            ("total", Kind::Total),
            ("score", Kind::Score),
            ("survey", Kind::Survey),
            ("all", Kind::All),
        ],
        policy.mistakes(),
    )?;
    match kind {
        Kind::Ratio => formulas::ratio(table, policy),
        Kind::Share => share(table, policy).map(Figure::Share),
        Kind::Every => every(table, policy).map(Figure::Every),
        Kind::Total => {
            of_county(table, policy);
            let value = measure(table, table, "value", JudgedBy::County, policy)?;
            Some(Figure::Total { value })
        }
        Kind::Score => {
            of_county(table, policy);
            let passes = table.texts("passes", policy.mistakes());
            let passes = passes.iter().map(|word| word.text.clone()).collect();
            let item = table.text("item", policy.mistakes())?;
            Some(Figure::Score(Score { item, passes }))
        }
        Kind::Survey => survey(table, policy).map(Figure::Survey),
        Kind::All => {
            of_county(table, policy);
            let parts = table.some_texts("parts", policy.mistakes());
            let parts = parts.iter().map(|part| part.text.clone()).collect();
            Some(Figure::All { parts })
        }
    }
}

/// Figures of these kinds are the county's; saying so is allowed, anything else is not.
fn of_county(table: &Table, policy: &PolicyDesk<'_>) {
    table.optional_word("by", &[("县", JudgedBy::County)], policy.mistakes());
}

fn share(table: &Table, policy: &PolicyDesk<'_>) -> Option<Share> {
    of_county(table, policy);
    let from = from(table, policy);
    let of = over(table, "of", from, Expected::Condition, policy).optional();
    let condition = table
        .written("where", policy.mistakes())
        .and_then(|written| policy.expression(written, from?, Expected::Condition));
    let all_schools = all_schools(table, policy);
    Some(Share {
        from: from?.to_owned(),
        of: of?,
        condition: condition?,
        all_schools,
    })
}

fn every(table: &Table, policy: &PolicyDesk<'_>) -> Option<Every> {
    let mistakes = policy.mistakes();
    let from = from(table, policy);
    let of = over(table, "of", from, Expected::Condition, policy).optional();
    let figure = table.written("figure", mistakes).and_then(|written| {
        let figure = policy.expression(written, from?, Expected::Figure)?;
        check_split(from?, &figure, written, policy);
        Some(figure)
    });
    let columns = ["row_name", "stage"].map(|key| table.optional_written(key, mistakes));
    let register = from.and_then(|from| policy.desk.register(from));
    for column in columns.into_iter().flatten() {
        let Some(register) = register else {
            continue;
        };
        match register.column(&column.text) {
            None => {
                let known = register.columns.iter().map(|column| column.name.as_str());
                policy.desk.unknown(column, "列", "column", known);
            }
            Some(found) if found.privacy == Privacy::Personal => mistakes.push(personal(column)),
            Some(_) => {}
        }
    }
    let all_schools = all_schools(table, policy);
    let bounded = super::cases::BOUNDS.iter().any(|(key, _)| table.has(key)) || table.has("limit");
    if !bounded {
        mistakes.push(TextDiagnostic::new(
            &table.place,
            "missing-key",
            "every 指标要有界限（at_least、at_most、above、below 或 limit）",
            "an `every` needs a bound (at_least, at_most, above, below or limit)",
        ));
    }
    let [row_name, stage] = columns.map(|column| column.map(|column| column.text.clone()));
    Some(Every {
        from: from?.to_owned(),
        of: of?,
        figure: figure?,
        row_name,
        stage,
        all_schools,
    })
}

/// Frozen snapshots do not hold personal fields.
fn personal(column: &WrittenText) -> TextDiagnostic {
    TextDiagnostic::new(
        &column.place(0),
        "personal-column",
        format!("{} 是个人信息，政策不能用它评判", column.text),
        format!("`{}` is personal: no policy judges by it", column.text),
    )
}

fn survey(table: &Table, policy: &PolicyDesk<'_>) -> Option<Survey> {
    let mistakes = policy.mistakes();
    of_county(table, policy);
    let from = from(table, policy);
    let [satisfied, valid] = ["satisfied", "valid"].map(|key| {
        table
            .written(key, mistakes)
            .and_then(|written| policy.expression(written, from?, Expected::Aggregate))
    });
    let requirements = table
        .tables("require", mistakes)
        .into_iter()
        .filter_map(|required| {
            let read = requirement(required, from, policy);
            required.finish(mistakes);
            read
        })
        .collect();
    Some(Survey {
        from: from?.to_owned(),
        satisfied: satisfied?,
        valid: valid?,
        requirements,
    })
}

fn requirement(table: &Table, from: Option<&str>, policy: &PolicyDesk<'_>) -> Option<Requirement> {
    let mistakes = policy.mistakes();
    let name = table.text("name", mistakes);
    let value = table
        .get("value")
        .and_then(|node| measure_node(node, from, JudgedBy::County, policy));
    if !table.has("value") {
        table.text("value", mistakes);
    }
    let at_least = table.quantity("at_least", mistakes);
    let source = source::required(table, mistakes);
    Some(Requirement {
        name: name?,
        value: value?,
        at_least: at_least?,
        source,
    })
}
