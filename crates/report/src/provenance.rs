//! Where everything in a policy comes from, for notes and annexes.

use jiff::civil::Date;
use junheng_model::Stage;
use junheng_rulebook::{Case, Indicator, Policy, RuleKind, Source};

use crate::{Lang, Names, figures, ids};

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
pub(crate) fn of<'a>(policy: &'a Policy, day: Date, names: Names<'_>) -> Vec<Provenance<'a>> {
    let lang = names.lang;
    let mut entries = Vec::new();
    for exclusion in &policy.exclusions {
        entries.push(Provenance {
            id: "",
            content: lang.of(&exclusion.name, &exclusion.en).to_owned(),
            standard: String::new(),
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
        indicator_entries(&mut entries, indicator, day, names);
    }
    for parameter in &policy.parameters {
        for case in parameter.values.iter().filter(|case| case.is_in_force(day)) {
            entries.push(Provenance {
                id: "",
                content: lang.of(&parameter.name, &parameter.en).to_owned(),
                standard: case_text(case, "", &parameter.unit, names),
                source: &case.source,
            });
        }
    }
    for rule in &policy.rules {
        entries.push(Provenance {
            id: "",
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
    names: Names<'_>,
) {
    let lang = names.lang;
    let content = lang.indicator(indicator).to_owned();
    let sign = indicator.bound.sign();
    let limits = merged(&indicator.limits, day, lang.semicolon(), |case| {
        case_text(case, sign, &indicator.unit, names)
    });
    let variations = merged(&indicator.variation_limits, day, lang.semicolon(), |case| {
        let limit = figures::fixed(case.value.to_f64(), 2);
        stated(case, "≤", &limit, lang)
    });
    let mut standards = limits;
    for (said, source) in variations {
        let said = format!("{} {said}", crate::words::COEFFICIENT.say(lang));
        add(&mut standards, said, source, lang.semicolon());
    }
    if standards.is_empty() {
        standards.push((String::new(), &indicator.source));
    }
    for (standard, source) in standards {
        entries.push(Provenance {
            id: &indicator.id,
            content: content.clone(),
            standard,
            source,
        });
    }
}

/// The cases in force, those of one source in one text.
fn merged<'a>(
    cases: &'a [Case],
    day: Date,
    between: &str,
    say: impl Fn(&Case) -> String,
) -> Vec<(String, &'a Source)> {
    let mut merged = Vec::new();
    for case in cases.iter().filter(|case| case.is_in_force(day)) {
        add(&mut merged, say(case), &case.source, between);
    }
    merged
}

/// Adds what a source says to what it said before.
fn add<'a>(
    merged: &mut Vec<(String, &'a Source)>,
    said: String,
    source: &'a Source,
    between: &str,
) {
    match merged.iter_mut().find(|(_, of)| **of == *source) {
        Some((before, _)) => {
            before.push_str(between);
            before.push_str(&said);
        }
        None => merged.push((said, source)),
    }
}

/// `小学 ≥ 4.5 m²/生（2010年及以前规划建成，至 2027-04-18）`
pub(crate) fn case_text(case: &Case, sign: &str, unit: &str, names: Names<'_>) -> String {
    let amount = names.amount(&figures::plain(case.value.to_f64()), unit);
    stated(case, sign, &amount, names.lang)
}

/// A value without a unit: a coefficient, a share, a number of points.
fn bare_case(case: &Case, sign: &str, lang: Lang) -> String {
    stated(case, sign, &figures::plain(case.value.to_f64()), lang)
}

fn stated(case: &Case, sign: &str, amount: &str, lang: Lang) -> String {
    let stage = lang.stage(case.stage);
    let said: Vec<&str> = [stage, sign, amount]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let mut text = said.join(" ");
    let mut remarks = Vec::new();
    if !case.name.is_empty() {
        remarks.push(lang.of(&case.name, &case.en).to_owned());
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
                .map(|case| bare_case(case, "≥", lang))
                .collect();
            crate::words::each_school(lang, of.len(), *at_least, floor.as_deref(), &share)
        }
        RuleKind::Variations { of } | RuleKind::Indicators { of } => ids::ranges(of, lang),
        RuleKind::MeanVariation { of, at_most } => {
            let limits: Vec<String> = at_most
                .iter()
                .map(|case| bare_case(case, "≤", lang))
                .collect();
            format!(
                "{}{}{}",
                ids::ranges(of, lang),
                lang.colon(),
                limits.join(lang.semicolon())
            )
        }
        RuleKind::WorkScore { of, at_least } => {
            let limits: Vec<String> = at_least
                .iter()
                .map(|case| bare_case(case, "≥", lang))
                .collect();
            format!(
                "{}{}{}",
                ids::ranges(of, lang),
                lang.colon(),
                limits.join(lang.semicolon())
            )
        }
    }
}
