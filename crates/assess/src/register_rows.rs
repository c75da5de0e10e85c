//! The rows of one register, whatever sources they came from.

use std::sync::Arc;

use junheng_model::{Place, RegisterTable};

/// The rows of one register in a snapshot. They may come from several sources (each school's own file); they are
/// numbered through, source after source.
#[derive(Debug, Clone)]
pub struct RegisterRows {
    tables: Vec<RegisterTable>,
    /// For each table, the number of its first row.
    starts: Vec<usize>,
}

impl RegisterRows {
    /// Rows of one register, in the order of the tables.
    pub(crate) fn new(tables: Vec<RegisterTable>) -> Self {
        let starts = tables
            .iter()
            .scan(0, |next, table| {
                let start = *next;
                *next += table.row_count();
                Some(start)
            })
            .collect();
        Self { tables, starts }
    }

    /// The tables, one for each source.
    pub fn tables(&self) -> &[RegisterTable] {
        &self.tables
    }

    pub fn row_count(&self) -> usize {
        self.tables.iter().map(RegisterTable::row_count).sum()
    }

    /// The number of a table's first row.
    pub(crate) fn start(&self, table: usize) -> usize {
        self.starts[table]
    }

    /// The table that holds a row, and the row's number there.
    ///
    /// # Panics
    /// When `row` is not below [`RegisterRows::row_count`].
    pub fn locate(&self, row: usize) -> (&RegisterTable, usize) {
        // The last table that begins at the row or before; empty ones before it begin there too.
        let table = self.starts.partition_point(|start| *start <= row) - 1;
        (&self.tables[table], row - self.starts[table])
    }

    /// The place of a row's cell; of the row's first column when its file has no such column.
    ///
    /// # Panics
    /// When `row` is not below [`RegisterRows::row_count`].
    pub fn place(&self, row: usize, column: &str) -> Place {
        let (table, row) = self.locate(row);
        table.place(row, column)
    }

    /// Whether the file of a row has a column.
    ///
    /// # Panics
    /// When `row` is not below [`RegisterRows::row_count`].
    pub(crate) fn has_cell(&self, row: usize, column: &str) -> bool {
        self.locate(row).0.column(column).is_some()
    }

    pub(crate) fn table_mut(&mut self, table: usize) -> &mut RegisterTable {
        &mut self.tables[table]
    }

    /// The first row in which a text column reads so: its table and its number there.
    pub(crate) fn find(&self, column: &str, text: &str) -> Option<(usize, usize)> {
        let reads = |value: &Option<Arc<str>>| value.as_deref() == Some(text);
        self.tables.iter().enumerate().find_map(|(at, table)| {
            let row = table.texts(column)?.iter().position(reads)?;
            Some((at, row))
        })
    }
}
