//! Frozen versions of a period's figures.

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use junheng_assess::Snapshot;
use junheng_assess::snapshot_file::{self, SnapshotPart};
use junheng_model::Place;
use junheng_store::{
    FileArea, Organisation, Page, Period, Reading, Snapshot as Kept, SnapshotFilter, StoreError,
    SubmissionStatus,
};
use serde::{Deserialize, Serialize};

use crate::judged::Version;
use crate::kept::LatestUsed;
use crate::{App, Failure, Fault};

/// A part of a frozen version: one register's file, by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestPart {
    pub register: String,
    pub digest: String,
    /// Bytes.
    pub size: i64,
}

/// What a frozen version is made of. The digest of its JSON names the version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub parts: Vec<ManifestPart>,
}

impl App {
    /// The number and digest of the frozen version asked for; nothing while only figures that are being handed in exist.
    pub(crate) async fn frozen_version(
        &self,
        reading: &mut Reading,
        county: &Organisation,
        period: &Period,
        version: Version,
    ) -> Result<Option<(i64, String)>, Failure> {
        if version == Version::Live {
            return Ok(None);
        }
        let versions = versions(reading, county, period).await?;
        let named = |kept: Kept| (kept.number, kept.digest);
        match version {
            Version::Frozen(number) => {
                let found = versions.into_iter().find(|kept| kept.number == number);
                Ok(Some(named(found.ok_or(Failure::NotFound)?)))
            }
            Version::Latest | Version::Live => Ok(versions.into_iter().next().map(named)),
        }
    }

    /// The figures of a frozen version, from its files.
    pub(crate) async fn frozen_snapshot(&self, digest: &str) -> Result<Snapshot, Failure> {
        Ok((*self.frozen_figures(digest).await?).clone())
    }

    /// The figures of a frozen version, shared with whoever read them lately.
    pub(crate) async fn frozen_figures(&self, digest: &str) -> Result<Arc<Snapshot>, Failure> {
        let is_it = |known: &String| known == digest;
        if let Some(kept) = self.frozen.used(is_it, |_| true) {
            return Ok(kept);
        }
        let manifest = self.store.file(FileArea::Snapshots, digest).await?;
        let manifest: Manifest = serde_json::from_slice(&manifest)?;
        let mut parts = Vec::new();
        for part in manifest.parts {
            let bytes = self.store.file(FileArea::Snapshots, &part.digest).await?;
            parts.push(SnapshotPart {
                register: part.register,
                bytes: Bytes::from(bytes),
            });
        }
        let rulebook = self.rulebook.clone();
        let read = tokio::task::spawn_blocking(move || snapshot_file::read(&parts, &rulebook));
        let read = Arc::new(read.await?.map_err(Fault::from)?);
        Ok(self
            .frozen
            .used_or_made(is_it, || (digest.to_owned(), read)))
    }

    /// Notes the hand-ins that should be in a snapshot and are not, so that a county with gaps is never said to
    /// have met: what those rows would hold is not known.
    pub(crate) fn note_missing<'a>(
        &self,
        snapshot: &mut Snapshot,
        county: &Organisation,
        missing: impl Iterator<Item = &'a SubmissionStatus>,
    ) {
        for hand_in in missing {
            let place = Place {
                file: NOT_HANDED_IN.into(),
                sheet: Some(hand_in.organisation.as_str().into()),
                cell: None,
            };
            snapshot.refuse(hand_in.register.clone(), Some(county.name.clone()), place);
        }
    }
}

/// What stands for the file of figures that are not there.
const NOT_HANDED_IN: &str = "未报齐";

/// Frozen versions that were read lately, by their digest; a county's takes a few megabytes.
pub(crate) type FrozenCache = LatestUsed<String, Arc<Snapshot>, 8>;

fn of_period(organisation_id: i64, period: &Period) -> SnapshotFilter {
    SnapshotFilter {
        organisation_id: Some(organisation_id),
        period_id: Some(period.id),
        ..SnapshotFilter::default()
    }
}

/// A county's frozen versions of a period, the latest first.
pub(crate) async fn versions(
    reading: &mut Reading,
    county: &Organisation,
    period: &Period,
) -> Result<Vec<Kept>, StoreError> {
    let filter = of_period(county.id, period);
    Ok(reading.snapshots(&filter, Page::ALL).await?.items)
}

/// The latest frozen version of a period, by whoever opened it.
pub(crate) async fn latest(
    reading: &mut Reading,
    period: &Period,
) -> Result<Option<Kept>, StoreError> {
    let filter = of_period(period.organisation_id, period);
    let found = reading.snapshots(&filter, Page::first(1)).await?;
    Ok(found.items.into_iter().next())
}

/// A frozen version, with who froze it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenVersion {
    pub id: i64,
    pub number: i64,
    pub digest: String,
    pub reason: String,
    pub at: Timestamp,
    pub by: Option<String>,
}

/// A county's frozen versions of a period with the names of who froze them, the latest first.
pub(crate) async fn versions_named(
    reading: &mut Reading,
    county: &Organisation,
    period: &Period,
) -> Result<Vec<FrozenVersion>, StoreError> {
    let kept = versions(reading, county, period).await?;
    let mut people: Vec<i64> = kept.iter().filter_map(|one| one.by_person).collect();
    people.sort_unstable();
    people.dedup();
    let names = reading.names_of_people(&people).await?;
    let named = kept.into_iter().map(|one| FrozenVersion {
        by: one.by_person.and_then(|id| names.get(&id).cloned()),
        id: one.id,
        number: one.number,
        digest: one.digest,
        reason: one.reason,
        at: one.at,
    });
    Ok(named.collect())
}
