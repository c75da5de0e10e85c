//! Where everything in a policy comes from, for notes and annexes.

use jiff::civil::Date;
use junheng_model::Stage;
use junheng_rulebook::{Case, Indicator, Policy, RuleKind, Source};

use crate::{Lang, figures};

/// One standard, rule or exclusion with its source.
#[derive(Debug)]
pub(crate) struct Provenance<'a> {
    pub id: &'a str,
    pub content: String,
    pub standard: String,
    pub source: &'a Source,
}

/// Everything that applies on the day: exclusions, the split, indicators with each of their limits,
/// parameters, rules.
pub(crate) fn of<'a>(policy: &'a Policy, day: Date, lang: Lang) -> Vec<Provenance<'a>> {
    let mut entries = Vec::new();
    for exclusion in &policy.exclusions {
        entries.push(Provenance {
            id: "",
            content: exclusion.name.clone(),
            standard: exclusion.when.text.clone(),
            source: &exclusion.source,
        });
    }
    if let Some(split) = &policy.split {
        entries.push(Provenance {
            id: "",
            content: split.columns.join(lang.comma()),
            standard: weights(&split.weights, lang),
            source: &split.source,
        });
    }
    for indicator in &policy.indicators {
        indicator_entries(&mut entries, indicator, day, lang);
    }
    for parameter in &policy.parameters {
        for case in parameter
            .values
            .iter()
            .filter(|case| is_in_force(case, day))
        {
            entries.push(Provenance {
                id: "",
                content: lang.of(&parameter.name, &parameter.en).to_owned(),
                standard: case_text(case, "", &parameter.unit, lang),
                source: &case.source,
            });
        }
    }
    for rule in &policy.rules {
        entries.push(Provenance {
            id: &rule.id,
            content: lang.rule(rule).to_owned(),
            standard: rule_text(&rule.kind, lang),
            source: &rule.source,
        });
    }
    entries
}

fn indicator_entries<'a>(
    entries: &mut Vec<Provenance<'a>>,
    indicator: &'a Indicator,
    day: Date,
    lang: Lang,
) {
    let content = lang.indicator(indicator).to_owned();
    let limits = merged(
        &indicator.limits,
        day,
        indicator.bound.sign(),
        &indicator.unit,
        lang,
    );
    if limits.is_empty() {
        entries.push(Provenance {
            id: &indicator.id,
            content: content.clone(),
            standard: String::new(),
            source: &indicator.source,
        });
    }
    for (standard, source) in limits {
        entries.push(Provenance {
            id: &indicator.id,
            content: content.clone(),
            standard,
            source,
        });
    }
    for (standard, source) in merged(&indicator.variation_limits, day, "≤", "", lang) {
        let variation = crate::words::COEFFICIENT.say(lang);
        entries.push(Provenance {
            id: &indicator.id,
            content: content.clone(),
            standard: format!("{variation} {standard}"),
            source,
        });
    }
}

/// The cases in force, those of one source in one text.
fn merged<'a>(
    cases: &'a [Case],
    day: Date,
    sign: &str,
    unit: &str,
    lang: Lang,
) -> Vec<(String, &'a Source)> {
    let mut merged: Vec<(String, &Source)> = Vec::new();
    for case in cases.iter().filter(|case| is_in_force(case, day)) {
        let text = case_text(case, sign, unit, lang);
        match merged
            .iter_mut()
            .find(|(_, source)| **source == case.source)
        {
            Some((said, _)) => {
                said.push_str(lang.semicolon());
                said.push_str(&text);
            }
            None => merged.push((text, &case.source)),
        }
    }
    merged
}

pub(crate) fn is_in_force(case: &Case, day: Date) -> bool {
    case.from <= day && case.until.is_none_or(|until| day <= until)
}

/// `小学 ≥ 4.5 m²/生（2010年及以前规划建成，至 2027-04-18）`
pub(crate) fn case_text(case: &Case, sign: &str, unit: &str, lang: Lang) -> String {
    let stage = lang.stage(case.stage);
    let value = figures::plain(case.value.to_f64());
    let said: Vec<&str> = [stage, sign, &value, unit]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let mut text = said.join(" ");
    let mut remarks = Vec::new();
    if !case.name.is_empty() {
        remarks.push(case.name.clone());
    }
    if let Some(until) = case.until {
        remarks.push(crate::words::until(lang, &until.to_string()));
    }
    if !remarks.is_empty() {
        text.push_str(&lang.bracketed(&remarks.join(lang.of("，", ", "))));
    }
    text
}

fn weights(weights: &[(Stage, junheng_model::Quantity)], lang: Lang) -> String {
    let said: Vec<String> = weights
        .iter()
        .map(|(stage, weight)| format!("{} {weight}", lang.stage(Some(*stage))))
        .collect();
    said.join(lang.of("：", " : "))
}

/// What a rule asks, from its figures.
pub(crate) fn rule_text(kind: &RuleKind, lang: Lang) -> String {
    match kind {
        RuleKind::EachSchool {
            of,
            at_least,
            floor,
            share,
        } => {
            let floor = floor.map(|floor| figures::percent(floor.to_f64()));
            let share: Vec<String> = share
                .iter()
                .map(|case| case_text(case, "≥", "", lang))
                .collect();
            crate::words::each_school(lang, of.len(), *at_least, floor.as_deref(), &share)
        }
        RuleKind::Variations { of } | RuleKind::Indicators { of } => of.join(lang.comma()),
        RuleKind::MeanVariation { of, at_most } => {
            let limits: Vec<String> = at_most
                .iter()
                .map(|case| case_text(case, "≤", "", lang))
                .collect();
            format!(
                "{}{}{}",
                of.join(lang.comma()),
                lang.colon(),
                limits.join(lang.semicolon())
            )
        }
        RuleKind::WorkScore { of, at_least } => {
            let limits: Vec<String> = at_least
                .iter()
                .map(|case| case_text(case, "≥", "", lang))
                .collect();
            format!(
                "{}{}{}",
                of.join(lang.comma()),
                lang.colon(),
                limits.join(lang.semicolon())
            )
        }
    }
}
