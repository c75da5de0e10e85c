//! The first run with a whole tree: an empty store gets its organisations, people and roles at one go.

use std::collections::BTreeMap;

use junheng_model::Role;
use junheng_store::{Clerk, Entry, NewOrganisation, NewPerson};
use serde_json::json;

use crate::{App, Failure, Fault, people, secret, set_up};

/// What an empty store is founded with.
#[derive(Debug, Clone, Default)]
pub struct Founding {
    /// Each after the one that it lies below.
    pub organisations: Vec<FoundOrganisation>,
    pub people: Vec<FoundPerson>,
}

/// An organisation to be made.
#[derive(Debug, Clone)]
pub struct FoundOrganisation {
    /// The place in the list of the one that it lies below; none for the root.
    pub below: Option<usize>,
    /// One of [`crate::kind`].
    pub kind: &'static str,
    pub name: String,
    pub code: Option<String>,
}

/// Somebody who can sign in.
#[derive(Debug, Clone)]
pub struct FoundPerson {
    pub sign_in_name: String,
    pub name: String,
    pub password: String,
    pub phone: Option<String>,
    /// Roles, each with the place in the list of the organisation that it is held on.
    pub roles: Vec<(Role, usize)>,
}

/// What was founded: the organisations' ids, in the order of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub organisations: Vec<i64>,
}

impl App {
    /// Makes a tree of organisations and its people in an empty store.
    ///
    /// # Errors
    /// [`Failure::Invalid`] for names and passwords that cannot be used; refused once there is somebody.
    pub async fn found(&self, founding: &Founding) -> Result<Found, Failure> {
        let digests = self.digests(&founding.people).await?;
        let clerk = Clerk {
            person: None,
            at: self.now(),
        };
        let mut writing = self.store.write(&clerk).await?;
        if !set_up::nobody_is_in(&mut writing).await? {
            return Err(Failure::refused(
                "系统里已经有数据。",
                "There is data already.",
            ));
        }
        let broken = || {
            Failure::Ours(Fault::Broken(
                "an organisation is founded below a later one",
            ))
        };
        let mut ids: Vec<i64> = Vec::with_capacity(founding.organisations.len());
        for organisation in &founding.organisations {
            let above = organisation
                .below
                .map(|at| ids.get(at).copied().ok_or_else(broken));
            let new = NewOrganisation {
                parent_id: above.transpose()?,
                kind: organisation.kind.to_owned(),
                name: organisation.name.clone(),
                code: organisation.code.clone(),
            };
            ids.push(writing.add_organisation(&new).await?.id);
        }
        for person in &founding.people {
            let new = NewPerson {
                sign_in_name: person.sign_in_name.clone(),
                name: person.name.clone(),
                password_hash: digests[&person.password].clone(),
                phone: person.phone.clone(),
                language: "zh".to_owned(),
                must_change: false,
            };
            let id = writing.add_person(&new).await?;
            for (role, at) in &person.roles {
                let organisation = ids.get(*at).copied().ok_or_else(broken)?;
                writing.grant(id, *role, organisation).await?;
            }
        }
        writing
            .journal(Entry {
                verb: "found",
                organisation: ids.first().copied(),
                subject: "organisations".to_owned(),
                detail: json!({ "organisations": ids.len(), "people": founding.people.len() }),
            })
            .await?;
        writing.commit().await?;
        Ok(Found { organisations: ids })
    }

    /// Each different password's digest, when all names and passwords can be used.
    async fn digests(&self, founded: &[FoundPerson]) -> Result<BTreeMap<String, String>, Failure> {
        let mut errors = Vec::new();
        let mut digests = BTreeMap::new();
        for person in founded {
            let name = person.sign_in_name.as_str();
            errors.extend(people::sign_in_name_complaint("sign_in_name", name));
            match secret::acceptable("password", &person.password, name) {
                Err(Failure::Invalid(wrong)) => errors.extend(wrong),
                other => other?,
            }
        }
        if !errors.is_empty() {
            return Err(Failure::Invalid(errors));
        }
        for person in founded {
            if !digests.contains_key(&person.password) {
                let digest = self.password_digest(person.password.clone()).await?;
                digests.insert(person.password.clone(), digest);
            }
        }
        Ok(digests)
    }
}
