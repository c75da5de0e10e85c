//! The journal: who did what when, each entry chained to the one before by its digest.

use jiff::Timestamp;

use crate::statement::{Columns as _, Conditions, Listed, Page, Value, instant_text, stored};
use crate::{Clerk, Reading, StoreError, digest_of};

/// What is to be journaled. Personal data do not belong here: entries are never changed or deleted.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What was done, `submission.accept`.
    pub verb: &'static str,
    /// The organisation whose people may read the entry.
    pub organisation: Option<i64>,
    /// What it was done to, `submission/17`.
    pub subject: String,
    pub detail: serde_json::Value,
}

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

/// An entry as it stands in the table: texts that were tampered with can still be read.
#[derive(Debug, Clone)]
pub(crate) struct ChainedEntry {
    pub(crate) seq: i64,
    pub(crate) at: String,
    pub(crate) person_id: Option<i64>,
    pub(crate) organisation_id: Option<i64>,
    pub(crate) verb: String,
    pub(crate) subject: String,
    pub(crate) detail: String,
    pub(crate) previous: String,
    pub(crate) digest: String,
}

stored!(ChainedEntry {
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

impl ChainedEntry {
    pub(crate) fn after(seq: i64, previous: String, clerk: Clerk, entry: Entry) -> Self {
        let mut made = Self {
            seq: seq + 1,
            at: instant_text(clerk.at),
            person_id: clerk.person,
            organisation_id: entry.organisation,
            verb: entry.verb.to_owned(),
            subject: entry.subject,
            detail: entry.detail.to_string(),
            previous,
            digest: String::new(),
        };
        made.digest = made.expected_digest();
        made
    }

    /// The digest that the entry should have: of the JSON array of its parts, so that nothing depends on the order
    /// in which a map is written.
    pub(crate) fn expected_digest(&self) -> String {
        let parts = serde_json::json!([
            self.seq,
            self.at,
            self.person_id,
            self.organisation_id,
            self.verb,
            self.subject,
            self.detail,
            self.previous,
        ]);
        digest_of(parts.to_string().as_bytes())
    }

    pub(crate) fn row(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("seq", self.seq.into()),
            ("at", (&self.at).into()),
            ("person_id", self.person_id.into()),
            ("organisation_id", self.organisation_id.into()),
            ("verb", (&self.verb).into()),
            ("subject", (&self.subject).into()),
            ("detail", (&self.detail).into()),
            ("previous", (&self.previous).into()),
            ("digest", (&self.digest).into()),
        ]
    }
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
