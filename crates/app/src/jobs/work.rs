//! Taking up jobs, doing their work and keeping what became of them.

use junheng_model::Wording;
use junheng_store::{Job, JobState};
use serde::de::DeserializeOwned;

use super::{Done, JobEnd, Lane, Progress, job_kind};
use crate::kept::locked;
use crate::{Actor, App, Failure, incident_number};

impl App {
    /// Does the work of a job.
    async fn carry_out(
        &self,
        actor: &Actor,
        job: &Job,
        progress: &Progress,
    ) -> Result<Done, JobEnd> {
        match job.kind.as_str() {
            job_kind::HAND_IN_FOR_ALL => {
                let input = input_of(job)?;
                self.distribute_to_all(actor, input, progress).await
            }
            job_kind::ACCEPT_MANY => {
                let input = input_of(job)?;
                self.accept_in_background(actor, input, progress).await
            }
            job_kind::FREEZE => {
                let input = input_of(job)?;
                self.freeze_in_background(actor, input, progress).await
            }
            job_kind::OPEN_ACCOUNTS => {
                let input = input_of(job)?;
                self.open_in_background(actor, job.id, input, progress)
                    .await
            }
            job_kind::IMPORT_ORGANISATIONS => {
                let input = input_of(job)?;
                self.import_in_background(actor, input, progress).await
            }
            job_kind::REPORT => {
                let input = input_of(job)?;
                self.report_in_background(actor, job.id, input, progress)
                    .await
            }
            _ => Err(Failure::refused(
                "这个版本不认识这种任务。",
                "This version does not know this kind of job.",
            )
            .into()),
        }
    }

    /// Takes up waiting jobs of a lane until none is left, unless as many as may are running already.
    pub(super) fn work_off_jobs(&self, lane: Lane) {
        let app = self.clone();
        tokio::spawn(async move {
            let Some(_turn) = app.jobs.lanes.turn(lane).await else {
                return;
            };
            loop {
                match app.claim_job(lane).await {
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

    async fn claim_job(&self, lane: Lane) -> Result<Option<Job>, Failure> {
        let mut keeping = self.store.housekeep().await?;
        let claimed = keeping
            .claim_job(&self.jobs.process, lane.kinds(), self.now())
            .await?;
        keeping.commit().await?;
        Ok(claimed)
    }

    async fn work_on(&self, job: Job) {
        let id = job.id;
        let progress = Progress::of(id);
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

    /// Keeps what became of a job that did not end with its last commit.
    async fn end_job(&self, id: i64, ended: Result<Done, JobEnd>) -> Result<(), Failure> {
        let (state, message, result) = match ended {
            Ok(Done::Committed) => return Ok(()),
            Ok(Done::Result(result)) => (JobState::Done, Wording::default(), Some(result)),
            Err(JobEnd::Cancelled) => (JobState::Cancelled, stopped(), None),
            Err(JobEnd::CancelledAfter(done)) => (JobState::Cancelled, stopped_after(), Some(done)),
            Err(JobEnd::Failed(failure)) => (JobState::Failed, said_of(id, failure), None),
        };
        let message = serde_json::to_string(&message)?;
        let mut keeping = self.store.housekeep().await?;
        if let Some(progress) = self.jobs.progress(id) {
            let (done, total, _) = progress.so_far();
            keeping.report_job(id, done, total, None).await?;
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

fn stopped() -> Wording {
    Wording::new(
        "已停止，没有留下只做了一半的内容。",
        "Stopped; nothing half-done was left.",
    )
}

fn stopped_after() -> Wording {
    Wording::new(
        "已停止。停止前已办完的保留，其余没有动。",
        "Stopped. What was done by then stays; the rest was left alone.",
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

#[cfg(test)]
mod tests {
    use super::super::view::words_of;
    use super::*;

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
