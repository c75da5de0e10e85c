//! For which counties somebody may hand in.

use junheng_store::{Organisation, OrganisationFilter, Page};

use crate::{Action, Actor, App, Failure, kind};

impl App {
    /// The counties that the person may hand in for, with the names of their periods, latest first.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn counties_to_hand_in_for(
        &self,
        actor: &Actor,
    ) -> Result<Vec<(Organisation, Vec<String>)>, Failure> {
        let mut reading = self.store.read().await?;
        let mut found = Vec::new();
        for path in actor.reach(Action::HandInForAll) {
            let below = OrganisationFilter {
                path: Some(path.to_owned()),
                kinds: Some(vec![kind::COUNTY.to_owned()]),
                open_on: Some(self.today()),
                ..OrganisationFilter::default()
            };
            let counties = reading.organisations(&below, Page::ALL).await?.items;
            let paths = [path.to_owned()];
            let periods = reading.periods_reaching_any(&paths).await?;
            let names = |county: &Organisation| -> Vec<String> {
                let of = periods.iter().filter(|period| {
                    county
                        .path
                        .contains(&format!("/{}/", period.organisation_id))
                });
                of.map(|period| period.name.clone()).collect()
            };
            found.extend(counties.into_iter().map(|county| {
                let names = names(&county);
                (county, names)
            }));
        }
        Ok(found)
    }
}
