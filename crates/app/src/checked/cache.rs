//! Checks that were run, kept for the next reader.

use std::sync::Arc;

use tokio::sync::OnceCell;

use super::FailedByHandIn;
use crate::kept::LatestUsed;

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

/// Checks that were run, for so many organisations and periods. Each is run once, however many look.
#[derive(Default)]
pub struct CheckedCache(LatestUsed<CheckedKey, CheckedCell, 512>);

impl CheckedCache {
    pub fn cell(&self, key: &CheckedKey) -> CheckedCell {
        // What held before the figures changed is not asked for again.
        let passed = |known: &CheckedKey| {
            known != key && known.path == key.path && known.period == key.period
        };
        self.0.entries().retain(|(known, _)| !passed(known));
        let anew = || (key.clone(), CheckedCell::default());
        self.0.used_or_made(|known| known == key, anew)
    }
}
