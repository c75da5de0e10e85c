//! The first page of the rulebook, and what a search finds in it.

use junheng_rulebook::{Policy, Register, Rulebook};

use super::article::{Article, Cell, Section, named};
use super::policies::address;
use crate::lang::Lang;
use crate::links::escaped;

/// How many hits a search lists.
const MOST_HITS: usize = 200;

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
    let calendar = vec![vec![Cell::link(
        lang.say("工作日历", "Working days"),
        "/rulebook/calendar",
    )]];
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
            Section::table(lang.say("日历", "Calendar"), &[name], calendar),
        ],
    }
}

pub fn register_address(register: &Register) -> String {
    format!("/rulebook/registers/{}", escaped(&register.name))
}

/// What has these words in its name, formula or explanation.
pub fn found(rulebook: &Rulebook, words: &str, lang: Lang) -> Article {
    let holds = |texts: &[&str]| {
        let text = texts.join("\n").to_lowercase();
        words
            .split_whitespace()
            .all(|word| text.contains(&word.to_lowercase()))
    };
    let mut rows = Vec::new();
    for policy in &rulebook.policies {
        let of_policy = lang.of_report().policy(policy);
        for indicator in &policy.indicators {
            let own = [
                &indicator.id,
                &indicator.name,
                &indicator.short,
                &indicator.en,
                &indicator.source.note,
            ];
            if holds(&own.map(String::as_str)) {
                let href = format!("{}#{}", address(policy), escaped(&indicator.id));
                let label = format!("{} {}", indicator.id, lang.of_report().indicator(indicator));
                rows.push(vec![
                    Cell::text(lang.say("指标", "indicator")),
                    Cell::link(label, href),
                    Cell::text(of_policy),
                ]);
            }
        }
    }
    for register in &rulebook.registers {
        let of_register = named(&register.name, &register.en, lang);
        for column in &register.columns {
            if holds(&[&column.name, &column.en, &column.help]) {
                let label = named(&column.name, &column.en, lang);
                rows.push(vec![
                    Cell::text(lang.say("列", "column")),
                    Cell::link(label, register_address(register)),
                    Cell::text(of_register),
                ]);
            }
        }
        for check in &register.checks {
            if holds(&[&check.id, &check.en, &check.why, &check.mend]) {
                rows.push(vec![
                    Cell::text(lang.say("校验", "check")),
                    Cell::link(&check.id, register_address(register)),
                    Cell::text(&check.why),
                ]);
            }
        }
    }
    for (index, example) in rulebook.examples.iter().enumerate() {
        if holds(&[&example.title, &example.prose]) {
            let href = format!("/rulebook/examples/{}", index + 1);
            rows.push(vec![
                Cell::text(lang.say("算例", "example")),
                Cell::link(&example.title, href),
                Cell::text(&example.prose),
            ]);
        }
    }
    let all = rows.len();
    rows.truncate(MOST_HITS);
    let heads = [
        lang.say("种类", "Kind"),
        lang.say("名称", "Name"),
        lang.say("所在", "Where"),
    ];
    Article {
        title: match lang {
            Lang::Zh => format!("“{words}”：{all} 处"),
            Lang::En => format!("“{words}”: {all} found"),
        },
        lead: if all == 0 {
            lang.say(
                "没有找到。换个说法，或者只写其中几个字。",
                "Nothing found. Try fewer words.",
            )
            .to_owned()
        } else {
            String::new()
        },
        facts: Vec::new(),
        sections: if all == 0 {
            Vec::new()
        } else {
            vec![Section::table("", &heads, rows)]
        },
    }
}
