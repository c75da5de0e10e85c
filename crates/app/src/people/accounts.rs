//! Accounts for all schools in one go, with their first passwords.

use std::collections::HashSet;

use junheng_model::Role;
use junheng_store::{
    Entry, GrantFilter, NewPerson, Organisation, OrganisationFilter, Page, Reading,
};
use serde_json::json;

use super::first_password;
use crate::organisations::organisation_for;
use crate::{Action, Actor, App, Failure, kind};

/// Password digests that are made at one time: each takes memory on purpose.
const AT_ONCE: usize = 4;
/// Schools of one go; a province does it county by county.
const MOST_SCHOOLS: usize = 1_500;

/// Which accounts are wanted.
#[derive(Debug, Clone)]
pub struct OpenAccounts {
    /// Schools below this organisation.
    pub under: i64,
    /// A data clerk's for each school that has none.
    pub clerks: bool,
    /// A principal's for each school that has none.
    pub principals: bool,
}

/// The accounts that were opened. Their passwords are told once and kept nowhere.
pub struct Accounts {
    pub under: Organisation,
    pub opened: Vec<Account>,
    /// Schools that had the role already, or whose sign-in name is taken.
    pub passed_over: usize,
}

/// An account that was opened.
pub struct Account {
    pub code: String,
    pub school: String,
    pub role: Role,
    pub name: String,
    pub sign_in_name: String,
    pub first_password: String,
    school_id: i64,
}

impl App {
    /// Opens accounts for all schools below an organisation that lack them. The sign-in name is the school's code; a
    /// principal's ends in `.xz`.
    ///
    /// # Errors
    /// [`Failure::NotFound`] beyond one's reach; refused when there is nothing to open, or too much.
    pub async fn open_school_accounts(
        &self,
        actor: &Actor,
        asked: &OpenAccounts,
    ) -> Result<Accounts, Failure> {
        let (under, accounts, passed_over) = self.missing_accounts(actor, asked).await?;
        if accounts.is_empty() {
            return Err(Failure::refused(
                "下面的学校都已有这种账号，没有可开的。",
                "Every school below has such an account already.",
            ));
        }
        if accounts.len() > MOST_SCHOOLS {
            return Err(Failure::refused(
                format!("一次至多开{MOST_SCHOOLS}个账号，请按县办理。"),
                format!("At most {MOST_SCHOOLS} accounts at once; please go county by county."),
            ));
        }
        let digests = self.digests_of(&accounts).await?;
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        if !taken(&mut writing, &accounts).await?.is_empty() {
            return Err(Failure::refused(
                "刚才有人同时在开账号，请再试一次。",
                "Somebody else was opening accounts at the same time; please try again.",
            ));
        }
        for (account, digest) in accounts.iter().zip(digests) {
            let person = writing
                .add_person(&NewPerson {
                    sign_in_name: account.sign_in_name.clone(),
                    name: account.name.clone(),
                    password_hash: digest,
                    phone: None,
                    language: "zh".to_owned(),
                    must_change: true,
                })
                .await?;
            writing
                .grant(person, account.role, account.school_id)
                .await?;
            writing
                .journal(Entry {
                    verb: "person.add",
                    organisation: Some(account.school_id),
                    subject: format!("person/{person}"),
                    detail: json!({ "name": account.name, "sign_in_name": account.sign_in_name, "role": account.role.code(), "organisation": account.school }),
                })
                .await?;
        }
        writing.commit().await?;
        Ok(Accounts {
            under,
            opened: accounts,
            passed_over,
        })
    }

    /// The accounts that schools lack, and how many have theirs.
    async fn missing_accounts(
        &self,
        actor: &Actor,
        asked: &OpenAccounts,
    ) -> Result<(Organisation, Vec<Account>, usize), Failure> {
        let mut reading = self.store.read().await?;
        let under = organisation_for(&mut reading, actor, asked.under, Action::KeepPeople).await?;
        let roles = wanted(asked)?;
        let schools = OrganisationFilter {
            path: Some(under.path.clone()),
            kinds: Some(vec![kind::SCHOOL.to_owned()]),
            open_on: Some(self.today()),
            ..OrganisationFilter::default()
        };
        let schools = reading.organisations(&schools, Page::ALL).await?.items;
        let granted = GrantFilter {
            path: Some(under.path.clone()),
            roles: Some(roles.clone()),
            ..GrantFilter::default()
        };
        let granted: HashSet<(i64, Role)> = reading
            .grants(&granted)
            .await?
            .into_iter()
            .map(|grant| (grant.organisation_id, grant.role))
            .collect();
        let mut accounts = Vec::new();
        let mut there = 0;
        for school in &schools {
            for role in &roles {
                if granted.contains(&(school.id, *role)) {
                    there += 1;
                } else {
                    accounts.extend(account(school, *role)?);
                }
            }
        }
        let taken = taken(&mut reading, &accounts).await?;
        accounts.retain(|account| !taken.contains(&account.sign_in_name));
        Ok((under, accounts, there + taken.len()))
    }

    async fn digests_of(&self, accounts: &[Account]) -> Result<Vec<String>, Failure> {
        let mut digests = Vec::with_capacity(accounts.len());
        for several in accounts.chunks(AT_ONCE) {
            let working: Vec<_> = several
                .iter()
                .map(|account| {
                    let app = self.clone();
                    let password = account.first_password.clone();
                    tokio::spawn(async move { app.password_digest(password).await })
                })
                .collect();
            for digest in working {
                digests.push(digest.await??);
            }
        }
        Ok(digests)
    }
}

/// Which of the sign-in names somebody has.
async fn taken(reading: &mut Reading, accounts: &[Account]) -> Result<HashSet<String>, Failure> {
    let names: Vec<String> = accounts
        .iter()
        .map(|account| account.sign_in_name.clone())
        .collect();
    Ok(reading
        .sign_in_names_taken(&names)
        .await?
        .into_iter()
        .collect())
}

fn wanted(asked: &OpenAccounts) -> Result<Vec<Role>, Failure> {
    let roles: Vec<Role> = [
        asked.clerks.then_some(Role::DataClerk),
        asked.principals.then_some(Role::Principal),
    ]
    .into_iter()
    .flatten()
    .collect();
    if roles.is_empty() {
        return Err(Failure::field(
            "roles",
            "请至少选一种账号。",
            "Please choose at least one kind of account.",
        ));
    }
    Ok(roles)
}

/// A school without a code has no sign-in name to be had.
fn account(school: &Organisation, role: Role) -> Result<Option<Account>, Failure> {
    let Some(code) = &school.code else {
        return Ok(None);
    };
    let sign_in_name = match role {
        Role::Principal => format!("{code}.xz"),
        _ => code.clone(),
    };
    Ok(Some(Account {
        code: code.clone(),
        school: school.name.clone(),
        role,
        name: format!("{}{}", school.name, role.name()),
        sign_in_name,
        first_password: first_password()?,
        school_id: school.id,
    }))
}
