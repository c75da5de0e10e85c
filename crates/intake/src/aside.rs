//! Columns that no register declares: kept, not used.

use junheng_model::Place;

use crate::cell::{Cell, at};

/// A column of the user's file that its register does not declare. Nothing that was reported is
/// lost, but nothing is computed from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsideColumn {
    /// The register whose table the column stood in.
    pub register: String,
    /// The sheet that it stood in.
    pub place: Place,
    pub heading: String,
    /// The column of the sheet, from zero.
    pub position: u32,
    /// The rows of the sheet that hold something, from zero, and what they hold, as shown.
    pub values: Vec<(u32, String)>,
}

/// How many values of undeclared columns a sheet keeps; a file of nothing else must not fill the
/// memory.
const KEPT_AT_MOST: usize = 2_000_000;

/// Collects undeclared columns while a sheet is read.
pub(crate) struct AsideReader {
    columns: Vec<AsideColumn>,
    kept: usize,
}

impl AsideReader {
    /// `unknown` are the positions and headings of the columns in a sheet of `register`.
    pub fn new(register: &str, sheet: &Place, unknown: Vec<(u32, String)>) -> Self {
        let column = |(position, heading)| AsideColumn {
            register: register.to_owned(),
            place: sheet.clone(),
            heading,
            position,
            values: Vec::new(),
        };
        Self {
            columns: unknown.into_iter().map(column).collect(),
            kept: 0,
        }
    }

    /// Keeps the cells of a row that is used.
    pub fn push(&mut self, row: u32, cells: &[Cell<'_>]) {
        for column in &mut self.columns {
            if let Some(value) = at(cells, column.position)
                && self.kept < KEPT_AT_MOST
            {
                column.values.push((row, value.shown()));
                self.kept += 1;
            }
        }
    }

    pub fn finish(self) -> Vec<AsideColumn> {
        self.columns
    }
}
