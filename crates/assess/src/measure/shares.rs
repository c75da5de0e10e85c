//! How what a school holds in common is split between its stages.

use junheng_model::{Amount, Share, Stage};
use junheng_rulebook::Split;

use super::schools::general::General;
use super::select::Scanned;
use crate::AssessError;

/// What it takes to split a school's common resources between its stages.
pub(super) struct Shares {
    /// By stage, then row.
    pub enrolment: Vec<Vec<Amount>>,
    present: Vec<Vec<bool>>,
    /// Weight of a pupil in hundredths, by stage; `None` when the policy splits nothing.
    weights: Option<Vec<i64>>,
    /// Whether a row's type has a senior stage, so that its enrolment must be known.
    may_have_senior: Vec<Option<bool>>,
}

impl Shares {
    pub fn new(
        scanned: &Scanned<'_>,
        general: &General,
        split: Option<&Split>,
        present: &[Vec<bool>],
    ) -> Result<Self, AssessError> {
        let mut enrolment = Vec::new();
        for &(_, column) in &general.enrolments {
            enrolment.push(scanned.amounts(column)?);
        }
        let hundredths = |stage: Stage| {
            split
                .and_then(|split| split.weight(stage))
                .map_or(0, |weight| weight.millionths() / 10_000)
        };
        let weights = split.map(|_| {
            general
                .enrolments
                .iter()
                .map(|&(stage, _)| hundredths(stage))
                .collect()
        });
        let may_have_senior = match general.may_have_senior {
            Some(column) => scanned.truths(column),
            None => vec![None; scanned.rows()],
        };
        Ok(Self {
            enrolment,
            present: present.to_vec(),
            weights,
            may_have_senior,
        })
    }

    /// The share of one stage of a school.
    pub fn of(&self, stage: usize, row: usize) -> Share {
        let Some(weights) = &self.weights else {
            return Share::ALL;
        };
        let mut whole = 0;
        let mut part = 0;
        let mut stages = 0;
        for (other, weight) in weights.iter().enumerate() {
            let senior_unstated = Stage::ALL[other] == Stage::Senior
                && self.may_have_senior[row] == Some(true)
                && self.enrolment[other][row].is_missing();
            if !self.present[other][row] && !senior_unstated {
                continue;
            }
            stages += 1;
            let Some(pupils) = self.enrolment[other][row]
                .quantity()
                .and_then(|pupils| pupils.whole())
            else {
                whole = -1;
                continue;
            };
            let weighted = weight * pupils;
            if other == stage {
                part = weighted;
            }
            if whole >= 0 {
                whole += weighted;
            }
        }
        match (stages, whole) {
            (1, _) => Share::ALL,
            (_, ..=0) => Share::UNKNOWN,
            (_, whole) => Share { part, whole },
        }
    }
}
