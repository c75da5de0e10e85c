//! What is wrong with what a user gave us, and how to mend it.

use serde::Serialize;

use crate::Place;

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 提示: nothing is wrong, but the user should know.
    Notice,
    /// 警告: the value is used, but somebody should look.
    Warning,
    /// 错误: the row (or the file) is not used.
    Error,
}

impl Severity {
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Notice => "提示",
            Severity::Warning => "警告",
            Severity::Error => "错误",
        }
    }

    pub const fn english(self) -> &'static str {
        match self {
            Severity::Notice => "notice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A sentence for a reader, in both languages of the house.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Wording {
    pub zh: String,
    pub en: String,
}

impl Wording {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.zh.is_empty()
    }
}

/// One problem in a user's file: where it is, what was read, what was expected, how to mend it.
/// Diagnostics are expected and are collected; they are never a reason to stop at the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    pub severity: Severity,
    /// A stable name for this kind of problem, in ASCII with hyphens: `not-a-number`.
    pub code: &'static str,
    pub place: Place,
    /// What stood there, as the user typed it; empty when nothing did.
    pub read: String,
    /// What should have stood there.
    pub expected: Wording,
    /// How to mend it; empty when nothing needs mending.
    pub mend: Wording,
    /// The rule that asks: a check's name, or a column's.
    pub rule: String,
}

/// Diagnostics in the order in which they were found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    pub fn extend(&mut self, other: Diagnostics) {
        self.0.extend(other.0);
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn count(&self, severity: Severity) -> usize {
        self.0
            .iter()
            .filter(|found| found.severity == severity)
            .count()
    }

    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|found| found.severity == Severity::Error)
    }

    /// Sorts by file, sheet and cell, keeping the order of those at one place.
    pub fn sort_by_place(&mut self) {
        self.0.sort_by(|left, right| left.place.cmp(&right.place));
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(found: I) -> Self {
        Self(found.into_iter().collect())
    }
}
