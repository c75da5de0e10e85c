//! What an administrator keeps, and what a new county still lacks before anybody can hand in.

use junheng_model::Role;
use junheng_store::{GrantFilter, OrganisationFilter, Page, PeriodFilter, PersonFilter, Reading};

use crate::organisations::topmost;
use crate::{Action, Actor, App, Failure, kind};

/// The part of the tree that an administrator keeps, in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keeping {
    /// The topmost organisation that he keeps.
    pub under: i64,
    pub name: String,
    pub organisations: i64,
    pub schools: i64,
    pub people: i64,
    /// What a county has to have before its schools can hand in; nothing where there are several counties.
    pub first_steps: Option<FirstSteps>,
}

/// Whether what a county begins with is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstSteps {
    pub has_schools: bool,
    pub has_clerks: bool,
    pub has_office: bool,
    pub has_period: bool,
}

impl FirstSteps {
    /// Whether nothing is left to be done.
    pub const fn are_done(self) -> bool {
        self.has_schools && self.has_clerks && self.has_office && self.has_period
    }
}

impl App {
    /// What the person keeps; nothing for those who keep no organisations and people.
    pub(super) async fn kept_by(
        &self,
        reading: &mut Reading,
        actor: &Actor,
    ) -> Result<Option<Keeping>, Failure> {
        if actor.reach(Action::KeepOrganisations).is_empty()
            || actor.reach(Action::KeepPeople).is_empty()
        {
            return Ok(None);
        }
        let under = topmost(actor, None, Action::KeepOrganisations)?;
        let under = reading
            .organisation(under)
            .await?
            .ok_or(Failure::NotFound)?;
        let kinds: [Option<&str>; 3] = [None, Some(kind::SCHOOL), Some(kind::COUNTY)];
        let mut counts = [0; 3];
        for (count, kind) in counts.iter_mut().zip(kinds) {
            let filter = OrganisationFilter {
                path: Some(under.path.clone()),
                kinds: kind.map(|kind| vec![kind.to_owned()]),
                open_on: Some(self.today()),
                ..OrganisationFilter::default()
            };
            *count = reading.organisations(&filter, Page::first(1)).await?.total;
        }
        let [organisations, schools, counties] = counts;
        let people = PersonFilter {
            path: Some(under.path.clone()),
            ..PersonFilter::default()
        };
        Ok(Some(Keeping {
            people: reading.people(&people, Page::first(1)).await?.total,
            first_steps: match counties {
                1 => Some(first_steps(reading, &under.path, schools > 0).await?),
                _ => None,
            },
            under: under.id,
            name: under.name,
            organisations,
            schools,
        }))
    }
}

async fn first_steps(
    reading: &mut Reading,
    path: &str,
    has_schools: bool,
) -> Result<FirstSteps, Failure> {
    let granted = GrantFilter {
        path: Some(path.to_owned()),
        roles: Some(vec![Role::DataClerk, Role::CreationOffice]),
        ..GrantFilter::default()
    };
    let grants = reading.grants(&granted).await?;
    let has = |role: Role| grants.iter().any(|grant| grant.role == role);
    let opened = PeriodFilter {
        path: Some(path.to_owned()),
        ..PeriodFilter::default()
    };
    let periods = reading.periods(&opened, Page::first(1)).await?;
    Ok(FirstSteps {
        has_schools,
        has_clerks: has(Role::DataClerk),
        has_office: has(Role::CreationOffice),
        has_period: periods.total > 0,
    })
}
