//! The metadata of a file: its sources with the position of each column, and the refused rows.

use std::collections::HashMap;

use datafusion::parquet::file::metadata::KeyValue;
use junheng_model::{CellAddress, Place, RegisterTable, TableSource};
use junheng_rulebook::Column;

use super::{SnapshotFileError, damaged};
use crate::snapshot::RefusedRow;

const REGISTER: &str = "junheng.register";
const SOURCES: &str = "junheng.sources";
const REFUSED: &str = "junheng.refused";

/// A source and the position of each of its columns.
pub(super) struct WrittenSource {
    pub source: TableSource,
    pub columns: Vec<(String, u32)>,
}

pub(super) fn written(
    register: &str,
    columns: &[&Column],
    tables: &[RegisterTable],
    refused: &[&RefusedRow],
) -> Vec<KeyValue> {
    let mut entries = Entries(Vec::new());
    entries.add(REGISTER.to_owned(), register);
    entries.add(SOURCES.to_owned(), &tables.len().to_string());
    for (at, table) in tables.iter().enumerate() {
        let key = |what: &str| format!("{SOURCES}.{at}.{what}");
        entries.add(key("file"), &table.source.file);
        if let Some(sheet) = &table.source.sheet {
            entries.add(key("sheet"), sheet);
        }
        // Names hold neither `=` nor line ends: the rulebook's loader refuses them.
        let positions: Vec<String> = columns
            .iter()
            .filter_map(|column| table.column(&column.name))
            .map(|column| format!("{}={}", column.name, column.position))
            .collect();
        entries.add(key("columns"), &positions.join("\n"));
    }
    entries.add(REFUSED.to_owned(), &refused.len().to_string());
    for (at, row) in refused.iter().enumerate() {
        let key = |what: &str| format!("{REFUSED}.{at}.{what}");
        if let Some(county) = &row.county {
            entries.add(key("county"), county);
        }
        entries.add(key("file"), &row.place.file);
        if let Some(sheet) = &row.place.sheet {
            entries.add(key("sheet"), sheet);
        }
        if let Some(cell) = row.place.cell {
            entries.add(key("row"), &cell.row.to_string());
            entries.add(key("column"), &cell.column.to_string());
        }
    }
    entries.0
}

struct Entries(Vec<KeyValue>);

impl Entries {
    fn add(&mut self, key: String, value: &str) {
        self.0.push(KeyValue::new(key, value.to_owned()));
    }
}

/// The metadata of a file, by key.
pub(super) struct Metadata<'a> {
    register: &'a str,
    entries: HashMap<&'a str, &'a str>,
}

impl<'a> Metadata<'a> {
    /// # Errors
    /// When the file does not say that it holds the register.
    pub(super) fn new(
        register: &'a str,
        entries: Option<&'a Vec<KeyValue>>,
    ) -> Result<Self, SnapshotFileError> {
        let entries: HashMap<&str, &str> = entries
            .into_iter()
            .flatten()
            .filter_map(|entry| Some((entry.key.as_str(), entry.value.as_deref()?)))
            .collect();
        match entries.get(REGISTER) {
            Some(said) if *said == register => Ok(Self { register, entries }),
            Some(said) => Err(damaged(register, format!("it holds {said}"))),
            None => Err(damaged(register, "it does not say what it holds")),
        }
    }

    pub(super) fn sources(&self) -> Result<Vec<WrittenSource>, SnapshotFileError> {
        (0..self.number(SOURCES)?)
            .map(|at| {
                let key = |what: &str| format!("{SOURCES}.{at}.{what}");
                let columns = self
                    .required(&key("columns"))?
                    .lines()
                    .map(|line| self.position(line))
                    .collect::<Result<_, _>>()?;
                Ok(WrittenSource {
                    source: TableSource {
                        file: self.required(&key("file"))?.into(),
                        sheet: self.get(&key("sheet")).map(Into::into),
                    },
                    columns,
                })
            })
            .collect()
    }

    pub(super) fn refused(&self) -> Result<Vec<RefusedRow>, SnapshotFileError> {
        (0..self.number(REFUSED)?)
            .map(|at| {
                let key = |what: &str| format!("{REFUSED}.{at}.{what}");
                let cell = match self.get(&key("row")) {
                    None => None,
                    Some(_) => Some(CellAddress {
                        row: self.number(&key("row"))?,
                        column: self.number(&key("column"))?,
                    }),
                };
                Ok(RefusedRow {
                    register: self.register.to_owned(),
                    county: self.get(&key("county")).map(str::to_owned),
                    place: Place {
                        file: self.required(&key("file"))?.into(),
                        sheet: self.get(&key("sheet")).map(Into::into),
                        cell,
                    },
                })
            })
            .collect()
    }

    fn get(&self, key: &str) -> Option<&'a str> {
        self.entries.get(key).copied()
    }

    fn required(&self, key: &str) -> Result<&'a str, SnapshotFileError> {
        self.get(key)
            .ok_or_else(|| damaged(self.register, format!("{key} is missing")))
    }

    fn number(&self, key: &str) -> Result<u32, SnapshotFileError> {
        let text = self.required(key)?;
        text.parse()
            .map_err(|_| damaged(self.register, format!("{key} is {text}")))
    }

    fn position(&self, line: &str) -> Result<(String, u32), SnapshotFileError> {
        line.rsplit_once('=')
            .and_then(|(name, position)| Some((name.to_owned(), position.parse().ok()?)))
            .ok_or_else(|| damaged(self.register, format!("`{line}` is no column's position")))
    }
}
