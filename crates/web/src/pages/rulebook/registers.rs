//! Registers and code lists as pages.

use junheng_report::Names;
use junheng_rulebook::{
    Check, CodeList, Column, ColumnKind, HandedInBy, Period, Presence, Privacy, Register, Rulebook,
};

use super::article::{Article, Cell, Section, named, source_text};
use crate::lang::Lang;
use crate::links::escaped;

/// The page of a register: its columns with how to fill them in, and its checks with why and how to mend.
pub fn article(register: &Register, rulebook: &Rulebook, lang: Lang) -> Article {
    let fact = |name: &str, value: String| (name.to_owned(), value);
    let by = match register.handed_in_by {
        HandedInBy::School => lang.say("学校", "the school"),
        HandedInBy::County => lang.say("县", "the county"),
    };
    let mut sections = vec![columns(register, rulebook, lang)];
    if !register.checks.is_empty() {
        sections.push(checks(register, lang));
    }
    Article {
        title: named(&register.name, &register.en, lang).to_owned(),
        lead: register.about.clone(),
        facts: vec![
            fact(lang.say("填报单位", "Handed in by"), by.to_owned()),
            fact(
                lang.say("填报人", "Filled in by"),
                register.filled_by.clone(),
            ),
            fact(
                lang.say("审核", "Reviewed by"),
                register.reviewed_by.clone(),
            ),
            fact(
                lang.say("周期", "Period"),
                period(register.period, lang).to_owned(),
            ),
            fact(
                lang.say("每行由哪几列认定", "A row is known by"),
                key(register, lang),
            ),
            fact(
                lang.say("依据", "Source"),
                source_text(&register.source, lang),
            ),
        ],
        sections,
    }
}

fn key(register: &Register, lang: Lang) -> String {
    let names = register.key.iter().map(|name| {
        let column = register.column(name);
        column.map_or(name.as_str(), |column| {
            named(&column.name, &column.en, lang)
        })
    });
    names.collect::<Vec<_>>().join(lang.of_report().comma())
}

const fn period(period: Period, lang: Lang) -> &'static str {
    match period {
        Period::SchoolYear => lang.say("每学年", "each school year"),
        Period::Month => lang.say("每月", "each month"),
        Period::Event => lang.say("有事即填", "with each event"),
        Period::Standing => lang.say("随时更新", "kept up to date"),
    }
}

fn columns(register: &Register, rulebook: &Rulebook, lang: Lang) -> Section {
    let names = Names::new(rulebook, lang.of_report());
    let row = |column: &Column| {
        vec![
            Cell::text(named(&column.name, &column.en, lang)),
            kind(column, rulebook, lang),
            Cell::text(names.unit(column.unit.as_deref().unwrap_or_default())),
            Cell::text(match column.presence {
                Presence::Required => lang.say("必填", "required"),
                Presence::Expected => lang.say("应填", "expected"),
                Presence::Optional => lang.say("可不填", "optional"),
            }),
            Cell::text(match column.privacy {
                Privacy::Public => lang.say("可公开", "public"),
                Privacy::Internal => lang.say("内部", "internal"),
                Privacy::Personal => lang.say("个人信息，加密", "personal, encrypted"),
            }),
            Cell::text(&column.help),
            Cell::text(example(column, rulebook, lang)),
        ]
    };
    let heads = [
        lang.say("列", "Column"),
        lang.say("类型", "Kind"),
        lang.say("单位", "Unit"),
        lang.say("是否必填", "Presence"),
        lang.say("公开程度", "Privacy"),
        lang.say("填报说明", "How to fill it in"),
        lang.say("举例", "Example"),
    ];
    Section::list(lang.say("列", "Columns"), &heads, &register.columns, row)
}

fn kind(column: &Column, rulebook: &Rulebook, lang: Lang) -> Cell {
    match &column.kind {
        ColumnKind::Code(list) => {
            let declared = rulebook.code_list(list);
            let name = declared.map_or(list.as_str(), |list| named(&list.name, &list.en, lang));
            Cell::link(name, format!("/rulebook/codes/{}", escaped(list)))
        }
        ColumnKind::Text => Cell::text(lang.say("文字", "text")),
        ColumnKind::Year => Cell::text(lang.say("年份", "year")),
        ColumnKind::Date => Cell::text(lang.say("日期", "date")),
        ColumnKind::YesNo => Cell::text(lang.say("是否", "yes or no")),
        ColumnKind::Count => Cell::text(lang.say("整数", "whole number")),
        ColumnKind::Quantity => Cell::text(lang.say("数", "number")),
    }
}

/// The declared example; of a code its name.
fn example<'a>(column: &'a Column, rulebook: &'a Rulebook, lang: Lang) -> &'a str {
    let code = rulebook.code(column, &column.example);
    code.map_or(&column.example, |code| named(&code.name, &code.en, lang))
}

fn checks(register: &Register, lang: Lang) -> Section {
    let row = |check: &Check| {
        vec![
            Cell::text(named(&check.id, &check.en, lang)),
            Cell::text(lang.severity(&check.severity)),
            Cell::text(&check.expect.text),
            Cell::text(lang.of(&check.why)),
            Cell::text(lang.of(&check.mend)),
        ]
    };
    let heads = [
        lang.say("校验", "Check"),
        lang.say("程度", "Severity"),
        lang.say("应当成立", "Must hold"),
        lang.say("为什么", "Why"),
        lang.say("怎么改", "How to mend it"),
    ];
    Section::list(lang.say("校验", "Checks"), &heads, &register.checks, row)
}

/// The page of a code list.
pub fn code_article(list: &CodeList, lang: Lang) -> Article {
    let rows = list.codes.iter().map(|code| {
        vec![
            Cell::text(&code.code),
            Cell::text(named(&code.name, &code.en, lang)),
            Cell::text(code.aliases.join(lang.of_report().comma())),
        ]
    });
    let heads = [
        lang.say("代码", "Code"),
        lang.say("名称", "Name"),
        lang.say("也可以写作", "Also written"),
    ];
    Article {
        title: named(&list.name, &list.en, lang).to_owned(),
        facts: vec![(
            lang.say("依据", "Source").to_owned(),
            source_text(&list.source, lang),
        )],
        sections: vec![Section::table(
            lang.say("代码表", "Codes"),
            &heads,
            rows.collect(),
        )],
        ..Article::default()
    }
}
