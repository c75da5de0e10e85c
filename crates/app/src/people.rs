//! People and what is granted to them.

use crate::FieldError;

const LONGEST_SIGN_IN_NAME: usize = 40;

/// What is wrong with a sign-in name, if anything: it is typed on phones and read out over the telephone.
pub(crate) fn sign_in_name_complaint(field: &str, name: &str) -> Option<FieldError> {
    let name = name.trim();
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    let is_good = (2..=LONGEST_SIGN_IN_NAME).contains(&name.len()) && name.chars().all(is_plain);
    (!is_good).then(|| {
        FieldError::new(
            field,
            "登录名用2至40个小写字母、数字、点、下划线或连字符。",
            "2 to 40 lower-case letters, digits, dots, underscores or hyphens.",
        )
    })
}
