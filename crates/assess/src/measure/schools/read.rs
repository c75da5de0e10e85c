//! The schools as they came, and in order.

use std::collections::HashMap;
use std::sync::Arc;

use junheng_model::{Amount, Share, Texts, Units};

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

/// The counties in order of name, and for each row the place of its county among them.
fn counties(scanned: &Scanned<'_>, column: usize) -> Result<(Vec<String>, Vec<u32>), AssessError> {
    let mut found = Counties::default();
    let mut county = Vec::with_capacity(scanned.rows());
    scanned.each_text(column, |text| {
        county.push(found.index(text.unwrap_or_default()))
    })?;
    let (counties, rank) = found.sorted();
    county
        .iter_mut()
        .for_each(|county| *county = rank[*county as usize]);
    Ok((counties, county))
}

impl ReadSchools {
    /// Reads them from the scan.
    pub fn of(scanned: &Scanned<'_>, general: &General) -> Result<Self, AssessError> {
        let rows = scanned.rows();
        let (names, county) = parallel::both(
            rows,
            || Ok((scanned.joined(general.code)?, scanned.joined(general.name)?)),
            || counties(scanned, general.county),
        );
        let ((code, name), (counties, county)) = (names?, county?);
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
        let rows = self.county.len();
        let key = |row: usize| (self.county[row], self.code.get(row));
        let in_order = parallel::ranges(rows, rows, |mut range| {
            range.all(|row| row == 0 || key(row - 1) <= key(row))
        });
        let mut order: Vec<u32> = (0..rows as u32).collect();
        if in_order.contains(&false) {
            order.sort_by(|&left, &right| key(left as usize).cmp(&key(right as usize)));
        }
        order
    }

    pub fn in_order(self, order: &[u32]) -> Schools {
        // Files are mostly in order, and then nothing has to be copied.
        let as_read = order
            .iter()
            .enumerate()
            .all(|(at, &row)| at == row as usize);
        let (county, code, name, exclusion, row) = if as_read {
            let Self {
                county,
                code,
                name,
                exclusion,
                row,
                ..
            } = self;
            (county, code, name, exclusion, row)
        } else {
            (
                in_order(&self.county, order),
                self.code.pick(order.iter().map(|&row| row as usize)),
                self.name.pick(order.iter().map(|&row| row as usize)),
                in_order(&self.exclusion, order),
                in_order(&self.row, order),
            )
        };
        let count = order.len();
        Schools {
            counties: self.counties,
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
        }
    }
}

fn in_order<T: Copy>(column: &[T], order: &[u32]) -> Vec<T> {
    order.iter().map(|&row| column[row as usize]).collect()
}
