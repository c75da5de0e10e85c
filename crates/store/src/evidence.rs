//! Evidence: files that people uploaded, and the rows that tell of them.

use jiff::Timestamp;

use crate::statement::{Columns as _, Conditions, Listed, Page, stored, values};
use crate::{KeptFile, Reading, StoreError, Writing};

/// A filing of a file. The same file may be filed by several; it is on disk once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub id: i64,
    pub digest: String,
    /// Bytes.
    pub size: i64,
    pub media_type: String,
    /// The name under which it was uploaded.
    pub name: String,
    pub organisation_id: Option<i64>,
    pub by_person: Option<i64>,
    pub at: Timestamp,
}

stored!(Evidence {
    id,
    digest,
    size,
    media_type,
    name,
    organisation_id,
    by_person,
    at,
});

/// A file to be filed, after [`crate::Store::keep_file`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvidence {
    pub file: KeptFile,
    pub media_type: String,
    pub name: String,
    pub organisation_id: Option<i64>,
}

/// Which evidence is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EvidenceFilter {
    /// Of organisations in the subtree of this path.
    pub path: Option<String>,
    pub digest: Option<String>,
}

impl Reading {
    /// # Errors
    /// When the database fails.
    pub async fn evidence(&mut self, id: i64) -> Result<Option<Evidence>, StoreError> {
        let by_id = Conditions::default().and("t.id = ?", values![id]);
        let found = self.of_table("evidence", by_id, "t.id").await?;
        Ok(found.into_iter().next())
    }

    /// The evidence of these ids, as far as there is any.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn evidence_of(&mut self, ids: &[i64]) -> Result<Vec<Evidence>, StoreError> {
        let select = format!("SELECT {} FROM evidence t", Evidence::of("t"));
        self.any_of(&select, "t.id", ids, "t.id").await
    }

    /// Evidence, latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn evidence_list(
        &mut self,
        filter: &EvidenceFilter,
        page: Page,
    ) -> Result<Listed<Evidence>, StoreError> {
        let conditions = Conditions::default()
            .and_within("o.path", filter.path.as_deref())
            .and_some("e.digest = ?", filter.digest.as_deref());
        let from = "evidence e LEFT JOIN organisation o ON o.id = e.organisation_id";
        self.listed(&Evidence::of("e"), from, conditions, "e.id DESC", page)
            .await
    }
}

impl Writing {
    /// Files a file that is on disk.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_evidence(&mut self, new: &NewEvidence) -> Result<i64, StoreError> {
        let id = self.id();
        let clerk = self.clerk();
        let row = vec![
            ("id", id.into()),
            ("digest", new.file.digest().into()),
            ("size", new.file.size().into()),
            ("media_type", (&new.media_type).into()),
            ("name", (&new.name).into()),
            ("organisation_id", new.organisation_id.into()),
            ("by_person", clerk.person.into()),
            ("at", clerk.at.into()),
        ];
        self.insert("evidence", row).await?;
        Ok(id)
    }
}
