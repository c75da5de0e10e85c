//! Conditions of limits that are about a whole school or county.

use junheng_model::{Quantity, Units};
use junheng_rulebook::{JudgedBy, Policy};

use super::unit_keys::UnitKeys;
use super::{join, register_of};
use crate::AssessError;
use crate::known_names::SCHOOLS;
use crate::measure::assemble::Conditions;
use crate::measure::parts::parts_of;
use crate::measure::select::{Scanned, Select};
use crate::measure::{Schools, conditional_limits};
use crate::session::Session;

/// The truth of conditional limits of schools, or of counties, over the register that they are about.
pub(super) fn of(
    session: &Session<'_>,
    policy: &Policy,
    by: JudgedBy,
    schools: &Schools,
    stage_units: &Units,
) -> Result<Conditions, AssessError> {
    let mut conditions = Conditions::new();
    let limits = conditional_limits(policy, by);
    if limits.is_empty() {
        return Ok(conditions);
    }
    let keys = UnitKeys::new(by, schools, stage_units);
    for (indicator, limit, when) in limits {
        let from = match by {
            JudgedBy::County => parts_of(indicator)
                .first()
                .map_or(SCHOOLS, |part| part.from)
                .to_owned(),
            JudgedBy::School | JudgedBy::SchoolStage => SCHOOLS.to_owned(),
        };
        let joined = join(session, policy, &from)?;
        let register = register_of(session, &from)?;
        let condition = session.names(policy, register, &from, None).sql(when);
        let mut select = Select::default();
        let key = match by {
            JudgedBy::County => select.add(joined.county.clone()),
            JudgedBy::School | JudgedBy::SchoolStage => {
                select.add(joined.school.clone().unwrap_or(joined.county.clone()))
            }
        };
        let holds = select.add(format!(
            "min(CASE WHEN {condition} THEN 1 WHEN NOT ({condition}) THEN 0 END)"
        ));
        let sql = format!(
            "{} FROM {} GROUP BY {}",
            select.sql(),
            joined.from,
            select.text(key)
        );
        let scanned = Scanned::new(&select, session.query(&sql)?);
        let mut truths = vec![None; keys.count];
        let amounts = scanned.amounts(holds)?;
        for (row, unit) in keys.of_rows(&scanned, key, None)?.into_iter().enumerate() {
            if let Some(unit) = unit {
                truths[unit as usize] = amounts[row].quantity().map(|holds| holds > Quantity::ZERO);
            }
        }
        conditions.push((indicator.id.clone(), limit, truths));
    }
    Ok(conditions)
}
