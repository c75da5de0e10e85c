//! What an entering cost: which cells somebody typed, which were carried over, which were asked twice. Pure.

use std::collections::HashMap;

use junheng_model::CellValue;
use junheng_rulebook::Register;
use junheng_store::{NewRow, StoredRow};

use crate::checked::row_key;

/// Cells by how they came about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Cells {
    pub typed: i64,
    pub carried: i64,
    /// Of the typed ones, those that can be counted from another register that the same people hand in.
    pub again: i64,
}

/// The cells of `after` that hold something else than the row of the same key before.
pub(crate) fn typed(register: &Register, before: &[StoredRow], after: &[NewRow]) -> Cells {
    let by_key: HashMap<String, &StoredRow> = before
        .iter()
        .map(|row| (key_of(register, &row.values), row))
        .collect();
    let mut cells = Cells::default();
    for row in after {
        let same = by_key.get(&key_of(register, &row.values));
        for (at, value) in row.values.iter().enumerate() {
            let was = same
                .and_then(|row| row.values.get(at))
                .and_then(Option::as_ref);
            if value.is_none() || value.as_ref() == was {
                continue;
            }
            cells.typed += 1;
            let asked_also = register.columns.get(at).map(|column| &column.asked_also);
            cells.again += i64::from(asked_also.is_some_and(Option::is_some));
        }
    }
    cells
}

/// All cells that hold something, as carried over from elsewhere.
pub(crate) fn carried(after: &[NewRow]) -> Cells {
    let filled = after.iter().flat_map(|row| row.values.iter().flatten());
    Cells {
        carried: i64::try_from(filled.count()).unwrap_or(i64::MAX),
        ..Cells::default()
    }
}

/// A row's declared key, as what is said about the row finds it again.
pub(crate) fn key_of(register: &Register, values: &[Option<CellValue>]) -> String {
    let texts: HashMap<&str, String> = register
        .columns
        .iter()
        .zip(values)
        .filter_map(|(column, value)| Some((column.name.as_str(), value.as_ref()?.to_string())))
        .collect();
    row_key(register, |column| texts.get(column).map(String::as_str))
}
