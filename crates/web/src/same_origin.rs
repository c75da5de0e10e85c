//! Refuses changes that another site asks a signed-in browser for (CSRF).
//!
//! Browsers say with `Sec-Fetch-Site` where a request comes from and cannot be made to lie about it; older
//! ones send `Origin`. A change with a session's cookie must come from this site or from the person himself.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use junheng_app::Failure;

use crate::failure::PageFailure;

/// Lets a request through when it changes nothing, carries no cookie, or comes from this site.
pub async fn guard(request: Request, next: Next) -> Result<Response, PageFailure> {
    let is_safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let headers = request.headers();
    if is_safe || headers.get(header::COOKIE).is_none() || is_from_here(headers) {
        return Ok(next.run(request).await);
    }
    Err(Failure::refused(
        "这个请求来自别的网站，没有执行。请从本系统的页面重新操作。",
        "This request came from another site and was not carried out. Please start from a page of this system.",
    )
    .into())
}

fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin
            .split_once("://")
            .is_some_and(|(_, authority)| authority == host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.insert(*name, value.parse().unwrap());
        }
        map
    }

    #[test]
    fn only_this_site_may_ask_for_changes() {
        for (pairs, expected) in [
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (
                &[("origin", "https://jh.example"), ("host", "jh.example")],
                true,
            ),
            (
                &[("origin", "https://evil.example"), ("host", "jh.example")],
                false,
            ),
            (&[("origin", "null"), ("host", "jh.example")], false),
            (&[("host", "jh.example")], false),
            (
                &[
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "https://jh.example"),
                    ("host", "jh.example"),
                ],
                false,
            ),
        ] {
            assert_eq!(is_from_here(&headers(pairs)), expected, "{pairs:?}");
        }
    }
}
