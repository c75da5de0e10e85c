//! What if one school had two more teachers?
//!
//! A county is prepared once: its schools are kept as rows, the policy's expressions as compiled
//! expressions. A change then evaluates only the expressions that read the changed column, for the one
//! school, and judges again only what depends on them: its cells, the variations of those indicators, and
//! the rules. The answer is what a whole assessment of the changed data would say.

mod outcome;
mod prepare;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::physical_plan::PhysicalExpr;
use jiff::civil::Date;
use junheng_model::{
    Amount, ColumnValues, Grain, IndicatorFinding, Measure, Quantity, SchoolCell, SchoolFigures,
    Share, Stage, UnitMeasures, Variation, Verdict,
};
use junheng_rulebook::{Policy, Rulebook};

pub use outcome::{Change, ChangedIndicator, ChangedUnit, Outcome};

use crate::assessment::Assessment;
use crate::judge::exact::UnitFigure;
use crate::judge::indicator::variation_verdict;
use crate::judge::limits::Limits;
use crate::judge::rules::{self, Judged};
use crate::judge::schools::{SchoolRule, cell_of, unit_verdict};
use crate::judge::variation;
use crate::measure::Side;
use crate::snapshot::array_of;
use crate::{AssessError, Engine, Snapshot, amounts};
use prepare::{compile, far_reaching, judged_indicators, part_of, rows_of};

/// A county prepared for changes.
pub struct WhatIf<'a> {
    policy: &'a Policy,
    day: Date,
    table: &'a UnitMeasures,
    /// The county's first unit in the table.
    first: usize,
    schools: SchoolFigures,
    indicators: Vec<IndicatorFinding>,
    judged: Vec<JudgedIndicator<'a>>,
    rules: Vec<SchoolRule>,
    rows: RecordBatch,
    row_of_school: HashMap<String, usize>,
    terms: Vec<Term>,
    /// Columns whose change reaches further than one school's own resources.
    far_reaching: BTreeSet<String>,
    /// Rows with errors keep the county open, whatever changes.
    reserved: bool,
}

/// An indicator that judges each school, ready to be judged again.
struct JudgedIndicator<'a> {
    measure: &'a Measure,
    per: Quantity,
    /// By stage.
    limits: [Limits<'a>; 3],
    variation_limits: [Limits<'a>; 3],
    /// The county's finding of each compulsory stage, by position.
    findings: [Option<usize>; 3],
}

/// One side of one indicator for one stage, compiled.
struct Term {
    stage: Stage,
    /// Position among the judged indicators.
    indicator: usize,
    side: Side,
    columns: BTreeSet<String>,
    expression: Arc<dyn PhysicalExpr>,
}

impl Engine {
    /// Prepares a county for what-if questions.
    ///
    /// # Errors
    /// [`AssessError::NoSuch`] when the assessment has no such county.
    pub fn what_if<'a>(
        &self,
        snapshot: &Snapshot,
        rulebook: &Rulebook,
        policy: &'a Policy,
        assessment: &'a Assessment,
        county: &str,
    ) -> Result<WhatIf<'a>, AssessError> {
        let no_such = || AssessError::NoSuch(format!("county {county}"));
        let findings = &assessment.findings;
        let found = findings
            .counties
            .iter()
            .find(|of| of.county == county)
            .ok_or_else(no_such)?;
        let table = assessment
            .measured
            .measures
            .table(&Grain::SchoolStage)
            .ok_or_else(no_such)?;
        let session = self.session(snapshot, rulebook, findings.as_of);
        session.open_schools(policy)?;
        let (rows, row_of_school) = rows_of(&session, county)?;
        let schools = part_of(&findings.schools, found.units.clone());
        let judged = judged_indicators(policy, findings.as_of, table, &schools, &found.indicators);
        let terms = compile(&session, policy, &schools, &rows)?;
        Ok(WhatIf {
            policy,
            day: findings.as_of,
            table,
            first: found.units.start,
            rules: SchoolRule::all(policy, &schools.indicators),
            schools,
            indicators: found.indicators.clone(),
            judged,
            rows,
            row_of_school,
            terms,
            far_reaching: far_reaching(&session, policy)?,
            reserved: found
                .missing
                .iter()
                .any(|missing| missing.indicator.is_empty()),
        })
    }
}

impl WhatIf<'_> {
    /// Whether a change of this column touches nothing but the school's own resource indicators. Others
    /// (enrolments, for instance, which weigh everything) need a whole assessment of
    /// [`Snapshot::changed`].
    pub fn is_local(&self, column: &str) -> bool {
        self.rows.schema().index_of(column).is_ok() && !self.far_reaching.contains(column)
    }

    /// Judges the county as if one figure were another.
    ///
    /// # Errors
    /// [`AssessError::NoSuch`] when the school is not of this county or the column is not
    /// [local](WhatIf::is_local).
    pub fn change(&mut self, change: Change<'_>) -> Result<Outcome, AssessError> {
        if !self.is_local(change.column) {
            return Err(AssessError::NoSuch(format!(
                "column {} that only touches one school",
                change.column
            )));
        }
        let row = self.changed_row(change)?;
        let before = self.apply(&row, change)?;
        let outcome = self.outcome(&before);
        self.restore(before);
        Ok(outcome)
    }

    /// The school's row with the changed figure.
    fn changed_row(&self, change: Change<'_>) -> Result<RecordBatch, AssessError> {
        let at = self
            .row_of_school
            .get(change.school)
            .ok_or_else(|| AssessError::NoSuch(format!("school {}", change.school)))?;
        let row = self.rows.slice(*at, 1);
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

    /// Judges the touched cells, units and indicators again, and keeps what stood there.
    fn apply(&mut self, row: &RecordBatch, change: Change<'_>) -> Result<Before, AssessError> {
        let width = self.schools.indicators.len();
        let units: Vec<usize> = (0..self.schools.units.len())
            .filter(|&unit| self.schools.units.code.get(unit) == change.school)
            .collect();
        let mut before = Before {
            units: Vec::new(),
            indicators: Vec::new(),
        };
        let mut touched: Vec<(usize, Stage)> = Vec::new();
        for &unit in &units {
            let range = unit * width..(unit + 1) * width;
            before.units.push(UnitBefore {
                unit,
                cells: self.schools.cells[range].to_vec(),
                verdict: self.schools.verdicts[unit],
                met: self.schools.met[unit],
            });
            let Some(stage) = self.schools.units.stage[unit] else {
                continue;
            };
            for indicator in self.indicators_reading(change.column, stage) {
                let cell = self.cell(row, unit, stage, indicator)?;
                self.schools.cells[unit * width + indicator] = cell;
                touched.push((indicator, stage));
            }
            self.judge_unit(unit);
        }
        for (indicator, stage) in touched {
            before
                .indicators
                .extend(self.judge_variation(indicator, stage));
        }
        Ok(before)
    }

    /// The positions of the indicators of a stage that read a column.
    fn indicators_reading(&self, column: &str, stage: Stage) -> Vec<usize> {
        let mut found: Vec<usize> = self
            .terms
            .iter()
            .filter(|term| term.stage == stage && term.columns.contains(column))
            .map(|term| term.indicator)
            .collect();
        found.dedup();
        found
    }

    /// One cell, with its sides evaluated over the changed row.
    fn cell(
        &self,
        row: &RecordBatch,
        unit: usize,
        stage: Stage,
        indicator: usize,
    ) -> Result<SchoolCell, AssessError> {
        let judged = &self.judged[indicator];
        let in_table = self.first + unit;
        let mut numerator = judged.measure.numerator[in_table];
        let mut denominator = judged.measure.denominator[in_table];
        for term in self
            .terms
            .iter()
            .filter(|term| term.stage == stage && term.indicator == indicator)
        {
            let amount = evaluate(term, row)?;
            match term.side {
                Side::Numerator => numerator = amount,
                Side::Denominator => denominator = amount,
            }
        }
        let share = if judged.measure.split {
            self.table.units.share[in_table]
        } else {
            Share::ALL
        };
        let figure = UnitFigure::new(numerator, denominator, share, judged.per);
        Ok(cell_of(
            figure,
            denominator,
            &judged.limits[stage as usize],
            judged.measure,
            in_table,
        ))
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
        let limits = &judged.variation_limits[stage as usize];
        let units = 0..self.schools.units.len();
        let variation = variation::of(&self.schools, units, stage, indicator, limits.ordinary());
        let finding = &mut self.indicators[position];
        let before = IndicatorBefore {
            position,
            stage,
            variation: finding.variation,
            verdict: finding.verdict,
            value: finding.value,
        };
        finding.variation = variation;
        finding.value = variation.map(|variation| variation.mean);
        finding.verdict = variation_verdict(variation);
        Some(before)
    }

    fn outcome(&self, before: &Before) -> Outcome {
        let judged = Judged {
            policy: self.policy,
            day: self.day,
            schools: &self.schools,
            units: 0..self.schools.units.len(),
        };
        let rules = rules::findings(&judged, &self.indicators);
        let open = if self.reserved {
            Verdict::Undetermined
        } else {
            Verdict::Met
        };
        let width = self.schools.indicators.len();
        Outcome {
            verdict: rules
                .iter()
                .fold(open, |verdict, rule| verdict.and(rule.verdict)),
            rules,
            indicators: before
                .indicators
                .iter()
                .map(|changed| {
                    let finding = &self.indicators[changed.position];
                    ChangedIndicator {
                        id: finding.id.clone(),
                        stage: changed.stage,
                        verdict: finding.verdict,
                        variation: finding.variation,
                    }
                })
                .collect(),
            units: before
                .units
                .iter()
                .filter_map(|changed| {
                    let unit = changed.unit;
                    Some(ChangedUnit {
                        stage: self.schools.units.stage[unit]?,
                        verdict: self.schools.verdicts[unit],
                        met: self.schools.met[unit],
                        cells: self.schools.cells[unit * width..(unit + 1) * width].to_vec(),
                    })
                })
                .collect(),
        }
    }

    fn restore(&mut self, before: Before) {
        let width = self.schools.indicators.len();
        for changed in before.units {
            let unit = changed.unit;
            self.schools.cells[unit * width..(unit + 1) * width].copy_from_slice(&changed.cells);
            self.schools.verdicts[unit] = changed.verdict;
            self.schools.met[unit] = changed.met;
        }
        // Last first: where one was judged twice, the first holds what stood there in the beginning.
        for changed in before.indicators.into_iter().rev() {
            let finding = &mut self.indicators[changed.position];
            (finding.variation, finding.verdict, finding.value) =
                (changed.variation, changed.verdict, changed.value);
        }
    }
}

/// What a change overwrote.
struct Before {
    units: Vec<UnitBefore>,
    indicators: Vec<IndicatorBefore>,
}

struct UnitBefore {
    unit: usize,
    cells: Vec<SchoolCell>,
    verdict: Verdict,
    met: u16,
}

struct IndicatorBefore {
    position: usize,
    stage: Stage,
    variation: Option<Variation>,
    verdict: Verdict,
    value: Option<f64>,
}

fn evaluate(term: &Term, row: &RecordBatch) -> Result<Amount, AssessError> {
    let failed = || AssessError::query("what if");
    let value = term
        .expression
        .evaluate(row)
        .and_then(|value| value.into_array(1))
        .map_err(failed())?;
    let mut found = Vec::with_capacity(1);
    amounts::append(&mut found, &value, "what if")?;
    Ok(found[0])
}
