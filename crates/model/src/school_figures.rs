//! The figures of every judged school and stage.

use std::ops::Range;
use std::sync::Arc;

use crate::{Stage, Units, Verdict};

/// School × stage figures. A nation has millions of them, so that they stand in columns and share what is the same.
#[derive(Debug, Clone, Default)]
pub struct SchoolFigures {
    /// Shared with the measures that were judged.
    pub units: Arc<Units>,
    /// The indicators that judge a school, in the policy's order.
    pub indicators: Vec<String>,
    /// Per how many of the denominator each indicator's value is stated: 100 for 每百名学生.
    pub per: Vec<f64>,
    /// The cells of each indicator; shared with the findings on counties.
    pub columns: Vec<Arc<CellColumn>>,
    /// The school rule's verdict on each unit.
    pub verdicts: Vec<Verdict>,
    /// How many of the indicators each unit meets.
    pub met: Vec<u16>,
}

/// The cells of one indicator, by unit.
#[derive(Debug, Clone)]
pub struct CellColumn {
    /// What each unit has; not a number where that is missing, or the unit is not asked.
    pub numerators: Vec<f64>,
    /// Most indicators are per pupil, and share this.
    pub denominators: Arc<Vec<f64>>,
    pub thresholds: Thresholds,
    pub verdicts: Vec<Verdict>,
}

/// What is required of the units of a column.
#[derive(Debug, Clone)]
pub enum Thresholds {
    /// The same of all units of a stage, in the order of [`Stage::ALL`].
    OfStage([f64; Stage::ALL.len()]),
    /// Something else of each unit.
    OfUnit(Vec<f64>),
}

/// One indicator of one school and stage. Floats here are for reading and drawing; `verdict` was
/// reached on exact decimals. What is missing is not a number.
#[derive(Debug, Clone, Copy)]
pub struct SchoolCell {
    /// What the unit has; its share, for resources that stages have in common.
    pub numerator: f64,
    pub denominator: f64,
    /// The least that is required, in the unit of the value.
    pub threshold: f64,
    pub verdict: Verdict,
}

impl SchoolCell {
    /// Nothing is known.
    pub const MISSING: SchoolCell = SchoolCell {
        numerator: f64::NAN,
        denominator: f64::NAN,
        threshold: f64::NAN,
        verdict: Verdict::Undetermined,
    };

    /// The unit is not asked, or has nothing to divide by: it meets the indicator without a figure.
    pub const NOT_ASKED: SchoolCell = SchoolCell {
        verdict: Verdict::Met,
        ..SchoolCell::MISSING
    };

    /// Whether the unit is asked at all.
    #[inline]
    pub fn is_asked(&self) -> bool {
        self.verdict != Verdict::Met || !self.numerator.is_nan()
    }

    /// The value as the indicator states it, when it is stated per so many.
    #[inline]
    pub fn value(&self, per: f64) -> f64 {
        self.numerator * per / self.denominator
    }

    /// How much of the numerator is missing to the threshold; below nought where there is more than enough.
    pub fn short(&self, per: f64) -> f64 {
        self.threshold * self.denominator / per - self.numerator
    }

    /// Whether the value reaches this part of its threshold (0.85 of it), as the floor of a school rule
    /// asks of an indicator that is missed. A millionth of a millionth forgives binary rounding.
    pub fn reaches(&self, part: f64, per: f64) -> bool {
        self.value(per) >= part * self.threshold * (1.0 - 1e-12)
    }
}

impl CellColumn {
    /// The cell of a unit, which is of this stage.
    #[inline]
    pub fn cell(&self, unit: usize, stage: Option<Stage>) -> SchoolCell {
        let (numerator, verdict) = (self.numerators[unit], self.verdicts[unit]);
        if verdict == Verdict::Met && numerator.is_nan() {
            return SchoolCell::NOT_ASKED;
        }
        SchoolCell {
            numerator,
            denominator: self.denominators[unit],
            threshold: self.thresholds.of(unit, stage),
            verdict,
        }
    }

    /// Puts another cell in; `stages` are those of all units.
    fn set(&mut self, unit: usize, cell: SchoolCell, stages: &[Option<Stage>]) {
        self.numerators[unit] = cell.numerator;
        self.verdicts[unit] = cell.verdict;
        if !cell.is_asked() {
            return;
        }
        if self.denominators[unit].to_bits() != cell.denominator.to_bits() {
            Arc::make_mut(&mut self.denominators)[unit] = cell.denominator;
        }
        if self.thresholds.of(unit, stages[unit]).to_bits() != cell.threshold.to_bits() {
            let each = stages.iter().enumerate();
            let mut of_unit: Vec<f64> = each
                .map(|(unit, stage)| self.thresholds.of(unit, *stage))
                .collect();
            of_unit[unit] = cell.threshold;
            self.thresholds = Thresholds::OfUnit(of_unit);
        }
    }
}

impl FromIterator<SchoolCell> for CellColumn {
    fn from_iter<I: IntoIterator<Item = SchoolCell>>(cells: I) -> Self {
        let cells: Vec<SchoolCell> = cells.into_iter().collect();
        let each = |of: fn(&SchoolCell) -> f64| cells.iter().map(of).collect();
        Self {
            numerators: each(|cell| cell.numerator),
            denominators: Arc::new(each(|cell| cell.denominator)),
            thresholds: Thresholds::OfUnit(each(|cell| cell.threshold)),
            verdicts: cells.iter().map(|cell| cell.verdict).collect(),
        }
    }
}

impl Thresholds {
    #[inline]
    fn of(&self, unit: usize, stage: Option<Stage>) -> f64 {
        match self {
            Thresholds::OfStage(of) => of[stage.unwrap_or(Stage::Primary) as usize],
            Thresholds::OfUnit(of) => of[unit],
        }
    }
}

impl SchoolFigures {
    #[inline]
    pub fn cell(&self, unit: usize, indicator: usize) -> SchoolCell {
        self.columns[indicator].cell(unit, self.units.stage[unit])
    }

    /// The cells of a unit, one for each indicator.
    pub fn cells(&self, unit: usize) -> impl Iterator<Item = SchoolCell> {
        let stage = self.units.stage[unit];
        self.columns
            .iter()
            .map(move |column| column.cell(unit, stage))
    }

    /// Puts another cell in.
    pub fn set(&mut self, unit: usize, indicator: usize, cell: SchoolCell) {
        Arc::make_mut(&mut self.columns[indicator]).set(unit, cell, &self.units.stage);
    }

    /// The value as the indicator states it (per pupil, per hundred pupils).
    #[inline]
    pub fn value(&self, unit: usize, indicator: usize) -> Option<f64> {
        // What is not asked has no numerator either.
        let column = &self.columns[indicator];
        let value = column.numerators[unit] * self.per[indicator] / column.denominators[unit];
        value.is_finite().then_some(value)
    }

    /// How much of the numerator is missing to the threshold, in natural units (teachers, m², 元);
    /// zero when met, `None` when it cannot be judged.
    #[inline]
    pub fn gap(&self, unit: usize, indicator: usize) -> Option<f64> {
        match self.columns[indicator].verdicts[unit] {
            Verdict::Met => Some(0.0),
            Verdict::Undetermined => None,
            Verdict::NotMet => Some(self.cell(unit, indicator).short(self.per[indicator])),
        }
    }

    /// The finding on one unit, for a reader.
    pub fn finding(&self, unit: usize) -> SchoolFinding<'_> {
        SchoolFinding {
            unit,
            code: self.units.code.get(unit),
            name: self.units.name.get(unit),
            stage: self.units.stage[unit],
            verdict: self.verdicts[unit],
            met: self.met[unit],
        }
    }

    /// Each unit's share in the squared variation of an indicator within a range of units (one
    /// county) and one stage, greatest first: whom to mend first. Shares sum to 1.
    pub fn variation_shares(
        &self,
        units: Range<usize>,
        stage: Stage,
        indicator: usize,
    ) -> Vec<VariationShare> {
        let judged: Vec<(usize, f64, f64)> = units
            .filter(|&unit| self.units.stage[unit] == Some(stage))
            .filter_map(|unit| {
                let cell = self.cell(unit, indicator);
                (cell.numerator.is_finite() && cell.denominator > 0.0).then_some((
                    unit,
                    cell.numerator,
                    cell.denominator,
                ))
            })
            .collect();
        let pupils: f64 = judged.iter().map(|(_, _, n)| n).sum();
        let mean = judged.iter().map(|(_, resource, _)| resource).sum::<f64>() / pupils;
        let spread = |resource: f64, n: f64| n * (resource / n - mean).powi(2);
        let total: f64 = judged
            .iter()
            .map(|&(_, resource, n)| spread(resource, n))
            .sum();
        let mut shares: Vec<VariationShare> = judged
            .iter()
            .filter(|_| total > 0.0)
            .map(|&(unit, resource, n)| VariationShare {
                unit,
                share: spread(resource, n) / total,
            })
            .collect();
        shares.sort_by(|left, right| {
            right
                .share
                .total_cmp(&left.share)
                .then(left.unit.cmp(&right.unit))
        });
        shares
    }
}

/// A unit's part in a variation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VariationShare {
    /// Index into [`SchoolFigures::units`].
    pub unit: usize,
    /// 0 to 1.
    pub share: f64,
}

/// The finding on one school and stage, as a view into [`SchoolFigures`].
#[derive(Debug, Clone, Copy)]
pub struct SchoolFinding<'a> {
    pub unit: usize,
    pub code: &'a str,
    pub name: &'a str,
    pub stage: Option<Stage>,
    pub verdict: Verdict,
    /// How many indicators are met.
    pub met: u16,
}
