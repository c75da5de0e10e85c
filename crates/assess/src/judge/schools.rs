//! The figures of every school and stage, and the rule that each school has to meet.

use std::sync::Arc;

use junheng_model::{
    Amount, CellColumn, Grain, Measure, Measures, Quantity, SchoolCell, SchoolFigures, Stage,
    Thresholds, UnitMeasures, Verdict,
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
    let denominators = denominators(judged.iter().map(|(.., measure)| *measure));
    let columns = judged.iter().zip(denominators);
    let columns = columns.map(|((indicator, limits, measure), denominators)| {
        column(table, measure, indicator, limits, denominators)
    });
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
        columns: columns.map(Arc::new).collect(),
        verdicts: Vec::new(),
        met: Vec::new(),
    };
    let rules = SchoolRule::all(policy, &schools.indicators);
    (schools.met, schools.verdicts) =
        parallel::pairs(count, |unit| unit_verdict(&schools, unit, &rules));
    schools
}

/// Denominators as they were read already.
struct ReadOnce<'m> {
    amounts: &'m Arc<Vec<Amount>>,
    floats: Arc<Vec<f64>>,
}

/// The denominators of measures for reading; measures that share one here share it there.
fn denominators<'m>(measures: impl Iterator<Item = &'m Measure>) -> Vec<Arc<Vec<f64>>> {
    let mut read: Vec<ReadOnce<'m>> = Vec::new();
    let of = |measure: &'m Measure| {
        let amounts = &measure.denominator;
        let same = |read: &&ReadOnce<'m>| Arc::ptr_eq(read.amounts, amounts);
        if let Some(once) = read.iter().find(same) {
            return once.floats.clone();
        }
        let float = |unit: usize| float(amounts[unit].quantity());
        let floats = Arc::new(parallel::column(amounts.len(), float));
        read.push(ReadOnce {
            amounts,
            floats: floats.clone(),
        });
        floats
    };
    measures.map(of).collect()
}

/// Judges the cells of one indicator.
fn column(
    table: &UnitMeasures,
    measure: &Measure,
    indicator: &Indicator,
    limits: &IndicatorLimits<'_>,
    denominators: Arc<Vec<f64>>,
) -> CellColumn {
    let count = table.units.len();
    let judged = |unit| cell(table, measure, unit, indicator, limits);
    let of_stage = Stage::ALL.map(|stage| limits.of(Some(stage)).of_all_units());
    let thresholds = match of_stage {
        [Some(primary), Some(junior), Some(senior)] => {
            Thresholds::OfStage([primary, junior, senior].map(float))
        }
        _ => Thresholds::OfUnit(parallel::column(count, |unit| judged(unit).threshold)),
    };
    let (numerators, verdicts) = parallel::pairs(count, |unit| {
        let cell = judged(unit);
        (cell.numerator, cell.verdict)
    });
    CellColumn {
        numerators,
        denominators,
        thresholds,
        verdicts,
    }
}

/// A figure for reading; what is not there is not a number.
fn float(figure: Option<Quantity>) -> f64 {
    figure.map_or(f64::NAN, Quantity::to_f64)
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
#[inline]
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
#[inline]
pub(crate) fn cell_of(
    figure: UnitFigure,
    denominator: Amount,
    limits: &Limits<'_>,
    measure: &Measure,
    unit: usize,
) -> SchoolCell {
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
        UnitFigure::NotApplicable => SchoolCell::NOT_ASKED,
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
            match schools.columns[position].verdicts[unit] {
                Verdict::Met => met += 1,
                Verdict::Undetermined => open += 1,
                Verdict::NotMet => {
                    let cell = schools.cell(unit, position);
                    let reaches = |floor| cell.reaches(floor, schools.per[position]);
                    if !self.floor.is_none_or(reaches) {
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
    let is_met = |column: &&Arc<CellColumn>| column.verdicts[unit] == Verdict::Met;
    let met = schools.columns.iter().filter(is_met).count();
    let verdict = rules.iter().fold(Verdict::Met, |verdict, rule| {
        verdict.and(rule.verdict(schools, unit))
    });
    (met as u16, verdict)
}
