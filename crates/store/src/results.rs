//! Files that jobs made, kept for a while: they can be made again, so no backup holds them.

use std::collections::HashSet;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::files::{in_background, write_whole};
use crate::statement::values;
use crate::store::RESULTS;
use crate::{Reading, Store, StoreError, digest_of};

impl Store {
    /// Puts what a job made on disk, so that it is there after a restart; answers its digest. Do it before the job's
    /// end is written.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub async fn keep_result(&self, job: i64, bytes: Vec<u8>) -> Result<String, StoreError> {
        let path = self.result_path(job);
        in_background(move || {
            let written = write_whole(&path, |file| file.write_all(&bytes));
            written.map_err(|cause| StoreError::File { path, cause })?;
            Ok(digest_of(&bytes))
        })
        .await
    }

    /// What a job made; nothing when it is no longer kept.
    ///
    /// # Errors
    /// When it cannot be read, or is not what it was when it was kept.
    pub async fn result_file(&self, job: i64, digest: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.result_path(job);
        let digest = digest.to_owned();
        in_background(move || match fs::read(&path) {
            Ok(bytes) if digest_of(&bytes) == digest => Ok(Some(bytes)),
            Ok(_) => Err(StoreError::Damaged(format!("the result of job {job}"))),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(StoreError::File { path, cause }),
        })
        .await
    }

    /// Deletes what jobs made that ended before an instant, and what others left that never came to their end;
    /// answers how many files.
    ///
    /// # Errors
    /// When the database fails, or a file cannot be deleted.
    pub async fn forget_results(&self, ended_before: Timestamp) -> Result<usize, StoreError> {
        let folder = self.inner.folder.join(RESULTS);
        // First the files, then the jobs: one that a job begins meanwhile is not among them.
        let listed = in_background(move || files_of(&folder)).await?;
        let kept = self.read().await?.jobs_with_results(ended_before).await?;
        in_background(move || {
            let past = listed.into_iter().filter(|path| !names_one(path, &kept));
            let mut forgotten = 0;
            for path in past {
                fs::remove_file(&path).map_err(|cause| StoreError::File { path, cause })?;
                forgotten += 1;
            }
            Ok(forgotten)
        })
        .await
    }

    fn result_path(&self, job: i64) -> PathBuf {
        self.inner.folder.join(RESULTS).join(job.to_string())
    }
}

impl Reading {
    /// The jobs whose results are kept: those that go on, and those that ended since an instant.
    async fn jobs_with_results(&mut self, since: Timestamp) -> Result<HashSet<i64>, StoreError> {
        let text = "SELECT id FROM job WHERE state IN ('waiting', 'running') OR ended_at >= $1 ORDER BY id";
        let found: Vec<(i64,)> = self.rows(text, values![since]).await?;
        Ok(found.into_iter().map(|(id,)| id).collect())
    }
}

fn files_of(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let list = || -> std::io::Result<Vec<PathBuf>> {
        let entries = fs::read_dir(folder)?;
        entries.map(|entry| Ok(entry?.path())).collect()
    };
    list().map_err(|cause| StoreError::File {
        path: folder.to_owned(),
        cause,
    })
}

/// Whether a file, or what a crash left of one (`17.0a1b.part`), belongs to one of the jobs.
fn names_one(path: &Path, jobs: &HashSet<i64>) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let number = name.and_then(|name| name.split('.').next());
    let job = number.and_then(|number| number.parse().ok());
    job.is_some_and(|job: i64| jobs.contains(&job))
}
