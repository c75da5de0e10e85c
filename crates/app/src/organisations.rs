//! The tree of organisations: adding, importing, renaming, closing.

mod add;
mod change;
mod import;
mod list;

pub use add::AddOrganisation;
pub use change::ChangeOrganisation;
pub(crate) use import::ImportInput;
pub use import::{IMPORT_HEADINGS, OrganisationImport};
pub use list::{OrganisationsAsked, OrganisationsKept, topmost};

use junheng_store::{Organisation, Reading};

use crate::{Action, Actor, Failure, FieldError, kind};

/// The digits of a school's code (学校标识码).
const SCHOOL_CODE_DIGITS: usize = 10;
/// The digits of a county's division code.
const COUNTY_CODE_DIGITS: usize = 6;
/// The most digits and letters of any other organisation's code.
const LONGEST_CODE: usize = 18;
const LONGEST_NAME: usize = 100;

/// An organisation that the person may keep, or see.
pub(crate) async fn organisation_for(
    reading: &mut Reading,
    actor: &Actor,
    id: i64,
    action: Action,
) -> Result<Organisation, Failure> {
    let found = reading.organisation(id).await?.ok_or(Failure::NotFound)?;
    actor.require(action, &found.path)?;
    Ok(found)
}

/// What is wrong with an organisation's name, if anything.
fn name_complaint(name: &str) -> Option<FieldError> {
    let letters = name.chars().count();
    if (1..=LONGEST_NAME).contains(&letters) {
        return None;
    }
    Some(FieldError::new(
        "name",
        format!("请填写名称，至多{LONGEST_NAME}个字。"),
        format!("A name of at most {LONGEST_NAME} letters is needed."),
    ))
}

/// What is wrong with an organisation's code, if anything.
fn code_complaint(of_kind: &str, code: &str) -> Option<FieldError> {
    let are_digits = |count| code.len() == count && code.bytes().all(|byte| byte.is_ascii_digit());
    let (is_good, zh, en) = match of_kind {
        kind::SCHOOL => (
            are_digits(SCHOOL_CODE_DIGITS),
            "学校标识码应为10位数字。",
            "A school's code has ten digits.",
        ),
        kind::COUNTY => (
            are_digits(COUNTY_CODE_DIGITS),
            "县级行政区划代码应为6位数字。",
            "A county's division code has six digits.",
        ),
        _ => (
            code.len() <= LONGEST_CODE && code.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            "代码至多18位数字或字母，可以不填。",
            "At most 18 digits or letters; may be left out.",
        ),
    };
    (!is_good).then(|| FieldError::new("code", zh, en))
}

/// Whether an organisation of one kind may stand directly below one of another: schools and departments have
/// nothing below them, everything else only what is smaller than itself.
fn may_stand_below(of_kind: &str, above: &str) -> bool {
    let rank = |code: &str| kind::ALL.iter().position(|(known, ..)| *known == code);
    let (Some(own), Some(parent)) = (rank(of_kind), rank(above)) else {
        return false;
    };
    !matches!(above, kind::SCHOOL | kind::DEPARTMENT) && own > parent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schools_stand_below_counties_and_nothing_below_schools() {
        for (below, above, expected) in [
            (kind::SCHOOL, kind::COUNTY, true),
            (kind::SCHOOL, kind::TOWNSHIP, true),
            (kind::DEPARTMENT, kind::CITY, true),
            (kind::COUNTY, kind::SCHOOL, false),
            (kind::SCHOOL, kind::SCHOOL, false),
            (kind::COUNTY, kind::COUNTY, false),
            (kind::CITY, kind::COUNTY, false),
            (kind::DEPARTMENT, kind::DEPARTMENT, false),
            ("castle", kind::COUNTY, false),
        ] {
            assert_eq!(may_stand_below(below, above), expected, "{below} {above}");
        }
    }

    #[test]
    fn codes_are_what_the_registers_call_schools_by() {
        for (of_kind, code, is_good) in [
            (kind::SCHOOL, "2136000001", true),
            (kind::SCHOOL, "21360001", false),
            (kind::SCHOOL, "", false),
            (kind::COUNTY, "510104", true),
            (kind::COUNTY, "51010A", false),
            (kind::DEPARTMENT, "", true),
            (kind::DEPARTMENT, "CZJ", true),
            (kind::DEPARTMENT, "财政", false),
        ] {
            assert_eq!(
                code_complaint(of_kind, code).is_none(),
                is_good,
                "{of_kind} {code}"
            );
        }
    }
}
