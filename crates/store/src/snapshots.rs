//! Snapshots: frozen periods, each a new version, never an overwrite.

use jiff::Timestamp;

use crate::statement::{Columns as _, Conditions, Listed, Page, stored, values};
use crate::{Reading, StoreError, Writing};

/// A frozen period of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    pub id: i64,
    pub organisation_id: i64,
    pub period_id: i64,
    /// The version, from one.
    pub number: i64,
    /// Names what is in it; findings are kept under it.
    pub digest: String,
    /// The version that this one corrects.
    pub replaces: Option<i64>,
    pub reason: String,
    pub by_person: Option<i64>,
    pub at: Timestamp,
    /// The caller's list of parts, each a file of [`crate::FileArea::Snapshots`].
    pub manifest: serde_json::Value,
}

stored!(Snapshot {
    id,
    organisation_id,
    period_id,
    number,
    digest,
    replaces,
    reason,
    by_person,
    at,
    manifest,
});

/// A snapshot to be added, when its files have been kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSnapshot {
    pub organisation_id: i64,
    pub period_id: i64,
    pub digest: String,
    pub replaces: Option<i64>,
    pub reason: String,
    pub manifest: serde_json::Value,
}

/// Which revision of a submission a snapshot holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrozenSubmission {
    pub submission_id: i64,
    pub revision: i64,
}

stored!(FrozenSubmission {
    submission_id,
    revision,
});

/// Which snapshots are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SnapshotFilter {
    /// Of organisations in the subtree of this path.
    pub path: Option<String>,
    pub organisation_id: Option<i64>,
    pub period_id: Option<i64>,
    /// Leave out versions that a later one replaces.
    pub latest_only: bool,
}

impl Reading {
    /// # Errors
    /// When the database fails.
    pub async fn snapshot(&mut self, id: i64) -> Result<Option<Snapshot>, StoreError> {
        let by_id = Conditions::default().and("t.id = ?", values![id]);
        let found = self.of_table("snapshot", by_id, "t.id").await?;
        Ok(found.into_iter().next())
    }

    /// Snapshots, latest period and version first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn snapshots(
        &mut self,
        filter: &SnapshotFilter,
        page: Page,
    ) -> Result<Listed<Snapshot>, StoreError> {
        let mut conditions = Conditions::default()
            .and_within("o.path", filter.path.as_deref())
            .and_some("s.organisation_id = ?", filter.organisation_id)
            .and_some("s.period_id = ?", filter.period_id);
        if filter.latest_only {
            let latest = "NOT EXISTS (SELECT 1 FROM snapshot n WHERE n.organisation_id = s.organisation_id \
                 AND n.period_id = s.period_id AND n.number > s.number)";
            conditions = conditions.and(latest, Vec::new());
        }
        let from = "snapshot s JOIN organisation o ON o.id = s.organisation_id JOIN period p ON p.id = s.period_id";
        let order = "p.starts_on DESC, o.path, s.number DESC";
        self.listed(&Snapshot::of("s"), from, conditions, order, page)
            .await
    }

    /// The submissions that a snapshot holds, with their revisions.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn frozen_submissions(
        &mut self,
        snapshot_id: i64,
    ) -> Result<Vec<FrozenSubmission>, StoreError> {
        let of = Conditions::default().and("t.snapshot_id = ?", values![snapshot_id]);
        self.of_table("snapshot_submission", of, "t.submission_id")
            .await
    }
}

impl Writing {
    /// Adds the next version of a frozen period, with the revisions that it holds.
    ///
    /// # Errors
    /// When the organisation, the period or a submission is not known, or the database fails.
    pub async fn add_snapshot(
        &mut self,
        new: &NewSnapshot,
        submissions: &[FrozenSubmission],
    ) -> Result<Snapshot, StoreError> {
        let latest = "SELECT COALESCE(MAX(number), 0) FROM snapshot WHERE organisation_id = $1 AND period_id = $2";
        let place = values![new.organisation_id, new.period_id];
        let clerk = self.clerk();
        let made = Snapshot {
            id: self.id(),
            organisation_id: new.organisation_id,
            period_id: new.period_id,
            number: self.count(latest, place).await? + 1,
            digest: new.digest.clone(),
            replaces: new.replaces,
            reason: new.reason.clone(),
            by_person: clerk.person,
            at: clerk.at,
            manifest: new.manifest.clone(),
        };
        let row = vec![
            ("id", made.id.into()),
            ("organisation_id", made.organisation_id.into()),
            ("period_id", made.period_id.into()),
            ("number", made.number.into()),
            ("digest", (&made.digest).into()),
            ("replaces", made.replaces.into()),
            ("reason", (&made.reason).into()),
            ("by_person", made.by_person.into()),
            ("at", made.at.into()),
            ("manifest", (&made.manifest).into()),
        ];
        self.insert("snapshot", row).await?;
        for frozen in submissions {
            let row = vec![
                ("snapshot_id", made.id.into()),
                ("submission_id", frozen.submission_id.into()),
                ("revision", frozen.revision.into()),
            ];
            self.insert("snapshot_submission", row).await?;
        }
        Ok(made)
    }
}
