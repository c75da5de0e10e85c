//! A rule of the policy, and what it came to.

use junheng_model::{RuleFinding, Stage};
use junheng_rulebook::RuleKind;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::List;
use crate::standing::Standing;

pub(super) struct Rule<'a> {
    pub(super) standing: &'a Standing<'a>,
    pub(super) of: &'a RuleFinding,
}

impl Serialize for Rule<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let of = self.of;
        let rules = &self.standing.policy.rules;
        let declared = rules.iter().find(|rule| rule.id == of.rule);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &of.rule)?;
        map.serialize_entry(
            "name",
            &declared.map(|rule| self.standing.lang().rule(rule)),
        )?;
        map.serialize_entry("kind", &declared.map(|rule| kind(&rule.kind)))?;
        map.serialize_entry("stage", &of.stage)?;
        map.serialize_entry("verdict", &of.verdict)?;
        map.serialize_entry("value", &of.value)?;
        map.serialize_entry("of", &of.of)?;
        map.serialize_entry("limit", &of.limit)?;
        map.serialize_entry("failing", &List(|| of.failing.iter().map(staged)))?;
        map.serialize_entry("undetermined", &List(|| of.undetermined.iter().map(staged)))?;
        map.end()
    }
}

/// The words of rulebook files.
fn kind(kind: &RuleKind) -> &'static str {
    match kind {
        RuleKind::EachSchool { .. } => "each_school",
        RuleKind::Variations { .. } => "variations",
        RuleKind::MeanVariation { .. } => "mean_variation",
        RuleKind::Indicators { .. } => "indicators",
        RuleKind::WorkScore { .. } => "work_score",
    }
}

#[derive(serde::Serialize)]
struct Staged<'a> {
    indicator: &'a str,
    stage: Option<Stage>,
}

fn staged((indicator, stage): &(String, Option<Stage>)) -> Staged<'_> {
    Staged {
        indicator,
        stage: *stage,
    }
}
