//! Backing up a running server: one consistent view of all tables, and all files, in one archive.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tokio::sync::mpsc::{Receiver, Sender, channel};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::archive::{FORMAT, FilePart, MANIFEST, Manifest, TablePart};
use crate::files::{digests, for_each_part, in_background, write_whole};
use crate::registers::quoted;
use crate::statement::{Cells, Value, bound};
use crate::{Digest, FileArea, Reading, Store, StoreError};

/// Rows read at a time.
const BATCH: usize = 2_000;

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackedUp {
    pub tables: usize,
    pub rows: i64,
    pub files: usize,
    /// The number of the last entry in its journal.
    pub data_version: i64,
}

/// Something for the archive.
enum Piece {
    /// A new part begins.
    Begin(String),
    Bytes(Vec<u8>),
    /// A whole part, taken from disk.
    File(FilePart),
}

impl Store {
    /// Writes an archive of everything, as it stands at one instant, while others go on reading and writing. The
    /// file appears under its name only when it is whole. It holds cipher texts as they are: restoring needs the keys.
    ///
    /// # Errors
    /// When the database fails, a kept file is gone or damaged, or the archive cannot be written.
    pub async fn backup(&self, to: &Path) -> Result<BackedUp, StoreError> {
        let (pieces, taken) = channel(4);
        let (target, folder) = (to.to_owned(), self.inner.folder.clone());
        let writing = tokio::spawn(in_background(move || {
            write_archive(&target, &folder, taken)
        }));
        let sent = self.send_everything(pieces).await;
        let written = writing.await.map_err(|failed| {
            StoreError::Archive(format!("the writer of the archive ended: {failed}"))
        })?;
        // When the writer failed, the sender knows only that nobody listens.
        written?;
        sent
    }

    async fn send_everything(&self, pieces: Sender<Piece>) -> Result<BackedUp, StoreError> {
        let mut reading = self.read().await?;
        let mut manifest = Manifest {
            format: FORMAT,
            data_version: reading.data_version().await?,
            tables: Vec::new(),
            files: Vec::new(),
        };
        for (table, order) in reading.all_tables().await? {
            let part = reading.send_table(table, &order, &pieces).await?;
            manifest.tables.push(part);
        }
        // Files are kept before their rows are: all that the rows tell of are here by now.
        for area in FileArea::ALL {
            let folder = self.inner.folder.join(area.folder());
            for digest in in_background(move || digests(&folder)).await? {
                let area = area.folder().to_owned();
                let part = FilePart { area, digest };
                send(&pieces, Piece::File(part.clone())).await?;
                manifest.files.push(part);
            }
        }
        let text = serde_json::to_vec_pretty(&manifest)
            .map_err(|error| StoreError::Archive(error.to_string()))?;
        send(&pieces, Piece::Begin(MANIFEST.to_owned())).await?;
        send(&pieces, Piece::Bytes(text)).await?;
        Ok(BackedUp {
            tables: manifest.tables.len(),
            rows: manifest.tables.iter().map(|table| table.rows).sum(),
            files: manifest.files.len(),
            data_version: manifest.data_version,
        })
    }
}

async fn send(pieces: &Sender<Piece>, piece: Piece) -> Result<(), StoreError> {
    let sent = pieces.send(piece).await;
    sent.map_err(|_| StoreError::Archive("its writer ended".to_owned()))
}

impl Reading {
    async fn send_table(
        &mut self,
        name: String,
        order: &str,
        pieces: &Sender<Piece>,
    ) -> Result<TablePart, StoreError> {
        let mut part = TablePart {
            columns: self.columns_of(&name).await?,
            name,
            rows: 0,
            digest: String::new(),
        };
        let mut digest = Digest::default();
        send(pieces, Piece::Begin(part.entry())).await?;
        let mut last = None;
        loop {
            let batch = self.batch_of(&part, order, last).await?;
            part.rows += batch.rows;
            digest.update(&batch.lines);
            send(pieces, Piece::Bytes(batch.lines)).await?;
            last = batch.last;
            if last.is_none() {
                break;
            }
        }
        part.digest = digest.finish();
        Ok(part)
    }

    /// The next rows of a table: those behind the last one's key. To count from the beginning each time would read a
    /// long table over and over.
    async fn batch_of(
        &mut self,
        part: &TablePart,
        order: &str,
        last: Option<Vec<Value>>,
    ) -> Result<Batch, StoreError> {
        let columns: Vec<String> = part
            .columns
            .iter()
            .map(|(name, kind)| match kind.as_str() {
                "BIGINT" => quoted(name),
                _ => format!("CAST({} AS TEXT)", quoted(name)),
            })
            .collect();
        let (behind, values) = match last {
            Some(key) => {
                let marks: Vec<String> = (1..=key.len()).map(|at| format!("${at}")).collect();
                (format!(" WHERE ({order}) > ({})", marks.join(", ")), key)
            }
            None => (String::new(), Vec::new()),
        };
        let text = format!(
            "SELECT {} FROM {}{behind} ORDER BY {order} LIMIT {BATCH}",
            columns.join(", "),
            quoted(&part.name)
        );
        let rows = bound(text, values)
            .fetch_all(&mut *self.transaction)
            .await?;
        let is_full = rows.len() == BATCH;
        let mut lines = Vec::new();
        let mut last = None;
        for row in &rows {
            let mut cells = Cells::of(row);
            let mut line = Vec::with_capacity(part.columns.len());
            for (_, kind) in &part.columns {
                line.push(value_of(&mut cells, kind)?);
            }
            if is_full {
                last = key_of(part, order, &line);
            }
            lines.extend(serde_json::Value::Array(line).to_string().into_bytes());
            lines.push(b'\n');
        }
        Ok(Batch {
            lines,
            rows: i64::try_from(rows.len()).unwrap_or(i64::MAX),
            last,
        })
    }
}

/// Some rows of a table.
struct Batch {
    /// A line of JSON for each.
    lines: Vec<u8>,
    rows: i64,
    /// The key of the last one, when others may follow.
    last: Option<Vec<Value>>,
}

/// The values of the columns that order a table.
fn key_of(part: &TablePart, order: &str, line: &[serde_json::Value]) -> Option<Vec<Value>> {
    let position = |key: &str| part.columns.iter().position(|(name, _)| name == key);
    let keys = order.split(", ");
    keys.map(|key| match line.get(position(key)?)? {
        serde_json::Value::Number(number) => Some(Value::from(number.as_i64()?)),
        serde_json::Value::String(text) => Some(Value::from(text)),
        _ => None,
    })
    .collect()
}

/// A value as both databases write it.
fn value_of(cells: &mut Cells<'_>, kind: &str) -> Result<serde_json::Value, StoreError> {
    if kind == "BIGINT" {
        let whole: Option<i64> = cells.take()?;
        return Ok(whole.into());
    }
    let text: Option<String> = cells.take()?;
    Ok(match text.as_deref() {
        Some("true") if kind == "BOOLEAN" => "1".into(),
        Some("false") if kind == "BOOLEAN" => "0".into(),
        _ => text.into(),
    })
}

fn write_archive(to: &Path, folder: &Path, mut pieces: Receiver<Piece>) -> Result<(), StoreError> {
    let mut failure = None;
    let written = write_whole(to, |file| {
        for_its_owner_only(file)?;
        write_pieces(file, folder, &mut pieces).map_err(|error| {
            let told = std::io::Error::other(error.to_string());
            failure = Some(error);
            told
        })
    });
    match (written, failure) {
        (Ok(()), _) => Ok(()),
        (Err(_), Some(error)) => Err(error),
        (Err(cause), None) => Err(StoreError::File {
            path: to.to_owned(),
            cause,
        }),
    }
}

/// A backup tells as much as the database does.
fn for_its_owner_only(file: &File) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    }
    let _ = file;
    Ok(())
}

fn write_pieces(
    file: &mut File,
    folder: &Path,
    pieces: &mut Receiver<Piece>,
) -> Result<(), StoreError> {
    let failed = |error: zip::result::ZipError| StoreError::Archive(error.to_string());
    let options = SimpleFileOptions::default().large_file(true);
    let mut archive = ZipWriter::new(file);
    let mut whole = false;
    while let Some(piece) = pieces.blocking_recv() {
        match piece {
            Piece::Begin(name) => {
                whole = name == MANIFEST;
                archive.start_file(name, options).map_err(failed)?;
            }
            Piece::Bytes(bytes) => archive
                .write_all(&bytes)
                .map_err(|error| failed(error.into()))?,
            Piece::File(part) => {
                archive.start_file(part.entry(), options).map_err(failed)?;
                copy_kept_file(folder, &part, &mut archive)?;
            }
        }
    }
    if !whole {
        return Err(StoreError::Archive("it was broken off".to_owned()));
    }
    archive.finish().map_err(failed)?;
    Ok(())
}

/// Copies a kept file, and compares what it read with the digest that names it.
fn copy_kept_file(
    folder: &Path,
    part: &FilePart,
    to: &mut impl std::io::Write,
) -> Result<(), StoreError> {
    let path: PathBuf = folder
        .join(&part.area)
        .join(&part.digest[..2])
        .join(&part.digest);
    let mut digest = Digest::default();
    let copied = File::open(&path).and_then(|file| {
        for_each_part(file, |bytes| {
            digest.update(bytes);
            to.write_all(bytes)
        })
    });
    copied.map_err(|cause| StoreError::File { path, cause })?;
    if digest.finish() != part.digest {
        return Err(StoreError::Damaged(format!("the file {}", part.digest)));
    }
    Ok(())
}
