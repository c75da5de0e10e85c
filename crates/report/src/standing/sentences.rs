//! How the parts of a county's standing are said in words.

use junheng_model::{
    Alternative, BreakingUnit, IndicatorFinding, RuleFinding, Stage, Variation, Verdict,
};

use junheng_rulebook::{Figure, Indicator, JudgedBy, RuleKind};

use crate::Lang;
use crate::figures;
use crate::standing::{GapTotal, Spread, Standing};
use crate::words;

/// How many of the greatest shares in a variation are named.
const GREATEST_SHARES: usize = 3;
/// A school with a smaller share is not worth naming as one to mend first.
const LEAST_SHARE: f64 = 0.005;
/// How many schools to mend first are named.
const MEND_FIRST: usize = 5;

impl Standing<'_> {
    /// Whether the variation between schools judges the indicator, and not a value of the county's.
    pub fn is_varied(&self, finding: &IndicatorFinding) -> bool {
        let is_ruled = self.policy.rules.iter().any(|rule| match &rule.kind {
            RuleKind::Variations { of } | RuleKind::MeanVariation { of, .. } => {
                of.contains(&finding.id)
            }
            _ => false,
        });
        is_ruled || finding.variation.is_some() || self.has_variation_limit(finding)
    }

    /// Whether the variation has a limit of its own.
    pub fn has_variation_limit(&self, finding: &IndicatorFinding) -> bool {
        let declared = self.policy.indicator(&finding.id);
        declared.is_some_and(|declared| !declared.variation_limits.is_empty())
    }

    /// What a school, or the county, has to reach; never the limit of a variation.
    pub fn threshold(&self, finding: &IndicatorFinding) -> Option<f64> {
        if !self.is_varied(finding) {
            return finding.limit;
        }
        let judging = finding.standards.iter().find(|standard| {
            standard.judges && (standard.stage.is_none() || standard.stage == finding.stage)
        });
        judging.map(|standard| standard.value).or_else(|| {
            let declared = self.policy.indicator(&finding.id)?;
            let day = self.findings.as_of;
            let ordinary = declared
                .limits
                .iter()
                .find(|case| case.when.is_none() && case.applies(day, finding.stage))?;
            Some(ordinary.value.to_f64())
        })
    }

    /// What an indicator asks of the county or of each school: `≥ 4.5 m²/生`.
    pub fn asked(&self, finding: &IndicatorFinding) -> String {
        let Some(declared) = self.policy.indicator(&finding.id) else {
            return String::new();
        };
        self.threshold(finding).map_or(String::new(), |limit| {
            let limit = self.names.amount(&figures::plain(limit), &declared.unit);
            format!("{} {limit}", declared.bound.sign())
        })
    }

    /// How many of the units that were judged meet an indicator, `29/42`; nothing where none is asked for.
    pub fn units_met(&self, finding: &IndicatorFinding) -> String {
        let is_asked = !self.is_varied(finding) || self.threshold(finding).is_some();
        match finding.units {
            units if units > 0 && is_asked => format!("{}/{units}", finding.units_met),
            _ => String::new(),
        }
    }

    /// What an indicator asks of each school of a stage, in little room: `≥ 4.5`.
    pub fn asked_of_schools(&self, id: &str, stage: Stage) -> String {
        let mut findings = self.county.indicators.iter();
        let finding = findings.find(|finding| finding.id == id && finding.stage == Some(stage));
        let limit = finding.and_then(|finding| self.threshold(finding));
        match (self.policy.indicator(id), limit) {
            (Some(declared), Some(limit)) => {
                format!("{} {}", declared.bound.sign(), figures::plain(limit))
            }
            _ => String::new(),
        }
    }

    /// The county's value; for an indicator that every unit must meet, the worst unit's.
    pub fn value_text(&self, finding: &IndicatorFinding) -> String {
        let Some(declared) = self.policy.indicator(&finding.id) else {
            return figures::NO_FIGURE.to_owned();
        };
        if self.is_conclusion(finding) {
            return figures::NO_FIGURE.to_owned();
        }
        let value = figures::value(declared, finding.value, self.threshold(finding));
        if finding.value.is_some() && self.is_of_each_unit(finding) {
            words::worst(self.lang(), &value, declared.bound.larger_is_stricter())
        } else {
            value
        }
    }

    /// As [`Standing::value_text`], with what stands in for a figure where there is none: how many parts are met, or
    /// that it is a conclusion.
    pub fn value_in_table(&self, finding: &IndicatorFinding) -> String {
        if self.is_made_of_parts(finding) {
            return words::parts_met(self.lang(), finding.units_met, finding.units);
        }
        match finding.verdict {
            Verdict::Undetermined => self.value_text(finding),
            _ if self.is_conclusion(finding) => words::CONCLUDED.say(self.lang()).to_owned(),
            _ => self.value_text(finding),
        }
    }

    /// A finding's value in its unit: `99.52%`.
    pub(crate) fn stated_value(&self, declared: &Indicator, finding: &IndicatorFinding) -> String {
        let value = figures::value(declared, finding.value, self.threshold(finding));
        self.names.amount(&value, &declared.unit)
    }

    /// Whether an inspector concludes it, so that there is no figure.
    pub fn is_conclusion(&self, finding: &IndicatorFinding) -> bool {
        let declared = self.policy.indicator(&finding.id);
        let is_score = declared.is_some_and(|of| matches!(of.figure, Figure::Score(_)));
        is_score && finding.limit.is_none()
    }

    /// Whether it is met when all of its parts are.
    pub fn is_made_of_parts(&self, finding: &IndicatorFinding) -> bool {
        let declared = self.policy.indicator(&finding.id);
        declared.is_some_and(|of| matches!(of.figure, Figure::All { .. }))
    }

    /// Whether it is a part of another indicator.
    pub fn is_part(&self, finding: &IndicatorFinding) -> bool {
        let declared = self.policy.indicator(&finding.id);
        declared.is_some_and(|of| of.part_of.is_some())
    }

    /// Whether a variation is within its limit, where it has one.
    pub fn variation_verdict(&self, variation: &Variation) -> Option<Verdict> {
        let limit = variation.limit?;
        Some(Verdict::from_known(Some(variation.coefficient <= limit)))
    }

    /// What the other formulas would have said, where that turns the verdict.
    pub fn flips(&self, variation: &Variation) -> Vec<String> {
        let Some(verdict) = self.variation_verdict(variation) else {
            return Vec::new();
        };
        let turned = match verdict {
            Verdict::Met => Verdict::NotMet,
            _ => Verdict::Met,
        };
        let turned = self.lang().verdict(turned);
        self.turning_formulas(variation)
            .iter()
            .map(|formula| words::flip(self.lang(), formula, turned))
            .collect()
    }

    /// The formulas by which the verdict would be another, each with what it gives: `不加权公式得 0.5153`.
    pub fn turning_formulas(&self, variation: &Variation) -> Vec<String> {
        let (unweighted, sample) = variation.flips();
        let say = |formula, coefficient: f64| {
            let coefficient = figures::coefficient(coefficient, variation.limit);
            words::formula_gives(self.lang(), formula, &coefficient)
        };
        let unweighted = unweighted.then(|| say(words::Formula::Unweighted, variation.unweighted));
        let sample = variation.sample.filter(|_| sample);
        let sample = sample.map(|coefficient| say(words::Formula::Sample, coefficient));
        unweighted.into_iter().chain(sample).collect()
    }

    /// Whether the value of a finding is the worst unit's and not the county's.
    pub fn is_of_each_unit(&self, finding: &IndicatorFinding) -> bool {
        let declared = self.policy.indicator(&finding.id);
        !self.is_varied(finding) && declared.is_some_and(is_of_each_unit)
    }

    /// What the other formulas give: `不加权 0.4891；样本 0.5460（会判为不达标）`.
    pub fn other_formulas(&self, variation: &Variation) -> String {
        let lang = self.lang();
        let (unweighted_flips, sample_flips) = variation.flips();
        let remark = |flips: bool| match flips {
            true => lang.bracketed(words::WOULD_FLIP.say(lang)),
            false => String::new(),
        };
        let say = |word: words::Word, coefficient: f64, flips: bool| {
            let coefficient = figures::coefficient(coefficient, variation.limit);
            format!("{} {coefficient}{}", word.say(lang), remark(flips))
        };
        let mut said = vec![say(
            words::UNWEIGHTED,
            variation.unweighted,
            unweighted_flips,
        )];
        said.extend(
            variation
                .sample
                .map(|of| say(words::SAMPLE, of, sample_flips)),
        );
        said.join(lang.semicolon())
    }

    /// What stands against a rule and what leaves it open.
    pub fn against(&self, finding: &RuleFinding) -> String {
        let lang = self.lang();
        let mut said = Vec::new();
        if !finding.failing.is_empty() {
            said.push(words::against_rule(
                lang,
                &self.indicator_list(&finding.failing),
            ));
        }
        if !finding.undetermined.is_empty() {
            let open = self.indicator_list(&finding.undetermined);
            said.push(words::open_in_rule(lang, &open));
        }
        said.join(lang.semicolon())
    }

    /// Where a variation comes from and whom to mend first:
    /// `差异主要来自：城南中学 89.4%（高于均值）、…；先补：第二中学 6.4%、…`.
    pub fn spread_text(&self, finding: &IndicatorFinding, variation: &Variation) -> String {
        let lang = self.lang();
        let spread = self.spread(finding, variation);
        let greatest = self.named_shares(spread.iter().take(GREATEST_SHARES), true);
        let below = spread
            .iter()
            .filter(|unit| unit.below && unit.share >= LEAST_SHARE);
        let first = self.named_shares(below.take(MEND_FIRST), false);
        let mut text = format!("{}{}{greatest}", words::SPREAD_FROM.say(lang), lang.colon());
        if !first.is_empty() {
            text.push_str(lang.semicolon());
            text.push_str(&format!(
                "{}{}{first}",
                words::MEND_FIRST.say(lang),
                lang.colon()
            ));
        }
        text
    }

    fn named_shares<'b>(&self, of: impl Iterator<Item = &'b Spread>, side: bool) -> String {
        let units = &self.findings.schools.units;
        let named: Vec<String> = of
            .map(|unit| {
                let share = figures::percent(unit.share);
                let side = match (side, unit.below) {
                    (true, false) => self.lang().bracketed(words::ABOVE_MEAN.say(self.lang())),
                    _ => String::new(),
                };
                format!("{} {share}{side}", units.name.get(unit.unit))
            })
            .collect();
        named.join(self.lang().comma())
    }

    /// All that a unit is short of, in one sentence.
    pub fn shortfalls_text(&self, unit: usize) -> String {
        let texts: Vec<String> = self
            .shortfalls(unit)
            .iter()
            .map(|shortfall| self.shortfall_text(shortfall))
            .collect();
        texts.join(self.lang().semicolon())
    }

    /// `体育艺术教师缺 7 人（小学）`
    pub fn gap_total_text(&self, total: &GapTotal<'_>) -> String {
        let lang = self.lang();
        let (stage, name) = (lang.stage(total.stage), self.short(total.indicator));
        let what = match lang {
            Lang::Chinese => format!("{stage}{name}"),
            Lang::English => format!("{name}, {stage}"),
        };
        words::short_of(
            lang,
            &what,
            &figures::gap(total.indicator, total.gap, self.names),
            total.indicator.bound.larger_is_stricter(),
        )
    }

    /// The name of a rule, with the stage where it judges each apart.
    pub fn rule_name(&self, finding: &RuleFinding) -> String {
        let name = self
            .rule(finding)
            .map_or(finding.rule.as_str(), |rule| self.lang().rule(rule));
        finding.stage.map_or(name.to_owned(), |stage| {
            format!(
                "{name}{}",
                self.lang().bracketed(self.lang().stage(Some(stage)))
            )
        })
    }

    /// The short name of a finding's indicator.
    pub fn short_name(&self, finding: &IndicatorFinding) -> &str {
        self.policy
            .indicator(&finding.id)
            .map_or("", |indicator| self.short(indicator))
    }

    /// `7 项达标 5 项`
    pub fn met_of(&self, unit: usize) -> String {
        let schools = &self.findings.schools;
        let all = schools.indicators.len();
        let open = (0..all)
            .filter(|&index| schools.cell(unit, index).verdict == Verdict::Undetermined)
            .count();
        words::met_of(self.lang(), usize::from(schools.met[unit]), all, open)
    }

    /// `第二小学 三(2)班：56 人（≤ 45），超 11 人`
    pub fn breaking_text(&self, finding: &IndicatorFinding, unit: &BreakingUnit<'_>) -> String {
        let lang = self.lang();
        let name = format!("{}{}", unit.name, self.stage_of(unit));
        let Some(declared) = self.policy.indicator(&finding.id) else {
            return name;
        };
        let value = figures::against(unit.value, Some(unit.limit), declared.decimals);
        let limit = format!("{} {}", declared.bound.sign(), figures::plain(unit.limit));
        let amount = figures::gap(declared, unit.gap.abs(), self.names);
        let gap = words::short_of(lang, "", &amount, declared.bound.larger_is_stricter());
        let place = unit
            .place
            .map_or(String::new(), |place| format!(" [{place}]"));
        format!(
            "{name}{}{value}{}{}{}{place}",
            lang.colon(),
            lang.bracketed(&limit),
            lang.semicolon(),
            gap,
        )
    }

    fn stage_of(&self, unit: &BreakingUnit<'_>) -> String {
        unit.stage.map_or(String::new(), |stage| {
            self.lang().bracketed(self.lang().stage(Some(stage)))
        })
    }

    /// What another declared formula of an indicator gives.
    pub fn alternative_text(&self, finding: &IndicatorFinding, other: &Alternative) -> String {
        let lang = self.lang();
        let label = self.labelled(&finding.id, finding.stage);
        let value = self.policy.indicator(&finding.id).map_or_else(
            || figures::NO_FIGURE.to_owned(),
            |declared| figures::value(declared, other.value, finding.limit),
        );
        format!(
            "{label} · {}{}{value}{}{}",
            other.formula,
            lang.colon(),
            lang.semicolon(),
            lang.verdict(other.verdict),
        )
    }
}

/// Whether every unit must meet the indicator, so that its value is the worst unit's.
fn is_of_each_unit(declared: &Indicator) -> bool {
    match &declared.figure {
        Figure::Every(_) => true,
        Figure::Ratio { by, .. } => *by != JudgedBy::County,
        Figure::Share(_)
        | Figure::Total { .. }
        | Figure::Score(_)
        | Figure::Survey(_)
        | Figure::All { .. } => false,
    }
}
