//! The figures of every school and stage, and the rule that each school has to meet.

use junheng_model::{
    Amount, Grain, Measure, Measures, Quantity, SchoolCell, SchoolFigures, Stage, UnitMeasures,
    Verdict,
};
use junheng_rulebook::{Figure, Indicator, Policy, Rule, RuleKind};

use super::exact::UnitFigure;
use super::limits::{IndicatorLimits, Limits};
use super::school_indicators;
use crate::parallel;

/// Judges every cell of the stage table.
pub(crate) fn figures(
    measures: &Measures,
    policy: &Policy,
    limits: &[IndicatorLimits<'_>],
) -> SchoolFigures {
    let Some(table) = measures.table(&Grain::SchoolStage) else {
        return SchoolFigures::default();
    };
    let named = school_indicators(policy);
    let judged: Vec<(&Indicator, &IndicatorLimits<'_>, &Measure)> = policy
        .indicators
        .iter()
        .zip(limits)
        .filter(|(indicator, _)| named.contains(&&indicator.id))
        .filter_map(|(indicator, limits)| {
            Some((indicator, limits, chosen_measure(table, indicator)?))
        })
        .collect();
    let count = table.units.len();
    let mut schools = SchoolFigures {
        units: table.units.clone(),
        indicators: judged
            .iter()
            .map(|(indicator, ..)| indicator.id.clone())
            .collect(),
        per: judged
            .iter()
            .map(|(indicator, ..)| indicator.per.to_f64())
            .collect(),
        cells: vec![SchoolCell::MISSING; count * judged.len()],
        verdicts: vec![Verdict::Undetermined; count],
        met: vec![0; count],
    };
    parallel::fill(&mut schools.cells, judged.len(), |first, cells| {
        for (position, (indicator, limits, measure)) in judged.iter().enumerate() {
            let of_indicator = cells.iter_mut().skip(position).step_by(judged.len());
            for (unit, found) in of_indicator.enumerate() {
                *found = cell(table, measure, first + unit, indicator, limits);
            }
        }
    });
    let rules = SchoolRule::all(policy, &schools.indicators);
    let judged = parallel::ranges(count, count, |units| {
        let of_unit = |unit| unit_verdict(&schools, unit, &rules);
        units.map(of_unit).collect::<Vec<_>>()
    });
    (schools.met, schools.verdicts) = judged.into_iter().flatten().unzip();
    schools
}

/// The measure of the formula that judges.
pub(crate) fn chosen_measure<'t>(
    table: &'t UnitMeasures,
    indicator: &Indicator,
) -> Option<&'t Measure> {
    let chosen = match &indicator.figure {
        Figure::Ratio {
            formulas, chosen, ..
        } => formulas.get(*chosen).map_or("", |formula| &formula.name),
        _ => "",
    };
    table
        .measures
        .iter()
        .find(|measure| measure.indicator == indicator.id && measure.formula == chosen)
}

/// One cell: the verdict on exact figures, floats for reading.
pub(crate) fn cell(
    table: &UnitMeasures,
    measure: &Measure,
    unit: usize,
    indicator: &Indicator,
    limits: &IndicatorLimits<'_>,
) -> SchoolCell {
    let stage = table.units.stage[unit].unwrap_or(Stage::Primary);
    let figure = UnitFigure::of(table, measure, unit, indicator.per);
    cell_of(
        figure,
        measure.denominator[unit],
        limits.of(Some(stage)),
        measure,
        unit,
    )
}

/// One cell of a figure that need not stand in the measures, as in a what-if; the measure gives the
/// truth of conditional limits.
pub(crate) fn cell_of(
    figure: UnitFigure,
    denominator: Amount,
    limits: &Limits<'_>,
    measure: &Measure,
    unit: usize,
) -> SchoolCell {
    let float = |limit: Option<Quantity>| limit.map_or(f64::NAN, Quantity::to_f64);
    match figure {
        UnitFigure::Known(ratio) => {
            let (verdict, limit) = limits.judge(&ratio, measure, unit);
            SchoolCell {
                numerator: ratio.own_numerator(),
                denominator: ratio.denominator.to_f64(),
                threshold: float(limit),
                verdict,
            }
        }
        UnitFigure::Missing => SchoolCell {
            denominator: float(denominator.quantity()),
            threshold: float(limits.of_unit(measure, unit)),
            ..SchoolCell::MISSING
        },
        UnitFigure::NotApplicable => SchoolCell {
            verdict: Verdict::Met,
            ..SchoolCell::MISSING
        },
    }
}

/// A rule that each school has to meet, with the positions of its indicators.
pub(crate) struct SchoolRule {
    of: Vec<usize>,
    at_least: usize,
    floor: Option<f64>,
}

impl SchoolRule {
    /// All rules of this kind.
    pub fn all(policy: &Policy, indicators: &[String]) -> Vec<Self> {
        policy
            .rules
            .iter()
            .filter_map(|rule| Self::of(rule, indicators))
            .collect()
    }

    /// `None` for rules of other kinds.
    pub fn of(rule: &Rule, indicators: &[String]) -> Option<Self> {
        let RuleKind::EachSchool {
            of,
            at_least,
            floor,
            ..
        } = &rule.kind
        else {
            return None;
        };
        Some(SchoolRule {
            of: (0..indicators.len())
                .filter(|&position| of.contains(&indicators[position]))
                .collect(),
            at_least: *at_least,
            floor: floor.map(Quantity::to_f64),
        })
    }

    /// The rule's verdict on a unit. It is reached when it is the same whatever the missing figures turn
    /// out to be.
    pub fn verdict(&self, schools: &SchoolFigures, unit: usize) -> Verdict {
        let (mut met, mut open) = (0, 0);
        for &position in &self.of {
            let cell = schools.cell(unit, position);
            match cell.verdict {
                Verdict::Met => met += 1,
                Verdict::Undetermined => open += 1,
                Verdict::NotMet => {
                    if self
                        .floor
                        .is_some_and(|floor| !cell.reaches(floor, schools.per[position]))
                    {
                        return Verdict::NotMet;
                    }
                }
            }
        }
        if met + open < self.at_least {
            return Verdict::NotMet;
        }
        // An open figure may still turn out below the floor, so the count alone settles nothing.
        let settled = open == 0 || (met >= self.at_least && self.floor.is_none());
        if settled {
            Verdict::Met
        } else {
            Verdict::Undetermined
        }
    }
}

/// How many indicators a unit meets, and what all school rules say of it.
pub(crate) fn unit_verdict(
    schools: &SchoolFigures,
    unit: usize,
    rules: &[SchoolRule],
) -> (u16, Verdict) {
    let width = schools.indicators.len();
    let cells = &schools.cells[unit * width..(unit + 1) * width];
    let met = cells
        .iter()
        .filter(|cell| cell.verdict == Verdict::Met)
        .count();
    let verdict = rules.iter().fold(Verdict::Met, |verdict, rule| {
        verdict.and(rule.verdict(schools, unit))
    });
    (met as u16, verdict)
}
