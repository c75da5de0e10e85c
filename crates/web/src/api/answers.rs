//! What the API answers when it does not do what was asked, for its description.

use junheng_app::FieldError;
use junheng_model::Wording;
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

/// A sentence in both languages.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Words {
    pub zh: String,
    pub en: String,
}

impl From<&Wording> for Words {
    fn from(wording: &Wording) -> Self {
        Self {
            zh: wording.zh.clone(),
            en: wording.en.clone(),
        }
    }
}

/// Some of many.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Listed<T: ToSchema> {
    pub items: Vec<T>,
    /// How many there are in all.
    pub total: i64,
}

/// Why a request was not carried out.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Refused {
    /// What kind of failure it is, in one line.
    pub title: Words,
    /// Every reason.
    pub reasons: Vec<Words>,
    /// Every field that cannot be used; empty unless the status is 422.
    pub fields: Vec<WrongField>,
    /// To be quoted to the administrator when the failure is ours; else nothing.
    pub number: Option<String>,
}

/// What is wrong with one field of a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WrongField {
    /// The field's name; `body` for the request as a whole.
    pub field: String,
    pub message: Words,
}

impl From<&FieldError> for WrongField {
    fn from(error: &FieldError) -> Self {
        Self {
            field: error.field.clone(),
            message: Words::from(&error.message),
        }
    }
}

/// The answers of every call beside its own: name it among a handler's `responses`.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it only describes answers that failure.rs makes")]
pub enum Failures {
    /// The address or the request's form is wrong.
    #[response(status = 400)]
    Malformed(Refused),
    /// Nobody is signed in, or the token is unknown, revoked or past.
    #[response(status = 401)]
    NotSignedIn(Refused),
    /// Not allowed, or not yet; with every reason.
    #[response(status = 403)]
    NotAllowed(Refused),
    /// There is no such thing, or none that this person may know of.
    #[response(status = 404)]
    NotFound(Refused),
    /// The request is larger than what is taken.
    #[response(status = 413)]
    TooLarge(Refused),
    /// What was sent cannot be used; with every field.
    #[response(status = 422)]
    Invalid(Refused),
}

/// Work in the background that was begun.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobBegun {
    /// Its state, and in the end its result, are had under `/jobs/{id}`.
    pub job: i64,
}
