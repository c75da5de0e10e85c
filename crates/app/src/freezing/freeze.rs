//! Freezing: what is accepted becomes a snapshot that nothing changes any more.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use junheng_assess::{AssessError, Snapshot, snapshot_file};
use junheng_report::{Lang, json as findings_json};
use junheng_rulebook::{MatterKind, Policy, Rulebook};
use junheng_store::{
    Entry, FiguresQuery, FileArea, FindingKey, FrozenSubmission, KeptFinding, NewSnapshot,
    Organisation, Page, Period, Reading, SubmissionFilter, SubmissionStatus, Writing, digest_of,
};
use serde::Deserialize;
use serde_json::json;

use crate::frozen::{FrozenVersion, Manifest, ManifestPart, versions, versions_named};
use crate::moving::{Movable, Wish, refusal, step};
use crate::{Action, Actor, App, Failure};

/// The fewest letters of a reason for freezing with gaps.
const REASON_LETTERS: usize = 6;

/// What is said with a freeze.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Freeze {
    /// Why it is frozen although something is missing, or why there is another version.
    pub reason: String,
}

/// A version that was frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    pub number: i64,
    pub digest: String,
    /// How many hand-ins it holds.
    pub hand_ins: usize,
    pub missing: usize,
}

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
struct Sorted {
    /// Are moved by it.
    accepted: Vec<SubmissionStatus>,
    /// Are in the version before.
    unchanged: Vec<SubmissionStatus>,
    missing: Vec<SubmissionStatus>,
}

impl Sorted {
    fn held(&self) -> impl Iterator<Item = &SubmissionStatus> {
        self.accepted.iter().chain(&self.unchanged)
    }

    /// What must not change between reading and writing.
    fn stand(&self) -> BTreeSet<(i64, i64, &str)> {
        self.held()
            .chain(&self.missing)
            .map(|hand_in| (hand_in.id, hand_in.revision, hand_in.state.as_str()))
            .collect()
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

    /// A period's frozen versions, the latest first.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a county or period out of reach.
    pub async fn frozen_versions(
        &self,
        actor: &Actor,
        county: i64,
        period: &str,
    ) -> Result<Vec<FrozenVersion>, Failure> {
        let county = self.county_for(actor, county, Action::ReadFindings).await?;
        let mut reading = self.store.read().await?;
        let period = crate::judged::period_of(&mut reading, &county, Some(period)).await?;
        Ok(versions_named(&mut reading, &county, &period).await?)
    }

    /// Freezes what is accepted of a period into the next version.
    ///
    /// # Errors
    /// Refused when nothing is new; [`Failure::Invalid`] when something is missing and no reason is given.
    pub async fn freeze(
        &self,
        actor: &Actor,
        county: i64,
        period: &str,
        said: &Freeze,
    ) -> Result<Frozen, Failure> {
        let county = self.county_for(actor, county, Action::Freeze).await?;
        let mut reading = self.store.read().await?;
        let period = crate::judged::period_of(&mut reading, &county, Some(period)).await?;
        let sorted = self.sorted(&mut reading, &county, &period).await?;
        let versions = versions(&mut reading, &county, &period).await?;
        let replaces = versions.first().map(|last| last.id);
        may_be_frozen(&sorted, replaces.is_some(), &said.reason)?;
        let snapshot = self
            .snapshot_of(&mut reading, &county, &period, &sorted)
            .await?;
        drop(reading);
        let (snapshot, manifest, digest) = self.keep_parts(snapshot).await?;
        let findings = self.findings_of(snapshot, &digest, period.due_on).await?;

        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let now = self.sorted(&mut writing, &county, &period).await?;
        if now.stand() != sorted.stand() {
            return Err(Failure::refused(
                "冻结期间又有填报变动，没有冻结。请重新查看后再冻结。",
                "Hand-ins changed meanwhile, so nothing was frozen. Look again and freeze then.",
            ));
        }
        let held: Vec<FrozenSubmission> = now.held().map(frozen_submission).collect();
        let new = NewSnapshot {
            organisation_id: county.id,
            period_id: period.id,
            digest: digest.clone(),
            replaces,
            reason: said.reason.trim().to_owned(),
            manifest: serde_json::to_value(&manifest)?,
        };
        let made = writing.add_snapshot(&new, &held).await?;
        self.move_all(&mut writing, actor, &period, &now.accepted)
            .await?;
        for finding in &findings {
            writing.keep_finding(finding).await?;
        }
        writing
            .journal(Entry {
                verb: "snapshot.freeze",
                organisation: Some(county.id),
                subject: format!("snapshot/{}", made.id),
                detail: json!({
                    "period": period.name, "number": made.number, "digest": digest,
                    "hand_ins": held.len(), "missing": now.missing.len(), "reason": new.reason,
                }),
            })
            .await?;
        writing.commit().await?;
        Ok(Frozen {
            number: made.number,
            digest,
            hand_ins: held.len(),
            missing: now.missing.len(),
        })
    }

    /// A period's hand-ins by what a freeze does with them, each by the declaration that it began with.
    async fn sorted(
        &self,
        reading: &mut Reading,
        county: &Organisation,
        period: &Period,
    ) -> Result<Sorted, Failure> {
        let filter = SubmissionFilter {
            path: Some(county.path.clone()),
            period_id: Some(period.id),
            ..SubmissionFilter::default()
        };
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

    /// The figures of accepted hand-ins, with what is missing noted.
    async fn snapshot_of(
        &self,
        reading: &mut Reading,
        county: &Organisation,
        period: &Period,
        sorted: &Sorted,
    ) -> Result<Snapshot, Failure> {
        let states: BTreeSet<&str> = sorted.held().map(|held| held.state.as_str()).collect();
        let states: Vec<String> = states.into_iter().map(str::to_owned).collect();
        let mut tables = Vec::new();
        for register in &self.rulebook.registers {
            let query = FiguresQuery {
                register: register.name.clone(),
                period_id: period.id,
                path: county.path.clone(),
                states: Some(states.clone()),
                personal: false,
            };
            tables.extend(reading.figures(&query).await?);
        }
        let rulebook = self.rulebook.clone();
        let mut snapshot =
            tokio::task::spawn_blocking(move || Snapshot::from_tables(tables, &rulebook)).await??;
        self.note_missing(&mut snapshot, county, sorted.missing.iter());
        Ok(snapshot)
    }

    /// Puts a snapshot's files on disk; their list names it.
    async fn keep_parts(
        &self,
        snapshot: Snapshot,
    ) -> Result<(Arc<Snapshot>, Manifest, String), Failure> {
        let rulebook = self.rulebook.clone();
        let snapshot = Arc::new(snapshot);
        let written = snapshot.clone();
        let parts = tokio::task::spawn_blocking(move || snapshot_file::write(&written, &rulebook))
            .await??;
        let mut manifest = Manifest { parts: Vec::new() };
        for part in parts {
            let kept = self
                .store
                .keep_file(FileArea::Snapshots, part.bytes.to_vec())
                .await?;
            manifest.parts.push(ManifestPart {
                register: part.register,
                digest: kept.digest().to_owned(),
                size: kept.size(),
            });
        }
        let list = serde_json::to_vec(&manifest)?;
        let kept = self.store.keep_file(FileArea::Snapshots, list).await?;
        let digest = kept.digest().to_owned();
        Ok((snapshot, manifest, digest))
    }

    /// What every policy in force on the day says of a snapshot, to be kept.
    async fn findings_of(
        &self,
        snapshot: Arc<Snapshot>,
        digest: &str,
        day: Date,
    ) -> Result<Vec<KeptFinding>, Failure> {
        let (engine, rulebook) = (self.engine.clone(), self.rulebook.clone());
        let digest = digest.to_owned();
        let found = tokio::task::spawn_blocking(move || {
            let in_force = rulebook.policies.iter().filter(|policy| policy.from <= day);
            in_force
                .map(|policy| {
                    let assessed = engine.assess(&snapshot, &rulebook, policy, day)?;
                    let findings = [(&assessed.findings, policy)];
                    let json = findings_json::text(&findings, Lang::Chinese);
                    Ok((key(&digest, policy, &rulebook, day), json))
                })
                .collect::<Result<Vec<_>, AssessError>>()
        });
        let kept = found.await??.into_iter().map(|(key, json)| {
            let json = json?;
            Ok(KeptFinding { key, json })
        });
        kept.collect()
    }

    async fn move_all(
        &self,
        writing: &mut Writing,
        actor: &Actor,
        period: &Period,
        accepted: &[SubmissionStatus],
    ) -> Result<(), Failure> {
        let ids: Vec<i64> = accepted.iter().map(|status| status.id).collect();
        let moves = writing.moves_of(&ids).await?;
        for status in accepted {
            let wish = Wish {
                step: step::FREEZE,
                fields: &BTreeMap::new(),
            };
            let hand_in = Movable {
                status,
                period_due: period.due_on,
                moves: moves.get(&status.id).map_or(&[][..], Vec::as_slice),
                conditions: BTreeMap::new(),
            };
            let moved = self.make_move(writing, actor, wish, hand_in).await?;
            moved.map_err(refusal)?;
        }
        Ok(())
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

fn frozen_submission(status: &SubmissionStatus) -> FrozenSubmission {
    FrozenSubmission {
        submission_id: status.id,
        revision: status.revision,
    }
}

/// Whether there is something to freeze, and a reason where one is asked for.
fn may_be_frozen(sorted: &Sorted, is_correction: bool, reason: &str) -> Result<(), Failure> {
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

/// Under what the findings of a policy are kept.
fn key(digest: &str, policy: &Policy, rulebook: &Rulebook, day: Date) -> FindingKey {
    FindingKey {
        snapshot_digest: digest.to_owned(),
        policy: policy.id.clone(),
        policy_digest: digest_of(format!("{policy:?}{:?}", rulebook.units).as_bytes()),
        as_of: day,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(id: i64) -> SubmissionStatus {
        SubmissionStatus {
            id,
            register: "学校".into(),
            period_id: 2,
            period: "2024-2025".into(),
            organisation_id: 3,
            organisation: "向阳小学".into(),
            code: None,
            path: "/9/3/".into(),
            state: "已审核".into(),
            kind_digest: String::new(),
            due_on: None,
            opened_at: jiff::Timestamp::UNIX_EPOCH,
            first_seen_at: None,
            revision: 1,
            rows: 1,
            entered_at: None,
            errors: 0,
            remarks: 0,
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
}
