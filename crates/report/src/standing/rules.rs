//! Why the verdict is what it is, rule by rule.

use junheng_model::{RuleFinding, Verdict};
use junheng_rulebook::{Bound, Rule, RuleKind};

use super::Standing;
use crate::{figures, words};

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
}
