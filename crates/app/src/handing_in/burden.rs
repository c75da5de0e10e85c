//! The burden of handing in: how many cells somebody typed, carried over, was asked for twice.

use junheng_store::{Burden, Page, PeriodFilter};

use crate::{Action, Actor, App, Failure};

impl App {
    /// The burden of each organisation at and below one, the heaviest first; of one period, or of all.
    ///
    /// # Errors
    /// [`Failure::NotFound`] out of reach, or for a period that there is not.
    pub async fn burdens(
        &self,
        actor: &Actor,
        organisation: i64,
        period: Option<&str>,
    ) -> Result<Vec<Burden>, Failure> {
        let mut reading = self.store.read().await?;
        let found = reading.organisation(organisation).await?;
        let organisation = found.ok_or(Failure::NotFound)?;
        actor.require(Action::ReadRows, &organisation.path)?;
        let period_id = match period {
            None => None,
            Some(name) => {
                let reaching = PeriodFilter {
                    reaching: Some(organisation.path.clone()),
                    ..PeriodFilter::default()
                };
                let periods = reading.periods(&reaching, Page::ALL).await?.items;
                let found = periods.into_iter().find(|period| period.name == name);
                Some(found.ok_or(Failure::NotFound)?.id)
            }
        };
        Ok(reading.burdens(&organisation.path, period_id).await?)
    }
}
