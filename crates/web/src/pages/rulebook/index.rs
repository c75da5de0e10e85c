//! The first page of the rulebook.

use junheng_rulebook::{Example, Policy, Register, Rulebook};

use super::article::{Article, Cell, Section, named};
use super::policies::address;
use crate::lang::Lang;
use crate::links::escaped;

/// Everything that there is in the rulebook.
pub fn article(rulebook: &Rulebook, lang: Lang) -> Article {
    let policy = |policy: &Policy| {
        vec![
            Cell::link(lang.of_report().policy(policy), address(policy)),
            Cell::text(&policy.document.number),
            Cell::text(lang.of_report().layer(policy.layer.id())),
            Cell::text(policy.from.to_string()),
            Cell::text(policy.indicators.len().to_string()),
        ]
    };
    let register = |register: &Register| {
        vec![
            Cell::link(
                named(&register.name, &register.en, lang),
                register_address(register),
            ),
            Cell::text(&register.about),
            Cell::text(register.columns.len().to_string()),
            Cell::text(register.checks.len().to_string()),
        ]
    };
    let matters = rulebook.matters.iter().map(|kind| {
        let href = format!("/rulebook/matters/{}", escaped(&kind.name));
        vec![
            Cell::link(named(&kind.name, &kind.en, lang), href),
            Cell::text(&kind.about),
        ]
    });
    let codes = rulebook.codes.iter().map(|list| {
        let href = format!("/rulebook/codes/{}", escaped(&list.name));
        vec![
            Cell::link(named(&list.name, &list.en, lang), href),
            Cell::text(list.codes.len().to_string()),
        ]
    });
    let (name, about) = (lang.say("名称", "Name"), lang.say("说明", "About"));
    Article {
        title: lang.say("标准库", "Rulebook").to_owned(),
        lead: lang
            .say("判定用的全部标准、台账、校验、代码、事项和算例。每条都写明依据，依据没有核对原文的另行标出。", "Every policy, register, check, code list, matter and worked example that verdicts follow from, each with its source.")
            .to_owned(),
        facts: Vec::new(),
        sections: vec![
            Section::table(
                lang.say("评估标准", "Policies"),
                &[name, lang.say("文号", "Number"), lang.say("层级", "Layer"), lang.say("施行", "From"), lang.say("指标数（含分项）", "Indicators")],
                rulebook.policies.iter().map(policy).collect(),
            ),
            Section::table(
                lang.say("台账", "Registers"),
                &[name, about, lang.say("列数", "Columns"), lang.say("校验数", "Checks")],
                rulebook.registers.iter().map(register).collect(),
            ),
            Section::table(lang.say("事项", "Matters"), &[name, about], matters.collect()),
            Section::table(lang.say("代码表", "Code lists"), &[name, lang.say("代码数", "Codes")], codes.collect()),
            Section::table(lang.say("日历和依据", "Calendar and sources"), &[name], others(lang)),
            Section::table(lang.say("算例", "Worked examples"), &[name, lang.say("评估标准", "Policy")], examples(rulebook, lang)),
        ],
    }
}

fn others(lang: Lang) -> Vec<Vec<Cell>> {
    vec![
        vec![Cell::link(
            lang.say("工作日历", "Working days"),
            "/rulebook/calendar",
        )],
        vec![Cell::link(
            lang.say(
                "依据：全部文件，哪些还待确认",
                "Sources: all documents, and what is not confirmed",
            ),
            "/rulebook/sources",
        )],
    ]
}

/// What the rulebook proves of itself, example by example.
fn examples(rulebook: &Rulebook, lang: Lang) -> Vec<Vec<Cell>> {
    let row = |(index, example): (usize, &Example)| {
        let policy = rulebook.policy(&example.policy);
        let policy = policy.map_or(example.policy.as_str(), |policy| {
            lang.of_report().policy(policy)
        });
        vec![
            Cell::link(&example.title, format!("/rulebook/examples/{}", index + 1)),
            Cell::text(policy),
        ]
    };
    rulebook.examples.iter().enumerate().map(row).collect()
}

pub fn register_address(register: &Register) -> String {
    format!("/rulebook/registers/{}", escaped(&register.name))
}
