//! The people whom a person keeps.

use std::collections::HashMap;

use junheng_store::{
    GrantFilter, Organisation, OrganisationFilter, Page, Person, PersonFilter, RoleGrant, Session,
};

use super::{Kept, known_person};
use crate::organisations::{organisation_for, topmost};
use crate::{Action, Actor, App, Failure};

/// Which people are wanted.
#[derive(Debug, Clone, Default)]
pub struct PeopleAsked {
    /// With a role on this organisation or below it; the topmost that one keeps when left out.
    pub under: Option<i64>,
    /// A part of the name or of the sign-in name.
    pub search: Option<String>,
    /// Whether those are wanted too who can no longer sign in, or have no role any more.
    pub former_too: bool,
    pub offset: i64,
    pub limit: i64,
}

/// People with roles below an organisation.
#[derive(Debug, Clone)]
pub struct PeopleKept {
    pub under: Organisation,
    pub people: Vec<PersonWithGrants>,
    pub total: i64,
}

/// Somebody with the roles that lie within the reach of whoever asks.
#[derive(Debug, Clone)]
pub struct PersonWithGrants {
    pub person: Person,
    pub grants: Vec<RoleGrant>,
}

/// Everything about somebody's account.
#[derive(Debug, Clone)]
pub struct PersonKept {
    pub person: Person,
    /// All within reach, those that were taken back included, the latest first.
    pub grants: Vec<RoleGrant>,
    /// Open ones; empty unless the whole account is kept.
    pub sessions: Vec<Session>,
    /// Whether password, sessions and sign-in are kept too, and not the roles alone.
    pub whole_account: bool,
}

impl App {
    /// People with roles below an organisation, by name.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for an organisation out of reach.
    pub async fn people_kept(
        &self,
        actor: &Actor,
        asked: &PeopleAsked,
    ) -> Result<PeopleKept, Failure> {
        let under = topmost(actor, asked.under, Action::KeepPeople)?;
        let mut reading = self.store.read().await?;
        let under = organisation_for(&mut reading, actor, under, Action::KeepPeople).await?;
        let filter = PersonFilter {
            path: Some(under.path.clone()),
            search: asked.search.clone(),
            formerly_too: asked.former_too,
            disabled_too: asked.former_too,
        };
        let page = Page {
            offset: asked.offset,
            limit: asked.limit,
        };
        let found = reading.people(&filter, page).await?;
        let grants = GrantFilter {
            path: Some(under.path.clone()),
            people: Some(found.items.iter().map(|person| person.id).collect()),
            ..GrantFilter::default()
        };
        let mut by_person: HashMap<i64, Vec<RoleGrant>> = HashMap::new();
        for grant in reading.grants(&grants).await? {
            by_person.entry(grant.person_id).or_default().push(grant);
        }
        let with_grants = |person: Person| PersonWithGrants {
            grants: by_person.remove(&person.id).unwrap_or_default(),
            person,
        };
        Ok(PeopleKept {
            under,
            people: found.items.into_iter().map(with_grants).collect(),
            total: found.total,
        })
    }

    /// Somebody whose roles, or whose whole account, one keeps.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for somebody without a role within reach.
    pub async fn person_kept(&self, actor: &Actor, id: i64) -> Result<PersonKept, Failure> {
        let now = self.now();
        let mut reading = self.store.read().await?;
        let (person, mut grants, kept) = known_person(&mut reading, actor, id).await?;
        grants.retain(|grant| actor.may(Action::KeepPeople, &grant.path));
        grants.sort_by_key(|grant| (grant.revoked_at.is_some(), -grant.id));
        let whole_account = kept == Kept::Account;
        let sessions = if whole_account {
            reading.sessions_of(id, now).await?
        } else {
            Vec::new()
        };
        Ok(PersonKept {
            person,
            grants,
            sessions,
            whole_account,
        })
    }
}

/// Places of a list to choose from; whoever keeps more grants on the organisation's own page.
const PLACES: i64 = 500;

impl App {
    /// An organisation on which one may grant roles.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for one out of reach.
    pub async fn place_for_people(&self, actor: &Actor, id: i64) -> Result<Organisation, Failure> {
        let mut reading = self.store.read().await?;
        organisation_for(&mut reading, actor, id, Action::KeepPeople).await
    }

    /// The organisations on which one may grant roles, from the top of one's reach down.
    ///
    /// # Errors
    /// Refused to those who keep nobody.
    pub async fn places_for_people(&self, actor: &Actor) -> Result<Vec<Organisation>, Failure> {
        let mut reading = self.store.read().await?;
        let mut places = Vec::new();
        for path in actor.reach(Action::KeepPeople) {
            let filter = OrganisationFilter {
                path: Some(path.to_owned()),
                open_on: Some(self.today()),
                ..OrganisationFilter::default()
            };
            let found = reading.organisations(&filter, Page::first(PLACES)).await?;
            places.extend(found.items);
        }
        places.sort_by(|left, right| {
            let depth = |one: &Organisation| one.path.matches('/').count();
            (depth(left), &left.code).cmp(&(depth(right), &right.code))
        });
        Ok(places)
    }
}
