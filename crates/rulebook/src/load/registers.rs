//! `registers/<name>.toml`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::desk::Desk;
use super::names::{Seen, check_usable};
use super::tree::{self, Table};
use super::{checks, columns, fit, source};
use crate::expression::SCHOOL;
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::written::SourceText;
use crate::{CodeList, Column, ColumnKind, HandedInBy, Period, Privacy, Register, Unit};

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
    let desk = Desk::new(units, codes, &registers, mistakes);
    for (register, file) in &mut read {
        check_links(register, file, &desk);
        check_asked_also(register, file, &desk);
        fit::check(register, &desk);
        register.checks = checks::read(register, file, &desk);
    }
    for file in &trees {
        file.get("check");
        file.finish(mistakes);
    }
    read.into_iter().map(|(register, _)| register).collect()
}

const PERIODS: [(&str, Period); 4] = [
    ("school_year", Period::SchoolYear),
    ("month", Period::Month),
    ("event", Period::Event),
    ("standing", Period::Standing),
];

const HANDERS_IN: [(&str, HandedInBy); 2] = [
    ("school", HandedInBy::School),
    ("county", HandedInBy::County),
];

/// A register that has a name is kept whatever else is wrong, so that no one who uses it is told that
/// there is none.
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
    let columns = columns::read(file, units, codes, mistakes);
    let texts = |key| {
        file.texts(key, mistakes)
            .iter()
            .map(|text| text.text.clone())
            .collect()
    };
    let period = file.word("period", &PERIODS, mistakes);
    let en = file.text("en", mistakes);
    let about = file.text("about", mistakes);
    let filled_by = file.text("filled_by", mistakes);
    let reviewed_by = file.text("reviewed_by", mistakes);
    let handed_in_by = file.word("handed_in_by", &HANDERS_IN, mistakes);
    let source = source::required(file, mistakes);
    let name = name?;
    is_new.then_some(Register {
        name: name.text.clone(),
        en: en.unwrap_or_default(),
        about: about.unwrap_or_default(),
        aliases: texts("aliases"),
        period: period.unwrap_or(Period::Standing),
        filled_by: filled_by.unwrap_or_default(),
        reviewed_by: reviewed_by.unwrap_or_default(),
        handed_in_by: handed_in_by.unwrap_or(HandedInBy::School),
        key: texts("key"),
        county: file.optional_text("county", mistakes),
        school: file.optional_text("school", mistakes),
        carried: texts("carried"),
        stage_view: view.map(|view| view.text.clone()),
        source,
        columns,
        checks: Vec::new(),
        place: file.place.clone(),
    })
}

/// Whether the columns that a register speaks of exist.
fn check_links(register: &Register, file: &Table, desk: &Desk<'_>) {
    let mistakes = desk.mistakes;
    let columns = || register.columns.iter().map(|column| column.name.as_str());
    for key in file.some_texts("key", mistakes) {
        match register.column(&key.text) {
            None => desk.unknown(key, "列", "column", columns()),
            Some(column) if column.privacy == Privacy::Personal => {
                mistakes.push(TextDiagnostic::new(
                    &key.place(0),
                    "personal-key",
                    "个人信息不能用来识别行：它加密存放，也不进快照",
                    "a personal field cannot tell rows apart: it is stored encrypted and enters no snapshot",
                ));
            }
            Some(_) => {}
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
    check_carried(register, file, desk);
    check_stage_view(register, desk);
}

/// Whether the columns that are carried over from last year tell what a row is, and nobody's secrets.
fn check_carried(register: &Register, file: &Table, desk: &Desk<'_>) {
    for carried in file.texts("carried", desk.mistakes) {
        let Some(column) = register.column(&carried.text) else {
            let columns = register.columns.iter().map(|column| column.name.as_str());
            desk.unknown(carried, "列", "column", columns);
            continue;
        };
        let is_described = matches!(
            column.kind,
            ColumnKind::Text | ColumnKind::Code(_) | ColumnKind::Year
        );
        if column.privacy == Privacy::Personal || !is_described {
            desk.mistakes.push(TextDiagnostic::new(
                &carried.place(0),
                "carried",
                "carried 只列不含个人信息的文本、代码和年份；数字每年重新填",
                "`carried` names texts, codes and years that are not personal; figures are asked anew each year",
            ));
        }
    }
}

/// Whether the registers in which columns are asked again exist, and are others.
fn check_asked_also(register: &Register, file: &Table, desk: &Desk<'_>) {
    for column in file.tables("column", desk.mistakes) {
        let Some(also) = column.optional_written("asked_also", desk.mistakes) else {
            continue;
        };
        if also.text == register.name {
            desk.mistakes.push(TextDiagnostic::new(
                &also.place(0),
                "asked-also",
                "asked_also 要写另一个台账",
                "`asked_also` names another register",
            ));
        } else if desk.register(&also.text).is_none() {
            let known = desk.registers.iter().map(|register| register.name.as_str());
            desk.unknown(also, "台账", "register", known);
        }
    }
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
