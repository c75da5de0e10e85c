//! What is wrong in a rulebook file.

use std::cell::RefCell;
use std::fmt;

use junheng_model::Wording;

use crate::TextPlace;

/// One mistake in a rulebook file: where it is, what is wrong, what was expected, how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextDiagnostic {
    pub place: TextPlace,
    /// A stable name for this kind of mistake, in ASCII with hyphens: `unknown-key`.
    pub code: &'static str,
    pub message: Wording,
    /// What should have stood there; may be empty.
    pub expected: Wording,
    /// How to mend it; may be empty.
    pub mend: Wording,
}

impl TextDiagnostic {
    pub(crate) fn new(
        place: &TextPlace,
        code: &'static str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            place: place.clone(),
            code,
            message: Wording::new(zh, en),
            expected: Wording::default(),
            mend: Wording::default(),
        }
    }

    pub(crate) fn expected(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.expected = Wording::new(zh, en);
        self
    }

    pub(crate) fn mend(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.mend = Wording::new(zh, en);
        self
    }

    /// Says which of the known names was probably meant, or lists them when they are few.
    pub(crate) fn known<'a>(
        mut self,
        written: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        if let Some(near) = nearest(written, known.iter().copied()) {
            self.mend = Wording::new(
                format!("是否应为“{near}”？"),
                format!("did you mean `{near}`?"),
            );
        }
        if !known.is_empty() && known.len() <= 12 && self.expected.is_empty() {
            self.expected = Wording::new(
                format!("以下之一：{}", known.join("、")),
                format!("one of: {}", known.join(", ")),
            );
        }
        self
    }
}

impl fmt::Display for TextDiagnostic {
    /// `policy.toml:12:9 出现未知的键 naem。应为…。是否应为“name”？`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.place, self.message.zh)?;
        if !self.expected.is_empty() {
            write!(f, "；应为：{}", self.expected.zh)?;
        }
        if !self.mend.is_empty() {
            write!(f, "；{}", self.mend.zh)?;
        }
        Ok(())
    }
}

/// Collects mistakes while files are read.
#[derive(Debug, Default)]
pub(crate) struct Mistakes(RefCell<Vec<TextDiagnostic>>);

impl Mistakes {
    pub(crate) fn push(&self, diagnostic: TextDiagnostic) {
        self.0.borrow_mut().push(diagnostic);
    }

    /// All mistakes in order of place. What an overlay takes over is read once more with it, so a
    /// mistake in a base would otherwise be told twice.
    pub(crate) fn into_sorted(self) -> Vec<TextDiagnostic> {
        let mut found = self.0.into_inner();
        found.sort_by(|left, right| {
            (&left.place, left.code, &left.message.zh).cmp(&(
                &right.place,
                right.code,
                &right.message.zh,
            ))
        });
        found.dedup_by(|left, right| left.place == right.place && left.message == right.message);
        found
    }
}

/// The known name that a misspelt one most probably means.
pub(crate) fn nearest<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let length = written.chars().count();
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(written, name), name))
        .filter(|(distance, name)| {
            let longer = length.max(name.chars().count());
            *distance > 0 && *distance <= (longer / 3).max(1) && *distance < longer
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        for (written, known, meant) in [
            ("在校生树", vec!["在校生数", "学段"], Some("在校生数")),
            ("naem", vec!["name", "en"], Some("name")),
            ("校", vec!["县"], None),
            ("面积", vec!["教学及辅助用房面积"], None),
        ] {
            assert_eq!(nearest(written, known), meant, "{written}");
        }
    }
}
