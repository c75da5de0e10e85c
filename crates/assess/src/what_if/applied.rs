//! Changes put into a prepared county, and taken back.

use std::collections::HashMap;

use datafusion::arrow::array::RecordBatch;
use junheng_model::{ColumnValues, IndicatorFinding, SchoolCell, Stage, Variation, Verdict};

use super::{Change, WhatIf};
use crate::AssessError;
use crate::judge::indicator::variation_verdict;
use crate::judge::schools::unit_verdict;
use crate::judge::{of_stage, variation};
use crate::snapshot::array_of;

/// What a change overwrote.
pub(super) struct Applied {
    pub units: Vec<UnitBefore>,
    pub indicators: Vec<IndicatorBefore>,
}

pub(super) struct UnitBefore {
    pub unit: usize,
    cells: Vec<SchoolCell>,
    verdict: Verdict,
    met: u16,
}

pub(super) struct IndicatorBefore {
    pub position: usize,
    pub stage: Stage,
    variation: Option<Variation>,
    verdict: Verdict,
    value: Option<f64>,
    /// How many units met it, and how many could not be judged.
    met: (usize, usize),
}

impl WhatIf<'_> {
    /// Puts the changes in, one after another; a later one of the same school sees the earlier.
    pub(super) fn apply_all(
        &mut self,
        changes: &[Change<'_>],
    ) -> Result<Vec<Applied>, AssessError> {
        if let Some(far) = changes.iter().find(|change| !self.is_local(change.column)) {
            return Err(AssessError::NoSuch(format!(
                "column {} that only touches one school",
                far.column
            )));
        }
        let mut rows: HashMap<&str, RecordBatch> = HashMap::new();
        let mut applied = Vec::new();
        for change in changes {
            let row = match rows.remove(change.school) {
                Some(row) => Ok(row),
                None => self.row_of(change.school),
            };
            let put_in = row.and_then(|row| {
                let row = changed(&row, *change)?;
                Ok((self.apply(&row, *change)?, row))
            });
            match put_in {
                Ok((before, row)) => {
                    applied.push(before);
                    rows.insert(change.school, row);
                }
                Err(error) => {
                    self.restore_all(applied);
                    return Err(error);
                }
            }
        }
        Ok(applied)
    }

    /// Takes the changes back, the last first.
    pub(super) fn restore_all(&mut self, applied: Vec<Applied>) {
        for before in applied.into_iter().rev() {
            self.restore(before);
        }
    }

    /// The school's row as it was reported.
    fn row_of(&self, school: &str) -> Result<RecordBatch, AssessError> {
        let at = self.row_of_school.get(school);
        let at = at.ok_or_else(|| AssessError::NoSuch(format!("school {school}")))?;
        Ok(self.rows.slice(*at, 1))
    }

    /// Judges the touched cells, units and indicators again, and keeps what stood there.
    fn apply(&mut self, row: &RecordBatch, change: Change<'_>) -> Result<Applied, AssessError> {
        let units: Vec<usize> = (0..self.schools.units.len())
            .filter(|&unit| self.schools.units.code.get(unit) == change.school)
            .collect();
        // All cells first: when one cannot be evaluated, nothing is touched.
        let mut cells = Vec::new();
        for &unit in &units {
            let Some(stage) = self.schools.units.stage[unit] else {
                continue;
            };
            for indicator in self.indicators_reading(change.column, stage) {
                let cell = self.cell(row, unit, stage, indicator)?;
                cells.push((unit, stage, indicator, cell));
            }
        }
        let mut before = Applied {
            units: units
                .iter()
                .map(|&unit| UnitBefore {
                    unit,
                    cells: self.schools.cells(unit).collect(),
                    verdict: self.schools.verdicts[unit],
                    met: self.schools.met[unit],
                })
                .collect(),
            indicators: Vec::new(),
        };
        for (unit, _, indicator, cell) in &cells {
            self.schools.set(*unit, *indicator, *cell);
        }
        for &unit in &units {
            self.judge_unit(unit);
        }
        for (_, stage, indicator, _) in cells {
            before
                .indicators
                .extend(self.judge_variation(indicator, stage));
        }
        Ok(before)
    }

    fn judge_unit(&mut self, unit: usize) {
        let (met, verdict) = unit_verdict(&self.schools, unit, &self.rules);
        self.schools.met[unit] = met;
        self.schools.verdicts[unit] = verdict;
    }

    /// Judges one variation again; the answer is what stood there.
    fn judge_variation(&mut self, indicator: usize, stage: Stage) -> Option<IndicatorBefore> {
        let judged = &self.judged[indicator];
        let position = judged.findings[stage as usize]?;
        let limits = judged.limits.of_variation(stage);
        let units: Vec<usize> = self.of_stage(stage).collect();
        let met = self.counted_again(indicator, stage, &self.indicators[position]);
        let variation = variation::of(&self.schools, &units, indicator, limits.ordinary());
        let finding = &mut self.indicators[position];
        let before = IndicatorBefore {
            position,
            stage,
            variation: finding.variation,
            verdict: finding.verdict,
            value: finding.value,
            met: (finding.units_met, finding.units_undetermined),
        };
        finding.variation = variation;
        finding.value = variation.map(|variation| variation.mean);
        finding.verdict = variation_verdict(variation);
        (finding.units_met, finding.units_undetermined) = met;
        Some(before)
    }

    fn of_stage(&self, stage: Stage) -> impl Iterator<Item = usize> {
        let units = &self.schools.units;
        of_stage(units, 0..units.len(), stage)
    }

    /// How many units of a stage meet an indicator, and how many cannot be judged, with the cells as they now are.
    fn counted_again(
        &self,
        indicator: usize,
        stage: Stage,
        finding: &IndicatorFinding,
    ) -> (usize, usize) {
        let of_units = &self.schools.columns[indicator].verdicts;
        let verdicts: Vec<Verdict> = self.of_stage(stage).map(|unit| of_units[unit]).collect();
        let count = |verdict| verdicts.iter().filter(|of| **of == verdict).count();
        // Where the finding leaves units out that the cells have, its own count stands.
        if verdicts.len() == finding.units {
            (count(Verdict::Met), count(Verdict::Undetermined))
        } else {
            (finding.units_met, finding.units_undetermined)
        }
    }

    fn restore(&mut self, before: Applied) {
        for changed in before.units {
            let unit = changed.unit;
            for (indicator, cell) in changed.cells.into_iter().enumerate() {
                self.schools.set(unit, indicator, cell);
            }
            self.schools.verdicts[unit] = changed.verdict;
            self.schools.met[unit] = changed.met;
        }
        // Last first: where one was judged twice, the first holds what stood there in the beginning.
        for changed in before.indicators.into_iter().rev() {
            let finding = &mut self.indicators[changed.position];
            (finding.variation, finding.verdict, finding.value) =
                (changed.variation, changed.verdict, changed.value);
            (finding.units_met, finding.units_undetermined) = changed.met;
        }
    }
}

/// The row with another figure.
fn changed(row: &RecordBatch, change: Change<'_>) -> Result<RecordBatch, AssessError> {
    let schema = row.schema();
    let failed = || AssessError::query(format!("what if {}", change.column));
    let position = schema
        .index_of(change.column)
        .map_err(|error| failed()(error.into()))?;
    let mut columns = row.columns().to_vec();
    let value = ColumnValues::Quantity(vec![change.value]);
    columns[position] = array_of(&value, schema.field(position).data_type());
    RecordBatch::try_new(schema, columns).map_err(|error| failed()(error.into()))
}
