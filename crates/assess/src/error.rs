//! What can go wrong on our side.

use datafusion::error::DataFusionError;

/// An assessment failed although the data and the policy were accepted: our fault, or a policy whose
/// expressions do not fit the types of its columns.
#[derive(Debug, thiserror::Error)]
pub enum AssessError {
    /// The query engine refused or failed.
    #[error("the query engine refused: {reason}")]
    Query {
        /// What was being evaluated, for the log.
        what: String,
        /// The engine's own first line.
        reason: String,
        /// The engine's error, for the log.
        error: Box<DataFusionError>,
    },
    /// A result column has a type that is no number.
    #[error("{what} gives {found}, not a number")]
    NotANumber { what: String, found: String },
    /// The rulebook lacks something that every assessment needs.
    #[error("the rulebook has no {0}")]
    Rulebook(String),
    /// The policy and the snapshot do not go together.
    #[error("there is no {0} in this snapshot")]
    NoSuch(String),
    /// The thread pool could not be started.
    #[error("starting the query threads")]
    Runtime(#[source] std::io::Error),
}

impl AssessError {
    /// Wraps an engine error with what was being done.
    pub(crate) fn query(what: impl Into<String>) -> impl FnOnce(DataFusionError) -> AssessError {
        let what = what.into();
        move |error| {
            let text = error.strip_backtrace();
            let reason = text.lines().next().unwrap_or_default().to_owned();
            AssessError::Query {
                what,
                reason,
                error: Box::new(error),
            }
        }
    }
}
