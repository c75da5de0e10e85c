//! What an indicator's page shows, read off the county's findings.

use junheng_model::{BreakingUnit, IndicatorFinding, Standard, Variation, Verdict};
use junheng_report::standing::Standing;
use junheng_report::{Lang as Language, Names, figures};
use junheng_rulebook::{Figure, Indicator, SourceStatus};

use super::indicator_charts::SchoolFigure;
use super::indicator_figures::key_figures;
use super::selection::CountyAddresses;
use super::tiles::findings_of;
use crate::components::{KeyFigure, Link, Tab};
use crate::lang::Lang;

/// One indicator of a county and one of its stages.
pub struct IndicatorView {
    pub name: String,
    pub verdict: Verdict,
    /// The indicator's state in a sentence.
    pub words: String,
    pub key_figures: Vec<KeyFigure>,
    pub stages: Vec<Tab>,
    /// The parts of an indicator that is met when all of them are.
    pub parts: Vec<PartRow>,
    pub standards: Vec<StandardRow>,
    /// How the variation came about, and what other formulas would have said.
    pub variation: Vec<String>,
    pub flips: Vec<String>,
    pub alternatives: Vec<String>,
    pub schools: Vec<SchoolFigure>,
    pub breaking: Vec<BreakingRow>,
    pub source: String,
    pub source_note: String,
    pub is_unconfirmed: bool,
}

pub struct PartRow {
    pub id: String,
    pub name: String,
    pub href: String,
    pub value: String,
    pub asked: String,
    pub verdict: Verdict,
}

/// One layer's standard.
pub struct StandardRow {
    pub layer: String,
    pub what: String,
    pub bound: String,
    pub case: String,
    pub until: String,
    pub source: String,
    pub judges: bool,
}

/// A class, school or row that breaks the limit.
pub struct BreakingRow {
    pub name: String,
    pub href: String,
    pub value: String,
    pub limit: String,
    pub gap: String,
    pub place: String,
}

impl IndicatorView {
    pub fn of(
        standing: &Standing<'_>,
        indicator: &Indicator,
        finding: &IndicatorFinding,
        addresses: &CountyAddresses<'_>,
        lang: Lang,
    ) -> Self {
        let report = lang.of_report();
        Self {
            name: report.indicator(indicator).to_owned(),
            verdict: finding.verdict,
            words: words(standing, indicator, finding, lang),
            key_figures: key_figures(standing, indicator, finding, addresses, lang),
            stages: stages(standing, indicator, finding, addresses, lang),
            parts: parts(standing, indicator, addresses),
            standards: standards(standing, indicator, finding, lang),
            variation: finding
                .variation
                .map(|variation| variation_lines(standing, finding, &variation, lang))
                .unwrap_or_default(),
            flips: finding
                .variation
                .map(|variation| standing.flips(&variation))
                .unwrap_or_default(),
            alternatives: finding
                .alternatives
                .iter()
                .map(|other| standing.alternative_text(finding, other))
                .collect(),
            schools: schools(standing, finding, addresses),
            breaking: breaking(standing, indicator, finding, addresses),
            source: indicator.source.to_string(),
            source_note: indicator.source.note.clone(),
            is_unconfirmed: indicator.source.status == SourceStatus::Unconfirmed,
        }
    }
}

fn words(
    standing: &Standing<'_>,
    indicator: &Indicator,
    finding: &IndicatorFinding,
    lang: Lang,
) -> String {
    let label = standing.labelled(&finding.id, finding.stage);
    let verdict = lang.verdict(&finding.verdict);
    let value = standing.value_text(finding);
    let asked = standing.asked(finding);
    let stop = lang.of_report().full_stop();
    let known = value != figures::NO_FIGURE;
    let value = match known {
        true => standing.names.amount(&value, &indicator.unit),
        false => value,
    };
    match (lang, finding.variation) {
        (Lang::Zh, Some(variation)) => format!(
            "{label}：全县均值 {value}，差异系数 {}，{verdict}{stop}",
            figures::coefficient(variation.coefficient, variation.limit)
        ),
        (Lang::En, Some(variation)) => format!(
            "{label}: county mean {value}, variation {}: {verdict}{stop}",
            figures::coefficient(variation.coefficient, variation.limit)
        ),
        (Lang::Zh, None) if known => format!("{label}：{value}，{verdict}{stop}"),
        (Lang::En, None) if known => format!("{label}: {value}, {verdict}{stop}"),
        (Lang::Zh, None) => format!("{label}：{verdict}{stop}{asked}"),
        (Lang::En, None) => format!("{label}: {verdict}{stop}{asked}"),
    }
}

fn stages(
    standing: &Standing<'_>,
    indicator: &Indicator,
    chosen: &IndicatorFinding,
    addresses: &CountyAddresses<'_>,
    lang: Lang,
) -> Vec<Tab> {
    let of_stages = findings_of(standing, &indicator.id);
    if of_stages.len() < 2 {
        return Vec::new();
    }
    let tab = |finding: &&IndicatorFinding| {
        let stage = lang.of_report().stage(finding.stage);
        let verdict = lang.verdict(&finding.verdict);
        let label = format!("{stage} · {verdict}");
        Tab {
            link: Link::new(label, addresses.indicator(&finding.id, finding.stage)),
            current: finding.stage == chosen.stage,
        }
    };
    of_stages.iter().map(tab).collect()
}

fn parts(
    standing: &Standing<'_>,
    indicator: &Indicator,
    addresses: &CountyAddresses<'_>,
) -> Vec<PartRow> {
    let Figure::All { parts } = &indicator.figure else {
        return Vec::new();
    };
    let row = |finding: &IndicatorFinding| {
        let declared = standing.policy.indicator(&finding.id);
        let unit = declared.map_or("", |declared| declared.unit.as_str());
        let value = standing.value_text(finding);
        let value = if value == figures::NO_FIGURE {
            value
        } else {
            standing.names.amount(&value, unit)
        };
        PartRow {
            id: finding.id.clone(),
            name: declared.map_or_else(String::new, |declared| {
                standing.lang().indicator(declared).to_owned()
            }),
            href: addresses.indicator(&finding.id, finding.stage),
            value,
            asked: standing.asked(finding),
            verdict: finding.verdict,
        }
    };
    parts
        .iter()
        .flat_map(|id| findings_of(standing, id))
        .map(row)
        .collect()
}

fn standards(
    standing: &Standing<'_>,
    indicator: &Indicator,
    finding: &IndicatorFinding,
    lang: Lang,
) -> Vec<StandardRow> {
    let row = |standard: &Standard, what: &str, unit: &str, digits: Option<u32>| {
        let value = match digits {
            Some(digits) => figures::fixed(standard.value, digits),
            None => figures::plain(standard.value),
        };
        StandardRow {
            layer: lang.of_report().layer(standard.layer).to_owned(),
            what: what.to_owned(),
            bound: format!("{} {}", standard.bound, standing.names.amount(&value, unit)),
            case: standing.names.case(&standard.case).to_owned(),
            until: standard
                .until
                .map_or(String::new(), |until| until.to_string()),
            source: standard.source.clone(),
            judges: standard.judges,
        }
    };
    let of_value = match standing.is_varied(finding) {
        true => lang.say("每所学校", "each school"),
        false => lang.say("现值", "value"),
    };
    let own = finding
        .standards_of_stage()
        .map(|standard| row(standard, of_value, &indicator.unit, None));
    let of_variation = finding
        .variation_standards
        .iter()
        .filter(|standard| standard.is_of(finding.stage))
        .map(|standard| row(standard, lang.say("差异系数", "variation"), "", Some(2)));
    own.chain(of_variation).collect()
}

/// Mean, deviation and coefficient as a sum that can be done again by hand.
fn variation_lines(
    standing: &Standing<'_>,
    finding: &IndicatorFinding,
    variation: &Variation,
    lang: Lang,
) -> Vec<String> {
    let coefficient = figures::coefficient(variation.coefficient, variation.limit);
    let (deviation, mean) = (
        figures::fixed(variation.deviation, 4),
        figures::fixed(variation.mean, 4),
    );
    let (schools, pupils) = (variation.schools, figures::plain(variation.pupils));
    let sum = match lang {
        Lang::Zh => format!(
            "标准差 S {deviation} ÷ 均值 {mean} = 差异系数 {coefficient}；按 {schools} 所学校、{pupils} 名学生加权，用未舍入的数比较"
        ),
        Lang::En => format!(
            "deviation S {deviation} ÷ mean {mean} = coefficient {coefficient}; {schools} schools weighted by {pupils} pupils, compared before rounding"
        ),
    };
    vec![
        sum,
        standing.other_formulas(variation),
        standing.spread_text(finding, variation),
    ]
}

/// The schools of the stage, the lowest first; nothing for an indicator that does not judge schools one by one.
fn schools(
    standing: &Standing<'_>,
    finding: &IndicatorFinding,
    addresses: &CountyAddresses<'_>,
) -> Vec<SchoolFigure> {
    let figures = &standing.findings.schools;
    let position = figures.indicators.iter().position(|id| *id == finding.id);
    let (Some(index), Some(stage)) = (position, finding.stage) else {
        return Vec::new();
    };
    let shares: std::collections::HashMap<usize, f64> = finding
        .variation
        .map(|variation| standing.spread(finding, &variation))
        .unwrap_or_default()
        .into_iter()
        .map(|spread| (spread.unit, spread.share))
        .collect();
    let mut schools: Vec<SchoolFigure> = standing
        .units_of(stage)
        .map(|unit| {
            let code = figures.units.code.get(unit);
            SchoolFigure {
                unit,
                code: code.to_owned(),
                name: figures.units.name.get(unit).to_owned(),
                value: figures.value(unit, index),
                verdict: figures.cell(unit, index).verdict,
                href: addresses.school_explanation(code, &finding.id, Some(stage)),
                share: shares.get(&unit).copied(),
            }
        })
        .collect();
    let last = |value: Option<f64>| value.unwrap_or(f64::INFINITY);
    schools.sort_by(|left, right| {
        last(left.value)
            .total_cmp(&last(right.value))
            .then(left.unit.cmp(&right.unit))
    });
    schools
}

fn breaking(
    standing: &Standing<'_>,
    indicator: &Indicator,
    finding: &IndicatorFinding,
    addresses: &CountyAddresses<'_>,
) -> Vec<BreakingRow> {
    let row = |unit: BreakingUnit<'_>| BreakingRow {
        name: unit.name.to_owned(),
        href: addresses.school(unit.code),
        value: figures::against(unit.value, Some(unit.limit), indicator.decimals),
        limit: format!("{} {}", indicator.bound.sign(), figures::plain(unit.limit)),
        gap: gap_words(indicator, unit.gap, standing.names),
        place: unit.place.map_or(String::new(), ToString::to_string),
    };
    finding.breaking.iter().map(row).collect()
}

/// `缺 3 人`, `超 11 人`
pub fn gap_words(indicator: &Indicator, gap: f64, names: Names<'_>) -> String {
    let amount = figures::gap(indicator, gap.abs(), names);
    match (names.lang, indicator.bound.larger_is_stricter()) {
        (Language::Chinese, true) => format!("缺 {amount}"),
        (Language::Chinese, false) => format!("超 {amount}"),
        (Language::English, true) => format!("{amount} short"),
        (Language::English, false) => format!("{amount} too many"),
    }
}
