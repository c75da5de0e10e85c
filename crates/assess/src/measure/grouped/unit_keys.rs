//! From the keys in a query's result to units.

use std::collections::HashMap;

use junheng_model::{Stage, Units};
use junheng_rulebook::JudgedBy;

use crate::AssessError;
use crate::measure::Schools;
use crate::measure::select::Scanned;

/// Finds the unit of a row of a query's result by its key texts.
pub(super) struct UnitKeys<'s> {
    /// How many units there are.
    pub count: usize,
    units: HashMap<(&'s str, Option<Stage>), u32>,
}

impl<'s> UnitKeys<'s> {
    pub fn new(by: JudgedBy, schools: &'s Schools, stage_units: &'s Units) -> Self {
        let units: HashMap<_, u32> = match by {
            JudgedBy::SchoolStage => (0..stage_units.len())
                .map(|unit| {
                    (
                        (stage_units.code.get(unit), stage_units.stage[unit]),
                        unit as u32,
                    )
                })
                .collect(),
            JudgedBy::School => schools
                .units
                .code
                .iter()
                .enumerate()
                .map(|(school, code)| ((code, None), school as u32))
                .collect(),
            JudgedBy::County => schools
                .counties
                .iter()
                .enumerate()
                .map(|(county, name)| ((name.as_str(), None), county as u32))
                .collect(),
        };
        let count = Self::count(by, schools, stage_units);
        Self { count, units }
    }

    /// How many units there are, without looking at their keys.
    pub fn count(by: JudgedBy, schools: &Schools, stage_units: &Units) -> usize {
        match by {
            JudgedBy::SchoolStage => stage_units.len(),
            JudgedBy::School => schools.units.len(),
            JudgedBy::County => schools.counties.len(),
        }
    }

    /// The unit of each row of a result; `None` for rows of no known unit.
    pub fn of_rows(
        &self,
        scanned: &Scanned<'_>,
        key: usize,
        stage: Option<usize>,
    ) -> Result<Vec<Option<u32>>, AssessError> {
        let mut stages = vec![None; scanned.rows()];
        if let Some(stage) = stage {
            let mut row = 0;
            scanned.each_text(stage, |text| {
                stages[row] = text.and_then(|text| text.parse().ok());
                row += 1;
            })?;
        }
        let mut found = Vec::with_capacity(stages.len());
        scanned.each_text(key, |text| {
            let stage = stages[found.len()];
            found.push(text.and_then(|text| self.units.get(&(text, stage)).copied()));
        })?;
        Ok(found)
    }
}
