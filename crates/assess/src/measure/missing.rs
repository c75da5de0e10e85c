//! Which figures could not be had, and which cells would have given them.

mod lacking;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use junheng_model::{Grain, Measure, Measures, MissingFigure, Place, Stage, UnitMeasures};
use junheng_rulebook::{Expression, Figure, Indicator, Policy, Reference};

use super::Schools;
use super::grouped::{join, register_of};
use super::parts::{Part, Side};
use super::select::{Scanned, Select};
use crate::AssessError;
use crate::known_names::{ENROLMENT, ROW, SCHOOLS};
use crate::session::Session;
use crate::sql::quoted;
use lacking::{Lacks, lacking};

/// A register that an indicator reads, with the columns that it reads of it.
struct Reading {
    register: String,
    /// Declared names as they stand in the register.
    columns: Vec<String>,
}

/// The blanks of one column: rows by school code, or by county.
type Blanks = HashMap<String, Vec<u32>>;

/// Lists everything that was needed and not handed in.
pub(crate) fn find(
    session: &Session<'_>,
    policy: &Policy,
    parts: &[Part<'_>],
    measures: &Measures,
    schools: &Schools,
) -> Result<Vec<(u32, MissingFigure)>, AssessError> {
    let mut finder = Finder {
        session,
        policy,
        schools,
        blanks: BTreeMap::new(),
    };
    let mut missing = Vec::new();
    for table in &measures.tables {
        for measure in &table.measures {
            let Some(indicator) = policy.indicator(&measure.indicator) else {
                continue;
            };
            let lacking = lacking(table, measure);
            let mut readings = BTreeMap::new();
            for (_, lacks) in &lacking {
                if !readings.contains_key(lacks) {
                    readings.insert(*lacks, finder.readings(indicator, measure, parts, *lacks)?);
                }
            }
            let counties = &measures.counties;
            finder.of_measure(table, measure, &lacking, &readings, counties, &mut missing)?;
        }
        if let Grain::Row(register) = &table.grain {
            finder.of_empty_register(register, table, &mut missing)?;
        }
    }
    missing.sort_by(|(left_county, left), (right_county, right)| {
        let left = (left_county, &left.code, left.stage);
        left.cmp(&(right_county, &right.code, right.stage))
    });
    missing.dedup();
    Ok(missing)
}

struct Finder<'f, 'e> {
    session: &'f Session<'e>,
    policy: &'f Policy,
    schools: &'f Schools,
    /// By register and column.
    blanks: BTreeMap<(String, String), Blanks>,
}

impl Finder<'_, '_> {
    /// What a measure reads for that which is lacking: from its parts, or from its `every`.
    fn readings(
        &self,
        indicator: &Indicator,
        measure: &Measure,
        parts: &[Part<'_>],
        lacks: Lacks,
    ) -> Result<Vec<Reading>, AssessError> {
        let mut read: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut add =
            |from: &str, expressions: &[Option<&Expression>]| -> Result<(), AssessError> {
                let register = register_of(self.session, from)?;
                for expression in expressions.iter().flatten() {
                    for reference in expression.references() {
                        let (register, name) = match reference {
                            Reference::Column(name) => (register.name.clone(), name),
                            Reference::SchoolColumn(name) => (SCHOOLS.to_owned(), name),
                            Reference::Parameter(_) => continue,
                        };
                        read.entry(register).or_default().insert(name);
                    }
                }
                read.entry(register.name.clone()).or_default();
                Ok(())
            };
        let own = parts
            .iter()
            .filter(|part| part.indicator.id == indicator.id && part.formula == measure.formula);
        for part in own.filter(|part| lacks.side(part.side)) {
            // What may be added to a figure, but need not be, is never what it lacks.
            add(part.from, &[Some(declared(part)), part.of.as_ref()])?;
        }
        if let Figure::Every(every) = &indicator.figure {
            add(&every.from, &[Some(&every.figure), every.of.as_ref()])?;
        }
        if lacks.share {
            read.entry(SCHOOLS.to_owned())
                .or_default()
                .insert(ENROLMENT.to_owned());
        }
        Ok(read
            .into_iter()
            .map(|(register, columns)| Reading {
                register,
                columns: columns.into_iter().collect(),
            })
            .collect())
    }

    fn of_measure(
        &mut self,
        table: &UnitMeasures,
        measure: &Measure,
        lacking: &[(usize, Lacks)],
        readings: &BTreeMap<Lacks, Vec<Reading>>,
        counties: &[String],
        missing: &mut Vec<(u32, MissingFigure)>,
    ) -> Result<(), AssessError> {
        let mut counties_told: BTreeSet<(u32, &str)> = BTreeSet::new();
        for &(unit, lacks) in lacking {
            let county = table.units.county[unit];
            let readings = &readings[&lacks];
            for reading in readings {
                if !self.session.snapshot.has(&reading.register) {
                    if counties_told.insert((county, reading.register.as_str())) {
                        missing.push((county, absent_register(measure, &reading.register)));
                    }
                    continue;
                }
                let before = missing.len();
                for column in &reading.columns {
                    let stages =
                        self.stages_to_look_at(column, table.units.stage[unit], measure.split);
                    for stage in stages {
                        self.of_column(
                            table,
                            unit,
                            measure,
                            &reading.register,
                            column,
                            stage,
                            counties,
                            missing,
                        )?;
                    }
                }
                let nothing_blank = missing.len() == before && readings.len() == 1;
                if nothing_blank && !matches!(table.grain, Grain::Row(_)) {
                    missing.push((
                        county,
                        figure(table, unit, measure, &reading.register, "", 0),
                    ));
                }
            }
        }
        Ok(())
    }

    /// Splitting needs the enrolment of every stage of the school; everything else only the unit's own.
    fn stages_to_look_at(
        &self,
        column: &str,
        stage: Option<Stage>,
        split: bool,
    ) -> Vec<Option<Stage>> {
        if split && column == ENROLMENT {
            Stage::ALL.iter().map(|&stage| Some(stage)).collect()
        } else {
            vec![stage]
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one cell is told apart by all of these"
    )]
    fn of_column(
        &mut self,
        table: &UnitMeasures,
        unit: usize,
        measure: &Measure,
        register: &str,
        column: &str,
        stage: Option<Stage>,
        counties: &[String],
        missing: &mut Vec<(u32, MissingFigure)>,
    ) -> Result<(), AssessError> {
        let declared = register_of(self.session, register)?;
        let actual = match stage {
            Some(stage) => declared
                .stage_column(column, stage)
                .map_or(column, |column| &column.name)
                .to_owned(),
            None => column.to_owned(),
        };
        if declared.column(&actual).is_none() {
            return Ok(());
        }
        let county = table.units.county[unit];
        let code = table.units.code.get(unit);
        let key = if table.grain == Grain::County {
            counties[county as usize].as_str()
        } else {
            code
        };
        let by_county = table.grain == Grain::County;
        let rows = self
            .blank_rows(register, &actual, by_county)?
            .get(key)
            .cloned()
            .unwrap_or_default();
        let own_row =
            |row: &&u32| !matches!(table.grain, Grain::Row(_)) || **row == table.units.row[unit];
        let rows: Vec<u32> = rows.iter().filter(own_row).copied().collect();
        // A senior stage that the school does not have is rightly blank.
        let senior_elsewhere = stage == Some(Stage::Senior) && table.units.share[unit].is_known();
        let other_stage = stage != table.units.stage[unit] && table.units.share[unit].is_known();
        if rows.is_empty() || senior_elsewhere || other_stage {
            return Ok(());
        }
        let mut found = figure(table, unit, measure, register, &actual, rows.len());
        if let ([row], Some(read)) = (rows.as_slice(), self.session.snapshot.table(register)) {
            let row = *row as usize;
            let place = read.place(row, &actual);
            // What the file has no column for lies in no cell.
            let cell = place.cell.filter(|_| read.has_cell(row, &actual));
            found.place = Some(Place { cell, ..place });
        }
        missing.push((county, found));
        Ok(())
    }

    /// The rows in which a column is blank, by school or by county.
    fn blank_rows(
        &mut self,
        register: &str,
        column: &str,
        by_county: bool,
    ) -> Result<&Blanks, AssessError> {
        let key = (
            format!("{register}{}", if by_county { "·县" } else { "" }),
            column.to_owned(),
        );
        if !self.blanks.contains_key(&key) {
            let joined = join(self.session, self.policy, register)?;
            let mut select = Select::default();
            let own = |name: &str| format!("{}.{}", quoted(register), quoted(name));
            let unit = if by_county {
                joined.county.clone()
            } else {
                joined.school.clone().unwrap_or(joined.county.clone())
            };
            let (unit, row) = (select.add(unit), select.add(own(ROW)));
            let sql = format!(
                "{} FROM {} WHERE {} IS NULL",
                select.sql(),
                joined.from,
                own(column)
            );
            let scanned = Scanned::new(&select, self.session.query(&sql)?);
            let rows = scanned.row_numbers(row);
            let mut blanks = Blanks::new();
            let mut at = 0;
            scanned.each_text(unit, |text| {
                blanks
                    .entry(text.unwrap_or_default().to_owned())
                    .or_default()
                    .push(rows[at]);
                at += 1;
            })?;
            self.blanks.insert(key.clone(), blanks);
        }
        Ok(&self.blanks[&key])
    }

    /// A register of rows that a county did not hand in.
    fn of_empty_register(
        &self,
        register: &str,
        table: &UnitMeasures,
        missing: &mut Vec<(u32, MissingFigure)>,
    ) -> Result<(), AssessError> {
        let has_rows: BTreeSet<u32> = table.units.county.iter().copied().collect();
        let name = &register_of(self.session, register)?.name;
        for county in
            (0..self.schools.counties.len() as u32).filter(|county| !has_rows.contains(county))
        {
            for measure in &table.measures {
                missing.push((county, absent_register(measure, name)));
            }
        }
        Ok(())
    }
}

/// A part's value as the policy declares it, without supplements.
fn declared<'p>(part: &'p Part<'_>) -> &'p Expression {
    let Figure::Ratio { formulas, .. } = &part.indicator.figure else {
        return &part.value;
    };
    let formula = formulas.iter().find(|formula| formula.name == part.formula);
    formula.map_or(&part.value, |formula| match part.side {
        Side::Numerator => &formula.numerator.value,
        Side::Denominator => &formula.denominator.value,
    })
}

fn absent_register(measure: &Measure, register: &str) -> MissingFigure {
    MissingFigure {
        indicator: measure.indicator.clone(),
        stage: None,
        code: String::new(),
        name: String::new(),
        register: register.to_owned(),
        column: String::new(),
        rows: 0,
        place: None,
    }
}

fn figure(
    table: &UnitMeasures,
    unit: usize,
    measure: &Measure,
    register: &str,
    column: &str,
    rows: usize,
) -> MissingFigure {
    let of_county = table.grain == Grain::County;
    let text = |text: &str| {
        if of_county {
            String::new()
        } else {
            text.to_owned()
        }
    };
    MissingFigure {
        indicator: measure.indicator.clone(),
        stage: table.units.stage[unit],
        code: text(table.units.code.get(unit)),
        name: text(table.units.name.get(unit)),
        register: register.to_owned(),
        column: column.to_owned(),
        rows,
        place: None,
    }
}
