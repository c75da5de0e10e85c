//! A job as it is shown.

use jiff::Timestamp;
use junheng_model::Wording;
use junheng_store::{Job, JobState};
use serde::Serialize;
use serde_json::Value;

use super::outcome::{Offer, about, said_of_result, title};
use crate::{Actor, App};

/// A job as its page shows it.
#[derive(Debug, Clone, Serialize)]
pub struct JobView {
    pub id: i64,
    pub kind: String,
    pub title: Wording,
    /// Which period, version or policy it is about; empty where there is nothing to tell apart.
    pub about: Wording,
    #[serde(serialize_with = "state_code")]
    pub state: JobState,
    pub done: i64,
    /// Nought while it is not known.
    pub total: i64,
    /// What it is doing, what came of it, or why it ended as it did.
    pub message: Wording,
    /// What it was asked for, in the writing of its kind.
    #[serde(skip)]
    pub input: Value,
    /// What came out, in the writing of its kind.
    pub result: Option<Value>,
    /// What whoever asks can fetch from it.
    #[serde(skip)]
    pub offer: Option<Offer>,
    #[serde(serialize_with = "instant")]
    pub created_at: Timestamp,
    #[serde(skip)]
    pub ended_at: Option<Timestamp>,
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

impl App {
    pub(super) fn job_view(&self, actor: &Actor, job: Job) -> JobView {
        // Between a job's end and the moment when its work is put away, its end is what counts.
        let live = self.jobs.progress(job.id);
        let live = live.filter(|_| !job.state.is_over());
        let kept = || serde_json::from_str(&job.message).unwrap_or_default();
        let (done, total, message) = match &live {
            Some(progress) => progress.so_far(),
            None => (job.done, job.total, words_of(kept())),
        };
        let message = match job.state {
            JobState::Waiting => Wording::new(
                "前面的任务办完就开始。",
                "It begins when those before it are over.",
            ),
            JobState::Done => job
                .result
                .as_ref()
                .map_or(message, |result| said_of_result(&job.kind, result)),
            JobState::Interrupted => Wording::new(
                "系统重新启动时中断了。已经办完的保留，没有只做了一半的内容，可以重新开始。",
                "A restart interrupted it. What was done stays, nothing is half-done; it can be started again.",
            ),
            _ => message,
        };
        JobView {
            id: job.id,
            title: title(&job),
            about: about(&job, &self.rulebook),
            offer: self.offer(actor, &job),
            state: job.state,
            done,
            total,
            message,
            created_at: job.created_at,
            ended_at: job.ended_at,
            may_cancel: !job.state.is_over(),
            may_restart: self.can_restart(actor, &job),
            kind: job.kind,
            input: job.input,
            result: job.result,
        }
    }
}

pub(super) fn words_of(kept: Value) -> Wording {
    let text = |name: &str| {
        let text = kept.get(name).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    Wording::new(text("zh"), text("en"))
}
