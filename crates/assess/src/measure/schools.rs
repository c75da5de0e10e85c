//! The scan of 学校: one row a school, everything that is asked of each of its stages.

mod general;
mod layout;
mod read;

use junheng_model::{Stage, Units};
use junheng_rulebook::{Expression, Figure, JudgedBy, Policy, Register};

pub(super) use general::General;

use super::assemble::{Asked, Conditions, PartAmounts};
use super::parts::Part;
use super::select::{Scanned, Select};
use super::{Schools, conditional_limits};
use crate::AssessError;
use crate::engine::{SCHOOLS, Session};
use crate::sql::{self, quoted};
use layout::Layout;
use read::ReadSchools;

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
    select: Select,
    general: General,
    /// The parts that come from the stage view, each with a column a stage.
    parts: Vec<(&'p Part<'a>, Vec<usize>)>,
    /// Conditional limits: indicator, position of the limit, a column a stage.
    limits: Vec<(String, usize, Vec<usize>)>,
    asked: Vec<Asking>,
}

/// Scans the schools once.
pub(crate) fn scan<'p, 'a>(
    session: &Session<'_>,
    policy: &Policy,
    parts: &'p [Part<'a>],
) -> Result<SchoolScan<'p, 'a>, AssessError> {
    let register = session.schools()?;
    session.open_schools(policy)?;
    let question = Question::of(session, policy, register, parts);
    let sql = format!("{} FROM {}", question.select.sql(), quoted(SCHOOLS));
    let scanned = Scanned::new(&question.select, session.query(&sql)?);
    let read = ReadSchools::of(&scanned, &question.general)?;
    let layout = Layout::new(&scanned, &question.general, policy.split.as_ref(), &read)?;
    question.answered(&scanned, read, layout)
}

impl<'p, 'a> Question<'p, 'a> {
    fn of(
        session: &Session<'_>,
        policy: &Policy,
        register: &Register,
        parts: &'p [Part<'a>],
    ) -> Self {
        let mut select = Select::default();
        let general = General::select(&mut select, session, policy, register);
        let mut each_stage = |expression: &Expression| {
            let names = |stage| session.names(policy, register, SCHOOLS, Some(stage));
            let at = |stage| select.add(names(stage).sql(expression));
            Stage::COMPULSORY.map(at).to_vec()
        };
        let of_view = |part: &&Part| {
            part.by == JudgedBy::SchoolStage && Some(part.from) == register.stage_view.as_deref()
        };
        let parts = parts
            .iter()
            .filter(of_view)
            .map(|part| (part, each_stage(&sql::over_one_row(&part.value))))
            .collect();
        let limits = conditional_limits(policy, JudgedBy::SchoolStage)
            .into_iter()
            .map(|(indicator, limit, when)| (indicator.id.clone(), limit, each_stage(when)))
            .collect();
        let asked = Asking::all(&mut select, session, policy, register);
        Self {
            select,
            general,
            parts,
            limits,
            asked,
        }
    }

    /// What the scan says, over the units and the schools in their order.
    fn answered(
        &self,
        scanned: &Scanned<'_>,
        read: ReadSchools,
        layout: Layout,
    ) -> Result<SchoolScan<'p, 'a>, AssessError> {
        let columns: Vec<&Vec<usize>> = self.parts.iter().map(|(_, columns)| columns).collect();
        let amounts = layout.all_amounts(scanned, &columns)?;
        let of_limit = |(indicator, limit, columns): &(String, usize, Vec<usize>)| {
            (indicator.clone(), *limit, layout.truths(scanned, columns))
        };
        let mut asked_units = Asked::new();
        let mut asked_schools = Asked::new();
        for asking in &self.asked {
            let indicator = asking.indicator.clone();
            match asking.columns.as_slice() {
                [column] => {
                    let truths = scanned.truths(*column);
                    let in_order = layout.order.iter().map(|&school| truths[school as usize]);
                    asked_schools.push((indicator, in_order.collect()));
                }
                columns => asked_units.push((indicator, layout.truths(scanned, columns))),
            }
        }
        Ok(SchoolScan {
            amounts: self
                .parts
                .iter()
                .map(|(part, _)| *part)
                .zip(amounts)
                .collect(),
            conditions: self.limits.iter().map(of_limit).collect(),
            asked_units,
            asked_schools,
            schools: read.in_order(&layout.order),
            units: layout.units,
        })
    }
}

/// Where "is the unit asked" of one indicator stands: a column for each stage, or one for the school.
struct Asking {
    indicator: String,
    columns: Vec<usize>,
}

impl Asking {
    fn all(
        select: &mut Select,
        session: &Session<'_>,
        policy: &Policy,
        register: &Register,
    ) -> Vec<Self> {
        let mut all = Vec::new();
        for indicator in &policy.indicators {
            let Figure::Ratio {
                by, of: Some(of), ..
            } = &indicator.figure
            else {
                continue;
            };
            let mut at =
                |stage| select.add(session.names(policy, register, SCHOOLS, stage).sql(of));
            let columns = match by {
                JudgedBy::SchoolStage => Stage::COMPULSORY.map(|stage| at(Some(stage))).to_vec(),
                JudgedBy::School => vec![at(None)],
                JudgedBy::County => continue,
            };
            all.push(Asking {
                indicator: indicator.id.clone(),
                columns,
            });
        }
        all
    }
}
