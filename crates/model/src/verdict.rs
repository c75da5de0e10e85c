//! Verdicts and their three-valued logic.

use serde::Serialize;

/// What a rule says of a thing. Missing data gives [`Verdict::Undetermined`], never a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 达标
    Met,
    /// 不达标
    NotMet,
    /// 无法判定
    Undetermined,
}

impl Verdict {
    /// `true` is met, `false` is not met, unknown is undetermined.
    pub fn from_known(known: Option<bool>) -> Self {
        match known {
            Some(true) => Verdict::Met,
            Some(false) => Verdict::NotMet,
            None => Verdict::Undetermined,
        }
    }

    /// Both must be met: one failure decides, whatever else is missing.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Verdict::NotMet, _) | (_, Verdict::NotMet) => Verdict::NotMet,
            (Verdict::Undetermined, _) | (_, Verdict::Undetermined) => Verdict::Undetermined,
            (Verdict::Met, Verdict::Met) => Verdict::Met,
        }
    }

    /// The word on Chinese pages.
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Met => "达标",
            Verdict::NotMet => "不达标",
            Verdict::Undetermined => "无法判定",
        }
    }

    /// The word on English pages.
    pub const fn english(self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::NotMet => "not met",
            Verdict::Undetermined => "undetermined",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict::{self, Met, NotMet, Undetermined};

    #[test]
    fn one_failure_decides_and_one_gap_leaves_open() {
        let table: [(Verdict, Verdict, Verdict); 6] = [
            (Met, Met, Met),
            (Met, NotMet, NotMet),
            (Met, Undetermined, Undetermined),
            (NotMet, NotMet, NotMet),
            (NotMet, Undetermined, NotMet),
            (Undetermined, Undetermined, Undetermined),
        ];
        for (left, right, both) in table {
            assert_eq!(left.and(right), both, "{left:?} and {right:?}");
            assert_eq!(right.and(left), both, "{right:?} and {left:?}");
        }
    }
}
