//! What if one school had two more teachers?
//!
//! A county is prepared once: its schools are kept as rows, the policy's expressions as compiled
//! expressions. A change then evaluates only the expressions that read the changed column, for the one
//! school, and judges again only what depends on them: its cells, the variations of those indicators, and
//! the rules. The answer is what a whole assessment of the changed data would say.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use datafusion::arrow::array::{Array, RecordBatch};
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::DFSchema;
use datafusion::physical_plan::PhysicalExpr;
use jiff::civil::Date;
use junheng_model::{
    Amount, ColumnValues, Grain, IndicatorFinding, Measure, Quantity, RuleFinding, SchoolCell,
    SchoolFigures, Share, Stage, Texts, UnitMeasures, Units, Variation, Verdict,
};
use junheng_rulebook::{Bound, Expression, Figure, Policy, Reference, Rulebook};

use crate::assessment::Assessment;
use crate::engine::{SCHOOLS, Session};
use crate::judge::exact::UnitFigure;
use crate::judge::indicator::variation_verdict;
use crate::judge::limits::Limits;
use crate::judge::rules::{self, Judged};
use crate::judge::schools::{SchoolRule, cell_of, chosen_measure};
use crate::judge::variation;
use crate::measure::{CODE, ENROLMENT, Part, Side, parts};
use crate::snapshot::array_of;
use crate::sql::{literal, over_one_row, quoted};
use crate::{AssessError, Engine, Snapshot, amounts};

/// One changed figure.
#[derive(Debug, Clone, Copy)]
pub struct Change<'c> {
    /// 学校标识码
    pub school: &'c str,
    /// The column of 学校, by its declared name.
    pub column: &'c str,
    /// In the column's stored unit; `None` makes it missing.
    pub value: Option<Quantity>,
}

/// What a change makes of the county.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The county's verdict.
    pub verdict: Verdict,
    /// Every rule, as in the county's findings.
    pub rules: Vec<RuleFinding>,
    /// The changed indicators, each with its new variation.
    pub indicators: Vec<ChangedIndicator>,
    /// The stages of the school, with all their cells.
    pub units: Vec<ChangedUnit>,
}

/// An indicator whose variation the change touches.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedIndicator {
    pub id: String,
    pub stage: Stage,
    pub verdict: Verdict,
    pub variation: Option<Variation>,
}

/// One stage of the changed school.
#[derive(Debug, Clone)]
pub struct ChangedUnit {
    pub stage: Stage,
    pub verdict: Verdict,
    /// How many indicators it meets.
    pub met: u16,
    /// One for each indicator of [`SchoolFigures::indicators`].
    pub cells: Vec<SchoolCell>,
}

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
        let width = self.schools.indicators.len();
        let cells = &self.schools.cells[unit * width..(unit + 1) * width];
        self.schools.met[unit] = cells
            .iter()
            .filter(|cell| cell.verdict == Verdict::Met)
            .count() as u16;
        let verdicts = self
            .rules
            .iter()
            .map(|rule| rule.verdict(&self.schools, unit));
        self.schools.verdicts[unit] = verdicts.fold(Verdict::Met, Verdict::and);
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

/// The county's schools as one batch, and where each stands in it.
fn rows_of(
    session: &Session<'_>,
    county: &str,
) -> Result<(RecordBatch, HashMap<String, usize>), AssessError> {
    let register = session.schools()?;
    let column = register.county.as_deref().unwrap_or(CODE);
    let sql = format!(
        "SELECT * FROM {} WHERE {} = {}",
        quoted(SCHOOLS),
        quoted(column),
        literal(county)
    );
    let batches = session.query(&sql)?;
    let schema = batches
        .first()
        .ok_or_else(|| AssessError::NoSuch(format!("county {county}")))?
        .schema();
    let failed = AssessError::query(&sql);
    let rows = concat_batches(&schema, &batches).map_err(|error| failed(error.into()))?;
    let codes = rows
        .column_by_name(CODE)
        .ok_or_else(|| AssessError::Rulebook(format!("column {CODE}")))?;
    let failed = AssessError::query(&sql);
    let texts = datafusion::arrow::compute::cast(codes, &DataType::Utf8)
        .map_err(|error| failed(error.into()))?;
    let texts: &datafusion::arrow::array::StringArray =
        datafusion::arrow::array::AsArray::as_string(&texts);
    let positions = (0..texts.len())
        .map(|row| (texts.value(row).to_owned(), row))
        .collect();
    Ok((rows, positions))
}

/// The figures of a range of units alone.
fn part_of(schools: &SchoolFigures, range: std::ops::Range<usize>) -> SchoolFigures {
    let width = schools.indicators.len();
    let units = &schools.units;
    let texts = |column: &Texts| range.clone().map(|unit| column.get(unit)).collect();
    SchoolFigures {
        units: Units {
            county: vec![0; range.len()],
            code: texts(&units.code),
            name: texts(&units.name),
            stage: units.stage[range.clone()].to_vec(),
            pupils: units.pupils[range.clone()].to_vec(),
            share: units.share[range.clone()].to_vec(),
            row: units.row[range.clone()].to_vec(),
        },
        indicators: schools.indicators.clone(),
        per: schools.per.clone(),
        cells: schools.cells[range.start * width..range.end * width].to_vec(),
        verdicts: schools.verdicts[range.clone()].to_vec(),
        met: schools.met[range].to_vec(),
    }
}

fn judged_indicators<'a>(
    policy: &'a Policy,
    day: Date,
    table: &'a UnitMeasures,
    schools: &SchoolFigures,
    findings: &[IndicatorFinding],
) -> Vec<JudgedIndicator<'a>> {
    let indicators = schools
        .indicators
        .iter()
        .filter_map(|id| policy.indicator(id));
    indicators
        .filter_map(|indicator| {
            let of_stage = |stage| {
                findings
                    .iter()
                    .position(|finding| finding.id == indicator.id && finding.stage == Some(stage))
            };
            Some(JudgedIndicator {
                measure: chosen_measure(table, indicator)?,
                per: indicator.per,
                limits: Stage::ALL.map(|stage| Limits::on(indicator, day, Some(stage))),
                variation_limits: Stage::ALL.map(|stage| {
                    Limits::of(&indicator.variation_limits, Bound::AtMost, day, Some(stage))
                }),
                findings: Stage::ALL.map(of_stage),
            })
        })
        .collect()
}

/// Compiles both sides of each judged indicator for each stage.
fn compile(
    session: &Session<'_>,
    policy: &Policy,
    schools: &SchoolFigures,
    rows: &RecordBatch,
) -> Result<Vec<Term>, AssessError> {
    let register = session.schools()?;
    let schema = DFSchema::try_from_qualified_schema(
        datafusion::common::TableReference::bare(SCHOOLS),
        rows.schema().as_ref(),
    )
    .map_err(AssessError::query("the schema of the schools"))?;
    let mut terms = Vec::new();
    for part in parts(policy) {
        let Some(indicator) = schools
            .indicators
            .iter()
            .position(|id| *id == part.indicator.id)
        else {
            continue;
        };
        if !is_chosen(&part) || Some(part.from) != register.stage_view.as_deref() {
            continue;
        }
        let value = over_one_row(&part.value);
        for stage in Stage::COMPULSORY {
            let names = session.names(policy, register, SCHOOLS, Some(stage));
            let of_stage = |name: String| {
                register
                    .stage_column(&name, stage)
                    .map_or(name, |column| column.name.clone())
            };
            terms.push(Term {
                stage,
                indicator,
                side: part.side,
                columns: columns_of(&part.value).into_iter().map(of_stage).collect(),
                expression: session.compile(&names.sql(&value), &schema)?,
            });
        }
    }
    Ok(terms)
}

fn is_chosen(part: &Part<'_>) -> bool {
    match &part.indicator.figure {
        Figure::Ratio {
            formulas, chosen, ..
        } => formulas
            .get(*chosen)
            .is_some_and(|formula| formula.name == part.formula),
        _ => false,
    }
}

fn columns_of(expression: &Expression) -> BTreeSet<String> {
    let names = expression
        .references()
        .into_iter()
        .filter_map(|reference| match reference {
            Reference::Column(name) | Reference::SchoolColumn(name) => Some(name),
            Reference::Parameter(_) => None,
        });
    names.collect()
}

/// The columns of 学校 that something else than the numerators of the stage view reads.
fn far_reaching(session: &Session<'_>, policy: &Policy) -> Result<BTreeSet<String>, AssessError> {
    let register = session.schools()?;
    let view = register.stage_view.as_deref();
    let mut found: BTreeSet<String> = register
        .key
        .iter()
        .chain(&register.county)
        .cloned()
        .collect();
    let mut add = |expression: &Expression| {
        for reference in policy.references(expression) {
            match reference {
                Reference::Column(name) | Reference::SchoolColumn(name) => found.insert(name),
                Reference::Parameter(_) => false,
            };
        }
    };
    policy
        .exclusions
        .iter()
        .for_each(|exclusion| add(&exclusion.when));
    for part in parts(policy) {
        if Some(part.from) != view || part.side == Side::Denominator {
            add(&part.value);
        }
        part.of.iter().for_each(&mut add);
    }
    for indicator in &policy.indicators {
        indicator
            .limits
            .iter()
            .filter_map(|limit| limit.when.as_ref())
            .for_each(&mut add);
        match &indicator.figure {
            Figure::Every(every) => {
                add(&every.figure);
                every.of.iter().for_each(&mut add);
            }
            Figure::Ratio {
                of, supplements, ..
            } => {
                of.iter().for_each(&mut add);
                supplements
                    .iter()
                    .for_each(|supplement| add(&supplement.when));
            }
            _ => {}
        }
    }
    found.insert(ENROLMENT.to_owned());
    // A concept of the stage view stands for its column of each stage.
    let stages = register
        .columns
        .iter()
        .filter(|column| column.of.as_ref().is_some_and(|of| found.contains(of)));
    let of_stages: Vec<String> = stages.map(|column| column.name.clone()).collect();
    found.extend(of_stages);
    Ok(found)
}
