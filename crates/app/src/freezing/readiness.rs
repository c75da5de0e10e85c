//! How far a period is from being frozen: what would be in, what would be missing.

use std::collections::BTreeSet;

use junheng_rulebook::MatterKind;
use junheng_store::{
    FrozenSubmission, Organisation, Page, Period, Reading, SubmissionFilter, SubmissionStatus,
};

use crate::frozen::versions;
use crate::moving::step;
use crate::{Action, Actor, App, Failure};

/// The fewest letters of a reason for freezing with gaps.
const REASON_LETTERS: usize = 6;

/// How far a period is from being frozen.
#[derive(Debug, Clone)]
pub struct Readiness {
    pub county: Organisation,
    pub period: Period,
    /// Accepted, and in no version yet.
    pub accepted: usize,
    /// In the version before, and unchanged.
    pub unchanged: usize,
    /// What would be missing.
    pub not_ready: Vec<NotReady>,
    /// The number that the version would have.
    pub number: i64,
}

/// A hand-in that is not accepted yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotReady {
    pub hand_in: i64,
    pub organisation: String,
    pub register: String,
    pub state: String,
    pub was_never_opened: bool,
}

/// The hand-ins of a period, told apart by what a freeze does with them.
pub(super) struct Sorted {
    /// Are moved by it.
    pub(super) accepted: Vec<SubmissionStatus>,
    /// Are in the version before.
    pub(super) unchanged: Vec<SubmissionStatus>,
    pub(super) missing: Vec<SubmissionStatus>,
}

impl Sorted {
    pub(super) fn held(&self) -> impl Iterator<Item = &SubmissionStatus> {
        self.accepted.iter().chain(&self.unchanged)
    }

    /// What must not change between reading and writing: what is held, to the revision, and that the rest is still
    /// missing. A school that goes on with its draft meanwhile holds nobody up.
    pub(super) fn stand(&self) -> BTreeSet<(i64, Option<(i64, &str)>)> {
        let held = self.held();
        let held = held.map(|one| (one.id, Some((one.revision, one.state.as_str()))));
        let missing = self.missing.iter().map(|one| (one.id, None));
        held.chain(missing).collect()
    }
}

impl App {
    /// Says what a freeze would hold, and what would be missing.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a county or period out of reach.
    pub async fn before_freezing(
        &self,
        actor: &Actor,
        county: i64,
        period: &str,
    ) -> Result<Readiness, Failure> {
        let county = self.county_for(actor, county, Action::ReadRows).await?;
        let mut reading = self.store.read().await?;
        let period = crate::judged::period_of(&mut reading, &county, Some(period)).await?;
        let sorted = self.sorted(&mut reading, &county, &period).await?;
        let versions = versions(&mut reading, &county, &period).await?;
        Ok(Readiness {
            accepted: sorted.accepted.len(),
            unchanged: sorted.unchanged.len(),
            not_ready: sorted.missing.iter().map(not_ready).collect(),
            number: versions.first().map_or(1, |last| last.number + 1),
            county,
            period,
        })
    }

    /// A period's hand-ins by what a freeze does with them, each by the declaration that it began with.
    pub(super) async fn sorted(
        &self,
        reading: &mut Reading,
        county: &Organisation,
        period: &Period,
    ) -> Result<Sorted, Failure> {
        let filter = SubmissionFilter::of_period(&county.path, period.id);
        let mut sorted = Sorted {
            accepted: Vec::new(),
            unchanged: Vec::new(),
            missing: Vec::new(),
        };
        for status in reading.submissions(&filter, Page::ALL).await?.items {
            let kind = self.kind_begun_with(reading, &status.kind_digest).await?;
            match () {
                () if kind.move_from(&status.state, step::FREEZE).is_some() => {
                    sorted.accepted.push(status);
                }
                () if is_frozen(&kind, &status.state) => sorted.unchanged.push(status),
                () => sorted.missing.push(status),
            }
        }
        Ok(sorted)
    }
}

/// Whether a state is one that freezing leads to.
fn is_frozen(kind: &MatterKind, state: &str) -> bool {
    let freezes = |step: &&junheng_rulebook::Move| step.name == step::FREEZE;
    kind.moves
        .iter()
        .filter(freezes)
        .any(|step| step.to == state)
}

fn not_ready(status: &SubmissionStatus) -> NotReady {
    NotReady {
        hand_in: status.id,
        organisation: status.organisation.clone(),
        register: status.register.clone(),
        state: status.state.clone(),
        was_never_opened: status.first_seen_at.is_none(),
    }
}

pub(super) fn frozen_submission(status: &SubmissionStatus) -> FrozenSubmission {
    FrozenSubmission {
        submission_id: status.id,
        revision: status.revision,
    }
}

/// Whether there is something to freeze, and a reason where one is asked for.
pub(super) fn may_be_frozen(
    sorted: &Sorted,
    is_correction: bool,
    reason: &str,
) -> Result<(), Failure> {
    if sorted.accepted.is_empty() {
        return Err(Failure::refused(
            "没有新审核通过的填报，不需要冻结。",
            "Nothing was accepted since the last version: there is nothing to freeze.",
        ));
    }
    let letters = reason
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .count();
    if letters >= REASON_LETTERS || (sorted.missing.is_empty() && !is_correction) {
        return Ok(());
    }
    let missing = sorted.missing.len();
    let (zh, en) = match missing {
        0 => (
            format!("这是更正后的新版本，请写明更正内容（至少{REASON_LETTERS}个字）。"),
            format!(
                "This is a corrected version: say what was corrected, in at least {REASON_LETTERS} letters."
            ),
        ),
        _ => (
            format!(
                "还有{missing}件没有审核通过。确需冻结的，请写明原因（至少{REASON_LETTERS}个字）；缺的数按缺失处理。"
            ),
            format!(
                "{missing} are not accepted. To freeze all the same, say why in at least {REASON_LETTERS} letters; what is missing stays missing."
            ),
        ),
    };
    Err(Failure::field("reason", zh, en))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up;

    fn status(id: i64) -> SubmissionStatus {
        SubmissionStatus {
            id,
            state: "已审核".into(),
            ..made_up::hand_in()
        }
    }

    #[test]
    fn gaps_and_corrections_need_a_reason() {
        enum Expected {
            Frozen,
            Refused,
            ReasonAsked,
        }
        use Expected::*;
        let reason = "南山小学停办";
        for (accepted, missing, is_correction, reason, expected) in [
            (1, 0, false, "", Frozen),
            (0, 0, false, reason, Refused),
            (0, 3, false, reason, Refused),
            (1, 3, false, "", ReasonAsked),
            (1, 3, false, "停 办", ReasonAsked),
            (1, 3, false, reason, Frozen),
            (1, 0, true, "", ReasonAsked),
            (1, 0, true, reason, Frozen),
        ] {
            let sorted = Sorted {
                accepted: (0..accepted).map(status).collect(),
                unchanged: vec![status(100)],
                missing: (10..10 + missing).map(status).collect(),
            };
            let found = may_be_frozen(&sorted, is_correction, reason);
            let as_expected = match expected {
                Frozen => found.is_ok(),
                Refused => matches!(found, Err(Failure::Refused(_))),
                ReasonAsked => matches!(found, Err(Failure::Invalid(_))),
            };
            assert!(
                as_expected,
                "{accepted} {missing} {is_correction} {reason}: {found:?}"
            );
        }
    }

    #[test]
    fn drafts_may_change_during_a_freeze_and_what_it_holds_may_not() {
        let sorted = |accepted: SubmissionStatus, missing: SubmissionStatus| Sorted {
            accepted: vec![accepted],
            unchanged: Vec::new(),
            missing: vec![missing],
        };
        let later = |id| SubmissionStatus {
            revision: 2,
            state: "草稿".into(),
            ..status(id)
        };
        let before = sorted(status(1), status(2));
        assert_eq!(before.stand(), sorted(status(1), later(2)).stand());
        assert_ne!(before.stand(), sorted(later(1), status(2)).stand());
        // Accepted meanwhile: it would be missing although it need not be.
        let both = Sorted {
            accepted: vec![status(1), status(2)],
            unchanged: Vec::new(),
            missing: Vec::new(),
        };
        assert_ne!(before.stand(), both.stand());
    }
}
