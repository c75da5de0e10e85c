//! The query engine.

use std::ops::Deref;
use std::sync::Arc;

use datafusion::execution::runtime_env::RuntimeEnv;
use tokio::runtime::Runtime;

use crate::AssessError;
use crate::plans::Plans;

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
}
