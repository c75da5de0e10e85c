//! Rotating keys: everything enciphered is enciphered anew under the newest key, a batch at a time.

use crate::registers::quoted;
use crate::statement::values;
use crate::{Clerk, Entry, Reading, Store, StoreError, Writing};

/// Rows of one batch: other writers get their turn between two batches.
const BATCH: usize = 1_000;

/// How much a rotation did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rotated {
    pub cells: i64,
    pub batches: i64,
}

/// A column whose cells are enciphered.
#[derive(Debug, Clone)]
struct SealedColumn {
    /// As the cipher's associated data name it.
    table: String,
    column: String,
    /// The column that tells cells apart: versions of one register row share it.
    id: &'static str,
}

/// Enciphered columns of the system's own tables.
const SYSTEM: [(&str, &str); 3] = [
    ("person", "phone"),
    ("person", "totp_secret"),
    ("problem", "found"),
];

/// Where an enciphered cell stands, for the cipher's associated data.
pub(crate) fn cell_of(table: &str, column: &str, id: i64) -> String {
    format!("{table}/{column}/{id}")
}

impl Store {
    /// Enciphers everything under the newest key that is not so yet. Each batch is a change of its own with its entry
    /// in the journal; when it is interrupted, the next call goes on. The older keys can be dropped afterwards, but
    /// for reading old backups.
    ///
    /// # Errors
    /// When a key is missing, or the database fails; what was done in earlier batches stays done.
    pub async fn rotate_keys(&self, clerk: &Clerk) -> Result<Rotated, StoreError> {
        let mut rotated = Rotated::default();
        for column in self.sealed_columns() {
            loop {
                let mut writing = self.write(clerk).await?;
                let cells = writing.reencipher(&column).await?;
                if cells == 0 {
                    break;
                }
                let entry = Entry {
                    verb: "keys.rotate",
                    organisation: None,
                    subject: format!("{}/{}", column.table, column.column),
                    detail: serde_json::json!({ "cells": cells, "key": self.inner.keys.newest() }),
                };
                writing.journal(entry).await?;
                writing.commit().await?;
                rotated.cells += cells;
                rotated.batches += 1;
            }
        }
        Ok(rotated)
    }

    fn sealed_columns(&self) -> Vec<SealedColumn> {
        let system = SYSTEM.map(|(table, column)| SealedColumn {
            table: table.to_owned(),
            column: column.to_owned(),
            id: "id",
        });
        let mut columns = Vec::from(system);
        for shape in self.inner.registers.iter() {
            let personal = shape.columns.iter().filter(|column| column.personal);
            columns.extend(personal.map(|column| SealedColumn {
                table: shape.name.clone(),
                column: column.name.clone(),
                id: "row_id",
            }));
        }
        columns
    }

    /// How many cells are enciphered under another key than the newest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cells_under_older_keys(&self) -> Result<i64, StoreError> {
        let mut reading = self.read().await?;
        let mut cells = 0;
        for column in self.sealed_columns() {
            let condition = reading.is_older(&column);
            let table = quoted(&column.table);
            let text = format!("SELECT COUNT(*) FROM {table} WHERE {condition}");
            cells += reading
                .count(text, values![reading.newest_prefix()])
                .await?;
        }
        Ok(cells)
    }
}

impl Reading {
    /// What cipher texts of the newest key begin with.
    fn newest_prefix(&self) -> String {
        format!("{}:", self.store.keys.newest())
    }

    /// The condition that a cell is enciphered under another key than the newest, whose prefix is `$1`.
    fn is_older(&self, column: &SealedColumn) -> String {
        let name = quoted(&column.column);
        let length = self.newest_prefix().len();
        format!("{name} IS NOT NULL AND SUBSTR({name}, 1, {length}) <> $1")
    }
}

impl Writing {
    /// Enciphers a batch of a column's cells anew; answers how many.
    async fn reencipher(&mut self, column: &SealedColumn) -> Result<i64, StoreError> {
        let (table, name, id) = (quoted(&column.table), quoted(&column.column), column.id);
        let condition = self.is_older(column);
        let prefix = self.newest_prefix();
        let text = format!("SELECT {id}, {name} FROM {table} WHERE {condition} LIMIT {BATCH}");
        let cells: Vec<(i64, String)> = self.rows(text, values![prefix]).await?;
        // A register row's versions share their id, but each has its own cipher text.
        let text = format!("UPDATE {table} SET {name} = $1 WHERE {id} = $2 AND {name} = $3");
        for (id, sealed) in &cells {
            let place = cell_of(&column.table, &column.column, *id);
            let keys = &self.store.keys;
            let anew = keys.encipher(&place, &keys.decipher(&place, sealed)?)?;
            self.run(text.clone(), values![anew, *id, sealed]).await?;
        }
        Ok(i64::try_from(cells.len()).unwrap_or(i64::MAX))
    }
}
