//! What changed between two revisions, cell by cell.

use std::collections::BTreeMap;

use junheng_model::CellValue;

use crate::stored_rows::StoredRow;
use crate::{Reading, StoreError};

/// What became of a row between two revisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowChange {
    Added(StoredRow),
    Removed(StoredRow),
    Changed {
        /// The row as it is now.
        row: StoredRow,
        cells: Vec<CellChange>,
    },
}

/// A cell that has another value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellChange {
    pub column: String,
    pub before: Option<CellValue>,
    pub after: Option<CellValue>,
}

impl Reading {
    /// What changed in a submission from one revision to another. A row that only moved or was read from another file
    /// with the same values did not change.
    ///
    /// # Errors
    /// When there is no such submission, a key is missing, or the database fails.
    pub async fn changes(
        &mut self,
        submission_id: i64,
        from: i64,
        to: i64,
    ) -> Result<Vec<RowChange>, StoreError> {
        let shape = self.shape_of(submission_id).await?;
        let before = self.rows_at(submission_id, from).await?;
        let after = self.rows_at(submission_id, to).await?;
        let mut gone: BTreeMap<i64, StoredRow> =
            before.into_iter().map(|row| (row.row_id, row)).collect();
        let mut changes = Vec::new();
        for row in after {
            let Some(old) = gone.remove(&row.row_id) else {
                changes.push(RowChange::Added(row));
                continue;
            };
            let pairs = old.values.into_iter().zip(&row.values);
            let cells: Vec<CellChange> = pairs
                .zip(&shape.columns)
                .filter(|((before, after), _)| before != *after)
                .map(|((before, after), column)| CellChange {
                    column: column.name.clone(),
                    before,
                    after: after.clone(),
                })
                .collect();
            if !cells.is_empty() {
                changes.push(RowChange::Changed { row, cells });
            }
        }
        changes.extend(gone.into_values().map(RowChange::Removed));
        Ok(changes)
    }
}
