//! Assessments that were made, kept for the next reader.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;
use tokio::sync::OnceCell;

use super::Judged;

/// What an assessment depends on: the same key gives the same findings.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JudgedKey {
    pub county: i64,
    pub period: i64,
    pub data_version: String,
    pub policy: usize,
    pub day: Date,
}

/// Assessments that were made, the latest used last. Each is made once, however many ask at the same time.
#[derive(Default)]
pub struct JudgedCache {
    entries: Mutex<Vec<(JudgedKey, Making)>>,
}

/// An assessment that was made, or is being made by somebody while others wait for it.
pub type Making = Arc<OnceCell<Arc<Judged>>>;

/// How many assessments are kept; a county's takes a few megabytes.
const KEPT: usize = 64;

impl JudgedCache {
    pub fn cell(&self, key: &JudgedKey) -> Making {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = match entries.iter().position(|(known, _)| known == key) {
            Some(index) => entries.remove(index),
            None => (key.clone(), Arc::default()),
        };
        if entries.len() >= KEPT {
            entries.remove(0);
        }
        let cell = entry.1.clone();
        entries.push(entry);
        cell
    }

    /// The last assessment of the same county, period, policy and day, if it was made since `since`.
    pub fn recent(&self, key: &JudgedKey, since: Timestamp) -> Option<Arc<Judged>> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let mut of_same = entries.iter().rev().filter(|(known, _)| {
            (known.county, known.period, known.policy, known.day)
                == (key.county, key.period, key.policy, key.day)
        });
        of_same
            .find_map(|(_, cell)| cell.get().filter(|judged| judged.frozen.is_none()))
            .filter(|judged| judged.judged_at >= since)
            .cloned()
    }
}
