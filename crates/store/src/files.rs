//! Files beside the database, each named by its digest: written once, never changed.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::{Store, StoreError, digest_of};

/// Which files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileArea {
    /// What people uploaded.
    Evidence,
    /// The parts of frozen snapshots.
    Snapshots,
}

/// A file that is safely on disk. Only this room makes one, so a row can only tell of a file that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    digest: String,
    size: i64,
}

impl KeptFile {
    /// SM3, 64 hexadecimal digits.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Bytes.
    pub fn size(&self) -> i64 {
        self.size
    }
}

impl FileArea {
    pub(crate) const ALL: [FileArea; 2] = [FileArea::Evidence, FileArea::Snapshots];

    pub(crate) const fn folder(self) -> &'static str {
        match self {
            FileArea::Evidence => "evidence",
            FileArea::Snapshots => "snapshots",
        }
    }
}

impl Store {
    /// Puts a file on disk, so that it is there after a loss of power. Do it before its row is written.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub async fn keep_file(&self, area: FileArea, bytes: Vec<u8>) -> Result<KeptFile, StoreError> {
        let folder = self.inner.folder.join(area.folder());
        in_background(move || keep(&folder, &bytes)).await
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// When there is none, or it is not what it was when it was kept.
    pub async fn file(&self, area: FileArea, digest: &str) -> Result<Vec<u8>, StoreError> {
        let path = path_of(&self.inner.folder.join(area.folder()), digest)?;
        let digest = digest.to_owned();
        in_background(move || read(&path, &digest)).await
    }
}

/// Runs work that waits for the disk, without holding up others.
pub(crate) async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(failed) => Err(StoreError::Damaged(format!(
            "work in the background: {failed}"
        ))),
    }
}

/// `<area>/ab/abcdef…`; a folder for the first two digits keeps folders small.
fn path_of(area: &Path, digest: &str) -> Result<PathBuf, StoreError> {
    let is_digest = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_digest {
        return Err(StoreError::Damaged(format!("the digest {digest:?}")));
    }
    Ok(area.join(&digest[..2]).join(digest))
}

/// Writes a file under another name, has it and its folder reach the disk, and renames it in between: a file under
/// its digest is whole, whenever the program was ended.
pub(crate) fn keep(area: &Path, bytes: &[u8]) -> Result<KeptFile, StoreError> {
    let digest = digest_of(bytes);
    let path = path_of(area, &digest)?;
    let kept = KeptFile {
        digest,
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
    };
    // One that is there but damaged is written again.
    if read(&path, &kept.digest).is_ok() {
        return Ok(kept);
    }
    let folder = path.parent().unwrap_or(area);
    let done = fs::create_dir_all(folder).and_then(|()| {
        write_whole(&path, |file| file.write_all(bytes))?;
        File::open(area)?.sync_all()
    });
    done.map_err(|cause| StoreError::File { path, cause })?;
    Ok(kept)
}

/// Has `write` fill a file that appears under `path` only when it is whole and on disk.
pub(crate) fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut File) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(std::io::Error::other)?;
    let temporary = path.with_extension(format!("{}.part", hex::encode(random)));
    let written = File::create(&temporary).and_then(|mut file| {
        write(&mut file)?;
        file.sync_all()
    });
    let renamed = written.and_then(|()| fs::rename(&temporary, path));
    if renamed.is_err() {
        let _ = fs::remove_file(&temporary);
        return renamed;
    }
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

/// Bytes that are read at a time.
const READ_AT_ONCE: usize = 1 << 16;

/// Hands over what a file or a part of an archive holds, piece by piece.
pub(crate) fn for_each_part(
    mut from: impl std::io::Read,
    mut take: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut bytes = vec![0; READ_AT_ONCE];
    loop {
        match from.read(&mut bytes) {
            Ok(0) => return Ok(()),
            Ok(read) => take(&bytes[..read])?,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn read(path: &Path, digest: &str) -> Result<Vec<u8>, StoreError> {
    let failed = |cause| StoreError::File {
        path: path.to_owned(),
        cause,
    };
    let bytes = fs::read(path).map_err(failed)?;
    if digest_of(&bytes) != digest {
        return Err(StoreError::Damaged(format!("the file {digest}")));
    }
    Ok(bytes)
}

/// The digests of all files of an area, in order. What a crash left unfinished is passed over.
pub(crate) fn digests(area: &Path) -> Result<Vec<String>, StoreError> {
    let list = |folder: &Path| -> std::io::Result<Vec<PathBuf>> {
        let entries = fs::read_dir(folder)?;
        entries.map(|entry| Ok(entry?.path())).collect()
    };
    let failed = |cause| StoreError::File {
        path: area.to_owned(),
        cause,
    };
    let mut found = Vec::new();
    for folder in list(area).map_err(failed)? {
        if !folder.is_dir() {
            continue;
        }
        let names = list(&folder).map_err(failed)?;
        let names = names.iter().filter_map(|path| path.file_name()?.to_str());
        let whole = names.filter(|name| path_of(area, name).is_ok());
        found.extend(whole.map(str::to_owned));
    }
    found.sort();
    Ok(found)
}
