//! The three ways in which a verb does not do what was asked, kept apart.

use junheng_model::Wording;

/// Why a verb did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Not allowed, or not yet; with every reason.
    #[error("refused: {}", english(.0))]
    Refused(Vec<Wording>),
    /// What was typed cannot be used; with every field.
    #[error("{} fields cannot be used", .0.len())]
    Invalid(Vec<FieldError>),
    /// There is no such thing, or none that this person may know of: the two are never told apart.
    #[error("no such thing")]
    NotFound,
    /// Nobody is signed in, or the session has ended.
    #[error("not signed in")]
    NotSignedIn,
    /// We failed.
    #[error(transparent)]
    Ours(#[from] Fault),
}

/// A failure of ours: logged whole, told to the user as a number only.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("the store failed")]
    Store(#[from] junheng_store::StoreError),
    #[error("the assessment failed")]
    Assess(#[from] junheng_assess::AssessError),
    #[error("a snapshot's files could not be written or read")]
    SnapshotFile(#[from] junheng_assess::snapshot_file::SnapshotFileError),
    #[error("writing a report failed")]
    Report(#[from] junheng_report::ReportError),
    #[error("writing JSON failed")]
    Json(#[from] serde_json::Error),
    #[error("a file could not be read or written")]
    File(#[from] std::io::Error),
    #[error("a background task ended early")]
    Task(#[from] tokio::task::JoinError),
    /// A state that the code rules out.
    #[error("{0}")]
    Broken(&'static str),
}

/// What is wrong with one field of a form, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name in the form and in the API.
    pub field: String,
    pub message: Wording,
}

impl FieldError {
    pub fn new(field: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: Wording::new(zh, en),
        }
    }
}

impl Failure {
    /// A refusal with one reason.
    pub fn refused(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Failure::Refused(vec![Wording::new(zh, en)])
    }

    /// One field that cannot be used.
    pub fn field(field: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Failure::Invalid(vec![FieldError::new(field, zh, en)])
    }
}

macro_rules! ours {
    ($($error:ty),+ $(,)?) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Failure::Ours(Fault::from(error))
            }
        })+
    };
}

ours!(
    junheng_store::StoreError,
    junheng_assess::AssessError,
    junheng_assess::snapshot_file::SnapshotFileError,
    junheng_report::ReportError,
    serde_json::Error,
    std::io::Error,
    tokio::task::JoinError,
);

fn english(reasons: &[Wording]) -> String {
    reasons
        .iter()
        .map(|reason| reason.en.as_str())
        .collect::<Vec<_>>()
        .join("; ")
}
