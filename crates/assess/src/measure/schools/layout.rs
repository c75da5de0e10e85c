//! The units of the stage view, and the amounts over them.

use std::collections::HashMap;
use std::sync::Arc;

use junheng_model::{Amount, Share, Stage, Units};
use junheng_rulebook::Split;

use super::general::General;
use super::read::ReadSchools;
use crate::measure::select::Scanned;
use crate::measure::shares::Shares;
use crate::{AssessError, parallel};

/// The units of the stage view: which row and stage each comes from.
pub(super) struct Layout {
    pub order: Vec<u32>,
    pub units: Units,
    /// For each unit, the scanned row and the position of its stage.
    origin: Vec<(u32, u8)>,
}

impl Layout {
    pub fn new(
        scanned: &Scanned<'_>,
        general: &General,
        split: Option<&Split>,
        read: &ReadSchools,
    ) -> Result<Self, AssessError> {
        let order = read.order();
        let present = stage_truths(scanned, general);
        let shares = Shares::new(scanned, general, split, &present)?;
        let origin = parallel::ranges(order.len(), order.len(), |range| {
            stages_of(&order[range], read, &present)
        });
        let origin = origin.concat();
        let units = units_at(&origin, read, &shares);
        Ok(Self {
            order,
            units,
            origin,
        })
    }

    /// The amounts of each part over the units. Parts that ask the same columns, as the denominators of
    /// a policy mostly do, are worked out once.
    pub fn all_amounts(
        &self,
        scanned: &Scanned<'_>,
        parts: &[&Vec<usize>],
    ) -> Result<Vec<Arc<Vec<Amount>>>, AssessError> {
        let mut distinct = parts.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        let work = distinct.len() * self.units.len();
        let found = parallel::ranges(distinct.len(), work, |range| {
            let of_part = |part: usize| self.amounts(scanned, distinct[part]);
            range.map(of_part).collect::<Result<Vec<_>, _>>()
        });
        let mut amounts = HashMap::new();
        for (columns, found) in distinct.into_iter().zip(flattened(found)?) {
            amounts.insert(columns, Arc::new(found));
        }
        Ok(parts
            .iter()
            .map(|&columns| amounts[columns].clone())
            .collect())
    }

    /// A part's amounts over the units.
    fn amounts(
        &self,
        scanned: &Scanned<'_>,
        columns: &[usize],
    ) -> Result<Vec<Amount>, AssessError> {
        let by_stage: Vec<Vec<Amount>> = columns
            .iter()
            .map(|&column| scanned.amounts(column))
            .collect::<Result<_, _>>()?;
        Ok(self
            .origin
            .iter()
            .map(|&(row, stage)| by_stage[stage as usize][row as usize])
            .collect())
    }

    pub fn truths(&self, scanned: &Scanned<'_>, columns: &[usize]) -> Vec<Option<bool>> {
        let by_stage: Vec<_> = columns
            .iter()
            .map(|&column| scanned.truths(column))
            .collect();
        self.origin
            .iter()
            .map(|&(row, stage)| by_stage[stage as usize][row as usize])
            .collect()
    }
}

/// Where the units of these schools come from: row and position of the stage. Schools that are left out have none.
fn stages_of(schools: &[u32], read: &ReadSchools, present: &[Vec<bool>]) -> Vec<(u32, u8)> {
    let judged = schools
        .iter()
        .filter(|&&row| read.exclusion[row as usize].is_none());
    let stages = judged.flat_map(|&row| {
        let stages = 0..Stage::COMPULSORY.len();
        let has = stages.filter(move |&stage| present[stage][row as usize]);
        has.map(move |stage| (row, stage as u8))
    });
    stages.collect()
}

/// The units that come from there.
fn units_at(origin: &[(u32, u8)], read: &ReadSchools, shares: &Shares) -> Units {
    let rows = || origin.iter().map(|&(row, _)| row as usize);
    Units {
        county: column(origin, 0, |row, _| read.county[row]),
        code: read.code.pick(rows()),
        name: read.name.pick(rows()),
        stage: column(origin, None, |_, stage| Some(Stage::COMPULSORY[stage])),
        pupils: column(origin, Amount::MISSING, |row, stage| {
            shares.enrolment[stage][row]
        }),
        share: column(origin, Share::UNKNOWN, |row, stage| shares.of(stage, row)),
        row: column(origin, u32::MAX, |row, _| read.row[row]),
    }
}

/// One column of the units, each worked out from its row and the position of its stage.
fn column<T: Copy + Send>(
    origin: &[(u32, u8)],
    blank: T,
    of: impl Fn(usize, usize) -> T + Sync,
) -> Vec<T> {
    let mut column = vec![blank; origin.len()];
    parallel::fill(&mut column, 1, |first, part| {
        for (found, &(row, stage)) in part.iter_mut().zip(&origin[first..]) {
            *found = of(row as usize, stage as usize);
        }
    });
    column
}

/// The parts of a result in one, or the first that failed.
fn flattened<T>(parts: Vec<Result<Vec<T>, AssessError>>) -> Result<Vec<T>, AssessError> {
    let parts: Vec<Vec<T>> = parts.into_iter().collect::<Result<_, _>>()?;
    Ok(parts.into_iter().flatten().collect())
}

/// Which schools have which stage; stages in their order.
fn stage_truths(scanned: &Scanned<'_>, general: &General) -> Vec<Vec<bool>> {
    let truths = |&(_, column): &(Stage, usize)| {
        scanned
            .truths(column)
            .into_iter()
            .map(|present| present == Some(true))
            .collect()
    };
    general.present.iter().map(truths).collect()
}
