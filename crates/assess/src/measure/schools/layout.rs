//! The units of the stage view, and the amounts over them.

use std::collections::HashMap;

use junheng_model::{Amount, Stage, Units};
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
        senior_kinds: Vec<String>,
    ) -> Result<Self, AssessError> {
        let order = read.order();
        let present = stage_truths(scanned, general);
        let shares = Shares::new(scanned, general, split, &present, &senior_kinds)?;
        let parts = parallel::ranges(order.len(), order.len(), |range| {
            stage_units(&order[range], read, &present, &shares)
        });
        let mut layout = Self {
            order,
            units: Units::default(),
            origin: Vec::new(),
        };
        for (units, mut origin) in parts {
            layout.units.append(units);
            layout.origin.append(&mut origin);
        }
        Ok(layout)
    }

    /// The amounts of each part over the units. Parts that ask the same columns, as the denominators of
    /// a policy mostly do, are worked out once.
    pub fn all_amounts(
        &self,
        scanned: &Scanned<'_>,
        parts: &[&Vec<usize>],
    ) -> Result<Vec<Vec<Amount>>, AssessError> {
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
            amounts.insert(columns, found);
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

/// The units of the stages that some schools have, in the order of these schools, and where each comes from.
fn stage_units(
    schools: &[u32],
    read: &ReadSchools,
    present: &[Vec<bool>],
    shares: &Shares,
) -> (Units, Vec<(u32, u8)>) {
    let (mut units, mut origin) = (Units::default(), Vec::new());
    for &row in schools {
        let school = row as usize;
        if read.exclusion[school].is_some() {
            continue;
        }
        for (index, stage) in Stage::COMPULSORY.into_iter().enumerate() {
            if !present[index][school] {
                continue;
            }
            units.county.push(read.county[school]);
            units.code.push(read.code.get(school));
            units.name.push(read.name.get(school));
            units.stage.push(Some(stage));
            units.pupils.push(shares.enrolment[index][school]);
            units.share.push(shares.of(index, school));
            units.row.push(read.row[school]);
            origin.push((row, index as u8));
        }
    }
    (units, origin)
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
