//! Restoring an archive into an empty database, of either kind.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use junheng_rulebook::Rulebook;
use tokio::sync::mpsc::{Sender, channel};
use zip::ZipArchive;

use crate::archive::{FORMAT, MANIFEST, Manifest, SYSTEM_TABLES, TablePart};
use crate::dialect::Dialect;
use crate::files::{for_each_part, in_background, keep};
use crate::registers::{SYSTEM_COLUMNS, quoted};
use crate::statement::Value;
use crate::{Digest, FileArea, Keys, Location, Reading, Store, StoreError};

/// Values in one statement.
const VALUES_IN_STATEMENT: usize = 8_000;

/// What was restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    pub rows: i64,
    pub files: usize,
    /// Entries of the journal, which verifies.
    pub entries: i64,
}

impl Store {
    /// Restores an archive of [`Store::backup`] into a new or empty database, of whichever kind, and opens it. The
    /// digest of every part is verified before anything is written, and the journal before the rows are there to stay.
    ///
    /// # Errors
    /// [`StoreError::Archive`] when the database is not empty, or the archive is damaged, of a newer format, or has a
    /// journal that does not verify; nothing is in the database then.
    pub async fn restore(
        location: &Location,
        keys: Keys,
        rulebook: &Rulebook,
        archive: &Path,
    ) -> Result<(Self, Restored), StoreError> {
        let path = archive.to_owned();
        let manifest = in_background(move || verified_manifest(&path)).await?;
        let store = Self::open(location, keys, rulebook).await?;
        let mut target = store.begin(store.inner.dialect.begin_writing()).await?;
        target.refuse_unless_empty().await?;
        let (path, folder, files) = (
            archive.to_owned(),
            location.folder.clone(),
            manifest.clone(),
        );
        in_background(move || restore_files(&path, &folder, &files)).await?;
        let head = "DELETE FROM chain_head";
        target.run(head, Vec::new()).await?;
        let mut rows = 0;
        for part in &manifest.tables {
            target.make_room_for(part).await?;
            target.restore_table(archive, part).await?;
            rows += part.rows;
        }
        let verdict = target.verify_journal().await?;
        if let Some(fault) = verdict.fault {
            return Err(StoreError::Archive(format!(
                "its journal does not verify: {fault:?}"
            )));
        }
        target.transaction.commit().await?;
        let restored = Restored {
            rows,
            files: manifest.files.len(),
            entries: verdict.entries,
        };
        Ok((store, restored))
    }
}

impl Reading {
    async fn refuse_unless_empty(&mut self) -> Result<(), StoreError> {
        // Also takes the lock, so that nobody begins to fill the database meanwhile.
        let lock =
            "UPDATE chain_head SET locked = locked + 1 WHERE id = 1 AND next_id = 1 AND seq = 0";
        if self.run(lock, Vec::new()).await? == 1 {
            return Ok(());
        }
        Err(StoreError::Archive(
            "the database that it is to be restored into is not empty".to_owned(),
        ))
    }

    /// Makes the table or the columns of a register that today's rulebook does not declare.
    async fn make_room_for(&mut self, part: &TablePart) -> Result<(), StoreError> {
        let known = self.columns_of(&part.name).await?;
        let table = quoted(&part.name);
        if SYSTEM_TABLES.iter().any(|(name, _)| *name == part.name) {
            return Ok(());
        }
        let is_system = |name: &str| SYSTEM_COLUMNS.iter().any(|(system, _)| *system == name);
        let own = part.columns.iter().filter(|(name, _)| !is_system(name));
        let own: Vec<(&String, String)> = own
            .map(|(name, kind)| Ok((name, format!("{} {}", quoted(name), checked_type(kind)?))))
            .collect::<Result<_, StoreError>>()?;
        if known.is_empty() {
            let system = SYSTEM_COLUMNS.map(|(name, kind)| format!("{name} {kind}"));
            let columns: Vec<String> = system
                .into_iter()
                .chain(own.into_iter().map(|(_, column)| column))
                .collect();
            let text = format!(
                "CREATE TABLE {table} ({}, PRIMARY KEY (row_id, since))",
                columns.join(", ")
            );
            self.run(text, Vec::new()).await?;
            return Ok(());
        }
        for (name, column) in own {
            if known.iter().all(|(known, _)| known != name) {
                let text = format!("ALTER TABLE {table} ADD COLUMN {column}");
                self.run(text, Vec::new()).await?;
            }
        }
        Ok(())
    }

    /// Restores a table while its part of the archive is read, some rows at a time.
    async fn restore_table(&mut self, archive: &Path, part: &TablePart) -> Result<(), StoreError> {
        let (some, mut taken) = channel(2);
        let (path, known) = (archive.to_owned(), part.clone());
        let reading = tokio::spawn(in_background(move || send_rows(&path, &known, &some)));
        let width = part.columns.len().max(1);
        while let Some(values) = taken.recv().await {
            let text = insert_statement(part, values.len() / width, self.store.dialect);
            self.run(text, values).await?;
        }
        reading.await.map_err(|failed| {
            StoreError::Archive(format!("the reader of the archive ended: {failed}"))
        })?
    }
}

/// Reads the rows of a table from the archive and sends their values, so many as a statement takes.
fn send_rows(path: &Path, part: &TablePart, to: &Sender<Vec<Value>>) -> Result<(), StoreError> {
    let damaged = |what: &str| StoreError::Archive(format!("{}: {what}", part.entry()));
    let mut archive = open(path)?;
    let entry = archive.by_name(&part.entry());
    let entry = entry.map_err(|error| damaged(&error.to_string()))?;
    let width = part.columns.len().max(1);
    let rows_at_once = (VALUES_IN_STATEMENT / width).max(1);
    let mut values = Vec::new();
    for line in BufReader::new(entry).lines() {
        let line = line.map_err(|error| damaged(&error.to_string()))?;
        let cells: Vec<serde_json::Value> =
            serde_json::from_str(&line).map_err(|error| damaged(&error.to_string()))?;
        if cells.len() != part.columns.len() {
            return Err(damaged("a line has too few or too many values"));
        }
        for (cell, (_, kind)) in cells.into_iter().zip(&part.columns) {
            values.push(value_of(cell, kind).ok_or_else(|| damaged("a value"))?);
        }
        if values.len() >= rows_at_once * width {
            let full = std::mem::take(&mut values);
            if to.blocking_send(full).is_err() {
                // Whoever writes them failed, and says so himself.
                return Ok(());
            }
        }
    }
    if !values.is_empty() {
        // As above.
        let _ = to.blocking_send(values);
    }
    Ok(())
}

fn value_of(cell: serde_json::Value, kind: &str) -> Option<Value> {
    Some(match (cell, kind) {
        (serde_json::Value::Null, "BIGINT") => Value::Whole(None),
        (serde_json::Value::Null, _) => Value::Text(None),
        (serde_json::Value::Number(number), "BIGINT") => Value::Whole(Some(number.as_i64()?)),
        (serde_json::Value::String(text), _) => Value::Text(Some(text)),
        _ => return None,
    })
}

fn insert_statement(part: &TablePart, rows: usize, dialect: Dialect) -> String {
    let columns: Vec<String> = part.columns.iter().map(|(name, _)| quoted(name)).collect();
    let mut placeholder = 0;
    let tuples: Vec<String> = (0..rows)
        .map(|_| {
            let marks = part.columns.iter().map(|(_, kind)| {
                placeholder += 1;
                match (dialect, kind.as_str()) {
                    (Dialect::Sqlite, _) | (_, "BIGINT" | "TEXT") => format!("${placeholder}"),
                    _ => format!("CAST(${placeholder} AS {kind})"),
                }
            });
            format!("({})", marks.collect::<Vec<_>>().join(", "))
        })
        .collect();
    format!(
        "INSERT INTO {} ({}) VALUES {}",
        quoted(&part.name),
        columns.join(", "),
        tuples.join(", ")
    )
}

/// Types stand in statements unquoted, and an archive is a file that somebody may have edited.
fn checked_type(kind: &str) -> Result<&str, StoreError> {
    match kind {
        "BIGINT" | "TEXT" | "NUMERIC" | "DATE" | "BOOLEAN" => Ok(kind),
        _ => Err(StoreError::Archive(format!("the column type {kind:?}"))),
    }
}

fn open(path: &Path) -> Result<ZipArchive<File>, StoreError> {
    let file = File::open(path).map_err(|cause| StoreError::File {
        path: path.to_owned(),
        cause,
    })?;
    ZipArchive::new(file).map_err(|error| StoreError::Archive(error.to_string()))
}

fn read_entry(archive: &mut ZipArchive<File>, entry: &str) -> Result<Vec<u8>, StoreError> {
    let failed = |error: String| StoreError::Archive(format!("{entry}: {error}"));
    let mut part = archive
        .by_name(entry)
        .map_err(|error| failed(error.to_string()))?;
    let mut bytes = Vec::new();
    part.read_to_end(&mut bytes)
        .map_err(|error| failed(error.to_string()))?;
    Ok(bytes)
}

fn digest_of_entry(archive: &mut ZipArchive<File>, entry: &str) -> Result<String, StoreError> {
    let failed = |error: String| StoreError::Archive(format!("{entry}: {error}"));
    let part = archive
        .by_name(entry)
        .map_err(|error| failed(error.to_string()))?;
    let mut digest = Digest::default();
    let read = for_each_part(part, |bytes| {
        digest.update(bytes);
        Ok(())
    });
    read.map_err(|error| failed(error.to_string()))?;
    Ok(digest.finish())
}

/// Reads the manifest and compares every part with its digest.
fn verified_manifest(path: &Path) -> Result<Manifest, StoreError> {
    let mut archive = open(path)?;
    let manifest: Manifest = serde_json::from_slice(&read_entry(&mut archive, MANIFEST)?)
        .map_err(|error| StoreError::Archive(format!("{MANIFEST}: {error}")))?;
    if manifest.format != FORMAT {
        let format = manifest.format;
        return Err(StoreError::Archive(format!(
            "its format is {format}; this program restores {FORMAT}"
        )));
    }
    let tables = manifest.tables.iter();
    let files = manifest.files.iter();
    let parts = tables
        .map(|part| (part.entry(), &part.digest))
        .chain(files.map(|part| (part.entry(), &part.digest)));
    for (entry, digest) in parts {
        if digest_of_entry(&mut archive, &entry)? != *digest {
            return Err(StoreError::Archive(format!("{entry} was changed")));
        }
    }
    Ok(manifest)
}

fn restore_files(path: &Path, folder: &Path, manifest: &Manifest) -> Result<(), StoreError> {
    let mut archive = open(path)?;
    for part in &manifest.files {
        let area = FileArea::ALL
            .into_iter()
            .find(|area| area.folder() == part.area)
            .ok_or_else(|| StoreError::Archive(format!("the folder {:?}", part.area)))?;
        let bytes = read_entry(&mut archive, &part.entry())?;
        keep(&folder.join(area.folder()), &bytes)?;
    }
    Ok(())
}
