//! The query engine.

use std::cell::{OnceCell, RefCell};
use std::ops::Deref;
use std::sync::Arc;

use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::prelude::SessionConfig;
use jiff::civil::Date;
use junheng_rulebook::Rulebook;
use tokio::runtime::Runtime;

use crate::AssessError;
use crate::plans::Plans;
pub(crate) use crate::session::Session;
use crate::snapshot::{Snapshot, SnapshotTable};

/// Runs policies over snapshots. One engine serves many assessments.
#[derive(Debug)]
pub struct Engine {
    pub(crate) runtime: Threads,
    pub(crate) threads: usize,
    pub(crate) resources: Arc<RuntimeEnv>,
    pub(crate) plans: Plans,
}

/// The threads that queries run on. A runtime that is dropped waits for its threads, which tokio forbids where
/// others wait for work; these are left to end by themselves.
#[derive(Debug)]
pub(crate) struct Threads(Option<Runtime>);

impl Deref for Threads {
    type Target = Runtime;

    fn deref(&self) -> &Runtime {
        self.0
            .as_ref()
            .expect("the runtime is taken when the engine is dropped and not before")
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// The register of schools, which every other register's rows refer to.
pub(crate) const SCHOOLS: &str = "学校";
/// Whether a policy judges a school, as a column of the schools in a session.
pub(crate) const JUDGED: &str = "__judged";
/// How last year's registers are called in a session.
pub(crate) const LAST_YEAR: &str = "上年_";

impl Engine {
    /// An engine with this many threads; at least one.
    ///
    /// # Errors
    /// When threads cannot be started.
    pub fn new(threads: usize) -> Result<Self, AssessError> {
        let threads = threads.max(1);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads)
            .build()
            .map_err(AssessError::Runtime)?;
        Ok(Self {
            runtime: Threads(Some(runtime)),
            threads,
            resources: Arc::default(),
            plans: Plans::default(),
        })
    }

    /// Opens a session over the registers of a snapshot.
    pub(crate) fn session<'a>(
        &'a self,
        snapshot: &'a Snapshot,
        rulebook: &'a Rulebook,
        day: Date,
    ) -> Session<'a> {
        // In-memory registers of a county are small: splitting them costs more than it saves.
        let large = snapshot
            .tables()
            .iter()
            .any(|table| matches!(table, SnapshotTable::Parquet { .. }));
        let mut config = SessionConfig::new()
            .with_target_partitions(if large { self.threads } else { 1 })
            .with_information_schema(false);
        if !large {
            // A better plan of so few rows does not repay a second look at it.
            config.options_mut().optimizer.max_passes = 1;
        }
        Session {
            engine: self,
            config,
            opened: RefCell::default(),
            context: OnceCell::new(),
            snapshot,
            rulebook,
            day,
        }
    }
}
