//! The rows of many submissions as the tables that are judged, one for each file that they came from.

use std::collections::BTreeMap;
use std::sync::Arc;

use junheng_model::{ColumnValues, RegisterTable, TableColumn, TableSource};

use crate::dialect::CellKind;
use crate::registers::{ColumnShape, RegisterShape};
use crate::statement::{Conditions, values};
use crate::stored_rows::StoredRow;
use crate::submissions::Source;
use crate::{Reading, StoreError};

/// What stands for the file when rows were typed in the browser. Their sheet is the organisation's name, and a row's
/// number is its line.
pub const TYPED_IN_BROWSER: &str = "在线填报";

/// Which rows are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiguresQuery {
    pub register: String,
    pub period_id: i64,
    /// Of organisations in the subtree of this path.
    pub path: String,
    /// Of submissions in these states; `None` is any.
    pub states: Option<Vec<String>>,
    /// Whether personal columns are wanted, readable. Otherwise the tables do not have them: no policy needs to
    /// know a name, and a snapshot must not hold one.
    pub personal: bool,
}

impl Reading {
    /// The rows that hold now, as tables to judge: one for each source, so that every value leads to the cell
    /// that the user wrote it in.
    ///
    /// # Errors
    /// When the register is not known, a key is missing, or the database fails.
    pub async fn figures(
        &mut self,
        query: &FiguresQuery,
    ) -> Result<Vec<RegisterTable>, StoreError> {
        let shape = self.store.registers.get(&query.register)?.clone();
        let chosen = Conditions::default()
            .and("s.period_id = ?", values![query.period_id])
            .and("s.register = ?", values![&query.register])
            .and_within("o.path", Some(&query.path))
            .and_any_of("m.state", query.states.as_deref());
        let (chosen, mut values) = chosen.into_parts();
        // Told twice, the period lets the databases begin at the rows of the period.
        values.extend(values![query.period_id]);
        let condition = format!(
            "t.until IS NULL AND t.submission_id IN (SELECT s.matter_id FROM submission s \
             JOIN matter m ON m.id = s.matter_id JOIN organisation o ON o.id = s.organisation_id{chosen}) \
             AND t.period_id = ${}",
            values.len()
        );
        let order = "t.source_id, t.submission_id, t.source_row, t.line, t.row_id";
        let rows = self
            .register_rows(&shape, &condition, values, order, query.personal)
            .await?;
        self.tables(&shape, rows, query.personal).await
    }

    /// The rows that a snapshot froze, as tables to judge.
    ///
    /// # Errors
    /// As for [`Self::figures`].
    pub async fn figures_of_snapshot(
        &mut self,
        snapshot_id: i64,
        register: &str,
    ) -> Result<Vec<RegisterTable>, StoreError> {
        let shape = self.store.registers.get(register)?.clone();
        let condition = "EXISTS (SELECT 1 FROM snapshot_submission f WHERE f.snapshot_id = $1 \
             AND f.submission_id = t.submission_id AND t.since <= f.revision \
             AND (t.until IS NULL OR t.until > f.revision))";
        let order = "t.source_id, t.submission_id, t.source_row, t.line, t.row_id";
        let rows = self
            .register_rows(&shape, condition, values![snapshot_id], order, false)
            .await?;
        self.tables(&shape, rows, false).await
    }

    /// A number that grows with every revision of the figures of a period below `path`: what was computed from
    /// them holds as long as it stays the same.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn figures_version(&mut self, path: &str, period_id: i64) -> Result<i64, StoreError> {
        let (condition, values) = Conditions::default()
            .and("s.period_id = ?", values![period_id])
            .and_within("o.path", Some(path))
            .into_parts();
        let text = format!(
            "SELECT CAST(COALESCE(SUM(s.revision), 0) AS BIGINT) FROM submission s \
             JOIN organisation o ON o.id = s.organisation_id{condition}"
        );
        self.count(text, values).await
    }

    async fn tables(
        &mut self,
        shape: &RegisterShape,
        rows: Vec<StoredRow>,
        personal: bool,
    ) -> Result<Vec<RegisterTable>, StoreError> {
        let mut by_source: BTreeMap<i64, Vec<StoredRow>> = BTreeMap::new();
        let mut typed: BTreeMap<i64, Vec<StoredRow>> = BTreeMap::new();
        for row in rows {
            match (row.source_id, row.source_row) {
                (Some(source), Some(_)) => by_source.entry(source).or_default().push(row),
                _ => typed.entry(row.submission_id).or_default().push(row),
            }
        }
        let ids: Vec<i64> = by_source.keys().copied().collect();
        let sources = self.sources(&ids).await?;
        let sources: BTreeMap<i64, Source> = sources
            .into_iter()
            .map(|source| (source.id, source))
            .collect();
        let mut tables = Vec::new();
        for (id, rows) in by_source {
            let what = "source";
            let source = sources.get(&id).ok_or(StoreError::Unknown { what, id })?;
            let read_in = TableSource {
                file: source.file_name.as_str().into(),
                sheet: source.sheet.as_deref().map(Arc::from),
            };
            tables.push(table(shape, read_in, Some(source), &rows, personal)?);
        }
        let names = self.organisation_names(&typed).await?;
        for (submission, rows) in typed {
            let typed_in = TableSource {
                file: TYPED_IN_BROWSER.into(),
                sheet: names.get(&submission).map(|name| Arc::from(name.as_str())),
            };
            tables.push(table(shape, typed_in, None, &rows, personal)?);
        }
        Ok(tables)
    }

    async fn organisation_names(
        &mut self,
        of: &BTreeMap<i64, Vec<StoredRow>>,
    ) -> Result<BTreeMap<i64, String>, StoreError> {
        let ids: Vec<i64> = of.keys().copied().collect();
        let select = "SELECT s.matter_id, o.name FROM submission s JOIN organisation o ON o.id = s.organisation_id";
        let named = self
            .any_of(select, "s.matter_id", &ids, "s.matter_id")
            .await?;
        Ok(named.into_iter().collect())
    }
}

fn table(
    shape: &RegisterShape,
    source: TableSource,
    known: Option<&Source>,
    rows: &[StoredRow],
    personal: bool,
) -> Result<RegisterTable, StoreError> {
    let mut columns = Vec::new();
    for (index, column) in shape.columns.iter().enumerate() {
        let position = match known {
            Some(source) => source.positions.get(&column.name).copied(),
            None => u32::try_from(index).ok(),
        };
        // A column that the file had not may have been filled in later, in the browser.
        let filled = || rows.iter().any(|row| row.values[index].is_some());
        if (column.personal && !personal) || (position.is_none() && !filled()) {
            continue;
        }
        columns.push(TableColumn {
            name: column.name.clone(),
            position: position.unwrap_or_else(|| u32::try_from(index).unwrap_or(u32::MAX)),
            values: values_of(column, rows, index)?,
        });
    }
    let numbers = rows.iter().map(|row| {
        let number = row.source_row.filter(|_| known.is_some());
        u32::try_from(number.unwrap_or(row.line)).unwrap_or(u32::MAX)
    });
    Ok(RegisterTable {
        register: shape.name.clone(),
        source,
        columns,
        rows: numbers.collect(),
    })
}

fn values_of(
    column: &ColumnShape,
    rows: &[StoredRow],
    index: usize,
) -> Result<ColumnValues, StoreError> {
    let mut values = match column.kind {
        CellKind::Text => ColumnValues::Text(Vec::with_capacity(rows.len())),
        CellKind::Quantity => ColumnValues::Quantity(Vec::with_capacity(rows.len())),
        CellKind::Date => ColumnValues::Date(Vec::with_capacity(rows.len())),
        CellKind::YesNo => ColumnValues::YesNo(Vec::with_capacity(rows.len())),
    };
    for row in rows {
        let pushed = values.push(row.values[index].clone());
        pushed.map_err(|_| StoreError::Damaged(column.name.clone()))?;
    }
    Ok(values)
}
