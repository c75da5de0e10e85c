//! What came of a job, in words and as something to fetch.

use jiff::{SignedDuration, Timestamp};
use junheng_model::Wording;
use junheng_rulebook::Rulebook;
use junheng_store::{Job, JobState};
use serde_json::Value;

use super::job_kind;
use crate::organisations::ImportInput;
use crate::reading::{MadeReport, RESULTS_KEPT_HOURS, ReportForm, ReportInput};
use crate::{Actor, App};

/// What can be fetched from a job that is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// A file, as often as one likes until it is cleared away.
    File {
        name: String,
        /// Bytes.
        size: usize,
        until: Timestamp,
    },
    /// The first passwords of new accounts: once, and by who began the job.
    FirstPasswords { until: Timestamp },
}

impl App {
    /// What somebody can fetch from a job.
    pub(super) fn offer(&self, actor: &Actor, job: &Job) -> Option<Offer> {
        match job.kind.as_str() {
            job_kind::REPORT if job.by_person == Some(actor.person) => {
                let made: MadeReport = serde_json::from_value(job.result.clone()?).ok()?;
                let until = kept_until(job).filter(|until| *until > self.now())?;
                Some(Offer::File {
                    name: made.name,
                    size: made.size,
                    until,
                })
            }
            job_kind::OPEN_ACCOUNTS if job.state == JobState::Done => {
                let until = self.handovers.until(job.id, actor.person, self.now())?;
                Some(Offer::FirstPasswords { until })
            }
            _ => None,
        }
    }

    /// Whether the file that a job made is not due to be cleared away.
    pub(crate) fn is_result_kept(&self, job: &Job) -> bool {
        kept_until(job).is_some_and(|until| until > self.now())
    }

    /// Whether somebody may start a job again: his own, when it did not come to its end or its file is gone.
    pub(super) fn can_restart(&self, actor: &Actor, job: &Job) -> bool {
        let is_worth_it = match job.state {
            JobState::Failed | JobState::Cancelled | JobState::Interrupted => true,
            JobState::Done => job.kind == job_kind::REPORT && !self.is_result_kept(job),
            JobState::Waiting | JobState::Running => false,
        };
        is_worth_it && job.by_person == Some(actor.person)
    }
}

fn kept_until(job: &Job) -> Option<Timestamp> {
    let ended_at = job.ended_at.filter(|_| job.state == JobState::Done)?;
    Some(ended_at + SignedDuration::from_hours(RESULTS_KEPT_HOURS))
}

/// What a job is called.
pub(super) fn title(job: &Job) -> Wording {
    match job.kind.as_str() {
        job_kind::HAND_IN_FOR_ALL => Wording::new("全县批量导入", "Handing in for all"),
        job_kind::ACCEPT_MANY => Wording::new("批量审核", "Accepting many"),
        job_kind::FREEZE => Wording::new("冻结学年数据", "Freezing a period"),
        job_kind::OPEN_ACCOUNTS => Wording::new("为学校开账号", "Accounts for schools"),
        job_kind::IMPORT_ORGANISATIONS => Wording::new("导入单位", "Importing organisations"),
        job_kind::REPORT => match form_of(job) {
            Some(ReportForm::Word) => Wording::new("自评报告（Word）", "Self-assessment (Word)"),
            Some(ReportForm::Excel) => Wording::new("评估结果（Excel）", "Findings (Excel)"),
            None => Wording::new("报告", "Report"),
        },
        other => Wording::new(other, other),
    }
}

/// What tells a job from others of its kind.
pub(super) fn about(job: &Job, rulebook: &Rulebook) -> Wording {
    match job.kind.as_str() {
        job_kind::REPORT => {
            let input: Option<ReportInput> = serde_json::from_value(job.input.clone()).ok();
            input.map_or_else(Wording::default, |input| input.about(rulebook))
        }
        job_kind::IMPORT_ORGANISATIONS => {
            let input: Option<ImportInput> = serde_json::from_value(job.input.clone()).ok();
            input.map_or_else(Wording::default, |input| {
                Wording::new(input.file_name.clone(), input.file_name)
            })
        }
        job_kind::FREEZE | job_kind::ACCEPT_MANY => {
            let period = job.input.get("period").and_then(Value::as_str);
            let period = period.unwrap_or_default();
            Wording::new(period, period)
        }
        _ => Wording::default(),
    }
}

fn form_of(job: &Job) -> Option<ReportForm> {
    let input: ReportInput = serde_json::from_value(job.input.clone()).ok()?;
    Some(input.form)
}

/// What came of a job that is done, in a sentence; nothing where it is a file.
pub(super) fn said_of_result(kind: &str, result: &Value) -> Wording {
    let count = |name: &str| result.get(name).and_then(Value::as_u64).unwrap_or(0);
    match kind {
        job_kind::FREEZE => Wording::new(
            format!(
                "已冻结为第{}版：{}份填报，缺报{}份。",
                count("number"),
                count("hand_ins"),
                count("missing")
            ),
            format!(
                "Frozen as version {}: {} hand-ins, {} missing.",
                count("number"),
                count("hand_ins"),
                count("missing")
            ),
        ),
        job_kind::OPEN_ACCOUNTS => Wording::new(
            format!(
                "新开{}个账号，换发首次密码{}个，另有{}个没有动。",
                count("opened"),
                count("renewed"),
                count("passed_over")
            ),
            format!(
                "{} accounts opened, {} first passwords renewed, {} left alone.",
                count("opened"),
                count("renewed"),
                count("passed_over")
            ),
        ),
        job_kind::ACCEPT_MANY => said_of_answers(result),
        job_kind::IMPORT_ORGANISATIONS => said_of_list(count("added"), count("known")),
        job_kind::HAND_IN_FOR_ALL => Wording::new(
            format!(
                "{}个单位的{}份填报存为草稿，{}行没有保存。",
                count("organisations"),
                count("hand_ins"),
                count("refused")
            ),
            format!(
                "{} hand-ins of {} organisations kept as drafts, {} rows not kept.",
                count("hand_ins"),
                count("organisations"),
                count("refused")
            ),
        ),
        _ => Wording::default(),
    }
}

fn said_of_answers(answers: &Value) -> Wording {
    let answers = answers.as_array().map_or(&[][..], Vec::as_slice);
    let is_accepted = |answer: &&Value| answer["reasons"].as_array().is_some_and(Vec::is_empty);
    let accepted = answers.iter().filter(is_accepted).count();
    let refused = answers.len() - accepted;
    Wording::new(
        format!("通过{accepted}份，没有通过{refused}份。"),
        format!("{accepted} accepted, {refused} not."),
    )
}

fn said_of_list(added: u64, known: u64) -> Wording {
    Wording::new(
        format!("添加{added}个单位，另有{known}个原来就有。"),
        format!("{added} added, {known} were there already."),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_came_of_a_job_is_said_in_a_sentence() {
        let frozen = json!({ "number": 2, "digest": "", "hand_ins": 96, "missing": 3 });
        let said = said_of_result(job_kind::FREEZE, &frozen);
        assert_eq!(said.zh, "已冻结为第2版：96份填报，缺报3份。");
        let opened = json!({ "opened": 48, "renewed": 2, "passed_over": 5 });
        let said = said_of_result(job_kind::OPEN_ACCOUNTS, &opened);
        assert_eq!(said.zh, "新开48个账号，换发首次密码2个，另有5个没有动。");
        let answers = json!([{ "reasons": [] }, { "reasons": ["缺说明"] }, { "reasons": [] }]);
        let said = said_of_result(job_kind::ACCEPT_MANY, &answers);
        assert_eq!(said.zh, "通过2份，没有通过1份。");
    }
}
