//! The burden meter: how many cells handing in costs an organisation, and how they came about.

use crate::statement::{Conditions, stored};
use crate::{Reading, StoreError};

/// The burden of handing in: cells by how they came about, over all revisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Burden {
    pub organisation_id: i64,
    pub organisation: String,
    pub period_id: i64,
    pub revisions: i64,
    pub cells_typed: i64,
    pub cells_carried: i64,
    pub cells_again: i64,
}

stored!(Burden {
    organisation_id,
    organisation,
    period_id,
    revisions,
    cells_typed,
    cells_carried,
    cells_again,
});

impl Reading {
    /// The burden of each organisation in a period, the heaviest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn burdens(
        &mut self,
        path: &str,
        period_id: Option<i64>,
    ) -> Result<Vec<Burden>, StoreError> {
        let (condition, values) = Conditions::default()
            .and_within("o.path", Some(path))
            .and_some("s.period_id = ?", period_id)
            .into_parts();
        let text = format!(
            "SELECT s.organisation_id, o.name, s.period_id, COUNT(*), CAST(SUM(r.cells_typed) AS BIGINT), \
             CAST(SUM(r.cells_carried) AS BIGINT), CAST(SUM(r.cells_again) AS BIGINT) \
             FROM revision r JOIN submission s ON s.matter_id = r.submission_id \
             JOIN organisation o ON o.id = s.organisation_id{condition} \
             GROUP BY s.organisation_id, o.name, s.period_id ORDER BY 5 DESC, s.organisation_id, s.period_id"
        );
        self.rows(text, values).await
    }
}
