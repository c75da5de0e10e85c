//! Long work: it goes on when the page is left, says how far it is, and can be stopped.
//!
//! A job is told by its kind and its input, both kept, so that one that a restart interrupted can be started again.
//! How far it is lives in memory, for a job that writes holds the store's one writing turn until it commits: what
//! it does becomes visible as a whole or not at all. Jobs that change something follow one another; those that only
//! read and make a file have a turn of their own, so that nobody waits for a freeze to get a report.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

pub use junheng_store::JobState;
use junheng_store::{Job, JobFilter, NewJob, Page, Reading, Writing};
use serde_json::Value;

use crate::kept::locked;
use crate::{Action, Actor, App, Failure, incident_number};

mod lanes;
mod outcome;
mod progress;
mod view;
mod work;

use lanes::{Lane, Lanes};
pub use outcome::Offer;
pub(crate) use progress::{Done, JobEnd, Progress};
pub use view::JobView;

/// The kinds of long work, as they are kept. A new one gets its arm in [`App::carry_out`] and its words in [`title`].
pub mod job_kind {
    /// One workbook for all organisations of a county.
    pub const HAND_IN_FOR_ALL: &str = "hand-in-for-all";
    /// Many hand-ins accepted in one action.
    pub const ACCEPT_MANY: &str = "accept-many";
    /// A period frozen into its next version.
    pub const FREEZE: &str = "freeze";
    /// Accounts for all schools, with their first passwords.
    pub const OPEN_ACCOUNTS: &str = "open-accounts";
    /// Organisations added from a list.
    pub const IMPORT_ORGANISATIONS: &str = "import-organisations";
    /// A county's report as a file.
    pub const REPORT: &str = "report";
}

/// The jobs of this run of the program.
pub(crate) struct Jobs {
    /// Names this run, so that what an earlier one left is told from what goes on.
    process: String,
    running: Mutex<HashMap<i64, Progress>>,
    lanes: Lanes,
}

impl Default for Jobs {
    fn default() -> Self {
        Self {
            process: incident_number(),
            running: Mutex::default(),
            lanes: Lanes::default(),
        }
    }
}

impl Jobs {
    fn progress(&self, id: i64) -> Option<Progress> {
        locked(&self.running).get(&id).cloned()
    }
}

impl App {
    /// Queues long work and begins it as soon as there is a turn. Whether the person may is the caller's question,
    /// and asked again by the work itself.
    pub(crate) async fn start_job(
        &self,
        actor: &Actor,
        kind: &str,
        organisation: i64,
        input: Value,
    ) -> Result<i64, Failure> {
        let mut keeping = self.store.housekeep().await?;
        let new = self.new_job(actor, kind, organisation, input);
        let id = keeping.add_job(&new).await?;
        keeping.commit().await?;
        self.work_off_jobs(Lane::of(kind));
        Ok(id)
    }

    /// As [`App::start_job`], in one commit with what was just written for the job to work on.
    pub(crate) async fn start_job_with(
        &self,
        mut writing: Writing,
        new: NewJob,
    ) -> Result<i64, Failure> {
        let id = writing.add_job(&new).await?;
        writing.commit().await?;
        self.work_off_jobs(Lane::of(&new.kind));
        Ok(id)
    }

    pub(crate) fn new_job(
        &self,
        actor: &Actor,
        kind: &str,
        organisation: i64,
        input: Value,
    ) -> NewJob {
        NewJob {
            kind: kind.to_owned(),
            by_person: Some(actor.person),
            organisation_id: Some(organisation),
            input,
            at: self.now(),
        }
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
        for lane in Lane::ALL {
            self.work_off_jobs(lane);
        }
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
            progress.ask_to_stop();
            return Ok(());
        }
        let mut keeping = self.store.housekeep().await?;
        keeping.cancel_job(id, self.now()).await?;
        keeping.commit().await?;
        // It may have been taken up in between.
        if let Some(progress) = self.jobs.progress(id) {
            progress.ask_to_stop();
        }
        Ok(())
    }

    /// Starts a job again that did not come to its end, or whose file is no longer kept; answers the new job. What it did
    /// by then is not done twice.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for jobs of others; refused when there is nothing to start again.
    pub async fn restart_job(&self, actor: &Actor, id: i64) -> Result<i64, Failure> {
        let job = followed(&mut self.store.read().await?, actor, id).await?;
        if !self.can_restart(actor, &job) {
            return Err(Failure::refused(
                "只有发起人能重新开始没有完成的任务。",
                "Only a job that did not come to its end can be started again, by who began it.",
            ));
        }
        let organisation = job.organisation_id.ok_or(Failure::NotFound)?;
        let input = match job.kind.as_str() {
            job_kind::ACCEPT_MANY => Self::still_to_accept(job.input, job.result.as_ref())?,
            _ => job.input,
        };
        self.start_job(actor, &job.kind, organisation, input).await
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
}

/// A job, for whoever began it or keeps an eye on long work there.
pub(crate) async fn followed(
    reading: &mut Reading,
    actor: &Actor,
    id: i64,
) -> Result<Job, Failure> {
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
