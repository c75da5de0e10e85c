//! The schools as they came, and in order.

use std::collections::HashMap;

use junheng_model::Texts;

use super::general::General;
use crate::measure::Schools;
use crate::measure::select::Scanned;
use crate::{AssessError, parallel};

/// The schools as they came, before they are put in order.
pub(super) struct ReadSchools {
    pub code: Texts,
    pub name: Texts,
    /// Sorted.
    counties: Vec<String>,
    pub county: Vec<u32>,
    pub exclusion: Vec<Option<usize>>,
    pub row: Vec<u32>,
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
    fn sorted(self) -> (Vec<String>, Vec<u32>) {
        let mut order: Vec<u32> = (0..self.names.len() as u32).collect();
        order.sort_by(|&left, &right| self.names[left as usize].cmp(&self.names[right as usize]));
        let mut rank = vec![0; order.len()];
        for (position, &index) in order.iter().enumerate() {
            rank[index as usize] = position as u32;
        }
        (
            order
                .iter()
                .map(|&index| self.names[index as usize].clone())
                .collect(),
            rank,
        )
    }
}

impl ReadSchools {
    /// Reads them from the scan.
    pub fn of(scanned: &Scanned<'_>, general: &General) -> Result<Self, AssessError> {
        let rows = scanned.rows();
        let (mut code, mut name) = (
            Texts::with_capacity(rows, rows * 10),
            Texts::with_capacity(rows, rows * 24),
        );
        scanned.each_text(general.code, |text| code.push(text.unwrap_or_default()))?;
        scanned.each_text(general.name, |text| name.push(text.unwrap_or_default()))?;
        let mut found = Counties::default();
        let mut county = Vec::with_capacity(rows);
        scanned.each_text(general.county, |text| {
            county.push(found.index(text.unwrap_or_default()))
        })?;
        let (counties, rank) = found.sorted();
        county
            .iter_mut()
            .for_each(|county| *county = rank[*county as usize]);
        let mut exclusion = vec![None; rows];
        for (position, &column) in general.exclusions.iter().enumerate() {
            for (exclusion, holds) in exclusion.iter_mut().zip(scanned.truths(column)) {
                if holds == Some(true) {
                    exclusion.get_or_insert(position);
                }
            }
        }
        Ok(Self {
            code,
            name,
            counties,
            county,
            exclusion,
            row: scanned.row_numbers(general.row),
        })
    }

    /// Rows by county and code, so that the order of a file never shows.
    pub fn order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.county.len() as u32).collect();
        order.sort_by(|&left, &right| {
            let key = |school: u32| (self.county[school as usize], self.code.get(school as usize));
            key(left).cmp(&key(right))
        });
        order
    }

    pub fn in_order(self, order: &[u32]) -> Schools {
        let by = |column: &[u32]| {
            order
                .iter()
                .map(|&school| column[school as usize])
                .collect()
        };
        Schools {
            counties: self.counties,
            county: by(&self.county),
            code: texts_in_order(&self.code, order),
            name: texts_in_order(&self.name, order),
            exclusion: order
                .iter()
                .map(|&school| self.exclusion[school as usize])
                .collect(),
            row: by(&self.row),
        }
    }
}

fn texts_in_order(texts: &Texts, order: &[u32]) -> Texts {
    let parts = parallel::ranges(order.len(), order.len(), |range| {
        let of_part = order[range].iter();
        of_part.map(|&row| texts.get(row as usize)).collect()
    });
    let mut all = Texts::new();
    parts.iter().for_each(|part| all.append(part));
    all
}
