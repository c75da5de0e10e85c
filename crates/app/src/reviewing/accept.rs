//! Accepting hand-ins: one, or hundreds in one action, each with its own answer.

use std::collections::BTreeMap;

use junheng_model::Wording;
use junheng_store::{Entry, MatterMove, Page, Period, SubmissionFilter, SubmissionStatus, Writing};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::jobs::{Done, JobEnd, Progress, job_kind};
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
    ) -> Result<Done, JobEnd> {
        let (_, done) = self.accept_telling(actor, input, progress).await?;
        Ok(done)
    }

    /// Accepts many hand-ins of a county and period, and waits for it; each gets its own answer.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a county or period out of reach.
    pub async fn accept_many(
        &self,
        actor: &Actor,
        county: i64,
        period: &str,
        wanted: ReviewAll,
    ) -> Result<Vec<Answer>, Failure> {
        let input = AcceptInput {
            county,
            period: period.to_owned(),
            wanted,
        };
        // Nobody knows of this progress, so nobody can stop it.
        let accepted = self
            .accept_telling(actor, input, &Progress::default())
            .await;
        accepted
            .map(|(answers, _)| answers)
            .map_err(JobEnd::unstopped)
    }

    /// What a job that accepts many has still to do: all but what it accepted before it ended.
    pub(crate) fn still_to_accept(input: Value, result: Option<&Value>) -> Result<Value, Failure> {
        let mut input: AcceptInput = serde_json::from_value(input)?;
        let answers = result.map_or_else(Vec::new, Answer::all_of);
        let is_accepted = |hand_in: &i64| {
            let mut accepted = answers.iter().filter(|answer| answer.reasons.is_empty());
            accepted.any(|answer| answer.hand_in == *hand_in)
        };
        input.wanted.hand_ins.retain(|id| !is_accepted(id));
        Ok(serde_json::to_value(input)?)
    }

    /// Accepts part by part. With each part the answers so far are kept, with the last the job's end.
    async fn accept_telling(
        &self,
        actor: &Actor,
        input: AcceptInput,
        progress: &Progress,
    ) -> Result<(Vec<Answer>, Done), JobEnd> {
        let wanted = &input.wanted;
        let total = wanted.hand_ins.len();
        let tell = |done: usize| {
            let words = Wording::new("正在逐件审核", "accepting one by one");
            progress.tell(done, total, words)
        };
        tell(0)?;
        let Sighted {
            period,
            hand_ins,
            mut conditions,
        } = self.sighted(actor, &input).await?;
        let mut parts = hand_ins.chunks(IN_ONE_WRITE).peekable();
        let mut answers = Vec::with_capacity(hand_ins.len());
        while let Some(hand_ins) = parts.next() {
            let part = Part {
                period: &period,
                fields: &wanted.fields,
                hand_ins,
            };
            let (writing, some) = self.accept_part(actor, part, &mut conditions).await?;
            answers.extend(some);
            let so_far = serde_json::to_value(&answers).map_err(Failure::from)?;
            let is_stopped = tell(answers.len()).is_err();
            match (writing, parts.peek()) {
                (Some(writing), None) => {
                    let done = progress.finish(writing, &so_far).await?;
                    return Ok((answers, done));
                }
                (Some(writing), Some(_)) => progress.commit_part(writing, &so_far).await?,
                (None, _) => {}
            }
            if is_stopped && parts.peek().is_some() {
                return Err(JobEnd::CancelledAfter(so_far));
            }
        }
        let all = serde_json::to_value(&answers).map_err(Failure::from)?;
        Ok((answers, Done::Result(all)))
    }

    /// The hand-ins as they are before anything is written, with what their checks said.
    async fn sighted(&self, actor: &Actor, input: &AcceptInput) -> Result<Sighted, Failure> {
        let county = self
            .county_for(actor, input.county, Action::ReadRows)
            .await?;
        let mut reading = self.store.read().await?;
        let period = crate::judged::period_of(&mut reading, &county, Some(&input.period)).await?;
        let filter = SubmissionFilter {
            ids: Some(input.wanted.hand_ins.clone()),
            ..SubmissionFilter::of_period(&county.path, period.id)
        };
        let hand_ins = reading.submissions(&filter, Page::ALL).await?.items;
        let conditions = self
            .conditions_of(&mut reading, &county.path, &period, &hand_ins)
            .await?;
        Ok(Sighted {
            period,
            hand_ins,
            conditions,
        })
    }

    /// Accepts some in one write, which is still to be committed; there is none when none was accepted.
    async fn accept_part(
        &self,
        actor: &Actor,
        part: Part<'_>,
        conditions: &mut BTreeMap<i64, Conditions>,
    ) -> Result<(Option<Writing>, Vec<Answer>), Failure> {
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let ids: Vec<i64> = part.hand_ins.iter().map(|hand_in| hand_in.id).collect();
        let filter = SubmissionFilter {
            ids: Some(ids.clone()),
            ..SubmissionFilter::default()
        };
        let now = writing.submissions(&filter, Page::ALL).await?.items;
        let moves = writing.moves_of(&ids).await?;
        let mut answers = Vec::with_capacity(ids.len());
        let mut accepted_any = false;
        for before in part.hand_ins {
            let checked = Checked {
                before,
                now: now.iter().find(|now| now.id == before.id).unwrap_or(before),
                moves: moves.get(&before.id).map_or(&[][..], Vec::as_slice),
                conditions: conditions.remove(&before.id).unwrap_or_default(),
            };
            let accepted = self
                .accept_checked(&mut writing, actor, part.period, part.fields, checked)
                .await?;
            accepted_any |= accepted.is_ok();
            answers.push(answer(before, accepted)?);
        }
        Ok((accepted_any.then_some(writing), answers))
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

/// What a job works on, as it was before it began to write.
struct Sighted {
    period: Period,
    hand_ins: Vec<SubmissionStatus>,
    conditions: BTreeMap<i64, Conditions>,
}

/// Hand-ins that are accepted in one write.
struct Part<'a> {
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
    fn what_was_accepted_before_an_interruption_is_not_asked_for_again() {
        let input = json!({
            "county": 3, "period": "2024-2025",
            "wanted": { "hand_ins": [11, 12, 13], "fields": { "意见": "同意" } },
        });
        let answers = json!([
            { "hand_in": 11, "reasons": [] },
            { "hand_in": 12, "reasons": [{ "zh": "缺说明", "en": "Words are missing" }] },
        ]);
        let still = App::still_to_accept(input.clone(), Some(&answers)).expect("an input");
        assert_eq!(still["wanted"]["hand_ins"], json!([12, 13]));
        assert_eq!(still["wanted"]["fields"], input["wanted"]["fields"]);
        let all = App::still_to_accept(input.clone(), None).expect("an input");
        assert_eq!(all, input, "nothing was done by then");
    }
}
