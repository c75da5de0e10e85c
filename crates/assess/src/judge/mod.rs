//! Judging: from measures to findings, without touching the data again.

pub(crate) mod exact;
pub(crate) mod indicator;
pub(crate) mod limits;
pub(crate) mod rules;
pub(crate) mod schools;
mod score;
mod tally;
pub(crate) mod variation;

use std::ops::Range;

use jiff::civil::Date;
use junheng_model::{
    CountyFindings, Findings, Grain, SchoolFigures, Stage, UnitMeasures, Units, Verdict,
};
use junheng_rulebook::{Policy, RuleKind};

use crate::{Measured, parallel};
use limits::IndicatorLimits;

/// Judges measures by a policy as of a day. The same measures, policy and day give the same findings.
pub fn judge(measured: &Measured, policy: &Policy, day: Date) -> Findings {
    let measures = &measured.measures;
    let limits = IndicatorLimits::all(policy, day);
    let schools = schools::figures(measures, policy, &limits);
    let count = measures.counties.len();
    let ranges = county_ranges(&schools.units, count);
    let judged = parallel::ranges(count, schools.units.len(), |counties| {
        let judge_county = |county: usize| {
            county_findings(&County {
                policy,
                day,
                limits: &limits,
                measured,
                schools: &schools,
                county,
                units: ranges[county].clone(),
                of_stages: Stage::COMPULSORY
                    .map(|stage| of_stage(&schools.units, ranges[county].clone(), stage).collect()),
            })
        };
        counties.map(judge_county).collect::<Vec<_>>()
    });
    let counties = judged.into_iter().flatten().collect();
    Findings {
        policy: policy.id.clone(),
        as_of: day,
        schools,
        counties,
    }
}

/// Judges one county.
fn county_findings(context: &County<'_>) -> CountyFindings {
    let indicators = indicator::findings(context);
    let judged = rules::Judged {
        policy: context.policy,
        day: context.day,
        schools: context.schools,
        units: context.units.clone(),
    };
    let rules = rules::findings(&judged, &indicators);
    CountyFindings {
        county: context.measured.measures.counties[context.county].clone(),
        verdict: rules
            .iter()
            .fold(Verdict::Met, |verdict, rule| verdict.and(rule.verdict)),
        rules,
        indicators,
        units: context.units.clone(),
        excluded: of_county(&context.measured.excluded, context.county),
        missing: of_county(&context.measured.missing, context.county),
    }
}

/// What judging one county looks at.
pub(crate) struct County<'a> {
    pub policy: &'a Policy,
    pub day: Date,
    /// The limits of the policy's indicators, in its order.
    pub limits: &'a [IndicatorLimits<'a>],
    pub measured: &'a Measured,
    pub schools: &'a SchoolFigures,
    /// Index into the counties of the measures.
    pub county: usize,
    /// The county's units in `schools`.
    pub units: Range<usize>,
    /// Those of each compulsory stage.
    pub of_stages: [Vec<usize>; Stage::COMPULSORY.len()],
}

impl<'a> County<'a> {
    /// The table of a grain, and the county's range of units in it.
    pub fn table(&self, grain: &Grain) -> Option<(&'a UnitMeasures, Range<usize>)> {
        let table = self.measured.measures.table(grain)?;
        let county = self.county as u32;
        let start = table.units.county.partition_point(|&of| of < county);
        let end = table.units.county.partition_point(|&of| of <= county);
        Some((table, start..end))
    }

    /// The position of an indicator among those that judge each school.
    pub fn school_indicator(&self, id: &str) -> Option<usize> {
        self.schools
            .indicators
            .iter()
            .position(|indicator| indicator == id)
    }
}

/// The indicators that judge each school or vary between schools.
pub(crate) fn school_indicators(policy: &Policy) -> Vec<&String> {
    let mut named: Vec<&String> = Vec::new();
    for rule in &policy.rules {
        match &rule.kind {
            RuleKind::EachSchool { of, .. }
            | RuleKind::Variations { of }
            | RuleKind::MeanVariation { of, .. } => {
                named.extend(of);
            }
            RuleKind::Indicators { .. } | RuleKind::WorkScore { .. } => {}
        }
    }
    named
}

/// The units of a range that are of a stage.
pub(crate) fn of_stage(
    units: &Units,
    range: Range<usize>,
    stage: Stage,
) -> impl Iterator<Item = usize> {
    range.filter(move |&unit| units.stage[unit] == Some(stage))
}

/// The range of units of each county; units of a county stand together.
pub(crate) fn county_ranges(units: &Units, counties: usize) -> Vec<Range<usize>> {
    let mut start = 0;
    (0..counties as u32)
        .map(|county| {
            let end = start
                + units.county[start..]
                    .iter()
                    .take_while(|&&of| of == county)
                    .count();
            std::mem::replace(&mut start, end)..end
        })
        .collect()
}

/// What was found of one county; items of a county stand together, in the order of counties.
fn of_county<T: Clone>(items: &[(u32, T)], county: usize) -> Vec<T> {
    let county = county as u32;
    let start = items.partition_point(|(of, _)| *of < county);
    let own = items[start..].iter().take_while(|(of, _)| *of == county);
    own.map(|(_, item)| item.clone()).collect()
}
