//! Accepting hand-ins: one, or hundreds in one action, each with its own answer.

use std::collections::BTreeMap;

use junheng_model::Wording;
use junheng_store::{Entry, MatterMove, Page, Period, SubmissionFilter, SubmissionStatus, Writing};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::jobs::{JobEnd, Progress, job_kind};
use crate::moving::{Conditions, Movable, Wish, refusal, step};
use crate::{Action, Actor, App, Failure};

/// So many hand-ins are accepted in one write: enough to be quick, few enough to let others in between.
const IN_ONE_WRITE: usize = 25;

/// What is accepted in one action.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ReviewAll {
    /// The hand-ins.
    pub hand_ins: Vec<i64>,
    /// The declared fields of the move, by name; said of each.
    pub fields: BTreeMap<String, String>,
}

/// What the job works on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AcceptInput {
    county: i64,
    period: String,
    wanted: ReviewAll,
}

/// What came of one hand-in of many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    pub hand_in: i64,
    pub organisation: String,
    pub register: String,
    /// The state that it is in now.
    pub state: String,
    /// Why it was not accepted; empty when it was.
    pub reasons: Vec<Wording>,
}

impl App {
    /// Accepts a hand-in.
    ///
    /// # Errors
    /// Refused with every reason; [`Failure::Invalid`] for what was typed.
    pub async fn accept(
        &self,
        actor: &Actor,
        id: i64,
        fields: &BTreeMap<String, String>,
    ) -> Result<(), Failure> {
        let mut reading = self.store.read().await?;
        let reviewed = self.hand_in_for(&mut reading, actor, id).await?;
        let (status, period) = (reviewed.status, reviewed.period);
        let one = std::slice::from_ref(&status);
        let mut conditions = self
            .conditions_of(&mut reading, &status.path, &period, one)
            .await?;
        drop(reading);
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let now = super::reviewed::status_of(&mut writing, id).await?;
        let moves = writing.moves(id).await?;
        let checked = Checked {
            before: &status,
            now: now.as_ref().unwrap_or(&status),
            moves: &moves,
            conditions: conditions.remove(&id).unwrap_or_default(),
        };
        let accepted = self
            .accept_checked(&mut writing, actor, &period, fields, checked)
            .await?;
        accepted?;
        writing.commit().await?;
        Ok(())
    }

    /// Begins to accept many hand-ins in the background; answers the job. Its result is what came of each; when it is
    /// stopped, of those that were looked at by then.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a county or period out of reach.
    pub async fn accept_many_later(
        &self,
        actor: &Actor,
        county: i64,
        period: &str,
        wanted: ReviewAll,
    ) -> Result<i64, Failure> {
        let county = self.county_for(actor, county, Action::ReadRows).await?;
        let mut reading = self.store.read().await?;
        crate::judged::period_of(&mut reading, &county, Some(period)).await?;
        drop(reading);
        let input = AcceptInput {
            county: county.id,
            period: period.to_owned(),
            wanted,
        };
        let input = serde_json::to_value(input)?;
        self.start_job(actor, job_kind::ACCEPT_MANY, county.id, input)
            .await
    }

    /// The job.
    pub(crate) async fn accept_in_background(
        &self,
        actor: &Actor,
        input: AcceptInput,
        progress: &Progress,
    ) -> Result<Value, JobEnd> {
        let total = input.wanted.hand_ins.len();
        let says = || Wording::new("正在逐件审核", "accepting one by one");
        progress.tell(0, total, says())?;
        let mut is_stopped = false;
        let mut go_on = |done: usize| {
            is_stopped = progress.tell(done, total, says()).is_err();
            !is_stopped
        };
        let answers = self
            .accept_many(
                actor,
                input.county,
                &input.period,
                &input.wanted,
                &mut go_on,
            )
            .await?;
        ended(&answers, total, is_stopped)
    }

    /// Accepts many hand-ins of a county and period; each gets its own answer. `progress` is told how many are
    /// done and answers whether to go on.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a county or period out of reach.
    pub async fn accept_many(
        &self,
        actor: &Actor,
        county: i64,
        period: &str,
        wanted: &ReviewAll,
        progress: &mut (dyn FnMut(usize) -> bool + Send),
    ) -> Result<Vec<Answer>, Failure> {
        let county = self.county_for(actor, county, Action::ReadRows).await?;
        let mut reading = self.store.read().await?;
        let period = crate::judged::period_of(&mut reading, &county, Some(period)).await?;
        let filter = SubmissionFilter {
            ids: Some(wanted.hand_ins.clone()),
            ..SubmissionFilter::of_period(&county.path, period.id)
        };
        let before = reading.submissions(&filter, Page::ALL).await?.items;
        let mut conditions = self
            .conditions_of(&mut reading, &county.path, &period, &before)
            .await?;
        drop(reading);
        let mut answers = Vec::with_capacity(before.len());
        for chunk in before.chunks(IN_ONE_WRITE) {
            let chunk = Chunk {
                period: &period,
                fields: &wanted.fields,
                hand_ins: chunk,
            };
            answers.extend(self.accept_chunk(actor, chunk, &mut conditions).await?);
            if !progress(answers.len()) {
                break;
            }
        }
        Ok(answers)
    }

    async fn accept_chunk(
        &self,
        actor: &Actor,
        chunk: Chunk<'_>,
        conditions: &mut BTreeMap<i64, Conditions>,
    ) -> Result<Vec<Answer>, Failure> {
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let ids: Vec<i64> = chunk.hand_ins.iter().map(|hand_in| hand_in.id).collect();
        let filter = SubmissionFilter {
            ids: Some(ids.clone()),
            ..SubmissionFilter::default()
        };
        let now = writing.submissions(&filter, Page::ALL).await?.items;
        let moves = writing.moves_of(&ids).await?;
        let mut answers = Vec::with_capacity(ids.len());
        let mut accepted_any = false;
        for before in chunk.hand_ins {
            let checked = Checked {
                before,
                now: now.iter().find(|now| now.id == before.id).unwrap_or(before),
                moves: moves.get(&before.id).map_or(&[][..], Vec::as_slice),
                conditions: conditions.remove(&before.id).unwrap_or_default(),
            };
            let accepted = self
                .accept_checked(&mut writing, actor, chunk.period, chunk.fields, checked)
                .await?;
            accepted_any |= accepted.is_ok();
            answers.push(answer(before, accepted)?);
        }
        if accepted_any {
            writing.commit().await?;
        }
        Ok(answers)
    }

    /// Accepts a hand-in whose checks were run before this write began; the inner result is a refusal, the outer
    /// a failure of ours.
    async fn accept_checked(
        &self,
        writing: &mut Writing,
        actor: &Actor,
        period: &Period,
        fields: &BTreeMap<String, String>,
        checked: Checked<'_>,
    ) -> Result<Result<String, Failure>, Failure> {
        let status = checked.now;
        if (status.revision, &status.state) != (checked.before.revision, &checked.before.state) {
            return Ok(Err(Failure::refused(
                "刚才又有改动，请看过最新的数再审核。",
                "It has just been changed: look at the latest figures first.",
            )));
        }
        let wish = Wish {
            step: step::ACCEPT,
            fields,
        };
        let hand_in = Movable {
            status,
            period_due: period.due_on,
            moves: checked.moves,
            conditions: checked.conditions,
        };
        let state = match self.make_move(writing, actor, wish, hand_in).await? {
            Ok(state) => state,
            Err(reasons) => return Ok(Err(refusal(reasons))),
        };
        writing.settle_remarks(status.id).await?;
        writing
            .journal(Entry {
                verb: "submission.accept",
                organisation: Some(status.organisation_id),
                subject: format!("submission/{}", status.id),
                detail: json!({ "revision": status.revision }),
            })
            .await?;
        Ok(Ok(state))
    }
}

impl Answer {
    /// The answers in a job's result.
    pub fn all_of(result: &Value) -> Vec<Answer> {
        let text = |value: &Value, name: &str| {
            let text = value.get(name).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        let answer = |value: &Value| Answer {
            hand_in: value.get("hand_in").and_then(Value::as_i64).unwrap_or(0),
            organisation: text(value, "organisation"),
            register: text(value, "register"),
            state: text(value, "state"),
            reasons: value.get("reasons").and_then(Value::as_array).map_or_else(
                Vec::new,
                |reasons| {
                    let wording = |why| Wording::new(text(why, "zh"), text(why, "en"));
                    reasons.iter().map(wording).collect()
                },
            ),
        };
        let all = result.as_array();
        all.map_or_else(Vec::new, |all| all.iter().map(answer).collect())
    }
}

/// Hand-ins that are accepted in one write.
struct Chunk<'a> {
    period: &'a Period,
    fields: &'a BTreeMap<String, String>,
    hand_ins: &'a [SubmissionStatus],
}

/// A hand-in whose checks were run.
struct Checked<'a> {
    /// As it was when they ran.
    before: &'a SubmissionStatus,
    now: &'a SubmissionStatus,
    moves: &'a [MatterMove],
    conditions: Conditions,
}

/// How the job ends: one that was stopped before its last hand-in keeps the answers of those before.
fn ended(answers: &[Answer], total: usize, is_stopped: bool) -> Result<Value, JobEnd> {
    let is_cut = is_stopped && answers.len() < total;
    let answers = serde_json::to_value(answers).map_err(Failure::from)?;
    match is_cut {
        true => Err(JobEnd::CancelledAfter(answers)),
        false => Ok(answers),
    }
}

/// The answer for one of many.
fn answer(before: &SubmissionStatus, accepted: Result<String, Failure>) -> Result<Answer, Failure> {
    let (state, reasons) = match accepted {
        Ok(state) => (state, Vec::new()),
        Err(Failure::Refused(reasons)) => (before.state.clone(), reasons),
        Err(Failure::Invalid(fields)) => {
            let messages = fields.into_iter().map(|field| field.message);
            (before.state.clone(), messages.collect())
        }
        Err(other) => return Err(other),
    };
    Ok(Answer {
        hand_in: before.id,
        organisation: before.organisation.clone(),
        register: before.register.clone(),
        state,
        reasons,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stopped_midway_the_answers_of_what_was_done_stay() {
        let answer = |hand_in| Answer {
            hand_in,
            organisation: "向阳小学".to_owned(),
            register: "教师".to_owned(),
            state: "已审核".to_owned(),
            reasons: Vec::new(),
        };
        let some = [answer(1), answer(2)];
        let Err(JobEnd::CancelledAfter(kept)) = ended(&some, 5, true) else {
            panic!("stopped after two of five")
        };
        assert_eq!(Answer::all_of(&kept), some);
        assert!(
            ended(&some, 2, true).is_ok(),
            "asked to stop at the very end"
        );
        assert!(ended(&some, 2, false).is_ok());
    }
}
