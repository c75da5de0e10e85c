//! Deciding whether a failed check is let pass, for a time.

use jiff::civil::Date;
use junheng_store::{
    Entry, Evidence, Exemption, ExemptionFilter, FileArea, Page, SubmissionFilter, SubmissionStatus,
};
use serde::Deserialize;
use serde_json::json;

use crate::checked::{DECLINED, GRANTED};
use crate::{Action, Actor, App, Failure, FieldError};

/// What is decided.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DecideExemption {
    /// Whether the check is let pass.
    pub grants: bool,
    /// The last day on which it is, `2025-08-31`; asked for when it is granted.
    pub expires_on: String,
}

/// A request for an exemption, with what it is about.
#[derive(Debug, Clone)]
pub struct ExemptionAsked {
    pub exemption: Exemption,
    pub hand_in: SubmissionStatus,
    pub asked_by: Option<String>,
    pub decided_by: Option<String>,
    /// The name of the evidence's file.
    pub evidence: Option<Evidence>,
}

impl App {
    /// Requests within the person's reach, the undecided first, then the latest.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a county out of reach.
    pub async fn exemptions(
        &self,
        actor: &Actor,
        county: i64,
    ) -> Result<Vec<ExemptionAsked>, Failure> {
        let county = self.county_for(actor, county, Action::ReadRows).await?;
        let mut reading = self.store.read().await?;
        let filter = ExemptionFilter {
            path: Some(county.path.clone()),
            ..ExemptionFilter::default()
        };
        let mut asked = reading.exemptions(&filter, Page::ALL).await?.items;
        asked.sort_by_key(|exemption| exemption.decision.is_some());
        let ids = asked.iter().map(|exemption| exemption.submission_id);
        let hand_ins = SubmissionFilter {
            ids: Some(ids.collect()),
            ..SubmissionFilter::default()
        };
        let hand_ins = reading.submissions(&hand_ins, Page::ALL).await?.items;
        let mut people: Vec<i64> = asked
            .iter()
            .flat_map(|exemption| [exemption.requested_by, exemption.decided_by])
            .flatten()
            .collect();
        people.sort_unstable();
        people.dedup();
        let names = reading.names_of_people(&people).await?;
        let files: Vec<i64> = asked.iter().filter_map(|one| one.evidence_id).collect();
        let files = reading.evidence_of(&files).await?;
        let mut found = Vec::new();
        for exemption in asked {
            let of = hand_ins
                .iter()
                .find(|one| one.id == exemption.submission_id);
            let Some(hand_in) = of.cloned() else { continue };
            let name = |id: Option<i64>| id.and_then(|id| names.get(&id).cloned());
            let file = |file: &&Evidence| Some(file.id) == exemption.evidence_id;
            let evidence = files.iter().find(file).cloned();
            found.push(ExemptionAsked {
                asked_by: name(exemption.requested_by),
                decided_by: name(exemption.decided_by),
                evidence,
                hand_in,
                exemption,
            });
        }
        Ok(found)
    }

    /// Decides on a request, once; not by whoever made it.
    ///
    /// # Errors
    /// Refused when it is decided already or one's own; [`Failure::Invalid`] for the day.
    pub async fn decide_exemption(
        &self,
        actor: &Actor,
        id: i64,
        typed: &DecideExemption,
    ) -> Result<(), Failure> {
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let exemption = writing.exemption(id).await?.ok_or(Failure::NotFound)?;
        let hand_in = super::reviewed::status_of(&mut writing, exemption.submission_id).await?;
        let hand_in = hand_in.ok_or(Failure::NotFound)?;
        actor.require(Action::DecideExemption, &hand_in.path)?;
        let expires_on = decided(&exemption, actor.person, typed, self.today())?;
        let decision = if typed.grants { GRANTED } else { DECLINED };
        writing.decide_exemption(id, decision, expires_on).await?;
        writing
            .journal(Entry {
                verb: "exemption.decide",
                organisation: Some(hand_in.organisation_id),
                subject: format!("exemption/{id}"),
                detail: json!({
                    "decision": decision, "check": exemption.check_id, "submission": hand_in.id,
                    "expires_on": expires_on.map(|day| day.to_string()),
                }),
            })
            .await?;
        writing.commit().await?;
        Ok(())
    }

    /// The file that was put on record for an exemption: its name, kind and bytes.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when there is none within the person's reach.
    pub async fn exemption_evidence(
        &self,
        actor: &Actor,
        id: i64,
    ) -> Result<(Evidence, Vec<u8>), Failure> {
        let mut reading = self.store.read().await?;
        let exemption = reading.exemption(id).await?.ok_or(Failure::NotFound)?;
        let hand_in = super::reviewed::status_of(&mut reading, exemption.submission_id).await?;
        let hand_in = hand_in.ok_or(Failure::NotFound)?;
        actor.require(Action::ReadRows, &hand_in.path)?;
        let evidence = exemption.evidence_id.ok_or(Failure::NotFound)?;
        let evidence = reading.evidence(evidence).await?.ok_or(Failure::NotFound)?;
        let bytes = self
            .store
            .file(FileArea::Evidence, &evidence.digest)
            .await?;
        Ok((evidence, bytes))
    }
}

/// The last day of what is granted, or why nothing can be decided.
fn decided(
    exemption: &Exemption,
    person: i64,
    typed: &DecideExemption,
    today: Date,
) -> Result<Option<Date>, Failure> {
    if exemption.decision.is_some() {
        return Err(Failure::refused(
            "这项豁免已经审批过。",
            "This request has been decided already.",
        ));
    }
    if exemption.requested_by == Some(person) {
        return Err(Failure::refused(
            "是您本人申请的，须由另一人审批。",
            "You asked for it yourself: somebody else must decide.",
        ));
    }
    if !typed.grants {
        return Ok(None);
    }
    match typed.expires_on.trim().parse::<Date>() {
        Ok(day) if day >= today => Ok(Some(day)),
        Ok(_) => Err(wrong_day(
            "有效期已过，请填今天或以后的日期。",
            "That day is past.",
        )),
        Err(_) => Err(wrong_day(
            "请填有效期的最后一天，如 2025-08-31。",
            "The last day, such as 2025-08-31.",
        )),
    }
}

fn wrong_day(zh: &str, en: &str) -> Failure {
    Failure::Invalid(vec![FieldError::new("expires_on", zh, en)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_decided_once_by_somebody_else_and_for_a_time() {
        let today: Date = "2024-10-08".parse().expect("a day");
        let asked = |decision: Option<&str>| Exemption {
            id: 1,
            submission_id: 2,
            check_id: "班额".into(),
            row_key: "甲".into(),
            reason: "撤并".into(),
            evidence_id: None,
            requested_by: Some(7),
            requested_at: jiff::Timestamp::UNIX_EPOCH,
            decided_by: None,
            decided_at: None,
            decision: decision.map(str::to_owned),
            expires_on: None,
        };
        for (decision, person, grants, expires_on, expected) in [
            (None, 9, true, "2024-10-08", "until"),
            (None, 9, true, "2024-10-07", "invalid"),
            (None, 9, true, "", "invalid"),
            (None, 9, false, "", "declined"),
            (None, 7, true, "2025-01-01", "refused"),
            (Some(GRANTED), 9, true, "2025-01-01", "refused"),
        ] {
            let typed = DecideExemption {
                grants,
                expires_on: expires_on.to_owned(),
            };
            let found = match decided(&asked(decision), person, &typed, today) {
                Ok(Some(_)) => "until",
                Ok(None) => "declined",
                Err(Failure::Invalid(_)) => "invalid",
                Err(_) => "refused",
            };
            assert_eq!(
                found, expected,
                "{decision:?} {person} {grants} {expires_on}"
            );
        }
    }
}
