//! Long work: it goes on when the page is left, says how far it is, and can be stopped.
//!
//! A job is told by its kind and its input, both kept, so that one that a restart interrupted can be started again.
//! How far it is lives in memory, for a job that writes holds the store's one writing turn until it commits: what
//! it does becomes visible as a whole or not at all.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use junheng_model::Wording;
pub use junheng_store::JobState;
use junheng_store::{Job, JobFilter, NewJob, Page, Reading};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::{Action, Actor, App, Failure, incident_number};

/// The kinds of long work, as they are kept. A new one gets its arm in [`App::carry_out`] and its words in [`title`].
pub mod job_kind {
    /// One workbook for all organisations of a county.
    pub const HAND_IN_FOR_ALL: &str = "hand-in-for-all";
    /// Many hand-ins accepted in one action.
    pub const ACCEPT_MANY: &str = "accept-many";
}

/// How many jobs run at a time; others wait. People who read pages want the machine too.
const AT_A_TIME: usize = 1;

/// A job as its page shows it.
#[derive(Debug, Clone, Serialize)]
pub struct JobView {
    pub id: i64,
    pub kind: String,
    pub title: Wording,
    #[serde(serialize_with = "state_code")]
    pub state: JobState,
    pub done: i64,
    /// Nought while it is not known.
    pub total: i64,
    /// What it is doing, or why it ended as it did.
    pub message: Wording,
    /// What came out, in the writing of its kind.
    pub result: Option<Value>,
    #[serde(serialize_with = "instant")]
    pub created_at: Timestamp,
    /// Whether the person who asks may stop it.
    pub may_cancel: bool,
    /// Whether the person who asks may start it again.
    pub may_restart: bool,
}

fn state_code<S: serde::Serializer>(state: &JobState, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(state.code())
}

fn instant<S: serde::Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(at)
}

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
}

/// The jobs of this run of the program.
pub(crate) struct Jobs {
    /// Names this run, so that what an earlier one left is told from what goes on.
    process: String,
    running: Mutex<HashMap<i64, Progress>>,
    turns: Semaphore,
}

impl Default for Jobs {
    fn default() -> Self {
        Self {
            process: incident_number(),
            running: Mutex::default(),
            turns: Semaphore::new(AT_A_TIME),
        }
    }
}

impl Jobs {
    fn progress(&self, id: i64) -> Option<Progress> {
        locked(&self.running).get(&id).cloned()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl App {
    /// Does the work of a job.
    async fn carry_out(
        &self,
        actor: &Actor,
        job: &Job,
        progress: &Progress,
    ) -> Result<Value, JobEnd> {
        match job.kind.as_str() {
            job_kind::HAND_IN_FOR_ALL => {
                let input = input_of(job)?;
                self.distribute_to_all(actor, input, progress).await
            }
            job_kind::ACCEPT_MANY => {
                let input = input_of(job)?;
                self.accept_in_background(actor, input, progress).await
            }
            _ => Err(Failure::refused(
                "这个版本不认识这种任务。",
                "This version does not know this kind of job.",
            )
            .into()),
        }
    }

    /// Queues long work and begins it as soon as there is a turn. Whether the person may is the caller's question,
    /// and asked again by the work itself.
    pub(crate) async fn start_job(
        &self,
        actor: &Actor,
        kind: &str,
        organisation: i64,
        input: Value,
    ) -> Result<i64, Failure> {
        let new = NewJob {
            kind: kind.to_owned(),
            by_person: Some(actor.person),
            organisation_id: Some(organisation),
            input,
            at: self.now(),
        };
        let mut keeping = self.store.housekeep().await?;
        let id = keeping.add_job(&new).await?;
        keeping.commit().await?;
        self.work_off_jobs();
        Ok(id)
    }

    /// At the start of a server: marks what an earlier run left unfinished as interrupted, and takes up what waits.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn resume_jobs(&self) -> Result<(), Failure> {
        let mut keeping = self.store.housekeep().await?;
        let process = &self.jobs.process;
        let left = keeping
            .interrupt_jobs_of_others(process, self.now())
            .await?;
        keeping.commit().await?;
        if left > 0 {
            tracing::warn!(jobs = left, "an earlier run left jobs unfinished");
        }
        self.work_off_jobs();
        Ok(())
    }

    /// A job that the person began, or may follow.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for all others.
    pub async fn job(&self, actor: &Actor, id: i64) -> Result<JobView, Failure> {
        let mut reading = self.store.read().await?;
        let job = followed(&mut reading, actor, id).await?;
        Ok(self.job_view(actor, job))
    }

    /// The person's own jobs, the latest first.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn own_jobs(
        &self,
        actor: &Actor,
        open_only: bool,
        most: i64,
    ) -> Result<Vec<JobView>, Failure> {
        let filter = JobFilter {
            by_person: Some(actor.person),
            open_only,
            ..JobFilter::default()
        };
        let mut reading = self.store.read().await?;
        let found = reading.jobs(&filter, Page::first(most)).await?;
        let views = found.items.into_iter().map(|job| self.job_view(actor, job));
        Ok(views.collect())
    }

    /// Asks a job to stop. What it did not commit is left undone.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for jobs that the person may not follow; refused when it is over.
    pub async fn cancel_job(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        let job = followed(&mut self.store.read().await?, actor, id).await?;
        if job.state.is_over() {
            return Err(Failure::refused(
                "任务已经结束，不能再停止。",
                "The job is over and cannot be stopped.",
            ));
        }
        if let Some(progress) = self.jobs.progress(id) {
            // It may hold the writing turn: asking through the store would wait for its end.
            progress.0.is_to_stop.store(true, Ordering::Relaxed);
            return Ok(());
        }
        let mut keeping = self.store.housekeep().await?;
        keeping.cancel_job(id, self.now()).await?;
        keeping.commit().await?;
        Ok(())
    }

    /// Starts a job again that did not come to its end; answers the new job.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for jobs of others; refused when it did, or goes on.
    pub async fn restart_job(&self, actor: &Actor, id: i64) -> Result<i64, Failure> {
        let job = followed(&mut self.store.read().await?, actor, id).await?;
        if !can_restart(actor, &job) {
            return Err(Failure::refused(
                "只有发起人能重新开始没有完成的任务。",
                "Only a job that did not come to its end can be started again, by who began it.",
            ));
        }
        let organisation = job.organisation_id.ok_or(Failure::NotFound)?;
        self.start_job(actor, &job.kind, organisation, job.input)
            .await
    }

    /// Waits until a job is over.
    ///
    /// # Errors
    /// As [`App::job`].
    pub async fn job_when_over(&self, actor: &Actor, id: i64) -> Result<JobView, Failure> {
        const LOOKED_EVERY: Duration = Duration::from_millis(30);
        loop {
            let view = self.job(actor, id).await?;
            if view.state.is_over() {
                return Ok(view);
            }
            tokio::time::sleep(LOOKED_EVERY).await;
        }
    }

    fn job_view(&self, actor: &Actor, job: Job) -> JobView {
        let live = self.jobs.progress(job.id);
        let kept = || serde_json::from_str(&job.message).unwrap_or_default();
        let (done, total, message) = match &live {
            Some(Progress(running)) => (
                running.done.load(Ordering::Relaxed),
                running.total.load(Ordering::Relaxed),
                locked(&running.message).clone(),
            ),
            None => (job.done, job.total, words_of(kept())),
        };
        let message = match job.state {
            JobState::Interrupted => Wording::new(
                "系统重新启动时中断了，没有留下只做了一半的内容。可以重新开始。",
                "A restart interrupted it; nothing half-done was left. It can be started again.",
            ),
            _ => message,
        };
        JobView {
            id: job.id,
            title: title(&job.kind),
            state: job.state,
            done,
            total,
            message,
            created_at: job.created_at,
            may_cancel: !job.state.is_over(),
            may_restart: can_restart(actor, &job),
            kind: job.kind,
            result: job.result,
        }
    }

    /// Takes up waiting jobs until none is left, unless as many as may are running already.
    fn work_off_jobs(&self) {
        let app = self.clone();
        tokio::spawn(async move {
            let Ok(_turn) = app.jobs.turns.acquire().await else {
                return;
            };
            loop {
                match app.claim_job().await {
                    Ok(Some(job)) => app.work_on(job).await,
                    Ok(None) => return,
                    Err(error) => {
                        tracing::error!(?error, "a waiting job could not be taken up");
                        return;
                    }
                }
            }
        });
    }

    async fn claim_job(&self) -> Result<Option<Job>, Failure> {
        let mut keeping = self.store.housekeep().await?;
        let claimed = keeping.claim_job(&self.jobs.process, self.now()).await?;
        keeping.commit().await?;
        Ok(claimed)
    }

    async fn work_on(&self, job: Job) {
        let id = job.id;
        let progress = Progress::default();
        locked(&self.jobs.running).insert(id, progress.clone());
        let app = self.clone();
        // A task of its own, so that a panic in it ends this job and not those behind it.
        let working = tokio::spawn(async move {
            let person = job.by_person.ok_or(Failure::NotSignedIn)?;
            let actor = app.actor_of_person(person).await?;
            let actor = actor.ok_or(Failure::NotSignedIn)?;
            app.carry_out(&actor, &job, &progress).await
        });
        let ended = match working.await {
            Ok(ended) => ended,
            Err(panicked) => Err(panicked.into()),
        };
        if let Err(error) = self.end_job(id, ended).await {
            tracing::error!(job = id, ?error, "a job's end could not be kept");
        }
        locked(&self.jobs.running).remove(&id);
    }

    async fn end_job(&self, id: i64, ended: Result<Value, JobEnd>) -> Result<(), Failure> {
        let (state, message, result) = match ended {
            Ok(result) => (JobState::Done, Wording::default(), Some(result)),
            Err(JobEnd::Cancelled) => (JobState::Cancelled, stopped(), None),
            Err(JobEnd::Failed(failure)) => (JobState::Failed, said_of(id, failure), None),
        };
        let message = serde_json::to_string(&message)?;
        let mut keeping = self.store.housekeep().await?;
        if let Some(Progress(running)) = self.jobs.progress(id) {
            let done = running.done.load(Ordering::Relaxed);
            let total = running.total.load(Ordering::Relaxed);
            keeping.report_job(id, done, total, &message).await?;
        }
        keeping
            .end_job(id, state, &message, result.as_ref(), self.now())
            .await?;
        keeping.commit().await?;
        Ok(())
    }
}

/// The job's input in the writing of its kind.
fn input_of<T: DeserializeOwned>(job: &Job) -> Result<T, JobEnd> {
    Ok(serde_json::from_value(job.input.clone()).map_err(Failure::from)?)
}

async fn followed(reading: &mut Reading, actor: &Actor, id: i64) -> Result<Job, Failure> {
    let job = reading.job(id).await?.ok_or(Failure::NotFound)?;
    if job.by_person == Some(actor.person) {
        return Ok(job);
    }
    let organisation = job.organisation_id.ok_or(Failure::NotFound)?;
    let organisation = reading.organisation(organisation).await?;
    let path = organisation.ok_or(Failure::NotFound)?.path;
    if actor.may(Action::SeeJobs, &path) {
        Ok(job)
    } else {
        Err(Failure::NotFound)
    }
}

fn can_restart(actor: &Actor, job: &Job) -> bool {
    let has_failed = matches!(
        job.state,
        JobState::Failed | JobState::Cancelled | JobState::Interrupted
    );
    has_failed && job.by_person == Some(actor.person)
}

/// What a kind of long work is called.
fn title(kind: &str) -> Wording {
    match kind {
        job_kind::HAND_IN_FOR_ALL => Wording::new("全县批量导入", "Handing in for all"),
        job_kind::ACCEPT_MANY => Wording::new("批量审核", "Accepting many"),
        other => Wording::new(other, other),
    }
}

fn stopped() -> Wording {
    Wording::new(
        "已停止，没有留下只做了一半的内容。",
        "Stopped; nothing half-done was left.",
    )
}

/// Why a job failed, for who began it; our own failures go to the log under a number.
fn said_of(id: i64, failure: Failure) -> Wording {
    let joined = |reasons: Vec<Wording>| {
        let (zh, en): (Vec<String>, Vec<String>) = reasons
            .into_iter()
            .map(|reason| (reason.zh, reason.en))
            .unzip();
        Wording::new(zh.join(""), en.join(" "))
    };
    match failure {
        Failure::Refused(reasons) => joined(reasons),
        Failure::Invalid(fields) => joined(fields.into_iter().map(|field| field.message).collect()),
        Failure::NotFound | Failure::NotSignedIn => Wording::new(
            "所需的内容已不在您的权限范围内。",
            "What it needs is no longer within your reach.",
        ),
        Failure::Ours(fault) => {
            let number = incident_number();
            tracing::error!(job = id, incident = number, error = ?fault, "a job failed");
            Wording::new(
                format!("系统出错，没有留下只做了一半的内容。编号 {number}。"),
                format!("A failure of ours; nothing half-done was left. Number {number}."),
            )
        }
    }
}

fn words_of(kept: Value) -> Wording {
    let text = |name: &str| {
        let text = kept.get(name).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    Wording::new(text("zh"), text("en"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_stops_when_asked() {
        let progress = Progress::default();
        let word = || Wording::new("正在导入", "importing");
        assert!(progress.tell(1, 3, word()).is_ok());
        progress.0.is_to_stop.store(true, Ordering::Relaxed);
        assert!(matches!(
            progress.tell(2, 3, word()),
            Err(JobEnd::Cancelled)
        ));
    }

    #[test]
    fn a_failed_job_says_why_in_both_languages() {
        let failure =
            Failure::Refused(vec![Wording::new("甲。", "A."), Wording::new("乙。", "B.")]);
        let said = said_of(1, failure);
        assert_eq!((said.zh.as_str(), said.en.as_str()), ("甲。乙。", "A. B."));
        let kept = serde_json::to_value(&said).expect("words are JSON");
        assert_eq!(words_of(kept), said);
    }
}
