//! How a county went over the years, by one policy.

use std::sync::Arc;

use junheng_store::{Organisation, Page, PeriodFilter, Reading};

use crate::judged::Judged;
use crate::{Action, Actor, App, Asked, Failure, Version};

/// How many periods a course shows.
const YEARS: usize = 5;

impl App {
    /// The county judged in the period asked for and those before it, each as of the day it was due, the oldest
    /// first. Periods that were due before the policy was in force are left out.
    ///
    /// # Errors
    /// As [`App::judged`].
    pub async fn course(&self, actor: &Actor, asked: &Asked) -> Result<Vec<Arc<Judged>>, Failure> {
        let mut reading = self.store.read().await?;
        let county = reading
            .organisation(asked.county)
            .await?
            .ok_or(Failure::NotFound)?;
        actor.require(Action::ReadFindings, &county.path)?;
        self.course_of(reading, county, asked).await
    }

    /// The course for somebody whose rights have been looked at.
    pub(crate) async fn course_of(
        &self,
        mut reading: Reading,
        county: Organisation,
        asked: &Asked,
    ) -> Result<Vec<Arc<Judged>>, Failure> {
        let filter = PeriodFilter {
            reaching: Some(county.path.clone()),
            ..PeriodFilter::default()
        };
        let periods = reading.periods(&filter, Page::ALL).await?.items;
        let latest = self.judge_county(reading, county.clone(), asked).await?;
        let before = periods.into_iter().filter(|period| {
            period.kind == latest.period.kind
                && period.starts_on < latest.period.starts_on
                && period.due_on >= latest.policy().from
        });
        let mut course = Vec::new();
        for period in before.take(YEARS - 1) {
            let of_period = Asked {
                period: Some(period.name),
                version: Version::Latest,
                policy: Some(latest.policy().id.clone()),
                as_of: None,
                county: county.id,
            };
            let reading = self.store.read().await?;
            course.push(
                self.judge_county(reading, county.clone(), &of_period)
                    .await?,
            );
        }
        course.reverse();
        course.push(latest);
        Ok(course)
    }
}
