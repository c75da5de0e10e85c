//! Preparing a county: its rows, its figures, the policy's expressions compiled, and which columns reach
//! further than one school.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use datafusion::arrow::array::{Array, AsArray, RecordBatch, StringArray};
use datafusion::arrow::compute::{cast, concat_batches};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{DFSchema, TableReference};
use jiff::civil::Date;
use junheng_model::{CellColumn, IndicatorFinding, SchoolFigures, Stage, UnitMeasures, Units};
use junheng_rulebook::{Expression, Figure, Policy, Reference};

use super::{JudgedIndicator, Term};
use crate::AssessError;
use crate::judge::limits::IndicatorLimits;
use crate::judge::schools::chosen_measure;
use crate::known_names::{CODE, ENROLMENT, SCHOOLS};
use crate::measure::{Part, Side, parts};
use crate::session::Session;
use crate::sql::{literal, over_one_row, quoted};

/// The county's schools as one batch, and where each stands in it.
pub(super) fn rows_of(
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
    let texts = cast(codes, &DataType::Utf8).map_err(|error| failed(error.into()))?;
    let texts: &StringArray = texts.as_string();
    let positions = (0..texts.len())
        .map(|row| (texts.value(row).to_owned(), row))
        .collect();
    Ok((rows, positions))
}

/// The figures of a range of units alone.
pub(super) fn part_of(schools: &SchoolFigures, range: std::ops::Range<usize>) -> SchoolFigures {
    let units = &schools.units;
    let of_range = |column: &Arc<CellColumn>| {
        let cells = range
            .clone()
            .map(|unit| column.cell(unit, units.stage[unit]));
        Arc::new(cells.collect())
    };
    SchoolFigures {
        units: Arc::new(Units {
            county: vec![0; range.len()],
            code: units.code.pick(range.clone()),
            name: units.name.pick(range.clone()),
            stage: units.stage[range.clone()].to_vec(),
            pupils: units.pupils[range.clone()].to_vec(),
            share: units.share[range.clone()].to_vec(),
            row: units.row[range.clone()].to_vec(),
        }),
        indicators: schools.indicators.clone(),
        per: schools.per.clone(),
        columns: schools.columns.iter().map(of_range).collect(),
        verdicts: schools.verdicts[range.clone()].to_vec(),
        met: schools.met[range].to_vec(),
    }
}

pub(super) fn judged_indicators<'a>(
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
                limits: IndicatorLimits::on(indicator, day),
                findings: Stage::ALL.map(of_stage),
            })
        })
        .collect()
}

/// Compiles both sides of each judged indicator for each stage.
pub(super) fn compile(
    session: &Session<'_>,
    policy: &Policy,
    schools: &SchoolFigures,
    rows: &RecordBatch,
) -> Result<Vec<Term>, AssessError> {
    let register = session.schools()?;
    let schema =
        DFSchema::try_from_qualified_schema(TableReference::bare(SCHOOLS), rows.schema().as_ref())
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

/// Shows the policy's expressions but those of the stage view's numerators.
fn for_each_far_reaching(policy: &Policy, view: Option<&str>, show: &mut dyn FnMut(&Expression)) {
    for exclusion in &policy.exclusions {
        show(&exclusion.when);
    }
    for part in parts(policy) {
        if Some(part.from) != view || part.side == Side::Denominator {
            show(&part.value);
        }
        part.of.iter().for_each(&mut *show);
    }
    for indicator in &policy.indicators {
        let conditions = indicator
            .limits
            .iter()
            .filter_map(|limit| limit.when.as_ref());
        conditions.for_each(&mut *show);
        match &indicator.figure {
            Figure::Every(every) => {
                show(&every.figure);
                every.of.iter().for_each(&mut *show);
            }
            Figure::Ratio {
                of, supplements, ..
            } => {
                of.iter().for_each(&mut *show);
                supplements
                    .iter()
                    .for_each(|supplement| show(&supplement.when));
            }
            _ => {}
        }
    }
}

/// The columns of 学校 that something else than the numerators of the stage view reads.
pub(super) fn far_reaching(
    session: &Session<'_>,
    policy: &Policy,
) -> Result<BTreeSet<String>, AssessError> {
    let register = session.schools()?;
    let view = register.stage_view.as_deref();
    let mut found: BTreeSet<String> = register
        .key
        .iter()
        .chain(&register.county)
        .cloned()
        .collect();
    for_each_far_reaching(policy, view, &mut |expression| {
        for reference in policy.references(expression) {
            match reference {
                Reference::Column(name) | Reference::SchoolColumn(name) => found.insert(name),
                Reference::Parameter(_) => false,
            };
        }
    });
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
