//! The schools, as rows.

use std::collections::HashMap;
use std::sync::Arc;

use junheng_model::{Amount, Share, Texts, Units};

use super::general::General;
use crate::measure::Schools;
use crate::measure::select::Scanned;
use crate::{AssessError, parallel};

/// How many bytes the code and the name of a school mostly take. Room that is not used costs nothing, and none has to be
/// moved to a larger one.
const CODE_BYTES: usize = 16;
const NAME_BYTES: usize = 48;

/// The schools of some part of the scan, as they came.
#[derive(Default)]
pub(super) struct ReadSchools {
    pub code: Texts,
    pub name: Texts,
    counties: Counties,
    /// As a place among `counties`.
    county: Vec<u32>,
    pub exclusion: Vec<Option<usize>>,
    row: Vec<u32>,
}

/// County names in the order of their first appearance.
#[derive(Default)]
struct Counties {
    names: Vec<String>,
    positions: HashMap<String, u32>,
    last: u32,
}

impl Counties {
    fn index(&mut self, name: &str) -> u32 {
        // Files are mostly sorted by county, so the last one is looked at first.
        if self
            .names
            .get(self.last as usize)
            .is_some_and(|last| last == name)
        {
            return self.last;
        }
        self.last = match self.positions.get(name) {
            Some(&position) => position,
            None => {
                self.positions
                    .insert(name.to_owned(), self.names.len() as u32);
                self.names.push(name.to_owned());
                self.names.len() as u32 - 1
            }
        };
        self.last
    }

    /// The names sorted, and for each original index its rank.
    fn sorted(&self) -> (Vec<String>, Vec<u32>) {
        let mut order: Vec<u32> = (0..self.names.len() as u32).collect();
        order.sort_by(|&left, &right| self.names[left as usize].cmp(&self.names[right as usize]));
        let mut rank = vec![0; order.len()];
        for (position, &index) in order.iter().enumerate() {
            rank[index as usize] = position as u32;
        }
        let name = |&index: &u32| self.names[index as usize].clone();
        (order.iter().map(name).collect(), rank)
    }
}

impl ReadSchools {
    /// Nothing yet, with room for so many schools.
    pub fn with_room(schools: usize) -> Self {
        Self {
            code: Texts::with_capacity(schools, schools * CODE_BYTES),
            name: Texts::with_capacity(schools, schools * NAME_BYTES),
            counties: Counties::default(),
            county: Vec::with_capacity(schools),
            exclusion: Vec::with_capacity(schools),
            row: Vec::with_capacity(schools),
        }
    }

    pub fn len(&self) -> usize {
        self.county.len()
    }

    /// Adds the schools of a scan.
    pub fn take(&mut self, scanned: &Scanned<'_>, general: &General) -> Result<(), AssessError> {
        scanned.append_texts(general.code, &mut self.code)?;
        scanned.append_texts(general.name, &mut self.name)?;
        scanned.each_text(general.county, |text| {
            let county = self.counties.index(text.unwrap_or_default());
            self.county.push(county);
        })?;
        let first = self.exclusion.len();
        self.exclusion.resize(first + scanned.rows(), None);
        for (position, &column) in general.exclusions.iter().enumerate() {
            let own = &mut self.exclusion[first..];
            for (exclusion, holds) in own.iter_mut().zip(scanned.truths(column)) {
                if holds == Some(true) {
                    exclusion.get_or_insert(position);
                }
            }
        }
        self.row.extend(scanned.row_numbers(general.row));
        Ok(())
    }

    /// Adds the schools that another worker has read.
    pub fn append(&mut self, other: Self) {
        self.code.append(&other.code);
        self.name.append(&other.name);
        let names = other.counties.names.iter();
        let here: Vec<u32> = names.map(|name| self.counties.index(name)).collect();
        let county = other.county.iter().map(|&county| here[county as usize]);
        self.county.extend(county);
        self.exclusion.extend_from_slice(&other.exclusion);
        self.row.extend_from_slice(&other.row);
    }

    /// The schools by county and code, and in which order that takes the rows: nothing when they came so, as those of
    /// files mostly do.
    pub fn in_order(mut self) -> (Schools, Option<Vec<u32>>) {
        let (counties, rank) = self.counties.sorted();
        for county in &mut self.county {
            *county = rank[*county as usize];
        }
        let order = self.order();
        let (code, name, county, exclusion, row) = match &order {
            None => (self.code, self.name, self.county, self.exclusion, self.row),
            Some(order) => {
                let places = || order.iter().map(|&row| row as usize);
                (
                    self.code.pick(places()),
                    self.name.pick(places()),
                    picked(&self.county, order),
                    picked(&self.exclusion, order),
                    picked(&self.row, order),
                )
            }
        };
        let count = county.len();
        let schools = Schools {
            counties,
            units: Arc::new(Units {
                county,
                code,
                name,
                stage: vec![None; count],
                pupils: vec![Amount::NOT_APPLICABLE; count],
                share: vec![Share::ALL; count],
                row,
            }),
            exclusion,
        };
        (schools, order)
    }

    fn order(&self) -> Option<Vec<u32>> {
        let rows = self.len();
        let key = |row: usize| (self.county[row], self.code.get(row));
        let in_order = parallel::ranges(rows, rows, |mut range| {
            range.all(|row| row == 0 || key(row - 1) <= key(row))
        });
        in_order.contains(&false).then(|| {
            let mut order: Vec<u32> = (0..rows as u32).collect();
            order.sort_by(|&left, &right| key(left as usize).cmp(&key(right as usize)));
            order
        })
    }
}

/// The items at these places, in this order.
pub(super) fn picked<T: Copy>(column: &[T], places: &[u32]) -> Vec<T> {
    places.iter().map(|&place| column[place as usize]).collect()
}
