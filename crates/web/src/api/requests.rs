//! What handlers of the API take: JSON bodies and queries that are refused field by field.

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use junheng_app::{Failure, FieldError};
use serde::de::DeserializeOwned;

use crate::failure::PageFailure;

/// A JSON body. Its type is to refuse unknown keys: `#[serde(deny_unknown_fields)]`.
pub struct Body<T>(pub T);

/// What stands in the query. Its type is to refuse unknown keys as well.
pub struct Asks<T>(pub T);

/// How many items of a list are answered unless asked otherwise, and at most.
const USUAL_ITEMS: i64 = 100;
const MOST_ITEMS: i64 = 1_000;

/// The part of a list that is wanted: where it begins, and how many items it has.
pub fn part(offset: Option<i64>, limit: Option<i64>) -> (i64, i64) {
    let limit = limit.unwrap_or(USUAL_ITEMS).clamp(1, MOST_ITEMS);
    (offset.unwrap_or(0).max(0), limit)
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = PageFailure;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageFailure> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(JsonRejection::JsonDataError(error)) => Err(wrong(&innermost(&error)).into()),
            Err(JsonRejection::JsonSyntaxError(error)) => Err(Failure::field(
                "body",
                "请求的内容不是完整的 JSON。",
                format!("The body is not JSON: {}.", innermost(&error)),
            )
            .into()),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(Failure::field(
                "body",
                "请以 Content-Type: application/json 发送。",
                "Please send Content-Type: application/json.",
            )
            .into()),
            Err(_) => Err(PageFailure(Failure::refused(
                "请求的内容太大，或者没有传完。",
                "The body is too large, or did not arrive whole.",
            ))),
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asks<T> {
    type Rejection = PageFailure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageFailure> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(QueryRejection::FailedToDeserializeQueryString(error)) => {
                Err(wrong(&innermost(&error)).into())
            }
            Err(_) => Err(wrong("the query cannot be read").into()),
        }
    }
}

/// The complaint without what stands before every one: `grants[0].role: unknown variant …`.
fn innermost(error: &dyn std::error::Error) -> String {
    let text = error.to_string();
    match text.split_once(": ") {
        Some((head, said)) if head.starts_with("Failed to ") => said.to_owned(),
        _ => text,
    }
}

/// A complaint of the deserialiser as a field and a reason.
fn wrong(said: &str) -> Failure {
    let (path, reason) = match said.split_once(": ") {
        Some((path, reason)) if !path.contains(' ') && path != "." => (path, reason),
        Some((".", reason)) => ("", reason),
        _ => ("", said),
    };
    let named = ["missing field `", "unknown field `"]
        .iter()
        .find_map(|head| reason.strip_prefix(head)?.split('`').next());
    let field = match (path, named) {
        ("", None) => "body".to_owned(),
        ("", Some(name)) => name.to_owned(),
        (path, Some(name)) if !path.ends_with(name) => format!("{path}.{name}"),
        (path, _) => path.to_owned(),
    };
    let zh = if reason.starts_with("missing field") {
        "缺少这一项。".to_owned()
    } else if reason.starts_with("unknown field") {
        "没有这一项，请检查拼写。".to_owned()
    } else {
        format!("这一项的值不能用（{reason}）。")
    };
    Failure::Invalid(vec![FieldError::new(field, zh, format!("{reason}."))])
}

#[cfg(test)]
mod tests {
    use junheng_app::Failure;

    use super::wrong;

    #[test]
    fn complaints_name_the_field() {
        for (said, expected) in [
            ("missing field `name` at line 1 column 2", "name"),
            (".: missing field `name` at line 1 column 2", "name"),
            ("nmae: unknown field `nmae`, expected `name`", "nmae"),
            (
                "grants[0].role: unknown variant `king`, expected one of `leader`",
                "grants[0].role",
            ),
            ("grants[0]: missing field `role`", "grants[0].role"),
            ("page: invalid digit found in string", "page"),
            ("the query cannot be read", "body"),
        ] {
            let Failure::Invalid(fields) = wrong(said) else {
                panic!("{said} is about a field")
            };
            assert_eq!(fields[0].field, expected, "{said}");
        }
    }
}
