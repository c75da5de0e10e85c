//! Whom to call about a school's figures.

use junheng_model::Role;
use junheng_store::GrantFilter;

use crate::{Action, Actor, App, Failure};

/// Who answers for a school's figures, those whom one calls first in front.
const WHO_ANSWERS: [Role; 2] = [Role::Principal, Role::DataClerk];

/// Somebody who answers for a school's figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The school's code.
    pub school: String,
    pub role: Role,
    pub name: String,
    /// `None` is unknown.
    pub phone: Option<String>,
}

impl App {
    /// The people who answer for these schools, principals first; nobody for those who may not call there.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn contacts(
        &self,
        actor: &Actor,
        schools: &[String],
    ) -> Result<Vec<Contact>, Failure> {
        let mut contacts = Vec::new();
        if actor.reach(Action::SeeContacts).is_empty() {
            return Ok(contacts);
        }
        let mut reading = self.store.read().await?;
        for code in schools {
            let Some(school) = reading.organisation_by_code(code).await? else {
                continue;
            };
            if !actor.may(Action::SeeContacts, &school.path) {
                continue;
            }
            let answering = GrantFilter {
                organisation_id: Some(school.id),
                roles: Some(WHO_ANSWERS.to_vec()),
                ..GrantFilter::default()
            };
            let mut grants = reading.grants(&answering).await?;
            grants.sort_by_key(|grant| WHO_ANSWERS.iter().position(|role| *role == grant.role));
            for grant in grants {
                let person = reading.person(grant.person_id).await?;
                let Some(person) = person.filter(|person| person.disabled_at.is_none()) else {
                    continue;
                };
                contacts.push(Contact {
                    school: code.clone(),
                    role: grant.role,
                    name: person.name,
                    phone: person.phone,
                });
            }
        }
        Ok(contacts)
    }
}
