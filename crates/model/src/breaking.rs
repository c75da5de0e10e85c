//! The units that break a limit, without a copy of what they are called.

use std::sync::Arc;

use crate::{Place, Stage, Units};

/// The units that break an indicator's limit, worst first. In a nation there are hundreds of thousands, so
/// the list holds figures alone and shares the names with the table that was judged.
#[derive(Debug, Clone, Default)]
pub struct BreakingUnits {
    units: Arc<Units>,
    /// Whether a unit is a row of a register, such as one class.
    are_rows: bool,
    broken: Vec<Broken>,
    /// Beside `broken`, once the cells are known; else empty.
    places: Vec<Option<Place>>,
}

/// The figures of one of them.
#[derive(Debug, Clone, Copy)]
struct Broken {
    unit: usize,
    value: f64,
    limit: f64,
    gap: f64,
}

/// A unit that breaks an indicator's limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BreakingUnit<'a> {
    /// The school's code.
    pub code: &'a str,
    /// What to call it: the school, or the school and the class.
    pub name: &'a str,
    pub stage: Option<Stage>,
    pub value: f64,
    pub limit: f64,
    /// How much is short, or too much, in natural units.
    pub gap: f64,
    /// Where its figure stands, where the unit is a row.
    pub place: Option<&'a Place>,
}

impl BreakingUnits {
    /// An empty list of units of a table; `are_rows` when each is a row of a register.
    pub fn of(units: &Arc<Units>, are_rows: bool) -> Self {
        Self {
            units: units.clone(),
            are_rows,
            broken: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Adds a unit by its index into the table.
    pub fn push(&mut self, unit: usize, value: f64, limit: f64, gap: f64) {
        self.broken.push(Broken {
            unit,
            value,
            limit,
            gap,
        });
    }

    /// Puts the units in order, the greatest first, by a measure of (value, limit); equals stay as they are.
    pub fn sort_worst_first(&mut self, worse: impl Fn(f64, f64) -> f64) {
        let key = |unit: &Broken| worse(unit.value, unit.limit);
        self.broken
            .sort_by(|left, right| key(right).total_cmp(&key(left)));
    }

    /// Says of each row where its figure stands.
    pub fn locate(&mut self, place: impl Fn(u32) -> Place) {
        let of = |broken: &Broken| {
            let row = self.units.row[broken.unit];
            (self.are_rows && row != u32::MAX).then(|| place(row))
        };
        self.places = self.broken.iter().map(of).collect();
    }

    pub fn len(&self) -> usize {
        self.broken.len()
    }

    pub fn is_empty(&self) -> bool {
        self.broken.is_empty()
    }

    /// The units in order.
    pub fn iter(&self) -> impl Iterator<Item = BreakingUnit<'_>> {
        let places = self.places.iter().map(Option::as_ref);
        let places = places.chain(std::iter::repeat(None));
        self.broken.iter().zip(places).map(|(broken, place)| {
            let unit = broken.unit;
            BreakingUnit {
                code: self.units.code.get(unit),
                name: self.units.name.get(unit),
                stage: self.units.stage[unit],
                value: broken.value,
                limit: broken.limit,
                gap: broken.gap,
                place,
            }
        })
    }
}
