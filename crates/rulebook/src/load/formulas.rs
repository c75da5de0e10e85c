//! Ratios: their formulas and supplements.

use super::desk::PolicyDesk;
use super::measured::{Written, all_schools, measure, over};
use super::names::Seen;
use super::shared::{Belongs, belongs, tell_unsplit};
use super::source;
use super::tree::Table;
use crate::expression::{Expected, SCHOOL};
use crate::mistake::TextDiagnostic;
use crate::written::WrittenText;
use crate::{Figure, Formula, JudgedBy, Supplement};

pub(super) fn ratio(table: &Table, policy: &PolicyDesk<'_>) -> Option<Figure> {
    let mistakes = policy.mistakes();
    let by = table.word(
        "by",
        &[
            ("学段", JudgedBy::SchoolStage),
            ("学校", JudgedBy::School),
            ("县", JudgedBy::County),
        ],
        mistakes,
    )?;
    let formulas = formulas(table, by, policy);
    let chosen = chosen(table, formulas.as_deref().unwrap_or_default(), policy);
    let unit_from = match by {
        JudgedBy::SchoolStage => policy.desk.stage_view(),
        JudgedBy::School => Some(SCHOOL),
        // A county has no row of its own: `of` keeps rows of what is counted.
        JudgedBy::County => formulas
            .as_ref()
            .and_then(|formulas| formulas.first())
            .map(|formula| formula.numerator.from.as_str()),
    };
    let of = over(table, "of", unit_from, Expected::Condition, policy).optional();
    let supplements = supplements(table, unit_from, policy);
    let all_schools = all_schools(table, policy);
    Some(Figure::Ratio {
        by,
        chosen: chosen?,
        supplements,
        of: of?,
        all_schools,
        formulas: formulas?,
    })
}

/// The named formulas, or the only one without a name. `None` when one could not be read.
fn formulas(table: &Table, by: JudgedBy, policy: &PolicyDesk<'_>) -> Option<Vec<Formula>> {
    let mistakes = policy.mistakes();
    let named = table.tables("formula", mistakes);
    if named.is_empty() {
        let numerator = measure(table, table, "numerator", by, policy);
        let denominator = measure(table, table, "denominator", by, policy);
        return Some(vec![Formula {
            name: String::new(),
            numerator: numerator?,
            denominator: denominator?,
            source: source::required(table, mistakes),
        }]);
    }
    let mut seen = Seen::default();
    let read: Vec<Option<Formula>> = named
        .into_iter()
        .map(|formula| {
            let name = formula.written("name", mistakes);
            if let Some(name) = name {
                seen.is_new(&name.text, &name.place(0), ("公式", "formula"), mistakes);
            }
            let numerator = measure(formula, table, "numerator", by, policy);
            let denominator = measure(formula, table, "denominator", by, policy);
            let source = source::required(formula, mistakes);
            formula.finish(mistakes);
            Some(Formula {
                name: name?.text.clone(),
                numerator: numerator?,
                denominator: denominator?,
                source,
            })
        })
        .collect();
    read.into_iter().collect()
}

/// Which formula judges; `None` when that is not said clearly.
fn chosen(table: &Table, formulas: &[Formula], policy: &PolicyDesk<'_>) -> Option<usize> {
    let mistakes = policy.mistakes();
    let Some(chosen) = table.optional_written("chosen_formula", mistakes) else {
        if table.list("formula", mistakes).len() > 1 {
            mistakes.push(TextDiagnostic::new(
                &table.place,
                "no-chosen-formula",
                "有几个公式，要用 chosen_formula 写明按哪一个评价",
                "there are several formulas: say with `chosen_formula` which one judges",
            ));
            return None;
        }
        return Some(0);
    };
    let found = formulas
        .iter()
        .position(|formula| formula.name == chosen.text);
    if found.is_none() {
        let known = formulas.iter().map(|formula| formula.name.as_str());
        policy.desk.unknown(chosen, "公式", "formula", known);
    }
    found
}

fn supplements(table: &Table, from: Option<&str>, policy: &PolicyDesk<'_>) -> Vec<Supplement> {
    table
        .tables("supplement", policy.mistakes())
        .into_iter()
        .filter_map(|supplement| {
            let read = read_supplement(supplement, from, policy);
            supplement.finish(policy.mistakes());
            read
        })
        .collect()
}

fn read_supplement(
    table: &Table,
    from: Option<&str>,
    policy: &PolicyDesk<'_>,
) -> Option<Supplement> {
    let mistakes = policy.mistakes();
    let name = table.text("name", mistakes);
    let source = source::required(table, mistakes);
    let add = table.written("add", mistakes);
    if let Some(add) = add {
        check_added(add, from, policy);
    }
    table.written("when", mistakes);
    let when = match over(table, "when", from, Expected::Condition, policy) {
        Written::Read(expression) => Some(*expression),
        Written::Absent | Written::Wrong => None,
    };
    Some(Supplement {
        name: name?,
        when: when?,
        add: add?.text.clone(),
        source,
    })
}

/// Whether the column that a supplement adds exists and is an amount.
fn check_added(add: &WrittenText, from: Option<&str>, policy: &PolicyDesk<'_>) {
    let Some(scope) = from.and_then(|from| policy.desk.scope(from)) else {
        return;
    };
    match scope.columns.get(&add.text) {
        None => {
            let known = scope.columns.keys().map(String::as_str);
            policy.desk.unknown(add, "列", "column", known);
        }
        Some(named) if !named.holds.is_number() => policy.mistakes().push(TextDiagnostic::new(
            &add.place(0),
            "expression-type",
            format!("{} 不是数，不能相加", add.text),
            format!("`{}` is no number and cannot be added", add.text),
        )),
        Some(_) if scope.by_stage && belongs(&add.text, policy) == Belongs::ToSchool => {
            tell_unsplit(&add.text, add, policy);
        }
        Some(_) => {}
    }
}
