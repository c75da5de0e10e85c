//! What each indicator says of a county.

use junheng_model::{
    Alternative, BreakingUnits, Grain, IndicatorFinding, Measure, Stage, UnitMeasures, Variation,
    Verdict,
};
use junheng_rulebook::{Figure, Indicator, JudgedBy};

use super::exact::UnitFigure;
use super::schools::chosen_measure;
use super::tally::{Asked, blank, of_cells, of_measure};
use super::{County, score, variation};
use crate::measure::REQUIREMENT;

/// The findings on a county, in the policy's order; indicators that are met when their parts are come
/// out of those.
pub(crate) fn findings(context: &County<'_>) -> Vec<IndicatorFinding> {
    let mut findings: Vec<IndicatorFinding> = Vec::new();
    for (indicator, limits) in context.policy.indicators.iter().zip(context.limits) {
        let asked = Asked { indicator, limits };
        match &indicator.figure {
            Figure::Ratio {
                by: JudgedBy::SchoolStage,
                ..
            } => {
                let stages = Stage::COMPULSORY
                    .iter()
                    .filter_map(|&stage| of_stage(context, asked, stage));
                findings.extend(stages);
            }
            Figure::Ratio {
                by: JudgedBy::School,
                ..
            } => {
                findings.extend(of_units(context, asked, &Grain::School));
            }
            Figure::Every(every) => {
                findings.extend(of_units(context, asked, &Grain::Row(every.from.clone())));
            }
            Figure::Ratio {
                by: JudgedBy::County,
                ..
            }
            | Figure::Share(_)
            | Figure::Total { .. }
            | Figure::Score(_)
            | Figure::Survey(_) => findings.push(of_county(context, asked)),
            // Filled in below: the parts may be declared later.
            Figure::All { .. } => findings.push(blank(indicator, None)),
        }
    }
    for indicator in &context.policy.indicators {
        if let Figure::All { parts } = &indicator.figure {
            of_parts(indicator, parts, &mut findings);
        }
    }
    for finding in &mut findings {
        let scoring = context.policy.indicator(&finding.id).and_then(|indicator| {
            indicator
                .scoring
                .as_ref()
                .map(|scoring| (scoring, indicator.bound))
        });
        if let Some((scoring, bound)) = scoring {
            finding.score = Some(score::of(scoring, bound, finding));
        }
    }
    findings
}

/// An indicator of every school and stage: its variation judges, where the policy limits that, and
/// else every school. A stage that the county does not have is not reported.
fn of_stage(context: &County<'_>, asked: Asked<'_>, stage: Stage) -> Option<IndicatorFinding> {
    let indicator = asked.indicator;
    let units = &context.of_stages[stage as usize];
    if units.is_empty() {
        return None;
    }
    let judged = context.school_indicator(&indicator.id);
    let mut finding = match judged {
        Some(position) => of_cells(
            asked,
            context.schools,
            position,
            context.units.clone(),
            (stage, units),
        ),
        None => {
            let (table, _) = context.table(&Grain::SchoolStage)?;
            let measure = chosen_measure(table, indicator)?;
            of_measure(asked, table, measure, units.iter().copied())
        }
    };
    finding.stage = Some(stage);
    let varies = asked.limits.of_variation(stage);
    if let Some(position) = judged {
        finding.variation = variation::of(context.schools, units, position, varies.ordinary());
        finding.value = finding.variation.map(|variation| variation.mean);
        let judged_by_unit = varies.is_empty() && !indicator.limits.is_empty();
        if !judged_by_unit {
            finding.verdict = variation_verdict(finding.variation);
            finding.limit = varies.ordinary().map(|limit| limit.to_f64());
        }
    }
    finding.variation_standards = asked.limits.variation_standards(stage);
    Some(finding)
}

/// Within its limit; where a policy only shows the variation, having one is enough.
pub(crate) fn variation_verdict(variation: Option<Variation>) -> Verdict {
    let within = |variation: Variation| {
        variation
            .limit
            .is_none_or(|limit| variation.coefficient <= limit)
    };
    Verdict::from_known(variation.map(within))
}

/// An indicator that every school, or every row of a register, has to meet; where stages have limits of
/// their own, one finding for each.
fn of_units(context: &County<'_>, asked: Asked<'_>, grain: &Grain) -> Vec<IndicatorFinding> {
    let indicator = asked.indicator;
    let by_stage = indicator.limits.iter().any(|limit| limit.stage.is_some());
    let stages: &[Option<Stage>] = if by_stage {
        &[Some(Stage::Primary), Some(Stage::Junior)]
    } else {
        &[None]
    };
    let found = context
        .table(grain)
        .and_then(|(table, range)| Some((table, range, chosen_measure(table, indicator)?)))
        .filter(|(_, range, _)| !range.is_empty());
    let Some((table, range, measure)) = found else {
        return stages
            .iter()
            .map(|&stage| blank(indicator, stage))
            .collect();
    };
    stages
        .iter()
        .map(|&stage| {
            let of_stage = |unit: &usize| stage.is_none() || table.units.stage[*unit] == stage;
            let units = range.clone().filter(of_stage);
            IndicatorFinding {
                stage,
                ..of_measure(asked, table, measure, units)
            }
        })
        .collect()
}

/// An indicator of the county itself.
fn of_county(context: &County<'_>, asked: Asked<'_>) -> IndicatorFinding {
    let indicator = asked.indicator;
    let Some((table, range)) = context.table(&Grain::County) else {
        return blank(indicator, None);
    };
    let Some(unit) = range.clone().next() else {
        return blank(indicator, None);
    };
    let Some(measure) = chosen_measure(table, indicator) else {
        return blank(indicator, None);
    };
    let mut finding = of_measure(asked, table, measure, range);
    if let Some(ratio) = UnitFigure::of(table, measure, unit, indicator.per).known() {
        finding.value = Some(ratio.value());
        finding.numerator = Some(ratio.own_numerator());
        finding.denominator = Some(ratio.denominator.to_f64());
        // Conclusions without points: every one that was given has to pass.
        if matches!(indicator.figure, Figure::Score(_)) && indicator.limits.is_empty() {
            finding.verdict = Verdict::from_known(Some(ratio.numerator == ratio.denominator));
        }
    }
    let limit = asked.limits.of(None).of_unit(measure, unit);
    finding.limit = limit.map(|limit| limit.to_f64());
    finding.breaking = BreakingUnits::default();
    finding.alternatives = alternatives(asked, table, unit, measure);
    if !requirements_met(indicator, table, unit) {
        finding.verdict = Verdict::Undetermined;
    }
    finding
}

/// What the formulas that do not judge would say.
fn alternatives(
    asked: Asked<'_>,
    table: &UnitMeasures,
    unit: usize,
    chosen: &Measure,
) -> Vec<Alternative> {
    let Asked { indicator, limits } = asked;
    let others = table.measures.iter().filter(|measure| {
        measure.indicator == indicator.id
            && measure.formula != chosen.formula
            && !measure.formula.starts_with(REQUIREMENT)
    });
    others
        .map(|measure| {
            let known = UnitFigure::of(table, measure, unit, indicator.per).known();
            Alternative {
                formula: measure.formula.clone(),
                numerator: known.map(|ratio| ratio.own_numerator()),
                denominator: known.map(|ratio| ratio.denominator.to_f64()),
                value: known.map(|ratio| ratio.value()),
                verdict: known.map_or(Verdict::Undetermined, |ratio| {
                    limits.of(None).judge(&ratio, measure, unit).0
                }),
            }
        })
        .collect()
}

/// Whether a survey's sample is what it must be; too small a sample decides nothing.
fn requirements_met(indicator: &Indicator, table: &UnitMeasures, unit: usize) -> bool {
    let Figure::Survey(survey) = &indicator.figure else {
        return true;
    };
    survey.requirements.iter().all(|requirement| {
        let name = crate::measure::requirement_name(&requirement.name);
        let measure = table
            .measures
            .iter()
            .find(|measure| measure.indicator == indicator.id && measure.formula == name);
        let found = measure.and_then(|measure| measure.numerator[unit].quantity());
        found.is_some_and(|found| found >= requirement.at_least)
    })
}

/// An indicator that is met when all its parts are.
fn of_parts(indicator: &Indicator, parts: &[String], findings: &mut [IndicatorFinding]) {
    let of_part = |finding: &&IndicatorFinding| parts.contains(&finding.id);
    let verdicts: Vec<Verdict> = findings
        .iter()
        .filter(of_part)
        .map(|finding| finding.verdict)
        .collect();
    let verdict = match verdicts.is_empty() {
        true => Verdict::Undetermined,
        false => verdicts
            .iter()
            .fold(Verdict::Met, |all, part| all.and(*part)),
    };
    let count = |wanted| {
        verdicts
            .iter()
            .filter(|verdict| **verdict == wanted)
            .count()
    };
    let (units, met, open) = (
        verdicts.len(),
        count(Verdict::Met),
        count(Verdict::Undetermined),
    );
    if let Some(finding) = findings
        .iter_mut()
        .find(|finding| finding.id == indicator.id)
    {
        finding.verdict = verdict;
        (finding.units, finding.units_met, finding.units_undetermined) = (units, met, open);
    }
}
