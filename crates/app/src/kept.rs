//! What was made once, kept for the next who asks.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a lock holds. Whoever panicked with it left it whole: no lock of this room is held over more than one step.
pub(crate) fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A few values by key, the latest used last. When there would be more than `AT_MOST`, the one that nobody has used
/// for longest goes.
pub(crate) struct LatestUsed<K, V, const AT_MOST: usize> {
    entries: Mutex<Vec<(K, V)>>,
}

impl<K, V, const AT_MOST: usize> Default for LatestUsed<K, V, AT_MOST> {
    fn default() -> Self {
        Self {
            entries: Mutex::default(),
        }
    }
}

impl<K, V: Clone, const AT_MOST: usize> LatestUsed<K, V, AT_MOST> {
    /// The value that is kept under the key that `is` the one, and that `holds`.
    pub fn used(&self, is: impl Fn(&K) -> bool, holds: impl Fn(&V) -> bool) -> Option<V> {
        let mut entries = self.entries();
        let index = entries
            .iter()
            .position(|(key, value)| is(key) && holds(value))?;
        let entry = entries.remove(index);
        let value = entry.1.clone();
        entries.push(entry);
        Some(value)
    }

    /// The value that is kept under the key that `is` the one, or what is made now: once, whoever else asks.
    pub fn used_or_made(&self, is: impl Fn(&K) -> bool, make: impl FnOnce() -> (K, V)) -> V {
        let mut entries = self.entries();
        let entry = match entries.iter().position(|(key, _)| is(key)) {
            Some(index) => entries.remove(index),
            None => make(),
        };
        if entries.len() >= AT_MOST {
            entries.remove(0);
        }
        let value = entry.1.clone();
        entries.push(entry);
        value
    }

    /// Everything that is kept, the latest used last.
    pub fn entries(&self) -> MutexGuard<'_, Vec<(K, V)>> {
        locked(&self.entries)
    }
}

/// Values by the digest of what they were read from. That never changes, so they are kept for good.
pub(crate) struct ByDigest<V>(Mutex<HashMap<String, V>>);

impl<V> Default for ByDigest<V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<V: Clone> ByDigest<V> {
    /// What was read from it, when somebody did.
    pub fn known(&self, digest: &str) -> Option<V> {
        locked(&self.0).get(digest).cloned()
    }

    /// Keeps what was read, and gives what everybody shares.
    pub fn keep(&self, digest: &str, value: V) -> V {
        let mut known = locked(&self.0);
        known.entry(digest.to_owned()).or_insert(value).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::LatestUsed;

    #[test]
    fn what_nobody_used_for_longest_goes() {
        let kept: LatestUsed<&str, u32, 2> = LatestUsed::default();
        let ask = |key: &'static str, value| kept.used_or_made(|of| *of == key, || (key, value));
        assert_eq!(ask("甲", 1), 1);
        assert_eq!(ask("乙", 2), 2);
        assert_eq!(ask("甲", 9), 1, "made once");
        assert_eq!(ask("丙", 3), 3);
        assert_eq!(
            kept.used(|of| *of == "乙", |_| true),
            None,
            "unused for longest"
        );
        assert_eq!(kept.used(|of| *of == "甲", |_| true), Some(1));
        assert_eq!(kept.used(|of| *of == "甲", |value| *value > 1), None);
    }
}
