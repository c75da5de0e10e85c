//! Rows of a submission, as they stood at a revision.

use junheng_model::CellValue;

use crate::registers::RegisterShape;
use crate::statement::{Cells, Value, bound, values};
use crate::{Keys, Reading, StoreError};

/// A row of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRow {
    /// The same through all revisions, however the row changes.
    pub row_id: i64,
    pub submission_id: i64,
    /// The row's place in the submission.
    pub line: i64,
    /// The file that it was read from; `None` when it was typed in the browser.
    pub source_id: Option<i64>,
    /// Its row in that file's sheet, from zero.
    pub source_row: Option<i64>,
    /// The revision that gave it these values.
    pub since: i64,
    /// One for each declared column, in the register's order.
    pub values: Vec<Option<CellValue>>,
}

/// The columns that [`read_row`] reads before the declared ones.
pub(crate) const ROW_COLUMNS: &str =
    "t.row_id, t.submission_id, t.line, t.source_id, t.source_row, t.since";

/// Reads [`ROW_COLUMNS`] and the declared columns. Without keys, personal cells read as blank.
pub(crate) fn read_row(
    cells: &mut Cells<'_>,
    shape: &RegisterShape,
    keys: Option<&Keys>,
) -> Result<StoredRow, StoreError> {
    let mut row = StoredRow {
        row_id: cells.take()?,
        submission_id: cells.take()?,
        line: cells.take()?,
        source_id: cells.take()?,
        source_row: cells.take()?,
        since: cells.take()?,
        values: Vec::with_capacity(shape.columns.len()),
    };
    for column in &shape.columns {
        let stored: Option<String> = cells.take()?;
        let text = match (stored, column.personal) {
            (Some(sealed), true) => match keys {
                None => None,
                Some(keys) => {
                    Some(keys.decipher(&column.cell_of(&shape.name, row.row_id), &sealed)?)
                }
            },
            (plain, _) => plain,
        };
        let value = text.map(|text| column.read_text(text)).transpose()?;
        row.values.push(value);
    }
    Ok(row)
}

impl Reading {
    /// The rows of a submission as they stood at a revision, in their order. Personal cells are readable: masking
    /// them is the caller's duty.
    ///
    /// # Errors
    /// When there is no such submission, a key is missing, or the database fails.
    pub async fn rows_at(
        &mut self,
        submission_id: i64,
        revision: i64,
    ) -> Result<Vec<StoredRow>, StoreError> {
        let shape = self.shape_of(submission_id).await?;
        let condition =
            "t.submission_id = $1 AND t.since <= $2 AND (t.until IS NULL OR t.until > $3)";
        let values = values![submission_id, revision, revision];
        self.register_rows(&shape, condition, values, "t.line, t.row_id", true)
            .await
    }

    pub(crate) async fn shape_of(
        &mut self,
        submission_id: i64,
    ) -> Result<RegisterShape, StoreError> {
        let submission = self.submission(submission_id).await?;
        let unknown = StoreError::Unknown {
            what: "submission",
            id: submission_id,
        };
        let register = submission.ok_or(unknown)?.register;
        Ok(self.store.registers.get(&register)?.clone())
    }

    pub(crate) async fn register_rows(
        &mut self,
        shape: &RegisterShape,
        condition: &str,
        values: Vec<Value>,
        order: &str,
        personal: bool,
    ) -> Result<Vec<StoredRow>, StoreError> {
        let text = format!(
            "SELECT {ROW_COLUMNS}, {} FROM {} t WHERE {condition} ORDER BY {order}",
            shape.cells_as_text(),
            shape.table()
        );
        let rows = bound(text, values)
            .fetch_all(&mut *self.transaction)
            .await?;
        let keys = personal.then_some(&self.store.keys);
        rows.iter()
            .map(|row| read_row(&mut Cells::of(row), shape, keys))
            .collect()
    }
}
