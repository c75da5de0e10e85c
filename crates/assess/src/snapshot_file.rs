//! Frozen snapshots as files: one Parquet file a register.
//!
//! The same snapshot gives the same bytes, so that a digest can name it. A file holds the declared columns in
//! their declared types, so that any reader of Parquet can use it, and for each row the source that it came
//! from; the file's metadata tells where in each source a column stood, so that an explanation still leads
//! to the cell. Personal columns never enter: nothing that judges reads them.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use datafusion::arrow::error::ArrowError;
use datafusion::parquet::errors::ParquetError;
use junheng_model::RegisterTable;
use junheng_rulebook::Rulebook;
use thiserror::Error;

use crate::snapshot::{RefusedRow, SnapshotTable};
use crate::{AssessError, RegisterRows, Snapshot};

mod reading;
mod sources;
mod writing;

/// One register of a snapshot as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotPart {
    /// The register's name.
    pub register: String,
    /// A Parquet file.
    pub bytes: Bytes,
}

/// Why a snapshot could not be written or read.
#[derive(Debug, Error)]
pub enum SnapshotFileError {
    #[error("the rulebook has no register {0}")]
    UnknownRegister(String),
    /// A register that is held as a file has no rows of its own to write.
    #[error("the register {0} is held as a file already")]
    AlreadyAFile(String),
    /// A value that the declared type cannot hold: it would be lost.
    #[error("row {row} of {register} holds a {column} that is not of the declared type")]
    Unfit {
        register: String,
        column: String,
        /// From zero.
        row: usize,
    },
    /// The rulebook has changed a column since.
    #[error("the column {column} of {register} is of another type than the rulebook declares")]
    OtherType { register: String, column: String },
    /// Not a file that was written here, or a damaged one.
    #[error("the file of {register} is damaged: {what}")]
    Damaged { register: String, what: String },
    #[error("the rows of {0} do not make a table")]
    Table(String, #[source] ArrowError),
    #[error("the file of {0} could not be written or read")]
    Parquet(String, #[source] ParquetError),
    #[error("the snapshot could not be made")]
    Snapshot(#[from] AssessError),
}

/// Writes a snapshot: a part for each register that was handed in or has refused rows, in the rulebook's
/// order. The order of sources and rows is kept and shows in the bytes, so callers give a stable one.
///
/// # Errors
/// When a register is unknown or is held as a file, or a value is not of its declared type.
pub fn write(
    snapshot: &Snapshot,
    rulebook: &Rulebook,
) -> Result<Vec<SnapshotPart>, SnapshotFileError> {
    let mut refused: BTreeMap<&str, Vec<&RefusedRow>> = BTreeMap::new();
    for row in snapshot.refused() {
        refused.entry(&row.register).or_default().push(row);
    }
    let known = |name: &str| {
        rulebook
            .register(name)
            .ok_or_else(|| SnapshotFileError::UnknownRegister(name.to_owned()))
    };
    for table in snapshot.tables() {
        known(table.register())?;
        if matches!(table, SnapshotTable::Parquet { .. }) {
            return Err(SnapshotFileError::AlreadyAFile(table.register().to_owned()));
        }
    }
    for name in refused.keys() {
        known(name)?;
    }
    let mut parts = Vec::new();
    for register in &rulebook.registers {
        let tables = snapshot
            .table(&register.name)
            .map_or(&[][..], RegisterRows::tables);
        let refused = refused.remove(register.name.as_str()).unwrap_or_default();
        if tables.is_empty() && refused.is_empty() {
            continue;
        }
        parts.push(SnapshotPart {
            register: register.name.clone(),
            bytes: writing::file(register, tables, &refused)?,
        });
    }
    Ok(parts)
}

/// Reads what [`write`] wrote. Columns that the rulebook no longer declares stay in the tables and are asked for
/// by nothing; columns that it declares since are absent.
///
/// # Errors
/// When a file is damaged, or the rulebook does not know its register or has changed a column's type.
pub fn read(parts: &[SnapshotPart], rulebook: &Rulebook) -> Result<Snapshot, SnapshotFileError> {
    let mut tables: Vec<RegisterTable> = Vec::new();
    let mut refused = Vec::new();
    for part in parts {
        let register = rulebook
            .register(&part.register)
            .ok_or_else(|| SnapshotFileError::UnknownRegister(part.register.clone()))?;
        let read = reading::file(part, register)?;
        tables.extend(read.tables);
        refused.extend(read.refused);
    }
    let mut snapshot = Snapshot::from_tables(tables, rulebook)?;
    for row in refused {
        snapshot.refuse(row.register, row.county, row.place);
    }
    Ok(snapshot)
}

/// The columns beside the declared ones.
mod beside {
    /// Which of the sources in the metadata a row came from.
    pub const SOURCE: &str = "__source";
    pub const FILE: &str = "__file";
    pub const SHEET: &str = "__sheet";
    /// The row of the sheet, from zero.
    pub const ROW: &str = "__row";

    pub const ALL: [&str; 4] = [SOURCE, FILE, SHEET, ROW];
}

/// Who wrote the files. It has no version, so that a new release gives the same bytes.
const WRITER: &str = "junheng";

fn parquet_failed(register: &str) -> impl Fn(ParquetError) -> SnapshotFileError + '_ {
    move |error| SnapshotFileError::Parquet(register.to_owned(), error)
}

fn table_failed(register: &str) -> impl Fn(ArrowError) -> SnapshotFileError + '_ {
    move |error| SnapshotFileError::Table(register.to_owned(), error)
}

fn damaged(register: &str, what: impl Into<String>) -> SnapshotFileError {
    SnapshotFileError::Damaged {
        register: register.to_owned(),
        what: what.into(),
    }
}

/// Texts that repeat from row to row, held once.
#[derive(Default)]
struct Shared(std::collections::HashSet<Arc<str>>);

impl Shared {
    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let new: Arc<str> = text.into();
        self.0.insert(new.clone());
        new
    }
}
