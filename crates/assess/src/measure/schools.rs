//! The scan of 学校: one row a school, everything that is asked of each of its stages.

mod general;
mod read;
mod units;

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use junheng_model::{Amount, Stage, Units};
use junheng_rulebook::{Expression, Figure, Indicator, JudgedBy, Policy, Register};

pub(super) use general::General;

use super::assemble::{Asked, Conditions, PartAmounts};
use super::parts::Part;
use super::select::{Scanned, Select};
use super::{Schools, conditional_limits};
use crate::AssessError;
use crate::engine::{SCHOOLS, Session};
use crate::sql::{self, quoted};
use read::{ReadSchools, picked};
use units::{AskedOfUnits, ReadUnits, StageColumns};

/// The concept of the stage view that weighs a school: its enrolment.
pub(crate) const ENROLMENT: &str = "在校生数";
pub(crate) const CODE: &str = "学校标识码";

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
        let general = General::select(&mut select, session, policy, register);
        let mut each_stage = |expression: &Expression| -> StageColumns {
            let names = |stage| session.names(policy, register, SCHOOLS, Some(stage));
            let at = |stage| select.add(names(stage).sql(expression));
            Stage::COMPULSORY.map(at).to_vec()
        };
        let of_view = |part: &&Part| {
            part.by == JudgedBy::SchoolStage && Some(part.from) == register.stage_view.as_deref()
        };
        let (mut amounts, mut places) = (Vec::new(), HashMap::new());
        let mut place = |columns: StageColumns| {
            *places.entry(columns).or_insert_with_key(|columns| {
                amounts.push(columns.clone());
                amounts.len() - 1
            })
        };
        let parts = parts
            .iter()
            .filter(of_view)
            .map(|part| (part, place(each_stage(&sql::over_one_row(&part.value)))))
            .collect();
        let (mut limits, mut truths) = (Vec::new(), Vec::new());
        for (indicator, limit, when) in conditional_limits(policy, JudgedBy::SchoolStage) {
            limits.push((indicator.id.clone(), limit));
            truths.push(each_stage(when));
        }
        let (mut asks_units, mut asks_schools) = (Vec::new(), Vec::new());
        for (indicator, by, of) in asking(policy) {
            match by {
                JudgedBy::SchoolStage => {
                    asks_units.push(indicator.id.clone());
                    truths.push(each_stage(of));
                }
                JudgedBy::School => {
                    let names = session.names(policy, register, SCHOOLS, None);
                    asks_schools.push((indicator.id.clone(), names.sql(of)));
                }
                JudgedBy::County => {}
            }
        }
        let asks_schools = asks_schools.into_iter();
        let asks_schools = asks_schools.map(|(indicator, of)| (indicator, select.add(of)));
        Self {
            policy,
            asks_schools: asks_schools.collect(),
            select,
            general,
            parts,
            amounts,
            limits,
            asks_units,
            truths,
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
        self.units.append(behind.units, self.schools.len());
        self.schools.append(behind.schools);
        for (truths, behind) in self.truths.iter_mut().zip(behind.truths) {
            truths.extend(behind);
        }
    }
}

/// The indicators that do not ask all units of theirs, and which ones they ask.
fn asking(policy: &Policy) -> impl Iterator<Item = (&Indicator, JudgedBy, &Expression)> {
    policy.indicators.iter().filter_map(|indicator| {
        let Figure::Ratio {
            by, of: Some(of), ..
        } = &indicator.figure
        else {
            return None;
        };
        Some((indicator, *by, of))
    })
}
