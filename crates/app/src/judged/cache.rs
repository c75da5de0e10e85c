//! Assessments that were made, kept for the next reader.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use jiff::civil::Date;
use tokio::sync::OnceCell;

use super::Judged;
use crate::kept::{LatestUsed, locked};

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
    /// A county's assessment takes a few megabytes.
    made: LatestUsed<JudgedKey, Making, 64>,
    renewals: Arc<Mutex<Vec<Figures>>>,
}

/// An assessment that was made, or is being made by somebody while others wait for it.
pub type Making = Arc<OnceCell<Arc<Judged>>>;

/// What is judged, whatever its version: county, period, policy and day.
type Figures = (i64, i64, usize, Date);

/// An assessment of figures that change is being made anew, until this is dropped.
pub struct Renewal {
    of: Figures,
    all: Arc<Mutex<Vec<Figures>>>,
}

impl JudgedKey {
    fn figures(&self) -> Figures {
        (self.county, self.period, self.policy, self.day)
    }
}

impl Drop for Renewal {
    fn drop(&mut self) {
        locked(&self.all).retain(|other| *other != self.of);
    }
}

impl JudgedCache {
    /// The assessment, when it was made already.
    pub fn made(&self, key: &JudgedKey) -> Option<Arc<Judged>> {
        let making = self
            .made
            .used(|known| known == key, |making| making.get().is_some())?;
        making.get().cloned()
    }

    /// Where the assessment is to be made, by whoever comes first.
    pub fn cell(&self, key: &JudgedKey) -> Making {
        let anew = || (key.clone(), Making::default());
        self.made.used_or_made(|known| known == key, anew)
    }

    /// The last assessment of the same county, period, policy and day, if it was made since `since`.
    pub fn recent(&self, key: &JudgedKey, since: Timestamp) -> Option<Arc<Judged>> {
        let entries = self.made.entries();
        let mut of_same = entries
            .iter()
            .rev()
            .filter(|(known, _)| known.figures() == key.figures());
        of_same
            .find_map(|(_, cell)| cell.get().filter(|judged| judged.frozen.is_none()))
            .filter(|judged| judged.judged_at >= since)
            .cloned()
    }

    /// Forgets what was made of the same figures before `latest`: nobody asks for a version that was passed.
    pub fn forget_before(&self, key: &JudgedKey, latest: &Judged) {
        self.made.entries().retain(|(known, cell)| {
            let is_passed = |judged: &Arc<Judged>| {
                judged.frozen.is_none() && judged.judged_at <= latest.judged_at
            };
            known == key || known.figures() != key.figures() || !cell.get().is_some_and(is_passed)
        });
    }

    /// Begins to make the latest assessment of figures that change, unless somebody is at it.
    pub fn begin_renewal(&self, key: &JudgedKey) -> Option<Renewal> {
        let mut renewals = locked(&self.renewals);
        let of = key.figures();
        if renewals.contains(&of) {
            return None;
        }
        renewals.push(of);
        Some(Renewal {
            of,
            all: self.renewals.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{JudgedCache, JudgedKey};

    #[test]
    fn what_changes_every_second_is_made_anew_by_one_at_a_time() {
        let key = |county, data_version: &str| JudgedKey {
            county,
            period: 1,
            data_version: data_version.to_owned(),
            policy: 0,
            day: date(2024, 12, 31),
        };
        let cache = JudgedCache::default();
        let renewal = cache.begin_renewal(&key(3, "17"));
        assert!(renewal.is_some());
        assert!(
            cache.begin_renewal(&key(3, "18")).is_none(),
            "a later version of the same"
        );
        assert!(
            cache.begin_renewal(&key(4, "17")).is_some(),
            "another county"
        );
        drop(renewal);
        assert!(cache.begin_renewal(&key(3, "19")).is_some());
    }
}
