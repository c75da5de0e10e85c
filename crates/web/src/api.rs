//! Everything that the pages can do, as JSON under `/api/v1`.
//!
//! An area's handlers stand in a file under `api/`, with a `routes()` that [`areas`] merges. A handler parses the
//! request with [`Body`] and [`Asks`], calls the verb that the page of the same action calls, and answers a struct with
//! `ToSchema`. The document at `/api/openapi.json` is made of the handlers' own annotations.

pub mod answers;
mod counties;
pub mod hand_ins;
mod jobs;
pub mod journal;
pub mod me;
pub mod organisations;
pub mod people;
pub mod periods;
pub mod requests;
pub mod review;
mod rulebook;
mod schools;
pub mod session;
pub mod snapshots;
mod today;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn};
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::Shared;

/// Where the JSON lives.
const PREFIX: &str = "/api/v1";
/// Where its description is had.
const DOCUMENT: &str = "/api/openapi.json";
/// Where people read it.
const PAGE: &str = "/api/docs";

/// The documentation page writes styles into its elements; nothing else of ours does.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "均衡 Junheng",
        description = "县域义务教育优质均衡数据平台的接口：页面能做的，这里都能做。Everything that the pages can do. \
            Make a token under /me/tokens, or POST /api/v1/sign-in, and send it as `Authorization: Bearer …`."
    ),
    security(("token" = [])),
    // What is refused is described once for all handlers, so that none of them names its schema.
    components(schemas(answers::Refused)),
    modifiers(&Bearer)
)]
struct Described;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut Document) {
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", scheme);
    }
}

/// Every area, one line each.
fn areas() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .merge(session::routes())
        .merge(hand_ins::routes())
        .merge(jobs::routes())
        .merge(periods::routes())
        .merge(review::routes())
        .merge(snapshots::routes())
        .merge(me::routes())
        .merge(today::routes())
        .merge(organisations::routes())
        .merge(people::routes())
        .merge(journal::routes())
        .merge(counties::routes())
        .merge(schools::routes())
        .merge(rulebook::routes())
}

fn described() -> (Router<Shared>, Document) {
    OpenApiRouter::with_openapi(Described::openapi())
        .nest(PREFIX, areas())
        .split_for_parts()
}

/// The API's description, as `/api/openapi.json` answers it.
pub fn document() -> Document {
    described().1
}

/// The API, its description and the page that shows it.
pub fn routes() -> Router<Shared> {
    let (router, document) = described();
    let config = Config::default().use_base_layout().validator_url("none");
    let page: Router<Shared> = SwaggerUi::new(PAGE)
        .url(DOCUMENT, document)
        .config(config)
        .into();
    let page = page.layer(from_fn(
        async |request: axum::extract::Request, next: Next| {
            let mut response = next.run(request).await;
            let policy = HeaderValue::from_static(PAGE_POLICY);
            response
                .headers_mut()
                .insert(header::CONTENT_SECURITY_POLICY, policy);
            response
        },
    ));
    router.merge(page)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    #[test]
    fn whatever_the_description_refers_to_stands_in_it() -> Result<(), serde_json::Error> {
        let document = serde_json::to_value(super::document())?;
        let mut references = BTreeSet::new();
        collect(&document, &mut references);
        assert!(references.contains("#/components/schemas/Refused"));
        let lost: Vec<&String> = references
            .iter()
            .filter(|to| document.pointer(to.trim_start_matches('#')).is_none())
            .collect();
        assert!(lost.is_empty(), "{lost:?}");
        Ok(())
    }

    fn collect(value: &Value, references: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                references.extend(
                    fields
                        .get("$ref")
                        .and_then(Value::as_str)
                        .map(str::to_owned),
                );
                fields.values().for_each(|field| collect(field, references));
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
            _ => {}
        }
    }
}
