//! The units of the stage view, and what is asked of each.

use junheng_model::{Amount, Share, Stage, Units};
use junheng_rulebook::Split;

use super::general::General;
use super::read::picked;
use crate::measure::Schools;
use crate::measure::select::Scanned;
use crate::measure::shares::Shares;
use crate::{AssessError, parallel};

/// Where the answers to something that is asked of each unit stand in the scan: a column for each stage.
pub(super) type StageColumns = Vec<usize>;

/// The units that come from some part of the schools, in the schools' order.
#[derive(Default)]
pub(super) struct ReadUnits {
    /// For each unit, its school.
    school: Vec<u32>,
    stage: Vec<Option<Stage>>,
    pupils: Vec<Amount>,
    share: Vec<Share>,
    /// Of each figure that is asked, by unit.
    pub amounts: Vec<Vec<Amount>>,
    /// Of each condition that is asked, by unit.
    pub truths: Vec<Vec<Option<bool>>>,
}

/// What is asked of each unit.
pub(super) struct AskedOfUnits<'q> {
    pub general: &'q General,
    pub split: Option<&'q Split>,
    pub amounts: &'q [StageColumns],
    pub truths: &'q [StageColumns],
}

impl ReadUnits {
    /// Nothing yet, with room for so many units.
    pub fn with_room(units: usize, asked: &AskedOfUnits<'_>) -> Self {
        Self {
            school: Vec::with_capacity(units),
            stage: Vec::with_capacity(units),
            pupils: Vec::with_capacity(units),
            share: Vec::with_capacity(units),
            amounts: room(units, asked.amounts.len()),
            truths: room(units, asked.truths.len()),
        }
    }

    /// Adds the units of the schools of a scan, of which `first` is the place of the first; schools that are left out
    /// have none.
    pub fn take(
        &mut self,
        scanned: &Scanned<'_>,
        asked: &AskedOfUnits<'_>,
        first: usize,
        exclusion: &[Option<usize>],
    ) -> Result<(), AssessError> {
        let present = stage_truths(scanned, asked.general);
        let shares = Shares::new(scanned, asked.general, asked.split, &present)?;
        let units: Vec<(usize, usize)> = units_of(exclusion, &present).collect();
        let units = || units.iter().copied();
        self.school
            .extend(units().map(|(row, _)| (first + row) as u32));
        let stage = |(_, stage): (usize, usize)| Some(Stage::COMPULSORY[stage]);
        self.stage.extend(units().map(stage));
        let pupils = |(row, stage): (usize, usize)| shares.enrolment[stage][row];
        self.pupils.extend(units().map(pupils));
        self.share
            .extend(units().map(|(row, stage)| shares.of(stage, row)));
        for (found, columns) in self.amounts.iter_mut().zip(asked.amounts) {
            let columns = columns.iter().map(|&column| scanned.amounts(column));
            let by_stage: Vec<Vec<Amount>> = columns.collect::<Result<_, _>>()?;
            found.extend(units().map(|(row, stage)| by_stage[stage][row]));
        }
        for (found, columns) in self.truths.iter_mut().zip(asked.truths) {
            let columns = columns.iter().map(|&column| scanned.truths(column));
            let by_stage: Vec<Vec<Option<bool>>> = columns.collect();
            found.extend(units().map(|(row, stage)| by_stage[stage][row]));
        }
        Ok(())
    }

    /// Adds the units that another worker has read, whose schools stand behind the first so many.
    pub fn append(&mut self, other: Self, schools: usize) {
        let school = other.school.iter().map(|school| school + schools as u32);
        self.school.extend(school);
        self.stage.extend_from_slice(&other.stage);
        self.pupils.extend_from_slice(&other.pupils);
        self.share.extend_from_slice(&other.share);
        for (own, others) in self.amounts.iter_mut().zip(&other.amounts) {
            own.extend_from_slice(others);
        }
        for (own, others) in self.truths.iter_mut().zip(&other.truths) {
            own.extend_from_slice(others);
        }
    }

    /// The same in another order of the schools.
    pub fn in_order(self, schools: &[u32]) -> Self {
        let places = self.places(schools);
        let pick = |column: &Vec<_>| picked(column, &places);
        // Each school stands now where the order names it.
        let mut new_place = vec![0; schools.len()];
        for (place, &school) in schools.iter().enumerate() {
            new_place[school as usize] = place as u32;
        }
        let school = places.iter().map(|&unit| self.school[unit as usize]);
        Self {
            school: school.map(|school| new_place[school as usize]).collect(),
            stage: picked(&self.stage, &places),
            pupils: pick(&self.pupils),
            share: picked(&self.share, &places),
            amounts: self.amounts.iter().map(pick).collect(),
            truths: self.truths.iter().map(|of| picked(of, &places)).collect(),
        }
    }

    /// The places of the units when their schools stand in this order.
    fn places(&self, schools: &[u32]) -> Vec<u32> {
        let mut starts = vec![0; schools.len() + 1];
        for &school in &self.school {
            starts[school as usize + 1] += 1;
        }
        for school in 0..schools.len() {
            starts[school + 1] += starts[school];
        }
        let of_school = |&school: &u32| starts[school as usize]..starts[school as usize + 1];
        schools.iter().flat_map(of_school).collect()
    }

    /// The units themselves.
    pub fn units(&mut self, schools: &Schools) -> Units {
        let of = &schools.units;
        let school = &self.school;
        let places = || school.iter().map(|&school| school as usize);
        let ((county, row), (code, name)) = parallel::both(
            school.len(),
            || (picked(&of.county, school), picked(&of.row, school)),
            || (of.code.pick(places()), of.name.pick(places())),
        );
        Units {
            county,
            code,
            name,
            row,
            stage: std::mem::take(&mut self.stage),
            pupils: std::mem::take(&mut self.pupils),
            share: std::mem::take(&mut self.share),
        }
    }
}

fn room<T>(units: usize, columns: usize) -> Vec<Vec<T>> {
    (0..columns).map(|_| Vec::with_capacity(units)).collect()
}

/// Row and position of the stage of each unit. Schools that are left out have none.
fn units_of(
    exclusion: &[Option<usize>],
    present: &[Vec<bool>],
) -> impl Iterator<Item = (usize, usize)> {
    let judged = (0..exclusion.len()).filter(|&row| exclusion[row].is_none());
    judged.flat_map(move |row| {
        let stages = 0..Stage::COMPULSORY.len();
        let has = stages.filter(move |&stage| present[stage][row]);
        has.map(move |stage| (row, stage))
    })
}

/// Which schools have which stage; stages in their order.
fn stage_truths(scanned: &Scanned<'_>, general: &General) -> Vec<Vec<bool>> {
    let truths = |&(_, column): &(Stage, usize)| {
        let present = scanned.truths(column).into_iter();
        present.map(|present| present == Some(true)).collect()
    };
    general.present.iter().map(truths).collect()
}
