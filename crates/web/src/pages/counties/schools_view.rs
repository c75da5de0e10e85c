//! The schools of a county, stage by stage.

use junheng_model::{Amount, Stage, Verdict};
use junheng_report::figures;
use junheng_report::standing::Standing;

use super::selection::CountyAddresses;
use crate::lang::NOTHING;

/// A school's part of one stage.
#[derive(Debug, Clone)]
pub struct UnitRow {
    pub name: String,
    pub href: String,
    pub stage: String,
    pub pupils: String,
    pub verdict: Verdict,
    /// `7 项达标 5 项`
    pub met_of: String,
    pub gaps: String,
}

/// Which units are wanted.
#[derive(Debug, Clone, Default)]
pub struct UnitFilter {
    pub stage: Option<Stage>,
    pub verdict: Option<Verdict>,
    /// Part of a name or of a code.
    pub search: String,
}

/// The units that a filter lets through; those that meet least come first.
pub fn units(standing: &Standing<'_>, filter: &UnitFilter) -> Vec<usize> {
    let schools = &standing.findings.schools;
    let wanted = |unit: &usize| {
        let (name, code) = (schools.units.name.get(*unit), schools.units.code.get(*unit));
        filter
            .stage
            .is_none_or(|stage| schools.units.stage[*unit] == Some(stage))
            && filter
                .verdict
                .is_none_or(|verdict| schools.verdicts[*unit] == verdict)
            && (name.contains(&filter.search) || code.contains(&filter.search))
    };
    let mut units: Vec<usize> = standing.county.units.clone().filter(wanted).collect();
    units.sort_by_key(|&unit| (schools.met[unit], unit));
    units
}

pub fn row(standing: &Standing<'_>, unit: usize, addresses: &CountyAddresses<'_>) -> UnitRow {
    let schools = &standing.findings.schools;
    let code = schools.units.code.get(unit);
    UnitRow {
        name: schools.units.name.get(unit).to_owned(),
        href: addresses.school(code),
        stage: standing.lang().stage(schools.units.stage[unit]).to_owned(),
        pupils: pupils(schools.units.pupils[unit]),
        verdict: schools.verdicts[unit],
        met_of: standing.met_of(unit),
        gaps: standing.shortfalls_text(unit),
    }
}

fn pupils(amount: Amount) -> String {
    amount.quantity().map_or_else(
        || NOTHING.to_owned(),
        |pupils| figures::plain(pupils.to_f64()),
    )
}
