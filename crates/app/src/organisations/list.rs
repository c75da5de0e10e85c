//! The organisations that a person keeps.

use junheng_store::{Organisation, OrganisationFilter, Page};

use super::organisation_for;
use crate::{Action, Actor, App, Failure};

/// Which organisations are wanted.
#[derive(Debug, Clone, Default)]
pub struct OrganisationsAsked {
    /// Below this one; the topmost that the person keeps when left out.
    pub under: Option<i64>,
    /// A part of the name or the beginning of the code.
    pub search: Option<String>,
    /// Only of this kind.
    pub kind: Option<String>,
    /// Whether closed ones are wanted too.
    pub closed_too: bool,
    pub offset: i64,
    pub limit: i64,
}

/// Organisations below one.
#[derive(Debug, Clone)]
pub struct OrganisationsKept {
    pub under: Organisation,
    /// From the root of the person's reach down to `under`.
    pub above: Vec<Organisation>,
    pub items: Vec<Organisation>,
    pub total: i64,
}

impl App {
    /// The organisations below one, itself included.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for one out of reach.
    pub async fn organisations_kept(
        &self,
        actor: &Actor,
        asked: &OrganisationsAsked,
    ) -> Result<OrganisationsKept, Failure> {
        let under = topmost(actor, asked.under, Action::KeepOrganisations)?;
        let mut reading = self.store.read().await?;
        let under = organisation_for(&mut reading, actor, under, Action::KeepOrganisations).await?;
        let above = reading.organisations_above(&under.path).await?;
        let filter = OrganisationFilter {
            path: Some(under.path.clone()),
            kinds: asked.kind.clone().map(|kind| vec![kind]),
            search: asked.search.clone(),
            open_on: (!asked.closed_too).then(|| self.today()),
            root_first: true,
            ..OrganisationFilter::default()
        };
        let page = Page {
            offset: asked.offset,
            limit: asked.limit,
        };
        let found = reading.organisations(&filter, page).await?;
        Ok(OrganisationsKept {
            above: above
                .into_iter()
                .filter(|one| actor.may(Action::SeeOrganisation, &one.path))
                .collect(),
            under,
            items: found.items,
            total: found.total,
        })
    }

    /// One organisation that the person keeps.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for one out of reach.
    pub async fn organisation_kept(&self, actor: &Actor, id: i64) -> Result<Organisation, Failure> {
        let mut reading = self.store.read().await?;
        organisation_for(&mut reading, actor, id, Action::KeepOrganisations).await
    }
}

/// The organisation asked for, or the topmost on which the person may do this.
///
/// # Errors
/// Refused to those who may do it nowhere.
pub fn topmost(actor: &Actor, asked: Option<i64>, action: Action) -> Result<i64, Failure> {
    if let Some(asked) = asked {
        return Ok(asked);
    }
    let own = actor
        .grants
        .iter()
        .filter(|grant| crate::allows(grant.role, action))
        .min_by_key(|grant| grant.path.len());
    own.map(|grant| grant.organisation).ok_or_else(|| {
        Failure::refused(
            format!("您的角色不能{}。", action.name()),
            format!("Your roles may not {}.", action.english()),
        )
    })
}
