//! Aggregates over registers, by school, by school and stage, or by county.

mod conditions;
mod unit_keys;

use std::sync::Arc;

use junheng_model::{Amount, Quantity, Units};
use junheng_rulebook::{JudgedBy, NoRows, Policy, Register};

use super::Schools;
use super::assemble::{Conditions, PartAmounts};
use super::parts::{Part, Unasked};
use super::select::{Scanned, Select};
use crate::AssessError;
use crate::known_names::{CODE, JUDGED, SCHOOLS, STAGE};
use crate::session::Session;
use crate::sql::{self, quoted};
use unit_keys::UnitKeys;

/// Amounts from aggregates, for each grain.
#[derive(Default)]
pub(crate) struct Grouped<'p, 'a> {
    pub by_stage: PartAmounts<'p, 'a>,
    pub by_school: PartAmounts<'p, 'a>,
    pub by_county: PartAmounts<'p, 'a>,
    pub school_conditions: Conditions,
    pub county_conditions: Conditions,
}

/// One query: parts over the same register, by the same units, over the same schools.
struct Group<'p, 'a> {
    from: &'p str,
    by: JudgedBy,
    all_schools: bool,
    parts: Vec<&'p Part<'a>>,
}

/// Evaluates all parts that the scan of the schools did not.
pub(crate) fn scan<'p, 'a>(
    session: &Session<'_>,
    policy: &Policy,
    parts: &'p [Part<'a>],
    schools: &Schools,
    stage_units: &Units,
) -> Result<Grouped<'p, 'a>, AssessError> {
    let groups = groups_of(session, parts)?;
    let amounts = session.with_each(&groups, |session, group| {
        amounts_of(session, policy, group, schools, stage_units)
    })?;
    let mut grouped = Grouped::default();
    for (group, amounts) in groups.iter().zip(amounts) {
        match group.by {
            JudgedBy::SchoolStage => grouped.by_stage.extend(amounts),
            JudgedBy::School => grouped.by_school.extend(amounts),
            JudgedBy::County => grouped.by_county.extend(amounts),
        }
    }
    grouped.school_conditions =
        conditions::of(session, policy, JudgedBy::School, schools, stage_units)?;
    grouped.county_conditions =
        conditions::of(session, policy, JudgedBy::County, schools, stage_units)?;
    Ok(grouped)
}

/// The queries that all parts take which the scan of the schools does not answer.
fn groups_of<'p, 'a>(
    session: &Session<'_>,
    parts: &'p [Part<'a>],
) -> Result<Vec<Group<'p, 'a>>, AssessError> {
    let view = session.schools()?.stage_view.as_deref();
    let mut groups: Vec<Group> = Vec::new();
    for part in parts
        .iter()
        .filter(|part| !(part.by == JudgedBy::SchoolStage && Some(part.from) == view))
    {
        let same = |group: &&mut Group| {
            group.from == part.from && group.by == part.by && group.all_schools == part.all_schools
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.parts.push(part),
            None => groups.push(Group {
                from: part.from,
                by: part.by,
                all_schools: part.all_schools,
                parts: vec![part],
            }),
        }
    }
    Ok(groups)
}

/// One group's amounts; all are missing of a register that was not handed in.
fn amounts_of<'p, 'a>(
    session: &Session<'_>,
    policy: &Policy,
    group: &Group<'p, 'a>,
    schools: &Schools,
    stage_units: &Units,
) -> Result<PartAmounts<'p, 'a>, AssessError> {
    let register = register_of(session, group.from)?;
    let amounts = if session.snapshot.has(&register.name) {
        let keys = UnitKeys::new(group.by, schools, stage_units);
        evaluate(session, policy, group, &keys)?
    } else {
        let count = UnitKeys::count(group.by, schools, stage_units);
        let missing = Arc::new(vec![Amount::MISSING; count]);
        let parts = group.parts.iter();
        parts.map(|part| (*part, missing.clone())).collect()
    };
    let judged = amounts
        .into_iter()
        .map(|(part, amounts)| (part, only_judged(part, schools, amounts)));
    Ok(judged.collect())
}

/// Schools that the policy leaves out are not asked, unless the indicator wants all.
fn only_judged(
    part: &Part<'_>,
    schools: &Schools,
    mut amounts: Arc<Vec<Amount>>,
) -> Arc<Vec<Amount>> {
    if part.by == JudgedBy::School && !part.all_schools {
        for (amount, exclusion) in Arc::make_mut(&mut amounts)
            .iter_mut()
            .zip(&schools.exclusion)
        {
            if exclusion.is_some() {
                *amount = Amount::NOT_APPLICABLE;
            }
        }
    }
    amounts
}

/// The register that a part is over; the stage view belongs to the schools.
pub(crate) fn register_of<'r>(
    session: &'r Session<'_>,
    from: &str,
) -> Result<&'r Register, AssessError> {
    let schools = session.schools()?;
    if schools.stage_view.as_deref() == Some(from) {
        return Ok(schools);
    }
    session
        .rulebook
        .register(from)
        .ok_or_else(|| AssessError::Rulebook(format!("register {from}")))
}

/// A register's rows joined to their schools: the text after FROM, and the column of the county.
pub(crate) struct Joined {
    pub from: String,
    pub county: String,
    pub school: Option<String>,
    /// Whether the row's school is judged.
    pub judged: String,
}

/// Opens a register and says how to query it with its rows' schools.
pub(crate) fn join(
    session: &Session<'_>,
    policy: &Policy,
    from: &str,
) -> Result<Joined, AssessError> {
    let register = register_of(session, from)?;
    session.open_schools(policy)?;
    let of = |alias: &str, column: &str| format!("{}.{}", quoted(alias), quoted(column));
    if register.name == SCHOOLS {
        session.open_stage_view(policy)?;
        return Ok(Joined {
            from: quoted(from),
            county: of(from, register.county.as_deref().unwrap_or(CODE)),
            school: Some(of(from, CODE)),
            judged: of(from, JUDGED),
        });
    }
    session.open(register)?;
    match (&register.school, &register.county) {
        (Some(school), _) => {
            let own = of(from, school);
            let schools = session.schools()?;
            Ok(Joined {
                from: format!(
                    "{} LEFT JOIN {} ON {own} = {}",
                    quoted(from),
                    quoted(SCHOOLS),
                    of(SCHOOLS, CODE)
                ),
                county: of(SCHOOLS, schools.county.as_deref().unwrap_or(CODE)),
                school: Some(own),
                judged: of(SCHOOLS, JUDGED),
            })
        }
        (None, Some(county)) => Ok(Joined {
            from: quoted(from),
            county: of(from, county),
            school: None,
            judged: "true".to_owned(),
        }),
        (None, None) => Err(AssessError::Rulebook(format!(
            "county of the rows of {from}"
        ))),
    }
}

/// Where one part's columns stand in the result of its query.
struct PartColumns {
    value: usize,
    unknown: Vec<usize>,
    asked: Option<usize>,
}

/// The parts of a register that was handed in.
fn evaluate<'p, 'a>(
    session: &Session<'_>,
    policy: &Policy,
    group: &Group<'p, 'a>,
    keys: &UnitKeys<'_>,
) -> Result<PartAmounts<'p, 'a>, AssessError> {
    let joined = join(session, policy, group.from)?;
    let mut select = Select::default();
    let (key, stage) = key_columns(&mut select, group, &joined);
    let group_keys: Vec<String> = std::iter::once(key)
        .chain(stage)
        .map(|position| select.text(position).to_owned())
        .collect();
    let register = register_of(session, group.from)?;
    let names = session.names(policy, register, group.from, None);
    let columns: Vec<PartColumns> = group
        .parts
        .iter()
        .map(|part| {
            let count_where =
                |condition: String| format!("count(CASE WHEN {condition} THEN 1 END)");
            let unknown = sql::unknown_conditions(&part.value, part.of.as_ref());
            PartColumns {
                value: select.add(names.sql(&sql::restricted(&part.value, part.of.as_ref()))),
                unknown: unknown
                    .iter()
                    .map(|condition| select.add(count_where(names.sql(condition))))
                    .collect(),
                asked: part
                    .of
                    .as_ref()
                    .map(|of| select.add(count_where(format!("({}) IS NOT FALSE", names.sql(of))))),
            }
        })
        .collect();
    let scope = if group.all_schools {
        format!("{} IS NOT NULL", joined.county)
    } else {
        joined.judged.clone()
    };
    let sql = format!(
        "{} FROM {} WHERE {scope} GROUP BY {}",
        select.sql(),
        joined.from,
        group_keys.join(", ")
    );
    let scanned = Scanned::new(&select, session.query(&sql)?);
    let units = keys.of_rows(&scanned, key, stage)?;
    group
        .parts
        .iter()
        .zip(&columns)
        .map(|(part, columns)| {
            Ok((
                *part,
                part_amounts(part, columns, &scanned, &units, keys.count)?.into(),
            ))
        })
        .collect()
}

fn key_columns(
    select: &mut Select,
    group: &Group<'_, '_>,
    joined: &Joined,
) -> (usize, Option<usize>) {
    let school = joined
        .school
        .clone()
        .unwrap_or_else(|| joined.county.clone());
    match group.by {
        JudgedBy::County => (select.add(joined.county.clone()), None),
        JudgedBy::School => (select.add(school), None),
        JudgedBy::SchoolStage => (
            select.add(school),
            Some(select.add(format!("{}.{}", quoted(group.from), quoted(STAGE)))),
        ),
    }
}

/// One part's amounts: what no row says is missing, zero or not asked, as declared; what one row leaves
/// blank is missing.
fn part_amounts(
    part: &Part<'_>,
    columns: &PartColumns,
    scanned: &Scanned<'_>,
    units: &[Option<u32>],
    count: usize,
) -> Result<Vec<Amount>, AssessError> {
    let without_rows = match part.no_rows {
        NoRows::Zero => Amount::known(Quantity::ZERO),
        NoRows::Missing => Amount::MISSING,
    };
    let mut amounts = vec![without_rows; count];
    let values = scanned.amounts(columns.value)?;
    let positive = |position: &usize| -> Result<Vec<bool>, AssessError> {
        let counts = scanned.amounts(*position)?;
        Ok(counts
            .iter()
            .map(|count| count.quantity().is_some_and(|count| count > Quantity::ZERO))
            .collect())
    };
    let unknown = columns
        .unknown
        .iter()
        .map(positive)
        .collect::<Result<Vec<_>, _>>()?;
    let asked = columns.asked.as_ref().map(positive).transpose()?;
    for (row, unit) in units.iter().enumerate() {
        let Some(unit) = unit else { continue };
        amounts[*unit as usize] = if asked.as_ref().is_some_and(|asked| !asked[row]) {
            match part.unasked {
                Unasked::NotApplicable => Amount::NOT_APPLICABLE,
                Unasked::Missing => Amount::MISSING,
            }
        } else if unknown.iter().any(|unknown| unknown[row]) {
            Amount::MISSING
        } else {
            values[row]
        };
    }
    Ok(amounts)
}
