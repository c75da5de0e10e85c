//! How many jobs run at a time, and which wait for which.

use junheng_store::Kinds;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::job_kind;

/// Kinds that change nothing and only make a file.
const MAKE_A_FILE: &[&str] = &[job_kind::REPORT];
/// How many jobs of a lane run at a time. People who read pages want the machine too.
const AT_A_TIME: usize = 1;

/// Jobs that wait for one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// What changes figures or people.
    Changing,
    /// What only reads, and makes a file.
    Making,
}

impl Lane {
    pub(super) const ALL: [Lane; 2] = [Lane::Changing, Lane::Making];

    pub(super) fn of(kind: &str) -> Self {
        if MAKE_A_FILE.contains(&kind) {
            Lane::Making
        } else {
            Lane::Changing
        }
    }

    /// What is taken up in this lane. A kind that nobody knows any more is taken up too, and says so.
    pub(super) fn kinds(self) -> Kinds<'static> {
        match self {
            Lane::Changing => Kinds::AllBut(MAKE_A_FILE),
            Lane::Making => Kinds::Only(MAKE_A_FILE),
        }
    }
}

/// The turns of each lane.
pub(super) struct Lanes([Semaphore; Lane::ALL.len()]);

impl Default for Lanes {
    fn default() -> Self {
        Self(Lane::ALL.map(|_| Semaphore::new(AT_A_TIME)))
    }
}

impl Lanes {
    /// Waits for a turn; nothing when the program is about to end.
    pub(super) async fn turn(&self, lane: Lane) -> Option<SemaphorePermit<'_>> {
        self.0[lane as usize].acquire().await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_does_not_wait_for_a_freeze() {
        assert_eq!(Lane::of(job_kind::REPORT), Lane::Making);
        for kind in [
            job_kind::FREEZE,
            job_kind::ACCEPT_MANY,
            job_kind::HAND_IN_FOR_ALL,
            job_kind::OPEN_ACCOUNTS,
            "of-a-later-version",
        ] {
            assert_eq!(Lane::of(kind), Lane::Changing, "{kind}");
        }
    }
}
