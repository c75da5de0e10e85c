//! Styles, scripts and icons: in the binary, under addresses that change with their content.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::{Embed, EmbeddedFile};

/// `crates/web/assets`: our own files, and under `vendor/` what `scripts/assets` has fetched.
#[derive(Embed)]
#[folder = "assets/"]
#[exclude = "vendor/made-of.txt"]
struct Files;

/// What stands under an address of this build never changes: browsers need not ask again for a year.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Of an older build's page: the file of today, but not to be kept.
const ASK_AGAIN: &str = "no-cache";

/// One digest over all files: scripts import one another by relative addresses, so they share a folder.
static DIGEST: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Files::iter().collect();
    names.sort_unstable();
    let mut hasher = DefaultHasher::new();
    for name in names {
        name.hash(&mut hasher);
        let file = Files::get(&name);
        file.map(|file| file.metadata.sha256_hash())
            .hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
});

/// The address of a file, for instance of `junheng.css` or `vendor/htmx.js`.
pub fn url(name: &str) -> String {
    format!("/assets/{}/{name}", DIGEST.as_str())
}

/// The address of an icon for `<use href>`; the names stand in `crates/web/icons.txt`.
pub fn icon(name: &str) -> String {
    url("vendor/icons.svg") + "#" + name
}

/// `/assets/<digest>/<name>`, for anybody: a sign-in page has styles too.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{digest}/{*name}", get(serve))
}

async fn serve(Path((digest, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let squeezed = takes_gzip(&headers)
        .then(|| Files::get(&format!("{name}.gz")))
        .flatten();
    let encoding = squeezed.is_some().then_some("gzip");
    let Some(file) = squeezed.or_else(|| Files::get(&name)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kept = if digest == *DIGEST {
        FOR_EVER
    } else {
        ASK_AGAIN
    };
    answer(file, content_type(&name), encoding, kept)
}

fn answer(
    file: EmbeddedFile,
    content_type: &'static str,
    encoding: Option<&'static str>,
    kept: &'static str,
) -> Response {
    let bytes = match file.data {
        Cow::Borrowed(embedded) => Bytes::from_static(embedded),
        Cow::Owned(read) => Bytes::from(read),
    };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    let mut codings = accepted.unwrap_or_default().split(',').map(str::trim);
    codings.any(|coding| {
        let (name, quality) = coding.split_once(";q=").unwrap_or((coding, "1"));
        name == "gzip" && quality.parse().is_ok_and(|quality: f32| quality > 0.0)
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use axum::http::header::{ACCEPT_ENCODING, HeaderValue};

    use super::{Files, content_type, takes_gzip, url};

    #[test]
    fn every_file_has_a_type() {
        for name in Files::iter().filter(|name| !name.ends_with(".gz")) {
            assert_ne!(content_type(&name), "application/octet-stream", "{name}");
        }
    }

    #[test]
    fn addresses_carry_a_digest() {
        let address = url("junheng.css");
        let parts: Vec<&str> = address.split('/').collect();
        assert_eq!(parts.len(), 4, "{address}");
        assert_eq!(
            (parts[1], parts[2].len(), parts[3]),
            ("assets", 16, "junheng.css")
        );
    }

    #[test]
    fn what_the_pages_take_from_others_was_fetched() {
        for name in ["tabler.css", "htmx.js", "echarts.js", "icons.svg"] {
            assert!(
                Files::get(&format!("vendor/{name}")).is_some(),
                "{name} is missing: run scripts/assets, then build again"
            );
        }
    }

    #[test]
    fn squeezed_files_go_to_those_who_take_them() {
        let cases = [
            ("gzip, br", true),
            ("br;q=1, gzip;q=0.5", true),
            ("gzip;q=0", false),
            ("br", false),
        ];
        for (accepted, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            assert_eq!(takes_gzip(&headers), expected, "{accepted}");
        }
    }
}
