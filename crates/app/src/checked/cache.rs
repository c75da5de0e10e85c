//! Checks that were run, kept for the next reader.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::FailedByHandIn;

/// What the checks of figures depend on: the same key gives the same answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedKey {
    pub path: String,
    pub period: i64,
    pub version: i64,
    /// The version of last year's figures, and the snapshot that froze them.
    pub last_year: (i64, Option<String>),
}

pub type CheckedCell = Arc<OnceCell<Arc<FailedByHandIn>>>;

/// Checks that were run, the latest used last. Each is run once, however many look.
#[derive(Default)]
pub struct CheckedCache {
    entries: Mutex<Vec<(CheckedKey, CheckedCell)>>,
}

/// For how many organisations and periods they are kept.
const KEPT: usize = 512;

impl CheckedCache {
    pub fn cell(&self, key: &CheckedKey) -> CheckedCell {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let known = entries.iter().position(|(known, _)| known == key);
        let entry = match known {
            Some(index) => entries.remove(index),
            None => (key.clone(), CheckedCell::default()),
        };
        // What held before the figures changed is not asked for again.
        entries.retain(|(known, _)| known.path != key.path || known.period != key.period);
        if entries.len() >= KEPT {
            entries.remove(0);
        }
        let cell = entry.1.clone();
        entries.push(entry);
        cell
    }
}
