//! The language of a report.

use junheng_model::{Stage, Verdict};
use junheng_rulebook::{Indicator, Layer, Policy, Rule};

/// The language that a report is written in. Names that users gave (schools, counties) stay as they are in both;
/// those that the rulebook gives are in [`Names`](crate::Names).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    #[default]
    Chinese,
    English,
}

impl Lang {
    /// The Chinese or the English of two texts; Chinese where nobody wrote the English.
    pub fn of<'a>(self, chinese: &'a str, english: &'a str) -> &'a str {
        match self {
            Lang::English if !english.is_empty() => english,
            _ => chinese,
        }
    }

    pub fn verdict(self, verdict: Verdict) -> &'static str {
        self.of(verdict.name(), verdict.english())
    }

    pub fn stage(self, stage: Option<Stage>) -> &'static str {
        stage.map_or("", |stage| self.of(stage.name(), stage.english()))
    }

    pub fn indicator(self, indicator: &Indicator) -> &str {
        self.of(&indicator.name, &indicator.en)
    }

    /// A group of a policy's indicators.
    pub fn group<'a>(self, policy: &'a Policy, name: &'a str) -> &'a str {
        self.of(name, policy.groups.get(name).map_or("", String::as_str))
    }

    pub fn rule(self, rule: &Rule) -> &str {
        self.of(&rule.name, &rule.en)
    }

    pub fn policy(self, policy: &Policy) -> &str {
        self.of(&policy.name, &policy.en)
    }

    /// `nation`, `province` or `county` as a reader says it.
    pub fn layer(self, id: &str) -> &str {
        [Layer::Nation, Layer::Province, Layer::County]
            .into_iter()
            .find(|layer| layer.id() == id)
            .map_or(id, |layer| self.of(layer.name(), layer.id()))
    }

    /// What stands between the items of a list.
    pub fn comma(self) -> &'static str {
        self.of("、", ", ")
    }

    /// What stands between clauses.
    pub fn semicolon(self) -> &'static str {
        self.of("；", "; ")
    }

    pub fn colon(self) -> &'static str {
        self.of("：", ": ")
    }

    pub fn full_stop(self) -> &'static str {
        self.of("。", ".")
    }

    /// A remark in brackets.
    pub fn bracketed(self, text: &str) -> String {
        match self {
            Lang::Chinese => format!("（{text}）"),
            Lang::English => format!(" ({text})"),
        }
    }
}
