//! Addresses with Chinese words in them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but what RFC 3986 leaves unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A word as part of a path or as a value of a query.
pub fn escaped(word: &str) -> String {
    utf8_percent_encode(word, RESERVED).to_string()
}

/// An address of this site to go on to, or the front page: never another site.
pub fn local_address(to: Option<&str>) -> &str {
    match to {
        Some(to) if to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') => to,
        _ => "/",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_never_leads_to_another_site() {
        for (to, expected) in [
            (
                Some("/counties/3?period=2023-2024"),
                "/counties/3?period=2023-2024",
            ),
            (Some("//evil.example"), "/"),
            (Some("https://evil.example"), "/"),
            (Some("/\\evil.example"), "/"),
            (None, "/"),
        ] {
            assert_eq!(local_address(to), expected);
        }
    }

    #[test]
    fn chinese_words_become_parts_of_addresses() {
        assert_eq!(escaped("小学 R4/1"), "%E5%B0%8F%E5%AD%A6%20R4%2F1");
    }
}
