//! People and what is granted to them.
//!
//! Who keeps people keeps those whose every role lies within his own reach; whoever has a role elsewhere too may be
//! seen and given roles here, but his account belongs to those who reach all of it.

mod accounts;
mod add;
mod contacts;
mod grants;
mod handovers;
mod keep;
mod list;
mod own;

pub use accounts::{Account, Accounts, OpenAccounts};
pub use add::{AddPerson, Invited};
pub use contacts::Contact;
pub(crate) use handovers::Handovers;
pub use keep::ChangePerson;
pub use list::{PeopleAsked, PeopleKept, PersonKept, PersonWithGrants};
pub use own::ChangePassword;
pub(crate) use own::{own_session, place};

use junheng_store::{GrantFilter, Person, Reading, RoleGrant};

use crate::{Action, Actor, Failure, Fault, FieldError, secret};

const LONGEST_SIGN_IN_NAME: usize = 40;
const LONGEST_NAME: usize = 40;
/// Letters and digits that are not taken for one another when they are read out or written down.
const ALPHABET: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
/// Letters of a first password: 14 of 31 are 69 bits.
const FIRST_PASSWORD: usize = 14;

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

/// What is wrong with a person's name, if anything.
fn name_complaint(name: &str) -> Option<FieldError> {
    let letters = name.trim().chars().count();
    (!(1..=LONGEST_NAME).contains(&letters)).then(|| {
        FieldError::new(
            "name",
            format!("请填写姓名，至多{LONGEST_NAME}个字。"),
            format!("A name of at most {LONGEST_NAME} letters is needed."),
        )
    })
}

/// What is wrong with a telephone number, if anything. None is all right.
fn phone_complaint(phone: &str) -> Option<FieldError> {
    let is_plain = |c: char| c.is_ascii_digit() || "+- ".contains(c);
    let is_good =
        phone.is_empty() || (5..=20).contains(&phone.len()) && phone.chars().all(is_plain);
    (!is_good).then(|| {
        FieldError::new(
            "phone",
            "电话用5至20位数字，可以不填。",
            "5 to 20 digits; may be left out.",
        )
    })
}

/// A password for somebody else, to be changed at the first sign-in: `k7mq2-x9hpv-4tw8`.
///
/// # Errors
/// When the system gives no random bytes.
pub fn first_password() -> Result<String, Fault> {
    let mut password = String::new();
    while password.len() < FIRST_PASSWORD {
        for byte in secret::random::<32>()? {
            // Bytes beyond the last whole round of the alphabet would make its beginning likelier.
            let rounds = u8::MAX as usize / ALPHABET.len() * ALPHABET.len();
            if usize::from(byte) < rounds && password.len() < FIRST_PASSWORD {
                password.push(char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
            }
        }
    }
    Ok([&password[..5], &password[5..10], &password[10..]].join("-"))
}

/// How much of a person's account somebody may keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// Nothing: the person is not known to exist.
    No,
    /// The roles within reach; the account itself belongs to others too.
    Roles,
    Account,
}

/// What follows from where a person has, and had, roles.
fn kept(actor: &Actor, grants: &[RoleGrant]) -> Kept {
    let within = |grant: &&RoleGrant| actor.may(Action::KeepPeople, &grant.path);
    let in_force: Vec<&RoleGrant> = grants
        .iter()
        .filter(|grant| grant.revoked_at.is_none())
        .collect();
    if !grants.iter().any(|grant| within(&grant)) {
        return Kept::No;
    }
    if in_force.iter().all(within) {
        Kept::Account
    } else {
        Kept::Roles
    }
}

/// Somebody with all that was ever granted, as far as the actor may know of him.
async fn known_person(
    reading: &mut Reading,
    actor: &Actor,
    id: i64,
) -> Result<(Person, Vec<RoleGrant>, Kept), Failure> {
    let person = reading.person(id).await?.ok_or(Failure::NotFound)?;
    let filter = GrantFilter {
        person_id: Some(id),
        revoked_too: true,
        ..GrantFilter::default()
    };
    let grants = reading.grants(&filter).await?;
    match kept(actor, &grants) {
        Kept::No => Err(Failure::NotFound),
        kept => Ok((person, grants, kept)),
    }
}

/// Somebody whose account the actor keeps, and the organisation under which that is journaled.
///
/// # Errors
/// Refused when the person has roles beyond the actor's reach.
async fn kept_person(
    reading: &mut Reading,
    actor: &Actor,
    id: i64,
) -> Result<(Person, Option<i64>), Failure> {
    let (person, grants, kept) = known_person(reading, actor, id).await?;
    if kept != Kept::Account {
        return Err(Failure::refused(
            "此人在您的管理范围之外还有角色，账号请由上级管理员办理。",
            "This person has roles beyond your reach; an administrator further up keeps the account.",
        ));
    }
    let place = grants.first().map(|grant| grant.organisation_id);
    Ok((person, place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::{Credential, Granted};
    use jiff::Timestamp;
    use junheng_model::Role;

    fn grant(path: &str, is_revoked: bool) -> RoleGrant {
        RoleGrant {
            id: 1,
            person_id: 2,
            role: Role::DataClerk,
            organisation_id: 3,
            granted_at: Timestamp::UNIX_EPOCH,
            granted_by: None,
            revoked_at: is_revoked.then_some(Timestamp::UNIX_EPOCH),
            path: path.to_owned(),
            organisation: String::new(),
            person: String::new(),
        }
    }

    #[test]
    fn an_account_belongs_to_those_who_reach_all_of_it() {
        let county = Actor {
            person: 1,
            sign_in_name: "guan".into(),
            name: "管理员".into(),
            must_change_password: false,
            grants: vec![Granted {
                role: Role::Administrator,
                organisation: 5,
                organisation_name: String::new(),
                path: "/1/5/".into(),
            }],
            by: Credential::Console,
        };
        for (grants, expected) in [
            (vec![grant("/1/5/7/", false)], Kept::Account),
            (vec![grant("/1/5/", false)], Kept::Account),
            (vec![grant("/1/", false)], Kept::No),
            (vec![grant("/1/6/", false)], Kept::No),
            (vec![], Kept::No),
            (
                vec![grant("/1/5/7/", false), grant("/1/", false)],
                Kept::Roles,
            ),
            (
                vec![grant("/1/5/7/", false), grant("/1/", true)],
                Kept::Account,
            ),
            (vec![grant("/1/5/7/", true)], Kept::Account),
            (
                vec![grant("/1/5/7/", true), grant("/1/6/", false)],
                Kept::Roles,
            ),
        ] {
            assert_eq!(kept(&county, &grants), expected, "{grants:?}");
        }
    }

    #[test]
    fn first_passwords_are_readable_long_and_different() {
        let one = first_password().expect("random bytes");
        assert_ne!(one, first_password().expect("random bytes"));
        assert_eq!((one.len(), one.matches('-').count()), (16, 2));
        assert!(secret::acceptable("password", &one, "2136000001").is_ok());
    }

    #[test]
    fn names_and_numbers_are_checked() {
        assert!(name_complaint(" ").is_some());
        assert!(name_complaint("王敏").is_none());
        assert!(phone_complaint("").is_none());
        assert!(phone_complaint("028-8612 3456").is_none());
        assert!(phone_complaint("问门卫").is_some());
    }
}
