//! A hand-in as its reviewer finds it.

use std::collections::BTreeMap;

use junheng_store::{Page, Period, Reading, SubmissionFilter, SubmissionStatus};

use crate::moving::Conditions;
use crate::{Action, Actor, App, Failure, Fault, checked};

/// A hand-in, and its period.
pub(crate) struct Reviewed {
    pub status: SubmissionStatus,
    pub period: Period,
}

impl App {
    /// A hand-in that the person may see.
    pub(crate) async fn hand_in_for(
        &self,
        reading: &mut Reading,
        actor: &Actor,
        id: i64,
    ) -> Result<Reviewed, Failure> {
        let status = status_of(reading, id).await?.ok_or(Failure::NotFound)?;
        actor.require(Action::ReadRows, &status.path)?;
        let period = reading.period(status.period_id).await?;
        let lost = Failure::Ours(Fault::Broken("a hand-in without its period"));
        Ok(Reviewed {
            status,
            period: period.ok_or(lost)?,
        })
    }

    /// The county that an organisation lies in, or is.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn county_above(&self, actor: &Actor, path: &str) -> Result<Option<i64>, Failure> {
        let mut reading = self.store.read().await?;
        let above = reading.organisations_above(path).await?;
        let county = above.iter().find(|one| one.kind == crate::kind::COUNTY);
        Ok(county
            .filter(|county| actor.may(Action::ReadRows, &county.path))
            .map(|county| county.id))
    }

    /// What stands against the moves of many hand-ins below a path, by hand-in.
    pub(crate) async fn conditions_of(
        &self,
        reading: &mut Reading,
        path: &str,
        period: &Period,
        hand_ins: &[SubmissionStatus],
    ) -> Result<BTreeMap<i64, Conditions>, Failure> {
        let failed = self.failed_checks(reading, path, period).await?;
        let ids: Vec<i64> = hand_ins.iter().map(|hand_in| hand_in.id).collect();
        let said = self.said_of_checks(reading, path, period, &ids).await?;
        let today = self.today();
        let of = |status: &SubmissionStatus| {
            let failed = failed.get(&status.id).map_or(&[][..], Vec::as_slice);
            let nothing = checked::SaidOfChecks::default();
            let said = said.get(&status.id).unwrap_or(&nothing);
            (status.id, checked::conditions(status, failed, said, today))
        };
        Ok(hand_ins.iter().map(of).collect())
    }
}

/// A hand-in by its id.
pub(crate) async fn status_of(
    reading: &mut Reading,
    id: i64,
) -> Result<Option<SubmissionStatus>, Failure> {
    let by_id = SubmissionFilter {
        ids: Some(vec![id]),
        ..SubmissionFilter::default()
    };
    let found = reading.submissions(&by_id, Page::first(1)).await?;
    Ok(found.items.into_iter().next())
}
