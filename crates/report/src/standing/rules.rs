//! Why the verdict is what it is, rule by rule.

use junheng_model::{RuleFinding, Verdict};
use junheng_rulebook::{Rule, RuleKind};

use super::Standing;
use crate::figures;
use crate::words::rules;

impl<'a> Standing<'a> {
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
        let lang = self.lang();
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
        let lang = self.lang();
        let value = finding.value?;
        let (plain, limit) = (figures::plain(value), finding.limit.map(figures::plain));
        let said = match (&self.rule(finding)?.kind, finding.of) {
            (RuleKind::EachSchool { .. }, Some(of)) => {
                rules::schools_met(lang, value, of, finding.limit.unwrap_or(of))
            }
            (RuleKind::Variations { .. } | RuleKind::Indicators { .. }, Some(of)) => {
                let by_stage = self.counts_stages(finding, of);
                rules::indicators_met(lang, value, of, by_stage, finding.verdict)
            }
            (RuleKind::MeanVariation { .. }, _) => {
                let mean = figures::coefficient(value, finding.limit);
                rules::mean(lang, &mean, limit.as_deref())
            }
            (RuleKind::WorkScore { .. }, of) => {
                let of = of.map(figures::plain);
                rules::points(lang, &plain, of.as_deref(), limit.as_deref())
            }
            (_, None) => plain,
        };
        Some(said)
    }

    /// Whether a rule counts an indicator once for each of its stages, so that it counts more than it names.
    fn counts_stages(&self, finding: &RuleFinding, counted: f64) -> bool {
        match self.rule(finding).map(|rule| &rule.kind) {
            Some(RuleKind::Indicators { of }) => of.len() as f64 != counted,
            _ => false,
        }
    }
}
