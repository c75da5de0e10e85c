//! Answers that are files to be saved.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use junheng_app::{Failure, Fault};
use junheng_report::sheets::{self, SheetData};

use crate::failure::PageFailure;
use crate::links::escaped;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Tables as a workbook to be saved under a name.
///
/// # Errors
/// When a sheet cannot be written, which only a fault of ours can cause.
pub fn workbook(name: &str, tables: &[SheetData]) -> Result<Response, PageFailure> {
    let bytes = sheets::workbook(tables).map_err(|error| {
        tracing::error!(%error, "a workbook could not be written");
        PageFailure(Failure::Ours(Fault::Broken(
            "a workbook could not be written",
        )))
    })?;
    Ok(excel(name, bytes))
}

/// A workbook to be saved under a name.
pub fn excel(name: &str, bytes: Vec<u8>) -> Response {
    saved(name, XLSX, bytes)
}

/// A document to be saved under a name.
pub fn word(name: &str, bytes: Vec<u8>) -> Response {
    saved(name, DOCX, bytes)
}

/// Bytes to be saved under a name, never shown in the page.
pub fn saved(name: &str, media_type: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename*=UTF-8''{}", escaped(name));
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, bytes).into_response()
}
