//! Names that expressions can use, and names that must not come twice.

use std::collections::BTreeMap;

use crate::TextPlace;
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::written::WrittenText;

/// Whether a name can stand in an expression as it is: SQL reads leading digits, upper-case letters,
/// brackets and full-width marks as something else.
fn usable(name: &str) -> bool {
    name.starts_with(is_han)
        && name.chars().all(|letter| {
            is_han(letter)
                || letter.is_ascii_digit()
                || letter.is_ascii_lowercase()
                || letter == '_'
        })
}

fn is_han(letter: char) -> bool {
    matches!(letter,
        '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Reports a name that expressions could not use.
pub(crate) fn check_usable(written: &WrittenText, mistakes: &Mistakes) {
    if !usable(&written.text) {
        mistakes.push(
            TextDiagnostic::new(
                &written.place(0),
                "bad-name",
                format!("“{}”不能在表达式中用作名称", written.text),
                format!("`{}` cannot be a name in expressions", written.text),
            )
            .expected(
                "以汉字开头，只含汉字、数字、小写字母和下划线",
                "a Han letter first, then Han letters, digits, lower-case letters and _ only",
            ),
        );
    }
}

/// Names that were seen, to report the second of two alike.
#[derive(Default)]
pub(crate) struct Seen(BTreeMap<String, TextPlace>);

impl Seen {
    /// Whether the name is new; reports it when it is not.
    pub(crate) fn is_new(
        &mut self,
        name: &str,
        place: &TextPlace,
        (zh, en): (&str, &str),
        mistakes: &Mistakes,
    ) -> bool {
        if let Some(first) = self.0.get(name) {
            mistakes.push(TextDiagnostic::new(
                place,
                "duplicate",
                format!("{zh}“{name}”重复，前一处在 {first}"),
                format!("the {en} `{name}` comes twice, first at {first}"),
            ));
            return false;
        }
        self.0.insert(name.to_owned(), place.clone());
        true
    }
}

#[cfg(test)]
mod tests {
    use super::usable;

    #[test]
    fn names_that_sql_would_misread_are_refused() {
        for (name, expected) in [
            ("在校生数", true),
            ("男_女", true),
            ("教室2间", true),
            ("〇年级", true),
            ("ab", false),
            ("A班人数", false),
            ("班级A", false),
            ("100人以上", false),
            ("面积（平方米）", false),
            ("资产值(万元)", false),
            ("学生１班", false),
            ("男-女", false),
            ("", false),
        ] {
            assert_eq!(usable(name), expected, "{name}");
        }
    }
}
