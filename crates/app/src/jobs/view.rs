//! A job as it is shown.

use jiff::Timestamp;
use junheng_model::Wording;
use junheng_store::{Job, JobState};
use serde::Serialize;
use serde_json::Value;

use super::job_kind;
use crate::{Actor, App};

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
    /// What it was asked for, in the writing of its kind.
    #[serde(skip)]
    pub input: Value,
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

impl App {
    pub(super) fn job_view(&self, actor: &Actor, job: Job) -> JobView {
        let live = self.jobs.progress(job.id);
        let kept = || serde_json::from_str(&job.message).unwrap_or_default();
        let (done, total, message) = match &live {
            Some(progress) => progress.so_far(),
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
            input: job.input,
            result: job.result,
        }
    }
}

pub(super) fn can_restart(actor: &Actor, job: &Job) -> bool {
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
        job_kind::FREEZE => Wording::new("冻结学年数据", "Freezing a period"),
        other => Wording::new(other, other),
    }
}

pub(super) fn words_of(kept: Value) -> Wording {
    let text = |name: &str| {
        let text = kept.get(name).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    Wording::new(text("zh"), text("en"))
}
