//! The scan of 学校: one row a school, everything that is asked of each of its stages.

pub(super) mod general;
mod read;
mod units;

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use junheng_model::{Amount, Stage, Units};
use junheng_rulebook::{Expression, Figure, JudgedBy, Policy, Register};

use general::General;

use super::assemble::{Asked, Conditions, PartAmounts};
use super::parts::Part;
use super::select::{Scanned, Select};
use super::{Schools, conditional_limits};
use crate::known_names::SCHOOLS;
use crate::session::Session;
use crate::sql::{self, quoted};
use crate::{AssessError, parallel};
use read::{ReadSchools, picked};
use units::{AskedOfUnits, ReadUnits, StageColumns};

/// The schools, and the units of the stage view with the amounts that come from the view itself.
pub(crate) struct SchoolScan<'p, 'a> {
    pub schools: Schools,
    pub units: Units,
    /// Amounts by part, over units.
    pub amounts: PartAmounts<'p, 'a>,
    /// Truth of conditional limits, by indicator id and limit position, over units.
    pub conditions: Conditions,
    /// Which units an indicator asks, where it does not ask all.
    pub asked_units: Asked,
    /// Which schools an indicator asks, where it does not ask all.
    pub asked_schools: Asked,
}

/// Everything that is asked of each school, each expression a column of one scan.
struct Question<'p, 'a> {
    policy: &'p Policy,
    select: Select,
    general: General,
    /// The parts that come from the stage view, each with its place among `amounts`.
    parts: Vec<(&'p Part<'a>, usize)>,
    /// Each once, however many parts ask for it, as those of denominators mostly do.
    amounts: Vec<StageColumns>,
    /// Conditional limits: indicator, position of the limit, in the order of `truths`.
    limits: Vec<(String, usize)>,
    /// The indicators that do not ask every unit, in the order of `truths` behind the limits.
    asks_units: Vec<String>,
    truths: Vec<StageColumns>,
    /// The indicators that do not ask every school, each with its column.
    asks_schools: Vec<(String, usize)>,
}

/// What one thread has read of the scan.
struct Read {
    schools: ReadSchools,
    units: ReadUnits,
    /// What `asks_schools` asks, by school.
    truths: Vec<Vec<Option<bool>>>,
}

/// Scans the schools once.
pub(crate) fn scan<'p, 'a>(
    session: &Session<'_>,
    policy: &'p Policy,
    parts: &'p [Part<'a>],
) -> Result<SchoolScan<'p, 'a>, AssessError> {
    let register = session.schools()?;
    session.open_schools(policy)?;
    let question = Question::of(session, policy, register, parts);
    let sql = format!("{} FROM {}", question.select.sql(), quoted(SCHOOLS));
    let rows = session.count_of_schools()?;
    let read = session.query_by(
        &sql,
        || question.nothing_read(rows),
        |read, batch| question.take(read, batch),
    )?;
    let mut read = read.into_iter();
    let mut whole = read.next().unwrap_or_else(|| question.nothing_read(0));
    read.for_each(|part| whole.append(part));
    Ok(question.answered(whole))
}

impl<'p, 'a> Question<'p, 'a> {
    fn of(
        session: &Session<'_>,
        policy: &'p Policy,
        register: &Register,
        parts: &'p [Part<'a>],
    ) -> Self {
        let mut select = Select::default();
        let mut question = Self {
            policy,
            general: General::select(&mut select, session, policy, register),
            select,
            parts: Vec::new(),
            amounts: Vec::new(),
            limits: Vec::new(),
            asks_units: Vec::new(),
            truths: Vec::new(),
            asks_schools: Vec::new(),
        };
        let of_view = |part: &&Part| {
            part.by == JudgedBy::SchoolStage && Some(part.from) == register.stage_view.as_deref()
        };
        for part in parts.iter().filter(of_view) {
            let value = sql::over_one_row(&part.value);
            let columns = question.each_stage(session, register, &value);
            let place = question.place_of(columns);
            question.parts.push((part, place));
        }
        for (indicator, limit, when) in conditional_limits(policy, JudgedBy::SchoolStage) {
            let columns = question.each_stage(session, register, when);
            question.limits.push((indicator.id.clone(), limit));
            question.truths.push(columns);
        }
        question.ask_which(session, register);
        question
    }

    /// Asks for an expression, once for each stage.
    fn each_stage(
        &mut self,
        session: &Session<'_>,
        register: &Register,
        expression: &Expression,
    ) -> StageColumns {
        let names = |stage| session.names(self.policy, register, SCHOOLS, Some(stage));
        let mut at = |stage| self.select.add(names(stage).sql(expression));
        Stage::COMPULSORY.map(&mut at).to_vec()
    }

    /// The place of these columns among the amounts.
    fn place_of(&mut self, columns: StageColumns) -> usize {
        let place = self.amounts.iter().position(|asked| *asked == columns);
        place.unwrap_or_else(|| {
            self.amounts.push(columns);
            self.amounts.len() - 1
        })
    }

    /// Asks which units, or schools, the indicators ask that do not ask all.
    fn ask_which(&mut self, session: &Session<'_>, register: &Register) {
        for indicator in &self.policy.indicators {
            let Figure::Ratio {
                by, of: Some(of), ..
            } = &indicator.figure
            else {
                continue;
            };
            match by {
                JudgedBy::SchoolStage => {
                    let columns = self.each_stage(session, register, of);
                    self.asks_units.push(indicator.id.clone());
                    self.truths.push(columns);
                }
                JudgedBy::School => {
                    let names = session.names(self.policy, register, SCHOOLS, None);
                    let column = self.select.add(names.sql(of));
                    self.asks_schools.push((indicator.id.clone(), column));
                }
                JudgedBy::County => {}
            }
        }
    }

    fn asked_of_units(&self) -> AskedOfUnits<'_> {
        AskedOfUnits {
            general: &self.general,
            split: self.policy.split.as_ref(),
            amounts: &self.amounts,
            truths: &self.truths,
        }
    }

    /// Nothing yet, with room for what so many schools have.
    fn nothing_read(&self, schools: usize) -> Read {
        let units = schools * Stage::COMPULSORY.len();
        Read {
            schools: ReadSchools::with_room(schools),
            units: ReadUnits::with_room(units, &self.asked_of_units()),
            truths: vec![Vec::new(); self.asks_schools.len()],
        }
    }

    /// Takes over a batch of the scan.
    fn take(&self, read: &mut Read, batch: RecordBatch) -> Result<(), AssessError> {
        let scanned = Scanned::new(&self.select, vec![batch]);
        let first = read.schools.len();
        read.schools.take(&scanned, &self.general)?;
        let exclusion = &read.schools.exclusion[first..];
        let asked = self.asked_of_units();
        read.units.take(&scanned, &asked, first, exclusion)?;
        for (truths, (_, column)) in read.truths.iter_mut().zip(&self.asks_schools) {
            truths.extend(scanned.truths(*column));
        }
        Ok(())
    }

    /// What the scan says, over the units and the schools in their order.
    fn answered(&self, read: Read) -> SchoolScan<'p, 'a> {
        let (schools, order) = read.schools.in_order();
        let (mut units, mut of_schools) = (read.units, read.truths);
        if let Some(order) = &order {
            units = units.in_order(order);
            of_schools = of_schools.iter().map(|of| picked(of, order)).collect();
        }
        let amounts: Vec<Arc<Vec<Amount>>> = std::mem::take(&mut units.amounts)
            .into_iter()
            .map(Arc::new)
            .collect();
        let mut truths = std::mem::take(&mut units.truths).into_iter();
        let limits = self.limits.iter().cloned().zip(truths.by_ref());
        let conditions = limits
            .map(|((indicator, limit), truths)| (indicator, limit, truths))
            .collect();
        let asks_schools = self.asks_schools.iter();
        SchoolScan {
            amounts: self
                .parts
                .iter()
                .map(|&(part, place)| (part, amounts[place].clone()))
                .collect(),
            conditions,
            asked_units: self.asks_units.iter().cloned().zip(truths).collect(),
            asked_schools: asks_schools
                .map(|(indicator, _)| indicator.clone())
                .zip(of_schools)
                .collect(),
            units: units.units(&schools),
            schools,
        }
    }
}

impl Read {
    /// Adds what another thread has read behind it.
    fn append(&mut self, behind: Self) {
        let (schools, added) = (self.schools.len(), behind.schools.len());
        parallel::both(
            added,
            || self.units.append(behind.units, schools),
            || self.schools.append(behind.schools),
        );
        for (truths, behind) in self.truths.iter_mut().zip(behind.truths) {
            truths.extend(behind);
        }
    }
}
