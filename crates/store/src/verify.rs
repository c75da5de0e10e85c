//! Verifying the journal: walking its chain from the first entry to the head.

use crate::entry::ChainedEntry;
use crate::statement::{Columns as _, values};
use crate::{Reading, StoreError};

/// Entries read at a time.
const BATCH: i64 = 1_000;

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalVerdict {
    /// Entries that were found in order.
    pub entries: i64,
    /// The first thing that is wrong; `None` when nothing is.
    pub fault: Option<JournalFault>,
}

/// How the journal was tampered with, or damaged; each names the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JournalFault {
    /// The entry is gone; a later one is there.
    Missing(i64),
    /// The entry is not what its digest says.
    Changed(i64),
    /// The entry does not follow the one before: that one, or this, was replaced as a whole.
    Unchained(i64),
    /// Nothing is there from this entry on, but the head tells of more.
    TailCut(i64),
    /// The last entry is another than the head tells of: it was replaced, or added around the program.
    NotTheHead(i64),
}

impl JournalFault {
    /// The number of the entry.
    pub fn entry(self) -> i64 {
        match self {
            JournalFault::Missing(seq)
            | JournalFault::Changed(seq)
            | JournalFault::Unchained(seq)
            | JournalFault::TailCut(seq)
            | JournalFault::NotTheHead(seq) => seq,
        }
    }
}

impl Reading {
    /// Walks the whole journal and stops at the first fault.
    ///
    /// # Errors
    /// When the database fails; what was tampered with is a fault, not an error.
    pub async fn verify_journal(&mut self) -> Result<JournalVerdict, StoreError> {
        let mut verdict = JournalVerdict {
            entries: 0,
            fault: None,
        };
        let mut previous = String::new();
        loop {
            let columns = ChainedEntry::of("t");
            let text = format!(
                "SELECT {columns} FROM journal t WHERE t.seq > $1 ORDER BY t.seq LIMIT {BATCH}"
            );
            let batch: Vec<ChainedEntry> = self.rows(text, values![verdict.entries]).await?;
            if batch.is_empty() {
                break;
            }
            for entry in batch {
                verdict.fault = fault_of(&entry, verdict.entries + 1, &previous);
                if verdict.fault.is_some() {
                    return Ok(verdict);
                }
                verdict.entries += 1;
                previous = entry.digest;
            }
        }
        let head: Option<(i64, String)> = self
            .one(
                "SELECT seq, digest FROM chain_head WHERE id = 1",
                Vec::new(),
            )
            .await?;
        let (seq, digest) = head.unwrap_or_default();
        verdict.fault = if seq > verdict.entries {
            Some(JournalFault::TailCut(verdict.entries + 1))
        } else if seq < verdict.entries || digest != previous {
            Some(JournalFault::NotTheHead(verdict.entries))
        } else {
            None
        };
        Ok(verdict)
    }
}

fn fault_of(entry: &ChainedEntry, expected: i64, previous: &str) -> Option<JournalFault> {
    if entry.seq != expected {
        Some(JournalFault::Missing(expected))
    } else if entry.digest != entry.expected_digest() {
        Some(JournalFault::Changed(entry.seq))
    } else if entry.previous != previous {
        Some(JournalFault::Unchained(entry.seq))
    } else {
        None
    }
}
