//! A register as it was handed in.

use std::sync::Arc;

use jiff::civil::Date;

use crate::{Place, Quantity};

/// The rows of one register, by column, with the cells that they came from.
#[derive(Debug, Clone, PartialEq)]
pub struct RegisterTable {
    /// The register's name, `学校`.
    pub register: String,
    pub source: TableSource,
    /// The declared columns that were found, in the register's order. A declared column that the
    /// file does not have is absent here.
    pub columns: Vec<TableColumn>,
    /// For each row, its row number in the sheet, from zero.
    pub rows: Vec<u32>,
}

/// Where a table was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSource {
    pub file: Arc<str>,
    /// The sheet, for formats that have sheets.
    pub sheet: Option<Arc<str>>,
}

/// One column of a [`RegisterTable`].
#[derive(Debug, Clone, PartialEq)]
pub struct TableColumn {
    /// The declared name, without unit.
    pub name: String,
    /// The column of the sheet, from zero.
    pub position: u32,
    pub values: ColumnValues,
}

/// The values of a column; `None` is missing, never zero.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnValues {
    /// Texts and codes.
    Text(Vec<Option<Arc<str>>>),
    /// Counts, areas, money and rates, in the column's declared unit.
    Quantity(Vec<Option<Quantity>>),
    Date(Vec<Option<Date>>),
    YesNo(Vec<Option<bool>>),
}

impl ColumnValues {
    pub fn len(&self) -> usize {
        match self {
            ColumnValues::Text(values) => values.len(),
            ColumnValues::Quantity(values) => values.len(),
            ColumnValues::Date(values) => values.len(),
            ColumnValues::YesNo(values) => values.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn is_missing(&self, row: usize) -> bool {
        match self {
            ColumnValues::Text(values) => values[row].is_none(),
            ColumnValues::Quantity(values) => values[row].is_none(),
            ColumnValues::Date(values) => values[row].is_none(),
            ColumnValues::YesNo(values) => values[row].is_none(),
        }
    }

    /// The value as a reader would write it; missing is empty.
    pub fn display(&self, row: usize) -> String {
        match self {
            ColumnValues::Text(values) => values[row].as_deref().unwrap_or_default().to_owned(),
            ColumnValues::Quantity(values) => values[row]
                .map(|value| value.to_string())
                .unwrap_or_default(),
            ColumnValues::Date(values) => values[row]
                .map(|value| value.to_string())
                .unwrap_or_default(),
            ColumnValues::YesNo(values) => match values[row] {
                Some(true) => "是".to_owned(),
                Some(false) => "否".to_owned(),
                None => String::new(),
            },
        }
    }
}

impl RegisterTable {
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The column of this declared name, if the file had it.
    pub fn column(&self, name: &str) -> Option<&TableColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The texts of a text or code column.
    pub fn texts(&self, name: &str) -> Option<&[Option<Arc<str>>]> {
        match &self.column(name)?.values {
            ColumnValues::Text(values) => Some(values),
            _ => None,
        }
    }

    /// The quantities of a numeric column.
    pub fn quantities(&self, name: &str) -> Option<&[Option<Quantity>]> {
        match &self.column(name)?.values {
            ColumnValues::Quantity(values) => Some(values),
            _ => None,
        }
    }

    /// The place of a row's cell; of the row's first column when the file has no such column.
    pub fn place(&self, row: usize, column: &str) -> Place {
        let position = self.column(column).map_or(0, |column| column.position);
        let place = Place {
            file: self.source.file.clone(),
            sheet: self.source.sheet.clone(),
            cell: None,
        };
        place.cell(self.rows[row], position)
    }
}

/// Sheets that the program itself writes beside those of the registers, and never reads.
pub mod own_sheet {
    /// How to fill in the empty workbook.
    pub const GUIDE: &str = "填报说明";
    /// The code lists behind the drop-down lists.
    pub const CODES: &str = "代码";
    /// The problems of a marked copy.
    pub const PROBLEMS: &str = "问题清单";

    pub const ALL: [&str; 3] = [GUIDE, CODES, PROBLEMS];
}
