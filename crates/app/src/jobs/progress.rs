//! How far a job is, and how it is asked to stop.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use junheng_model::Wording;
use serde_json::Value;
use tokio::sync::Notify;

use crate::Failure;
use crate::kept::locked;

/// Why a job ended before its work was done.
#[derive(Debug)]
pub(crate) enum JobEnd {
    /// Somebody asked it to stop, and nothing of it is left.
    Cancelled,
    /// Somebody asked it to stop; this was done by then and stays.
    CancelledAfter(Value),
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
    stop: Notify,
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

    /// Waits for a long step, but no longer than until somebody asks to stop. The step must be one that may be left
    /// off anywhere.
    ///
    /// # Errors
    /// [`JobEnd::Cancelled`] when somebody asked.
    pub(crate) async fn unless_stopped<T>(
        &self,
        step: impl Future<Output = T>,
    ) -> Result<T, JobEnd> {
        tokio::select! {
            done = step => Ok(done),
            () = self.0.stop.notified() => Err(JobEnd::Cancelled),
        }
    }

    /// What is done, of how much, and what it is doing.
    pub(super) fn so_far(&self) -> (i64, i64, Wording) {
        let done = self.0.done.load(Ordering::Relaxed);
        let total = self.0.total.load(Ordering::Relaxed);
        (done, total, locked(&self.0.message).clone())
    }

    /// Lets the job's next word be its last, and a step that may be left off end at once.
    pub(super) fn ask_to_stop(&self) {
        self.0.is_to_stop.store(true, Ordering::Relaxed);
        self.0.stop.notify_one();
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

    #[tokio::test]
    async fn a_long_step_is_left_off_whether_asked_before_or_meanwhile() {
        let progress = Progress::default();
        let step = progress.unless_stopped(std::future::ready(7));
        assert!(matches!(step.await, Ok(7)));
        progress.ask_to_stop();
        let asked_before = progress.unless_stopped(std::future::pending::<()>());
        assert!(matches!(asked_before.await, Err(JobEnd::Cancelled)));

        let meanwhile = Progress::default();
        let asking = async {
            tokio::task::yield_now().await;
            meanwhile.ask_to_stop();
        };
        let step = meanwhile.unless_stopped(std::future::pending::<()>());
        assert!(matches!(
            tokio::join!(step, asking).0,
            Err(JobEnd::Cancelled)
        ));
    }
}
