//! Exemptions: a failed check that is let pass on request, with a reason, for a time.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::statement::{Columns as _, Conditions, Listed, Page, stored, values};
use crate::{Reading, StoreError, Writing};

/// An exemption, asked for and perhaps decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemption {
    pub id: i64,
    pub submission_id: i64,
    pub check_id: String,
    /// The declared key of the row that fails the check, in the caller's writing.
    pub row_key: String,
    pub reason: String,
    pub evidence_id: Option<i64>,
    pub requested_by: Option<i64>,
    pub requested_at: Timestamp,
    pub decided_by: Option<i64>,
    pub decided_at: Option<Timestamp>,
    /// `granted` or `refused`, in the caller's words; `None` while it is open.
    pub decision: Option<String>,
    /// The last day on which it holds.
    pub expires_on: Option<Date>,
}

stored!(Exemption {
    id,
    submission_id,
    check_id,
    row_key,
    reason,
    evidence_id,
    requested_by,
    requested_at,
    decided_by,
    decided_at,
    decision,
    expires_on,
});

/// An exemption to be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewExemption {
    pub submission_id: i64,
    pub check_id: String,
    pub row_key: String,
    pub reason: String,
    pub evidence_id: Option<i64>,
    pub expires_on: Option<Date>,
}

/// Which exemptions are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExemptionFilter {
    /// Of organisations in the subtree of this path.
    pub path: Option<String>,
    pub submission_id: Option<i64>,
    pub period_id: Option<i64>,
    pub undecided_only: bool,
}

impl Reading {
    /// Exemptions, the latest asked for first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn exemptions(
        &mut self,
        filter: &ExemptionFilter,
        page: Page,
    ) -> Result<Listed<Exemption>, StoreError> {
        let mut conditions = Conditions::default()
            .and_within("o.path", filter.path.as_deref())
            .and_some("e.submission_id = ?", filter.submission_id)
            .and_some("s.period_id = ?", filter.period_id);
        if filter.undecided_only {
            conditions = conditions.and("e.decision IS NULL", Vec::new());
        }
        let from = "exemption e JOIN submission s ON s.matter_id = e.submission_id \
             JOIN organisation o ON o.id = s.organisation_id";
        self.listed(&Exemption::of("e"), from, conditions, "e.id DESC", page)
            .await
    }

    /// # Errors
    /// When the database fails.
    pub async fn exemption(&mut self, id: i64) -> Result<Option<Exemption>, StoreError> {
        let by_id = Conditions::default().and("t.id = ?", values![id]);
        let found = self.of_table("exemption", by_id, "t.id").await?;
        Ok(found.into_iter().next())
    }
}

impl Writing {
    /// Asks for an exemption.
    ///
    /// # Errors
    /// When the submission or the evidence is not known, or the database fails.
    pub async fn add_exemption(&mut self, new: &NewExemption) -> Result<i64, StoreError> {
        let id = self.id();
        let clerk = self.clerk();
        let row = vec![
            ("id", id.into()),
            ("submission_id", new.submission_id.into()),
            ("check_id", (&new.check_id).into()),
            ("row_key", (&new.row_key).into()),
            ("reason", (&new.reason).into()),
            ("evidence_id", new.evidence_id.into()),
            ("requested_by", clerk.person.into()),
            ("requested_at", clerk.at.into()),
            ("expires_on", new.expires_on.into()),
        ];
        self.insert("exemption", row).await?;
        Ok(id)
    }

    /// Decides on an exemption, once.
    ///
    /// # Errors
    /// When there is no such undecided exemption, or the database fails.
    pub async fn decide_exemption(
        &mut self,
        id: i64,
        decision: &str,
        expires_on: Option<Date>,
    ) -> Result<(), StoreError> {
        let clerk = self.clerk();
        let text = "UPDATE exemption SET decision = $1, decided_by = $2, decided_at = $3, expires_on = $4 \
             WHERE id = $5 AND decision IS NULL";
        let values = values![decision, clerk.person, clerk.at, expires_on, id];
        self.change("exemption", id, text, values).await
    }
}
