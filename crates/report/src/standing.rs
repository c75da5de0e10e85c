//! How a county stands, read off its findings: what all reports have in common.

use junheng_model::{
    CountyFindings, ExcludedSchool, Findings, IndicatorFinding, RuleFinding, Stage, Variation,
    Verdict,
};
use junheng_rulebook::{Bound, Indicator, Policy, Rule, RuleKind};

use crate::{Lang, figures, words};

mod missing_group;
mod sentences;

pub use missing_group::MissingGroup;

/// One county's findings with the policy that they follow.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    pub findings: &'a Findings,
    pub policy: &'a Policy,
    pub county: &'a CountyFindings,
    pub lang: Lang,
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
        lang: Lang,
    ) -> impl Iterator<Item = Standing<'a>> {
        findings.counties.iter().map(move |county| Standing {
            findings,
            policy,
            county,
            lang,
        })
    }

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

    /// Why the county's verdict is what it is: a sentence for each rule that is not met or is open;
    /// for a county that passes, a sentence for each rule.
    pub fn reasons(&self) -> Vec<String> {
        let all_met = self.county.verdict == Verdict::Met;
        self.county
            .rules
            .iter()
            .filter(|rule| all_met || rule.verdict != Verdict::Met)
            .map(|rule| self.rule_sentence(rule))
            .collect()
    }

    /// What one rule says, in a sentence.
    pub fn rule_sentence(&self, finding: &RuleFinding) -> String {
        let lang = self.lang;
        let rule = self.rule(finding);
        let mut title = rule
            .map_or(finding.rule.as_str(), |rule| lang.rule(rule))
            .to_owned();
        if let Some(stage) = finding.stage {
            title.push_str(&lang.bracketed(lang.stage(Some(stage))));
        }
        let mut clauses = Vec::new();
        clauses.extend(self.rule_figures(finding));
        clauses.extend(Some(self.against(finding)).filter(|said| !said.is_empty()));
        let verdict = lang.verdict(finding.verdict);
        let said = clauses.join(lang.semicolon());
        if said.is_empty() {
            format!("{title}{}{verdict}", lang.colon())
        } else {
            format!("{title}{}{verdict}{}{said}", lang.colon(), lang.semicolon())
        }
    }

    /// The declared rule of a finding.
    pub fn rule(&self, finding: &RuleFinding) -> Option<&'a Rule> {
        self.policy
            .rules
            .iter()
            .find(|rule| rule.id == finding.rule)
    }

    /// What the rule counted or averaged, against what it had to be.
    pub fn rule_figures(&self, finding: &RuleFinding) -> Option<String> {
        let kind = self.rule(finding).map(|rule| &rule.kind);
        let sign = match kind {
            Some(RuleKind::MeanVariation { .. }) => Bound::AtMost.sign(),
            _ => Bound::AtLeast.sign(),
        };
        let value = match kind {
            Some(RuleKind::MeanVariation { .. }) => {
                figures::coefficient(finding.value?, finding.limit)
            }
            _ => figures::plain(finding.value?),
        };
        let of = finding.of.map(figures::plain);
        let limit = finding
            .limit
            .map(|limit| format!("{sign} {}", figures::plain(limit)));
        Some(words::reached(
            self.lang,
            &value,
            of.as_deref(),
            limit.as_deref(),
        ))
    }

    /// `R4小学、G5`
    pub fn indicator_list(&self, indicators: &[(String, Option<Stage>)]) -> String {
        let names: Vec<String> = indicators
            .iter()
            .map(|(id, stage)| self.labelled(id, *stage))
            .collect();
        names.join(self.lang.comma())
    }

    /// `R4 生均教学及辅助用房面积（小学）`, by the short name.
    pub fn labelled(&self, id: &str, stage: Option<Stage>) -> String {
        let name = self
            .policy
            .indicator(id)
            .map_or("", |indicator| self.short(indicator));
        let stage = stage.map_or(String::new(), |stage| {
            self.lang.bracketed(self.lang.stage(Some(stage)))
        });
        format!("{id} {name}{stage}")
    }

    /// An indicator's name where there is little room.
    pub fn short<'b>(&self, indicator: &'b Indicator) -> &'b str {
        match self.lang {
            Lang::Chinese if !indicator.short.is_empty() => &indicator.short,
            _ => self.lang.indicator(indicator),
        }
    }

    /// `第一小学（小学）`: the school, and the stage where it may have several.
    pub fn unit_name(&self, unit: usize) -> String {
        let units = &self.findings.schools.units;
        format!(
            "{}{}",
            units.name.get(unit),
            self.lang.bracketed(self.lang.stage(units.stage[unit]))
        )
    }

    /// `体艺教师缺 3 人`
    pub fn shortfall_text(&self, shortfall: &Shortfall<'_>) -> String {
        let indicator = shortfall.indicator;
        words::short_of(
            self.lang,
            self.short(indicator),
            &figures::gap(indicator, shortfall.gap.abs()),
            indicator.bound.larger_is_stricter(),
        )
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
