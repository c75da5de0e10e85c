//! How far a job is, how it is asked to stop, and how it ends together with its work.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use junheng_model::Wording;
use junheng_store::{JobState, Writing};
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

impl JobEnd {
    /// Why work ended that nobody can stop.
    pub(crate) fn unstopped(self) -> Failure {
        match self {
            JobEnd::Failed(failure) => failure,
            JobEnd::Cancelled | JobEnd::CancelledAfter(_) => {
                Failure::refused("已停止。", "Stopped.")
            }
        }
    }
}

/// How a job's work came to its end.
#[derive(Debug)]
pub(crate) enum Done {
    /// With its last commit, which holds the job's end too.
    Committed,
    /// Nothing of it stands in the database; what came out is still to be kept with the job's end.
    Result(Value),
}

/// How far a running job is.
#[derive(Default)]
struct Running {
    /// Nothing for work that somebody waits for himself.
    job: Option<i64>,
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
    /// Of a job.
    pub(super) fn of(job: i64) -> Self {
        Self(Arc::new(Running {
            job: Some(job),
            ..Running::default()
        }))
    }

    /// Commits the last of a job's work and the job's end in one: a program that is killed leaves both or neither.
    ///
    /// # Errors
    /// When the database fails; neither is kept then.
    pub(crate) async fn finish(
        &self,
        mut writing: Writing,
        result: &Value,
    ) -> Result<Done, JobEnd> {
        if let Some(job) = self.0.job {
            let (done, total, _) = self.so_far();
            let at = writing.clerk().at;
            writing.report_job(job, done, total, None).await?;
            writing
                .end_job(job, JobState::Done, "{}", Some(result), at)
                .await?;
        }
        writing.commit().await?;
        Ok(Done::Committed)
    }

    /// Commits a part of a job's work together with what came of it so far.
    ///
    /// # Errors
    /// When the database fails; neither is kept then.
    pub(crate) async fn commit_part(
        &self,
        mut writing: Writing,
        so_far: &Value,
    ) -> Result<(), JobEnd> {
        if let Some(job) = self.0.job {
            let (done, total, _) = self.so_far();
            writing.report_job(job, done, total, Some(so_far)).await?;
        }
        Ok(writing.commit().await?)
    }

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
