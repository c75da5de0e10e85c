//! Which submissions are wanted, as conditions of a statement.

use jiff::civil::Date;

use crate::organisations::NAME_OR_CODE;
use crate::statement::Conditions;
use crate::transaction::VALUES_AT_ONCE;

/// Which submissions are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubmissionFilter {
    /// Of organisations in the subtree of this path.
    pub path: Option<String>,
    /// Of organisations in the subtree of any of these paths.
    pub paths: Option<Vec<String>>,
    pub period_id: Option<i64>,
    /// Of any of these periods.
    pub period_ids: Option<Vec<i64>>,
    pub registers: Option<Vec<String>>,
    pub states: Option<Vec<String>>,
    /// Only these.
    pub ids: Option<Vec<i64>>,
    /// Of these organisations themselves, and not of those below them.
    pub organisations: Option<Vec<i64>>,
    /// Due before this day.
    pub due_before: Option<Date>,
    pub never_seen_only: bool,
    /// Opened by somebody of the organisation at least once.
    pub seen_only: bool,
    /// A part of the organisation's name or the beginning of its code.
    pub search: Option<String>,
}

impl SubmissionFilter {
    /// Those of a period in the subtree of a path.
    pub fn of_period(path: &str, period_id: i64) -> Self {
        Self {
            path: Some(path.to_owned()),
            period_id: Some(period_id),
            ..Self::default()
        }
    }

    /// The same wish in parts, each with no more ids than a statement takes; an id stands in one of them.
    pub(crate) fn parts(&self) -> Vec<Self> {
        let Some(ids) = &self.ids else {
            return vec![self.clone()];
        };
        let mut ids = ids.clone();
        ids.sort_unstable();
        ids.dedup();
        let some = ids.chunks(VALUES_AT_ONCE);
        some.map(|some| Self {
            ids: Some(some.to_vec()),
            ..self.clone()
        })
        .collect()
    }

    pub(crate) fn conditions(&self) -> Conditions {
        let mut conditions = Conditions::default()
            .and_within("o.path", self.path.as_deref())
            .and_within_any("o.path", self.paths.as_deref())
            .and_some("s.period_id = ?", self.period_id)
            .and_any_of("s.period_id", self.period_ids.as_deref())
            .and_any_of("s.register", self.registers.as_deref())
            .and_any_of("m.state", self.states.as_deref())
            .and_any_of("s.matter_id", self.ids.as_deref())
            .and_any_of("s.organisation_id", self.organisations.as_deref())
            .and_some("m.due_on < ?", self.due_before)
            .and_found(&NAME_OR_CODE, self.search.as_deref());
        if self.never_seen_only {
            conditions = conditions.and("m.first_seen_at IS NULL", Vec::new());
        }
        if self.seen_only {
            conditions = conditions.and("m.first_seen_at IS NOT NULL", Vec::new());
        }
        conditions
    }
}
