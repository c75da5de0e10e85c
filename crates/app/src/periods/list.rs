//! A county's periods, with how far each has come.

use junheng_store::{
    Organisation, Page, Period, PeriodFilter, Reading, SubmissionCount, SubmissionFilter,
};

use crate::{Action, Actor, App, Failure};

/// A county's periods, the latest first.
#[derive(Debug, Clone)]
pub struct Periods {
    pub county: Organisation,
    pub periods: Vec<PeriodAtWork>,
}

/// A period and its hand-ins by register and state.
#[derive(Debug, Clone)]
pub struct PeriodAtWork {
    pub period: Period,
    pub counts: Vec<SubmissionCount>,
}

impl App {
    /// # Errors
    /// [`Failure::NotFound`] for a county out of reach.
    pub async fn periods(&self, actor: &Actor, county: i64) -> Result<Periods, Failure> {
        let county = self.county_for(actor, county, Action::ReadRows).await?;
        let mut reading = self.store.read().await?;
        let filter = PeriodFilter {
            reaching: Some(county.path.clone()),
            ..PeriodFilter::default()
        };
        let mut periods = Vec::new();
        for period in reading.periods(&filter, Page::ALL).await?.items {
            let counts = counts(&mut reading, &county, &period).await?;
            periods.push(PeriodAtWork { period, counts });
        }
        Ok(Periods { county, periods })
    }
}

async fn counts(
    reading: &mut Reading,
    county: &Organisation,
    period: &Period,
) -> Result<Vec<SubmissionCount>, Failure> {
    let filter = SubmissionFilter::of_period(&county.path, period.id);
    Ok(reading.submission_counts(&filter).await?)
}

/// The names of a county's periods, the latest first.
pub(crate) async fn names(
    reading: &mut Reading,
    county: &Organisation,
) -> Result<Vec<String>, Failure> {
    let filter = PeriodFilter {
        reaching: Some(county.path.clone()),
        ..PeriodFilter::default()
    };
    let periods = reading.periods(&filter, Page::ALL).await?.items;
    Ok(periods.into_iter().map(|period| period.name).collect())
}
