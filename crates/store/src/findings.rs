//! Findings that were computed once and hold for good: of a frozen snapshot, by one text of a policy, as of a day.

use jiff::civil::Date;

use crate::statement::{Conditions, stored, values};
use crate::{Housekeeping, Reading, StoreError};

/// What findings depend on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FindingKey {
    pub snapshot_digest: String,
    pub policy: String,
    /// Of the policy's texts, so that a changed policy is not answered from before.
    pub policy_digest: String,
    pub as_of: Date,
}

/// Findings as JSON, under what they depend on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFinding {
    pub key: FindingKey,
    pub json: String,
}

impl Reading {
    /// The findings under this key, as the JSON that was kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finding(&mut self, key: &FindingKey) -> Result<Option<String>, StoreError> {
        let text = "SELECT json FROM finding WHERE snapshot_digest = $1 AND policy = $2 AND policy_digest = $3 \
             AND as_of = $4";
        let values = values![
            &key.snapshot_digest,
            &key.policy,
            &key.policy_digest,
            key.as_of
        ];
        let found: Option<(String,)> = self.one(text, values).await?;
        Ok(found.map(|(json,)| json))
    }
}

impl Housekeeping {
    /// Keeps findings, if none are kept under the key. They can be computed again, so no journal tells of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_finding(&mut self, kept: &KeptFinding) -> Result<(), StoreError> {
        let text = "INSERT INTO finding (snapshot_digest, policy, policy_digest, as_of, json) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (snapshot_digest, policy, policy_digest, as_of) DO NOTHING";
        let key = &kept.key;
        let values = values![
            &key.snapshot_digest,
            &key.policy,
            &key.policy_digest,
            key.as_of,
            &kept.json
        ];
        self.run(text, values).await?;
        Ok(())
    }
}

/// What is kept of one snapshot by one policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotFinding {
    pub snapshot_digest: String,
    pub as_of: Date,
    pub json: String,
}

stored!(SnapshotFinding {
    snapshot_digest,
    as_of,
    json,
});

impl Reading {
    /// What is kept of several snapshots by one policy; what was kept last comes last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn findings_of_snapshots(
        &mut self,
        digests: &[String],
        policy: &str,
    ) -> Result<Vec<SnapshotFinding>, StoreError> {
        let wanted = Conditions::default()
            .and_any_of("t.snapshot_digest", Some(digests))
            .and("t.policy = ?", values![policy]);
        self.of_table("finding", wanted, "t.snapshot_digest, t.as_of")
            .await
    }
}
