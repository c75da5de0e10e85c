//! What the units of an indicator say together.

use std::ops::Range;
use std::sync::Arc;

use junheng_model::{
    BreakingCells, BreakingUnits, Grain, IndicatorFinding, Measure, SchoolFigures, Stage,
    UnitMeasures, Units, Verdict, along_limit,
};
use junheng_rulebook::Indicator;

use super::exact::UnitFigure;
use super::limits::IndicatorLimits;

/// An indicator with its limits on the day of judging.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub indicator: &'a Indicator,
    pub limits: &'a IndicatorLimits<'a>,
}

/// A finding that says nothing yet.
pub(super) fn blank(indicator: &Indicator, stage: Option<Stage>) -> IndicatorFinding {
    IndicatorFinding {
        id: indicator.id.clone(),
        stage,
        verdict: Verdict::Undetermined,
        value: None,
        numerator: None,
        denominator: None,
        limit: None,
        variation: None,
        standards: Arc::default(),
        variation_standards: Arc::default(),
        units: 0,
        units_met: 0,
        units_undetermined: 0,
        breaking: BreakingUnits::default(),
        alternatives: Vec::new(),
        score: None,
    }
}

/// Judges each unit of a measure. Met when all asked units are; a figure that is missing leaves it open.
pub(super) fn of_measure(
    asked: Asked<'_>,
    table: &UnitMeasures,
    measure: &Measure,
    units: impl Iterator<Item = usize>,
) -> IndicatorFinding {
    let mut tally = Tally::new(asked, &table.units, matches!(table.grain, Grain::Row(_)));
    for unit in units {
        let limits = asked.limits.of(table.units.stage[unit]);
        match UnitFigure::of(table, measure, unit, asked.indicator.per) {
            UnitFigure::NotApplicable => {}
            UnitFigure::Missing => tally.count(Verdict::Undetermined),
            UnitFigure::Known(_) if limits.is_empty() => tally.count(Verdict::Met),
            UnitFigure::Known(ratio) => {
                let (verdict, limit) = limits.judge(&ratio, measure, unit);
                tally.count(verdict);
                if let Some(limit) = limit {
                    let (value, least) = (ratio.value(), limit.to_f64());
                    tally.compare(value, least);
                    if verdict == Verdict::NotMet {
                        let breaking = &mut tally.finding.breaking;
                        breaking.push(unit, value, least, ratio.gap(limit));
                    }
                }
            }
        }
    }
    tally.finding()
}

/// The same of the cells of schools, which have been judged: those of a county's units that are of a stage.
pub(super) fn of_cells(
    asked: Asked<'_>,
    schools: &SchoolFigures,
    position: usize,
    county: Range<usize>,
    (stage, units): (Stage, &[usize]),
) -> IndicatorFinding {
    let mut tally = Tally::new(asked, &schools.units, false);
    let (column, per) = (&schools.columns[position], schools.per[position]);
    let mut breaking = 0;
    for &unit in units {
        let cell = column.cell(unit, Some(stage));
        if !cell.is_asked() {
            continue;
        }
        tally.count(cell.verdict);
        breaking += usize::from(cell.verdict == Verdict::NotMet);
        if cell.numerator.is_finite() && !cell.threshold.is_nan() {
            tally.compare(cell.value(per), cell.threshold);
        }
    }
    let cells = BreakingCells {
        column: column.clone(),
        per,
        units: county,
        stage,
        count: breaking,
    };
    IndicatorFinding {
        breaking: BreakingUnits::of_cells(&schools.units, tally.by_too_little, cells),
        ..tally.finding()
    }
}

/// What units say together, while they are judged.
struct Tally<'a> {
    /// Whether a unit breaks the limit by having too little.
    by_too_little: bool,
    limits: &'a IndicatorLimits<'a>,
    finding: IndicatorFinding,
    verdict: Verdict,
    /// The worst unit so far: how far along its limit it is, its value, its limit.
    worst: Option<(f64, f64, f64)>,
}

impl<'a> Tally<'a> {
    fn new(asked: Asked<'a>, units: &Arc<Units>, are_rows: bool) -> Self {
        let by_too_little = asked.indicator.bound.larger_is_stricter();
        Self {
            by_too_little,
            limits: asked.limits,
            finding: IndicatorFinding {
                breaking: BreakingUnits::of(units, are_rows, by_too_little),
                ..blank(asked.indicator, None)
            },
            verdict: Verdict::Met,
            worst: None,
        }
    }

    /// A unit that is asked.
    fn count(&mut self, verdict: Verdict) {
        self.finding.units += 1;
        self.finding.units_met += usize::from(verdict == Verdict::Met);
        self.finding.units_undetermined += usize::from(verdict == Verdict::Undetermined);
        self.verdict = self.verdict.and(verdict);
    }

    /// How its value stands to its limit.
    fn compare(&mut self, value: f64, limit: f64) {
        let along = along_limit(value, limit, self.by_too_little);
        if self.worst.is_none_or(|(most, ..)| along > most) {
            self.worst = Some((along, value, limit));
        }
    }

    fn finding(self) -> IndicatorFinding {
        let mut finding = self.finding;
        finding.verdict = self.verdict;
        finding.value = self.worst.map(|(_, value, _)| value);
        finding.limit = self.worst.map(|(_, _, limit)| limit);
        finding.standards = self.limits.standards.clone();
        finding
    }
}
