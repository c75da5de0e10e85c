//! The rules of the county's verdict.

use std::ops::Range;

use jiff::civil::Date;
use junheng_model::{IndicatorFinding, RuleFinding, SchoolFigures, Stage, Verdict};
use junheng_rulebook::{Bound, Case, Policy, Rule, RuleKind};

use super::limits::Limits;
use super::schools::SchoolRule;
use super::variation::settled;

/// What each rule says, in the policy's order; a rule that judges each stage apart gives one for each.
pub(crate) fn findings(context: &Judged<'_>, indicators: &[IndicatorFinding]) -> Vec<RuleFinding> {
    context
        .policy
        .rules
        .iter()
        .flat_map(|rule| finding(context, rule, indicators))
        .collect()
}

/// What the rules look at besides the indicators.
pub(crate) struct Judged<'a> {
    pub policy: &'a Policy,
    pub day: Date,
    pub schools: &'a SchoolFigures,
    /// The county's units in `schools`.
    pub units: Range<usize>,
}

fn finding(context: &Judged<'_>, rule: &Rule, indicators: &[IndicatorFinding]) -> Vec<RuleFinding> {
    match &rule.kind {
        RuleKind::EachSchool { share, .. } => vec![each_school(context, rule, share)],
        RuleKind::Variations { of } | RuleKind::Indicators { of } => {
            vec![each_indicator(rule, of, indicators)]
        }
        RuleKind::MeanVariation { of, at_most } => Stage::COMPULSORY
            .iter()
            .filter_map(|&stage| mean_variation(context, rule, of, at_most, stage, indicators))
            .collect(),
        RuleKind::WorkScore { of, at_least } => {
            vec![work_score(context, rule, of, at_least, indicators)]
        }
    }
}

fn blank(rule: &Rule) -> RuleFinding {
    RuleFinding {
        rule: rule.id.clone(),
        verdict: Verdict::Undetermined,
        stage: None,
        value: None,
        of: None,
        limit: None,
        failing: Vec::new(),
        undetermined: Vec::new(),
    }
}

/// How many schools meet the rule; an integrated school does when each of its stages does.
fn each_school(context: &Judged<'_>, rule: &Rule, share: &[Case]) -> RuleFinding {
    let schools = context.schools;
    let Some(school_rule) = SchoolRule::of(rule, &schools.indicators) else {
        return blank(rule);
    };
    // Where it is the only rule of schools, it was asked of each of them.
    let is_school_rule = |rule: &&Rule| matches!(rule.kind, RuleKind::EachSchool { .. });
    let is_only = context.policy.rules.iter().filter(is_school_rule).count() == 1;
    let mut verdicts: Vec<(&str, Verdict)> = Vec::with_capacity(context.units.len());
    for unit in context.units.clone() {
        let verdict = match is_only {
            true => schools.verdicts[unit],
            false => school_rule.verdict(schools, unit),
        };
        let code = schools.units.code.get(unit);
        match verdicts.last_mut() {
            Some((last, of_school)) if *last == code => *of_school = of_school.and(verdict),
            _ => verdicts.push((code, verdict)),
        }
    }
    let count = |wanted| {
        verdicts
            .iter()
            .filter(|(_, verdict)| *verdict == wanted)
            .count() as f64
    };
    let (met, open, all) = (
        count(Verdict::Met),
        count(Verdict::Undetermined),
        verdicts.len() as f64,
    );
    let share = Limits::of(share, Bound::AtLeast, context.day, None)
        .ordinary()
        .map_or(1.0, |share| share.to_f64());
    // A whole number of schools; a hair below it is binary rounding.
    let needed = (share * all - 1e-9).ceil();
    let verdict = match () {
        () if all == 0.0 => Verdict::Undetermined,
        () if met >= needed => Verdict::Met,
        () if met + open < needed => Verdict::NotMet,
        () => Verdict::Undetermined,
    };
    RuleFinding {
        verdict,
        value: Some(met),
        of: Some(all),
        limit: Some(needed),
        ..blank(rule)
    }
}

/// Each of these indicators, and each of their stages, is met.
fn each_indicator(rule: &Rule, of: &[String], indicators: &[IndicatorFinding]) -> RuleFinding {
    let asked: Vec<&IndicatorFinding> = indicators
        .iter()
        .filter(|finding| of.contains(&finding.id))
        .collect();
    let with = |wanted| -> Vec<(String, Option<Stage>)> {
        let found = asked.iter().filter(|finding| finding.verdict == wanted);
        found
            .map(|finding| (finding.id.clone(), finding.stage))
            .collect()
    };
    // The variation of each stage has a limit of its own; any other indicator is one, whatever its stages.
    let of_one = |id: &String| {
        let findings = asked.iter().filter(|finding| finding.id == *id);
        findings.map(|finding| finding.verdict).reduce(Verdict::and)
    };
    let counted: Vec<Verdict> = match rule.kind {
        RuleKind::Variations { .. } => asked.iter().map(|finding| finding.verdict).collect(),
        _ => of.iter().filter_map(of_one).collect(),
    };
    let met = counted.iter().filter(|verdict| **verdict == Verdict::Met);
    let verdict = counted.iter().copied().reduce(Verdict::and);
    RuleFinding {
        verdict: verdict.unwrap_or(Verdict::Undetermined),
        value: Some(met.count() as f64),
        of: Some(counted.len() as f64),
        limit: Some(counted.len() as f64),
        failing: with(Verdict::NotMet),
        undetermined: with(Verdict::Undetermined),
        ..blank(rule)
    }
}

/// The mean of the unrounded variations of one stage; `None` when the county has no such stage.
fn mean_variation(
    context: &Judged<'_>,
    rule: &Rule,
    of: &[String],
    at_most: &[Case],
    stage: Stage,
    indicators: &[IndicatorFinding],
) -> Option<RuleFinding> {
    let asked: Vec<&IndicatorFinding> = indicators
        .iter()
        .filter(|finding| of.contains(&finding.id) && finding.stage == Some(stage))
        .collect();
    if asked.is_empty() {
        return None;
    }
    let coefficients: Vec<f64> = asked
        .iter()
        .filter_map(|finding| Some(finding.variation?.coefficient))
        .collect();
    let complete = coefficients.len() == of.len();
    let mean =
        complete.then(|| settled(coefficients.iter().sum::<f64>() / coefficients.len() as f64));
    let limit = Limits::of(at_most, Bound::AtMost, context.day, Some(stage))
        .ordinary()
        .map(|limit| limit.to_f64());
    let unknown = asked.iter().filter(|finding| finding.variation.is_none());
    Some(RuleFinding {
        verdict: Verdict::from_known(mean.zip(limit).map(|(mean, limit)| mean <= limit)),
        stage: Some(stage),
        value: mean,
        limit,
        undetermined: unknown
            .map(|finding| (finding.id.clone(), finding.stage))
            .collect(),
        ..blank(rule)
    })
}

/// The sum of points; what is open counts for nothing, and against nothing.
fn work_score(
    context: &Judged<'_>,
    rule: &Rule,
    of: &[String],
    at_least: &[Case],
    indicators: &[IndicatorFinding],
) -> RuleFinding {
    let asked = indicators.iter().filter(|finding| of.contains(&finding.id));
    let (mut earned, mut open, mut possible) = (0.0, 0.0, 0.0);
    let mut found = blank(rule);
    for finding in asked {
        let Some(score) = finding.score else { continue };
        possible += score.possible;
        match score.earned {
            Some(points) => {
                earned += points;
                if points < score.possible {
                    found.failing.push((finding.id.clone(), finding.stage));
                }
            }
            None => {
                open += score.possible;
                found.undetermined.push((finding.id.clone(), finding.stage));
            }
        }
    }
    let limit = Limits::of(at_least, Bound::AtLeast, context.day, None)
        .ordinary()
        .map(|limit| limit.to_f64());
    found.verdict = match limit {
        Some(limit) if earned >= limit => Verdict::Met,
        Some(limit) if earned + open < limit => Verdict::NotMet,
        _ => Verdict::Undetermined,
    };
    RuleFinding {
        value: Some(earned),
        of: Some(possible),
        limit,
        ..found
    }
}
