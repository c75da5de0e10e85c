//! What each indicator says of a county.

use junheng_model::{
    Alternative, BreakingUnits, Grain, IndicatorFinding, Measure, Stage, UnitMeasures, Variation,
    Verdict,
};
use junheng_rulebook::{Bound, Figure, Indicator, JudgedBy};

use super::exact::UnitFigure;
use super::limits::Limits;
use super::schools::chosen_measure;
use super::{County, score, variation};
use crate::measure::REQUIREMENT;

/// The findings on a county, in the policy's order; indicators that are met when their parts are come
/// out of those.
pub(crate) fn findings(context: &County<'_>) -> Vec<IndicatorFinding> {
    let mut findings: Vec<IndicatorFinding> = Vec::new();
    for indicator in &context.policy.indicators {
        match &indicator.figure {
            Figure::Ratio {
                by: JudgedBy::SchoolStage,
                ..
            } => {
                let stages = Stage::COMPULSORY
                    .iter()
                    .filter_map(|&stage| of_stage(context, indicator, stage));
                findings.extend(stages);
            }
            Figure::Ratio {
                by: JudgedBy::School,
                ..
            } => {
                findings.extend(of_units(context, indicator, &Grain::School));
            }
            Figure::Every(every) => {
                findings.extend(of_units(
                    context,
                    indicator,
                    &Grain::Row(every.from.clone()),
                ));
            }
            Figure::Ratio {
                by: JudgedBy::County,
                ..
            }
            | Figure::Share(_)
            | Figure::Total { .. }
            | Figure::Score(_)
            | Figure::Survey(_) => findings.push(of_county(context, indicator)),
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

fn blank(indicator: &Indicator, stage: Option<Stage>) -> IndicatorFinding {
    IndicatorFinding {
        id: indicator.id.clone(),
        stage,
        verdict: Verdict::Undetermined,
        value: None,
        numerator: None,
        denominator: None,
        limit: None,
        variation: None,
        standards: Vec::new(),
        variation_standards: Vec::new(),
        units: 0,
        units_met: 0,
        units_undetermined: 0,
        breaking: BreakingUnits::default(),
        alternatives: Vec::new(),
        score: None,
    }
}

/// An indicator of every school and stage: its variation judges, where the policy limits that, and
/// else every school. A stage that the county does not have is not reported.
fn of_stage(context: &County<'_>, indicator: &Indicator, stage: Stage) -> Option<IndicatorFinding> {
    let (table, range) = context.table(&Grain::SchoolStage)?;
    let units: Vec<usize> = range
        .filter(|&unit| table.units.stage[unit] == Some(stage))
        .collect();
    if units.is_empty() {
        return None;
    }
    let measure = chosen_measure(table, indicator)?;
    let mut finding = of_measure(context, indicator, table, measure, units.into_iter());
    finding.stage = Some(stage);
    let varies = Limits::of(
        &indicator.variation_limits,
        Bound::AtMost,
        context.day,
        Some(stage),
    );
    if let Some(position) = context.school_indicator(&indicator.id) {
        finding.variation = variation::of(
            context.schools,
            context.units.clone(),
            stage,
            position,
            varies.ordinary(),
        );
        finding.value = finding.variation.map(|variation| variation.mean);
        let judged_by_unit = varies.is_empty() && !indicator.limits.is_empty();
        if !judged_by_unit {
            finding.verdict = variation_verdict(finding.variation);
            finding.limit = varies.ordinary().map(|limit| limit.to_f64());
        }
    }
    finding.variation_standards = varies.standards(Some(stage));
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
fn of_units(context: &County<'_>, indicator: &Indicator, grain: &Grain) -> Vec<IndicatorFinding> {
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
                ..of_measure(context, indicator, table, measure, units)
            }
        })
        .collect()
}

/// The worst unit so far: how far along its limit it is, its value, its limit.
type Worst = Option<(f64, f64, f64)>;

/// Judges each unit of a measure. Met when all asked units are; a figure that is missing leaves it open.
fn of_measure(
    context: &County<'_>,
    indicator: &Indicator,
    table: &UnitMeasures,
    measure: &Measure,
    units: impl Iterator<Item = usize>,
) -> IndicatorFinding {
    let limits = [
        None,
        Some(Stage::Primary),
        Some(Stage::Junior),
        Some(Stage::Senior),
    ]
    .map(|stage| Limits::on(indicator, context.day, stage));
    let mut finding = blank(indicator, None);
    finding.breaking = BreakingUnits::of(&table.units, matches!(table.grain, Grain::Row(_)));
    let mut verdict = Verdict::Met;
    let mut worst: Worst = None;
    for unit in units {
        let limits = &limits[table.units.stage[unit].map_or(0, |stage| stage as usize + 1)];
        let unit_verdict = match UnitFigure::of(table, measure, unit, indicator.per) {
            UnitFigure::NotApplicable => continue,
            UnitFigure::Missing => Verdict::Undetermined,
            UnitFigure::Known(_) if limits.is_empty() => Verdict::Met,
            UnitFigure::Known(ratio) => {
                let (verdict, limit) = limits.judge(&ratio, measure, unit);
                if let Some(limit) = limit {
                    let along = along_limit(limits.bound, ratio.value(), limit.to_f64());
                    if worst.is_none_or(|(most, ..)| along > most) {
                        worst = Some((along, ratio.value(), limit.to_f64()));
                    }
                    if verdict == Verdict::NotMet {
                        let (value, gap) = (ratio.value(), ratio.gap(limit));
                        finding.breaking.push(unit, value, limit.to_f64(), gap);
                    }
                }
                verdict
            }
        };
        finding.units += 1;
        finding.units_met += usize::from(unit_verdict == Verdict::Met);
        finding.units_undetermined += usize::from(unit_verdict == Verdict::Undetermined);
        verdict = verdict.and(unit_verdict);
    }
    let bound = indicator.bound;
    finding
        .breaking
        .sort_worst_first(|value, limit| along_limit(bound, value, limit));
    finding.verdict = verdict;
    finding.value = worst.map(|(_, value, _)| value);
    finding.limit = worst.map(|(_, _, limit)| limit);
    finding.standards = standards(indicator, &limits);
    finding
}

/// How far a value has gone toward the wrong side of its limit; greater is worse.
fn along_limit(bound: Bound, value: f64, limit: f64) -> f64 {
    let relative = if limit == 0.0 { value } else { value / limit };
    if bound.larger_is_stricter() {
        -relative
    } else {
        relative
    }
}

/// The standards of every stage, each once.
fn standards(indicator: &Indicator, limits: &[Limits<'_>; 4]) -> Vec<junheng_model::Standard> {
    let by_stage = indicator.limits.iter().any(|limit| limit.stage.is_some());
    if !by_stage {
        return limits[0].standards(None);
    }
    let of = |stage: Stage| limits[stage as usize + 1].standards(Some(stage));
    let asked = Stage::COMPULSORY.into_iter().flat_map(of);
    asked.collect()
}

/// An indicator of the county itself.
fn of_county(context: &County<'_>, indicator: &Indicator) -> IndicatorFinding {
    let Some((table, range)) = context.table(&Grain::County) else {
        return blank(indicator, None);
    };
    let Some(unit) = range.clone().next() else {
        return blank(indicator, None);
    };
    let Some(measure) = chosen_measure(table, indicator) else {
        return blank(indicator, None);
    };
    let mut finding = of_measure(context, indicator, table, measure, range);
    if let Some(ratio) = UnitFigure::of(table, measure, unit, indicator.per).known() {
        finding.value = Some(ratio.value());
        finding.numerator = Some(ratio.own_numerator());
        finding.denominator = Some(ratio.denominator.to_f64());
        // Conclusions without points: every one that was given has to pass.
        if matches!(indicator.figure, Figure::Score(_)) && indicator.limits.is_empty() {
            finding.verdict = Verdict::from_known(Some(ratio.numerator == ratio.denominator));
        }
    }
    let limits = Limits::on(indicator, context.day, None);
    finding.limit = limits.of_unit(measure, unit).map(|limit| limit.to_f64());
    finding.breaking = BreakingUnits::default();
    finding.alternatives = alternatives(context, indicator, table, unit, measure);
    if !requirements_met(indicator, table, unit) {
        finding.verdict = Verdict::Undetermined;
    }
    finding
}

/// What the formulas that do not judge would say.
fn alternatives(
    context: &County<'_>,
    indicator: &Indicator,
    table: &UnitMeasures,
    unit: usize,
    chosen: &Measure,
) -> Vec<Alternative> {
    let limits = Limits::on(indicator, context.day, None);
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
                    limits.judge(&ratio, measure, unit).0
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
