//! Measuring: a policy's expressions over the registers of a snapshot.
//!
//! Each register is scanned once for everything that is asked of it: one query holds the expressions of
//! all indicators, formulas and stages. What comes out is [`Measures`], with the schools that the policy
//! leaves out and the figures that could not be had.

mod assemble;
pub(crate) mod grouped;
mod missing;
mod parts;
mod rows;
mod schools;
pub(crate) mod select;
mod shares;

pub(crate) use parts::{Part, REQUIREMENT, Side, parts, parts_of, requirement_name};

use std::sync::Arc;

use junheng_model::{
    Amount, ExcludedSchool, Grain, Measures, MissingFigure, Share, UnitMeasures, Units,
};
use junheng_rulebook::{Expression, Figure, Indicator, JudgedBy, Policy, Rulebook};

use crate::engine::Engine;
use crate::{AssessError, Snapshot};

/// Everything that judging needs to know of a snapshot.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    pub measures: Measures,
    /// Excluded schools with the index of their county.
    pub excluded: Vec<(u32, ExcludedSchool)>,
    /// Missing figures with the index of their county.
    pub missing: Vec<(u32, MissingFigure)>,
}

/// The schools of a snapshot, by county and code: what every other register's rows are joined to.
#[derive(Debug, Default)]
pub(crate) struct Schools {
    pub counties: Vec<String>,
    /// One unit a school, with the row in the table that was read.
    pub units: Arc<Units>,
    /// The exclusion that leaves the school out, by position in the policy.
    pub exclusion: Vec<Option<usize>>,
}

impl Schools {
    /// The index of the county of this name.
    pub fn county_index(&self, name: &str) -> Option<u32> {
        self.counties
            .binary_search_by(|county| county.as_str().cmp(name))
            .ok()
            .map(|index| index as u32)
    }
}

/// Measures a snapshot by a policy as of a day.
///
/// # Errors
/// When the query engine refuses an expression, which `rulebook check` would have said.
pub fn measure(
    engine: &Engine,
    snapshot: &Snapshot,
    rulebook: &Rulebook,
    policy: &Policy,
    day: jiff::civil::Date,
) -> Result<Measured, AssessError> {
    let session = engine.session(snapshot, rulebook, day);
    let parts = parts(policy);
    let scan = schools::scan(&session, policy, &parts)?;
    let (stage_units, schools) = (scan.units, scan.schools);
    let grouped = grouped::scan(&session, policy, &parts, &schools, &stage_units)?;

    let stage_amounts = scan.amounts.into_iter().chain(grouped.by_stage).collect();
    let table = |grain, units, measures| UnitMeasures {
        grain,
        units,
        measures,
    };
    let mut tables = vec![
        table(
            Grain::SchoolStage,
            Arc::new(stage_units),
            assemble::measures(
                policy,
                JudgedBy::SchoolStage,
                stage_amounts,
                &scan.conditions,
                &scan.asked_units,
            ),
        ),
        table(
            Grain::School,
            schools.units.clone(),
            assemble::measures(
                policy,
                JudgedBy::School,
                grouped.by_school,
                &grouped.school_conditions,
                &scan.asked_schools,
            ),
        ),
        table(
            Grain::County,
            Arc::new(county_units(&schools)),
            assemble::measures(
                policy,
                JudgedBy::County,
                grouped.by_county,
                &grouped.county_conditions,
                &Vec::new(),
            ),
        ),
    ];
    tables.extend(rows::scan(&session, policy, &schools)?);
    let measures = Measures {
        counties: schools.counties.clone(),
        tables,
    };
    let missing = missing::find(&session, policy, &parts, &measures, &schools)?;
    Ok(Measured {
        measures,
        excluded: excluded(&schools, policy),
        missing,
    })
}

/// What a kind of indicator is measured by; `None` for those that have rows for units, or parts.
pub(crate) fn judged_by(indicator: &Indicator) -> Option<JudgedBy> {
    match &indicator.figure {
        Figure::Ratio { by, .. } => Some(*by),
        Figure::Share(_) | Figure::Total { .. } | Figure::Score(_) | Figure::Survey(_) => {
            Some(JudgedBy::County)
        }
        Figure::Every(_) | Figure::All { .. } => None,
    }
}

/// The conditional limits of the indicators that are measured by `by`: indicator, position of the limit,
/// condition.
pub(crate) fn conditional_limits(
    policy: &Policy,
    by: JudgedBy,
) -> Vec<(&Indicator, usize, &Expression)> {
    policy
        .indicators
        .iter()
        .filter(|indicator| judged_by(indicator) == Some(by))
        .flat_map(conditions_of)
        .collect()
}

/// The conditional limits of one indicator.
pub(crate) fn conditions_of(
    indicator: &Indicator,
) -> impl Iterator<Item = (&Indicator, usize, &Expression)> {
    let limits = indicator.limits.iter().enumerate();
    limits.filter_map(move |(position, limit)| Some((indicator, position, limit.when.as_ref()?)))
}

fn county_units(schools: &Schools) -> Units {
    let count = schools.counties.len();
    let names = || schools.counties.iter().map(String::as_str);
    Units {
        county: (0..count as u32).collect(),
        code: std::iter::repeat_n("", count).collect(),
        name: names().collect(),
        stage: vec![None; count],
        pupils: vec![Amount::NOT_APPLICABLE; count],
        share: vec![Share::ALL; count],
        row: vec![u32::MAX; count],
    }
}

fn excluded(schools: &Schools, policy: &Policy) -> Vec<(u32, ExcludedSchool)> {
    let units = &schools.units;
    (0..units.len())
        .filter_map(|school| {
            let exclusion = &policy.exclusions[schools.exclusion[school]?];
            let excluded = ExcludedSchool {
                code: units.code.get(school).to_owned(),
                name: units.name.get(school).to_owned(),
                reason: exclusion.name.clone(),
            };
            Some((units.county[school], excluded))
        })
        .collect()
}
