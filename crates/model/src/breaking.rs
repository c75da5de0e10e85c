//! The units that break a limit, without a copy of what they are called.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::{CellColumn, Place, Stage, Units, Verdict};

/// The units that break an indicator's limit. In a nation there are hundreds of thousands, so the list shares the
/// names with the table that was judged, and is put in order when somebody reads it. Where each unit has a cell among
/// the figures of schools, that is when the list is made.
#[derive(Debug, Clone, Default)]
pub struct BreakingUnits {
    units: Arc<Units>,
    /// Whether a unit is a row of a register, such as one class.
    are_rows: bool,
    /// Whether a unit breaks the limit by having too little.
    by_too_little: bool,
    broken: Vec<Broken>,
    /// Beside `broken`, once the cells are known; else empty.
    places: Vec<Option<Place>>,
    /// Instead of `broken`, where it is made when somebody reads it.
    cells: Option<BreakingCells>,
}

/// The units of a county and a stage whose cell breaks the limit.
#[derive(Debug, Clone)]
pub struct BreakingCells {
    pub column: Arc<CellColumn>,
    /// Per how many of the denominator the values are stated.
    pub per: f64,
    pub units: Range<usize>,
    pub stage: Stage,
    /// How many they are.
    pub count: usize,
}

impl BreakingCells {
    fn list(&self, units: &Units) -> Vec<Broken> {
        let of_stage = |unit: &usize| units.stage[*unit] == Some(self.stage);
        let breaking = |unit: usize| {
            let cell = self.column.cell(unit, Some(self.stage));
            (cell.verdict == Verdict::NotMet).then(|| Broken {
                unit,
                value: cell.value(self.per),
                limit: cell.threshold,
                gap: cell.short(self.per).abs(),
            })
        };
        self.units
            .clone()
            .filter(of_stage)
            .filter_map(breaking)
            .collect()
    }
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
    /// An empty list of units of a table; `are_rows` when each is a row of a register, `by_too_little` when the
    /// limit is a least one.
    pub fn of(units: &Arc<Units>, are_rows: bool, by_too_little: bool) -> Self {
        Self {
            units: units.clone(),
            are_rows,
            by_too_little,
            broken: Vec::new(),
            places: Vec::new(),
            cells: None,
        }
    }

    /// The units of a table whose cells break a limit.
    pub fn of_cells(units: &Arc<Units>, by_too_little: bool, cells: BreakingCells) -> Self {
        Self {
            cells: Some(cells),
            ..Self::of(units, false, by_too_little)
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

    /// Says of each row where its figure stands.
    pub fn locate(&mut self, place: impl Fn(u32) -> Place) {
        let of = |broken: &Broken| {
            let row = self.units.row[broken.unit];
            (self.are_rows && row != u32::MAX).then(|| place(row))
        };
        self.places = self.broken.iter().map(of).collect();
    }

    pub fn len(&self) -> usize {
        match &self.cells {
            Some(cells) => cells.count,
            None => self.broken.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The units, worst first: by how far they have gone along their limit, equals as they were judged.
    pub fn iter(&self) -> impl Iterator<Item = BreakingUnit<'_>> {
        let broken = match &self.cells {
            Some(cells) => Cow::Owned(cells.list(&self.units)),
            None => Cow::Borrowed(&self.broken),
        };
        let along = |unit: &Broken| along_limit(unit.value, unit.limit, self.by_too_little);
        let mut order: Vec<(f64, usize)> = broken.iter().map(along).zip(0..).collect();
        order.sort_by(|(left, _), (right, _)| right.total_cmp(left));
        order.into_iter().map(move |(_, position)| {
            let Broken {
                unit,
                value,
                limit,
                gap,
            } = broken[position];
            BreakingUnit {
                code: self.units.code.get(unit),
                name: self.units.name.get(unit),
                stage: self.units.stage[unit],
                value,
                limit,
                gap,
                place: self.places.get(position).and_then(Option::as_ref),
            }
        })
    }
}

/// How far a value has gone toward the wrong side of its limit; greater is worse.
pub fn along_limit(value: f64, limit: f64, by_too_little: bool) -> f64 {
    let relative = if limit == 0.0 { value } else { value / limit };
    if by_too_little { -relative } else { relative }
}
