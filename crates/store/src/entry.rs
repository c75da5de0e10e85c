//! Entries of the journal, each chained to the one before by its digest.

use jiff::Timestamp;

use crate::digest_of;
use crate::statement::{Value, instant_text, stored};

/// Who writes, and when. What the program does by itself has no person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clerk {
    pub person: Option<i64>,
    pub at: Timestamp,
}

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
