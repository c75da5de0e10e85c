//! Did you mean …?

use strsim::normalized_damerau_levenshtein;

/// How alike two texts must be to be worth a hint: one wrong character in three.
const ALIKE: f64 = 0.6;

/// The known text most like `text`, if any is alike enough.
pub(crate) fn most_similar<'a>(
    text: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // Comparing is quadratic in length, and no name is that long.
    if text.chars().count() > 60 {
        return None;
    }
    known
        .into_iter()
        .map(|name| (normalized_damerau_levenshtein(text, name), name))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::most_similar;

    #[test]
    fn hints_at_what_was_probably_meant() {
        let known = ["小学", "九年一贯制学校", "完全中学"];
        assert_eq!(
            most_similar("九年一惯制学校", known),
            Some("九年一贯制学校")
        );
        assert_eq!(most_similar("幼儿园", known), None);
    }
}
