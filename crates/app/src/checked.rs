//! What the declared checks (校验) say of hand-ins, and what of it stands in the way of a move.

mod cache;
mod rows;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use junheng_assess::Snapshot;
use junheng_model::{Diagnostic, RegisterTable, Severity, Wording};
use junheng_rulebook::{Condition, Register};
use junheng_store::{
    Exemption, ExemptionFilter, FiguresQuery, Justification, Page, Period, Reading,
    SubmissionFilter, SubmissionStatus,
};

pub(crate) use cache::CheckedCache;
use cache::CheckedKey;
use rows::{Owners, by_row, numbered};

use crate::frozen;
use crate::moving::Conditions;
use crate::{App, Failure};

/// How a decided exemption is kept.
pub const GRANTED: &str = "granted";
/// How a refused exemption is kept.
pub const DECLINED: &str = "refused";

/// A declared check that a row of a hand-in fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedCheck {
    pub submission: i64,
    /// The check's name in its register.
    pub check: String,
    /// The same in English.
    pub check_en: String,
    /// The row, as [`row_key`] writes it.
    pub row_key: String,
    pub severity: Severity,
    /// Whether it compares with last year.
    pub is_about_change: bool,
    /// What was found, at the first of the cells.
    pub found: Diagnostic,
    /// The columns that it marks.
    pub columns: Vec<String>,
}

/// Failed checks by hand-in.
pub(crate) type FailedByHandIn = BTreeMap<i64, Vec<FailedCheck>>;

/// What was said about failed checks of a hand-in.
#[derive(Debug, Clone, Default)]
pub struct SaidOfChecks {
    pub justifications: Vec<Justification>,
    pub exemptions: Vec<Exemption>,
}

impl SaidOfChecks {
    /// The word of explanation that holds for a failed check: the latest.
    pub fn explanation(&self, failed: &FailedCheck) -> Option<&Justification> {
        self.justifications
            .iter()
            .rev()
            .find(|word| word.check_id == failed.check && word.row_key == failed.row_key)
    }

    /// Whether a failed check is exempted on this day.
    pub fn is_exempt(&self, failed: &FailedCheck, today: Date) -> bool {
        self.exemptions.iter().any(|exemption| {
            exemption.check_id == failed.check
                && exemption.row_key == failed.row_key
                && exemption.decision.as_deref() == Some(GRANTED)
                && exemption.expires_on.is_none_or(|last| today <= last)
        })
    }
}

impl App {
    /// Runs every declared check over what the organisations below `path` have entered for a period, beside last
    /// year's figures; by hand-in. One run for all of them.
    pub(crate) async fn failed_checks(
        &self,
        reading: &mut Reading,
        path: &str,
        period: &Period,
    ) -> Result<Arc<FailedByHandIn>, Failure> {
        let last_year = match reading.period_before(period).await? {
            Some(before) => {
                let frozen = frozen::latest(reading, &before).await?;
                let version = reading.figures_version(path, before.id).await?;
                (version, frozen.map(|frozen| frozen.digest))
            }
            None => (0, None),
        };
        let key = CheckedKey {
            path: path.to_owned(),
            period: period.id,
            version: reading.figures_version(path, period.id).await?,
            last_year,
        };
        let cell = self.checked.cell(&key);
        let failed = cell
            .get_or_try_init(|| self.run_checks(reading, path, period))
            .await?;
        Ok(failed.clone())
    }

    async fn run_checks(
        &self,
        reading: &mut Reading,
        path: &str,
        period: &Period,
    ) -> Result<Arc<FailedByHandIn>, Failure> {
        let tables = self.entered(reading, path, period, None).await?;
        let last_year = self.last_year(reading, path, period).await?;
        let hand_ins = SubmissionFilter::of_period(path, period.id);
        let hand_ins = reading.submissions(&hand_ins, Page::ALL).await?.items;
        let (engine, rulebook) = (self.engine.clone(), self.rulebook.clone());
        let day = period.due_on;
        let failed = tokio::task::spawn_blocking(move || {
            let snapshot = Snapshot::from_tables(numbered(&tables), &rulebook)?;
            let found = engine.check(&snapshot, last_year.as_deref(), &rulebook, day)?;
            let owners = Owners::of(&hand_ins, &rulebook);
            Ok::<_, junheng_assess::AssessError>(by_row(found.0, &tables, &owners, &rulebook))
        });
        Ok(Arc::new(failed.await??))
    }

    /// What is handed in below `path`, one table for each source; only hand-ins in some states, where those are given.
    pub(crate) async fn entered(
        &self,
        reading: &mut Reading,
        path: &str,
        period: &Period,
        states: Option<&[String]>,
    ) -> Result<Vec<RegisterTable>, Failure> {
        let mut tables = Vec::new();
        for register in &self.rulebook.registers {
            let query = FiguresQuery {
                register: register.name.clone(),
                period_id: period.id,
                path: path.to_owned(),
                states: states.map(<[String]>::to_vec),
                personal: false,
            };
            tables.extend(reading.figures(&query).await?);
        }
        Ok(tables)
    }

    /// Last year's figures below `path`: those that were frozen, else those that were entered.
    pub(crate) async fn last_year(
        &self,
        reading: &mut Reading,
        path: &str,
        period: &Period,
    ) -> Result<Option<Arc<Snapshot>>, Failure> {
        let Some(before) = reading.period_before(period).await? else {
            return Ok(None);
        };
        if let Some(frozen) = frozen::latest(reading, &before).await? {
            return Ok(Some(self.frozen_figures(&frozen.digest).await?));
        }
        let tables = self.entered(reading, path, &before, None).await?;
        let rulebook = self.rulebook.clone();
        let made = tokio::task::spawn_blocking(move || Snapshot::from_tables(tables, &rulebook));
        Ok(Some(Arc::new(made.await??)))
    }

    /// What was said about the failed checks of hand-ins, by hand-in; two questions for all.
    pub(crate) async fn said_of_checks(
        &self,
        reading: &mut Reading,
        path: &str,
        period: &Period,
        ids: &[i64],
    ) -> Result<HashMap<i64, SaidOfChecks>, Failure> {
        let mut said: HashMap<i64, SaidOfChecks> = HashMap::new();
        for word in reading.justifications(ids).await? {
            let of = said.entry(word.submission_id).or_default();
            of.justifications.push(word);
        }
        let filter = ExemptionFilter {
            path: Some(path.to_owned()),
            period_id: Some(period.id),
            ..ExemptionFilter::default()
        };
        for exemption in reading.exemptions(&filter, Page::ALL).await?.items {
            let of = said.entry(exemption.submission_id).or_default();
            of.exemptions.push(exemption);
        }
        Ok(said)
    }
}

/// The declared key of a row in one writing, so that what is said about it finds it again.
pub fn row_key<'v>(register: &Register, value_of: impl Fn(&str) -> Option<&'v str>) -> String {
    let parts = register
        .key
        .iter()
        .map(|column| value_of(column).unwrap_or_default());
    parts.collect::<Vec<_>>().join(KEY_JOINT)
}

/// Between the parts of a key.
pub(crate) const KEY_JOINT: &str = " · ";

/// What stands against each condition of submitting and accepting a hand-in. Everything that is not told here
/// holds.
pub(crate) fn conditions(
    status: &SubmissionStatus,
    failed: &[FailedCheck],
    said: &SaidOfChecks,
    today: Date,
) -> Conditions {
    let mut against: Conditions = [
        Condition::EveryRowUsed,
        Condition::HardChecksPassOrExempt,
        Condition::SoftChecksExplained,
        Condition::ChangesExplained,
    ]
    .into_iter()
    .map(|condition| (condition, Vec::new()))
    .collect();
    if status.errors > 0 {
        let reasons = against.entry(Condition::EveryRowUsed).or_default();
        reasons.push(Wording::new(
            format!(
                "有{}行没有保存，改好、补录或写明原因放弃后才能继续。",
                status.errors
            ),
            format!(
                "{} rows could not be kept: mend them, type them in, or give them up with a reason.",
                status.errors
            ),
        ));
    }
    for failed in failed {
        let (condition, zh, en) = match failed.severity {
            Severity::Error if said.is_exempt(failed, today) => continue,
            Severity::Error => (
                Condition::HardChecksPassOrExempt,
                "校验未通过，须改正或申请豁免",
                "a check fails: mend it or ask for an exemption",
            ),
            _ if said.explanation(failed).is_some() => continue,
            Severity::Warning if failed.is_about_change => (
                Condition::ChangesExplained,
                "与上年相比变动较大，须说明",
                "a large change against last year needs a word of explanation",
            ),
            Severity::Warning => (
                Condition::SoftChecksExplained,
                "校验提示须说明",
                "a soft check needs a word of explanation",
            ),
            Severity::Notice => continue,
        };
        let what = Wording::new(
            format!(
                "{zh}：{}（{}）{}",
                failed.check, failed.row_key, failed.found.read
            ),
            // What was read is told in Chinese; it stands with the check itself.
            format!("{en}: {} ({})", failed.check_en, failed.row_key),
        );
        against.entry(condition).or_default().push(what);
    }
    against
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up;
    use junheng_model::Place;

    fn status(errors: i64) -> SubmissionStatus {
        SubmissionStatus {
            errors,
            ..made_up::hand_in()
        }
    }

    fn failed(severity: Severity, is_about_change: bool) -> FailedCheck {
        FailedCheck {
            submission: 1,
            check: "班额".into(),
            check_en: "size of classes".into(),
            row_key: "甲".into(),
            severity,
            is_about_change,
            found: Diagnostic {
                severity,
                code: "check",
                place: Place {
                    file: "a.xlsx".into(),
                    sheet: None,
                    cell: None,
                },
                read: "班额 = 61".into(),
                expected: Wording::default(),
                mend: Wording::default(),
                rule: "班额".into(),
            },
            columns: Vec::new(),
        }
    }

    fn word(row_key: &str) -> Justification {
        Justification {
            id: 1,
            submission_id: 1,
            check_id: "班额".into(),
            row_key: row_key.into(),
            column_name: None,
            text: "新建校区".into(),
            by_person: None,
            at: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    fn exemption(decision: Option<&str>, expires_on: &str) -> Exemption {
        Exemption {
            id: 1,
            submission_id: 1,
            check_id: "班额".into(),
            row_key: "甲".into(),
            reason: "撤并".into(),
            evidence_id: None,
            requested_by: None,
            requested_at: jiff::Timestamp::UNIX_EPOCH,
            decided_by: None,
            decided_at: None,
            decision: decision.map(str::to_owned),
            expires_on: expires_on.parse().ok(),
        }
    }

    #[test]
    fn each_failed_check_stands_against_its_own_condition() {
        use Condition::*;
        let today: Date = "2024-10-08".parse().expect("a day");
        let nothing = SaidOfChecks::default();
        let explained = |row| SaidOfChecks {
            justifications: vec![word(row)],
            ..SaidOfChecks::default()
        };
        let exempt = |decision, until| SaidOfChecks {
            exemptions: vec![exemption(decision, until)],
            ..SaidOfChecks::default()
        };
        let hard = || vec![failed(Severity::Error, false)];
        let soft = || vec![failed(Severity::Warning, false)];
        let change = || vec![failed(Severity::Warning, true)];
        let examples: [(i64, Vec<FailedCheck>, SaidOfChecks, &[Condition]); 12] = [
            (0, vec![], nothing.clone(), &[]),
            (2, vec![], nothing.clone(), &[EveryRowUsed]),
            (0, hard(), nothing.clone(), &[HardChecksPassOrExempt]),
            (0, hard(), explained("甲"), &[HardChecksPassOrExempt]),
            (
                0,
                hard(),
                exempt(None, "2025-01-01"),
                &[HardChecksPassOrExempt],
            ),
            (
                0,
                hard(),
                exempt(Some(DECLINED), "2025-01-01"),
                &[HardChecksPassOrExempt],
            ),
            (
                0,
                hard(),
                exempt(Some(GRANTED), "2024-10-07"),
                &[HardChecksPassOrExempt],
            ),
            (0, hard(), exempt(Some(GRANTED), "2024-10-08"), &[]),
            (0, soft(), nothing.clone(), &[SoftChecksExplained]),
            (0, soft(), explained("甲"), &[]),
            (0, change(), explained("乙"), &[ChangesExplained]),
            (
                0,
                vec![failed(Severity::Notice, false)],
                nothing.clone(),
                &[],
            ),
        ];
        for (errors, failed, said, expected) in examples {
            let found = conditions(&status(errors), &failed, &said, today);
            assert_eq!(found.len(), 4, "each condition was looked into");
            let against: Vec<Condition> = found
                .into_iter()
                .filter(|(_, reasons)| !reasons.is_empty())
                .map(|(condition, _)| condition)
                .collect();
            assert_eq!(against, expected, "{failed:?} {said:?}");
        }
    }
}
