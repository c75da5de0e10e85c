//! Why a report could not be written.

use thiserror::Error;

/// A report that could not be made. What is wrong with the *data* is never an error: it is in the report.
#[derive(Debug, Error)]
pub enum ReportError {
    /// The Excel writer refused something.
    #[error("the workbook could not be written")]
    Workbook(#[source] Box<rust_xlsxwriter::XlsxError>),
    /// The Word writer failed.
    #[error("the document could not be written")]
    Document(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// One document for so many counties could not be opened.
    #[error("a document holds at most {most} counties, not {counties}")]
    TooManyCounties { counties: usize, most: usize },
    /// Only an .xlsx or .xlsm file can be marked in place.
    #[error("a marked copy needs an .xlsx workbook: {reason}")]
    NotAWorkbook { reason: String },
    /// A part of the user's workbook is not as the format says, so marking it could damage it.
    #[error("the workbook's part {part} cannot be marked: {reason}")]
    DamagedPart { part: String, reason: String },
}

impl From<rust_xlsxwriter::XlsxError> for ReportError {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        ReportError::Workbook(Box::new(error))
    }
}
