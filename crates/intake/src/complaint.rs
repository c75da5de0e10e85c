//! A problem before it has a place.

use junheng_model::{Diagnostic, Place, Severity, Wording};

/// A problem before it has a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complaint {
    pub severity: Severity,
    /// See [`Diagnostic::code`].
    pub code: &'static str,
    pub read: String,
    pub expected: Wording,
    pub mend: Wording,
    /// The column or check that asks; empty when the file itself is meant.
    pub rule: String,
}

impl Complaint {
    pub fn at(self, place: Place) -> Diagnostic {
        Diagnostic {
            severity: self.severity,
            code: self.code,
            place,
            read: self.read,
            expected: self.expected,
            mend: self.mend,
            rule: self.rule,
        }
    }
}

/// Refuses with this complaint; boxed, since it is large and rare.
pub(crate) fn refuse<T>(complaint: Complaint) -> Result<T, Box<Complaint>> {
    Err(Box::new(complaint))
}
