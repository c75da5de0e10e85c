//! What a reader of a county can choose from.

use junheng_store::{Organisation, Page, PeriodFilter, Reading};

use crate::frozen::versions;
use crate::{Action, Actor, App, Failure};

/// The figures that there are of a county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// The county's name.
    pub county: String,
    /// The periods' names, the latest first.
    pub periods: Vec<String>,
    /// The numbers of the frozen versions of the period asked for, the latest first.
    pub versions: Vec<i64>,
}

impl App {
    /// What there is to choose from for a reader of a county; of the latest period when `period` is empty.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a county out of reach.
    pub async fn reading_choices(
        &self,
        actor: &Actor,
        county: i64,
        period: &str,
    ) -> Result<Choices, Failure> {
        let mut reading = self.store.read().await?;
        let county = reading
            .organisation(county)
            .await?
            .ok_or(Failure::NotFound)?;
        actor.require(Action::ReadFindings, &county.path)?;
        choices_of(&mut reading, county, period).await
    }

    /// The same for a reader of one of its schools.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a school out of reach.
    pub async fn reading_choices_of_school(
        &self,
        actor: &Actor,
        county: i64,
        code: &str,
        period: &str,
    ) -> Result<Choices, Failure> {
        let mut reading = self.store.read().await?;
        let county = county_for_school(&mut reading, actor, county, code).await?;
        choices_of(&mut reading, county, period).await
    }
}

/// The county of a school that the person may read.
///
/// # Errors
/// [`Failure::NotFound`] for a school out of reach, or of another county.
pub(crate) async fn county_for_school(
    reading: &mut Reading,
    actor: &Actor,
    county: i64,
    code: &str,
) -> Result<Organisation, Failure> {
    let county = reading
        .organisation(county)
        .await?
        .ok_or(Failure::NotFound)?;
    let school = reading.organisation_by_code(code).await?;
    let path = school
        .filter(|school| school.path.starts_with(&county.path))
        .map_or_else(|| county.path.clone(), |school| school.path);
    actor.require(Action::ReadFindings, &path)?;
    Ok(county)
}

async fn choices_of(
    reading: &mut Reading,
    county: Organisation,
    period: &str,
) -> Result<Choices, Failure> {
    let filter = PeriodFilter {
        reaching: Some(county.path.clone()),
        ..PeriodFilter::default()
    };
    let periods = reading.periods(&filter, Page::ALL).await?.items;
    let asked = periods
        .iter()
        .find(|found| period.is_empty() || found.name == period);
    let versions = match asked {
        Some(period) => versions(reading, &county, period).await?,
        None => Vec::new(),
    };
    Ok(Choices {
        versions: versions.iter().map(|version| version.number).collect(),
        county: county.name,
        periods: periods.into_iter().map(|period| period.name).collect(),
    })
}
