//! How a hand-in stands before it is submitted: what its checks say, and what stands in the way.

use junheng_model::Wording;
use junheng_rulebook::Condition;
use junheng_store::{Period, Reading, StoredRow, SubmissionStatus};

use crate::checked::{self, FailedCheck, SaidOfChecks};
use crate::moving::Conditions;
use crate::{App, Failure};

/// How a hand-in stands.
#[derive(Debug, Clone)]
pub(crate) struct Readiness {
    pub period: Period,
    pub rows: Vec<StoredRow>,
    pub failed: Vec<FailedCheck>,
    pub said: SaidOfChecks,
    pub conditions: Conditions,
}

impl App {
    /// Finds out what stands against the conditions that the declaration of 填报 names, but for who reviews. Figures
    /// that did not change since somebody asked last are not checked again.
    pub(crate) async fn readiness(
        &self,
        reading: &mut Reading,
        status: &SubmissionStatus,
    ) -> Result<Readiness, Failure> {
        let period = reading.period(status.period_id).await?;
        let period = period.ok_or(Failure::NotFound)?;
        let rows = reading.rows_at(status.id, status.revision).await?;
        let failed = self.failed_checks(reading, &status.path, &period).await?;
        let failed = failed.get(&status.id).cloned().unwrap_or_default();
        let said = self
            .said_of_checks(reading, &status.path, &period, &[status.id])
            .await?
            .remove(&status.id)
            .unwrap_or_default();
        Ok(Readiness {
            conditions: checked::conditions(status, &failed, &said, self.today()),
            period,
            rows,
            failed,
            said,
        })
    }
}

/// Whoever hands in nothing at all must say that there is nothing.
pub(crate) fn against_an_empty_hand_in(status: &SubmissionStatus, note: &str) -> Option<Wording> {
    let is_silent = status.revision == 0 && note.trim().is_empty();
    is_silent.then(|| {
        Wording::new(
            format!(
                "“{}”还没有填任何内容。确实没有可填的，请在提交说明里写明。",
                status.register
            ),
            format!(
                "Nothing was entered into `{}`. If there is nothing to report, say so in the note.",
                status.register
            ),
        )
    })
}

/// Everything that stands in the way of submitting, in the order in which it is mended: rows first, then hard checks,
/// then words.
pub(crate) fn obstacles(conditions: &Conditions) -> Vec<Wording> {
    let asked = [
        Condition::EveryRowUsed,
        Condition::HardChecksPassOrExempt,
        Condition::SoftChecksExplained,
        Condition::ChangesExplained,
    ];
    let against = asked
        .iter()
        .filter_map(|condition| conditions.get(condition));
    against.flatten().cloned().collect()
}
