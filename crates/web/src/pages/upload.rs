//! The file of an upload form.

use axum::body::Bytes;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;
use axum::http::StatusCode;
use junheng_app::Failure;

use crate::failure::PageFailure;

/// A file that was sent with a form.
pub struct Received {
    /// As the visitor's machine calls it.
    pub name: String,
    pub bytes: Bytes,
}

/// The first file of the form, whatever its field is called.
///
/// # Errors
/// When none was chosen, it is too large, or it did not arrive whole.
pub async fn received(mut form: Multipart) -> Result<Received, PageFailure> {
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        let Some(name) = field.file_name().map(str::to_owned) else {
            continue;
        };
        let bytes = field.bytes().await.map_err(|error| broken(&error))?;
        if !bytes.is_empty() {
            return Ok(Received { name, bytes });
        }
    }
    Err(Failure::refused(
        "没有选择文件。请返回选择文件后再上传。",
        "No file was chosen. Please go back and choose one.",
    )
    .into())
}

fn broken(error: &MultipartError) -> PageFailure {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Failure::refused(
            "上传的文件太大。请拆分后再上传。",
            "The upload is too large. Please split it.",
        )
        .into();
    }
    Failure::refused(
        "文件没有传完，请重新上传。",
        "The file did not arrive whole; please upload it again.",
    )
    .into()
}
