//! Reading the journal: who did what when.

use jiff::Timestamp;

use crate::statement::{Columns as _, Conditions, Listed, Page, stored};
use crate::{Reading, StoreError};

/// An entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// From one, without gaps.
    pub seq: i64,
    pub at: Timestamp,
    pub person_id: Option<i64>,
    pub organisation_id: Option<i64>,
    pub verb: String,
    pub subject: String,
    /// JSON, as it was digested.
    pub detail: String,
    /// The digest of the entry before; empty for the first.
    pub previous: String,
    /// SM3 over all of the above.
    pub digest: String,
}

stored!(JournalEntry {
    seq,
    at,
    person_id,
    organisation_id,
    verb,
    subject,
    detail,
    previous,
    digest,
});

/// Which entries are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JournalFilter {
    /// Entries about the organisations under this path. Entries without an organisation are then left out.
    pub path: Option<String>,
    pub person_id: Option<i64>,
    pub subject: Option<String>,
    /// Verbs that begin so: `submission.`.
    pub verb: Option<String>,
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

impl Reading {
    /// Entries of the journal, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn journal_entries(
        &mut self,
        filter: &JournalFilter,
        page: Page,
    ) -> Result<Listed<JournalEntry>, StoreError> {
        let conditions = Conditions::default()
            .and_within("o.path", filter.path.as_deref())
            .and_some("j.person_id = ?", filter.person_id)
            .and_some("j.subject = ?", filter.subject.as_deref())
            .and_some("j.verb LIKE ? || '%'", filter.verb.as_deref())
            .and_some("j.at >= ?", filter.since)
            .and_some("j.at < ?", filter.until);
        let from = "journal j LEFT JOIN organisation o ON o.id = j.organisation_id";
        let columns = JournalEntry::of("j");
        self.listed(&columns, from, conditions, "j.seq DESC", page)
            .await
    }
}
