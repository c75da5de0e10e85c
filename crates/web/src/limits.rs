//! How much a request may carry.

use axum::extract::DefaultBodyLimit;

/// Forms and pasted blocks, bytes.
const FORM: usize = 4 << 20;
/// What a form has around the file that it uploads, bytes.
const AROUND_FILE: usize = 1 << 20;

/// The most that a request may carry that uploads nothing.
pub(crate) fn form_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(FORM)
}

/// Uploads may be larger: the largest file, and what a form has around it.
pub(crate) fn upload_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(junheng_app::handing_in::UPLOAD_LIMIT + AROUND_FILE)
}
