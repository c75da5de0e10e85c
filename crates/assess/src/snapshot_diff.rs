//! What changed between two snapshots, cell by cell.

use std::collections::HashMap;

use junheng_model::{ColumnValues, Place, RegisterTable};
use junheng_rulebook::{Register, Rulebook};

use crate::{RegisterRows, Snapshot};

/// What changed in one register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRegister {
    pub register: String,
    /// In the order of the later snapshot's rows and the register's columns.
    pub cells: Vec<ChangedCell>,
    /// The keys of rows that only the later snapshot has.
    pub added: Vec<Vec<String>>,
    /// The keys of rows that only the earlier snapshot has.
    pub removed: Vec<Vec<String>>,
}

/// A cell that reads otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedCell {
    /// The values of the register's key columns.
    pub key: Vec<String>,
    pub column: String,
    /// As a reader would write it; `None` is missing.
    pub before: Option<String>,
    pub after: Option<String>,
    /// Where each was read.
    pub before_place: Place,
    pub after_place: Place,
}

/// What changed from one snapshot to another, by register; registers in which nothing did are left out. Rows
/// are the same when their keys are; where a key comes twice, the first is compared with the first.
/// Registers that are held as files have no cells and are not compared.
pub fn snapshot_diff(
    before: &Snapshot,
    after: &Snapshot,
    rulebook: &Rulebook,
) -> Vec<ChangedRegister> {
    rulebook
        .registers
        .iter()
        .map(|register| {
            changed(
                register,
                before.table(&register.name),
                after.table(&register.name),
            )
        })
        .filter(|found| {
            !(found.cells.is_empty() && found.added.is_empty() && found.removed.is_empty())
        })
        .collect()
}

/// A row of one of a register's tables.
type Row<'t> = (&'t RegisterTable, usize);

fn changed(
    register: &Register,
    before: Option<&RegisterRows>,
    after: Option<&RegisterRows>,
) -> ChangedRegister {
    let mut earlier: HashMap<Vec<String>, Vec<Row<'_>>> = HashMap::new();
    let keyed = |rows| keyed(register, rows);
    for (key, row) in keyed(before) {
        earlier.entry(key).or_default().push(row);
    }
    // The last stands first to be taken, so that equal keys are compared in order.
    earlier.values_mut().for_each(|rows| rows.reverse());
    let mut found = ChangedRegister {
        register: register.name.clone(),
        cells: Vec::new(),
        added: Vec::new(),
        removed: Vec::new(),
    };
    for (key, row) in keyed(after) {
        match earlier.get_mut(&key).and_then(Vec::pop) {
            Some(old) => compare(register, &key, old, row, &mut found.cells),
            None => found.added.push(key),
        }
    }
    // In the order of the earlier snapshot, not of the map.
    for (key, _) in keyed(before) {
        if earlier.get_mut(&key).and_then(Vec::pop).is_some() {
            found.removed.push(key);
        }
    }
    found
}

/// The rows of a register with their keys.
fn keyed<'t>(
    register: &Register,
    rows: Option<&'t RegisterRows>,
) -> impl Iterator<Item = (Vec<String>, Row<'t>)> {
    let tables = rows.map_or(&[][..], RegisterRows::tables);
    tables.iter().flat_map(move |table| {
        let columns: Vec<Option<&ColumnValues>> = register
            .key
            .iter()
            .map(|name| table.column(name).map(|column| &column.values))
            .collect();
        (0..table.row_count()).map(move |row| {
            let key = columns
                .iter()
                .map(|values| values.map_or_else(String::new, |values| values.display(row)))
                .collect();
            (key, (table, row))
        })
    })
}

fn compare(
    register: &Register,
    key: &[String],
    (old, old_row): Row<'_>,
    (new, new_row): Row<'_>,
    cells: &mut Vec<ChangedCell>,
) {
    for column in &register.columns {
        let was = old.column(&column.name).map(|column| &column.values);
        let is = new.column(&column.name).map(|column| &column.values);
        if alike(was, old_row, is, new_row) {
            continue;
        }
        cells.push(ChangedCell {
            key: key.to_vec(),
            column: column.name.clone(),
            before: read(was, old_row),
            after: read(is, new_row),
            before_place: old.place(old_row, &column.name),
            after_place: new.place(new_row, &column.name),
        });
    }
}

/// Whether two cells hold the same; a column that a file does not have is missing throughout.
fn alike(was: Option<&ColumnValues>, old: usize, is: Option<&ColumnValues>, new: usize) -> bool {
    match (was, is) {
        (Some(ColumnValues::Text(was)), Some(ColumnValues::Text(is))) => was[old] == is[new],
        (Some(ColumnValues::Quantity(was)), Some(ColumnValues::Quantity(is))) => {
            was[old] == is[new]
        }
        (Some(ColumnValues::Date(was)), Some(ColumnValues::Date(is))) => was[old] == is[new],
        (Some(ColumnValues::YesNo(was)), Some(ColumnValues::YesNo(is))) => was[old] == is[new],
        _ => read(was, old) == read(is, new),
    }
}

fn read(values: Option<&ColumnValues>, row: usize) -> Option<String> {
    let values = values.filter(|values| !values.is_missing(row))?;
    Some(values.display(row))
}
