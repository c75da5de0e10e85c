//! One value of one cell, and columns as lists of them.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use crate::{ColumnValues, Quantity};

/// The value of a cell that has one; a blank cell is `None` around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellValue {
    /// A text or a code.
    Text(Arc<str>),
    /// A year, count, area, sum of money or rate, in the column's declared unit.
    Quantity(Quantity),
    Date(Date),
    YesNo(bool),
}

impl fmt::Display for CellValue {
    /// As a reader would write it, `是` for yes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CellValue::Text(text) => f.pad(text),
            CellValue::Quantity(quantity) => quantity.fmt(f),
            CellValue::Date(date) => f.pad(&date.to_string()),
            CellValue::YesNo(yes) => f.pad(if *yes { "是" } else { "否" }),
        }
    }
}

impl ColumnValues {
    /// The value of a row, counted from zero; `None` when it is missing.
    ///
    /// # Panics
    /// When there is no such row.
    pub fn get(&self, row: usize) -> Option<CellValue> {
        match self {
            ColumnValues::Text(values) => values[row].clone().map(CellValue::Text),
            ColumnValues::Quantity(values) => values[row].map(CellValue::Quantity),
            ColumnValues::Date(values) => values[row].map(CellValue::Date),
            ColumnValues::YesNo(values) => values[row].map(CellValue::YesNo),
        }
    }

    /// Adds a row's value.
    ///
    /// # Errors
    /// Hands the value back when it is not of the column's type.
    pub fn push(&mut self, value: Option<CellValue>) -> Result<(), CellValue> {
        match (self, value) {
            (ColumnValues::Text(values), None) => values.push(None),
            (ColumnValues::Quantity(values), None) => values.push(None),
            (ColumnValues::Date(values), None) => values.push(None),
            (ColumnValues::YesNo(values), None) => values.push(None),
            (ColumnValues::Text(values), Some(CellValue::Text(text))) => values.push(Some(text)),
            (ColumnValues::Quantity(values), Some(CellValue::Quantity(quantity))) => {
                values.push(Some(quantity));
            }
            (ColumnValues::Date(values), Some(CellValue::Date(date))) => values.push(Some(date)),
            (ColumnValues::YesNo(values), Some(CellValue::YesNo(yes))) => values.push(Some(yes)),
            (_, Some(other)) => return Err(other),
        }
        Ok(())
    }
}
