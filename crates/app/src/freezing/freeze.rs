//! Freezing: what is accepted becomes a snapshot that nothing changes any more.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use junheng_assess::{AssessError, Snapshot, snapshot_file};
use junheng_model::Wording;
use junheng_report::{Lang, Names, json as findings_json};
use junheng_rulebook::{Policy, Rulebook};
use junheng_store::{
    Entry, FileArea, FindingKey, FrozenSubmission, KeptFinding, NewSnapshot, Organisation, Period,
    Reading, SubmissionStatus, Writing, digest_of,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::readiness::{Sorted, frozen_submission, may_be_frozen};
use crate::frozen::{FrozenVersion, Manifest, ManifestPart, versions, versions_named};
use crate::jobs::{Done, JobEnd, Progress, job_kind};
use crate::moving::{Movable, Wish, refusal, step};
use crate::{Action, Actor, App, Failure};

/// What is said with a freeze.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Freeze {
    /// Why it is frozen although something is missing, or why there is another version.
    pub reason: String,
}

/// What the job works on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FreezeInput {
    county: i64,
    /// The period's name.
    period: String,
    said: Freeze,
}

/// A version that is ready to be kept.
struct Made {
    county: Organisation,
    period: Period,
    /// As it was when the figures were read.
    sorted: Sorted,
    new: NewSnapshot,
    findings: Vec<KeptFinding>,
}

/// The steps of a freeze, in their order.
#[derive(Debug, Clone, Copy)]
enum Step {
    Read,
    Write,
    Judge,
    Keep,
    Commit,
}

impl Step {
    fn words(self) -> Wording {
        match self {
            Step::Read => Wording::new("正在读取已审核的数据", "reading what is accepted"),
            Step::Write => Wording::new("正在写快照文件", "writing the snapshot's files"),
            Step::Judge => Wording::new("正在按各项标准评估", "judging by every policy"),
            Step::Keep => Wording::new("正在登记版本", "entering the version"),
            Step::Commit => Wording::new("正在完成", "finishing"),
        }
    }
}

/// A version that was frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    pub number: i64,
    pub digest: String,
    /// How many hand-ins it holds.
    pub hand_ins: usize,
    pub missing: usize,
}

impl App {
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

    /// Begins to freeze what is accepted of a period; answers the job. Its result is a [`Frozen`].
    ///
    /// # Errors
    /// Refused when nothing is new; [`Failure::Invalid`] when something is missing and no reason is given.
    pub async fn freeze_later(
        &self,
        actor: &Actor,
        county: i64,
        period: &str,
        said: &Freeze,
    ) -> Result<i64, Failure> {
        let county = self.county_for(actor, county, Action::Freeze).await?;
        let mut reading = self.store.read().await?;
        let period = crate::judged::period_of(&mut reading, &county, Some(period)).await?;
        let sorted = self.sorted(&mut reading, &county, &period).await?;
        let versions = versions(&mut reading, &county, &period).await?;
        drop(reading);
        may_be_frozen(&sorted, !versions.is_empty(), &said.reason)?;
        let input = serde_json::to_value(FreezeInput {
            county: county.id,
            period: period.name,
            said: said.clone(),
        })?;
        self.start_job(actor, job_kind::FREEZE, county.id, input)
            .await
    }

    /// Freezes what is accepted of a period into the next version, and waits for it.
    ///
    /// # Errors
    /// As [`App::freeze_later`].
    pub async fn freeze(
        &self,
        actor: &Actor,
        county: i64,
        period: &str,
        said: &Freeze,
    ) -> Result<Frozen, Failure> {
        let input = FreezeInput {
            county,
            period: period.to_owned(),
            said: said.clone(),
        };
        // Nobody knows of this progress, so nobody can stop it.
        let progress = Progress::default();
        let frozen = self.freeze_telling(actor, &input, &progress).await;
        frozen.map(|(frozen, _)| frozen).map_err(JobEnd::unstopped)
    }

    /// The job.
    pub(crate) async fn freeze_in_background(
        &self,
        actor: &Actor,
        input: FreezeInput,
        progress: &Progress,
    ) -> Result<Done, JobEnd> {
        let (_, done) = self.freeze_telling(actor, &input, progress).await?;
        Ok(done)
    }

    /// Freezes step by step; stopped before the last, wherever that is, it leaves nothing but files that no version
    /// names.
    async fn freeze_telling(
        &self,
        actor: &Actor,
        input: &FreezeInput,
        progress: &Progress,
    ) -> Result<(Frozen, Done), JobEnd> {
        let tell = |step: Step| progress.tell(step as usize, Step::Commit as usize, step.words());
        tell(Step::Read)?;
        let county = self.county_for(actor, input.county, Action::Freeze).await?;
        let mut reading = self.store.read().await?;
        let period = crate::judged::period_of(&mut reading, &county, Some(&input.period)).await?;
        let sorted = self.sorted(&mut reading, &county, &period).await?;
        let versions = versions(&mut reading, &county, &period).await?;
        let replaces = versions.first().map(|last| last.id);
        may_be_frozen(&sorted, replaces.is_some(), &input.said.reason)?;
        let snapshot = self.snapshot_of(&mut reading, &county, &period, &sorted);
        let snapshot = progress.unless_stopped(snapshot).await??;
        drop(reading);
        tell(Step::Write)?;
        let kept = progress.unless_stopped(self.keep_parts(snapshot));
        let (snapshot, manifest, digest) = kept.await??;
        tell(Step::Judge)?;
        let findings = self.findings_of(snapshot, &digest, period.due_on);
        let findings = progress.unless_stopped(findings).await??;
        tell(Step::Keep)?;
        let new = NewSnapshot {
            organisation_id: county.id,
            period_id: period.id,
            digest,
            replaces,
            reason: input.said.reason.trim().to_owned(),
            manifest: serde_json::to_value(&manifest).map_err(Failure::from)?,
        };
        let made = Made {
            county,
            period,
            sorted,
            new,
            findings,
        };
        let (writing, frozen) = self.keep_version(actor, made).await?;
        tell(Step::Commit)?;
        let result = serde_json::to_value(&frozen).map_err(Failure::from)?;
        let done = progress.finish(writing, &result).await?;
        Ok((frozen, done))
    }

    /// Writes the version and moves its hand-ins, in one transaction that is still to be committed.
    async fn keep_version(&self, actor: &Actor, made: Made) -> Result<(Writing, Frozen), Failure> {
        let Made {
            county,
            period,
            sorted,
            new,
            findings,
        } = made;
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let now = self.sorted(&mut writing, &county, &period).await?;
        if now.stand() != sorted.stand() {
            return Err(Failure::refused(
                "冻结期间又有填报变动，没有冻结。请重新查看后再冻结。",
                "Hand-ins changed meanwhile, so nothing was frozen. Look again and freeze then.",
            ));
        }
        let held: Vec<FrozenSubmission> = now.held().map(frozen_submission).collect();
        let version = writing.add_snapshot(&new, &held).await?;
        self.move_all(&mut writing, actor, &period, &now.accepted)
            .await?;
        for finding in &findings {
            writing.keep_finding(finding).await?;
        }
        writing
            .journal(Entry {
                verb: "snapshot.freeze",
                organisation: Some(county.id),
                subject: format!("snapshot/{}", version.id),
                detail: json!({
                    "period": period.name, "number": version.number, "digest": new.digest,
                    "hand_ins": held.len(), "missing": now.missing.len(), "reason": new.reason,
                }),
            })
            .await?;
        let frozen = Frozen {
            number: version.number,
            digest: new.digest,
            hand_ins: held.len(),
            missing: now.missing.len(),
        };
        Ok((writing, frozen))
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
        let tables = self
            .entered(reading, &county.path, period, Some(&states))
            .await?;
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
            let names = Names::new(&rulebook, Lang::Chinese);
            let policies = rulebook.policies.iter();
            policies
                .filter(|policy| policy.is_in_force(day))
                .map(|policy| {
                    let assessed = engine.assess(&snapshot, &rulebook, policy, day)?;
                    let findings = [(&assessed.findings, policy)];
                    let json = findings_json::text(&findings, names);
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

/// Under what the findings of a policy are kept.
fn key(digest: &str, policy: &Policy, rulebook: &Rulebook, day: Date) -> FindingKey {
    FindingKey {
        snapshot_digest: digest.to_owned(),
        policy: policy.id.clone(),
        policy_digest: digest_of(format!("{policy:?}{:?}", rulebook.units).as_bytes()),
        as_of: day,
    }
}
