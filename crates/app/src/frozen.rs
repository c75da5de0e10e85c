//! Frozen versions of a period's figures.

use junheng_assess::Snapshot;
use junheng_store::{Organisation, Period, Reading};

use crate::judged::Version;
use crate::{App, Failure};

impl App {
    /// The number and digest of the frozen version asked for; nothing while only figures that are being handed in exist.
    pub(crate) async fn frozen_version(
        &self,
        _reading: &mut Reading,
        _county: &Organisation,
        _period: &Period,
        version: Version,
    ) -> Result<Option<(i64, String)>, Failure> {
        match version {
            Version::Latest | Version::Live => Ok(None),
            Version::Frozen(_) => Err(Failure::NotFound),
        }
    }

    /// The figures of a frozen version, from its files.
    pub(crate) async fn frozen_snapshot(&self, _digest: &str) -> Result<Snapshot, Failure> {
        Err(Failure::NotFound)
    }
}
