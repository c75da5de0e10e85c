//! How a county stands, read off its findings: what all reports have in common.

use junheng_model::{
    CountyFindings, ExcludedSchool, Findings, IndicatorFinding, Stage, Variation, Verdict,
};
use junheng_rulebook::{Indicator, Policy, RuleKind};

use crate::{Lang, Names, figures};

mod missing_group;
mod names;
mod rules;
mod sentences;

pub use missing_group::MissingGroup;

/// One county's findings with the policy that they follow.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    pub findings: &'a Findings,
    pub policy: &'a Policy,
    pub county: &'a CountyFindings,
    pub names: Names<'a>,
}

/// How one indicator of one school stands, for shading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellState {
    Met,
    /// Missed, but not below the floor that the rule allows one indicator.
    AboveFloor,
    Missed,
    Undetermined,
    /// The policy asks nothing of this unit here.
    NotAsked,
}

/// What one school is short of for one indicator.
#[derive(Debug, Clone, Copy)]
pub struct Shortfall<'a> {
    pub unit: usize,
    pub indicator: &'a Indicator,
    pub state: CellState,
    pub value: Option<f64>,
    pub threshold: f64,
    pub actual: f64,
    /// What the threshold comes to in natural units.
    pub required: f64,
    pub gap: f64,
}

/// One unit's part in a variation.
#[derive(Debug, Clone, Copy)]
pub struct Spread {
    pub unit: usize,
    /// 0 to 1.
    pub share: f64,
    /// Whether the unit lies below the mean, so that mending it lowers the variation; a unit that
    /// lies above it cannot be mended.
    pub below: bool,
}

/// Units by verdict.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    pub met: usize,
    pub not_met: usize,
    pub undetermined: usize,
}

impl Tally {
    pub fn of(verdicts: impl Iterator<Item = Verdict>) -> Self {
        let mut tally = Self::default();
        for verdict in verdicts {
            match verdict {
                Verdict::Met => tally.met += 1,
                Verdict::NotMet => tally.not_met += 1,
                Verdict::Undetermined => tally.undetermined += 1,
            }
        }
        tally
    }

    pub fn all(self) -> usize {
        self.met + self.not_met + self.undetermined
    }
}

/// What all schools of a stage are short of for one indicator.
#[derive(Debug, Clone, Copy)]
pub struct GapTotal<'a> {
    pub indicator: &'a Indicator,
    pub stage: Option<Stage>,
    pub schools: usize,
    /// The sum of what each school has to get: whole teachers and rooms where only wholes exist.
    pub gap: f64,
}

impl<'a> Standing<'a> {
    /// One for each county.
    pub fn all(
        findings: &'a Findings,
        policy: &'a Policy,
        names: Names<'a>,
    ) -> impl Iterator<Item = Standing<'a>> {
        findings.counties.iter().map(move |county| Standing {
            findings,
            policy,
            county,
            names,
        })
    }

    /// The language in which it is told.
    pub fn lang(&self) -> Lang {
        self.names.lang
    }

    /// Whether the policy has a rule on each school. Without one, schools have figures and no verdict.
    pub fn judges_schools(&self) -> bool {
        let mut rules = self.policy.rules.iter();
        rules.any(|rule| matches!(rule.kind, RuleKind::EachSchool { .. }))
    }

    /// How the schools stand by the rule on each of them.
    pub fn tally(&self) -> Tally {
        let verdicts = &self.findings.schools.verdicts;
        Tally::of(self.county.units.clone().map(|unit| verdicts[unit]))
    }

    /// The units of one stage.
    pub fn units_of(&self, stage: Stage) -> impl Iterator<Item = usize> + '_ {
        let stages = &self.findings.schools.units.stage;
        self.county
            .units
            .clone()
            .filter(move |&unit| stages[unit] == Some(stage))
    }

    /// What the schools are short of in all, indicator by indicator and stage by stage.
    pub fn gap_totals(&self) -> Vec<GapTotal<'a>> {
        let mut totals: Vec<GapTotal<'a>> = Vec::new();
        let stages = &self.findings.schools.units.stage;
        for unit in self.county.units.clone() {
            for shortfall in self.shortfalls(unit) {
                let indicator = shortfall.indicator;
                let gap = figures::actionable_gap(indicator, shortfall.gap.abs());
                let same = |total: &&mut GapTotal<'_>| {
                    total.indicator.id == indicator.id && total.stage == stages[unit]
                };
                match totals.iter_mut().find(same) {
                    Some(total) => {
                        total.schools += 1;
                        total.gap += gap;
                    }
                    None => totals.push(GapTotal {
                        indicator,
                        stage: stages[unit],
                        schools: 1,
                        gap,
                    }),
                }
            }
        }
        let order = |id: &str| {
            self.findings
                .schools
                .indicators
                .iter()
                .position(|of| of == id)
        };
        totals.sort_by_key(|total| (order(&total.indicator.id), total.stage));
        totals
    }

    /// The units of the county with this verdict; those that meet least come first.
    pub fn units_with(&self, verdict: Verdict) -> Vec<usize> {
        let schools = &self.findings.schools;
        let mut units: Vec<usize> = self
            .county
            .units
            .clone()
            .filter(|&unit| schools.verdicts[unit] == verdict)
            .collect();
        units.sort_by_key(|&unit| (schools.met[unit], unit));
        units
    }

    /// The units that are short of anything, whatever the rule on schools says of them; those that meet least first.
    pub fn units_short(&self) -> Vec<usize> {
        let schools = &self.findings.schools;
        let mut units: Vec<usize> = self
            .county
            .units
            .clone()
            .filter(|&unit| !self.shortfalls(unit).is_empty())
            .collect();
        units.sort_by_key(|&unit| (schools.met[unit], unit));
        units
    }

    /// The indicators that judge a school, in the order of the figures.
    pub fn school_indicators(&self) -> Vec<Option<&'a Indicator>> {
        self.findings
            .schools
            .indicators
            .iter()
            .map(|id| self.policy.indicator(id))
            .collect()
    }

    /// The least part of a limit that the school rule allows to the indicators that are missed.
    fn floor(&self, indicator: &str) -> Option<f64> {
        self.policy.rules.iter().find_map(|rule| match &rule.kind {
            RuleKind::EachSchool { of, floor, .. } if of.iter().any(|id| id == indicator) => {
                floor.map(|floor| floor.to_f64())
            }
            _ => None,
        })
    }

    /// How the cell of a unit and the `index`th indicator stands.
    pub fn state(&self, unit: usize, index: usize) -> CellState {
        let schools = &self.findings.schools;
        let cell = schools.cell(unit, index);
        match cell.verdict {
            Verdict::Undetermined => CellState::Undetermined,
            Verdict::Met if schools.value(unit, index).is_none() => CellState::NotAsked,
            Verdict::Met => CellState::Met,
            Verdict::NotMet => {
                let reached = self
                    .floor(&schools.indicators[index])
                    .is_some_and(|floor| cell.reaches(floor, schools.per[index]));
                if reached {
                    CellState::AboveFloor
                } else {
                    CellState::Missed
                }
            }
        }
    }

    /// What a unit is short of, in the policy's order.
    pub fn shortfalls(&self, unit: usize) -> Vec<Shortfall<'a>> {
        let schools = &self.findings.schools;
        let indicators = self.school_indicators();
        (0..indicators.len())
            .filter(|&index| schools.cell(unit, index).verdict == Verdict::NotMet)
            .filter_map(|index| {
                let cell = schools.cell(unit, index);
                Some(Shortfall {
                    unit,
                    indicator: indicators[index]?,
                    state: self.state(unit, index),
                    value: schools.value(unit, index),
                    threshold: cell.threshold,
                    actual: cell.numerator,
                    required: cell.threshold * cell.denominator / schools.per[index],
                    gap: schools.gap(unit, index)?,
                })
            })
            .collect()
    }

    /// The indicators that have a variation, with it.
    pub fn variations(&self) -> Vec<(&'a IndicatorFinding, Variation)> {
        self.county
            .indicators
            .iter()
            .filter_map(|finding| Some((finding, finding.variation?)))
            .collect()
    }

    /// Each unit's part in the variation of an indicator, greatest first.
    pub fn spread(&self, finding: &IndicatorFinding, variation: &Variation) -> Vec<Spread> {
        let schools = &self.findings.schools;
        let index = schools.indicators.iter().position(|id| *id == finding.id);
        let (Some(index), Some(stage)) = (index, finding.stage) else {
            return Vec::new();
        };
        schools
            .variation_shares(self.county.units.clone(), stage, index)
            .into_iter()
            .map(|share| Spread {
                unit: share.unit,
                share: share.share,
                below: schools
                    .value(share.unit, index)
                    .is_some_and(|value| value < variation.mean),
            })
            .collect()
    }

    /// What is missing, column by column, in the order of the findings.
    pub fn missing_groups(&self) -> Vec<MissingGroup<'a>> {
        let mut groups: Vec<MissingGroup<'a>> = Vec::new();
        for figure in &self.county.missing {
            let known = groups.iter().position(|group| {
                group.register == figure.register
                    && group.column == figure.column
                    && group.is_of_unused_rows() == figure.indicator.is_empty()
            });
            let at = known.unwrap_or_else(|| {
                groups.push(MissingGroup {
                    register: &figure.register,
                    column: &figure.column,
                    indicators: Vec::new(),
                    schools: Vec::new(),
                    rows: 0,
                });
                groups.len() - 1
            });
            groups[at].add(figure);
        }
        groups
    }

    /// The findings of the county by their indicators' groups, in the policy's order.
    pub fn groups(&self) -> Vec<(&'a str, Vec<&'a IndicatorFinding>)> {
        let mut groups: Vec<(&str, Vec<&IndicatorFinding>)> = Vec::new();
        for finding in &self.county.indicators {
            let group = self
                .policy
                .indicator(&finding.id)
                .map_or("", |indicator| indicator.group.as_str());
            match groups.iter_mut().find(|(name, _)| *name == group) {
                Some((_, findings)) => findings.push(finding),
                None => groups.push((group, vec![finding])),
            }
        }
        groups
    }

    /// The indicators that some unit breaks and that are not judged school by school.
    pub fn broken(&self) -> Vec<&'a IndicatorFinding> {
        let by_school = &self.findings.schools.indicators;
        self.county
            .indicators
            .iter()
            .filter(|finding| !finding.breaking.is_empty() && !by_school.contains(&finding.id))
            .collect()
    }

    /// The indicators for which more than one standard applies.
    pub fn layered(&self) -> Vec<&'a IndicatorFinding> {
        self.county
            .indicators
            .iter()
            .filter(|finding| finding.standards_of_stage().nth(1).is_some())
            .collect()
    }

    /// The excluded schools by reason.
    pub fn excluded_groups(&self) -> Vec<(&'a str, Vec<&'a ExcludedSchool>)> {
        let mut groups: Vec<(&str, Vec<&ExcludedSchool>)> = Vec::new();
        for school in &self.county.excluded {
            match groups
                .iter_mut()
                .find(|(reason, _)| *reason == school.reason)
            {
                Some((_, schools)) => schools.push(school),
                None => groups.push((&school.reason, vec![school])),
            }
        }
        groups
    }
}
