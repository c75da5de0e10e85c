//! What was typed and did not succeed.

use junheng_app::FieldError;
use junheng_app::handing_in::Explanation;
use junheng_model::Wording;

/// What was typed and did not succeed; comes back in place.
#[derive(Debug, Default)]
pub struct NotDone {
    pub note: String,
    pub words: Vec<Explanation>,
    pub reasons: Vec<Wording>,
    pub fields: Vec<FieldError>,
}
