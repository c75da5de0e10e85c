//! Handing in, the school's side.

pub mod answer;
pub mod asking;
pub mod board;
pub mod entry;
pub mod files;
pub mod for_all;
pub mod grid;
pub mod hand_in;
mod hand_in_view;
pub mod moves;
mod not_done;
pub mod revisions;
pub mod state;
pub(crate) mod uploaded;

use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::links::escaped;

/// A file for the browser to keep.
pub(crate) fn download(file_name: &str, media_type: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename*=UTF-8''{}", escaped(file_name));
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, bytes).into_response()
}

/// The media type of an .xlsx workbook.
pub(crate) const WORKBOOK: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
