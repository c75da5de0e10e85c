//! First passwords on their way to who asked for them.
//!
//! They rest in memory and nowhere else, for an hour at most, and are handed over once. A restart loses them; then
//! those who have not used theirs yet are given new ones (`docs/adr/0017-long-work-is-a-job.md`).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use jiff::{SignedDuration, Timestamp};

use super::Accounts;
use crate::kept::locked;

/// So long they wait to be fetched.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// What waits to be fetched, by job.
#[derive(Default)]
pub(crate) struct Handovers(Mutex<HashMap<i64, Handover>>);

struct Handover {
    /// The only one who gets it.
    person: i64,
    until: Timestamp,
    accounts: Accounts,
}

impl Handovers {
    /// Keeps what a job made for one person.
    pub(super) fn keep(&self, job: i64, person: i64, accounts: Accounts, now: Timestamp) {
        let handover = Handover {
            person,
            until: now + KEPT,
            accounts,
        };
        self.waiting(now).insert(job, handover);
    }

    /// Until when somebody may fetch what a job made; nothing when it is not his, or gone.
    pub(crate) fn until(&self, job: i64, person: i64, now: Timestamp) -> Option<Timestamp> {
        let waiting = self.waiting(now);
        let found = waiting.get(&job)?;
        (found.person == person).then_some(found.until)
    }

    /// Takes it out: nobody finds it again.
    pub(super) fn take(&self, job: i64, person: i64, now: Timestamp) -> Option<Accounts> {
        let mut waiting = self.waiting(now);
        waiting.get(&job).filter(|found| found.person == person)?;
        waiting.remove(&job).map(|found| found.accounts)
    }

    /// Forgets what was not fetched in time.
    pub(crate) fn forget_old(&self, now: Timestamp) {
        drop(self.waiting(now));
    }

    fn waiting(&self, now: Timestamp) -> MutexGuard<'_, HashMap<i64, Handover>> {
        let mut waiting = locked(&self.0);
        waiting.retain(|_, handover| handover.until > now);
        waiting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_fetched_once_in_time_and_by_who_asked() {
        let handovers = Handovers::default();
        let asked_at: Timestamp = "2026-03-02T00:30:00Z".parse().expect("an instant");
        let in_time = asked_at + SignedDuration::from_mins(59);
        let late = asked_at + SignedDuration::from_mins(60);
        let accounts = || Accounts {
            opened: Vec::new(),
            passed_over: 3,
        };
        handovers.keep(7, 1, accounts(), asked_at);
        handovers.keep(8, 1, accounts(), asked_at);
        assert!(handovers.take(7, 2, in_time).is_none(), "not by another");
        assert!(handovers.until(7, 2, in_time).is_none());
        assert!(handovers.until(7, 1, in_time).is_some());
        assert!(handovers.take(7, 1, in_time).is_some());
        assert!(handovers.take(7, 1, in_time).is_none(), "once");
        assert!(handovers.take(8, 1, late).is_none(), "not after the hour");
    }
}
