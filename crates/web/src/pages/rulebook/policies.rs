//! A policy and its worked examples as pages.

use jiff::civil::Date;
use junheng_report::{Names, policy_page};
use junheng_rulebook::{Case, Example, ExampleTable, Indicator, Policy, Rulebook, Source};

use super::article::{Article, Cell, Section, named, source_text, status};
use crate::lang::Lang;
use crate::links::escaped;

/// The page of a policy: every standard of every layer, those that are not in force on the day marked as such.
pub fn article(policy: &Policy, rulebook: &Rulebook, day: Date, lang: Lang) -> Article {
    let mut sections = vec![exclusions(policy, lang), split(policy, lang)];
    let mut group = "";
    for indicator in &policy.indicators {
        if indicator.group != group {
            group = &indicator.group;
            sections.push(Section::new("", lang.of_report().group(policy, group)));
        }
        sections.push(of_indicator(indicator, day, rulebook, lang));
    }
    sections.push(parameters(policy, day, rulebook, lang));
    sections.push(rules(policy, lang));
    sections.push(examples(policy, rulebook, lang));
    sections.retain(|section| {
        !section.lines.is_empty() || !section.rows.is_empty() || !section.heading.is_empty()
    });
    Article {
        title: lang.of_report().policy(policy).to_owned(),
        lead: policy.about.clone(),
        facts: facts(policy, rulebook, lang),
        sections,
    }
}

fn facts(policy: &Policy, rulebook: &Rulebook, lang: Lang) -> Vec<(String, String)> {
    let document = &policy.document;
    let fact = |name: &str, value: String| (name.to_owned(), value);
    let until = policy
        .until
        .map_or(String::new(), |until| format!(" – {until}"));
    let mut facts = vec![
        fact(
            lang.say("文件", "Document"),
            format!("《{}》{}", document.title, document.number),
        ),
        fact(
            lang.say("发布", "Issued"),
            format!("{} {}", document.issuer, document.issued),
        ),
        fact(
            lang.say("层级", "Layer"),
            lang.of_report().layer(policy.layer.id()).to_owned(),
        ),
        fact(
            lang.say("施行", "In force"),
            format!("{}{until}", policy.from),
        ),
    ];
    if let Some(base) = policy.extends.as_deref().and_then(|id| rulebook.policy(id)) {
        let name = lang.of_report().policy(base).to_owned();
        facts.push(fact(lang.say("承接", "Adds to"), name));
    }
    facts
}

fn exclusions(policy: &Policy, lang: Lang) -> Section {
    let rows = policy.exclusions.iter().map(|exclusion| {
        vec![
            Cell::text(named(&exclusion.name, &exclusion.en, lang)),
            Cell::text(&exclusion.when.text),
            Cell::text(source_text(&exclusion.source, lang)),
        ]
    });
    let heads = [
        lang.say("学校", "Schools"),
        lang.say("条件", "Condition"),
        lang.say("依据", "Source"),
    ];
    titled(
        lang.say("不纳入评估的学校", "Schools that are not judged"),
        &heads,
        rows.collect(),
    )
}

/// A table under a heading; nothing at all where there are no rows.
fn titled(heading: &str, heads: &[&str], rows: Vec<Vec<Cell>>) -> Section {
    if rows.is_empty() {
        Section::default()
    } else {
        Section::table(heading, heads, rows)
    }
}

fn split(policy: &Policy, lang: Lang) -> Section {
    let Some(split) = &policy.split else {
        return Section::default();
    };
    let report = lang.of_report();
    let weights: Vec<String> = split
        .weights
        .iter()
        .map(|(stage, weight)| format!("{} {weight}", report.stage(Some(*stage))))
        .collect();
    let mut section = Section::new("split", lang.say("学段间拆分", "Split between stages"));
    section.lines.push(weights.join(lang.say("：", " : ")));
    section.lines.push(split.columns.join(report.comma()));
    section.source(&split.source, lang);
    section
}

fn of_indicator(indicator: &Indicator, day: Date, rulebook: &Rulebook, lang: Lang) -> Section {
    let report = lang.of_report();
    let mut section = Section {
        is_below: true,
        ..Section::new(
            &indicator.id,
            format!("{} {}", indicator.id, report.indicator(indicator)),
        )
    };
    section.lines = policy_page::formula(indicator, report);
    section.source(&indicator.source, lang);
    let sign = indicator.bound.sign();
    let value = lang.say("标准", "standard");
    let names = Names::new(rulebook, report);
    let limit = |limit: String| format!("{value} {sign} {}", names.amount(&limit, &indicator.unit));
    let mut rows = case_rows(&indicator.limits, limit, day, lang);
    let variation = lang.say("差异系数", "variation");
    let limit = |limit: String| format!("{variation} ≤ {limit}");
    rows.extend(case_rows(&indicator.variation_limits, limit, day, lang));
    section.heads = case_heads(lang);
    section.rows = rows;
    let mut cases = indicator.limits.iter().chain(&indicator.variation_limits);
    // The line above the table has said it.
    if cases.all(|case| is_as_established(&case.source, &indicator.source)) {
        section.without(SOURCE_COLUMN);
    }
    let is_blank = |column: usize| section.rows.iter().all(|row| row[column].text.is_empty());
    let blank = [CONDITION_COLUMN, CASE_COLUMN].map(|column| (column, is_blank(column)));
    for (column, _) in blank.into_iter().filter(|(_, is_blank)| *is_blank) {
        section.without(column);
    }
    section
}

/// Whether two sources are the same, and as well established.
fn is_as_established(one: &Source, other: &Source) -> bool {
    let said = |source: &Source| (source.to_string(), source.note.clone());
    said(one) == said(other) && one.status == other.status
}

/// Where the case and the source stand in the table of an indicator's cases.
const CASE_COLUMN: usize = 3;
const CONDITION_COLUMN: usize = 4;
const SOURCE_COLUMN: usize = 6;

fn case_heads(lang: Lang) -> Vec<String> {
    [
        lang.say("层级", "Layer"),
        lang.say("学段", "Stage"),
        lang.say("标准", "Standard"),
        lang.say("情形", "Case"),
        lang.say("条件", "Condition"),
        lang.say("起止", "In force"),
        lang.say("依据", "Source"),
    ]
    .map(str::to_owned)
    .into()
}

/// A row for each value; `stated` says what it is the value of.
fn case_rows(
    cases: &[Case],
    stated: impl Fn(String) -> String,
    day: Date,
    lang: Lang,
) -> Vec<Vec<Cell>> {
    let row = |case: &Case| {
        let report = lang.of_report();
        let condition = case.when.as_ref().map_or("", |when| when.text.as_str());
        let until = case.until.map_or(String::new(), |until| until.to_string());
        let term = format!("{} – {until}", case.from);
        let term = term.trim_end();
        let doubt = report.bracketed(status(case.source.status, lang));
        vec![
            Cell::text(report.layer(case.layer.id())),
            Cell::text(report.stage(case.stage)),
            Cell::text(stated(case.value.to_string())),
            Cell::text(named(&case.name, &case.en, lang)),
            Cell::text(condition),
            Cell::text(match case.is_in_force(day) {
                true => term.to_owned(),
                false => format!(
                    "{term}{}",
                    report.bracketed(lang.say("现不适用", "not now"))
                ),
            }),
            Cell::text(format!("{}{doubt} {}", case.source, case.source.note).trim_end()),
        ]
    };
    cases.iter().map(row).collect()
}

fn parameters(policy: &Policy, day: Date, rulebook: &Rulebook, lang: Lang) -> Section {
    let names = Names::new(rulebook, lang.of_report());
    let rows = policy.parameters.iter().flat_map(|parameter| {
        let name = named(&parameter.name, &parameter.en, lang);
        let value = |value: String| format!("{name} = {}", names.amount(&value, &parameter.unit));
        case_rows(&parameter.values, value, day, lang)
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    if rows.is_empty() {
        return Section::default();
    }
    Section {
        heads: case_heads(lang),
        rows,
        ..Section::new("parameters", lang.say("参数", "Parameters"))
    }
}

fn rules(policy: &Policy, lang: Lang) -> Section {
    let report = lang.of_report();
    let rows = policy.rules.iter().map(|rule| {
        vec![
            Cell::text(report.rule(rule)),
            Cell::text(policy_page::rule(rule, report)),
            Cell::text(source_text(&rule.source, lang)),
        ]
    });
    let heads = [
        lang.say("规则", "Rule"),
        lang.say("怎样算达标", "When it is met"),
        lang.say("依据", "Source"),
    ];
    titled(
        lang.say("判定规则", "Rules of the verdict"),
        &heads,
        rows.collect(),
    )
}

fn examples(policy: &Policy, rulebook: &Rulebook, lang: Lang) -> Section {
    let of_policy = rulebook.examples.iter().enumerate();
    let rows = of_policy
        .filter(|(_, example)| example.policy == policy.id)
        .map(|(index, example)| {
            let href = format!("/rulebook/examples/{}", index + 1);
            vec![Cell::link(&example.title, href), Cell::text(&example.prose)]
        });
    let heads = [lang.say("算例", "Example"), lang.say("说明", "About")];
    titled(lang.say("算例", "Worked examples"), &heads, rows.collect())
}

/// The page of a worked example: what is handed in, and what must come out.
pub fn example_article(example: &Example, rulebook: &Rulebook, lang: Lang) -> Article {
    let policy = rulebook.policy(&example.policy);
    let name = policy.map_or(example.policy.as_str(), |policy| {
        lang.of_report().policy(policy)
    });
    let table = |heading: String, table: &ExampleTable| Section {
        heads: table.headings.clone(),
        rows: table
            .rows
            .iter()
            .map(|row| row.cells.iter().map(Cell::text).collect())
            .collect(),
        ..Section::new("", heading)
    };
    let heading = |what: &str, of: &ExampleTable| {
        let register = rulebook.register(&of.name);
        let name = register.map_or(of.name.as_str(), |register| {
            named(&register.name, &register.en, lang)
        });
        format!("{what}{}{name}", lang.colon())
    };
    let input = |of: &ExampleTable| table(heading(lang.say("填报", "Handed in"), of), of);
    let outcome = |of: &ExampleTable| table(heading(lang.say("应得", "Must come out"), of), of);
    let inputs = example.inputs.iter().map(input);
    Article {
        title: example.title.clone(),
        lead: example.prose.clone(),
        facts: vec![
            (lang.say("评估标准", "Policy").to_owned(), name.to_owned()),
            (
                lang.say("判定日", "As of").to_owned(),
                example.as_of.to_string(),
            ),
        ],
        sections: inputs.chain(example.expected.iter().map(outcome)).collect(),
    }
}

/// Where a policy's page is.
pub fn address(policy: &Policy) -> String {
    format!("/rulebook/policies/{}", escaped(&policy.id))
}
