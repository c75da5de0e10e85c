//! Where everything in the rulebook comes from: each document with the places that rest on it, what no text confirms
//! first.

use std::collections::BTreeMap;

use junheng_rulebook::{Policy, Rulebook, Source, SourceStatus};

use super::article::{Article, Cell, Section, named, status};
use super::index::register_address;
use super::policies::address;
use crate::lang::Lang;
use crate::links::escaped;

/// Something that rests on a source.
struct Resting<'a> {
    source: &'a Source,
    what: String,
    href: String,
}

/// Every document that the rulebook names, and what no text confirms.
pub fn article(rulebook: &Rulebook, lang: Lang) -> Article {
    let all = resting(rulebook, lang);
    Article {
        title: lang.say("依据", "Sources").to_owned(),
        lead: lang
            .say(
                "标准库里的每个数字和规则都写明出自哪份文件。没有文本能确认的排在最前，判定时另行标出。",
                "Every figure and rule names its document. What no text confirms comes first, and is marked wherever it judges.",
            )
            .to_owned(),
        facts: Vec::new(),
        sections: vec![unconfirmed(&all, lang), documents(&all, lang)],
    }
}

fn unconfirmed(all: &[Resting<'_>], lang: Lang) -> Section {
    let rows = all
        .iter()
        .filter(|one| one.source.status == SourceStatus::Unconfirmed)
        .map(|one| {
            vec![
                Cell::link(&one.what, &one.href),
                Cell::text(one.source.to_string()),
                Cell::text(&one.source.note),
            ]
        });
    let heads = [
        lang.say("用在哪里", "Where it is used"),
        lang.say("文件", "Document"),
        lang.say("说明", "Note"),
    ];
    let heading = status(SourceStatus::Unconfirmed, lang);
    Section::table(heading, &heads, rows.collect())
}

fn documents(all: &[Resting<'_>], lang: Lang) -> Section {
    let mut by_document: BTreeMap<&str, Vec<&Resting<'_>>> = BTreeMap::new();
    for one in all {
        by_document
            .entry(&one.source.document)
            .or_default()
            .push(one);
    }
    let row = |(document, resting): (&str, Vec<&Resting<'_>>)| {
        let count = |status| {
            let of_status = resting.iter().filter(|one| one.source.status == status);
            Cell::text(of_status.count().to_string())
        };
        let first = resting.first();
        vec![
            Cell::text(document),
            count(SourceStatus::Confirmed),
            count(SourceStatus::Secondary),
            count(SourceStatus::Unconfirmed),
            first.map_or_else(Cell::default, |one| Cell::link(&one.what, &one.href)),
        ]
    };
    let heads = [
        lang.say("文件", "Document"),
        status(SourceStatus::Confirmed, lang),
        status(SourceStatus::Secondary, lang),
        status(SourceStatus::Unconfirmed, lang),
        lang.say("例如", "For instance"),
    ];
    let rows = by_document.into_iter().map(row).collect();
    Section::table(lang.say("文件", "Documents"), &heads, rows)
}

fn resting<'a>(rulebook: &'a Rulebook, lang: Lang) -> Vec<Resting<'a>> {
    let policies = rulebook.policies.iter();
    let mut all: Vec<Resting<'a>> = policies
        .flat_map(|policy| of_policy(policy, lang))
        .collect();
    all.extend(rulebook.registers.iter().map(|register| Resting {
        source: &register.source,
        what: named(&register.name, &register.en, lang).to_owned(),
        href: register_address(register),
    }));
    all.extend(rulebook.codes.iter().map(|list| Resting {
        source: &list.source,
        what: named(&list.name, &list.en, lang).to_owned(),
        href: format!("/rulebook/codes/{}", escaped(&list.name)),
    }));
    all.extend(rulebook.matters.iter().map(|kind| Resting {
        source: &kind.source,
        what: named(&kind.name, &kind.en, lang).to_owned(),
        href: format!("/rulebook/matters/{}", escaped(&kind.name)),
    }));
    all.extend(rulebook.calendar.years().map(|year| Resting {
        source: &year.source,
        what: year.year.to_string(),
        href: "/rulebook/calendar".to_owned(),
    }));
    all
}

fn of_policy<'a>(policy: &'a Policy, lang: Lang) -> Vec<Resting<'a>> {
    let own = address(policy);
    let at = |source: &'a Source, what: &str, anchor: &str| Resting {
        source,
        what: format!("{what} · {}", lang.of_report().policy(policy)),
        href: match anchor {
            "" => own.clone(),
            anchor => format!("{own}#{}", escaped(anchor)),
        },
    };
    let mut all: Vec<Resting<'a>> = Vec::new();
    let exclusions = policy.exclusions.iter();
    all.extend(exclusions.map(|one| at(&one.source, named(&one.name, &one.en, lang), "")));
    let split = lang.say("学段间拆分", "Split between stages");
    all.extend(policy.split.iter().map(|one| at(&one.source, split, "")));
    for parameter in &policy.parameters {
        let name = named(&parameter.name, &parameter.en, lang);
        let values = parameter.values.iter();
        all.extend(values.map(|value| at(&value.source, name, "")));
    }
    for indicator in &policy.indicators {
        let name = format!("{} {}", indicator.id, lang.of_report().indicator(indicator));
        let limits = indicator.limits.iter().chain(&indicator.variation_limits);
        let sources = limits.map(|limit| &limit.source).chain([&indicator.source]);
        all.extend(sources.map(|source| at(source, &name, &indicator.id)));
    }
    let rules = policy.rules.iter();
    all.extend(rules.map(|rule| at(&rule.source, lang.of_report().rule(rule), "")));
    all.dedup_by(|left, right| left.source == right.source && left.href == right.href);
    all
}
