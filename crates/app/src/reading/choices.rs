//! What a reader of a county can choose from.

use junheng_store::{Page, PeriodFilter};

use crate::{Action, Actor, App, Failure};

/// The figures that there are of a county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// The county's name.
    pub county: String,
    /// The periods' names, the latest first.
    pub periods: Vec<String>,
}

impl App {
    /// What there is to choose from for a reader of a county.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a county out of reach.
    pub async fn reading_choices(&self, actor: &Actor, county: i64) -> Result<Choices, Failure> {
        let mut reading = self.store.read().await?;
        let county = reading
            .organisation(county)
            .await?
            .ok_or(Failure::NotFound)?;
        actor.require(Action::SeeOrganisation, &county.path)?;
        let filter = PeriodFilter {
            reaching: Some(county.path.clone()),
            ..PeriodFilter::default()
        };
        let periods = reading.periods(&filter, Page::ALL).await?.items;
        Ok(Choices {
            county: county.name,
            periods: periods.into_iter().map(|period| period.name).collect(),
        })
    }
}
