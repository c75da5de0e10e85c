//! Sentences about single indicators: what they fall short of, where a variation comes from, what is to be mended.

use junheng_model::{IndicatorFinding, Variation, Verdict};
use junheng_rulebook::{Figure, Indicator};

use super::annexes::Annex;
use crate::figures;
use crate::standing::Standing;
use crate::words::{self, documents};

/// Units that break a limit are named in the text up to this many; the rest stand in the annex.
const NAMED: usize = 5;

/// What an indicator falls short of, and which units break it.
pub(super) fn not_met(standing: &Standing<'_>, finding: &IndicatorFinding) -> String {
    let lang = standing.lang();
    let subject = standing.subject(&finding.id, finding.stage);
    let declared = standing.policy.indicator(&finding.id);
    let limit = standing.threshold(finding);
    let mut sentence = match (declared, limit, finding.value) {
        (Some(declared), Some(limit), Some(_)) if !standing.is_conclusion(finding) => {
            let value = standing.stated_value(declared, finding);
            let value = match standing.is_of_each_unit(finding) {
                true => words::worst(lang, &value, declared.bound.larger_is_stricter()),
                false => documents::is_value(lang, &value),
            };
            let limit = standing
                .names
                .amount(&figures::plain(limit), &declared.unit);
            documents::not_met(lang, &subject, &value, declared.bound, &limit)
        }
        _ => documents::not_met_plain(lang, &subject),
    };
    if !finding.breaking.is_empty() {
        let names: Vec<&str> = finding
            .breaking
            .iter()
            .take(NAMED)
            .map(|unit| unit.name)
            .collect();
        let mut list = names.join(lang.comma());
        if finding.breaking.len() > NAMED {
            list.push_str(&words::and_more(lang, finding.breaking.len() - NAMED));
        }
        sentence.push_str(&documents::broken_by(
            lang,
            &units(standing, finding),
            &list,
        ));
    }
    sentence.push_str(lang.full_stop());
    sentence
}

/// `15所学校`, `36个班级`: the units that break an indicator.
fn units(standing: &Standing<'_>, finding: &IndicatorFinding) -> String {
    let register = match standing.policy.indicator(&finding.id).map(|of| &of.figure) {
        Some(Figure::Every(every)) => Some(every.from.as_str()),
        _ => None,
    };
    let of_schools = register.is_none_or(|name| standing.names.is_of_schools_themselves(name));
    let rows = register
        .filter(|_| !of_schools)
        .map(|name| standing.names.register(name));
    documents::units(standing.lang(), finding.breaking.len(), rows)
}

/// How far a variation lies beyond its limit and why, or what another formula would have said.
pub(super) fn spread(
    standing: &Standing<'_>,
    finding: &IndicatorFinding,
    variation: &Variation,
) -> String {
    let lang = standing.lang();
    let subject = standing.subject(&finding.id, finding.stage);
    let verdict = standing.variation_verdict(variation);
    let is_within = verdict != Some(Verdict::NotMet);
    let coefficient = figures::coefficient(variation.coefficient, variation.limit);
    let limit = variation.limit.map(|limit| figures::fixed(limit, 2));
    let mut sentence = documents::spread(lang, &subject, &coefficient, limit.as_deref(), is_within);
    if !is_within {
        sentence.push_str(lang.semicolon());
        sentence.push_str(&standing.spread_text(finding, variation));
    }
    let others = standing.turning_formulas(variation);
    if !others.is_empty() {
        let turned = match is_within {
            true => Verdict::NotMet,
            false => Verdict::Met,
        };
        let others = others.join(lang.comma());
        sentence.push_str(&documents::would_turn(lang, &others, lang.verdict(turned)));
    }
    sentence.push_str(lang.full_stop());
    sentence
}

/// What is to be mended of an indicator: how much is short in all, without a full stop.
pub(super) fn to_mend(standing: &Standing<'_>, finding: &IndicatorFinding) -> String {
    let lang = standing.lang();
    let subject = standing.subject(&finding.id, finding.stage);
    let declared = standing.policy.indicator(&finding.id);
    let Some((declared, gap)) = declared.and_then(|of| Some((of, gap(of, finding)?))) else {
        let sentence = not_met(standing, finding);
        return sentence.trim_end_matches(lang.full_stop()).to_owned();
    };
    let amount = figures::gap(declared, gap, standing.names);
    let is_minimum = declared.bound.larger_is_stricter();
    let short = words::short_of(lang, "", &amount, is_minimum);
    if finding.breaking.is_empty() {
        return format!("{subject}{}{short}", lang.colon());
    }
    let units = units(standing, finding);
    let annex = Annex::Breaking.number(standing);
    documents::to_mend(lang, &subject, &units, &short, annex)
}

/// What is short in all, in natural units: the sum over the units that break the limit, or the county's own.
fn gap(declared: &Indicator, finding: &IndicatorFinding) -> Option<f64> {
    if declared.gap_unit.is_empty() {
        return None;
    }
    if !finding.breaking.is_empty() {
        let of_unit = |gap: f64| figures::actionable_gap(declared, gap.abs());
        return Some(finding.breaking.iter().map(|unit| of_unit(unit.gap)).sum());
    }
    let (numerator, denominator) = (finding.numerator?, finding.denominator?);
    let required = finding.limit? * denominator / declared.per.to_f64();
    Some((required - numerator).abs()).filter(|gap| *gap > 0.0)
}
