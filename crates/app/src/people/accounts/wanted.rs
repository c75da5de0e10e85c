//! Which schools lack an account, and whose first password never reached him.

use std::collections::{HashMap, HashSet};

use junheng_model::Role;
use junheng_store::{
    GrantFilter, Organisation, OrganisationFilter, Page, Person, PersonFilter, Reading, RoleGrant,
    Writing,
};

use super::{Account, MOST_ACCOUNTS, OpenAccounts};
use crate::organisations::organisation_for;
use crate::people::{Kept, first_password, kept};
use crate::{Action, Actor, App, Failure, kind};

/// The accounts that are to be opened or renewed.
pub(super) struct Wanted {
    pub(super) under: Organisation,
    pub(super) accounts: Vec<Account>,
    /// Schools that have theirs, or whose sign-in name is taken.
    pub(super) passed_over: usize,
}

impl Wanted {
    /// Refuses when there is nothing to do, or too much for one go.
    pub(super) fn refuse_unless_fit(&self) -> Result<(), Failure> {
        match self.accounts.len() {
            0 => Err(Failure::refused(
                "下面的学校都已有这种账号，没有可开的。",
                "Every school below has such an account already.",
            )),
            1..=MOST_ACCOUNTS => Ok(()),
            _ => Err(Failure::refused(
                format!("一次至多开{MOST_ACCOUNTS}个账号，请按县办理。"),
                format!("At most {MOST_ACCOUNTS} accounts at once; please go county by county."),
            )),
        }
    }
}

impl App {
    /// The accounts that schools lack, those to be renewed, and how many are left alone.
    pub(super) async fn wanted_accounts(
        &self,
        actor: &Actor,
        asked: &OpenAccounts,
    ) -> Result<Wanted, Failure> {
        let mut reading = self.store.read().await?;
        let under = organisation_for(&mut reading, actor, asked.under, Action::KeepPeople).await?;
        let roles = roles_of(asked)?;
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
        let granted = reading.grants(&granted).await?;
        let have: HashSet<(i64, Role)> = granted
            .iter()
            .map(|grant| (grant.organisation_id, grant.role))
            .collect();
        let mut accounts = Vec::new();
        let mut passed_over = 0;
        for school in &schools {
            for role in &roles {
                if have.contains(&(school.id, *role)) {
                    passed_over += 1;
                } else {
                    accounts.extend(account(school, *role)?);
                }
            }
        }
        let taken = taken(&mut reading, &accounts).await?;
        accounts.retain(|account| !taken.contains(&account.sign_in_name));
        passed_over += taken.len();
        if asked.renew_unused {
            let renewed = renewed(&mut reading, actor, &under, &schools, granted).await?;
            passed_over = passed_over.saturating_sub(renewed.len());
            accounts.extend(renewed);
        }
        Ok(Wanted {
            under,
            accounts,
            passed_over,
        })
    }
}

/// The accounts of some grants whose holders never changed the password that was given to them. Whoever has roles
/// beyond the actor's reach is left alone, and so is the actor.
async fn renewed(
    reading: &mut Reading,
    actor: &Actor,
    under: &Organisation,
    schools: &[Organisation],
    granted: Vec<RoleGrant>,
) -> Result<Vec<Account>, Failure> {
    let filter = PersonFilter {
        path: Some(under.path.clone()),
        ..PersonFilter::default()
    };
    let people = reading.people(&filter, Page::ALL).await?.items;
    let mut unused: HashMap<i64, Person> = people
        .into_iter()
        .filter(|person| person.must_change && person.id != actor.person)
        .map(|person| (person.id, person))
        .collect();
    let of_these = GrantFilter {
        people: Some(unused.keys().copied().collect()),
        revoked_too: true,
        ..GrantFilter::default()
    };
    let mut all: HashMap<i64, Vec<RoleGrant>> = HashMap::new();
    for grant in reading.grants(&of_these).await? {
        all.entry(grant.person_id).or_default().push(grant);
    }
    unused.retain(|id, _| {
        let grants = all.get(id).map_or(&[][..], Vec::as_slice);
        kept(actor, grants) == Kept::Account
    });
    let schools: HashMap<i64, &Organisation> =
        schools.iter().map(|school| (school.id, school)).collect();
    let mut accounts = Vec::new();
    for grant in granted {
        let Some(school) = schools.get(&grant.organisation_id) else {
            continue;
        };
        // Removed, so that two roles of one person make one password.
        let Some(person) = unused.remove(&grant.person_id) else {
            continue;
        };
        accounts.push(Account {
            code: school.code.clone().unwrap_or_default(),
            school: school.name.clone(),
            role: grant.role,
            name: person.name,
            sign_in_name: person.sign_in_name,
            first_password: first_password()?,
            school_id: school.id,
            person: Some(person.id),
        });
    }
    Ok(accounts)
}

/// Refuses when somebody opened one of the accounts meanwhile, or changed the password that is to be renewed.
pub(super) async fn refuse_unless_still(
    writing: &mut Writing,
    accounts: &[Account],
) -> Result<(), Failure> {
    let new: Vec<&Account> = accounts.iter().filter(|one| one.person.is_none()).collect();
    let mut is_changed = !taken(writing, new).await?.is_empty();
    for person in accounts.iter().filter_map(|account| account.person) {
        let now = writing.person(person).await?;
        is_changed |= !now.is_some_and(|now| now.must_change && now.disabled_at.is_none());
    }
    if is_changed {
        return Err(Failure::refused(
            "刚才有人同时在开账号，或者有人刚改了首次密码。没有开任何账号，请再试一次。",
            "Somebody was opening accounts at the same time, or has just changed his first password. Nothing was \
             opened; please try again.",
        ));
    }
    Ok(())
}

/// Which of the sign-in names somebody has.
async fn taken<'a>(
    reading: &mut Reading,
    accounts: impl IntoIterator<Item = &'a Account>,
) -> Result<HashSet<String>, Failure> {
    let names: Vec<String> = accounts
        .into_iter()
        .map(|account| account.sign_in_name.clone())
        .collect();
    let taken = reading.sign_in_names_taken(&names).await?;
    Ok(taken.into_iter().collect())
}

fn roles_of(asked: &OpenAccounts) -> Result<Vec<Role>, Failure> {
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
        person: None,
    }))
}
