//! `registers/<name>.toml`.

use std::collections::BTreeSet;
use std::sync::Arc;

use junheng_model::Severity;

use super::names::{Seen, check_usable};
use super::tree::{self, SourceText, Table, WrittenText};
use super::{Desk, source};
use crate::expression::{self, Expected};
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::scope::{Holds, Named, SCHOOL, Scope};
use crate::{
    Check, CheckColumn, CodeList, Column, ColumnKind, Period, Presence, Privacy, Register, Unit,
};

pub(crate) fn read_all(
    files: &[Arc<SourceText>],
    units: &[Unit],
    codes: &[CodeList],
    mistakes: &Mistakes,
) -> Vec<Register> {
    let trees: Vec<Table> = files
        .iter()
        .map(|file| tree::parse(file, mistakes))
        .collect();
    let mut seen = Seen::default();
    let mut read: Vec<(Register, &Table)> = trees
        .iter()
        .filter_map(|file| Some((register(file, units, codes, &mut seen, mistakes)?, file)))
        .collect();
    // Checks speak of other registers, so they are read when all registers are known.
    let registers: Vec<Register> = read.iter().map(|(register, _)| register.clone()).collect();
    let desk = Desk {
        units,
        codes,
        registers: &registers,
        mistakes,
    };
    for (register, file) in &mut read {
        check_links(register, file, &desk);
        register.checks = checks(register, file, &desk);
    }
    for file in &trees {
        file.get("check");
        file.finish(mistakes);
    }
    read.into_iter().map(|(register, _)| register).collect()
}

fn register(
    file: &Table,
    units: &[Unit],
    codes: &[CodeList],
    seen: &mut Seen,
    mistakes: &Mistakes,
) -> Option<Register> {
    let name = file.written("name", mistakes);
    if let Some(name) = name {
        check_usable(name, mistakes);
    }
    let aliases = file.texts("aliases", mistakes);
    let view = file.optional_written("stage_view", mistakes);
    if let Some(view) = view {
        check_usable(view, mistakes);
    }
    let mut is_new = true;
    for word in name.into_iter().chain(view).chain(aliases.iter().copied()) {
        is_new &= seen.is_new(
            &word.text,
            &word.place(0),
            ("台账名称", "register name"),
            mistakes,
        );
    }
    let columns = columns(file, units, codes, mistakes);
    let texts = |key| {
        file.texts(key, mistakes)
            .iter()
            .map(|text| text.text.clone())
            .collect()
    };
    let period = file.word(
        "period",
        &[
            ("school_year", Period::SchoolYear),
            ("month", Period::Month),
            ("event", Period::Event),
            ("standing", Period::Standing),
        ],
        mistakes,
    );
    let en = file.text("en", mistakes);
    let about = file.text("about", mistakes);
    let filled_by = file.text("filled_by", mistakes);
    let reviewed_by = file.text("reviewed_by", mistakes);
    let source = source::required(file, mistakes);
    is_new.then_some(Register {
        name: name?.text.clone(),
        en: en?,
        about: about?,
        aliases: texts("aliases"),
        period: period?,
        filled_by: filled_by?,
        reviewed_by: reviewed_by?,
        key: texts("key"),
        county: file.optional_text("county", mistakes),
        school: file.optional_text("school", mistakes),
        stage_view: view.map(|view| view.text.clone()),
        source: source?,
        columns,
        checks: Vec::new(),
        place: file.place.clone(),
    })
}

fn columns(file: &Table, units: &[Unit], codes: &[CodeList], mistakes: &Mistakes) -> Vec<Column> {
    let mut words = Seen::default();
    file.tables("column", mistakes)
        .into_iter()
        .filter_map(|table| {
            let name = table.written("name", mistakes)?;
            check_usable(name, mistakes);
            let heading = table.optional_written("heading", mistakes);
            let aliases = table.texts("aliases", mistakes);
            let own = heading.filter(|heading| heading.text != name.text);
            let mut is_new = true;
            for word in [name].into_iter().chain(own).chain(aliases) {
                is_new &= words.is_new(
                    &word.text,
                    &word.place(0),
                    ("列名或表头", "column or heading"),
                    mistakes,
                );
            }
            let column = column(table, name, units, codes, mistakes);
            table.finish(mistakes);
            column.filter(|_| is_new)
        })
        .collect()
}

fn column(
    table: &Table,
    name: &WrittenText,
    units: &[Unit],
    codes: &[CodeList],
    mistakes: &Mistakes,
) -> Option<Column> {
    let kind = column_kind(table, codes, mistakes);
    let unit = column_unit(table, kind.as_ref(), units, mistakes);
    let en = table.text("en", mistakes);
    let presence = table.optional_word("presence", &PRESENCES, mistakes);
    let privacy = table.word("privacy", &PRIVACIES, mistakes);
    let of = table.optional_text("of", mistakes);
    let stage = table.optional_stage("stage", mistakes);
    if of.is_some() != stage.is_some() {
        mistakes.push(TextDiagnostic::new(
            &table.place,
            "of-and-stage",
            "of 与 stage 要一起写",
            "`of` and `stage` go together",
        ));
    }
    let least = table.optional_quantity("at_least", mistakes);
    let most = table.optional_quantity("at_most", mistakes);
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        mistakes.push(TextDiagnostic::new(
            &table.place,
            "bounds-crossed",
            format!("at_least {least} 大于 at_most {most}"),
            format!("at_least {least} is above at_most {most}"),
        ));
    }
    Some(Column {
        name: name.text.clone(),
        heading: table
            .optional_text("heading", mistakes)
            .unwrap_or_else(|| name.text.clone()),
        aliases: table
            .texts("aliases", mistakes)
            .iter()
            .map(|alias| alias.text.clone())
            .collect(),
        decimals: table.optional_whole("decimals", mistakes),
        digits: table.optional_whole("digits", mistakes),
        at_least: least,
        at_most: most,
        help: table.text_or_empty("help", mistakes),
        example: table.text_or_empty("example", mistakes),
        en: en?,
        kind: kind?,
        unit,
        presence: presence.unwrap_or(Presence::Expected),
        privacy: privacy?,
        of,
        stage,
        place: table.place.clone(),
    })
}

const PRESENCES: [(&str, Presence); 3] = [
    ("required", Presence::Required),
    ("expected", Presence::Expected),
    ("optional", Presence::Optional),
];

const PRIVACIES: [(&str, Privacy); 3] = [
    ("public", Privacy::Public),
    ("internal", Privacy::Internal),
    ("personal", Privacy::Personal),
];

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Code,
    Year,
    Date,
    YesNo,
    Count,
    Quantity,
}

fn column_kind(table: &Table, codes: &[CodeList], mistakes: &Mistakes) -> Option<ColumnKind> {
    let kind = table.word(
        "type",
        &[
            ("text", Kind::Text),
            ("code", Kind::Code),
            ("year", Kind::Year),
            ("date", Kind::Date),
            ("yes_no", Kind::YesNo),
            ("count", Kind::Count),
            ("quantity", Kind::Quantity),
        ],
        mistakes,
    )?;
    Some(match kind {
        Kind::Text => ColumnKind::Text,
        Kind::Year => ColumnKind::Year,
        Kind::Date => ColumnKind::Date,
        Kind::YesNo => ColumnKind::YesNo,
        Kind::Count => ColumnKind::Count,
        Kind::Quantity => ColumnKind::Quantity,
        Kind::Code => {
            let list = table.written("codes", mistakes)?;
            if !codes.iter().any(|known| known.name == list.text) {
                mistakes.push(
                    TextDiagnostic::new(
                        &list.place(0),
                        "unknown-name",
                        format!("没有名为“{}”的代码表", list.text),
                        format!("there is no code list `{}`", list.text),
                    )
                    .known(&list.text, codes.iter().map(|known| known.name.as_str())),
                );
            }
            ColumnKind::Code(list.text.clone())
        }
    })
}

fn column_unit(
    table: &Table,
    kind: Option<&ColumnKind>,
    units: &[Unit],
    mistakes: &Mistakes,
) -> Option<String> {
    let unit = match kind {
        Some(ColumnKind::Count | ColumnKind::Quantity) => table.written("unit", mistakes)?,
        _ => table.optional_written("unit", mistakes)?,
    };
    let known = units.iter().find(|known| known.name == unit.text);
    let place = unit.place(0);
    match known {
        Some(known) if known.base == known.name => {}
        Some(known) => mistakes.push(
            TextDiagnostic::new(
                &place,
                "not-a-base-unit",
                format!("数据按基本单位存放，“{}”不是基本单位", unit.text),
                format!("values are stored in base units; `{}` is none", unit.text),
            )
            .mend(
                format!(
                    "写 unit = \"{}\"，在 heading 中写({})",
                    known.base, unit.text
                ),
                format!(
                    "write unit = \"{}\" and put ({}) into `heading`",
                    known.base, unit.text
                ),
            ),
        ),
        None => mistakes.push(
            TextDiagnostic::new(
                &place,
                "unknown-name",
                format!("没有名为“{}”的单位", unit.text),
                format!("there is no unit `{}`", unit.text),
            )
            .known(&unit.text, units.iter().map(|known| known.name.as_str())),
        ),
    }
    Some(unit.text.clone())
}

/// Whether the columns that a register speaks of exist.
fn check_links(register: &Register, file: &Table, desk: &Desk<'_>) {
    let mistakes = desk.mistakes;
    let columns = || register.columns.iter().map(|column| column.name.as_str());
    for key in file.texts("key", mistakes) {
        if register.column(&key.text).is_none() {
            desk.unknown(key, "列", "column", columns());
        }
    }
    let links = ["county", "school"].map(|key| file.optional_written(key, mistakes));
    for link in links.into_iter().flatten() {
        if register.column(&link.text).is_none() {
            desk.unknown(link, "列", "column", columns());
        }
    }
    if links.iter().all(Option::is_none) {
        mistakes.push(TextDiagnostic::new(
            &file.place,
            "no-county",
            "要写明行属于哪个县：county（区县所在的列）或 school（学校所在的列）",
            "say which county a row belongs to: `county` or `school`, a column",
        ));
    }
    check_stage_view(register, desk);
}

fn check_stage_view(register: &Register, desk: &Desk<'_>) {
    let staged: Vec<&Column> = register
        .columns
        .iter()
        .filter(|column| column.of.is_some())
        .collect();
    if register.stage_view.is_some() && register.name != SCHOOL {
        desk.mistakes.push(TextDiagnostic::new(
            &register.place,
            "stage-view",
            format!("只有“{SCHOOL}”有 stage_view"),
            format!("only `{SCHOOL}` has a stage_view"),
        ));
    }
    let mut seen = BTreeSet::new();
    for column in staged {
        let problem = if register.stage_view.is_none() {
            Some(("没有 stage_view，不能用 of", "`of` needs a stage_view"))
        } else if !seen.insert((column.of.clone(), column.stage)) {
            Some((
                "同一学段的同一概念已有一列",
                "the stage has a column of this concept already",
            ))
        } else if register
            .columns
            .iter()
            .any(|other| other.of == column.of && other.kind != column.kind)
        {
            Some(("各学段的类型不同", "the stages' columns differ in type"))
        } else if register
            .columns
            .iter()
            .any(|other| Some(&other.name) == column.of.as_ref())
        {
            Some(("of 与另一列同名", "`of` is the name of another column"))
        } else {
            None
        };
        if let Some((zh, en)) = problem {
            desk.mistakes
                .push(TextDiagnostic::new(&column.place, "stage-view", zh, en));
        }
    }
}

fn checks(register: &Register, file: &Table, desk: &Desk<'_>) -> Vec<Check> {
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
    let mut scope = Scope::rows(register, desk.schools());
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
    let columns = table.texts("columns", mistakes);
    for column in &columns {
        if register.column(&column.text).is_none() {
            let known = register.columns.iter().map(|column| column.name.as_str());
            desk.unknown(column, "列", "column", known);
        }
    }
    let columns = columns.iter().map(|column| column.text.clone()).collect();
    let en = table.text_or_empty("en", mistakes);
    let why = table.text("why", mistakes);
    let mend = table.text("mend", mistakes);
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

/// Reads an aggregate over another register and adds its name to the scope of the check.
fn check_column(
    register: &Register,
    table: &Table,
    scope: &mut Scope,
    desk: &Desk<'_>,
) -> Option<CheckColumn> {
    let mistakes = desk.mistakes;
    let name = table.written("name", mistakes);
    if let Some(name) = name {
        check_usable(name, mistakes);
        let brought = Named {
            holds: Holds::Decimal,
            whole_school: false,
            bounds: (None, None),
        };
        if scope.columns.insert(name.text.clone(), brought).is_some() {
            mistakes.push(TextDiagnostic::new(
                &name.place(0),
                "duplicate",
                format!("“{}”已是一列的名称", name.text),
                format!("`{}` is the name of a column already", name.text),
            ));
        }
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
        let scope = Scope::rows(other?, desk.schools());
        let parsed = expression::parse(written, mistakes)?;
        expression::check(
            written,
            parsed,
            &scope,
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
