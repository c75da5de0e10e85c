//! What if one school had two more teachers?
//!
//! A county is prepared once: its schools are kept as rows, the policy's expressions as compiled
//! expressions. A change then evaluates only the expressions that read the changed column, for the one
//! school, and judges again only what depends on them: its cells, the variations of those indicators, and
//! the rules. The answer is what a whole assessment of the changed data would say.

mod applied;
mod outcome;
mod prepare;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::physical_plan::PhysicalExpr;
use jiff::civil::Date;
use junheng_model::{
    Amount, Findings, Grain, IndicatorFinding, Measure, Quantity, RuleFinding, SchoolCell,
    SchoolFigures, Share, Stage, UnitMeasures, Verdict,
};
use junheng_rulebook::{Policy, Rulebook};

pub use outcome::{Change, ChangedIndicator, ChangedUnit, Outcome};

use crate::assessment::Assessment;
use crate::judge::exact::UnitFigure;
use crate::judge::limits::IndicatorLimits;
use crate::judge::rules::{self, Judged};
use crate::judge::schools::{SchoolRule, cell_of};
use crate::measure::Side;
use crate::{AssessError, Engine, Snapshot, amounts};
use applied::Applied;
use prepare::{compile, far_reaching, judged_indicators, part_of, rows_of};

/// A county prepared for changes.
pub struct WhatIf<'a> {
    policy: &'a Policy,
    county: String,
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
    limits: IndicatorLimits<'a>,
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
            county: county.to_owned(),
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
        let applied = self.apply_all(&[change])?;
        let outcome = self.outcome(&applied);
        self.restore_all(applied);
        Ok(outcome)
    }

    /// What would be found if several figures were others: `findings`, which the county was prepared from, with the
    /// cells, variations, rules and verdicts that follow. What is missing, and what other formulas would say, is
    /// left as it was.
    ///
    /// # Errors
    /// As [`WhatIf::change`].
    pub fn supposed(
        &mut self,
        changes: &[Change<'_>],
        findings: &Findings,
    ) -> Result<Findings, AssessError> {
        let applied = self.apply_all(changes)?;
        let mut after = findings.clone();
        let (first, units) = (self.first, self.schools.units.len());
        let schools = &mut after.schools;
        for unit in 0..units {
            for (indicator, cell) in self.schools.cells(unit).enumerate() {
                schools.set(first + unit, indicator, cell);
            }
        }
        schools.verdicts[first..first + units].copy_from_slice(&self.schools.verdicts);
        schools.met[first..first + units].copy_from_slice(&self.schools.met);
        let mut counties = after.counties.iter_mut();
        if let Some(county) = counties.find(|of| of.county == self.county) {
            county.rules = self.rules_again();
            county.verdict = self.verdict_of(&county.rules);
            county.indicators.clone_from(&self.indicators);
        }
        self.restore_all(applied);
        Ok(after)
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
            judged.limits.of(Some(stage)),
            judged.measure,
            in_table,
        ))
    }

    fn rules_again(&self) -> Vec<RuleFinding> {
        let judged = Judged {
            policy: self.policy,
            day: self.day,
            schools: &self.schools,
            units: 0..self.schools.units.len(),
        };
        rules::findings(&judged, &self.indicators)
    }

    fn verdict_of(&self, rules: &[RuleFinding]) -> Verdict {
        let open = if self.reserved {
            Verdict::Undetermined
        } else {
            Verdict::Met
        };
        let verdicts = rules.iter().map(|rule| rule.verdict);
        verdicts.fold(open, Verdict::and)
    }

    fn outcome(&self, applied: &[Applied]) -> Outcome {
        let rules = self.rules_again();
        let indicators = applied.iter().flat_map(|of| &of.indicators);
        let units = applied.iter().flat_map(|of| &of.units);
        Outcome {
            verdict: self.verdict_of(&rules),
            rules,
            indicators: indicators
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
            units: units
                .filter_map(|changed| {
                    let unit = changed.unit;
                    Some(ChangedUnit {
                        stage: self.schools.units.stage[unit]?,
                        verdict: self.schools.verdicts[unit],
                        met: self.schools.met[unit],
                        cells: self.schools.cells(unit).collect(),
                    })
                })
                .collect(),
        }
    }
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
