//! How far a job is, and how it is asked to stop.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use junheng_model::Wording;

use super::locked;
use crate::Failure;

/// Why a job ended before its work was done.
#[derive(Debug)]
pub(crate) enum JobEnd {
    /// Somebody asked it to stop.
    Cancelled,
    Failed(Failure),
}

impl<F: Into<Failure>> From<F> for JobEnd {
    fn from(failure: F) -> Self {
        JobEnd::Failed(failure.into())
    }
}

/// How far a running job is.
#[derive(Default)]
struct Running {
    done: AtomicI64,
    total: AtomicI64,
    message: Mutex<Wording>,
    is_to_stop: AtomicBool,
}

/// What a job tells how far it is with.
#[derive(Clone, Default)]
pub(crate) struct Progress(Arc<Running>);

impl Progress {
    /// Says how far the job is.
    ///
    /// # Errors
    /// [`JobEnd::Cancelled`] when somebody asked it to stop: what is not committed is then left undone.
    pub(crate) fn tell(&self, done: usize, total: usize, message: Wording) -> Result<(), JobEnd> {
        let whole = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.0.done.store(whole(done), Ordering::Relaxed);
        self.0.total.store(whole(total), Ordering::Relaxed);
        *locked(&self.0.message) = message;
        if self.0.is_to_stop.load(Ordering::Relaxed) {
            return Err(JobEnd::Cancelled);
        }
        Ok(())
    }

    /// What is done, of how much, and what it is doing.
    pub(super) fn so_far(&self) -> (i64, i64, Wording) {
        let done = self.0.done.load(Ordering::Relaxed);
        let total = self.0.total.load(Ordering::Relaxed);
        (done, total, locked(&self.0.message).clone())
    }

    /// Lets the job's next word be its last.
    pub(super) fn ask_to_stop(&self) {
        self.0.is_to_stop.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_stops_when_asked() {
        let progress = Progress::default();
        let word = || Wording::new("正在导入", "importing");
        assert!(progress.tell(1, 3, word()).is_ok());
        progress.ask_to_stop();
        assert!(matches!(
            progress.tell(2, 3, word()),
            Err(JobEnd::Cancelled)
        ));
    }
}
