//! Two judgements of one county side by side: before and after a supposed change, by two policies, of two days.

use junheng_model::{IndicatorFinding, RuleFinding, Stage, Verdict};
use junheng_report::figures;
use junheng_report::standing::{Standing, Tally};

use super::selection::CountyAddresses;
use crate::lang::Lang;

/// What differs, and how much is alike.
pub struct Difference {
    pub verdicts: (Verdict, Verdict),
    /// `达标规则 3 / 7，达标学校（按学段）19 / 47`, of each.
    pub counts: (String, String),
    pub rules: Vec<DifferenceRow>,
    pub indicators: Vec<DifferenceRow>,
    pub schools: Vec<DifferenceRow>,
    /// How many indicators both say the same of.
    pub alike: usize,
}

/// One thing of which the two say something else.
#[derive(Debug, Clone, PartialEq)]
pub struct DifferenceRow {
    pub name: String,
    pub href: String,
    pub left: String,
    pub right: String,
    /// Nothing where one of the two does not have it.
    pub verdicts: (Option<Verdict>, Option<Verdict>),
}

impl DifferenceRow {
    /// Whether the verdict is another.
    pub fn flips(&self) -> bool {
        self.verdicts.0 != self.verdicts.1
    }
}

/// How much is met, in a line.
fn counts(standing: &Standing<'_>, lang: Lang) -> String {
    let rules = Tally::of(standing.county.rules.iter().map(|rule| rule.verdict));
    let units = standing.tally();
    let (rules_met, rules_all) = (rules.met, rules.all());
    let (met, all) = (units.met, units.all());
    match lang {
        Lang::Zh => format!("达标规则 {rules_met} / {rules_all}，达标校段 {met} / {all}"),
        Lang::En => format!("rules met {rules_met} / {rules_all}, schools by stage {met} / {all}"),
    }
}

/// What one side says of a thing.
type Said = (String, Verdict);

impl Difference {
    pub fn of(
        left: &Standing<'_>,
        right: &Standing<'_>,
        addresses: &CountyAddresses<'_>,
        lang: Lang,
    ) -> Self {
        let (mut indicators, alike) = indicators(left, right, addresses, lang);
        let mut schools = schools(left, right, addresses);
        // What turned comes first.
        indicators.sort_by_key(|row| !row.flips());
        schools.sort_by_key(|row| !row.flips());
        Self {
            verdicts: (left.county.verdict, right.county.verdict),
            counts: (counts(left, lang), counts(right, lang)),
            rules: rules(left, right),
            indicators,
            schools,
            alike,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.verdicts.0 == self.verdicts.1
            && self.rules.is_empty()
            && self.indicators.is_empty()
            && self.schools.is_empty()
    }
}

/// A row where the two sides differ; nothing where they say the same.
fn row(
    name: String,
    href: String,
    left: Option<Said>,
    right: Option<Said>,
) -> Option<DifferenceRow> {
    if left == right {
        return None;
    }
    let text = |said: &Option<Said>| {
        said.as_ref()
            .map_or_else(|| figures::NO_FIGURE.to_owned(), |(text, _)| text.clone())
    };
    Some(DifferenceRow {
        name,
        href,
        left: text(&left),
        right: text(&right),
        verdicts: (
            left.map(|(_, verdict)| verdict),
            right.map(|(_, verdict)| verdict),
        ),
    })
}

fn rules(left: &Standing<'_>, right: &Standing<'_>) -> Vec<DifferenceRow> {
    let said = |standing: &Standing<'_>, rule: &RuleFinding| {
        (
            standing.rule_figures(rule).unwrap_or_default(),
            rule.verdict,
        )
    };
    let find = |standing: &Standing<'_>, name: &str| {
        let mut rules = standing.county.rules.iter();
        let found = rules.find(|rule| standing.rule_name(rule) == name);
        found.map(|rule| said(standing, rule))
    };
    let names = union(
        left.county.rules.iter().map(|rule| left.rule_name(rule)),
        right.county.rules.iter().map(|rule| right.rule_name(rule)),
    );
    names
        .into_iter()
        .filter_map(|name| {
            let (on_left, on_right) = (find(left, &name), find(right, &name));
            row(name, String::new(), on_left, on_right)
        })
        .collect()
}

fn indicators(
    left: &Standing<'_>,
    right: &Standing<'_>,
    addresses: &CountyAddresses<'_>,
    lang: Lang,
) -> (Vec<DifferenceRow>, usize) {
    let key = |finding: &IndicatorFinding| (finding.id.clone(), finding.stage);
    let keys: Vec<(String, Option<Stage>)> = union(
        left.county.indicators.iter().map(key),
        right.county.indicators.iter().map(key),
    );
    let all = keys.len();
    let rows: Vec<DifferenceRow> = keys
        .into_iter()
        .filter_map(|(id, stage)| {
            let name = match left.policy.indicator(&id) {
                Some(_) => left.labelled(&id, stage),
                None => right.labelled(&id, stage),
            };
            let href = addresses.indicator(&id, stage);
            let (on_left, on_right) = (said(left, &id, stage, lang), said(right, &id, stage, lang));
            row(name, href, on_left, on_right)
        })
        .collect();
    let alike = all - rows.len();
    (rows, alike)
}

/// `2536.99，差异系数 0.5276，≥ 2000 元/生`
fn said(standing: &Standing<'_>, id: &str, stage: Option<Stage>, lang: Lang) -> Option<Said> {
    let mut findings = standing.county.indicators.iter();
    let finding = findings.find(|finding| finding.id == id && finding.stage == stage)?;
    let mut parts = vec![standing.value_text(finding)];
    parts.extend(finding.variation.map(|variation| {
        let coefficient = figures::coefficient(variation.coefficient, variation.limit);
        format!("{} {coefficient}", lang.say("差异系数", "variation"))
    }));
    if finding.units > 1 {
        let met = lang.say("达标", "met");
        parts.push(format!("{met} {}/{}", finding.units_met, finding.units));
    }
    let asked = standing.asked(finding);
    if !asked.is_empty() {
        parts.push(asked);
    }
    Some((parts.join(lang.of_report().semicolon()), finding.verdict))
}

fn schools(
    left: &Standing<'_>,
    right: &Standing<'_>,
    addresses: &CountyAddresses<'_>,
) -> Vec<DifferenceRow> {
    let key = |standing: &Standing<'_>, unit: usize| {
        let units = &standing.findings.schools.units;
        (units.code.get(unit).to_owned(), units.stage[unit])
    };
    let by_key = |standing: &Standing<'_>| -> std::collections::HashMap<_, usize> {
        let units = standing.county.units.clone();
        units.map(|unit| (key(standing, unit), unit)).collect()
    };
    let on_right = by_key(right);
    let said = |standing: &Standing<'_>, unit: usize| {
        let gaps = standing.shortfalls_text(unit);
        let met = standing.met_of(unit);
        let text = match gaps.as_str() {
            "" => met,
            gaps => format!("{met}{}{gaps}", standing.lang().semicolon()),
        };
        (text, standing.findings.schools.verdicts[unit])
    };
    left.county
        .units
        .clone()
        .filter_map(|unit| {
            let own = key(left, unit);
            let other = on_right.get(&own).map(|&unit| said(right, unit));
            row(
                left.unit_name(unit),
                addresses.school(&own.0),
                Some(said(left, unit)),
                other,
            )
        })
        .collect()
}

/// Everything of both, each once, in the order of the first and then of the second.
fn union<T: PartialEq>(left: impl Iterator<Item = T>, right: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = left.collect();
    for item in right {
        if !all.contains(&item) {
            all.push(item);
        }
    }
    all
}
