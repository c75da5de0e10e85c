//! `[[check]]` of a register.

use std::borrow::Cow;

use junheng_model::{Severity, Wording};

use super::desk::Desk;
use super::names::{Seen, check_usable};
use super::tree::Table;
use crate::expression::{self, Expected};
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::scope::{Holds, Named, Scope};
use crate::written::WrittenText;
use crate::{Check, CheckColumn, Register};

/// The checks of a register, which speak of other registers too.
pub(super) fn read(register: &Register, file: &Table, desk: &Desk<'_>) -> Vec<Check> {
    let mut seen = Seen::default();
    file.tables("check", desk.mistakes)
        .into_iter()
        .filter_map(|table| {
            let check = check(register, table, &mut seen, desk);
            table.finish(desk.mistakes);
            check
        })
        .collect()
}

fn check(register: &Register, table: &Table, seen: &mut Seen, desk: &Desk<'_>) -> Option<Check> {
    let mistakes = desk.mistakes;
    let id = table.written("id", mistakes);
    if let Some(id) = id {
        seen.is_new(&id.text, &id.place(0), ("校验", "check"), mistakes);
    }
    let severity = table.word(
        "severity",
        &[
            ("error", Severity::Error),
            ("warning", Severity::Warning),
            ("notice", Severity::Notice),
        ],
        mistakes,
    );
    let mut scope = Cow::Borrowed(desk.scope(&register.name)?);
    let with = table
        .tables("with", mistakes)
        .into_iter()
        .filter_map(|brought| {
            let column = check_column(register, brought, &mut scope, desk);
            brought.finish(mistakes);
            column
        })
        .collect();
    let expect = table.written("expect", mistakes).and_then(|written| {
        let parsed = expression::parse(written, mistakes)?;
        expression::check(
            written,
            parsed,
            &scope,
            desk.codes,
            Expected::Condition,
            mistakes,
        )
    });
    let columns = table.some_texts("columns", mistakes);
    for column in &columns {
        if register.column(&column.text).is_none() {
            let known = register.columns.iter().map(|column| column.name.as_str());
            desk.unknown(column, "列", "column", known);
        }
    }
    let columns = columns.iter().map(|column| column.text.clone()).collect();
    let en = table.text_or_empty("en", mistakes);
    let why = wording(table, ["why", "why_en"], mistakes);
    let mend = wording(table, ["mend", "mend_en"], mistakes);
    Some(Check {
        id: id?.text.clone(),
        en,
        severity: severity?,
        expect: expect?,
        columns,
        with,
        why: why?,
        mend: mend?,
        place: table.place.clone(),
    })
}

/// A sentence in both languages; what has no English is said in Chinese.
fn wording(table: &Table, keys: [&'static str; 2], mistakes: &Mistakes) -> Option<Wording> {
    let [zh, en] = keys;
    let said = table.text(zh, mistakes);
    let en = table.optional_text(en, mistakes);
    let zh = said?;
    let en = en.unwrap_or_else(|| zh.clone());
    Some(Wording { zh, en })
}

/// Adds the name of an aggregate to the scope of a check.
fn bring_in(name: &WrittenText, scope: &mut Cow<'_, Scope>, mistakes: &Mistakes) {
    check_usable(name, mistakes);
    let brought = Named {
        holds: Holds::Decimal,
        whole_school: false,
        personal: false,
        bounds: (None, None),
    };
    let known = scope.to_mut().columns.insert(name.text.clone(), brought);
    if known.is_some() {
        mistakes.push(TextDiagnostic::new(
            &name.place(0),
            "duplicate",
            format!("“{}”已是一列的名称", name.text),
            format!("`{}` is the name of a column already", name.text),
        ));
    }
}

/// Reads an aggregate over another register and adds its name to the scope of the check.
fn check_column(
    register: &Register,
    table: &Table,
    scope: &mut Cow<'_, Scope>,
    desk: &Desk<'_>,
) -> Option<CheckColumn> {
    let mistakes = desk.mistakes;
    let name = table.written("name", mistakes);
    if let Some(name) = name {
        bring_in(name, scope, mistakes);
    }
    let from = table.written("from", mistakes);
    let other = from.and_then(|from| {
        desk.named_scope(from)?;
        desk.register(&from.text)
    });
    let on = table.text_or_texts("on", mistakes);
    for on in &on {
        for side in [Some(register), other].into_iter().flatten() {
            if side.column(&on.text).is_none() {
                let known = side.columns.iter().map(|column| column.name.as_str());
                desk.unknown(on, &format!("列（在“{}”中）", side.name), "column", known);
            }
        }
    }
    let value = table.written("value", mistakes).and_then(|written| {
        let scope = desk.scope(&other?.name)?;
        let parsed = expression::parse(written, mistakes)?;
        expression::check(
            written,
            parsed,
            scope,
            desk.codes,
            Expected::Aggregate,
            mistakes,
        )
    });
    let year = table.optional_word("year", &[("this", false), ("last", true)], mistakes);
    Some(CheckColumn {
        name: name?.text.clone(),
        from: from?.text.clone(),
        on: on.iter().map(|on| on.text.clone()).collect(),
        value: value?,
        last_year: year.unwrap_or(false),
    })
}
