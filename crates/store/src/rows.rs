//! Writing a revision: what changed is closed and added anew, the rest is left alone.

use std::collections::{HashMap, VecDeque};

use junheng_model::CellValue;

use crate::registers::{RegisterShape, SYSTEM_COLUMNS, cells_to_store, quoted};
use crate::statement::{Value, values};
use crate::stored_rows::StoredRow;
use crate::submissions::Submission;
use crate::{StoreError, Writing};

/// PostgreSQL takes at most 65,535 values in a statement, SQLite 32,766.
const VALUES_IN_STATEMENT: usize = 8_000;

/// An entering of figures to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRevision {
    pub submission_id: i64,
    /// How it was entered, in the caller's words: `workbook`, `grid`, `copy`.
    pub way: String,
    pub source_id: Option<i64>,
    pub cells_typed: i64,
    pub cells_carried: i64,
    pub cells_again: i64,
    /// The revision that this one takes back.
    pub undoes: Option<i64>,
}

/// A row as it is from this revision on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRow {
    /// The row that it continues. Without one it continues the row with the same declared key, if there is any.
    pub row_id: Option<i64>,
    pub line: i64,
    pub source_id: Option<i64>,
    /// From zero.
    pub source_row: Option<i64>,
    /// One for each declared column, in the register's order.
    pub values: Vec<Option<CellValue>>,
}

/// What writing a revision did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    pub revision: i64,
    pub rows_added: i64,
    pub rows_changed: i64,
    pub rows_removed: i64,
}

/// A row to insert: its id, and the values of its declared columns.
type RowToInsert<'a> = (i64, &'a NewRow, Vec<Value>);

/// What is to be done with the rows.
#[derive(Default)]
struct Difference<'a> {
    /// Rows that are new, or have new values; with their ids.
    insert: Vec<(i64, &'a NewRow)>,
    close: Vec<i64>,
    added: i64,
    changed: i64,
    removed: i64,
}

impl Writing {
    /// Writes the next revision of a submission: `rows` are all that it has from now on. A row that continues an
    /// earlier one keeps its id; what is no longer there is closed and stays readable at the revisions before.
    ///
    /// # Errors
    /// [`StoreError::TooManyDigits`] and [`StoreError::ValuesDoNotFit`] for values that cannot be kept,
    /// [`StoreError::Unknown`] when there is no such submission, or the database fails.
    pub async fn write_revision(
        &mut self,
        new: &NewRevision,
        rows: &[NewRow],
    ) -> Result<Written, StoreError> {
        let id = new.submission_id;
        let what = "submission";
        let submission = self.submission(id).await?;
        let submission = submission.ok_or(StoreError::Unknown { what, id })?;
        let shape = self.store.registers.get(&submission.register)?.clone();
        let before = self.rows_at(id, submission.revision).await?;
        let difference = self.difference(&shape, &before, rows);
        // Before anything is written: what cannot be kept leaves the transaction as it was.
        let cells = self.cells_of(&shape, &difference.insert)?;
        let written = Written {
            revision: submission.revision + 1,
            rows_added: difference.added,
            rows_changed: difference.changed,
            rows_removed: difference.removed,
        };
        self.add_revision(new, written).await?;
        self.close_rows(&shape, &difference.close, written.revision)
            .await?;
        self.insert_rows(&shape, &submission, written.revision, cells)
            .await?;
        let text = "UPDATE submission SET revision = $1, row_count = $2 WHERE matter_id = $3";
        let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        self.change(what, id, text, values![written.revision, count, id])
            .await?;
        Ok(written)
    }

    fn difference<'a>(
        &mut self,
        shape: &RegisterShape,
        before: &[StoredRow],
        rows: &'a [NewRow],
    ) -> Difference<'a> {
        let mut open: HashMap<i64, &StoredRow> =
            before.iter().map(|row| (row.row_id, row)).collect();
        // Rows that callers name are taken before rows that are found by their key.
        let mut continued: Vec<Option<&StoredRow>> = rows
            .iter()
            .map(|row| row.row_id.and_then(|id| open.remove(&id)))
            .collect();
        let mut by_key: HashMap<Vec<String>, VecDeque<&StoredRow>> = HashMap::new();
        for row in before.iter().filter(|row| open.contains_key(&row.row_id)) {
            if let Some(key) = key_of(shape, &row.values) {
                by_key.entry(key).or_default().push_back(row);
            }
        }
        for (row, continued) in rows.iter().zip(&mut continued) {
            if continued.is_none()
                && let Some(key) = key_of(shape, &row.values)
                && let Some(same) = by_key.get_mut(&key).and_then(VecDeque::pop_front)
            {
                open.remove(&same.row_id);
                *continued = Some(same);
            }
        }
        let mut found = Difference::default();
        for (row, continued) in rows.iter().zip(continued) {
            match continued {
                Some(same) if is_same(same, row) => {}
                Some(same) => {
                    found.changed += 1;
                    found.close.push(same.row_id);
                    found.insert.push((same.row_id, row));
                }
                None => {
                    found.added += 1;
                    found.insert.push((self.id(), row));
                }
            }
        }
        let gone = before.iter().map(|row| row.row_id);
        let gone: Vec<i64> = gone.filter(|id| open.contains_key(id)).collect();
        found.removed = i64::try_from(gone.len()).unwrap_or(i64::MAX);
        found.close.extend(gone);
        found
    }

    async fn add_revision(&mut self, new: &NewRevision, done: Written) -> Result<(), StoreError> {
        let clerk = self.clerk();
        let row = vec![
            ("submission_id", new.submission_id.into()),
            ("number", done.revision.into()),
            ("by_person", clerk.person.into()),
            ("at", clerk.at.into()),
            ("way", (&new.way).into()),
            ("source_id", new.source_id.into()),
            ("rows_added", done.rows_added.into()),
            ("rows_changed", done.rows_changed.into()),
            ("rows_removed", done.rows_removed.into()),
            ("cells_typed", new.cells_typed.into()),
            ("cells_carried", new.cells_carried.into()),
            ("cells_again", new.cells_again.into()),
            ("undoes", new.undoes.into()),
        ];
        self.insert("revision", row).await
    }

    async fn close_rows(
        &mut self,
        shape: &RegisterShape,
        row_ids: &[i64],
        revision: i64,
    ) -> Result<(), StoreError> {
        for some in row_ids.chunks(VALUES_IN_STATEMENT) {
            let marks: Vec<String> = (2..some.len() + 2).map(|at| format!("${at}")).collect();
            let text = format!(
                "UPDATE {} SET until = $1 WHERE until IS NULL AND row_id IN ({})",
                shape.table(),
                marks.join(", ")
            );
            let mut values = values![revision];
            values.extend(some.iter().copied().map(Value::from));
            self.run(text, values).await?;
        }
        Ok(())
    }

    /// The declared columns' values of each row to insert.
    fn cells_of<'a>(
        &self,
        shape: &RegisterShape,
        rows: &[(i64, &'a NewRow)],
    ) -> Result<Vec<RowToInsert<'a>>, StoreError> {
        let keys = &self.store.keys;
        rows.iter()
            .map(|(row_id, row)| {
                let cells = cells_to_store(shape, keys, *row_id, row.line, &row.values)?;
                Ok((*row_id, *row, cells))
            })
            .collect()
    }

    async fn insert_rows(
        &mut self,
        shape: &RegisterShape,
        submission: &Submission,
        revision: i64,
        rows: Vec<RowToInsert<'_>>,
    ) -> Result<(), StoreError> {
        let width = SYSTEM_COLUMNS.len() + shape.columns.len();
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut given = Vec::new();
            let mut count = 0;
            for (row_id, row, cells) in rows.by_ref().take((VALUES_IN_STATEMENT / width).max(1)) {
                given.extend(values![
                    row_id,
                    submission.matter_id,
                    submission.organisation_id,
                    submission.period_id,
                    row.line,
                    row.source_id,
                    row.source_row,
                    revision,
                    None::<i64>,
                ]);
                given.extend(cells);
                count += 1;
            }
            let text = self.insert_statement(shape, count);
            self.run(text, given).await?;
        }
        Ok(())
    }

    fn insert_statement(&self, shape: &RegisterShape, rows: usize) -> String {
        let dialect = self.store.dialect;
        let system = SYSTEM_COLUMNS.map(|(name, _)| name.to_owned());
        let declared = shape.columns.iter().map(|column| quoted(&column.name));
        let columns: Vec<String> = system.into_iter().chain(declared).collect();
        let mut placeholder = 0;
        let mut next = || {
            placeholder += 1;
            format!("${placeholder}")
        };
        let tuples: Vec<String> = (0..rows)
            .map(|_| {
                let mut marks: Vec<String> = SYSTEM_COLUMNS.iter().map(|_| next()).collect();
                for column in &shape.columns {
                    marks.push(dialect.value_in(column.kind, column.personal, &next()));
                }
                format!("({})", marks.join(", "))
            })
            .collect();
        format!(
            "INSERT INTO {} ({}) VALUES {}",
            shape.table(),
            columns.join(", "),
            tuples.join(", ")
        )
    }
}

/// The values of the key's columns; `None` when the register has no key or all of it is blank.
fn key_of(shape: &RegisterShape, values: &[Option<CellValue>]) -> Option<Vec<String>> {
    let key: Vec<String> = shape
        .key
        .iter()
        .map(|at| match values.get(*at) {
            Some(Some(value)) => value.to_string(),
            _ => String::new(),
        })
        .collect();
    key.iter().any(|part| !part.is_empty()).then_some(key)
}

fn is_same(before: &StoredRow, after: &NewRow) -> bool {
    before.line == after.line
        && before.source_id == after.source_id
        && before.source_row == after.source_row
        && before.values == after.values
}
