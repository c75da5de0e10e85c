//! Which units' figures could not be had, and what of them.

use junheng_model::{Measure, UnitMeasures};

use crate::measure::parts::Side;
use crate::parallel;

/// What of a unit's figure could not be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lacks {
    pub numerator: bool,
    pub denominator: bool,
    /// Its share of what the school holds in common.
    pub share: bool,
}

impl Lacks {
    fn of(table: &UnitMeasures, measure: &Measure, unit: usize) -> Self {
        Self {
            numerator: measure.numerator[unit].is_missing(),
            denominator: measure.denominator[unit].is_missing(),
            share: measure.split && !table.units.share[unit].is_known(),
        }
    }

    fn anything(self) -> bool {
        self.numerator || self.denominator || self.share
    }

    pub fn side(self, side: Side) -> bool {
        match side {
            Side::Numerator => self.numerator,
            Side::Denominator => self.denominator,
        }
    }
}

/// The units whose figure could not be had.
pub(super) fn lacking(table: &UnitMeasures, measure: &Measure) -> Vec<(usize, Lacks)> {
    let lacks = |unit| {
        let lacks = Lacks::of(table, measure, unit);
        lacks.anything().then_some((unit, lacks))
    };
    let count = table.units.len();
    let of_parts = parallel::ranges(count, count, |units| {
        units.filter_map(lacks).collect::<Vec<_>>()
    });
    of_parts.concat()
}
