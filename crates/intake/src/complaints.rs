//! Diagnostics on their way out: bounded in number, each with its place.

use std::collections::HashMap;

use junheng_model::{Diagnostics, Place};

use crate::complaint::Complaint;
use crate::wording;

/// How many problems of one kind, under one rule, a sheet lists before it only counts them. A
/// user who sees 2,000 of a kind mends the kind, and a hostile file must not fill the memory.
const LISTED: usize = 2_000;

/// Collects what is wrong in one sheet.
#[derive(Debug)]
pub(crate) struct Complaints {
    sheet: Place,
    found: Diagnostics,
    counts: HashMap<(&'static str, String), usize>,
    /// The code of what is not worth saying here; empty for none.
    unsaid: &'static str,
}

impl Complaints {
    /// `sheet` is the place of the whole sheet.
    pub fn new(sheet: Place) -> Self {
        Self {
            sheet,
            found: Diagnostics::default(),
            counts: HashMap::new(),
            unsaid: "",
        }
    }

    /// Where everything is text, quoted or not, so that a number which is text is worth no notice.
    pub fn of_texts(sheet: Place) -> Self {
        Self {
            unsaid: wording::NUMBER_AS_TEXT,
            ..Self::new(sheet)
        }
    }

    pub fn sheet(&self) -> &Place {
        &self.sheet
    }

    pub fn about_sheet(&mut self, complaint: Complaint) {
        let place = self.sheet.clone();
        self.add(complaint, place);
    }

    pub fn about_cell(&mut self, complaint: Complaint, row: u32, column: u32) {
        let place = self.sheet.clone().cell(row, column);
        self.add(complaint, place);
    }

    fn add(&mut self, complaint: Complaint, place: Place) {
        if complaint.code == self.unsaid {
            return;
        }
        let kind = (complaint.code, complaint.rule.clone());
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        if *count <= LISTED {
            self.found.push(complaint.at(place));
        }
    }

    /// Everything found, and how many more there were of each kind that was too many to list.
    pub fn finish(mut self) -> Diagnostics {
        let mut cut: Vec<_> = self
            .counts
            .into_iter()
            .filter(|(_, count)| *count > LISTED)
            .collect();
        cut.sort();
        for ((code, rule), count) in cut {
            let more = wording::more_of_the_same(code, rule, count - LISTED);
            self.found.push(more.at(self.sheet.clone()));
        }
        self.found
    }
}
