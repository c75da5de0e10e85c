//! What happened, what is going on, and how a figure came about.

use junheng_model::Verdict;

use super::Link;

/// One move of a matter, the newest first on the page.
#[derive(Debug, Clone, Default)]
pub struct HistoryEntry {
    /// `2026-03-02 14:05`
    pub at: String,
    /// Name and role of who moved it.
    pub by: String,
    /// The move's name: 提交, 退回.
    pub done: String,
    /// The state that it led to.
    pub state: String,
    pub remark: String,
    /// A name of `crates/web/icons.txt`.
    pub icon: &'static str,
    pub links: Vec<Link>,
}

/// What a reviewer remarked on a cell.
#[derive(Debug, Clone, Default)]
pub struct Remark {
    /// Row and column in words: `向阳小学 · 专任教师数`.
    pub place: String,
    pub href: String,
    pub text: String,
    pub by: String,
    pub at: String,
}

/// Long work. A page with one that is running asks again every second while scripts are on, and otherwise draws itself
/// again every few seconds.
#[derive(Debug, Clone, Default)]
pub struct JobProgress {
    /// Empty where the page has it as its title.
    pub title: String,
    /// Its own page, for lists; empty on that page itself.
    pub href: String,
    /// What it is about, beside its title.
    pub about: String,
    /// When it was begun: `11-22 19:28`.
    pub begun: String,
    pub state: JobState,
    pub done: u64,
    /// Nought while it is not known.
    pub total: u64,
    /// What it is doing, what came of it, or why it failed.
    pub message: String,
    /// What one should know of what came out, for instance until when it is kept.
    pub hint: String,
    /// Answers with this component alone; asked again while the job runs.
    pub refresh: String,
    /// Where a POST cancels it; empty when it cannot be.
    pub cancel: String,
    /// Where a POST starts it again; empty when it cannot be.
    pub restart: String,
    /// What came out; without a label nothing yet.
    pub result: Link,
    /// What is handed out once, by a POST; without a label nothing.
    pub take: Link,
}

impl JobProgress {
    /// Whether there is anything to press.
    pub fn has_actions(&self) -> bool {
        let can_stop = self.state.is_open() && !self.cancel.is_empty();
        let can_fetch = !self.result.label.is_empty() || !self.take.label.is_empty();
        can_stop || can_fetch || !self.restart.is_empty()
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum JobState {
    #[default]
    Waiting,
    Running,
    Done,
    Failed,
    Cancelled,
}

impl JobState {
    pub const fn is_open(self) -> bool {
        matches!(self, JobState::Waiting | JobState::Running)
    }

    pub const fn class(self) -> &'static str {
        match self {
            JobState::Waiting | JobState::Running => "running",
            JobState::Done => "done",
            JobState::Failed => "failed",
            JobState::Cancelled => "cancelled",
        }
    }

    pub const fn word(self, lang: &crate::lang::Lang) -> &'static str {
        match self {
            JobState::Waiting => lang.say("排队中", "waiting"),
            JobState::Running => lang.say("进行中", "running"),
            JobState::Done => lang.say("已完成", "done"),
            JobState::Failed => lang.say("未完成", "failed"),
            JobState::Cancelled => lang.say("已取消", "cancelled"),
        }
    }
}

/// How a figure came about: numerator, denominator, bound, and the rows that were counted.
#[derive(Debug, Clone)]
pub struct Calculation {
    /// `生均教学及辅助用房面积`
    pub name: String,
    /// `向阳小学 · 小学`
    pub unit_name: String,
    pub value: String,
    pub unit: String,
    pub verdict: Verdict,
    pub numerator_words: String,
    pub numerator: String,
    pub denominator_words: String,
    pub denominator: String,
    /// Operator and bound, for instance `≥ 4.5`.
    pub threshold: String,
    /// The article that asks, with its document.
    pub source: String,
    pub source_href: String,
    /// What is missing in natural units: `还差 87 m²`; empty when met.
    pub gap: String,
    /// How common rooms were split between stages, notes on parameters; one sentence each.
    pub remarks: Vec<String>,
    pub rows: Vec<CalculationRow>,
}

/// A row that was counted.
#[derive(Debug, Clone, Default)]
pub struct CalculationRow {
    pub what: String,
    /// What it adds to the numerator and to the denominator; empty for nothing.
    pub numerator: String,
    pub denominator: String,
    /// `学校信息 F17`, and the file's name.
    pub cell: String,
    pub file: String,
    pub href: String,
}
